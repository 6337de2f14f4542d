"""Recurrent cells: networks that read a sequence step by step and carry a state along.

Sequences are time-major: `x[t]` is step t of all N sequences, so `x` is `(T, N, D)`, and all states together
are `(T, N, H)`. What the cell remembers before the first step is `h0` (and `c0`), `(N, H)`.

Several gates stand side by side in one weight matrix, each H columns wide: `weight_x` is `(D, k·H)` and
`weight_h` `(H, k·H)`, with k = 1 (RNN), 4 (LSTM: input, forget, candidate, output) or 3 (GRU: reset, update,
candidate).

Forward, the input's share `x @ weight_x` does not depend on the state: one product serves all steps, and
the loop holds only what truly has to wait for the step before. Backward walks through time in reverse. At
each step the gradient of `h[t]` has two sources: what the loss says about this step (`grad[t]`), and what
flows back from step t + 1. The loop notes the gradient of every *net input* (the sum inside tanh or σ); as
the weights are the same at every step, their gradients are sums over time, one product each after the loop.
"""

from typing import NamedTuple

import numpy as np

from helpers import validation
from helpers.activations import sigmoid
from helpers.validation import FloatArray


class LSTMResult(NamedTuple):
    """What `lstm` returns."""

    h: FloatArray
    """Hidden states after every step (T, N, H): what the cell shows."""
    c: FloatArray
    """Cell states after every step (T, N, H): what the cell keeps to itself."""
    gates: FloatArray
    """Input gate, forget gate, candidate and output gate of every step (T, N, 4H), after σ or tanh."""


class GRUResult(NamedTuple):
    """What `gru` returns."""

    h: FloatArray
    """Hidden states after every step (T, N, H)."""
    gates: FloatArray
    """Reset gate, update gate and candidate of every step (T, N, 3H), after σ or tanh."""


def rnn(
    x: FloatArray, h0: FloatArray, weight_x: FloatArray, weight_h: FloatArray, bias: FloatArray
) -> FloatArray:
    """The plain recurrent network of Elman: the new state is made of the input and the old state.

    Formula: h[t] = tanh(x[t] @ weight_x + h[t − 1] @ weight_h + bias), with h[−1] = h0.

    Args:
        x: sequences (T, N, D).
        h0: state before the first step (N, H).
        weight_x: (D, H).
        weight_h: (H, H).
        bias: (H,).

    Returns:
        States after every step (T, N, H).

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Elman, "Finding structure in time", Cognitive Science 14, 1990.

    One unit that hears a single click and remembers it ever more faintly:

    >>> one = np.ones((1, 1))
    >>> click = np.array([1.0, 0.0, 0.0]).reshape(3, 1, 1)
    >>> rnn(click, h0=0 * one, weight_x=one, weight_h=one, bias=np.zeros(1)).ravel().round(3)
    array([0.762, 0.642, 0.566])
    """
    _check("rnn", 1, x, h0, weight_x, weight_h)
    _check_bias("rnn", "bias", bias, 1, h0)
    h = _project(x, weight_x, bias)  # net inputs, which the loop turns into states
    previous = h0
    for t in range(len(x)):
        previous = h[t] = np.tanh(h[t] + previous @ weight_h)
    return h


