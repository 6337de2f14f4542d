"""The exercises of chapter 12, recurrent networks."""

from typing import Any

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.core import Exercise, Slip
from helpers.optimizers import clip_by_norm, global_norm

HINTS = {
    "state memory": "your state does not depend on the old one. This cell has forgotten all that it read.",
    "state bare": "a letter and a memory cannot be added as they are. What does each go through first?",
    "state swapped": "look at which table belongs to the input and which to the memory.",
    "state bias": "the bias is missing. What does your cell say when input and memory are zero?",
    "state linear": "these are the sums. What bends them?",
    "state sigmoid": "your states are never negative. This chapter's cell bends with another function.",
    "state inside": "you bent the two parts one by one. There is one sum, and one bend.",
    "back slope": "the blame belongs to the sum, the gradient to the state. What lies between the two?",
    "back twice": "h is what tanh gave already. You bent it once more.",
    "back upright": "the message walks the lines against their direction. (A square table turned the wrong "
    "way raises no error.)",
    "back early": "the message starts from the gradient of the state. It should start from the blame, which "
    "has passed the bend.",
    "back sigmoid": "that is the slope of a sigmoid.",
    "clip one by one": "you shortened each array by itself. Together they are one long arrow, and its "
    "direction should stay.",
    "clip entries": "you cut single numbers. That turns the arrow; it should only become shorter.",
    "clip always": "you changed an arrow that was short enough.",
    "clip square": "that is the square of the length. What is missing?",
    "clip upside": "your arrows grow the longer they are. Which way round is the ratio?",
    "write memory": "each letter of yours is written without a memory. What should be handed on from step "
    "to step, besides the letter?",
    "write first": "you feed the first letter again and again. What should the network read next?",
    "write shares": "you feed the scores back. It has learned to read a letter: one 1, and zeros.",
    "write given": "the letter that you were given comes back as the first answer. Which letter does the "
    "network write first?",
    "write last": "you hand on the new letter, but the state of the first step.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "state": "One more input, the cell's own last answer: that is the whole loop.",
    "back": "The bend, then the table turned over. Repeat this line and a gradient walks back through any "
    "number of steps.",
    "clip": "Shorter, in the same direction, and all arrays by the same factor.",
    "write": "It reads what it wrote itself. Language models write their texts in this very loop.",
}
WANTED = {
    "state": "the new states, a row for each sequence",
    "back": "the blame and the message, two arrays",
    "clip": "three gradients",
    "write": "the numbers of the letters written",
}


def _cells() -> list[dict[str, Any]]:
    """Square tables first, which any order of the tables fits, then one that is not."""
    cases = []
    for seed, (N, D, H) in enumerate(((1, 2, 2), (3, 2, 2), (2, 3, 3), (4, 3, 3))):
        rng = np.random.default_rng(121 + seed)
        sizes = {"x": (N, D), "h": (N, H), "weight_x": (D, H), "weight_h": (H, H), "bias": (H,)}
        cases.append({name: rng.normal(size=size) for name, size in sizes.items()})
    return cases


def _cell(x: Any, h: Any, weight_x: Any, weight_h: Any, bias: Any) -> Any:
    return np.tanh(x @ weight_x + h @ weight_h + bias)


next_state = Exercise(
    "next_state",
    _cell,
    _cells(),
    [
        Slip(
            lambda x, h, weight_x, weight_h, bias: np.tanh(x @ weight_x + bias),
            HINTS["state memory"],
        ),
        Slip(lambda x, h, weight_x, weight_h, bias: np.tanh(x + h), HINTS["state bare"]),
        Slip(
            lambda x, h, weight_x, weight_h, bias: np.tanh((x + h) @ weight_x + bias),
            HINTS["state bare"],
        ),
        Slip(
            lambda x, h, weight_x, weight_h, bias: np.tanh(x @ weight_h + h @ weight_x + bias),
            HINTS["state swapped"],
        ),
        Slip(
            lambda x, h, weight_x, weight_h, bias: np.tanh(x @ weight_x + h @ weight_h),
            HINTS["state bias"],
        ),
        Slip(
            lambda x, h, weight_x, weight_h, bias: x @ weight_x + h @ weight_h + bias,
            HINTS["state linear"],
        ),
        Slip(
            lambda x, h, weight_x, weight_h, bias: sigmoid(x @ weight_x + h @ weight_h + bias),
            HINTS["state sigmoid"],
        ),
        Slip(
            lambda x, h, weight_x, weight_h, bias: np.tanh(x @ weight_x + bias) + np.tanh(h @ weight_h),
            HINTS["state inside"],
        ),
        Slip(
            lambda x, h, weight_x, weight_h, bias: np.tanh(x @ weight_x) + np.tanh(h @ weight_h) + bias,
            HINTS["state inside"],
        ),
    ],
    GAINS["state"],
    WANTED["state"],
)


def _back(slope: Any, turned: bool = True, early: bool = False) -> Any:
    """One step back, with the slope as a function of the state and the table turned over or not."""

    def step(grad_h: Any, h: Any, weight_h: Any) -> tuple[Any, Any]:
        delta = grad_h * slope(h)
        return delta, (grad_h if early else delta) @ (weight_h.T if turned else weight_h)

    return step


