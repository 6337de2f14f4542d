"""The window figure: a kernel slides over an image, and the output is computed cell by cell."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.convolution import average_pool2d, conv2d, max_pool2d
from helpers.plots import FIELD_COLORS
from helpers.widgets import base
from helpers.widgets.panel import Control, Panel, choice, listed, slider
from helpers.widgets.tasks import Task
from helpers.widgets.words import say

WHERE = "WindowFigure"
STRIDE, PADDING = Control("stride", 1, 1, 3, 1), Control("padding", 0, 0, 2, 1)
LARGEST_IMAGE, LARGEST_KERNEL, MOST_PADDING = 32, 5, 4
HEAVIEST = 50_000
"""Bytes of images that a figure may bring; a third more on the page."""
REACH = 10.0
"""Kernel cells can be set from minus this to this, or farther where a kernel needs it."""
POOLS = (None, max_pool2d, average_pool2d)
POOL = 2
DASHED = 0.03
"""Share of the largest number below which a negative one has no dash."""
LEGIBLE = 14
"""With at most so many columns the picture writes the number into every cell."""

Grid = NDArray[Any]


class WindowFigure(Panel):
    """A kernel laid on an image as a window that the reader moves; beside it the output that this computes.

    The window's pixels are multiplied by the kernel's cells, and the sum is one cell of the output. The
    reader drags the window or moves it with the arrow keys, types into the kernel, changes stride and
    padding, and reads the sum of the present window written out, and the size of the output.

    Args:
        images: a 2-D array for each name, at most 32 × 32, within `limits`.
        kernels: a 2-D array for each name, from 1 × 1 to 5 × 5, all of one size.
        stride, padding: a `Control` of that name, or a whole number that stays.
        flip: offer to turn the kernel by 180° before it is laid on: convolution as mathematics defines it.
        pool: offer max and average pooling of the output, in windows of 2 × 2. Then the output is the pooled
            map, `row` and `column` are a cell of it, and the window on the image is the field that it sees.
        editable: whether the kernel's cells are number inputs. A kernel that is none of the given ones is
            called "your own"; choosing that one clears the cells.
        limits: the numbers of black and of white. Where the first is negative the image is painted by the
            signed colours of the output.
        ink: the names of images that show ink on paper: for them `limits` are of white and of black.
        at: the row and the column of the output to begin with.
        task: a `Task`, or several. Quantities: `image`, `kernel` (places in their lists; the reader's own
            kernel comes after the others), `row`, `column` (of the output), `stride`, `padding`, `flipped`,
            `pool` (0 none, 1 max, 2 average), `k00`, `k01`, … (the kernel's cells as they are written, not
            turned), `value` (the cell of the output), `height`, `width` (of the output), `largest`,
            `smallest`, `total` (of all its cells), `by_hand`. What is computed is rounded to nine decimals,
            so that a goal may say `value == 0.3`.
        title: above the figure. key: the short name in a link, one for each figure of a page.

    Traits (readable, settable, observable, linkable): `row`, `column`; where there is something to choose
    `image`, `kernel`, `stride`, `padding`, `flipped`, `pool`, `k00`, …; `solved`.

    Raises:
        ValueError: an argument has a wrong shape, range or name; the sentence says which.
        traitlets.TraitError: a trait is set outside its range.

    Source: the names stride, padding and pooling as in `helpers.convolution`, which computes all outputs.

    >>> step = np.tile([0.0, 0.0, 1.0, 1.0], (4, 1))
    >>> edge = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    >>> figure = WindowFigure({"step": step}, {"edge": edge, "blur": np.full((3, 3), 1 / 9)})
    >>> figure
    WindowFigure(step 4×4, edge 3×3, stride 1, padding 0 -> 2×2; at 0, 0: value 3)
    >>> figure.padding = 1
    >>> figure.k11 = 2
    >>> figure
    WindowFigure(step 4×4, your own 3×3, stride 1, padding 1 -> 4×4; at 0, 0: value 0)
    """

    _esm = base.module("panel", "window")
    _css = base.style("panel", "drawing", "window")

    def __init__(
        self,
        images: Mapping[str, ArrayLike],
        kernels: Mapping[str, ArrayLike],
        *,
        stride: Control | int = STRIDE,
        padding: Control | int = PADDING,
        flip: bool = True,
        pool: bool = False,
        editable: bool = True,
        limits: tuple[float, float] = (0, 1),
        ink: Collection[str] = (),
        at: tuple[int, int] = (0, 0),
        task: Task | Sequence[Task] = (),
        title: str = "A window over an image",
        key: str | None = None,
    ) -> None:
        """Check everything, then open the widget."""
        self._following = False
        self._limits = _limits(limits)
        self._images = _grids("image", images, LARGEST_IMAGE)
        self._kernels = _grids("kernel", kernels, LARGEST_KERNEL)
        self._check_images()
        self._ink = _inks(ink, list(self._images), self._limits[0])
        shapes = sorted({kernel.shape for kernel in self._kernels.values()})
        if len(shapes) > 1:
            raise ValueError(f"{WHERE}: kernels must all have one size, got {shapes}")
        self._size = shapes[0]
        self._cells = [f"k{i}{j}" for i, j in np.ndindex(self._size)]
        self._own = say("window_own")
        if editable and self._own in self._kernels:
            raise ValueError(f"{WHERE}: kernels must not be called {self._own!r}, like the reader's")
        self._steps = {
            name: _steps(name, control, least, most)
            for name, control, least, most in (
                ("stride", stride, 1, LARGEST_IMAGE),
                ("padding", padding, 0, MOST_PADDING),
            )
        }
        places = self._most_places(bool(pool))
        controls = self._control_list(bool(flip), bool(pool), bool(editable))
        for name, own, most in zip(("row", "column"), at, places, strict=True):
            if isinstance(own, bool) or own not in range(most):
                raise ValueError(f"{WHERE}: at must be a {name} from 0 to {most - 1}, got {own!r}")
            control = listed(name, range(most), own, WHERE, name, palette.ORANGE)
            controls.append({**control, "group": say("window_group")})
        controls += [control for _, control in self._steps.values() if control]
        self._open(
            controls=controls,
            task=task,
            title=title,
            key=key,
            setting={
                "images": [base.packed(image) for image in self._images.values()],
                "image_names": list(self._images),
                "kernels": [base.packed(kernel) for kernel in self._kernels.values()],
                "kernel_names": [*self._kernels, self._own],
                "cells": self._cells,
                "editable": bool(editable),
                "fixed": {name: value for name, (value, _) in self._steps.items()},
                "limits": list(self._limits),
                "ink": [name in self._ink for name in self._images],
            },
        )
        self.observe(self._followed, list(self._controls))

    # ---- from the arguments

    def _check_images(self) -> None:
        low, high = self._limits
        for name, image in self._images.items():
            if image.min() < low or image.max() > high:
                raise ValueError(
                    f"{WHERE}: image {name!r} must keep within limits, from {low:g} to {high:g}, "
                    f"got {image.min():g} to {image.max():g}"
                )
            exact = image.astype(np.float32)
            if np.array_equal(exact, image):
                self._images[name] = exact  # half the bytes
        weight = sum(image.nbytes for image in self._images.values())
        if weight > HEAVIEST:
            raise ValueError(
                f"{WHERE}: images weigh {weight} bytes, more than {HEAVIEST}: give fewer or smaller ones"
            )

    def _most_places(self, pool: bool) -> tuple[int, int]:
        """Rows and columns of the largest output; refuses settings in which there would be none."""
        (stride, strides), (padding, paddings) = self._steps["stride"], self._steps["padding"]
        shortest, longest = (strides["low"], strides["high"]) if strides else (stride, stride)
        narrow, wide = (paddings["low"], paddings["high"]) if paddings else (padding, padding)
        places = [1, 1]
        for name, image in self._images.items():
            for axis, (length, window) in enumerate(zip(image.shape, self._size, strict=True)):
                least = (length + 2 * int(narrow) - window) // int(longest) + 1
                if length + 2 * narrow < window or least < (POOL if pool else 1):
                    pooled = f" and pooling of {POOL}" if pool else ""
                    raise ValueError(
                        f"{WHERE}: image {name!r} must have room for the kernel{pooled}, but with padding "
                        f"{narrow:g} and stride {longest:g} its {length} pixels have none for {window}"
                    )
                most = (length + 2 * int(wide) - window) // int(shortest) + 1
                places[axis] = max(places[axis], most)
        return places[0], places[1]

    def _control_list(self, flip: bool, pool: bool, editable: bool) -> list[dict[str, Any]]:
        """The choices and the kernel's cells."""
        controls = []
        kernels = [*self._kernels, *[self._own] * editable]
        for name, options in (("image", list(self._images)), ("kernel", kernels)):
            if len(options) > 1:
                controls.append(choice(name, options, say(f"window_{name}")))
        if flip:
            turned = [say("window_plain"), say("window_turned")]
            controls.append(choice("flipped", turned, say("window_flipped")))
        if pool:
            pools = [say(f"window_pool_{k}", size=POOL) for k in range(len(POOLS))]
            controls.append(choice("pool", pools, say("window_pool")))
        if editable:
            largest = max(float(abs(kernel).max()) for kernel in self._kernels.values())
            reach = REACH if largest <= REACH else base.round_up(largest)
            first = next(iter(self._kernels.values()))
            for name, value in zip(self._cells, first.ravel().tolist(), strict=True):
                controls.append(slider(Control(name, value, -reach, reach, 0.1), 0, WHERE))
        return controls

    # ---- what follows from what

    def _follow_ups(self, name: str, state: Mapping[str, float]) -> Iterator[tuple[str, float]]:
        """What changes with a control: the cells with the kernel and back, a cell that is no longer there.

        A message of the page that brings a kernel and a cell tells of an edited cell: the others stay.
        """
        edited = self._incoming.intersection(self._cells)
        if name == "kernel" and self._cells[0] in state and not edited:
            at = int(state["kernel"])
            cells = self._kernel(at) if at < len(self._kernels) else np.zeros(self._size)
            yield from zip(self._cells, cells.ravel().tolist(), strict=True)
        elif name in self._cells:
            now = self._written(state)
            same = (k for k in range(len(self._kernels)) if np.array_equal(self._kernel(k), now))
            yield "kernel", float(next(same, len(self._kernels)))
        stage = self._stage(state)
        yield "row", float(stage.row)
        yield "column", float(stage.column)

    def _followed(self, change: Any) -> None:
        if self._following:
            return
        self._following = True
        try:
            with self.hold_sync():
                for name, value in list(self._follow_ups(change["name"], self.state)):
                    if name not in self._incoming:
                        self.set_trait(name, value)
        finally:
            self._following = False

    # ---- what is computed

    def _kernel(self, at: int) -> Grid:
        return list(self._kernels.values())[at]

    def _written(self, state: Mapping[str, float]) -> Grid:
        """The kernel as it stands in its cells."""
        if self._cells[0] not in state:
            return self._kernel(int(state.get("kernel", 0)))
        return np.array([state[name] for name in self._cells]).reshape(self._size)

    def _step(self, name: str, state: Mapping[str, float]) -> int:
        return int(state.get(name, self._steps[name][0]))

    def _stage(self, state: Mapping[str, float]) -> "_Stage":
        """Everything that the figure shows in a state."""
        stride, padding = self._step("stride", state), self._step("padding", state)
        image = list(self._images.values())[int(state.get("image", 0))].astype(np.float64)
        written = self._written(state)
        laid = np.ascontiguousarray(written[::-1, ::-1]) if state.get("flipped") else written
        found = conv2d(image[None, None], laid[None, None], np.zeros(1), stride, padding)
        pooling = POOLS[int(state.get("pool", 0))]
        out = found if pooling is None else pooling(found, POOL)
        height, width = out.shape[2:]
        return _Stage(
            np.pad(image, padding),
            written,
            laid,
            found[0, 0],
            out[0, 0],
            min(int(state["row"]), height - 1),
            min(int(state["column"]), width - 1),
            stride,
            padding,
            1 if pooling is None else POOL,
        )

    def quantities(self, state: Mapping[str, float]) -> dict[str, float]:
        """The places, the kernel's cells, and what the output holds."""
        stage = self._stage(state)
        out = stage.out
        return {
            **{name: float(state.get(name, 0)) for name in ("image", "kernel", "flipped", "pool")},
            "row": float(stage.row),
            "column": float(stage.column),
            "stride": float(stage.stride),
            "padding": float(stage.padding),
            **dict(zip(self._cells, stage.written.ravel().tolist(), strict=True)),
            "value": _tidy(out[stage.row, stage.column]),
            "height": float(out.shape[0]),
            "width": float(out.shape[1]),
            "largest": _tidy(out.max()),
            "smallest": _tidy(out.min()),
            "total": _tidy(out.sum()),
        }

    @property
    def output(self) -> Grid:
        """(height, width) the output as it is now."""
        return self._stage(self.state).out

    # ---- what is told

    def _names(self) -> tuple[str, str]:
        """Of the image and of the kernel."""
        state = self.state
        image, kernel = int(state.get("image", 0)), int(state.get("kernel", 0))
        return list(self._images)[image], [*self._kernels, self._own][kernel]

    def __repr__(self) -> str:
        """What is shown, by numbers that a test can hold."""
        state, stage, (image, kernel) = self.state, self._stage(self.state), self._names()
        size = _times(*stage.shape)
        turned = " turned" if state.get("flipped") else ""
        sizes = _times(*stage.found.shape)
        if stage.pool > 1:
            sizes += f" -> {('', 'max', 'average')[int(state['pool'])]} {_times(*stage.out.shape)}"
        value = self.quantities(state)["value"]
        return (
            f"{WHERE}({image} {size}, {kernel} {_times(*self._size)}{turned}, stride {stage.stride}, "
            f"padding {stage.padding} -> {sizes}; at {stage.row}, {stage.column}: value {value:.4g})"
        )

    @property
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""
        stage, now, (image, kernel) = self._stage(self.state), self.quantities(self.state), self._names()
        top, left, high, wide = stage.window
        return say(
            "window_alt",
            title=self._title if self._title.endswith(("?", "!", ".")) else f"{self._title}:",
            image=image,
            image_size=_times(*stage.shape),
            kernel=kernel,
            kernel_size=_times(*self._size),
            window=_times(high, wide),
            top=_plain(top - stage.padding),
            left=_plain(left - stage.padding),
            size=_times(*stage.out.shape),
            row=stage.row,
            column=stage.column,
            value=_plain(now["value"]),
            smallest=_plain(now["smallest"]),
            largest=_plain(now["largest"]),
        )  # fmt: skip

    # ---- the picture where no widget can be

    def _picture(self) -> MatplotlibFigure:
        stage, names = self._stage(self.state), self._names()
        pooled = stage.pool > 1
        figure = MatplotlibFigure(figsize=(11 if pooled else 9.4, 4.3), dpi=90, layout="constrained")
        figure.suptitle(self._title, fontsize=12)
        all_axes = figure.subplots(1, 4 if pooled else 3, width_ratios=(1.3, 0.8, 1.2, 0.8)[: 3 + pooled])
        self._draw_image(all_axes[0], stage, names[0])
        largest = float(abs(stage.found).max()) or 1.0
        turned = say("window_turned_note") if stage.laid is not stage.written else ""
        _draw_grid(all_axes[1], stage.laid, float(abs(stage.laid).max()) or 1.0)
        all_axes[1].set_title(names[1] + turned, fontsize=10.5, loc="left")
        cell = (stage.row * stage.pool, stage.column * stage.pool, stage.pool, stage.pool)
        for ax, grid, mark, name in zip(
            all_axes[2:],
            (stage.found, stage.out),
            (cell, (stage.row, stage.column, 1, 1)),
            ("window_found" if pooled else "window_out", "window_pooled"),
            strict=False,
        ):
            _draw_grid(ax, grid, largest)
            _frame(ax, *mark)
            ax.set_title(say(name, size=_times(*grid.shape)), fontsize=10.5, loc="left")
        lines = [*self.arithmetic(), *self.sizes()]
        figure.supxlabel("\n".join(lines), fontsize=9.5, x=0.01, ha="left")
        return figure

    def _draw_image(self, ax: Axes, stage: "_Stage", name: str) -> None:
        low, high = self._limits
        if low < 0:
            _draw_grid(ax, stage.padded, max(-low, high))
        else:
            inked = name in self._ink
            ax.imshow(stage.padded, cmap="gray_r" if inked else "gray", vmin=low, vmax=high)
            _write(ax, stage.padded, lambda v: "black" if (v - low > (high - low) / 2) != inked else "white")
        p, (rows, columns) = stage.padding, stage.padded.shape
        if p:
            # the padding is hatched, the image framed
            bands = ((0, 0, p, columns), (rows - p, 0, p, columns), (p, 0, rows - 2 * p, p))
            for top, left, tall, wide in (*bands, (p, columns - p, rows - 2 * p, p)):
                ax.add_patch(_box(top, left, tall, wide, hatch="//", edgecolor="grey", linewidth=0))
            ax.add_patch(_box(p, p, rows - 2 * p, columns - 2 * p, edgecolor="grey"))
        _frame(ax, *stage.window)
        ax.set(xticks=[], yticks=[])
        ax.set_title(f"{name}, {_times(*stage.shape)}", fontsize=10.5, loc="left")

    def arithmetic(self) -> list[str]:
        """The sum of the present window written out, a line for each row of the kernel.

        >>> figure = WindowFigure({"dots": [[0.5, 1], [0, 1]]}, {"edge": [[1, -1]]}, padding=0)
        >>> figure.arithmetic()
        ['0.5 · 1 + 1 · (−1)', '= −0.5']
        """
        stage = self._stage(self.state)
        value = _plain(stage.out[stage.row, stage.column])
        if stage.pool > 1:
            row, column = stage.row * POOL, stage.column * POOL
            cells = [_plain(v) for v in stage.found[row : row + POOL, column : column + POOL].ravel()]
            if self.state["pool"] == 1:
                return [f"max({', '.join(cells)}) = {value}"]
            return [f"({' + '.join(_framed(cell) for cell in cells)}) / {POOL**2} = {value}"]
        top, left, high, wide = stage.window
        pixels = stage.padded[top : top + high, left : left + wide]
        lines = [
            " + ".join(
                f"{_plain(pixel)} · {_framed(_plain(cell))}" for pixel, cell in zip(*rows, strict=True)
            )
            for rows in zip(pixels, stage.laid, strict=True)
        ]
        return [*(f"+ {line}" if k else line for k, line in enumerate(lines)), f"= {value}"]

    def sizes(self) -> list[str]:
        """The size of the output, computed: one line, or two where height and width differ.

        >>> WindowFigure({"dots": np.zeros((8, 8))}, {"edge": np.ones((3, 3))}, stride=2, padding=1).sizes()
        ['(8 + 2·1 − 3) // 2 + 1 = 4']
        """
        stage = self._stage(self.state)
        lines = []
        for axis, name in enumerate(("height", "width")):
            length, found = stage.shape[axis], stage.found.shape[axis]
            line = f"({length} + 2·{stage.padding} − {self._size[axis]}) // {stage.stride} + 1 = {found}"
            if stage.pool > 1:
                line += f", {found} // {POOL} = {stage.out.shape[axis]}"
            lines.append((say(f"window_{name}"), line))
        if lines[0][1] == lines[1][1]:
            return [lines[0][1]]
        return [f"{name}: {line}" for name, line in lines]


