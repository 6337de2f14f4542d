"""The exercises of chapter 03, the perceptron."""

from typing import Any

import numpy as np

from helpers.exercises.core import Exercise, Slip
from helpers.neurons import perceptron, perceptron_fit

HINTS = {
    "height sign": "one side changed its sign on the way. Move the terms without x2 to the other side of the "
    "equals sign again.",
    "height half a sign": "the minus belongs to all that crosses the equals sign, not to the first "
    "term alone.",
    "height bias": "your line goes through the origin, whatever the bias. Which term did you leave behind?",
    "height swapped": "look at which weight belongs to which axis: the line is asked for x2.",
    "height divisor": "x2 still carries a factor in the equation that you solve.",
    "signed zero": "from a zero start your rule never moves. What should happen when the sum is "
    "exactly zero?",
    "signed always": "you also move when the answer was right. That is Hebb's rule; Rosenblatt's needs "
    "a reason.",
    "signed direction": "each step makes the mistake worse. Try sign = +1 by hand: should the sum grow "
    "or shrink?",
    "signed bias": "the weights learn, the bias does not. It belongs to an input too: which one?",
    "signed double": "your steps are twice as long as they should be. How far apart are the labels "
    "−1 and +1?",
    "species axis": "you compared flowers with one another. Which axis runs over the neurons?",
    "species bias": "every neuron starts from the same level here. What shifts it?",
    "species step": "after the step all firing neurons are equal, and the first of them wins. Compare what "
    "comes before the step.",
    "species score": "these are the scores. The question is which neuron has the largest one.",
    "species least": "you name the neuron that fires least readily.",
    "pocket last": "you took the last line. That is what the rule does by itself; which line was the best?",
    "pocket worst": "this line makes the most mistakes of all. Are you counting mistakes or right answers?",
    "pocket late": "several lines are equally good, and the first of them is asked for.",
    "pocket bias": "you judged each line without its bias.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "height": "The line is where the weighted sum is zero, and you can draw it.",
    "signed": "One product tells right from wrong: it is positive exactly when both have the same sign, so "
    "one test covers both classes. And the correction needs no e.",
    "species": "Three neurons side by side and one comparison: you have built a layer.",
    "pocket": "You kept the best line of a run that never settles: the pocket algorithm with ratchet "
    "(Gallant 1990).",
}
WANTED = {
    "height": "the number x2",
    "signed": "the new weight and the new bias",
    "species": "one species number for each flower",
    "pocket": "a weight and a bias",
}


def _points_on_lines() -> list[dict[str, Any]]:
    by_hand = {"x1": 1.0, "weight": np.array([2.0, 4.0]), "bias": -10.0}
    rng = np.random.default_rng(31)
    return [by_hand] + [
        {"x1": rng.normal(), "weight": rng.normal(size=2), "bias": rng.normal()} for _ in range(5)
    ]


height_on_line = Exercise(
    "height_on_line",
    lambda x1, weight, bias: -(weight[0] * x1 + bias) / weight[1],
    _points_on_lines(),
    [
        Slip(lambda x1, weight, bias: (weight[0] * x1 + bias) / weight[1], HINTS["height sign"]),
        Slip(lambda x1, weight, bias: (-weight[0] * x1 + bias) / weight[1], HINTS["height half a sign"]),
        Slip(lambda x1, weight, bias: (weight[0] * x1 - bias) / weight[1], HINTS["height half a sign"]),
        Slip(lambda x1, weight, bias: -weight[0] * x1 / weight[1], HINTS["height bias"]),
        Slip(lambda x1, weight, bias: -(weight[1] * x1 + bias) / weight[0], HINTS["height swapped"]),
        Slip(lambda x1, weight, bias: -(weight[0] * x1 + bias), HINTS["height divisor"]),
    ],
    GAINS["height"],
    WANTED["height"],
)


def _signed_rule(right: Any, step: Any) -> Any:
    """The rule for signs, with what counts as right and what a step adds to weight and bias."""

    def rule(weight: Any, bias: Any, x: Any, sign: Any) -> tuple[Any, Any]:
        if right(sign * (weight @ x + bias)):
            return weight, bias
        return weight + step(sign) * x, bias + step(sign)

    return rule


def _without_bias(weight: Any, bias: Any, x: Any, sign: Any) -> tuple[Any, Any]:
    return (weight if sign * (weight @ x + bias) > 0 else weight + sign * x), bias


