"""Every kernel against PyTorch: results and all gradients, on its conventions and at its ties.

The two share no code: what both agree on, to rounding, is right.
"""

import numpy as np
import pytest

from helpers import activations, convolution, dense, losses, recurrent, regularization

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
functional = torch.nn.functional
pytestmark = pytest.mark.torch

TYPES = [(np.float64, 1e-11), (np.float32, 2e-4)]
each_type = pytest.mark.parametrize(("dtype", "tolerance"), TYPES, ids=["float64", "float32"])


def random(dtype, *shapes):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def leaf(array):
    return torch.from_numpy(np.array(array)).requires_grad_()


def equal(ours, theirs, tolerance):
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    assert np.asarray(ours).dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


X = np.concatenate([np.linspace(-5, 5, 41), [-1e4, -90.0, -0.0, 0.0, 90.0, 1e4]]).reshape(1, -1)

ELEMENTWISE = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "swish": functional.silu,
    "softplus": functional.softplus,
    "softmax": lambda x: torch.softmax(x, dim=-1),
}


@each_type
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_activation(name, dtype, tolerance):
    """Also at the kink 0 and at ±1e4."""
    x = X.astype(dtype)
    (grad,) = random(dtype, x.shape)
    pair = activations.ACTIVATIONS[name]
    out = pair.forward(x)
    torch_x = leaf(x)
    torch_out = ELEMENTWISE[name](torch_x)
    torch_out.backward(torch.from_numpy(grad))
    equal(out, torch_out, tolerance)
    by_result = name in ("sigmoid", "tanh", "softmax")
    equal(pair.backward(grad, out if by_result else x), torch_x.grad, tolerance)


@each_type
def test_maxout(dtype, tolerance):
    x, weight, bias, grad = random(dtype, (5, 3), (4, 3, 2), (4, 2), (5, 2))
    leaves = leaf(x), leaf(weight), leaf(bias)
    out = (leaves[0] @ leaves[1] + leaves[2][:, None]).amax(dim=0)
    out.backward(torch.from_numpy(grad))
    equal(activations.maxout(x, weight, bias), out, tolerance)
    gradients = activations.maxout_backward(grad, x, weight, bias)
    for ours, theirs in zip(gradients, leaves, strict=True):
        equal(ours, theirs.grad, tolerance)


LOGITS = np.random.default_rng(1).standard_normal((2, 6, 5)) * 3
LABELS = np.random.default_rng(2).integers(0, 5, (2, 6))


def rows(target):
    """The target for PyTorch, which wants the samples of a sequence as rows."""
    return torch.from_numpy(np.array(target).reshape(12, *target.shape[2:]))


@each_type
@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_losses(dtype, tolerance, scale):
    logits = (LOGITS * scale).astype(dtype)
    binary = (LOGITS > 0.5).astype(dtype)
    soft = activations.softmax(LOGITS[::-1].astype(dtype))
    flat = logits.reshape(-1, 5)
    for name, target, theirs in (
        ("softmax_cross_entropy", LABELS, functional.cross_entropy),
        ("softmax_cross_entropy", soft, functional.cross_entropy),
        ("binary_cross_entropy", binary, functional.binary_cross_entropy_with_logits),
        ("mean_squared_error", binary, functional.mse_loss),
    ):
        torch_logits = leaf(flat)
        torch_loss = theirs(torch_logits, rows(target))
        torch_loss.backward()
        equal(getattr(losses, name)(logits, target), torch_loss, tolerance)
        gradient = getattr(losses, f"{name}_backward")(1.0, logits, target)
        equal(gradient.reshape(flat.shape), torch_logits.grad, tolerance)


@each_type
def test_dense(dtype, tolerance):
    x, weight, bias, grad = random(dtype, (3, 7, 4), (4, 5), 5, (3, 7, 5))
    leaves = leaf(x), leaf(weight.T), leaf(bias)
    out = functional.linear(*leaves)
    out.backward(torch.from_numpy(grad))
    equal(dense.dense(x, weight, bias), out, tolerance)
    grad_x, grad_weight, grad_bias = dense.dense_backward(grad, x, weight)
    for ours, theirs in zip((grad_x, grad_weight.T, grad_bias), leaves, strict=True):
        equal(ours, theirs.grad, tolerance)


