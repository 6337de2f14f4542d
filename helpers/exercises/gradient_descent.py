"""The exercises of chapter 05, gradient descent."""

from typing import Any

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.core import Exercise, Slip

HINTS = {
    "foot half": "your slopes are twice too steep. How far apart are the two feet?",
    "foot difference": "this is a difference of heights. A slope is a difference of heights for each unit of "
    "way.",
    "foot sign": "your slope is positive where the ground falls. Which foot comes first?",
    "foot one side": "you used the ground under you and one foot. With both feet the error is much smaller; "
    "try it where the ground bends.",
    "foot brackets": "a / 2 * b is not a / (2 * b).",
    "step climbs": "the loss grows with your step. Try one example with label 1 and p = 0.5 by hand: should "
    "the weighted sum grow or shrink?",
    "step sum": "your step grows with the number of examples. The loss is their mean.",
    "step squared": "the slope of the sigmoid is still in your step, as it is for the squared error. What "
    "does the cross-entropy do with it?",
    "step double": "your step is twice as long. The 2 belongs to the squared error; where did it come from?",
    "step bias": "the weights learn, the bias does not. Its input is 1 in every example.",
    "step bias rows": "each example has its own error; the bias is one number and takes their mean.",
    "step rate": "your step is the same for every learning rate.",
    "step gradient": "these are the changes. What are the weight and the bias after them?",
    "confusion border": "look at an example whose probability is exactly the threshold. What does the book "
    "say there?",
    "confusion swapped": "the two kinds of mistake stand in each other's place. A false positive was called "
    "positive.",
    "confusion classes": "you count class 0 as the positive one.",
    "confusion order": "the counts are right, their order is not: true positives come first.",
    "confusion shares": "these are shares. Counts are asked for.",
    "confusion half": "you always cut at one half, whatever the threshold.",
    "start last": "this is where the last start led. Another start may have led lower.",
    "start begins": "this is where the best descent began. Where did it end?",
    "start first": "you chose the start that is lowest before the descent. The way down may lead elsewhere.",
    "start flat": "you chose the place with the flattest ground. Flat is not low: there are flat places on "
    "high ground.",
    "start worst": "this is the highest of the ends.",
    "start loss": "this is the loss there. Which place is it?",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "foot": "Two heights and the way between them: no formula of the loss was needed. It is the test of "
    "every gradient in this book.",
    "step": "Error times input, averaged: the same line as for the harvest, and as for the perceptron.",
    "confusion": "Four counts say what one accuracy hides.",
    "start": "Several starts and a comparison. It cannot promise the lowest valley, but it beats waiting in "
    "a high one.",
}
WANTED = {
    "foot": "one number, the slope",
    "step": "the new weight and the new bias",
    "confusion": "four counts: true positives, false positives, false negatives, true negatives",
    "start": "the best place that was reached",
}


def _bowl(w: Any) -> float:
    return float(3.5 * w[0] ** 2 + 3 * w[0] * w[1] + w[1] ** 2 - 15.5 * w[0] - 8 * w[1] + 18.5)


def _wavy(w: Any) -> float:
    return float(np.exp(w[0]) + np.sin(3 * w[1]) + w[0] * w[1] * w[2] ** 3)


def _feet() -> list[dict[str, Any]]:
    by_hand: dict[str, Any] = {"loss": _bowl, "place": np.zeros(2), "i": 0, "foot": 0.1}
    rng = np.random.default_rng(50)
    return [by_hand, by_hand | {"i": 1}] + [
        {"loss": _wavy, "place": rng.normal(size=3), "i": i, "foot": 0.25} for i in (0, 1, 2, 1)
    ]


def _slope(difference: Any) -> Any:
    """A slope made of the heights here and under the two feet, and of the foot's length."""

    def slope(loss: Any, place: Any, i: Any, foot: Any) -> Any:
        step = foot * np.eye(len(place))[i]
        return difference(loss(place), loss(place - step), loss(place + step), foot)

    return slope


