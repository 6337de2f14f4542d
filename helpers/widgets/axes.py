"""Axes that a reader chooses along, names or levels, and what is looked up for each setting; charts' axes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.widgets import base
from helpers.widgets.panel import choice, listed

MOST = 4
"""Curves that one chart can keep apart by colour and dash."""
DASHES: tuple[Any, ...] = ("-", (0, (5, 2.5)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)))


@dataclass(frozen=True)
class Options:
    """An axis of names to choose among.

    Args:
        name: what it is called in Python, and the figure's trait: `figure.function = 1`, the option's place.
        options: the names that the reader chooses among. The figure begins with `value`, a place.
        without: for each other axis that does nothing for some options, these options: {"β": ["step"]}. There
            the other axis is hidden, and what is shown is that of its first entry.
        label: what the reader sees; left out, the name with a capital letter, as all choices begin.

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


Setting = tuple[int, ...]


class Settings:
    """All settings of a few axes: a setting is one place on each.

    >>> kinds, slopes = Options("kind", ["flat", "steep"], without={"α": ["flat"]}), Levels("α", [1, 2])
    >>> settings = Settings((kinds, slopes), "CurvesFigure")
    >>> settings.different
    [(0, 0), (1, 0), (1, 1)]
    >>> settings.words({"kind": 0, "α": 2}), settings.words({"kind": 1, "α": 2})
    ('flat', 'steep, α = 2')
    """

    def __init__(self, axes: Sequence[Options | Levels], where: str) -> None:
        """Check the axes; `where` is the figure's name in errors."""
        self.axes, self._where = list(axes), where
        names = [getattr(axis, "name", None) for axis in axes]
        for axis in axes:
            self._check(axis, names)
        self.lengths = tuple(len(entries_of(axis)) for axis in self.axes)
        self._shown = [self._without_hidden(setting) for setting in np.ndindex(self.lengths)]
        self.different = sorted(set(self._shown))
        """The settings that show something of their own, in order."""

    def _check(self, axis: Any, names: Sequence[str | None]) -> None:
        where = self._where
        if isinstance(axis, Levels):
            values = [float(v) for v in axis.values]
            if not values or not np.isfinite(values).all() or len(set(values)) < len(values):
                raise ValueError(f"{where}: {axis.name} must have different finite values, got {values}")
            if axis.value is not None and axis.value not in values:
                raise ValueError(f"{where}: {axis.name} must begin with one of {values}, got {axis.value}")
            return
        if not isinstance(axis, Options):
            raise ValueError(f"{where}: axes must be Options and Levels, got {type(axis).__name__}")
        options = list(axis.options)
        if not options or len(set(options)) < len(options):
            raise ValueError(f"{where}: {axis.name} must have different options, got {options}")
        if axis.value not in range(len(options)):
            last = len(options) - 1
            raise ValueError(
                f"{where}: {axis.name} must begin with a place from 0 to {last}, got {axis.value}"
            )
        for other, idle in axis.without.items():
            if other not in names or other == axis.name:
                raise ValueError(f"{where}: {axis.name}: without must name another axis, got {other!r}")
            for option in idle:
                if option not in options:
                    raise ValueError(
                        f"{where}: {axis.name}: without {other} must list options of {options}, "
                        f"got {option!r}"
                    )

    def idle(self, setting: Setting) -> set[str]:
        """The axes that do nothing in this setting."""
        return {
            name
            for axis, i in zip(self.axes, setting, strict=True)
            if isinstance(axis, Options)
            for name, options in axis.without.items()
            if axis.options[i] in options
        }

    def _without_hidden(self, setting: Setting) -> Setting:
        """The setting with the first entry of every axis that does nothing in it."""
        idle = self.idle(setting)
        return tuple(0 if axis.name in idle else i for axis, i in zip(self.axes, setting, strict=True))

    # ---- what is looked up

    def entries(self, setting: Setting) -> list[Any]:
        """The option's name or the level of each axis."""
        return [entries_of(axis)[i] for axis, i in zip(self.axes, setting, strict=True)]

    def looked_up(
        self, name: str, given: Any, numbers: Callable[[str, Any], NDArray[Any]], tail: Sequence[int | str]
    ) -> list[tuple[str, NDArray[Any]]]:
        """The array of each setting that differs, with its name in errors.

        Args:
            name: of what is given.
            given: an array with the axes' lengths in front (1 where an axis does not matter), or a function
                that takes one entry of each axis.
            numbers: makes an array of what came, or raises, from a name and a value.
            tail: the shape behind the axes: lengths that must be, or names of lengths that may be any.
        """
        if callable(given):
            calls = [(self.entries(setting), setting) for setting in self.different]
            names = [f"{name}({', '.join(map(str, entries))})" for entries, _ in calls]
            return [
                (told, numbers(told, given(*entries)))
                for told, (entries, _) in zip(names, calls, strict=True)
            ]
        array, wanted = numbers(name, given), (*self.lengths, *tail)
        count = len(self.lengths)
        fits = array.ndim == len(wanted) and all(
            own in (1, length) for own, length in zip(array.shape[:count], self.lengths, strict=True)
        )
        if not fits or any(
            isinstance(length, int) and own != length
            for own, length in zip(array.shape[count:], tail, strict=True)
        ):
            raise ValueError(
                f"{self._where}: {name} must have the shape ({', '.join(map(str, wanted))}) (one length for "
                f"each axis, then its own), got {array.shape}"
            )
        full = np.broadcast_to(array, (*self.lengths, *array.shape[count:]))
        return [(name, full[setting]) for setting in self.different]

    def index(self, rows: Sequence[int]) -> NDArray[np.int32]:
        """Which row every setting shows, shaped as the axes, from the row of each that differs."""
        row = dict(zip(self.different, rows, strict=True))
        return np.array([row[setting] for setting in self._shown], dtype=np.int32).reshape(self.lengths)

    # ---- controls and state

    def controls(self, color: int = 0) -> list[dict[str, Any]]:
        """A choice for options, a slider for levels, coloured from this one of the palette on."""
        found: list[dict[str, Any]] = []
        for rank, axis in enumerate(self.axes, color):
            if isinstance(axis, Options):
                named = axis.name[:1].upper() + axis.name[1:]  # as the figures' own choices begin
                own = choice(axis.name, axis.options, axis.label or named)
                found.append({**own, "value": float(axis.value)})
            else:
                value = axis.values[0] if axis.value is None else axis.value
                tint = axis.color or base.COLORS[rank % len(base.COLORS)]
                own = listed(axis.name, axis.values, value, self._where, label_of(axis), tint)
                found.append({**own, "group": None})
        return found

    def wire(self) -> list[dict[str, Any]]:
        """The axes as the page reads them."""
        return [
            {"name": axis.name, "label": label_of(axis), "values": [float(v) for v in axis.values]}
            if isinstance(axis, Levels)
            else {
                "name": axis.name,
                "options": list(axis.options),
                "without": {
                    name: [list(axis.options).index(option) for option in options]
                    for name, options in axis.without.items()
                },
            }
            for axis in self.axes
        ]

    def at(self, state: Mapping[str, float]) -> Setting:
        """The setting of a state."""
        return tuple(
            int(state[axis.name])
            if isinstance(axis, Options)
            else min(range(len(axis.values)), key=lambda i: abs(axis.values[i] - state[axis.name]))
            for axis in self.axes
        )

    def words(self, state: Mapping[str, float]) -> str:
        """The setting in words, without the axes that do nothing in it."""
        idle = self.idle(self.at(state))
        return ", ".join(
            axis.options[int(state[axis.name])]
            if isinstance(axis, Options)
            else f"{label_of(axis)} = {state[axis.name]:g}"
            for axis in self.axes
            if axis.name not in idle
        )