@each_type
def test_dropout_with_the_same_mask(dtype, tolerance):
    x, grad = random(dtype, (50, 40), (50, 40))
    out, mask = regularization.dropout(x, 0.3, np.random.default_rng(0))
    torch_x = leaf(x)
    torch_out = torch_x * torch.from_numpy(mask) / 0.7
    torch_out.backward(torch.from_numpy(grad))
    equal(out, torch_out, tolerance)
    equal(regularization.dropout_backward(grad, mask, 0.3), torch_x.grad, tolerance)
    scale = functional.dropout(torch.ones(1000), 0.3, training=True).max()  # PyTorch's scaling is ours
    assert scale.item() == pytest.approx(1 / 0.7)


CONVOLUTIONS = [  # x, weight, stride, padding
    ((4, 3, 9, 8), (5, 3, 3, 3), 1, 1),
    ((1, 1, 5, 5), (1, 1, 1, 1), 1, 0),
    ((2, 2, 4, 3), (3, 2, 4, 3), 1, 0),
    ((2, 2, 8, 7), (3, 2, 3, 2), 3, 0),
    ((1, 2, 6, 6), (2, 2, 3, 3), 2, 1),
    ((3, 1, 4, 5), (2, 1, 2, 3), 1, 3),
    ((2, 1, 7, 7), (2, 1, 2, 2), 3, 2),
]


@each_type
@pytest.mark.parametrize(("x_shape", "weight_shape", "stride", "padding"), CONVOLUTIONS)
def test_conv2d(x_shape, weight_shape, stride, padding, dtype, tolerance):
    x, weight, bias = random(dtype, x_shape, weight_shape, weight_shape[0])
    leaves = leaf(x), leaf(weight), leaf(bias)
    torch_out = functional.conv2d(*leaves, stride=stride, padding=padding)
    (grad,) = random(dtype, tuple(torch_out.shape))
    torch_out.backward(torch.from_numpy(grad))
    equal(convolution.conv2d(x, weight, bias, stride, padding), torch_out, tolerance)
    gradients = convolution.conv2d_backward(grad, x, weight, stride, padding)
    for ours, theirs in zip(gradients, leaves, strict=True):
        equal(ours, theirs.grad, tolerance)


POOLS = [(2, None), (3, 1), (2, 3), (3, 2), (1, None), (7, None)]


@each_type
@pytest.mark.parametrize(("size", "stride"), POOLS)
@pytest.mark.parametrize("ties", [False, True])
def test_pools(size, stride, ties, dtype, tolerance):
    """With ties: small whole numbers, so that nearly every window has several largest pixels."""
    (x,) = random(dtype, (3, 2, 7, 8))
    x = np.round(x) if ties else x
    for ours, backward, theirs, by_result in (
        (convolution.max_pool2d, convolution.max_pool2d_backward, functional.max_pool2d, True),
        (convolution.average_pool2d, convolution.average_pool2d_backward, functional.avg_pool2d, False),
    ):
        torch_x = leaf(x)
        torch_out = theirs(torch_x, size, stride)
        (grad,) = random(dtype, tuple(torch_out.shape))
        torch_out.backward(torch.from_numpy(grad))
        out = ours(x, size, stride)
        equal(out, torch_out, tolerance)
        extra = (out,) if by_result else ()
        equal(backward(grad, x, *extra, size, stride), torch_x.grad, tolerance)


SIZES = [(6, 4, 3, 5), (1, 4, 3, 5), (6, 1, 3, 5), (5, 2, 1, 1)]  # T, N, D, H


def torch_cell(kind, D, H, weight_x, weight_h, bias_x, bias_h):
    """PyTorch's cell with our weights. It keeps the transpose; the gates are in our order."""
    cell = kind(D, H).to(torch.from_numpy(weight_x).dtype)
    with torch.no_grad():
        for parameter, value in zip(
            (cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0, cell.bias_hh_l0),
            (weight_x.T, weight_h.T, bias_x, bias_h),
            strict=True,
        ):
            parameter.copy_(torch.from_numpy(np.array(value)))
    return cell


