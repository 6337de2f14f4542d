"""Still figures of the book: one style, and the few drawings that chapters share.

Every function draws into the axes that it is given and returns nothing; the chapter's cell ends with
`plt.show()`. Class 0 is a blue disc, class 1 a vermilion square, everywhere (`helpers.palette`).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.font_manager import fontManager
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from helpers.palette import BLACK, CLASS_COLORS, CLASS_MARKERS, UNIT_COLORS

GREY = "#595959"
"""Quiet lines and remarks; 7:1 on white."""

FIELD_COLORS = LinearSegmentedColormap.from_list(
    "field", [0.6 * np.array(to_rgb(color)) + 0.4 for color in (CLASS_COLORS[0], "white", CLASS_COLORS[1])]
)
"""From class 0 over white to class 1, pale enough for marks and lines to stand out."""

HANGUL = "Neuron Hangul"
"""Korean letters, and the syllables of one line, for pictures: Matplotlib's own font has none (`fonts/`)."""

STYLE: dict[str, Any] = {
    "figure.figsize": (6.4, 4.0),
    "figure.dpi": 110,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "figure.labelsize": 10.5,
    "savefig.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": GREY,
    "axes.labelcolor": BLACK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.labelsize": 10.5,
    "axes.prop_cycle": plt.cycler(color=CLASS_COLORS),
    "font.family": ["sans-serif", HANGUL],
    "font.size": 10.5,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "mathtext.fontset": "dejavusans",
}
"""The look of the book: letters of at least 9 points, white ground (the page puts it on a card), no frame."""


def use_book_style() -> None:
    """Draw all following figures in the book's style.

    >>> use_book_style()
    >>> plt.rcParams["figure.facecolor"]
    'white'
    """
    if HANGUL not in fontManager.get_font_names():
        for weight in ("regular", "bold"):
            fontManager.addfont(Path(__file__).parent / "fonts" / f"neuron-hangul-{weight}.ttf")
    plt.style.use(STYLE)


def class_points(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    class_names: Sequence[str] | None = None,
    size: float = 34,
    labels: Sequence[str] | None = None,
) -> None:
    """Draw samples of several classes, each with its colour and its mark.

    Args:
        ax: axes to draw into.
        x: `(N, 2)`. y: `(N,)` classes 0, 1, 2, 3.
        class_names: for the legend; without them there is none.
        size: area of a mark in square points.
        labels: of the two axes.

    Raises:
        ValueError: x or y has a wrong shape, or a class has no colour.

    >>> ax = plt.figure().add_subplot()
    >>> class_points(ax, [[0, 1], [1, 0]], [0, 1], ["left", "right"])
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['left', 'right']
    """
    points, classes = np.asarray(x, float), np.asarray(y)
    if points.ndim != 2 or points.shape[1] != 2 or classes.shape != (len(points),):
        raise ValueError(
            f"class_points: x must have the shape (N, 2) and y (N,), got {points.shape} and {classes.shape}"
        )
    kinds = np.unique(classes)
    if not np.isin(kinds, np.arange(len(CLASS_COLORS))).all():
        raise ValueError(f"class_points: y must hold classes from 0 to {len(CLASS_COLORS) - 1}, got {kinds}")
    for kind in map(int, kinds):
        here = classes == kind
        ax.scatter(
            points[here, 0],
            points[here, 1],
            s=size,
            color=CLASS_COLORS[kind],
            marker=CLASS_MARKERS[kind],
            edgecolor="white",
            linewidth=0.6,
            zorder=3,
            label=class_names[kind] if class_names is not None else None,
        )
    if class_names is not None:
        ax.legend(loc="best", handletextpad=0.3)
    if labels is not None:
        ax.set_xlabel(labels[0])
        ax.set_ylabel(labels[1])


