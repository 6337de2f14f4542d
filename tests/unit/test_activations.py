"""Activations: known values, limits, kinks, and what the sources say of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.activations import (
    ACTIVATIONS,
    identity,
    leaky_relu,
    leaky_relu_backward,
    maxout,
    maxout_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    softplus,
    step,
    swish,
    swish_backward,
    tanh,
)
from helpers.dense import dense, dense_backward

numbers = st.floats(-1e4, 1e4)


def test_the_published_two_node_example():
    """A neuron with net input 1.05 puts out 0.7408."""
    assert round(float(sigmoid(1.05)), 4) == 0.7408


def test_the_published_two_two_two_step():
    """One step of gradient descent on a 2-2-2 sigmoid network with printed weights: Mazur, "A step by step
    backpropagation example", 2015. Its loss ½Σ(target − out)² over two outputs is the mean of squares."""
    x, target = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    weight1, bias1 = np.array([[0.15, 0.25], [0.20, 0.30]]), np.array([0.35, 0.35])
    weight2, bias2 = np.array([[0.40, 0.50], [0.45, 0.55]]), np.array([0.60, 0.60])
    hidden = sigmoid(dense(x, weight1, bias1))
    out = sigmoid(dense(hidden, weight2, bias2))
    np.testing.assert_allclose(out, [[0.75136507, 0.772928465]], atol=5e-9)
    np.testing.assert_allclose(np.mean((out - target) ** 2), 0.298371109, atol=5e-10)

    grad_net2 = sigmoid_backward(out - target, out)
    grad_hidden, grad_weight2, _ = dense_backward(grad_net2, hidden, weight2)
    _, grad_weight1, _ = dense_backward(sigmoid_backward(grad_hidden, hidden), x, weight1)
    np.testing.assert_allclose(
        weight2 - 0.5 * grad_weight2, [[0.35891648, 0.511301270], [0.408666186, 0.561370121]], atol=5e-9
    )
    np.testing.assert_allclose(
        weight1 - 0.5 * grad_weight1, [[0.149780716, 0.24975114], [0.19956143, 0.29950229]], atol=5e-9
    )


@given(numbers)
def test_sigmoid_is_its_definition_and_symmetric(x):
    assert sigmoid(x) == pytest.approx(1 - sigmoid(-x), abs=1e-15)
    if abs(x) < 500:
        assert sigmoid(x) == pytest.approx(1 / (1 + np.exp(-x)), abs=2e-16)


def test_sigmoid_reaches_its_limits_without_a_warning():
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 0.0, 1e4])), [0.0, 0.5, 1.0])


@given(numbers)
def test_tanh_is_a_stretched_sigmoid(x):
    assert tanh(x) == pytest.approx(2 * sigmoid(2 * x) - 1, abs=1e-15)


def test_step_fires_at_zero():
    np.testing.assert_array_equal(step(np.array([-1e-300, -0.0, 0.0, 1e-300])), [0, 1, 1, 1])
    assert step(np.zeros(2, dtype=np.float32)).dtype == np.float32


def test_relu_and_its_slope_at_the_kink():
    x = np.array([-2.0, -0.0, 0.0, 3.0])
    np.testing.assert_array_equal(relu(x), [0, 0, 0, 3])
    np.testing.assert_array_equal(relu_backward(np.full(4, 7.0), x), [0, 0, 0, 7])


def test_relu_backward_looks_at_the_input_and_multiplies_by_grad():
    """Two faults that have been published: the slope as x itself, and the gradient left out."""
    np.testing.assert_array_equal(relu_backward(np.array([0.5, -2.0]), np.array([3.0, 4.0])), [0.5, -2.0])


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.5, 1.0])
def test_leaky_relu(slope):
    x = np.array([-2.0, 0.0, 3.0])
    np.testing.assert_allclose(leaky_relu(x, slope), [-2 * slope, 0, 3])
    np.testing.assert_allclose(leaky_relu_backward(np.ones(3), x, slope), [slope, slope, 1])


def test_options_given_as_numpy_numbers_do_not_widen_the_type():
    x = np.ones(2, dtype=np.float32)
    assert swish(x, beta=np.float64(2)).dtype == np.float32
    assert leaky_relu(x, slope=np.float64(0.1)).dtype == np.float32


