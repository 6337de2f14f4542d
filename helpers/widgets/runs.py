"""Trained runs as figures take them: a network whose parameters stand in one flat row for each frame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.activations import ACTIVATIONS
from helpers.dense import dense
from helpers.widgets import base

Layers = list[tuple[NDArray[Any], NDArray[Any]]]


@dataclass(frozen=True)
class Slider:
    """A slider that sets one parameter of the network, or several at once.

    Args:
        name: what the slider is called in Python; `Slider("w1", 0)` gives the figure a trait `figure.w1`.
        index: which entry of the flat parameter vector it sets (or which entries, as a sequence).
        low, high: ends of the slider. Left out, they are taken from the histories, with room on both sides.
        step: one step of the slider; left out, about 1/200 of its length.
        label: what the reader sees; left out, the name with its digits lowered (w1 becomes w₁).
        factor: the parameter is `factor × value`. A threshold θ is `Slider("t", 2, label="θ", factor=-1)`,
            since the bias is −θ. One number for each index, or one for all.
        color: colour of the slider and of its number in the formula; left out, the next of the palette.

    >>> Slider("w1", index=0, low=-5, high=5, step=0.1)
    Slider(name='w1', index=0, low=-5, high=5, step=0.1, label=None, factor=1.0, color=None)
    """

    name: str
    index: int | Sequence[int]
    low: float | None = None
    high: float | None = None
    step: float | None = None
    label: str | None = None
    factor: float | Sequence[float] = 1.0
    color: str | None = None


@dataclass(frozen=True, eq=False)
class Scenario:
    """One of several trained runs to choose among: another start, data set, width, rate, seed.

    What is left out (None) is taken from the figure.

    Args:
        name: what the reader chooses; different for each scenario.
        history: (frames, P) or (P,) parameters, as for `BoundaryFigure`.
        x, y: the points of this run, (N, 2) and (N,).
        sizes, activations: of this run's network.
        examples: (frames − 1,) index of the point that caused each update, or None.
        curves: a table of (frames,) curves, such as `{"training loss": ..., "validation loss": ...}`.
        frame_numbers: (frames,) whole numbers, if the history was thinned: the epoch of each frame.
        class_names: of this run's classes.
    """

    name: str
    history: ArrayLike | None = None
    x: ArrayLike | None = None
    y: ArrayLike | None = None
    sizes: Sequence[int] | None = None
    activations: Sequence[str] | None = None
    examples: ArrayLike | None = None
    curves: Mapping[str, ArrayLike] | None = None
    frame_numbers: ArrayLike | None = None
    class_names: Sequence[str] | None = None


class Run(NamedTuple):
    """A scenario with everything checked and in its place."""

    name: str
    history: NDArray[Any]
    points: NDArray[Any]
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    examples: NDArray[Any] | None
    curves: dict[str, NDArray[Any]]
    numbers: NDArray[Any]
    class_names: list[str] | None

    @property
    def classes(self) -> int:
        """How many classes the outputs divide."""
        return max(2, self.sizes[-1])

    def layers(self, parameters: NDArray[Any], x: NDArray[Any]) -> Layers:
        """(z, a) of every layer with these parameters."""
        return layers(parameters, self.sizes, self.activations, x)

    def wire(self) -> dict[str, Any]:
        """The run as the page reads it, with NumPy's own answers to check the page's."""
        inputs, frames, outputs = reference(self)
        return {
            "name": self.name,
            "history": base.packed(self.history),
            "points": base.packed(self.points),
            "sizes": list(self.sizes),
            "activations": list(self.activations),
            "examples": base.packed(self.examples),
            "curves": [[name, base.packed(curve)] for name, curve in self.curves.items()],
            "numbers": base.packed(self.numbers),
            "classes": self.class_names,
            "reference": {"x": base.packed(inputs), "frames": frames, "out": base.packed(outputs)},
        }


def completed(scenario: Scenario, shared: Scenario, where: str) -> Run:
    """The scenario, completed from the figure's own arguments, checked."""

    def chosen(field: str) -> Any:
        own = getattr(scenario, field)
        return getattr(shared, field) if own is None else own

    history = chosen("history")
    x, y = chosen("x"), chosen("y")
    sizes, activations = tuple(chosen("sizes")), tuple(chosen("activations"))
    for name, value in (("x", x), ("y", y), ("history", history)):
        if value is None:
            raise ValueError(f"{where}: {name} is missing (scenario {scenario.name!r})")
    if len(sizes) < 2 or sizes[0] != 2 or min(sizes) < 1:
        raise ValueError(f"{where}: sizes must begin with 2 inputs and have at least 2 entries, got {sizes}")
    if len(activations) != len(sizes) - 1:
        raise ValueError(
            f"{where}: activations must be one name for each layer of {sizes}, got {activations}"
        )
    for name in activations:
        if name not in ACTIVATIONS:
            raise ValueError(f"{where}: activations must be names from {list(ACTIVATIONS)}, got {name!r}")
    if "softmax" in activations[:-1] or (activations[-1] == "softmax" and sizes[-1] == 1):
        raise ValueError(f"{where}: softmax belongs to a last layer of at least 2 units")

    points = checked(joined(x, y, where), max(2, sizes[-1]), ValueError, where)
    wanted = sum((n + 1) * m for n, m in pairwise(sizes))
    learned = base.finite("history", history, where)
    learned = learned[None] if learned.ndim == 1 else learned
    if learned.ndim != 2 or learned.shape[1] != wanted or len(learned) == 0:
        raise ValueError(
            f"{where}: history must have shape (frames, {wanted}) for sizes {sizes}, got {np.shape(history)}"
        )
    frames = len(learned)
    examples = chosen("examples")
    if examples is not None:
        examples = whole("examples", examples, frames - 1, where, 0, len(points) - 1)
    curves = {
        name: base.finite(f"curve {name!r}", curve, where) for name, curve in (chosen("curves") or {}).items()
    }
    for name, curve in curves.items():
        if curve.shape != (frames,):
            raise ValueError(f"{where}: curve {name!r} must have shape ({frames},), got {curve.shape}")
    numbers = chosen("frame_numbers")
    numbers = (
        np.arange(frames, dtype="i4") if numbers is None else whole("frame_numbers", numbers, frames, where)
    )
    labels = None if scenario.class_names is None else [str(label) for label in scenario.class_names]
    return Run(scenario.name, learned, points, sizes, activations, examples, curves, numbers, labels)


