"""The exercises of chapter 10, overfitting."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises.core import Exercise, Slip

HINTS = {
    "decay rate": "the pull towards zero is part of the slope, so it is shortened by the learning rate, too.",
    "decay sign": "your weights grow away from zero. Which way does a step go against a positive slope?",
    "decay l1": "your pull is equally strong for every weight. That is L1; under L2 large weights are pulled "
    "harder.",
    "decay double": "your pull is twice as strong as it should be. The slope of ½ λ w² is not 2 λ w.",
    "decay penalty": "you took the penalty itself. A step follows its slope.",
    "decay alone": "the weight decays, but it no longer learns: the slope of the loss is missing.",
    "decay after": "you shrank the weight after its step. Both pulls start from the old weight.",
    "dropped scale": "in training the units that are kept have to stand in for those that are dropped. On "
    "average, what comes out must be h.",
    "dropped shrink": "the kept units became smaller. Of ten units seven are kept: how much louder must each "
    "of them be?",
    "dropped rate": "you divided by the share that is dropped. Which share is kept?",
    "dropped others": "you kept the units that should go. The rate is the share that is dropped: which draws "
    "are below it?",
    "dropped always": "a network that is used has all its units. What is `training` for?",
    "dropped late": "that is the older way: nothing in training, and smaller signals in use. Here the "
    "scaling belongs to the training.",
    "stop fall": "you compared with the epoch before. A small dip on the way up is no new lowest loss.",
    "stop late": "you waited one epoch longer than the patience allows.",
    "stop future": "you went back to an epoch that comes after the stop. Nobody can know it then.",
    "stop last": "the second number is the epoch to go back to: where was the loss lowest?",
    "stop first": "you stopped at the first loss that was not lower. What is the patience for?",
    "stop tie": "a loss that is only as low as the lowest is not a new minimum.",
    "soft cross": "small weights jump over zero to the other side. What should happen to a weight that is "
    "smaller than the amount?",
    "soft hard": "small weights are zero, as they should be. The others must move as well.",
    "soft negative": "negative weights are lost. Pull the size, and keep the sign.",
    "soft sign": "the sizes are right. Each weight keeps its sign.",
    "soft away": "your weights move away from zero.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "decay": "The same step, written (1 − ηλ) w − η g, is called weight decay: first shrink, then learn.",
    "dropped": "On average the next layer hears what it will hear in use: nothing has to be changed there.",
    "stop": "You stop late and go back: the weights of the lowest loss must have been kept.",
    "soft": "Exact zeros: this is the proximal step of L1, also called soft thresholding.",
}
WANTED = {
    "decay": "the new weights",
    "dropped": "an array in the shape of h",
    "stop": "two whole numbers, the last epoch and the epoch to go back to",
    "soft": "the new weights",
}


def _weights_and_slopes() -> list[dict[str, Any]]:
    by_hand = {"weight": np.array([2.0, -4.0]), "grad": np.array([0.0, 1.0]), "rate": 0.1, "strength": 0.5}
    rng = np.random.default_rng(101)
    return [by_hand] + [
        {"weight": rng.normal(size=size), "grad": rng.normal(size=size), "rate": rate, "strength": strength}
        for size, rate, strength in (((3, 2), 0.3, 0.2), ((4,), 0.05, 1.5))
    ]


decayed = Exercise(
    "decayed",
    lambda weight, grad, rate, strength: weight - rate * (grad + strength * weight),
    _weights_and_slopes(),
    [
        Slip(
            lambda weight, grad, rate, strength: weight - rate * grad - strength * weight, HINTS["decay rate"]
        ),
        Slip(
            lambda weight, grad, rate, strength: weight - rate * (grad - strength * weight),
            HINTS["decay sign"],
        ),
        Slip(
            lambda weight, grad, rate, strength: weight - rate * (grad + strength * np.sign(weight)),
            HINTS["decay l1"],
        ),
        Slip(
            lambda weight, grad, rate, strength: weight - rate * (grad + 2 * strength * weight),
            HINTS["decay double"],
        ),
        Slip(
            lambda weight, grad, rate, strength: weight - rate * (grad + 0.5 * strength * weight**2),
            HINTS["decay penalty"],
        ),
        Slip(lambda weight, grad, rate, strength: weight - rate * strength * weight, HINTS["decay alone"]),
        Slip(
            lambda weight, grad, rate, strength: (1 - rate * strength) * (weight - rate * grad),
            HINTS["decay after"],
        ),
    ],
    GAINS["decay"],
    WANTED["decay"],
)


def _units_and_draws() -> list[dict[str, Any]]:
    by_hand = {"h": np.array([1.0, 3.0, -2.0, 4.0]), "draws": np.array([0.1, 0.9, 0.3, 0.2]), "rate": 0.25}
    rng = np.random.default_rng(102)
    batch = {"h": rng.normal(size=(5, 6)), "draws": rng.random((5, 6)), "rate": 0.4}
    return [case | {"training": training} for case in (by_hand, batch) for training in (True, False)]


def _dropper(trained: Callable[..., Any], used: Callable[..., Any] = lambda h, rate: h) -> Any:
    """A dropout with its own way in training and in use."""

    def dropped(h: Any, draws: Any, rate: Any, training: Any) -> Any:
        return trained(h, draws, rate) if training else used(h, rate)

    return dropped


dropped = Exercise(
    "dropped",
    _dropper(lambda h, draws, rate: h * (draws >= rate) / (1 - rate)),
    _units_and_draws(),
    [
        Slip(_dropper(lambda h, draws, rate: h * (draws >= rate)), HINTS["dropped scale"]),
        Slip(_dropper(lambda h, draws, rate: h * (draws >= rate) * (1 - rate)), HINTS["dropped shrink"]),
        Slip(_dropper(lambda h, draws, rate: h * (draws >= rate) / rate), HINTS["dropped rate"]),
        Slip(_dropper(lambda h, draws, rate: h * (draws < rate) / (1 - rate)), HINTS["dropped others"]),
        Slip(_dropper(lambda h, draws, rate: h * (draws < rate) / rate), HINTS["dropped others"]),
        Slip(
            lambda h, draws, rate, training: h * (draws >= rate) / (1 - rate),
            HINTS["dropped always"],
        ),
        Slip(
            _dropper(lambda h, draws, rate: h * (draws >= rate), lambda h, rate: h * (1 - rate)),
            HINTS["dropped late"],
        ),
    ],
    GAINS["dropped"],
    WANTED["dropped"],
)


def _patient(losses: Any, patience: int, equal: bool = False, extra: int = 0) -> tuple[int, int]:
    """Early stopping; with equal a tie counts as lower, with extra it waits longer."""
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best] or (equal and losses[epoch] == losses[best]):
            best = epoch
        elif epoch - best >= patience + extra:
            return epoch, best
    return len(losses) - 1, best


def _from_the_epoch_before(losses: Any, patience: int) -> tuple[int, int]:
    """Counts epochs since the loss last fell, however little."""
    waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited >= patience:
            return epoch, int(np.argmin(losses[: epoch + 1]))
    return len(losses) - 1, int(np.argmin(losses))


def _curves() -> list[dict[str, Any]]:
    return [
        {"losses": np.array([0.9, 0.5, 0.4, 0.6, 0.5, 0.7, 0.1]), "patience": 3},
        {"losses": np.array([0.8, 0.6, 0.7, 0.65, 0.72, 0.69, 0.75]), "patience": 2},
        {"losses": np.array([0.5, 0.4, 0.4, 0.45, 0.3, 0.2]), "patience": 2},
        {"losses": np.array([0.5, 0.4, 0.3, 0.2]), "patience": 2},
        {"losses": np.array([0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.9]), "patience": 2},
    ]


stop_at = Exercise(
    "stop_at",
    _patient,
    _curves(),
    [
        Slip(_from_the_epoch_before, HINTS["stop fall"]),
        Slip(lambda losses, patience: _patient(losses, patience, extra=1), HINTS["stop late"]),
        Slip(
            lambda losses, patience: (_patient(losses, patience)[0], int(np.argmin(losses))),
            HINTS["stop future"],
        ),
        Slip(lambda losses, patience: (_patient(losses, patience)[0],) * 2, HINTS["stop last"]),
        Slip(lambda losses, patience: _patient(losses, 1), HINTS["stop first"]),
        Slip(lambda losses, patience: _patient(losses, patience, equal=True), HINTS["stop tie"]),
    ],
    GAINS["stop"],
    WANTED["stop"],
)


def _weights_and_amounts() -> list[dict[str, Any]]:
    by_hand = {"weight": np.array([3.0, 0.5, -3.0, -0.2, 0.0]), "amount": 1.0}
    rng = np.random.default_rng(104)
    return [by_hand, {"weight": rng.normal(size=(4, 3)), "amount": 0.4}]


soft_step = Exercise(
    "soft_step",
    lambda weight, amount: np.sign(weight) * np.maximum(np.abs(weight) - amount, 0),
    _weights_and_amounts(),
    [
        Slip(lambda weight, amount: weight - amount * np.sign(weight), HINTS["soft cross"]),
        Slip(lambda weight, amount: weight * (np.abs(weight) > amount), HINTS["soft hard"]),
        Slip(lambda weight, amount: np.maximum(weight - amount, 0), HINTS["soft negative"]),
        Slip(lambda weight, amount: np.maximum(np.abs(weight) - amount, 0), HINTS["soft sign"]),
        Slip(lambda weight, amount: weight + amount * np.sign(weight), HINTS["soft away"]),
    ],
    GAINS["soft"],
    WANTED["soft"],
)
