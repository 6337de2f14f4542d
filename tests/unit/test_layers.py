"""Layers: the kernel's result, named; nothing kept; nothing changed."""

import copy
import inspect
import itertools

import numpy as np
import pytest

from helpers import layers
from helpers.activations import ACTIVATIONS, maxout, tanh
from helpers.convolution import average_pool2d, conv2d, max_pool2d
from helpers.dense import dense
from helpers.initializers import normal
from helpers.layers import (
    GRU,
    LSTM,
    RNN,
    Activation,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LastStep,
    Layer,
    Maxout,
    MaxPool2D,
)
from helpers.recurrent import gru, lstm, rnn
from helpers.regularization import dropout


def seeded(seed=0):
    return np.random.default_rng(seed)


# name: how to make the layer, the shape of an input, what the kernels say it should give
CASES = {
    "Dense": (
        lambda dtype: Dense(3, 2, seeded(), normal, normal, dtype),
        (5, 3),
        lambda self, x: dense(x, self.weight, self.bias),
    ),
    "Dense on sequences": (
        lambda dtype: Dense(3, 2, seeded(), normal, normal, dtype),
        (4, 5, 3),
        lambda self, x: dense(x, self.weight, self.bias),
    ),
    "Activation": (lambda dtype: Activation("tanh"), (5, 3), lambda self, x: tanh(x)),
    "Maxout": (
        lambda dtype: Maxout(3, 2, 4, seeded(), normal, normal, dtype),
        (5, 3),
        lambda self, x: maxout(x, self.weight, self.bias),
    ),
    "Dropout": (lambda dtype: Dropout(0.5), (5, 3), lambda self, x: x),
    "Conv2D": (
        lambda dtype: Conv2D(2, 3, (3, 2), seeded(), 2, 1, normal, normal, dtype),
        (2, 2, 6, 5),
        lambda self, x: conv2d(x, self.weight, self.bias, 2, 1),
    ),
    "MaxPool2D": (lambda dtype: MaxPool2D(2), (2, 2, 4, 4), lambda self, x: max_pool2d(x, 2)),
    "MaxPool2D, overlapping": (
        lambda dtype: MaxPool2D(3, 1),
        (2, 2, 4, 4),
        lambda self, x: max_pool2d(x, 3, 1),
    ),
    "AveragePool2D": (lambda dtype: AveragePool2D(2), (2, 2, 4, 4), lambda self, x: average_pool2d(x, 2)),
    "Flatten": (lambda dtype: Flatten(), (2, 3, 4, 5), lambda self, x: x.reshape(2, 60)),
    "RNN": (
        lambda dtype: RNN(3, 4, seeded(), dtype=dtype),
        (6, 2, 3),
        lambda self, x: rnn(x, np.zeros((2, 4), x.dtype), self.weight_x, self.weight_h, self.bias),
    ),
    "LSTM": (
        lambda dtype: LSTM(3, 4, seeded(), dtype=dtype),
        (6, 2, 3),
        lambda self, x: lstm(x, *2 * [np.zeros((2, 4), x.dtype)], self.weight_x, self.weight_h, self.bias).h,
    ),
    "GRU": (
        lambda dtype: GRU(3, 4, seeded(), dtype=dtype),
        (6, 2, 3),
        lambda self, x: (
            gru(x, np.zeros((2, 4), x.dtype), self.weight_x, self.weight_h, self.bias_x, self.bias_h).h
        ),
    ),
    "LastStep": (lambda dtype: LastStep(), (6, 2, 3), lambda self, x: x[-1]),
}


def case(name, dtype=np.float64):
    make, shape, expected = CASES[name]
    return make(dtype), seeded(1).standard_normal(shape).astype(dtype), expected


