"""Where the parts of a drawn circuit stand: layers, an order without needless crossings, even rows.

The layered drawing of Sugiyama, Tagawa and Toda, IEEE Transactions on Systems, Man, and Cybernetics 11
(1981), for a dozen nodes: a line that passes a layer gets a place of its own there, each layer is sorted by
the means of its neighbours, and the rows are moved so that lines run level.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SWEEPS = 24
SHARES = (0.58, 0.52, 0.62, 0.46, 0.4, 0.36)
Point = tuple[float, float]
GAPS = {0: 1.0, 1: 0.6, 2: 0.42}  # between neighbours of a layer, by how many of the two are passing lines


class Route(NamedTuple):
    """A line from one node to another, with its places in the layers between."""

    source: str
    target: str
    via: list[tuple[int, float]]


class Layout(NamedTuple):
    """Layer and row of every node, and the routes of the lines."""

    places: dict[str, tuple[int, float]]
    routes: list[Route]

    @property
    def span(self) -> float:
        """The lowest row; the uppermost is 0."""
        return max(row for _, row in (*self.places.values(), *(p for r in self.routes for p in r.via)))


def layered(layers: Mapping[str, int], edges: Sequence[tuple[str, str]]) -> Layout:
    """Places for nodes whose layers are known, the first layer in the order given.

    Args:
        layers: of each node; edges lead from a lower to a higher one.
        edges: `(source, target)` for each line.

    >>> layered({"a": 0, "b": 0, "y": 1}, [("a", "y"), ("b", "y")]).places
    {'a': (0, 0.0), 'b': (0, 1.0), 'y': (1, 0.5)}
    """
    columns: list[list[str]] = [[] for _ in range(max(layers.values()) + 1)]
    for node, layer in layers.items():
        columns[layer].append(node)
    chains: list[list[str]] = []
    links: list[tuple[str, str]] = []
    for source, target in edges:
        # lines of one source pass a layer together, since they carry one signal
        passing = [f"\0{source} {layer}" for layer in range(layers[source] + 1, layers[target])]
        for layer, node in enumerate(passing, layers[source] + 1):
            if node not in columns[layer]:
                columns[layer].append(node)
        chains.append(passing)
        links += [link for link in pairwise([source, *passing, target]) if link not in links]
    columns = _sorted(columns, links)
    rows = _rows(columns, links)
    return Layout(
        {node: (layer, rows[node]) for node, layer in layers.items()},
        [
            Route(source, target, [(layers[source] + 1 + i, rows[node]) for i, node in enumerate(passing)])
            for (source, target), passing in zip(edges, chains, strict=True)
        ],
    )


def free_spots(
    lines: Sequence[Sequence[Point]], numbered: Sequence[bool], nodes: Sequence[Point]
) -> list[float]:
    """Where on the last stretch of each line a number stands freest, as a share of it; 0 where there is none.

    Args:
        lines: their points, in units of a row.
        numbered: which of them carry a number.
        nodes: middles of what must not be covered.
    """
    shares, boxes = [], [(x, y) for x, y in nodes]
    for k, (line, wanted) in enumerate(zip(lines, numbered, strict=True)):
        if not wanted:
            shares.append(0.0)
            continue
        (x0, y0), (x1, y1) = line[-2:]
        costs = {}
        for share in SHARES:
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            covered = sum(abs(x - u) < 0.36 and abs(y - v) < 0.2 for u, v in boxes[len(nodes) :])
            covered += sum(np.hypot(x - u, y - v) < 0.5 for u, v in nodes)
            crossed = sum(_distance(other, (x, y)) < 0.16 for i, other in enumerate(lines) if i != k)
            costs[share] = 5 * covered + crossed
        share = min(costs, key=lambda s: costs[s])
        shares.append(share)
        boxes.append((x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
    return shares


def _distance(line: Sequence[Point], point: Point) -> float:
    """From a point to a line of straight pieces."""
    (x, y), found = point, np.inf
    for (x0, y0), (x1, y1) in pairwise(line):
        dx, dy = x1 - x0, y1 - y0
        share = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
        found = min(found, float(np.hypot(x0 + share * dx - x, y0 + share * dy - y)))
    return found


def _crossings(columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> int:
    """How many pairs of lines cross between neighbouring layers."""
    where = {node: (layer, i) for layer, column in enumerate(columns) for i, node in enumerate(column)}
    ends = [(*where[a], where[b][1]) for a, b in links]
    return sum(
        layer == other and (i - j) * (k - m) < 0
        for n, (layer, i, k) in enumerate(ends)
        for other, j, m in ends[:n]
    )


def _sorted(columns: list[list[str]], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The layers after the first in the order with the fewest crossings that sweeps and swaps find."""
    best, least = columns, _crossings(columns, links)
    now = [list(column) for column in columns]
    for sweep in range(SWEEPS):
        back = sweep % 2
        for layer in range(len(now) - 1, 0, -1) if back else range(1, len(now)):
            near = now[layer + 1] if back and layer + 1 < len(now) else now[layer - 1]
            at = {node: i for i, node in enumerate(near)}
            means = {
                node: [at[a if b == node else b] for a, b in links if node in (a, b) and (a in at or b in at)]
                for node in now[layer]
            }
            still = {node: i for i, node in enumerate(now[layer])}
            now[layer] = sorted(now[layer], key=lambda n: float(np.mean(means[n] or [still[n]])))
        for layer in range(1, len(now)):
            for i in range(len(now[layer]) - 1):
                swapped = [list(column) for column in now]
                swapped[layer][i : i + 2] = swapped[layer][i : i + 2][::-1]
                if _crossings(swapped, links) < _crossings(now, links):
                    now = swapped
        found = _crossings(now, links)
        if found < least:
            best, least = [list(column) for column in now], found
    return best