class _Stage(NamedTuple):
    """A state, computed: what is laid on what, what comes out, and where the reader looks."""

    padded: Grid
    written: Grid
    laid: Grid
    found: Grid
    out: Grid
    row: int
    column: int
    stride: int
    padding: int
    pool: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the image without its padding."""
        return tuple(length - 2 * self.padding for length in self.padded.shape)

    @property
    def window(self) -> tuple[int, int, int, int]:
        """Top, left, height, width of what the cell of the output sees, on the padded image."""
        step, more = self.stride * self.pool, self.stride * (self.pool - 1)
        return (
            self.row * step,
            self.column * step,
            self.laid.shape[0] + more,
            self.laid.shape[1] + more,
        )


def _limits(limits: Any) -> tuple[float, float]:
    found = base.finite("limits", limits, WHERE)
    if found.shape != (2,) or not found[0] < found[1]:
        raise ValueError(f"{WHERE}: limits must be (black, white), black below white, got {limits!r}")
    return float(found[0]), float(found[1])


def _inks(ink: Any, names: list[str], low: float) -> set[str]:
    """The images of ink, each of them one of the figure's."""
    if isinstance(ink, str) or not isinstance(ink, Collection) or not set(ink) <= set(names):
        raise ValueError(f"{WHERE}: ink must be names of images of {names}, got {ink!r}")
    if ink and low < 0:
        raise ValueError(f"{WHERE}: ink must be with limits from 0 or above, got a black of {low:g}")
    return set(ink)


