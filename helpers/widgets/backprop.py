"""The backpropagation figure: the boundary bends, and one example's error flows back through the network."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import Circle, Rectangle
from numpy.typing import ArrayLike, NDArray

from helpers import losses, palette
from helpers.activations import ACTIVATIONS
from helpers.dense import dense, dense_backward
from helpers.widgets import base
from helpers.widgets.panel import Panel, choice, listed, steps
from helpers.widgets.runs import Layers, Run, Scenario, completed, window
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "BackpropFigure"
LOSSES = ("binary_cross_entropy", "mean_squared_error")
FROM_OUT = ("sigmoid", "tanh")  # their backward takes the result, the others' the sum
MOST_UNITS, MOST_LAYERS = 8, 4
MOST_SHOWN = 8
MOST_CURVES = 4
SMALL = 13  # parameters of a network whose lines all carry their slopes
MOST_BYTES = 66_000
"""Slopes and histories of all scenarios; the page carries them in base64, a third longer."""


class BackpropFigure(Panel):
    """A boundary that bends while it is learned, and beside it the way back of one example's error.

    Left stand the points and the answer of the network at a frame of its training. Right the network is drawn
    for one of the points: the values that went forward stand in the units; under each unit stands its δ, the
    slope of the example's loss with the unit's weighted sum; each line is as thick as the slope of the loss
    with its weight. NumPy computes all of them when the cell runs, for every frame and example.

    Args:
        x: (N, 2) points, float.
        y: (N,) their classes, 0 or 1, which are the targets too.
        history: (frames, P) parameters before the first and after later epochs, or (P,) of one moment. Flat,
            layer by layer: the weights row by row, `(inputs, outputs)`, then the bias, as in
            `BoundaryFigure`. May be left out if every scenario has one.
        sizes: units of each layer: 2 inputs, hidden layers of at most 8 units, 1 output.
        activations: one name for each layer, all with a derivative (no step, no softmax).
        loss: "binary_cross_entropy" (its last activation is the sigmoid) or "mean_squared_error", of one
            example. The answer is 1 where the output is at least 0.5.
        scenarios: `Scenario`s to choose among, as in `BoundaryFigure`.
        curves: a table of (frames,) curves drawn under the picture with a moving marker.
        frame_numbers: (frames,) whole numbers of the frames, if the history was thinned.
        frame_name: "epoch" or "update".
        frame: the frame to begin with; −1 is the first scenario's last.
        examples_shown: indices of the points that can be chosen, or a table of them by scenario name. Left
            out, up to 8 of both classes, fewer if the figure would weigh too much.
        class_names: of class 0 and class 1.
        axis_labels: of the two inputs.
        limits: `((x_low, x_high), (y_low, y_high))`; default all points, with room.
        task: a `Task`, or several. Quantities: `frame`, `example`, `scenario` (their places in the lists),
            `output`, `error` (y − ŷ), `loss`, `delta` (the output unit's) and `gradient` (the size of its
            largest entry), all of the example; `wrong`, `points`, `accuracy` of all points; `by_hand`.
        title: above the figure. key: the short name in a link, one for each figure of a page.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: `frame`, `example` or `scenario` is set outside its range.

    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", Nature 323,
    1986.

    >>> row = np.array([1.0, 0.5, -1.0, 0.5, 0.0, 0.2, 1.0, -2.0, 0.1])  # 2-2-1
    >>> figure = BackpropFigure([[0.0, 1.0], [1.0, 0.0]], [0, 1], [0 * row, row], sizes=(2, 2, 1))
    >>> figure
    BackpropFigure(2-2-1 tanh sigmoid, 2 points, 2 frames, 2 examples; at 0, 0: output 0.500, delta 0.500)
    >>> figure.frame = 1
    >>> print(round(figure.everything(figure.state)["output"], 3))
    0.134
    """

    _esm = base.module("panel", "backprop")
    _css = base.style("panel", "drawing", "formula", "flow", "backprop")

    def __init__(
        self,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        history: ArrayLike | None = None,
        *,
        sizes: Sequence[int] = (2, 3, 1),
        activations: Sequence[str] = ("tanh", "sigmoid"),
        loss: str = "binary_cross_entropy",
        scenarios: Sequence[Scenario] = (),
        curves: Mapping[str, ArrayLike] | None = None,
        frame_numbers: ArrayLike | None = None,
        frame_name: str = "epoch",
        frame: int = 0,
        examples_shown: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
        class_names: Sequence[str] | None = None,
        axis_labels: tuple[str, str] = ("x₁", "x₂"),
        limits: ArrayLike | None = None,
        task: Task | Sequence[Task] = (),
        title: str = "The error flows back",
        key: str | None = None,
    ) -> None:
        """Check everything, compute all slopes, then open the widget."""
        if loss not in LOSSES:
            raise ValueError(f"{WHERE}: loss must be one of {list(LOSSES)}, got {loss!r}")
        if frame_name not in ("update", "epoch"):
            raise ValueError(f'{WHERE}: frame_name must be "update" or "epoch", got {frame_name!r}')
        shared = Scenario(title, history, x, y, sizes, activations, None, curves, frame_numbers)
        runs = [completed(scenario, shared, WHERE) for scenario in scenarios or (shared,)]
        self._limits = window(limits, runs, WHERE)
        names = [run.name for run in runs]
        if len(set(names)) < len(names):
            raise ValueError(f"{WHERE}: scenarios must have different names, got {names}")
        for run in runs:
            _check_network(run, loss)
        for what, texts in (("class_names", class_names), ("axis_labels", axis_labels)):
            if texts is not None and len(texts) != 2:
                raise ValueError(f"{WHERE}: {what} must be 2 texts, got {len(texts)}")
        if class_names is None:
            class_names = [say("class", index=k) for k in range(2)]
        if not -len(runs[0].history) <= frame < len(runs[0].history):
            last = len(runs[0].history) - 1
            raise ValueError(f"{WHERE}: frame must be from {-last - 1} to {last}, got {frame}")
        self._loss, self._axes, self._frame_name = loss, list(axis_labels), frame_name
        self._classes = [str(label) for label in class_names]
        self._flows = [_flow(run, loss, shown) for run, shown in _shown(runs, examples_shown)]

        frames, shown = max(len(run.history) for run in runs), max(len(flow.shown) for flow in self._flows)
        controls = []
        if len(runs) > 1:
            controls.append(choice("scenario", names, say("backprop_scenario")))
        if shown > 1:
            label = say("backprop_example")
            control = listed("example", range(shown), 0, WHERE, label, "currentColor")
            controls.append({**control, "group": say("backprop_group")})
        if frames > 1:
            controls.append(steps("frame", frames - 1, frame_name, frame % len(runs[0].history)))
        different: list[NDArray[Any]] = []
        for run in runs:
            if not any(np.array_equal(run.points, points) for points in different):
                different.append(run.points)
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                "axes": self._axes,
                "classes": self._classes,
                "frame_name": frame_name,
                "loss": loss,
                "limits": [list(pair) for pair in self._limits],
                "points": [base.packed(points) for points in different],
                "runs": [
                    flow.wire(next(k for k, p in enumerate(different) if np.array_equal(p, flow.run.points)))
                    for flow in self._flows
                ],
            },
        )
        if "scenario" in self._controls:
            self.observe(self._scenario_chosen, "scenario")

    def _scenario_chosen(self, _change: Any) -> None:
        """Frame and example stay where the scenario has them, else they are its last."""
        flow = self._flows[int(self.state["scenario"])]
        with self.hold_sync():
            for name, last in (("frame", len(flow.run.history) - 1), ("example", len(flow.shown) - 1)):
                if name in self._controls and name not in self._incoming and self.state[name] > last:
                    self.set_trait(name, float(last))

    # ---- what is computed

    def _place(self, state: Mapping[str, float]) -> tuple["_Flow", int, int]:
        """The scenario, and the frame and the example that it shows."""
        flow = self._flows[int(state.get("scenario", 0))]
        frame = min(int(state.get("frame", 0)), len(flow.run.history) - 1)
        return flow, frame, min(int(state.get("example", 0)), len(flow.shown) - 1)

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """`output`, `error`, `loss`, `delta`, `gradient` of the example, `wrong` … of all, and the places."""
        flow, frame, example = self._place(state)
        points, index = flow.run.points, flow.shown[example]
        layers = self._forward(flow, frame)
        z, out = layers[-1][0][index, 0], layers[-1][1][index, 0]
        y, slopes = points[index, 2], flow.slopes[frame, example]
        if self._loss == "mean_squared_error":
            loss = losses.mean_squared_error(np.array([out]), np.array([y]))
        else:
            loss = losses.binary_cross_entropy(np.array([z]), np.array([y]))
        wrong = int(np.sum((self._edge(flow, layers) >= 0) != points[:, 2]))
        return {
            "frame": float(frame),
            "example": float(example),
            "scenario": float(state.get("scenario", 0)),
            "output": float(out),
            "error": float(y - out),
            "loss": float(loss),
            "delta": float(slopes[-1]),
            "gradient": float(abs(slopes).max()),
            "wrong": float(wrong),
            "points": float(len(points)),
            "accuracy": (len(points) - wrong) / len(points),
        }

    def _forward(self, flow: "_Flow", frame: int, x: NDArray[Any] | None = None) -> Layers:
        """(z, a) of every layer at a frame."""
        x = flow.run.points[:, :2] if x is None else x
        return flow.run.layers(flow.run.history[frame].astype(float), x)

    def _edge(self, flow: "_Flow", layers: Layers) -> NDArray[Any]:
        """At least 0 where the network says 1."""
        z, out = layers[-1]
        edge = z if flow.run.activations[-1] == "sigmoid" else out - 0.5
        return edge[:, 0]

    def _certain(self, state: Mapping[str, float]) -> bool:
        """No point lies on the boundary but for rounding."""
        flow, frame, _ = self._place(state)
        edge = self._edge(flow, self._forward(flow, frame))
        return not ((edge != 0) & (abs(edge) < 1e-9)).any()

    def deltas(self, state: Mapping[str, float] | None = None) -> list[NDArray[Any]]:
        """δ of every unit, layer by layer, for the example that is shown (or that of another state).

        >>> figure = BackpropFigure([[0.0, 1.0]], [1], np.ones(9), sizes=(2, 2, 1))
        >>> [delta.round(3) for delta in figure.deltas()]
        [array([-0.004, -0.004], dtype=float32), array([-0.051], dtype=float32)]
        """
        return [layer[-1] for layer in self.gradients(state)]

    def gradients(self, state: Mapping[str, float] | None = None) -> list[NDArray[Any]]:
        """(inputs + 1, units) for each layer: slopes of the example's loss, those of the biases last."""
        flow, frame, example = self._place(self.state if state is None else state)
        return _by_layer(flow.slopes[frame, example], flow.run.sizes)

    # ---- what is told

    @property
    def _names(self) -> list[list[str]]:
        return _unit_names(self._place(self.state)[0].run.sizes, self._axes)

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        flow, frame, example = self._place(self.state)
        now, run = self.quantities(self.state), flow.run
        counts = [(len(run.points), "point"), (len(run.history), "frame"), (len(flow.shown), "example")]
        if len(self._flows) > 1:
            counts.append((len(self._flows), "scenario"))
        told = ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts)
        network = f"{'-'.join(map(str, run.sizes))} {' '.join(run.activations)}"
        here = f"at {frame}, {example}"
        return f"{WHERE}({network}, {told}; {here}: output {now['output']:.3f}, delta {now['delta']:.3f})"

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        flow, frame, example = self._place(self.state)
        now, points = self.quantities(self.state), flow.run.points
        classes = [say("class_count", count=int(np.sum(points[:, 2] == k)), label=self._classes_of(flow)[k])
                   for k in range(2)]  # fmt: skip
        return say(
            "backprop_alt",
            title=self._title,
            classes=", ".join(classes),
            name=self._frame_name,
            number=int(flow.run.numbers[frame]),
            wrong=int(now["wrong"]),
            points=len(points),
            network="-".join(map(str, flow.run.sizes)),
            index=flow.shown[example],
            output=_short(now["output"]),
            target=int(points[flow.shown[example], 2]),
            delta=_short(now["delta"]),
        )

    def _classes_of(self, flow: "_Flow") -> list[str]:
        return flow.run.class_names or self._classes

    # ---- the picture where no widget can be

    def _picture(self) -> MatplotlibFigure:
        flow, frame, example = self._place(self.state)
        most = max(flow.run.sizes)
        figure = MatplotlibFigure(figsize=(9.4, max(4.9, 0.9 * most + 1.1)), dpi=90, layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.35))
        name = f"{self._title}: {flow.run.name}" if len(self._flows) > 1 else self._title
        figure.suptitle(name, fontsize=12)
        self._draw_plane(left, flow, frame, example)
        self._draw_network(right, flow, frame, example)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=4, frameon=False)
        return figure

    def _draw_plane(self, ax: Axes, flow: "_Flow", frame: int, example: int) -> None:
        """The points, the answer of the network, and the example that is shown."""
        nodes, points, chosen = 240, flow.run.points, flow.run.points[flow.shown[example]]
        gx, gy = np.meshgrid(*(np.linspace(low, high, nodes) for low, high in self._limits))
        layers = self._forward(flow, frame, np.column_stack([gx.ravel(), gy.ravel()]))
        edge = self._edge(flow, layers).reshape(nodes, nodes)
        for k, part in enumerate((-edge, edge)):
            color, marker = palette.CLASS_COLORS[k], palette.CLASS_MARKERS[k]
            if part.max() > 0:
                ax.contourf(gx, gy, part, levels=[0, np.inf], colors=[color], alpha=0.18)
            mine = points[points[:, 2] == k, :2]
            label = self._classes_of(flow)[k]
            ax.plot(*mine.T, marker, color=color, markeredgecolor="white", markersize=7, label=label)
        if edge.min() < 0 < edge.max():
            ax.contour(gx, gy, edge, levels=[0], colors=["black"], linewidths=1.2)
        missed = points[(self._edge(flow, self._forward(flow, frame)) >= 0) != points[:, 2], :2]
        if len(missed):
            ax.plot(
                *missed.T, "o", markersize=12, fillstyle="none", color="black", label=say("backprop_ring")
            )
        ax.plot(*chosen[:2], "D", markersize=15, fillstyle="none", color="black", markeredgewidth=2,
                label=say("backprop_shown"))  # fmt: skip
        ax.set(xlim=self._limits[0], ylim=self._limits[1], xlabel=self._axes[0], ylabel=self._axes[1])
        number = flow.run.numbers[frame]
        told = say("backprop_wrong", wrong=len(missed), points=len(points))
        ax.set_title(f"{self._frame_name} {number}: {told}", fontsize=11, loc="left")
        ax.set_box_aspect(1)
        ax.set_anchor("N")

    def _draw_network(self, ax: Axes, flow: "_Flow", frame: int, example: int) -> None:
        """Values in the units, δ under them, slopes as the thickness of the lines. Units of pixels."""
        sizes, gradients = flow.run.sizes, self.gradients(self.state)
        chosen = flow.run.points[flow.shown[example]]
        values = [chosen[:2], *(out[0] for _, out in self._forward(flow, frame, chosen[None, :2]))]
        row, column = 78.0, 360.0 / (len(sizes) - 1)
        place = [[(k * column, ((m - 1) / 2 - i) * row) for i in range(m)] for k, m in enumerate(sizes)]
        numbered = self._numbered(flow, gradients)
        taken = [(u, v, 28.0, 28.0) for units in place for u, v in units]
        taken += [(u, v - RADIUS - 16, 28.0, 8.0) for units in place[1:] for u, v in units]
        for layer, slopes in enumerate(gradients):
            for i, j in np.ndindex(sizes[layer], sizes[layer + 1]):
                slope, line = float(slopes[i, j]), (place[layer][i], place[layer + 1][j])
                dashes, width = "--" if slope < 0 else "-", _thickness(slope, flow.scale)
                ax.plot(*zip(*line, strict=True), dashes, color=_tint(slope), linewidth=width, zorder=1)
                if numbered[layer][j]:
                    self._number(ax, line, slope, taken)
        for layer, units in enumerate(values):
            for k, value in enumerate(units.tolist()):
                u, v = place[layer][k]
                look: dict[str, Any] = {"facecolor": _fill(value), "edgecolor": "black", "zorder": 3}
                half = 0.9 * RADIUS  # inputs are squares, as everywhere
                square = Rectangle((u - half, v - half), 2 * half, 2 * half, **look)
                ax.add_patch(Circle((u, v), RADIUS, **look) if layer else square)
                ax.text(u, v - 5, f"{_plain(value)}", ha="center", va="center", weight="bold", fontsize=9.5,
                        zorder=5)  # fmt: skip
                ax.text(u, v + 11, self._names[layer][k], ha="center", va="center", fontsize=8.5, zorder=5)
                if layer == 0:
                    continue
                delta = float(gradients[layer - 1][-1, k])
                dashes, width = "--" if delta < 0 else "-", _thickness(delta, flow.scale)
                ring = {"fill": False, "edgecolor": _tint(delta), "linestyle": dashes, "linewidth": width}
                ax.add_patch(Circle((u, v), RADIUS + 4.5, zorder=4, **ring))
                told = f"δ = {_short(delta)}"
                ax.text(u, v - RADIUS - 9, told, ha="center", va="top", fontsize=9, zorder=5, bbox=HALO)
        u, v = place[-1][0]
        target = say("backprop_target", target=int(chosen[2]))
        ax.text(u, v + RADIUS + 10, target, ha="center", va="bottom", fontsize=9)
        high = (max(sizes) - 1) / 2 * row
        ax.set(xlim=(-34, u + 42), ylim=(-max(high, 100) - 92, max(high, 100) + 44))
        ax.text(-34, -max(high, 100) - 88, say("backprop_legend"), va="bottom", fontsize=9)
        ax.set_aspect("equal")
        ax.set_axis_off()

    def _numbered(self, flow: "_Flow", gradients: Sequence[NDArray[Any]]) -> list[list[bool]]:
        """Whose lines carry their numbers: in a small network all, else in each layer the largest δ's."""
        found = []
        for table in gradients:
            largest = int(abs(table[-1]).argmax())
            small = flow.run.history.shape[1] <= SMALL
            found.append([small or j == largest for j in range(table.shape[1])])
        return found

    def _number(self, ax: Axes, line: tuple[Any, Any], slope: float, taken: list[Any]) -> None:
        """The slope on its line, at a place that is free of other words; none if there is no such place."""
        (x0, y0), (x1, y1) = line
        half = 3.5 * len(_short(slope))
        for share in (0.42, 0.5, 0.34, 0.58, 0.26, 0.66, 0.74):
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            if all(abs(x - u) > w + half or abs(y - v) > h + 7 for u, v, w, h in taken):
                taken.append((x, y, half, 7))
                ax.text(x, y, _short(slope), ha="center", va="center", fontsize=8.5, zorder=2, bbox=HALO)
                return


