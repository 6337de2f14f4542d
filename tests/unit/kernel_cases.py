"""Inputs for every pair of kernels: random ones of random sizes, and the corners by hand.

`RANDOM[name]` draws the arguments of one call. Where a function has a kink (ReLU at 0) or a tie (two equal
pixels in a pool), differences cannot answer, so the values keep away from it.
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import gradient_check

Call = tuple[tuple[Any, ...], dict[str, Any]]


class Draw:
    """Random sizes (from hypothesis, which can shrink them) and random numbers (from a generator)."""

    def __init__(self, size: Callable[[int, int], int], rng: np.random.Generator) -> None:
        self.size = size
        self.rng = rng

    def shape(self, axes: int, high: int = 4) -> tuple[int, ...]:
        return tuple(self.size(1, high) for _ in range(axes))

    def normal(self, *shape: int) -> np.ndarray:
        return self.rng.standard_normal(shape)

    def off_zero(self, *shape: int) -> np.ndarray:
        """Numbers of both signs, none nearer to 0 than 0.1."""
        return np.asarray(self.rng.choice([-1.0, 1.0], shape) * self.rng.uniform(0.1, 2.0, shape))

    def distinct(self, *shape: int) -> np.ndarray:
        """Numbers no two of which are nearer than 0.1."""
        count = int(np.prod(shape))
        return (self.rng.permutation(count) * 0.1 - 0.05 * count).reshape(shape)


def elementwise(draw: Draw) -> Call:
    return (draw.off_zero(*draw.shape(draw.size(0, 3))),), {}


def softmax(draw: Draw) -> Call:
    return (draw.normal(*draw.shape(draw.size(1, 3))),), {}


def maxout(draw: Draw) -> Call:
    N, D, M, k = draw.shape(4)
    # The lines of one unit differ by at least 1 in their bias and by little else, so no two of them tie.
    bias = np.stack([draw.rng.permutation(k) * 1.0 for _ in range(M)], axis=1)
    x, weight = draw.rng.uniform(-1, 1, (N, D)), draw.rng.uniform(-0.1, 0.1, (k, D, M))
    return (x, weight, bias), {}


def dense(draw: Draw) -> Call:
    N, D, M, K = draw.shape(4)
    x_leading, weight_leading = [
        ((), ()),
        ((K,), ()),
        ((), (K,)),
        ((K,), (K,)),
        ((1,), (K,)),
        ((K,), (1,)),
        ((2, K), (K,)),
    ][draw.size(0, 6)]
    return (
        draw.normal(*x_leading, N, D),
        draw.normal(*weight_leading, D, M),
        draw.normal(*weight_leading, M),
    ), {}


def mean_squared_error(draw: Draw) -> Call:
    shape = draw.shape(draw.size(1, 3))
    return (draw.normal(*shape), draw.normal(*shape)), {}


def binary_cross_entropy(draw: Draw) -> Call:
    shape = draw.shape(draw.size(1, 3))
    target = draw.rng.integers(0, 2, shape) if draw.size(0, 1) else draw.rng.uniform(0, 1, shape)
    return (draw.normal(*shape), target), {}


def softmax_cross_entropy(draw: Draw) -> Call:
    *shape, classes = draw.shape(draw.size(1, 3))
    logits = draw.normal(*shape, classes)
    labels = draw.rng.integers(0, classes, shape)
    if draw.size(0, 1):
        return (logits, np.asarray(labels)), {}
    return (logits, np.eye(classes)[labels]), {}


def dropout(draw: Draw) -> Call:
    rate = draw.size(0, 9) / 10
    return (draw.normal(*draw.shape(draw.size(1, 3))), rate, np.random.default_rng(draw.size(0, 9))), {}


def penalty(draw: Draw) -> Call:
    return (draw.off_zero(*draw.shape(draw.size(1, 3))), draw.size(0, 30) / 10), {}


def conv2d(draw: Draw) -> Call:
    N, C, F = draw.shape(3, high=3)
    stride, padding = draw.size(1, 3), draw.size(0, 2)
    KH, KW = draw.shape(2, high=3)
    H, W = draw.size(max(1, KH - 2 * padding), 6), draw.size(max(1, KW - 2 * padding), 6)
    options = {"stride": stride, "padding": padding}
    return (draw.normal(N, C, H, W), draw.normal(F, C, KH, KW), draw.normal(F)), options


def pool(draw: Draw) -> Call:
    N, C, size = draw.shape(3, high=3)
    stride = [None, 1, 2, 3][draw.size(0, 3)]
    return (draw.distinct(N, C, draw.size(size, 7), draw.size(size, 7)), size), {"stride": stride}


def recurrent(draw: Draw, gates: int, states: int, biases: int) -> Call:
    """Inputs that leave the units off their flat ends: there a gradient can sink to the size of rounding."""
    T, N, D, H = draw.shape(4)

    def moderate(*shape: int) -> np.ndarray:
        return 0.4 * draw.off_zero(*shape)

    return (
        moderate(T, N, D),
        *(moderate(N, H) for _ in range(states)),
        moderate(D, gates * H),
        moderate(H, gates * H),
        *(moderate(gates * H) for _ in range(biases)),
    ), {}


RANDOM: dict[str, Callable[[Draw], Call]] = {
    "identity": elementwise,
    "sigmoid": elementwise,
    "tanh": elementwise,
    "relu": elementwise,
    "leaky_relu": lambda draw: (elementwise(draw)[0], {"slope": draw.size(0, 10) / 10}),
    "swish": lambda draw: (elementwise(draw)[0], {"beta": draw.size(-20, 20) / 10}),
    "softplus": elementwise,
    "softmax": softmax,
    "maxout": maxout,
    "dense": dense,
    "mean_squared_error": mean_squared_error,
    "binary_cross_entropy": binary_cross_entropy,
    "softmax_cross_entropy": softmax_cross_entropy,
    "dropout": dropout,
    "l1_penalty": penalty,
    "l2_penalty": penalty,
    "conv2d": conv2d,
    "max_pool2d": pool,
    "average_pool2d": pool,
    "rnn": lambda draw: recurrent(draw, gates=1, states=1, biases=1),
    "lstm": lambda draw: recurrent(draw, gates=4, states=2, biases=1),
    "gru": lambda draw: recurrent(draw, gates=3, states=1, biases=2),
}


def seeded(name: str, seed: int) -> Call:
    """The arguments of one call of `name`, the same for the same seed."""
    rng = np.random.default_rng(seed)
    return RANDOM[name](Draw(lambda low, high: int(rng.integers(low, high + 1)), rng))


def _corners() -> dict[str, tuple[str, Call]]:
    draw = Draw(lambda low, high: high, np.random.default_rng(7))
    normal, distinct = draw.normal, draw.distinct

    def cell(name: str, T: int, N: int, D: int, H: int) -> tuple[str, Call]:
        gates, states, biases = {"rnn": (1, 1, 1), "lstm": (4, 2, 1), "gru": (3, 1, 2)}[name]
        sizes = iter((T, N, D, H))
        return name, recurrent(Draw(lambda low, high: next(sizes), draw.rng), gates, states, biases)

    def filters(x: tuple[int, ...], weight: tuple[int, ...], **options: int) -> tuple[str, Call]:
        return "conv2d", ((normal(*x), normal(*weight), normal(weight[0])), options)

    return {
        "sigmoid of a single number in an array": ("sigmoid", ((np.array(0.3),), {})),
        "dense batch of one": ("dense", ((normal(1, 3), normal(3, 2), normal(2)), {})),
        "dense with a square weight": ("dense", ((normal(2, 3), normal(3, 3), normal(3)), {})),
        "dense grid of networks on one batch": (
            "dense",
            ((normal(4, 3), normal(2, 5, 3, 2), normal(2, 5, 2)), {}),
        ),
        "dense one by one by one": ("dense", ((normal(1, 1), normal(1, 1), normal(1)), {})),
        "dense batch of networks on one batch": (
            "dense",
            ((normal(4, 3), normal(5, 3, 2), normal(5, 2)), {}),
        ),
        "softmax of a single class": ("softmax", ((normal(3, 1),), {})),
        "cross-entropy batch of one": ("softmax_cross_entropy", ((normal(1, 4), np.array([3])), {})),
        "cross-entropy of one row": ("softmax_cross_entropy", ((normal(4), np.array(2)), {})),
        "cross-entropy over a sequence": (
            "softmax_cross_entropy",
            ((normal(3, 2, 4), np.array([[0, 1], [2, 3], [3, 3]])), {}),
        ),
        "binary with boolean target": ("binary_cross_entropy", ((normal(2), np.array([True, False])), {})),
        "dropout rate 0": ("dropout", ((normal(3, 4), 0.0, np.random.default_rng(1)), {})),
        "penalty of strength 0": ("l2_penalty", ((normal(3), 0.0), {})),
        "conv2d 1×1 filters": filters((2, 3, 4, 4), (5, 3, 1, 1)),
        "conv2d filter as large as the image": filters((2, 2, 4, 3), (3, 2, 4, 3)),
        "conv2d filter as large as the padded image": filters((1, 1, 2, 3), (2, 1, 4, 5), padding=1),
        "conv2d stride leaves rows and columns over": filters((2, 2, 8, 7), (3, 2, 3, 2), stride=3),
        "conv2d stride leaves padding over": filters((1, 2, 6, 6), (2, 2, 3, 3), stride=2, padding=1),
        "conv2d stride larger than the filter": filters((1, 1, 7, 7), (2, 1, 2, 2), stride=3),
        "conv2d padding larger than the filter": filters((1, 1, 2, 2), (1, 1, 2, 2), padding=3),
        "conv2d one column of windows": filters((1, 2, 5, 3), (2, 2, 2, 2), stride=2),
        "conv2d one pixel": filters((1, 1, 1, 1), (1, 1, 1, 1)),
        "max_pool2d overlapping": ("max_pool2d", ((distinct(2, 2, 5, 6), 3), {"stride": 1})),
        "max_pool2d leftovers": ("max_pool2d", ((distinct(1, 2, 7, 8), 3), {"stride": 2})),
        "max_pool2d gaps": ("max_pool2d", ((distinct(1, 1, 7, 7), 2), {"stride": 3})),
        "max_pool2d whole image": ("max_pool2d", ((distinct(2, 1, 4, 4), 4), {})),
        "max_pool2d window of one": ("max_pool2d", ((distinct(1, 1, 3, 3), 1), {})),
        "average_pool2d overlapping with leftovers": (
            "average_pool2d",
            ((normal(1, 2, 8, 7), 3), {"stride": 2}),
        ),
        "average_pool2d whole image": ("average_pool2d", ((normal(2, 1, 4, 4), 4), {})),
        **{f"{name} T=1": cell(name, 1, 3, 2, 4) for name in ("rnn", "lstm", "gru")},
        **{f"{name} N=1": cell(name, 5, 1, 2, 3) for name in ("rnn", "lstm", "gru")},
        **{f"{name} one unit, one input": cell(name, 4, 2, 1, 1) for name in ("rnn", "lstm", "gru")},
    }


CORNERS = _corners()


def arguments_of(name: str, call: Call) -> dict[str, Any]:
    """The arguments by name, with defaults."""
    args, options = call
    bound = inspect.signature(gradient_check.pairs()[name].forward).bind(*args, **options)
    bound.apply_defaults()
    return dict(bound.arguments)


def learned(arguments: dict[str, Any]) -> list[str]:
    """The arguments that have a gradient: float arrays, but not the target."""
    return [
        key
        for key, value in arguments.items()
        if key != "target" and isinstance(value, np.ndarray) and value.dtype.kind == "f"
    ]


def backward_arguments(name: str, arguments: dict[str, Any], result: Any, seed: int = 0) -> dict[str, Any]:
    """What the backward of `name` takes, by the naming law, with random gradients to start from."""
    fields = result._asdict() if hasattr(result, "_asdict") else {"out": result}
    first = next(iter(fields.values()))
    rng = np.random.default_rng(seed)

    def start(value: Any) -> Any:
        return rng.standard_normal(np.shape(value)).astype(first.dtype)[()]

    taken = {}
    for key in inspect.signature(gradient_check.pairs()[name].backward).parameters:
        if key == "grad":
            taken[key] = start(first)
        elif key.startswith("grad_last_"):
            taken[key] = start(fields[key.removeprefix("grad_last_")][-1])
        elif key != "need_x":
            taken[key] = (arguments | fields)[key]
    return taken
