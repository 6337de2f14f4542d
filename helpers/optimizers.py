"""From gradients to a step: how each optimiser moves the parameters.

An optimiser gets the parameters and their gradients as two lists in the same order, and changes the parameter
arrays *in place*: `optimizer.step(parameters, gradients)`. The gradients are only read. What it remembers
from step to step (a velocity, running means) are plain lists of arrays that a chapter may draw; `reset`
forgets them.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np

from helpers.validation import number

Arrays = Sequence[np.ndarray]


class Optimizer(ABC):
    """What all optimisers share: a learning rate, a memory, and the check that both lists match.

    Args:
        learning_rate: size of a step, positive; may be changed between steps.

    Raises:
        ValueError: it is not positive and finite.
    """

    def __init__(self, learning_rate: float) -> None:
        """Keep the learning rate and start without memory."""
        self.learning_rate = number(type(self).__name__, "learning_rate", learning_rate, 0, above=True)
        self.reset()

    @abstractmethod
    def reset(self) -> None:
        """Forget all earlier steps. `training.fit` begins with this."""

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Move every parameter once, in place.

        Args:
            parameters: arrays to change.
            gradients: one for each parameter, of its shape; only read.

        Raises:
            ValueError: the lists do not match.
        """
        if len(parameters) != len(gradients):
            raise ValueError(
                f"{type(self).__name__}.step: {len(parameters)} parameters "
                f"came with {len(gradients)} gradients but one for each is expected"
            )
        for i, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            if parameter.shape != gradient.shape:
                raise ValueError(
                    f"{type(self).__name__}.step: parameter {i} has shape {parameter.shape} "
                    f"but its gradient has {gradient.shape}"
                )
        self._move(parameters, gradients)

    @abstractmethod
    def _move(self, parameters: Arrays, gradients: Arrays) -> None:
        """Apply the optimiser's own formula to checked lists."""

    def _memory(self, kept: list[np.ndarray], parameters: Arrays) -> list[np.ndarray]:
        """Return `kept`, or zeros in the parameters' shapes before the first step."""
        if not kept:
            kept.extend(np.zeros_like(parameter) for parameter in parameters)
        if [k.shape for k in kept] != [p.shape for p in parameters]:
            raise ValueError(
                f"{type(self).__name__}.step: the parameters have other shapes than at the first step; "
                "call reset() or make a new optimiser for another network"
            )
        return kept


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    Formula: w ← w − η g. With momentum μ a velocity gathers past gradients, v ← μ v + g, and w ← w − η v;
    Nesterov's form looks one step ahead, w ← w − η (g + μ v).

    Args:
        learning_rate: η, positive.
        momentum: μ, 0 ≤ μ < 1.
        nesterov: whether to look ahead; needs momentum.

    Attributes:
        velocity: v for each parameter, empty before the first step or without momentum.

    Raises:
        ValueError: a value is out of range.

    Sources: Robbins and Monro (1951), A stochastic approximation method; Polyak (1964), Some methods of
    speeding up the convergence of iteration methods; Sutskever, Martens, Dahl and Hinton (2013), On the
    importance of initialization and momentum in deep learning.

    >>> w = np.array([1.0, 2.0])
    >>> optimizer = SGD(0.1, momentum=0.9)
    >>> for _ in range(2):
    ...     optimizer.step([w], [np.array([1.0, -1.0])])
    >>> w
    array([0.71, 2.29])
    """

    def __init__(self, learning_rate: float, momentum: float = 0.0, nesterov: bool = False) -> None:
        """Keep the settings."""
        self.momentum = number("SGD", "momentum", momentum, 0, 1, below=True)
        if nesterov and momentum == 0:
            raise ValueError("SGD: nesterov is True but momentum is 0; give a momentum such as 0.9")
        self.nesterov = nesterov
        super().__init__(learning_rate)

    def __repr__(self) -> str:
        """Return the call that makes this optimiser."""
        return f"SGD({self.learning_rate}, momentum={self.momentum}, nesterov={self.nesterov})"

    def reset(self) -> None:
        """Bring the velocity to rest."""
        self.velocity: list[np.ndarray] = []

    def _move(self, parameters: Arrays, gradients: Arrays) -> None:
        if self.momentum == 0:
            for w, g in zip(parameters, gradients, strict=True):
                w -= self.learning_rate * g
            return
        for w, g, v in zip(parameters, gradients, self._memory(self.velocity, parameters), strict=True):
            v *= self.momentum
            v += g
            w -= self.learning_rate * (g + self.momentum * v if self.nesterov else v)


class RMSProp(Optimizer):
    """Divide each step by the running size of its own gradient.

    Formula: s ← ρ s + (1 − ρ) g² and w ← w − η g / (√s + ε). Parameters with small gradients move as fast as
    parameters with large ones.

    Args:
        learning_rate: η, positive.
        decay: ρ, 0 ≤ ρ < 1.
        eps: ε, positive, against division by zero.

    Attributes:
        mean_square: s for each parameter, empty before the first step.

    Raises:
        ValueError: a value is out of range.

    Source: Tieleman and Hinton (2012), lecture 6.5 of Neural Networks for Machine Learning.

    >>> w = np.array([1.0, 1.0])
    >>> RMSProp(0.01, decay=0.75).step([w], [np.array([5.0, 0.001])])
    >>> w.round(6)
    array([0.98, 0.98])
    """

    def __init__(self, learning_rate: float = 1e-3, decay: float = 0.9, eps: float = 1e-8) -> None:
        """Keep the settings."""
        self.decay = number("RMSProp", "decay", decay, 0, 1, below=True)
        self.eps = number("RMSProp", "eps", eps, 0, above=True)
        super().__init__(learning_rate)

    def __repr__(self) -> str:
        """Return the call that makes this optimiser."""
        return f"RMSProp({self.learning_rate}, decay={self.decay}, eps={self.eps})"

    def reset(self) -> None:
        """Forget the running sizes."""
        self.mean_square: list[np.ndarray] = []

    def _move(self, parameters: Arrays, gradients: Arrays) -> None:
        for w, g, s in zip(parameters, gradients, self._memory(self.mean_square, parameters), strict=True):
            s *= self.decay
            s += (1 - self.decay) * g * g
            w -= self.learning_rate * g / (np.sqrt(s) + self.eps)


class Adam(Optimizer):
    """Momentum and RMSProp together, each corrected for its start at zero.

    Formula, at step t: m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then w ← w − η m̂ / (√ŝ + ε) with
    m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ). The first step moves every parameter by η, whatever the size of
    its gradient (while that is well above ε).

    Args:
        learning_rate: η, positive.
        beta1: β₁, 0 ≤ β₁ < 1, of the mean.
        beta2: β₂, 0 ≤ β₂ < 1, of the mean square.
        eps: ε, positive, against division by zero.

    Attributes:
        mean: m for each parameter, empty before the first step.
        mean_square: s for each parameter, likewise.
        steps: t, the number of steps made.

    Raises:
        ValueError: a value is out of range.

    Source: Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.

    >>> w = np.array([1.0, 1.0])
    >>> Adam(0.01).step([w], [np.array([5.0, -0.001])])
    >>> w.round(5)
    array([0.99, 1.01])
    """

    def __init__(
        self, learning_rate: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        """Keep the settings."""
        self.beta1 = number("Adam", "beta1", beta1, 0, 1, below=True)
        self.beta2 = number("Adam", "beta2", beta2, 0, 1, below=True)
        self.eps = number("Adam", "eps", eps, 0, above=True)
        super().__init__(learning_rate)

    def __repr__(self) -> str:
        """Return the call that makes this optimiser."""
        return f"Adam({self.learning_rate}, beta1={self.beta1}, beta2={self.beta2}, eps={self.eps})"

    def reset(self) -> None:
        """Forget the running means and the number of steps."""
        self.mean: list[np.ndarray] = []
        self.mean_square: list[np.ndarray] = []
        self.steps = 0

    def _move(self, parameters: Arrays, gradients: Arrays) -> None:
        means = self._memory(self.mean, parameters)
        squares = self._memory(self.mean_square, parameters)
        self.steps += 1
        mean_share = 1 - self.beta1**self.steps
        square_share = 1 - self.beta2**self.steps
        for w, g, m, s in zip(parameters, gradients, means, squares, strict=True):
            m *= self.beta1
            m += (1 - self.beta1) * g
            s *= self.beta2
            s += (1 - self.beta2) * g * g
            w -= (self.learning_rate / mean_share) * m / (np.sqrt(s / square_share) + self.eps)


def global_norm(gradients: Arrays) -> float:
    """Return the length of all gradients taken as one long vector.

    Formula: √(Σ g²), added up in float64.

    Args:
        gradients: arrays of any shapes.

    Returns:
        The length, at least 0.

    >>> global_norm([np.array([3.0]), np.array([[0.0, 4.0]])])
    5.0
    """
    return sqrt(sum(float(np.sum(np.square(g, dtype=np.float64))) for g in gradients))


def clip_by_norm(gradients: Arrays, limit: float) -> list[np.ndarray]:
    """Shorten the gradients together to length `limit` if they are longer; the direction stays.

    Formula: g · min(1, limit / ‖g‖), where ‖g‖ is the `global_norm` of all of them.

    Args:
        gradients: arrays of any shapes; only read.
        limit: longest length allowed, positive.

    Returns:
        Shortened copies, or the arrays themselves if they are short enough. An infinite gradient is returned
        as it is, to stay visible.

    Raises:
        ValueError: limit is not positive and finite.

    Source: Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks,
    algorithm 1.

    >>> clip_by_norm([np.array([3.0, 4.0])], limit=1.0)
    [array([0.6, 0.8])]
    """
    limit = number("clip_by_norm", "limit", limit, 0, above=True)
    norm = global_norm(gradients)
    if norm <= limit or not isfinite(norm):
        return list(gradients)
    return [g * (limit / norm) for g in gradients]
