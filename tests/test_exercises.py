"""The checks of the exercises: blank → not yet, solution → correct, each usual slip → its own hint.

Every chapter's answers stand here as functions, as a learner would write them.
"""

import importlib
import pkgutil

import numpy as np
import pytest

import helpers.exercises
from helpers.exercises import perceptron as chapter_03
from helpers.exercises.core import WORDS, Exercise, Slip
from helpers.neurons import perceptron

# Chapter 03


def height_on_line(x1, weight, bias):
    x2 = -(weight[0] * x1 + bias) / weight[1]
    return x2


def height_forgets_the_minus(x1, weight, bias):
    return (bias + x1 * weight[0]) / weight[1]


def height_turns_one_sign(x1, weight, bias):
    return (bias - x1 * weight[0]) / weight[1]


def height_turns_the_other_sign(x1, weight, bias):
    return weight[0] / weight[1] * x1 - bias / weight[1]


def height_forgets_the_bias(x1, weight, bias):
    return -x1 * weight[0] / weight[1]


def height_swaps_the_weights(x1, weight, bias):
    w2, w1 = weight
    return -(w1 * x1 + bias) / w2


def height_forgets_to_divide(x1, weight, bias):
    return -weight[0] * x1 - bias


def signed_update(weight, bias, x, sign):
    if sign * (np.sum(weight * x) + bias) > 0:
        return weight, bias
    return weight + sign * x, bias + sign


def signed_rests_at_zero(weight, bias, x, sign):
    if sign * (weight @ x + bias) < 0:
        weight, bias = weight + sign * x, bias + sign
    return weight, bias


def signed_moves_always(weight, bias, x, sign):
    return weight + sign * x, bias + sign


def signed_moves_away(weight, bias, x, sign):
    if sign * (weight @ x + bias) > 0:
        return weight, bias
    return weight - sign * x, bias - sign


def signed_keeps_the_bias(weight, bias, x, sign):
    if sign * (weight @ x + bias) > 0:
        return weight, bias
    return weight + sign * x, bias


def signed_takes_the_difference(weight, bias, x, sign):
    if sign * (weight @ x + bias) > 0:
        return weight, bias
    said = -sign
    return weight + (sign - said) * x, bias + (sign - said)


def which_species(x, weight, bias):
    return (x @ weight + bias).argmax(axis=-1)


def species_across_flowers(x, weight, bias):
    return (x @ weight + bias).argmax(axis=0)


def species_without_bias(x, weight, bias):
    return (x @ weight).argmax(axis=1)


def species_after_the_step(x, weight, bias):
    return np.argmax((x @ weight + bias >= 0).astype(int), axis=1)


def species_scores(x, weight, bias):
    return x @ weight + bias


def species_largest_score(x, weight, bias):
    return np.amax(x @ weight + bias, axis=1)


def species_smallest(x, weight, bias):
    return np.argmin(x @ weight + bias, axis=1)


def pocket(weights, biases, x, target):
    best, fewest = 0, len(x) + 1
    for u in range(len(biases)):
        wrong = np.sum((x @ weights[u] + biases[u] >= 0) != target)
        if wrong < fewest:
            best, fewest = u, wrong
    return weights[best], biases[best]


def pocket_takes_the_last(weights, biases, x, target):
    return weights[-1], biases[-1]


def pocket_takes_the_worst(weights, biases, x, target):
    right = [np.sum(perceptron(x, w, float(b)) == target) for w, b in zip(weights, biases, strict=True)]
    worst = int(np.argmin(right))
    return weights[worst], biases[worst]


def pocket_takes_a_late_one(weights, biases, x, target):
    best, fewest = 0, len(x) + 1
    for u in range(len(biases)):
        wrong = np.sum((x @ weights[u] + biases[u] >= 0) != target)
        if wrong <= fewest:
            best, fewest = u, wrong
    return weights[best], biases[best]