def test_every_public_layer_is_tested_here():
    public = {n for n, c in inspect.getmembers(layers, inspect.isclass) if issubclass(c, Layer)} - {"Layer"}
    assert public == {name.split()[0].rstrip(",") for name in CASES}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gives_what_the_kernel_gives_in_its_type(name, dtype):
    layer, x, expected = case(name, dtype)
    quantities = layer.forward(x)
    assert quantities["x"] is x
    np.testing.assert_array_equal(quantities["out"], expected(layer, x))
    assert all(q.dtype == dtype for q in quantities.values())
    grad_x, gradients = layer.backward(quantities["out"], quantities)
    assert grad_x.shape == x.shape
    assert [g.shape for g in gradients] == [p.shape for p in layer.parameters]
    assert all(g.dtype == dtype for g in [grad_x, *gradients])


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_kept_and_nothing_changed(name):
    layer, x, _ = case(name)
    original, frozen = x.copy(), copy.deepcopy(layer)
    quantities = layer.forward(x)
    saved = copy.deepcopy(quantities)
    grad = np.ones_like(quantities["out"])
    first = layer.backward(grad, quantities)
    layer.forward(2 * x + 1)  # a call in between, as a reader makes who runs cells out of order
    second = layer.backward(grad, quantities)
    np.testing.assert_array_equal(first[0], second[0])
    for one, two in zip(first[1], second[1], strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(x, original)
    np.testing.assert_array_equal(grad, np.ones_like(grad))
    for key, value in quantities.items():
        np.testing.assert_array_equal(value, saved[key])
    assert vars(layer).keys() == vars(frozen).keys()
    for one, two in zip(layer.parameters, frozen.parameters, strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(layer.forward(x)["out"], saved["out"])


@pytest.mark.parametrize("name", [n for n in CASES if case(n)[0].parameters])
def test_the_unused_gradient_of_x_is_left_out(name):
    layer, x, _ = case(name)
    quantities = layer.forward(x)
    full_x, full = layer.backward(quantities["out"], quantities)
    none, without = layer.backward(quantities["out"], quantities, need_x=False)
    assert none is None
    assert full_x is not None
    for one, two in zip(full, without, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("name", [n for n in ACTIVATIONS if n != "step"])
def test_every_activation_has_its_own_slope(name):
    x = np.array([[-1.3, 0.4, 2.1]])
    layer = Activation(name)
    grad_x, _ = layer.backward(np.array([[1.0, -2.0, 0.5]]), layer.forward(x))
    delta = 1e-6
    for i in range(3):
        up, down = x.copy(), x.copy()
        up[0, i] += delta
        down[0, i] -= delta
        change = layer.forward(up)["out"] - layer.forward(down)["out"]
        np.testing.assert_allclose(grad_x[0, i], np.sum(change * [1.0, -2.0, 0.5]) / (2 * delta), atol=1e-8)


def test_options_of_an_activation_reach_forward_and_backward():
    layer = Activation("leaky_relu", slope=0.25)
    quantities = layer.forward(np.array([[-2.0, 2.0]]))
    np.testing.assert_array_equal(quantities["out"], [[-0.5, 2.0]])
    np.testing.assert_array_equal(layer.backward(np.ones((1, 2)), quantities)[0], [[0.25, 1.0]])


def test_dropout_is_on_only_with_an_rng():
    x = np.ones((100, 100))
    layer = Dropout(0.3)
    assert layer.forward(x)["out"] is x
    quantities = layer.forward(x, seeded(5))
    np.testing.assert_array_equal(quantities["out"], dropout(x, 0.3, seeded(5)).out)
    assert abs(quantities["mask"].mean() - 0.7) < 0.02
    grad_x, _ = layer.backward(x, quantities)
    np.testing.assert_array_equal(grad_x == 0, ~quantities["mask"])
    np.testing.assert_array_equal(layer.forward(x, seeded(5))["out"], quantities["out"])


def test_first_parameters():
    one, two = LSTM(3, 4, seeded()), LSTM(3, 4, seeded(), forget_bias=2.5)
    np.testing.assert_array_equal(one.bias, np.repeat([0, 1, 0, 0], 4))
    np.testing.assert_array_equal(two.bias, np.repeat([0, 2.5, 0, 0], 4))
    for layer, gates in ((RNN(3, 4, seeded()), 1), (one, 4), (GRU(3, 4, seeded()), 3)):
        for gate in np.split(layer.weight_h, gates, axis=1):
            np.testing.assert_allclose(gate.T @ gate, np.eye(4), atol=1e-12)
        assert layer.weight_x.shape == (3, gates * 4)
        assert np.abs(layer.weight_x).max() <= np.sqrt(6 / 7)  # Glorot's limit of one gate, not of four
    assert not Dense(3, 4, seeded()).bias.any()


def test_each_gate_draws_its_own_numbers():
    for layer, gates in ((LSTM(3, 4, seeded()), 4), (GRU(3, 4, seeded()), 3)):
        for weight in (layer.weight_x, layer.weight_h):
            for one, other in itertools.combinations(np.split(weight, gates, axis=1), 2):
                assert (one != other).any()


def filled(value):
    return lambda shape, rng, dtype: np.full(shape, value, dtype)


def test_each_initializer_fills_its_own_array():
    ones, twos = filled(1.0), filled(2.0)
    for layer in (
        Dense(2, 3, seeded(), ones, twos),
        Maxout(2, 3, 4, seeded(), ones, twos),
        Conv2D(1, 2, 3, seeded(), initializer=ones, bias_initializer=twos),
    ):
        assert (layer.weight == 1).all()
        assert (layer.bias == 2).all()
    for kind in (RNN, LSTM, GRU):
        layer = kind(2, 3, seeded(), ones, twos)
        assert (layer.weight_x == 1).all()
        assert (layer.weight_h == 2).all()


def test_sizes_given_as_numpy_numbers_do_not_widen_the_type():
    x, two = np.ones((1, 1, 4, 4), dtype=np.float32), np.int64(2)
    assert AveragePool2D(two).forward(x)["out"].dtype == np.float32
    assert type(AveragePool2D(two, two).stride) is type(Conv2D(1, 1, two, seeded(), stride=two).stride) is int


def test_dense_from_arrays_keeps_copies():
    weight, bias = np.eye(2), np.zeros(2)
    layer = Dense.from_arrays(weight, bias)
    layer.weight += 1
    np.testing.assert_array_equal(weight, np.eye(2))
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 1.0]]))["out"], [[3.0, 3.0]])


