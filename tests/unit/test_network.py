"""Networks: the chain rule against the definition of the derivative, and published numbers."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier, MLPRegressor

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
    Maxout,
    MaxPool2D,
)
from helpers.losses import (
    binary_cross_entropy,
    binary_cross_entropy_backward,
    mean_squared_error,
    mean_squared_error_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from helpers.network import Network, axis_pair, mlp


def seeded(seed=0):
    return np.random.default_rng(seed)


MSE = (mean_squared_error, mean_squared_error_backward)
BCE = (binary_cross_entropy, binary_cross_entropy_backward)
CE = (softmax_cross_entropy, softmax_cross_entropy_backward)


def worst_error(network, x, y, loss, dropout_seed=None):
    """The relative error of the gradient of each parameter against central differences, the largest."""

    def value():
        rng = None if dropout_seed is None else seeded(dropout_seed)  # the same mask every time
        out, trace = network.forward(x, rng)
        return loss[0](out, y), out, trace

    _, out, trace = value()
    errors = []
    delta = 1e-5
    for w, analytic in zip(network.parameters, network.backward(loss[1](1.0, out, y), trace), strict=True):
        numeric = np.empty_like(w)
        for i in np.ndindex(w.shape):
            old = w[i]
            w[i] = old + delta
            up = value()[0]
            w[i] = old - delta
            down = value()[0]
            w[i] = old
            numeric[i] = (up - down) / (2 * delta)
        assert analytic.shape == w.shape
        errors.append(
            np.linalg.norm(analytic - numeric) / (np.linalg.norm(analytic) + np.linalg.norm(numeric))
        )
    return max(errors)


WHOLE = {
    "mlp, regression": (
        lambda r: mlp([3, 4, 2], r, "tanh"),
        (5, 3),
        lambda r: r.standard_normal((5, 2)),
        MSE,
    ),
    "mlp, two classes": (
        lambda r: mlp([3, 4, 1], r, "softplus"),
        (5, 3),
        lambda r: r.integers(0, 2, (5, 1)),
        BCE,
    ),
    "mlp, deep": (lambda r: mlp([3, 4, 4, 4, 3], r, "swish"), (5, 3), lambda r: r.integers(0, 3, 5), CE),
    "maxout": (
        lambda r: Network([Maxout(3, 2, 4, r, normal, normal)]),
        (5, 3),
        lambda r: r.integers(0, 2, 5),
        CE,
    ),
    "softmax inside": (
        lambda r: Network([Dense(3, 4, r), Activation("softmax"), Dense(4, 2, r)]),
        (5, 3),
        lambda r: r.standard_normal((5, 2)),
        MSE,
    ),
    "cnn, largest of each window": (
        lambda r: Network(
            [Conv2D(2, 3, 3, r, padding=1), Activation("tanh"), MaxPool2D(2), Flatten(), Dense(27, 3, r)]
        ),
        (3, 2, 6, 6),
        lambda r: r.integers(0, 3, 3),
        CE,
    ),
    "cnn, mean of each window, two deep": (
        lambda r: Network(
            [
                Conv2D(2, 3, 3, r, stride=2),
                Activation("swish"),
                Conv2D(3, 2, 2, r, padding=1),
                AveragePool2D(2, 1),
                Flatten(),
            ]
        ),
        (3, 2, 6, 6),
        lambda r: r.standard_normal((3, 8)),
        MSE,
    ),
    "rnn, an answer each step": (
        lambda r: Network([RNN(2, 4, r), Dense(4, 3, r)]),
        (4, 3, 2),
        lambda r: r.integers(0, 3, (4, 3)),
        CE,
    ),
    "rnn, one answer": (
        lambda r: Network([RNN(2, 4, r), LastStep(), Dense(4, 3, r)]),
        (4, 3, 2),
        lambda r: r.integers(0, 3, 3),
        CE,
    ),
    "lstm on lstm": (
        lambda r: Network([LSTM(2, 3, r), LSTM(3, 3, r), Dense(3, 2, r)]),
        (4, 3, 2),
        lambda r: r.standard_normal((4, 3, 2)),
        MSE,
    ),
    "gru": (
        lambda r: Network([GRU(2, 3, r), LastStep(), Dense(3, 1, r)]),
        (4, 3, 2),
        lambda r: r.integers(0, 2, (3, 1)),
        BCE,
    ),
    "input changed before the first parameters": (
        lambda r: Network([Flatten(), Activation("tanh"), Dense(6, 2, r)]),
        (4, 2, 3),
        lambda r: r.standard_normal((4, 2)),
        MSE,
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_gradient_of_whole_networks(name):
    make, shape, target, loss = WHOLE[name]
    rng = seeded(7)
    network, x, y = make(rng), rng.standard_normal(shape), target(rng)
    assert worst_error(network, x, y, loss) < 1e-6


def test_gradient_with_dropout():
    rng = seeded(3)
    network = Network([Dense(3, 8, rng), Activation("tanh"), Dropout(0.4), Dense(8, 2, rng), Dropout(0.2)])
    x, y = rng.standard_normal((5, 3)), rng.standard_normal((5, 2))
    assert worst_error(network, x, y, MSE, dropout_seed=11) < 1e-6


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    samples=st.integers(1, 4),
    activation=st.sampled_from(["identity", "sigmoid", "tanh", "swish", "softplus"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_gradient_of_any_mlp(sizes, samples, activation, seed):
    rng = seeded(seed)
    network = mlp(sizes, rng, activation, normal, normal)
    x, y = rng.standard_normal((samples, sizes[0])), rng.standard_normal((samples, sizes[-1]))
    assert worst_error(network, x, y, MSE) < 1e-6


def test_a_published_step():
    """Mazur (2015), A Step by Step Backpropagation Example: 2-2-2, sigmoid, ½ Σ error², rate 0.5.

    His biases stay as they are; his rows of weights are the columns of ours.
    """
    network = Network(
        [
            Dense.from_arrays(np.array([[0.15, 0.25], [0.20, 0.30]]), np.array([0.35, 0.35])),
            Activation("sigmoid"),
            Dense.from_arrays(np.array([[0.40, 0.50], [0.45, 0.55]]), np.array([0.60, 0.60])),
            Activation("sigmoid"),
        ]
    )
    x, y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])

    def error(out):
        return mean_squared_error(out, y)  # ½ Σ over 2 outputs is their mean

    out, trace = network.forward(x)
    np.testing.assert_allclose(trace[0]["out"][0, 0], 0.3775, atol=5e-10)
    np.testing.assert_allclose(trace[1]["out"], [[0.593269992, 0.596884378]], atol=5e-10)
    np.testing.assert_allclose(trace[2]["out"][0, 0], 1.105905967, atol=5e-10)
    np.testing.assert_allclose(out, [[0.75136507, 0.772928465]], atol=5e-9)
    np.testing.assert_allclose(error(out), 0.298371109, atol=5e-10)

    gradients = network.backward(mean_squared_error_backward(1.0, out, y), trace)
    np.testing.assert_allclose(gradients[2][0, 0], 0.082167041, atol=5e-10)
    np.testing.assert_allclose(gradients[0][0, 0], 0.000438568, atol=5e-10)
    for layer, gradient in ((0, gradients[0]), (2, gradients[2])):
        network.layers[layer].weight -= 0.5 * gradient
    np.testing.assert_allclose(
        network.layers[2].weight, [[0.35891648, 0.511301270], [0.408666186, 0.561370121]], atol=5e-9
    )
    np.testing.assert_allclose(
        network.layers[0].weight, [[0.149780716, 0.24975114], [0.19956143, 0.29950229]], atol=5e-9
    )
    # He prints 0.291027924; his own weights give 0.291027774.
    np.testing.assert_allclose(error(network.predict(x)), 0.291027774, atol=5e-10)


def test_the_two_node_example():
    """Rashid (2016), Make Your Own Neural Network: 1.0 · 0.9 + 0.5 · 0.3 = 1.05, sigmoid 0.7408."""
    network = Network([Dense.from_arrays(np.array([[0.9], [0.3]]), np.zeros(1)), Activation("sigmoid")])
    out, trace = network.forward(np.array([[1.0, 0.5]]))
    np.testing.assert_allclose(trace[0]["out"], [[1.05]])
    np.testing.assert_allclose(out, [[0.7408]], atol=5e-5)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("activation", ["tanh", "relu", "logistic", "identity"])
def test_forward_agrees_with_scikit_learn(activation):
    rng = seeded(2)
    x, y = rng.standard_normal((60, 4)), rng.integers(0, 3, 60)
    own = {"logistic": "sigmoid"}.get(activation, activation)
    for oracle, target, width in ((MLPClassifier, y, 3), (MLPRegressor, rng.standard_normal((60, 2)), 2)):
        peer = oracle(hidden_layer_sizes=(6, 5), activation=activation, max_iter=5, random_state=0).fit(
            x, target
        )
        network = mlp([4, 6, 5, width], rng, own)
        network.set_parameters([a for pair in zip(peer.coefs_, peer.intercepts_, strict=True) for a in pair])
        if oracle is MLPClassifier:
            network = Network([*network.layers, Activation("softmax")])
            np.testing.assert_allclose(network.predict(x), peer.predict_proba(x), rtol=1e-9)
        else:
            np.testing.assert_allclose(network.predict(x), peer.predict(x), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", WHOLE)
def test_nothing_is_remembered_and_nothing_changed(name):
    make, shape, target, loss = WHOLE[name]
    rng = seeded(9)
    network, x, y = make(rng), rng.standard_normal(shape), target(rng)
    x_before, state = x.copy(), copy.deepcopy(network)
    out, trace = network.forward(x)
    saved = copy.deepcopy(trace)
    grad = loss[1](1.0, out, y)
    grad_before = grad.copy()
    first = network.backward(grad, trace)
    np.testing.assert_array_equal(network.forward(x)[0], out)
    network.forward(np.flip(x))
    again = network.backward(grad, trace)
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(grad, grad_before)
    for now, then in zip(trace, saved, strict=True):
        for key in now:
            np.testing.assert_array_equal(now[key], then[key])
    for one, two in zip(network.parameters, state.parameters, strict=True):
        np.testing.assert_array_equal(one, two)


def test_float32_stays_float32_everywhere():
    rng = seeded()
    network = Network(
        [
            Conv2D(1, 2, 3, rng, dtype=np.float32),
            Activation("relu"),
            Dropout(0.5),
            Flatten(),
            Dense(32, 3, rng, dtype=np.float32),
        ]
    )
    x, y = rng.random((4, 1, 6, 6), dtype=np.float32), np.array([0, 1, 2, 0])
    out, trace = network.forward(x, seeded(1))
    gradients = network.backward(softmax_cross_entropy_backward(1.0, out, y), trace)
    floats = [q for quantities in trace for name, q in quantities.items() if name != "mask"]
    assert all(a.dtype == np.float32 for a in [out, *floats, *gradients])
    assert network.dtype == np.float32
    assert network.predict(x).dtype == np.float32


def test_the_unused_gradient_of_the_input_is_never_calculated():
    asked = []

    class Spy(Dense):
        def backward(self, grad, quantities, need_x=True):
            asked.append(need_x)
            return super().backward(grad, quantities, need_x)

    class Untouched(Flatten):
        def backward(self, grad, quantities, need_x=True):
            raise AssertionError("nothing below the first parameters is needed")

    rng = seeded()
    network = Network([Untouched(), Spy(4, 3, rng), Activation("tanh"), Spy(3, 2, rng)])
    out, trace = network.forward(np.ones((5, 2, 2)))
    network.backward(out, trace)
    assert asked == [True, False]


def test_the_trace_names_what_a_chapter_draws():
    rng = seeded()
    network = Network([LSTM(2, 3, rng), Dropout(0.5), Dense(3, 2, rng)])
    x = np.ones((4, 1, 2))
    out, trace = network.forward(x, seeded(1))
    assert trace[0].keys() == {"x", "h0", "c0", "out", "c", "gates"}
    assert trace[1].keys() == {"x", "out", "mask"}
    assert trace[0]["x"] is x
    assert trace[1]["x"] is trace[0]["out"]
    assert trace[-1]["out"] is out


def test_dropout_only_with_an_rng_and_the_same_seed_gives_the_same_bits():
    network = Network([Dense(4, 50, seeded()), Dropout(0.5)])
    x = np.ones((3, 4))
    off = network.forward(x)[0]
    np.testing.assert_array_equal(network.predict(x), off)
    assert (off != 0).all()
    on = network.forward(x, seeded(1))[0]
    assert 0.3 < np.mean(on == 0) < 0.7
    np.testing.assert_array_equal(network.forward(x, seeded(1))[0], on)


def test_every_dropout_layer_and_every_pass_draws_its_own_mask():
    network, rng = Network([Dropout(0.5), Dropout(0.5)]), seeded()
    masks = [layer["mask"] for _ in range(2) for layer in network.forward(np.ones((10, 10)), rng)[1]]
    assert len({mask.tobytes() for mask in masks}) == 4


def test_predict_counts_axes_from_the_end_too():
    x = seeded().standard_normal((5, 10, 3))
    network = Network([RNN(3, 4, seeded())])
    np.testing.assert_allclose(network.predict(x, -2, 4), network.forward(x)[0], rtol=1e-12)


def test_predict_goes_in_batches_along_the_right_axis():
    rng = seeded()
    dense = mlp([3, 4, 2], rng)
    x = rng.standard_normal((10, 3))
    for batch_size in (1, 3, 10, 99):
        np.testing.assert_allclose(dense.predict(x, batch_size=batch_size), dense.forward(x)[0], rtol=1e-12)
    recurrent = Network([RNN(3, 4, rng)])
    x = rng.standard_normal((5, 10, 3))
    np.testing.assert_allclose(recurrent.predict(x, 1, 4), recurrent.forward(x)[0], rtol=1e-12)
    answer = Network([RNN(3, 4, rng), LastStep()])
    np.testing.assert_allclose(answer.predict(x, (1, 0), 4), answer.forward(x)[0], rtol=1e-12)


def test_predict_saves_memory():
    sizes = []

    class Spy(Dense):
        def forward(self, x, rng=None):
            sizes.append(len(x))
            return super().forward(x, rng)

    Network([Spy(3, 2, seeded())]).predict(np.ones((10, 3)), batch_size=4)
    assert sizes == [4, 4, 2]


def test_mlp_hands_its_options_to_every_layer():
    def ones(shape, rng, dtype):
        return np.ones(shape, dtype)

    network = mlp([2, 3, 1], seeded(), bias_initializer=ones, dtype=np.float32)
    assert network.dtype == np.float32
    assert all((bias == 1).all() for bias in network.parameters[1::2])
    assert all((weight != 1).any() for weight in network.parameters[::2])
    assert all((weight == 1).all() for weight in mlp([2, 3, 1], seeded(), initializer=ones).parameters[::2])


def test_parameters_are_the_arrays_themselves_and_can_be_set():
    network, other = mlp([2, 3, 1], seeded(0)), mlp([2, 3, 1], seeded(1))
    assert network.parameters[0] is network.layers[0].weight
    arrays = network.parameters
    network.set_parameters(other.parameters)
    assert network.parameters[0] is arrays[0]
    x = np.ones((2, 2))
    np.testing.assert_array_equal(network.predict(x), other.predict(x))
    network.layers[0].weight += 1
    assert (other.layers[0].weight != network.layers[0].weight).all()


def test_a_failed_set_changes_nothing():
    network = mlp([2, 3, 1], seeded())
    before = [p.copy() for p in network.parameters]
    with pytest.raises(ValueError, match="set_parameters"):
        network.set_parameters([np.zeros((2, 3)), np.zeros(3), np.zeros((3, 1)), np.zeros(2)])
    for old, new in zip(before, network.parameters, strict=True):
        np.testing.assert_array_equal(old, new)


def test_summary_counts():
    network = Network([Conv2D(1, 8, 3, seeded()), Flatten(), Dense(8, 10, seeded())])
    lines = network.summary().splitlines()
    assert len(lines) == 5
    assert "80" in lines[1]
    assert "weight (8, 1, 3, 3), bias (8,)" in lines[1]
    assert "170" in lines[-1]
    assert Network([Flatten()]).summary().endswith(" 0")
    assert repr(network) == "Network([Conv2D(1, 8, 3, stride=1, padding=0), Flatten(), Dense(8, 10)])"


def test_a_network_without_parameters_has_no_gradients():
    network = Network([Flatten(), Activation("tanh")])
    out, trace = network.forward(np.ones((2, 2, 2)))
    assert network.backward(out, trace) == []


RNG = seeded()
NET = mlp([2, 3, 1], RNG)
SHARED = Dense(2, 2, RNG)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Network([]), "Network: layers is empty"),
        (lambda: Network([Dense]), r"Network: layers\[0\] is .* but a layer such as"),
        (
            lambda: Network([Dense(2, 2, RNG), Dense(2, 2, RNG, dtype=np.float32)]),
            r"Network: layers\[1\] is float32 but earlier layers are float64",
        ),
        (lambda: Network([SHARED, SHARED]), r"layers\[1\] is the same object as layers\[0\]"),
        (lambda: NET.forward(np.ones((4, 3))), r"layer 0, Dense\(2, 3\): dense: x has 3 features"),
        (
            lambda: Network([Dense(2, 3, RNG), Dense(4, 1, RNG)]).forward(np.ones((4, 2))),
            r"layer 1, Dense\(4, 1\): dense: x has 3 features but weight expects 4",
        ),
        (lambda: NET.forward(np.ones((4, 2), np.float32)), "layer 0, .* float32"),
        (lambda: NET.forward(np.ones((0, 2))), "layer 0, .* empty"),
        (lambda: NET.backward(np.ones((4, 1)), []), "backward: trace has 0 layers but the network has 3"),
        (
            lambda: NET.backward(np.ones((4, 2)), NET.forward(np.ones((4, 2)))[1]),
            r"dense_backward: grad has shape \(4, 2\)",
        ),
        (lambda: NET.set_parameters([]), "set_parameters: got 0 arrays but the network has 4 parameters"),
        (lambda: NET.predict(np.ones((4, 2)), batch_size=0), "predict: batch_size must be .* got 0"),
        (
            lambda: NET.predict(np.ones((4, 2)), sample_axis=2),
            r"predict: sample_axis is 2 but x has shape \(4, 2\)",
        ),
        (lambda: axis_pair("fit", "first"), "fit: sample_axis is 'first' but a whole number"),
        (lambda: mlp([3], RNG), r"mlp: sizes is \[3\] but at least two are expected"),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