def entries_of(axis: Options | Levels) -> Sequence[Any]:
    """The names or the levels of an axis."""
    return axis.options if isinstance(axis, Options) else axis.values


def label_of(axis: Options | Levels) -> str:
    """What the reader sees of an axis.

    >>> label_of(Levels("w1", [1, 2]))
    'w₁'
    """
    return axis.label or (axis.name if isinstance(axis, Options) else base.lowered(axis.name))


def upright(
    values: NDArray[Any], logarithmic: bool, given: tuple[float, float] | None, label: str, where: str
) -> list[float]:
    """(low, high) of a chart's vertical axis; as powers of ten where it counts in them."""
    if given is not None:
        low, high = (float(v) for v in given)
        if not (np.isfinite([low, high]).all() and low < high) or (logarithmic and low <= 0):
            above = ", above 0 on a logarithmic axis" if logarithmic else ""
            raise ValueError(
                f"{where}: limits of {label} must be (low, high), low below high{above}, got {given}"
            )
        return [float(np.log10(low)), float(np.log10(high))] if logarithmic else [low, high]
    there = values[np.isfinite(values)].astype(np.float64)
    there = np.log10(there[there > 0]) if logarithmic else there
    if not there.size:
        raise ValueError(
            f"{where}: the curves of {label} must hold a number{' above 0' if logarithmic else ''}, got none"
        )
    low, high = float(there.min()), float(there.max())
    room = 0.06 * (high - low) or 0.5
    return [low - room, high + room]
