"""The exercises of chapter 08, activation functions."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.activations import leaky_relu, relu, sigmoid, tanh
from helpers.exercises.core import Exercise, Slip

HINTS = {
    "swish one term": "that is half of the product rule. Which of the two factors did you hold still all the "
    "time?",
    "swish other term": "that is the other half of the product rule: what remains while the gate stands "
    "still?",
    "swish beta": "your slope fits only for β = 1. What does the chain rule bring out of σ(βx)?",
    "swish gate": "the gate looks at βx, yours looks at x.",
    "swish sigmoid": "that is the slope of the gate alone. Swish is x times its gate.",
    "swish sign": "the two parts of the product rule are added.",
    "dead once": "a unit that is silent for one example is not dead: it speaks for others. For how many "
    "examples must it be silent?",
    "dead rows": "you counted examples. Which axis runs over the units, and which over the examples?",
    "dead numbers": "you counted silent moments, each unit once for every example. A dead unit counts once.",
    "dead bias": "you looked at the sums without their bias, and it is usually the bias that pushes a unit "
    "down for good.",
    "dead zero": "look at a sum of exactly zero: does a gradient pass there?",
    "dead living": "these are the units that still speak.",
    "dead mean": "a unit may be silent on the average and still speak for a few examples.",
    "prelu right": "where x is positive the slope has no say, so it deserves no blame.",
    "prelu sum": "one slope serves all the numbers, so its gradient is one number. What happens to blame "
    "that comes from many places?",
    "prelu mean": "blame from many places is added, not averaged: the mean belongs to the loss.",
    "prelu grad": "the blame that comes from above is missing in the gradient of the slope.",
    "prelu value": "that adds up what the unit says. How much does it change when the slope changes?",
    "prelu relu": "on the left your gradient of x stops, as in ReLU. The leak lets a part of it pass.",
    "scale variance": "the weighted sum feels the mean of the squares. The variance leaves out what a mean "
    "that is not zero adds to it.",
    "scale root": "that is the variance of the weights. The spread (standard deviation) is asked for.",
    "scale fan": "each sum has fan_in terms, and their variances add up.",
    "scale inverse": "your sums would grow. Should the weights be larger or smaller, the more the function "
    "lets through?",
    "scale sums": "the weights meet what the function returns, not the sums that go into it.",
    "scale mean": "squares first, then the mean: you squared the mean.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "swish": "Value and slope of the gate, each in its place: product rule and chain rule in one line.",
    "dead": "You can count the dead of any layer now. In your own networks, do it once in a while.",
    "prelu": "The slope of the leak learns like a weight. He and others trained very deep networks with it "
    "in 2015, under the name PReLU.",
    "scale": "You found the rule for any activation by asking it. He's factor 2 is what ReLU answers.",
}
WANTED = {
    "swish": "one slope for each x",
    "dead": "one whole number",
    "prelu": "the gradient of x and the gradient of the slope",
    "scale": "one positive number",
}


def _swish_slope(x: Any, beta: Any) -> Any:
    gate = sigmoid(beta * x)
    return gate + beta * x * gate * (1 - gate)


def _swish_with(formula: Callable[..., Any]) -> Callable[..., Any]:
    """A slope from x, beta, the gate and the gate's own slope."""

    def slope(x: Any, beta: Any) -> Any:
        gate = sigmoid(beta * x)
        return formula(x, beta, gate, gate * (1 - gate))

    return slope


def _swish_wrong_gate(x: Any, beta: Any) -> Any:
    gate = sigmoid(1.0 * x)
    return gate + beta * x * gate * (1 - gate)


def _swish_places() -> list[dict[str, Any]]:
    rng = np.random.default_rng(81)
    by_hand = {"x": np.array([-2.0, 0.0, 2.0]), "beta": 1.0}
    return [by_hand] + [{"x": rng.normal(size=4), "beta": float(beta)} for beta in (0.5, 2.0, 3.0)]


swish_slope = Exercise(
    "swish_slope",
    _swish_slope,
    _swish_places(),
    [
        Slip(_swish_with(lambda x, beta, gate, bend: gate), HINTS["swish one term"]),
        Slip(_swish_with(lambda x, beta, gate, bend: beta * x * bend), HINTS["swish other term"]),
        Slip(_swish_with(lambda x, beta, gate, bend: x * bend), HINTS["swish other term"]),
        Slip(_swish_with(lambda x, beta, gate, bend: gate + x * bend), HINTS["swish beta"]),
        Slip(_swish_wrong_gate, HINTS["swish gate"]),
        Slip(_swish_with(lambda x, beta, gate, bend: bend), HINTS["swish sigmoid"]),
        Slip(_swish_with(lambda x, beta, gate, bend: beta * bend), HINTS["swish sigmoid"]),
        Slip(_swish_with(lambda x, beta, gate, bend: gate - beta * x * bend), HINTS["swish sign"]),
    ],
    GAINS["swish"],
    WANTED["swish"],
)


def _count(rule: Callable[[Any], Any], with_bias: bool = True) -> Callable[..., Any]:
    """A count of units from their sums (N, M)."""

    def dead_units(x: Any, weight: Any, bias: Any) -> Any:
        return rule(x @ weight + (bias if with_bias else 0 * bias))

    return dead_units


def _dead(sums: Any) -> Any:
    return (sums <= 0).all(axis=0).sum()


