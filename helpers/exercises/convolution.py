"""The exercises of chapter 11, convolution."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.exercises.core import Exercise, Slip

HINTS = {
    "side one": "you counted the steps. How many windows are there when no step is possible?",
    "side padding": "the zeros stand on one side only in your count.",
    "side kernel": "your window has no size: its first cell reaches the last pixel, and the rest hangs over "
    "the edge.",
    "side half": "half a step is no step: a window that hangs over the edge is left out.",
    "side up": "you counted a window that hangs over the edge. It is left out.",
    "side early": "the 1 stands for the first window, which needs no step. Count the steps first.",
    "side ignored": "your count knows no stride.",
    "pooled mean": "that is average pooling. Asked for is the largest number of each block.",
    "pooled least": "you kept the smallest number of each block.",
    "pooled sum": "you added the block up.",
    "pooled floor": "a block in which all numbers are negative has a largest number, too. Where does your "
    "search begin?",
    "pooled size": "you kept the number farthest from zero. −5 is smaller than 1.",
    "pooled corner": "you kept one fixed cell of each block, whatever stands in the others.",
    "pooled apart": "you compare cells that are far apart. After `reshape` the cells of a block must be the "
    "neighbours: which of the two axes counts the blocks, and which the cells in them?",
    "pooled strips": "a block lies in rows and in columns. Over how many axes do you have to look?",
    "convolve plain": "that is cross-correlation, as the libraries have it. The kernel has not been turned.",
    "convolve once": "the kernel is turned over along one axis only. Half a turn swaps top and bottom, "
    "and left and right.",
    "convolve quarter": "you turned the kernel by a quarter, and it needs half a turn.",
    "convolve flipped": "you swapped rows and columns of the kernel. Half a turn is something else.",
    "convolve short": "the last window is missing in each direction. From 6 pixels a kernel of 3 makes 4.",
    "convolve whole": "your output turned round as well. The kernel turns, and the windows stay in their "
    "places.",
    "slopes plain": "every window counts alike in your sum. A window with more blame should count more.",
    "slopes mean": "you took the mean. The kernel is used at every place, and every place has its wish: they "
    "add up.",
    "slopes last": "only the last window has a say. Each place adds to what the others have wished.",
    "slopes turned": "your slopes come out turned by half a turn. Cell (0, 0) of the kernel meets the first "
    "pixel of each window.",
    "slopes corner": "only the first window has a say. The same cell is used at every place.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "side": "One formula for every convolution and every pooling of this book.",
    "pooled": "Fewer cells, and what was found is still there.",
    "convolve": "The convolution of mathematics; the deep-learning libraries leave out the half turn.",
    "slopes": "The backward pass is a cross-correlation again: the image, seen through the blame.",
}
WANTED = {
    "side": "the height and the width of the output",
    "pooled": "a smaller map",
    "convolve": "the output map",
    "slopes": "one slope for each cell of the kernel",
}


def _sizes() -> list[dict[str, Any]]:
    names = ("size", "kernel", "stride", "padding")
    settings: list[tuple[list[int], int, int, int]] = [
        ([6, 8], 3, 1, 0),
        ([6, 8], 3, 2, 0),
        ([6, 8], 3, 1, 1),
    ]
    settings += [([7, 28], 5, 3, 2), ([9, 10], 1, 2, 0), ([11, 4], 4, 3, 0)]
    return [dict(zip(names, (np.array(size), *rest), strict=True)) for size, *rest in settings]


def _count(count: Callable[[Any, int, int, int], Any]) -> Callable[..., Any]:
    """A count of windows from n, k, s, p, by the names of the exercise."""
    return lambda size, kernel, stride, padding: count(size, kernel, stride, padding)


output_size = Exercise(
    "output_size",
    _count(lambda n, k, s, p: (n + 2 * p - k) // s + 1),
    _sizes(),
    [
        Slip(_count(lambda n, k, s, p: (n + 2 * p - k) // s), HINTS["side one"]),
        Slip(_count(lambda n, k, s, p: (n + p - k) // s + 1), HINTS["side padding"]),
        Slip(_count(lambda n, k, s, p: (n + 2 * p - 1) // s + 1), HINTS["side kernel"]),
        Slip(_count(lambda n, k, s, p: (n + 2 * p) // s), HINTS["side kernel"]),
        Slip(_count(lambda n, k, s, p: (n + 2 * p - k) / s + 1), HINTS["side half"]),
        Slip(_count(lambda n, k, s, p: np.ceil((n + 2 * p - k) / s) + 1), HINTS["side up"]),
        Slip(_count(lambda n, k, s, p: (n + 2 * p - k + 1) // s), HINTS["side early"]),
        Slip(_count(lambda n, k, s, p: n + 2 * p - k + 1), HINTS["side ignored"]),
    ],
    GAINS["side"],
    WANTED["side"],
)


def _maps() -> list[dict[str, Any]]:
    by_hand = np.array([[1.0, 2.0, -3.0, -1.0], [0.0, -5.0, -2.0, -4.0]])
    rng = np.random.default_rng(112)
    return [
        {"grid": by_hand, "size": 2},
        {"grid": rng.normal(size=(4, 6)), "size": 2},
        {"grid": rng.normal(size=(6, 9)), "size": 3},
    ]


def _blocks(grid: Any, size: Any) -> Any:
    """The blocks of a map: (rows of blocks, size, columns of blocks, size)."""
    height, width = grid.shape
    return grid.reshape(height // size, size, width // size, size)


def _far_apart(grid: Any, size: Any) -> Any:
    height, width = grid.shape
    return grid.reshape(size, height // size, size, width // size).max(axis=(0, 2))


def _farthest(grid: Any, size: Any) -> Any:
    blocks = _blocks(grid, size)
    highest, lowest = blocks.max(axis=(1, 3)), blocks.min(axis=(1, 3))
    return np.where(highest >= -lowest, highest, lowest)


pooled = Exercise(
    "pooled",
    lambda grid, size: _blocks(grid, size).max(axis=(1, 3)),
    _maps(),
    [
        Slip(lambda grid, size: _blocks(grid, size).mean(axis=(1, 3)), HINTS["pooled mean"]),
        Slip(lambda grid, size: _blocks(grid, size).min(axis=(1, 3)), HINTS["pooled least"]),
        Slip(lambda grid, size: _blocks(grid, size).sum(axis=(1, 3)), HINTS["pooled sum"]),
        Slip(lambda grid, size: _blocks(grid, size).max(axis=(1, 3), initial=0), HINTS["pooled floor"]),
        Slip(_farthest, HINTS["pooled size"]),
        Slip(lambda grid, size: grid[::size, ::size], HINTS["pooled corner"]),
        Slip(_far_apart, HINTS["pooled apart"]),
        Slip(
            lambda grid, size: _blocks(grid, size).max(axis=1).reshape(len(grid) // size, -1),
            HINTS["pooled strips"],
        ),
        Slip(
            lambda grid, size: _blocks(grid, size).max(axis=3).reshape(len(grid), -1), HINTS["pooled strips"]
        ),
    ],
    GAINS["pooled"],
    WANTED["pooled"],
)


def _images_and_kernels() -> list[dict[str, Any]]:
    by_hand = {
        "image": np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0], [2, 0, 0]]),
        "kernel": np.array([[1.0, 2], [3, 4]]),
    }
    rng = np.random.default_rng(113)
    return [by_hand] + [
        {"image": rng.normal(size=size), "kernel": rng.normal(size=(side, side))}
        for size, side in (((6, 8), 3), ((5, 5), 2))
    ]


def _slid(image: Any, kernel: Any) -> Any:
    """Cross-correlation, every window against the kernel as it is."""
    return (sliding_window_view(image, kernel.shape) * kernel).sum(axis=(2, 3))


def _turned(turn: Callable[[Any], Any]) -> Callable[..., Any]:
    """Laid on every window after some turn of the kernel."""
    return lambda image, kernel: _slid(image, turn(kernel))


convolve = Exercise(
    "convolve",
    _turned(lambda kernel: kernel[::-1, ::-1]),
    _images_and_kernels(),
    [
        Slip(_slid, HINTS["convolve plain"]),
        Slip(_turned(lambda kernel: kernel[::-1]), HINTS["convolve once"]),
        Slip(_turned(lambda kernel: kernel[:, ::-1]), HINTS["convolve once"]),
        Slip(_turned(np.rot90), HINTS["convolve quarter"]),
        Slip(_turned(lambda kernel: np.rot90(kernel, -1)), HINTS["convolve quarter"]),
        Slip(_turned(np.transpose), HINTS["convolve flipped"]),
        Slip(lambda image, kernel: _slid(image, kernel[::-1, ::-1])[:-1, :-1], HINTS["convolve short"]),
        Slip(lambda image, kernel: _slid(image, kernel)[:-1, :-1], HINTS["convolve short"]),
        Slip(lambda image, kernel: _slid(image, kernel)[::-1, ::-1], HINTS["convolve whole"]),
        Slip(lambda image, kernel: _slid(image, kernel[::-1, ::-1])[::-1, ::-1], HINTS["convolve whole"]),
    ],
    GAINS["convolve"],
    WANTED["convolve"],
)


def _images_and_blame() -> list[dict[str, Any]]:
    by_hand = {"image": np.arange(12.0).reshape(3, 4), "blame": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -2.0]])}
    rng = np.random.default_rng(114)
    return [by_hand] + [
        {"image": rng.normal(size=size), "blame": rng.normal(size=places)}
        for size, places in (((6, 6), (4, 4)), ((5, 8), (3, 6)))
    ]


def _cells(image: Any, blame: Any) -> Any:
    """What each cell of the kernel met, place by place: (KH, KW, OH, OW)."""
    return sliding_window_view(image, blame.shape)


kernel_slopes = Exercise(
    "kernel_slopes",
    lambda image, blame: (_cells(image, blame) * blame).sum(axis=(2, 3)),
    _images_and_blame(),
    [
        Slip(lambda image, blame: _cells(image, blame).sum(axis=(2, 3)), HINTS["slopes plain"]),
        Slip(lambda image, blame: (_cells(image, blame) * blame).mean(axis=(2, 3)), HINTS["slopes mean"]),
        Slip(lambda image, blame: _cells(image, blame)[:, :, -1, -1] * blame[-1, -1], HINTS["slopes last"]),
        Slip(lambda image, blame: _cells(image, blame)[:, :, 0, 0] * blame[0, 0], HINTS["slopes corner"]),
        Slip(
            lambda image, blame: (_cells(image, blame) * blame).sum(axis=(2, 3))[::-1, ::-1],
            HINTS["slopes turned"],
        ),
        Slip(
            lambda image, blame: (_cells(image, blame) * blame[::-1, ::-1]).sum(axis=(2, 3)),
            HINTS["slopes turned"],
        ),
    ],
    GAINS["slopes"],
    WANTED["slopes"],
)
