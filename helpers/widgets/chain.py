"""The chain figure: a recurrent network folded and unrolled in time, moved step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.activations import softmax
from helpers.dense import dense
from helpers.plots import FIELD_COLORS
from helpers.recurrent import rnn
from helpers.widgets import base
from helpers.widgets.panel import Control, Panel, choice, slider, steps
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "ChainFigure"
LEAST_STEPS, MOST_STEPS = 2, 24
MOST_INPUTS, MOST_UNITS, MOST_OUTPUTS = 64, 16, 32
LONGEST = 10
"""Characters of a label."""
HEAVIEST = 70_000
"""Bytes of all runs; a third more on the page."""
DRAWN = 8
"""Cells of the chain that the still picture has room for."""
NUDGE, GROWN = 1e-12, 1e-6
"""Where a nudge of the first state grows beyond this, rounding decides, and page and NumPy may differ."""
SURE = LinearSegmentedColormap.from_list("sure", ["white", palette.GREEN])

Grid = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Chain:
    """One sequence that a plain recurrent network has read: the weights, the inputs and what they are called.

    Args:
        name: what the reader chooses, where there are several.
        weight_x, weight_h, bias: of the cell, (D, H), (H, H) and (H,), as `helpers.recurrent.rnn` takes them.
        weight_out, bias_out: from the state to the outputs, (H, K) and (K,), as `helpers.dense.dense` takes
            them; softmax makes them probabilities.
        inputs: (T, D), a row for each step.
        input_labels: T short texts, what each step reads; a space is shown as ␣.
        target_labels: T of the output labels, what each step should answer, None where nothing is wanted; or
            None for no targets at all.
        output_labels: K different short texts.
        gradients: (T, H) slopes of the loss with the state of each step, as backpropagation through time
            finds them; or None.
        h0: (H,) the state before the first step; left out, zeros.
    """

    name: str
    weight_x: ArrayLike
    weight_h: ArrayLike
    bias: ArrayLike
    weight_out: ArrayLike
    bias_out: ArrayLike
    _: KW_ONLY
    inputs: ArrayLike
    input_labels: Sequence[str]
    output_labels: Sequence[str]
    target_labels: Sequence[str | None] | None = None
    gradients: ArrayLike | None = None
    h0: ArrayLike | None = None


class ChainFigure(Panel):
    """A recurrent network as one cell with a loop, or unrolled: a copy of the cell for each step in time.

    The reader folds and unrolls it, steps through time, and sees at each step what the cell reads, the sum
    inside its tanh, its state, what it answers, and how strongly the loss feels this state: the gradient on
    its way back through time. The weights on all copies are the same. The page computes states and outputs
    from the weights; the gradients are looked up.

    Args:
        runs: one `Chain`, or several to choose among: words, moments of the training, other weights. At most
            24 steps, 16 units and 32 outputs each.
        unfolded: 1 to begin with the chain, 0 with the cell and its loop.
        time: the step to begin with, as a place in the arrays: 0 is the first. On the page the steps count
            from 1, x₁ … x_T, and h₀ is the state before the first.
        task: a `Task`, or several. Quantities: `run` (its place), `time` (the place of the step, from 0),
            `unfolded`, `output` (the place of the most probable output), `probability` (of the target, or
            where there is none of the most probable output), `right` (1 if the output is the target, 0 if
            not or if there is none), `rights` (steps answered right), `steps`, `state_size` (‖h‖ at the
            step), `gradient` (‖∂L/∂h‖ at the step; without gradients no condition but `!=` holds), `by_hand`.
        title: above the figure. key: the short name in a link, one for each figure of a page.

    Traits (readable, settable, observable, linkable): `run` (where there are several), `unfolded`, `time`,
    `solved`.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: `run`, `unfolded` or `time` is set outside its range.

    Source: Elman, "Finding structure in time", Cognitive Science 14, 1990; Werbos, "Backpropagation through
    time: what it does and how to do it", Proceedings of the IEEE 78, 1990.

    One unit that flips its state at every step, and answers with its sign:

    >>> figure = ChainFigure(Chain(
    ...     "flip", [[2.0]], [[-2.0]], [0.0], [[-3.0, 3.0]], [0.0, 0.0],
    ...     inputs=[[1.0], [0.0], [0.0]], input_labels=("1", "0", "0"),
    ...     output_labels=("−", "+"), target_labels=("+", "−", "+"),
    ... ))
    >>> figure
    ChainFigure(flip: 3 steps, 1 unit, 2 outputs; step 1 of 3: 1 -> + 1.00; 3 of 3 right)
    >>> figure.time = 1
    >>> figure
    ChainFigure(flip: 3 steps, 1 unit, 2 outputs; step 2 of 3: 0 -> − 1.00; 3 of 3 right)
    """

    _esm = base.module("panel", "chain")
    _css = base.style("panel", "drawing", "formula", "chain")

    def __init__(
        self,
        *runs: Chain,
        unfolded: int = 1,
        time: int = 0,
        task: Task | Sequence[Task] = (),
        title: str = "The chain in time",
        key: str | None = None,
    ) -> None:
        """Check everything, run every chain once, then open the widget."""
        if not runs:
            raise ValueError(f"{WHERE}: runs must be at least one Chain, got none")
        for run in runs:
            if not isinstance(run, Chain):
                raise ValueError(f"{WHERE}: runs must be Chains, got {type(run).__name__}")
        names = [run.name for run in runs]
        if len(set(names)) < len(names):
            raise ValueError(f"{WHERE}: runs must have different names, got {names}")
        self._runs = [_walked(run) for run in runs]
        if unfolded not in (0, 1):
            raise ValueError(f"{WHERE}: unfolded must be 0 or 1, got {unfolded!r}")
        first = self._runs[0].steps
        if isinstance(time, bool) or not isinstance(time, (int, np.integer)) or not 0 <= time < first:
            raise ValueError(f"{WHERE}: time must be a whole number from 0 to {first - 1}, got {time!r}")
        weight = sum(run.weight for run in self._runs)
        if weight > HEAVIEST:
            raise ValueError(
                f"{WHERE}: the runs weigh {weight} bytes, more than {HEAVIEST}: give fewer of them"
            )
        switch = Control("unfolded", int(unfolded), 0, 1, 1, label=say("chain_unfolded"))
        longest = max(run.steps for run in self._runs)
        controls = [
            slider(switch, 0, WHERE, group=say("chain_group"), named=True),
            steps("time", longest - 1, say("chain_step"), int(time)),
        ]
        if len(runs) > 1:
            controls.insert(0, choice("run", names, say("chain_run")))
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                "runs": [run.wire() for run in self._runs],
                "lowered": [base.lowered(str(k)) for k in range(MOST_STEPS + 1)],
            },
        )
        if len(runs) > 1:
            self.observe(self._run_chosen, "run")

    def _run_chosen(self, _change: Any) -> None:
        """The step stays where the run has it, else it is the last."""
        last = self._runs[int(self.state["run"])].steps - 1
        if "time" not in self._incoming and self.state["time"] > last:
            self.set_trait("time", float(last))

    # ---- what is computed

    def _place(self, state: Mapping[str, float]) -> tuple["_Walk", int]:
        """The run, and the step that it shows."""
        run = self._runs[int(state.get("run", 0))]
        return run, min(int(state["time"]), run.steps - 1)

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """The answer, its probability, the state's size and the gradient of the step; `rights` of all."""
        run, t = self._place(state)
        target, answers = run.targets[t], run.answers
        told = answers[t] if target < 0 else target
        return {
            "run": float(state.get("run", 0)),
            "time": float(t),
            "output": float(answers[t]),
            "probability": float(run.probabilities[t, told]),
            "right": float(answers[t] == target),
            "rights": float(np.sum(answers == run.targets)),
            "steps": float(run.steps),
            "state_size": float(np.linalg.norm(run.states[t])),
            "gradient": float("nan") if run.gradients is None else float(run.gradients[t]),
        }

    def _certain(self, state: Mapping[str, float]) -> bool:
        """No two outputs are equally probable but for rounding, and rounding has not grown on the way."""
        run, t = self._place(state)
        first, second = np.sort(run.sums, axis=1)[:, :-3:-1].T
        gaps = first - second
        return bool(run.nudged[t] < GROWN and not ((gaps != 0) & (gaps < 1e-9)).any())

    # ---- what is told

    def __repr__(self) -> str:
        """The run, the step, and what is read and answered there."""
        run, t = self._place(self.state)
        now = self.quantities(self.state)
        units = "1 unit" if run.units == 1 else f"{run.units} units"
        count = f"{run.steps} steps, {units}, {len(run.outputs)} outputs"
        text = f"{run.name}: {count}; step {t + 1} of {run.steps}: {run.reads[t]} -> {_answer(run, t)}"
        if (run.targets >= 0).any():
            text += f"; {now['rights']:.0f} of {np.sum(run.targets >= 0)} right"
        if run.gradients is not None:
            text += f"; gradient {now['gradient']:.2g}"
        return f"{WHERE}({text})"

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        run, t = self._place(self.state)
        wanted = run.targets[t]
        return say(
            "chain_alt",
            title=self._title if self._title.endswith(("?", "!", ".")) else f"{self._title}:",
            what=say("chain_alt_unfolded" if self.state["unfolded"] else "chain_alt_folded", steps=run.steps),
            reads=" ".join(run.reads),
            step=t + 1,
            read=run.reads[t],
            answer=_answer(run, t),
            wanted="" if wanted < 0 else say("chain_alt_wanted", target=run.outputs[wanted]),
            size=f"{self.quantities(self.state)['state_size']:.2f}",
        )

    # ---- the picture where no widget can be

    def _picture(self) -> MatplotlibFigure:
        run, t = self._place(self.state)
        heights = [3.2, *(0.3 + min(0.22, 3.6 / n) * n for n in (run.units, len(run.outputs)))]
        heights += [0.9] * (run.gradients is not None)
        figure = base.picture(7.6, sum(heights) + 0.7)
        grid = figure.add_gridspec(len(heights), 2, width_ratios=(3, 1), height_ratios=heights)
        chain = figure.add_subplot(grid[0, :])
        self._draw_chain(chain, run, t)
        name = f"{self._title}: {run.name}" if len(self._runs) > 1 else self._title
        chain.set_title(name, fontsize=12, loc="left")
        states, probabilities = figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[2, 0])
        units = [base.lowered(f"h{k + 1}") for k in range(run.units)]
        _draw_heat(states, run.states, units, t, -1)
        _draw_heat(probabilities, run.probabilities, run.outputs, t, 0)
        for row, (target, answer) in enumerate(zip(run.targets.tolist(), run.answers.tolist(), strict=True)):
            probabilities.plot(row, answer, "o", color="black", markersize=3.5)
            if target >= 0:
                probabilities.add_patch(Rectangle((row - 0.42, target - 0.42), 0.84, 0.84, fill=False))
        probabilities.set_xlabel(say("chain_marks"), fontsize=8.5)
        name = say("chain_state", t=base.lowered(str(t + 1)))
        _draw_bars(figure.add_subplot(grid[1, 1]), run.states[t], name, -1)
        _draw_bars(figure.add_subplot(grid[2, 1]), run.probabilities[t], say("chain_probability"), 0)
        if run.gradients is not None:
            ax = figure.add_subplot(grid[3, 0])
            edges = [2.2 if k == t else 0.6 for k in range(run.steps)]
            ax.bar(range(run.steps), run.gradients, color=palette.PURPLE, edgecolor="black", linewidth=edges)
            ax.set(xlim=(-0.5, run.steps - 0.5), xticks=range(run.steps), ylim=(0, None))
            ax.set_xticklabels([str(k + 1) for k in range(run.steps)], fontsize=8)
            ax.tick_params(axis="y", labelsize=8)
            ax.set_xlabel(say("chain_gradient"), fontsize=9)
            ax.grid(False)
        return figure

    def _draw_chain(self, ax: Axes, run: "_Walk", t: int) -> None:
        """The cells with their arrows; a pitch of 1, the input below, the output above."""
        whole = bool(self.state["unfolded"])
        wide = max(map(_wide, (*run.reads, *run.outputs)))
        room, half, size = (DRAWN, 0.28, 11.0) if wide < 3 else (DRAWN // 2, 0.38, min(11, 58 / wide))
        first, last = _window(run.steps, t, room) if whole else (t, t)
        for row, label in ((0.0, "x"), (1.0, "h"), (2.0, "ŷ"), (2.62, "y")):
            if row < 2.5 or (run.targets >= 0).any():
                ax.text(first - 1.15, row, label, ha="center", va="center", fontsize=10, style="italic")
        for k in range(first, last + 1):
            here = k == t
            if here and whole:
                ax.add_patch(
                    Rectangle((k - half - 0.08, -0.62), 2 * half + 0.16, 3.5, facecolor="0.92", zorder=0)
                )
            number = base.lowered(str(k + 1))
            _box(ax, (k, 0.0), (half, 0.2), run.reads[k], size, "0.97", here)
            shade = SURE(0.75 * run.probabilities[k, run.answers[k]])
            _box(ax, (k, 2.0), (half, 0.24), run.outputs[run.answers[k]], size, shade, here)
            _box(ax, (k, 1.0), (half, 0.3), f"h{number}", 11, "white", here)
            _arrow(ax, (k, 0.24), (k, 0.7), "$W_x$")
            _arrow(ax, (k, 1.3), (k, 1.76), "$W_o$")
            ax.text(k, -0.42, f"x{number}", ha="center", va="center", fontsize=9)
            if run.targets[k] >= 0:
                mark = "✓" if run.answers[k] == run.targets[k] else "✗"
                ax.text(
                    k, 2.62, f"{run.outputs[run.targets[k]]} {mark}", ha="center", va="center", fontsize=9
                )
            if whole:
                start = k - 1 + half if k > first else k - 0.66
                _arrow(ax, (start, 1.0), (k - half - 0.02, 1.0), "$W_h$")
        if whole:
            ax.text(first - 0.77, 1.0, "⋯" if first else "h₀", ha="center", va="center", fontsize=9)
            if last < run.steps - 1:
                ax.text(last + 0.5, 1.0, "⋯", ha="center", va="center", fontsize=12)
        else:
            side = t + half
            loop = Path([(side, 1.12), (side + 0.6, 1.2), (side + 0.6, 0.8), (side, 0.88)], [1, 4, 4, 4])
            ax.add_patch(FancyArrowPatch(path=loop, arrowstyle="-|>", mutation_scale=11, color="black"))
            ax.text(side + 0.54, 1.0, f"$W_h$\n{say('chain_loop')}", ha="left", va="center", fontsize=9)
        ax.set(xlim=(first - 1.3, max(last + 0.7, first + 4)), ylim=(-0.7, 2.95))
        ax.set_axis_off()


class _Walk(NamedTuple):
    """A chain with everything checked and computed by the book's own kernels."""

    name: str
    sizes: tuple[int, int, int]
    parameters: tuple[Grid, Grid]
    inputs: Grid
    h0: Grid
    reads: list[str]
    outputs: list[str]
    targets: NDArray[np.int64]
    states: Grid
    sums: Grid
    probabilities: Grid
    gradients: Grid | None
    nudged: Grid

    @property
    def steps(self) -> int:
        return len(self.inputs)

    @property
    def units(self) -> int:
        return self.sizes[1]

    @property
    def answers(self) -> NDArray[np.int64]:
        """The most probable output at each step."""
        return self.probabilities.argmax(axis=1)

    @property
    def weight(self) -> int:
        """Bytes on the way to the page."""
        arrays = (*self.parameters, self.inputs, self.h0, self.gradients)
        return sum(array.nbytes for array in arrays if array is not None)

    def wire(self) -> dict[str, Any]:
        """The run as the page reads it: [weight_x over weight_h, bias] and [weight_out, bias_out] in rows."""
        return {
            "name": self.name,
            "sizes": list(self.sizes),
            "cell": base.packed(self.parameters[0]),
            "out": base.packed(self.parameters[1]),
            "inputs": base.packed(self.inputs),
            "h0": base.packed(self.h0),
            "reads": self.reads,
            "outputs": self.outputs,
            "targets": self.targets.tolist(),
            "gradients": base.packed(self.gradients),
        }


def _walked(chain: Chain) -> _Walk:
    """The chain, checked and run through its steps."""
    where = f"run {chain.name!r}: "

    def shaped(name: str, value: ArrayLike, shape: tuple[int, ...], letters: str) -> Grid:
        array = base.finite(where + name, value, WHERE).astype(np.float64)
        if array.shape != shape:
            raise ValueError(f"{WHERE}: {where}{name} must have shape {letters} = {shape}, got {array.shape}")
        return array

    inputs = base.finite(where + "inputs", chain.inputs, WHERE).astype(np.float64)
    weight_h = base.finite(where + "weight_h", chain.weight_h, WHERE).astype(np.float64)
    if inputs.ndim != 2 or not LEAST_STEPS <= len(inputs) <= MOST_STEPS:
        raise ValueError(
            f"{WHERE}: {where}inputs must have shape (T, D) with T from {LEAST_STEPS} to {MOST_STEPS}, "
            f"got {inputs.shape}"
        )
    if weight_h.ndim != 2 or not 1 <= len(weight_h) <= MOST_UNITS:
        raise ValueError(
            f"{WHERE}: {where}weight_h must have shape (H, H) with H from 1 to {MOST_UNITS}, "
            f"got {weight_h.shape}"
        )
    (T, D), H = inputs.shape, len(weight_h)
    if not 1 <= D <= MOST_INPUTS:
        raise ValueError(f"{WHERE}: {where}inputs must have from 1 to {MOST_INPUTS} features, got {D}")
    outputs = _labels(chain.output_labels, where + "output_labels")
    K = len(outputs)
    if not 2 <= K <= MOST_OUTPUTS or len(set(outputs)) < K:
        raise ValueError(
            f"{WHERE}: {where}output_labels must be from 2 to {MOST_OUTPUTS} different texts, got {outputs}"
        )
    reads = _labels(chain.input_labels, where + "input_labels")
    if len(reads) != T:
        raise ValueError(f"{WHERE}: {where}input_labels must be {T} texts, got {len(reads)}")
    weight_x = shaped("weight_x", chain.weight_x, (D, H), "(D, H)")
    weight_h = shaped("weight_h", chain.weight_h, (H, H), "(H, H)")
    bias = shaped("bias", chain.bias, (H,), "(H,)")
    weight_out = shaped("weight_out", chain.weight_out, (H, K), "(H, K)")
    bias_out = shaped("bias_out", chain.bias_out, (K,), "(K,)")
    h0 = np.zeros(H) if chain.h0 is None else shaped("h0", chain.h0, (H,), "(H,)")
    gradients = None
    if chain.gradients is not None:
        gradients = np.linalg.norm(shaped("gradients", chain.gradients, (T, H), "(T, H)"), axis=1)

    def run(start: Grid) -> Grid:
        return rnn(inputs[:, None], start[None], weight_x, weight_h, bias)[:, 0]

    states = run(h0)
    sums = dense(states, weight_out, bias_out)
    return _Walk(
        name=chain.name,
        sizes=(D, H, K),
        parameters=(np.vstack([weight_x, weight_h, bias]), np.vstack([weight_out, bias_out])),
        inputs=inputs,
        h0=h0,
        reads=reads,
        outputs=outputs,
        targets=_targets(chain.target_labels, outputs, T, where + "target_labels"),
        states=states,
        sums=sums,
        probabilities=softmax(sums),
        gradients=gradients,
        nudged=abs(run(h0 + NUDGE) - states).max(axis=1),
    )


def _labels(labels: Sequence[str], name: str) -> list[str]:
    """Short texts; one of spaces alone is made visible."""
    found = [str(label).strip() or "␣" for label in labels]
    for label in found:
        if len(label) > LONGEST:
            raise ValueError(f"{WHERE}: {name} must have at most {LONGEST} characters each, got {label!r}")
    return found


def _targets(
    labels: Sequence[str | None] | None, outputs: Sequence[str], count: int, name: str
) -> NDArray[np.int64]:
    """The place of each target among the outputs; −1 where there is none."""
    wanted = [None] * count if labels is None else list(labels)
    if len(wanted) != count:
        raise ValueError(f"{WHERE}: {name} must be {count} texts, got {len(wanted)}")
    places = []
    for label in wanted:
        shown = None if label is None else _labels([label], name)[0]
        if shown is not None and shown not in outputs:
            raise ValueError(f"{WHERE}: {name} must be output_labels {list(outputs)} or None, got {label!r}")
        places.append(-1 if shown is None else outputs.index(shown))
    return np.array(places, dtype=np.int64)


def _window(count: int, here: int, room: int) -> tuple[int, int]:
    """First and last of at most `room` steps about the present one.

    >>> _window(20, 10, 5), _window(20, 19, 5), _window(3, 1, 5)
    ((8, 12), (15, 19), (0, 2))
    """
    first = max(0, min(here - room // 2, count - room))
    return first, min(count, first + room) - 1


def _answer(run: _Walk, t: int) -> str:
    """The most probable output with its probability."""
    answer = run.answers[t]
    return f"{run.outputs[answer]} {run.probabilities[t, answer]:.2f}"


def _wide(label: str) -> float:
    """About how many letters' heights the label is long: Hangul are square.

    >>> _wide("hello"), _wide("물")
    (3.1, 1.0)
    """
    return round(sum(1.0 if letter > "\u1100" else 0.62 for letter in label), 2)


def _box(
    ax: Axes, place: tuple[float, float], half: tuple[float, float], text: str, size: float, color: Any,
    here: bool,
) -> None:  # fmt: skip
    """A box of the chain, thick where the present step is."""
    (x, y), (w, h) = place, half
    ax.add_patch(
        FancyBboxPatch(
            (x - w, y - h), 2 * w, 2 * h, boxstyle="round,pad=0,rounding_size=0.06", zorder=2,
            facecolor=color, edgecolor="black", linewidth=2.2 if here else 1,
        )
    )  # fmt: skip
    weight = "bold" if here else "normal"
    ax.text(x, y, text, ha="center", va="center", fontsize=size, zorder=3, weight=weight)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], label: str) -> None:
    """An arrow with the name of its weights beside it."""
    ax.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=10, shrinkA=0, shrinkB=0, color="black")
    )
    level = start[1] == end[1]
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    ax.text(
        x + (0 if level else 0.06), y + (0.13 if level else 0), label, fontsize=8.5,
        ha="center" if level else "left", va="center",
    )  # fmt: skip


