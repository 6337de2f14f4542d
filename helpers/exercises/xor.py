"""The exercises of chapter 04, XOR."""

from typing import Any

import numpy as np

from helpers.exercises.core import Exercise, Slip

HINTS = {
    "fourth bias": "each sum has the bias in it once. How often is it in yours, and how often should it be?",
    "fourth all": "count the weights and the bias in what you return: is anything in it more often than it "
    "is at P4?",
    "fourth sign": "test it with weights of zero: then all four sums equal the bias. What do you get?",
    "fourth half": "you found the sum at the middle M. P4 lies as far behind M as P1 lies before it.",
    "shortcut no step": "your hidden units pass their sums on. What does a unit of the first layer send, a "
    "number of any size?",
    "shortcut missing": "the output unit hears the hidden units alone. Who else speaks to it here?",
    "shortcut no bias": "the lines of your hidden units all pass through the origin. What shifts them?",
    "shortcut no output bias": "the hidden layer is right; the output unit has a bias, too.",
    "shortcut strict": "look at a sum of exactly zero. What does the book's unit say there?",
    "shortcut sums": "these are the weighted sums of the output unit, not its answers.",
    "collapse bias lost": "what becomes of `bias1` when the second layer multiplies it?",
    "collapse bias added": "the second layer multiplies all that comes out of the first, its bias too.",
    "collapse order": "which layer is applied first? With rows as samples its table stands on the left.",
    "collapse entries": "that is the product entry by entry. Each unit of the second layer reads all units "
    "of the first.",
    "count answers": "unit k stays on for every larger count, too. What should its weight add when the "
    "count grows from k − 1 to k?",
    "count sign": "your weights go down where the answer goes up.",
    "count start": "with no input on, all hidden units are silent. What is z then, and what should it be?",
    "count half": "your sums are right but for a half. How far from zero does the task want them?",
    "count parity": "these are the weights of parity. What do they answer when the wanted answer stays the "
    "same from one count to the next?",
    "count one more": "you have a weight too many. What is the first count at which a hidden unit fires?",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "fourth": "Three corners fix the sum at the fourth. Put in the signs that XOR wants, and the last one "
    "comes out wrong.",
    "shortcut": "With one hidden unit that says AND, and the inputs going straight on as well, XOR takes two "
    "units.",
    "collapse": "Two layers without a step between them are one layer. It is the step that makes a network "
    "more than one unit.",
    "count": "Any question about a count can be answered with these n hidden units: majority, exactly two, "
    "parity. The output weights are the steps of the answer.",
}
WANTED = {
    "fourth": "the sum at P4",
    "shortcut": "a zero or one for each row of x",
    "collapse": "one weight table and one bias",
    "count": "the weights v and the bias c",
}


def _three_sums() -> list[dict[str, Any]]:
    by_hand = {"z": np.array([-1.0, 2.0, 4.0])}
    rng = np.random.default_rng(41)
    return [by_hand] + [{"z": rng.normal(size=3)} for _ in range(4)]


sum_at_p4 = Exercise(
    "sum_at_p4",
    lambda z: z[1] + z[2] - z[0],
    _three_sums(),
    [
        Slip(lambda z: z[1] + z[2], HINTS["fourth bias"]),
        Slip(lambda z: z[0] + z[1] + z[2], HINTS["fourth all"]),
        Slip(lambda z: z[1] + z[2] - 2 * z[0], HINTS["fourth sign"]),
        Slip(lambda z: z[0] - z[1] - z[2], HINTS["fourth sign"]),
        Slip(lambda z: (z[1] + z[2]) / 2, HINTS["fourth half"]),
    ],
    GAINS["fourth"],
    WANTED["fourth"],
)


def _step(z: Any) -> Any:
    return np.asarray(z) >= 0


def _after_zero(z: Any) -> Any:
    return np.asarray(z) > 0


def _as_it_is(z: Any) -> Any:
    return z


def _network(hidden: Any = _step, output: Any = _step) -> Any:
    """A network with a shortcut, with what hidden units and output unit make of their sums."""

    def answer(x: Any, weight: Any, bias: Any, v: Any, u: Any, c: Any) -> Any:
        h = np.asarray(hidden(x @ weight + bias), float)
        return np.asarray(output(h @ v + x @ u + c), float)

    return answer


def _without(**lost: float) -> Any:
    """The right network, but what is named counts as zero."""
    return lambda **given: _network()(**{name: lost.get(name, 1) * value for name, value in given.items()})


