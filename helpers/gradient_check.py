"""Is the backward pass right? Ask the definition of the derivative.

A derivative says how much the result moves when an input moves a little. So each number of each input is
moved by ±δ, the function is evaluated both times, and (f(x + δ) − f(x − δ)) / 2δ must agree with what the
`_backward` function claims. It is slow, and it cannot be argued with.

`check` needs nothing but a function's name, because every kernel of this book keeps one law (its *pair*):
beside `name(…)` stands `name_backward(grad, …)`, and the arguments after `grad` are named after what `name`
takes or returns. It returns one gradient for each float array among the arguments of `name`, `target`
excepted.
"""

import copy
import importlib
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from helpers.validation import FloatArray

MODULES = ("activations", "losses", "dense", "regularization", "convolution", "recurrent")
"""The modules of `helpers` whose pairs `pairs` finds."""

TOLERANCE = 1e-6
"""A relative error below it counts as agreement, in float64 and away from kinks."""

_DELTA = 1e-5  # truncation grows with δ², rounding with 1/δ: both stay near 1e-10 for numbers of size 1


class Pair(NamedTuple):
    """A function and its backward."""

    forward: Callable[..., Any]
    backward: Callable[..., Any]


class GradientCheck(NamedTuple):
    """What `check` returns: print it, or look at its numbers.

    The printed text names digits only where they disagree: an error of 3e-11 is rounding, and its digits
    differ from machine to machine.
    """

    name: str
    """The function that was checked."""
    errors: dict[str, float]
    """Relative error of the gradient of each argument."""

    @property
    def worst(self) -> float:
        """The largest of the errors; NaN if one of them is."""
        return float(np.max(list(self.errors.values())))

    @property
    def passed(self) -> bool:
        """Whether all gradients agree."""
        return self.worst < TOLERANCE

    def __str__(self) -> str:
        """One line for each gradient."""
        lines = [
            f"{self.name}: gradient of {argument} "
            + ("agrees" if error < TOLERANCE else f"is WRONG, relative error {error:.1e}")
            for argument, error in self.errors.items()
        ]
        return "\n".join(lines)


