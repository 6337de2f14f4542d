"""The boundary figure: points of several classes in a plane, and how a network divides the plane."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets import base
from helpers.widgets.runs import Run, Scenario, Slider, checked, completed, entries, window
from helpers.widgets.tasks import Task, as_tasks, wired
from helpers.widgets.words import say

WHERE = "BoundaryFigure"


class BoundaryFigure(base.Figure):
    """Points in a plane, the network's boundary among them, sliders, and the replay of how it was learned.

    In the built book it works without a kernel; in JupyterLab every quantity is a Python trait too.

    Args:
        x: (N, 2) points, float.
        y: (N,) their classes, whole numbers from 0.
        history: (frames, P) parameters before the first and after every update (or epoch), or (P,) for a
            network that does not learn. Each row is flat: layer by layer the weights row by row, `(inputs,
            outputs)`, then the bias. For a perceptron: `np.column_stack([run.weights, run.biases])`.
            float32 halves the page's weight, float64 is kept too. May be left out if every scenario has one.
        sizes: units of each layer, inputs first: `(2, 1)` is one neuron, `(2, 8, 1)` has a hidden layer. The
            first is 2. One output divides two classes, K ≥ 2 outputs divide K (the largest sum before the
            activation wins).
        activations: one name for each layer: identity, step, sigmoid, tanh, relu, leaky_relu, swish,
            softplus, and softmax for a last layer of K units.
        sliders: `Slider`s; each becomes a trait of its name.
        task: a `Task`, or a sequence of them.
        class_names: one for each class.
        axis_labels: of the horizontal and the vertical axis, with units.
        examples: (frames − 1,) index of the point that caused each update (`PerceptronHistory.examples`);
            the replay marks it.
        curves: a table of (frames,) curves drawn under the picture with a moving marker, such as the losses.
        frame_numbers: (frames,) whole numbers of the frames, if the history was thinned; default 0, 1, 2, …
        frame_name: "update" or "epoch", the word of the replay.
        frame: the frame to begin with, one that every scenario has; −1 is the last of each. The same one is
            taken when a scenario is chosen.
        parameters: (P,) parameters to begin with, if not those of `frame` ("spoil the fit first").
        scenarios: `Scenario`s to choose among. Without them the figure's own arguments are the only one.
        formula: the line of mathematics with live numbers, in which `{w1}` stands for a slider's value and
            `{+w1}` for the value with its sign between two terms: `"ŷ = step({w1} x₁ {+w2} x₂ {+b})"`, the
            default for one neuron whose three parameters have sliders. "" for none.
        threshold: a point belongs to class 1 if the one output is at least this; default 0.5 for step and
            sigmoid, 0 for the others.
        limits: `((x_low, x_high), (y_low, y_high))`; default all points of all scenarios, with room.
        aspect: "auto", or "equal" for the same scale on both axes.
        title: the name of the figure, for screen readers and above it.
        key: the short name in the link that holds the figure's state, of small letters, digits and hyphens,
            one for each figure of a page; default made from the title.
        editable: may points be moved, added and removed?
        retrain: called in JupyterLab with `(x, y)` when points were changed, in the kernel: returns a new
            history, or a `Scenario` with one. Without it the old parameters are scored on the new points.

    Traits (readable, settable, observable, linkable): each slider's name (`figure.w1 = 0.5`), `parameters`
    (P,), `points` (N, 3) with the class as third column, `frame`, `scenario` (its name), `threshold`, and
    `solved`, one bool for each task. `x`, `y`, `history`, `class_names`, `accuracy` are read from them.

    Raises:
        ValueError: an argument has a wrong shape, range or name, or holds NaN; the sentence says which.
        traitlets.TraitError: the same for a trait that is set later.

    Sources: the idea of evaluating a small network in the page is TensorFlow Playground's, Smilkov et al.,
    arXiv:1708.03788 (2017); the update-by-update replay follows Rosenblatt, Psychological Review 65 (1958).

    >>> x, y = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1])
    >>> figure = BoundaryFigure(x, y, [[0.0, 0.0, 0.0], [1.0, -1.0, 0.0]],
    ...                         sliders=(Slider("w1", 0), Slider("w2", 1), Slider("b", 2)))
    >>> figure
    BoundaryFigure(2-1 step, 2 points, 2 frames, accuracy 0.500 -> 1.000)
    >>> figure.frame = 1
    >>> figure.w2
    -1.0
    >>> figure.accuracy
    1.0
    >>> figure.w1 = float("nan")
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: BoundaryFigure: w1 must be a finite number, got nan
    """

    _esm = base.module("boundary")
    _css = base.style("boundary", "formula")

    points = base.Array()
    parameters = base.Array()
    frame = traitlets.Int().tag(sync=True)
    scenario = traitlets.Unicode().tag(sync=True)
    threshold = base.Finite().tag(sync=True)
    solved = traitlets.List(traitlets.Bool()).tag(sync=True)
    _runs: Any = traitlets.List().tag(sync=True)
    _retrained: Any = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    _setting: Any = traitlets.Dict().tag(sync=True)
    _failure = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        history: ArrayLike | None = None,
        *,
        sizes: Sequence[int] = (2, 1),
        activations: Sequence[str] = ("step",),
        sliders: Sequence[Slider] = (),
        task: Task | Sequence[Task] = (),
        class_names: Sequence[str] | None = None,
        axis_labels: tuple[str, str] = ("x₁", "x₂"),
        examples: ArrayLike | None = None,
        curves: Mapping[str, ArrayLike] | None = None,
        frame_numbers: ArrayLike | None = None,
        frame_name: str = "update",
        frame: int = 0,
        parameters: ArrayLike | None = None,
        scenarios: Sequence[Scenario] = (),
        formula: str | None = None,
        threshold: float | None = None,
        limits: tuple[tuple[float, float], tuple[float, float]] | None = None,
        aspect: str = "auto",
        title: str = "Decision boundary",
        key: str | None = None,
        editable: bool = True,
        retrain: Callable[[NDArray[Any], NDArray[Any]], ArrayLike | Scenario] | None = None,
    ) -> None:
        """Check everything, then open the widget."""
        shared = Scenario(title, history, x, y, sizes, activations, examples, curves, frame_numbers)
        runs = [completed(scenario, shared, WHERE) for scenario in scenarios or (shared,)]
        names = [run.name for run in runs]
        if len(set(names)) < len(names):
            raise ValueError(f"{WHERE}: scenarios must have different names, got {names}")
        classes = max(run.classes for run in runs)
        if classes > len(palette.CLASS_COLORS):
            raise ValueError(f"{WHERE}: sizes must end with at most 4 outputs, got {classes}")
        if class_names is None:
            class_names = [say("class", index=k) for k in range(classes)]
        class_names = [str(label) for label in class_names]
        for names_of in (class_names, *(run.class_names for run in runs if run.class_names)):
            if len(names_of) != classes:
                raise ValueError(f"{WHERE}: class_names must be {classes} names, got {len(names_of)}")
        if len(axis_labels) != 2:
            raise ValueError(f"{WHERE}: axis_labels must be 2 texts, got {len(axis_labels)}")
        if frame_name not in ("update", "epoch"):
            raise ValueError(f'{WHERE}: frame_name must be "update" or "epoch", got {frame_name!r}')
        if aspect not in ("auto", "equal"):
            raise ValueError(f'{WHERE}: aspect must be "auto" or "equal", got {aspect!r}')
        shortest = min(len(run.history) for run in runs)
        if not -shortest <= frame < shortest:
            raise ValueError(f"{WHERE}: frame must be from {-shortest} to {shortest - 1}, got {frame}")
        key = base.link_key(key, title, WHERE)
        if threshold is None:
            threshold = 0.5 if runs[0].activations[-1] in ("step", "sigmoid") else 0.0

        self._all = {run.name: run for run in runs}
        self._new: Run | None = None
        self._retrain = retrain
        self._first_frame = frame
        self._limits = window(limits, runs, WHERE)
        self._sliders = {slider.name: _slider(slider, rank, runs) for rank, slider in enumerate(sliders)}
        if len(self._sliders) < len(sliders):
            raise ValueError(f"{WHERE}: sliders must have different names")
        tasks = as_tasks(task)
        known = {"wrong", "points", "accuracy", "frame", "edits", "by_hand", *self._sliders}
        known.update(name for run in runs for name in run.curves)
        if formula is None:
            whole = [spec["index"] for spec in self._sliders.values()] == [[0], [1], [2]]
            w1, w2, b = list(self._sliders) if whole and runs[0].sizes == (2, 1) else ("", "", "")
            inner = f"{{{w1}}} x₁ {{+{w2}}} x₂ {{+{b}}}"
            name = runs[0].activations[0]
            formula = (f"ŷ = {inner}" if name == "identity" else f"ŷ = {name}({inner})") if w1 else ""
        unknown = [name for name in re.findall(r"\{\+?(.*?)\}", formula) if name not in self._sliders]
        if unknown:
            raise ValueError(f"{WHERE}: formula names {{{unknown[0]}}}, but no slider has that name")
        self._labels: dict[str, Any] = {
            "title": title,
            "axes": list(axis_labels),
            "classes": class_names,
        }
        self._frame_name = frame_name

        first = runs[0]
        super().__init__(
            _runs=[run.wire() for run in runs],
            _setting={
                **self._labels,
                "frame_name": frame_name,
                "key": key,
                "limits": [list(pair) for pair in self._limits],
                "equal": aspect == "equal",
                "first": frame,
                "formula": formula,
                "sliders": list(self._sliders.values()),
                "tasks": wired(tasks, known, WHERE),
                "editable": bool(editable),
                "retrains": retrain is not None,
            },
            scenario=first.name,
            points=first.points,
            threshold=threshold,
            solved=[False] * len(tasks),
        )
        self.frame = frame
        self.parameters = first.history[self.frame] if parameters is None else parameters
        self.add_traits(**{name: base.Finite(self._value(name)).tag(sync=True) for name in self._sliders})
        self._set_sliders()
        self.observe(self._slider_moved, list(self._sliders) or "parameters")

    # ---- what is read

    @property
    def _run(self) -> Run:
        return self._new if self._new and self._new.name == self.scenario else self._all[self.scenario]

    @property
    def x(self) -> NDArray[Any]:
        """(N, 2) the points as they are now."""
        return self.points[:, :2]

    @property
    def y(self) -> NDArray[Any]:
        """(N,) their classes, whole numbers."""
        return self.points[:, 2].astype(int)

    @property
    def history(self) -> NDArray[Any]:
        """(frames, P) the parameters of the run that is shown."""
        return self._run.history

    @property
    def class_names(self) -> list[str]:
        """The names of the classes in the run that is shown."""
        return self._run.class_names or self._labels["classes"]

    @property
    def accuracy(self) -> float:
        """The share of the points that lie on their own side, with the parameters as they are now."""
        return float(np.mean(self._predicted(self.parameters) == self.y))

    def _predicted(self, parameters: NDArray[Any]) -> NDArray[Any]:
        z, out = self._run.layers(parameters, self.x)[-1]
        return z.argmax(axis=1) if out.shape[1] > 1 else (out[:, 0] >= self.threshold).astype(int)

    def _leads(self, x: NDArray[Any]) -> NDArray[Any]:
        """(N, K) by how much each class is ahead of the best other one, smooth where the network is."""
        z, out = self._run.layers(self.parameters, x)[-1]
        if out.shape[1] > 1:
            others = [np.delete(z, k, axis=1).max(axis=1) for k in range(z.shape[1])]
            return z - np.column_stack(others)
        name, level = self._run.activations[-1], self.threshold
        # the output itself is flat but for a jump, or nearly: the weighted sum where it is just undecided
        if name == "step" and 0 < level <= 1:
            ahead = z
        elif name == "sigmoid" and 0 < level < 1:
            ahead = z - np.log(level / (1 - level))
        elif name == "tanh" and -1 < level < 1:
            ahead = z - np.arctanh(level)
        else:
            ahead = out - level
        return np.hstack([-ahead, ahead])

    def __repr__(self) -> str:
        """What was shown, by numbers that a test can hold."""
        run, frames = self._run, len(self.history)
        ends = [float(np.mean(self._predicted(self.history[i].astype(float)) == self.y)) for i in (0, -1)]
        accuracy = f"{ends[0]:.3f} -> {ends[1]:.3f}" if frames > 1 else f"{ends[0]:.3f}"
        several = f", {len(self._all)} scenarios" if len(self._all) > 1 else ""
        counts = f"{len(self.points)} points, {frames} frame{'s' * (frames > 1)}{several}"
        network = f"{'-'.join(map(str, run.sizes))} {' '.join(run.activations)}"
        return f"{WHERE}({network}, {counts}, accuracy {accuracy})"

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows, for those who do not see it."""
        counts = np.bincount(self.y, minlength=len(self.class_names))
        parts = [
            say("class_count", count=count, label=label)
            for count, label in zip(counts, self.class_names, strict=True)
        ]
        wrong = int(np.sum(self._predicted(self.parameters) != self.y))
        return say(
            "alt",
            title=self._labels["title"],
            classes=", ".join(parts),
            x_label=self._labels["axes"][0],
            y_label=self._labels["axes"][1],
            name=self._frame_name,
            number=int(self._run.numbers[self.frame]),
            wrong=wrong,
            points=len(self.points),
        )

    # ---- what follows from what; a message of the page that sets both sides is left as it is

    @traitlets.validate("points")
    def _check_points(self, proposal: Any) -> Any:
        return checked(proposal["value"], len(self._labels["classes"]), traitlets.TraitError, WHERE)

    @traitlets.validate("parameters")
    def _check_parameters(self, proposal: Any) -> Any:
        value, wanted = proposal["value"], self.history.shape[1:]
        if value.shape != wanted:
            raise traitlets.TraitError(f"{WHERE}: parameters must have shape {wanted}, got {value.shape}")
        return value

    @traitlets.validate("frame")
    def _check_frame(self, proposal: Any) -> int:
        frames, value = len(self.history), proposal["value"]
        if not -frames <= value < frames:
            raise traitlets.TraitError(f"{WHERE}: frame must be from 0 to {frames - 1}, got {value}")
        return int(value % frames)

    @traitlets.validate("scenario")
    def _check_scenario(self, proposal: Any) -> str:
        if proposal["value"] not in self._all:
            raise traitlets.TraitError(
                f"{WHERE}: scenario must be one of {list(self._all)}, got {proposal['value']!r}"
            )
        return str(proposal["value"])

    @traitlets.observe("scenario")
    def _scenario_chosen(self, _change: Any) -> None:
        self._new = None
        if "points" not in self._incoming:
            run = self._all[self.scenario]
            with self.hold_sync():
                self._retrained = None
                self.points = run.points
                self.frame = self._first_frame
                self.parameters = run.history[self.frame]

    @traitlets.observe("frame")
    def _frame_chosen(self, _change: Any) -> None:
        if "parameters" not in self._incoming:
            self.parameters = self.history[self.frame]

    @traitlets.observe("parameters")
    def _parameters_set(self, _change: Any) -> None:
        self._set_sliders()

    def _set_sliders(self) -> None:
        for name in self._sliders:
            if name not in self._incoming and self.has_trait(name):
                self.set_trait(name, self._value(name))

    def _value(self, name: str) -> float:
        spec = self._sliders[name]
        return float(self.parameters[spec["index"][0]] / spec["factor"][0])

    def _slider_moved(self, change: Any) -> None:
        if "parameters" in self._incoming or change["name"] not in self._sliders:
            return
        if change["new"] != self._value(change["name"]):
            spec, parameters = self._sliders[change["name"]], self.parameters.copy()
            parameters[spec["index"]] = np.multiply(spec["factor"], change["new"])
            self.parameters = parameters

    @traitlets.observe("points")
    def _points_moved(self, _change: Any) -> None:
        here = self._all.get(self.scenario)
        if here is not None and np.array_equal(self.points, here.points):
            self._replace_run(None)
        elif self._retrain is not None:
            self._train_again(self._retrain)

    def _train_again(self, retrain: Callable[[NDArray[Any], NDArray[Any]], ArrayLike | Scenario]) -> None:
        """Let the notebook's function learn from the points, and show its history in place of the old one."""
        here = self._all[self.scenario]
        try:
            answer = retrain(self.x.copy(), self.y)
            new = answer if isinstance(answer, Scenario) else Scenario(here.name, answer)
            told = Scenario(here.name, None, self.x, self.y, here.sizes, here.activations)
            run = completed(new, told, WHERE)._replace(name=here.name, class_names=here.class_names)
        except Exception as error:  # whatever the notebook's function raises, the reader sees in the figure
            self._failure = f"{type(error).__name__}: {error}"
            return
        self._replace_run(run)

    def _replace_run(self, new: Run | None) -> None:
        """Show this run in place of the scenario's own (None: its own again), at about the same frame.

        Parameters that came from the history follow it; those that the reader has set stay.
        """
        old, last = self._run, len(self.history) - 1
        at_end, followed = (
            self.frame == last,
            np.array_equal(self.parameters, self.history[min(self.frame, last)]),
        )
        if new is None and self._new is None:
            return
        self._new = new
        frame = len(self.history) - 1 if at_end else min(self.frame, len(self.history) - 1)
        follow = followed or old.sizes != self._run.sizes
        with self.hold_sync():
            self._failure, self._retrained = "", new and new.wire()
            parameters = self.history[frame] if follow else self.parameters
            if "frame" not in self._incoming:
                self.frame = frame
            if "parameters" not in self._incoming:
                self.parameters = parameters

    # ---- the picture where no widget can be

    def _picture(self) -> MatplotlibFigure:
        (x_low, x_high), (y_low, y_high) = self._limits
        figure = base.picture()
        axes = figure.subplots()
        # a hidden step leaves nothing smooth to draw the line through: there, a node for each pixel
        nodes = 480 if "step" in self._run.activations[:-1] else 160
        gx, gy = np.meshgrid(np.linspace(x_low, x_high, nodes), np.linspace(y_low, y_high, nodes))
        leads = self._leads(np.column_stack([gx.ravel(), gy.ravel()])).T.reshape(-1, nodes, nodes)
        for k, label in enumerate(self.class_names):
            color, marker, chosen = palette.CLASS_COLORS[k], palette.CLASS_MARKERS[k], self.x[self.y == k]
            if leads[k].max() > 0:
                axes.contourf(gx, gy, leads[k], levels=[0, np.inf], colors=[color], alpha=0.18)
            if k > 0 and leads[k].min() < 0 < leads[k].max():  # class 0 ends where another begins
                axes.contour(gx, gy, leads[k], levels=[0], colors=["black"], linewidths=0.8)
            axes.plot(*chosen.T, marker, color=color, markeredgecolor="white", markersize=7, label=label)
        axes.set(xlim=(x_low, x_high), ylim=(y_low, y_high))
        axes.set(xlabel=self._labels["axes"][0], ylabel=self._labels["axes"][1], title=self._labels["title"])
        axes.set_aspect("equal" if self._setting["equal"] else "auto")
        axes.legend(loc="best")
        return figure


