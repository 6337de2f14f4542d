"""Losses: one number that says how wrong a prediction is.

Each loss is a mean, so its size does not depend on the size of the batch. The two cross-entropies take
*logits*, the scores before sigmoid or softmax: joined with the logarithm, the exponentials cancel, nothing
overflows, and the gradient becomes the plainest there is, *predicted probability minus target*.

Every `_backward` begins with `grad`, the gradient of whatever is calculated from the loss; it is 1.0 when the
loss is the last step. Targets are given, not learned: they have no gradient.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers import validation
from helpers.activations import sigmoid, softmax
from helpers.validation import FloatArray


def mean_squared_error(prediction: FloatArray, target: NDArray[Any]) -> np.floating[Any]:
    """Mean of the squared differences, the loss of regression.

    Formula: L = (1/n) Σ (prediction − target)², the mean over all n entries. (Where a text uses ½Σ, its loss
    is n/2 times this one, and so are its gradients.)

    Args:
        prediction: array of any shape.
        target: same shape; same float type, or whole numbers.

    Returns:
        L, a number of prediction's type, in the square of its unit.

    Raises:
        ValueError: the shapes differ (nothing is broadcast), the types differ, or an array is empty.

    Source: Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805 (least
    squares).

    >>> print(mean_squared_error(np.array([1.0, 2.0]), np.array([0.0, 4.0])))
    2.5
    """
    validation.floats("mean_squared_error", prediction=prediction)
    target = _target_like("mean_squared_error", "prediction", prediction, target)
    return np.mean((prediction - target) ** 2)


def mean_squared_error_backward(
    grad: float | np.floating[Any], prediction: FloatArray, target: NDArray[Any]
) -> FloatArray:
    """Gradient of `mean_squared_error` with respect to the prediction.

    Formula: ∂L/∂prediction = (2/n) (prediction − target).

    Args:
        grad: gradient with respect to the loss, 1.0 when the loss is the last step.
        prediction: as in `mean_squared_error`.
        target: as in `mean_squared_error`.

    Returns:
        Gradient in the shape and type of prediction.

    Raises:
        ValueError: as in `mean_squared_error`, or grad is not a number.

    >>> mean_squared_error_backward(1.0, np.array([1.0, 2.0]), np.array([0.0, 4.0]))
    array([ 1., -2.])
    """
    where = "mean_squared_error_backward"
    validation.floats(where, prediction=prediction)
    target = _target_like(where, "prediction", prediction, target)
    return (prediction - target) * (2 * validation.scalar(where, grad) / prediction.size)


def binary_cross_entropy(logits: FloatArray, target: NDArray[Any]) -> np.floating[Any]:
    """Mean surprise of a yes-or-no prediction at the truth.

    Formula: with p = σ(logit), L = −(1/n) Σ [t log p + (1 − t) log(1 − p)], the mean over all n entries.
    Written with the logit z it is max(z, 0) − t z + log(1 + e^(−|z|)), which is exact for any z.

    Args:
        logits: scores before the sigmoid, any shape.
        target: 0 and 1 (or probabilities between), same shape; same float type, whole numbers or booleans.

    Returns:
        L, a number of the logits' type, in nats (1 nat = 1.4427 bits). Guessing ½ throughout costs log 2.

    Raises:
        ValueError: the shapes or types differ, an array is empty, or a target is outside [0, 1].

    Source: Cox, "The regression analysis of binary sequences", Journal of the Royal Statistical Society B 20,
    1958.

    >>> print(binary_cross_entropy(np.array([0.0]), np.array([1])).round(4))
    0.6931
    """
    target = _check_binary("binary_cross_entropy", logits, target)
    return np.mean(np.maximum(logits, 0) - target * logits + np.log1p(np.exp(-np.abs(logits))))


def binary_cross_entropy_backward(
    grad: float | np.floating[Any], logits: FloatArray, target: NDArray[Any]
) -> FloatArray:
    """Gradient of `binary_cross_entropy` with respect to the logits.

    Formula: ∂L/∂z = (σ(z) − t) / n: the predicted probability minus the target.

    Args:
        grad: gradient with respect to the loss, 1.0 when the loss is the last step.
        logits: as in `binary_cross_entropy`.
        target: as in `binary_cross_entropy`.

    Returns:
        Gradient in the shape and type of logits.

    Raises:
        ValueError: as in `binary_cross_entropy`, or grad is not a number.

    >>> binary_cross_entropy_backward(1.0, np.array([0.0, 0.0]), np.array([1, 0]))
    array([-0.25,  0.25])
    """
    where = "binary_cross_entropy_backward"
    target = _check_binary(where, logits, target)
    return (sigmoid(logits) - target) * (validation.scalar(where, grad) / logits.size)


def softmax_cross_entropy(logits: FloatArray, target: NDArray[Any]) -> np.floating[Any]:
    """Mean surprise of a prediction over K classes at the true class.

    Formula: with p = softmax(logits), L = −mean(log p[true class]); in general −mean(Σₖ tₖ log pₖ). The mean
    is taken over all axes but the last, which holds the classes. log pₖ = zₖ − log Σⱼ exp(zⱼ), calculated
    after the largest logit has been subtracted.

    Args:
        logits: scores before the softmax (..., K).
        target: class numbers 0 … K − 1 (...), or rows of probabilities such as one-hot rows (..., K).

    Returns:
        L, a number of the logits' type, in nats. Guessing among K classes costs log K.

    Raises:
        ValueError: the shapes do not fit, an array is empty, a label is outside 0 … K − 1, or a row of
            probabilities does not sum to 1.

    Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.

    >>> print(softmax_cross_entropy(np.zeros((2, 10)), np.array([3, 7])).round(4))
    2.3026
    """
    target = _check_classes("softmax_cross_entropy", logits, target)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return -np.sum(target * log_probability) / _rows(logits)


def softmax_cross_entropy_backward(
    grad: float | np.floating[Any], logits: FloatArray, target: NDArray[Any]
) -> FloatArray:
    """Gradient of `softmax_cross_entropy` with respect to the logits.

    Formula: ∂L/∂z = (softmax(z) − t) / rows, with t as one-hot rows.

    Args:
        grad: gradient with respect to the loss, 1.0 when the loss is the last step.
        logits: as in `softmax_cross_entropy`.
        target: as in `softmax_cross_entropy`.

    Returns:
        Gradient (..., K) in the type of logits; each row sums to 0.

    Raises:
        ValueError: as in `softmax_cross_entropy`, or grad is not a number.

    >>> softmax_cross_entropy_backward(1.0, np.zeros((1, 4)), np.array([2]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    where = "softmax_cross_entropy_backward"
    target = _check_classes(where, logits, target)
    return (softmax(logits) - target) * (validation.scalar(where, grad) / _rows(logits))


def one_hot(labels: NDArray[np.integer[Any]], classes: int, dtype: Any = np.float64) -> FloatArray:
    """Write class numbers as rows with a single 1.

    Formula: out[..., k] = 1 where labels = k, else 0.

    Args:
        labels: class numbers 0 … classes − 1, any shape (...).
        classes: K, the number of classes.
        dtype: float32 or float64.

    Returns:
        (..., K).

    Raises:
        ValueError: labels are not whole numbers, or one is outside 0 … K − 1.

    >>> one_hot(np.array([2, 0]), classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    classes = validation.whole("one_hot", "classes", classes, low=1)
    _check_labels("one_hot", "labels", labels, classes)
    return np.eye(classes, dtype=dtype)[labels]


def _rows(logits: FloatArray) -> int:
    """How many predictions there are: all axes but the class."""
    return logits.size // logits.shape[-1]


def _target_like(where: str, name: str, values: FloatArray, target: NDArray[Any]) -> FloatArray:
    """The target in the type of the values, whole numbers and booleans converted."""
    kind = getattr(getattr(target, "dtype", None), "kind", "")
    if kind in ("i", "u", "b"):
        target = target.astype(values.dtype)
    validation.floats(where, **{name: values, "target": target})
    validation.same_shape(where, **{name: values, "target": target})
    return target


def _check_binary(where: str, logits: FloatArray, target: NDArray[Any]) -> FloatArray:
    validation.floats(where, logits=logits)
    target = _target_like(where, "logits", logits, target)
    low, high = target.min(), target.max()
    if low < 0 or high > 1:
        raise ValueError(f"{where}: target must lie between 0 and 1, got {low if low < 0 else high}")
    return target


def _check_classes(where: str, logits: FloatArray, target: NDArray[Any]) -> FloatArray:
    """The target as rows of probabilities in the type of logits."""
    validation.floats(where, logits=logits)
    if np.ndim(logits) == 0:
        raise ValueError(f"{where}: logits must have the classes on the last axis, got a single number")
    classes = logits.shape[-1]
    if np.shape(target) == logits.shape[:-1]:
        _check_labels(where, "target", target, classes)
        return np.eye(classes, dtype=logits.dtype)[target]
    if np.shape(target) != logits.shape:
        raise ValueError(
            f"{where}: target has shape {np.shape(target)} but logits {logits.shape} need labels "
            f"{logits.shape[:-1]} or rows {logits.shape}"
        )
    target = _target_like(where, "logits", logits, target)
    worst = np.abs(target.sum(axis=-1) - 1).max()
    if worst > 1e-3:
        raise ValueError(f"{where}: each row of target must sum to 1, one is off by {worst:.3g}")
    return target


def _check_labels(where: str, name: str, labels: NDArray[Any], classes: int) -> None:
    dtype = getattr(labels, "dtype", None)
    if dtype is None or dtype.kind not in "iu":
        got = dtype or type(labels).__name__
        raise ValueError(f"{where}: {name} must be an array of class numbers (integers), got {got}")
    if labels.size == 0:
        raise ValueError(f"{where}: {name} must not be empty, got shape {labels.shape}")
    low, high = labels.min(), labels.max()
    if low < 0 or high >= classes:
        wrong = low if low < 0 else high
        raise ValueError(
            f"{where}: {name} has label {wrong} but the {classes} classes are 0 to {classes - 1}"
        )
