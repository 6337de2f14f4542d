"""Optimisers, whole networks and training against PyTorch, step by step."""

import numpy as np
import pytest

from helpers import losses
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
    MaxPool2D,
)
from helpers.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy
from helpers.network import Network, mlp
from helpers.optimizers import SGD, Adam, RMSProp, clip_by_norm
from helpers.regularization import l2_penalty
from helpers.training import fit

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
pytestmark = pytest.mark.torch


def seeded(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("own", "peer"),
    [
        (lambda: SGD(0.1), lambda p: torch.optim.SGD(p, 0.1)),
        (lambda: SGD(0.1, 0.9), lambda p: torch.optim.SGD(p, 0.1, momentum=0.9)),
        (lambda: SGD(0.1, 0.8, True), lambda p: torch.optim.SGD(p, 0.1, momentum=0.8, nesterov=True)),
        (lambda: RMSProp(0.01, 0.95, 1e-6), lambda p: torch.optim.RMSprop(p, 0.01, alpha=0.95, eps=1e-6)),
        (lambda: Adam(), lambda p: torch.optim.Adam(p)),
        (lambda: Adam(0.05, 0.7, 0.9, 1e-4), lambda p: torch.optim.Adam(p, 0.05, betas=(0.7, 0.9), eps=1e-4)),
    ],
)
def test_optimizers_step_by_step(own, peer, dtype):
    rng = seeded(3)
    arrays = [rng.standard_normal(shape).astype(dtype) for shape in ((4, 3), (3,))]
    tensors = [torch.nn.Parameter(torch.from_numpy(a.copy())) for a in arrays]
    one, two = own(), peer(tensors)
    for _ in range(20):
        gradients = [rng.standard_normal(a.shape).astype(dtype) for a in arrays]
        one.step(arrays, gradients)
        for tensor, gradient in zip(tensors, gradients, strict=True):
            tensor.grad = torch.from_numpy(gradient.copy())
        two.step()
        for array, tensor in zip(arrays, tensors, strict=True):
            tolerance = 1e-5 if dtype == np.float32 else 1e-12
            np.testing.assert_allclose(array, tensor.detach().numpy(), rtol=tolerance, atol=tolerance)


def test_clip_is_clip_grad_norm():
    gradients = [seeded().standard_normal((4, 3)), seeded(1).standard_normal(5)]
    tensors = [torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64)) for g in gradients]
    for tensor, gradient in zip(tensors, gradients, strict=True):
        tensor.grad = torch.from_numpy(gradient.copy())
    torch.nn.utils.clip_grad_norm_(tensors, 0.7)
    for clipped, tensor in zip(clip_by_norm(gradients, 0.7), tensors, strict=True):
        np.testing.assert_allclose(clipped, tensor.grad.numpy(), rtol=1e-5)  # they add 1e-6 to the norm


class Last(torch.nn.Module):
    def forward(self, x):
        return x[-1]