def pocket_forgets_the_bias(weights, biases, x, target):
    wrong = [np.sum((x @ weight >= 0) != target) for weight in weights]
    best = int(np.argmin(wrong))
    return weights[best], biases[best]


SOLUTIONS = [
    (chapter_03.height_on_line, height_on_line),
    (chapter_03.signed_update, signed_update),
    (chapter_03.which_species, which_species),
    (chapter_03.pocket, pocket),
]
SLIPS = [
    (chapter_03.height_on_line, height_forgets_the_minus, "changed its sign"),
    (chapter_03.height_on_line, height_turns_one_sign, "not to the first term alone"),
    (chapter_03.height_on_line, height_turns_the_other_sign, "not to the first term alone"),
    (chapter_03.height_on_line, height_forgets_the_bias, "through the origin"),
    (chapter_03.height_on_line, height_swaps_the_weights, "which weight belongs to which axis"),
    (chapter_03.height_on_line, height_forgets_to_divide, "still carries a factor"),
    (chapter_03.signed_update, signed_rests_at_zero, "never moves"),
    (chapter_03.signed_update, signed_moves_always, "Hebb's rule"),
    (chapter_03.signed_update, signed_moves_away, "makes the mistake worse"),
    (chapter_03.signed_update, signed_keeps_the_bias, "the bias does not"),
    (chapter_03.signed_update, signed_takes_the_difference, "twice as long"),
    (chapter_03.which_species, species_across_flowers, "Which axis"),
    (chapter_03.which_species, species_without_bias, "What shifts it"),
    (chapter_03.which_species, species_after_the_step, "before the step"),
    (chapter_03.which_species, species_scores, "these are the scores"),
    (chapter_03.which_species, species_largest_score, "these are the scores"),
    (chapter_03.which_species, species_smallest, "fires least readily"),
    (chapter_03.pocket, pocket_takes_the_last, "you took the last line"),
    (chapter_03.pocket, pocket_takes_the_worst, "the most mistakes of all"),
    (chapter_03.pocket, pocket_takes_a_late_one, "the first of them"),
    (chapter_03.pocket, pocket_forgets_the_bias, "without its bias"),
]


# All chapters


def all_exercises():
    modules = [info.name for info in pkgutil.iter_modules(helpers.exercises.__path__) if info.name != "core"]
    found = {}
    for module in sorted(modules):
        for name, value in vars(importlib.import_module(f"helpers.exercises.{module}")).items():
            if isinstance(value, Exercise):
                assert value.name == name
                found[f"{module}.{name}"] = value
    return found


EXERCISES = all_exercises()


def test_every_exercise_has_a_solution_and_slips_here():
    assert EXERCISES
    solved = [exercise for exercise, _ in SOLUTIONS]
    for name, exercise in EXERCISES.items():
        assert exercise in solved, name
        assert len({hint for owner, _, hint in SLIPS if owner is exercise}) >= 2, name


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_blank_is_not_yet(exercise, capsys):
    def blank(*args, **kwargs):
        return ...

    exercise(blank)
    assert capsys.readouterr().out == f"Not yet: {WORDS['blank'].format(name=exercise.name)}\n"


@pytest.mark.parametrize(("exercise", "answer"), SOLUTIONS, ids=[e.name for e, _ in SOLUTIONS])
def test_solution_is_correct(exercise, answer, capsys):
    exercise(answer)
    assert capsys.readouterr().out == f"Correct. {exercise.gain}\n"


@pytest.mark.parametrize(("exercise", "answer", "hint"), SLIPS, ids=[a.__name__ for _, a, _ in SLIPS])
def test_slip_gets_its_own_hint(exercise, answer, hint, capsys):
    exercise(answer)
    said = capsys.readouterr().out
    assert said.startswith("Not yet: ")
    assert hint in said
    others = {slip.hint for slip in exercise.slips if hint not in slip.hint}
    assert not any(other in said for other in others)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_slip_of_the_module_is_seen_here(exercise):
    """A hint that no test reaches may never be said."""
    told = {exercise.verdict(answer) for owner, answer, _ in SLIPS if owner is exercise}
    assert {WORDS["not yet"].format(hint=slip.hint) for slip in exercise.slips} <= told


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_cases_are_not_changed_by_judging(exercise):
    def spoiler(**arguments):
        for value in arguments.values():
            if isinstance(value, np.ndarray):
                value += 1
        return 0

    assert "changed the array" in exercise.verdict(spoiler)
    right = next(answer for owner, answer in SOLUTIONS if owner is exercise)
    assert exercise.verdict(right).startswith("Correct.")


