"""Chapter 05, gradient descent: its exercises answered, rightly and by every usual slip, by a learner."""

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises import gradient_descent as chapter_05


def moved(place, i, way):
    there = place.copy()
    there[i] += way
    return there


def slope_by_foot(loss, place, i, foot):
    left, right = moved(place, i, -foot), moved(place, i, foot)
    return (loss(right) - loss(left)) / (2 * foot)


def foot_counts_one_foot(loss, place, i, foot):
    return (loss(moved(place, i, foot)) - loss(moved(place, i, -foot))) / foot


def foot_takes_the_difference(loss, place, i, foot):
    return loss(moved(place, i, foot)) - loss(moved(place, i, -foot))


def foot_goes_backwards(loss, place, i, foot):
    return 0.5 * (loss(moved(place, i, -foot)) - loss(moved(place, i, foot))) / foot


def foot_feels_the_right_only(loss, place, i, foot):
    return (loss(moved(place, i, foot)) - loss(place)) / foot


def foot_feels_the_left_only(loss, place, i, foot):
    return (loss(place) - loss(moved(place, i, -foot))) / foot


def foot_forgets_the_brackets(loss, place, i, foot):
    return (loss(moved(place, i, foot)) - loss(moved(place, i, -foot))) / 2 * foot


def logistic_step(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return weight + rate * (error[:, None] * x).mean(axis=0), bias + rate * error.mean()


def step_climbs(weight, bias, x, y, rate):
    error = sigmoid(x @ weight + bias) - y
    return weight + rate * (x.T @ error) / len(y), bias + rate * error.mean()


def step_takes_the_sum(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return weight + rate * (x.T @ error), bias + rate * error.sum()


def step_of_the_squared_error(weight, bias, x, y, rate):
    p = sigmoid(x @ weight + bias)
    grad = -2 * (y - p) * p * (1 - p) / len(y)
    return weight - rate * x.T @ grad, bias - rate * grad.sum()


def step_with_the_slope_of_the_sigmoid(weight, bias, x, y, rate):
    p = sigmoid(x @ weight + bias)
    grad = (p - y) * p * (1 - p)
    return weight - rate * x.T @ grad / len(y), bias - rate * grad.mean()


def step_twice_as_long(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return weight + 2 * rate * x.T @ error / len(y), bias + 2 * rate * error.mean()


def step_leaves_the_bias(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return weight + rate * x.T @ error / len(y), bias


def step_makes_many_biases(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return weight + rate * x.T @ error / len(y), bias + rate * error


def step_ignores_the_rate(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return weight + x.T @ error / len(y), bias + error.mean()


def step_returns_the_changes(weight, bias, x, y, rate):
    error = y - sigmoid(x @ weight + bias)
    return rate * x.T @ error / len(y), rate * error.mean()


def confusion(probability, y, threshold):
    said = (probability >= threshold).astype(int)
    return (
        sum((said == 1) & (y == 1)),
        sum((said == 1) & (y == 0)),
        sum((said == 0) & (y == 1)),
        sum((said == 0) & (y == 0)),
    )


def confusion_above_only(probability, y, threshold):
    said = probability > threshold
    return sum(said & (y == 1)), sum(said & (y == 0)), sum(~said & (y == 1)), sum(~said & (y == 0))


def confusion_swaps_the_mistakes(probability, y, threshold):
    true_positives, false_positives, false_negatives, true_negatives = confusion(probability, y, threshold)
    return true_positives, false_negatives, false_positives, true_negatives


def confusion_of_class_zero(probability, y, threshold):
    return confusion(probability, y, threshold)[::-1]


def confusion_negatives_first(probability, y, threshold):
    true_positives, false_positives, false_negatives, true_negatives = confusion(probability, y, threshold)
    return true_negatives, false_positives, false_negatives, true_positives


def confusion_right_ones_first(probability, y, threshold):
    true_positives, false_positives, false_negatives, true_negatives = confusion(probability, y, threshold)
    return true_positives, true_negatives, false_positives, false_negatives


def confusion_right_ones_first_too(probability, y, threshold):
    true_positives, false_positives, false_negatives, true_negatives = confusion(probability, y, threshold)
    return true_positives, true_negatives, false_negatives, false_positives


def confusion_in_shares(probability, y, threshold):
    return tuple(count / len(y) for count in confusion(probability, y, threshold))


def confusion_at_one_half(probability, y, threshold):
    return confusion(probability, y, 0.5)


def ends_of(slope, starts, rate, steps):
    places = np.array(starts, float)
    for _ in range(steps):
        places = places - rate * np.array([slope(place) for place in places])
    return places


def best_of_starts(loss, slope, starts, rate, steps):
    ends = ends_of(slope, starts, rate, steps)
    return ends[np.argmin([loss(end) for end in ends])]


def start_keeps_the_last(loss, slope, starts, rate, steps):
    return ends_of(slope, starts, rate, steps)[-1]


def start_returns_the_start(loss, slope, starts, rate, steps):
    ends = ends_of(slope, starts, rate, steps)
    return starts[np.argmin([loss(end) for end in ends])]


def start_chooses_too_early(loss, slope, starts, rate, steps):
    first = min(starts, key=loss)
    return ends_of(slope, [first], rate, steps)[0]


def start_takes_the_flattest(loss, slope, starts, rate, steps):
    return min(ends_of(slope, starts, rate, steps), key=lambda end: abs(slope(end)))


def start_takes_the_highest(loss, slope, starts, rate, steps):
    return max(ends_of(slope, starts, rate, steps), key=loss)


def start_returns_the_loss(loss, slope, starts, rate, steps):
    return min(loss(end) for end in ends_of(slope, starts, rate, steps))


SOLUTIONS = [
    (chapter_05.slope_by_foot, slope_by_foot),
    (chapter_05.logistic_step, logistic_step),
    (chapter_05.confusion, confusion),
    (chapter_05.best_of_starts, best_of_starts),
]
SLIPS = [
    (chapter_05.slope_by_foot, foot_counts_one_foot, "twice too steep"),
    (chapter_05.slope_by_foot, foot_takes_the_difference, "a difference of heights"),
    (chapter_05.slope_by_foot, foot_goes_backwards, "where the ground falls"),
    (chapter_05.slope_by_foot, foot_feels_the_right_only, "the ground under you"),
    (chapter_05.slope_by_foot, foot_feels_the_left_only, "the ground under you"),
    (chapter_05.slope_by_foot, foot_forgets_the_brackets, "is not a / (2 * b)"),
    (chapter_05.logistic_step, step_climbs, "grows with your step"),
    (chapter_05.logistic_step, step_takes_the_sum, "number of examples"),
    (chapter_05.logistic_step, step_of_the_squared_error, "slope of the sigmoid"),
    (chapter_05.logistic_step, step_with_the_slope_of_the_sigmoid, "slope of the sigmoid"),
    (chapter_05.logistic_step, step_twice_as_long, "twice as long"),
    (chapter_05.logistic_step, step_leaves_the_bias, "the bias does not"),
    (chapter_05.logistic_step, step_makes_many_biases, "takes their mean"),
    (chapter_05.logistic_step, step_ignores_the_rate, "the same for every learning rate"),
    (chapter_05.logistic_step, step_returns_the_changes, "these are the changes"),
    (chapter_05.confusion, confusion_above_only, "exactly the threshold"),
    (chapter_05.confusion, confusion_swaps_the_mistakes, "each other's place"),
    (chapter_05.confusion, confusion_of_class_zero, "class 0 as the positive one"),
    (chapter_05.confusion, confusion_negatives_first, "true positives come first"),
    (chapter_05.confusion, confusion_right_ones_first, "true positives come first"),
    (chapter_05.confusion, confusion_right_ones_first_too, "true positives come first"),
    (chapter_05.confusion, confusion_in_shares, "these are shares"),
    (chapter_05.confusion, confusion_at_one_half, "always cut at one half"),
    (chapter_05.best_of_starts, start_keeps_the_last, "where the last start led"),
    (chapter_05.best_of_starts, start_returns_the_start, "Where did it end"),
    (chapter_05.best_of_starts, start_chooses_too_early, "before the descent"),
    (chapter_05.best_of_starts, start_takes_the_flattest, "Flat is not low"),
    (chapter_05.best_of_starts, start_takes_the_highest, "highest of the ends"),
    (chapter_05.best_of_starts, start_returns_the_loss, "Which place is it"),
]
