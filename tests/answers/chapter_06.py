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


def collapse(weight1, bias1, weight2, bias2):
    start = np.zeros((1, len(weight1)))
    bias = (start @ weight1 + bias1) @ weight2 + bias2
    return np.matmul(weight1, weight2), bias[0]


def collapse_adds_the_biases(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, bias1 + bias2


def collapse_keeps_the_last(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, bias2


def collapse_keeps_the_first(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, bias1 @ weight2


def collapse_from_the_wrong_side(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, weight2 @ bias1 + bias2


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
    (chapter_06.collapse, collapse),
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
    (chapter_06.collapse, collapse_adds_the_biases, "goes through the second layer as well"),
    (chapter_06.collapse, collapse_keeps_the_last, "got lost"),
    (chapter_06.collapse, collapse_keeps_the_first, "a bias of its own"),
    (chapter_06.collapse, collapse_from_the_wrong_side, "wrong side of the matrix"),
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
