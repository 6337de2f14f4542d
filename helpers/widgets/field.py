"""The plane of a network's two inputs as matplotlib paints it: who is ahead where, and how sure."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from helpers import palette

Limits = Sequence[Sequence[float]]
NODES = 240


def grid(limits: Limits, nodes: int = NODES) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Both coordinates of the nodes of a window, (nodes, nodes) each, and all of them as rows.

    >>> _, _, rows = grid(((0, 1), (2, 4)), 2)
    >>> rows.tolist()
    [[0.0, 2.0], [1.0, 2.0], [0.0, 4.0], [1.0, 4.0]]
    """
    gx, gy = np.meshgrid(*(np.linspace(low, high, nodes) for low, high in limits))
    return gx, gy, np.column_stack([gx.ravel(), gy.ravel()])


def leads(z: NDArray[Any]) -> NDArray[Any]:
    """By how much each class is ahead of the best other one: (..., K) of (..., K), or of (..., 1) edges.

    One column holds what is at least 0 where the answer is class 1.

    >>> leads(np.array([[2.0], [-1.0]])).tolist(), leads(np.array([[3.0, 1.0, 5.0]])).tolist()
    ([[-2.0, 2.0], [1.0, -1.0]], [[-2.0, -4.0, 2.0]])
    """
    if z.shape[-1] == 1:
        return np.concatenate([-z, z], axis=-1)
    others = [np.delete(z, k, axis=-1).max(axis=-1) for k in range(z.shape[-1])]
    return z - np.stack(others, axis=-1)


def paint(
    ax: Axes,
    limits: Limits,
    answer: Callable[[NDArray[Any]], tuple[NDArray[Any], NDArray[Any] | float]],
) -> None:
    """Each class's part of the window in its colour, and lines where the answer changes.

    `answer` takes rows of inputs and gives the leads of the classes, (N, K), and how sure the network is
    there, from 0 to 1.
    """
    gx, gy, rows = grid(limits)
    ahead, sure = answer(rows)
    colors = np.array([to_rgb(color) for color in palette.CLASS_COLORS])
    alpha = np.broadcast_to(0.06 + 0.2 * np.asarray(sure), len(rows))
    pixels = np.column_stack([colors[ahead.argmax(axis=1)], alpha]).reshape(NODES, NODES, 4)
    (left, right), (bottom, top) = limits
    ax.imshow(pixels, extent=(left, right, bottom, top), origin="lower", aspect="auto", zorder=0)
    for lead in ahead.T[1:]:  # class 0 ends where another begins
        if lead.min() < 0 < lead.max():
            ax.contour(gx, gy, lead.reshape(NODES, NODES), levels=[0], colors=["black"], linewidths=1.2)
    ax.set(xlim=(left, right), ylim=(bottom, top))
