"""Single neurons, from the logic of 1943 to a cell that fires in time.

- `threshold_unit` and the circuits below it: the binary neuron of McCulloch and Pitts. Its wiring is given;
  gates and an adder are put together from copies of it.
- `perceptron` and `perceptron_fit`: the same unit with real inputs and a bias, and Rosenblatt's rule, which
  finds the weights from mistakes. `margin`, `radius`, `novikoff_bound` and `widest_separator` say how many
  mistakes it can make.
- `leaky_integrate_and_fire`: a membrane that charges, leaks and fires.

Everything fires *at* its threshold: `step(0) = 1`, here and in the whole book.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers import validation

IntArray = NDArray[np.int_]
Float64Array = NDArray[np.float64]


# The binary neuron and its circuits


def threshold_unit(x: ArrayLike, weight: ArrayLike, threshold: ArrayLike) -> IntArray:
    """Fire (1) when the weighted sum of binary inputs reaches the threshold, else stay silent (0).

    `out = 1 if x @ weight >= threshold else 0`

    Inhibition is a negative weight here: it can be outvoted. The neuron of 1943 had a stricter one, see
    `absolute_inhibition_unit`.

    Args:
        x: `(..., D)` zeros and ones, one row for each case.
        weight: `(D,)` real numbers for one unit, or `(D, M)` for M units side by side.
        threshold: a number, or `(M,)`.

    Returns:
        Zeros and ones, `(...)` for one unit or `(..., M)` for M units.

    Raises:
        ValueError: x holds something else than 0 and 1, or a shape does not fit.

    Source: McCulloch and Pitts 1943, with signed weights.

    >>> corners = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> threshold_unit(corners, [1, 1], 2)  # AND
    array([0, 0, 0, 1])
    >>> threshold_unit(corners, [[1, 1], [1, 1]], [1, 2])[:, 0]  # OR, beside AND
    array([0, 1, 1, 1])
    """
    where = "threshold_unit"
    bits = _bits(where, "x", x)
    weight = _real(where, "weight", weight)
    threshold = _real(where, "threshold", threshold)
    if bits.ndim == 0 or weight.ndim not in (1, 2):
        raise ValueError(
            f"{where}: x needs an axis of inputs and weight the shape (D,) or (D, M), "
            f"got {bits.shape} and {weight.shape}"
        )
    if bits.shape[-1] != weight.shape[0]:
        raise ValueError(f"{where}: x has {bits.shape[-1]} inputs but weight expects {weight.shape[0]}")
    if threshold.ndim and threshold.shape != weight.shape[1:]:
        raise ValueError(
            f"{where}: threshold has shape {threshold.shape} but weight {weight.shape} has "
            f"{'one unit' if weight.ndim == 1 else f'{weight.shape[1]} units'}"
        )
    return np.asarray(bits @ weight >= threshold).astype(int)


def absolute_inhibition_unit(excitatory: ArrayLike, inhibitory: ArrayLike, threshold: float) -> IntArray:
    """The unit of 1943: one active inhibitory input vetoes it, whatever the others say.

    `out = 1 if sum(excitatory) >= threshold and sum(inhibitory) == 0 else 0`

    Args:
        excitatory: `(..., E)` zeros and ones, each counting 1; E may be 0.
        inhibitory: `(..., I)` zeros and ones; I may be 0.
        threshold: a number.

    Returns:
        Zeros and ones of shape `(...)`.

    Raises:
        ValueError: an input holds something else than 0 and 1, or the leading axes differ.

    Source: McCulloch and Pitts 1943.

    >>> absolute_inhibition_unit([[0], [1]], [[0], [0]], threshold=1)  # a relay
    array([0, 1])
    >>> absolute_inhibition_unit([[1, 1, 1]], [[1]], threshold=2)  # three voices against one veto
    array([0])
    """
    where = "absolute_inhibition_unit"
    excite, inhibit = _bits(where, "excitatory", excitatory), _bits(where, "inhibitory", inhibitory)
    threshold = validation.number(where, "threshold", threshold)
    if not excite.ndim or not inhibit.ndim or excite.shape[:-1] != inhibit.shape[:-1]:
        raise ValueError(
            f"{where}: excitatory {excite.shape} and inhibitory {inhibit.shape} must agree "
            "in all axes but the last"
        )
    return np.asarray((excite.sum(axis=-1) >= threshold) & ~inhibit.any(axis=-1)).astype(int)


def and_gate(a: ArrayLike, b: ArrayLike) -> IntArray:
    """AND by one unit: both inputs are needed to reach the threshold 2.

    Args:
        a, b: zeros and ones, shapes that broadcast.

    Returns:
        Zeros and ones in the broadcast shape.

    >>> and_gate([0, 0, 1, 1], [0, 1, 0, 1])
    array([0, 0, 0, 1])
    """
    return threshold_unit(_side_by_side("and_gate", a=a, b=b), [1, 1], 2)


def or_gate(a: ArrayLike, b: ArrayLike) -> IntArray:
    """OR by one unit: one input is enough to reach the threshold 1. Shapes as in `and_gate`.

    >>> or_gate([0, 0, 1, 1], [0, 1, 0, 1])
    array([0, 1, 1, 1])
    """
    return threshold_unit(_side_by_side("or_gate", a=a, b=b), [1, 1], 1)


def not_gate(a: ArrayLike) -> IntArray:
    """NOT by one unit: silence reaches the threshold 0, an inhibitory input stays below. Shape of `a`.

    >>> not_gate([0, 1])
    array([1, 0])
    """
    return threshold_unit(_side_by_side("not_gate", a=a), [-1], 0)


def nand_gate(a: ArrayLike, b: ArrayLike) -> IntArray:
    """NAND by one unit: only both inputs together pull it below −1. Shapes as in `and_gate`.

    >>> nand_gate([0, 0, 1, 1], [0, 1, 0, 1])
    array([1, 1, 1, 0])
    """
    return threshold_unit(_side_by_side("nand_gate", a=a, b=b), [-1, -1], -1)


def xor_gate(a: ArrayLike, b: ArrayLike) -> IntArray:
    """XOR by three units in two layers: OR and NAND, then AND. No single unit can do it.

    Args and result as in `and_gate`.

    >>> xor_gate([0, 0, 1, 1], [0, 1, 0, 1])
    array([0, 1, 1, 0])
    """
    return and_gate(or_gate(a, b), nand_gate(a, b))


def all_inputs(count: int) -> IntArray:
    """Every pattern of `count` zeros and ones, in counting order: the left side of a truth table.

    Args:
        count: how many inputs, at least 1.

    Returns:
        `(2**count, count)`; row r is the number r in binary, its highest place first.

    Raises:
        ValueError: count is not a whole number from 1 up.

    >>> all_inputs(2)
    array([[0, 0],
           [0, 1],
           [1, 0],
           [1, 1]])
    """
    count = validation.whole("all_inputs", "count", count, low=1)
    return to_bits(np.arange(2**count), count)[:, ::-1]


def table_gate(x: ArrayLike, table: ArrayLike) -> IntArray:
    """Any truth table by two layers: one unit for each row that is 1, then an OR.

    The unit of a row has weight +1 where the row holds 1 and −1 where it holds 0; its threshold is the number
    of ones. Only the row itself reaches that sum.

    Args:
        x: `(..., D)` zeros and ones.
        table: `(2**D,)` zeros and ones, the wanted output for each row of `all_inputs(D)`.

    Returns:
        Zeros and ones of shape `(...)`.

    Raises:
        ValueError: x or table holds something else than 0 and 1, or table has not 2**D entries.

    Source: McCulloch and Pitts 1943 for the idea, with signed weights and without their delays.

    >>> table_gate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])  # XOR
    array([0, 1, 1, 0])
    """
    where = "table_gate"
    bits, wanted = _bits(where, "x", x), _bits(where, "table", table)
    if bits.ndim == 0 or bits.shape[-1] == 0:
        raise ValueError(f"{where}: x needs an axis of inputs, got shape {bits.shape}")
    inputs = bits.shape[-1]
    if wanted.shape != (2**inputs,):
        raise ValueError(f"{where}: {inputs} inputs need a table of shape {(2**inputs,)}, got {wanted.shape}")
    rows = all_inputs(inputs)[wanted == 1]
    if not len(rows):
        return np.zeros(bits.shape[:-1], dtype=int)  # no unit, so nobody fires
    fired = threshold_unit(bits, (2 * rows - 1).T, rows.sum(axis=1))
    return threshold_unit(fired, np.ones(len(rows)), 1)


class Addition(NamedTuple):
    """One column of a sum: `total` is written down, `carry` goes to the next column."""

    total: IntArray
    carry: IntArray


def half_adder(a: ArrayLike, b: ArrayLike) -> Addition:
    """Add two bits: `a + b = total + 2 carry`, with XOR for the total and AND for the carry.

    Args:
        a, b: zeros and ones, shapes that broadcast.

    Returns:
        `Addition(total, carry)`, zeros and ones in the broadcast shape.

    >>> half_adder(1, 1)
    Addition(total=array(0), carry=array(1))
    """
    return Addition(xor_gate(a, b), and_gate(a, b))


def full_adder(a: ArrayLike, b: ArrayLike, carry: ArrayLike) -> Addition:
    """Add three bits: `a + b + carry = total + 2 carry_out`, with two half adders and an OR.

    Args:
        a, b, carry: zeros and ones, shapes that broadcast.

    Returns:
        `Addition(total, carry)`, zeros and ones in the broadcast shape.

    >>> full_adder(1, 1, 1)
    Addition(total=array(1), carry=array(1))
    """
    first = half_adder(a, b)
    second = half_adder(first.total, carry)
    return Addition(second.total, or_gate(first.carry, second.carry))


def ripple_adder(a: ArrayLike, b: ArrayLike) -> IntArray:
    """Add n-bit numbers as on paper, from the right; the carry ripples through n full adders.

    Args:
        a, b: `(..., n)` zeros and ones, least significant bit first (`to_bits` makes them).

    Returns:
        `(..., n + 1)` bits of the sum, the last carry included.

    Raises:
        ValueError: the numbers of bits differ, or an entry is not a bit.

    >>> from_bits(ripple_adder(to_bits(200, 8), to_bits(100, 8)))
    array(300)
    """
    a, b = _bits("ripple_adder", "a", a), _bits("ripple_adder", "b", b)
    if not a.ndim or not b.ndim or a.shape[-1] != b.shape[-1]:
        raise ValueError(f"ripple_adder: a {a.shape} and b {b.shape} must have the same number of bits")
    column = Addition(np.array(0), np.array(0))
    totals = []
    for i in range(a.shape[-1]):
        column = full_adder(a[..., i], b[..., i], column.carry)
        totals.append(column.total)
    return np.stack(np.broadcast_arrays(*totals, column.carry), axis=-1)


def to_bits(number: ArrayLike, count: int) -> IntArray:
    """Write whole numbers in `count` bits, least significant first: shape `(...)` to `(..., count)`.

    Raises:
        ValueError: a number is negative, not whole, or needs more bits.

    >>> to_bits(6, 4)
    array([0, 1, 1, 0])
    """
    count = validation.whole("to_bits", "count", count, low=1)
    values = np.asarray(number)
    if not np.issubdtype(values.dtype, np.integer) or values.min() < 0 or values.max() >= 2**count:
        raise ValueError(f"to_bits: number must be whole, from 0 to {2**count - 1}, got {number!r}")
    return (values[..., np.newaxis] >> np.arange(count)) & 1


def from_bits(bits: ArrayLike) -> IntArray:
    """Read bits, least significant first, as whole numbers: shape `(..., n)` to `(...)`.

    >>> from_bits([0, 1, 1, 0])
    array(6)
    """
    bits = _bits("from_bits", "bits", bits)
    return np.asarray(bits @ (1 << np.arange(bits.shape[-1])))


# The perceptron


def perceptron(x: ArrayLike, weight: ArrayLike, bias: float) -> IntArray:
    """Say 1 when the weighted sum plus the bias is not negative, else 0.

    `out = step(x · weight + bias)`, with `step(0) = 1`

    Args:
        x: `(..., D)` real inputs, rows are samples.
        weight: `(D,)`, one number for each input.
        bias: a number; minus the threshold of the binary neuron.

    Returns:
        Zeros and ones of shape `(...)`.

    Raises:
        ValueError: x and weight do not fit.

    Source: Rosenblatt 1958.

    >>> perceptron([[3.0, 1.0], [1.0, 3.0]], weight=[-3.0, 3.0], bias=-1.0)
    array([0, 1])
    """
    x, weight, bias = _inputs("perceptron", x, weight, bias)
    return np.asarray(_weighted_sum(x, weight, bias) >= 0).astype(int)


class PerceptronHistory(NamedTuple):
    """What `perceptron_fit` did, update by update (U updates, D inputs).

    `weights` `(U + 1, D)` and `biases` `(U + 1,)`: before the first and after every update; the last ones
    are the result. `examples` `(U,)`: the row of x that caused each update. `mistakes` `(epochs,)`: the
    updates in each pass. `converged`: whether the last pass was free of mistakes.
    """

    weights: Float64Array
    biases: Float64Array
    examples: IntArray
    mistakes: IntArray
    converged: bool


def perceptron_fit(
    x: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    bias: float = 0.0,
    learning_rate: float = 1.0,
    max_epochs: int = 100,
    rng: np.random.Generator | None = None,
) -> PerceptronHistory:
    """Learn a perceptron from its mistakes, one example at a time.

    `error = target − perceptron(x)`, then `weight += learning_rate · error · x` and
    `bias += learning_rate · error`; a right answer has error 0 and changes nothing. It stops after a pass
    without a mistake, or after `max_epochs` passes.

    Args:
        x: `(N, D)` finite real inputs, rows are samples.
        target: `(N,)` zeros and ones.
        weight: `(D,)` start, zeros if None.
        bias: start.
        learning_rate: positive; from a zero start it scales the result and changes no decision.
        max_epochs: at most so many passes over the samples.
        rng: shuffles the samples anew for each pass; None keeps their order.

    Returns:
        `PerceptronHistory(weights, biases, examples, mistakes, converged)`.

    Raises:
        ValueError: shapes, labels or ranges are not as said above.

    Source: Rosenblatt 1958 for the unit, 1962 for the error-correcting rule; Novikoff 1962 for the bound.

    >>> history = perceptron_fit([[3, 1], [1, 3], [1, 1]], [0, 1, 0])
    >>> history.weights[-1], history.biases[-1], history.mistakes
    (array([-3.,  3.]), np.float64(-1.0), array([3, 2, 0]))
    """
    where = "perceptron_fit"
    x, labels = _samples(where, x, target)
    x, w, b = _inputs(where, x, np.zeros(x.shape[1]) if weight is None else weight, bias)
    if not np.isfinite(w).all():
        raise ValueError(f"{where}: weight holds a value that is not finite")
    learning_rate = validation.number(where, "learning_rate", learning_rate, low=0, above=True)
    max_epochs = validation.whole(where, "max_epochs", max_epochs, low=1)
    if rng is not None:
        validation.generator(where, rng)

    weights, biases = [w], [b]
    examples: list[int] = []
    mistakes: list[int] = []
    for _ in range(max_epochs):
        order = np.arange(len(x)) if rng is None else rng.permutation(len(x))
        before = len(examples)
        while len(order):
            # One look at all that is left finds the next mistake: the same steps as one by one, but sooner.
            error = labels[order] - (_weighted_sum(x[order], w, b) >= 0)
            wrong = np.flatnonzero(error)
            if not len(wrong):
                break
            first = wrong[0]
            i = int(order[first])
            w = w + learning_rate * error[first] * x[i]
            b = b + learning_rate * float(error[first])
            weights.append(w)
            biases.append(b)
            examples.append(i)
            order = order[first + 1 :]
        mistakes.append(len(examples) - before)
        if mistakes[-1] == 0:
            break
    return PerceptronHistory(
        np.array(weights),
        np.array(biases),
        np.array(examples, dtype=int),
        np.array(mistakes),
        converged=mistakes[-1] == 0,
    )


def radius(x: ArrayLike) -> float:
    """The length of the longest sample, once the constant 1 that the bias multiplies is counted as an input.

    `R = max ‖(x, 1)‖`

    Args:
        x: `(N, D)` real inputs.

    Returns:
        R, in the unit of x.

    >>> radius([[2.0, 2.0], [0.0, 1.0]])
    3.0
    """
    x = _real("radius", "x", x)
    if x.ndim != 2:
        raise ValueError(f"radius: x must have 2 axes (N, D), got shape {x.shape}")
    return float(np.linalg.norm(_with_one(x), axis=1).max())


def margin(x: ArrayLike, target: ArrayLike, weight: ArrayLike, bias: float) -> float:
    """How clearly a perceptron names its least clear sample; negative if it names one wrongly.

    `γ = min s (x · weight + bias) / ‖(weight, bias)‖`, with `s = +1` for target 1 and `−1` for target 0

    This is the margin of Novikoff's theorem: bias and constant input take part. The distance from the nearest
    sample to the line is larger, since it divides by `‖weight‖` alone.

    Args:
        x: `(N, D)`. target: `(N,)` zeros and ones. weight: `(D,)`. bias: a number.

    Returns:
        γ, in the unit of x.

    Raises:
        ValueError: a shape does not fit, a label is not 0 or 1, or weight and bias are all zero.

    >>> margin([[3.0], [-3.0]], [1, 0], weight=[1.0], bias=0.0)
    3.0
    """
    x, labels = _samples("margin", x, target)
    x, weight, bias = _inputs("margin", x, weight, bias)
    length = np.hypot(np.linalg.norm(weight), bias)
    if length == 0:
        raise ValueError("margin: weight and bias are all zero, so they draw no boundary")
    return float(((2 * labels - 1) * _weighted_sum(x, weight, bias)).min() / length)


def novikoff_bound(x: ArrayLike, target: ArrayLike, weight: ArrayLike, bias: float) -> float:
    """At most so many updates can `perceptron_fit` make from a zero start, in any order of the samples.

    `(R / γ)²`, with `radius` and `margin`. Any separating weight and bias prove a bound;
    `widest_separator` proves the smallest.

    Args:
        x: `(N, D)`. target: `(N,)` zeros and ones. weight: `(D,)`. bias: a number.

    Returns:
        The bound, a number without a unit.

    Raises:
        ValueError: this weight and bias do not separate the samples, or as in `margin`.

    Source: Novikoff 1962.

    >>> novikoff_bound([[3.0], [-3.0]], [1, 0], weight=[1.0], bias=0.0)
    1.1111111111111112
    """
    smallest = margin(x, target, weight, bias)
    if smallest <= 0:
        raise ValueError(
            f"novikoff_bound: weight and bias must separate the classes, but their margin is {smallest:.3g}"
        )
    return (radius(x) / smallest) ** 2


class Separator(NamedTuple):
    """A boundary `x · weight + bias = 0` of length one, `‖(weight, bias)‖ = 1`, and its `margin`."""

    weight: Float64Array
    bias: float
    margin: float


def widest_separator(
    x: ArrayLike, target: ArrayLike, tolerance: float = 1e-9, max_steps: int = 1_000_000
) -> Separator:
    """Find the weight and bias of the largest `margin`: the one that makes `novikoff_bound` smallest.

    The largest margin is the distance from the origin to the convex hull of the points `s (x, 1)`. That
    nearest point is a mixture of them; each step moves weight in the mixture from the point that lies
    farthest in its direction to the one that lies least far (Mitchell, Demyanov and Malozemov 1974).

    Args:
        x: `(N, D)`. target: `(N,)` zeros and ones.
        tolerance: the margin is at most this share below the best possible.
        max_steps: give up after so many steps.

    Returns:
        `Separator(weight, bias, margin)`.

    Raises:
        ValueError: no boundary separates the classes (or not by `tolerance` of the radius).

    >>> widest_separator([[3.0], [-3.0]], [1, 0])
    Separator(weight=array([1.]), bias=0.0, margin=3.0)
    """
    where = "widest_separator"
    x, labels = _samples(where, x, target)
    tolerance = validation.number(where, "tolerance", tolerance, low=0, high=1, above=True, below=True)
    max_steps = validation.whole(where, "max_steps", max_steps, low=1)
    points = (2 * labels - 1)[:, np.newaxis] * _with_one(x)
    share = np.zeros(len(points))
    share[np.argmin((points**2).sum(axis=1))] = 1.0
    nearest = points[share == 1][0]
    hopeless = (tolerance * radius(x)) ** 2
    for _ in range(max_steps):
        along = (points * nearest).sum(axis=1)
        least = np.argmin(along)
        squared = (nearest * nearest).sum()
        if squared <= hopeless:
            break
        if along[least] >= (1 - tolerance) * squared:
            length = np.sqrt(squared)
            unit = nearest / length
            return Separator(unit[:-1], float(unit[-1]), float(along[least] / length))
        most = np.argmax(np.where(share > 0, along, -np.inf))
        step = points[most] - points[least]
        moved = min(share[most], (step * nearest).sum() / (step * step).sum())
        share[most] -= moved
        share[least] += moved
        nearest = nearest - moved * step
    raise ValueError(f"{where}: found no weight and bias that separate the classes")


# A neuron in time


class LIFResult(NamedTuple):
    """`voltage` in mV at the end of each step (after a reset), `spikes` True where the neuron fired."""

    voltage: Float64Array
    spikes: NDArray[np.bool_]


def leaky_integrate_and_fire(
    current: ArrayLike,
    dt: float = 0.1,
    tau: float = 10.0,
    resistance: float = 10.0,
    rest: float = -70.0,
    threshold: float = -55.0,
    reset: float = -70.0,
    refractory: float = 0.0,
) -> LIFResult:
    """Follow the voltage of a leaky membrane that fires at a threshold and starts again from `reset`.

    `tau dV/dt = −(V − rest) + resistance · current`; when `V >= threshold`: a spike, then `V = reset`.

    The current is constant within a step, so each step is exact: V moves the share `1 − exp(−dt / tau)` of
    the way to `rest + resistance · current`. A spike is noticed at the end of the step in which it happens.

    Args:
        current: `(T,)` nA, or `(T, ...)` for many neurons at once; time runs along the first axis.
        dt: ms for each step, positive.
        tau: ms, the membrane's time constant, positive.
        resistance: MΩ, positive, so that nA times MΩ are mV.
        rest: mV, where V begins and to which it leaks.
        threshold: mV, above `rest` and `reset`.
        reset: mV.
        refractory: ms for which V stays at `reset` after a spike, at least 0, rounded to whole steps.

    Returns:
        `LIFResult(voltage, spikes)`, both in the shape of `current`.

    Raises:
        ValueError: a current is not finite, or a number is outside its range.

    Source: Lapicque 1907 for the leaky membrane with a threshold.

    >>> result = leaky_integrate_and_fire(np.full(1000, 2.0))  # 2 nA for 100 ms
    >>> int(result.spikes.sum())
    7
    """
    where = "leaky_integrate_and_fire"
    current = _real(where, "current", current)
    if current.ndim == 0:
        raise ValueError(f"{where}: current needs a time axis, got a single number")
    if not np.isfinite(current).all():
        raise ValueError(f"{where}: current holds a value that is not finite")
    dt = validation.number(where, "dt", dt, low=0, above=True)
    tau = validation.number(where, "tau", tau, low=0, above=True)
    resistance = validation.number(where, "resistance", resistance, low=0, above=True)
    rest = validation.number(where, "rest", rest)
    reset = validation.number(where, "reset", reset)
    threshold = validation.number(where, "threshold", threshold)
    if threshold <= max(rest, reset):
        raise ValueError(
            f"{where}: threshold must be above rest and reset, got {threshold}, {rest} and {reset}"
        )
    pause = round(validation.number(where, "refractory", refractory, low=0) / dt)

    share = -np.expm1(-dt / tau)
    goal = rest + resistance * current
    voltage = np.empty(current.shape)
    spikes = np.zeros(current.shape, dtype=bool)
    v = np.full(current.shape[1:], rest)
    silent = np.zeros(current.shape[1:], dtype=int)  # steps left of the refractory time
    for t in range(len(current)):
        v = np.where(silent > 0, reset, v + share * (goal[t] - v))
        spikes[t] = v >= threshold
        silent = np.where(spikes[t], pause, np.maximum(silent - 1, 0))
        v = np.where(spikes[t], reset, v)
        voltage[t] = v
    return LIFResult(voltage, spikes)


# What the functions above share


def _weighted_sum(x: Float64Array, weight: Float64Array, bias: float) -> Float64Array:
    """`x @ weight + bias`, rounded alike on every machine.

    A BLAS may fuse the products with the sum; then a sample that lies on the boundary would change its
    class, and the whole run of the rule, with the processor.
    """
    return (x * weight).sum(axis=-1) + bias


def _with_one(x: Float64Array) -> Float64Array:
    """Append the constant input 1 that the bias multiplies: `(N, D)` to `(N, D + 1)`."""
    return np.column_stack([x, np.ones(len(x))])


def _bits(where: str, name: str, value: ArrayLike) -> IntArray:
    array = np.asarray(value)
    if array.size and not np.isin(array, (0, 1)).all():
        strange = array[~np.isin(array, (0, 1))].flat[0]
        raise ValueError(f"{where}: {name} must hold only 0 and 1, got {strange}")
    return array.astype(int)


def _side_by_side(where: str, **inputs: ArrayLike) -> IntArray:
    arrays = [_bits(where, name, value) for name, value in inputs.items()]
    try:
        return np.stack(np.broadcast_arrays(*arrays), axis=-1)
    except ValueError:
        shapes = " and ".join(f"{name} {a.shape}" for name, a in zip(inputs, arrays, strict=True))
        raise ValueError(f"{where}: {shapes} do not broadcast to one shape") from None


def _real(where: str, name: str, value: ArrayLike) -> Float64Array:
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {name} must be an array of numbers, got {type(value).__name__}") from None
    if array.size == 0:
        raise ValueError(f"{where}: {name} is empty, it has shape {array.shape}")
    return array


def _inputs(
    where: str, x: ArrayLike, weight: ArrayLike, bias: Any
) -> tuple[Float64Array, Float64Array, float]:
    x, weight = _real(where, "x", x), _real(where, "weight", weight)
    bias = validation.number(where, "bias", bias)
    if weight.ndim != 1:
        raise ValueError(f"{where}: weight must have 1 axis (D), got shape {weight.shape}")
    if x.ndim == 0 or x.shape[-1] != len(weight):
        count = x.shape[-1] if x.ndim else "no axis of"
        raise ValueError(f"{where}: x has {count} inputs but weight expects {len(weight)}")
    return x, weight, bias


def _samples(where: str, x: ArrayLike, target: ArrayLike) -> tuple[Float64Array, IntArray]:
    x, labels = _real(where, "x", x), _bits(where, "target", target)
    if x.ndim != 2:
        raise ValueError(f"{where}: x must have 2 axes (N, D), got shape {x.shape}")
    if not np.isfinite(x).all():
        raise ValueError(f"{where}: x holds a value that is not finite")
    if labels.shape != (len(x),):
        raise ValueError(f"{where}: target has shape {labels.shape} but x has {len(x)} samples")
    return x, labels
