"""Chapter 12, recurrent networks: its exercises answered, rightly and by every usual slip."""

import numpy as np

from helpers.activations import softmax
from helpers.exercises import rnn as chapter_12


def next_state(x, h, weight_x, weight_h, bias):
    z = x @ weight_x + h @ weight_h + bias
    return np.tanh(z)


def state_forgets(x, h, weight_x, weight_h, bias):
    return np.tanh(bias + np.dot(x, weight_x))


def state_adds_bare(x, h, weight_x, weight_h, bias):
    return np.tanh(h + x)


def state_adds_first(x, h, weight_x, weight_h, bias):
    both = x + h
    return np.tanh(both @ weight_x + bias)


def state_swaps(x, h, weight_x, weight_h, bias):
    return np.tanh(h @ weight_x + x @ weight_h + bias)


def state_without_bias(x, h, weight_x, weight_h, bias):
    return np.tanh(h @ weight_h + x @ weight_x)


def state_without_bend(x, h, weight_x, weight_h, bias):
    return bias + h @ weight_h + x @ weight_x


def state_by_sigmoid(x, h, weight_x, weight_h, bias):
    return 1 / (1 + np.exp(-(x @ weight_x + h @ weight_h + bias)))


def state_bends_twice(x, h, weight_x, weight_h, bias):
    return np.tanh(h @ weight_h) + np.tanh(bias + x @ weight_x)


def state_bends_parts(x, h, weight_x, weight_h, bias):
    return bias + np.tanh(h @ weight_h) + np.tanh(x @ weight_x)


def message_back(grad_h, h, weight_h):
    delta = grad_h * (1 - h * h)
    return delta, np.dot(delta, weight_h.T)


def back_without_slope(grad_h, h, weight_h):
    return grad_h, grad_h @ weight_h.T


def back_bends_again(grad_h, h, weight_h):
    delta = grad_h * (1 - np.tanh(h) ** 2)
    return delta, delta @ weight_h.T


def back_upright(grad_h, h, weight_h):
    delta = grad_h * (1 - h**2)
    return delta, delta @ weight_h


def back_too_early(grad_h, h, weight_h):
    return grad_h * (1 - h**2), grad_h @ weight_h.T


def back_by_sigmoid(grad_h, h, weight_h):
    delta = grad_h * h * (1 - h)
    return delta, delta @ weight_h.T


def length_of(*gradients):
    return np.sqrt(sum((gradient**2).sum() for gradient in gradients))


def clipped(grad_x, grad_h, grad_b, limit):
    length = length_of(grad_x, grad_h, grad_b)
    if length <= limit:
        return grad_x, grad_h, grad_b
    return tuple(gradient * limit / length for gradient in (grad_x, grad_h, grad_b))


def clipped_one_by_one(grad_x, grad_h, grad_b, limit):
    return tuple(g if length_of(g) <= limit else g * limit / length_of(g) for g in (grad_x, grad_h, grad_b))


def clipped_by_entry(grad_x, grad_h, grad_b, limit):
    return tuple(np.minimum(np.maximum(gradient, -limit), limit) for gradient in (grad_x, grad_h, grad_b))


def clipped_always(grad_x, grad_h, grad_b, limit):
    length = length_of(grad_x, grad_h, grad_b)
    return grad_x * limit / length, grad_h * limit / length, grad_b * limit / length


def clipped_without_root(grad_x, grad_h, grad_b, limit):
    length = (grad_x**2).sum() + (grad_h**2).sum() + (grad_b**2).sum()
    factor = min(1, limit / length)
    return factor * grad_x, factor * grad_h, factor * grad_b


def clipped_upside_down(grad_x, grad_h, grad_b, limit):
    length = length_of(grad_x, grad_h, grad_b)
    factor = length / limit if length > limit else 1
    return factor * grad_x, factor * grad_h, factor * grad_b


def write(first, steps, weight_x, weight_h, bias, weight_out, bias_out):
    h = np.zeros((1, len(weight_h)))
    letter, written = first, []
    for _ in range(steps):
        x = np.zeros((1, len(weight_x)))
        x[0, letter] = 1
        h = next_state(x, h, weight_x, weight_h, bias)
        letter = int(np.argmax(softmax(h @ weight_out + bias_out)))
        written.append(letter)
    return np.array(written)


