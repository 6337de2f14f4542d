"""Training: right against closed forms and scikit-learn, repeatable, and clear about what went wrong."""

import contextlib
import io

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers.datasets import breast_cancer, characters, iris, standardize, two_moons, xor
from helpers.initializers import normal, zeros
from helpers.layers import LSTM, RNN, Activation, Dense, Dropout, Flatten, LastStep
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    mean_squared_error_backward,
    one_hot,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from helpers.network import Network, mlp
from helpers.optimizers import SGD, Adam, RMSProp, global_norm
from helpers.regularization import l1_penalty, l2_penalty
from helpers.training import (
    DivergenceError,
    EarlyStopping,
    EpochReport,
    History,
    accuracy,
    binary_accuracy,
    fit,
    progress_bar,
)


def seeded(seed=0):
    return np.random.default_rng(seed)


def line(n=40, dtype=np.float64):
    """Points on y = 2 x₁ − x₂ + 0.5 without error."""
    x = seeded(4).standard_normal((n, 2))
    return x.astype(dtype), (x @ [[2.0], [-1.0]] + 0.5).astype(dtype)


def linear(dtype=np.float64):
    return Network([Dense(2, 1, seeded(1), dtype=dtype)])


# --- right -----------------------------------------------------------------------------------------------


def test_full_batch_descent_is_what_one_writes_by_hand():
    x, y = line()
    network, by_hand = linear(), linear()
    history = fit(network, x, y, mean_squared_error, SGD(0.1), 5, 40, seeded())
    losses = []
    for _ in range(5):
        out, trace = by_hand.forward(x)
        losses.append(mean_squared_error(out, y))
        for w, g in zip(
            by_hand.parameters, by_hand.backward(mean_squared_error_backward(1.0, out, y), trace), strict=True
        ):
            w -= 0.1 * g
    np.testing.assert_allclose(history.losses, losses, rtol=1e-12)
    for one, two in zip(network.parameters, by_hand.parameters, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12)


def test_descends_to_the_closed_form_of_least_squares():
    rng = seeded(2)
    x, y = rng.standard_normal((30, 2)), rng.standard_normal((30, 1))
    network = linear()
    fit(network, x, y, mean_squared_error, SGD(0.3), 300, 30, seeded())
    design = np.hstack([x, np.ones((30, 1))])
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    np.testing.assert_allclose(network.parameters[0], best[:2], atol=1e-10)
    np.testing.assert_allclose(network.parameters[1], best[2], atol=1e-10)


def test_each_epoch_deals_every_sample_once_and_the_last_batch_may_be_small():
    seen = []

    class Spy(Network):
        def forward(self, x, rng=None):
            if rng is not None:  # training, not the check before it
                seen.append(x[:, 0].astype(int).tolist())
            return super().forward(x, rng)

    x = np.arange(7.0)[:, None]
    fit(Spy([Dense(1, 1, seeded())]), x, x, mean_squared_error, SGD(1e-6), 2, 3, seeded())
    assert [len(batch) for batch in seen] == [3, 3, 1] * 2
    first, second = ([i for batch in epoch for i in batch] for epoch in (seen[:3], seen[3:]))
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second


def test_the_loss_of_an_epoch_weighs_each_sample_alike():
    x = np.array([[1.0], [2.0], [4.0]])
    network = Network([Dense.from_arrays(np.zeros((1, 1)), np.zeros(1))])
    history = fit(network, x, x, mean_squared_error, SGD(1e-12), 1, 2, seeded())
    np.testing.assert_allclose(history.losses, [(1 + 4 + 16) / 3], rtol=1e-9)


@pytest.mark.parametrize("strength", [0.01, 0.3])
def test_logistic_regression_of_scikit_learn(strength):
    """The same minimum: mean loss + ½ λ ‖w‖² is scikit-learn's with C = 1 / (λ n)."""
    data = breast_cancer()
    (x,) = standardize(data.x[:, :10])
    y = data.y[:, None]
    network = Network([Dense(10, 1, seeded(), zeros)])
    fit(
        network,
        x,
        y,
        binary_cross_entropy,
        SGD(0.5, momentum=0.9),
        2500,
        569,
        seeded(),
        penalty=(l2_penalty, strength),
    )
    peer = LogisticRegression(C=1 / (strength * len(x)), tol=1e-10, max_iter=5000).fit(x, data.y)
    np.testing.assert_allclose(network.parameters[0].ravel(), peer.coef_.ravel(), atol=1e-5)
    np.testing.assert_allclose(network.parameters[1], peer.intercept_, atol=1e-5)


