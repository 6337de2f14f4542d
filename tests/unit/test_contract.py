"""The kernel contract, held by every pair: discovered, not listed."""

import ast
import copy
import inspect
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import CORNERS, RANDOM, Draw, arguments_of, backward_arguments, learned, seeded

import helpers
from helpers import gradient_check

PAIRS = gradient_check.pairs()
NO_BACKWARD = {"step", "one_hot"}  # a threshold has no slope; labels are not learned
each_pair = pytest.mark.parametrize("name", sorted(PAIRS))
each_type = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SEEDS = range(5)


def typed(value, dtype):
    """Float arrays in this type; all else as it is."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(dtype)
    return copy.deepcopy(value)


def call(name, arguments):
    """Forward and backward; returns both results, the gradients always as a tuple."""
    result = PAIRS[name].forward(**copy.deepcopy(arguments))
    gradients = PAIRS[name].backward(**backward_arguments(name, arguments, result))
    return result, gradients if isinstance(gradients, tuple) else (gradients,)


def arrays_of(result):
    return result if isinstance(result, tuple) else (result,)


def test_every_pair_has_inputs():
    assert set(PAIRS) == set(RANDOM)


def test_every_backward_in_the_house_is_found():
    written = {
        node.name.removesuffix("_backward")
        for path in Path(helpers.__file__).parent.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_backward") and node.name[0] != "_"
    }
    assert written == set(PAIRS)


def test_every_kernel_has_a_backward():
    for module_name in gradient_check.MODULES:
        module = __import__(f"helpers.{module_name}", fromlist=["_"])
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and name[0] != "_":
                base = name.removesuffix("_backward")
                assert base in PAIRS or base in NO_BACKWARD, f"{module_name}.{name} has no partner"
                assert ">>>" in (function.__doc__ or ""), f"{module_name}.{name} has no example"


@each_pair
@settings(max_examples=12, deadline=None, derandomize=True)
@given(data=st.data())
def test_gradients_agree_with_differences_at_random_shapes(name, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**16)))
    args, options = RANDOM[name](Draw(lambda low, high: data.draw(st.integers(low, high)), rng))
    result = gradient_check.check(name, *args, **options)
    assert result.worst < 1e-6, str(result)


@pytest.mark.parametrize("corner", CORNERS)
def test_gradients_agree_with_differences_in_the_corners(corner):
    name, (args, options) = CORNERS[corner]
    result = gradient_check.check(name, *args, **options)
    assert result.worst < 1e-6, str(result)


@each_pair
@each_type
@pytest.mark.parametrize("seed", SEEDS)
def test_types_and_shapes_are_kept_and_inputs_are_not_touched(name, dtype, seed):
    arguments = {key: typed(value, dtype) for key, value in arguments_of(name, seeded(name, seed)).items()}
    result = PAIRS[name].forward(**copy.deepcopy(arguments))
    taken = backward_arguments(name, arguments, result)
    before = copy.deepcopy((arguments, taken))
    for value in (*arguments.values(), *taken.values()):
        if isinstance(value, np.ndarray):
            value.flags.writeable = False  # a write would raise
    result = PAIRS[name].forward(**arguments)
    gradients = PAIRS[name].backward(**taken)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)

    for field in arrays_of(result):
        assert field.dtype in (dtype, np.bool_)
    assert arrays_of(result)[0].dtype == dtype
    for key, gradient in zip(learned(arguments), gradients, strict=True):
        assert gradient.dtype == dtype, f"gradient of {key}"
        assert gradient.shape == arguments[key].shape, f"gradient of {key}"
    for old, new in zip(before, (arguments, taken), strict=True):
        for key, value in new.items():
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(value, old[key], err_msg=key)
    given_arrays = [v for v in (*arguments.values(), *taken.values()) if isinstance(v, np.ndarray)]
    for made in (*arrays_of(result), *gradients):
        assert not any(np.shares_memory(made, array) for array in given_arrays), (
            "a result is a view of an input"
        )


@each_pair
def test_same_input_and_same_seed_give_the_same_bits(name):
    arguments = arguments_of(name, seeded(name, 3))
    (first, first_gradients), (second, second_gradients) = call(name, arguments), call(name, arguments)
    for one, other in zip(
        (*arrays_of(first), *first_gradients), (*arrays_of(second), *second_gradients), strict=True
    ):
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


@each_pair
def test_memory_layout_does_not_matter(name):
    arguments = arguments_of(name, seeded(name, 4))
    turned = {
        key: np.asfortranarray(value) if isinstance(value, np.ndarray) else value
        for key, value in arguments.items()
    }
    result, gradients = call(name, arguments)
    turned_result, turned_gradients = call(name, turned)
    for one, other in zip(
        (*arrays_of(result), *gradients), (*arrays_of(turned_result), *turned_gradients), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@each_pair
@each_type
@pytest.mark.parametrize("seed", SEEDS)
def test_ten_thousand_is_safe(name, dtype, seed):
    rng = np.random.default_rng(seed)
    arguments = arguments_of(name, seeded(name, seed))
    for key, value in arguments.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            if key != "target" or name == "mean_squared_error":
                value = rng.choice([-1e4, -1.0, 0.0, 1.0, 1e4], value.shape)
            arguments[key] = np.asarray(value, dtype=dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        result = PAIRS[name].forward(**copy.deepcopy(arguments))
        taken = backward_arguments(name, arguments, result)
        for key in taken:
            if key.startswith("grad"):
                taken[key] = taken[key] * dtype(1e4)
        gradients = PAIRS[name].backward(**taken)
    for value in (*arrays_of(result), *(gradients if isinstance(gradients, tuple) else (gradients,))):
        assert np.isfinite(value).all()


NEED_X = sorted(name for name in PAIRS if "need_x" in inspect.signature(PAIRS[name].backward).parameters)


def test_need_x_is_offered_where_a_first_layer_gains_by_it():
    assert NEED_X == ["conv2d", "dense", "gru", "lstm", "maxout", "rnn"]


@pytest.mark.parametrize("name", NEED_X)
@pytest.mark.parametrize("seed", SEEDS)
def test_need_x_leaves_out_only_the_gradient_of_x(name, seed):
    arguments = arguments_of(name, seeded(name, seed))
    result = PAIRS[name].forward(**arguments)
    taken = backward_arguments(name, arguments, result)
    full, lean = PAIRS[name].backward(**taken), PAIRS[name].backward(**taken, need_x=False)
    assert lean[0] is None
    for one, other in zip(full[1:], lean[1:], strict=True):
        np.testing.assert_array_equal(one, other)


def calls_of(name, seed):
    """The right calls of both partners: name of the function, the function, its arguments."""
    arguments = arguments_of(name, seeded(name, seed))
    result = PAIRS[name].forward(**copy.deepcopy(arguments))
    yield name, PAIRS[name].forward, arguments
    yield f"{name}_backward", PAIRS[name].backward, backward_arguments(name, arguments, result)


@each_pair
@pytest.mark.parametrize("seed", SEEDS)
def test_a_wrong_type_is_refused_with_the_names_of_function_and_argument(name, seed):
    """Each float array of a right call, once as whole numbers and once in the other float type."""
    for where, function, call in calls_of(name, seed):
        floats = [k for k, v in call.items() if isinstance(v, np.ndarray) and v.dtype.kind == "f"]
        for key in floats:
            if key != "target":  # a target may be whole numbers
                wrong = call | {key: call[key].astype(np.int64)}
                with pytest.raises(ValueError, match=f"^{where}: {key} must hold .* numbers, got int64$"):
                    function(**wrong)
            if len(floats) > 1:
                wrong = call | {key: call[key].astype(np.float32)}
                with pytest.raises(ValueError, match=f"^{where}: .*; give all arrays one type$"):
                    function(**wrong)


ANY_SHAPE = {"identity", "l1_penalty", "l2_penalty", "dense"}  # one array alone, or meant to broadcast


@pytest.mark.parametrize("name", sorted(set(PAIRS) - ANY_SHAPE))
@pytest.mark.parametrize("seed", SEEDS)
def test_a_backward_refuses_an_array_with_an_axis_too_many(name, seed):
    """One more axis in front is a shape that NumPy would broadcast without a word."""
    *_, (where, function, call) = calls_of(name, seed)
    for key, value in call.items():
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match=f"^{where}: "):
                function(**(call | {key: value[None]}))
