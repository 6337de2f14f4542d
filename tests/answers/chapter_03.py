"""Chapter 03, the perceptron: its exercises answered, rightly and by every usual slip, as a learner would."""

import numpy as np

from helpers.exercises import perceptron as chapter_03
from helpers.neurons import perceptron


def height_on_line(x1, weight, bias):
    x2 = -(weight[0] * x1 + bias) / weight[1]
    return x2


def height_forgets_the_minus(x1, weight, bias):
    return (bias + x1 * weight[0]) / weight[1]


def height_turns_one_sign(x1, weight, bias):
    return (bias - x1 * weight[0]) / weight[1]


def height_turns_the_other_sign(x1, weight, bias):
    return weight[0] / weight[1] * x1 - bias / weight[1]


def height_forgets_the_bias(x1, weight, bias):
    return -x1 * weight[0] / weight[1]


def height_swaps_the_weights(x1, weight, bias):
    w2, w1 = weight
    return -(w1 * x1 + bias) / w2


def height_forgets_to_divide(x1, weight, bias):
    return -weight[0] * x1 - bias


def signed_update(weight, bias, x, sign):
    if sign * (np.sum(weight * x) + bias) > 0:
        return weight, bias
    return weight + sign * x, bias + sign


def signed_rests_at_zero(weight, bias, x, sign):
    if sign * (weight @ x + bias) < 0:
        weight, bias = weight + sign * x, bias + sign
    return weight, bias


def signed_moves_always(weight, bias, x, sign):
    return weight + sign * x, bias + sign


def signed_moves_away(weight, bias, x, sign):
    if sign * (weight @ x + bias) > 0:
        return weight, bias
    return weight - sign * x, bias - sign


def signed_keeps_the_bias(weight, bias, x, sign):
    if sign * (weight @ x + bias) > 0:
        return weight, bias
    return weight + sign * x, bias


def signed_takes_the_difference(weight, bias, x, sign):
    if sign * (weight @ x + bias) > 0:
        return weight, bias
    said = -sign
    return weight + (sign - said) * x, bias + (sign - said)


def which_species(x, weight, bias):
    return (x @ weight + bias).argmax(axis=-1)


def species_across_flowers(x, weight, bias):
    return (x @ weight + bias).argmax(axis=0)


def species_without_bias(x, weight, bias):
    return (x @ weight).argmax(axis=1)


def species_after_the_step(x, weight, bias):
    return np.argmax((x @ weight + bias >= 0).astype(int), axis=1)


def species_scores(x, weight, bias):
    return x @ weight + bias


def species_largest_score(x, weight, bias):
    return np.amax(x @ weight + bias, axis=1)


def species_smallest(x, weight, bias):
    return np.argmin(x @ weight + bias, axis=1)


def pocket(weights, biases, x, target):
    best, fewest = 0, len(x) + 1
    for u in range(len(biases)):
        wrong = np.sum((x @ weights[u] + biases[u] >= 0) != target)
        if wrong < fewest:
            best, fewest = u, wrong
    return weights[best], biases[best]


def pocket_takes_the_last(weights, biases, x, target):
    return weights[-1], biases[-1]


def pocket_takes_the_worst(weights, biases, x, target):
    right = [np.sum(perceptron(x, w, float(b)) == target) for w, b in zip(weights, biases, strict=True)]
    worst = int(np.argmin(right))
    return weights[worst], biases[worst]


def pocket_takes_a_late_one(weights, biases, x, target):
    best, fewest = 0, len(x) + 1
    for u in range(len(biases)):
        wrong = np.sum((x @ weights[u] + biases[u] >= 0) != target)
        if wrong <= fewest:
            best, fewest = u, wrong
    return weights[best], biases[best]


def pocket_forgets_the_bias(weights, biases, x, target):
    wrong = [np.sum((x @ weight >= 0) != target) for weight in weights]
    best = int(np.argmin(wrong))
    return weights[best], biases[best]


SOLUTIONS = [
    (chapter_03.height_on_line, height_on_line),
    (chapter_03.signed_update, signed_update),
    (chapter_03.which_species, which_species),
    (chapter_03.pocket, pocket),
]
SLIPS = [
    (chapter_03.height_on_line, height_forgets_the_minus, "changed its sign"),
    (chapter_03.height_on_line, height_turns_one_sign, "not to the first term alone"),
    (chapter_03.height_on_line, height_turns_the_other_sign, "not to the first term alone"),
    (chapter_03.height_on_line, height_forgets_the_bias, "through the origin"),
    (chapter_03.height_on_line, height_swaps_the_weights, "which weight belongs to which axis"),
    (chapter_03.height_on_line, height_forgets_to_divide, "still carries a factor"),
    (chapter_03.signed_update, signed_rests_at_zero, "never moves"),
    (chapter_03.signed_update, signed_moves_always, "Hebb's rule"),
    (chapter_03.signed_update, signed_moves_away, "makes the mistake worse"),
    (chapter_03.signed_update, signed_keeps_the_bias, "the bias does not"),
    (chapter_03.signed_update, signed_takes_the_difference, "twice as long"),
    (chapter_03.which_species, species_across_flowers, "Which axis"),
    (chapter_03.which_species, species_without_bias, "What shifts it"),
    (chapter_03.which_species, species_after_the_step, "before the step"),
    (chapter_03.which_species, species_scores, "these are the scores"),
    (chapter_03.which_species, species_largest_score, "these are the scores"),
    (chapter_03.which_species, species_smallest, "fires least readily"),
    (chapter_03.pocket, pocket_takes_the_last, "you took the last line"),
    (chapter_03.pocket, pocket_takes_the_worst, "the most mistakes of all"),
    (chapter_03.pocket, pocket_takes_a_late_one, "the first of them"),
    (chapter_03.pocket, pocket_forgets_the_bias, "without its bias"),
]
