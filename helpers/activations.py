"""Activation functions and their derivatives.

An activation bends the straight line that a neuron computes; without one, a stack of layers is one layer.
Each function comes with its `_backward`, the chain rule for this one step: it takes `grad`, the derivative of
the loss with respect to the function's result, and returns the derivative with respect to its input.

Where the derivative is simplest in terms of the *result* (sigmoid, tanh, softmax), the backward takes `out`;
where it needs the *input* (ReLU, swish, softplus), it takes `x`. All of them work entry by entry on arrays of
any shape, except `softmax` (along the last axis) and `maxout` (which has weights of its own). float32 stays
float32, float64 stays float64; a plain Python float is welcome and counts as float64.

`ACTIVATIONS` finds a pair by its name.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from helpers import validation
from helpers.validation import FloatArray


def identity(x: FloatArray) -> FloatArray:
    """Leave the value as it is: the activation of a regression output.

    Formula: f(x) = x.

    Args:
        x: array of any shape.

    Returns:
        A copy of x.

    Raises:
        ValueError: x does not hold float32 or float64 numbers.

    Source: Widrow and Hoff, "Adaptive switching circuits", IRE WESCON Convention Record, 1960 (the linear
    unit ADALINE).

    >>> identity(np.array([-1.5, 2.0]))
    array([-1.5,  2. ])
    """
    validation.floats("identity", x=x)
    return np.array(x)


def identity_backward(grad: FloatArray) -> FloatArray:
    """Gradient of `identity`: f′(x) = 1, so the gradient passes unchanged.

    >>> identity_backward(np.array([0.1, -0.2]))
    array([ 0.1, -0.2])
    """
    validation.floats("identity_backward", grad=grad)
    return np.array(grad)


def step(x: FloatArray) -> FloatArray:
    """Fire or stay silent: the threshold of McCulloch and Pitts.

    Formula: f(x) = 1 where x ≥ 0, else 0; so step(0) = 1.

    It has no backward: its derivative is 0 wherever it exists, so nothing could be learned through it. That
    is why networks that learn by gradients use smoother functions.

    Args:
        x: array of any shape.

    Returns:
        0 and 1 in the shape and type of x.

    Raises:
        ValueError: x does not hold float32 or float64 numbers.

    Source: McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity", Bulletin of
    Mathematical Biophysics 5, 1943.

    >>> step(np.array([-0.1, 0.0, 3.0]))
    array([0., 1., 1.])
    """
    validation.floats("step", x=x)
    x = np.asarray(x)
    return (x >= 0).astype(x.dtype)


def sigmoid(x: FloatArray) -> FloatArray:
    """Squash any number into the open interval (0, 1).

    Formula: σ(x) = 1 / (1 + e⁻ˣ).

    Far to the left e⁻ˣ is too large for any float and becomes infinite. Then 1 / ∞ = 0 is the right answer,
    rounded, so the overflow is not worth a warning. Far to the right σ(x) rounds to 1: losses that need
    log σ(x) or log(1 − σ(x)) therefore start from the logits, see `helpers.losses`.

    Args:
        x: array of any shape.

    Returns:
        σ(x), same shape and type.

    Raises:
        ValueError: x does not hold float32 or float64 numbers.

    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", Nature 323,
    1986.

    >>> print(f"{sigmoid(1.05):.4f}")
    0.7408
    """
    validation.floats("sigmoid", x=x)
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def sigmoid_backward(grad: FloatArray, out: FloatArray) -> FloatArray:
    """Gradient of `sigmoid`, from its result alone.

    Formula: σ′ = σ (1 − σ); at most ¼, at x = 0.

    Args:
        grad: gradient of the loss with respect to out.
        out: σ(x), same shape.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: the shapes or types differ.

    >>> sigmoid_backward(np.array([1.0, 1.0]), out=np.array([0.5, 0.9])).round(3)
    array([0.25, 0.09])
    """
    validation.floats("sigmoid_backward", grad=grad, out=out)
    validation.same_shape("sigmoid_backward", out=out, grad=grad)
    return grad * out * (1 - out)


def tanh(x: FloatArray) -> FloatArray:
    """Squash any number into (−1, 1), with 0 kept at 0.

    Formula: tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) = 2σ(2x) − 1.

    Args:
        x: array of any shape.

    Returns:
        tanh(x), same shape and type.

    Raises:
        ValueError: x does not hold float32 or float64 numbers.

    Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 4.4 (why a symmetric sigmoid).

    >>> tanh(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-0.7616,  0.    ,  0.7616])
    """
    validation.floats("tanh", x=x)
    return np.tanh(x)


def tanh_backward(grad: FloatArray, out: FloatArray) -> FloatArray:
    """Gradient of `tanh`, from its result alone.

    Formula: tanh′ = 1 − tanh²; at most 1, at x = 0.

    Args:
        grad: gradient of the loss with respect to out.
        out: tanh(x), same shape.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: the shapes or types differ.

    >>> tanh_backward(np.array([1.0, 1.0]), out=np.array([0.0, 0.5]))
    array([1.  , 0.75])
    """
    validation.floats("tanh_backward", grad=grad, out=out)
    validation.same_shape("tanh_backward", out=out, grad=grad)
    return grad * (1 - out * out)


def relu(x: FloatArray) -> FloatArray:
    """Pass what is positive and cut the rest (rectified linear unit).

    Formula: f(x) = max(x, 0).

    Args:
        x: array of any shape.

    Returns:
        f(x), same shape and type.

    Raises:
        ValueError: x does not hold float32 or float64 numbers.

    Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.

    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    validation.floats("relu", x=x)
    return np.maximum(x, 0)


