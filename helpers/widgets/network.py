"""The network figure: units with their lines and live signals, a truth table, the plane of two inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from helpers import palette
from helpers.activations import ACTIVATIONS
from helpers.dense import dense
from helpers.widgets import base
from helpers.widgets.layout import Layout, Point, Route, free_spots, layered
from helpers.widgets.panel import Control, Panel, choice, slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "NetworkFigure"
MOST_SWITCHES = 4
MANY_LINES = 10  # from here on a line without a number carries the weight 1

Number = float | str
Signals = dict[str, tuple[NDArray[Any], NDArray[Any]]]


@dataclass(frozen=True)
class Unit:
    """One unit of a circuit: a weighted sum of its inputs, then an activation.

    Args:
        name: what its output is called, in goals and by other units.
        inputs: names of the circuit's inputs or of units before it.
        weights: one for each input: a number, or the name of a control of the figure.
        bias: added to the sum: a number, or the name of a control.
        threshold: the unit fires if its sum is at least this (bias = −threshold): a number, or the name of a
            control. Only with the step, and in place of a bias.
        activation: a name from `helpers.activations.ACTIVATIONS`, but softmax, which belongs to a layer.
        inhibitors: names of two-valued inputs (switches, or units with a step) that silence the unit
            absolutely, as in 1943: if one of them is 1, the output is 0.
        label: what stands beside the drawn unit; left out, its name with the digits lowered.

    >>> Unit("and", ("x1", "x2"), (1, 1), threshold=2)  # doctest: +ELLIPSIS
    Unit(name='and', inputs=('x1', 'x2'), weights=(1, 1), bias=0.0, threshold=2, activation='step', ...)
    """

    name: str
    inputs: Sequence[str] = ()
    weights: Sequence[Number] = ()
    bias: Number = 0.0
    threshold: Number | None = None
    activation: str = "step"
    inhibitors: Sequence[str] = ()
    label: str | None = None


@dataclass(frozen=True)
class Circuit:
    """Inputs, units and outputs that are drawn together.

    Args:
        name: what the reader chooses, where there are several.
        inputs: `Control`s; from 0 to 1 in steps of 1 they are switches. Circuits share inputs of one name.
        units: `Unit`s, each after those whose outputs it takes, so that nothing runs in a circle.
        outputs: names of the units whose outputs leave the circuit.
        target: a table of what the outputs should be: zeros and ones over the rows of the truth table, in
            counting order (00, 01, 10, 11; the first switch counts most), by output name.
    """

    name: str
    inputs: Sequence[Control]
    units: Sequence[Unit]
    outputs: Sequence[str]
    target: Mapping[str, Sequence[int]] | None = None


class NetworkFigure(Panel):
    """Units drawn as circles, the lines between them, and the signals that run there now.

    The reader sets inputs, weights, biases and thresholds, clicks on inputs and units, and reads the
    arithmetic of the unit that is picked. Active lines are thick; a negative weight is dashed and ends in a
    bar, an absolute inhibitor ends in a ring.

    Args:
        circuits: one `Circuit`, or several to choose among.
        controls: `Control`s for weights, biases and thresholds, named in the units.
        table: show the truth table over all switches (at most 4).
        plane: show the plane of the two inputs with its four corners and what the circuit says in between;
            for circuits of two switches and one output.
        sums: show each unit's weighted sum beside it.
        task: a `Task`, or a sequence of them. Quantities for goals: every control and input by its name,
            every unit's output by its name (0 while another circuit is shown), `wrong` (cells of the truth
            table unlike the target; −1 for a circuit without one), `circuit` (its place, if there are
            several), `by_hand`.
        title: the name of the figure.
        key: the short name in the link that holds the figure's state.

    Traits (readable, settable, observable, linkable): every control and input by its name, `circuit`,
    `solved`.

    Raises:
        ValueError: an argument is wrong; the sentence says which.
        traitlets.TraitError: a trait is set to what its control cannot be.

    Source: the drawn circuits are McCulloch and Pitts', Bulletin of Mathematical Biophysics 5 (1943).

    >>> switches = (Control("x1", 1, 0, 1, 1), Control("x2", 1, 0, 1, 1))
    >>> unit = Unit("y", ("x1", "x2"), (1, 1), threshold="theta")
    >>> figure = NetworkFigure(Circuit("AND", switches, (unit,), ("y",), target={"y": (0, 0, 0, 1)}),
    ...                        controls=(Control("theta", 2, 0, 3, 0.5, label="θ"),))
    >>> figure
    NetworkFigure(AND: 2 inputs, 1 unit, 2 lines; x1=1 x2=1 -> y=1; 0 of 4 cells wrong)
    >>> figure.theta = 1
    >>> figure
    NetworkFigure(AND: 2 inputs, 1 unit, 2 lines; x1=1 x2=1 -> y=1; 2 of 4 cells wrong)
    """

    _esm = base.module("panel", "drawing", "network")
    _css = base.style("panel", "drawing", "network")

    def __init__(
        self,
        *circuits: Circuit,
        controls: Sequence[Control] = (),
        table: bool = False,
        plane: bool = False,
        sums: bool = True,
        task: Task | Sequence[Task] = (),
        title: str = "A network of units",
        key: str | None = None,
    ) -> None:
        """Check everything, then open the widget."""
        if not circuits:
            raise ValueError(f"{WHERE}: circuits must be at least one Circuit, got none")
        for circuit in circuits:
            if not isinstance(circuit, Circuit):
                raise ValueError(f"{WHERE}: circuits must be Circuits, got {type(circuit).__name__}")
        called = [circuit.name for circuit in circuits]
        if len(set(called)) < len(called):
            raise ValueError(f"{WHERE}: circuits must have different names, got {called}")
        inputs = _inputs(circuits)
        for name in inputs:
            if name in {control.name for control in controls}:
                raise ValueError(f"{WHERE}: {name!r} is both a control and an input")
        settable = {control.name for control in controls}
        used: set[str] = set()
        for circuit in circuits:
            used |= _check(circuit, settable)
            _check_table(circuit, table, plane)
        if settable - used:
            raise ValueError(
                f"{WHERE}: controls must be named in a unit, but no unit has {sorted(settable - used)}"
            )
        self._circuits = circuits
        self._layouts = [_layout(circuit) for circuit in circuits]
        self._switches = [[c.name for c in circuit.inputs if _is_switch(c)] for circuit in circuits]
        self._units = list(dict.fromkeys(unit.name for circuit in circuits for unit in circuit.units))
        taken = {*inputs, *settable, "wrong", "by_hand", "circuit"} & set(self._units)
        if taken:
            raise ValueError(f"{WHERE}: unit names must differ from other names, got {sorted(taken)}")
        self._judged = any(circuit.target is not None for circuit in circuits)
        specs = []
        for control in inputs.values():
            spec = slider(control, 0, WHERE, group=say("network_inputs"))
            specs.append({**spec, "color": control.color or "currentColor"})
        units = [unit for circuit in circuits for unit in circuit.units]
        thresholds = any(isinstance(unit.threshold, str) for unit in units)
        biases = any(isinstance(unit.bias, str) for unit in units)
        group = say("network_controls" + "_theta" * thresholds + "_bias" * biases)
        specs += [slider(control, rank, WHERE, group=group) for rank, control in enumerate(controls)]
        if len(circuits) > 1:
            specs.insert(0, choice("circuit", called, say("network_choose")))
        self._plane, self._table, self._sums = bool(plane), bool(table), bool(sums)
        self._open(
            controls=specs,
            task=task,
            title=title,
            key=key,
            setting={
                "circuits": [
                    self._wire(circuit, layout)
                    for circuit, layout in zip(circuits, self._layouts, strict=True)
                ],
                "units": self._units,
                "judged": self._judged,
                "table": self._table,
                "plane": self._plane,
                "sums": self._sums,
            },
        )

    # ---- what is computed

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """Every unit's output in the circuit that is chosen, and the wrong cells of its table."""
        at = int(state.get("circuit", 0))
        circuit = self._circuits[at]
        signals = _signals(circuit, state, {c.name: np.array([state[c.name]]) for c in circuit.inputs})
        found = {name: float(signals[name][1][0]) if name in signals else 0.0 for name in self._units}
        return {**found, "wrong": self._wrong(at, state)} if self._judged else found

    def _wrong(self, at: int, state: Mapping[str, float]) -> float:
        target = self._circuits[at].target
        if target is None:
            return -1.0
        answers = self._answers(at, state)
        return float(sum(np.sum((answers[name] >= 0.5) != np.array(row)) for name, row in target.items()))

    def _rows(self, at: int, state: Mapping[str, float]) -> dict[str, NDArray[Any]]:
        """The inputs over the rows of the truth table; what is no switch stays as it is."""
        switches = self._switches[at]
        rows = np.array(list(product((0.0, 1.0), repeat=len(switches))))
        columns = dict(zip(switches, rows.T, strict=True))
        return {
            c.name: columns.get(c.name, np.full(len(rows), state[c.name])) for c in self._circuits[at].inputs
        }

    def _answers(self, at: int, state: Mapping[str, float]) -> dict[str, NDArray[Any]]:
        """The outputs over the rows of the truth table."""
        signals = _signals(self._circuits[at], state, self._rows(at, state))
        return {name: signals[name][1] for name in self._circuits[at].outputs}

    def _certain(self, state: Mapping[str, float]) -> bool:
        at = int(state.get("circuit", 0))
        circuit = self._circuits[at]
        batches = [{c.name: np.array([state[c.name]]) for c in circuit.inputs}]
        if circuit.target is not None:
            batches.append(self._rows(at, state))
        for batch in batches:
            signals = _signals(circuit, state, batch)
            for unit in circuit.units:
                z, a = signals[unit.name]
                edge = z if unit.activation == "step" else a - 0.5
                if ((edge != 0) & (abs(edge) < 1e-9)).any():
                    return False
        return True

    # ---- what is told

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        circuit = self._circuits[self._at]
        units = ", ".join(unit.label or base.lowered(unit.name) for unit in circuit.units)
        return say(
            "network_alt", title=self._title, name=circuit.name, units=units,
            inputs=self._told("x", base.lowered), outputs=self._told("y", base.lowered),
        )  # fmt: skip

    def __repr__(self) -> str:
        """The circuit, its state now, and how much of its table is wrong."""
        circuit = self._circuits[self._at]
        lines = sum(len(unit.inputs) + len(unit.inhibitors) for unit in circuit.units)
        count = f"{len(circuit.inputs)} inputs, {len(circuit.units)} units, {lines} lines"
        for n, word in ((len(circuit.inputs), "input"), (len(circuit.units), "unit"), (lines, "line")):
            count = count.replace(f"1 {word}s", f"1 {word}") if n == 1 else count
        text = f"{circuit.name}: {count}; {self._told('x')} -> {self._told('y')}"
        if circuit.target is not None:
            cells = sum(len(row) for row in circuit.target.values())
            text += f"; {self._wrong(self._at, self.state):.0f} of {cells} cells wrong"
        return f"NetworkFigure({text})"

    @property
    def _at(self) -> int:
        return int(self.state.get("circuit", 0))

    def _told(self, what: str, name_of: Any = str) -> str:
        """The inputs ("x") or the outputs ("y") with their values."""
        circuit, state = self._circuits[self._at], self.state
        values = {**state, **self.quantities(state)}
        names = [c.name for c in circuit.inputs] if what == "x" else circuit.outputs
        sign, between = ("=", " ") if name_of is str else (" = ", ", ")
        return between.join(f"{name_of(name)}{sign}{_short(values[name])}" for name in names)

    def _wire(self, circuit: Circuit, layout: Layout) -> dict[str, Any]:
        """The circuit as the page reads it, with everything in its place."""
        labels = {c.name: c.label or base.lowered(c.name) for c in circuit.inputs}
        labels |= {unit.name: unit.label or base.lowered(unit.name) for unit in circuit.units}
        return {
            "name": circuit.name,
            "inputs": [
                {"name": c.name, "label": labels[c.name], "switch": _is_switch(c)} for c in circuit.inputs
            ],
            "units": [
                {
                    "name": unit.name,
                    "label": labels[unit.name],
                    "inputs": list(unit.inputs),
                    "weights": list(unit.weights),
                    "bias": unit.bias,
                    "threshold": unit.threshold,
                    "activation": unit.activation,
                    "inhibitors": [[name, labels[name]] for name in unit.inhibitors],
                }
                for unit in circuit.units
            ],
            "outputs": [{"name": name, "label": base.lowered(name)} for name in circuit.outputs],
            "target": None
            if circuit.target is None
            else {k: [int(v) for v in row] for k, row in circuit.target.items()},
            "places": {node: list(place) for node, place in layout.places.items()},
            "lines": [
                {
                    "from": route.source,
                    "to": route.target,
                    "via": [list(place) for place in route.via],
                    "weight": _weight(circuit, route),
                    "spot": spot,
                }
                for route, spot in zip(layout.routes, _spots(circuit, layout), strict=True)
            ],
            "plain": _is_plain(circuit),
            "smooth": _is_smooth(circuit),
            "span": layout.span,
        }

    # ---- the picture where no widget can be

    def _picture(self) -> MatplotlibFigure:
        figure = base.picture(8, 4.5)
        circuit = self._circuits[self._at]
        beside = self._plane or self._table
        grid = figure.add_gridspec(
            1 + (self._plane and self._table), 1 + beside, width_ratios=[2.2, 1][: 1 + beside]
        )
        axes = figure.add_subplot(grid[:, 0])
        self._draw(axes)
        if self._plane:
            self._draw_plane(figure.add_subplot(grid[0, 1]))
        if self._table:
            self._draw_table(figure.add_subplot(grid[-1, 1]))
        name = f"{self._title}: {circuit.name}" if len(self._circuits) > 1 else self._title
        figure.suptitle(name, fontsize=12)
        return figure

    def _draw(self, axes: Axes) -> None:
        """Units, lines and signals, from left to right."""
        at, state = self._at, self.state
        circuit, layout = self._circuits[at], self._layouts[at]
        signals = _signals(circuit, state, {c.name: np.array([state[c.name]]) for c in circuit.inputs})
        values = {name: float(a[0]) for name, (_, a) in signals.items()}
        ends, lines = _lines(layout)
        for route, points, spot in zip(layout.routes, lines, _spots(circuit, layout), strict=True):
            signal, name = values[route.source], _weight(circuit, route)
            weight = -1.0 if name is None else _number(name, state)
            color = palette.VERMILION if weight > 0 else palette.BLUE
            axes.add_patch(
                PathPatch(
                    _path(points), fill=False, zorder=1, color=color if signal and weight else "gray",
                    linewidth=1.2 + (2 if signal else 0), linestyle="--" if weight < 0 else "-",
                )
            )  # fmt: skip
            (x0, y0), (x1, y1) = points[-2:]
            if spot:
                along, down = spot
                axes.text(
                    x0 + along * (x1 - x0), y0 + down * (y1 - y0), _short(weight), ha="center", va="center",
                    zorder=2, fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
                )  # fmt: skip
            if name is None:
                back = (RADIUS + 0.06) / np.hypot(x1 - x0, y1 - y0)
                ring = (x1 - back * (x1 - x0), y1 - back * (y1 - y0))
                axes.add_patch(Circle(ring, 0.06, facecolor="white", edgecolor="black", zorder=4))
        for control in circuit.inputs:
            self._draw_end(
                axes, ends[control.name], control.label or base.lowered(control.name), values[control.name]
            )
        for name in circuit.outputs:
            self._draw_end(axes, ends[_leaves(name)], base.lowered(name), values[name])
        for unit in circuit.units:
            (x, y), value = ends[unit.name], values[unit.name]
            axes.add_patch(Circle((x, y), RADIUS, facecolor=_fill(value), edgecolor="black", zorder=3))
            axes.text(x, y, _short(value, 2), ha="center", va="center", zorder=4, weight="bold", fontsize=10)
            axes.text(
                x,
                y + RADIUS + 0.05,
                unit.label or base.lowered(unit.name),
                ha="center",
                va="bottom",
                fontsize=10,
            )
            if layout.span <= 4:  # else there is no room between the rows
                axes.text(
                    x, y - RADIUS - 0.05, self._under(unit, signals, state), ha="center", va="top", fontsize=8
                )
        right, low = max(x for x, _ in ends.values()), min(y for _, y in ends.values())
        axes.set(xlim=(-0.6, right + 0.6), ylim=(low - 0.8, 0.75))
        axes.set_aspect("equal")
        axes.set_axis_off()

    def _under(self, unit: Unit, signals: Signals, state: Mapping[str, float]) -> str:
        """What stands under a unit: its sum against its threshold, or its sum with the bias."""
        z = float(signals[unit.name][0][0])
        if unit.threshold is None:
            return f"z = {_short(z)}" if self._sums else ""
        threshold = _number(unit.threshold, state)
        if not self._sums:
            return f"θ = {_short(threshold)}"
        return f"{_short(z + threshold)} {'≥' if z >= 0 else '<'} {_short(threshold)}"

    def _draw_end(self, axes: Axes, place: tuple[float, float], label: str, value: float) -> None:
        """An input or an output: a box with its value."""
        x, y = place
        box = FancyBboxPatch(
            (x - 0.17, y - 0.17), 0.34, 0.34, boxstyle="round,pad=0.02", facecolor=_fill(value), zorder=3
        )
        axes.add_patch(box)
        axes.text(x, y, _short(value, 2), ha="center", va="center", zorder=4, fontsize=10)
        axes.text(x, y + 0.25, label, ha="center", va="bottom", fontsize=10)

    def _draw_plane(self, axes: Axes) -> None:
        """The corners, and what the circuit says between them."""
        at, state = self._at, self.state
        circuit, (first, second) = self._circuits[at], self._switches[at]
        gx, gy = np.meshgrid(*[np.linspace(-0.5, 1.5, 161)] * 2)
        field = _signals(circuit, state, {first: gx.ravel(), second: gy.ravel()})[circuit.outputs[0]]
        says = _decided(circuit, field).reshape(gx.shape)
        for k, part in enumerate((-says, says)):
            if part.max() > 0:
                axes.contourf(gx, gy, part, levels=[0, np.inf], colors=[palette.CLASS_COLORS[k]], alpha=0.18)
        if says.min() < 0 <= says.max():
            axes.contour(gx, gy, says, levels=[0], colors=["black"], linewidths=1)
        corners = self._rows(at, state)
        answers = self._answers(at, state)[circuit.outputs[0]] >= 0.5
        for x, y, k in zip(corners[first], corners[second], answers.astype(int).tolist(), strict=True):
            marker, color = palette.CLASS_MARKERS[k], palette.CLASS_COLORS[k]
            axes.plot(x, y, marker, color=color, markeredgecolor="white", markersize=9)
        axes.plot(
            state[first], state[second], "o", markersize=16, markerfacecolor="none", markeredgecolor="black"
        )
        labels = {c.name: c.label or base.lowered(c.name) for c in circuit.inputs}
        axes.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=(0, 1), yticks=(0, 1))
        axes.set(xlabel=labels[first], ylabel=labels[second])
        axes.set_aspect("equal")

    def _draw_table(self, axes: Axes) -> None:
        """The truth table, the present row bold, a wrong cell crossed."""
        at, state = self._at, self.state
        circuit, switches = self._circuits[at], self._switches[at]
        rows, answers, target = self._rows(at, state), self._answers(at, state), circuit.target or {}
        labels = {c.name: c.label or base.lowered(c.name) for c in circuit.inputs}
        heads = [*(labels[name] for name in switches), *map(base.lowered, circuit.outputs)]
        count = len(next(iter(answers.values())))
        lines = [heads]
        for i in range(count):
            marks = [
                _short(answers[name][i], 2)
                + (" ✗" if name in target and (answers[name][i] >= 0.5) != target[name][i] else "")
                for name in circuit.outputs
            ]
            lines.append([*(_short(rows[name][i]) for name in switches), *marks])
        for i, line in enumerate(lines):
            here = i > 0 and all(rows[name][i - 1] == state[name] for name in switches)
            for k, cell in enumerate(line):
                axes.text(
                    k, -i, cell, ha="center", va="center", weight="bold" if here else "normal", fontsize=10
                )
            if here:
                axes.text(-0.7, -i, "▸", ha="center", va="center", fontsize=10)
        axes.plot([-0.5, len(heads) - 0.5], [-0.5, -0.5], color="black", linewidth=1)
        axes.set(xlim=(-1, len(heads) - 0.4), ylim=(-max(count, 6) - 0.6, 0.6))
        axes.set_axis_off()


