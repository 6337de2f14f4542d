"""The descent figure: the path of gradient descent down a loss, in one dimension or two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets import base
from helpers.widgets.panel import Panel, choice, listed, steps
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "DescentFigure"
HEAVIEST = 72_000
"""Bytes of paths and fields that a figure may bring; a third more on the page."""
CLOSE = 0.01
"""A path has settled where it is within this share of the way from its start to the optimum's loss."""
LEVELS = 12
"""Lines of equal loss."""


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss to walk down, and the walks that a reader may choose.

    Args:
        name: what the reader chooses.
        loss: takes (N, D) parameters, returns (N,) losses.
        gradient: takes (N, D), returns (N, D).
        rates: learning rates, each above 0. The figure begins with the first.
        starts: (S,) where walks begin, or (S, 2) in the plane. The figure begins with the first.
        limits: the window: (low, high), or ((low, high), (low, high)) in the plane. A path that leaves it is
            cut there and called diverged.
        steps: of each walk.
        labels: of the parameters; left out, w, or w₁ and w₂.
        optimum: where the loss is lowest, if known; left out, the lowest place of a fine grid and of all
            walks.

    >>> bowl = Landscape("bowl", lambda w: w[:, 0] ** 2, lambda w: 2 * w, [0.1, 1.1], [-2, 1], (-3, 3))
    >>> bowl.gradient(np.array([[-2.0]]))
    array([[-4.]])
    """

    name: str
    loss: Callable[[NDArray[Any]], ArrayLike]
    gradient: Callable[[NDArray[Any]], ArrayLike]
    rates: Sequence[float]
    starts: ArrayLike
    limits: ArrayLike
    steps: int = 40
    labels: Sequence[str] | None = None
    optimum: ArrayLike | None = None


class DescentFigure(Panel):
    """Gradient descent step by step: where it stands, how steep it is there, where the next step leads.

    NumPy walks every path (each rate from each start) when the figure is made; the page replays them.

    Args:
        *landscapes: one `Landscape` or several to choose among.
        task: a `Task`, or several. Quantities: `rate`, `start` (its place in the list), `step`, `landscape`
            (its place), `loss` (at the present step), `final_loss` (at the path's end), `diverged` (1 where
            the path was cut), `settled` (the first step from which on the loss stays within 1 % of the way
            from the start's loss to the optimum's; −1 if there is none), `by_hand`.
        title: above the figure. key: the short name in a link, one for each figure of a page.
        rate: to begin with; left out, the first of the first landscape.
        start: to begin with, its place in the list.
        step: to begin with; left out, the last, so that the whole path is seen.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: a rate that is not among the landscape's, and the like.

    Sources: the method is Cauchy's, Comptes Rendus 25 (1847).

    >>> bowl = Landscape("bowl", lambda w: w[:, 0] ** 2, lambda w: 2 * w, [0.25, 1.1], [-2, 1], (-3, 3))
    >>> figure = DescentFigure(bowl)
    >>> figure
    DescentFigure(bowl, 2 rates, 2 starts, rate 0.25 from -2: loss 4.000 -> 0.000, settled at step 4)
    >>> figure.rate = 1.1
    >>> figure.quantities(figure.state)["diverged"]
    1.0
    """

    _esm = base.module("panel", "descent")
    _css = base.style("panel", "formula")

    def __init__(
        self,
        *landscapes: Landscape,
        task: Task | Sequence[Task] = (),
        title: str = "Gradient descent",
        key: str | None = None,
        rate: float | None = None,
        start: int = 0,
        step: int | None = None,
    ) -> None:
        """Walk every path, then open the widget."""
        if not landscapes:
            raise ValueError(f"{WHERE}: landscapes must be at least one Landscape, got none")
        for landscape in landscapes:
            if not isinstance(landscape, Landscape):
                raise ValueError(f"{WHERE}: landscapes must be Landscapes, got {type(landscape).__name__}")
        names = [landscape.name for landscape in landscapes]
        if len(set(names)) < len(names):
            raise ValueError(f"{WHERE}: landscapes must have different names, got {names}")
        self._walks = [_walked(landscape) for landscape in landscapes]
        weight = sum(walks.weight for walks in self._walks)
        if weight > HEAVIEST:
            raise ValueError(
                f"{WHERE}: the paths weigh {weight} bytes, more than {HEAVIEST}: "
                "give fewer rates, starts or steps"
            )
        first = self._walks[0]
        wanted = float(landscapes[0].rates[0]) if rate is None else rate
        if not any(np.isclose(wanted, own, rtol=1e-9, atol=0) for own in first.rates):
            raise ValueError(f"{WHERE}: rate must be one of {first.rates}, got {rate}")
        if start not in range(len(first.starts)):
            raise ValueError(f"{WHERE}: start must be from 0 to {len(first.starts) - 1}, got {start}")
        if step is not None and step not in range(first.steps + 1):
            raise ValueError(f"{WHERE}: step must be from 0 to {first.steps}, got {step}")
        rates = sorted({own for walks in self._walks for own in walks.rates})
        most = max(len(walks.starts) for walks in self._walks)
        begin = min(rates, key=lambda own: abs(own - wanted))
        controls = [choice("landscape", names, say("landscape"))] if len(names) > 1 else []
        controls += [
            listed("rate", rates, begin, WHERE, "η", palette.PURPLE),
            listed("start", range(most), start, WHERE, say("start"), palette.GREEN),
            steps(
                "step",
                max(walks.steps for walks in self._walks),
                say("step"),
                first.steps if step is None else step,
            ),
        ]
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={"landscapes": [walks.wire() for walks in self._walks]},
        )
        if len(names) > 1:
            self.observe(self._moved_elsewhere, "landscape")

    # ---- from the state to one path

    def _here(self, state: Mapping[str, float]) -> "_Walks":
        return self._walks[int(state.get("landscape", 0))]

    def _path(self, state: Mapping[str, float]) -> "_Path":
        """The path of this state; a rate or a start that the landscape lacks is the nearest that it has."""
        walks = self._here(state)
        nearest = min(range(len(walks.rates)), key=lambda r: abs(walks.rates[r] - state["rate"]))
        return walks.paths[nearest][min(int(state["start"]), len(walks.starts) - 1)]

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """`rate`, `start`, `step`, `landscape`, `loss`, `final_loss`, `diverged`, `settled`."""
        path = self._path(state)
        step = min(int(state["step"]), len(path.loss) - 1)
        return {
            "rate": path.rate,
            "start": float(path.start),
            "step": float(step),
            "landscape": state.get("landscape", 0.0),
            "loss": float(path.loss[step]),
            "final_loss": float(path.loss[-1]),
            "diverged": float(path.diverged),
            "settled": float(path.settled),
        }

    def _check_control(self, owner: Any, proposal: Any) -> float:
        name, value = proposal["trait"].name, super()._check_control(owner, proposal)
        walks = self._here({"landscape": self.landscape} if "landscape" in self._controls else {})
        if name == "rate" and value not in walks.rates:
            raise traitlets.TraitError(f"{WHERE}: rate must be one of {walks.rates}, got {value:g}")
        if name == "start" and value >= len(walks.starts):
            raise traitlets.TraitError(
                f"{WHERE}: start must be from 0 to {len(walks.starts) - 1}, got {value:g}"
            )
        return value

    def _moved_elsewhere(self, _change: Any) -> None:
        """Another landscape has other rates and starts: the nearest ones are taken."""
        path = self._path(self.state)
        with self.hold_sync():
            if "rate" not in self._incoming:
                self.set_trait("rate", path.rate)
            if "start" not in self._incoming:
                self.set_trait("start", float(path.start))

    # ---- what is read and shown where nothing moves

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        walks, path = self._here(self.state), self._path(self.state)
        counts = f"{len(walks.rates)} rates, {len(walks.starts)} starts"
        several = f", {len(self._walks)} landscapes" if len(self._walks) > 1 else ""
        ends = f"loss {_short(path.loss[0])} -> {_short(path.loss[-1])}"
        origin = ", ".join(f"{v:g}" for v in walks.starts[path.start])
        origin = f"({origin})" if len(walks.starts[0]) > 1 else origin
        fate = "diverged" if path.diverged else "not settled"
        fate = f"settled at step {path.settled}" if path.settled >= 0 else fate
        return f"{WHERE}({walks.name}{several}, {counts}, rate {path.rate:g} from {origin}: {ends}, {fate})"

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        walks, path = self._here(self.state), self._path(self.state)
        fate = "alt_diverged" if path.diverged else "alt_unsettled" if path.settled < 0 else "alt_settled"
        return say(
            f"descent_alt_{len(walks.labels)}",
            title=self._title,
            name=walks.name,
            labels=say("and").join(walks.labels),
            rate=f"{path.rate:g}",
            fate=say(fate, step=path.settled if path.settled >= 0 else len(path.loss) - 1),
        )

    def _picture(self) -> MatplotlibFigure:
        walks, path = self._here(self.state), self._path(self.state)
        step = int(self.quantities(self.state)["step"])
        figure = MatplotlibFigure(figsize=(8.6, 4.2), dpi=90, layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
        several = f": {walks.name}" if len(self._walks) > 1 else ""
        left.set_title(self._title + several, fontsize=12, loc="left")
        (_draw_plane if len(walks.labels) > 1 else _draw_curve)(left, walks, path, step)

        # as high as the path climbs inside of the window
        top = max(float(path.loss[0]), min(float(path.loss.max()), walks.span[1]))
        room = 0.06 * (top - walks.best) or 1.0
        right.axhline(walks.best, color="black", linestyle=":", linewidth=1)
        right.plot(path.loss[: step + 1], "o-", color=palette.VERMILION, markersize=3.5, linewidth=1.2)
        right.set(xlim=(0, walks.steps), xlabel=say("step"), ylabel=say("loss"))
        right.set_ylim(walks.best - room, top + room)
        right.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        right.set_title(say("descent_rate", rate=f"{path.rate:g}"), fontsize=11, loc="left")
        return figure


def _draw_curve(ax: Axes, walks: "_Walks", path: "_Path", step: int) -> None:
    """The loss over one parameter, the steps taken, the slope where it stands and the next step."""
    (low, high) = walks.limits[0]
    at = np.linspace(low, high, len(walks.field))
    w, loss = path.w[: step + 1, 0], path.loss[: step + 1]
    ax.plot(at, walks.field, color=palette.BLUE, linewidth=2)
    ax.plot(walks.optimum, walks.best, "*", color="black", markersize=12, zorder=3)
    ax.plot(
        w, loss, "o-", color=palette.VERMILION, markersize=5, linewidth=1, zorder=4, markeredgecolor="white"
    )
    ax.plot(w[:1], loss[:1], "o", color="white", markeredgecolor=palette.GREEN, markeredgewidth=2, zorder=5)
    bottom, top = walks.span
    if step < len(path.loss) - 1:
        slope, here, there = path.gradient[step, 0], w[-1], path.w[step + 1, 0]
        reach = 0.16 * (high - low)
        tangent = [loss[-1] - reach * slope, loss[-1] + reach * slope]
        ax.plot([here - reach, here + reach], tangent, color=palette.GREEN)
        arrow = {"arrowstyle": "->", "color": palette.PURPLE, "lw": 2}
        ax.annotate("", (there, loss[-1]), (here, loss[-1]), arrowprops=arrow)
    ax.set(xlim=(low, high), xlabel=walks.labels[0], ylabel=say("loss"))
    ax.set_ylim(bottom - 0.05 * (top - bottom), top + 0.05 * (top - bottom))


def _draw_plane(ax: Axes, walks: "_Walks", path: "_Path", step: int) -> None:
    """Lines of equal loss over two parameters, and the path."""
    (x0, x1), (y0, y1) = walks.limits
    rows, columns = walks.field.shape
    across, up = np.linspace(x0, x1, columns), np.linspace(y1, y0, rows)
    levels = walks.levels
    shades = [(0, 0, 0, 0.22 * (k / LEVELS) ** 0.8) for k in range(LEVELS)]
    ax.contourf(across, up, walks.field, levels=levels, colors=shades)
    ax.contour(across, up, walks.field, levels=levels[1:-1], colors="#595959", linewidths=0.7)
    ax.plot(*walks.optimum, "*", color="black", markersize=13, zorder=3)
    w = path.w[: step + 1]
    dots: dict[str, Any] = {"markersize": 4.5, "markeredgecolor": "white", "markeredgewidth": 0.5}
    ax.plot(*w.T, "o-", color=palette.VERMILION, linewidth=1.4, zorder=4, **dots)
    ax.plot(*w[:1].T, "o", color="white", markeredgecolor=palette.GREEN, markeredgewidth=2, zorder=5)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), xlabel=walks.labels[0], ylabel=walks.labels[1])


class _Path(NamedTuple):
    """One walk: (T, D) places, (T, D) slopes, (T,) losses, all as the page receives them."""

    rate: float
    start: int
    w: NDArray[Any]
    gradient: NDArray[Any]
    loss: NDArray[Any]
    diverged: bool
    settled: int


class _Walks(NamedTuple):
    """A landscape, seen and walked."""

    name: str
    labels: list[str]
    limits: list[list[float]]
    rates: list[float]
    starts: list[list[float]]
    steps: int
    optimum: list[float]
    best: float
    field: NDArray[Any]
    paths: list[list[_Path]]

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest loss of the window."""
        return min(self.best, float(self.field.min())), float(self.field.max())

    @property
    def levels(self) -> NDArray[Any]:
        """Losses of equal distance on a bowl: squares of equal steps."""
        low, high = self.span
        return low + (high - low) * (np.arange(LEVELS + 1) / LEVELS) ** 2

    @property
    def flat(self) -> list[_Path]:
        return [path for row in self.paths for path in row]

    @property
    def weight(self) -> int:
        """Bytes."""
        return self.field.nbytes + sum(p.w.nbytes + p.gradient.nbytes + p.loss.nbytes for p in self.flat)

    def wire(self) -> dict[str, Any]:
        """The landscape as the page reads it; its paths one after the other, by rate, then by start."""
        paths = self.flat
        return {
            "name": self.name,
            "labels": self.labels,
            "limits": self.limits,
            "rates": self.rates,
            "starts": self.starts,
            "steps": self.steps,
            "optimum": self.optimum,
            "best": self.best,
            "span": list(self.span),
            "levels": self.levels.tolist(),
            "field": base.packed(self.field),
            "lengths": [len(path.loss) for path in paths],
            "diverged": [int(path.diverged) for path in paths],
            "settled": [path.settled for path in paths],
            "w": base.packed(np.concatenate([path.w for path in paths])),
            "gradient": base.packed(np.concatenate([path.gradient for path in paths])),
            "loss": base.packed(np.concatenate([path.loss for path in paths])),
        }


