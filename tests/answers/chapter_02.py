"""Chapter 02, the McCulloch–Pitts neuron: its exercises answered, rightly and by every usual slip."""

import numpy as np

from helpers.exercises import mcculloch_pitts as chapter_02


def all_fire(x):
    return (x.sum(axis=1) >= x.shape[1]).astype(int)


def all_fire_with_two(x):
    return (x.sum(axis=1) >= 2).astype(int)


def all_fire_with_one(x):
    total = x @ np.ones(x.shape[1])
    return (total >= 1).astype(int)


def all_fire_above(x):
    return (x.sum(axis=1) > x.shape[1]).astype(int)


def all_fire_counts_rows(x):
    return (x.sum(axis=1) >= len(x)).astype(int)


def opposite(weight, threshold):
    return [-w for w in weight], -threshold + 0.5


def opposite_keeps_the_threshold(weight, threshold):
    return -weight, threshold


def opposite_turns_all(weight, threshold):
    return -1 * weight, -1 * threshold


def opposite_steps_the_wrong_way(weight, threshold):
    return -weight, -(threshold + 1)


def opposite_keeps_the_weights(weight, threshold):
    return weight, -threshold


def opposite_keeps_the_weights_too(weight, threshold):
    return weight, 1 - threshold


def larger(a, b):
    place = 2 ** np.arange(a.shape[1])
    return (a @ place - b @ place >= 1).astype(int)


def larger_or_equal(a, b):
    place = 2 ** np.arange(a.shape[1])
    return (a @ place - b @ place >= 0).astype(int)


def larger_is_the_other(a, b):
    place = 2 ** np.arange(a.shape[1])
    return (b @ place - a @ place >= 1).astype(int)


def larger_counts_bits(a, b):
    return (a.sum(axis=1) - b.sum(axis=1) >= 1).astype(int)


def larger_from_the_other_end(a, b):
    place = 2 ** np.arange(a.shape[1])[::-1]
    return (a @ place - b @ place >= 1).astype(int)


def larger_by_position(a, b):
    place = np.arange(1, a.shape[1] + 1)
    return (a @ place > b @ place).astype(int)


def larger_by_position_from_zero(a, b):
    place = np.arange(a.shape[1])
    return (a @ place > b @ place).astype(int)


def two_unit_column(bits):
    carry = bits @ np.array([1, 1, 1]) >= 2
    total = np.column_stack([bits, carry]) @ np.array([1, 1, 1, -2]) >= 1
    return total.astype(int), carry.astype(int)


def column_is_an_or(bits):
    ones = bits.sum(axis=1)
    return (ones >= 1).astype(int), (ones >= 2).astype(int)


def column_carry_counts_one(bits):
    carry = (bits.sum(axis=1) >= 2).astype(int)
    return (bits.sum(axis=1) - carry >= 1).astype(int), carry


def column_carry_counts_three(bits):
    carry = (bits.sum(axis=1) >= 2).astype(int)
    return (bits.sum(axis=1) - 3 * carry >= 1).astype(int), carry


def column_the_other_way_round(bits):
    total, carry = two_unit_column(bits)
    return carry, total


def column_carries_late(bits):
    carry = (bits.sum(axis=1) > 2).astype(int)
    return (bits.sum(axis=1) - 2 * carry >= 1).astype(int), carry


def column_carries_late_and_apart(bits):
    return (bits.sum(axis=1) >= 1).astype(int), (bits.sum(axis=1) >= 3).astype(int)


SOLUTIONS = [
    (chapter_02.all_fire, all_fire),
    (chapter_02.opposite, opposite),
    (chapter_02.larger, larger),
    (chapter_02.two_unit_column, two_unit_column),
]
SLIPS = [
    (chapter_02.all_fire, all_fire_with_two, "right for two inputs"),
    (chapter_02.all_fire, all_fire_with_one, "that is OR"),
    (chapter_02.all_fire, all_fire_above, "it never fires"),
    (chapter_02.all_fire, all_fire_counts_rows, "the number of rows"),
    (chapter_02.opposite, opposite_keeps_the_threshold, "the threshold did not"),
    (chapter_02.opposite, opposite_turns_all, "at one sum both units fire"),
    (chapter_02.opposite, opposite_steps_the_wrong_way, "even one above it"),
    (chapter_02.opposite, opposite_keeps_the_weights, "more excitation still"),
    (chapter_02.opposite, opposite_keeps_the_weights_too, "more excitation still"),
    (chapter_02.larger, larger_or_equal, "for equal numbers"),
    (chapter_02.larger, larger_is_the_other, "the second number is larger"),
    (chapter_02.larger, larger_counts_bits, "how many bits are on"),
    (chapter_02.larger, larger_from_the_other_end, "from the other end"),
    (chapter_02.larger, larger_by_position, "grow by one from place to place"),
    (chapter_02.larger, larger_by_position_from_zero, "grow by one from place to place"),
    (chapter_02.two_unit_column, column_is_an_or, "The carry has noticed the two"),
    (chapter_02.two_unit_column, column_carry_counts_one, "The carry has noticed the two"),
    (chapter_02.two_unit_column, column_carry_counts_three, "with three ones the total must be 1"),
    (chapter_02.two_unit_column, column_the_other_way_round, "in the other order"),
    (chapter_02.two_unit_column, column_carries_late, "from two ones on"),
    (chapter_02.two_unit_column, column_carries_late_and_apart, "from two ones on"),
]