def _tanh_slope(h: Any) -> Any:
    return 1 - h**2


def _steps_back() -> list[dict[str, Any]]:
    by_hand = {"grad_h": np.array([[-0.4]]), "h": np.array([[0.8]]), "weight_h": np.array([[0.5]])}
    cases = [by_hand]
    for seed, (N, H) in enumerate(((1, 3), (4, 2), (2, 5))):
        rng = np.random.default_rng(131 + seed)
        cases.append(
            {
                "grad_h": rng.normal(size=(N, H)),
                "h": rng.uniform(-0.9, 0.9, (N, H)),
                "weight_h": rng.normal(size=(H, H)),
            }
        )
    return cases


message_back = Exercise(
    "message_back",
    _back(_tanh_slope),
    _steps_back(),
    [
        Slip(_back(np.ones_like), HINTS["back slope"]),
        Slip(_back(lambda h: 1 - np.tanh(h) ** 2), HINTS["back twice"]),
        Slip(_back(_tanh_slope, turned=False), HINTS["back upright"]),
        Slip(_back(_tanh_slope, early=True), HINTS["back early"]),
        Slip(_back(lambda h: h * (1 - h)), HINTS["back sigmoid"]),
    ],
    GAINS["back"],
    WANTED["back"],
)


def _all_three(clip: Any) -> Any:
    """An answer made of a clip of a list of gradients."""

    def clipped(grad_x: Any, grad_h: Any, grad_b: Any, limit: Any) -> tuple[Any, ...]:
        return tuple(clip([grad_x, grad_h, grad_b], limit))

    return clipped


def _scaled(factor: Any) -> Any:
    """A clip that multiplies all arrays by a factor made of their length and the limit."""
    return _all_three(lambda arrays, limit: [a * factor(global_norm(arrays), limit) for a in arrays])


def _gradients() -> list[dict[str, Any]]:
    by_hand = {"grad_x": np.array([[3.0]]), "grad_h": np.array([[4.0]]), "grad_b": np.array([0.0])}
    cases = [by_hand | {"limit": 1.0}, by_hand | {"limit": 6.0}]
    for seed, limit in enumerate((0.5, 2.0, 50.0)):
        rng = np.random.default_rng(141 + seed)
        sizes = {"grad_x": (2, 3), "grad_h": (3, 3), "grad_b": (3,)}
        cases.append({name: 2 * rng.normal(size=size) for name, size in sizes.items()} | {"limit": limit})
    return cases


clipped = Exercise(
    "clipped",
    _all_three(clip_by_norm),
    _gradients(),
    [
        Slip(
            _all_three(
                lambda arrays, limit: [a * (limit / max(limit, float(np.linalg.norm(a)))) for a in arrays]
            ),
            HINTS["clip one by one"],
        ),
        Slip(
            _all_three(lambda arrays, limit: [np.clip(a, -limit, limit) for a in arrays]),
            HINTS["clip entries"],
        ),
        Slip(_scaled(lambda length, limit: limit / length), HINTS["clip always"]),
        Slip(_scaled(lambda length, limit: min(1, limit / length**2)), HINTS["clip square"]),
        Slip(_scaled(lambda length, limit: max(1, length / limit)), HINTS["clip upside"]),
    ],
    GAINS["clip"],
    WANTED["clip"],
)


def _writer(carry: str = "state", feed: str = "letter", given: bool = False) -> Any:
    """A network that writes; what it hands on, what it reads next, and whether the given letter is told."""

    def write(
        first: Any, steps: Any, weight_x: Any, weight_h: Any, bias: Any, weight_out: Any, bias_out: Any
    ) -> Any:
        letters = np.eye(len(weight_x))
        x, h, written = letters[first], np.zeros(len(weight_h)), []
        kept = None
        for _ in range(steps):
            h = _cell(x, h, weight_x, weight_h, bias)
            scores = h @ weight_out + bias_out
            written.append(int(scores.argmax()))
            if feed == "letter":
                x = letters[written[-1]]
            elif feed == "scores":
                x = scores
            kept = h if kept is None else kept
            h = {"state": h, "nothing": 0 * h, "first": kept}[carry]
        return np.array(([first, *written[:-1]]) if given else written)

    return write


def _writers() -> list[dict[str, Any]]:
    """Random cells whose memory and input both matter, so that each slip writes another text."""
    cases = []
    for seed in range(4):
        rng = np.random.default_rng(151 + seed)
        sizes = {"weight_x": (5, 6), "weight_h": (6, 6), "bias": (6,), "weight_out": (6, 5), "bias_out": (5,)}
        cell = {name: 1.5 * rng.normal(size=size) for name, size in sizes.items()}
        cases.append({"first": seed, "steps": 12} | cell)
    return cases


write = Exercise(
    "write",
    _writer(),
    _writers(),
    [
        Slip(_writer(carry="nothing"), HINTS["write memory"]),
        Slip(_writer(feed="first"), HINTS["write first"]),
        Slip(_writer(feed="scores"), HINTS["write shares"]),
        Slip(_writer(given=True), HINTS["write given"]),
        Slip(_writer(carry="first"), HINTS["write last"]),
    ],
    GAINS["write"],
    WANTED["write"],
)
