"""Chapter 07, backpropagation: its exercises answered, rightly and by each usual slip, as a learner would."""

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises import backpropagation as chapter_07


def weight_gradients(inputs, delta):
    return np.einsum("nd,nm->dm", inputs, delta), np.ones(len(delta)) @ delta


def weights_turned_over(inputs, delta):
    return delta.T @ inputs, np.sum(delta, axis=0)


def weights_bias_not_summed(inputs, delta):
    return inputs.T @ delta, delta * 1.0


def weights_bias_over_units(inputs, delta):
    return inputs.T @ delta, np.sum(delta, axis=1)


def weights_mean(inputs, delta):
    n = len(inputs)
    return inputs.T @ delta / n, delta.sum(axis=0) / n


def weights_bias_mean(inputs, delta):
    return inputs.T @ delta, delta.mean(axis=0)


def weights_without_bias(inputs, delta):
    return inputs.T @ delta


def hidden_delta(delta, weight, hidden):
    message = delta @ weight.T
    slope = hidden - hidden**2
    return message * slope


def message_without_slope(delta, weight, hidden):
    return delta @ weight.T


def message_times_output(delta, weight, hidden):
    return hidden * (delta @ weight.T)


def message_sigmoid_twice(delta, weight, hidden):
    h = 1 / (1 + np.exp(-hidden))
    return (delta @ weight.T) * h * (1 - h)


def message_tanh_slope(delta, weight, hidden):
    return (delta @ weight.T) * (1 - hidden * hidden)


def message_by_shares(delta, weight, hidden):
    shares = weight / weight.sum(axis=0, keepdims=True)
    return (delta @ shares.T) * hidden * (1 - hidden)


def message_through_the_sigmoid(delta, weight, hidden):
    return sigmoid(delta @ weight.T)


def one_step(x, y, w, b, v, c, rate):
    h = np.tanh(x @ w + b)
    delta_out = (sigmoid(h @ v + c) - y) / len(x)
    delta_hid = np.outer(delta_out, v) * (1 - h * h)
    return (
        w - rate * x.T @ delta_hid,
        b - rate * delta_hid.sum(axis=0),
        v - rate * h.T @ delta_out,
        c - rate * delta_out.sum(axis=0),
    )


def step_uphill(x, y, w, b, v, c, rate):
    return one_step(x, y, w, b, v, c, -rate)


def step_sums(x, y, w, b, v, c, rate):
    return one_step(x, y, w, b, v, c, rate * len(x))


def step_with_the_new_v(x, y, w, b, v, c, rate):
    h = np.tanh(x @ w + b)
    delta_out = (sigmoid(h @ v + c) - y) / len(x)
    v = v - rate * h.T @ delta_out
    c = c - rate * delta_out.sum(axis=0)
    delta_hid = (delta_out @ v.T) * (1 - h**2)
    return w - rate * x.T @ delta_hid, b - rate * delta_hid.sum(axis=0), v, c


def with_hidden(delta_of, x, y, w, b, v, c, rate):
    """The step with another δ of the hidden layer."""
    h = np.tanh(x @ w + b)
    delta_out = (sigmoid(h @ v + c) - y) / len(x)
    delta_hid = delta_of(delta_out @ v.T, h)
    _, _, new_v, new_c = one_step(x, y, w, b, v, c, rate)
    return w - rate * x.T @ delta_hid, b - rate * delta_hid.sum(axis=0), new_v, new_c


def step_without_slope(x, y, w, b, v, c, rate):
    return with_hidden(lambda message, h: message, x, y, w, b, v, c, rate)


def step_sigmoid_slope(x, y, w, b, v, c, rate):
    return with_hidden(lambda message, h: message * h * (1 - h), x, y, w, b, v, c, rate)