# The machinery

TWICE = Exercise(
    "twice",
    lambda x: 2 * x,
    [{"x": np.array([1.0, 2.0])}, {"x": np.array([0.5, -1.0])}],
    [Slip(lambda x: x**2, "that is the square.")],
    "Twice as much.",
    "one array",
)


def boom(x):
    raise RuntimeError("boom\nand more")


def leave(x):
    raise SystemExit


def own_message(x):
    raise ValueError


def recurse(x):
    return recurse(x)


def in_place(x):
    x *= 2
    return x


ODD = [
    ("a number", 3.0, "the check wants the function `twice` itself, without brackets; it got 3.0."),
    ("dots", ..., "itself, without brackets; it got the blank `...`."),
    ("None", None, "itself, without brackets; it got `None`."),
    ("nothing", lambda x: None, "`twice` returned nothing."),
    ("error", boom, "`twice(x=[1.0, 2.0])` stopped with RuntimeError: boom"),
    ("error without words", own_message, "stopped with ValueError: no message"),
    ("exit", leave, "stopped with SystemExit: no message"),
    ("recursion", recurse, "stopped with RecursionError: maximum recursion depth exceeded"),
    ("arguments", lambda: 1, "stopped with TypeError:"),
    ("in place", in_place, "`twice` changed the array `x`"),
    ("two", lambda x: (x, x), "`twice` should return one array; it returned 2 things instead of 1."),
    ("half blank", lambda x: (..., x), "`twice` still returns `...`"),
    ("text", lambda x: "2x", "`twice` should return one array; it returned a text."),
    ("function", lambda x: np.sum, "it returned a function."),
    ("dictionary", lambda x: {"x": 2 * x}, "it returned a dict."),
    ("ragged", lambda x: [[1.0], [1.0, 2.0]], "it returned a list."),
    ("shape", lambda x: 2 * x[:, None], "should return the shape (2,) when the arguments are x=[1.0, 2.0]"),
    ("sum", lambda x: 2 * x.sum(), "it returned ()."),
    ("nan", lambda x: x * np.nan, "returned something that is not a finite number."),
    ("value", lambda x: x + 1.5, "`twice(x=[1.0, 2.0])` returned [2.5, 3.5], which is not right."),
    ("complex", lambda x: 2j * x, "which is not right."),
    ("slip", lambda x: x * x, "that is the square."),
]


@pytest.mark.parametrize(("answer", "sentence"), [odd[1:] for odd in ODD], ids=[odd[0] for odd in ODD])
def test_whatever_comes_a_sentence_goes_back(answer, sentence, capsys):
    TWICE(answer)
    said = capsys.readouterr().out
    assert said.startswith("Not yet: ")
    assert sentence in said
    assert said.count("\n") == 1


def test_right_answers_in_other_forms():
    for answer in (lambda x: x + x, lambda x: [2 * v for v in x], lambda x: (2 * x,)):
        assert TWICE.verdict(answer) == "Correct. Twice as much."


def test_small_differences_count_and_rounding_does_not():
    assert TWICE.verdict(lambda x: 2 * x * (1 + 1e-12)).startswith("Correct.")
    assert TWICE.verdict(lambda x: 2 * x * (1 + 1e-6)).startswith("Not yet: ")


def test_an_interrupt_passes_through():
    """A learner who stops an endless loop wants it stopped."""

    def stopped(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        TWICE(stopped)
