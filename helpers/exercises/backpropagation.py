"""The exercises of chapter 07, backpropagation."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.core import Exercise, Slip

HINTS = {
    "weights transposed": "the numbers are right, the table is turned over. A gradient has the shape of what "
    "it belongs to: weights are (inputs, units).",
    "weights bias alone": "the bias has one number for each unit, not one for each example. Every example "
    "used it: what becomes of their slopes?",
    "weights bias axis": "you added up over the units. Over which axis do the examples stand?",
    "weights mean": "you divided by the number of examples. The mean of the loss is in δ already.",
    "weights bias mean": "the weights are right; the bias adds up over the examples as they do, and you "
    "took the mean.",
    "weights no bias": "two gradients are asked for, of the weights and of the bias.",
    "message slope": "the message came back, but the hidden unit's own slope is missing. Near 0 or 1 a "
    "sigmoid hardly moves: then little blame may pass.",
    "message half": "you multiplied by h. What is the slope of a sigmoid whose output is h?",
    "message twice": "`hidden` is the output of the sigmoid already; you sent it through once more.",
    "message tanh": "1 − h² is the slope of tanh. These units are sigmoids.",
    "message shares": "you shared the blame in proportion to the weights. Plain weights, with their signs, "
    "are asked for.",
    "message squashed": "you sent the blame through the activation. On the way back its slope multiplies; "
    "the function itself is not applied.",
    "step uphill": "the loss grows with each of your steps. Which way does a slope point?",
    "step sum": "your steps grow with the number of examples. The loss is their mean: where does that enter?",
    "step mixed": "the message to the hidden layer took the new weights of the output. First all slopes, "
    "then all steps.",
    "step slope": "the hidden units are tanh, and the message to them misses its slope.",
    "step sigmoid": "the slope that you took at the hidden units is a sigmoid's. These are tanh.",
    "step twice": "with the cross-entropy the slope of the output unit cancels: ŷ − y is its whole δ.",
    "step rate": "your step is as long as the slope itself, whatever the rate.",
    "step output": "only the output layer moved. What does the hidden layer learn from?",
    "deep order": "the right gradients, but the last layer's comes first. Put them in the order of the "
    "layers.",
    "deep slope": "below the last layer each message passes a tanh; its slope is missing.",
    "deep sigmoid": "h (1 − h) is the slope of a sigmoid. These units are tanh.",
    "deep first": "only the last layer has the right gradient. Does δ change on its way down?",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "weights": "What came in, times the blame of the unit: every dense layer of this book learns from these "
    "two lines.",
    "message": "Back along the weights, then times the slope: that is the one step that all of "
    "backpropagation repeats.",
    "step": "Forwards, backwards, down: repeat this, and a network learns.",
    "deep": "Two lines in a loop, and networks of any depth learn.",
}
WANTED = {
    "weights": "the gradient of the weights and the gradient of the bias",
    "message": "one δ for each example and hidden unit",
    "step": "the new w, b, v and c",
    "deep": "one gradient for each table of weights",
}


def _layers() -> list[dict[str, Any]]:
    by_hand = {"inputs": np.array([[2.0, 1.0]]), "delta": np.array([[-0.1875, 0.09375]])}
    rng = np.random.default_rng(71)
    sizes = [(5, 3, 2), (4, 2, 3), (7, 6, 1)]
    return [by_hand] + [
        {"inputs": rng.normal(size=(n, d)), "delta": rng.normal(size=(n, m))} for n, d, m in sizes
    ]


weight_gradients = Exercise(
    "weight_gradients",
    lambda inputs, delta: (inputs.T @ delta, delta.sum(axis=0)),
    _layers(),
    [
        Slip(lambda inputs, delta: (delta.T @ inputs, delta.sum(axis=0)), HINTS["weights transposed"]),
        Slip(lambda inputs, delta: (inputs.T @ delta, delta), HINTS["weights bias alone"]),
        Slip(lambda inputs, delta: (inputs.T @ delta, delta.sum(axis=1)), HINTS["weights bias axis"]),
        Slip(
            lambda inputs, delta: (inputs.T @ delta / len(inputs), delta.mean(axis=0)), HINTS["weights mean"]
        ),
        Slip(lambda inputs, delta: (inputs.T @ delta, delta.mean(axis=0)), HINTS["weights bias mean"]),
        Slip(lambda inputs, delta: inputs.T @ delta, HINTS["weights no bias"]),
    ],
    GAINS["weights"],
    WANTED["weights"],
)


def _messages() -> list[dict[str, Any]]:
    by_hand = {
        "delta": np.array([[-0.25]]),
        "weight": np.array([[3.0], [-2.0]]),
        "hidden": np.array([[0.5, 0.75]]),
    }
    rng = np.random.default_rng(72)
    return [by_hand] + [
        {
            "delta": rng.normal(size=(n, m)),
            "weight": rng.normal(size=(h, m)),
            "hidden": rng.uniform(size=(n, h)),
        }
        for n, h, m in [(4, 3, 2), (5, 2, 2)]
    ]


def _shared(delta: Any, weight: Any, hidden: Any) -> Any:
    return (delta @ (weight / weight.sum(axis=0)).T) * hidden * (1 - hidden)


def _once_more(delta: Any, weight: Any, hidden: Any) -> Any:
    out = sigmoid(hidden)
    return (delta @ weight.T) * out * (1 - out)


hidden_delta = Exercise(
    "hidden_delta",
    lambda delta, weight, hidden: (delta @ weight.T) * hidden * (1 - hidden),
    _messages(),
    [
        Slip(lambda delta, weight, hidden: delta @ weight.T, HINTS["message slope"]),
        Slip(lambda delta, weight, hidden: (delta @ weight.T) * hidden, HINTS["message half"]),
        Slip(_once_more, HINTS["message twice"]),
        Slip(lambda delta, weight, hidden: (delta @ weight.T) * (1 - hidden**2), HINTS["message tanh"]),
        Slip(_shared, HINTS["message shares"]),
        Slip(lambda delta, weight, hidden: sigmoid(delta @ weight.T), HINTS["message squashed"]),
    ],
    GAINS["message"],
    WANTED["message"],
)


def _descent(
    away: Callable[[Any, Any], Any] = lambda answer, y: (answer - y) / len(y),
    slope: Callable[[Any], Any] = lambda h: 1 - h**2,
    message: Callable[..., Any] = lambda delta, v, new_v: delta @ v.T,
    length: Callable[[float], float] = lambda rate: rate,
) -> Callable[..., Any]:
    """One step, with the δ of the output, the hidden slope, the message and the length of the step."""

    def one_step(x: Any, y: Any, w: Any, b: Any, v: Any, c: Any, rate: float) -> tuple[Any, ...]:
        h = np.tanh(x @ w + b)
        answer = sigmoid(h @ v + c)
        delta_out = away(answer, y)
        new_v = v - length(rate) * (h.T @ delta_out)
        new_c = c - length(rate) * delta_out.sum(axis=0)
        delta_hid = message(delta_out, v, new_v) * slope(h)
        new_w = w - length(rate) * (x.T @ delta_hid)
        return new_w, b - length(rate) * delta_hid.sum(axis=0), new_v, new_c

    return one_step


def _starts() -> list[dict[str, Any]]:
    rng = np.random.default_rng(73)
    cases = []
    for n, inputs, hidden, rate in [(1, 2, 2, 0.5), (4, 2, 3, 1.5), (6, 3, 4, 0.2)]:
        cases.append(
            {
                "x": rng.normal(size=(n, inputs)),
                "y": rng.integers(0, 2, size=(n, 1)).astype(float),
                "w": rng.normal(size=(inputs, hidden)),
                "b": rng.normal(size=hidden),
                "v": rng.normal(size=(hidden, 1)),
                "c": rng.normal(size=1),
                "rate": rate,
            }
        )
    return cases


one_step = Exercise(
    "one_step",
    _descent(),
    _starts(),
    [
        Slip(_descent(length=lambda rate: -rate), HINTS["step uphill"]),
        Slip(_descent(away=lambda answer, y: answer - y), HINTS["step sum"]),
        Slip(_descent(message=lambda delta, v, new_v: delta @ new_v.T), HINTS["step mixed"]),
        Slip(_descent(slope=lambda h: 1.0), HINTS["step slope"]),
        Slip(_descent(slope=lambda h: h * (1 - h)), HINTS["step sigmoid"]),
        Slip(
            _descent(away=lambda answer, y: (answer - y) / len(y) * answer * (1 - answer)),
            HINTS["step twice"],
        ),
        Slip(_descent(length=lambda rate: 1.0), HINTS["step rate"]),
        Slip(_descent(message=lambda delta, v, new_v: 0 * delta @ v.T), HINTS["step output"]),
    ],
    GAINS["step"],
    WANTED["step"],
)


def _downwards(slope: Callable[[Any], Any], first_layer_first: bool = True) -> Callable[..., Any]:
    """Gradients of all weights, with what a message is multiplied by at the units that it reaches."""

    def gradients(kept: Any, weights: Any, delta: Any) -> tuple[Any, ...]:
        found = []
        for inputs, weight in zip(reversed(kept), reversed(weights), strict=True):
            found.append(inputs.T @ delta)
            delta = (delta @ weight.T) * slope(inputs)
        return tuple(reversed(found) if first_layer_first else found)

    return gradients


def _same_delta(kept: Any, weights: Any, delta: Any) -> tuple[Any, ...]:
    """The last layer's δ for every layer; only layers as wide as the last one let this pass."""
    return tuple(inputs.T @ delta for inputs in kept)


def _stacks() -> list[dict[str, Any]]:
    rng = np.random.default_rng(74)
    cases = []
    for sizes in [(2, 3, 1), (2, 4, 3, 2), (3, 2, 2, 2, 1)]:
        weights = [rng.normal(size=pair) for pair in pairwise(sizes)]
        kept = [rng.normal(size=(5, sizes[0]))]
        for weight in weights[:-1]:
            kept.append(np.tanh(kept[-1] @ weight))
        cases.append({"kept": kept, "weights": weights, "delta": rng.normal(size=(5, sizes[-1]))})
    return cases


deep_gradients = Exercise(
    "deep_gradients",
    _downwards(lambda h: 1 - h**2),
    _stacks(),
    [
        Slip(_downwards(lambda h: 1 - h**2, first_layer_first=False), HINTS["deep order"]),
        Slip(_downwards(lambda h: 1.0), HINTS["deep slope"]),
        Slip(_downwards(lambda h: h * (1 - h)), HINTS["deep sigmoid"]),
        Slip(_same_delta, HINTS["deep first"]),
    ],
    GAINS["deep"],
    WANTED["deep"],
)