class States(torch.nn.Module):
    """A recurrent layer of PyTorch without its second result."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0]


RECURRENT = {RNN: torch.nn.RNN, LSTM: torch.nn.LSTM, GRU: torch.nn.GRU}


def twin(layer):
    """The same layer with the same parameters in PyTorch, and how its gradients become ours."""

    def tensor(array):
        return torch.nn.Parameter(torch.from_numpy(np.ascontiguousarray(array)).clone())

    def turned(parameter):
        return parameter.grad.numpy().T

    def plain(parameter):
        return parameter.grad.numpy()

    if isinstance(layer, Dense):
        peer = torch.nn.Linear(*layer.weight.shape)
        peer.weight, peer.bias = tensor(layer.weight.T), tensor(layer.bias)
        return peer, lambda: [turned(peer.weight), plain(peer.bias)]
    if isinstance(layer, Conv2D):
        filters, channels, *size = layer.weight.shape
        peer = torch.nn.Conv2d(channels, filters, size, layer.stride, layer.padding)
        peer.weight, peer.bias = tensor(layer.weight), tensor(layer.bias)
        return peer, lambda: [plain(peer.weight), plain(peer.bias)]
    if type(layer) in RECURRENT:
        inner = RECURRENT[type(layer)](layer.weight_x.shape[0], layer.weight_h.shape[0])
        inner.weight_ih_l0, inner.weight_hh_l0 = tensor(layer.weight_x.T), tensor(layer.weight_h.T)
        if isinstance(layer, GRU):
            inner.bias_ih_l0, inner.bias_hh_l0 = tensor(layer.bias_x), tensor(layer.bias_h)
            biases = (inner.bias_ih_l0, inner.bias_hh_l0)
        else:  # PyTorch has two biases that are always added; ours is their sum
            inner.bias_ih_l0, inner.bias_hh_l0 = tensor(layer.bias), tensor(np.zeros_like(layer.bias))
            biases = (inner.bias_ih_l0,)
        return States(inner), lambda: [
            turned(inner.weight_ih_l0),
            turned(inner.weight_hh_l0),
            *(plain(b) for b in biases),
        ]
    simple = {
        Flatten: lambda: torch.nn.Flatten(),
        LastStep: Last,
        MaxPool2D: lambda: torch.nn.MaxPool2d(layer.size, layer.stride),
        AveragePool2D: lambda: torch.nn.AvgPool2d(layer.size, layer.stride),
        Activation: lambda: {
            "relu": torch.nn.ReLU,
            "tanh": torch.nn.Tanh,
            "sigmoid": torch.nn.Sigmoid,
            "swish": torch.nn.SiLU,
        }[layer.name](),
    }
    return simple[type(layer)](), lambda: []


def twins(network):
    peers, gradients = zip(*(twin(layer) for layer in network.layers), strict=True)
    return torch.nn.Sequential(*peers), lambda: [g for part in gradients for g in part()]


def their_loss(loss, out, y):
    if loss is softmax_cross_entropy:
        return torch.nn.functional.cross_entropy(
            out.reshape(-1, out.shape[-1]), torch.from_numpy(y).reshape(-1)
        )
    if loss is binary_cross_entropy:
        return torch.nn.functional.binary_cross_entropy_with_logits(out, torch.from_numpy(y).to(out.dtype))
    return torch.nn.functional.mse_loss(out, torch.from_numpy(y))


NETWORKS = {
    "mlp": (
        lambda r: mlp([5, 7, 6, 3], r, "sigmoid", normal, normal),
        (8, 5),
        lambda r: r.integers(0, 3, 8),
        softmax_cross_entropy,
    ),
    "regression": (
        lambda r: mlp([5, 7, 2], r, "swish", normal, normal),
        (8, 5),
        lambda r: r.standard_normal((8, 2)),
        mean_squared_error,
    ),
    "cnn": (
        lambda r: Network(
            [
                Conv2D(2, 4, 3, r, padding=1),
                Activation("relu"),
                MaxPool2D(2),
                Conv2D(4, 3, 2, r, stride=2),
                Activation("tanh"),
                AveragePool2D(2, 1),
                Flatten(),
                Dense(3, 1, r),
            ]
        ),
        (6, 2, 8, 8),
        lambda r: r.integers(0, 2, (6, 1)),
        binary_cross_entropy,
    ),
    "rnn": (
        lambda r: Network([RNN(3, 5, r), Dense(5, 4, r)]),
        (6, 2, 3),
        lambda r: r.integers(0, 4, (6, 2)),
        softmax_cross_entropy,
    ),
    "lstm": (
        lambda r: Network([LSTM(3, 5, r), LSTM(5, 4, r), LastStep(), Dense(4, 2, r)]),
        (6, 2, 3),
        lambda r: r.standard_normal((2, 2)),
        mean_squared_error,
    ),
    "gru": (
        lambda r: Network([GRU(3, 5, r, normal, normal), Dense(5, 4, r)]),
        (6, 2, 3),
        lambda r: r.integers(0, 4, (6, 2)),
        softmax_cross_entropy,
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_of_whole_networks(name):
    make, shape, target, loss = NETWORKS[name]
    rng = seeded(5)
    network, x, y = make(rng), rng.standard_normal(shape), target(rng)
    peer, their_gradients = twins(network)
    out, trace = network.forward(x)
    their_out = peer(torch.from_numpy(x))
    np.testing.assert_allclose(out, their_out.detach().numpy(), rtol=1e-9, atol=1e-12)
    value = their_loss(loss, their_out, y)
    value.backward()
    assert loss(out, y) == pytest.approx(value.item(), rel=1e-12)
    grad = getattr(losses, f"{loss.__name__}_backward")(1.0, out, y)
    for one, two in zip(network.backward(grad, trace), their_gradients(), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_few_epochs_of_training(name):
    make, shape, target, loss = NETWORKS[name]
    rng = seeded(6)
    network, x, y = make(rng), rng.standard_normal(shape), target(rng)
    peer, _ = twins(network)
    x_axis, y_axis = (1, y.ndim - 1 if name != "lstm" else 0) if x.ndim == 3 else (0, 0)
    samples = x.shape[x_axis]
    history = fit(network, x, y, loss, Adam(0.01), 5, samples, seeded(), sample_axis=(x_axis, y_axis))
    optimizer = torch.optim.Adam(peer.parameters(), 0.01)
    their_losses = []
    frozen = [p for n, p in peer.named_parameters() if "bias_hh" in n and name in ("rnn", "lstm")]
    for _ in range(5):
        optimizer.zero_grad()
        value = their_loss(loss, peer(torch.from_numpy(x)), y)
        value.backward()
        for parameter in frozen:  # the second bias that ours does not have
            parameter.grad = None
        optimizer.step()
        their_losses.append(value.item())
    np.testing.assert_allclose(history.losses, their_losses, rtol=1e-9)
    np.testing.assert_allclose(
        network.predict(x, (x_axis, y_axis)), peer(torch.from_numpy(x)).detach(), rtol=1e-7, atol=1e-9
    )


def test_mini_batches_momentum_penalty_and_clip_together():
    rng = seeded(8)
    x, y = rng.standard_normal((50, 4)), rng.integers(0, 3, 50)
    network = mlp([4, 6, 3], rng, "tanh")
    peer, _ = twins(network)
    fit(
        network,
        x,
        y,
        softmax_cross_entropy,
        SGD(0.5, momentum=0.9),
        4,
        16,
        seeded(9),
        penalty=(l2_penalty, 0.01),
        clip=0.2,
    )
    optimizer = torch.optim.SGD(peer.parameters(), 0.5, momentum=0.9)
    order = seeded(9)
    for _ in range(4):
        rows = order.permutation(50)
        for start in range(0, 50, 16):
            batch = rows[start : start + 16]
            optimizer.zero_grad()
            value = their_loss(softmax_cross_entropy, peer(torch.from_numpy(x[batch])), y[batch])
            weights = [p for p in peer.parameters() if p.ndim > 1]
            (value + 0.005 * sum((w**2).sum() for w in weights)).backward()
            torch.nn.utils.clip_grad_norm_(peer.parameters(), 0.2)
            optimizer.step()
    np.testing.assert_allclose(network.predict(x), peer(torch.from_numpy(x)).detach().numpy(), rtol=1e-4)


def test_dropout_in_the_middle_passes_the_same_gradient():
    rng = seeded(2)
    network = Network([Dense(4, 6, rng), Dropout(0.5), Dense(6, 2, rng)])
    x = rng.standard_normal((5, 4))
    out, trace = network.forward(x, seeded(1))
    scaled = torch.from_numpy(trace[1]["mask"] / 0.5)
    first, gradients_first = twin(network.layers[0])
    last, gradients_last = twin(network.layers[2])
    their_out = last(first(torch.from_numpy(x)) * scaled)
    np.testing.assert_allclose(out, their_out.detach().numpy(), rtol=1e-12)
    their_out.square().sum().backward()
    for one, two in zip(network.backward(2 * out, trace), gradients_first() + gradients_last(), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-12)
