"""Tasks of a figure: what to do, the goal as conditions on named quantities, and the answer."""

import operator
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True)
class Task:
    """Something to do with the figure, a goal that it recognises, and the text that answers.

    Args:
        text: what to do, for the reader: "Find weights that separate the two species."
        goal: conditions joined by "and", each `quantity operator number`, with the operators
            `== != < <= > >=`. Each kind of figure names its quantities; the boundary figure's are `wrong`
            and `points` (counts), `accuracy` (0 to 1), `frame`, `edits` (points moved, added or removed),
            `by_hand` (1 after the reader has set the parameters with a slider, 0 while they come from the
            history), every slider's name, every curve's name.
        done: what the figure answers when the goal is met.

    A goal counts only after the reader has touched the figure, and stays met.

    >>> Task("Separate the species.", goal="wrong == 0 and by_hand == 1", done="No point is wrong.")
    Task(text='Separate the species.', goal='wrong == 0 and by_hand == 1', done='No point is wrong.')
    """

    text: str
    goal: str
    done: str


def as_tasks(task: Task | Sequence[Task]) -> tuple[Task, ...]:
    """One task or several, as a tuple."""
    return (task,) if isinstance(task, Task) else tuple(task)


def conditions(goal: str, known: Collection[str], where: str) -> list[list[Any]]:
    """The goal as data: [quantity, operator, number] for each condition.

    >>> conditions("wrong == 0 and w1 > -1.5", {"wrong", "w1"}, "BoundaryFigure")
    [['wrong', '==', 0.0], ['w1', '>', -1.5]]
    """
    found: list[list[Any]] = []
    for part in goal.split(" and "):
        match = re.fullmatch(r"\s*(.+?)\s*(==|!=|<=|>=|<|>)\s*([-+.\deE]+)\s*", part)
        if match is None:
            raise ValueError(f'{where}: goal must read like "wrong == 0 and by_hand == 1", got {part!r}')
        if match[1] not in known:
            raise ValueError(f"{where}: goal names {match[1]!r}, but there are only {sorted(known)}")
        found.append([match[1], match[2], float(match[3])])
    return found


def wired(tasks: Sequence[Task], known: Collection[str], where: str) -> list[dict[str, Any]]:
    """The tasks as the page reads them."""
    return [{"text": t.text, "done": t.done, "goal": conditions(t.goal, known, where)} for t in tasks]


def met(goal: Sequence[Sequence[Any]], quantities: Mapping[str, float]) -> bool:
    """Whether every condition of a goal holds.

    >>> met([["wrong", "==", 0.0], ["w1", ">", -1.5]], {"wrong": 0, "w1": 2.0})
    True
    """
    return all(_COMPARE[sign](quantities[name], number) for name, sign, number in goal)
