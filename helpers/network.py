"""A network: layers in a row, each fed with the result of the one before.

`forward` goes up through the layers and returns the result with the *trace*, every layer's named quantities.
`backward` goes down with the trace in hand: the chain rule, one layer at a time. The network itself keeps
nothing but its layers, so a cell that calls it can be run twice, in any order.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from helpers import validation
from helpers.initializers import Initializer, glorot_uniform, zeros
from helpers.layers import Activation, Dense, Layer, Quantities

Trace = list[Quantities]
"""The named quantities of every layer, first layer first: `trace[0]["out"]`."""

SampleAxis = int | tuple[int, int]
"""The axis that counts samples; a pair (of the input, of the answer) where they differ."""


def axis_pair(where: str, sample_axis: SampleAxis) -> tuple[int, int]:
    """Return the axes that count samples in the input and in the answer.

    Args:
        where: the function that asks, for the message.
        sample_axis: one whole number for both, or two.

    Raises:
        ValueError: it is neither.

    >>> axis_pair("fit", 1), axis_pair("fit", (1, 0))
    ((1, 1), (1, 0))
    """
    pair = sample_axis if isinstance(sample_axis, tuple) else (sample_axis, sample_axis)
    if len(pair) != 2 or not all(isinstance(axis, int) for axis in pair):
        raise ValueError(
            f"{where}: sample_axis is {sample_axis!r} but a whole number, or one for the input and one "
            "for the answer, is expected"
        )
    return pair


class Network:
    """Layers in a row.

    Args:
        layers: at least one; all parameters of one float type.

    Attributes:
        layers: as given. dtype: type of the parameters (None without any).

    Raises:
        ValueError: layers are missing or no layers, mix float types, or one with parameters stands twice.

    >>> rng = np.random.default_rng(0)
    >>> network = Network([Dense(2, 3, rng), Activation("tanh"), Dense(3, 1, rng)])
    >>> out, trace = network.forward(np.ones((5, 2)))
    >>> out.shape, trace[0]["out"].shape
    ((5, 1), (5, 3))
    >>> [gradient.shape for gradient in network.backward(np.ones((5, 1)), trace)]
    [(2, 3), (3,), (3, 1), (1,)]
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        """Keep the layers."""
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("Network: layers is empty but at least one layer is expected")
        self.dtype: np.dtype | None = None
        seen: dict[int, int] = {}
        for i, layer in enumerate(self.layers):
            if not isinstance(layer, Layer):
                raise ValueError(
                    f"Network: layers[{i}] is {layer!r} but a layer such as Dense(2, 3, rng) is expected"
                )
            for parameter in layer.parameters:
                self.dtype = self.dtype or parameter.dtype
                if parameter.dtype != self.dtype:
                    raise ValueError(
                        f"Network: layers[{i}] is {parameter.dtype} but earlier layers are {self.dtype}; "
                        "give all layers one dtype"
                    )
            if layer.parameters and seen.setdefault(id(layer), i) != i:
                raise ValueError(
                    f"Network: layers[{i}] is the same object as layers[{seen[id(layer)]}]; make two"
                )

    def __repr__(self) -> str:
        """Return the layers."""
        return f"Network({self.layers})"

    @property
    def parameters(self) -> list[np.ndarray]:
        """All arrays that are learned, themselves and not copies, layer by layer."""
        return [parameter for layer in self.layers for parameter in layer.parameters]

    def set_parameters(self, parameters: Sequence[np.ndarray]) -> None:
        """Copy numbers into the parameters, for instance those of a snapshot.

        Args:
            parameters: arrays in the order and shapes of `parameters`.

        Raises:
            ValueError: their number or a shape differs. Nothing is changed then.

        >>> network = Network([Dense(1, 1, np.random.default_rng(0))])
        >>> network.set_parameters([np.array([[2.0]]), np.array([1.0])])
        >>> network.predict(np.array([[3.0]]))
        array([[7.]])
        """
        own = self.parameters
        if len(parameters) != len(own):
            raise ValueError(
                f"set_parameters: got {len(parameters)} arrays but the network has {len(own)} parameters"
            )
        for i, (new, old) in enumerate(zip(parameters, own, strict=True)):
            validation.shape("set_parameters", f"parameters[{i}]", new, old.shape, "the network's")
        for new, old in zip(parameters, own, strict=True):
            old[...] = new

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> tuple[np.ndarray, Trace]:
        """Calculate the result and all that leads to it.

        Formula: x₀ = x, xₖ₊₁ = layerₖ(xₖ).

        Args:
            x: input of the first layer.
            rng: with a generator, dropout is on, as it must be in training; None leaves it off.

        Returns:
            The result of the last layer, and the trace.

        Raises:
            ValueError: the input does not fit a layer; the message names the layer.
        """
        trace = []
        for i, layer in enumerate(self.layers):
            try:
                trace.append(layer.forward(x, rng))
            except ValueError as error:
                raise ValueError(f"layer {i}, {layer}: {error}") from None
            x = trace[-1]["out"]
        return x, trace

    def backward(self, grad: np.ndarray, trace: Trace) -> list[np.ndarray]:
        """Calculate the gradient of every parameter.

        Formula: from the last layer to the first, gradₖ = layerₖ's backward of gradₖ₊₁. Below the lowest
        layer with parameters nothing is needed, so nothing is calculated.

        Args:
            grad: gradient of the loss with respect to the result of `forward`.
            trace: as `forward` returned it.

        Returns:
            Gradients in the order and shapes of `parameters`.

        Raises:
            ValueError: grad does not fit the result, or the trace is of another network.
        """
        if len(trace) != len(self.layers):
            raise ValueError(
                f"backward: trace has {len(trace)} layers but the network has {len(self.layers)}"
            )
        learned = [i for i, layer in enumerate(self.layers) if layer.parameter_names]
        lowest = learned[0] if learned else len(self.layers)
        gradients: list[np.ndarray] = []
        below: np.ndarray | None = grad
        for i in reversed(range(lowest, len(self.layers))):
            assert below is not None  # only the lowest layer leaves it out
            below, own = self.layers[i].backward(below, trace[i], need_x=i > lowest)
            gradients = own + gradients
        return gradients

    def predict(self, x: np.ndarray, sample_axis: SampleAxis = 0, batch_size: int = 1024) -> np.ndarray:
        """Calculate the result only, a batch at a time to save memory; dropout is off.

        Args:
            x: input of the first layer.
            sample_axis: the axis that counts samples: 0, or 1 for sequences (T, N, D). A pair where the
                result has another one: (1, 0) for a network that turns sequences into one answer each.
            batch_size: samples at a time.

        Returns:
            The result of the last layer: scores, not classes.

        Raises:
            ValueError: as `forward`.
        """
        batch_size = validation.whole("predict", "batch_size", batch_size, low=1)
        x_axis, out_axis = axis_pair("predict", sample_axis)
        validation.floats("predict", x=x)
        if not -x.ndim <= x_axis < x.ndim:
            raise ValueError(f"predict: sample_axis is {x_axis} but x has shape {x.shape}")
        parts = np.split(x, range(batch_size, x.shape[x_axis], batch_size), axis=x_axis)
        return np.concatenate([self.forward(part)[0] for part in parts], axis=out_axis)

    def summary(self) -> str:
        """Return a table of the layers and how many numbers each one learns.

        >>> print(mlp([784, 30, 10], np.random.default_rng(0), "sigmoid").summary())
        layer                     parameters
        0  Dense(784, 30)             23,550  weight (784, 30), bias (30,)
        1  Activation('sigmoid')           0
        2  Dense(30, 10)                 310  weight (30, 10), bias (10,)
           total                      23,860  float64
        """
        rows = [("", "layer", "parameters", "")]
        for i, layer in enumerate(self.layers):
            shapes = ", ".join(f"{name} {getattr(layer, name).shape}" for name in layer.parameter_names)
            rows.append((str(i), repr(layer), f"{sum(p.size for p in layer.parameters):,}", shapes))
        rows.append(("", "total", f"{sum(p.size for p in self.parameters):,}", str(self.dtype or "")))
        first, second, third = (max(len(row[k]) for row in rows) for k in range(3))
        head, *body = rows
        lines = [f"{head[1]:<{first + 2 + second}}  {head[2]:>{third}}"]
        lines += [f"{a:<{first}}  {b:<{second}}  {c:>{third}}  {d}".rstrip() for a, b, c, d in body]
        return "\n".join(lines)


def mlp(
    sizes: Sequence[int],
    rng: np.random.Generator,
    activation: str = "relu",
    initializer: Initializer = glorot_uniform,
    bias_initializer: Initializer = zeros,
    dtype: DTypeLike = np.float64,
) -> Network:
    """Make a multilayer perceptron: dense layers with an activation between them, none after the last.

    Args:
        sizes: numbers of inputs, of units of each hidden layer, and of outputs.
        rng: source of the first weights.
        activation: name in `activations.ACTIVATIONS`.
        initializer, bias_initializer: of weights and biases.
        dtype: float32 or float64.

    Raises:
        ValueError: fewer than two sizes, or as `Dense` and `Activation`.

    >>> mlp([2, 3, 1], np.random.default_rng(0), "tanh")
    Network([Dense(2, 3), Activation('tanh'), Dense(3, 1)])
    """
    if len(sizes) < 2:
        raise ValueError(f"mlp: sizes is {sizes} but at least two are expected: inputs and outputs")
    layers: list[Layer] = []
    for inputs, outputs in pairwise(sizes):
        layers += [Dense(inputs, outputs, rng, initializer, bias_initializer, dtype), Activation(activation)]
    return Network(layers[:-1])