def _grids(name: str, grids: Mapping[str, ArrayLike], most: int) -> dict[str, Grid]:
    """2-D arrays by name, at least one, within their size."""
    if not isinstance(grids, Mapping) or not grids:
        came = "an empty table" if isinstance(grids, Mapping) else type(grids).__name__
        raise ValueError(f"{WHERE}: {name}s must be a table of at least one array by name, got {came}")
    found = {}
    for own, grid in grids.items():
        array = base.finite(f"{name} {own!r}", grid, WHERE).astype(np.float64)
        if array.ndim != 2 or not 1 <= min(array.shape) <= max(array.shape) <= most:
            raise ValueError(
                f"{WHERE}: {name} {own!r} must have shape (rows, columns), each from 1 to {most}, "
                f"got {array.shape}"
            )
        found[str(own)] = array
    return found


def _steps(name: str, control: Control | int, least: int, most: int) -> tuple[int, dict[str, Any] | None]:
    """Where stride or padding begins, and its slider, or None where it stays."""
    if isinstance(control, Control):
        if control.name != name:
            raise ValueError(
                f"{WHERE}: {name} must be a Control of that name or a whole number, got {control!r}"
            )
        made = slider(control, len(name), WHERE, group=say("window_group"), whole=True)
        low, high = control.low, control.high
        # never a switch, even from 0 to 1
        value, own = control.value, {**made, "kind": "slider", "whole": True}
    elif isinstance(control, bool) or not isinstance(control, (int, np.integer)):
        raise ValueError(f"{WHERE}: {name} must be a Control of that name or a whole number, got {control!r}")
    else:
        low = high = value = control
        own = None
    if not least <= low <= high <= most:
        raise ValueError(f"{WHERE}: {name} must be from {least} to {most}, got {low:g} to {high:g}")
    return int(value), own


