"""How an answer is judged: run it on cases, compare, recognise the usual slips, never raise.

An `Exercise` holds the right function, the cases, and the slips: wrong functions that people really write,
each with its hint. An answer that gives what the right function gives on every case is correct. One that
gives what a slip gives gets the slip's hint. So a check tests behaviour, never source text.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

WORDS = {
    "correct": "Correct. {gain}",
    "not yet": "Not yet: {hint}",
    "not a function": "the check wants the function `{name}` itself, without brackets; it got {got}.",
    "blank": "`{name}` still returns `...`; put your own line in its place.",
    "none": "`{name}` returned nothing. Does every way through it end with `return`?",
    "raised": "`{name}({given})` stopped with {error}: {text}",
    "changed": "`{name}` changed the array `{argument}` that it was given. Make a new one: "
    "`a = a + b`, not `a += b`.",
    "count": "`{name}` should return {wanted}; it returned {got} things instead of {right}.",
    "kind": "`{name}` should return {wanted}; it returned {got}.",
    "shape": "`{name}` should return the shape {wanted} when the arguments are {given}; it returned {got}.",
    "not a number": "`{name}({given})` returned something that is not a finite number.",
    "value": "`{name}({given})` returned {got}, which is not right. Work this one out by hand and compare.",
}
"""What readers see of every exercise; each chapter's own hints stand in its module."""


class NotYet(Exception):  # noqa: N818  (a verdict, not an error)
    """The answer is not right yet; the message is the hint."""


@dataclass(frozen=True)
class Slip:
    """A wrong way that people take: `function` gives what it gives, `hint` says where to look."""

    function: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One exercise; call it with the learner's answer and it prints the verdict.

    Args:
        name: the name that the learner's function has in the chapter.
        solution: a right function.
        cases: arguments by name, one table for each call.
        slips: wrong functions and their hints; of two that fit, the first is taken.
        gain: one sentence that follows `Correct.`
        wanted: what the function returns, in words.
        tolerance: relative and absolute difference that still counts as equal.

    >>> double = Exercise("double", lambda x: 2 * x, [{"x": 1.5}, {"x": 0.0}],
    ...                   [Slip(lambda x: x**2, "that is the square.")], "Twice as much.", "a number")
    >>> double(lambda x: x + x)
    Correct. Twice as much.
    >>> double(lambda x: x * x)
    Not yet: that is the square.
    >>> double(lambda x: ...)
    Not yet: `double` still returns `...`; put your own line in its place.
    """

    name: str
    solution: Callable[..., Any]
    cases: Sequence[Mapping[str, Any]]
    slips: Sequence[Slip]
    gain: str
    wanted: str
    tolerance: float = 1e-9

    def __call__(self, answer: Any) -> None:
        """Print the verdict on the learner's function."""
        print(self.verdict(answer))

    def verdict(self, answer: Any) -> str:
        """Judge the learner's function; whatever it does, a sentence comes back."""
        try:
            self._judge(answer)
        except NotYet as finding:
            return WORDS["not yet"].format(hint=finding)
        return WORDS["correct"].format(gain=self.gain)

    def _judge(self, answer: Any) -> None:
        if not callable(answer):
            raise self._finding("not a function", got=_shown(answer))
        results = [self._call(answer, case) for case in self.cases]
        wanted = [_parts(self.solution(**copy.deepcopy(case))) for case in self.cases]
        if all(map(self._same, results, wanted)):
            return
        for slip in self.slips:
            slipped = [_parts(slip.function(**copy.deepcopy(case))) for case in self.cases]
            if all(map(self._same, results, slipped)):
                raise NotYet(slip.hint)
        for case, got, right in zip(self.cases, results, wanted, strict=True):
            self._explain(case, got, right)

    def _call(self, answer: Callable[..., Any], case: Mapping[str, Any]) -> tuple[Any, ...]:
        arguments = copy.deepcopy(dict(case))
        try:
            with np.errstate(all="ignore"):
                result = answer(**arguments)
        except (Exception, SystemExit) as error:
            raise self._finding(
                "raised", case, error=type(error).__name__, text=str(error).partition("\n")[0] or "no message"
            ) from None
        for name, value in case.items():
            if isinstance(value, np.ndarray) and not np.array_equal(arguments[name], value):
                raise self._finding("changed", argument=name)
        if result is None:
            raise self._finding("none")
        parts = _parts(result)
        if any(part is ... for part in parts):
            raise self._finding("blank")
        return parts

    def _same(self, got: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
        return len(got) == len(right) and all(
            _is_number(g)
            and np.shape(g) == np.shape(r)
            and np.allclose(g, r, rtol=self.tolerance, atol=self.tolerance)
            for g, r in zip(got, right, strict=True)
        )

    def _explain(self, case: Mapping[str, Any], got: tuple[Any, ...], right: tuple[Any, ...]) -> None:
        if len(got) != len(right):
            raise self._finding("count", wanted=self.wanted, got=len(got), right=len(right))
        for g, r in zip(got, right, strict=True):
            if not _is_number(g):
                raise self._finding("kind", wanted=self.wanted, got=_shown(g))
            if np.shape(g) != np.shape(r):
                raise self._finding("shape", case, wanted=np.shape(r), got=np.shape(g))
            if not np.isfinite(np.asarray(g)).all():
                raise self._finding("not a number", case)
        if not self._same(got, right):
            shown = _shown(got[0]) if len(got) == 1 else ", ".join(map(_shown, got))
            raise self._finding("value", case, got=shown)

    def _finding(self, kind: str, case: Mapping[str, Any] | None = None, **words: Any) -> NotYet:
        given = ", ".join(f"{name}={_shown(value)}" for name, value in (case or {}).items())
        return NotYet(WORDS[kind].format(name=self.name, given=given, **words))


def _parts(result: Any) -> tuple[Any, ...]:
    """The results of a function, one or several, as a tuple."""
    return result if isinstance(result, tuple) else (result,)


def _is_number(value: Any) -> bool:
    try:
        return np.asarray(value).dtype.kind in "biufc"
    except ValueError:  # a ragged list
        return False


def _shown(value: Any) -> str:
    """A value in a sentence: short numbers and lists as they are, long arrays by their shape."""
    if isinstance(value, str):
        return "a text"
    if callable(value):
        return "a function"
    if value is ...:
        return "the blank `...`"
    if not _is_number(value):
        return "`None`" if value is None else f"a {type(value).__name__}"
    array = np.asarray(value)
    if array.size > 8:
        return f"an array of shape {array.shape}"
    return str(np.round(array.astype(float), 3).tolist() if array.dtype.kind == "f" else array.tolist())