RADIUS = 0.26


def _signals(circuit: Circuit, state: Mapping[str, float], inputs: Mapping[str, NDArray[Any]]) -> Signals:
    """The sums and outputs of all inputs and units, for a batch of inputs, by the book's own kernels."""
    signals: Signals = {name: (x, x) for name, x in inputs.items()}
    count = len(next(iter(inputs.values())))
    for unit in circuit.units:
        x = np.array([signals[name][1] for name in unit.inputs], dtype=float).reshape(-1, count).T
        weight = np.array([[_number(w, state)] for w in unit.weights], dtype=float).reshape(-1, 1)
        bias = unit.bias if unit.threshold is None else unit.threshold
        shift = _number(bias, state) * (1.0 if unit.threshold is None else -1.0)
        # a unit of inhibitors alone has nothing to sum
        z = (
            dense(np.ascontiguousarray(x), weight, np.array([shift]))
            if unit.inputs
            else np.full((count, 1), shift)
        )
        a = ACTIVATIONS[unit.activation].forward(z)[:, 0]
        for name in unit.inhibitors:
            a = np.where(signals[name][1] >= 0.5, 0.0, a)
        signals[unit.name] = (z[:, 0], np.asarray(a, dtype=float))
    return signals


def _decided(circuit: Circuit, answer: tuple[NDArray[Any], NDArray[Any]]) -> NDArray[Any]:
    """The output as a number that is positive where it says 1: smooth where it can be."""
    z, a = answer
    return z if _is_smooth(circuit) else a - 0.5