def _tidy(value: float) -> float:
    """The number to nine decimals, so that a goal may ask for equality; the page does the same."""
    return float(np.floor(value * 1e9 + 0.5) / 1e9)


def _plain(value: float) -> str:
    """At most four decimals, as one writes them by hand."""
    text = f"{abs(value):.4f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def _framed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _times(height: int, width: int) -> str:
    return f"{height}×{width}"


def _draw_grid(ax: Axes, grid: Grid, largest: float) -> None:
    """Signed cells: negative blue, zero white, positive vermilion."""
    ax.imshow(grid, cmap=FIELD_COLORS, vmin=-largest, vmax=largest)
    ax.set(xticks=[], yticks=[])
    _write(ax, grid, lambda _: "black")
    if grid.shape[1] > LEGIBLE:
        # a dash marks what is below 0
        rows, columns = np.nonzero(grid < -DASHED * largest)
        ax.plot(columns, rows, "_", color="black", markersize=3, markeredgewidth=0.8)
        ax.set_xlabel(say("window_dash"), fontsize=9.5)


def _write(ax: Axes, grid: Grid, ink: Any) -> None:
    """The number into every cell, where there are few."""
    if grid.shape[1] > LEGIBLE:
        return
    tight = grid.shape[1] > 7
    for (i, j), value in np.ndenumerate(grid):
        text = _plain(round(float(value), 1 if tight else 2))
        ax.text(j, i, text, ha="center", va="center", fontsize=6 if tight else 8, color=ink(value))


def _box(top: int, left: int, height: int, width: int, **look: Any) -> Rectangle:
    """An empty rectangle around cells."""
    return Rectangle((left - 0.5, top - 0.5), width, height, fill=False, **look)


def _frame(ax: Axes, top: int, left: int, height: int, width: int) -> None:
    """The window, or the cell that comes of it."""
    for color, line in (("black", 4.5), (palette.ORANGE, 2.5)):
        ax.add_patch(_box(top, left, height, width, edgecolor=color, linewidth=line, clip_on=False, zorder=4))