def pairs() -> dict[str, Pair]:
    """All pairs of the kernel modules, by name.

    >>> sorted(pairs())[:3]
    ['average_pool2d', 'binary_cross_entropy', 'conv2d']
    """
    found = {}
    for module_name in MODULES:
        module = importlib.import_module(f"helpers.{module_name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and name.endswith("_backward") and name[0] != "_":
                name = name.removesuffix("_backward")
                found[name] = Pair(getattr(module, name), function)
    return found


def check(function: str | Callable[..., Any], *args: Any, **options: Any) -> GradientCheck:
    """Compare the gradients of a pair with central differences.

    The loss is L = Σ R · out with fixed random numbers R, so grad = R. For a result with several fields, R
    belongs to the first, and a backward that takes `grad_last_<field>` gets random numbers for the last step
    of that field too. Then for every number v of every float array
        (L(v + δ) − L(v − δ)) / 2δ
    is compared with the analytic gradient; the relative error of an array is
        ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖),
    0 where both are exactly 0. Random generators are copied for each evaluation, so that a dropout mask
    repeats.

    Args:
        function: name of a pair of `helpers`, or a function with its `_backward` defined beside it.
        *args: arguments of the function, as for a call; arrays in float64.
        **options: more arguments, by name.

    Returns:
        GradientCheck(name, errors): errors by argument, `.worst`, `.passed`, and a text for `print`.

    Raises:
        ValueError: there is no such pair, an array is not float64, or the backward does not keep the law.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 5.3.3 (differences as the
    test of a backpropagation program).

    >>> x = np.array([[1.0, 2.0]])
    >>> print(check("dense", x, np.array([[3.0], [4.0]]), np.array([0.5])))
    dense: gradient of x agrees
    dense: gradient of weight agrees
    dense: gradient of bias agrees

    A wrong derivative is found, whoever wrote it:

    >>> def cube(x):
    ...     return x * x * x
    >>> def cube_backward(grad, x):
    ...     return grad * 2 * x
    >>> check(cube, x).passed
    False
    """
    name, forward, backward = _find(function)
    bound = inspect.signature(forward).bind(*args, **options)
    bound.apply_defaults()
    arguments = bound.arguments
    learned = [
        key
        for key, value in arguments.items()
        if key != "target" and isinstance(value, np.ndarray) and value.dtype.kind == "f"
    ]
    for key in learned:
        if arguments[key].dtype != np.float64:
            raise ValueError(
                f"gradient_check: {key} of {name} is {arguments[key].dtype}, but differences this small "
                "need float64"
            )
    if not learned:
        raise ValueError(
            f"gradient_check: {name} was given no float64 array, so there is no gradient to check"
        )

    def evaluate(**changed: Any) -> Any:
        return forward(**copy.deepcopy(arguments | changed))

    result = evaluate()
    quantities = _quantities(name, arguments, result)
    rng = np.random.default_rng(0)
    seeds = {}  # the gradients that the backward starts from
    for key in inspect.signature(backward).parameters:
        if key == "grad" or key.startswith("grad_last_"):
            seeds[key] = rng.standard_normal(np.shape(_observed(result, key)))
        elif key not in quantities and key != "need_x":
            raise ValueError(
                f"gradient_check: {key} of {name}_backward is neither taken nor returned by {name}"
            )

    wanted = [key for key in inspect.signature(backward).parameters if key in quantities and key not in seeds]
    gradients = backward(**seeds, **copy.deepcopy({key: quantities[key] for key in wanted}))
    if not isinstance(gradients, tuple):
        gradients = (gradients,)
    if len(gradients) != len(learned):
        raise ValueError(
            f"gradient_check: {name}_backward returned {len(gradients)} gradients for {len(learned)} arrays "
            f"({', '.join(learned)})"
        )

    errors = {}
    for key, analytic in zip(learned, gradients, strict=True):
        value = arguments[key]
        if np.shape(analytic) != value.shape:
            raise ValueError(
                f"gradient_check: {name}_backward returned shape {np.shape(analytic)} for {key}, "
                f"which has shape {value.shape}"
            )
        numeric = np.empty_like(value)
        for place in np.ndindex(value.shape):
            moved = []
            for delta in (_DELTA, -_DELTA):
                there = value.copy()
                there[place] += delta
                moved.append(evaluate(**{key: there}))
            numeric[place] = sum(
                np.sum(seed * (_observed(moved[0], which) - _observed(moved[1], which)))
                for which, seed in seeds.items()
            ) / (2 * _DELTA)
        errors[key] = _relative_error(np.asarray(analytic), numeric)
    return GradientCheck(name, errors)


def _find(function: str | Callable[..., Any]) -> tuple[str, Callable[..., Any], Callable[..., Any]]:
    if isinstance(function, str):
        known = pairs()
        if function not in known:
            raise ValueError(
                f"gradient_check: there is no pair {function!r}; there are {', '.join(sorted(known))}"
            )
        return function, *known[function]
    name = getattr(function, "__name__", repr(function))
    backward = getattr(function, "__globals__", {}).get(f"{name}_backward")
    if backward is None:
        raise ValueError(f"gradient_check: {name} has no {name}_backward defined beside it")
    return name, function, backward


def _quantities(name: str, arguments: dict[str, Any], result: Any) -> dict[str, Any]:
    """What a backward may ask for: the arguments of `name`, and its result or the result's fields."""
    fields = result._asdict() if hasattr(result, "_asdict") else {"out": result}
    return arguments | fields


def _observed(result: Any, seed: str) -> FloatArray:
    """The part of a result that a seed gradient belongs to."""
    if seed.startswith("grad_last_"):
        return getattr(result, seed.removeprefix("grad_last_"))[-1]
    return result[0] if isinstance(result, tuple) else result


def _relative_error(analytic: FloatArray, numeric: FloatArray) -> float:
    size = np.linalg.norm(analytic) + np.linalg.norm(numeric)
    return 0.0 if size == 0 else float(np.linalg.norm(analytic - numeric) / size)
