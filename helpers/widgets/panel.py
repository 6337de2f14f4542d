"""What all figures share whose state is a few named numbers: controls, traits, tasks, parity."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from helpers.widgets import base
from helpers.widgets.tasks import Task, as_tasks, met, wired

REFERENCE_STATES = 24


@dataclass(frozen=True)
class Control:
    """A named number that the reader sets: a slider, or a switch where it is 0 or 1.

    Args:
        name: what it is called in Python, and the figure's trait: `figure.w1 = 0.5`.
        value: where it begins.
        low, high: its ends. Low 0, high 1 and step 1 make a switch.
        step: one step of it; left out, about 1/200 of its length.
        label: what the reader sees; left out, the name with its digits lowered (w1 becomes w₁).
        color: of the slider; left out, the next of the palette.

    >>> Control("w1", 0.5, low=-2, high=2, step=0.1)
    Control(name='w1', value=0.5, low=-2, high=2, step=0.1, label=None, color=None)
    """

    name: str
    value: float
    low: float
    high: float
    step: float | None = None
    label: str | None = None
    color: str | None = None


def slider(
    control: Control,
    rank: int,
    where: str,
    *,
    group: str | None = None,
    whole: bool = False,
    named: bool = False,
) -> dict[str, Any]:
    """A control as the page reads it: a slider, or a switch.

    Sliders with the same `group` stand in one frame of that name; a `whole` one takes whole numbers only.
    A switch that is `named` in words is on or off: its number is not told beside its name.
    """
    name, low, high, value = control.name, control.low, control.high, control.value
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"{where}: control {name}: low must be below high, got {low} and {high}")
    if not low <= value <= high:
        raise ValueError(f"{where}: control {name}: value must be from {low} to {high}, got {value}")
    step = base.round_up((high - low) / 400) if control.step is None else control.step
    if not 0 < step <= high - low:
        raise ValueError(
            f"{where}: control {name}: step must be above 0 and at most {high - low}, got {step}"
        )
    kind = "switch" if (low, high, step) == (0, 1, 1) else "slider"
    if (whole or kind == "switch") and any(v != int(v) for v in (low, high, step, value)):
        raise ValueError(f"{where}: control {name} must count in whole numbers, got {control}")
    return {
        "name": name,
        "kind": kind,
        "whole": whole,
        "named": named,
        "group": group,
        "label": control.label or base.lowered(name),
        "value": float(value),
        "low": float(low),
        "high": float(high),
        "step": float(step),
        "color": control.color or base.COLORS[rank % len(base.COLORS)],
    }


def listed(
    name: str, values: Sequence[float], value: float, where: str, label: str, color: str
) -> dict[str, Any]:
    """A slider over listed numbers, such as learning rates."""
    numbers = [float(v) for v in values]
    if not numbers or not np.isfinite(numbers).all() or len(set(numbers)) < len(numbers):
        raise ValueError(f"{where}: {name}s must be different finite numbers, got {numbers}")
    return {
        "name": name,
        "kind": "slider",
        "label": label,
        "value": float(value),
        "values": numbers,
        "low": min(numbers),
        "high": max(numbers),
        "step": 1.0,
        "color": color,
    }


def choice(name: str, options: Sequence[str], label: str) -> dict[str, Any]:
    """A choice among named things; its value is the place in the list."""
    last = float(len(options) - 1)
    return {
        "name": name, "kind": "choice", "label": label, "options": list(options), "value": 0.0, "low": 0.0,
        "high": last, "step": 1.0, "color": "currentColor",
    }  # fmt: skip


def steps(name: str, last: int, label: str, value: int = 0) -> dict[str, Any]:
    """Steps 0 … last, with a button that plays them."""
    return {
        "name": name, "kind": "steps", "label": label, "value": float(value), "low": 0.0, "high": float(last),
        "step": 1.0, "color": "currentColor",
    }  # fmt: skip


class Panel(base.Figure):
    """A figure whose state is a few named numbers, each one a trait, and whose quantities follow from them.

    A kind gives `quantities(state)`; the page computes the same, and both are compared at reference states:
    the beginning, all controls at their lows, all at their highs, and states drawn at random.
    """

    _css = base.style("panel")

    solved = traitlets.List(traitlets.Bool()).tag(sync=True)
    _setting: Any = traitlets.Dict().tag(sync=True)

    def _open(
        self,
        *,
        controls: Sequence[dict[str, Any]],
        task: Task | Sequence[Task],
        title: str,
        key: str | None,
        setting: Mapping[str, Any],
    ) -> None:
        """Check names and goals, then open the widget. Whatever `quantities` needs must stand by now."""
        where = type(self).__name__
        names = [control["name"] for control in controls]
        if len(set(names)) < len(names):
            raise ValueError(f"{where}: controls must have different names, got {names}")
        for name in names:
            if not name.isidentifier() or hasattr(type(self), name):
                raise ValueError(f"{where}: control name must be a new Python name, got {name!r}")
        key = base.link_key(key, title, where)
        self._title = title
        self._controls = {control["name"]: control for control in controls}
        self._start = {control["name"]: control["value"] for control in controls}
        known = set(self.everything(self._start))
        super().__init__(
            _setting={
                "title": title,
                "key": key,
                "controls": list(controls),
                "tasks": wired(as_tasks(task), known, where),
                "reference": self._reference(),
                **setting,
            },
            solved=[False] * len(as_tasks(task)),
        )
        self.add_traits(**{name: base.Finite(value).tag(sync=True) for name, value in self._start.items()})
        self._register_validator(self._check_control, tuple(names))

    @abstractmethod
    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """What a goal can name beside the controls, computed from a state by the book's own kernels."""

    def _certain(self, _state: Mapping[str, float]) -> bool:
        """Whether rounding decides nothing in this state, so that the page must agree with it."""
        return True

    @property
    def state(self) -> dict[str, float]:
        """The controls' values by name."""
        return {name: getattr(self, name) for name in self._controls}

    @property
    def goals_met(self) -> list[bool]:
        """Whether each task's goal holds in the present state."""
        now = self.everything(self.state)
        return [met(task["goal"], now) for task in self._setting["tasks"]]

    def everything(self, state: Mapping[str, float]) -> dict[str, float]:
        """Controls, quantities, and `by_hand`: 1 if the state is not the one that the figure began with."""
        moved = any(state[name] != value for name, value in self._start.items())
        return {**state, "by_hand": float(moved), **self.quantities(state)}

    def _check_control(self, _owner: Any, proposal: Any) -> float:
        name, value = proposal["trait"].name, proposal["value"]
        control, where = self._controls[name], type(self).__name__
        if "values" in control:
            nearest = min(control["values"], key=lambda v: abs(v - value))
            if not np.isclose(nearest, value, rtol=1e-9, atol=0):
                raise traitlets.TraitError(f"{where}: {name} must be one of {control['values']}, got {value}")
            return float(nearest)
        if not control["low"] <= value <= control["high"]:
            low, high = control["low"], control["high"]
            raise traitlets.TraitError(f"{where}: {name} must be from {low:g} to {high:g}, got {value:g}")
        if (control["kind"] != "slider" or control["whole"]) and value != int(value):
            raise traitlets.TraitError(f"{where}: {name} must be a whole number, got {value:g}")
        return float(value)

    def _reference(self) -> dict[str, Any]:
        rng = np.random.default_rng(0)
        states = [self._start]
        for end in ("low", "high"):
            states.append({name: self._end(control, end) for name, control in self._controls.items()})
        for _ in range(REFERENCE_STATES - 3):
            states.append({name: self._random(control, rng) for name, control in self._controls.items()})
        states = [state for state in states if self._certain(state)]
        answers = [self.quantities(state) for state in states]
        quantities = list(self.quantities(self._start))
        return {
            "names": list(self._controls),
            "states": base.packed(_table(states, list(self._controls))),
            "quantities": quantities,
            "values": base.packed(_table(answers, quantities)),
        }

    def _end(self, control: Mapping[str, Any], end: str) -> float:
        values = control.get("values")
        return float(values[0 if end == "low" else -1] if values else control[end])

    def _random(self, control: Mapping[str, Any], rng: np.random.Generator) -> float:
        if "values" in control:
            return float(rng.choice(control["values"]))
        if control["kind"] == "slider" and control["step"] != 1:
            return float(rng.uniform(control["low"], control["high"]))
        return float(rng.integers(int(control["low"]), int(control["high"]) + 1))


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    """One row for each state, one column for each name."""
    return np.array([[float(row[name]) for name in names] for row in rows]).reshape(len(rows), len(names))