def _walked(landscape: Landscape) -> _Walks:
    """Check a landscape, look at it on a grid, walk every path."""
    name = landscape.name
    limits, starts = _window(landscape), _starts(landscape)
    dimensions = starts.shape[1]
    labels = list(landscape.labels or (("w",) if dimensions == 1 else ("w₁", "w₂")))
    if len(labels) != dimensions:
        raise ValueError(f"{WHERE}: {name}: labels must be {dimensions} texts, got {len(labels)}")
    rates = [float(rate) for rate in landscape.rates]
    if not rates or not np.isfinite(rates).all() or min(rates) <= 0 or len(set(rates)) < len(rates):
        raise ValueError(f"{WHERE}: {name}: rates must be different finite numbers above 0, got {rates}")
    if landscape.steps < 1 or landscape.steps != int(landscape.steps):
        raise ValueError(
            f"{WHERE}: {name}: steps must be a whole number of at least 1, got {landscape.steps}"
        )
    rates = sorted(rates)
    field, _ = _field(landscape, limits, 241 if dimensions == 1 else 64)
    fine, fine_grid = _field(landscape, limits, 2001 if dimensions == 1 else 201)
    walks = [_walk(landscape, rate, starts, limits) for rate in rates]
    seen = np.concatenate([loss[:length] for row in walks for _, _, loss, length, _ in row])
    places = np.concatenate([w[:length] for row in walks for w, _, _, length, _ in row])
    inside = ((places >= limits[:, 0]) & (places <= limits[:, 1])).all(axis=1)
    all_losses = np.concatenate([fine.ravel(), seen[inside]])
    lowest = int(all_losses.argmin())
    best, optimum = float(all_losses[lowest]), np.concatenate([fine_grid, places[inside]])[lowest]
    if landscape.optimum is not None:
        optimum = base.finite(f"{name}: optimum", landscape.optimum, WHERE).reshape(-1)
        if optimum.shape != (dimensions,):
            raise ValueError(f"{WHERE}: {name}: optimum must be {dimensions} numbers, got {optimum.tolist()}")
        known = float(_losses(landscape, optimum[None])[0])
        if best < known - 1e-6 * max(1.0, float(np.ptp(fine))):
            raise ValueError(
                f"{WHERE}: {name}: optimum has the loss {known:g}, but there is one of {best:g} in the window"
            )
        best = min(best, known)

    paths = []
    for rate, row in zip(rates, walks, strict=True):
        own = []
        for s, (w, gradient, loss, length, diverged) in enumerate(row):
            settled = -1 if diverged else _settled(loss[:length], best)
            kept = [part[:length].astype(np.float32) for part in (w, gradient, loss)]
            own.append(_Path(rate, s, kept[0], kept[1], kept[2], diverged, settled))
        paths.append(own)
    return _Walks(
        name, labels, limits.tolist(), rates, starts.tolist(), int(landscape.steps), optimum.tolist(), best,
        field.astype(np.float32), paths,
    )  # fmt: skip


