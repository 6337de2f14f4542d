"""The training figure: runs that sliders choose, replayed, with the boundary beside the curves."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets import base, field
from helpers.widgets.axes import DASHES, MOST, Levels, Options, Settings, upright
from helpers.widgets.panel import Control, Panel, slider, steps
from helpers.widgets.runs import Layers, Run, Scenario, checked, completed, joined, layers, window
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "TrainingFigure"
HEAVIEST = 280_000
"""Bytes of runs and curves that a figure may bring; the page carries them in base64, a third longer."""
WHOLE = 32_767
TRIES = 100
NEAR = 1e-9
"""Of the boundary: nearer to it, rounding decides the side of a point."""


class TrainingFigure(Panel):
    """Training runs, chosen by sliders and replayed: the boundary on the left, the curves on the right.

    The left side shows the points and the answer of the chosen network at the chosen frame: training points
    filled, held-out points small and hollow. The right side shows the run's curves over the frames, where it
    stands now, and the frame at which the last curve, the held-out loss, is lowest: the place to stop.

    Args:
        x, y: (N, 2) training points and their (N,) classes, whole numbers from 0.
        history: the parameters of each run before the first and after later epochs, (frames, P): a function
            of one entry of each axis (an option's name, a level), or one array with the axes' lengths in
            front. Flat, layer by layer: the weights row by row, `(inputs, outputs)`, then the bias, as in
            `BoundaryFigure`. All runs have the same number of frames, at least 2.
        axes: `Options` and `Levels` to choose a run by; none for a single run.
        sizes: units of each layer, from 2 inputs to 1 output or to one for each of up to 4 classes; or a
            function like `history`, where the width is an axis.
        activations: one name for each layer, all with a derivative. One output answers class 1 from 0.5 on.
        curves: for each name an array, shaped as `history` without P, or a function that gives (frames,). The
            first is that of the training points, the last that of the held-out points. At most 4.
        held_out: (x, y) of the held-out points.
        frame_numbers: (frames,) whole numbers, ascending: the epoch of each frame.
        frame_name: what the frames count.
        frame: the frame to begin with; −1 is the last. shown: whether held-out points are shown at first.
        class_names: of the classes. axis_labels: of the two inputs.
        limits: `((x_low, x_high), (y_low, y_high))` of the plane; left out, all points with room.
        curve_limits: (low, high) of the curves; left out, what holds all runs.
        logarithmic: whether the curves count in powers of ten.
        task: a `Task`, or several. Quantities: every axis (an option's place, a level's value), `frame`,
            `number` (its epoch), `shown`, `by_hand`; `value_1`, `value_2`, … (the curves at the frame), `gap`
            (the last curve less the first), `best` (the frame where the last curve is lowest), `late` (how
            many frames the present one is behind it; negative before it); `wrong` and `accuracy` of the
            training points, `wrong_held` and `accuracy_held` of the others; `sure` and `sure_held`, the mean
            of the answers' probabilities (with sigmoid and softmax outputs); `norm`, the length ‖w‖ of all
            weights.
        title: above the figure. key: the short name in a link, one for each figure of a page.

    Each parameter is carried in 2 bytes (15 bits and a sign; the unit is chosen for each frame), rounded so
    that every point stays on its side of the boundary. The page and Python both compute with these. A figure
    may weigh up to about 400 KB on the page: 30 runs of 60 frames with 75 parameters on average.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: a level that is not listed, a frame that is not there.

    >>> x, y, rows = [[0.0, 0.0], [1.0, 0.0]], [0, 1], np.array([[0.0, 0, 0], [1, 0, -0.5], [2, 0, -1.0]])
    >>> figure = TrainingFigure(x, y, rows, sizes=(2, 1), activations=("sigmoid",),
    ...     curves={"seen": [0.7, 0.5, 0.3], "unseen": [0.7, 0.4, 0.6]})
    >>> figure
    TrainingFigure(2 points, 1 run of 3 frames; 2-1 sigmoid at epoch 0: wrong 1, seen 0.7, unseen 0.7)
    >>> figure.frame = 2
    >>> now = figure.quantities(figure.state)
    >>> now["wrong"], now["best"], now["late"], round(now["gap"], 3)
    (0.0, 1.0, 1.0, 0.3)
    """

    _esm = base.module("panel", "replay")
    _css = base.style("panel", "flow", "curves")

    def __init__(
        self,
        x: ArrayLike,
        y: ArrayLike,
        history: ArrayLike | Callable[..., ArrayLike],
        *,
        axes: Sequence[Options | Levels] = (),
        sizes: Sequence[int] | Callable[..., Sequence[int]] = (2, 8, 1),
        activations: Sequence[str] = ("tanh", "sigmoid"),
        curves: Mapping[str, ArrayLike | Callable[..., ArrayLike]],
        held_out: tuple[ArrayLike, ArrayLike] | None = None,
        frame_numbers: ArrayLike | None = None,
        frame_name: str = "epoch",
        frame: int = 0,
        shown: bool = True,
        class_names: Sequence[str] | None = None,
        axis_labels: tuple[str, str] = ("x₁", "x₂"),
        limits: ArrayLike | None = None,
        curve_limits: tuple[float, float] | None = None,
        logarithmic: bool = False,
        task: Task | Sequence[Task] = (),
        title: str = "Training, replayed",
        key: str | None = None,
    ) -> None:
        """Look every run up once, round its parameters, then open the widget."""
        self._axes, self._names, self._frame_name = Settings(axes, WHERE), list(curves), frame_name
        full = self._looked_up(x, y, history, sizes, activations, frame_numbers)
        self._curves = self._tabled(curves, len(full[0].history))
        self._sets = {"": full[0].points}
        if held_out is not None:
            self._sets["_held"] = _held(held_out, full[0].classes)
        everyone = np.concatenate(list(self._sets.values()))
        self._runs = [_kept(run, everyone[:, :2]) for run in full]
        weight = sum(kept.whole.nbytes + kept.unit.nbytes for kept in self._runs) + self._curves.nbytes
        if weight > HEAVIEST:
            raise ValueError(
                f"{WHERE}: the runs weigh {weight} bytes, more than {HEAVIEST}: give fewer runs or frames"
            )
        self._index = self._axes.index(range(len(full)))
        self._limits = window(limits, [full[0]._replace(points=everyone)], WHERE)
        span = upright(self._curves, logarithmic, curve_limits, ", ".join(self._names), WHERE)
        if logarithmic and (self._curves <= 0).any():
            raise ValueError(f"{WHERE}: curves must be above 0 on a logarithmic axis")
        if class_names is None:
            class_names = [say("class", index=k) for k in range(full[0].classes)]
        for what, texts, count in (
            ("class_names", class_names, full[0].classes),
            ("axis_labels", axis_labels, 2),
        ):
            if len(texts) != count:
                raise ValueError(f"{WHERE}: {what} must be {count} texts, got {len(texts)}")
        self._labels: dict[str, Any] = {
            "axes": list(axis_labels),
            "classes": [str(name) for name in class_names],
        }
        self._span, self._logarithmic = span, bool(logarithmic)
        self._numbers, frames = full[0].numbers, len(full[0].history)
        if (np.diff(self._numbers) <= 0).any():
            raise ValueError(f"{WHERE}: frame_numbers must be ascending, got {self._numbers.tolist()}")
        if not -frames <= frame < frames:
            raise ValueError(f"{WHERE}: frame must be from {-frames} to {frames - 1}, got {frame}")
        controls = [
            *({**control, "group": say("replay_group")} for control in self._axes.controls()),
            *self._switch(shown),
            steps("frame", frames - 1, frame_name, frame % frames),
        ]
        self._check_names([control["name"] for control in controls])
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                **self._labels,
                "frame_name": frame_name,
                "limits": [list(pair) for pair in self._limits],
                "points": [base.packed(points) for points in self._sets.values()],
                "activations": list(full[0].activations),
                "numbers": base.packed(self._numbers),
                "choices": self._axes.wire(),
                "index": base.packed(self._index.ravel()),
                "sizes": [list(kept.run.sizes) for kept in self._runs],
                "rows": base.packed(_in_pairs([kept.whole for kept in self._runs])),
                "units": base.packed(np.stack([kept.unit for kept in self._runs])),
                "names": self._names,
                "curves": base.packed(self._curves),
                "span": span,
                "logarithmic": self._logarithmic,
            },
        )

    # ---- from the arguments to the runs

    def _looked_up(
        self, x: ArrayLike, y: ArrayLike, history: Any, sizes: Any, activations: Sequence[str], numbers: Any
    ) -> list[Run]:
        """The run of each setting that differs, checked."""
        if history is None:
            raise ValueError(f"{WHERE}: history must be an array or a function, got None")
        rows = self._axes.looked_up("history", history, _numbers, ("frames", "P"))
        runs: list[Run] = []
        for setting, (told, own) in zip(self._axes.different, rows, strict=True):
            units = sizes(*self._axes.entries(setting)) if callable(sizes) else sizes
            run = completed(
                Scenario(told, own, x, y, units, activations), Scenario("", frame_numbers=numbers), WHERE
            )
            if np.ndim(own) != 2 or len(own) < 2 or len(own) != len(rows[0][1]):
                raise ValueError(
                    f"{WHERE}: {told} must have at least 2 frames, as many as all others, got {len(own)}"
                )
            if abs(run.history).max() > np.finfo(np.float32).max:
                raise ValueError(f"{WHERE}: {told} must be below 3e38, or the run has diverged")
            if "step" in run.activations:
                raise ValueError(f"{WHERE}: activations must each have a derivative, got 'step'")
            if run.sizes[-1] > len(palette.CLASS_COLORS) or run.sizes[-1] != (runs or [run])[0].sizes[-1]:
                raise ValueError(
                    f"{WHERE}: sizes must end with the same outputs in every run, at most "
                    f"{len(palette.CLASS_COLORS)}, got {run.sizes}"
                )
            runs.append(run._replace(history=run.history.astype(float)))
        return runs

    def _tabled(self, curves: Mapping[str, Any], frames: int) -> NDArray[np.float32]:
        """The curves of each run that differs: (runs, curves, frames)."""
        if not 1 <= len(curves) <= MOST:
            raise ValueError(f"{WHERE}: curves must be 1 to {MOST}, got {len(curves)}")
        table = np.empty((len(self._axes.different), len(curves), frames), np.float32)
        for c, (name, curve) in enumerate(curves.items()):
            for r, (told, values) in enumerate(self._axes.looked_up(name, curve, _numbers, (frames,))):
                if values.shape != (frames,) or (abs(values) > np.finfo(np.float32).max).any():
                    raise ValueError(f"{WHERE}: {told} must be {frames} numbers, one for each frame")
                table[r, c] = values
        return table

    def _switch(self, shown: bool) -> list[dict[str, Any]]:
        if "_held" not in self._sets:
            return []
        control = Control("shown", int(shown), 0, 1, 1, say("replay_shown"), "currentColor")
        return [slider(control, 0, WHERE, group=say("replay_group"), named=True)]

    def _check_names(self, names: Sequence[str]) -> None:
        taken = {*self._told({"frame": 0}, 0), "by_hand"}
        for name in names:
            if name in taken:
                raise ValueError(f"{WHERE}: an axis must not be called {name!r}, like a quantity")

    # ---- from the state to what is shown

    def _place(self, state: Mapping[str, float]) -> tuple[int, int]:
        """The run and the frame."""
        return int(self._index[self._axes.at(state)]), int(state["frame"])

    def _evaluated(self, state: Mapping[str, float], x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The leads of the classes (N, K) and the larger probability (N,) at these inputs."""
        row, frame = self._place(state)
        kept = self._runs[row]
        found = kept.run.layers(kept.run.history[frame], x)
        out = found[-1][1]
        return _ahead(found, kept.run.activations[-1]), _surest(out)

    @property
    def parameters(self) -> NDArray[Any]:
        """The parameters of the chosen run at the chosen frame, flat, as they are carried."""
        row, frame = self._place(self.state)
        return self._runs[row].run.history[frame].copy()

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """The curves at the frame, points on the wrong side, how sure the network is, its weights."""
        return self._told(state, self._place(state)[0])

    def _told(self, state: Mapping[str, float], row: int) -> dict[str, float]:
        frame, curves = int(state["frame"]), self._curves[row].astype(float)
        best = int(curves[-1].argmin())
        found = {f"value_{k}": float(curve[frame]) for k, curve in enumerate(curves, 1)}
        if len(curves) > 1:
            found["gap"] = float(curves[-1, frame] - curves[0, frame])
        found |= {"number": float(self._numbers[frame]), "best": float(best), "late": float(frame - best)}
        run = self._runs[row].run
        for name, points in self._sets.items():
            layered = run.layers(run.history[frame], points[:, :2])
            wrong = int(np.sum(_sides(_ahead(layered, run.activations[-1])) != points[:, 2]))
            found["wrong" + name] = float(wrong)
            found["accuracy" + name] = (len(points) - wrong) / len(points)
            if run.activations[-1] in ("sigmoid", "softmax"):
                found["sure" + name] = float(_surest(layered[-1][1]).mean())
        found["norm"] = float(np.sqrt(np.sum(run.history[frame][_weights(run.sizes)] ** 2)))
        return found

    def _certain(self, state: Mapping[str, float]) -> bool:
        """No point lies on the boundary but for rounding."""
        return all(_clear(self._evaluated(state, points[:, :2])[0]).all() for points in self._sets.values())

    # ---- what is read and shown where nothing moves

    def _readings(self) -> str:
        now = self.quantities(self.state)
        return ", ".join(f"{name} {now[f'value_{k}']:.2g}" for k, name in enumerate(self._names, 1))

    def _network(self) -> str:
        return "-".join(map(str, self._runs[self._place(self.state)[0]].run.sizes))

    def _moment(self) -> str:
        return f"{self._frame_name} {self._numbers[int(self.state['frame'])]}"

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        now, points = (
            self.quantities(self.state),
            " + ".join(str(len(points)) for points in self._sets.values()),
        )
        runs = f"{len(self._runs)} run{'s' * (len(self._runs) > 1)} of {len(self._numbers)} frames"
        here = ", ".join(
            part
            for part in (
                self._axes.words(self.state),
                f"{self._network()} {' '.join(self._runs[0].run.activations)}",
            )
            if part
        )
        wrong = ", ".join(f"wrong{name} {now['wrong' + name]:.0f}" for name in self._sets)
        return f"{WHERE}({points} points, {runs}; {here} at {self._moment()}: {wrong}, {self._readings()})"

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        now, setting = self.quantities(self.state), self._axes.words(self.state)
        counts = [
            say("replay_count" + name, wrong=int(now["wrong" + name]), points=len(points))
            for name, points in self._sets.items()
        ]
        return say(
            "replay_alt",
            title=self._title if self._title.endswith(("?", "!", ".")) else f"{self._title}:",
            network=self._network(),
            moment=self._moment(),
            setting=setting and say("replay_for", setting=setting),
            counts=say("and").join(counts),
            readings=self._readings(),
            last=self._names[-1],
            best=f"{self._frame_name} {self._numbers[int(now['best'])]}",
        )

    def _picture(self) -> MatplotlibFigure:
        figure = MatplotlibFigure(figsize=(9.4, 4.7), dpi=90, layout="constrained")
        left, right = figure.subplots(1, 2)
        setting = self._axes.words(self.state)
        figure.suptitle(self._title + (f" ({setting})" if setting else ""), fontsize=12)
        self._draw_plane(left)
        self._draw_curves(right)
        return figure

    def _draw_plane(self, ax: Axes) -> None:
        state = self.state
        field.paint(ax, self._limits, lambda rows: self._evaluated(state, rows))
        for name in reversed(self._sets):
            points = self._sets[name]
            if name and not state["shown"]:
                continue
            sides = _sides(self._evaluated(state, points[:, :2])[0])
            for k, label in enumerate(self._labels["classes"]):
                mine, color = points[points[:, 2] == k, :2], palette.CLASS_COLORS[k]
                look: dict[str, Any] = {
                    "markersize": 7,
                    "color": color,
                    "markeredgecolor": "white",
                    "label": label,
                }
                if name:
                    look = {"markersize": 4.5, "markerfacecolor": "white", "markeredgecolor": color}
                ax.plot(*mine.T, palette.CLASS_MARKERS[k], linestyle="none", **look)
            missed = points[sides != points[:, 2], :2]
            if len(missed) and not name:
                ax.plot(
                    *missed.T, "o", markersize=12, fillstyle="none", color="black", label=say("replay_ring")
                )
        if state.get("shown"):
            ax.plot([], [], "o", markersize=4.5, markerfacecolor="white", markeredgecolor="black",
                    label=say("replay_held"))  # fmt: skip
        now = self.quantities(state)
        told = [
            say("replay_short" + name, wrong=int(now["wrong" + name]), points=len(points))
            for name, points in self._sets.items()
        ]
        ax.set_title(f"{self._moment()}: {', '.join(told)}", fontsize=10.5, loc="left")
        ax.set(xlabel=self._labels["axes"][0], ylabel=self._labels["axes"][1])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=4, fontsize=9, frameon=False)

    def _draw_curves(self, ax: Axes) -> None:
        row, frame = self._place(self.state)
        curves, numbers = self._curves[row], self._numbers
        low, high = self._span
        if self._logarithmic:
            ax.set_yscale("log")
            low, high = 10.0**low, 10.0**high
        best, room = int(curves[-1].argmin()), 0.02 * (numbers[-1] - numbers[0])
        ax.axvline(numbers[frame], color="black", linewidth=1.5)
        ax.axvline(numbers[best], color="gray", linewidth=1.2, linestyle=":")
        for k, (name, curve) in enumerate(zip(self._names, curves, strict=True)):
            color, marker = palette.CLASS_COLORS[k], palette.CLASS_MARKERS[k]
            ax.plot(numbers, curve, color=color, linestyle=DASHES[k], label=f"{name} {curve[frame]:.2g}")
            ax.plot(
                numbers[frame],
                curve[frame],
                marker,
                color=color,
                markeredgecolor="white",
                markersize=8,
                zorder=4,
            )
        label = say("replay_best", name=self._names[-1], moment=f"{self._frame_name} {numbers[best]}")
        ax.plot(
            numbers[best],
            curves[-1, best],
            "*",
            color="black",
            markersize=12,
            zorder=5,
            linestyle="none",
            label=label,
        )
        ax.set(xlim=(numbers[0] - room, numbers[-1] + room), ylim=(low, high), xlabel=self._frame_name)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2, fontsize=9, frameon=False)


