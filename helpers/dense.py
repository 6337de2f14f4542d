"""The dense layer: every output is a weighted sum of every input, plus a bias.

One matrix product does it for all samples at once. Its backward is two more matrix products, and their order
and transposes follow from the shapes alone: the gradient of an array has the array's shape.
"""

import numpy as np

from helpers import validation
from helpers.validation import FloatArray


def dense(x: FloatArray, weight: FloatArray, bias: FloatArray) -> FloatArray:
    """Weighted sums of the inputs.

    Formula: out = x @ weight + bias, that is outₙₘ = Σ_d xₙ_d weight_dₘ + biasₘ. Rows are samples, columns of
    weight are units.

    Leading axes broadcast, so the same kernel serves a batch (N, D), a sequence (T, N, D), and K networks at
    once: weight (K, D, M) and bias (K, M) with x (N, D) or (K, N, D) give (K, N, M).

    Args:
        x: samples as rows (..., N, D).
        weight: (..., D, M).
        bias: (..., M), with the leading axes of weight.

    Returns:
        (..., N, M).

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Rosenblatt, "The perceptron", Psychological Review 65, 1958 (the weighted sum); the matrix form is
    common property.

    >>> dense(np.array([[1.0, 2.0]]), weight=np.array([[3.0], [4.0]]), bias=np.array([0.5]))
    array([[11.5]])
    """
    _check("dense", x, weight)
    validation.floats("dense", x=x, bias=bias)
    validation.shape("dense", "bias", bias, _bias_shape(weight), "(..., M) of weight")
    out = x @ weight
    out += bias[..., None, :]
    return out


def dense_backward(
    grad: FloatArray, x: FloatArray, weight: FloatArray, need_x: bool = True
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Gradients of `dense`.

    Formulas, for one batch:
        grad_x = grad @ weight.T     each input felt every unit, through its weight
        grad_weight = x.T @ grad     each weight was used once by every sample
        grad_bias = Σ over samples   so was each bias, with factor 1

    Where an array was broadcast along leading axes, it was used several times, and its gradient is the sum.

    Args:
        grad: gradient of the loss with respect to the result (..., N, M).
        x: samples (..., N, D).
        weight: (..., D, M).
        need_x: False leaves out the gradient of x (None in its place): a first layer never needs it.

    Returns:
        Gradients of x, weight and bias, each in the shape of its argument.

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", Nature 323,
    1986.

    >>> grad_x, grad_weight, grad_bias = dense_backward(
    ...     np.array([[1.0]]), x=np.array([[1.0, 2.0]]), weight=np.array([[3.0], [4.0]])
    ... )
    >>> grad_x
    array([[3., 4.]])
    >>> grad_weight
    array([[1.],
           [2.]])
    """
    leading = _check("dense_backward", x, weight)
    validation.floats("dense_backward", x=x, grad=grad)
    features, units = weight.shape[-2:]
    validation.shape("dense_backward", "grad", grad, (*leading, x.shape[-2], units), "the result (..., N, M)")

    # of one unit it has one term in each place: a plain * does the same, three times as fast on stacks
    times = np.multiply if units == 1 else np.matmul
    grad_x = _sum_to(x.shape, times(grad, weight.swapaxes(-1, -2))) if need_x else None
    if weight.ndim == 2:  # one weight for all rows: one product over all of them
        grad_weight: FloatArray = x.reshape(-1, features).T @ grad.reshape(-1, units)
    else:
        grad_weight = _sum_to(weight.shape, x.swapaxes(-1, -2) @ grad)
    grad_bias = _sum_to(_bias_shape(weight), grad.sum(axis=-2))
    return grad_x, grad_weight, grad_bias


def _sum_to(shape: tuple[int, ...], array: FloatArray) -> FloatArray:
    """Undo broadcasting: add up over the axes along which `shape` was repeated."""
    new_axes = array.ndim - len(shape)
    repeated = tuple(
        axis
        for axis in range(array.ndim)
        if axis < new_axes or (shape[axis - new_axes] == 1 and array.shape[axis] > 1)
    )
    return array.sum(axis=repeated).reshape(shape) if repeated else array


def _bias_shape(weight: FloatArray) -> tuple[int, ...]:
    return (*weight.shape[:-2], weight.shape[-1])


def _check(where: str, x: FloatArray, weight: FloatArray) -> tuple[int, ...]:
    """Check that x fits weight; return the leading axes of the result."""
    validation.floats(where, x=x, weight=weight)
    if np.ndim(x) < 2:
        raise ValueError(f"{where}: x must have samples as rows (..., N, D), got shape {np.shape(x)}")
    if np.ndim(weight) < 2:
        raise ValueError(f"{where}: weight must be (inputs, outputs), got shape {np.shape(weight)}")
    if x.shape[-1] != weight.shape[-2]:
        raise ValueError(f"{where}: x has {x.shape[-1]} features but weight expects {weight.shape[-2]}")
    if weight.ndim == 2:
        return x.shape[:-2]
    try:
        return np.broadcast_shapes(x.shape[:-2], weight.shape[:-2])
    except ValueError:
        raise ValueError(
            f"{where}: the leading axes {x.shape[:-2]} of x and {weight.shape[:-2]} of weight do not match"
        ) from None
