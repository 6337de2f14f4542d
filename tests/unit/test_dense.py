"""The dense layer: by hand, and every way of broadcasting against plain loops."""

import numpy as np

from helpers.dense import dense, dense_backward


def test_by_hand():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    weight, bias = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]]), np.array([0.5, 0.0, -0.5])
    np.testing.assert_array_equal(dense(x, weight, bias), [[5.5, 2, -0.5], [11.5, 4, -1.5]])
    grad = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
    grad_x, grad_weight, grad_bias = dense_backward(grad, x, weight)
    np.testing.assert_array_equal(grad_x, [[-1, 3], [-1, 1.5]])
    np.testing.assert_array_equal(grad_weight, [[1, 3, 5], [2, 4, 8]])
    np.testing.assert_array_equal(grad_bias, [1, 1, 3])


def test_a_sequence_is_a_batch_for_every_step():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.standard_normal((5, 4, 3)), rng.standard_normal((3, 2)), rng.standard_normal(2)
    grad = rng.standard_normal((5, 4, 2))
    grad_x, grad_weight, grad_bias = dense_backward(grad, x, weight)
    steps = [dense_backward(grad[t], x[t], weight) for t in range(5)]
    np.testing.assert_allclose(dense(x, weight, bias), [dense(step, weight, bias) for step in x], rtol=1e-13)
    np.testing.assert_allclose(grad_x, [step[0] for step in steps], rtol=1e-13)
    np.testing.assert_allclose(grad_weight, sum(step[1] for step in steps), rtol=1e-12)
    np.testing.assert_allclose(grad_bias, sum(step[2] for step in steps), rtol=1e-12)


def test_a_batch_of_networks_is_each_network_alone():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.standard_normal((4, 3)), rng.standard_normal((6, 3, 2)), rng.standard_normal((6, 2))
    grad = rng.standard_normal((6, 4, 2))
    out = dense(x, weight, bias)
    grad_x, grad_weight, grad_bias = dense_backward(grad, x, weight)
    alone = [dense_backward(grad[k], x, weight[k]) for k in range(6)]
    np.testing.assert_allclose(out, [dense(x, weight[k], bias[k]) for k in range(6)], rtol=1e-13)
    np.testing.assert_allclose(
        grad_x, sum(one[0] for one in alone), rtol=1e-12
    )  # all of them read the same x
    np.testing.assert_allclose(grad_weight, [one[1] for one in alone], rtol=1e-13)
    np.testing.assert_allclose(grad_bias, [one[2] for one in alone], rtol=1e-13)