def _walk(
    landscape: Landscape, rate: float, starts: NDArray[Any], limits: NDArray[Any]
) -> list[tuple[NDArray[Any], NDArray[Any], NDArray[Any], int, bool]]:
    """From each start: places, slopes, losses, how many of them count, whether the path left the window."""
    count, (many, dimensions) = landscape.steps + 1, starts.shape
    w, gradient = np.full((2, count, many, dimensions), np.nan)
    loss = np.full((count, many), np.nan)
    alive = np.ones(many, dtype=bool)
    w[0] = starts
    with np.errstate(all="ignore"):
        for t in range(count):
            if t:
                w[t] = np.where(alive[:, None], w[t - 1] - rate * gradient[t - 1], np.nan)
            here = alive & (abs(w[t]) < 1e30).all(axis=1)
            if here.any():
                loss[t, here] = _losses(landscape, w[t, here])
                gradient[t, here] = _slopes(landscape, w[t, here])
            inside = ((w[t] >= limits[:, 0]) & (w[t] <= limits[:, 1])).all(axis=1)
            alive &= inside & np.isfinite(gradient[t]).all(axis=1)
    found = []
    for s in range(many):
        known = (abs(loss[:, s]) < 1e30) & (abs(gradient[:, s]) < 1e30).all(axis=1)
        length = count if known.all() else int(known.argmin())
        if length == 0:
            raise ValueError(
                f"{WHERE}: {landscape.name}: loss and gradient must be finite at every start, "
                f"got {loss[0, s]} and {gradient[0, s].tolist()} at {starts[s].tolist()}"
            )
        last = w[length - 1, s]
        outside = (last < limits[:, 0]).any() or (last > limits[:, 1]).any()
        found.append((w[:, s], gradient[:, s], loss[:, s], length, bool(outside or length < count)))
    return found