def _hidden_layers() -> list[dict[str, Any]]:
    by_hand = {  # sums: the first unit always above 0, the second sometimes, the third and fourth never
        "x": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
        "weight": np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 0.0]]),
        "bias": np.array([1.0, 0.0, 0.5, 0.0]),
    }
    rng = np.random.default_rng(82)
    drawn = {"x": rng.normal(size=(7, 3)), "weight": rng.normal(size=(3, 9))}
    return [by_hand, drawn | {"bias": 3 * rng.normal(size=9)}]


dead_units = Exercise(
    "dead_units",
    _count(_dead),
    _hidden_layers(),
    [
        Slip(_count(lambda sums: (sums <= 0).any(axis=0).sum()), HINTS["dead once"]),
        Slip(_count(lambda sums: (sums <= 0).all(axis=1).sum()), HINTS["dead rows"]),
        Slip(_count(lambda sums: (sums <= 0).sum()), HINTS["dead numbers"]),
        Slip(_count(_dead, with_bias=False), HINTS["dead bias"]),
        Slip(_count(lambda sums: (sums < 0).all(axis=0).sum()), HINTS["dead zero"]),
        Slip(_count(lambda sums: sums.shape[1] - _dead(sums)), HINTS["dead living"]),
        Slip(_count(lambda sums: (sums.mean(axis=0) <= 0).sum()), HINTS["dead mean"]),
    ],
    GAINS["dead"],
    WANTED["dead"],
)


def _prelu(of_x: Callable[..., Any], of_slope: Callable[..., Any]) -> Callable[..., Any]:
    """Two gradients, each from grad, x and slope."""

    def prelu_backward(grad: Any, x: Any, slope: Any) -> tuple[Any, Any]:
        return of_x(grad, x, slope), of_slope(grad, x, slope)

    return prelu_backward


def _through(grad: Any, x: Any, slope: Any) -> Any:
    return np.where(x > 0, grad, slope * grad)


def _blame(grad: Any, x: Any, slope: Any) -> Any:
    return np.sum(grad * np.minimum(x, 0))


def _leaks() -> list[dict[str, Any]]:
    by_hand = {"grad": np.array([1.0, 2.0, -1.0]), "x": np.array([3.0, -1.0, -2.0]), "slope": 0.1}
    rng = np.random.default_rng(83)
    return [by_hand] + [
        {"grad": rng.normal(size=shape), "x": rng.normal(size=shape), "slope": float(rng.uniform(0.1, 0.9))}
        for shape in ((5,), (3, 4))
    ]


prelu_backward = Exercise(
    "prelu_backward",
    _prelu(_through, _blame),
    _leaks(),
    [
        Slip(_prelu(_through, lambda grad, x, slope: np.sum(grad * x)), HINTS["prelu right"]),
        Slip(_prelu(_through, lambda grad, x, slope: grad * np.minimum(x, 0)), HINTS["prelu sum"]),
        Slip(_prelu(_through, lambda grad, x, slope: np.mean(grad * np.minimum(x, 0))), HINTS["prelu mean"]),
        Slip(_prelu(_through, lambda grad, x, slope: np.sum(np.minimum(x, 0))), HINTS["prelu grad"]),
        Slip(
            _prelu(_through, lambda grad, x, slope: np.sum(grad * slope * np.minimum(x, 0))),
            HINTS["prelu value"],
        ),
        Slip(
            _prelu(_through, lambda grad, x, slope: np.sum(grad * leaky_relu(x, slope))), HINTS["prelu value"]
        ),
        Slip(_prelu(lambda grad, x, slope: grad * (x > 0), _blame), HINTS["prelu relu"]),
    ],
    GAINS["prelu"],
    WANTED["prelu"],
)


def _spread(size: Callable[[Any], Any]) -> Callable[..., Any]:
    """The spread of the weights when `size` measures what a function lets through."""

    def weight_spread(function: Any, z: Any, fan_in: Any) -> Any:
        return 1 / np.sqrt(fan_in * size(function(z)))

    return weight_spread


def _mean_square(values: Any) -> Any:
    return np.mean(values**2)


def _functions() -> list[dict[str, Any]]:
    z = np.random.default_rng(84).normal(size=200)
    four = np.array([-1.0, 0.0, 1.0, 2.0])
    return [{"function": relu, "z": four, "fan_in": 10}] + [
        {"function": function, "z": z, "fan_in": fan_in}
        for function, fan_in in ((tanh, 100), (sigmoid, 64), (relu, 30))
    ]


weight_spread = Exercise(
    "weight_spread",
    _spread(_mean_square),
    _functions(),
    [
        Slip(_spread(np.var), HINTS["scale variance"]),
        Slip(lambda function, z, fan_in: 1 / (fan_in * np.mean(function(z) ** 2)), HINTS["scale root"]),
        Slip(lambda function, z, fan_in: 1 / np.sqrt(np.mean(function(z) ** 2)), HINTS["scale fan"]),
        Slip(lambda function, z, fan_in: np.sqrt(fan_in * np.mean(function(z) ** 2)), HINTS["scale inverse"]),
        Slip(lambda function, z, fan_in: 1 / np.sqrt(fan_in * np.mean(z**2)), HINTS["scale sums"]),
        Slip(_spread(lambda values: np.mean(values) ** 2), HINTS["scale mean"]),
    ],
    GAINS["scale"],
    WANTED["scale"],
)
