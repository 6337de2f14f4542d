"""Chapter 08, activations: its exercises answered, rightly and by every usual slip, as a learner would."""

import numpy as np

from helpers.exercises import activations as chapter_08


def squash(z):
    return 1 / (1 + np.exp(-z))


def swish_slope(x, beta):
    s = squash(beta * x)
    return s * (1 + beta * x * (1 - s))


def swish_keeps_the_first_factor(x, beta):
    return squash(beta * x)


def swish_keeps_the_second_factor(x, beta):
    s = squash(beta * x)
    return x * beta * s * (1 - s)


def swish_keeps_the_second_factor_without_beta(x, beta):
    s = squash(beta * x)
    return x * s * (1 - s)


def swish_forgets_the_chain(x, beta):
    s = squash(beta * x)
    return s + x * s * (1 - s)


def swish_gate_without_beta(x, beta):
    s = squash(x)
    return s + beta * x * s * (1 - s)


def swish_takes_the_sigmoid(x, beta):
    s = squash(beta * x)
    return s * (1 - s)


def swish_takes_the_steeper_sigmoid(x, beta):
    s = squash(beta * x)
    return beta * s * (1 - s)


def swish_subtracts(x, beta):
    s = squash(beta * x)
    return s - beta * x * s * (1 - s)


def dead_units(x, weight, bias):
    out = np.maximum(x @ weight + bias, 0)
    return int(np.sum(out.sum(axis=0) == 0))


def dead_if_silent_once(x, weight, bias):
    return int(np.any(x @ weight + bias <= 0, axis=0).sum())


def dead_across_units(x, weight, bias):
    return int(np.all(x @ weight + bias <= 0, axis=1).sum())


def dead_moments(x, weight, bias):
    return int(np.sum(np.maximum(x @ weight + bias, 0) == 0))


def dead_without_bias(x, weight, bias):
    return int(np.all(x @ weight <= 0, axis=0).sum())


def dead_below_zero_only(x, weight, bias):
    return int(np.all(x @ weight + bias < 0, axis=0).sum())


def dead_counts_the_living(x, weight, bias):
    return int(np.any(x @ weight + bias > 0, axis=0).sum())


def dead_on_average(x, weight, bias):
    return int(np.sum(np.mean(x @ weight + bias, axis=0) <= 0))


def prelu_backward(grad, x, slope):
    left = x <= 0
    return grad * np.where(left, slope, 1.0), (grad * x)[left].sum()


def prelu_blames_both_sides(grad, x, slope):
    return np.where(x > 0, grad, slope * grad), np.sum(grad * x)


def prelu_forgets_the_sum(grad, x, slope):
    return np.where(x > 0, grad, slope * grad), np.where(x > 0, 0, grad * x)


def prelu_takes_the_mean(grad, x, slope):
    return np.where(x > 0, grad, slope * grad), np.where(x > 0, 0, grad * x).mean()


def prelu_forgets_grad(grad, x, slope):
    return np.where(x > 0, grad, slope * grad), x[x < 0].sum()


def prelu_takes_the_left_value(grad, x, slope):
    return np.where(x > 0, grad, slope * grad), np.sum(np.where(x > 0, 0, grad * slope * x))


def prelu_takes_the_value(grad, x, slope):
    return np.where(x > 0, grad, slope * grad), np.sum(grad * np.where(x > 0, x, slope * x))


def prelu_stops_on_the_left(grad, x, slope):
    return np.where(x > 0, grad, 0), np.sum(np.where(x > 0, 0, grad * x))


def weight_spread(function, z, fan_in):
    lets_through = np.mean(np.square(function(z)))
    return (fan_in * lets_through) ** -0.5


def spread_from_the_variance(function, z, fan_in):
    return 1 / (np.sqrt(fan_in) * function(z).std())


def spread_is_a_variance(function, z, fan_in):
    return 1 / fan_in / np.mean(function(z) ** 2)


def spread_of_one_input(function, z, fan_in):
    return 1 / np.sqrt(np.mean(function(z) ** 2))


def spread_upside_down(function, z, fan_in):
    return np.sqrt(fan_in * np.mean(function(z) ** 2))


def spread_from_the_sums(function, z, fan_in):
    return 1 / np.sqrt(fan_in * np.mean(z**2))


def spread_squares_the_mean(function, z, fan_in):
    return 1 / (np.sqrt(fan_in) * abs(function(z).mean()))


SOLUTIONS = [
    (chapter_08.swish_slope, swish_slope),
    (chapter_08.dead_units, dead_units),
    (chapter_08.prelu_backward, prelu_backward),
    (chapter_08.weight_spread, weight_spread),
]
SLIPS = [
    (chapter_08.swish_slope, swish_keeps_the_first_factor, "half of the product rule"),
    (chapter_08.swish_slope, swish_keeps_the_second_factor, "the other half of the product rule"),
    (
        chapter_08.swish_slope,
        swish_keeps_the_second_factor_without_beta,
        "the other half of the product rule",
    ),
    (chapter_08.swish_slope, swish_forgets_the_chain, "only for β = 1"),
    (chapter_08.swish_slope, swish_gate_without_beta, "the gate looks at βx"),
    (chapter_08.swish_slope, swish_takes_the_sigmoid, "slope of the gate alone"),
    (chapter_08.swish_slope, swish_takes_the_steeper_sigmoid, "slope of the gate alone"),
    (chapter_08.swish_slope, swish_subtracts, "are added"),
    (chapter_08.dead_units, dead_if_silent_once, "speaks for others"),
    (chapter_08.dead_units, dead_across_units, "you counted examples"),
    (chapter_08.dead_units, dead_moments, "silent moments"),
    (chapter_08.dead_units, dead_without_bias, "without their bias"),
    (chapter_08.dead_units, dead_below_zero_only, "exactly zero"),
    (chapter_08.dead_units, dead_counts_the_living, "still speak"),
    (chapter_08.dead_units, dead_on_average, "on the average"),
    (chapter_08.prelu_backward, prelu_blames_both_sides, "the slope has no say"),
    (chapter_08.prelu_backward, prelu_forgets_the_sum, "one slope serves all"),
    (chapter_08.prelu_backward, prelu_takes_the_mean, "added, not averaged"),
    (chapter_08.prelu_backward, prelu_forgets_grad, "from above is missing"),
    (chapter_08.prelu_backward, prelu_takes_the_left_value, "what the unit says"),
    (chapter_08.prelu_backward, prelu_takes_the_value, "what the unit says"),
    (chapter_08.prelu_backward, prelu_stops_on_the_left, "lets a part of it pass"),
    (chapter_08.weight_spread, spread_from_the_variance, "the mean of the squares"),
    (chapter_08.weight_spread, spread_is_a_variance, "standard deviation"),
    (chapter_08.weight_spread, spread_of_one_input, "fan_in terms"),
    (chapter_08.weight_spread, spread_upside_down, "your sums would grow"),
    (chapter_08.weight_spread, spread_from_the_sums, "not the sums that go into it"),
    (chapter_08.weight_spread, spread_squares_the_mean, "squares first"),
]
