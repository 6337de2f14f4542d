"""Chapter 04, XOR: its exercises answered, rightly and by every usual slip, as a learner would."""

import numpy as np

from helpers.exercises import xor as chapter_04


def sum_at_p4(z):
    bias = z[0]
    w2, w1 = z[1:] - bias
    return w1 + w2 + bias


def fourth_counts_the_bias_twice(z):
    _, z2, z3 = z
    return z3 + z2


def fourth_adds_all(z):
    return np.sum(z)


def fourth_loses_the_bias(z):
    w2, w1 = z[1] - z[0], z[2] - z[0]
    return w1 + w2


def fourth_turns_the_sign(z):
    z1, z2, z3 = z
    return z1 - (z2 + z3)


def fourth_stops_half_way(z):
    return z[1:].mean()


def with_shortcut(x, weight, bias, v, u, c):
    h = np.where(x @ weight + bias >= 0, 1, 0)
    heard = np.hstack([h, x])
    return np.where(heard @ np.hstack([v, u]) + c >= 0, 1, 0)


def shortcut_without_a_step(x, weight, bias, v, u, c):
    h = x @ weight + bias
    return (h @ v + x @ u + c >= 0).astype(int)


def shortcut_without_any_step(x, weight, bias, v, u, c):
    h = x @ weight + bias
    return h @ v + x @ u + c


def shortcut_forgotten(x, weight, bias, v, u, c):
    h = x @ weight + bias >= 0
    return (h @ v + c >= 0).astype(int)


def shortcut_without_hidden_bias(x, weight, bias, v, u, c):
    h = x @ weight >= 0
    return (h @ v + x @ u + c >= 0).astype(int)


def shortcut_without_output_bias(x, weight, bias, v, u, c):
    h = x @ weight + bias >= 0
    return (h @ v + x @ u >= 0).astype(int)


def shortcut_fires_above_zero(x, weight, bias, v, u, c):
    h = x @ weight + bias > 0
    return (h @ v + x @ u + c > 0).astype(int)


def shortcut_hidden_above_zero(x, weight, bias, v, u, c):
    h = x @ weight + bias > 0
    return (h @ v + x @ u + c >= 0).astype(int)


def shortcut_output_above_zero(x, weight, bias, v, u, c):
    h = x @ weight + bias >= 0
    return (h @ v + x @ u + c > 0).astype(int)


def shortcut_ends_with_sums(x, weight, bias, v, u, c):
    h = x @ weight + bias >= 0
    return h @ v + x @ u + c


def collapse(weight1, bias1, weight2, bias2):
    zero = np.zeros((1, len(weight1)))
    bias = ((zero @ weight1 + bias1) @ weight2 + bias2)[0]
    return np.eye(len(weight1)) @ weight1 @ weight2, bias


def collapse_loses_a_bias(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, bias2


def collapse_adds_the_biases(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, bias2 + bias1


def collapse_in_the_other_order(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, bias1 @ weight2 + bias2


def collapse_as_columns(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, weight2 @ bias1 + bias2


def collapse_entry_by_entry(weight1, bias1, weight2, bias2):
    return weight1 * weight2, bias1 @ weight2 + bias2


def collapse_multiplies_all(weight1, bias1, weight2, bias2):
    return weight1 * weight2, bias1 * bias2


def count_weights(answers):
    v = [answers[k] - answers[k - 1] for k in range(1, len(answers))]
    c = 0.5 if answers[0] == 1 else -0.5
    return np.array(v), c


def count_takes_the_answers(answers):
    return answers[1:], answers[0] - 0.5


def count_takes_the_answers_and_forgets_the_first(answers):
    return answers[1:], -0.5


def count_goes_down(answers):
    return answers[:-1] - answers[1:], answers[0] - 0.5


def count_turns_all(answers):
    return answers[:-1] - answers[1:], 0.5 - answers[0]


def count_forgets_the_first(answers):
    return answers[1:] - answers[:-1], -0.5


def count_misses_the_half(answers):
    return answers[1:] - answers[:-1], answers[0]


def count_misses_the_half_below(answers):
    return answers[1:] - answers[:-1], answers[0] - 1


def count_as_parity(answers):
    n = len(answers) - 1
    return np.array([1 if k % 2 == 0 else -1 for k in range(n)]), -0.5


def count_as_parity_from_the_first(answers):
    n = len(answers) - 1
    return np.array([1 if k % 2 == 0 else -1 for k in range(n)]), answers[0] - 0.5


def count_has_one_more(answers):
    return np.diff(answers, prepend=0), answers[0] - 0.5


def count_has_one_more_for_the_first(answers):
    return np.diff([0, *answers]), -0.5


SOLUTIONS = [
    (chapter_04.sum_at_p4, sum_at_p4),
    (chapter_04.with_shortcut, with_shortcut),
    (chapter_04.collapse, collapse),
    (chapter_04.count_weights, count_weights),
]
SLIPS = [
    (chapter_04.sum_at_p4, fourth_counts_the_bias_twice, "How often is it in yours"),
    (chapter_04.sum_at_p4, fourth_adds_all, "more often than it is at P4"),
    (chapter_04.sum_at_p4, fourth_loses_the_bias, "weights of zero"),
    (chapter_04.sum_at_p4, fourth_turns_the_sign, "weights of zero"),
    (chapter_04.sum_at_p4, fourth_stops_half_way, "at the middle M"),
    (chapter_04.with_shortcut, shortcut_without_a_step, "pass their sums on"),
    (chapter_04.with_shortcut, shortcut_without_any_step, "pass their sums on"),
    (chapter_04.with_shortcut, shortcut_forgotten, "Who else speaks"),
    (chapter_04.with_shortcut, shortcut_without_hidden_bias, "through the origin"),
    (chapter_04.with_shortcut, shortcut_without_output_bias, "has a bias, too"),
    (chapter_04.with_shortcut, shortcut_fires_above_zero, "exactly zero"),
    (chapter_04.with_shortcut, shortcut_hidden_above_zero, "exactly zero"),
    (chapter_04.with_shortcut, shortcut_output_above_zero, "exactly zero"),
    (chapter_04.with_shortcut, shortcut_ends_with_sums, "not its answers"),
    (chapter_04.collapse, collapse_loses_a_bias, "what becomes of `bias1`"),
    (chapter_04.collapse, collapse_adds_the_biases, "its bias too"),
    (chapter_04.collapse, collapse_in_the_other_order, "applied first"),
    (chapter_04.collapse, collapse_as_columns, "applied first"),
    (chapter_04.collapse, collapse_entry_by_entry, "entry by entry"),
    (chapter_04.collapse, collapse_multiplies_all, "entry by entry"),
    (chapter_04.count_weights, count_takes_the_answers, "stays on for every larger count"),
    (chapter_04.count_weights, count_takes_the_answers_and_forgets_the_first, "stays on for every larger"),
    (chapter_04.count_weights, count_goes_down, "go down where the answer goes up"),
    (chapter_04.count_weights, count_turns_all, "go down where the answer goes up"),
    (chapter_04.count_weights, count_forgets_the_first, "with no input on"),
    (chapter_04.count_weights, count_misses_the_half, "right but for a half"),
    (chapter_04.count_weights, count_misses_the_half_below, "right but for a half"),
    (chapter_04.count_weights, count_as_parity, "weights of parity"),
    (chapter_04.count_weights, count_as_parity_from_the_first, "weights of parity"),
    (chapter_04.count_weights, count_has_one_more, "a weight too many"),
    (chapter_04.count_weights, count_has_one_more_for_the_first, "a weight too many"),
]