slope_by_foot = Exercise(
    "slope_by_foot",
    _slope(lambda here, left, right, foot: (right - left) / (2 * foot)),
    _feet(),
    [
        Slip(_slope(lambda here, left, right, foot: (right - left) / foot), HINTS["foot half"]),
        Slip(_slope(lambda here, left, right, foot: right - left), HINTS["foot difference"]),
        Slip(_slope(lambda here, left, right, foot: (left - right) / (2 * foot)), HINTS["foot sign"]),
        Slip(_slope(lambda here, left, right, foot: (right - here) / foot), HINTS["foot one side"]),
        Slip(_slope(lambda here, left, right, foot: (here - left) / foot), HINTS["foot one side"]),
        Slip(_slope(lambda here, left, right, foot: (right - left) / 2 * foot), HINTS["foot brackets"]),
    ],
    GAINS["foot"],
    WANTED["foot"],
)


def _step(blame: Any, bias_too: bool = True) -> Any:
    """A step of descent, with what each example adds to the changes (N,) and how they are gathered."""

    def step(weight: Any, bias: Any, x: Any, y: Any, rate: Any) -> tuple[Any, Any]:
        p = sigmoid(x @ weight + bias)
        share = rate * blame(y - p, p)
        return weight + x.T @ share, bias + (share.sum() if bias_too else 0)

    return step


def _bias_for_each_row(weight: Any, bias: Any, x: Any, y: Any, rate: Any) -> tuple[Any, Any]:
    error = y - sigmoid(x @ weight + bias)
    return weight + rate * x.T @ error / len(y), bias + rate * error


def _changes_only(weight: Any, bias: Any, x: Any, y: Any, rate: Any) -> tuple[Any, Any]:
    error = y - sigmoid(x @ weight + bias)
    return rate * x.T @ error / len(y), rate * error.mean()


def _step_without_rate(weight: Any, bias: Any, x: Any, y: Any, rate: Any) -> tuple[Any, Any]:
    error = y - sigmoid(x @ weight + bias)
    return weight + x.T @ error / len(y), bias + error.mean()


def _labelled_examples() -> list[dict[str, Any]]:
    cases = []
    for seed, n, rate in ((51, 4, 0.5), (52, 7, 0.1), (53, 5, 2.0)):
        rng = np.random.default_rng(seed)
        x, y = rng.normal(size=(n, 3)), np.arange(n) % 2
        cases.append({"weight": rng.normal(size=3), "bias": rng.normal(), "x": x, "y": y, "rate": rate})
    return cases


logistic_step = Exercise(
    "logistic_step",
    _step(lambda error, p: error / len(p)),
    _labelled_examples(),
    [
        Slip(_step(lambda error, p: -error / len(p)), HINTS["step climbs"]),
        Slip(_step(lambda error, p: error), HINTS["step sum"]),
        Slip(_step(lambda error, p: 2 * error * p * (1 - p) / len(p)), HINTS["step squared"]),
        Slip(_step(lambda error, p: error * p * (1 - p) / len(p)), HINTS["step squared"]),
        Slip(_step(lambda error, p: 2 * error / len(p)), HINTS["step double"]),
        Slip(_step(lambda error, p: error / len(p), bias_too=False), HINTS["step bias"]),
        Slip(_bias_for_each_row, HINTS["step bias rows"]),
        Slip(_step_without_rate, HINTS["step rate"]),
        Slip(_changes_only, HINTS["step gradient"]),
    ],
    GAINS["step"],
    WANTED["step"],
)


def _counts(said: Any, y: Any) -> tuple[int, int, int, int]:
    """True positives, false positives, false negatives, true negatives."""
    return (
        int(np.sum(said & (y == 1))),
        int(np.sum(said & (y == 0))),
        int(np.sum(~said & (y == 1))),
        int(np.sum(~said & (y == 0))),
    )


def _reordered(*order: int) -> Any:
    """The right counts in another order."""

    def confusion(probability: Any, y: Any, threshold: Any) -> tuple[int, ...]:
        right = _counts(probability >= threshold, y)
        return tuple(right[place] for place in order)

    return confusion


def _judged() -> list[dict[str, Any]]:
    by_hand = {
        "probability": np.array([0.9, 0.8, 0.5, 0.5, 0.4, 0.3, 0.2]),
        "y": np.array([1, 0, 1, 0, 1, 0, 0]),
    }
    rng = np.random.default_rng(54)
    y = (rng.random(40) < 0.4).astype(int)
    random = {"probability": np.clip(0.3 * y + rng.random(40), 0, 1).round(2), "y": y}
    return [data | {"threshold": threshold} for data in (by_hand, random) for threshold in (0.5, 0.25, 0.8)]