def _draw_heat(ax: Axes, table: Grid, names: Sequence[str], t: int, low: float) -> None:
    """A column for each step, a row for each unit or output; what is below 0 carries a dash."""
    ax.imshow(table.T, cmap=FIELD_COLORS if low else SURE, vmin=low, vmax=1, aspect="auto")
    ax.set(xticks=[], yticks=range(len(names)))
    ax.set_yticklabels(names, fontsize=8)
    ax.tick_params(length=0)
    ax.grid(False)
    places = np.argwhere(table < 0)
    ax.plot(*places.T, "_", color="black", markersize=5)
    ax.add_patch(Rectangle((t - 0.5, -0.5), 1, len(names), fill=False, linewidth=2.2, clip_on=False))


def _draw_bars(ax: Axes, values: Grid, name: str, low: float) -> None:
    """The numbers of the present step, from `low` to 1, as bars beside their rows."""
    above = palette.VERMILION if low else palette.GREEN
    ax.barh(range(len(values)), values, color=[palette.BLUE if v < 0 else above for v in values], height=0.6)
    for row, value in enumerate(values.tolist()):
        text = f"{value:.2f}".replace("-", "−")
        ax.text(1.08, row, text, ha="left", va="center", fontsize=7.5)
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set(xlim=(low, 1.7), ylim=(len(values) - 0.5, -0.5))
    ax.set_title(name, fontsize=8.5, loc="left")
    ax.set_axis_off()
