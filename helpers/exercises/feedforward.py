"""The exercises of chapter 06, feedforward networks."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.core import Exercise, Slip

HINTS = {
    "count bias": "these are the weights alone. What does every unit own besides?",
    "count inputs": "you gave the inputs biases too. Do they calculate anything?",
    "count layers": "one bias for each layer? Look at the shape of `bias`.",
    "count units": "these are the biases alone. How many links lead from one column to the next?",
    "count across": "you linked every column with every later one. Only neighbours are linked.",
    "collapse sum": "the first bias goes through the second layer as well. What does that layer do to it?",
    "collapse last": "the bias of the first layer got lost. Where does it go after the first layer?",
    "collapse first": "the second layer adds a bias of its own.",
    "collapse side": "your bias stands on the wrong side of the matrix. In this book it is a row: on "
    "which side do rows stand?",
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
    "collapse": "The first bias passes through the second layer like everything else. Two layers without an "
    "activation are one.",
    "forward": "Three lines, and they run any fully connected network of this book.",
    "bump": "A step up and a step down: two hidden units and an output unit that subtracts.",
}
WANTED = {
    "count": "a whole number",
    "collapse": "a weight and a bias",
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


def _straight_pairs() -> list[dict[str, Any]]:
    """Pairs of layers; the second is square, so that a bias put in a wrong place still fits."""
    by_hand = {
        "weight1": np.array([[1.0, 2.0], [0.0, 1.0]]),
        "bias1": np.array([1.0, 0.0]),
        "weight2": np.array([[1.0, 3.0], [0.0, 2.0]]),
        "bias2": np.array([0.0, 10.0]),
    }
    rng = np.random.default_rng(61)
    random = [
        {
            "weight1": rng.normal(size=(inputs, units)),
            "bias1": rng.normal(size=units),
            "weight2": rng.normal(size=(units, units)),
            "bias2": rng.normal(size=units),
        }
        for inputs, units in ((3, 4), (5, 2))
    ]
    return [by_hand, *random]


collapse = Exercise(
    "collapse",
    lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias1 @ weight2 + bias2),
    _straight_pairs(),
    [
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias1 + bias2), HINTS["collapse sum"]
        ),
        Slip(lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias2), HINTS["collapse last"]),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias1 @ weight2),
            HINTS["collapse first"],
        ),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, weight2 @ bias1 + bias2),
            HINTS["collapse side"],
        ),
    ],
    GAINS["collapse"],
    WANTED["collapse"],
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
