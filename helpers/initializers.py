"""First weights: random, so that units differ, and of a size that keeps signals from dying or exploding.

One unit adds up `fan_in` products `x·w`. If inputs and weights are independent with mean zero, then

    Var(sum) = fan_in · Var(w) · E[x²]

so a signal keeps its size through a layer when `Var(w)` is about `1 / fan_in`. Each recipe below is that
sentence, adjusted for the activation that follows.

Every initializer is called as `initializer(shape, rng, dtype=…)` and returns a new array. The numbers are
drawn in float64 and then rounded, so one seed gives the same weights in both precisions. Shapes are those of
the kernels: `(inputs, outputs)` for a dense layer, `(pieces, inputs, outputs)` for maxout, and
`(filters, channels, height, width)` for a convolution.
"""

from collections.abc import Callable
from math import prod, sqrt

import numpy as np
from numpy.typing import DTypeLike

from helpers.validation import generator, number

Initializer = Callable[..., np.ndarray]
"""What a layer expects: `initializer(shape, rng, dtype=…) -> array`."""


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Count the inputs that meet in one unit (`fan_in`) and the units that one input feeds (`fan_out`).

    Args:
        shape: (inputs, outputs), (pieces, inputs, outputs) or (F, C, KH, KW).

    Returns:
        (inputs, outputs); for filters (C·KH·KW, F·KH·KW).

    Raises:
        ValueError: another number of axes, or an axis without entries.

    >>> fans((784, 30))
    (784, 30)
    >>> fans((8, 3, 5, 5))
    (75, 200)
    """
    if any(size < 1 for size in shape):
        raise ValueError(f"fans: shape is {shape} but every axis must have at least one entry")
    if len(shape) in (2, 3):
        return shape[-2], shape[-1]
    if len(shape) == 4:
        filters, channels, *window = shape
        return channels * prod(window), filters * prod(window)
    raise ValueError(
        f"fans: shape is {shape} but a weight has 2 axes (dense), 3 (maxout) or 4 (convolution); "
        "for a bias take zeros, normal or uniform"
    )


def zeros(shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64) -> np.ndarray:
    """Return zeros: the usual start of a bias, and the wrong start of a weight.

    With equal weights every unit of a layer computes the same value and gets the same gradient for ever.
    Args:
        shape: any.
        rng: not used; it is there so that all initializers are called alike.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    >>> zeros((3,), np.random.default_rng(0))
    array([0., 0., 0.])
    """
    return np.zeros(shape, dtype)


def uniform(
    shape: tuple[int, ...], rng: np.random.Generator, scale: float = 1.0, dtype: DTypeLike = np.float64
) -> np.ndarray:
    """Draw evenly from a range around zero.

    Formula: w uniform in [−scale, scale); its standard deviation is scale / √3.

    Args:
        shape: any.
        rng: source of the numbers.
        scale: half the width of the range, positive.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: scale is not positive and finite, or rng is no generator.

    >>> uniform((2, 2), np.random.default_rng(0), scale=0.5).round(3)
    array([[ 0.137, -0.23 ],
           [-0.459, -0.483]])
    """
    generator("uniform", rng)
    scale = number("uniform", "scale", scale, 0, above=True)
    return rng.uniform(-scale, scale, shape).astype(dtype)


def normal(
    shape: tuple[int, ...], rng: np.random.Generator, scale: float = 1.0, dtype: DTypeLike = np.float64
) -> np.ndarray:
    """Draw from the bell curve around zero.

    Formula: w ~ N(0, scale²).

    Args:
        shape: any.
        rng: source of the numbers.
        scale: standard deviation, positive.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: scale is not positive and finite, or rng is no generator.

    >>> normal((2, 2), np.random.default_rng(0), scale=0.1).round(3)
    array([[ 0.013, -0.013],
           [ 0.064,  0.01 ]])
    """
    generator("normal", rng)
    scale = number("normal", "scale", scale, 0, above=True)
    return (scale * rng.standard_normal(shape)).astype(dtype)


def lecun_normal(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64
) -> np.ndarray:
    """Draw weights of size 1/√n, so that a weighted sum of n inputs has the size of one.

    Formula: w ~ N(0, 1 / fan_in).

    Args:
        shape: a weight's, see `fans`.
        rng: source of the numbers.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: the shape is none of a weight, or rng is no generator.

    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.6. Rashid (2016), Make Your
    Own Neural Network, teaches the same rule.

    >>> w = lecun_normal((400, 100), np.random.default_rng(0))
    >>> print(round(w.std() * np.sqrt(400), 2))
    1.0
    """
    fan_in, _ = fans(shape)
    return normal(shape, rng, 1 / sqrt(fan_in), dtype)


def glorot_uniform(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64
) -> np.ndarray:
    """Draw evenly, with a size between what forward and backward want; also called Xavier initialisation.

    Formula: w uniform within ±√(6 / (fan_in + fan_out)), so that Var(w) = 2 / (fan_in + fan_out). The forward
    pass asks for a variance of 1/fan_in, the backward pass for 1/fan_out; their harmonic mean serves both.
    Made for tanh.

    Args:
        shape: a weight's, see `fans`.
        rng: source of the numbers.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: the shape is none of a weight, or rng is no generator.

    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural
    networks, equation 16.

    >>> w = glorot_uniform((2, 4), np.random.default_rng(0))
    >>> bool(np.abs(w).max() <= 1)
    True
    """
    fan_in, fan_out = fans(shape)
    return uniform(shape, rng, sqrt(6 / (fan_in + fan_out)), dtype)


def glorot_normal(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64
) -> np.ndarray:
    """Draw from the bell curve, with the variance of `glorot_uniform`.

    Formula: w ~ N(0, 2 / (fan_in + fan_out)).

    Args:
        shape: a weight's, see `fans`.
        rng: source of the numbers.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: the shape is none of a weight, or rng is no generator.

    Source: Glorot and Bengio (2010), equation 12.

    >>> w = glorot_normal((300, 100), np.random.default_rng(0))
    >>> print(round(w.std() * np.sqrt(400 / 2), 2))
    1.0
    """
    fan_in, fan_out = fans(shape)
    return normal(shape, rng, sqrt(2 / (fan_in + fan_out)), dtype)


def he_uniform(shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64) -> np.ndarray:
    """Draw evenly, with the variance of `he_normal`.

    Formula: w uniform within ±√(6 / fan_in), so that Var(w) = 2 / fan_in.

    Args:
        shape: a weight's, see `fans`.
        rng: source of the numbers.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: the shape is none of a weight, or rng is no generator.

    Source: He, Zhang, Ren and Sun (2015), Delving Deep into Rectifiers, section 2.2, with a uniform draw.

    >>> w = he_uniform((6, 3), np.random.default_rng(0))
    >>> bool(np.abs(w).max() <= 1)
    True
    """
    fan_in, _ = fans(shape)
    return uniform(shape, rng, sqrt(6 / fan_in), dtype)


def he_normal(shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64) -> np.ndarray:
    """Draw from the bell curve, twice the variance of `lecun_normal`: the start for ReLU.

    Formula: w ~ N(0, 2 / fan_in). ReLU sets half of the sums to zero and so halves E[x²]; the 2 makes up for
    it.

    Args:
        shape: a weight's, see `fans`.
        rng: source of the numbers.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: the shape is none of a weight, or rng is no generator.

    Source: He, Zhang, Ren and Sun (2015), Delving Deep into Rectifiers, equation 10.

    >>> w = he_normal((400, 100), np.random.default_rng(0))
    >>> print(round(w.std() * np.sqrt(400 / 2), 2))
    1.0
    """
    fan_in, _ = fans(shape)
    return normal(shape, rng, sqrt(2 / fan_in), dtype)


def orthogonal(shape: tuple[int, ...], rng: np.random.Generator, dtype: DTypeLike = np.float64) -> np.ndarray:
    """Draw a random matrix with orthonormal rows or columns, whichever are fewer.

    A square one keeps every length, ‖x w‖ = ‖x‖, however often it is applied: the start for the weights from
    step to step of a recurrent layer.

    Args:
        shape: (inputs, outputs).
        rng: source of the numbers.
        dtype: float32 or float64.

    Returns:
        New array of that shape and type.

    Raises:
        ValueError: the shape is not that of a matrix, or rng is no generator.

    Source: Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks; the draw is uniform by Mezzadri (2007), How to generate random matrices from the
    classical compact groups.

    >>> w = orthogonal((3, 3), np.random.default_rng(0))
    >>> np.allclose(w.T @ w, np.eye(3))
    True
    """
    if len(shape) != 2 or min(shape) < 1:
        raise ValueError(f"orthogonal: shape is {shape} but a matrix (inputs, outputs) is expected")
    generator("orthogonal", rng)
    tall = rng.standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(tall)
    # QR leaves the sign of each column open; r's diagonal fixes it, which makes the draw uniform.
    q = q * np.sign(np.diag(r))
    return (q if shape[0] >= shape[1] else q.T).astype(dtype, order="C")
