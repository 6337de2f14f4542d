"""Dropout and penalties."""

import numpy as np
import pytest

from helpers.regularization import (
    dropout,
    dropout_backward,
    l1_penalty,
    l1_penalty_backward,
    l2_penalty,
    l2_penalty_backward,
)


def test_dropout_drops_the_share_and_keeps_the_mean():
    x = np.full((400, 500), 3.0)
    out, mask = dropout(x, rate=0.2, rng=np.random.default_rng(0))
    assert mask.dtype == np.bool_
    assert np.mean(~mask) == pytest.approx(0.2, abs=0.004)  # four standard errors
    assert out.mean() == pytest.approx(3.0, abs=0.015)
    assert out[~mask].max() == 0
    np.testing.assert_array_equal(out[mask], 3.0 / 0.8)


def test_dropout_at_rate_zero_changes_nothing():
    x = np.random.default_rng(0).standard_normal(50)
    out, mask = dropout(x, 0.0, np.random.default_rng(1))
    np.testing.assert_array_equal(out, x)
    assert mask.all()
    np.testing.assert_array_equal(dropout_backward(x, mask, 0.0), x)


def test_dropout_backward_goes_through_the_same_mask():
    x = np.ones(6)
    out, mask = dropout(x, 0.5, np.random.default_rng(3))
    np.testing.assert_array_equal(dropout_backward(np.ones(6), mask, 0.5), out)


def test_a_seed_gives_the_same_mask_in_both_types_and_another_seed_another():
    def mask(dtype, seed):
        return dropout(np.ones(100, dtype=dtype), 0.5, np.random.default_rng(seed)).mask

    np.testing.assert_array_equal(mask(np.float32, 0), mask(np.float64, 0))
    assert (mask(np.float32, 0) != mask(np.float32, 1)).any()


def test_the_generator_advances_so_each_call_has_its_own_mask():
    rng = np.random.default_rng(0)
    first, second = (dropout(np.ones(100), 0.5, rng).mask for _ in range(2))
    assert (first != second).any()


def test_penalties_by_hand():
    weight = np.array([[3.0, -4.0], [0.0, 1.0]])
    assert l1_penalty(weight, 0.1) == pytest.approx(0.8)
    assert l2_penalty(weight, 0.1) == pytest.approx(0.5 * 0.1 * 26)
    np.testing.assert_allclose(l1_penalty_backward(2.0, weight, 0.1), [[0.2, -0.2], [0.0, 0.2]])
    np.testing.assert_allclose(l2_penalty_backward(2.0, weight, 0.1), [[0.6, -0.8], [0.0, 0.2]])


def test_numpy_numbers_do_not_widen_the_type():
    x = np.ones(3, dtype=np.float32)
    assert l2_penalty(x, np.float64(0.1)).dtype == np.float32
    assert l1_penalty_backward(np.float64(1), x, np.float64(0.1)).dtype == np.float32
    assert dropout(x, np.float64(0.5), np.random.default_rng(0)).out.dtype == np.float32


def test_a_draw_that_equals_the_rate_is_kept():
    class Zeros(np.random.Generator):
        def random(self, size=None, dtype=np.float64, out=None):
            return np.zeros(size, dtype)

    assert dropout(np.ones(3), 0.0, Zeros(np.random.PCG64(0))).mask.all()
