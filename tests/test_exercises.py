"""The checks of the exercises: blank → not yet, solution → correct, each usual slip → its own hint.

The answers stand in `tests/answers`, one file a chapter, as functions that a learner would write: its
`SOLUTIONS` are pairs of exercise and answer, its `SLIPS` triples of exercise, answer and words of the hint.
"""

import importlib
import importlib.util
import pkgutil
from pathlib import Path

import numpy as np
import pytest

import helpers.exercises
from helpers.exercises.core import WORDS, Exercise, Slip


def answers(path):
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ANSWERS = [answers(path) for path in sorted((Path(__file__).parent / "answers").glob("chapter_*.py"))]
SOLUTIONS = [pair for chapter in ANSWERS for pair in chapter.SOLUTIONS]
SLIPS = [slip for chapter in ANSWERS for slip in chapter.SLIPS]


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
