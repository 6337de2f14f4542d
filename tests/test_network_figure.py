"""The network figure in Python: signals, tables, layouts, pictures, what is refused."""

import base64
import re
from itertools import pairwise, product

import numpy as np
import pytest
import traitlets
from figures import weighs_little
from matplotlib.patches import PathPatch

from helpers import neurons
from helpers.activations import ACTIVATIONS
from helpers.widgets import Circuit, Control, NetworkFigure, Task, Unit, base
from helpers.widgets.layout import _crossings, free_spots, layered

ROWS = {n: np.array(list(product((0, 1), repeat=n))) for n in (1, 2, 3, 4)}


def switch(name, value=0):
    return Control(name, value, 0, 1, 1)


X = (switch("x1", 1), switch("x2"))
CELL = Unit("y", ("x1", "x2"), ("w1", "w2"), threshold="theta")
CONTROLS = (Control("w1", 1, -2, 2, 1), Control("w2", 1, -2, 2, 1), Control("theta", 1, -3, 3, 0.5))


def figure(**changes):
    circuit = Circuit("AND", X, (CELL,), ("y",), target={"y": (0, 0, 0, 1)})
    return NetworkFigure(circuit, **{"controls": CONTROLS, "table": True, "plane": True, **changes})


def half(a, b, total, carry, number=""):
    either, not_both = f"or{number}", f"nand{number}"
    return [
        Unit(either, (a, b), (1, 1), threshold=1),
        Unit(not_both, (a, b), (-1, -1), threshold=-1),
        Unit(carry, (a, b), (1, 1), threshold=2),
        Unit(total, (either, not_both), (1, 1), threshold=2),
    ]


HALF = Circuit("half adder", (switch("a"), switch("b")), half("a", "b", "sum", "carry"), ("sum", "carry"))
FULL = Circuit(
    "full adder",
    (switch("a"), switch("b"), switch("c")),
    (
        *half("a", "b", "sum1", "carry1", 1),
        *half("sum1", "c", "sum", "carry2", 2),
        Unit("carry", ("carry1", "carry2"), (1, 1), threshold=1),
    ),
    ("sum", "carry"),
    target={"sum": (0, 1, 1, 0, 1, 0, 0, 1), "carry": (0, 0, 0, 1, 0, 1, 1, 1)},
)


def sigmoids():
    units = (
        Unit("h1", ("x1", "x2"), (0.9, 0.3), activation="sigmoid"),
        Unit("h2", ("x1", "x2"), (0.2, 0.8), activation="sigmoid"),
        Unit("y", ("h1", "h2"), (2, "v"), bias=-0.5, activation="sigmoid", label="ŷ"),
    )
    inputs = (Control("x1", 1, -2, 2, 0.1), Control("x2", 0.5, -2, 2, 0.1))
    return NetworkFigure(Circuit("by hand", inputs, units, ("y",)), controls=(Control("v", -1, -2, 2, 0.1),))


# ---- what is computed


def test_one_unit_computes_what_the_books_threshold_unit_does():
    fig = figure()
    for w1, w2, theta in product((-2, -1, 0, 1, 2), (-2, 0, 1), (-1.5, 0, 1, 2.5)):
        fig.w1, fig.w2, fig.theta = w1, w2, theta
        wanted = neurons.threshold_unit(ROWS[2], [w1, w2], theta)
        assert fig._answers(0, fig.state)["y"].tolist() == wanted.tolist()
        assert fig.everything(fig.state)["wrong"] == np.sum(wanted != (0, 0, 0, 1))
        assert fig.everything(fig.state)["y"] == wanted[2]  # the present row is 1 0


def test_an_inhibitor_silences_as_in_1943():
    units = (Unit("y", ("a", "b"), (1, 1), threshold="theta", inhibitors=("c",)),)
    circuit = Circuit("1943", (switch("a"), switch("b"), switch("c")), units, ("y",))
    fig = NetworkFigure(circuit, controls=(Control("theta", 1, 0, 3, 1),), table=True)
    for theta in (0, 1, 2, 3):
        fig.theta = theta
        wanted = neurons.absolute_inhibition_unit(ROWS[3][:, :2], ROWS[3][:, 2:], theta)
        assert fig._answers(0, fig.state)["y"].tolist() == wanted.tolist()