def _slider(slider: Slider, rank: int, runs: Sequence[Run]) -> dict[str, Any]:
    """The slider as data: the page never learns what a weight is."""
    name, parameters = slider.name, min(run.history.shape[1] for run in runs)
    if not name.isidentifier() or hasattr(BoundaryFigure, name):
        raise ValueError(f"{WHERE}: slider name must be a new Python name, got {name!r}")
    index, factor = entries(slider, parameters, WHERE)
    reach = 1.25 * max(float(abs(run.history[:, index[0]] / factor[0]).max()) for run in runs)
    reach = base.round_up(reach or 1.0)
    low, high = -reach if slider.low is None else slider.low, reach if slider.high is None else slider.high
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"{WHERE}: slider {name}: low must be below high, got {low} and {high}")
    step = base.round_up((high - low) / 400) if slider.step is None else slider.step
    if not 0 < step <= high - low:
        raise ValueError(f"{WHERE}: slider {name}: step must be above 0 and at most {high - low}, got {step}")
    return {
        "name": name,
        "label": slider.label or base.lowered(name),
        "index": index.tolist(),
        "factor": factor.tolist(),
        "low": float(low),
        "high": float(high),
        "step": float(step),
        "color": slider.color or base.COLORS[rank % len(base.COLORS)],
    }