def test_softmax_regression_of_scikit_learn():
    data = iris()
    (x,) = standardize(data.x)
    network = Network([Dense(4, 3, seeded(), zeros)])
    history = fit(
        network,
        x,
        data.y,
        softmax_cross_entropy,
        SGD(1.0, 0.9),
        2000,
        150,
        seeded(),
        penalty=(l2_penalty, 0.05),
    )
    peer = LogisticRegression(C=1 / (0.05 * 150), tol=1e-10, max_iter=5000).fit(x, data.y)
    np.testing.assert_allclose(network.parameters[0].T, peer.coef_, atol=1e-5)
    assert accuracy(network.predict(x), data.y) == peer.score(x, data.y)
    assert history.losses[-1] < history.losses[0] == pytest.approx(np.log(3))


def test_l1_makes_weights_that_do_not_matter_zero_and_leaves_the_bias():
    rng = seeded(3)
    x = rng.standard_normal((200, 3))
    y = 2 * x[:, :1] + 5 + 0.1 * rng.standard_normal((200, 1))
    network = Network([Dense(3, 1, seeded())])
    fit(network, x, y, mean_squared_error, SGD(0.002), 1500, 200, seeded(), penalty=(l1_penalty, 0.4))
    weight, bias = network.parameters
    # Least squares with λ|w| shrinks each weight by λ / 2 (unit variance), and no further than zero.
    np.testing.assert_allclose(weight.ravel(), [1.8, 0, 0], atol=0.05)
    np.testing.assert_allclose(bias, 5, atol=0.05)


def test_learns_xor_and_moons_and_letters():
    data = two_moons(200, 0.15, seeded())
    network = mlp([2, 16, 2], seeded(1), "tanh")
    history = fit(network, data.x, data.y, softmax_cross_entropy, Adam(0.02), 100, 20, seeded(2))
    assert accuracy(network.predict(data.x), data.y) > 0.98
    assert history.losses[-1] < 0.1 * history.losses[0]

    letters = characters("hello")
    network = Network([RNN(4, 8, seeded()), Dense(8, 4, seeded())])
    fit(network, letters.x, letters.y, softmax_cross_entropy, Adam(0.05), 150, 1, seeded(), sample_axis=1)
    answer = network.predict(letters.x, sample_axis=1).argmax(axis=-1)
    assert "".join(letters.class_names[k] for k in answer[:, 0]) == "ello"


def test_sequences_with_one_answer_have_two_sample_axes():
    rng = seeded(5)
    x = rng.standard_normal((6, 64, 1))
    y = (x[0, :, 0] > 0).astype(np.int64)  # the first step decides: a memory is needed
    network = Network([LSTM(1, 8, seeded()), LastStep(), Dense(8, 2, seeded())])
    history = fit(
        network, x, y, softmax_cross_entropy, Adam(0.03), 60, 16, rng, validation=(x, y), sample_axis=(1, 0)
    )
    assert history.metrics[-1] > 0.95


# --- repeatable --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_same_seed_same_bits_and_the_type_is_kept(dtype):
    data = two_moons(60, 0.2, seeded())

    def run():
        rng = seeded(7)
        network = Network(
            [Dense(2, 8, rng, dtype=dtype), Activation("relu"), Dropout(0.3), Dense(8, 2, rng, dtype=dtype)]
        )
        history = fit(
            network, data.x.astype(dtype), data.y, softmax_cross_entropy, Adam(), 4, 7, rng, snapshot_every=1
        )
        return network, history

    (one, first), (two, second) = run(), run()
    np.testing.assert_array_equal(first.losses, second.losses)
    np.testing.assert_array_equal(first.flat(), second.flat())
    for p, q in zip(one.parameters, two.parameters, strict=True):
        np.testing.assert_array_equal(p, q)
        assert p.dtype == dtype
    assert first.flat().dtype == dtype


