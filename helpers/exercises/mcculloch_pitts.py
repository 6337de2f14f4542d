"""The exercises of chapter 02, the McCulloch–Pitts neuron."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.exercises.core import Exercise, NotYet, Slip
from helpers.neurons import all_inputs, from_bits, threshold_unit

HINTS = {
    "all two": "right for two inputs. How large is the sum when three fire, and how large must it be?",
    "all one": "it fires as soon as one input does: that is OR.",
    "all above": "it never fires. How large can the sum become, and does a unit fire *at* its threshold?",
    "all cases": "you compare with the number of rows. Which number of the shape counts the inputs?",
    "opposite same threshold": "the weights turned, the threshold did not. Take AND, which must become "
    "NAND: how large are the sums of NAND, and which of them fire?",
    "opposite shared": "at one sum both units fire: where the old one just reaches its threshold. The new "
    "one should just miss there.",
    "opposite too far": "both units fire where the old one just reaches its threshold, and even one above "
    "it. Which whole number comes next *after* −θ?",
    "opposite kept weights": "the threshold moved, but more excitation still makes it fire more readily. "
    "What turns that around?",
    "larger equal": "for equal numbers your unit fires too. By how much is a whole number larger, if it is "
    "larger at all?",
    "larger swapped": "your unit says whether the second number is larger.",
    "larger count": "you compare how many bits are on. How much is each bit worth?",
    "larger reversed": "you read the numbers from the other end. Which bit stands first, that of the ones or "
    "the highest?",
    "larger positions": "your weights grow by one from place to place. Compare 100 with 011: how must they "
    "grow, so that one high bit outweighs all lower ones together?",
    "column or": "with two ones the total must be 0, and your unit fires. The carry has noticed the two: how "
    "strongly must it hold the second unit back?",
    "column strong": "with three ones the total must be 1, but your carry holds it back. How much is a carry "
    "worth?",
    "column swapped": "these are the right two numbers in the other order: the total first, then the carry.",
    "column high": "a carry is needed from two ones on, not only with three.",
}
"""What readers see when they took a usual wrong way."""

GAINS = {
    "all": "One unit says AND to as many inputs as you like: its threshold is their number.",
    "opposite": "For whole numbers, to miss θ is to stay at θ − 1 or below. Turn all signs, and this is a "
    "threshold unit again: −w with 1 − θ.",
    "larger": "One unit compares two whole numbers from 0 up, of any length: weights can carry the value of "
    "a place. The price: each further place doubles the largest weight.",
    "column": "Two units add a column, where gates took nine: a threshold can count.",
}
WANTED = {
    "all": "one number for each row of x",
    "opposite": "the weights and the threshold of the new unit",
    "larger": "one number for each row",
    "column": "the total and the carry, one number each for every row",
}
UNIT_WORDS = (
    "`{name}({given})`: for the inputs {row} your unit says {said}, like the old one. Work out both "
    "sums there."
)
"""What is said about a unit that the learner wires, when no usual slip explains it."""


# 1: AND of any number of inputs


def _rows() -> list[dict[str, Any]]:
    rng = np.random.default_rng(21)
    random = rng.integers(0, 2, (12, 6))
    random[3] = 1
    few = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 1, 1, 0]])
    return [{"x": all_inputs(2)}, {"x": all_inputs(3)}, {"x": few}, {"x": random}]


all_fire = Exercise(
    "all_fire",
    lambda x: x.sum(axis=1) >= x.shape[1],
    _rows(),
    [
        Slip(lambda x: x.sum(axis=1) >= 2, HINTS["all two"]),
        Slip(lambda x: x.sum(axis=1) >= 1, HINTS["all one"]),
        Slip(lambda x: x.sum(axis=1) > x.shape[1], HINTS["all above"]),
        Slip(lambda x: x.sum(axis=1) >= x.shape[0], HINTS["all cases"]),
    ],
    GAINS["all"],
    WANTED["all"],
)


# 2: a unit turned around. Several thresholds are right, so the new unit is judged by what it says.


def _says(wiring: Callable[..., Any]) -> Callable[..., Any]:
    """What the unit of this wiring answers to every row of inputs."""

    def says(weight: Any, threshold: Any) -> Any:
        return threshold_unit(all_inputs(len(weight)), *wiring(weight, threshold))

    return says


class WiredUnit(Exercise):
    """An exercise that asks for `weight, threshold` of a unit; `solution` and slips give what it says."""

    def _call(self, answer: Callable[..., Any], case: Mapping[str, Any]) -> tuple[Any, ...]:
        wiring = super()._call(answer, case)
        if len(wiring) != 2:
            raise self._finding("count", wanted=self.wanted, got=len(wiring), right=2)
        for part, shape in zip(wiring, (np.shape(case["weight"]), ()), strict=True):
            try:
                array = np.asarray(part)
            except ValueError:  # a ragged list
                array = np.array("ragged")
            if array.dtype.kind not in "biuf":
                raise self._finding("kind", wanted=self.wanted, got="something that is not a number")
            if array.shape != shape:
                raise self._finding("shape", case, wanted=shape, got=array.shape)
            if not np.isfinite(array).all():
                raise self._finding("not a number", case)
        return (_says(lambda weight, threshold: wiring)(**case),)

    def _explain(self, case: Mapping[str, Any], got: tuple[Any, ...], right: tuple[Any, ...]) -> None:
        unlike = np.flatnonzero(got[0] != right[0])
        if len(unlike):
            row = all_inputs(len(case["weight"]))[unlike[0]].tolist()
            given = ", ".join(f"{name}={np.asarray(value).tolist()}" for name, value in case.items())
            said = int(got[0][unlike[0]])
            raise NotYet(UNIT_WORDS.format(name=self.name, given=given, row=row, said=said))


def _units() -> list[dict[str, Any]]:
    by_hand = {"weight": np.array([1, 1]), "threshold": 2}
    rng = np.random.default_rng(22)
    return [by_hand] + [
        {"weight": rng.integers(-3, 4, size), "threshold": int(rng.integers(-2, 4))} for size in (2, 3, 3, 4)
    ]


opposite = WiredUnit(
    "opposite",
    _says(lambda weight, threshold: (-weight, 1 - threshold)),
    _units(),
    [
        Slip(_says(lambda weight, threshold: (-weight, threshold)), HINTS["opposite same threshold"]),
        Slip(_says(lambda weight, threshold: (-weight, -threshold)), HINTS["opposite shared"]),
        Slip(_says(lambda weight, threshold: (-weight, -threshold - 1)), HINTS["opposite too far"]),
        Slip(_says(lambda weight, threshold: (weight, -threshold)), HINTS["opposite kept weights"]),
        Slip(_says(lambda weight, threshold: (weight, 1 - threshold)), HINTS["opposite kept weights"]),
    ],
    GAINS["opposite"],
    WANTED["opposite"],
)


# 3: one unit compares two numbers


def _numbers() -> list[dict[str, Any]]:
    by_hand = {"a": np.array([[0, 1], [1, 0], [1, 1]]), "b": np.array([[1, 0], [0, 1], [1, 1]])}
    pairs = all_inputs(6)
    rng = np.random.default_rng(23)
    a = rng.integers(0, 2, (20, 8))
    b = np.where(rng.random((20, 8)) < 0.8, a, 1 - a)
    return [by_hand, {"a": pairs[:, :3], "b": pairs[:, 3:]}, {"a": a, "b": b}]


larger = Exercise(
    "larger",
    lambda a, b: from_bits(a) - from_bits(b) >= 1,
    _numbers(),
    [
        Slip(lambda a, b: from_bits(a) >= from_bits(b), HINTS["larger equal"]),
        Slip(lambda a, b: from_bits(b) > from_bits(a), HINTS["larger swapped"]),
        Slip(lambda a, b: a.sum(axis=1) > b.sum(axis=1), HINTS["larger count"]),
        Slip(lambda a, b: from_bits(a[:, ::-1]) > from_bits(b[:, ::-1]), HINTS["larger reversed"]),
        Slip(lambda a, b: (a - b) @ np.arange(1, a.shape[1] + 1) >= 1, HINTS["larger positions"]),
        Slip(lambda a, b: (a - b) @ np.arange(a.shape[1]) >= 1, HINTS["larger positions"]),
    ],
    GAINS["larger"],
    WANTED["larger"],
)


# 4: a full adder of two units


def _column(weight: int, least: int = 2) -> Callable[..., Any]:
    """A carry that fires from `least` ones on, and a total that sees it with this weight."""

    def add(bits: Any) -> tuple[Any, Any]:
        ones = bits.sum(axis=1)
        carry = (ones >= least).astype(int)
        return ones + weight * carry >= 1, carry

    return add


two_unit_column = Exercise(
    "two_unit_column",
    _column(-2),
    [{"bits": all_inputs(3)}, {"bits": all_inputs(3)[[7, 0, 3, 6, 1]]}],
    [
        Slip(_column(0), HINTS["column or"]),
        Slip(_column(-3), HINTS["column strong"]),
        Slip(lambda bits: _column(-2)(bits)[::-1], HINTS["column swapped"]),
        Slip(_column(-2, least=3), HINTS["column high"]),
        Slip(_column(0, least=3), HINTS["column high"]),
    ],
    GAINS["column"],
    WANTED["column"],
)