def test_swish_lies_between_a_line_and_relu():
    x = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(swish(x, beta=0.0), x / 2)
    np.testing.assert_allclose(swish(x, beta=1e4), relu(x), atol=1e-12)
    assert swish(x).min() == pytest.approx(-0.2784, abs=1e-3)  # its dip, near x = −1.28


def test_softplus_is_a_rounded_relu():
    x = np.array([-1e4, -40.0, 0.0, 40.0, 1e4])
    np.testing.assert_allclose(softplus(x), [0, np.exp(-40), np.log(2), 40, 1e4], rtol=1e-15)


@given(st.lists(numbers, min_size=1, max_size=6), numbers)
def test_softmax_gives_probabilities_and_only_differences_count(scores, shift):
    x = np.array(scores)
    p = softmax(x)
    assert (p >= 0).all()
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(softmax(x + shift), p, atol=1e-9)
    assert p[np.argmax(x)] == p.max()


def test_softmax_works_along_the_last_axis():
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    np.testing.assert_allclose(softmax(x)[1, 2], softmax(x[1, 2]), rtol=1e-15)


def test_softmax_of_two_is_a_sigmoid():
    x = np.array([0.3, -1.2])
    assert softmax(x)[0] == pytest.approx(sigmoid(1.5))


def test_softmax_backward_is_the_whole_jacobian():
    out = softmax(np.array([0.2, -1.0, 0.7]))
    jacobian = np.diag(out) - np.outer(out, out)
    for k in range(3):
        np.testing.assert_allclose(softmax_backward(np.eye(3)[k], out), jacobian[k], atol=1e-16)


def test_maxout_is_the_largest_line_and_can_be_the_absolute_value():
    x = np.linspace(-2, 2, 9)[:, None]
    weight, bias = np.array([[[1.0]], [[-1.0]]]), np.zeros((2, 1))
    np.testing.assert_array_equal(maxout(x, weight, bias), np.abs(x))


def test_maxout_of_one_line_is_dense():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.standard_normal((4, 3)), rng.standard_normal((1, 3, 2)), rng.standard_normal((1, 2))
    np.testing.assert_allclose(maxout(x, weight, bias), dense(x, weight[0], bias[0]), rtol=1e-14)


def test_maxout_tie_goes_to_the_first_line():
    x, weight, bias = np.array([[2.0]]), np.ones((3, 1, 1)), np.zeros((3, 1))
    _, grad_weight, grad_bias = maxout_backward(np.ones((1, 1)), x, weight, bias)
    np.testing.assert_array_equal(grad_bias.ravel(), [1, 0, 0])
    np.testing.assert_array_equal(grad_weight.ravel(), [2, 0, 0])


def test_the_table_holds_every_activation_without_weights():
    assert set(ACTIVATIONS) == {
        *("identity", "step", "sigmoid", "tanh", "relu"),
        *("leaky_relu", "swish", "softplus", "softmax"),
    }
    for name, pair in ACTIVATIONS.items():
        assert pair.forward.__name__ == name
        if name == "step":
            assert pair.backward is None
        else:
            assert pair.backward.__name__ == f"{name}_backward"


def test_a_plain_number_is_welcome():
    for name, pair in ACTIVATIONS.items():
        if name != "softmax":
            assert np.ndim(pair.forward(0.5)) == 0
    assert float(identity(0.5)) == 0.5


def test_nan_stays_visible():
    for name, pair in ACTIVATIONS.items():
        if name != "step":
            assert np.isnan(pair.forward(np.array([np.nan, 1.0]))[0])
    assert np.isnan(maxout(np.array([[np.nan]]), np.array([[[1.0]], [[0.0]]]), np.ones((2, 1)))).all()
    lines = np.array([[[np.nan]], [[1.0]]])  # one of two lines is spoiled
    assert np.isnan(maxout(np.ones((1, 1)), lines, np.zeros((2, 1)))).all()


def test_options_given_as_numpy_numbers_do_not_widen_the_gradient():
    x = np.ones(2, dtype=np.float32)
    assert swish_backward(x, x, beta=np.float64(2)).dtype == np.float32
    assert leaky_relu_backward(x, x, slope=np.float64(0.1)).dtype == np.float32