def relu_backward(grad: FloatArray, x: FloatArray) -> FloatArray:
    """Gradient of `relu`: the gradient passes where x was positive and stops elsewhere.

    Formula: f′(x) = 1 where x > 0, else 0. At the kink x = 0 any number from 0 to 1 would be a fair slope;
    this book, like PyTorch, takes 0.

    Args:
        grad: gradient of the loss with respect to the result.
        x: the input of `relu`, same shape.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: the shapes or types differ.

    >>> relu_backward(np.array([5.0, 5.0, 5.0]), x=np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    validation.floats("relu_backward", grad=grad, x=x)
    validation.same_shape("relu_backward", x=x, grad=grad)
    return grad * (x > 0)


def leaky_relu(x: FloatArray, slope: float = 0.01) -> FloatArray:
    """ReLU with a little slope on the left, so that a unit which is always negative can still learn.

    Formula: f(x) = x where x > 0, else slope · x; which is max(x, slope · x), since slope ≤ 1.

    Args:
        x: array of any shape.
        slope: the slope on the left, from 0 (ReLU) to 1 (identity).

    Returns:
        f(x), same shape and type.

    Raises:
        ValueError: x does not hold floats, or the slope is outside [0, 1].

    Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.

    >>> leaky_relu(np.array([-2.0, 3.0]), slope=0.1)
    array([-0.2,  3. ])
    """
    validation.floats("leaky_relu", x=x)
    slope = validation.number("leaky_relu", "slope", slope, 0, 1)
    return np.maximum(x, slope * x)


def leaky_relu_backward(grad: FloatArray, x: FloatArray, slope: float = 0.01) -> FloatArray:
    """Gradient of `leaky_relu`.

    Formula: f′(x) = 1 where x > 0, else slope (also at 0).

    Args:
        grad: gradient of the loss with respect to the result.
        x: the input of `leaky_relu`, same shape.
        slope: as in `leaky_relu`.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: the shapes or types differ, or the slope is outside [0, 1].

    >>> leaky_relu_backward(np.array([5.0, 5.0]), x=np.array([-2.0, 3.0]), slope=0.1)
    array([0.5, 5. ])
    """
    validation.floats("leaky_relu_backward", grad=grad, x=x)
    validation.same_shape("leaky_relu_backward", x=x, grad=grad)
    slope = validation.number("leaky_relu_backward", "slope", slope, 0, 1)
    return np.where(x > 0, grad, slope * grad)


def swish(x: FloatArray, beta: float = 1.0) -> FloatArray:
    """A smooth ReLU that dips below zero before it rises (with beta = 1 also called SiLU).

    Formula: f(x) = x · σ(beta · x). beta = 0 gives the line x/2; a large beta comes close to ReLU.

    Args:
        x: array of any shape.
        beta: steepness of the gate.

    Returns:
        f(x), same shape and type.

    Raises:
        ValueError: x does not hold floats, or beta is not a finite number.

    Source: Ramachandran, Zoph and Le, "Searching for activation functions", arXiv 1710.05941, 2017.

    >>> swish(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-0.2689,  0.    ,  0.7311])
    """
    validation.floats("swish", x=x)
    beta = validation.number("swish", "beta", beta)
    return x * sigmoid(beta * x)


def swish_backward(grad: FloatArray, x: FloatArray, beta: float = 1.0) -> FloatArray:
    """Gradient of `swish`, by the product rule.

    Formula: f′(x) = σ + beta · x · σ (1 − σ), with σ = σ(beta · x).

    Args:
        grad: gradient of the loss with respect to the result.
        x: the input of `swish`, same shape.
        beta: as in `swish`.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: the shapes or types differ, or beta is not a finite number.

    >>> swish_backward(np.array([1.0]), x=np.array([0.0]))
    array([0.5])
    """
    validation.floats("swish_backward", grad=grad, x=x)
    validation.same_shape("swish_backward", x=x, grad=grad)
    beta = validation.number("swish_backward", "beta", beta)
    gate = sigmoid(beta * x)
    return grad * (gate + beta * x * gate * (1 - gate))


def softplus(x: FloatArray) -> FloatArray:
    """A ReLU with a rounded corner: 0 far to the left, x far to the right, log 2 at 0.

    Formula: f(x) = log(1 + eˣ) = max(x, 0) + log(1 + e^(−|x|)). The second form cannot overflow.

    Args:
        x: array of any shape.

    Returns:
        f(x), same shape and type.

    Raises:
        ValueError: x does not hold float32 or float64 numbers.

    Source: Dugas, Bengio, Bélisle, Nadeau and Garcia, "Incorporating second-order functional knowledge for
    better option pricing", NIPS 2000.

    >>> softplus(np.array([-2.0, 0.0, 2.0])).round(4)
    array([0.1269, 0.6931, 2.1269])
    """
    validation.floats("softplus", x=x)
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softplus_backward(grad: FloatArray, x: FloatArray) -> FloatArray:
    """Gradient of `softplus`.

    Formula: f′(x) = eˣ / (1 + eˣ) = σ(x). So the sigmoid is the slope of the rounded ReLU.

    Args:
        grad: gradient of the loss with respect to the result.
        x: the input of `softplus`, same shape.

    Returns:
        Gradient with respect to x.

    Raises:
        ValueError: the shapes or types differ.

    >>> softplus_backward(np.array([1.0]), x=np.array([0.0]))
    array([0.5])
    """
    validation.floats("softplus_backward", grad=grad, x=x)
    validation.same_shape("softplus_backward", x=x, grad=grad)
    return grad * sigmoid(x)


def softmax(x: FloatArray) -> FloatArray:
    """Turn a row of scores into probabilities: positive, with sum 1, larger for larger scores.

    Formula: pₖ = exp(xₖ) / Σⱼ exp(xⱼ), along the last axis. Only differences of scores matter, so the largest
    is subtracted first: then no exponential can overflow, and the answer is the same.

    Args:
        x: scores (..., K).

    Returns:
        Probabilities (..., K).

    Raises:
        ValueError: x is a single number, or does not hold float32 or float64 numbers.

    Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.

    >>> softmax(np.array([[1.0, 1.0], [0.0, np.log(3.0)]]))
    array([[0.5 , 0.5 ],
           [0.25, 0.75]])
    """
    validation.floats("softmax", x=x)
    if np.ndim(x) == 0:
        raise ValueError("softmax: x must be an array with the classes on its last axis, got a single number")
    exponentials = np.exp(x - x.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def softmax_backward(grad: FloatArray, out: FloatArray) -> FloatArray:
    """Gradient of `softmax`, from its result alone.

    Formula: ∂pₖ/∂xⱼ = pₖ (1[k = j] − pⱼ), so the gradient is pⱼ · (gradⱼ − Σₖ gradₖ pₖ): what a probability
    gains, the others lose, and each row of the result sums to 0.

    Args:
        grad: gradient of the loss with respect to out (..., K).
        out: the probabilities (..., K).

    Returns:
        Gradient with respect to x (..., K).

    Raises:
        ValueError: the shapes or types differ.

    >>> softmax_backward(np.array([1.0, 0.0]), out=np.array([0.25, 0.75]))
    array([ 0.1875, -0.1875])
    """
    validation.floats("softmax_backward", grad=grad, out=out)
    validation.same_shape("softmax_backward", out=out, grad=grad)
    return out * (grad - (grad * out).sum(axis=-1, keepdims=True))


def maxout(x: FloatArray, weight: FloatArray, bias: FloatArray) -> FloatArray:
    """The largest of k straight lines: an activation that is itself learned.

    Formula: out = maxⱼ (x @ weight[j] + bias[j]). The maximum of k lines is a convex, piecewise linear
    function with at most k pieces; |x| needs 2, and x² is met better with each further piece.

    Args:
        x: samples as rows (N, D).
        weight: k weight matrices (k, D, M).
        bias: k bias rows (k, M).

    Returns:
        (N, M).

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout networks", ICML 2013.

    The two lines x and −x make the absolute value:

    >>> x = np.array([[-3.0], [0.5]])
    >>> maxout(x, weight=np.array([[[1.0]], [[-1.0]]]), bias=np.zeros((2, 1)))
    array([[3. ],
           [0.5]])
    """
    _check_maxout("maxout", x, weight, bias)
    return (x @ weight + bias[:, None, :]).max(axis=0)


def maxout_backward(
    grad: FloatArray, x: FloatArray, weight: FloatArray, bias: FloatArray, need_x: bool = True
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Gradients of `maxout`: only the line that won passes the gradient on (the first of several equal ones).

    The k lines are calculated again to see which one won; that is cheaper than to carry them along.

    Args:
        grad: gradient of the loss with respect to the result (N, M).
        x: samples (N, D).
        weight: (k, D, M).
        bias: (k, M).
        need_x: False leaves out the gradient of x (None in its place).

    Returns:
        Gradients of x, weight and bias, each in the shape of its argument.

    Raises:
        ValueError: shapes do not fit, or the types differ.

    >>> x = np.array([[-3.0], [0.5]])
    >>> weight, bias = np.array([[[1.0]], [[-1.0]]]), np.zeros((2, 1))
    >>> grad_x, grad_weight, grad_bias = maxout_backward(np.ones((2, 1)), x, weight, bias)
    >>> grad_x
    array([[-1.],
           [ 1.]])
    """
    _check_maxout("maxout_backward", x, weight, bias)
    validation.floats("maxout_backward", x=x, grad=grad)
    pieces, _, outputs = weight.shape
    validation.shape("maxout_backward", "grad", grad, (len(x), outputs), "the result (N, M)")
    winner = (x @ weight + bias[:, None, :]).argmax(axis=0)  # (N, M)
    grad_lines = grad * (winner == np.arange(pieces)[:, None, None])  # (k, N, M)
    grad_x = (grad_lines @ weight.transpose(0, 2, 1)).sum(axis=0) if need_x else None
    return grad_x, x.T @ grad_lines, grad_lines.sum(axis=1)