def test_a_unit_of_inhibitors_alone_is_not():
    unit = Unit("y", threshold=0, inhibitors=("a",))
    fig = NetworkFigure(Circuit("NOT", (switch("a"),), (unit,), ("y",), target={"y": (1, 0)}), table=True)
    assert repr(fig) == "NetworkFigure(NOT: 1 input, 1 unit, 1 line; a=0 -> y=1; 0 of 2 cells wrong)"


def test_adders_add():
    fig = NetworkFigure(HALF, FULL)
    for a, b, c in ROWS[3].tolist():
        fig.a, fig.b, fig.c = a, b, c
        for circuit, total in ((0, a + b), (1, a + b + c)):
            fig.circuit = circuit
            found = fig.everything(fig.state)
            assert 2 * found["carry"] + found["sum"] == total
    assert found["wrong"] == 0
    fig.circuit = 0
    found = fig.everything(fig.state)
    assert found["wrong"] == -1  # nothing is wanted of the half adder
    assert found["sum1"] == 0  # a unit of the other circuit


def test_the_sigmoid_network_computes_the_chapters_numbers():
    fig = sigmoids()
    found = fig.everything(fig.state)
    assert round(found["h1"], 4) == 0.7408  # σ(1.0 · 0.9 + 0.5 · 0.3)
    assert round(found["h2"], 4) == 0.6457
    z = 2 * found["h1"] - found["h2"] - 0.5
    assert found["y"] == pytest.approx(1 / (1 + np.exp(-z)), abs=1e-15)
    assert "wrong" not in found


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_every_activation_is_the_books(name):
    unit = Unit("y", ("x",), ("w",), bias="b", activation=name)
    controls = (Control("w", 0.7, -3, 3, 0.1), Control("b", -0.2, -3, 3, 0.1))
    fig = NetworkFigure(Circuit("one", (Control("x", 0.5, -2, 2, 0.1),), (unit,), ("y",)), controls=controls)
    for x, w, b in np.random.default_rng(0).uniform(-2, 2, (20, 3)):
        fig.x, fig.w, fig.b = x, w, b
        wanted = ACTIVATIONS[name].forward(np.array([x * w + b]))[0]
        assert fig.everything(fig.state)["y"] == pytest.approx(wanted, abs=1e-15)


def test_goals_are_met_by_setting_traits():
    tasks = (
        Task("Make it AND.", "wrong == 0 and by_hand == 1", "AND"),
        Task("Fire.", "y == 1 and x2 == 1 and theta > 1.5", "fires"),
    )
    fig = figure(task=tasks)
    assert fig.goals_met == [False, False]
    fig.theta = 2
    assert fig.goals_met == [True, False]
    fig.x2 = 1
    assert fig.goals_met == [True, True]


def test_the_reference_is_what_the_figure_says_and_leaves_out_what_rounding_decides():
    circuit = Circuit("edge", (Control("x", 0.1, 0, 1, 0.1),), (Unit("y", ("x",), (3.0,), bias="b"),), ("y",))
    sure = NetworkFigure(circuit, controls=(Control("b", 0.5, -1, 1, 0.1),))
    unsure = NetworkFigure(circuit, controls=(Control("b", -0.3, -1, 1, 0.1),))  # 3 · 0.1 − 0.3 is 5.6e−17
    counts = []
    for fig in (sure, unsure):
        reference = fig._setting["reference"]
        states, values = base.unpacked(reference["states"]), base.unpacked(reference["values"])
        for state, row in zip(states, values, strict=True):
            found = fig.quantities(dict(zip(reference["names"], state, strict=True)))
            assert [found[name] for name in reference["quantities"]] == row.tolist()
        counts.append(len(states))
    assert counts == [24, 23]


# ---- where things stand