def rnn_backward(
    grad: FloatArray,
    x: FloatArray,
    h0: FloatArray,
    weight_x: FloatArray,
    weight_h: FloatArray,
    out: FloatArray,
    need_x: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Gradients of `rnn`: backpropagation through time.

    Formulas, from the last step to the first:
        grad_h[t] = grad[t] + grad_net[t + 1] @ weight_h.T
        grad_net[t] = grad_h[t] · (1 − h[t]²)
    and then grad_weight_x = Σ_t x[t].T @ grad_net[t], grad_weight_h = Σ_t h[t − 1].T @ grad_net[t],
    grad_bias = Σ over steps and samples of grad_net.

    Args:
        grad: gradient of the loss with respect to every state (T, N, H); zeros where the loss does not look.
        x: sequences (T, N, D).
        h0: (N, H).
        weight_x: (D, H).
        weight_h: (H, H).
        out: the result of `rnn` (T, N, H).
        need_x: False leaves out the gradient of x (None in its place).

    Returns:
        Gradients of x, h0, weight_x, weight_h and bias, each in the shape of its argument.

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78,
    1990.

    >>> one = np.ones((1, 1))
    >>> click = np.array([1.0, 0.0, 0.0]).reshape(3, 1, 1)
    >>> out = rnn(click, 0 * one, one, one, np.zeros(1))
    >>> grad = np.array([0.0, 0.0, 1.0]).reshape(3, 1, 1)  # the loss looks at the last step only
    >>> rnn_backward(grad, click, 0 * one, one, one, out)[0].ravel().round(3)
    array([0.168, 0.399, 0.679])
    """
    _check("rnn_backward", 1, x, h0, weight_x, weight_h)
    _check_states("rnn_backward", x, h0, grad=grad, out=out)
    grad_net = np.empty_like(out)
    grad_next = np.zeros_like(h0)
    weight_back = weight_h.T.copy()  # used at every step, so its rows are laid out once
    for t in reversed(range(len(x))):
        grad_net[t] = (grad[t] + grad_next) * (1 - out[t] * out[t])
        grad_next = grad_net[t] @ weight_back
    grad_x, grad_weight_x, grad_bias = _project_backward(grad_net, x, weight_x, need_x)
    return grad_x, grad_next, grad_weight_x, _recurrent_weight(grad_net, h0, out), grad_bias


def lstm(
    x: FloatArray,
    h0: FloatArray,
    c0: FloatArray,
    weight_x: FloatArray,
    weight_h: FloatArray,
    bias: FloatArray,
) -> LSTMResult:
    """Long short-term memory: a state that is kept by default, and gates that decide what enters and leaves.

    Formulas, with [i, f, g, o] = x[t] @ weight_x + h[t − 1] @ weight_h + bias, cut into four:
        i = σ(i), f = σ(f), g = tanh(g), o = σ(o)      input gate, forget gate, candidate, output gate
        c[t] = f · c[t − 1] + i · g                    keep some of the old, add some of the new
        h[t] = o · tanh(c[t])                          show some of it

    Along c the signal is only multiplied by f and added to: while f is near 1, it neither fades nor grows,
    and nor does its gradient.

    Args:
        x: sequences (T, N, D).
        h0: hidden state before the first step (N, H).
        c0: cell state before the first step (N, H).
        weight_x: (D, 4H).
        weight_h: (H, 4H).
        bias: (4H,); PyTorch carries two, whose sum it is.

    Returns:
        LSTMResult(h, c, gates): (T, N, H), (T, N, H) and (T, N, 4H).

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; the forget gate:
    Gers, Schmidhuber and Cummins, "Learning to forget", Neural Computation 12, 2000.

    With all weights 0 every gate is half open, and half of the cell state is lost at each step:

    >>> zeros = np.zeros((1, 1))
    >>> result = lstm(
    ...     np.zeros((3, 1, 1)), zeros, np.ones((1, 1)), np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)
    ... )
    >>> result.c.ravel()
    array([0.5  , 0.25 , 0.125])
    """
    _check("lstm", 4, x, h0, weight_x, weight_h)
    _check_bias("lstm", "bias", bias, 4, h0)
    _check_c0("lstm", c0, h0)
    H = h0.shape[1]
    gates = _project(x, weight_x, bias)  # net inputs, which the loop turns into gates
    h = np.empty((*x.shape[:2], H), dtype=x.dtype)
    c = np.empty_like(h)
    previous_h, previous_c = h0, c0
    for t in range(len(x)):
        gate = gates[t]
        gate += previous_h @ weight_h
        gate[:, : 2 * H] = sigmoid(gate[:, : 2 * H])
        gate[:, 2 * H : 3 * H] = np.tanh(gate[:, 2 * H : 3 * H])
        gate[:, 3 * H :] = sigmoid(gate[:, 3 * H :])
        i, f, g, o = _split(gate, H)
        c[t] = f * previous_c + i * g
        h[t] = o * np.tanh(c[t])
        previous_h, previous_c = h[t], c[t]
    return LSTMResult(h, c, gates)


def lstm_backward(
    grad: FloatArray,
    grad_last_c: FloatArray | None,
    x: FloatArray,
    h0: FloatArray,
    c0: FloatArray,
    weight_x: FloatArray,
    weight_h: FloatArray,
    h: FloatArray,
    c: FloatArray,
    gates: FloatArray,
    need_x: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Gradients of `lstm`.

    Formulas, from the last step to the first (products entry by entry; i, f, g, o and c at step t):
        grad_h = grad[t] + what comes back through weight_h from step t + 1
        grad_c = what comes back from step t + 1 + grad_h · o · (1 − tanh² c)
        grad_i = grad_c · g · i(1 − i)
        grad_f = grad_c · c[t − 1] · f(1 − f)
        grad_g = grad_c · i · (1 − g²)
        grad_o = grad_h · tanh c · o(1 − o)
        back to step t − 1: grad_c · f, and [grad_i, grad_f, grad_g, grad_o] @ weight_h.T
    The last factor of the four is the slope of σ or tanh.

    Args:
        grad: gradient of the loss with respect to every h (T, N, H).
        grad_last_c: gradient with respect to the last cell state c[T − 1] (N, H); None where there is none.
        x: sequences (T, N, D).
        h0: (N, H).
        c0: (N, H).
        weight_x: (D, 4H).
        weight_h: (H, 4H).
        h: from the result of `lstm` (T, N, H).
        c: from the result of `lstm` (T, N, H).
        gates: from the result of `lstm` (T, N, 4H).
        need_x: False leaves out the gradient of x (None in its place).

    Returns:
        Gradients of x, h0, c0, weight_x, weight_h and bias, each in the shape of its argument.

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Greff et al., "LSTM: a search space odyssey", IEEE Transactions on Neural Networks and Learning
    Systems 28, 2017 (the full gradient, without peepholes).

    >>> zeros, x = np.zeros((1, 1)), np.zeros((3, 1, 1))
    >>> weights = np.zeros((1, 4)), np.zeros((1, 4))
    >>> h, c, gates = lstm(x, zeros, zeros, *weights, np.zeros(4))
    >>> grads = lstm_backward(np.zeros((3, 1, 1)), np.ones((1, 1)), x, zeros, zeros, *weights, h, c, gates)
    >>> grads[2]  # of c0: half of it is lost at each of three steps
    array([[0.125]])
    """
    _check("lstm_backward", 4, x, h0, weight_x, weight_h)
    _check_c0("lstm_backward", c0, h0)
    _check_states("lstm_backward", x, h0, grad=grad, h=h, c=c)
    _check_gates("lstm_backward", 4, gates, h)
    if grad_last_c is not None:
        validation.floats("lstm_backward", x=x, grad_last_c=grad_last_c)
        validation.shape("lstm_backward", "grad_last_c", grad_last_c, h0.shape, "(N, H)")
    H = h0.shape[1]
    grad_net = np.empty_like(gates)
    grad_h = np.zeros_like(h0)
    grad_c = np.zeros_like(c0) if grad_last_c is None else grad_last_c
    weight_back = weight_h.T.copy()  # used at every step, so its rows are laid out once
    for t in reversed(range(len(x))):
        i, f, g, o = _split(gates[t], H)
        grad_i, grad_f, grad_g, grad_o = _split(grad_net[t], H)
        tanh_c = np.tanh(c[t])
        previous_c = c[t - 1] if t > 0 else c0
        grad_h = grad_h + grad[t]
        grad_c = grad_c + grad_h * o * (1 - tanh_c * tanh_c)
        grad_i[:] = grad_c * g * i * (1 - i)
        grad_f[:] = grad_c * previous_c * f * (1 - f)
        grad_g[:] = grad_c * i * (1 - g * g)
        grad_o[:] = grad_h * tanh_c * o * (1 - o)
        grad_h = grad_net[t] @ weight_back
        grad_c = grad_c * f
    grad_x, grad_weight_x, grad_bias = _project_backward(grad_net, x, weight_x, need_x)
    return grad_x, grad_h, grad_c, grad_weight_x, _recurrent_weight(grad_net, h0, h), grad_bias