def test_an_attribute_that_is_replaced_is_the_one_that_counts():
    layer = Dense(2, 1, seeded())
    layer.weight = np.array([[1.0], [2.0]])
    assert layer.parameters[0] is layer.weight
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 1.0]]))["out"], [[3.0]])


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Dense(3, 2, seeded()), "Dense(3, 2)"),
        (Activation("relu"), "Activation('relu')"),
        (Activation("swish", beta=2.0), "Activation('swish', beta=2.0)"),
        (Maxout(3, 2, 4, seeded()), "Maxout(3, 2, 4)"),
        (Dropout(0.5), "Dropout(0.5)"),
        (Conv2D(1, 8, 3, seeded(), padding=1), "Conv2D(1, 8, 3, stride=1, padding=1)"),
        (Conv2D(1, 8, (3, 5), seeded()), "Conv2D(1, 8, (3, 5), stride=1, padding=0)"),
        (MaxPool2D(2), "MaxPool2D(2, stride=2)"),
        (AveragePool2D(3, 1), "AveragePool2D(3, stride=1)"),
        (Flatten(), "Flatten()"),
        (RNN(3, 4, seeded()), "RNN(3, 4)"),
        (LSTM(3, 4, seeded()), "LSTM(3, 4)"),
        (GRU(3, 4, seeded()), "GRU(3, 4)"),
        (LastStep(), "LastStep()"),
    ],
)
def test_repr(layer, text):
    assert repr(layer) == text


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Dense(0, 2, seeded()), "Dense: inputs must be a whole number of at least 1, got 0"),
        (lambda: Dense(2, 2.5, seeded()), "Dense: outputs must be a whole number of at least 1, got 2.5"),
        (lambda: Dense(2, 2, 42), "Dense: rng must be a generator such as .* got 42"),
        (lambda: Dense(2, 2, seeded(), dtype=int), "Dense: dtype is .*int.* but np.float32 or np.float64"),
        (
            lambda: Dense.from_arrays(np.eye(2), np.zeros(3)),
            r"Dense.from_arrays: bias has shape \(3,\) but \(M,\) is \(2,\)",
        ),
        (lambda: Activation("rleu"), "Activation: name is 'rleu' but one of identity, step, sigmoid"),
        (lambda: Activation("relu", slope=0.1), "Activation: relu has no option slope; it has none"),
        (
            lambda: Activation("step").backward(
                np.ones((1, 1)), {"x": np.ones((1, 1)), "out": np.ones((1, 1))}
            ),
            "Activation: step has no gradient",
        ),
        (lambda: Maxout(2, 2, 0, seeded()), "Maxout: pieces must be a whole number of at least 1, got 0"),
        (lambda: Dropout(1.0), "Dropout: rate must be a number with 0 ≤ rate < 1, got 1.0"),
        (lambda: Conv2D(1, 1, 0, seeded()), "Conv2D: height must be a whole number of at least 1, got 0"),
        (lambda: Conv2D(1, 1, 3, seeded(), stride=-1), "Conv2D: stride must be .* at least 1, got -1"),
        (lambda: Conv2D(1, 1, 3, seeded(), padding=-1), "Conv2D: padding must be .* at least 0, got -1"),
        (lambda: MaxPool2D(0), "MaxPool2D: size must be .* at least 1, got 0"),
        (lambda: MaxPool2D(2, stride=0), "MaxPool2D: stride must be .* at least 1, got 0"),
        (lambda: AveragePool2D(0), "AveragePool2D: size must be .* at least 1, got 0"),
        (lambda: AveragePool2D(2, stride=0), "AveragePool2D: stride must be .* at least 1, got 0"),
        (
            lambda: LSTM(2, 2, seeded(), forget_bias=np.inf),
            "LSTM: forget_bias must be a finite number, got inf",
        ),
        (
            lambda: RNN(2, 2, seeded()).forward(np.ones((3, 2))),
            r"RNN: x must have 3 axes \(T, N, D\), got shape",
        ),
        (lambda: LSTM(2, 2, seeded()).forward(np.ones((3, 2))), r"^LSTM: x must have 3 axes \(T, N, D\)"),
        (lambda: GRU(2, 2, seeded()).forward(np.ones((3, 2))), r"^GRU: x must have 3 axes \(T, N, D\)"),
        (lambda: LastStep().forward(np.ones((3, 2))), r"LastStep: x must have 3 axes \(T, N, H\), got shape"),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
