"""Recurrent cells: the printed equations step by step, hand computations, and the conventions."""

import numpy as np
import pytest
from scipy.special import expit

from helpers.recurrent import GRUResult, LSTMResult, gru, lstm, lstm_backward, rnn, rnn_backward

T, N, D, H = 4, 3, 2, 5


def random(*shapes):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape) for shape in shapes]


def test_rnn_is_its_equation():
    x, h0, weight_x, weight_h, bias = random((T, N, D), (N, H), (D, H), (H, H), H)
    h = h0
    for t, state in enumerate(rnn(x, h0, weight_x, weight_h, bias)):
        h = np.tanh(x[t] @ weight_x + h @ weight_h + bias)
        np.testing.assert_allclose(state, h, atol=1e-13)


def test_lstm_is_its_equations_in_the_order_input_forget_candidate_output():
    x, h0, c0, weight_x, weight_h, bias = random((T, N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), 4 * H)
    result = lstm(x, h0, c0, weight_x, weight_h, bias)
    assert isinstance(result, LSTMResult)
    h, c = h0, c0
    for t in range(T):

        def net(k, t=t, h=h):
            gate = slice(k * H, (k + 1) * H)
            return x[t] @ weight_x[:, gate] + h @ weight_h[:, gate] + bias[gate]

        i, f, g, o = expit(net(0)), expit(net(1)), np.tanh(net(2)), expit(net(3))
        c = f * c + i * g
        h = o * np.tanh(c)
        np.testing.assert_allclose(result.gates[t], np.hstack([i, f, g, o]), atol=1e-13)
        np.testing.assert_allclose(result.c[t], c, atol=1e-13)
        np.testing.assert_allclose(result.h[t], h, atol=1e-13)


def test_gru_is_its_equations_in_the_order_reset_update_candidate():
    x, h0, weight_x, weight_h = random((T, N, D), (N, H), (D, 3 * H), (H, 3 * H))
    bias_x, bias_h = random(3 * H, 3 * H)[0], random(6 * H)[0][3 * H :]
    result = gru(x, h0, weight_x, weight_h, bias_x, bias_h)
    assert isinstance(result, GRUResult)
    h = h0
    for t in range(T):
        xr, xz, xn = np.split(x[t] @ weight_x + bias_x, 3, axis=1)
        hr, hz, hn = np.split(h @ weight_h + bias_h, 3, axis=1)
        r, z = expit(xr + hr), expit(xz + hz)
        n = np.tanh(xn + r * hn)
        h = (1 - z) * n + z * h
        np.testing.assert_allclose(result.gates[t], np.hstack([r, z, n]), atol=1e-13)
        np.testing.assert_allclose(result.h[t], h, atol=1e-13)


def test_rnn_by_hand():
    """One unit, weights 1 and 0.5: h₁ = tanh 1 = 0.7616, h₂ = tanh(0.5 · 0.7616) = 0.3634."""
    x = np.array([1.0, 0.0]).reshape(2, 1, 1)
    h = rnn(x, np.zeros((1, 1)), np.array([[1.0]]), np.array([[0.5]]), np.zeros(1))
    np.testing.assert_allclose(h.ravel(), [0.7616, 0.3634], atol=5e-5)
    # ∂h₂/∂x₁ = (1 − 0.3634²) · 0.5 · (1 − 0.7616²) = 0.8679 · 0.5 · 0.4200 = 0.1823
    grad = np.array([0.0, 1.0]).reshape(2, 1, 1)
    grad_x = rnn_backward(grad, x, np.zeros((1, 1)), np.array([[1.0]]), np.array([[0.5]]), h)[0]
    np.testing.assert_allclose(grad_x.ravel(), [0.1823, 0.8679], atol=5e-5)


def test_lstm_by_hand():
    """The biases alone set the gates: i = σ(0) = ½, f = σ(log 3) = ¾, g = tanh(½ log 3) = ½, o = ¼."""
    bias = np.array([0.0, np.log(3), 0.5 * np.log(3), -np.log(3)])
    nothing, weight = np.zeros((1, 1)), np.zeros((1, 4))
    result = lstm(np.zeros((2, 1, 1)), nothing, np.array([[1.0]]), weight, weight, bias)
    np.testing.assert_allclose(result.gates[0, 0], [0.5, 0.75, 0.5, 0.25])
    np.testing.assert_allclose(result.c.ravel(), [1.0, 1.0])  # ¾ · 1 + ½ · ½ = 1
    np.testing.assert_allclose(result.h.ravel(), [np.tanh(1) / 4] * 2)


def test_gru_update_gate_keeps_the_old_state():
    """z near 1 keeps the state (1 − z and z are exchanged in some texts), r is applied after the product."""
    zeros, weight = np.zeros((3, 1, 1)), np.zeros((1, 3))
    keep = gru(zeros, np.array([[0.7]]), weight, weight, np.array([0.0, 40.0, 5.0]), np.zeros(3))
    np.testing.assert_allclose(keep.h.ravel(), [0.7] * 3)
    # A closed reset gate also silences bias_h of the candidate, which only the later reset does:
    reset = gru(
        zeros, np.array([[0.7]]), weight, weight, np.array([-40.0, -40.0, 0.0]), np.array([0.0, 0.0, 9.0])
    )
    np.testing.assert_allclose(reset.h.ravel(), [0.0] * 3, atol=1e-12)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_sequence_in_two_parts_is_the_whole(cut):
    x, h0, c0, weight_x, weight_h, bias = random((T, N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), 4 * H)
    whole = lstm(x, h0, c0, weight_x, weight_h, bias)
    first = lstm(x[:cut], h0, c0, weight_x, weight_h, bias)
    second = lstm(x[cut:], first.h[-1], first.c[-1], weight_x, weight_h, bias)
    for parts, all_steps in zip(zip(first, second, strict=True), whole, strict=True):
        np.testing.assert_allclose(np.concatenate(parts), all_steps, atol=1e-13)


def test_lstm_gradient_through_two_parts_is_the_whole():
    """grad_last_c and the gradient of the last h hand the gradient from the second part to the first."""
    x, h0, c0, weight_x, weight_h, bias = random((T, N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), 4 * H)
    (grad,) = random((T, N, H))
    weights = weight_x, weight_h
    whole = lstm_backward(grad, None, x, h0, c0, *weights, *lstm(x, h0, c0, *weights, bias))
    first = lstm(x[:2], h0, c0, *weights, bias)
    second = lstm(x[2:], first.h[-1], first.c[-1], *weights, bias)
    late = lstm_backward(grad[2:], None, x[2:], first.h[-1], first.c[-1], *weights, *second)
    grad_first = grad[:2].copy()
    grad_first[-1] += late[1]
    early = lstm_backward(grad_first, late[2], x[:2], h0, c0, *weights, *first)
    np.testing.assert_allclose(np.concatenate([early[0], late[0]]), whole[0], atol=1e-12)
    for k in (1, 2):
        np.testing.assert_allclose(early[k], whole[k], atol=1e-12)
    for k in (3, 4, 5):
        np.testing.assert_allclose(early[k] + late[k], whole[k], atol=1e-12)


def test_no_grad_last_c_is_a_grad_last_c_of_zeros():
    x, h0, c0, weight_x, weight_h, bias = random((T, N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), 4 * H)
    (grad,) = random((T, N, H))
    result = lstm(x, h0, c0, weight_x, weight_h, bias)
    for one, other in zip(
        lstm_backward(grad, None, x, h0, c0, weight_x, weight_h, *result),
        lstm_backward(grad, np.zeros((N, H)), x, h0, c0, weight_x, weight_h, *result),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)
