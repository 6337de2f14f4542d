"""The curves figure: curves that NumPy computed for every setting of a few axes, looked up and read off."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets import base
from helpers.widgets.axes import DASHES, MOST, Levels, Options, Settings, upright
from helpers.widgets.panel import Control, Panel, slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "CurvesFigure"
HEAVIEST = 70_000
"""Bytes of curves that a figure may bring; a third more on the page."""
DOTTED = 40
"""With at most so many places each of them is a dot on the curve."""
CLOSE = 1e-9
"""Share of the way between two places within which the marker stands on a place."""


class CurvesFigure(Panel):
    """Curves over x for the setting that the reader chooses, and their values where the marker stands.

    NumPy has computed the curve of every setting; the page looks it up. Between two places of x the marker
    reads the straight line between the two values; where one of them is missing there is no value.

    Args:
        x: (n,) places, ascending.
        curves: an array for each name, of shape (entries of axis 1, entries of axis 2, …, n); an axis that
            does not matter may have the length 1. NaN is a gap, and one or two places between gaps are
            drawn as points; a curve of points alone has no line and the ink's colour, and is told only
            where one of them is. Or a function that takes one entry of each axis (an option's name, a
            level) and returns (n,).
        axes: `Options` and `Levels`, in the order of the arrays' axes.
        panels: the curves of each panel, from the top; left out, all in one. At most 4 in a panel.
        marker: a `Control` along x whose value the curves are read off at, or None.
        x_label: under the panels. y_labels: one for each panel; left out, the name of a curve alone.
        logarithmic: whether the vertical axis counts in powers of ten, for all panels or for each.
        formulas: a line for each option's name, shown while it is chosen; the name of an axis or of the
            marker in braces is filled in: {"swish": "x · σ({β} x)"}.
        limits: (low, high) of the vertical axis for each panel, or None for what holds all its curves.
        task: a `Task`, or several. Quantities: every axis (an option's place, a level's value), the marker,
            `value_1`, `value_2`, … (the curves at the marker, in the order of `curves`; in a gap no condition
            but `!=` holds), `largest_1`, `smallest_1`, … (of the whole curve), `by_hand`.
        title: above the figure. key: the short name in a link, one for each figure of a page.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: a level that is not listed, a marker outside of its ends.

    >>> x = np.linspace(-2, 2, 81)
    >>> powers = Levels("n", [1, 2, 3], value=2)
    >>> figure = CurvesFigure(x, {"xⁿ": lambda n: x**n}, (powers,), marker=Control("x", 1.5, -2, 2, 0.05))
    >>> figure
    CurvesFigure(n = 2, 3 settings of 1 curve at 81 places, x = 1.5: xⁿ = 2.25)
    >>> figure.n = 3
    >>> figure.quantities(figure.state)["smallest_1"]
    -8.0
    """

    _esm = base.module("panel", "curves")
    _css = base.style("panel", "curves")

    def __init__(
        self,
        x: ArrayLike,
        curves: Mapping[str, ArrayLike | Callable[..., ArrayLike]],
        axes: Sequence[Options | Levels] = (),
        *,
        panels: Sequence[Sequence[str]] | None = None,
        marker: Control | None = None,
        x_label: str = "x",
        y_labels: Sequence[str] | None = None,
        logarithmic: bool | Sequence[bool] = False,
        formulas: Mapping[str, str] | None = None,
        limits: Sequence[tuple[float, float] | None] | None = None,
        task: Task | Sequence[Task] = (),
        title: str = "Curves",
        key: str | None = None,
    ) -> None:
        """Look every setting up once, then open the widget."""
        self._x = _places(x)
        self._names, self._axes = list(curves), Settings(axes, WHERE)
        if not self._names:
            raise ValueError(f"{WHERE}: curves must be at least one, got none")
        if not axes and marker is None:
            raise ValueError(f"{WHERE}: axes or a marker must be given, or nothing moves")
        self._marker, self._x_label = marker, x_label
        self._rows, self._index = self._tabled(curves)
        weight = self._rows.nbytes + self._index.nbytes
        if weight > HEAVIEST:
            raise ValueError(
                f"{WHERE}: the curves weigh {weight} bytes, more than {HEAVIEST}: give fewer levels or places"
            )
        there = ~np.isnan(self._rows)
        beside = (there[..., 1:] & there[..., :-1]).any(axis=(0, 2))
        self._points: list[bool] = (there.any(axis=(0, 2)) & ~beside).tolist()
        self._panels = self._arranged(panels, y_labels, logarithmic, limits)
        controls = self._control_list()
        taken = {f"{what}_{k + 1}" for what in ("value", "largest", "smallest") for k in range(len(curves))}
        for control in controls:
            if control["name"] in taken | {"by_hand"}:
                raise ValueError(
                    f"{WHERE}: an axis or a marker must not be called {control['name']!r}, like a quantity"
                )
        self._formulas = self._checked_formulas(formulas or {}, [control["name"] for control in controls])
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                "x": base.packed(self._x),
                "rows": base.packed(self._rows),
                "index": base.packed(self._index.ravel()),
                "axes": self._axes.wire(),
                "curves": self._names,
                "panels": self._panels,
                "marker": marker and marker.name,
                "x_label": x_label,
                "whole": self._whole,
                "dots": len(self._x) <= DOTTED,
                "points": self._points,
                "formulas": self._formulas,
            },
        )

    # ---- from the arguments to one table of curves

    @property
    def _whole(self) -> bool:
        return bool((self._x == np.round(self._x)).all())

    def _tabled(self, curves: Mapping[str, Any]) -> tuple[NDArray[Any], NDArray[np.int32]]:
        """The different settings (R, curves, n), and which of them every setting is, shaped as the axes."""
        different = self._axes.different
        table = np.empty((len(different), len(curves), len(self._x)))
        for c, (name, curve) in enumerate(curves.items()):
            looked_up = self._axes.looked_up(name, curve, _numbers, self._x.shape)
            for r, (told, values) in enumerate(looked_up):
                if values.shape != self._x.shape:
                    raise ValueError(
                        f"{WHERE}: {told} must have the shape of x, {self._x.shape}, got {values.shape}"
                    )
                table[r, c] = values
        with np.errstate(over="ignore", under="ignore"):
            kept: NDArray[Any] = table.astype(np.float32)
        if not np.array_equal(np.isfinite(kept) & (kept != 0), np.isfinite(table) & (table != 0)):
            kept = table  # numbers too large or too small for four bytes
        # equal curves are carried once
        rows: dict[bytes, int] = {}
        first = [rows.setdefault(curves.tobytes(), len(rows)) for curves in kept]
        order = np.unique(first, return_index=True)[1]
        return kept[order], self._axes.index(first)

    def _arranged(
        self,
        panels: Sequence[Sequence[str]] | None,
        y_labels: Sequence[str] | None,
        logarithmic: bool | Sequence[bool],
        limits: Sequence[tuple[float, float] | None] | None,
    ) -> list[dict[str, Any]]:
        """The panels as the page reads them."""
        given = [self._names] if panels is None else [list(panel) for panel in panels]
        if sorted(itertools.chain(*given)) != sorted(self._names) or not all(given):
            raise ValueError(
                f"{WHERE}: panels must hold each curve of {self._names} once, none empty, got {given}"
            )
        longest = max(len(panel) for panel in given)
        if longest > MOST:
            raise ValueError(f"{WHERE}: panels must hold at most {MOST} curves each, got {longest}")
        count = len(given)
        several = [logarithmic] * count if isinstance(logarithmic, bool) else list(logarithmic)
        labels = (
            [panel[0] if len(panel) == 1 else "" for panel in given] if y_labels is None else list(y_labels)
        )
        windows = [None] * count if limits is None else list(limits)
        for name, parts in (("logarithmic", several), ("y_labels", labels), ("limits", windows)):
            if len(parts) != count:
                raise ValueError(f"{WHERE}: {name} must be one for each of {count} panels, got {len(parts)}")
        found = []
        for panel, powers, label, window in zip(given, several, labels, windows, strict=True):
            own = [self._names.index(name) for name in panel]
            looks = own if len(self._names) <= MOST else list(range(len(own)))
            found.append(
                {
                    "curves": own,
                    "looks": looks,
                    "logarithmic": bool(powers),
                    "label": label,
                    "limits": upright(self._rows[:, own], bool(powers), window, ", ".join(panel), WHERE),
                }
            )
        return found

    def _control_list(self) -> list[dict[str, Any]]:
        controls = self._axes.controls(color=1)
        marker = self._marker
        if marker is not None:
            low, high = self._x[0], self._x[-1]
            if not low <= marker.low <= marker.high <= high:
                raise ValueError(
                    f"{WHERE}: marker must stay within x, from {low:g} to {high:g}, "
                    f"got {marker.low} to {marker.high}"
                )
            ends = (marker.low, marker.high, marker.value)
            whole = self._whole and marker.step == 1 and all(v == int(v) for v in ends)
            # never a switch, even from 0 to 1
            controls.append({**slider(marker, 0, WHERE, whole=whole), "kind": "slider"})
        return controls

    def _checked_formulas(self, formulas: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
        options = [option for axis in self._axes.axes if isinstance(axis, Options) for option in axis.options]
        for option, formula in formulas.items():
            if option not in options:
                raise ValueError(f"{WHERE}: formulas must be for options of {options}, got {option!r}")
            for name in re.findall(r"\{([^}]*)\}", formula):
                if name not in names:
                    raise ValueError(
                        f"{WHERE}: the formula of {option} names {name!r}, but there are only {list(names)}"
                    )
        return dict(formulas)

    # ---- from the state to one setting

    def _shown(self, state: Mapping[str, float]) -> NDArray[np.float64]:
        """The curves of this state: (curves, n)."""
        chosen: NDArray[np.float64] = self._rows[self._index[self._axes.at(state)]].astype(np.float64)
        return chosen

    def _read(self, curve: NDArray[np.float64], at: float) -> float:
        """The curve where the marker stands: on a place its value, between two the straight line."""
        i = min(max(int(np.searchsorted(self._x, at, side="right")) - 1, 0), len(self._x) - 2)
        share = (at - self._x[i]) / (self._x[i + 1] - self._x[i])
        if share < CLOSE:
            return float(curve[i])
        if share > 1 - CLOSE:
            return float(curve[i + 1])
        return float(curve[i] + share * (curve[i + 1] - curve[i]))

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """`value_1`, … (where there is a marker), `largest_1`, `smallest_1`, …; NaN where there is none."""
        found = {}
        for k, curve in enumerate(self._shown(state), 1):
            there = curve[~np.isnan(curve)]
            if self._marker is not None:
                found[f"value_{k}"] = self._read(curve, state[self._marker.name])
            found[f"largest_{k}"] = float(there.max()) if there.size else np.nan
            found[f"smallest_{k}"] = float(there.min()) if there.size else np.nan
        return found

    # ---- what is read and shown where nothing moves

    def _readings(self) -> str:
        """The curves at the marker, in words."""
        if self._marker is None:
            return ""
        now = self.quantities(self.state)
        told = [(name, now[f"value_{k}"]) for k, name in enumerate(self._names, 1)]
        there = [
            pair
            for pair, points in zip(told, self._points, strict=True)
            if not (points and np.isnan(pair[1]))
        ]
        values = (f"{name} = {_short(value)}" for name, value in there or told)
        return f"{self._marker.name} = {self.state[self._marker.name]:g}: " + ", ".join(values)

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        curves = "1 curve" if len(self._names) == 1 else f"{len(self._names)} curves"
        count = len(self._axes.different)
        settings = "1 setting" if count == 1 else f"{count} settings"
        size = f"{settings} of {curves} at {len(self._x)} places"
        readings = self._readings() or self._spans()
        return (
            f"{WHERE}({', '.join(part for part in (self._axes.words(self.state), size, readings) if part)})"
        )

    def _spans(self) -> str:
        """From where to where each curve goes, in words."""
        now = self.quantities(self.state)
        return ", ".join(
            say(
                "curves_span",
                name=name,
                low=_short(now[f"smallest_{k}"]),
                high=_short(now[f"largest_{k}"]),
            )
            for k, name in enumerate(self._names, 1)
        )

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        setting, readings = self._axes.words(self.state), self._readings()
        return say(
            "curves_alt",
            title=self._title if self._title.endswith(("?", "!", ".")) else f"{self._title}:",
            curves=say("and").join(self._names),
            x_label=self._x_label,
            setting=setting and say("curves_for", setting=setting),
            spans=self._spans(),
            readings=readings and say("curves_marker", readings=readings),
        )

    def _formula(self) -> str:
        """The line of the option that is chosen, filled in."""
        for chosen in self._axes.entries(self._axes.at(self.state)):
            if chosen in self._formulas:
                return re.sub(
                    r"\{([^}]*)\}",
                    lambda match: self._entry(match[1]).replace("-", "−"),
                    self._formulas[chosen],
                )
        return ""

    def _entry(self, name: str) -> str:
        value = self.state[name]
        axis = next((axis for axis in self._axes.axes if axis.name == name), None)
        return axis.options[int(value)] if isinstance(axis, Options) else f"{value:g}"

    def _picture(self) -> MatplotlibFigure:
        count = len(self._panels)
        figure = MatplotlibFigure(
            figsize=(7.2, (4.4, 5.6, 7.2)[min(count, 3) - 1] + 2 * max(0, count - 3)),
            dpi=90,
            layout="constrained",
        )
        all_axes = figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0]
        setting, formula = self._axes.words(self.state), self._formula()
        lines = [self._title, ": ".join(part for part in (setting, formula) if part)]
        all_axes[0].set_title("\n".join(line for line in lines if line), fontsize=12, loc="left")
        for ax, panel in zip(all_axes, self._panels, strict=True):
            self._draw(ax, panel)
        all_axes[-1].set_xlabel(self._x_label)
        return figure

    def _draw(self, ax: Axes, panel: Mapping[str, Any]) -> None:
        state, shown = self.state, self._shown(self.state)
        low, high = panel["limits"]
        if panel["logarithmic"]:
            ax.set_yscale("log", nonpositive="clip")
            low, high = 10.0**low, 10.0**high
        elif low < 0 < high:
            ax.axhline(0, color="black", linewidth=0.6)
        ax.set(xlim=(self._x[0], self._x[-1]), ylim=(low, high), ylabel=panel["label"])
        dotted = len(self._x) <= DOTTED
        if dotted:  # so that the first and the last dot are whole
            room = 0.02 * (self._x[-1] - self._x[0])
            ax.set_xlim(self._x[0] - room, self._x[-1] + room)
        marker = self._marker
        if marker is not None:
            ax.axvline(state[marker.name], color=marker.color or palette.GREEN, linewidth=1.8)
        for k, look in zip(panel["curves"], panel["looks"], strict=True):
            mark, points = palette.CLASS_MARKERS[look], self._points[k]
            color = palette.BLACK if points else palette.CLASS_COLORS[look]
            ax.plot(
                self._x,
                shown[k],
                color=color,
                linestyle="none" if points else DASHES[look],
                marker=mark if dotted or points else None,
                markersize=6 if points else 4,
                zorder=3 if points else 2,
                label=self._names[k],
            )
            lone = _lone(shown[k])
            if lone.any() and not points:
                ax.plot(self._x[lone], shown[k][lone], mark, color=color, markersize=6)
            if marker is not None:
                value = self._read(shown[k], state[marker.name])
                place: dict[str, Any] = {
                    "markeredgecolor": "black",
                    "color": color,
                    "markersize": 8,
                    "zorder": 4,
                }
                ax.plot(state[marker.name], value, mark, **place)
        if len(panel["curves"]) > 1:
            ax.legend(fontsize=9)


def _places(x: ArrayLike) -> NDArray[np.float64]:
    array = _numbers("x", x)
    if array.ndim != 1 or len(array) < 2 or not (np.diff(array) > 0).all():
        raise ValueError(f"{WHERE}: x must be at least two ascending numbers, got shape {array.shape}")
    return array


def _lone(curve: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which places stand between gaps alone or with one other.

    >>> _lone(np.array([1, np.nan, 2, 3, np.nan, 4, 5, 6])).astype(int).tolist()
    [1, 0, 1, 1, 0, 0, 0, 0]
    """
    there = np.pad(~np.isnan(curve), 2)
    before, right = there[1:-3], there[3:-1]
    lone: NDArray[np.bool_] = there[2:-2] & np.where(before, ~right & ~there[:-4], ~(right & there[4:]))
    return lone


def _numbers(name: str, values: Any) -> NDArray[np.float64]:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"{WHERE}: {name} must be an array of numbers, got {type(values).__name__}"
        ) from None
    if np.isinf(array).any():
        raise ValueError(f"{WHERE}: {name} must not hold infinity (NaN is a gap)")
    return array


def _short(value: float) -> str:
    """A whole number as it is, else three digits that count.

    >>> _short(0.25), _short(-1.2345e-18), _short(27000.0), _short(float("nan"))
    ('0.25', '-1.23e-18', '27000', 'none')
    """
    if np.isnan(value):
        return say("curves_none")
    whole = value == np.round(value) and abs(value) < 1e5
    return f"{value + 0.0:.0f}" if whole else f"{value:.3g}"
