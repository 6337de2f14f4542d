"""The threshold figure: a decision threshold moves, and with it four counts, two rates and a cost."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets import base
from helpers.widgets.panel import Control, Panel, choice, slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "ThresholdFigure"
CURVES = ("precision-recall", "roc")
GOLDEN = (5**0.5 - 1) / 2


class ThresholdFigure(Panel):
    """Every example on the axis of its probability, the threshold across it, and what the threshold does.

    Left, the examples of class 1 stand above the axis and those of class 0 below it; the threshold cuts both
    into the four counts of the confusion matrix. Right, the curve of all thresholds with the present one.

    Args:
        probability: (N,) of class 1, from 0 to 1. May be left out if `scenarios` are given.
        y: (N,) the true classes, 0 or 1, both present.
        class_names: of class 0 and class 1.
        threshold: a `Control` of that name. The figure says 1 where the probability is at least this.
        curve: "precision-recall" or "roc".
        costs: (of one false positive, of one false negative); adds the quantity `cost`.
        scenarios: (name, probability, y) to choose among, such as training and held-out examples.
        task: a `Task`, or several. Quantities: `threshold`, `true_positives`, `false_positives`,
            `false_negatives`, `true_negatives`, `precision` (0 where nobody is called 1), `recall`,
            `accuracy`, `cost` (0 without costs), `scenario` (its place), `by_hand`.
        title: above the figure. key: the short name in a link, one for each figure of a page.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: the threshold is set outside its ends.

    Sources: the operating point on a curve of all thresholds is Swets, Science 240 (1988).

    >>> figure = ThresholdFigure([0.1, 0.4, 0.6, 0.9], [0, 1, 0, 1])
    >>> figure
    ThresholdFigure(4 examples, threshold 0.5: 1 true and 1 false positives, 1 false and 1 true negatives)
    >>> figure.threshold = 0.4
    >>> figure.quantities(figure.state)["recall"]
    1.0
    """

    _esm = base.module("panel", "threshold")

    def __init__(
        self,
        probability: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        class_names: Sequence[str] = ("benign", "malignant"),
        threshold: Control | None = None,
        curve: str = "precision-recall",
        costs: tuple[float, float] | None = None,
        scenarios: Sequence[tuple[str, ArrayLike, ArrayLike]] = (),
        task: Task | Sequence[Task] = (),
        title: str = "Decision threshold",
        key: str | None = None,
    ) -> None:
        """Check everything, count the curves, open the widget."""
        self._cases, first = _cases(probability, y, scenarios, title)
        if len(class_names) != 2:
            raise ValueError(f"{WHERE}: class_names must be 2 texts, got {len(class_names)}")
        if curve not in CURVES:
            raise ValueError(f'{WHERE}: curve must be "precision-recall" or "roc", got {curve!r}')
        if costs is not None:
            prices = np.asarray(costs, dtype=float)
            if prices.shape != (2,) or not np.isfinite(prices).all() or (prices < 0).any():
                raise ValueError(f"{WHERE}: costs must be 2 numbers of at least 0, got {costs}")
            costs = (float(prices[0]), float(prices[1]))
        control = Control("threshold", 0.5, 0, 1, 0.01) if threshold is None else threshold
        if control.name != "threshold":
            raise ValueError(f"{WHERE}: threshold must be a Control named threshold, got {control.name!r}")
        self._classes, self._curve, self._costs = [str(name) for name in class_names], curve, costs
        color = control.color or palette.ORANGE
        label = control.label or say("threshold")
        named = Control(control.name, control.value, control.low, control.high, control.step, label, color)
        controls = [slider(named, 0, WHERE, group=say("threshold_group", label=self._classes[1]))]
        if len(self._cases) > 1:
            picked = choice("scenario", [case.name for case in self._cases], say("threshold_scenario"))
            controls.insert(0, {**picked, "value": float(first)})
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                "classes": self._classes,
                "curve": curve,
                "costs": costs,
                "cases": [case.wire(curve) for case in self._cases],
            },
        )

    def _case(self, state: Mapping[str, float]) -> "_Case":
        return self._cases[int(state.get("scenario", 0))]

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """The four counts, `precision`, `recall`, `accuracy`, `cost`, `scenario`."""
        case = self._case(state)
        called = case.probability >= state["threshold"]
        tp, fp = float(np.sum(called & (case.y == 1))), float(np.sum(called & (case.y == 0)))
        fn, tn = float(np.sum(case.y == 1)) - tp, float(np.sum(case.y == 0)) - fp
        price_fp, price_fn = self._costs or (0.0, 0.0)
        return {
            "true_positives": tp,
            "false_positives": fp,
            "false_negatives": fn,
            "true_negatives": tn,
            "precision": tp / (tp + fp) if tp + fp else 0.0,
            "recall": tp / (tp + fn),
            "accuracy": (tp + tn) / len(case.y),
            "cost": price_fp * fp + price_fn * fn,
            "scenario": state.get("scenario", 0.0),
        }

    def _random(self, control: Mapping[str, Any], rng: np.random.Generator) -> float:
        """Every other threshold is an example's own probability, where at least and above differ."""
        drawn = super()._random(control, rng)
        if control["name"] != "threshold" or rng.random() < 0.5:
            return drawn
        on = rng.choice(np.concatenate([case.probability for case in self._cases]))
        return float(on) if control["low"] <= on <= control["high"] else drawn

    # ---- what is read and shown where nothing moves

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        now, case = self.everything(self.state), self._case(self.state)
        several = f" of {case.name}" if len(self._cases) > 1 else ""
        positives = f"{now['true_positives']:.0f} true and {now['false_positives']:.0f} false positives"
        negatives = f"{now['false_negatives']:.0f} false and {now['true_negatives']:.0f} true negatives"
        cost = f", cost {now['cost']:g}" if self._costs else ""
        head = f"{WHERE}({len(case.y)} examples{several}, threshold {now['threshold']:g}"
        return f"{head}: {positives}, {negatives}{cost})"

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        now, case = self.everything(self.state), self._case(self.state)
        counts = ("true_positives", "false_positives", "false_negatives", "true_negatives")
        return say(
            "threshold_alt",
            title=self._title,
            count=len(case.y),
            negative=self._classes[0],
            positive=self._classes[1],
            curve=say(f"curve_{self._curve}"),
            threshold=f"{now['threshold']:g}",
            **{name: int(now[name]) for name in counts},
        )

    def _picture(self) -> MatplotlibFigure:
        now, case = self.everything(self.state), self._case(self.state)
        figure = MatplotlibFigure(figsize=(8.6, 4.4), dpi=90, layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
        several = f": {case.name}" if len(self._cases) > 1 else ""
        left.set_title(self._title + several, fontsize=12, loc="left")
        self._dots(left, case, now)
        line = case.curve(self._curve)
        right.plot(*line.T, color=palette.BLUE, linewidth=2, drawstyle="default")
        base_rate = float(np.mean(case.y))
        guess = ([0, 1], [0, 1]) if self._curve == "roc" else ([0, 1], [base_rate, base_rate])
        right.plot(*guess, color="black", linestyle=":", linewidth=1)
        point = self._point(now)
        called = now["true_positives"] + now["false_positives"]
        precision = f"{now['precision']:.3f}" if called else say("undefined")
        if point is not None:
            right.plot(
                *point, "o", color=palette.ORANGE, markeredgecolor="black", markersize=10, clip_on=False
            )
        right.set(xlim=(0, 1.02), ylim=(0, 1.02))
        right.set(xlabel=say(f"across_{self._curve}"), ylabel=say(f"up_{self._curve}"))
        right.set_title(
            say("threshold_rates", precision=precision, recall=f"{now['recall']:.3f}"),
            fontsize=10.5,
            loc="left",
        )
        right.set_box_aspect(1)
        return figure

    def _point(self, now: Mapping[str, float]) -> tuple[float, float] | None:
        """The operating point; there is no precision where nobody is called positive."""
        if self._curve == "roc":
            negatives = now["false_positives"] + now["true_negatives"]
            return now["false_positives"] / negatives, now["recall"]
        called = now["true_positives"] + now["false_positives"]
        return (now["recall"], now["precision"]) if called else None

    def _dots(self, ax: Axes, case: "_Case", now: Mapping[str, float]) -> None:
        """The examples, class 1 above the axis, class 0 below; what is wrong is dark-rimmed."""
        threshold = now["threshold"]
        heights = case.heights
        for k, way in ((0, -1), (1, 1)):
            mine = case.y == k
            wrong = mine & ((case.probability >= threshold) != (k == 1))
            for chosen, rim, alpha in ((mine & ~wrong, "white", 0.55), (wrong, "black", 1.0)):
                height = way * (0.1 + 0.95 * heights[chosen])
                look: dict[str, Any] = {"markeredgecolor": rim, "markeredgewidth": 0.6, "alpha": alpha}
                marker = palette.CLASS_MARKERS[k]
                ax.plot(
                    case.probability[chosen],
                    height,
                    marker,
                    color=palette.CLASS_COLORS[k],
                    markersize=4.6,
                    **look,
                )
        ax.axhline(0, color="black", linewidth=0.8)
        ax.axvline(threshold, color=palette.ORANGE, linewidth=2.5)
        ax.axvspan(threshold, 1.03, color=palette.CLASS_COLORS[1], alpha=0.08, linewidth=0)
        ax.axvspan(-0.03, threshold, color=palette.CLASS_COLORS[0], alpha=0.08, linewidth=0)
        for name, x, y, ha in (
            ("false_negatives", 0.02, 1.32, "left"),
            ("true_positives", 0.98, 1.32, "right"),
            ("true_negatives", 0.02, -1.32, "left"),
            ("false_positives", 0.98, -1.32, "right"),
        ):
            text = f"{say(name)} {now[name]:.0f}"
            box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
            ax.text(x, y, text, ha=ha, va="center", fontsize=10.5, bbox=box)
        ax.set(xlim=(-0.03, 1.03), ylim=(-1.45, 1.45), yticks=[-0.6, 0.6])
        ax.set_yticklabels(self._classes, rotation=90, va="center")
        ax.set_xlabel(say("probability", label=self._classes[1]))


class _Case(NamedTuple):
    """The examples of one scenario, by rising probability."""

    name: str
    probability: NDArray[Any]
    y: NDArray[Any]

    @property
    def heights(self) -> NDArray[Any]:
        """(N,) from 0 to 1, how far from the axis each mark stands: spread evenly, to keep them apart."""
        heights = np.zeros(len(self.y))
        for k in range(2):
            mine = self.y == k
            heights[mine] = (GOLDEN * np.arange(1, mine.sum() + 1)) % 1
        return heights

    def curve(self, kind: str) -> NDArray[Any]:
        """(K, 2) what each threshold gives, from the highest probability down to the lowest."""
        thresholds = np.unique(self.probability)[::-1]
        called = self.probability[None] >= thresholds[:, None]
        tp, fp = (called & (self.y == 1)).sum(axis=1), (called & (self.y == 0)).sum(axis=1)
        recall = tp / np.sum(self.y == 1)
        if kind == "roc":
            ends = np.column_stack([fp / np.sum(self.y == 0), recall])
            return np.concatenate([[[0.0, 0.0]], ends])
        return np.column_stack([recall, tp / (tp + fp)])

    def wire(self, kind: str) -> dict[str, Any]:
        """The examples as the page reads them."""
        return {
            "name": self.name,
            "probability": base.packed(self.probability),
            "y": base.packed(self.y.astype("i4")),
            "heights": base.packed(self.heights.astype("f4")),
            "curve": base.packed(self.curve(kind).astype("f4")),
        }


def _cases(
    probability: ArrayLike | None,
    y: ArrayLike | None,
    scenarios: Sequence[tuple[str, ArrayLike, ArrayLike]],
    title: str,
) -> tuple[list[_Case], int]:
    """The scenarios, checked, and which to begin with."""
    for entry in scenarios:
        if len(entry) != 3 or not isinstance(entry[0], str):
            raise ValueError(f"{WHERE}: scenarios must be (name, probability, y), got {entry!r}")
    cases = [_case(name, p, classes, f"scenario {name!r}: ") for name, p, classes in scenarios]
    names = [case.name for case in cases]
    if len(set(names)) < len(names):
        raise ValueError(f"{WHERE}: scenarios must have different names, got {names}")
    if probability is None or y is None:
        if not cases or probability is not y:
            missing = "probability" if probability is None else "y"
            raise ValueError(f"{WHERE}: {missing} is missing")
        return cases, 0
    own = _case(title, probability, y, "")
    if not cases:
        return [own], 0
    for k, case in enumerate(cases):
        if np.array_equal(case.probability, own.probability) and np.array_equal(case.y, own.y):
            return cases, k
    raise ValueError(f"{WHERE}: probability and y must be left out, or be those of one of the scenarios")


def _case(name: str, probability: ArrayLike, y: ArrayLike, prefix: str) -> _Case:
    try:
        p, classes = np.array(probability, dtype=float), np.array(y, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{WHERE}: {prefix}probability and y must be arrays of numbers") from None
    if p.ndim != 1 or len(p) == 0:
        raise ValueError(
            f"{WHERE}: {prefix}probability must have shape (N,) with N of at least 1, got {p.shape}"
        )
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"{WHERE}: {prefix}probability must be from 0 to 1, got {p.min()} to {p.max()}")
    if classes.shape != p.shape:
        raise ValueError(
            f"{WHERE}: {prefix}y must have shape {p.shape} like probability, got {classes.shape}"
        )
    if not np.array_equal(np.unique(classes), [0, 1]):
        raise ValueError(
            f"{WHERE}: {prefix}y must hold 0 and 1, both of them, got {np.unique(classes).tolist()}"
        )
    order = np.lexsort((classes, p))
    return _Case(name, p[order], classes[order].astype(int))