@each_type
@pytest.mark.parametrize(("T", "N", "D", "H"), SIZES)
def test_rnn(T, N, D, H, dtype, tolerance):
    x, h0, weight_x, weight_h, bias, grad = random(dtype, (T, N, D), (N, H), (D, H), (H, H), H, (T, N, H))
    cell = torch_cell(torch.nn.RNN, D, H, weight_x, weight_h, bias, 0 * bias)
    torch_x, torch_h0 = leaf(x), leaf(h0[None])
    torch_out, _ = cell(torch_x, torch_h0)
    torch_out.backward(torch.from_numpy(grad))
    out = recurrent.rnn(x, h0, weight_x, weight_h, bias)
    equal(out, torch_out, tolerance)
    gradients = recurrent.rnn_backward(grad, x, h0, weight_x, weight_h, out)
    theirs = (
        torch_x.grad,
        torch_h0.grad[0],
        cell.weight_ih_l0.grad.T,
        cell.weight_hh_l0.grad.T,
        cell.bias_ih_l0.grad,
    )
    for one, other in zip(gradients, theirs, strict=True):
        equal(one, other, 10 * tolerance)


@each_type
@pytest.mark.parametrize(("T", "N", "D", "H"), SIZES)
@pytest.mark.parametrize("last_c", [True, False])
def test_lstm(T, N, D, H, last_c, dtype, tolerance):
    x, h0, c0, weight_x, weight_h, bias, grad, grad_last_c = random(
        dtype, (T, N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), 4 * H, (T, N, H), (N, H)
    )
    cell = torch_cell(torch.nn.LSTM, D, H, weight_x, weight_h, bias, 0 * bias)
    torch_x, torch_h0, torch_c0 = leaf(x), leaf(h0[None]), leaf(c0[None])
    torch_out, (_, torch_last_c) = cell(torch_x, (torch_h0, torch_c0))
    loss = (torch_out * torch.from_numpy(grad)).sum()
    if last_c:
        loss = loss + (torch_last_c[0] * torch.from_numpy(grad_last_c)).sum()
    loss.backward()
    result = recurrent.lstm(x, h0, c0, weight_x, weight_h, bias)
    equal(result.h, torch_out, tolerance)
    equal(result.c[-1], torch_last_c[0], tolerance)
    gradients = recurrent.lstm_backward(
        grad, grad_last_c if last_c else None, x, h0, c0, weight_x, weight_h, *result
    )
    theirs = (
        torch_x.grad,
        torch_h0.grad[0],
        torch_c0.grad[0],
        cell.weight_ih_l0.grad.T,
        cell.weight_hh_l0.grad.T,
        cell.bias_ih_l0.grad,
    )
    for one, other in zip(gradients, theirs, strict=True):
        equal(one, other, 10 * tolerance)


@each_type
@pytest.mark.parametrize(("T", "N", "D", "H"), SIZES)
def test_gru_resets_after_the_product(T, N, D, H, dtype, tolerance):
    x, h0, weight_x, weight_h, bias_x, bias_h, grad = random(
        dtype, (T, N, D), (N, H), (D, 3 * H), (H, 3 * H), 3 * H, 3 * H, (T, N, H)
    )
    cell = torch_cell(torch.nn.GRU, D, H, weight_x, weight_h, bias_x, bias_h)
    torch_x, torch_h0 = leaf(x), leaf(h0[None])
    torch_out, _ = cell(torch_x, torch_h0)
    torch_out.backward(torch.from_numpy(grad))
    result = recurrent.gru(x, h0, weight_x, weight_h, bias_x, bias_h)
    equal(result.h, torch_out, tolerance)
    gradients = recurrent.gru_backward(grad, x, h0, weight_x, weight_h, bias_h, *result)
    theirs = (
        torch_x.grad,
        torch_h0.grad[0],
        cell.weight_ih_l0.grad.T,
        cell.weight_hh_l0.grad.T,
        cell.bias_ih_l0.grad,
        cell.bias_hh_l0.grad,
    )
    for one, other in zip(gradients, theirs, strict=True):
        equal(one, other, 10 * tolerance)