def boundary_line(
    ax: Axes,
    weight: ArrayLike,
    bias: float,
    shade: bool = False,
    arrow: bool = False,
    label: str | None = None,
    color: str = BLACK,
    linestyle: str = "-",
) -> None:
    """Draw the line `w1 x1 + w2 x2 + b = 0` across the axes as they stand.

    Set the limits first: the line does not change them, and outside of them it is not seen.

    Args:
        ax: axes to draw into.
        weight: `(2,)`. bias: a number.
        shade: tint the two sides with the colours of class 0 and class 1.
        arrow: show the direction of the weights, at a right angle to the line (needs an equal aspect).
        label: for a legend.
        color, linestyle: of the line.

    Raises:
        ValueError: both weights are zero, so there is no line.

    >>> ax = plt.figure().add_subplot(xlim=(0, 2), ylim=(0, 2))
    >>> boundary_line(ax, [-1, 1], 1.0)
    >>> ax.lines[0].get_xydata().tolist()
    [[0.0, -1.0], [2.0, 1.0]]
    """
    w1, w2 = np.asarray(weight, float)
    if w1 == 0 and w2 == 0:
        raise ValueError("boundary_line: both weights are zero, so there is no line to draw")
    xs, ys = _line_across(ax, weight, bias)
    (left, right), (low, high) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    ax.set(autoscale_on=False)
    ax.plot(xs, ys, color=color, linestyle=linestyle, label=label, zorder=2)
    if shade:
        across, up = np.meshgrid(np.linspace(left, right, 300), np.linspace(low, high, 300))
        side = w1 * across + w2 * up + bias
        ax.contourf(
            across, up, side >= 0, levels=[-0.5, 0.5, 1.5], colors=CLASS_COLORS[:2], alpha=0.1, zorder=0
        )
    if arrow:
        centre = np.array([(left + right) / 2, (low + high) / 2])
        normal = np.array([w1, w2])
        foot = centre - (normal @ centre + bias) * normal / (normal @ normal)
        tip = foot + 0.16 * (high - low) * normal / np.linalg.norm(normal)
        ax.annotate("", tip, foot, arrowprops={"arrowstyle": "-|>", "color": color, "lw": 1.8}, zorder=4)
        ax.annotate(
            "direction of $w$", tip, xytext=3 * normal / np.linalg.norm(normal), textcoords="offset points",
            ha="left" if w1 > 0 else "right", va="bottom" if w2 > 0 else "top", fontsize=10.5,
        )  # fmt: skip