class _Kept(NamedTuple):
    """A run with rounded parameters: `run.history` is `whole` times the `unit` of each frame."""

    run: Run
    whole: NDArray[np.int16]
    unit: NDArray[np.float32]


def _kept(run: Run, x: NDArray[Any]) -> _Kept:
    """The run in two bytes for each parameter, every point on the side where all bytes put it."""
    rows = run.history
    wanted, clear = _answers(run, rows, x)
    largest = abs(rows).max(axis=1)
    unit = (largest / WHOLE).astype(np.float32)
    unit[unit < np.finfo(np.float32).tiny] = 1  # all are zero, or as good as that
    whole, again = np.rint(rows / unit[:, None].astype(float)), np.arange(len(rows))
    for attempt in range(1, TRIES):
        sides, _ = _answers(run, whole[again] * unit[again, None].astype(float), x)
        again = again[((sides != wanted[again]) & clear[again]).any(axis=1)]
        if not again.size:
            break
        # another unit rounds otherwise
        unit[again] = largest[again] / (WHOLE - 41 * attempt)
        whole[again] = np.rint(rows[again] / unit[again, None].astype(float))
    kept = whole.astype(np.int16)
    return _Kept(run._replace(history=kept * unit[:, None].astype(float)), kept, unit)


def _answers(run: Run, rows: NDArray[Any], x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """(frames, N) the class of each point, and whether it is clear of the boundary."""
    ahead = _ahead(layers(rows, run.sizes, run.activations, x), run.activations[-1])
    return _sides(ahead), _clear(ahead)


def _ahead(found: Layers, last: str) -> NDArray[Any]:
    """By how much each class leads, smooth where the network is."""
    z, out = found[-1]
    return field.leads(out - 0.5 if z.shape[-1] == 1 and last != "sigmoid" else z)


def _sides(ahead: NDArray[Any]) -> NDArray[Any]:
    """The class that leads; on the boundary between two, class 1."""
    return (ahead[..., 1] >= 0).astype(int) if ahead.shape[-1] == 2 else ahead.argmax(axis=-1)


def _clear(ahead: NDArray[Any]) -> NDArray[Any]:
    """Whether a point's side does not hang on rounding."""
    lead = ahead.max(axis=-1)
    return (lead > NEAR) | (lead == 0)


def _surest(out: NDArray[Any]) -> NDArray[Any]:
    """The probability of the answer, one output being that of class 1."""
    return np.maximum(out, 1 - out)[..., 0] if out.shape[-1] == 1 else out.max(axis=-1)


def _weights(sizes: Sequence[int]) -> NDArray[np.bool_]:
    """Which of the parameters are weights, not biases.

    >>> _weights((2, 1)).tolist()
    [True, True, False]
    """
    return np.concatenate([np.repeat([True, False], [n * m, m]) for n, m in pairwise(sizes)])


def _in_pairs(tables: Sequence[NDArray[np.int16]]) -> NDArray[np.int32]:
    """All tables one after the other, two numbers of two bytes in each of four."""
    flat = np.concatenate([table.ravel() for table in tables])
    return np.append(flat, np.zeros(len(flat) % 2, np.int16)).astype("<i2").view("<i4")


def _held(held_out: Any, classes: int) -> NDArray[Any]:
    try:
        x, y = held_out
    except (TypeError, ValueError):
        raise ValueError(f"{WHERE}: held_out must be (x, y), got {type(held_out).__name__}") from None
    try:
        return checked(joined(x, y, WHERE), classes, ValueError, WHERE)
    except ValueError as error:
        raise ValueError(str(error).replace(f"{WHERE}: ", f"{WHERE}: held_out: ")) from None


def _numbers(name: str, values: Any) -> NDArray[Any]:
    return base.finite(name, values, WHERE)