def test_a_layout_keeps_the_inputs_order_and_gives_every_node_its_room():
    for fig in (figure(), NetworkFigure(HALF, FULL), sigmoids()):
        for circuit, layout in zip(fig._circuits, fig._layouts, strict=True):
            rows = [layout.places[control.name][1] for control in circuit.inputs]
            assert rows == sorted(rows)
            assert min(row for _, row in layout.places.values()) >= 0
            columns = {}
            for layer, row in layout.places.values():
                columns.setdefault(layer, []).append(row)
            for column in columns.values():
                assert all(b - a > 0.999 for a, b in pairwise(sorted(column)))
            for route in layout.routes:
                first, last = layout.places[route.source][0], layout.places[route.target][0]
                assert [layer for layer, _ in route.via] == list(range(first + 1, last))
                # a passing line keeps off the units that it passes
                for layer, row in route.via:
                    assert min([9, *(abs(row - other) for other in columns.get(layer, []))]) > 0.55


def test_a_layout_avoids_crossings_that_can_be_avoided():
    edges = [("a", "q"), ("b", "p")]
    layout = layered({"a": 0, "b": 0, "p": 1, "q": 1}, edges)
    assert layout.places["q"][1] < layout.places["p"][1]
    assert _crossings([["a", "b"], ["p", "q"]], edges) == 1
    assert _crossings([["a", "b"], ["q", "p"]], edges) == 0


def test_lines_of_one_source_pass_a_layer_together():
    layout = layered({"a": 0, "m": 1, "p": 2, "q": 2}, [("a", "m"), ("a", "p"), ("a", "q"), ("m", "p")])
    assert layout.routes[1].via == layout.routes[2].via != []


def test_numbers_stand_apart_where_two_lines_cross():
    lines = [[(0, 0), (2, 1)], [(0, 1), (2, 0)]]
    ends = [point for line in lines for point in line]
    shares = free_spots(lines, [True, True], ends)
    places = [np.array(a) + share * (np.array(b) - a) for (a, b), share in zip(lines, shares, strict=True)]
    assert np.hypot(*(places[0] - places[1])) > 0.2
    assert free_spots(lines, [True, False], ends)[1] == 0


# ---- what is stored and told


def test_the_repr_tells_the_state_and_what_is_wrong():
    fig = figure()
    assert repr(fig) == "NetworkFigure(AND: 2 inputs, 1 unit, 2 lines; x1=1 x2=0 -> y=1; 2 of 4 cells wrong)"
    fig.theta, fig.x2 = 2, 1
    assert repr(fig) == "NetworkFigure(AND: 2 inputs, 1 unit, 2 lines; x1=1 x2=1 -> y=1; 0 of 4 cells wrong)"
    assert repr(sigmoids()) == ("NetworkFigure(by hand: 2 inputs, 3 units, 6 lines; x1=1 x2=0.5 -> y=0.5832)")


def test_the_picture_is_of_the_present_state_and_described():
    fig = figure(title="One unit")
    data, metadata = fig._repr_mimebundle_()
    assert data["text/plain"] == repr(fig)
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == (
        "One unit: the units of AND (y) drawn as circles with the lines between them; with x₁ = 1, x₂ = 0 "
        "the output is y = 1."
    )
    same, _ = fig._repr_mimebundle_()
    fig.theta = 2
    other, _ = fig._repr_mimebundle_()
    assert data["image/png"] == same["image/png"] != other["image/png"]


def test_the_picture_writes_sums_weights_and_the_table():
    fig = figure()
    network, plane, table = fig._picture().axes
    assert {"1 ≥ 1", "x₁", "y", "1"} <= {text.get_text() for text in network.texts}
    cells = [text.get_text() for text in table.texts]
    assert cells[:6] == ["x₁", "x₂", "y", "0", "0", "0"]
    assert cells.count("1 ✗") == 2
    assert plane.get_xlabel() == "x₁"
    fig.w1, fig.theta = -0.5, 0.5
    texts = {text.get_text() for text in fig._picture().axes[0].texts}
    assert {"−0.5 < 0.5", "−0.5"} <= texts
    dashed = [
        p for p in fig._picture().axes[0].patches if isinstance(p, PathPatch) and p.get_linestyle() == "--"
    ]
    assert len(dashed) == 1
    assert len(NetworkFigure(HALF)._picture().axes) == 1
    without = figure(sums=False)._picture().axes[0].texts
    assert "θ = 1" in {text.get_text() for text in without}