def answer_field(
    ax: Axes, answer: Callable[[np.ndarray], ArrayLike], level: float = 0.0, span: float | None = None
) -> None:
    """Colour the plane by what a network answers there, with a line where the answer crosses `level`.

    Below the level the ground is blue, the colour of class 0, above it vermilion, that of class 1; the
    farther from the level, the stronger, in eight bands on each side. Set the limits first: they are not
    changed.

    Args:
        ax: axes to draw into.
        answer: takes points `(N, 2)`, returns `(N,)` or `(N, 1)` numbers.
        level: where the line is drawn: 0 for a weighted sum, 0.5 for a probability.
        span: distance from the level that has the full colour; left out, the largest in the picture.

    Raises:
        ValueError: the answer has another shape, or holds numbers that are not finite.

    >>> ax = plt.figure().add_subplot(xlim=(0, 2), ylim=(0, 2))
    >>> answer_field(ax, lambda x: x[:, 0] - 1)
    >>> len(ax.collections)  # the ground and the line
    2
    """
    (left, right), (low, high) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    across, up = np.meshgrid(np.linspace(left, right, 201), np.linspace(low, high, 201))
    values = np.asarray(answer(np.column_stack([across.ravel(), up.ravel()])), float)
    if values.shape not in ((across.size,), (across.size, 1)):
        raise ValueError(f"answer_field: answer must return one number for each point, got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("answer_field: answer must be finite in the whole picture")
    values = values.reshape(across.shape) - level
    span = float(abs(values).max()) if span is None else span
    ax.set(autoscale_on=False)
    edges = np.linspace(-1, 1, 17) * (span or 1.0)
    ax.contourf(across, up, values, levels=edges, cmap=FIELD_COLORS, extend="both", zorder=0)
    if values.min() < 0 <= values.max():
        ax.contour(across, up, values, levels=[0.0], colors=BLACK, linewidths=1.8, zorder=2)


class MovingBoundary:
    """Two classes and the line between them in axes that stay: `show` moves what is drawn.

    For the live cells, which draw one figure again and again. Set limits and labels of the axes first.

    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.set(xlim=(0, 4), ylim=(0, 4))
    >>> moving = MovingBoundary(ax)
    >>> moving.show([[0, 1], [1, 0]], [0, 1], weight=[1, -1], bias=0.0)
    >>> [len(points.get_xdata()) for points in moving.points]
    [1, 1]
    """

    def __init__(self, ax: Axes) -> None:
        """Prepare empty marks and an empty line in `ax`."""
        self.ax = ax
        self.points = [
            ax.plot(
                [], [], marker, color=color, markersize=5.5, markeredgecolor="white", markeredgewidth=0.6
            )[0]
            for marker, color in zip(CLASS_MARKERS[:2], CLASS_COLORS[:2], strict=True)
        ]
        (self.line,) = ax.plot([], [], color=BLACK, zorder=1)

    def show(
        self,
        x: ArrayLike,
        y: ArrayLike,
        weight: ArrayLike,
        bias: float,
        class_names: Sequence[str] | None = None,
    ) -> None:
        """Put the samples x `(N, 2)` of the classes y `(N,)` and the line of weight `(2,)` and bias in place.

        Without a direction (both weights zero) no line is seen; without `class_names` no legend.
        """
        samples, classes = np.asarray(x, float), np.asarray(y)
        for kind, points in enumerate(self.points):
            points.set_data(*samples[classes == kind].T)
        if class_names is not None:
            self.ax.legend(self.points, class_names, loc="upper left", handletextpad=0.3)
        if np.any(weight):
            self.line.set_data(*_line_across(self.ax, weight, bias))
        else:
            self.line.set_data([], [])


def _line_across(ax: Axes, weight: ArrayLike, bias: float) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the boundary at the left and right edge of the axes; if it is steep, below and above."""
    w1, w2 = np.asarray(weight, float)
    (left, right), (low, high) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    if abs(w2) * (high - low) >= abs(w1) * (right - left):
        xs = np.array([left, right])
        return xs, -(w1 * xs + bias) / w2
    ys = np.array([low, high])
    return -(w2 * ys + bias) / w1, ys


def network_node(
    ax: Axes,
    place: Sequence[float],
    text: str = "",
    kind: str = "hidden",
    radius: float = 0.3,
    size: float = 11,
    color: str | None = None,
) -> None:
    """Draw one part of a network: an input is a square, for it computes nothing; a unit is a circle.

    Inputs are blue, hidden units black, output units vermilion (`helpers.palette.UNIT_COLORS`).

    Args:
        ax: axes to draw into, with an equal aspect.
        place: its middle.
        text: what stands in it.
        kind: "input", "hidden" or "output".
        radius: of the circle; the square is as large to the eye.
        size: of the text, in points.
        color: of the edge, if it shall not be that of its kind.

    Raises:
        ValueError: there is no such kind.

    >>> ax = plt.figure().add_subplot()
    >>> network_node(ax, (0, 0), "$x_1$", "input")
    >>> type(ax.patches[0]).__name__, ax.texts[0].get_text()
    ('Rectangle', '$x_1$')
    """
    if kind not in UNIT_COLORS:
        raise ValueError(f"network_node: kind must be one of {list(UNIT_COLORS)}, got {kind!r}")
    x, y = place
    shape: Rectangle | Circle = Circle((x, y), radius)
    if kind == "input":
        half = 0.9 * radius
        shape = Rectangle((x - half, y - half), 2 * half, 2 * half)
    shape.set(facecolor="white", edgecolor=color or UNIT_COLORS[kind], linewidth=1.7, zorder=2)
    ax.add_patch(shape)
    if text:
        ax.text(x, y, text, ha="center", va="center", fontsize=size, zorder=3)


def neuron_drawing(
    ax: Axes,
    inputs: Sequence[str] = ("$x_1$", "$x_2$"),
    weights: Sequence[str] = ("$w_1$", "$w_2$"),
    bias: str = "$b$",
    total: str = "$z$",
    output: str = r"$\hat{y}$",
    parts: dict[str, str] | None = None,
) -> None:
    """Draw one artificial neuron: inputs (squares), weights, the sum, the step (circles), the output.

    Args:
        ax: axes to draw into; their frame is taken away.
        inputs, weights: as many labels each.
        bias, total, output: labels of the bias, of the sum and of the result.
        parts: remarks under the parts, by the keys `inputs`, `weights`, `sum`, `step`, `output`.

    Raises:
        ValueError: inputs and weights differ in number.

    >>> ax = plt.figure().add_subplot()
    >>> neuron_drawing(ax, ["a"], ["2"], total="s")
    >>> sorted(text.get_text() for text in ax.texts if text.get_text())[:2]
    ['$+1$', '$\\\\Sigma$']
    """
    if len(inputs) != len(weights):
        raise ValueError(f"neuron_drawing: {len(inputs)} inputs need as many weights, got {len(weights)}")
    ax.set(xlim=(-0.6, 8.3), ylim=(-2.5, 2.3), aspect="equal")
    ax.axis("off")
    heights = np.linspace(1.5, -1.5, len(inputs) + 1)
    summing, stepping = (3.4, 0.0), (5.6, 0.0)

    def arrow(start: tuple[float, float], end: tuple[float, float], color: str = BLACK) -> None:
        ax.add_patch(
            FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=13, lw=1.5, color=color,
                            shrinkA=0, shrinkB=0, zorder=1)
        )  # fmt: skip

    def onto(start: tuple[float, float], centre: tuple[float, float], radius: float) -> tuple[float, float]:
        away = np.subtract(start, centre)
        end = np.asarray(centre) + radius * away / np.linalg.norm(away)
        return float(end[0]), float(end[1])

    sources = [(0.2, float(height)) for height in heights]
    names = [*inputs, "$+1$"]
    for source, name, value in zip(sources, names, [*weights, bias], strict=True):
        arrow(onto(summing, source, 0.36), onto(source, summing, 0.62), GREY)
        network_node(ax, source, name, "input", 0.36, 12, GREY if name == "$+1$" else None)
        middle = 0.52 * np.asarray(source) + 0.48 * np.asarray(summing)
        ax.text(middle[0], middle[1], value, ha="center", va="center", fontsize=12, zorder=3,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
    network_node(ax, summing, r"$\Sigma$", radius=0.62, size=18)
    network_node(ax, stepping, radius=0.62)
    ax.plot([5.25, 5.6, 5.6, 5.95], [-0.25, -0.25, 0.25, 0.25], color=CLASS_COLORS[1], lw=2.2, zorder=3)
    arrow((4.02, 0.0), (4.98, 0.0))
    ax.text(4.5, 0.22, total, ha="center", va="bottom", fontsize=12)
    arrow((6.22, 0.0), (7.4, 0.0))
    ax.text(7.6, 0.0, output, ha="left", va="center", fontsize=14)
    places = {"inputs": 0.2, "weights": 1.75, "sum": 3.4, "step": 5.6, "output": 7.55}
    for part, remark in (parts or {}).items():
        ax.text(places[part], -2.05, remark, ha="center", va="top", fontsize=9.5, color=GREY)


def network_drawing(
    ax: Axes,
    sizes: Sequence[int],
    names: Sequence[str] | None = None,
    labels: Sequence[Sequence[str]] | None = None,
    weights: Sequence[ArrayLike] | None = None,
    marked: tuple[int, int] | None = None,
    most: int = 8,
) -> None:
    """Draw a layered network from left to right: squares hold the inputs, circles compute.

    Inputs are blue, hidden units black, output units vermilion. A column of more than `most` units is
    shortened: its first and last units, ⋮ between them, and their number above.

    Args:
        ax: axes to draw into; their frame is taken away.
        sizes: number of inputs, of units of each hidden layer, of outputs: at least two numbers.
        names: a remark under each column.
        labels: a text for each unit of each column; no column may be longer than `most` then.
        weights: a table `(inputs, outputs)` for each layer, whose numbers are written on the links.
        marked: (column, unit), both counted from 0: the links into this unit are drawn thick. They are one
            column of its layer's weight table.
        most: places in the longest column, at least 4.

    Raises:
        ValueError: sizes, or what should fit them, are wrong.

    >>> ax = plt.figure().add_subplot()
    >>> network_drawing(ax, [2, 3, 1], names=["input", "hidden", "output"])
    >>> len(ax.collections[0].get_segments())  # 2 · 3 + 3 · 1 links
    9
    >>> [text.get_text() for text in ax.texts]
    ['input', 'hidden', 'output']
    """
    tables = _check_network(sizes, names, labels, weights, marked, most)
    radius, between = 0.3, 2.4
    columns = [_column(size, most) for size in sizes]
    tallest = max(min(size, most) for size in sizes) / 2
    last = len(sizes) - 1
    below = 0.1 if names is None else 0.5 + 0.4 * max(name.count("\n") + 1 for name in names)
    ax.set(xlim=(-0.9, last * between + 0.9), ylim=(-tallest - below, tallest + 0.6), aspect="equal")
    ax.axis("off")

    thin: list[Any] = []
    thick: list[Any] = []
    for layer, (sources, targets) in enumerate(pairwise(columns)):
        for i, low in sources.units.items():
            for j, high in targets.units.items():
                ends = np.array([[layer * between, low], [(layer + 1) * between, high]])
                (thick if marked == (layer + 1, j) else thin).append(ends)
                if tables:
                    x, y = 0.7 * ends[0] + 0.3 * ends[1]
                    ax.text(x, y, f"{tables[layer][i, j]:g}", ha="center", va="center", fontsize=10.5,
                            zorder=3, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    ax.add_collection(LineCollection(thin, colors=GREY, linewidths=0.7, zorder=1))
    ax.add_collection(LineCollection(thick, colors=BLACK, linewidths=2.4, zorder=1))
    for column, (units, gap) in enumerate(columns):
        x = column * between
        kind = "input" if column == 0 else "output" if column == last else "hidden"
        for unit, y in units.items():
            network_node(ax, (x, y), labels[column][unit] if labels is not None else "", kind, radius)
        if gap is not None:
            ax.text(x, gap, r"$\vdots$", ha="center", va="center", fontsize=15)
            ax.text(x, units[0] + 1.3 * radius, f"{sizes[column]:,}", ha="center", va="bottom", fontsize=10)
        if names is not None:
            ax.text(x, -tallest - 0.1, names[column], ha="center", va="top", fontsize=9.5, color=GREY)


class _Column(NamedTuple):
    """A column of a network drawing: heights of the units that are drawn, and of the ⋮ if there is one."""

    units: dict[int, float]
    gap: float | None


def _column(size: int, most: int) -> _Column:
    """Place `size` units, or `most` − 1 of them around a ⋮, one above the other around the height 0."""
    places = min(size, most)
    heights = [(places - 1) / 2 - place for place in range(places)]
    if size <= most:
        return _Column(dict(enumerate(heights)), None)
    upper = most // 2
    lower = {size - most + place: heights[place] for place in range(upper + 1, most)}
    return _Column(dict(enumerate(heights[:upper])) | lower, heights[upper])


def _check_network(
    sizes: Sequence[int],
    names: Sequence[str] | None,
    labels: Sequence[Sequence[str]] | None,
    weights: Sequence[ArrayLike] | None,
    marked: tuple[int, int] | None,
    most: int,
) -> list[np.ndarray]:
    """Check the arguments of `network_drawing`; return the weight tables."""
    where = "network_drawing:"
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"{where} sizes must be two or more numbers of at least 1, got {list(sizes)}")
    if most < 4:
        raise ValueError(f"{where} most must be at least 4, got {most}")
    if names is not None and len(names) != len(sizes):
        raise ValueError(f"{where} {len(sizes)} columns need as many names, got {len(names)}")
    if labels is not None and [len(column) for column in labels] != list(sizes):
        raise ValueError(f"{where} labels must be {list(sizes)} texts, got {[len(c) for c in labels]}")
    if labels is not None and max(sizes) > most:
        raise ValueError(f"{where} labels need columns of at most {most} units, got {max(sizes)}")
    if marked is not None and not (1 <= marked[0] < len(sizes) and 0 <= marked[1] < sizes[marked[0]]):
        raise ValueError(f"{where} marked must be (column, unit) of a unit behind the inputs, got {marked}")
    tables = [np.asarray(table) for table in weights or ()]
    wanted = list(pairwise(sizes))
    if weights is not None and [table.shape for table in tables] != wanted:
        raise ValueError(f"{where} weights must have shapes {wanted}, got {[t.shape for t in tables]}")
    return tables


def mistakes_chart(ax: Axes, mistakes: ArrayLike, label: str | None = None, color: str = BLACK) -> None:
    """Draw the mistakes of each pass over the samples (`PerceptronHistory.mistakes`) against its number.

    >>> ax = plt.figure().add_subplot()
    >>> mistakes_chart(ax, [3, 2, 0])
    >>> ax.lines[0].get_xydata().tolist()
    [[1.0, 3.0], [2.0, 2.0], [3.0, 0.0]]
    """
    counts = np.asarray(mistakes)
    few = len(counts) <= 40
    ax.plot(np.arange(1, len(counts) + 1), counts, color=color, label=label,
            marker="o" if few else None, markersize=5, lw=1.4)  # fmt: skip
    ax.set_xlabel("epoch")
    ax.set_ylabel("mistakes")
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
