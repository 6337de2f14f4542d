"""The exercises of chapter 06, feedforward networks."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.activations import sigmoid, softmax
from helpers.exercises.core import Exercise, Slip

HINTS = {
    "count bias": "these are the weights alone. What does every unit own besides?",
    "count inputs": "you gave the inputs biases too. Do they calculate anything?",
    "count layers": "one bias for each layer? Look at the shape of `bias`.",
    "count units": "these are the biases alone. How many links lead from one column to the next?",
    "count across": "you linked every column with every later one. Only neighbours are linked.",
    "shares columns": "your shares add up to 1 down the columns. Who competes here: classes, or examples?",
    "shares table": "all shares of the table add up to 1. How many questions were asked?",
    "shares alone": "each score was answered by itself. Their sum should be 1.",
    "shares plain": "you divided the scores themselves. What makes them positive first?",
    "shares reversed": "the largest score got the smallest share. Look at the sign of the difference.",
    "shares tilted": "you divided by the largest power. Which sum should come out as 1?",
    "forward output": "the last layer got an activation too. Its weighted sums are asked for.",
    "forward straight": "no layer bends anything here. What stands between two layers?",
    "forward turned": "you bend the output and leave the hidden layers straight. The other way "
    "round is asked for.",
    "forward input": "you sent the inputs through the activation first. They enter as they are.",
    "forward bias": "the weights work, the biases do not.",
    "bump sum": "two steps up make a staircase. What brings the curve down again?",
    "bump sign": "your bump points down. Which of the two steps comes first?",
    "bump bias": "with a sharpness of 1 it would be right. Where is z = sharpness · x − left equal to zero?",
    "bump product": "almost the same curve, but this one multiplies. An output unit can only weigh and add.",
    "bump soft": "your bump has the same edges whatever the sharpness.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "count": "A weight for each link, a bias for each unit that calculates.",
    "shares": "Each row is a question of its own, and no score is too large.",
    "forward": "One line for all hidden layers and one for the last: that runs any MLP with sigmoid units.",
    "bump": "A step up and a step down: two hidden units and an output unit that subtracts.",
}
WANTED = {
    "count": "a whole number",
    "shares": "one row of shares for each row of scores",
    "forward": "one row of weighted sums for each example",
    "bump": "the height at each x",
}


def _networks() -> list[dict[str, Any]]:
    return [
        {"sizes": np.array(sizes)} for sizes in ([2, 3, 1], [2, 2, 1], [64, 32, 10], [5, 4], [3, 7, 7, 2])
    ]


def _across(sizes: Sequence[int]) -> int:
    return sum(n * m for i, n in enumerate(sizes) for m in sizes[i + 1 :]) + sum(sizes[1:])


count_parameters = Exercise(
    "count_parameters",
    lambda sizes: sum(n * m + m for n, m in pairwise(sizes)),
    _networks(),
    [
        Slip(lambda sizes: sum(n * m for n, m in pairwise(sizes)), HINTS["count bias"]),
        Slip(lambda sizes: sum(n * m for n, m in pairwise(sizes)) + sum(sizes), HINTS["count inputs"]),
        Slip(lambda sizes: sum(n * m + n for n, m in pairwise(sizes)), HINTS["count inputs"]),
        Slip(lambda sizes: sum(n * m + 1 for n, m in pairwise(sizes)), HINTS["count layers"]),
        Slip(lambda sizes: sum(sizes[1:]), HINTS["count units"]),
        Slip(_across, HINTS["count across"]),
    ],
    GAINS["count"],
    WANTED["count"],
)


def _scores() -> list[dict[str, Any]]:
    """Tables of scores; no row or column adds up to 0, and the last table is out of reach of `exp`."""
    rng = np.random.default_rng(61)
    return [
        {"scores": np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0]])},
        {"scores": rng.normal(size=(5, 4)) + 0.5},
        {"scores": np.array([[1000.0, 1001.0], [-999.0, -1000.0], [3.0, 1.0]])},
    ]


def _powers(scores: Any) -> Any:
    return np.exp(scores - scores.max(axis=1, keepdims=True))


shares = Exercise(
    "shares",
    lambda scores: softmax(scores),
    _scores(),
    [
        Slip(lambda scores: _powers(scores) / _powers(scores).sum(axis=0), HINTS["shares columns"]),
        Slip(lambda scores: softmax(scores.T).T, HINTS["shares columns"]),
        Slip(lambda scores: _powers(scores) / _powers(scores).sum(), HINTS["shares table"]),
        Slip(lambda scores: sigmoid(scores), HINTS["shares alone"]),
        Slip(lambda scores: scores / scores.sum(axis=1, keepdims=True), HINTS["shares plain"]),
        Slip(lambda scores: softmax(-scores), HINTS["shares reversed"]),
        Slip(_powers, HINTS["shares tilted"]),
    ],
    GAINS["shares"],
    WANTED["shares"],
)


def _pass(hidden: Any, last: Any, entry: Any = None, bias: float = 1.0) -> Any:
    """A forward pass with these functions after the hidden layers, after the last one, and on the inputs."""

    def forward(x: Any, layers: Any) -> Any:
        out = x if entry is None else entry(x)
        for number, (weight, shift) in enumerate(layers, start=1):
            bend = last if number == len(layers) else hidden
            out = bend(out @ weight + bias * shift)
        return out

    return forward


def _same(z: Any) -> Any:
    return z


def _small_networks() -> list[dict[str, Any]]:
    two_nodes = [
        (np.array([[0.9, 0.2], [0.3, 0.8]]), np.zeros(2)),
        (np.array([[2.0], [-1.0]]), np.array([-0.5])),
    ]
    cases: list[dict[str, Any]] = [{"x": np.array([[1.0, 0.5]]), "layers": two_nodes}]
    rng = np.random.default_rng(62)
    for sizes in ((3, 2), (2, 3, 1), (4, 3, 5, 2)):
        layers = [(rng.normal(size=(n, m)), rng.normal(size=m)) for n, m in pairwise(sizes)]
        cases.append({"x": rng.normal(size=(6, sizes[0])), "layers": layers})
    return cases


forward = Exercise(
    "forward",
    _pass(sigmoid, _same),
    _small_networks(),
    [
        Slip(_pass(sigmoid, sigmoid), HINTS["forward output"]),
        Slip(_pass(_same, _same), HINTS["forward straight"]),
        Slip(_pass(_same, sigmoid), HINTS["forward turned"]),
        Slip(_pass(sigmoid, _same, entry=sigmoid), HINTS["forward input"]),
        Slip(_pass(sigmoid, _same, bias=0.0), HINTS["forward bias"]),
    ],
    GAINS["forward"],
    WANTED["forward"],
)


def _step(x: Any, place: Any, sharpness: Any) -> Any:
    return sigmoid(sharpness * (x - place))


def _bump(x: Any, left: Any, right: Any, sharpness: Any) -> Any:
    return _step(x, left, sharpness) - _step(x, right, sharpness)


def _intervals() -> list[dict[str, Any]]:
    x = np.linspace(-2.0, 2.0, 9)
    return [
        {"x": x, "left": left, "right": right, "sharpness": sharpness}
        for left, right, sharpness in ((-1.0, 1.0, 5.0), (0.3, 1.1, 20.0), (-0.4, 0.9, 2.0))
    ]


bump = Exercise(
    "bump",
    _bump,
    _intervals(),
    [
        Slip(
            lambda x, left, right, sharpness: _step(x, left, sharpness) + _step(x, right, sharpness),
            HINTS["bump sum"],
        ),
        Slip(lambda x, left, right, sharpness: -_bump(x, left, right, sharpness), HINTS["bump sign"]),
        Slip(
            lambda x, left, right, sharpness: sigmoid(sharpness * x - left) - sigmoid(sharpness * x - right),
            HINTS["bump bias"],
        ),
        Slip(
            lambda x, left, right, sharpness: _step(x, left, sharpness) * (1 - _step(x, right, sharpness)),
            HINTS["bump product"],
        ),
        Slip(lambda x, left, right, sharpness: _bump(x, left, right, 1.0), HINTS["bump soft"]),
    ],
    GAINS["bump"],
    WANTED["bump"],
)