def _networks() -> list[dict[str, Any]]:
    by_hand = {  # a hidden AND takes two away from x1 + x2
        "x": np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
        "weight": np.array([[1.0], [1.0]]),
        "bias": np.array([-1.5]),
        "v": np.array([-2.0]),
        "u": np.array([1.0, 1.0]),
        "c": -0.5,
    }
    # The same with whole numbers: at (1, 1) the hidden sum is exactly zero, at (0, 1) the output's.
    on_the_line = by_hand | {"bias": np.array([-2.0]), "c": -1.0}
    rng = np.random.default_rng(42)
    random = {
        "x": rng.normal(size=(40, 3)),
        "weight": rng.normal(size=(3, 4)),
        "bias": rng.normal(size=4),
        "v": rng.normal(size=4),
        "u": rng.normal(size=3),
        "c": -0.5,
    }
    return [by_hand, on_the_line, random]


with_shortcut = Exercise(
    "with_shortcut",
    _network(),
    _networks(),
    [
        Slip(_network(hidden=_as_it_is), HINTS["shortcut no step"]),
        Slip(_network(_as_it_is, _as_it_is), HINTS["shortcut no step"]),
        Slip(_without(u=0), HINTS["shortcut missing"]),
        Slip(_without(bias=0), HINTS["shortcut no bias"]),
        Slip(_without(c=0), HINTS["shortcut no output bias"]),
        Slip(_network(_after_zero, _after_zero), HINTS["shortcut strict"]),
        Slip(_network(hidden=_after_zero), HINTS["shortcut strict"]),
        Slip(_network(output=_after_zero), HINTS["shortcut strict"]),
        Slip(_network(output=_as_it_is), HINTS["shortcut sums"]),
    ],
    GAINS["shortcut"],
    WANTED["shortcut"],
)


def _linear_layers() -> list[dict[str, Any]]:
    by_hand = {
        "weight1": np.array([[1.0, 2.0], [0.0, 1.0]]),
        "bias1": np.array([1.0, -1.0]),
        "weight2": np.array([[3.0, 0.0], [1.0, 1.0]]),
        "bias2": np.array([0.0, 5.0]),
    }
    rng = np.random.default_rng(43)
    random = {
        name: rng.normal(size=shape)
        for name, shape in (("weight1", (3, 3)), ("bias1", 3), ("weight2", (3, 3)), ("bias2", 3))
    }
    return [by_hand, random]


collapse = Exercise(
    "collapse",
    lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias1 @ weight2 + bias2),
    _linear_layers(),
    [
        Slip(lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias2), HINTS["collapse bias lost"]),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight1 @ weight2, bias1 + bias2),
            HINTS["collapse bias added"],
        ),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight2 @ weight1, bias1 @ weight2 + bias2),
            HINTS["collapse order"],
        ),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight2 @ weight1, weight2 @ bias1 + bias2),
            HINTS["collapse order"],
        ),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight1 * weight2, bias1 @ weight2 + bias2),
            HINTS["collapse entries"],
        ),
        Slip(
            lambda weight1, bias1, weight2, bias2: (weight1 * weight2, bias1 * bias2),
            HINTS["collapse entries"],
        ),
    ],
    GAINS["collapse"],
    WANTED["collapse"],
)


def _steps(answers: Any, **more: Any) -> tuple[Any, Any]:
    """By how much the answer changes from count to count, and the bias that shows the first answer."""
    return np.diff(answers, **more), answers[0] - 0.5


def _answers() -> list[dict[str, Any]]:
    rng = np.random.default_rng(44)
    tables = [[0, 1, 0], [1, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1], *rng.integers(2, size=(3, 9))]
    return [{"answers": np.array(table)} for table in tables]


count_weights = Exercise(
    "count_weights",
    _steps,
    _answers(),
    [
        Slip(lambda answers: (answers[1:], answers[0] - 0.5), HINTS["count answers"]),
        Slip(lambda answers: (answers[1:], -0.5), HINTS["count answers"]),
        Slip(lambda answers: (-np.diff(answers), answers[0] - 0.5), HINTS["count sign"]),
        Slip(lambda answers: (-np.diff(answers), 0.5 - answers[0]), HINTS["count sign"]),
        Slip(lambda answers: (np.diff(answers), -0.5), HINTS["count start"]),
        Slip(lambda answers: (np.diff(answers), answers[0]), HINTS["count half"]),
        Slip(lambda answers: (np.diff(answers), answers[0] - 1), HINTS["count half"]),
        Slip(lambda answers: ((-1) ** np.arange(len(answers) - 1), -0.5), HINTS["count parity"]),
        Slip(lambda answers: ((-1) ** np.arange(len(answers) - 1), answers[0] - 0.5), HINTS["count parity"]),
        Slip(lambda answers: _steps(answers, prepend=0), HINTS["count one more"]),
        Slip(lambda answers: (np.diff(answers, prepend=0), -0.5), HINTS["count one more"]),
    ],
    GAINS["count"],
    WANTED["count"],
)