def gru(
    x: FloatArray,
    h0: FloatArray,
    weight_x: FloatArray,
    weight_h: FloatArray,
    bias_x: FloatArray,
    bias_h: FloatArray,
) -> GRUResult:
    """Gated recurrent unit: one state, and a gate that mixes the old state with a new candidate.

    Formulas, with [xr, xz, xn] = x[t] @ weight_x + bias_x and [hr, hz, hn] = h[t − 1] @ weight_h + bias_h:
        r = σ(xr + hr)                      reset gate: how much of the old state the candidate may see
        z = σ(xz + hz)                      update gate: how much of the old state stays
        n = tanh(xn + r · hn)               candidate
        h[t] = (1 − z) · n + z · h[t − 1]

    The reset gate multiplies *after* the recurrent product, as in cuDNN, PyTorch and Keras, which is why
    there are two biases: the one inside r · hn is not the same as the one outside. The paper of Cho et al.
    resets the state *before* the product, and some texts exchange z and 1 − z.

    Args:
        x: sequences (T, N, D).
        h0: state before the first step (N, H).
        weight_x: (D, 3H).
        weight_h: (H, 3H).
        bias_x: (3H,).
        bias_h: (3H,).

    Returns:
        GRUResult(h, gates): (T, N, H) and (T, N, 3H).

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: Cho et al., "Learning phrase representations using RNN encoder–decoder for statistical machine
    translation", arXiv 1406.1078, 2014.

    With all weights 0 both gates are half open and the candidate is 0:

    >>> result = gru(
    ...     np.zeros((3, 1, 1)), np.ones((1, 1)), np.zeros((1, 3)), np.zeros((1, 3)), np.zeros(3), np.zeros(3)
    ... )
    >>> result.h.ravel()
    array([0.5  , 0.25 , 0.125])
    """
    _check("gru", 3, x, h0, weight_x, weight_h)
    _check_bias("gru", "bias_x", bias_x, 3, h0)
    _check_bias("gru", "bias_h", bias_h, 3, h0)
    H = h0.shape[1]
    gates = _project(x, weight_x, bias_x)  # net inputs, which the loop turns into gates
    h = np.empty((*x.shape[:2], H), dtype=x.dtype)
    previous = h0
    for t in range(len(x)):
        recurrent = previous @ weight_h + bias_h
        gate = gates[t]
        gate[:, : 2 * H] = sigmoid(gate[:, : 2 * H] + recurrent[:, : 2 * H])
        r, z, n = _split(gate, H)
        n[:] = np.tanh(n + r * recurrent[:, 2 * H :])
        previous = h[t] = n + z * (previous - n)  # (1 − z) · n + z · previous
    return GRUResult(h, gates)