def _signed_examples() -> list[dict[str, Any]]:
    rng = np.random.default_rng(32)
    zero = {"weight": np.zeros(2), "bias": 0.0, "x": np.array([3.0, 1.0])}
    cases = [zero | {"sign": 1}, zero | {"sign": -1}]
    for sign in (1, -1, 1, -1, 1, -1):
        cases.append(
            {"weight": rng.normal(size=3), "bias": rng.normal(), "x": rng.normal(size=3), "sign": sign}
        )
    return cases


signed_update = Exercise(
    "signed_update",
    _signed_rule(lambda agreement: agreement > 0, lambda sign: sign),
    _signed_examples(),
    [
        Slip(_signed_rule(lambda agreement: agreement >= 0, lambda sign: sign), HINTS["signed zero"]),
        Slip(_signed_rule(lambda agreement: False, lambda sign: sign), HINTS["signed always"]),
        Slip(_signed_rule(lambda agreement: agreement > 0, lambda sign: -sign), HINTS["signed direction"]),
        Slip(_without_bias, HINTS["signed bias"]),
        Slip(_signed_rule(lambda agreement: agreement > 0, lambda sign: 2 * sign), HINTS["signed double"]),
    ],
    GAINS["signed"],
    WANTED["signed"],
)


def _flowers() -> list[dict[str, Any]]:
    by_hand = {
        "x": np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 3.0], [0.0, 0.0]]),
        "weight": np.array([[2.0, 0.0, 1.0], [0.0, 2.0, 1.0]]),
        "bias": np.array([0.0, 0.5, -1.0]),
    }
    rng = np.random.default_rng(33)
    random = {"x": rng.normal(size=(9, 4)), "weight": rng.normal(size=(4, 3)), "bias": rng.normal(size=3)}
    return [by_hand, random]


which_species = Exercise(
    "which_species",
    lambda x, weight, bias: np.argmax(x @ weight + bias, axis=1),
    _flowers(),
    [
        Slip(lambda x, weight, bias: np.argmax(x @ weight + bias, axis=0), HINTS["species axis"]),
        Slip(lambda x, weight, bias: np.argmax(x @ weight, axis=1), HINTS["species bias"]),
        Slip(lambda x, weight, bias: np.argmax(x @ weight + bias >= 0, axis=1), HINTS["species step"]),
        Slip(lambda x, weight, bias: x @ weight + bias, HINTS["species score"]),
        Slip(lambda x, weight, bias: np.max(x @ weight + bias, axis=1), HINTS["species score"]),
        Slip(lambda x, weight, bias: np.argmin(x @ weight + bias, axis=1), HINTS["species least"]),
    ],
    GAINS["species"],
    WANTED["species"],
)


def _wrong(weights: Any, biases: Any, x: Any, target: Any) -> Any:
    """Mistakes of each line, shape of biases."""
    lines = zip(weights, biases, strict=True)
    return np.array([(perceptron(x, weight, float(bias)) != target).sum() for weight, bias in lines])


def _first(count: Any) -> Any:
    """A pocket that takes the first line with the smallest count."""

    def pocket(weights: Any, biases: Any, x: Any, target: Any) -> tuple[Any, Any]:
        best = int(np.argmin(count(weights, biases, x, target)))
        return weights[best], biases[best]

    return pocket


def _latest_best(weights: Any, biases: Any, x: Any, target: Any) -> tuple[Any, Any]:
    wrong = _wrong(weights, biases, x, target)
    best = np.flatnonzero(wrong == wrong.min())[-1]
    return weights[best], biases[best]


def _unsettled_runs() -> list[dict[str, Any]]:
    cases = []
    for seed in (34, 35, 36):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(30, 2)).round(1)
        target = (x.sum(axis=1) + rng.normal(size=30) > 0).astype(int)
        run = perceptron_fit(x, target, max_epochs=6, rng=rng)
        cases.append({"weights": run.weights, "biases": run.biases, "x": x, "target": target})
    return cases


pocket = Exercise(
    "pocket",
    _first(_wrong),
    _unsettled_runs(),
    [
        Slip(lambda weights, biases, x, target: (weights[-1], biases[-1]), HINTS["pocket last"]),
        Slip(_first(lambda *run: -_wrong(*run)), HINTS["pocket worst"]),
        Slip(_latest_best, HINTS["pocket late"]),
        Slip(
            _first(lambda weights, biases, x, target: _wrong(weights, 0 * biases, x, target)),
            HINTS["pocket bias"],
        ),
    ],
    GAINS["pocket"],
    WANTED["pocket"],
)
