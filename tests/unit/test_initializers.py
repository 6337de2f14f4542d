"""First weights: the variances that the recipes promise, and what they are for."""

import numpy as np
import pytest

from helpers import initializers
from helpers.initializers import (
    fans,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    normal,
    orthogonal,
    uniform,
    zeros,
)

SHAPES = [(200, 300), (4, 100, 150), (32, 16, 5, 5)]


def seeded(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((784, 30), (784, 30)), ((5, 2, 3), (2, 3)), ((8, 3, 5, 5), (75, 200)), ((8, 3, 1, 7), (21, 56))],
)
def test_fans(shape, expected):
    assert fans(shape) == expected


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("initializer", "variance"),
    [
        (lecun_normal, lambda fan_in, fan_out: 1 / fan_in),
        (glorot_uniform, lambda fan_in, fan_out: 2 / (fan_in + fan_out)),
        (glorot_normal, lambda fan_in, fan_out: 2 / (fan_in + fan_out)),
        (he_uniform, lambda fan_in, fan_out: 2 / fan_in),
        (he_normal, lambda fan_in, fan_out: 2 / fan_in),
    ],
)
def test_variance(initializer, variance, shape):
    weight = initializer(shape, seeded())
    expected = variance(*fans(shape))
    # With n draws the sample variance of a normal is off by √(2/n), of a uniform by less: five of those.
    assert weight.shape == shape
    assert abs(weight.var() / expected - 1) < 5 * np.sqrt(2 / weight.size)
    assert abs(weight.mean()) < 5 * np.sqrt(expected / weight.size)


@pytest.mark.parametrize(
    ("initializer", "limit"), [(glorot_uniform, np.sqrt(6 / 500)), (he_uniform, np.sqrt(6 / 200))]
)
def test_uniform_recipes_fill_their_range_and_no_more(initializer, limit):
    weight = np.abs(initializer((200, 300), seeded()))
    assert 0.999 * limit < weight.max() <= limit


def test_scale_of_uniform_and_normal():
    assert 0.29 < np.abs(uniform((100, 100), seeded(), scale=0.3)).max() <= 0.3
    assert abs(normal((200, 200), seeded(), scale=0.3).std() / 0.3 - 1) < 0.02
    assert not zeros((3, 2), seeded()).any()


@pytest.mark.parametrize("shape", [(6, 6), (8, 3), (3, 8), (1, 1)])
def test_orthogonal_keeps_lengths(shape):
    weight = orthogonal(shape, seeded())
    small = weight.T @ weight if shape[0] >= shape[1] else weight @ weight.T
    assert weight.shape == shape
    np.testing.assert_allclose(small, np.eye(min(shape)), atol=1e-12)


def test_orthogonal_is_drawn_evenly():
    # The even draw over the 1 × 1 orthogonal matrices is a fair coin; QR alone gives +1 always.
    draws = [orthogonal((1, 1), seeded(seed)).item() for seed in range(60)]
    assert 15 < draws.count(1.0) < 45
    assert draws.count(1.0) + draws.count(-1.0) == 60


def test_he_keeps_the_size_of_a_signal_through_relu_layers_and_glorot_loses_it():
    def size_after(initializer):
        rng = seeded(1)
        x = rng.standard_normal((50, 400))
        for _ in range(10):
            x = np.maximum(x @ initializer((400, 400), rng), 0)
        return np.mean(x**2)

    assert 0.4 < size_after(he_normal) < 2.5
    assert size_after(glorot_normal) < 2 * 0.5**10


ALL = [zeros, uniform, normal, lecun_normal, glorot_uniform, glorot_normal, he_uniform, he_normal, orthogonal]


def test_every_public_initializer_is_tested_here():
    public = {
        n
        for n, f in vars(initializers).items()
        if callable(f) and getattr(f, "__module__", "") == initializers.__name__
    }
    assert public - {"fans"} == {f.__name__ for f in ALL}


@pytest.mark.parametrize("initializer", ALL)
def test_same_seed_same_bits_in_both_precisions(initializer):
    double = initializer((7, 5), seeded(3))
    single = initializer((7, 5), seeded(3), dtype=np.float32)
    assert double.dtype == np.float64
    assert single.dtype == np.float32
    assert double.flags.c_contiguous
    assert initializer((5, 7), seeded()).flags.c_contiguous  # also where a transpose made it
    np.testing.assert_array_equal(double, initializer((7, 5), seeded(3)))
    np.testing.assert_array_equal(double.astype(np.float32), single)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fans((5,)), r"fans: shape is \(5,\) but a weight has 2 axes"),
        (lambda: he_normal((3, 0), seeded()), r"shape is \(3, 0\) but every axis must have at least one"),
        (lambda: normal((3, 3), seeded(), scale=0), "normal: scale must be a number with 0 < scale, got 0"),
        (lambda: he_uniform((3, 3), 42), "uniform: rng must be a generator such as .* got 42"),
        (lambda: orthogonal((3, 3), None), "orthogonal: rng must be a generator such as .* got None"),
        (lambda: normal((3, 3), 42), "normal: rng must be a generator such as .* got 42"),
        (lambda: uniform((3, 3), seeded(), scale=-1), "uniform: scale must be .* got -1"),
        (lambda: uniform((3, 3), seeded(), scale=np.nan), "uniform: scale must be .* got nan"),
        (lambda: orthogonal((2, 2, 2), seeded()), r"orthogonal: shape is \(2, 2, 2\) but a matrix"),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
