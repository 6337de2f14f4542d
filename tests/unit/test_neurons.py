"""Single neurons: truth tables, the adder, the perceptron's rule and its bound, a neuron in time."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.datasets import load_iris
from sklearn.linear_model import Perceptron
from sklearn.svm import LinearSVC

from helpers import neurons
from helpers.neurons import (
    absolute_inhibition_unit,
    all_inputs,
    and_gate,
    from_bits,
    full_adder,
    half_adder,
    leaky_integrate_and_fire,
    margin,
    nand_gate,
    not_gate,
    novikoff_bound,
    or_gate,
    perceptron,
    perceptron_fit,
    radius,
    ripple_adder,
    table_gate,
    threshold_unit,
    to_bits,
    widest_separator,
    xor_gate,
)

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def petals(zero: int, one: int):
    """Petal lengths and widths (cm) of two species of iris, and which of the two each flower is."""
    iris = load_iris()
    rows = (iris.target == zero) | (iris.target == one)
    return iris.data[rows][:, 2:], (iris.target[rows] == one).astype(int)


# The binary neuron


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (and_gate, lambda a, b: a & b),
        (or_gate, lambda a, b: a | b),
        (nand_gate, lambda a, b: 1 - (a & b)),
        (xor_gate, lambda a, b: a ^ b),
    ],
)
def test_truth_tables(gate, expected):
    a, b = CORNERS.T
    np.testing.assert_array_equal(gate(a, b), expected(a, b))
    assert gate(1, 1).shape == ()
    np.testing.assert_array_equal(gate(a[:, None], b[None, :]), expected(a[:, None], b[None, :]))


def test_not_gate():
    np.testing.assert_array_equal(not_gate([0, 1]), [1, 0])


def test_threshold_unit_fires_at_its_threshold():
    np.testing.assert_array_equal(threshold_unit(CORNERS, [0.5, 0.25], 0.5), [0, 0, 1, 1])
    np.testing.assert_array_equal(threshold_unit(CORNERS, [0.5, 0.25], np.nextafter(0.5, 1)), [0, 0, 0, 1])


def test_many_units_are_the_units_one_by_one():
    rng = np.random.default_rng(1)
    weight, threshold = rng.integers(-2, 3, (3, 7)), rng.integers(-2, 3, 7)
    x = np.array(list(itertools.product([0, 1], repeat=3)))
    together = threshold_unit(x, weight, threshold)
    assert together.shape == (8, 7)
    for unit in range(7):
        np.testing.assert_array_equal(together[:, unit], threshold_unit(x, weight[:, unit], threshold[unit]))


def test_fourteen_boolean_functions_with_signed_weights():
    weights = itertools.product(range(-2, 3), repeat=2)
    reached = {
        tuple(threshold_unit(CORNERS, weight, threshold)) for weight in weights for threshold in range(-2, 4)
    }
    xor, xnor = (0, 1, 1, 0), (1, 0, 0, 1)
    assert len(reached) == 14
    assert {xor, xnor}.isdisjoint(reached)


def test_absolute_inhibition_is_a_veto():
    excitatory = np.array(list(itertools.product([0, 1], repeat=3)))
    quiet = absolute_inhibition_unit(excitatory, np.zeros((8, 2), int), threshold=2)
    np.testing.assert_array_equal(quiet, excitatory.sum(axis=1) >= 2)
    for veto in ([0, 1], [1, 0], [1, 1]):
        assert not absolute_inhibition_unit(excitatory, np.tile(veto, (8, 1)), threshold=-5).any()
    np.testing.assert_array_equal(absolute_inhibition_unit(np.zeros((2, 0)), [[0], [1]], 0), [1, 0])


def test_all_inputs_count_upwards():
    for count in (1, 2, 5):
        np.testing.assert_array_equal(all_inputs(count), list(itertools.product([0, 1], repeat=count)))
    for count in (0, 1.5):
        with pytest.raises(ValueError, match="all_inputs: count"):
            all_inputs(count)


def test_every_table_of_two_and_three_inputs():
    for count in (1, 2, 3):
        for table in itertools.product([0, 1], repeat=2**count):
            np.testing.assert_array_equal(table_gate(all_inputs(count), table), table)


@given(
    hnp.arrays(np.int64, 64, elements=st.integers(0, 1)),
    hnp.arrays(np.int64, (3, 6), elements=st.integers(0, 1)),
)
def test_table_of_six_inputs_looks_up(table, x):
    np.testing.assert_array_equal(table_gate(x, table), table[x @ (1 << np.arange(6)[::-1])])


def test_table_gate_in_other_shapes():
    table = [0, 1, 1, 1, 1, 0, 0, 1]
    cube = all_inputs(3).reshape(2, 2, 2, 3)
    np.testing.assert_array_equal(table_gate(cube, table), np.reshape(table, (2, 2, 2)))
    assert table_gate([1, 0, 0], table).shape == ()
    assert table_gate([1, 0, 0], table) == 1


@pytest.mark.parametrize(
    ("x", "table", "words"),
    [
        ([[0, 1]], [0, 1, 1], r"table_gate: 2 inputs need a table of shape \(4,\), got \(3,\)"),
        ([[0, 2]], [0, 1, 1, 0], "table_gate: x must hold only 0 and 1, got 2"),
        ([[0, 1]], [0, 1, 3, 0], "table_gate: table must hold only 0 and 1, got 3"),
        (1, [0, 1], "table_gate: x needs an axis of inputs"),
        (np.zeros((2, 0)), [1], "table_gate: x needs an axis of inputs"),
    ],
)
def test_table_gate_refuses(x, table, words):
    with pytest.raises(ValueError, match=words):
        table_gate(x, table)


def test_half_and_full_adder():
    for a, b in CORNERS:
        total, carry = half_adder(a, b)
        assert total + 2 * carry == a + b
        assert set(np.unique([total, carry])) <= {0, 1}
    for a, b, c in itertools.product([0, 1], repeat=3):
        total, carry = full_adder(a, b, c)
        assert total + 2 * carry == a + b + c


def test_eight_bit_adder_on_every_pair():
    a, b = np.divmod(np.arange(65536), 256)
    total = ripple_adder(to_bits(a, 8), to_bits(b, 8))
    assert total.shape == (65536, 9)
    np.testing.assert_array_equal(from_bits(total), a + b)


def test_ripple_adder_broadcasts():
    numbers = np.arange(16)
    table = ripple_adder(to_bits(numbers, 4)[:, None], to_bits(numbers, 4)[None, :])
    np.testing.assert_array_equal(from_bits(table), numbers[:, None] + numbers[None, :])


@given(st.integers(0, 2**20 - 1))
def test_bits_there_and_back(number):
    bits = to_bits(number, 20)
    assert from_bits(bits) == number
    assert "".join(map(str, bits[::-1])) == f"{number:020b}"


# The perceptron


def test_perceptron_fires_at_zero():
    np.testing.assert_array_equal(perceptron([[1.0], [0.0], [-1.0]], [1.0], 0.0), [1, 1, 0])
    assert perceptron([2.0, 1.0], [1.0, -2.0], 0.0) == 1


def by_the_book(x, target, weight, bias, rate, epochs):
    """Rosenblatt's rule as it is told: one example after the other."""
    weight, examples, mistakes = np.array(weight, float), [], []
    for _ in range(epochs):
        made = 0
        for i in range(len(x)):
            said = 1 if sum(x[i] * weight) + bias >= 0 else 0
            if said != target[i]:
                weight = weight + rate * (target[i] - said) * x[i]
                bias = bias + rate * (target[i] - said)
                examples.append(i)
                made += 1
        mistakes.append(made)
        if made == 0:
            break
    return weight, bias, examples, mistakes