@pytest.mark.parametrize("make", [lambda: SGD(0.05, momentum=0.9), lambda: RMSProp(0.01), lambda: Adam(0.01)])
def test_an_optimizer_that_was_used_before_starts_afresh(make):
    x, y = line()
    used = make()
    fit(linear(), x, y, mean_squared_error, used, 3, 8, seeded())
    again, fresh = linear(), linear()
    fit(again, x, y, mean_squared_error, used, 3, 8, seeded())
    fit(fresh, x, y, mean_squared_error, make(), 3, 8, seeded())
    np.testing.assert_array_equal(again.parameters[0], fresh.parameters[0])


def test_data_are_only_read_and_watching_changes_nothing():
    x, y = line()
    x_before, y_before = x.copy(), y.copy()
    plain, watched = linear(), linear()
    fit(plain, x, y, mean_squared_error, Adam(0.1), 5, 8, seeded())
    fit(
        watched,
        x,
        y,
        mean_squared_error,
        Adam(0.1),
        5,
        8,
        seeded(),
        validation=(x, y),
        snapshot_every=2,
        clip=1e9,
        penalty=(l2_penalty, 0.0),
        progress=lambda report: None,
    )
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(y, y_before)
    for one, two in zip(plain.parameters, watched.parameters, strict=True):
        np.testing.assert_array_equal(one, two)


def test_dropout_is_on_in_training_and_off_for_validation():
    modes = []

    class Spy(Dropout):
        def forward(self, x, rng=None):
            modes.append(rng is not None)
            return super().forward(x, rng)

    x, y = line()
    fit(
        Network([Dense(2, 4, seeded()), Spy(0.5), Dense(4, 1, seeded())]),
        x,
        y,
        mean_squared_error,
        SGD(0.01),
        2,
        20,
        seeded(),
        validation=(x, y),
    )
    assert modes == [True, True, False] * 2


# --- what it records ---------------------------------------------------------------------------------------


def test_history_of_losses_metrics_and_snapshots():
    data = two_moons(60, 0.1, seeded())
    network = mlp([2, 4, 2], seeded(), "tanh")
    start = [p.copy() for p in network.parameters]
    reports = []
    history = fit(
        network,
        data.x,
        data.y,
        softmax_cross_entropy,
        Adam(0.05),
        7,
        10,
        seeded(),
        validation=(data.x[:20], data.y[:20]),
        snapshot_every=3,
        progress=reports.append,
    )
    assert history.epochs == len(history.validation_losses) == len(history.metrics) == 7
    np.testing.assert_array_equal(history.snapshot_epochs, [0, 3, 6, 7])
    assert [s.shape for s in history.snapshots] == [(4, 2, 4), (4, 4), (4, 4, 2), (4, 2)]
    for first, last, was, now in zip(history.at(0), history.at(-1), start, network.parameters, strict=True):
        np.testing.assert_array_equal(first, was)
        np.testing.assert_array_equal(last, now)
    np.testing.assert_array_equal(history.flat()[-1], np.concatenate([p.ravel() for p in network.parameters]))
    out = network.predict(data.x[:20])
    assert history.validation_losses[-1] == pytest.approx(softmax_cross_entropy(out, data.y[:20]))
    assert history.metrics[-1] == accuracy(out, data.y[:20])
    assert [r.epoch for r in reports] == list(range(1, 8))
    assert reports[-1] == EpochReport(
        7, 7, history.losses[-1], history.validation_losses[-1], history.metrics[-1]
    )


def test_history_without_validation_or_snapshots_is_empty_there():
    x, y = line()
    reports = []
    history = fit(linear(), x, y, mean_squared_error, SGD(0.1), 2, 40, seeded(), progress=reports.append)
    assert len(history.validation_losses) == len(history.metrics) == len(history.snapshot_epochs) == 0
    assert history.snapshots == ()
    assert reports[0].validation_loss is None
    assert reports[0].metric is None


def test_history_prints_the_same_every_time():
    history = History(
        np.array([0.69314, 0.01234]),
        np.array([0.7, 0.2]),
        np.array([0.5, 0.98]),
        np.array([0, 1, 2]),
        (np.zeros((3, 2)),),
        True,
    )
    assert repr(history) == (
        "History(2 epochs, loss 0.693 → 0.0123, validation 0.7 → 0.2, metric 0.5 → 0.98, 3 snapshots, "
        "stopped early)"
    )
    assert history.best_epoch == 2