def test_the_line_in_the_picture_is_where_the_sum_meets_the_threshold():
    fig = figure()
    fig.w1, fig.w2, fig.theta = 2, 1, 1.5
    plane = fig._picture().axes[1]
    (line,) = [c for c in plane.collections if not c.filled]
    points = np.concatenate([path.vertices for path in line.get_paths()])
    assert abs(points @ [2, 1] - 1.5).max() < 1e-9
    assert len(points) > 50


def test_many_lines_carry_a_number_only_where_it_is_not_1():
    fig = NetworkFigure(HALF, FULL)
    for wire, circuit in zip(fig._setting["circuits"], fig._circuits, strict=True):
        numbered = [line["weight"] for line in wire["lines"] if line["spot"]]
        weights = [w for unit in circuit.units for w in unit.weights]
        assert wire["plain"] == (circuit is FULL)
        assert numbered == [w for w in weights if w != 1 or circuit is HALF]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"threshold": "s"}, "Weights and thresholds"),
        ({"threshold": 1}, "Weights"),
        ({}, "Weights"),
        ({"bias": "s"}, "Weights and biases"),
    ],
)
def test_the_sliders_frame_names_what_it_holds(change, name):
    unit = Unit("y", ("x1",), ("w",), **change)
    controls = [Control("w", 1, -2, 2, 1)] + [Control("s", 1, -2, 2, 1)] * ("s" in change.values())
    fig = NetworkFigure(Circuit("c", X[:1], (unit,), ("y",)), controls=controls)
    assert {c["group"] for c in fig._setting["controls"]} == {"Inputs", name}


def test_the_layer_is_light():
    weighs_little(NetworkFigure(HALF, FULL))


def test_no_template_stands_inside_another_and_no_selector_ends_in_a_star():
    # base.lean keeps texts as they are, and finds a text's end by its first quotation mark
    for path in base.HERE.glob("*.js"):
        for template in re.findall(r"`(?:\\.|[^`\\])*`", path.read_text("utf-8")):
            assert template.count("${") == len(re.findall(r"\$\{[^`]*?\}", template)), (path.name, template)
    for path in base.HERE.glob("*.css"):
        assert not re.search(r"\w \* \{|\) \.", re.sub(r"/\*.*?\*/|@[^{]*\{", "", path.read_text("utf-8"))), (
            path
        )


# ---- what is refused

A = Circuit("a", X, (CELL,), ("y",))


def one(unit, inputs=X, outputs=("y",), target=None):
    return {"circuits": (Circuit("a", inputs, (unit,), outputs, target),), "controls": ()}