@pytest.mark.parametrize("species", [(0, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize(("start", "bias", "rate"), [((0, 0), 0.0, 1.0), ((1, -2), 3.0, 0.25)])
def test_fit_equals_the_rule_one_by_one(species, start, bias, rate):
    x, target = petals(*species)
    history = perceptron_fit(x, target, start, bias, learning_rate=rate, max_epochs=30)
    weight, bias, examples, mistakes = by_the_book(x, target, start, bias, rate, 30)
    np.testing.assert_allclose(history.weights[-1], weight, rtol=1e-12)
    assert history.biases[-1] == bias
    np.testing.assert_array_equal(history.examples, examples)
    np.testing.assert_array_equal(history.mistakes, mistakes)


@pytest.mark.parametrize("seed", range(5))
def test_fit_agrees_with_scikit_learn(seed):
    """Same order, same rule. Real-valued samples: none lies on the line, where the two break the tie apart.

    scikit-learn counts z = 0 as a mistake for either class, so its run is started off zero.
    """
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, 3))
    target = (x @ [1.0, -2.0, 0.5] + 0.3 + rng.normal(scale=0.5, size=40) >= 0).astype(int)
    start, bias = rng.normal(size=3), float(rng.normal())
    ours = perceptron_fit(x, target, start, bias, learning_rate=0.5, max_epochs=12)
    theirs = Perceptron(eta0=0.5, max_iter=len(ours.mistakes), tol=None, shuffle=False)
    theirs.fit(x, target, coef_init=start[None], intercept_init=[bias])
    np.testing.assert_allclose(ours.weights[-1], theirs.coef_[0], rtol=1e-10)
    np.testing.assert_allclose(ours.biases[-1], theirs.intercept_[0], rtol=1e-10)
    np.testing.assert_array_equal(perceptron(x, ours.weights[-1], ours.biases[-1]), theirs.predict(x))


def test_history_tells_each_update():
    x, target = petals(0, 1)
    history = perceptron_fit(x, target, rng=np.random.default_rng(4))
    assert history.converged
    assert len(history.weights) == len(history.biases) == len(history.examples) + 1
    assert history.mistakes.sum() == len(history.examples)
    assert history.mistakes[-1] == 0
    for u, i in enumerate(history.examples):
        said = perceptron(x[i], history.weights[u], history.biases[u])
        assert said != target[i]
        np.testing.assert_allclose(
            history.weights[u + 1] - history.weights[u], (target[i] - said) * x[i], atol=1e-12
        )
        assert history.biases[u + 1] - history.biases[u] == target[i] - said
    np.testing.assert_array_equal(perceptron(x, history.weights[-1], history.biases[-1]), target)


def test_a_start_without_mistakes_is_left_alone():
    history = perceptron_fit([[3.0], [-3.0]], [1, 0], weight=[2.0], bias=0.5)
    np.testing.assert_array_equal(history.weights, [[2.0]])
    np.testing.assert_array_equal(history.biases, [0.5])
    assert history.examples.size == 0
    assert history.mistakes.tolist() == [0]
    assert history.converged


def test_order_is_the_generators():
    x, target = petals(0, 1)
    same = [perceptron_fit(x, target, rng=np.random.default_rng(s)).examples.tolist() for s in (7, 7, 8)]
    assert same[0] == same[1] != same[2]


def test_each_pass_has_an_order_of_its_own():
    x, target = petals(1, 2)
    history = perceptron_fit(x, target, max_epochs=4, rng=np.random.default_rng(0))
    rng, weight, bias, examples = np.random.default_rng(0), np.zeros(2), 0.0, []
    for _ in range(4):
        order = rng.permutation(len(x))
        weight, bias, made, _ = by_the_book(x[order], target[order], weight, bias, 1.0, 1)
        examples += order[made].tolist()
    np.testing.assert_array_equal(history.examples, examples)


def test_learning_rate_scales_and_changes_no_decision_from_zero():
    x, target = petals(0, 1)
    one = perceptron_fit(x, target, rng=np.random.default_rng(0))
    for rate in (0.125, 64.0):  # powers of two scale exactly
        other = perceptron_fit(x, target, learning_rate=rate, rng=np.random.default_rng(0))
        np.testing.assert_array_equal(other.examples, one.examples)
        np.testing.assert_array_equal(other.weights, rate * one.weights)
        np.testing.assert_array_equal(other.biases, rate * one.biases)


def test_run_that_never_settles_says_so():
    x, target = petals(1, 2)
    history = perceptron_fit(x, target, max_epochs=60, rng=np.random.default_rng(0))
    assert not history.converged
    assert len(history.mistakes) == 60
    assert history.mistakes.min() > 0


def test_inputs_are_not_written_to():
    x, target, start = np.array([[3.0, 1.0], [1.0, 3.0]]), np.array([0, 1]), np.zeros(2)
    before = x.copy(), target.copy(), start.copy()
    perceptron_fit(x, target, start)
    perceptron(x, start, 0.0)
    for array, copy in zip((x, target, start), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@st.composite
def separable(draw):
    """Samples on a grid, cut by a random line; those near it are left out, so that a real margin remains."""
    x = draw(hnp.arrays(float, st.tuples(st.integers(2, 30), st.integers(1, 4)),
                        elements=st.integers(-20, 20).map(float)))  # fmt: skip
    weight = draw(hnp.arrays(float, x.shape[1], elements=st.integers(-5, 5).map(float)))
    bias = float(draw(st.integers(-20, 20)))
    score = x @ weight + bias
    keep = np.abs(score) >= 1
    assume(keep.sum() >= 2)
    return x[keep], (score[keep] >= 0).astype(int), weight, bias


@settings(max_examples=200, deadline=None)
@given(separable(), st.integers(0, 2**32 - 1))
def test_novikoffs_bound_holds_for_every_order(problem, seed):
    x, target, weight, bias = problem
    bound = novikoff_bound(x, target, weight, bias)
    updates = len(perceptron_fit(x, target, max_epochs=20000, rng=np.random.default_rng(seed)).examples)
    best = widest_separator(x, target)
    tightest = novikoff_bound(x, target, best.weight, best.bias)
    assert updates <= tightest * (1 + 1e-9)
    assert tightest <= bound * (1 + 1e-6)


def test_novikoffs_bound_can_be_nearly_reached():
    """One sample and its mirror image: R = γ, so the bound is 1, and one update is made."""
    x, target = np.array([[3.0], [-3.0]]), np.array([0, 1])
    best = widest_separator(x, target)
    assert novikoff_bound(x, target, best.weight, best.bias) == pytest.approx((9 + 1) / 9)
    assert len(perceptron_fit(x, target).examples) == 1


def test_widest_separator_agrees_with_a_support_vector_machine():
    """LinearSVC punishes the bias like a weight, so with a huge C it seeks the same separator."""
    x, target = petals(0, 1)
    best = widest_separator(x, target)
    svm = LinearSVC(C=1e6, loss="hinge", max_iter=1_000_000, tol=1e-9, random_state=0).fit(x, target)
    theirs = np.append(svm.coef_[0], svm.intercept_)
    np.testing.assert_allclose(np.append(best.weight, best.bias), theirs / np.linalg.norm(theirs), rtol=1e-4)
    assert best.margin == pytest.approx(margin(x, target, svm.coef_[0], float(svm.intercept_[0])), rel=1e-4)
    assert np.hypot(np.linalg.norm(best.weight), best.bias) == pytest.approx(1)


def test_margin_and_radius_by_hand():
    x, target = np.array([[2.0, 2.0], [0.0, 1.0]]), np.array([1, 0])
    assert radius(x) == 3  # sqrt(4 + 4 + 1)
    # scores 5 and −1, the sign of class 0 turned; ‖(2, 2, −3)‖ = sqrt(17)
    assert margin(x, target, [2, 2], -3) == pytest.approx(1 / np.sqrt(17))
    assert margin(x, 1 - target, [2, 2], -3) == pytest.approx(-5 / np.sqrt(17))
    assert novikoff_bound(x, target, [2, 2], -3) == pytest.approx(9 * 17)


def test_two_flowers_with_the_same_petals_cannot_be_separated():
    x, target = petals(1, 2)
    with pytest.raises(ValueError, match="found no weight and bias that separate"):
        widest_separator(x, target)


# A neuron in time


@pytest.mark.parametrize("refractory", [0.0, 2.0])
def test_firing_rate_is_the_analytic_one(refractory):
    """From reset, V reaches the threshold after tau ln((goal − reset) / (goal − threshold)) ms."""
    dt, tau, resistance, rest, threshold, reset = 0.01, 10.0, 10.0, -70.0, -55.0, -75.0
    current = np.array([1.4, 1.6, 2.0, 3.0, 5.0])
    result = leaky_integrate_and_fire(
        np.tile(current, (40_000, 1)), dt, tau, resistance, rest, threshold, reset, refractory
    )
    assert not result.spikes[:, 0].any()  # 14 mV above rest is not enough
    for neuron, amount in enumerate(current[1:], start=1):
        goal = rest + resistance * amount
        wait = tau * np.log((goal - reset) / (goal - threshold))
        steps = np.diff(np.flatnonzero(result.spikes[:, neuron]))
        assert len(steps) > 10
        np.testing.assert_array_equal(steps, np.ceil(wait / dt) + round(refractory / dt))


def test_membrane_charges_and_leaks_exponentially():
    current = np.r_[np.full(50, 1.0), np.zeros(50)]
    voltage, spikes = leaky_integrate_and_fire(current, dt=0.5, tau=8.0, resistance=10.0)
    t = 0.5 * np.arange(1, 51)
    np.testing.assert_allclose(voltage[:50], -70 + 10 * (1 - np.exp(-t / 8)), rtol=1e-12)
    np.testing.assert_allclose(voltage[50:], -70 + (voltage[49] + 70) * np.exp(-t / 8), rtol=1e-12)
    assert not spikes.any()


def test_a_neuron_that_fires_starts_again_and_rests():
    voltage, spikes = leaky_integrate_and_fire(np.full(300, 4.0), dt=0.1, refractory=1.0, reset=-72.0)
    first = np.flatnonzero(spikes)[0]
    np.testing.assert_array_equal(voltage[first : first + 11], -72.0)
    assert voltage[first + 11] > -72.0
    assert voltage.max() < -55.0


def test_a_neuron_begins_at_rest_and_fires_at_its_threshold():
    assert (leaky_integrate_and_fire(np.zeros(5), rest=-70.0, reset=-80.0).voltage == -70.0).all()
    # 1.5 nA through 10 MΩ lead to −55 mV and no further; a step of 1000 ms goes all the way.
    assert leaky_integrate_and_fire([1.5], dt=1000.0, threshold=-55.0).spikes.all()
    assert not leaky_integrate_and_fire([1.5], dt=1000.0, threshold=np.nextafter(-55.0, 0)).spikes.any()


def test_the_refractory_time_is_rounded_to_whole_steps():
    """0.7 ms in steps of 0.1 ms are seven steps, though 0.7 / 0.1 is 6.999…"""
    voltage, spikes = leaky_integrate_and_fire(np.full(300, 4.0), dt=0.1, refractory=0.7, reset=-72.0)
    first = np.flatnonzero(spikes)[0]
    np.testing.assert_array_equal(voltage[first : first + 8], -72.0)
    assert voltage[first + 8] > -72.0


def test_many_neurons_are_the_neurons_one_by_one():
    current = np.random.default_rng(0).uniform(0, 5, (500, 3))
    together = leaky_integrate_and_fire(current, refractory=0.7)
    for neuron in range(3):
        alone = leaky_integrate_and_fire(current[:, neuron], refractory=0.7)
        np.testing.assert_array_equal(together.voltage[:, neuron], alone.voltage)
        np.testing.assert_array_equal(together.spikes[:, neuron], alone.spikes)


# Wrong calls get one sentence

X2, T2 = [[0.0, 1.0], [1.0, 0.0]], [0, 1]

WRONG = [
    (lambda: threshold_unit([0, 2], [1, 1], 1), "threshold_unit: x must hold only 0 and 1, got 2"),
    (lambda: threshold_unit([0, 1, 1], [1, 1], 1), "threshold_unit: x has 3 inputs but weight expects 2"),
    (lambda: threshold_unit([0, 1], [1, 1], [1, 2]), "threshold has shape (2,) but weight (2,) has one unit"),
    (
        lambda: threshold_unit([0, 1], [[1, 1, 1], [1, 1, 1]], [1]),
        "threshold has shape (1,) but weight (2, 3) has 3 units",
    ),
    (lambda: threshold_unit(1, [1], 1), "x needs an axis of inputs and weight the shape (D,) or (D, M)"),
    (lambda: threshold_unit([0, 1], ["a", 1], 1), "weight must be an array of numbers, got list"),
    (lambda: absolute_inhibition_unit([[0]], [[0], [1]], 1), "must agree in all axes but the last"),
    (lambda: and_gate([0, 1], [0, 1, 1]), "and_gate: a (2,) and b (3,) do not broadcast to one shape"),
    (lambda: xor_gate(0.5, 1), "or_gate: a must hold only 0 and 1, got 0.5"),
    (lambda: ripple_adder([0, 1], [0, 1, 1]), "ripple_adder: a (2,) and b (3,) must have the same number"),
    (lambda: to_bits(256, 8), "to_bits: number must be whole, from 0 to 255, got 256"),
    (lambda: to_bits(-1, 8), "to_bits: number must be whole, from 0 to 255, got -1"),
    (lambda: to_bits(1.5, 8), "to_bits: number must be whole, from 0 to 255, got 1.5"),
    (lambda: to_bits(1, 0), "to_bits: count must be a whole number of at least 1, got 0"),
    (lambda: from_bits([3]), "from_bits: bits must hold only 0 and 1, got 3"),
    (lambda: perceptron(X2, [1.0], 0.0), "perceptron: x has 2 inputs but weight expects 1"),
    (lambda: perceptron(X2, X2, 0.0), "perceptron: weight must have 1 axis (D), got shape (2, 2)"),
    (lambda: perceptron(1.0, [1.0], 0.0), "perceptron: x has no axis of inputs but weight expects 1"),
    (lambda: perceptron(X2, [1.0, 1.0], np.inf), "perceptron: bias must be a finite number, got inf"),
    (lambda: perceptron([], [1.0], 0.0), "perceptron: x is empty, it has shape (0,)"),
    (lambda: perceptron_fit([1.0, 2.0], T2), "perceptron_fit: x must have 2 axes (N, D), got shape (2,)"),
    (lambda: perceptron_fit(X2, [0, 1, 1]), "perceptron_fit: target has shape (3,) but x has 2 samples"),
    (lambda: perceptron_fit(X2, [-1, 1]), "perceptron_fit: target must hold only 0 and 1, got -1"),
    (lambda: perceptron_fit([[np.nan]], [0]), "perceptron_fit: x holds a value that is not finite"),
    (lambda: perceptron_fit(X2, T2, [np.inf, 0]), "perceptron_fit: weight holds a value that is not finite"),
    (lambda: perceptron_fit(X2, T2, [1.0]), "perceptron_fit: x has 2 inputs but weight expects 1"),
    (
        lambda: perceptron_fit(X2, T2, learning_rate=0),
        "learning_rate must be a number with 0 < learning_rate",
    ),
    (lambda: perceptron_fit(X2, T2, max_epochs=0), "max_epochs must be a whole number of at least 1, got 0"),
    (
        lambda: perceptron_fit(X2, T2, rng=3),
        "rng must be a generator such as np.random.default_rng(0), got 3",
    ),
    (lambda: radius([1.0]), "radius: x must have 2 axes (N, D), got shape (1,)"),
    (lambda: margin(X2, T2, [0, 0], 0.0), "margin: weight and bias are all zero"),
    (lambda: novikoff_bound(X2, T2, [-1, 1], 0.0), "must separate the classes, but their margin is -0.707"),
    (
        lambda: novikoff_bound([[0.0], [1.0]], [1, 1], [1.0], 0.0),
        "must separate the classes, but their margin is 0",
    ),
    (lambda: widest_separator(X2, T2, tolerance=0), "tolerance must be a number with 0 < tolerance < 1"),
    (lambda: widest_separator([[1.0], [1.0]], T2), "found no weight and bias that separate the classes"),
    (lambda: leaky_integrate_and_fire(1.0), "current needs a time axis, got a single number"),
    (lambda: leaky_integrate_and_fire([np.nan]), "current holds a value that is not finite"),
    (lambda: leaky_integrate_and_fire([1.0], dt=0), "dt must be a number with 0 < dt, got 0"),
    (lambda: leaky_integrate_and_fire([1.0], tau=-1), "tau must be a number with 0 < tau, got -1"),
    (
        lambda: leaky_integrate_and_fire([1.0], refractory=-1),
        "refractory must be a number with 0 ≤ refractory",
    ),
    (lambda: leaky_integrate_and_fire([1.0], threshold=-80.0), "threshold must be above rest and reset"),
    (lambda: leaky_integrate_and_fire([1.0], threshold=-70.0), "threshold must be above rest and reset"),
    (lambda: leaky_integrate_and_fire([1.0], reset=-50.0), "threshold must be above rest and reset"),
]


@pytest.mark.parametrize(("call", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_wrong_calls_get_one_sentence(call, sentence):
    with pytest.raises(ValueError) as caught:
        call()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_public_functions_have_examples():
    for name, function in vars(neurons).items():
        if callable(function) and getattr(function, "__module__", "") == neurons.__name__ and name[0] != "_":
            is_result = isinstance(function, type)
            assert is_result or ">>>" in function.__doc__, name