def _rows(columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Rows near the means of the neighbours' rows, with room between neighbours of a layer.

    A passing line pulls harder than others, since a bend in it is seen most.
    """
    passing = {node for column in columns for node in column if node.startswith("\0")}
    pulls: dict[str, list[tuple[str, float]]] = {node: [] for column in columns for node in column}
    for a, b in links:
        strength = (1.0, 2.0, 8.0)[(a in passing) + (b in passing)]
        pulls[a].append((b, strength))
        pulls[b].append((a, strength))
    starts = [
        np.cumsum([0.0, *(GAPS[(a in passing) + (b in passing)] for a, b in pairwise(c))]) for c in columns
    ]
    rows = {
        node: float(start - offsets[-1] / 2)
        for column, offsets in zip(columns, starts, strict=True)
        for node, start in zip(column, offsets, strict=True)
    }
    longest = max(offsets[-1] for offsets in starts)
    for turn in range(200):
        order = range(len(columns)) if turn % 2 else range(len(columns) - 1, -1, -1)
        for layer in order:
            wanted = []
            for node in columns[layer]:
                total = sum(strength for _, strength in pulls[node])
                wanted.append(
                    sum(rows[other] * strength for other, strength in pulls[node]) / total
                    if total
                    else rows[node]
                )
            # no layer reaches beyond the longest one
            ends = -longest / 2, longest / 2 - starts[layer][-1]
            spaced = _rising(np.array(wanted) - starts[layer]).clip(*ends) + starts[layer]
            rows.update(zip(columns[layer], spaced.tolist(), strict=True))
    top = min(rows.values())
    return {node: round(row - top, 3) + 0.0 for node, row in rows.items()}


def _rising(values: NDArray[Any]) -> NDArray[Any]:
    """The never falling row of numbers nearest to these (pool adjacent violators).

    >>> _rising(np.array([1.0, 3.0, 2.0, 4.0]))
    array([1. , 2.5, 2.5, 4. ])
    """
    pools: list[tuple[float, int]] = []
    for value in values.tolist():
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n), (b, m) = pools[-2:]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m)]
    return np.repeat([mean for mean, _ in pools], [count for _, count in pools])
