"""Layers: a kernel with its parameters beside it, so that layers can be stacked.

A layer holds arrays and settings and nothing else. Its mathematics stands in the kernel that it calls, and
what a backward pass needs is not kept in the layer but handed out: `forward` returns the *named quantities*
of the pass (`x`, `out`, and whatever else its kernel returns), and `backward` gets them back. So a layer can
be run twice, in any order, and gives the same answer.

All layers with parameters are made from sizes and an `rng`: `Dense(784, 30, rng)`. Their arrays are plain
attributes (`layer.weight`) and may be read, drawn and written to.
"""

import inspect
from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import DTypeLike

from helpers import validation
from helpers.activations import ACTIVATIONS, maxout, maxout_backward
from helpers.convolution import (
    average_pool2d,
    average_pool2d_backward,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from helpers.dense import dense, dense_backward
from helpers.initializers import Initializer, glorot_uniform, he_normal, orthogonal, zeros
from helpers.recurrent import gru, gru_backward, lstm, lstm_backward, rnn, rnn_backward
from helpers.regularization import dropout, dropout_backward

Quantities = dict[str, np.ndarray]
"""What a forward pass calculated, by name; `x` and `out` always."""

Gradients = list[np.ndarray]
"""Gradients of a layer's parameters, in their order."""


class Layer(ABC):
    """What all layers share.

    Attributes:
        parameter_names: the attributes that are learned, in order.
    """

    parameter_names: tuple[str, ...] = ()

    @property
    def parameters(self) -> list[np.ndarray]:
        """The arrays that are learned, themselves and not copies, in order."""
        return [getattr(self, name) for name in self.parameter_names]

    @abstractmethod
    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Calculate the result and name all that was calculated.

        Args:
            x: the layer's input.
            rng: source of randomness for a layer that is random while it is trained; None otherwise.

        Returns:
            The named quantities, `x` and `out` among them.

        Raises:
            ValueError: x does not fit; the kernel says how.
        """

    @abstractmethod
    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Calculate the gradients from the gradient of the result.

        Args:
            grad: gradient with respect to `out`.
            quantities: what `forward` returned.
            need_x: False allows to leave out the gradient of x.

        Returns:
            Gradient with respect to `x` (or None), and the gradients of the parameters.

        Raises:
            ValueError: grad does not fit; the kernel says how.
        """


class Dense(Layer):
    """Every output is a weighted sum of every input, plus a bias: `dense`.

    Args:
        inputs: D, features of a sample.
        outputs: M, units.
        rng: source of the first weights.
        initializer: of `weight` (D, M).
        bias_initializer: of `bias` (M,).
        dtype: float32 or float64.

    Raises:
        ValueError: a size is below 1, rng is no generator, or dtype is another type.

    >>> layer = Dense(2, 3, np.random.default_rng(0))
    >>> layer
    Dense(2, 3)
    >>> layer.forward(np.ones((5, 2)))["out"].shape
    (5, 3)
    """

    parameter_names = ("weight", "bias")

    def __init__(
        self,
        inputs: int,
        outputs: int,
        rng: np.random.Generator,
        initializer: Initializer = glorot_uniform,
        bias_initializer: Initializer = zeros,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw the parameters."""
        shape = _sizes("Dense", inputs=inputs, outputs=outputs)
        dtype = _check("Dense", rng, dtype)
        self.weight = initializer(shape, rng, dtype=dtype)
        self.bias = bias_initializer(shape[1:], rng, dtype=dtype)

    @classmethod
    def from_arrays(cls, weight: np.ndarray, bias: np.ndarray) -> "Dense":
        """Make a layer with given numbers; it keeps copies.

        Args:
            weight: (D, M), float32 or float64.
            bias: (M,), of the same type.

        Raises:
            ValueError: shapes or types do not fit.

        >>> layer = Dense.from_arrays(weight=np.array([[0.9], [0.3]]), bias=np.array([0.0]))
        >>> layer.forward(np.array([[1.0, 0.5]]))["out"]
        array([[1.05]])
        """
        validation.floats("Dense.from_arrays", weight=weight, bias=bias)
        validation.axes("Dense.from_arrays", "weight", weight, "D, M")
        validation.shape("Dense.from_arrays", "bias", bias, weight.shape[1:], "(M,)")
        layer = cls.__new__(cls)
        layer.weight, layer.bias = weight.copy(), bias.copy()
        return layer

    def __repr__(self) -> str:
        """Return the layer's sizes."""
        return f"Dense({self.weight.shape[0]}, {self.weight.shape[1]})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `dense`: x (..., N, D) gives out (..., N, M)."""
        return {"x": x, "out": dense(x, self.weight, self.bias)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `dense_backward`."""
        grad_x, *gradients = dense_backward(grad, quantities["x"], self.weight, need_x)
        return grad_x, gradients


class Activation(Layer):
    """One of `activations.ACTIVATIONS`, applied to every number (softmax: to every row).

    Args:
        name: "identity", "sigmoid", "tanh", "relu", "leaky_relu", "swish", "softplus", "softmax" or "step".
        options: what the function takes besides, such as slope=0.1.

    Raises:
        ValueError: the name or an option is unknown; for "step", when a gradient is asked for.

    >>> Activation("leaky_relu", slope=0.1).forward(np.array([[-1.0, 2.0]]))["out"]
    array([[-0.1,  2. ]])
    """

    def __init__(self, name: str, **options: float) -> None:
        """Look the function up."""
        if name not in ACTIVATIONS:
            raise ValueError(f"Activation: name is {name!r} but one of {', '.join(ACTIVATIONS)} is expected")
        self.name = name
        self.options = options
        self._function, self._function_backward = ACTIVATIONS[name]
        of_backward = inspect.signature(self._function_backward or self._function).parameters
        self._asked = [quantity for quantity in ("x", "out") if quantity in of_backward]
        known = list(inspect.signature(self._function).parameters)[1:]
        for option in options:
            if option not in known:
                raise ValueError(
                    f"Activation: {name} has no option {option}; it has {', '.join(known) or 'none'}"
                )

    def __repr__(self) -> str:
        """Return the call that makes this layer."""
        return f"Activation({', '.join([repr(self.name), *(f'{k}={v}' for k, v in self.options.items())])})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call the function: out has the shape of x."""
        return {"x": x, "out": self._function(x, **self.options)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call the function's backward with whichever of `x` and `out` it asks for."""
        if self._function_backward is None:
            raise ValueError(f"Activation: {self.name} has no gradient to descend; take another activation")
        asked = [quantities[name] for name in self._asked]
        return self._function_backward(grad, *asked, **self.options), []


class Maxout(Layer):
    """The largest of several straight lines, each learned: `maxout`.

    Args:
        inputs: D. outputs: M. pieces: k, lines for each output.
        rng: source of the first weights.
        initializer: of `weight` (k, D, M).
        bias_initializer: of `bias` (k, M).
        dtype: float32 or float64.

    Raises:
        ValueError: a size is below 1, rng is no generator, or dtype is another type.

    >>> Maxout(1, 1, 4, np.random.default_rng(0)).forward(np.ones((5, 1)))["out"].shape
    (5, 1)
    """

    parameter_names = ("weight", "bias")

    def __init__(
        self,
        inputs: int,
        outputs: int,
        pieces: int,
        rng: np.random.Generator,
        initializer: Initializer = glorot_uniform,
        bias_initializer: Initializer = zeros,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw the parameters."""
        inputs, outputs, pieces = _sizes("Maxout", inputs=inputs, outputs=outputs, pieces=pieces)
        dtype = _check("Maxout", rng, dtype)
        self.weight = initializer((pieces, inputs, outputs), rng, dtype=dtype)
        self.bias = bias_initializer((pieces, outputs), rng, dtype=dtype)

    def __repr__(self) -> str:
        """Return the layer's sizes."""
        pieces, inputs, outputs = self.weight.shape
        return f"Maxout({inputs}, {outputs}, {pieces})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `maxout`: x (N, D) gives out (N, M)."""
        return {"x": x, "out": maxout(x, self.weight, self.bias)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `maxout_backward`."""
        grad_x, *gradients = maxout_backward(grad, quantities["x"], self.weight, self.bias, need_x)
        return grad_x, gradients


class Dropout(Layer):
    """Drop a random share of the numbers while training: `dropout`. Without an `rng` it does nothing.

    Args:
        rate: share dropped, from 0 to below 1.

    Raises:
        ValueError: rate is out of range.

    >>> layer = Dropout(0.5)
    >>> layer.forward(np.ones((1, 4)))["out"]
    array([[1., 1., 1., 1.]])
    >>> layer.forward(np.ones((1, 4)), rng=np.random.default_rng(0))["out"]
    array([[2., 2., 2., 0.]])
    """

    def __init__(self, rate: float) -> None:
        """Keep the rate."""
        self.rate = validation.number("Dropout", "rate", rate, 0, 1, below=True)

    def __repr__(self) -> str:
        """Return the call that makes this layer."""
        return f"Dropout({self.rate})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `dropout` if there is an rng; `mask` is named only then."""
        if rng is None:
            return {"x": x, "out": x}
        out, mask = dropout(x, self.rate, rng)
        return {"x": x, "out": out, "mask": mask}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `dropout_backward` with the mask of the forward pass; without one the gradient passes."""
        if "mask" not in quantities:
            return grad, []
        return dropout_backward(grad, quantities["mask"], self.rate), []


class Conv2D(Layer):
    """Filters that slide over images: `conv2d`.

    Args:
        channels: C, of the input.
        filters: F, channels of the result.
        size: side of a filter, or (KH, KW).
        rng: source of the first weights.
        stride: step of the window in pixels. padding: zeros on each side.
        initializer: of `weight` (F, C, KH, KW).
        bias_initializer: of `bias` (F,).
        dtype: float32 or float64.

    Raises:
        ValueError: a size or the stride is below 1, padding is negative, rng is no generator, or dtype is
            another type.

    >>> Conv2D(1, 8, 3, np.random.default_rng(0), padding=1).forward(np.ones((2, 1, 6, 6)))["out"].shape
    (2, 8, 6, 6)
    """

    parameter_names = ("weight", "bias")

    def __init__(
        self,
        channels: int,
        filters: int,
        size: int | tuple[int, int],
        rng: np.random.Generator,
        stride: int = 1,
        padding: int = 0,
        initializer: Initializer = he_normal,
        bias_initializer: Initializer = zeros,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw the parameters."""
        height, width = size if isinstance(size, tuple) else (size, size)
        channels, filters, *window = _sizes(
            "Conv2D", channels=channels, filters=filters, height=height, width=width
        )
        self.stride = validation.whole("Conv2D", "stride", stride, low=1)
        self.padding = validation.whole("Conv2D", "padding", padding, low=0)
        dtype = _check("Conv2D", rng, dtype)
        self.weight = initializer((filters, channels, *window), rng, dtype=dtype)
        self.bias = bias_initializer((filters,), rng, dtype=dtype)

    def __repr__(self) -> str:
        """Return the layer's sizes."""
        filters, channels, height, width = self.weight.shape
        size = height if height == width else (height, width)
        return f"Conv2D({channels}, {filters}, {size}, stride={self.stride}, padding={self.padding})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `conv2d`: x (N, C, H, W) gives out (N, F, OH, OW)."""
        return {"x": x, "out": conv2d(x, self.weight, self.bias, self.stride, self.padding)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `conv2d_backward`."""
        grad_x, *gradients = conv2d_backward(
            grad, quantities["x"], self.weight, stride=self.stride, padding=self.padding, need_x=need_x
        )
        return grad_x, gradients


class MaxPool2D(Layer):
    """Keep the largest number of each window: `max_pool2d`.

    Args:
        size: side of the window. stride: its step, the size if None.

    Raises:
        ValueError: size or stride is below 1.

    >>> MaxPool2D(2).forward(np.arange(4.0).reshape(1, 1, 2, 2))["out"]
    array([[[[3.]]]])
    """

    def __init__(self, size: int, stride: int | None = None) -> None:
        """Keep the settings."""
        self.size = validation.whole("MaxPool2D", "size", size, low=1)
        self.stride = size if stride is None else validation.whole("MaxPool2D", "stride", stride, low=1)

    def __repr__(self) -> str:
        """Return the call that makes this layer."""
        return f"MaxPool2D({self.size}, stride={self.stride})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `max_pool2d`: x (N, C, H, W) gives out (N, C, OH, OW)."""
        return {"x": x, "out": max_pool2d(x, self.size, self.stride)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `max_pool2d_backward`."""
        return max_pool2d_backward(grad, quantities["x"], quantities["out"], self.size, self.stride), []


class AveragePool2D(Layer):
    """Keep the mean of each window: `average_pool2d`.

    Args:
        size: side of the window. stride: its step, the size if None.

    Raises:
        ValueError: size or stride is below 1.

    >>> AveragePool2D(2).forward(np.arange(4.0).reshape(1, 1, 2, 2))["out"]
    array([[[[1.5]]]])
    """

    def __init__(self, size: int, stride: int | None = None) -> None:
        """Keep the settings."""
        self.size = validation.whole("AveragePool2D", "size", size, low=1)
        self.stride = size if stride is None else validation.whole("AveragePool2D", "stride", stride, low=1)

    def __repr__(self) -> str:
        """Return the call that makes this layer."""
        return f"AveragePool2D({self.size}, stride={self.stride})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `average_pool2d`: x (N, C, H, W) gives out (N, C, OH, OW)."""
        return {"x": x, "out": average_pool2d(x, self.size, self.stride)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `average_pool2d_backward`."""
        return average_pool2d_backward(grad, quantities["x"], self.size, self.stride), []


class Flatten(Layer):
    """Write each sample as one row: (N, C, H, W) becomes (N, C·H·W).

    >>> Flatten().forward(np.ones((5, 3, 2, 2)))["out"].shape
    (5, 12)
    """

    def __repr__(self) -> str:
        """Return the call that makes this layer."""
        return "Flatten()"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Join all axes but the first."""
        return {"x": x, "out": x.reshape(len(x), -1)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Give the gradient the shape of x again."""
        return grad.reshape(quantities["x"].shape), []


class RNN(Layer):
    """A layer that remembers its last result: `rnn`. Each call starts with the state zero.

    Args:
        inputs: D. units: H.
        rng: source of the first weights.
        initializer: of `weight_x` (D, H).
        recurrent_initializer: of `weight_h` (H, H).
        dtype: float32 or float64. `bias` (H,) starts at zero.

    Raises:
        ValueError: a size is below 1, rng is no generator, or dtype is another type.

    >>> RNN(4, 8, np.random.default_rng(0)).forward(np.ones((10, 2, 4)))["out"].shape
    (10, 2, 8)
    """

    parameter_names = ("weight_x", "weight_h", "bias")

    def __init__(
        self,
        inputs: int,
        units: int,
        rng: np.random.Generator,
        initializer: Initializer = glorot_uniform,
        recurrent_initializer: Initializer = orthogonal,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw the parameters."""
        inputs, units = _sizes("RNN", inputs=inputs, units=units)
        dtype = _check("RNN", rng, dtype)
        self.weight_x = initializer((inputs, units), rng, dtype=dtype)
        self.weight_h = recurrent_initializer((units, units), rng, dtype=dtype)
        self.bias = np.zeros(units, dtype)

    def __repr__(self) -> str:
        """Return the layer's sizes."""
        return f"RNN({self.weight_x.shape[0]}, {self.weight_h.shape[0]})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `rnn`: x (T, N, D) gives out (T, N, H), the state after every step."""
        h0 = _rest("RNN", x, self.weight_h)
        return {"x": x, "h0": h0, "out": rnn(x, h0, self.weight_x, self.weight_h, self.bias)}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `rnn_backward`; the gradient of h0 is left out."""
        grad_x, _, *gradients = rnn_backward(
            grad,
            quantities["x"],
            quantities["h0"],
            self.weight_x,
            self.weight_h,
            quantities["out"],
            need_x=need_x,
        )
        return grad_x, gradients


class LSTM(Layer):
    """A recurrent layer with a cell that gates guard: `lstm`. Each call starts with both states zero.

    Args:
        inputs: D. units: H.
        rng: source of the first weights.
        initializer: of each gate's block (D, H) of `weight_x` (D, 4H).
        recurrent_initializer: of each gate's block (H, H) of `weight_h` (H, 4H).
        forget_bias: first value of the forget gate's bias. A positive one keeps the gate open at first, so
            that the cell remembers. The rest of `bias` (4H,) starts at zero.
        dtype: float32 or float64.

    Raises:
        ValueError: a size is below 1, forget_bias is not finite, rng is no generator, or dtype is another
            type.

    Source: Gers, Schmidhuber and Cummins (2000), Learning to forget; Jozefowicz, Zaremba and Sutskever
    (2015), An empirical exploration of recurrent network architectures, for the bias of 1.

    >>> layer = LSTM(4, 8, np.random.default_rng(0))
    >>> sorted(layer.forward(np.ones((10, 2, 4))))
    ['c', 'c0', 'gates', 'h0', 'out', 'x']
    """

    parameter_names = ("weight_x", "weight_h", "bias")

    def __init__(
        self,
        inputs: int,
        units: int,
        rng: np.random.Generator,
        initializer: Initializer = glorot_uniform,
        recurrent_initializer: Initializer = orthogonal,
        forget_bias: float = 1.0,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw the parameters."""
        inputs, units = _sizes("LSTM", inputs=inputs, units=units)
        dtype = _check("LSTM", rng, dtype)
        self.weight_x = _blocks(4, (inputs, units), initializer, rng, dtype)
        self.weight_h = _blocks(4, (units, units), recurrent_initializer, rng, dtype)
        self.bias = np.zeros(4 * units, dtype)
        # The gates stand in the order input, forget, candidate, output.
        self.bias[units : 2 * units] = validation.number("LSTM", "forget_bias", forget_bias)

    def __repr__(self) -> str:
        """Return the layer's sizes."""
        return f"LSTM({self.weight_x.shape[0]}, {self.weight_h.shape[0]})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `lstm`: x (T, N, D) gives out (T, N, H); cell states `c` and `gates` are named too."""
        h0 = c0 = _rest("LSTM", x, self.weight_h)
        h, c, gates = lstm(x, h0, c0, self.weight_x, self.weight_h, self.bias)
        return {"x": x, "h0": h0, "c0": c0, "out": h, "c": c, "gates": gates}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `lstm_backward`; no gradient comes from beyond the last cell state."""
        grad_x, _, _, *gradients = lstm_backward(
            grad,
            None,
            quantities["x"],
            quantities["h0"],
            quantities["c0"],
            self.weight_x,
            self.weight_h,
            quantities["out"],
            quantities["c"],
            quantities["gates"],
            need_x=need_x,
        )
        return grad_x, gradients


class GRU(Layer):
    """A recurrent layer with two gates and no cell: `gru`. Each call starts with the state zero.

    Args:
        inputs: D. units: H.
        rng: source of the first weights.
        initializer: of each gate's block (D, H) of `weight_x` (D, 3H).
        recurrent_initializer: of each gate's block (H, H) of `weight_h` (H, 3H).
        dtype: float32 or float64. `bias_x` and `bias_h` (3H,) start at zero.

    Raises:
        ValueError: a size is below 1, rng is no generator, or dtype is another type.

    >>> GRU(4, 8, np.random.default_rng(0)).forward(np.ones((10, 2, 4)))["out"].shape
    (10, 2, 8)
    """

    parameter_names = ("weight_x", "weight_h", "bias_x", "bias_h")

    def __init__(
        self,
        inputs: int,
        units: int,
        rng: np.random.Generator,
        initializer: Initializer = glorot_uniform,
        recurrent_initializer: Initializer = orthogonal,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw the parameters."""
        inputs, units = _sizes("GRU", inputs=inputs, units=units)
        dtype = _check("GRU", rng, dtype)
        self.weight_x = _blocks(3, (inputs, units), initializer, rng, dtype)
        self.weight_h = _blocks(3, (units, units), recurrent_initializer, rng, dtype)
        self.bias_x = np.zeros(3 * units, dtype)
        self.bias_h = np.zeros(3 * units, dtype)

    def __repr__(self) -> str:
        """Return the layer's sizes."""
        return f"GRU({self.weight_x.shape[0]}, {self.weight_h.shape[0]})"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Call `gru`: x (T, N, D) gives out (T, N, H); `gates` are named too."""
        h0 = _rest("GRU", x, self.weight_h)
        h, gates = gru(x, h0, self.weight_x, self.weight_h, self.bias_x, self.bias_h)
        return {"x": x, "h0": h0, "out": h, "gates": gates}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Call `gru_backward`; the gradient of h0 is left out."""
        grad_x, _, *gradients = gru_backward(
            grad,
            quantities["x"],
            quantities["h0"],
            self.weight_x,
            self.weight_h,
            self.bias_h,
            quantities["out"],
            quantities["gates"],
            need_x=need_x,
        )
        return grad_x, gradients


class LastStep(Layer):
    """Keep only the last step of a sequence: (T, N, H) becomes (N, H). Turns sequences into one answer.

    >>> LastStep().forward(np.ones((10, 2, 8)))["out"].shape
    (2, 8)
    """

    def __repr__(self) -> str:
        """Return the call that makes this layer."""
        return "LastStep()"

    def forward(self, x: np.ndarray, rng: np.random.Generator | None = None) -> Quantities:
        """Take the last entry of the first axis."""
        validation.axes("LastStep", "x", x, "T, N, H")
        return {"x": x, "out": x[-1]}

    def backward(
        self, grad: np.ndarray, quantities: Quantities, need_x: bool = True
    ) -> tuple[np.ndarray | None, Gradients]:
        """Give the gradient to the last step and zero to all others, which did not matter here."""
        grad_x = np.zeros_like(quantities["x"])
        grad_x[-1] = grad
        return grad_x, []


def _sizes(where: str, **sizes: int) -> tuple[int, ...]:
    return tuple(validation.whole(where, name, size, low=1) for name, size in sizes.items())


def _check(where: str, rng: np.random.Generator, dtype: DTypeLike) -> np.dtype:
    validation.generator(where, rng)
    if dtype not in (np.float32, np.float64):
        raise ValueError(f"{where}: dtype is {dtype} but np.float32 or np.float64 is expected")
    return np.dtype(dtype)


def _blocks(
    gates: int, shape: tuple[int, ...], initializer: Initializer, rng: np.random.Generator, dtype: np.dtype
) -> np.ndarray:
    """Draw one weight for each gate, side by side: each gate is a layer of its own."""
    return np.concatenate([initializer(shape, rng, dtype=dtype) for _ in range(gates)], axis=1)


def _rest(where: str, x: np.ndarray, weight_h: np.ndarray) -> np.ndarray:
    """The state (N, H) before the first step: zero."""
    validation.axes(where, "x", x, "T, N, D")
    return np.zeros((x.shape[1], weight_h.shape[0]), weight_h.dtype)
