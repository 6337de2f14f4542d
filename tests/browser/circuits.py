"""Circuits for the tests of the page: a unit, adders, a sigmoid network, the inhibition of 1943."""

from helpers.widgets import Circuit, Control, NetworkFigure, Task, Unit


def switch(name, value=0):
    return Control(name, value, 0, 1, 1)


def one_unit(**changes):
    """One unit with two inputs; AND is wanted, OR is there."""
    inputs = (switch("x1", 1), switch("x2"))
    unit = Unit("y", ("x1", "x2"), ("w1", "w2"), threshold="theta")
    options = {
        "controls": (
            Control("w1", 1, -2, 2, 0.5),
            Control("w2", 1, -2, 2, 0.5),
            Control("theta", 1, -2, 3, 0.5, label="θ"),
        ),
        "table": True,
        "plane": True,
        "task": Task("Make it the AND of its inputs.", "wrong == 0 and by_hand == 1", "both are needed now."),
        "title": "One unit",
        "key": "one",
    }
    circuit = Circuit("AND", inputs, (unit,), ("y",), target={"y": (0, 0, 0, 1)})
    return NetworkFigure(circuit, **{**options, **changes})


def half(a, b, total, carry, number=""):
    """The four units of a half adder."""
    either, not_both = f"or{number}", f"nand{number}"
    return [
        Unit(either, (a, b), (1, 1), threshold=1, label="OR"),
        Unit(not_both, (a, b), (-1, -1), threshold=-1, label="NAND"),
        Unit(carry, (a, b), (1, 1), threshold=2, label="AND"),
        Unit(total, (either, not_both), (1, 1), threshold=2, label="AND"),
    ]


HALF = Circuit(
    "half adder",
    (switch("a", 1), switch("b")),
    half("a", "b", "sum", "carry"),
    ("sum", "carry"),
    target={"sum": (0, 1, 1, 0), "carry": (0, 0, 0, 1)},
)
FULL = Circuit(
    "full adder",
    (switch("a", 1), switch("b"), switch("c", 1)),
    (
        *half("a", "b", "sum1", "carry1", 1),
        *half("sum1", "c", "sum", "carry2", 2),
        Unit("carry", ("carry1", "carry2"), (1, 1), threshold=1, label="OR"),
    ),
    ("sum", "carry"),
    target={"sum": (0, 1, 1, 0, 1, 0, 0, 1), "carry": (0, 0, 0, 1, 0, 1, 1, 1)},
)


TWO_BITS = Circuit(
    "two bits and two bits",
    tuple(switch(name, 1) for name in ("a2", "a1", "b2", "b1")),
    (
        *half("a1", "b1", "s1", "c1", 1),
        *half("a2", "b2", "t", "d", 2),
        *half("t", "c1", "s2", "e", 3),
        Unit("s4", ("d", "e"), (1, 1), threshold=1, label="OR"),
    ),
    ("s4", "s2", "s1"),
)


def two_bits():
    """Thirteen units, six of them side by side."""
    return NetworkFigure(TWO_BITS, table=True, title="Two bits", key="two-bits")


def adders(**changes):
    """The half adder and the full adder to choose among."""
    task = Task("Let the full adder add 1 + 1 + 1.", "circuit == 1 and sum == 1 and carry == 1", "binary 11.")
    options = {"table": True, "title": "Adders", "key": "adders", "task": task}
    return NetworkFigure(HALF, FULL, **{**options, **changes})


def sigmoids(**changes):
    """Two layers of two units, weights on all lines."""
    units = (
        Unit("h1", ("x1", "x2"), ("w11", 0.3), activation="sigmoid"),
        Unit("h2", ("x1", "x2"), (0.2, 0.8), activation="sigmoid"),
        Unit("o1", ("h1", "h2"), (0.3, "v"), bias="b", activation="sigmoid"),
        Unit("o2", ("h1", "h2"), (0.7, 0.9), activation="tanh"),
    )
    inputs = (Control("x1", 1, -1, 1, 0.1), Control("x2", 0.5, -1, 1, 0.1))
    options = {
        "controls": (
            Control("w11", 0.9, -2, 2, 0.1),
            Control("v", -0.5, -2, 2, 0.1),
            Control("b", -0.4, -2, 2, 0.1),
        ),
        "title": "Two layers",
        "key": "two-layers",
    }
    return NetworkFigure(Circuit("2-2-2", inputs, units, ("o1", "o2")), **{**options, **changes})


def inhibited(**changes):
    """The neuron of 1943: an inhibitor has the last word."""
    circuits = (
        Circuit(
            "NOT",
            (switch("a"),),
            (Unit("not_a", threshold=0, inhibitors=("a",)),),
            ("not_a",),
            target={"not_a": (1, 0)},
        ),
        Circuit(
            "b but not a",
            (switch("a"), switch("b", 1)),
            (Unit("only", ("b",), (1,), threshold=1, inhibitors=("a",)),),
            ("only",),
        ),
    )
    return NetworkFigure(*circuits, **{"table": True, "title": "Inhibition", "key": "inhibition", **changes})
