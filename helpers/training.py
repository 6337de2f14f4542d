"""Training: the same few lines for every network of this book.

    for every epoch:                        one pass over all samples
        for every batch, in random order:
            predict                         network.forward
            compare                         loss
            find out who is to blame        loss's backward, network.backward
            correct                         optimizer.step

`fit` does that, records what a chapter wants to draw, and calls back after each epoch. It never draws itself.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, NamedTuple

import numpy as np

from helpers import validation as check
from helpers.losses import binary_cross_entropy, softmax_cross_entropy
from helpers.network import Network, SampleAxis, axis_pair
from helpers.optimizers import Optimizer, clip_by_norm

Measure = Callable[[np.ndarray, np.ndarray], Any]
"""A loss or a metric: `measure(out, y) -> number`, a mean over the samples."""


class EpochReport(NamedTuple):
    """What `fit` tells its `progress` callback after each epoch.

    Fields:
        epoch: 1 for the first. epochs: how many are planned.
        loss: mean over the epoch's batches, each measured before its own step.
        validation_loss, metric: on the validation data after the epoch, None without.
    """

    epoch: int
    epochs: int
    loss: float
    validation_loss: float | None
    metric: float | None


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """What happened during `fit`.

    Attributes:
        losses: (E,) for each epoch the mean training loss, without penalty, measured on each batch before
            its own step.
        validation_losses: (E,) after each epoch; empty (0,) without validation data.
        metrics: (E,) the metric on the validation data after each epoch; empty without.
        snapshot_epochs: (S,) epochs of the snapshots, 0 is before training.
        snapshots: for each parameter all its snapshots, stacked (S, …); empty without.
        stopped_early: whether `stop` ended the training before the last epoch.
    """

    losses: np.ndarray
    validation_losses: np.ndarray
    metrics: np.ndarray
    snapshot_epochs: np.ndarray
    snapshots: tuple[np.ndarray, ...]
    stopped_early: bool

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return len(self.losses)

    @property
    def best_epoch(self) -> int:
        """The epoch of the smallest validation loss, 1 for the first; ValueError without validation data."""
        if not len(self.validation_losses):
            raise ValueError("best_epoch: there are no validation losses; give fit validation data")
        return int(self.validation_losses.argmin()) + 1

    def at(self, index: int) -> list[np.ndarray]:
        """Return the parameters of one snapshot, for `Network.set_parameters`.

        Args:
            index: place in `snapshot_epochs`.
        """
        return [snapshot[index] for snapshot in self.snapshots]

    def flat(self) -> np.ndarray:
        """Return each snapshot as one long row (S, P), parameters in order, each row by row."""
        if not self.snapshots:
            raise ValueError("flat: there are no snapshots; call fit with snapshot_every=1")
        return np.concatenate([s.reshape(len(s), -1) for s in self.snapshots], axis=1)

    def __repr__(self) -> str:
        """Say where it began and where it ended, with three digits."""
        parts = [f"{self.epochs} epochs"]
        parts.append(f"loss {self.losses[0]:.3g} → {self.losses[-1]:.3g}" if self.epochs else "no loss")
        if len(self.validation_losses):
            parts.append(f"validation {self.validation_losses[0]:.3g} → {self.validation_losses[-1]:.3g}")
        if len(self.metrics):
            parts.append(f"metric {self.metrics[0]:.3g} → {self.metrics[-1]:.3g}")
        if len(self.snapshot_epochs):
            parts.append(f"{len(self.snapshot_epochs)} snapshots")
        if self.stopped_early:
            parts.append("stopped early")
        return f"History({', '.join(parts)})"


class DivergenceError(ArithmeticError):
    """Training left the finite numbers.

    Attributes:
        epoch: in which it happened. history: of the epochs before.
    """

    def __init__(self, message: str, epoch: int, history: History) -> None:
        """Keep the epoch and the history."""
        super().__init__(message)
        self.epoch = epoch
        self.history = history


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss no longer falls, and put the best parameters back.

    Args:
        patience: how many epochs without a new minimum to wait, at least 1.

    Raises:
        ValueError: patience is below 1.

    Source: Prechelt (1998), Early stopping — but when?
    """

    patience: int

    def __post_init__(self) -> None:
        """Check the patience."""
        check.whole("EarlyStopping", "patience", self.patience, low=1)


def accuracy(out: np.ndarray, y: np.ndarray) -> float:
    """Share of samples whose largest score stands at the right class.

    Args:
        out: scores, logits or probabilities (…, K).
        y: class numbers (…) or one-hot rows (…, K).

    Raises:
        ValueError: the shapes do not fit.

    >>> accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]))
    0.5
    """
    labels = y.argmax(axis=-1) if y.shape == out.shape else y
    check.shape("accuracy", "y", labels, out.shape[:-1], "that of out without its classes")
    return float(np.mean(out.argmax(axis=-1) == labels))