def _is_smooth(circuit: Circuit) -> bool:
    """Whether the output turns from 0 to 1 where one weighted sum is 0."""
    unit = circuit.units[0]
    return len(circuit.units) == 1 and not unit.inhibitors and unit.activation in ("step", "sigmoid")


def _number(value: Number, state: Mapping[str, float]) -> float:
    """A number of a unit, perhaps a control's."""
    return float(state[value]) if isinstance(value, str) else float(value)


def _short(value: float, digits: int = 4) -> str:
    """The number with the digits that it has, at most so many.

    >>> _short(0.5), _short(-2.0), _short(0.74077489, 2)
    ('0.5', '−2', '0.74')
    """
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return text.replace("-", "−") if text != "-0" else "0"


def _fill(value: float) -> tuple[float, float, float]:
    """White for 0, towards the colour of class 1 for 1, towards class 0's for −1."""
    color = palette.VERMILION if value > 0 else palette.BLUE
    share = min(1.0, abs(value)) * 0.75
    r, g, b = (1 - share * (1 - int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return r, g, b


def _lines(layout: Layout) -> tuple[dict[str, Point], list[list[Point]]]:
    """The nodes' middles and the lines' points, from left to right; outputs leave close behind."""
    last = max(layer for layer, _ in layout.places.values())

    def point(layer: int, row: float) -> Point:
        return 1.45 * layer - (0.5 if layer == last else 0), -1.2 * row

    ends = {node: point(*place) for node, place in layout.places.items()}
    return ends, [
        [ends[route.source], *(point(*place) for place in route.via), ends[route.target]]
        for route in layout.routes
    ]


def _spots(circuit: Circuit, layout: Layout) -> list[tuple[float, float] | None]:
    """Where each line carries its number: how far its last stretch has come, along and down."""
    ends, lines = _lines(layout)
    weights = [_weight(circuit, route) for route in layout.routes]
    bare = (None, 1) if _is_plain(circuit) else (None,)
    leaving = {_leaves(name) for name in circuit.outputs}
    numbered = [
        w not in bare and r.target not in leaving for w, r in zip(weights, layout.routes, strict=True)
    ]
    shares = free_spots(lines, numbered, list(ends.values()))
    return [_come(t, bool(r.via)) if t else None for t, r in zip(shares, layout.routes, strict=True)]


def _come(share: float, bent: bool) -> tuple[float, float]:
    """How far along and down a line has come; a bent one begins level (see `_path`)."""
    down = 2 * share**2 - share**3 if bent else share
    return round(down + 1.5 * share * (1 - share) ** 2 if bent else share, 3), round(down, 3)


def _is_plain(circuit: Circuit) -> bool:
    """Whether the circuit has so many lines that a line without a number carries the weight 1."""
    return sum(len(unit.inputs) for unit in circuit.units) > MANY_LINES


def _weight(circuit: Circuit, route: Route) -> Number | None:
    """The weight of a line, 1 where it only leaves; None for an absolute inhibitor."""
    for unit in circuit.units:
        if unit.name == route.target:
            return (
                None
                if route.source in unit.inhibitors
                else unit.weights[list(unit.inputs).index(route.source)]
            )
    return 1


def _path(points: Sequence[Point]) -> Path:
    """A line that is level where it passes a layer and straight where it begins and ends."""
    p = np.array(points)
    corners, codes = [p[0]], [Path.MOVETO]
    for i, (a, b) in enumerate(pairwise(p)):
        level = np.array([(b[0] - a[0]) / 2, 0.0])
        corners += [a + (level if i else (b - a) / 3), b - (level if i < len(p) - 2 else (b - a) / 3), b]
        codes += [Path.CURVE4] * 3
    return Path(corners, codes)


def _leaves(name: str) -> str:
    """The end of the drawing where an output leaves."""
    return f">{name}"


def _layout(circuit: Circuit) -> Layout:
    layers = {control.name: 0 for control in circuit.inputs}
    edges = []
    for unit in circuit.units:
        sources = [*unit.inputs, *unit.inhibitors]
        layers[unit.name] = 1 + max(layers[name] for name in sources)
        edges += [(name, unit.name) for name in sources]
    end = 1 + max(layers.values())
    layers |= {_leaves(name): end for name in circuit.outputs}
    return layered(layers, edges + [(name, _leaves(name)) for name in circuit.outputs])


# ---- what is refused


def _is_switch(control: Control) -> bool:
    return (control.low, control.high, control.step) == (0, 1, 1)


def _inputs(circuits: Sequence[Circuit]) -> dict[str, Control]:
    """The inputs of all circuits by name; one name means one input."""
    inputs: dict[str, Control] = {}
    for circuit in circuits:
        if not circuit.inputs:
            raise ValueError(
                f"{WHERE}: circuit {circuit.name!r}: inputs must be at least one Control, got none"
            )
        names = [control.name for control in circuit.inputs]
        if len(set(names)) < len(names):
            raise ValueError(
                f"{WHERE}: circuit {circuit.name!r}: inputs must have different names, got {names}"
            )
        for control in circuit.inputs:
            if inputs.setdefault(control.name, control) != control:
                raise ValueError(f"{WHERE}: input {control.name!r} must be the same Control in every circuit")
    return inputs


def _check(circuit: Circuit, controls: set[str]) -> set[str]:
    """Refuse units that cannot be wired; returns the controls that they name."""
    used: set[str] = set()
    if not circuit.units:
        raise ValueError(f"{WHERE}: circuit {circuit.name!r}: units must be at least one Unit, got none")
    binary = {control.name for control in circuit.inputs if _is_switch(control)}
    known = {control.name for control in circuit.inputs}
    for unit in circuit.units:
        where = f"{WHERE}: circuit {circuit.name!r}, unit {unit.name!r}"
        if unit.name in known:
            raise ValueError(f"{where}: name must differ from those of other units and inputs")
        sources = [*unit.inputs, *unit.inhibitors]
        if not sources:
            raise ValueError(f"{where}: inputs must be at least one name, got none")
        if len(set(sources)) < len(sources):
            raise ValueError(f"{where}: inputs must be different, got {sources}")
        for name in sources:
            if name not in known:
                raise ValueError(
                    f"{where}: inputs must be inputs of the circuit or units before it, got {name!r}"
                )
        if len(unit.weights) != len(unit.inputs):
            raise ValueError(
                f"{where}: weights must be one for each of {len(unit.inputs)} inputs, got {len(unit.weights)}"
            )
        threshold = () if unit.threshold is None else (unit.threshold,)
        for value in (*unit.weights, unit.bias, *threshold):
            if isinstance(value, str):
                if value not in controls:
                    raise ValueError(f"{where}: there is no control {value!r}, only {sorted(controls)}")
                used.add(value)
            elif (
                isinstance(value, bool)
                or not isinstance(value, (int, float, np.number))
                or not np.isfinite(value)
            ):
                raise ValueError(
                    f"{where}: weights, bias and threshold must be finite numbers or names, got {value!r}"
                )
        if unit.activation not in ACTIVATIONS or unit.activation == "softmax":
            names = [name for name in ACTIVATIONS if name != "softmax"]
            raise ValueError(f"{where}: activation must be one of {names}, got {unit.activation!r}")
        if unit.threshold is not None and (unit.activation != "step" or unit.bias != 0):
            raise ValueError(f"{where}: a threshold goes with the step and without a bias")
        for name in unit.inhibitors:
            if name not in binary:
                raise ValueError(f"{where}: inhibitors must be switches or units with a step, got {name!r}")
        if unit.inhibitors and unit.activation != "step":
            raise ValueError(f"{where}: inhibitors belong to a unit with a step, got {unit.activation!r}")
        known.add(unit.name)
        if unit.activation == "step":
            binary.add(unit.name)
    names = [unit.name for unit in circuit.units]
    if (
        not circuit.outputs
        or len(set(circuit.outputs)) < len(circuit.outputs)
        or not set(circuit.outputs) <= set(names)
    ):
        raise ValueError(
            f"{WHERE}: circuit {circuit.name!r}: outputs must be different units of {names}, "
            f"got {circuit.outputs}"
        )
    return used


def _check_table(circuit: Circuit, table: bool, plane: bool) -> None:
    """Refuse a truth table that has no end, a plane of more than two, a target of the wrong shape."""
    where = f"{WHERE}: circuit {circuit.name!r}"
    switches = sum(map(_is_switch, circuit.inputs))
    if (table or circuit.target is not None) and not 1 <= switches <= MOST_SWITCHES:
        raise ValueError(f"{where}: a truth table needs from 1 to {MOST_SWITCHES} switches, got {switches}")
    if plane and not (switches == len(circuit.inputs) == 2 and len(circuit.outputs) == 1):
        raise ValueError(
            f"{where}: a plane needs two switches and one output, got {len(circuit.inputs)} inputs "
            f"and {len(circuit.outputs)} outputs"
        )
    for name, row in (circuit.target or {}).items():
        if name not in circuit.outputs:
            raise ValueError(f"{where}: target must name outputs of {list(circuit.outputs)}, got {name!r}")
        if len(row) != 2**switches or not set(row) <= {0, 1}:
            raise ValueError(
                f"{where}: target {name!r} must be {2**switches} zeros and ones, got {list(row)}"
            )
