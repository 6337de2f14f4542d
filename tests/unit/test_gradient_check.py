"""The gradient check must find what is wrong, not only bless what is right."""

import copy

import numpy as np
import pytest

from helpers import gradient_check
from helpers.gradient_check import GradientCheck, check
from helpers.regularization import DropoutResult, dropout


def square(x):
    return x * x


def square_backward(grad, x):
    return grad * 2 * x


def slip(x, weight):
    return x @ weight


def slip_backward(grad, x, weight):
    return grad @ weight.T, x.T @ grad * (1 + 1e-5)


def doubled(x, rng):
    return dropout(x, 0.5, rng)


def doubled_backward(grad, mask):
    return grad * mask * 2


def pair(x):
    return DropoutResult(2 * x, x > 0)


def alone(x):
    return x


X = np.random.default_rng(0).standard_normal((3, 2))


def test_a_right_gradient_passes_and_says_so():
    result = check(square, X)
    assert result.passed
    assert result.worst < 1e-9
    assert str(result) == "square: gradient of x agrees"


def test_an_error_of_one_in_a_hundred_thousand_is_found_where_it_is():
    result = check(slip, X, np.ones((2, 2)))
    assert not result.passed
    assert result.errors["x"] < 1e-9
    assert result.errors["weight"] == pytest.approx(5e-6, rel=0.01)
    assert str(result) == (
        "slip: gradient of x agrees\nslip: gradient of weight is WRONG, relative error 5.0e-06"
    )


def test_the_text_of_a_good_check_has_no_digits():
    text = str(check("rnn", *(np.full(s, 0.3) for s in ((2, 1, 1), (1, 1), (1, 1), (1, 1), (1,)))))
    assert not any(letter.isdigit() for letter in text.replace("h0", ""))


def test_a_generator_is_copied_so_the_mask_repeats_and_the_caller_keeps_its_state():
    rng = np.random.default_rng(0)
    before = copy.deepcopy(rng.bit_generator.state)
    assert check("dropout", X, 0.5, rng).passed
    assert check(doubled, X, rng).passed
    assert rng.bit_generator.state == before


def test_inputs_are_not_touched():
    x = X.copy()
    x.flags.writeable = False
    check("tanh", x)
    np.testing.assert_array_equal(x, X)


def test_both_zero_is_agreement():
    assert check("l2_penalty", np.zeros(3), 0.5).worst == 0


def test_one_zero_is_the_largest_disagreement(monkeypatch):
    monkeypatch.setitem(globals(), "square_backward", lambda grad, x: 0 * grad)
    assert check(square, X).worst == 1.0


def test_nan_does_not_pass(monkeypatch):
    monkeypatch.setitem(globals(), "square_backward", lambda grad, x: grad * np.nan)
    assert not check(square, X).passed


def test_nan_in_one_of_several_gradients_does_not_pass():
    for errors in ({"x": 1e-10, "weight": np.nan}, {"x": np.nan, "weight": 1e-10}):
        result = GradientCheck("slip", errors)
        assert np.isnan(result.worst)
        assert not result.passed


def test_a_wrong_sign_is_the_largest_disagreement(monkeypatch):
    monkeypatch.setitem(globals(), "square_backward", lambda grad, x: -2 * grad * x)
    assert check(square, np.array([1.0])).worst == pytest.approx(1)


@pytest.mark.parametrize(
    ("backward", "sentence"),
    [
        (lambda grad, y: grad, "y of square_backward is neither taken nor returned by square"),
        (lambda grad, x: (grad, grad), r"square_backward returned 2 gradients for 1 arrays \(x\)"),
        (
            lambda grad, x: grad[:1],
            r"square_backward returned shape \(1, 2\) for x, which has shape \(3, 2\)",
        ),
        (
            lambda grad, x: (2 * grad * x).T,  # as many numbers, in another order
            r"square_backward returned shape \(2, 3\) for x, which has shape \(3, 2\)",
        ),
    ],
)
def test_a_backward_that_breaks_the_law_is_named(backward, sentence, monkeypatch):
    monkeypatch.setitem(globals(), "square_backward", backward)
    with pytest.raises(ValueError, match=f"gradient_check: {sentence}"):
        check(square, X)


def test_a_function_without_a_backward_is_named():
    with pytest.raises(ValueError, match="gradient_check: alone has no alone_backward defined beside it"):
        check(alone, X)


def test_a_call_without_a_float_array_has_nothing_to_check():
    with pytest.raises(ValueError, match="square was given no float64 array"):
        check(square, 3.0)


def test_pairs_are_the_public_ones():
    found = gradient_check.pairs()
    assert len(found) == 22
    assert all(not name.startswith("_") for name in found)
    assert found["lstm"].backward.__name__ == "lstm_backward"