def joined(x: ArrayLike, y: ArrayLike, where: str) -> NDArray[Any]:
    """(N, 3) points with their class, from x and y."""
    x, y = base.finite("x", x, where), base.finite("y", y, where)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"{where}: x must have shape (N, 2), got {x.shape}")
    if y.shape != x.shape[:1]:
        raise ValueError(f"{where}: y must have shape ({len(x)},) like x's rows, got {y.shape}")
    return np.column_stack([x, y]).astype(float)


def checked(points: NDArray[Any], classes: int, error: type[Exception], where: str) -> NDArray[Any]:
    """Points with a class that exists."""
    if points.ndim != 2 or points.shape[1] != 3 or len(points) == 0:
        raise error(f"{where}: points must have shape (N, 3) with N of at least 1, got {points.shape}")
    if not np.isin(points[:, 2], np.arange(classes)).all():
        found = np.unique(points[:, 2]).tolist()
        raise error(f"{where}: y must hold whole numbers from 0 to {classes - 1}, got {found}")
    return points


def whole(
    name: str, value: ArrayLike, length: int, where: str, low: int = 0, high: int | None = None
) -> NDArray[Any]:
    """Whole numbers within their range, one for each of `length`."""
    array = np.asarray(value)
    ends = f"from {low} to {high}" if high is not None else f"of at least {low}"
    if array.shape != (length,):
        raise ValueError(f"{where}: {name} must have shape ({length},), got {array.shape}")
    bad = not np.issubdtype(array.dtype, np.integer) and array.size > 0
    if bad or (array < low).any() or (high is not None and (array > high).any()):
        raise ValueError(f"{where}: {name} must hold whole numbers {ends}")
    return array.astype("i4")


def window(limits: Any, runs: Sequence[Run], where: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """The window: as given, or all points with a tenth of room on each side."""
    if limits is None:
        x = np.concatenate([run.points[:, :2] for run in runs])
        low, high = x.min(axis=0), x.max(axis=0)
        room = np.where(high > low, 0.1 * (high - low), 1.0)
        ends = np.column_stack([low - room, high + room])
    else:
        ends = base.ends("limits", limits, where, "(x_low, x_high), (y_low, y_high)")
    (a, b), (c, d) = ends.tolist()
    return (a, b), (c, d)


def entries(slider: Slider, count: int, where: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Which of `count` parameters a slider sets, and the factor of each."""
    name = slider.name
    index = np.atleast_1d(np.asarray(slider.index))
    if index.ndim != 1 or index.size == 0 or not np.issubdtype(index.dtype, np.integer):
        raise ValueError(f"{where}: slider {name}: index must be whole numbers, got {slider.index!r}")
    if index.min() < 0 or index.max() >= count:
        raise ValueError(f"{where}: slider {name}: index must be from 0 to {count - 1}, got {slider.index!r}")
    factor = base.finite(f"slider {name}: factor", slider.factor, where)
    if factor.size not in (1, index.size) or (factor == 0).any():
        raise ValueError(f"{where}: slider {name}: factor must be one number for each index, none of them 0")
    return index, np.broadcast_to(factor, index.shape)


def layers(
    parameters: NDArray[Any],
    sizes: Sequence[int],
    activations: Sequence[str],
    x: NDArray[Any],
    product: Callable[..., NDArray[Any]] = dense,
) -> Layers:
    """(z, a) of every layer by the book's own kernels, from parameters that stand in one flat row.

    Several rows at once, (..., P), give (..., N, units).
    """
    found, out, start = [], x, 0
    for (n, m), name in zip(pairwise(sizes), activations, strict=True):
        weight, bias = np.split(parameters[..., start : start + (n + 1) * m], [n * m], axis=-1)
        z = product(out, weight.reshape(*weight.shape[:-1], n, m), bias)
        out = ACTIVATIONS[name].forward(z)
        found.append((z, out))
        start += (n + 1) * m
    return found


def reference(run: Run) -> tuple[NDArray[Any], list[int], NDArray[Any]]:
    """Inputs, frames, and what NumPy answers: what the page must reproduce.

    The parameters are those that the page receives (rounded to float32 if the history is), the arithmetic is
    float64 on both sides. A step may differ where its sum is zero up to rounding: such inputs are left out.
    """
    low, high = run.points[:, :2].min(axis=0) - 1, run.points[:, :2].max(axis=0) + 1
    x = np.concatenate([run.points[:32, :2], np.random.default_rng(0).uniform(low, high, (32, 2))])
    frames = sorted({0, len(run.history) // 2, len(run.history) - 1})
    keep = np.ones(len(x), dtype=bool)
    for frame in frames:
        for (z, _), name in zip(
            run.layers(run.history[frame].astype(float), x), run.activations, strict=True
        ):
            if name == "step":
                keep &= ((z == 0) | (abs(z) > 1e-9)).all(axis=1)
    x = x[keep]
    return x, frames, np.stack([run.layers(run.history[frame].astype(float), x)[-1][1] for frame in frames])