def test_a_metric_of_ones_own():
    x, y = line()
    history = fit(
        linear(),
        x,
        y,
        mean_squared_error,
        SGD(0.1),
        3,
        40,
        seeded(),
        validation=(x, y, lambda out, target: np.abs(out - target).max()),
    )
    assert len(history.metrics) == 3
    assert history.metrics[-1] < history.metrics[0]


def test_the_metric_of_a_binary_loss_is_its_accuracy():
    data = xor(40, 0.1, seeded())
    y = data.y[:, None]
    network = mlp([2, 8, 1], seeded(3), "tanh")
    history = fit(
        network, data.x, y, binary_cross_entropy, Adam(0.05), 100, 40, seeded(), validation=(data.x, y)
    )
    assert history.metrics[-1] == binary_accuracy(network.predict(data.x), y) == 1


def test_accuracies():
    scores = np.array([[0.1, 0.9], [0.8, 0.2], [0.4, 0.6]])
    assert accuracy(scores, np.array([1, 0, 0])) == pytest.approx(2 / 3)
    assert accuracy(scores, one_hot(np.array([1, 0, 0]), 2)) == pytest.approx(2 / 3)
    assert binary_accuracy(np.array([0.0, -1.0, 3.0]), np.array([1, 1, 1])) == pytest.approx(2 / 3)


# --- remedies ----------------------------------------------------------------------------------------------


def test_early_stopping_waits_and_puts_the_best_back():
    rng = seeded(6)
    x, y = rng.standard_normal((12, 5)), rng.standard_normal((12, 1))  # noise: there is nothing to learn
    held_out = (rng.standard_normal((30, 5)), rng.standard_normal((30, 1)))
    network = mlp([5, 30, 1], seeded(), "tanh")
    history = fit(
        network,
        x,
        y,
        mean_squared_error,
        Adam(0.01),
        500,
        12,
        seeded(),
        validation=held_out,
        stop=EarlyStopping(patience=7),
        snapshot_every=50,
    )
    assert history.stopped_early
    assert history.epochs == history.best_epoch + 7
    assert history.snapshot_epochs[-1] == history.epochs
    assert mean_squared_error(network.predict(held_out[0]), held_out[1]) == history.validation_losses.min()
    assert history.validation_losses[-1] > history.validation_losses.min()


@pytest.mark.parametrize(
    ("epochs", "trained", "early", "snapshots"),
    [(10, 4, True, [0, 2, 4]), (4, 4, False, [0, 2, 4]), (3, 3, False, [0, 2, 3])],
)
def test_a_plateau_is_no_improvement_and_the_last_epoch_is_not_early(epochs, trained, early, snapshots):
    """Steps too small to move a parameter: the first epoch stays the best, three more are waited for."""
    x, y = line()
    history = fit(
        linear(),
        x,
        y,
        mean_squared_error,
        SGD(1e-300),
        epochs,
        40,
        seeded(),
        validation=(x, y),
        stop=EarlyStopping(3),
        snapshot_every=2,
    )
    assert (history.epochs, history.best_epoch, history.stopped_early) == (trained, 1, early)
    assert history.snapshot_epochs.tolist() == snapshots


def test_the_recorded_loss_is_without_the_penalty():
    x, y = line()
    network = linear()
    expected = mean_squared_error(network.predict(x), y)
    history = fit(network, x, y, mean_squared_error, SGD(1e-12), 1, 40, seeded(), penalty=(l2_penalty, 100.0))
    assert history.losses[0] == pytest.approx(expected, rel=1e-9)


def test_a_regression_has_no_metric_unless_one_is_given():
    x, y = line()
    history = fit(linear(), x, y, mean_squared_error, SGD(0.1), 2, 40, seeded(), validation=(x, y))
    assert len(history.validation_losses) == 2
    assert len(history.metrics) == 0


def test_early_stopping_does_not_stop_what_still_improves():
    x, y = line()
    network = linear()
    history = fit(
        network,
        x,
        y,
        mean_squared_error,
        SGD(0.05),
        20,
        40,
        seeded(),
        validation=(x, y),
        stop=EarlyStopping(1),
    )
    assert not history.stopped_early
    assert history.epochs == history.best_epoch == 20


class Measured(SGD):
    """Notes how long each gradient is that it gets."""

    def reset(self):
        super().reset()
        self.lengths = []

    def step(self, parameters, gradients):
        self.lengths.append(global_norm(gradients))
        super().step(parameters, gradients)