RADIUS = 23
HALO = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


class _Flow(NamedTuple):
    """A scenario with the slopes of every frame and example that can be shown."""

    run: Run
    shown: list[int]
    slopes: NDArray[Any]
    bends: NDArray[Any]
    scale: float

    def wire(self, points: int) -> dict[str, Any]:
        """The scenario as the page reads it."""
        run = self.run
        return {
            "sizes": list(run.sizes),
            "activations": list(run.activations),
            "history": base.packed(run.history),
            "points": points,
            "shown": self.shown,
            "slopes": base.packed(self.slopes),
            "bends": base.packed(self.bends),
            "scale": self.scale,
            "numbers": run.numbers.tolist(),
            "classes": run.class_names,
            "curves": [[name, base.packed(curve.astype("f4"))] for name, curve in run.curves.items()],
        }


def _check_network(run: Run, loss: str) -> None:
    """Refuse a network without derivatives, without one output, or too large to be drawn; many curves."""
    sizes = run.sizes
    if len(run.curves) > MOST_CURVES:
        raise ValueError(f"{WHERE}: curves must be at most {MOST_CURVES}, got {len(run.curves)}")
    if sizes[-1] != 1 or len(sizes) < 3:
        raise ValueError(
            f"{WHERE}: sizes must be 2 inputs, at least one hidden layer and 1 output, got {sizes}"
        )
    if max(sizes) > MOST_UNITS or len(sizes) > MOST_LAYERS + 1:
        raise ValueError(
            f"{WHERE}: sizes must have at most {MOST_UNITS} units in a layer and {MOST_LAYERS} layers of "
            f"weights, got {sizes}"
        )
    for name in run.activations:
        if ACTIVATIONS[name].backward is None or name == "softmax":
            raise ValueError(f"{WHERE}: activations must each have a derivative, got {name!r}")
    if loss == "binary_cross_entropy" and run.activations[-1] != "sigmoid":
        raise ValueError(
            f"{WHERE}: the last of activations must be sigmoid for {loss}, got {run.activations[-1]!r}"
        )