def _settled(loss: NDArray[Any], best: float) -> int:
    """The first step from which on the loss stays close to the best; −1 if there is none."""
    far = np.flatnonzero(loss > best + CLOSE * (loss[0] - best))
    first = int(far[-1]) + 1 if far.size else 0
    return first if first < len(loss) else -1


def _losses(landscape: Landscape, w: NDArray[Any]) -> NDArray[Any]:
    loss = np.asarray(landscape.loss(w), dtype=float)
    if loss.shape != (len(w),):
        raise ValueError(
            f"{WHERE}: {landscape.name}: loss must return the shape ({len(w)},) for {w.shape}, "
            f"got {loss.shape}"
        )
    return loss


def _slopes(landscape: Landscape, w: NDArray[Any]) -> NDArray[Any]:
    gradient = np.asarray(landscape.gradient(w), dtype=float)
    if gradient.shape != w.shape:
        raise ValueError(
            f"{WHERE}: {landscape.name}: gradient must return the shape {w.shape}, got {gradient.shape}"
        )
    return gradient


def _field(landscape: Landscape, limits: NDArray[Any], nodes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The loss on a grid of the window, from the top left as the page paints it, and the grid."""
    if len(limits) == 1:
        grid = np.linspace(limits[0, 0], limits[0, 1], nodes)[:, None]
        field = _losses(landscape, grid)
    else:
        (x0, x1), (y0, y1) = limits
        gx, gy = np.meshgrid(np.linspace(x0, x1, nodes), np.linspace(y1, y0, nodes))
        grid = np.column_stack([gx.ravel(), gy.ravel()])
        field = _losses(landscape, grid).reshape(nodes, nodes)
    if not (abs(field) < 1e30).all():
        raise ValueError(f"{WHERE}: {landscape.name}: loss must be finite everywhere inside of limits")
    return field, grid


def _window(landscape: Landscape) -> NDArray[Any]:
    limits = np.atleast_2d(base.finite(f"{landscape.name}: limits", landscape.limits, WHERE))
    if limits.shape not in ((1, 2), (2, 2)) or not (limits[:, 0] < limits[:, 1]).all():
        raise ValueError(
            f"{WHERE}: {landscape.name}: limits must be (low, high), or two such pairs, low below high, "
            f"got {limits.tolist()}"
        )
    return limits


def _starts(landscape: Landscape) -> NDArray[Any]:
    limits = _window(landscape)
    starts = base.finite(f"{landscape.name}: starts", landscape.starts, WHERE).astype(float)
    starts = starts[:, None] if starts.ndim == 1 else starts
    if starts.ndim != 2 or starts.shape[1] != len(limits) or len(starts) == 0:
        wanted = "(S,)" if len(limits) == 1 else "(S, 2)"
        raise ValueError(
            f"{WHERE}: {landscape.name}: starts must have shape {wanted} for these limits, "
            f"got {np.shape(landscape.starts)}"
        )
    if not ((starts >= limits[:, 0]) & (starts <= limits[:, 1])).all():
        raise ValueError(
            f"{WHERE}: {landscape.name}: starts must lie inside of limits, got {starts.tolist()}"
        )
    return starts


def _short(value: float) -> str:
    """A loss with three digits behind the point, or in powers of ten where it is large."""
    return f"{value:.3f}" if abs(value) < 1000 else f"{value:.2e}"