def binary_accuracy(out: np.ndarray, y: np.ndarray) -> float:
    """Share of logits on the right side of zero, that is of probabilities on the right side of one half.

    Args:
        out: logits, any shape.
        y: 0 or 1 for each.

    Raises:
        ValueError: the shapes differ.

    >>> binary_accuracy(np.array([[2.0], [-1.0]]), np.array([[1.0], [1.0]]))
    0.5
    """
    check.same_shape("binary_accuracy", out=out, y=y)
    return float(np.mean((out >= 0) == (y >= 0.5)))


METRICS: dict[Any, Measure] = {
    softmax_cross_entropy: accuracy,
    binary_cross_entropy: binary_accuracy,
}
"""What `fit` measures on validation data besides the loss, unless told otherwise."""


def fit(
    network: Network,
    x: np.ndarray,
    y: np.ndarray,
    loss: Measure,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    validation: tuple | None = None,
    snapshot_every: int | None = None,
    sample_axis: SampleAxis = 0,
    penalty: tuple[Callable[..., Any], float] | None = None,
    clip: float | None = None,
    stop: EarlyStopping | None = None,
    progress: Callable[[EpochReport], None] | None = None,
) -> History:
    """Train a network in place by mini-batch gradient descent.

    Formula: for each batch B, g = ∂/∂θ [loss(network(x_B), y_B) + penalty(θ)], then one step of the optimiser
    along −g. Each epoch deals all samples into batches in a new random order; the last batch may be smaller.

    The optimiser starts without memory. The same network, data and seed give the same bits.

    Args:
        network: its parameters are changed in place.
        x: inputs, of the network's float type.
        y: answers in the form that the loss wants.
        loss: a loss of `losses`, or another function with its `_backward` defined beside it.
        optimizer: takes the steps.
        epochs: passes over the data, at least 1.
        batch_size: samples for one step, 1 to all.
        rng: source of the order, and of dropout.
        validation: (x, y) to measure the loss on after each epoch, dropout off; or (x, y, metric) with a
            function metric(out, y). With a cross-entropy the metric is the accuracy if none is given.
        snapshot_every: keep a copy of the parameters before training, after every so many epochs, and at the
            end.
        sample_axis: the axis that counts samples: 0, or 1 for sequences (T, N, D). A pair (of x, of y) where
            they differ.
        penalty: (l2_penalty, strength) or (l1_penalty, strength), on all weights; biases are left alone.
        clip: longest gradient allowed, see `clip_by_norm`.
        stop: ends the training early; needs validation.
        progress: called with an `EpochReport` after each epoch; `progress_bar` makes one.

    Returns:
        History of losses, metrics and snapshots.

    Raises:
        ValueError: an argument does not fit, or data hold NaN or infinity.
        DivergenceError: the loss or a parameter became NaN or infinite.

    Source: Robbins and Monro (1951), A stochastic approximation method; Bottou (1998), Online learning and
    stochastic approximations.

    >>> from helpers.datasets import xor
    >>> from helpers.network import mlp
    >>> from helpers.optimizers import Adam
    >>> x, y, *_ = xor(4, 0.0, np.random.default_rng(0))
    >>> network = mlp([2, 8, 2], np.random.default_rng(1), "tanh")
    >>> history = fit(network, x, y, softmax_cross_entropy, Adam(0.05), 200, 4, np.random.default_rng(2))
    >>> network.predict(x).argmax(axis=1)
    array([0, 1, 1, 0])
    """
    x_axis, y_axis = axis_pair("fit", sample_axis)
    samples = _check_data("x", "y", network, x, y, x_axis, y_axis)
    check.whole("fit", "epochs", epochs, low=1)
    check.whole("fit", "batch_size", batch_size, low=1)
    if batch_size > samples:
        raise ValueError(f"fit: batch_size is {batch_size} but there are only {samples} samples")
    check.generator("fit", rng)
    if snapshot_every is not None:
        check.whole("fit", "snapshot_every", snapshot_every, low=1)
    if clip is not None:
        check.number("fit", "clip", clip, 0, above=True)
    if not network.parameters:
        raise ValueError(f"fit: network has no parameters to learn, it is {network}")
    loss_backward = _backward_of("loss", loss)
    penalize = _penalty(penalty)
    measure = _measurer(network, loss, validation, sample_axis)
    if stop is not None and validation is None:
        raise ValueError("fit: stop needs validation data to watch, but validation is None")
    _check_labels("y", network, x, y, loss, x_axis)

    optimizer.reset()
    parameters = network.parameters
    record = _Record(snapshot_every, epochs)
    record.keep(0, parameters)
    best_loss, best_epoch, best = inf, 0, [p.copy() for p in parameters] if stop else []

    def run_epoch(epoch: int) -> float:
        order = rng.permutation(samples)
        total = 0.0
        for start in range(0, samples, batch_size):
            rows = order[start : start + batch_size]
            x_batch, y_batch = x.take(rows, x_axis), y.take(rows, y_axis)
            out, trace = network.forward(x_batch, rng)
            value = float(loss(out, y_batch))
            if not isfinite(value):
                raise _diverged(f"the loss became {value}", epoch, optimizer, record)
            gradients = network.backward(loss_backward(1.0, out, y_batch), trace)
            if penalize is not None:
                gradients = penalize(parameters, gradients)
            if clip is not None:
                gradients = clip_by_norm(gradients, clip)
            optimizer.step(parameters, gradients)
            total += value * len(rows)
        if not all(np.isfinite(p).all() for p in parameters):
            raise _diverged("a parameter became NaN or infinite", epoch, optimizer, record)
        return total / samples

    for epoch in range(1, epochs + 1):
        # Overflow on the way to a divergence is no surprise: it is found by the checks and said in words.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            value = run_epoch(epoch)
            validation_loss, metric = measure()
        record.add(value, validation_loss, metric)
        record.keep(epoch, parameters)
        if progress is not None:
            progress(EpochReport(epoch, epochs, value, validation_loss, metric))
        if stop is not None and validation_loss is not None:
            if validation_loss < best_loss:
                best_loss, best_epoch, best = validation_loss, epoch, [p.copy() for p in parameters]
            elif epoch - best_epoch >= stop.patience and epoch < epochs:
                record.stop(epoch, parameters)
                break
    if stop is not None:
        network.set_parameters(best)
    return record.history()


