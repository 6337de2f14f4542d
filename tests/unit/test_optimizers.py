"""Optimisers: every step by hand, in place, and nothing forgotten or remembered by accident."""

import numpy as np
import pytest

from helpers.optimizers import SGD, Adam, RMSProp, clip_by_norm, global_norm

MAKERS = [
    lambda: SGD(0.1),
    lambda: SGD(0.1, momentum=0.9),
    lambda: SGD(0.1, momentum=0.9, nesterov=True),
    lambda: RMSProp(0.1),
    lambda: Adam(0.1),
]


def path(optimizer, gradients, start=1.0):
    """The values of one parameter after each step."""
    w = np.array([start])
    values = []
    for g in gradients:
        optimizer.step([w], [np.array([float(g)])])
        values.append(w.item())
    return values


@pytest.mark.parametrize(
    ("optimizer", "gradients", "expected"),
    [
        # η g = 0.5 · 2, then 0.5 · −4
        (SGD(0.5), [2, -4], [0.0, 2.0]),
        # v = 1, 1.5, 1.75
        (SGD(0.1, momentum=0.5), [1, 1, 1], [0.9, 0.75, 0.575]),
        # g + μ v = 1.5, 1.75, 1.875
        (SGD(0.1, momentum=0.5, nesterov=True), [1, 1, 1], [0.85, 0.675, 0.4875]),
        # s = 1 then 1.75: steps 0.2 and 0.2 / √1.75
        (RMSProp(0.1, decay=0.75), [2, 2], [0.8, 0.8 - 0.2 / 1.75**0.5]),
        # m = 0.5, −0.25 over 0.5, 0.75; s = 0.25, 0.4375 over 0.25, 0.4375: steps 0.1 and −0.1 / 3
        (Adam(0.1, beta1=0.5, beta2=0.75), [1, -1], [0.9, 0.9 + 0.1 / 3]),
    ],
)
def test_steps_by_hand(optimizer, gradients, expected):
    np.testing.assert_allclose(path(optimizer, gradients), expected, rtol=1e-7)


def test_eps_stands_outside_the_root():
    # With ε = 1 and g = 3 the first Adam step is 3 / (3 + 1) of the rate, RMSProp's 3 / (√(9/2) + 1).
    np.testing.assert_allclose(path(Adam(1.0, eps=1.0), [3]), [1 - 3 / 4])
    np.testing.assert_allclose(path(RMSProp(1.0, decay=0.5, eps=1.0), [3]), [1 - 3 / (4.5**0.5 + 1)])


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_place_dtype_kept_and_gradients_only_read(make, dtype):
    rng = np.random.default_rng(0)
    parameters = [rng.standard_normal((3, 2)).astype(dtype), rng.standard_normal(2).astype(dtype)]
    gradients = [rng.standard_normal(p.shape).astype(dtype) for p in parameters]
    before, read = [p.copy() for p in parameters], [g.copy() for g in gradients]
    same = list(parameters)
    optimizer = make()
    for _ in range(3):
        optimizer.step(parameters, gradients)
    for p, s, b in zip(parameters, same, before, strict=True):
        assert p is s
        assert p.dtype == dtype
        assert (p != b).all()
    memory = [v for kept in vars(optimizer).values() if isinstance(kept, list) for v in kept]
    assert all(v.dtype == dtype for v in memory)
    for g, r in zip(gradients, read, strict=True):
        np.testing.assert_array_equal(g, r)


@pytest.mark.parametrize("make", MAKERS)
def test_finds_the_bottom_of_a_bowl(make):
    w, bottom = np.array([5.0, -3.0]), np.array([1.0, 2.0])
    optimizer = make()
    for _ in range(2000):
        optimizer.learning_rate = max(0.999 * optimizer.learning_rate, 1e-3)
        optimizer.step([w], [w - bottom])
    np.testing.assert_allclose(w, bottom, atol=2e-3)


@pytest.mark.parametrize("make", MAKERS)
def test_reset_forgets(make):
    optimizer = make()
    first = path(optimizer, [1, -2, 3])
    optimizer.reset()
    assert path(optimizer, [1, -2, 3]) == first
    if make is not MAKERS[0]:
        assert path(optimizer, [1, -2, 3]) != first  # without it the memory counts