def write_without_memory(first, steps, weight_x, weight_h, bias, weight_out, bias_out):
    letter, written = first, []
    for _ in range(steps):
        h = np.tanh(weight_x[letter] + bias)
        letter = np.argmax(h @ weight_out + bias_out)
        written.append(letter)
    return np.array(written)


def write_from_the_first(first, steps, weight_x, weight_h, bias, weight_out, bias_out):
    h, written = np.zeros(len(weight_h)), []
    for _ in range(steps):
        h = np.tanh(weight_x[first] + h @ weight_h + bias)
        written.append(np.argmax(h @ weight_out + bias_out))
    return np.array(written)


def write_feeds_scores(first, steps, weight_x, weight_h, bias, weight_out, bias_out):
    x, h, written = np.eye(len(weight_x))[first], np.zeros(len(weight_h)), []
    for _ in range(steps):
        h = np.tanh(x @ weight_x + h @ weight_h + bias)
        x = h @ weight_out + bias_out
        written.append(x.argmax())
    return np.array(written)


def write_tells_the_given(first, steps, weight_x, weight_h, bias, weight_out, bias_out):
    h, letter, written = np.zeros(len(weight_h)), first, []
    for _ in range(steps):
        written.append(letter)
        h = np.tanh(weight_x[letter] + h @ weight_h + bias)
        letter = np.argmax(h @ weight_out + bias_out)
    return np.array(written)


def write_keeps_the_first_state(first, steps, weight_x, weight_h, bias, weight_out, bias_out):
    start = np.tanh(weight_x[first] + bias)
    letter = np.argmax(start @ weight_out + bias_out)
    written = [letter]
    for _ in range(steps - 1):
        h = np.tanh(weight_x[letter] + start @ weight_h + bias)
        letter = np.argmax(h @ weight_out + bias_out)
        written.append(letter)
    return np.array(written)


SOLUTIONS = [
    (chapter_12.next_state, next_state),
    (chapter_12.message_back, message_back),
    (chapter_12.clipped, clipped),
    (chapter_12.write, write),
]
SLIPS = [
    (chapter_12.next_state, state_forgets, "forgotten all that it read"),
    (chapter_12.next_state, state_adds_bare, "cannot be added as they are"),
    (chapter_12.next_state, state_adds_first, "cannot be added as they are"),
    (chapter_12.next_state, state_swaps, "which table belongs to the input"),
    (chapter_12.next_state, state_without_bias, "the bias is missing"),
    (chapter_12.next_state, state_without_bend, "these are the sums"),
    (chapter_12.next_state, state_by_sigmoid, "never negative"),
    (chapter_12.next_state, state_bends_twice, "one sum, and one bend"),
    (chapter_12.next_state, state_bends_parts, "one sum, and one bend"),
    (chapter_12.message_back, back_without_slope, "What lies between the two"),
    (chapter_12.message_back, back_bends_again, "bent it once more"),
    (chapter_12.message_back, back_upright, "against their direction"),
    (chapter_12.message_back, back_too_early, "should start from the blame"),
    (chapter_12.message_back, back_by_sigmoid, "slope of a sigmoid"),
    (chapter_12.clipped, clipped_one_by_one, "one long arrow"),
    (chapter_12.clipped, clipped_by_entry, "cut single numbers"),
    (chapter_12.clipped, clipped_always, "short enough"),
    (chapter_12.clipped, clipped_without_root, "square of the length"),
    (chapter_12.clipped, clipped_upside_down, "Which way round"),
    (chapter_12.write, write_without_memory, "written without a memory"),
    (chapter_12.write, write_from_the_first, "again and again"),
    (chapter_12.write, write_feeds_scores, "feed the scores back"),
    (chapter_12.write, write_tells_the_given, "comes back as the first answer"),
    (chapter_12.write, write_keeps_the_first_state, "the state of the first step"),
]