@contextmanager
def progress_bar(
    description: str = "training", total: int | None = None
) -> Iterator[Callable[[EpochReport], None]]:
    """Show a bar on the terminal while `fit` runs: `with progress_bar() as bar: fit(…, progress=bar)`.

    Args:
        description: text before the bar.
        total: epochs of all fits that use the bar; None for one fit.

    Returns:
        A context that gives a callback for `fit`. The bar is written to the error stream and closed at the
        end, also after an error.

    >>> import contextlib, io
    >>> with contextlib.redirect_stderr(io.StringIO()) as screen, progress_bar("demo") as bar:
    ...     bar(EpochReport(1, 1, 0.25, None, None))
    >>> "loss 0.2500" in screen.getvalue()
    True
    """
    from tqdm import tqdm  # imported late: only long runs in a terminal want it

    with tqdm(desc=description, total=total, unit="epoch", file=sys.stderr, dynamic_ncols=True) as bar:

        def show(report: EpochReport) -> None:
            bar.total = total or report.epochs
            text = f"loss {report.loss:.4f}"
            if report.validation_loss is not None:
                text += f", validation {report.validation_loss:.4f}"
            if report.metric is not None:
                text += f", metric {report.metric:.4f}"
            bar.set_postfix_str(text, refresh=False)
            bar.update()

        yield show


class _Record:
    """Gathers what becomes the history."""

    def __init__(self, snapshot_every: int | None, epochs: int) -> None:
        self.every, self.last = snapshot_every, epochs
        self.losses: list[float] = []
        self.validation_losses: list[float] = []
        self.metrics: list[float] = []
        self.snapshot_epochs: list[int] = []
        self.snapshots: list[list[np.ndarray]] = []
        self.stopped_early = False

    def add(self, loss: float, validation_loss: float | None, metric: float | None) -> None:
        self.losses.append(loss)
        if validation_loss is not None:
            self.validation_losses.append(validation_loss)
        if metric is not None:
            self.metrics.append(metric)

    def keep(self, epoch: int, parameters: Sequence[np.ndarray]) -> None:
        """Take a snapshot if it is time for one."""
        if self.every is not None and (epoch % self.every == 0 or epoch == self.last):
            self.snapshot_epochs.append(epoch)
            self.snapshots.append([p.copy() for p in parameters])

    def stop(self, epoch: int, parameters: Sequence[np.ndarray]) -> None:
        """Note the early end; this epoch is the last, so it gets its snapshot."""
        self.stopped_early, self.last = True, epoch
        if self.snapshot_epochs and self.snapshot_epochs[-1] != epoch:
            self.keep(epoch, parameters)

    def history(self) -> History:
        return History(
            np.array(self.losses),
            np.array(self.validation_losses),
            np.array(self.metrics),
            np.array(self.snapshot_epochs, dtype=np.int64),
            tuple(np.stack(versions) for versions in zip(*self.snapshots, strict=True)),
            self.stopped_early,
        )


