"""Losses: hand computations, the same number from labels and from one-hot rows, extreme logits."""

import numpy as np
import pytest
from scipy.special import log_softmax, xlogy

from helpers.losses import (
    binary_cross_entropy,
    binary_cross_entropy_backward,
    mean_squared_error,
    mean_squared_error_backward,
    one_hot,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)

LOGITS = np.random.default_rng(0).standard_normal((4, 3))
LABELS = np.array([0, 2, 2, 1])


def test_mean_squared_error_by_hand():
    prediction, target = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 2.0], [3.0, 8.0]])
    assert mean_squared_error(prediction, target) == (1 + 0 + 0 + 16) / 4
    np.testing.assert_array_equal(mean_squared_error_backward(1.0, prediction, target), [[0.5, 0], [0, -2.0]])


def test_grad_multiplies_every_gradient():
    target = np.array([[0.0, 1.0, 1.0]] * 4)
    for backward, y in (
        (mean_squared_error_backward, target),
        (binary_cross_entropy_backward, target),
        (softmax_cross_entropy_backward, LABELS),
    ):
        np.testing.assert_allclose(backward(3.0, LOGITS, y), 3 * backward(1.0, LOGITS, y), rtol=1e-15)


def test_binary_cross_entropy_is_its_definition():
    p = 1 / (1 + np.exp(-LOGITS))
    target = (LOGITS > 0.3).astype(int)
    expected = -np.mean(xlogy(target, p) + xlogy(1 - target, 1 - p))
    assert binary_cross_entropy(LOGITS, target) == pytest.approx(expected, rel=1e-14)
    assert binary_cross_entropy(LOGITS, target == 1) == binary_cross_entropy(LOGITS, target.astype(float))


def test_cross_entropy_is_its_definition():
    expected = -np.mean(log_softmax(LOGITS, axis=-1)[np.arange(4), LABELS])
    assert softmax_cross_entropy(LOGITS, LABELS) == pytest.approx(expected, rel=1e-14)


def test_labels_one_hot_rows_and_whole_numbers_agree():
    rows = one_hot(LABELS, 3)
    for target in (rows, rows.astype(int), rows.astype(bool)):
        assert softmax_cross_entropy(LOGITS, target) == softmax_cross_entropy(LOGITS, LABELS)
        np.testing.assert_array_equal(
            softmax_cross_entropy_backward(1.0, LOGITS, target),
            softmax_cross_entropy_backward(1.0, LOGITS, LABELS),
        )


def test_soft_targets_mix_the_losses():
    soft = np.full((4, 3), 1 / 3)
    expected = np.mean([softmax_cross_entropy(LOGITS, np.full(4, k)) for k in range(3)])
    assert softmax_cross_entropy(LOGITS, soft) == pytest.approx(expected, rel=1e-14)


def test_the_mean_is_taken_over_all_axes_but_the_class():
    """A sequence of T steps and N samples costs the same as its T·N rows."""
    sequence = LOGITS.reshape(2, 2, 3)
    assert softmax_cross_entropy(sequence, LABELS.reshape(2, 2)) == softmax_cross_entropy(LOGITS, LABELS)
    np.testing.assert_array_equal(
        softmax_cross_entropy_backward(1.0, sequence, LABELS.reshape(2, 2)).reshape(4, 3),
        softmax_cross_entropy_backward(1.0, LOGITS, LABELS),
    )


def test_guessing_costs_the_logarithm_of_the_number_of_choices():
    assert softmax_cross_entropy(np.zeros((5, 10)), np.arange(5)) == pytest.approx(np.log(10))
    assert binary_cross_entropy(np.zeros(5), np.ones(5)) == pytest.approx(np.log(2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_are_exact(dtype):
    logits = np.array([1e4, -1e4], dtype=dtype)
    assert binary_cross_entropy(logits, np.array([1, 0])) == 0
    assert binary_cross_entropy(logits, np.array([0, 1])) == dtype(1e4)
    assert softmax_cross_entropy(logits, np.array(0)) == 0
    assert softmax_cross_entropy(logits, np.array(1)) == dtype(2e4)


def test_confident_and_right_keeps_its_digits():
    """log(1 + e⁻³⁰) is 9.4e-14; 30 − 30 would be 0."""
    loss = binary_cross_entropy(np.array([30.0]), np.array([1]))
    assert loss == pytest.approx(np.exp(-30), rel=1e-12, abs=0)  # approx alone allows 1e-12


def test_float32_stays_float32_whatever_the_target():
    logits = LOGITS.astype(np.float32)
    for loss, backward, target in (
        (mean_squared_error, mean_squared_error_backward, np.zeros((4, 3), dtype=int)),
        (binary_cross_entropy, binary_cross_entropy_backward, np.zeros((4, 3), dtype=bool)),
        (softmax_cross_entropy, softmax_cross_entropy_backward, LABELS),
    ):
        assert loss(logits, target).dtype == np.float32
        assert backward(np.float64(2), logits, target).dtype == np.float32


def test_one_hot():
    rows = one_hot(np.array([[1, 0]]), 2, dtype=np.float32)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows, [[[0, 1], [1, 0]]])


def test_nan_stays_visible():
    assert np.isnan(softmax_cross_entropy(np.array([[np.nan, 0.0]]), np.array([1])))
    assert np.isnan(mean_squared_error(np.array([np.nan]), np.array([1.0])))
    assert np.isnan(binary_cross_entropy(np.array([np.nan]), np.array([1.0])))


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_])
def test_targets_may_be_whole_numbers_of_any_kind(dtype):
    target = (LOGITS > 0).astype(dtype)
    for loss in (mean_squared_error, binary_cross_entropy):
        assert loss(LOGITS, target) == loss(LOGITS, target.astype(float))