def test_clip_bounds_every_step():
    x, y = line()
    optimizer = Measured(1e-3)
    fit(linear(), 100 * x, y, mean_squared_error, optimizer, 3, 8, seeded(), clip=0.5)
    assert max(optimizer.lengths) <= 0.5 + 1e-12
    assert len(optimizer.lengths) == 15


def test_clip_bounds_the_penalty_too():
    x, y = line()
    optimizer = Measured(1e-3)
    fit(linear(), x, y, mean_squared_error, optimizer, 2, 8, seeded(), penalty=(l2_penalty, 100.0), clip=0.5)
    assert max(optimizer.lengths) <= 0.5 + 1e-12


def test_clip_saves_a_training_that_diverges_without():
    x, y = line()
    with pytest.raises(DivergenceError):
        fit(linear(), 100 * x, y, mean_squared_error, SGD(0.1), 200, 8, seeded())
    history = fit(linear(), 100 * x, y, mean_squared_error, SGD(0.1), 200, 8, seeded(), clip=0.01)
    assert np.isfinite(history.losses).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_divergence_names_the_epoch_and_the_remedies(dtype):
    x, y = line(dtype=dtype)
    with pytest.raises(DivergenceError) as caught:
        fit(linear(dtype), x, y, mean_squared_error, SGD(10.0), 1000, 40, seeded(), snapshot_every=1)
    error = caught.value
    assert f"in epoch {error.epoch}" in str(error)
    for remedy in ("smaller learning rate (it is 10)", "scaled", "smaller first weights", "clip"):
        assert remedy in str(error)
    assert error.history.epochs == error.epoch - 1
    assert np.isfinite(error.history.losses).all()
    assert error.history.losses[-1] > 1e6 * error.history.losses[0]


def test_a_last_step_into_infinity_is_noticed_too():
    x, y = line()
    with pytest.raises(DivergenceError, match="a parameter became NaN or infinite in epoch 1"):
        fit(linear(), x * 1e5, y, mean_squared_error, SGD(1e305), 1, 40, seeded())


def test_progress_bar_shows_and_closes():
    x, y = line()
    screen = io.StringIO()
    with contextlib.redirect_stderr(screen), progress_bar("line", total=6) as bar:
        for _ in range(2):
            fit(
                linear(), x, y, mean_squared_error, SGD(0.1), 3, 40, seeded(), validation=(x, y), progress=bar
            )
    text = screen.getvalue()
    assert "line" in text
    assert "6/6" in text
    assert "loss" in text
    assert "validation" in text


# --- wrong calls -------------------------------------------------------------------------------------------

X, Y = line()
LABELS = np.zeros(40, np.int64)


def call(**changes):
    """A right call with something changed."""
    arguments = {
        "network": linear(),
        "x": X,
        "y": Y,
        "loss": mean_squared_error,
        "optimizer": SGD(0.1),
        "epochs": 1,
        "batch_size": 8,
        "rng": seeded(),
    }
    return fit(**(arguments | changes))


def spoiled(array, value):
    array = array.copy()
    array.flat[3] = value
    return array


def classify(y, **changes):
    return call(network=mlp([2, 3], seeded()), y=y, loss=softmax_cross_entropy, **changes)


