"""The size figure: width and depth of a network, its drawing, and how many numbers it has to learn."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from helpers import palette
from helpers.widgets import base
from helpers.widgets.panel import Control, Panel, choice, slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "SizeFigure"
WIDTH, DEPTH = Control("width", 4, 1, 16, 1), Control("depth", 1, 0, 8, 1)
MOST = 12  # units of a layer that are drawn one by one; of a longer layer the first and the last five


class SizeFigure(Panel):
    """Choose width and depth of a fully connected network; see it drawn and its parameters counted.

    A layer from n to m units has n × m weights and m biases. The input layer computes nothing and is not
    counted among the layers; with depth 0 the inputs feed the outputs directly.

    Args:
        inputs, outputs: how many.
        width: a `Control` of that name, the units of each hidden layer.
        depth: a `Control` of that name, the number of hidden layers.
        scenarios: `(name, inputs, outputs)` for each network to choose among, in place of the two above.
        names: of the input layer, of hidden layer `{k}`, of the output layer.
        task: a `Task`, or a sequence of them. Quantities for goals: `width`, `depth`, `layers` (of weights:
            depth + 1), `units` (hidden and output), `weights`, `biases`, `parameters`, `inputs`, `outputs`,
            `by_hand`, and `scenario` (its place in the list, where there are several).
        title: the name of the figure.
        key: the short name in the link that holds the figure's state.

    Traits (readable, settable, observable, linkable): `width`, `depth`, `scenario`, `solved`.

    Raises:
        ValueError: an argument is wrong; the sentence says which.
        traitlets.TraitError: a trait is set to what its control cannot be.

    >>> figure = SizeFigure(inputs=784, outputs=10, width=Control("width", 16, 1, 128, 1))
    >>> figure
    SizeFigure(784-16-10, 12,730 parameters)
    >>> figure.depth = 2
    >>> figure
    SizeFigure(784-16-16-10, 13,002 parameters)
    """

    _esm = base.module("panel", "drawing", "size")
    _css = base.style("panel", "drawing", "size")

    def __init__(
        self,
        inputs: int = 2,
        outputs: int = 1,
        *,
        width: Control = WIDTH,
        depth: Control = DEPTH,
        scenarios: Sequence[tuple[str, int, int]] = (),
        names: tuple[str, str, str] = ("input", "hidden {k}", "output"),
        task: Task | Sequence[Task] = (),
        title: str = "The size of a network",
        key: str | None = None,
    ) -> None:
        """Check everything, then open the widget."""
        for wanted, control, least in (("width", width, 1), ("depth", depth, 0)):
            if not isinstance(control, Control) or control.name != wanted:
                raise ValueError(f"{WHERE}: {wanted} must be a Control of that name, got {control!r}")
            if control.low < least:
                raise ValueError(f"{WHERE}: {wanted} must begin at {least} or above, got {control.low}")
        if len(names) != 3:
            raise ValueError(f"{WHERE}: names must be 3 texts, got {len(names)}")
        self._ends = [_scenario(s) for s in scenarios or ((title, inputs, outputs),)]
        self._names = tuple(str(name) for name in names)
        called = [name for name, *_ in self._ends]
        if len(set(called)) < len(called):
            raise ValueError(f"{WHERE}: scenarios must have different names, got {called}")
        controls = [slider(c, rank, WHERE, whole=True) for rank, c in enumerate((width, depth))]
        if len(called) > 1:
            controls.insert(0, choice("scenario", called, say("size_scenario")))
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={"ends": [[m, n] for _, m, n in self._ends], "names": list(self._names), "most": MOST},
        )

    def sizes(self, state: Mapping[str, float]) -> list[int]:
        """The units of each layer, inputs first."""
        _, inputs, outputs = self._ends[int(state.get("scenario", 0))]
        return [inputs, *[int(state["width"])] * int(state["depth"]), outputs]

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """What is counted."""
        sizes = self.sizes(state)
        weights, biases = sum(n * m for n, m in pairwise(sizes)), sum(sizes[1:])
        return {
            "inputs": float(sizes[0]),
            "outputs": float(sizes[-1]),
            "layers": float(len(sizes) - 1),
            "units": float(biases),
            "weights": float(weights),
            "biases": float(biases),
            "parameters": float(weights + biases),
        }

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return int(self.quantities(self.state)["parameters"])

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        sizes, names = self.sizes(self.state), self._layer_names()
        layers = ", ".join(f"{name} {size:,}" for name, size in zip(names, sizes, strict=True))
        counts = {name: f"{int(value):,}" for name, value in self.quantities(self.state).items()}
        return say("size_alt", title=self._setting["title"], drawn=layers, **counts)

    def __repr__(self) -> str:
        """Layer sizes and what there is to learn."""
        sizes = "-".join(str(size) for size in self.sizes(self.state))
        return f"SizeFigure({sizes}, {self.parameters:,} parameters)"

    def _layer_names(self) -> list[str]:
        first, hidden, last = self._names
        between = [hidden.replace("{k}", str(k + 1)) for k in range(int(self.state["depth"]))]
        return [first, *between, last]

    def _picture(self) -> MatplotlibFigure:
        figure = base.picture()
        axes = figure.subplots()
        sizes, names = self.sizes(self.state), self._layer_names()
        tops = [column[0] for column in _draw(axes, sizes)]
        last = len(sizes) - 1
        together = last > 4  # names of many hidden layers would touch
        for k, (size, name) in enumerate(zip(sizes, names, strict=True)):
            axes.text(k, tops[k] + 0.06, f"{size:,}", ha="center", va="bottom", fontsize=11, weight="bold")
            if not together or k in (0, last):
                axes.text(k, -0.56, name, ha="center", va="top")
        if together:
            name = self._names[1].replace("{k}", f"1 … {last - 1}")
            axes.text(last / 2, -0.56, name, ha="center", va="top")
        terms = [f"{n:,} × {m:,} + {m:,}" for n, m in pairwise(sizes)]
        if len(terms) > 3:
            terms = [terms[0], f"{len(terms) - 2} × ({terms[1]})", terms[-1]]
        total = f"{self.parameters:,}"
        axes.text(
            last / 2, -0.78, say("size_sum", terms=" + ".join(terms), total=total), ha="center", va="top"
        )
        axes.set(xlim=(-0.6, last + 0.6), ylim=(-0.95, 0.7), title=self._setting["title"])
        axes.set_axis_off()
        return figure


def _places(size: int, pitch: float) -> list[float]:
    """Where the drawn units of a layer stand, from 0.5 down to −0.5, the middle left free in a long one."""
    rows = np.arange(size) if size <= MOST else np.r_[0:5, MOST - 5 : MOST]
    return [float(((min(size, MOST) - 1) / 2 - row) * pitch) for row in rows]


def _draw(axes: Axes, sizes: Sequence[int]) -> list[list[float]]:
    """Layers as columns, a line for every weight between drawn units; returns the columns' places."""
    pitch = min(0.2, 1 / max(1, min(MOST, max(sizes)) - 1))
    places = [_places(size, pitch) for size in sizes]
    for k, (left, right) in enumerate(pairwise(places)):
        lines = [((k, a), (k + 1, b)) for a in left for b in right]
        xs, ys = np.array(lines).transpose(2, 1, 0)
        axes.plot(xs, ys, color="black", linewidth=0.5, alpha=0.35, zorder=1)
    for k, column in enumerate(places):
        # as in the networks of the still figures
        edge = palette.UNIT_COLORS["input" if k == 0 else "output" if k == len(sizes) - 1 else "hidden"]
        (units,) = axes.plot([k] * len(column), column, "o" if k else "s", color="white", zorder=2)
        units.set(markeredgecolor=edge, markeredgewidth=1.7, markersize=9)
        if sizes[k] > MOST:
            axes.text(k, 0, "⋮", ha="center", va="center", fontsize=16)
    return places


def _scenario(scenario: Any) -> tuple[str, int, int]:
    """A name and two whole numbers above 0."""
    if len(scenario) != 3:
        raise ValueError(f"{WHERE}: a scenario must be (name, inputs, outputs), got {scenario!r}")
    name, *ends = scenario
    for label, n in zip(("inputs", "outputs"), ends, strict=True):
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(f"{WHERE}: {label} must be a whole number of at least 1, got {n!r}")
    return str(name), int(ends[0]), int(ends[1])
