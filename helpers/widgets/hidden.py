"""The hidden figure: points in the plane of the inputs, and beside it where the hidden layer sends them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.activations import ACTIVATIONS
from helpers.widgets import base, field, runs
from helpers.widgets.panel import Control, Panel, choice, slider, steps
from helpers.widgets.runs import Slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "HiddenFigure"
UNIT_COLORS = (palette.GREEN, palette.PURPLE)
OUTPUTS = ("step", "sigmoid", "tanh", "identity")
HIDDEN = tuple(name for name in ACTIVATIONS if name != "softmax")
GRAIN = 1e6
"""Two points are at one place of the hidden space if they agree to six digits behind the point."""


class HiddenFigure(Panel):
    """The plane of the inputs beside the plane of two hidden units, moved by the same sliders.

    Left stand the points, the line on which each hidden unit is undecided, and the answer of the network.
    Right stands each point where the hidden layer sends it, and the line that the output unit draws there.

    Args:
        x: (N, 2) points, float.
        y: (N,) their classes, 0 or 1.
        parameters: (P,) to begin with. Flat, layer by layer: the weights row by row, `(inputs, outputs)`,
            then the bias, as in `BoundaryFigure`. None: the first preset, or the first frame of the history.
        sizes: units of each layer; begins with 2 inputs, ends with 2 hidden units and 1 output.
        activations: one name for each layer; the last is step, sigmoid, tanh or identity. The answer is 1
            where the output's weighted sum is at least 0.
        sliders: `Slider`s; each becomes a trait of its name.
        presets: (name, parameters) to choose among. Choosing one sets every slider; parameters that no slider
            reaches stay as the preset has them. Parameters to begin with that are no preset are a choice too.
        class_names: of class 0 and class 1.
        axis_labels: of the inputs. hidden_labels: of the two hidden units.
        limits, hidden_limits: `((low, high), (low, high))` of either plane.
        line_names: what stands at the two lines of the left plane.
        point_names: one for each point, written beside it on both sides.
        task: a `Task`, or several. Quantities beside the sliders: `wrong`, `points`, `accuracy`, `places`
            (how many different places the hidden layer sends the points to), `frame`, `preset` (if there are
            several), and `by_hand` (1 while a slider stands elsewhere than the preset or the frame put it).
        title: above the figure. key: the short name in a link, one for each figure of a page.
        history: (frames, P) parameters of a training run, to be replayed.
        frame_name: "epoch" or "update". frame_numbers: (frames,) whole numbers if the history was thinned.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: a slider is set outside its ends.

    Sources: Minsky and Papert, Perceptrons (1969) for the problem; the hidden space as the place where it
    becomes easy is Rumelhart, Hinton and Williams, Nature 323 (1986).

    >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> figure = HiddenFigure(x, y, [1, 1, 1, 1, -0.5, -1.5, 1, -1, -0.5], sliders=(Slider("v2", 7, -2, 2),))
    >>> figure
    HiddenFigure(2-2-1 step step, 4 points, 1 slider, wrong 0, places 3)
    >>> figure.v2 = 0.0
    >>> figure.quantities(figure.state)["wrong"]
    1.0
    """

    _esm = base.module("panel", "hidden")
    _css = base.style("panel", "formula")

    def __init__(
        self,
        x: ArrayLike,
        y: ArrayLike,
        parameters: ArrayLike | None = None,
        *,
        sizes: Sequence[int] = (2, 2, 1),
        activations: Sequence[str] = ("step", "step"),
        sliders: Sequence[Slider] = (),
        presets: Sequence[tuple[str, ArrayLike]] = (),
        class_names: Sequence[str] | None = None,
        axis_labels: tuple[str, str] = ("x₁", "x₂"),
        hidden_labels: tuple[str, str] = ("h₁", "h₂"),
        limits: ArrayLike | None = None,
        hidden_limits: ArrayLike | None = None,
        line_names: tuple[str, str] = ("h₁", "h₂"),
        point_names: Sequence[str] | None = None,
        task: Task | Sequence[Task] = (),
        title: str = "Input space and hidden space",
        key: str | None = None,
        history: ArrayLike | None = None,
        frame_name: str = "epoch",
        frame_numbers: ArrayLike | None = None,
    ) -> None:
        """Check everything, then open the widget."""
        self._sizes, self._names = tuple(sizes), tuple(activations)
        _check_network(self._sizes, self._names)
        self._x, self._y = _points(x, y)
        count = sum((n + 1) * m for n, m in pairwise(self._sizes))
        self._sources = _sources(parameters, presets, history, count)
        self._first = _first(parameters, self._sources)
        if class_names is None:
            class_names = [say("class", index=k) for k in range(2)]
        for name, texts in (
            ("class_names", class_names),
            ("axis_labels", axis_labels),
            ("hidden_labels", hidden_labels),
            ("line_names", line_names),
        ):
            if len(texts) != 2:
                raise ValueError(f"{WHERE}: {name} must be 2 texts, got {len(texts)}")
        if point_names is not None and len(point_names) != len(self._x):
            raise ValueError(f"{WHERE}: point_names must be {len(self._x)} texts, got {len(point_names)}")
        if frame_name not in ("update", "epoch"):
            raise ValueError(f'{WHERE}: frame_name must be "update" or "epoch", got {frame_name!r}')
        frames = max(len(source.rows) for source in self._sources)
        numbers = _numbers(frame_numbers, frames)
        self._sliders = {s.name: _reach(s, self._sources, count) for s in sliders}
        if len(self._sliders) < len(sliders):
            raise ValueError(f"{WHERE}: sliders must have different names, got {[s.name for s in sliders]}")
        self._labels: dict[str, Any] = {
            "classes": [str(label) for label in class_names],
            "axes": list(axis_labels),
            "hidden_axes": list(hidden_labels),
            "lines": list(line_names),
            "names": None if point_names is None else [str(name) for name in point_names],
        }
        self._limits = self._window(limits)
        self._hidden_limits = self._hidden_window(hidden_limits)

        controls = []
        if len(self._sources) > 1:
            presets_of = choice("preset", [source.name for source in self._sources], say("preset"))
            controls.append({**presets_of, "value": float(self._first[0])})
        row = self._sources[self._first[0]].rows[self._first[1]]
        for rank, s in enumerate(sliders):
            spec = self._sliders[s.name]
            low, high, value = spec["low"], spec["high"], float(row[spec["index"][0]] / spec["factor"][0])
            color = s.color or self._color(spec["index"])
            control = Control(s.name, value, low, high, s.step, s.label or base.lowered(s.name), color)
            group = self._group(spec["index"], hidden_labels)
            controls.append({**slider(control, rank, WHERE, group=group), **spec})
        if frames > 1:
            controls.append(steps("frame", frames - 1, frame_name, self._first[1]))
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                **self._labels,
                "sizes": list(self._sizes),
                "activations": list(self._names),
                "points": base.packed(np.column_stack([self._x, self._y])),
                "sources": [base.packed(source.rows) for source in self._sources],
                "limits": self._limits,
                "hidden_limits": self._hidden_limits,
                "numbers": base.packed(numbers),
                "unit_colors": list(UNIT_COLORS),
            },
        )
        for name in {"preset", "frame"} & set(self._controls):
            self.observe(self._followed, name)

    # ---- parameters from the state, the state from a preset or a frame

    def _source_row(self, state: Mapping[str, float]) -> NDArray[Any]:
        rows = self._sources[int(state.get("preset", 0))].rows
        return np.array(rows[int(state["frame"]) if len(rows) > 1 else 0], dtype=float)

    def _parameters(self, state: Mapping[str, float]) -> NDArray[Any]:
        row = self._source_row(state)
        out = row.copy()
        for name, spec in self._sliders.items():
            if state[name] != _value(spec, row):
                out[spec["index"]] = np.multiply(spec["factor"], state[name])
        return out

    @property
    def parameters(self) -> NDArray[Any]:
        """(P,) the network's parameters as they are now."""
        return self._parameters(self.state)

    def _followed(self, change: Any) -> None:
        """A preset or a frame was chosen: the sliders follow, but for those that came with it."""
        if change["name"] == "frame" and "preset" in self._controls and "preset" not in self._incoming:
            replayed = max(range(len(self._sources)), key=lambda k: len(self._sources[k].rows))
            self.set_trait("preset", float(replayed))
        row = self._source_row(self.state)
        with self.hold_sync():
            for name, spec in self._sliders.items():
                if name not in self._incoming:
                    self.set_trait(name, _value(spec, row))

    # ---- quantities

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """`wrong`, `points`, `accuracy`, `places`, `frame`, `by_hand`."""
        hidden, z = self._ends(self._parameters(state), self._x)
        wrong = int(np.sum((z >= 0) != self._y))
        row = self._source_row(state)
        moved = any(state[name] != _value(spec, row) for name, spec in self._sliders.items())
        return {
            "wrong": float(wrong),
            "points": float(len(self._y)),
            "accuracy": (len(self._y) - wrong) / len(self._y),
            "places": float(len(np.unique(np.floor(hidden * GRAIN + 0.5), axis=0))),
            "frame": state.get("frame", 0.0),
            "by_hand": float(moved),
        }

    def _ends(self, parameters: NDArray[Any], x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """(N, 2) the hidden space, (N,) the output's weighted sum."""
        layers = runs.layers(parameters, self._sizes, self._names, x)
        return layers[-2][1], layers[-1][0][:, 0]

    def _certain(self, state: Mapping[str, float]) -> bool:
        """No step, no answer and no place hangs on the last digit."""
        parameters = self._parameters(state)
        layers = runs.layers(parameters, self._sizes, self._names, self._x)
        exact = runs.layers(parameters, self._sizes, self._names, self._x, product=_one_by_one)
        for rank, (name, (z, out), (other, _)) in enumerate(zip(self._names, layers, exact, strict=True)):
            decides = name == "step" or rank == len(layers) - 1
            if decides and ((z >= 0) != (other >= 0))[abs(z) < 1e-9].any():
                return False
            if decides and name != "step" and "step" not in self._names and (abs(z) < 1e-9).any():
                return False
            if rank == len(layers) - 2:
                part = out * GRAIN + 0.5
                if (abs(part - np.round(part)) < 1e-3).any():
                    return False
        return True

    def _color(self, index: Sequence[int]) -> str:
        """A parameter of a hidden unit has the colour of the unit's line."""
        start = sum((n + 1) * m for n, m in pairwise(self._sizes[:-2]))
        return (
            UNIT_COLORS[(index[0] - start) % 2] if start <= index[0] < self._first_output else "currentColor"
        )

    def _group(self, index: Sequence[int], names: Sequence[str]) -> str | None:
        """The frame in which a slider stands: its unit's, if all that it sets belongs to one unit."""
        start = sum((n + 1) * m for n, m in pairwise(self._sizes[:-2]))
        found = set()
        for i in index:
            found.add("ŷ" if i >= self._first_output else names[(i - start) % 2] if i >= start else None)
        return say("unit", name=found.pop()) if len(found) == 1 and None not in found else None

    @property
    def _first_output(self) -> int:
        return sum((n + 1) * m for n, m in pairwise(self._sizes[:-1]))

    # ---- windows

    def _window(self, limits: ArrayLike | None) -> list[list[float]]:
        if limits is None:
            low, high = self._x.min(axis=0), self._x.max(axis=0)
            room = np.where(high > low, 0.35 * (high - low), 1.0)
            return np.column_stack([low - room, high + room]).tolist()
        return base.ends("limits", limits, WHERE).tolist()

    def _hidden_window(self, limits: ArrayLike | None) -> list[list[float]]:
        if limits is not None:
            return base.ends("hidden_limits", limits, WHERE).tolist()
        known = {"step": (-0.35, 1.35), "sigmoid": (-0.2, 1.2), "tanh": (-1.3, 1.3)}
        if self._names[-2] in known:
            return [list(known[self._names[-2]])] * 2
        ends = [self._ends(row.astype(float), self._x)[0] for source in self._sources for row in source.rows]
        places = np.concatenate(ends)
        low, high = places.min(axis=0), places.max(axis=0)
        room = np.where(high > low, 0.2 * (high - low), 1.0)
        return np.column_stack([low - room, high + room]).tolist()

    # ---- what is read and shown where nothing moves

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        now = self.everything(self.state)
        network = f"{'-'.join(map(str, self._sizes))} {' '.join(self._names)}"
        frames = max(len(source.rows) for source in self._sources)
        counts = [f"{len(self._y)} points", f"{len(self._sliders)} slider{'s' * (len(self._sliders) != 1)}"]
        counts += [f"{len(self._sources)} presets"] * (len(self._sources) > 1) + [f"{frames} frames"] * (
            frames > 1
        )
        return (
            f"{WHERE}({network}, {', '.join(counts)}, wrong {now['wrong']:.0f}, places {now['places']:.0f})"
        )

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        now = self.everything(self.state)
        names = self._labels["classes"]
        classes = [say("class_count", count=int(np.sum(self._y == k)), label=names[k]) for k in range(2)]
        return say(
            "hidden_alt",
            title=self._title,
            classes=", ".join(classes),
            x_label=self._labels["axes"][0],
            y_label=self._labels["axes"][1],
            places=int(now["places"]),
            wrong=int(now["wrong"]),
            points=len(self._y),
        )

    def _picture(self) -> MatplotlibFigure:
        figure = MatplotlibFigure(figsize=(8.6, 4.6), dpi=90, layout="constrained")
        left, right = figure.subplots(1, 2)
        figure.suptitle(self._title, fontsize=12)
        parameters = self.parameters
        hidden, z = self._ends(parameters, self._x)
        wrong = (z >= 0) != self._y
        nodes, axes, hidden_axes = 420, self._labels["axes"], self._labels["hidden_axes"]

        gx, gy, flat = field.grid(self._limits, nodes)
        layers = runs.layers(parameters, self._sizes, self._names, flat)
        _field(left, gx, gy, layers[-1][0].reshape(nodes, nodes), line="step" not in self._names[:-1])
        for k in range(2):
            line = layers[-2][0][:, k].reshape(nodes, nodes)
            if line.min() < 0 < line.max():
                style = ("-", "--")[k]
                left.contour(
                    gx, gy, line, levels=[0], colors=[UNIT_COLORS[k]], linestyles=style, linewidths=2.2
                )
                label = self._labels["lines"][k]
                left.plot([], [], style, color=UNIT_COLORS[k], linewidth=2.2, label=label)
        self._marks(left, self._x, wrong, np.ones(len(self._x), int))
        left.set(xlim=self._limits[0], ylim=self._limits[1], xlabel=axes[0], ylabel=axes[1])
        left.set_title(say("input_space"), fontsize=11, loc="left")

        gx, gy, flat = field.grid(self._hidden_limits, nodes)
        weight, bias = parameters[self._first_output :][:2], parameters[-1]
        _field(right, gx, gy, (flat @ weight + bias).reshape(nodes, nodes), line=True)
        places, first, counts = _together(hidden, self._y)
        low, high = np.array(self._hidden_limits).T
        self._marks(right, np.clip(places, low, high), wrong[first], counts, first)
        right.set(xlim=self._hidden_limits[0], ylim=self._hidden_limits[1])
        right.set(xlabel=hidden_axes[0], ylabel=hidden_axes[1])
        right.set_title(say("hidden_space"), fontsize=11, loc="left")
        for ax in (left, right):
            ax.set_box_aspect(1)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
        return figure

    def _marks(
        self,
        ax: Axes,
        places: NDArray[Any],
        wrong: NDArray[Any],
        counts: NDArray[Any],
        first: NDArray[Any] | None = None,
    ) -> None:
        """The points, how many stand at one place, a ring around those on the wrong side."""
        kinds = self._y if first is None else self._y[first]
        # two classes at one place stand side by side
        (low, high), _ = self._limits if first is None else self._hidden_limits
        shift = np.zeros((len(places), 2))
        if first is not None:
            cells = np.floor(places * GRAIN + 0.5)
            shared = [(cells == cell).all(axis=1).sum() > 1 for cell in cells]
            shift[:, 0] = np.where(shared, 0.028 * (high - low) * (2 * kinds - 1), 0)
        at = places + shift
        for k in np.unique(kinds):
            chosen = at[kinds == k]
            color, marker = palette.CLASS_COLORS[k], palette.CLASS_MARKERS[k]
            label = self._labels["classes"][k] if first is None else None
            look: dict[str, Any] = {"color": color, "markeredgecolor": "white", "markersize": 9, "zorder": 4}
            ax.plot(*chosen.T, marker, label=label, clip_on=False, **look)
        if wrong.any():  # an empty line without a clip would stretch the layout
            ax.plot(
                *at[wrong].T, "o", fillstyle="none", color="black", markersize=15, clip_on=False, zorder=3
            )
        names = self._labels["names"]
        for row, (place, count) in enumerate(zip(at, counts, strict=True)):
            if names is not None:
                same = [row] if first is None else self._same_place(first[row])
                text = ", ".join(names[i] for i in same)
            else:
                text = f"×{count}" if count > 1 else ""
            ax.annotate(
                text,
                place,
                (0, 9),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=10.5,
                zorder=5,
            )

    def _same_place(self, index: int) -> list[int]:
        """The points of the same class that the hidden layer sends to the same place."""
        cells = np.floor(self._ends(self.parameters, self._x)[0] * GRAIN + 0.5)
        same = (cells == cells[index]).all(axis=1) & (self._y == self._y[index])
        return [int(i) for i in np.flatnonzero(same)]


class _Source(NamedTuple):
    """Where parameters come from: a preset (one row), or a run (a row for each frame)."""

    name: str
    rows: NDArray[Any]


def _sources(
    parameters: ArrayLike | None,
    presets: Sequence[tuple[str, ArrayLike]],
    history: ArrayLike | None,
    count: int,
) -> list[_Source]:
    """What the reader chooses among: the beginning if it is none of the others, the run, the presets."""
    found = []
    if history is not None:
        rows = base.finite("history", history, WHERE)
        if rows.ndim != 2 or rows.shape[1] != count or len(rows) < 2:
            raise ValueError(
                f"{WHERE}: history must have shape (frames, {count}) with at least 2 frames, got {rows.shape}"
            )
        found.append(_Source(say("trained"), rows))
    for entry in presets:
        if len(entry) != 2 or not isinstance(entry[0], str):
            raise ValueError(f"{WHERE}: presets must be pairs (name, parameters), got {entry!r}")
        found.append(_Source(entry[0], _row(f"preset {entry[0]!r}", entry[1], count)))
    names = [source.name for source in found]
    if len(set(names)) < len(names):
        raise ValueError(f"{WHERE}: presets must have different names, got {names}")
    if parameters is None and not found:
        raise ValueError(
            f"{WHERE}: parameters must be {count} numbers, or a preset or a history must be given"
        )
    if parameters is not None:
        row = _row("parameters", parameters, count)
        if not any((source.rows == row).all(axis=1).any() for source in found):
            found.insert(0, _Source(say("beginning"), row))
    return found


def _first(parameters: ArrayLike | None, sources: Sequence[_Source]) -> tuple[int, int]:
    """Source and frame to begin with."""
    if parameters is None:
        return 0, 0
    row = np.asarray(parameters, dtype=float)
    for k, source in enumerate(sources):
        same = (source.rows == row).all(axis=1)
        if same.any():
            return k, int(same.argmax())
    raise AssertionError("the beginning is one of the sources")


def _row(name: str, value: ArrayLike, count: int) -> NDArray[Any]:
    row = base.finite(name, value, WHERE)
    if row.shape != (count,):
        raise ValueError(f"{WHERE}: {name} must have shape ({count},), got {row.shape}")
    return row[None]


def _numbers(value: ArrayLike | None, frames: int) -> NDArray[Any]:
    numbers = np.arange(frames) if value is None else np.asarray(value)
    if numbers.shape != (frames,) or not np.issubdtype(numbers.dtype, np.integer) or (numbers < 0).any():
        raise ValueError(f"{WHERE}: frame_numbers must be {frames} whole numbers of at least 0")
    return numbers.astype("i4")


def _check_network(sizes: tuple[int, ...], names: tuple[str, ...]) -> None:
    if len(sizes) < 3 or sizes[0] != 2 or sizes[-2:] != (2, 1) or min(sizes) < 1:
        raise ValueError(
            f"{WHERE}: sizes must begin with 2 inputs and end with 2 hidden units, 1 output, got {sizes}"
        )
    if len(names) != len(sizes) - 1:
        raise ValueError(f"{WHERE}: activations must be one name for each layer of {sizes}, got {names}")
    for name in names[:-1]:
        if name not in HIDDEN:
            raise ValueError(f"{WHERE}: activations must be names from {list(HIDDEN)}, got {name!r}")
    if names[-1] not in OUTPUTS:
        raise ValueError(
            f"{WHERE}: the last of activations must be one of {list(OUTPUTS)}, got {names[-1]!r}"
        )


def _points(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    points, classes = base.finite("x", x, WHERE), base.finite("y", y, WHERE)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise ValueError(f"{WHERE}: x must have shape (N, 2) with N of at least 1, got {points.shape}")
    if classes.shape != points.shape[:1]:
        raise ValueError(f"{WHERE}: y must have shape ({len(points)},) like x's rows, got {classes.shape}")
    if not np.isin(classes, (0, 1)).all():
        raise ValueError(f"{WHERE}: y must hold only 0 and 1, got {np.unique(classes).tolist()}")
    return points.astype(float), classes.astype(int)


def _reach(slider: Slider, sources: Sequence[_Source], count: int) -> dict[str, Any]:
    """Which parameters a slider sets, and its ends, which every preset and every frame must keep."""
    index, factor = runs.entries(slider, count, WHERE)
    taken = np.concatenate([source.rows[:, index[0]] / factor[0] for source in sources]).astype(float)
    reach = base.round_up(1.25 * float(abs(taken).max()) or 1.0)
    low, high = -reach if slider.low is None else slider.low, reach if slider.high is None else slider.high
    for source in sources:
        for value in (source.rows[:, index[0]] / factor[0]).tolist():
            if low < high and not low <= value <= high:
                raise ValueError(
                    f"{WHERE}: slider {slider.name} goes from {low} to {high}, "
                    f"but {source.name!r} sets {value:g}"
                )
    return {"index": index.tolist(), "factor": factor.tolist(), "low": float(low), "high": float(high)}


def _value(spec: Mapping[str, Any], row: NDArray[Any]) -> float:
    """Where a slider stands on these parameters."""
    return float(row[spec["index"][0]] / spec["factor"][0])


def _one_by_one(x: NDArray[Any], weight: NDArray[Any], bias: NDArray[Any]) -> NDArray[Any]:
    """The weighted sums in the page's order of additions, without fused steps."""
    z = np.zeros((len(x), weight.shape[1]))
    for column, row in zip(x.T, weight, strict=True):
        z = z + column[:, None] * row
    return z + bias


def _together(hidden: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Each place and class once: the place, the first point there, how many stand there."""
    cells = np.column_stack([np.floor(hidden * GRAIN + 0.5), y])
    _, first, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    return hidden[first], first, counts


def _field(ax: Axes, gx: NDArray[Any], gy: NDArray[Any], z: NDArray[Any], line: bool) -> None:
    """Which side is class 1's: tinted, and where the two meet, a line."""
    # a pixel picture of two colours has no contour to follow where hidden steps leave jumps
    for k, inside in enumerate((z < 0, z >= 0)):
        if inside.any():
            levels = np.where(inside, 1.0, -1.0)
            ax.contourf(gx, gy, levels, levels=[0, 2], colors=[palette.CLASS_COLORS[k]], alpha=0.18)
    if line and z.min() < 0 < z.max():
        ax.contour(gx, gy, z, levels=[0], colors=["black"], linewidths=1.4)