def _check_maxout(where: str, x: FloatArray, weight: FloatArray, bias: FloatArray) -> None:
    validation.floats(where, x=x, weight=weight, bias=bias)
    validation.axes(where, "x", x, "N, D")
    validation.axes(where, "weight", weight, "k, D, M")
    pieces, features, outputs = weight.shape
    if x.shape[1] != features:
        raise ValueError(f"{where}: x has {x.shape[1]} features but weight expects {features}")
    validation.shape(where, "bias", bias, (pieces, outputs), "(k, M) of weight")


class ActivationPair(NamedTuple):
    """A function and its backward (None for `step`, which has none)."""

    forward: Callable[..., Any]
    backward: Callable[..., Any] | None


ACTIVATIONS: dict[str, ActivationPair] = {
    "identity": ActivationPair(identity, identity_backward),
    "step": ActivationPair(step, None),
    "sigmoid": ActivationPair(sigmoid, sigmoid_backward),
    "tanh": ActivationPair(tanh, tanh_backward),
    "relu": ActivationPair(relu, relu_backward),
    "leaky_relu": ActivationPair(leaky_relu, leaky_relu_backward),
    "swish": ActivationPair(swish, swish_backward),
    "softplus": ActivationPair(softplus, softplus_backward),
    "softmax": ActivationPair(softmax, softmax_backward),
}
"""The activations without weights of their own, by name."""