def _diverged(what: str, epoch: int, optimizer: Optimizer, record: _Record) -> DivergenceError:
    return DivergenceError(
        f"fit: {what} in epoch {epoch}, so training diverged. Usual remedies: a smaller learning rate (it is "
        f"{optimizer.learning_rate:g}), inputs scaled to mean 0 and deviation 1, smaller first weights, or "
        "clip=1.0.",
        epoch,
        record.history(),
    )


def _backward_of(argument: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function's partner by the book's law: `name_backward`, defined beside `name`."""
    name = getattr(function, "__name__", repr(function))
    module = sys.modules.get(getattr(function, "__module__", ""))
    backward = getattr(module, f"{name}_backward", None)
    if backward is None:
        raise ValueError(
            f"fit: {argument} is {name} but a function with a {name}_backward beside it is expected"
        )
    return backward


def _penalty(penalty: tuple[Callable[..., Any], float] | None) -> Callable[..., list[np.ndarray]] | None:
    """A function that adds the penalty's gradient to the gradients of the weights."""
    if penalty is None:
        return None
    if not isinstance(penalty, tuple) or len(penalty) != 2:
        raise ValueError(f"fit: penalty is {penalty!r} but a pair (l2_penalty, strength) is expected")
    function, strength = penalty
    backward = _backward_of("penalty", function)
    strength = check.number("fit", "penalty's strength", strength, 0)

    def penalize(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray]) -> list[np.ndarray]:
        # A bias has one axis; it only shifts, so it is left alone.
        return [
            g + backward(1.0, w, strength) if w.ndim > 1 else g
            for w, g in zip(parameters, gradients, strict=True)
        ]

    return penalize


def _measurer(
    network: Network, loss: Measure, validation: tuple | None, sample_axis: SampleAxis
) -> Callable[[], tuple[float | None, float | None]]:
    """A function that gives the loss and the metric on the validation data."""
    if validation is None:
        return lambda: (None, None)
    if not isinstance(validation, tuple) or len(validation) not in (2, 3):
        raise ValueError("fit: validation must be (x, y) or (x, y, metric)")
    x, y = validation[:2]
    metric = validation[2] if len(validation) == 3 else METRICS.get(loss)
    x_axis, y_axis = axis_pair("fit", sample_axis)
    _check_data("validation's x", "validation's y", network, x, y, x_axis, y_axis)
    _check_labels("validation's y", network, x, y, loss, x_axis)

    def measure() -> tuple[float | None, float | None]:
        out = network.predict(x, sample_axis)
        return float(loss(out, y)), None if metric is None else float(metric(out, y))

    return measure


def _check_data(
    x_name: str, y_name: str, network: Network, x: np.ndarray, y: np.ndarray, x_axis: int, y_axis: int
) -> int:
    """Check type, values and lengths; return the number of samples."""
    check.floats("fit", **{x_name: x})
    if network.dtype is not None and x.dtype != network.dtype:
        raise ValueError(
            f"fit: {x_name} is {x.dtype} but the network is {network.dtype}; "
            f"convert one, for instance x.astype(np.{network.dtype})"
        )
    if not isinstance(y, np.ndarray):
        raise ValueError(f"fit: {y_name} is a {type(y).__name__} but a NumPy array is expected")
    if y.dtype.kind not in "fiub":
        raise ValueError(f"fit: {y_name} holds {y.dtype} but numbers are expected")
    for name, array, axis in ((x_name, x, x_axis), (y_name, y, y_axis)):
        if not -array.ndim <= axis < array.ndim:
            raise ValueError(f"fit: sample_axis is {axis} but {name} has shape {array.shape}")
        bad = _not_finite(array)
        if bad:
            raise ValueError(
                f"fit: {name} holds {bad} NaN or infinite values but finite numbers are expected"
            )
    samples = x.shape[x_axis]
    if y.shape[y_axis] != samples:
        raise ValueError(f"fit: {y_name} has {y.shape[y_axis]} samples but {x_name} has {samples}")
    return samples


def _not_finite(array: np.ndarray) -> int:
    """How many numbers are NaN or infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(array.sum()):  # one bad number spoils a sum; half the time of looking at each
            return 0
    return int(array.size - np.count_nonzero(np.isfinite(array)))


def _check_labels(
    name: str, network: Network, x: np.ndarray, y: np.ndarray, loss: Measure, x_axis: int
) -> None:
    """Find a class number out of range before anything is changed, not in the middle of an epoch."""
    if loss is softmax_cross_entropy and y.dtype.kind in "iu":
        classes = network.forward(x.take([0], x_axis))[0].shape[-1]
        if y.min() < 0 or y.max() >= classes:
            wrong = y.min() if y.min() < 0 else y.max()
            raise ValueError(
                f"fit: {name} has label {wrong} but the network's {classes} classes are 0 to {classes - 1}"
            )
