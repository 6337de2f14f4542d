"""The checks that every kernel makes before it calculates.

A wrong shape often *runs*: NumPy broadcasts `(100,)` against `(100, 1)` to `(100, 100)` and says nothing.
So each kernel checks its arguments first, and a bad one is a `ValueError` of one sentence: which function,
which argument, what came, what was expected. Shapes, types and ranges are checked, values are not: a NaN
passes through a kernel, where it can be seen, and `fit` and the data sets catch it.

`where` is the name of the function that asks, and comes first in every message.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
"""An array of float32 or float64 numbers."""

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def floats(where: str, **arrays: Any) -> None:
    """Ask for float32 or float64 arrays, all of one type and none of them empty (a `float` is float64).

    >>> floats("dense", x=np.zeros((2, 3)), weight=np.zeros((3, 1), dtype=np.float32))
    Traceback (most recent call last):
    ValueError: dense: weight is float32 but x is float64; give all arrays one type
    """
    first_name, first_dtype = "", None
    for name, array in arrays.items():
        dtype = getattr(array, "dtype", None)
        if dtype is None:
            if not isinstance(array, float):
                raise ValueError(f"{where}: {name} must be a NumPy array, got {_kind(array)}")
            dtype = _FLOATS[1]
        elif dtype not in _FLOATS:
            raise ValueError(f"{where}: {name} must hold float32 or float64 numbers, got {dtype}")
        elif array.size == 0:
            raise ValueError(f"{where}: {name} must not be empty, got shape {array.shape}")
        if first_dtype is None:
            first_name, first_dtype = name, dtype
        elif dtype != first_dtype:
            raise ValueError(
                f"{where}: {name} is {dtype} but {first_name} is {first_dtype}; give all arrays one type"
            )


def axes(where: str, name: str, array: NDArray[Any], layout: str) -> None:
    """Ask for as many axes as the layout names.

    >>> axes("conv2d", "x", np.zeros((28, 28)), "N, C, H, W")
    Traceback (most recent call last):
    ValueError: conv2d: x must have 4 axes (N, C, H, W), got shape (28, 28)
    """
    count = layout.count(",") + 1
    if np.ndim(array) != count:
        raise ValueError(f"{where}: {name} must have {count} axes ({layout}), got shape {np.shape(array)}")


def shape(where: str, name: str, array: NDArray[Any], expected: tuple[int, ...], meaning: str) -> None:
    """Ask for exactly this shape; `meaning` says where it comes from.

    >>> shape("rnn", "h0", np.zeros((2, 5)), (2, 4), "(N, H)")
    Traceback (most recent call last):
    ValueError: rnn: h0 has shape (2, 5) but (N, H) is (2, 4)
    """
    if np.shape(array) != expected:
        raise ValueError(f"{where}: {name} has shape {np.shape(array)} but {meaning} is {expected}")


def same_shape(where: str, **arrays: NDArray[Any]) -> None:
    """Ask for arrays of one shape, so that nothing broadcasts by accident.

    >>> same_shape("mean_squared_error", prediction=np.zeros((4, 1)), target=np.zeros(4))
    Traceback (most recent call last):
    ValueError: mean_squared_error: target has shape (4,) but prediction has shape (4, 1)
    """
    (first_name, first), *others = arrays.items()
    expected = np.shape(first)
    for name, array in others:
        if np.shape(array) != expected:
            raise ValueError(
                f"{where}: {name} has shape {np.shape(array)} but {first_name} has shape {expected}"
            )


def whole(where: str, name: str, value: Any, low: int) -> int:
    """Ask for a whole number of at least `low`, and return it as an `int`.

    >>> whole("conv2d", "stride", -1, low=1)
    Traceback (most recent call last):
    ValueError: conv2d: stride must be a whole number of at least 1, got -1
    """
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < low:
        raise ValueError(f"{where}: {name} must be a whole number of at least {low}, got {_shown(value)}")
    return int(value)


def number(
    where: str,
    name: str,
    value: Any,
    low: float = -np.inf,
    high: float = np.inf,
    *,
    above: bool = False,
    below: bool = False,
) -> float:
    """Ask for a number from `low` to `high` (`above`, `below`: the end itself is left out).

    The answer is a plain `float`, which takes the type of the array that it meets: a `np.float64` would turn
    a float32 calculation into a float64 one.

    >>> number("dropout", "rate", 1.0, 0, 1, below=True)
    Traceback (most recent call last):
    ValueError: dropout: rate must be a number with 0 ≤ rate < 1, got 1.0
    """
    is_number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if (
        not is_number
        or not low <= value <= high
        or (above and value == low)
        or (below and value == high)
        or not np.isfinite(value)
    ):
        left = f"{low} {'<' if above else '≤'} " if low > -np.inf else ""
        right = f" {'<' if below else '≤'} {high}" if high < np.inf else ""
        wanted = f"a number with {left}{name}{right}" if left or right else "a finite number"
        raise ValueError(f"{where}: {name} must be {wanted}, got {_shown(value)}")
    return float(value)


def scalar(where: str, grad: Any) -> float:
    """Ask for one number as the gradient of a loss or penalty; as a plain `float` it leaves float32 alone.

    >>> scalar("mean_squared_error_backward", np.ones(3))
    Traceback (most recent call last):
    ValueError: mean_squared_error_backward: grad must be one number, got shape (3,)
    """
    if np.ndim(grad) != 0:
        raise ValueError(f"{where}: grad must be one number, got shape {np.shape(grad)}")
    return float(grad)


def generator(where: str, rng: Any) -> None:
    """Ask for a NumPy random generator.

    >>> generator("dropout", 0)
    Traceback (most recent call last):
    ValueError: dropout: rng must be a generator such as np.random.default_rng(0), got 0
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(
            f"{where}: rng must be a generator such as np.random.default_rng(0), got {_shown(rng)}"
        )


def _kind(value: Any) -> str:
    return "None" if value is None else type(value).__name__


def _shown(value: Any) -> str:
    """The value as a short text; NumPy's own numbers without their type."""
    if isinstance(value, np.generic):
        value = value.item()
    text = repr(value)
    return text if len(text) <= 40 else _kind(value)
