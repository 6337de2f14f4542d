"""The curves figure: curves that NumPy computed for every setting of a few axes, looked up and read off."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets import base
from helpers.widgets.panel import Control, Panel, choice, listed, slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "CurvesFigure"
HEAVIEST = 70_000
"""Bytes of curves that a figure may bring; a third more on the page."""
MOST = 4
"""Curves that one panel can keep apart by colour and dash."""
DASHES: tuple[Any, ...] = ("-", (0, (5, 2.5)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)))
DOTTED = 40
"""With at most so many places each of them is a dot on the curve."""
CLOSE = 1e-9
"""Share of the way between two places within which the marker stands on a place."""


@dataclass(frozen=True)
class Options:
    """An axis of names to choose among.

    Args:
        name: what it is called in Python, and the figure's trait: `figure.function = 1`, the option's place.
        options: the names that the reader chooses among. The figure begins with `value`, a place.
        without: for each other axis that does nothing for some options, these options: {"β": ["step"]}. There
            the other axis is hidden, and the curve is that of its first entry.
        label: what the reader sees; left out, the name.

    >>> Options("function", ["step", "swish"], without={"β": ["step"]}).without
    {'β': ['step']}
    """

    name: str
    options: Sequence[str]
    without: Mapping[str, Sequence[str]] = field(default_factory=dict)
    value: int = 0
    label: str | None = None


@dataclass(frozen=True)
class Levels:
    """An axis of listed numbers, a slider.

    Args:
        name: what it is called in Python, and the figure's trait: `figure.β = 0.5`, one of the values.
        values: the numbers, in the slider's order.
        value: where it begins; left out, the first.
        label: what the reader sees; left out, the name with its digits lowered.
        color: of the slider; left out, the next of the palette.

    >>> Levels("β", [0.5, 1, 2], value=1).value
    1
    """

    name: str
    values: Sequence[float]
    value: float | None = None
    label: str | None = None
    color: str | None = None


class CurvesFigure(Panel):
    """Curves over x for the setting that the reader chooses, and their values where the marker stands.

    NumPy has computed the curve of every setting; the page looks it up. Between two places of x the marker
    reads the straight line between the two values; where one of them is missing there is no value.

    Args:
        x: (n,) places, ascending.
        curves: an array for each name, of shape (entries of axis 1, entries of axis 2, …, n); an axis that
            does not matter may have the length 1. NaN is a gap. Or a function that takes one entry of
            each axis (an option's name, a level) and returns (n,).
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
        self._names, self._axes = list(curves), _checked(axes)
        if not self._names:
            raise ValueError(f"{WHERE}: curves must be at least one, got none")
        if not self._axes and marker is None:
            raise ValueError(f"{WHERE}: axes or a marker must be given, or nothing moves")
        self._marker, self._x_label = marker, x_label
        self._rows, self._index = self._tabled(curves)
        weight = self._rows.nbytes + self._index.nbytes
        if weight > HEAVIEST:
            raise ValueError(
                f"{WHERE}: the curves weigh {weight} bytes, more than {HEAVIEST}: give fewer levels or places"
            )
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
                "axes": [self._wired(axis) for axis in self._axes],
                "curves": self._names,
                "panels": self._panels,
                "marker": marker and marker.name,
                "x_label": x_label,
                "whole": self._whole,
                "dots": len(self._x) <= DOTTED,
                "formulas": self._formulas,
            },
        )

    # ---- from the arguments to one table of curves

    @property
    def _whole(self) -> bool:
        return bool((self._x == np.round(self._x)).all())

    def _tabled(self, curves: Mapping[str, Any]) -> tuple[NDArray[Any], NDArray[np.int32]]:
        """The different settings (R, curves, n), and which of them every setting is, shaped as the axes."""
        lengths = tuple(len(_entries(axis)) for axis in self._axes)
        settings = list(np.ndindex(lengths))
        shown = [self._without_hidden(setting) for setting in settings]
        different = sorted(set(shown))
        self._settings = len(different)
        table = np.empty((len(different), len(curves), len(self._x)))
        for c, (name, curve) in enumerate(curves.items()):
            if callable(curve):
                for r, setting in enumerate(different):
                    entries = [_entries(axis)[i] for axis, i in zip(self._axes, setting, strict=True)]
                    told = ", ".join(str(entry) for entry in entries)
                    table[r, c] = self._one(f"{name}({told})", curve(*entries))
            else:
                full = self._shaped(name, curve, lengths)
                table[:, c] = [full[setting] for setting in different]
        with np.errstate(over="ignore", under="ignore"):
            kept: NDArray[Any] = table.astype(np.float32)
        if not np.array_equal(np.isfinite(kept) & (kept != 0), np.isfinite(table) & (table != 0)):
            kept = table  # numbers too large or too small for four bytes
        # equal curves are carried once
        rows: dict[bytes, int] = {}
        first = {
            setting: rows.setdefault(kept[r].tobytes(), len(rows)) for r, setting in enumerate(different)
        }
        order = np.unique([first[setting] for setting in different], return_index=True)[1]
        index = np.array([first[setting] for setting in shown], dtype=np.int32)
        return kept[order], index.reshape(lengths)

    def _one(self, name: str, values: Any) -> NDArray[np.float64]:
        array = _numbers(name, values)
        if array.shape != self._x.shape:
            raise ValueError(f"{WHERE}: {name} must have the shape of x, {self._x.shape}, got {array.shape}")
        return array

    def _shaped(self, name: str, values: Any, lengths: tuple[int, ...]) -> NDArray[np.float64]:
        array, wanted = _numbers(name, values), (*lengths, len(self._x))
        fits = array.ndim == len(wanted) and all(
            own in (1, length) for own, length in zip(array.shape[:-1], lengths, strict=True)
        )
        if not fits or array.shape[-1] != len(self._x):
            raise ValueError(
                f"{WHERE}: {name} must have the shape {wanted} (one length for each axis, then x), "
                f"got {array.shape}"
            )
        return np.broadcast_to(array, wanted)

    def _idle(self, setting: Sequence[int]) -> set[str]:
        """The axes that do nothing in this setting."""
        return {
            name
            for axis, i in zip(self._axes, setting, strict=True)
            if isinstance(axis, Options)
            for name, options in axis.without.items()
            if axis.options[i] in options
        }

    def _without_hidden(self, setting: Sequence[int]) -> tuple[int, ...]:
        """The setting with the first entry of every axis that does nothing in it."""
        idle = self._idle(setting)
        return tuple(0 if axis.name in idle else i for axis, i in zip(self._axes, setting, strict=True))

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
                    "limits": _window(self._rows[:, own], bool(powers), window, ", ".join(panel)),
                }
            )
        return found

    def _control_list(self) -> list[dict[str, Any]]:
        controls: list[dict[str, Any]] = []
        for rank, axis in enumerate(self._axes):
            if isinstance(axis, Options):
                own = choice(axis.name, axis.options, axis.label or axis.name)
                controls.append({**own, "value": float(axis.value)})
            else:
                value = axis.values[0] if axis.value is None else axis.value
                color = axis.color or base.COLORS[(rank + 1) % len(base.COLORS)]
                own = listed(
                    axis.name, axis.values, value, WHERE, axis.label or base.lowered(axis.name), color
                )
                controls.append({**own, "group": None})
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
        options = [option for axis in self._axes if isinstance(axis, Options) for option in axis.options]
        for option, formula in formulas.items():
            if option not in options:
                raise ValueError(f"{WHERE}: formulas must be for options of {options}, got {option!r}")
            for name in re.findall(r"\{([^}]*)\}", formula):
                if name not in names:
                    raise ValueError(
                        f"{WHERE}: the formula of {option} names {name!r}, but there are only {list(names)}"
                    )
        return dict(formulas)

    def _wired(self, axis: Options | Levels) -> dict[str, Any]:
        if isinstance(axis, Levels):
            label = axis.label or base.lowered(axis.name)
            return {"name": axis.name, "label": label, "values": [float(v) for v in axis.values]}
        places = {
            name: [list(axis.options).index(option) for option in options]
            for name, options in axis.without.items()
        }
        return {"name": axis.name, "options": list(axis.options), "without": places}

    # ---- from the state to one setting

    def _place(self, axis: Options | Levels, state: Mapping[str, float]) -> int:
        if isinstance(axis, Options):
            return int(state[axis.name])
        return min(range(len(axis.values)), key=lambda i: abs(axis.values[i] - state[axis.name]))

    def _shown(self, state: Mapping[str, float]) -> NDArray[np.float64]:
        """The curves of this state: (curves, n)."""
        setting = tuple(self._place(axis, state) for axis in self._axes)
        chosen: NDArray[np.float64] = self._rows[self._index[setting]].astype(np.float64)
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

    def _setting_words(self) -> str:
        """The setting in words, without the axes that do nothing in it."""
        state = self.state
        idle = self._idle([self._place(axis, state) for axis in self._axes])
        return ", ".join(
            axis.options[int(state[axis.name])]
            if isinstance(axis, Options)
            else f"{axis.label or base.lowered(axis.name)} = {state[axis.name]:g}"
            for axis in self._axes
            if axis.name not in idle
        )

    def _readings(self) -> str:
        """The curves at the marker, in words."""
        if self._marker is None:
            return ""
        now = self.quantities(self.state)
        values = (f"{name} = {_short(now[f'value_{k}'])}" for k, name in enumerate(self._names, 1))
        return f"{self._marker.name} = {self.state[self._marker.name]:g}: " + ", ".join(values)

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        curves = "1 curve" if len(self._names) == 1 else f"{len(self._names)} curves"
        settings = "1 setting" if self._settings == 1 else f"{self._settings} settings"
        size = f"{settings} of {curves} at {len(self._x)} places"
        readings = self._readings() or self._spans()
        return f"{WHERE}({', '.join(part for part in (self._setting_words(), size, readings) if part)})"

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
        setting, readings = self._setting_words(), self._readings()
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
        state = self.state
        for axis in self._axes:
            chosen = _entries(axis)[self._place(axis, state)]
            if chosen in self._formulas:
                return re.sub(
                    r"\{([^}]*)\}",
                    lambda match: self._entry(match[1]).replace("-", "−"),
                    self._formulas[chosen],
                )
        return ""

    def _entry(self, name: str) -> str:
        value = self.state[name]
        axis = next((axis for axis in self._axes if axis.name == name), None)
        return axis.options[int(value)] if isinstance(axis, Options) else f"{value:g}"

    def _picture(self) -> MatplotlibFigure:
        count = len(self._panels)
        figure = MatplotlibFigure(
            figsize=(7.2, (4.4, 5.6, 7.2)[min(count, 3) - 1] + 2 * max(0, count - 3)),
            dpi=90,
            layout="constrained",
        )
        all_axes = figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0]
        setting, formula = self._setting_words(), self._formula()
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
            color, mark = palette.CLASS_COLORS[look], palette.CLASS_MARKERS[look]
            ax.plot(
                self._x,
                shown[k],
                color=color,
                linestyle=DASHES[look],
                marker=mark if dotted else None,
                markersize=4,
                label=self._names[k],
            )
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