@pytest.mark.parametrize("make", MAKERS)
def test_several_parameters_move_as_each_would_alone(make):
    optimizer, one, two = make(), np.array([1.0]), np.array([1.0])
    for g in (1.0, -2.0, 3.0):
        optimizer.step([one, two], [np.array([g]), np.array([-g])])
    assert one.item() == path(make(), [1, -2, 3])[-1]
    assert two.item() == path(make(), [-1, 2, -3])[-1]


@pytest.mark.parametrize("make", MAKERS)
def test_a_learning_rate_that_is_changed_between_steps_counts(make):
    slow, fast, one, two = make(), make(), np.array([1.0]), np.array([1.0])
    for optimizer, w in ((slow, one), (fast, two)):
        optimizer.step([w], [np.ones(1)])
    before = one.item()
    fast.learning_rate *= 10
    for optimizer, w in ((slow, one), (fast, two)):
        optimizer.step([w], [np.ones(1)])
    np.testing.assert_allclose(two - before, 10 * (one - before))


def test_float64_learning_rate_keeps_float32():
    w = np.ones(2, np.float32)
    Adam(np.float64(0.1)).step([w], [np.ones(2, np.float32)])
    assert w.dtype == np.float32


def test_repr_is_the_call():
    for make in MAKERS:
        assert repr(eval(repr(make()))) == repr(make())


def test_clip_shortens_long_gradients_and_leaves_short_ones():
    long = [np.array([3.0, 0.0]), np.array([[4.0]])]
    assert global_norm(long) == 5
    clipped = clip_by_norm(long, 1.0)
    np.testing.assert_allclose(global_norm(clipped), 1)
    np.testing.assert_allclose(clipped[0], [0.6, 0])
    np.testing.assert_allclose(clipped[1], [[0.8]])
    np.testing.assert_array_equal(long[0], [3, 0])
    assert clip_by_norm(long, 5.0)[0] is long[0]


def test_clip_measures_in_float64_and_keeps_float32():
    huge = [np.full(4, 1e30, np.float32)]
    clipped = clip_by_norm(huge, 2.0)
    assert clipped[0].dtype == np.float32
    np.testing.assert_allclose(clipped[0], 1, rtol=1e-6)
    assert np.isinf(clip_by_norm([np.array([np.inf])], 1.0)[0]).all()


ONE, TWO = np.ones(1), np.ones(2)


def step_twice_with_other_shapes():
    optimizer = Adam()
    optimizer.step([ONE.copy()], [ONE])
    optimizer.step([TWO.copy()], [TWO])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD(0), "SGD: learning_rate must be a number with 0 < learning_rate, got 0"),
        (lambda: Adam(np.inf), "Adam: learning_rate must be .* got inf"),
        (lambda: RMSProp("fast"), "RMSProp: learning_rate must be .* got 'fast'"),
        (lambda: SGD(0.1, momentum=1.0), "SGD: momentum must be a number with 0 ≤ momentum < 1, got 1.0"),
        (lambda: SGD(0.1, nesterov=True), "SGD: nesterov is True but momentum is 0"),
        (lambda: RMSProp(decay=-0.1), "RMSProp: decay must be .* got -0.1"),
        (lambda: SGD(True), "SGD: learning_rate must be .* got True"),
        (lambda: RMSProp(eps=0), "RMSProp: eps must be .* got 0"),
        (lambda: Adam(beta1=1), "Adam: beta1 must be .* got 1"),
        (lambda: Adam(beta2=1), "Adam: beta2 must be .* got 1"),
        (lambda: Adam(eps=0), "Adam: eps must be .* got 0"),
        (lambda: SGD(0.1).step([ONE], []), "SGD.step: 1 parameters came with 0 gradients"),
        (
            lambda: SGD(0.1).step([ONE], [TWO]),
            r"SGD.step: parameter 0 has shape \(1,\) but its gradient has \(2,\)",
        ),
        (step_twice_with_other_shapes, r"Adam.step: the parameters have other shapes .* reset\(\)"),
        (lambda: clip_by_norm([ONE], 0), "clip_by_norm: limit must be .* got 0"),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
