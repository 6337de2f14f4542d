"""Regularisation: ways to keep a network from learning its training set by heart.

Dropout switches units off at random while training; the penalties make large weights cost something.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers import validation
from helpers.validation import FloatArray


class DropoutResult(NamedTuple):
    """What `dropout` returns."""

    out: FloatArray
    """The values that were kept, scaled up; 0 in place of the others."""
    mask: NDArray[np.bool_]
    """True where a value was kept."""


def dropout(x: FloatArray, rate: float, rng: np.random.Generator) -> DropoutResult:
    """Switch a random share of the values off, and scale up the rest.

    Formula: out = x · mask / (1 − rate), where each entry of mask is True with probability 1 − rate. The
    scaling ("inverted" dropout) keeps the expected value: mean(out) = x. So nothing has to be changed when
    the trained network is used: dropout is then simply left out.

    Args:
        x: array of any shape.
        rate: the share that is dropped, 0 ≤ rate < 1.
        rng: source of randomness; it advances by one draw for each entry.

    Returns:
        DropoutResult(out, mask), both in the shape of x.

    Raises:
        ValueError: x does not hold floats, the rate is outside [0, 1), or rng is not a generator.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent
    neural networks from overfitting", Journal of Machine Learning Research 15, 2014.

    >>> out, mask = dropout(np.ones(8), rate=0.5, rng=np.random.default_rng(0))
    >>> out
    array([2., 2., 2., 0., 0., 0., 0., 0.])
    """
    validation.floats("dropout", x=x)
    rate = validation.number("dropout", "rate", rate, 0, 1, below=True)
    validation.generator("dropout", rng)
    mask = rng.random(np.shape(x), dtype=np.float32) >= rate
    return DropoutResult(x * mask / (1 - rate), mask)


def dropout_backward(grad: FloatArray, mask: NDArray[np.bool_], rate: float) -> FloatArray:
    """Gradient of `dropout`: it takes the same way as the values did, through the same mask.

    Formula: grad_x = grad · mask / (1 − rate).

    Args:
        grad: gradient of the loss with respect to out.
        mask: from `dropout`, same shape.
        rate: as in `dropout`.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: shapes differ, mask is not boolean, or the rate is outside [0, 1).

    >>> dropout_backward(np.array([1.0, 1.0]), mask=np.array([True, False]), rate=0.75)
    array([4., 0.])
    """
    validation.floats("dropout_backward", grad=grad)
    if getattr(mask, "dtype", None) != np.bool_:
        got = getattr(mask, "dtype", None) or type(mask).__name__
        raise ValueError(f"dropout_backward: mask must be the boolean mask that dropout returned, got {got}")
    validation.same_shape("dropout_backward", mask=mask, grad=grad)
    rate = validation.number("dropout_backward", "rate", rate, 0, 1, below=True)
    return grad * mask / (1 - rate)


def l1_penalty(weight: FloatArray, strength: float) -> np.floating[Any]:
    """Make every unit of weight cost the same: where the loss is lowest, many weights are exactly 0.

    Formula: P = λ Σ |w|.

    Args:
        weight: array of any shape.
        strength: λ ≥ 0.

    Returns:
        P, a number of weight's type, to be added to the loss.

    Raises:
        ValueError: weight does not hold floats, or the strength is negative.

    Source: Tibshirani, "Regression shrinkage and selection via the lasso", Journal of the Royal Statistical
    Society B 58, 1996.

    >>> print(l1_penalty(np.array([3.0, -4.0]), strength=0.5))
    3.5
    """
    validation.floats("l1_penalty", weight=weight)
    strength = validation.number("l1_penalty", "strength", strength, low=0)
    return strength * np.sum(np.abs(weight))


def l1_penalty_backward(grad: float | np.floating[Any], weight: FloatArray, strength: float) -> FloatArray:
    """Gradient of `l1_penalty`: the same pull towards 0 for large and small weights.

    Formula: ∂P/∂w = λ sign(w), and 0 at w = 0.

    Args:
        grad: gradient with respect to the penalty, 1.0 when it is simply added to the loss.
        weight: as in `l1_penalty`.
        strength: λ ≥ 0.

    Returns:
        Gradient in the shape and type of weight.

    Raises:
        ValueError: weight does not hold floats, the strength is negative, or grad is not a number.

    >>> l1_penalty_backward(1.0, np.array([3.0, 0.0, -4.0]), strength=0.5)
    array([ 0.5,  0. , -0.5])
    """
    validation.floats("l1_penalty_backward", weight=weight)
    strength = validation.number("l1_penalty_backward", "strength", strength, low=0)
    return validation.scalar("l1_penalty_backward", grad) * strength * np.sign(weight)


def l2_penalty(weight: FloatArray, strength: float) -> np.floating[Any]:
    """Make large weights expensive and small ones cheap: all weights shrink, none to exactly 0.

    Formula: P = ½ λ Σ w².

    Args:
        weight: array of any shape.
        strength: λ ≥ 0.

    Returns:
        P, a number of weight's type, to be added to the loss.

    Raises:
        ValueError: weight does not hold floats, or the strength is negative.

    Source: Hoerl and Kennard, "Ridge regression", Technometrics 12, 1970; Krogh and Hertz, "A simple weight
    decay can improve generalization", NIPS 1991.

    >>> print(l2_penalty(np.array([3.0, -4.0]), strength=0.5))
    6.25
    """
    validation.floats("l2_penalty", weight=weight)
    strength = validation.number("l2_penalty", "strength", strength, low=0)
    return 0.5 * strength * np.sum(np.square(weight))


def l2_penalty_backward(grad: float | np.floating[Any], weight: FloatArray, strength: float) -> FloatArray:
    """Gradient of `l2_penalty`: a pull towards 0 in proportion to the weight.

    Formula: ∂P/∂w = λ w. The ½ was there to cancel the 2.

    Args:
        grad: gradient with respect to the penalty, 1.0 when it is simply added to the loss.
        weight: as in `l2_penalty`.
        strength: λ ≥ 0.

    Returns:
        Gradient in the shape and type of weight.

    Raises:
        ValueError: weight does not hold floats, the strength is negative, or grad is not a number.

    >>> l2_penalty_backward(1.0, np.array([3.0, -4.0]), strength=0.5)
    array([ 1.5, -2. ])
    """
    validation.floats("l2_penalty_backward", weight=weight)
    strength = validation.number("l2_penalty_backward", "strength", strength, low=0)
    return validation.scalar("l2_penalty_backward", grad) * strength * weight