def _shown(
    runs: Sequence[Run], wanted: Sequence[int] | Mapping[str, Sequence[int]] | None
) -> list[tuple[Run, list[int]]]:
    """Each scenario with the examples that the reader can choose; refuses what would weigh too much."""
    each = [run.history.shape[0] * (run.history.shape[1] + sum(run.sizes[1:])) * 4 for run in runs]
    left = MOST_BYTES - sum(run.history.nbytes for run in runs)
    if isinstance(wanted, Mapping):
        unknown = [name for name in wanted if name not in {run.name for run in runs}]
        if unknown:
            raise ValueError(f"{WHERE}: examples_shown names {unknown[0]!r}, which is no scenario")
    most = min(MOST_SHOWN, left // sum(each))
    lists = []
    for run in runs:
        own = wanted.get(run.name) if isinstance(wanted, Mapping) else wanted
        lists.append(_spread(run.points[:, 2], max(1, most)) if own is None else _indices(own, run))
    weight = sum(size * len(shown) for size, shown in zip(each, lists, strict=True))
    if weight > left:
        raise ValueError(
            f"{WHERE}: slopes of all frames and examples are {weight} bytes, and at most {max(0, left)} are "
            "left; thin the history, or give fewer examples_shown"
        )
    return list(zip(runs, lists, strict=True))


def _indices(value: Sequence[int], run: Run) -> list[int]:
    """Different indices of points."""
    found, last = np.asarray(value), len(run.points) - 1
    if found.ndim != 1 or found.size == 0 or not np.issubdtype(found.dtype, np.integer):
        raise ValueError(f"{WHERE}: examples_shown must be a list of whole numbers, got {value!r}")
    if found.min() < 0 or found.max() > last or len(set(found.tolist())) < len(found):
        raise ValueError(
            f"{WHERE}: examples_shown must be different numbers from 0 to {last} (scenario {run.name!r}), "
            f"got {found.tolist()}"
        )
    return [int(i) for i in found]


def _spread(y: NDArray[Any], most: int) -> list[int]:
    """At most so many indices, of both classes alike, spread over the points.

    >>> _spread(np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]), 4)
    [0, 4, 5, 9]
    """
    if len(y) <= most:
        return list(range(len(y)))
    zeros, ones = np.flatnonzero(y == 0), np.flatnonzero(y == 1)
    first = min(len(zeros), max(most // 2, most - len(ones)))
    parts = []
    for mine, count in ((zeros, first), (ones, most - first)):
        parts += mine[np.linspace(0, max(0, len(mine) - 1), count).round().astype(int)].tolist()
    return sorted(parts)


def _flow(run: Run, loss: str, shown: list[int]) -> _Flow:
    """Slopes of the loss of each example at each frame, by the book's own kernels.

    Every (frame, example) is one network of a stack with a batch of one, so that no slopes are added up.
    """
    frames, count, depth = len(run.history), len(shown), len(run.sizes) - 1
    rows = np.broadcast_to(run.history.astype(float)[:, None], (frames, count, run.history.shape[1]))
    x = np.broadcast_to(run.points[shown, :2][None, :, None], (frames, count, 1, 2)).copy()
    y = np.broadcast_to(run.points[shown, 2][None, :, None, None], (frames, count, 1, 1)).copy()
    inputs, weights, sums, outs, start = [], [], [], [], 0
    for (n, m), name in zip(pairwise(run.sizes), run.activations, strict=True):
        weight = rows[..., start : start + n * m].reshape(frames, count, n, m)
        z = dense(x, weight, rows[..., start + n * m : start + (n + 1) * m])
        inputs.append(x)
        weights.append(weight)
        sums.append(z)
        x = ACTIVATIONS[name].forward(z)
        outs.append(x)
        start += (n + 1) * m

    def back(grad: NDArray[Any], layer: int) -> NDArray[Any]:
        name = run.activations[layer]
        backward = ACTIVATIONS[name].backward
        assert backward is not None  # refused before
        if name == "identity":
            return np.asarray(backward(grad))
        return np.asarray(backward(grad, outs[layer] if name in FROM_OUT else sums[layer]))

    # the kernels take the mean over all entries: here each entry is a loss of its own
    whole = float(y.size)
    if loss == "mean_squared_error":
        delta = back(losses.mean_squared_error_backward(whole, x, y), depth - 1)
    else:
        delta = losses.binary_cross_entropy_backward(whole, sums[-1], y)
    parts: list[NDArray[Any]] = []
    for layer in reversed(range(depth)):
        grad_x, grad_weight, grad_bias = dense_backward(delta, inputs[layer], weights[layer])
        parts = [grad_weight.reshape(frames, count, -1), grad_bias, *parts]
        if layer:
            assert grad_x is not None
            delta = back(grad_x, layer - 1)
    bends = [back(np.ones_like(z), layer)[:, :, 0] for layer, z in enumerate(sums)]
    slopes = np.concatenate(parts, axis=-1)
    if not (abs(slopes) <= np.finfo("f4").max).all():
        raise ValueError(f"{WHERE}: slopes must be finite, but those of scenario {run.name!r} are too large")
    largest = float(abs(slopes).max())
    return _Flow(run, shown, slopes.astype("f4"), np.concatenate(bends, axis=-1).astype("f4"), largest or 1.0)


def _by_layer(row: NDArray[Any], sizes: Sequence[int]) -> list[NDArray[Any]]:
    """One flat row as a table (inputs + 1, units) for each layer, the biases last."""
    found, start = [], 0
    for n, m in pairwise(sizes):
        found.append(row[start : start + (n + 1) * m].reshape(n + 1, m))
        start += (n + 1) * m
    return found


def _unit_names(sizes: Sequence[int], axes: Sequence[str]) -> list[list[str]]:
    """What the units are called, layer by layer.

    >>> _unit_names((2, 2, 1), ("x₁", "x₂")), _unit_names((2, 1, 2, 1), ("a", "b"))[2]
    ([['x₁', 'x₂'], ['h₁', 'h₂'], ['ŷ']], ['h₁⁽²⁾', 'h₂⁽²⁾'])
    """
    above = [""] if len(sizes) == 3 else [f"⁽{'⁰¹²³⁴'[k]}⁾" for k in range(1, len(sizes) - 1)]
    hidden = [
        [base.lowered(f"h{k + 1}") + mark for k in range(m)]
        for m, mark in zip(sizes[1:-1], above, strict=True)
    ]
    return [list(axes), *hidden, ["ŷ"]]


def _thickness(slope: float, scale: float) -> float:
    """Of a line: by the root of the slope, so that small ones are still told apart."""
    return float(0.7 + 5.3 * np.sqrt(min(1.0, abs(slope) / scale)))


def _tint(value: float) -> str:
    return "gray" if value == 0 else palette.VERMILION if value > 0 else palette.BLUE


def _fill(value: float) -> tuple[float, float, float]:
    """White for 0, towards the colour of class 1 for 1, towards class 0's for −1."""
    share = 0.55 * min(1.0, abs(value))
    r, g, b = (1 - share * (1 - int(_tint(value or 1.0)[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return r, g, b


def _plain(value: float) -> str:
    """The number in a unit."""
    text = f"{abs(value):.2f}" if abs(value) < 100 else f"{abs(value):.0f}"
    return "−" + text if value < 0 and float(text) else text


def _short(value: float) -> str:
    """The number in a drawing: two digits behind the point, three for small ones.

    >>> _short(0.5), _short(-1.234), _short(-0.0124), _short(0.00001), _short(0.0)
    ('0.50', '−1.23', '−0.012', '0.000', '0')
    """
    if value == 0:
        return "0"
    text = f"{abs(value):.{2 if abs(value) >= 0.0995 else 3}f}"
    return "−" + text if value < 0 and float(text) else text