def step_slope_at_the_output(x, y, w, b, v, c, rate):
    h = np.tanh(x @ w + b)
    out = sigmoid(h @ v + c)
    delta_out = (out - y) * out * (1 - out) / len(x)
    delta_hid = (delta_out @ v.T) * (1 - h**2)
    return (
        w - rate * x.T @ delta_hid,
        b - rate * delta_hid.sum(axis=0),
        v - rate * h.T @ delta_out,
        c - rate * delta_out.sum(axis=0),
    )


def step_without_rate(x, y, w, b, v, c, rate):
    return one_step(x, y, w, b, v, c, 1)


def step_output_only(x, y, w, b, v, c, rate):
    _, _, new_v, new_c = one_step(x, y, w, b, v, c, rate)
    return w, b, new_v, new_c


def deep_gradients(kept, weights, delta):
    gradients = []
    for k in range(len(weights) - 1, -1, -1):
        gradients.insert(0, kept[k].T @ delta)
        if k > 0:
            delta = (delta @ weights[k].T) * (1 - kept[k] ** 2)
    return tuple(gradients)


def deep_last_first(kept, weights, delta):
    return deep_gradients(kept, weights, delta)[::-1]


def deep_without_slopes(kept, weights, delta):
    gradients = []
    for k in range(len(weights) - 1, -1, -1):
        gradients.insert(0, kept[k].T @ delta)
        delta = delta @ weights[k].T
    return tuple(gradients)


def deep_sigmoid_slopes(kept, weights, delta):
    gradients = []
    for k in range(len(weights) - 1, -1, -1):
        gradients.insert(0, kept[k].T @ delta)
        delta = (delta @ weights[k].T) * kept[k] * (1 - kept[k])
    return tuple(gradients)


def deep_same_delta(kept, weights, delta):
    return tuple(inputs.T @ delta for inputs in kept)


SOLUTIONS = [
    (chapter_07.weight_gradients, weight_gradients),
    (chapter_07.hidden_delta, hidden_delta),
    (chapter_07.one_step, one_step),
    (chapter_07.deep_gradients, deep_gradients),
]
SLIPS = [
    (chapter_07.weight_gradients, weights_turned_over, "turned over"),
    (chapter_07.weight_gradients, weights_bias_not_summed, "not one for each example"),
    (chapter_07.weight_gradients, weights_bias_over_units, "Over which axis"),
    (chapter_07.weight_gradients, weights_mean, "in δ already"),
    (chapter_07.weight_gradients, weights_bias_mean, "you took the mean"),
    (chapter_07.weight_gradients, weights_without_bias, "two gradients"),
    (chapter_07.hidden_delta, message_without_slope, "own slope is missing"),
    (chapter_07.hidden_delta, message_times_output, "What is the slope of a sigmoid"),
    (chapter_07.hidden_delta, message_sigmoid_twice, "once more"),
    (chapter_07.hidden_delta, message_tanh_slope, "These units are sigmoids"),
    (chapter_07.hidden_delta, message_by_shares, "in proportion"),
    (chapter_07.hidden_delta, message_through_the_sigmoid, "the function itself is not applied"),
    (chapter_07.one_step, step_uphill, "the loss grows"),
    (chapter_07.one_step, step_sums, "number of examples"),
    (chapter_07.one_step, step_with_the_new_v, "then all steps"),
    (chapter_07.one_step, step_without_slope, "misses its slope"),
    (chapter_07.one_step, step_sigmoid_slope, "is a sigmoid's"),
    (chapter_07.one_step, step_slope_at_the_output, "cancels"),
    (chapter_07.one_step, step_without_rate, "whatever the rate"),
    (chapter_07.one_step, step_output_only, "only the output layer moved"),
    (chapter_07.deep_gradients, deep_last_first, "comes first"),
    (chapter_07.deep_gradients, deep_without_slopes, "its slope is missing"),
    (chapter_07.deep_gradients, deep_sigmoid_slopes, "These units are tanh"),
    (chapter_07.deep_gradients, deep_same_delta, "Does δ change"),
]