def _entries(axis: Options | Levels) -> Sequence[Any]:
    return axis.options if isinstance(axis, Options) else axis.values


def _checked(axes: Sequence[Options | Levels]) -> list[Options | Levels]:
    for axis in axes:
        if not isinstance(axis, (Options, Levels)):
            raise ValueError(f"{WHERE}: axes must be Options and Levels, got {type(axis).__name__}")
    names = [axis.name for axis in axes]
    for axis in axes:
        if isinstance(axis, Levels):
            values = [float(v) for v in axis.values]
            if not values or not np.isfinite(values).all() or len(set(values)) < len(values):
                raise ValueError(f"{WHERE}: {axis.name} must have different finite values, got {values}")
            if axis.value is not None and axis.value not in values:
                raise ValueError(f"{WHERE}: {axis.name} must begin with one of {values}, got {axis.value}")
            continue
        options = list(axis.options)
        if not options or len(set(options)) < len(options):
            raise ValueError(f"{WHERE}: {axis.name} must have different options, got {options}")
        if axis.value not in range(len(options)):
            last = len(options) - 1
            raise ValueError(
                f"{WHERE}: {axis.name} must begin with a place from 0 to {last}, got {axis.value}"
            )
        for other, idle in axis.without.items():
            if other not in names or other == axis.name:
                raise ValueError(f"{WHERE}: {axis.name}: without must name another axis, got {other!r}")
            for option in idle:
                if option not in options:
                    raise ValueError(
                        f"{WHERE}: {axis.name}: without {other} must list options of {options}, "
                        f"got {option!r}"
                    )
    return list(axes)