FOUR = tuple(switch(f"x{i}") for i in range(5))
SLIDE = (Control("x1", 0, -1, 1, 0.1), switch("x2"))
BAD_ARGUMENTS = [
    ({"circuits": ()}, "circuits must be at least one Circuit, got none"),
    ({"circuits": ("AND",)}, "circuits must be Circuits, got str"),
    ({"circuits": (A, A)}, r"circuits must have different names, got \['a', 'a'\]"),
    (one(CELL, inputs=()), "circuit 'a': inputs must be at least one Control, got none"),
    (one(CELL, inputs=(X[0], X[0])), "circuit 'a': inputs must have different names"),
    (
        {"circuits": (A, Circuit("b", (switch("x1", 0), X[1]), (CELL,), ("y",)))},
        "input 'x1' must be the same Control in every circuit",
    ),
    (
        {"circuits": (Circuit("a", X, (), ("y",)),), "controls": ()},
        "units must be at least one Unit, got none",
    ),
    (one(Unit("x1", ("x2",), (1,))), "unit 'x1': name must differ"),
    (one(Unit("wrong", ("x2",), (1,)), outputs=("wrong",)), "unit names must differ .* got \\['wrong'\\]"),
    (one(Unit("y")), "unit 'y': inputs must be at least one name, got none"),
    (one(Unit("y", ("x1", "x1"), (1, 1))), "unit 'y': inputs must be different"),
    (one(Unit("y", ("x1",), (1,), inhibitors=("x1",))), "unit 'y': inputs must be different"),
    (
        one(Unit("y", ("z",), (1,))),
        "unit 'y': inputs must be inputs of the circuit or units before it, got 'z'",
    ),
    (one(Unit("y", ("y",), (1,))), "units before it, got 'y'"),
    (one(Unit("y", ("x1", "x2"), (1,))), "weights must be one for each of 2 inputs, got 1"),
    (one(Unit("y", ("x1",), ("w",))), "there is no control 'w'"),
    (one(Unit("y", ("x1",), (float("nan"),))), "must be finite numbers or names, got nan"),
    (one(Unit("y", ("x1",), (True,))), "must be finite numbers or names, got True"),
    (one(Unit("y", ("x1",), (1,), activation="sine")), "activation must be one of .* got 'sine'"),
    (one(Unit("y", ("x1",), (1,), activation="softmax")), "activation must be one of .* got 'softmax'"),
    (one(Unit("y", ("x1",), (1,), threshold=1, activation="sigmoid")), "a threshold goes with the step"),
    (one(Unit("y", ("x1",), (1,), threshold=1, bias=1)), "a threshold goes with the step and without a bias"),
    (one(Unit("y", ("x2",), (1,), inhibitors=("x1",)), inputs=SLIDE), "inhibitors must be switches or units"),
    (
        one(Unit("y", ("x2",), (1,), inhibitors=("x1",), activation="tanh")),
        "inhibitors belong to a unit with a step, got 'tanh'",
    ),
    (one(Unit("y", ("x1",), (1,)), outputs=()), "outputs must be different units of"),
    (one(Unit("y", ("x1",), (1,)), outputs=("x1",)), "outputs must be different units of"),
    (one(Unit("y", ("x1",), (1,)), outputs=("y", "y")), "outputs must be different units of"),
    (one(Unit("y", ("x1",), (1,)), target={"z": (0, 0, 0, 0)}), "target must name outputs"),
    (one(Unit("y", ("x1",), (1,)), target={"y": (0, 1)}), "target 'y' must be 4 zeros and ones"),
    (one(Unit("y", ("x1",), (1,)), target={"y": (0, 1, 2, 0)}), "target 'y' must be 4 zeros and ones"),
    (
        {**one(Unit("y", ("x1",), (1,)), inputs=FOUR), "table": True, "plane": False},
        "a truth table needs from 1 to 4 switches, got 5",
    ),
    (
        {**one(Unit("y", ("x1",), (1,)), inputs=SLIDE[:1]), "table": True, "plane": False},
        "a truth table needs from 1 to 4 switches, got 0",
    ),
    (one(Unit("y", ("x1",), (1,)), inputs=SLIDE), "a plane needs two switches and one output"),
    ({"controls": (*CONTROLS, Control("w9", 0, -1, 1))}, r"no unit has \['w9'\]"),
    ({"controls": (*CONTROLS, Control("x1", 0, -1, 1))}, "'x1' is both a control and an input"),
    ({"controls": (*CONTROLS[:2], Control("theta", 9, -1, 1))}, "control theta: value must be from -1 to 1"),
    ({"task": Task("t", "z == 1", "d")}, "goal names 'z'"),
    ({"key": "a b"}, "key must be small letters"),
]


@pytest.mark.parametrize(("change", "message"), BAD_ARGUMENTS, ids=[m for _, m in BAD_ARGUMENTS])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    options = {"controls": CONTROLS, "table": True, "plane": True, **change}
    circuits = options.pop("circuits", (A,))
    with pytest.raises(ValueError, match=message) as caught:
        NetworkFigure(*circuits, **options)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("NetworkFigure: ")


BAD_VALUES = [
    ("w1", 2.5, "w1 must be from -2 to 2, got 2.5"),
    ("x1", 0.5, "x1 must be a whole number, got 0.5"),
    ("theta", "high", "theta must be a finite number, got 'high'"),
    ("theta", float("inf"), "theta must be a finite number, got inf"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD_VALUES)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    fig = figure()
    before = repr(fig)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(fig, name, value)
    assert repr(fig) == before