def test_the_right_call_is_right():
    assert call().epochs == 1
    assert classify(LABELS).epochs == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: call(x=spoiled(X, np.nan)), "fit: x holds 1 NaN or infinite values"),
        (lambda: call(y=spoiled(Y, np.inf)), "fit: y holds 1 NaN or infinite values"),
        (lambda: call(validation=(spoiled(X, np.nan), Y)), "fit: validation's x holds 1 NaN"),
        (lambda: call(x=X.astype(np.float32)), "fit: x is float32 but the network is float64; convert one"),
        (lambda: call(x=X.astype(int)), "fit: x must hold float32 or float64 numbers, got int64"),
        (lambda: call(x=X.tolist()), "fit: x must be a NumPy array.*, got list"),
        (lambda: call(y=Y.tolist()), "fit: y is a list but a NumPy array is expected"),
        (lambda: call(y=Y.astype(str)), "fit: y holds <U.* but numbers are expected"),
        (lambda: call(x=X[:0], y=Y[:0]), "fit: x .*empty"),
        (lambda: call(y=Y[:-1]), "fit: y has 39 samples but x has 40"),
        (
            lambda: call(y=Y[:, 0]),
            r"mean_squared_error: target has shape \(8,\) but prediction has shape \(8, 1\)",
        ),
        (lambda: call(batch_size=41), "fit: batch_size is 41 but there are only 40 samples"),
        (lambda: call(batch_size=0), "fit: batch_size must be a whole number of at least 1, got 0"),
        (lambda: call(epochs=0), "fit: epochs must be a whole number of at least 1, got 0"),
        (lambda: call(epochs=2.5), "fit: epochs must be .* got 2.5"),
        (lambda: call(rng=0), "fit: rng must be a generator"),
        (lambda: call(snapshot_every=0), "fit: snapshot_every must be .* got 0"),
        (lambda: call(clip=-1.0), "fit: clip must be .* got -1.0"),
        (lambda: call(sample_axis=2), r"fit: sample_axis is 2 but x has shape \(40, 2\)"),
        (lambda: call(sample_axis=(0, 1, 2)), r"fit: sample_axis is \(0, 1, 2\) but"),
        (lambda: call(loss=np.mean), "fit: loss is mean but a function with a mean_backward beside it"),
        (lambda: call(penalty=l2_penalty), "fit: penalty is .* but a pair"),
        (lambda: call(penalty=(l2_penalty, -1.0)), "fit: penalty's strength must be .* got -1.0"),
        (lambda: call(stop=EarlyStopping(3)), "fit: stop needs validation data"),
        (lambda: call(stop=EarlyStopping(0)), "EarlyStopping: patience must be .* got 0"),
        (lambda: call(validation=X), r"fit: validation must be \(x, y\) or \(x, y, metric\)"),
        (
            lambda: call(validation=(X, Y[:-1])),
            "fit: validation's y has 39 samples but validation's x has 40",
        ),
        (lambda: call(network=Network([Flatten()])), "fit: network has no parameters to learn"),
        (lambda: classify(spoiled(LABELS, 3)), "fit: y has label 3 but the network's 3 classes are 0 to 2"),
        (lambda: classify(spoiled(LABELS, -1)), "fit: y has label -1 but the network's 3 classes are 0 to 2"),
        (lambda: classify(LABELS, validation=(X, spoiled(LABELS, 9))), "fit: validation's y has label 9"),
        (lambda: accuracy(np.ones((3, 2)), np.ones(4)), r"accuracy: y has shape \(4,\)"),
        (lambda: accuracy(np.ones((3, 2)), np.ones((3, 4))), r"accuracy: y has shape \(3, 4\)"),
        (lambda: binary_accuracy(np.ones((3, 1)), np.ones(3)), r"binary_accuracy: y has shape \(3,\)"),
        (lambda: call().flat(), "flat: there are no snapshots; call fit with snapshot_every=1"),
        (lambda: call().best_epoch, "best_epoch: there are no validation losses"),
    ],
)
def test_wrong_calls(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_a_refused_call_changes_nothing():
    network = mlp([2, 3], seeded())
    before = [p.copy() for p in network.parameters]
    with pytest.raises(ValueError, match="label 3"):
        fit(network, X, spoiled(LABELS, 3), softmax_cross_entropy, SGD(0.1), 1, 1, seeded())
    for old, new in zip(before, network.parameters, strict=True):
        np.testing.assert_array_equal(old, new)


def test_large_finite_numbers_are_not_taken_for_infinite():
    huge = np.full((40, 2), 1e308)
    with pytest.raises(DivergenceError):  # the sum of the data overflows, the data do not
        call(x=huge)


def test_the_losses_own_gradient_is_the_one_that_is_used():
    x, y = seeded().standard_normal((6, 2)), np.array([0, 1, 2, 0, 1, 2])
    network = mlp([2, 3], seeded(), initializer=normal)
    weight = network.parameters[0].copy()
    out, trace = network.forward(x)
    gradient = network.backward(softmax_cross_entropy_backward(1.0, out, y), trace)[0]
    fit(network, x, y, softmax_cross_entropy, SGD(0.1), 1, 6, seeded())
    np.testing.assert_allclose(network.parameters[0], weight - 0.1 * gradient, rtol=1e-12)
