"""Chapter 06, feedforward networks: its exercises answered, rightly and by every usual slip."""

from itertools import pairwise

import numpy as np

from helpers.exercises import feedforward as chapter_06


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def count_parameters(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += (sizes[k - 1] + 1) * sizes[k]
    return total


def count_weights_only(sizes):
    return sum(a * b for a, b in pairwise(sizes))


def count_biases_of_inputs(sizes):
    return count_weights_only(sizes) + sum(sizes)


def count_biases_of_the_senders(sizes):
    return count_weights_only(sizes) + sum(sizes[:-1])


def count_one_bias_a_layer(sizes):
    return count_weights_only(sizes) + len(sizes) - 1


def count_biases_only(sizes):
    return sum(sizes) - sizes[0]


def count_links_over_layers(sizes):
    total = sum(sizes[1:])
    for i in range(len(sizes)):
        for j in range(i + 1, len(sizes)):
            total += sizes[i] * sizes[j]
    return total


def shares(scores):
    rows = []
    for row in scores:
        powers = [np.exp(score - max(row)) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


def shares_down_the_columns(scores):
    shifted = scores - np.max(scores, axis=0)
    return np.exp(shifted) / np.exp(shifted).sum(axis=0)


def shares_of_rows_down_the_columns(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / sum(powers)


def shares_of_the_table(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / np.sum(powers)


def shares_each_alone(scores):
    return sigmoid(scores)


def shares_without_powers(scores):
    return (scores.T / scores.sum(axis=1)).T


def shares_the_wrong_way_round(scores):
    powers = np.exp(scores.min(axis=1, keepdims=True) - scores)
    return powers / powers.sum(axis=1, keepdims=True)


def shares_of_the_largest(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.max(axis=1, keepdims=True)


def forward(x, layers):
    out = x
    for weight, bias in layers[:-1]:
        out = sigmoid(out @ weight + bias)
    weight, bias = layers[-1]
    return out @ weight + bias


def forward_squashes_the_output(x, layers):
    for weight, bias in layers:
        x = sigmoid(x @ weight + bias)
    return x


def forward_never_bends(x, layers):
    for weight, bias in layers:
        x = x @ weight + bias
    return x


def forward_bends_at_the_end(x, layers):
    return sigmoid(forward_never_bends(x, layers))


def forward_bends_the_inputs(x, layers):
    for weight, bias in layers:
        x = sigmoid(x) @ weight + bias
    return x


def forward_without_biases(x, layers):
    for weight, _ in layers[:-1]:
        x = sigmoid(x @ weight)
    return x @ layers[-1][0]


def bump(x, left, right, sharpness):
    edges = np.array([left, right])
    steps = sigmoid(np.asarray(x)[:, np.newaxis] * sharpness - sharpness * edges)
    return steps @ np.array([1.0, -1.0])


def bump_adds(x, left, right, sharpness):
    return sigmoid(sharpness * (x - left)) + sigmoid(sharpness * (x - right))


def bump_upside_down(x, left, right, sharpness):
    return sigmoid(sharpness * (x - right)) - sigmoid(sharpness * (x - left))


def bump_forgets_to_scale_the_bias(x, left, right, sharpness):
    return sigmoid(sharpness * x - left) - sigmoid(sharpness * x - right)


def bump_multiplies(x, left, right, sharpness):
    return sigmoid(sharpness * (x - left)) * sigmoid(sharpness * (right - x))


def bump_without_sharpness(x, left, right, sharpness):
    return sigmoid(x - left) - sigmoid(x - right)


SOLUTIONS = [
    (chapter_06.count_parameters, count_parameters),
    (chapter_06.shares, shares),
    (chapter_06.forward, forward),
    (chapter_06.bump, bump),
]
SLIPS = [
    (chapter_06.count_parameters, count_weights_only, "the weights alone"),
    (chapter_06.count_parameters, count_biases_of_inputs, "gave the inputs biases"),
    (chapter_06.count_parameters, count_biases_of_the_senders, "gave the inputs biases"),
    (chapter_06.count_parameters, count_one_bias_a_layer, "one bias for each layer?"),
    (chapter_06.count_parameters, count_biases_only, "the biases alone"),
    (chapter_06.count_parameters, count_links_over_layers, "Only neighbours"),
    (chapter_06.shares, shares_down_the_columns, "down the columns"),
    (chapter_06.shares, shares_of_rows_down_the_columns, "down the columns"),
    (chapter_06.shares, shares_of_the_table, "How many questions"),
    (chapter_06.shares, shares_each_alone, "answered by itself"),
    (chapter_06.shares, shares_without_powers, "the scores themselves"),
    (chapter_06.shares, shares_the_wrong_way_round, "the smallest share"),
    (chapter_06.shares, shares_of_the_largest, "the largest power"),
    (chapter_06.forward, forward_squashes_the_output, "the last layer got an activation"),
    (chapter_06.forward, forward_never_bends, "no layer bends"),
    (chapter_06.forward, forward_bends_at_the_end, "The other way round"),
    (chapter_06.forward, forward_bends_the_inputs, "enter as they are"),
    (chapter_06.forward, forward_without_biases, "the biases do not"),
    (chapter_06.bump, bump_adds, "make a staircase"),
    (chapter_06.bump, bump_upside_down, "points down"),
    (chapter_06.bump, bump_forgets_to_scale_the_bias, "with a sharpness of 1"),
    (chapter_06.bump, bump_multiplies, "this one multiplies"),
    (chapter_06.bump, bump_without_sharpness, "the same edges"),
]