def _places(x: ArrayLike) -> NDArray[np.float64]:
    array = _numbers("x", x)
    if array.ndim != 1 or len(array) < 2 or not (np.diff(array) > 0).all():
        raise ValueError(f"{WHERE}: x must be at least two ascending numbers, got shape {array.shape}")
    return array


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


def _window(
    values: NDArray[Any], logarithmic: bool, given: tuple[float, float] | None, label: str
) -> list[float]:
    """(low, high) of a panel's vertical axis; as powers of ten where it counts in them."""
    if given is not None:
        low, high = (float(v) for v in given)
        if not (np.isfinite([low, high]).all() and low < high) or (logarithmic and low <= 0):
            above = ", above 0 on a logarithmic axis" if logarithmic else ""
            raise ValueError(
                f"{WHERE}: limits of {label} must be (low, high), low below high{above}, got {given}"
            )
        return [float(np.log10(low)), float(np.log10(high))] if logarithmic else [low, high]
    there = values[np.isfinite(values)].astype(np.float64)
    there = np.log10(there[there > 0]) if logarithmic else there
    if not there.size:
        raise ValueError(
            f"{WHERE}: the curves of {label} must hold a number{' above 0' if logarithmic else ''}, got none"
        )
    low, high = float(there.min()), float(there.max())
    room = 0.06 * (high - low) or 0.5
    return [low - room, high + room]


def _short(value: float) -> str:
    """Three digits that count.

    >>> _short(0.25), _short(-1.2345e-18), _short(float("nan"))
    ('0.25', '-1.23e-18', 'none')
    """
    return say("curves_none") if np.isnan(value) else f"{value + 0.0:.3g}"