confusion = Exercise(
    "confusion",
    lambda probability, y, threshold: _counts(probability >= threshold, y),
    _judged(),
    [
        Slip(
            lambda probability, y, threshold: _counts(probability > threshold, y), HINTS["confusion border"]
        ),
        Slip(_reordered(0, 2, 1, 3), HINTS["confusion swapped"]),
        Slip(_reordered(3, 2, 1, 0), HINTS["confusion classes"]),
        Slip(_reordered(3, 1, 2, 0), HINTS["confusion order"]),
        Slip(_reordered(0, 3, 1, 2), HINTS["confusion order"]),
        Slip(_reordered(0, 3, 2, 1), HINTS["confusion order"]),
        Slip(
            lambda probability, y, threshold: tuple(
                count / len(y) for count in _counts(probability >= threshold, y)
            ),
            HINTS["confusion shares"],
        ),
        Slip(lambda probability, y, threshold: _counts(probability >= 0.5, y), HINTS["confusion half"]),
    ],
    GAINS["confusion"],
    WANTED["confusion"],
)


def _valleys(w: float) -> float:
    return w**4 / 4 - w**2 + 0.4 * w


def _valleys_slope(w: float) -> float:
    return w**3 - 2 * w + 0.4


def _hollow(w: float) -> float:
    return -2 / (1 + (w - 1) ** 2) - 3 / (1 + 4 * (w + 2) ** 2)


def _hollow_slope(w: float) -> float:
    return 4 * (w - 1) / (1 + (w - 1) ** 2) ** 2 + 24 * (w + 2) / (1 + 4 * (w + 2) ** 2) ** 2


def _descents(loss: Any, slope: Any, starts: Any, rate: float, steps: int) -> list[tuple[float, float]]:
    """Each start with the place where it ends."""
    ways = []
    for start in starts:
        place = start
        for _ in range(steps):
            place = place - rate * slope(place)
        ways.append((float(start), float(place)))
    return ways


def _chosen(key: Any, take: Any) -> Any:
    """An answer that takes from the way with the smallest key."""

    def best(loss: Any, slope: Any, starts: Any, rate: Any, steps: Any) -> float:
        ways = _descents(loss, slope, starts, rate, steps)
        return float(take(*min(ways, key=lambda way: key(loss, slope, *way)), loss))

    return best


def _several_starts() -> list[dict[str, Any]]:
    two = {"loss": _valleys, "slope": _valleys_slope, "rate": 0.05}
    far = {"loss": _hollow, "slope": _hollow_slope, "rate": 0.02}
    return [
        two | {"starts": np.array([-1.0, 0.9, 2.0]), "steps": 60},
        two | {"starts": np.array([1.3, 0.8, -0.3, 1.0]), "steps": 60},
        far | {"starts": np.array([0.7, -2.6, 2.0, -9.0]), "steps": 200},
        far | {"starts": np.array([9.0, 1.4, -1.5, 3.0]), "steps": 200},
    ]


best_of_starts = Exercise(
    "best_of_starts",
    _chosen(lambda loss, slope, start, end: loss(end), lambda start, end, loss: end),
    _several_starts(),
    [
        Slip(
            lambda loss, slope, starts, rate, steps: _descents(loss, slope, starts, rate, steps)[-1][1],
            HINTS["start last"],
        ),
        Slip(
            _chosen(lambda loss, slope, start, end: loss(end), lambda start, end, loss: start),
            HINTS["start begins"],
        ),
        Slip(
            _chosen(lambda loss, slope, start, end: loss(start), lambda start, end, loss: end),
            HINTS["start first"],
        ),
        Slip(
            _chosen(lambda loss, slope, start, end: abs(slope(end)), lambda start, end, loss: end),
            HINTS["start flat"],
        ),
        Slip(
            _chosen(lambda loss, slope, start, end: -loss(end), lambda start, end, loss: end),
            HINTS["start worst"],
        ),
        Slip(
            _chosen(lambda loss, slope, start, end: loss(end), lambda start, end, loss: loss(end)),
            HINTS["start loss"],
        ),
    ],
    GAINS["start"],
    WANTED["start"],
)