def gru_backward(
    grad: FloatArray,
    x: FloatArray,
    h0: FloatArray,
    weight_x: FloatArray,
    weight_h: FloatArray,
    bias_h: FloatArray,
    h: FloatArray,
    gates: FloatArray,
    need_x: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Gradients of `gru`.

    Formulas, from the last step to the first (r, z, n at step t, hn as in `gru`):
        grad_h = grad[t] + what comes back from step t + 1
        grad_z = grad_h · (h[t − 1] − n) · z(1 − z)
        grad_n = grad_h · (1 − z) · (1 − n²)
        grad_r = grad_n · hn · r(1 − r)
        back to step t − 1: grad_h · z + [grad_r, grad_z, grad_n · r] @ weight_h.T

    hn is the one quantity that the forward pass does not return: one product gives it for all steps.

    Args:
        grad: gradient of the loss with respect to every h (T, N, H).
        x: sequences (T, N, D).
        h0: (N, H).
        weight_x: (D, 3H).
        weight_h: (H, 3H).
        bias_h: (3H,).
        h: from the result of `gru` (T, N, H).
        gates: from the result of `gru` (T, N, 3H).
        need_x: False leaves out the gradient of x (None in its place).

    Returns:
        Gradients of x, h0, weight_x, weight_h, bias_x and bias_h, each in the shape of its argument.

    Raises:
        ValueError: shapes do not fit, or the types differ.

    Source: the chain rule applied to `gru`.

    >>> x, h0, weights = np.zeros((3, 1, 1)), np.ones((1, 1)), (np.zeros((1, 3)), np.zeros((1, 3)))
    >>> h, gates = gru(x, h0, *weights, np.zeros(3), np.zeros(3))
    >>> grad = np.array([0.0, 0.0, 1.0]).reshape(3, 1, 1)  # the loss looks at the last step only
    >>> gru_backward(grad, x, h0, *weights, np.zeros(3), h, gates)[1]
    array([[0.125]])
    """
    _check("gru_backward", 3, x, h0, weight_x, weight_h)
    _check_bias("gru_backward", "bias_h", bias_h, 3, h0)
    _check_states("gru_backward", x, h0, grad=grad, h=h)
    _check_gates("gru_backward", 3, gates, h)
    H = h0.shape[1]
    before = _before(h0, h)
    candidate = slice(2 * H, 3 * H)
    hn = _project(before, weight_h[:, candidate], bias_h[candidate])

    grad_net_x = np.empty_like(gates)  # gradients of xr, xz and xn
    grad_net_h = np.empty_like(gates)  # gradients of hr, hz and hn: the same but for the last
    grad_h = np.zeros_like(h0)
    weight_back = weight_h.T.copy()  # used at every step, so its rows are laid out once
    for t in reversed(range(len(x))):
        r, z, n = _split(gates[t], H)
        grad_r, grad_z, grad_n = _split(grad_net_x[t], H)
        grad_h = grad_h + grad[t]
        grad_z[:] = grad_h * (before[t] - n) * z * (1 - z)
        grad_n[:] = grad_h * (1 - z) * (1 - n * n)
        grad_r[:] = grad_n * hn[t] * r * (1 - r)
        grad_net_h[t] = grad_net_x[t]
        grad_net_h[t, :, candidate] *= r
        grad_h = grad_h * z + grad_net_h[t] @ weight_back
    grad_x, grad_weight_x, grad_bias_x = _project_backward(grad_net_x, x, weight_x, need_x)
    grad_weight_h = _recurrent_weight(grad_net_h, h0, h)
    return grad_x, grad_h, grad_weight_x, grad_weight_h, grad_bias_x, grad_net_h.sum(axis=(0, 1))


def _split(gates: FloatArray, H: int) -> list[FloatArray]:
    """The gates one by one, as views."""
    return [gates[..., k : k + H] for k in range(0, gates.shape[-1], H)]


def _rows(sequence: FloatArray) -> FloatArray:
    """All steps of all sequences as rows: (T, N, D) → (T·N, D)."""
    return sequence.reshape(-1, sequence.shape[-1])


def _project(x: FloatArray, weight: FloatArray, bias: FloatArray | None = None) -> FloatArray:
    """x[t] @ weight + bias for every step, as one product."""
    net = _rows(x) @ weight
    if bias is not None:
        net += bias
    return net.reshape(*x.shape[:2], -1)


def _project_backward(
    grad_net: FloatArray, x: FloatArray, weight_x: FloatArray, need_x: bool
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Gradients of x, weight_x and the bias beside it, from the gradients of all net inputs."""
    grad_x = _project(grad_net, weight_x.T) if need_x else None
    return grad_x, _rows(x).T @ _rows(grad_net), _rows(grad_net).sum(axis=0)


def _before(h0: FloatArray, h: FloatArray) -> FloatArray:
    """The state that each step started from."""
    return np.concatenate([h0[None], h[:-1]])


def _recurrent_weight(grad_net: FloatArray, h0: FloatArray, h: FloatArray) -> FloatArray:
    """Gradient of weight_h, from the gradients of all net inputs."""
    return _rows(_before(h0, h)).T @ _rows(grad_net)


def _check(
    where: str, gates: int, x: FloatArray, h0: FloatArray, weight_x: FloatArray, weight_h: FloatArray
) -> None:
    """Check the arguments that all cells share."""
    validation.floats(where, x=x, h0=h0, weight_x=weight_x, weight_h=weight_h)
    validation.axes(where, "x", x, "T, N, D")
    validation.axes(where, "h0", h0, "N, H")
    validation.axes(where, "weight_x", weight_x, "D, H" if gates == 1 else f"D, {gates}H")
    samples, features = x.shape[1:]
    units = h0.shape[1]
    if len(h0) != samples:
        raise ValueError(f"{where}: h0 has {len(h0)} rows but x has {samples} sequences")
    if len(weight_x) != features:
        raise ValueError(f"{where}: x has {features} features but weight_x expects {len(weight_x)}")
    wide = "H" if gates == 1 else f"{gates}H"
    validation.shape(where, "weight_x", weight_x, (features, gates * units), f"(D, {wide})")
    validation.shape(where, "weight_h", weight_h, (units, gates * units), f"(H, {wide})")


def _check_bias(where: str, name: str, bias: FloatArray, gates: int, h0: FloatArray) -> None:
    validation.floats(where, h0=h0, **{name: bias})
    wide = "H" if gates == 1 else f"{gates}H"
    validation.shape(where, name, bias, (gates * h0.shape[1],), f"({wide},)")


def _check_c0(where: str, c0: FloatArray, h0: FloatArray) -> None:
    validation.floats(where, h0=h0, c0=c0)
    validation.same_shape(where, h0=h0, c0=c0)


def _check_states(where: str, x: FloatArray, h0: FloatArray, **states: FloatArray) -> None:
    validation.floats(where, x=x, **states)
    for name, state in states.items():
        validation.shape(where, name, state, (*x.shape[:2], h0.shape[1]), "(T, N, H)")


def _check_gates(where: str, count: int, gates: FloatArray, h: FloatArray) -> None:
    validation.floats(where, h=h, gates=gates)
    validation.shape(where, "gates", gates, (*h.shape[:2], count * h.shape[2]), f"(T, N, {count}H)")
