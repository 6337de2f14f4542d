"""The size figure in Python: what is counted, what is told, what is refused."""

import base64

import numpy as np
import pytest
import traitlets
from figures import weighs_little

from helpers import palette
from helpers.network import mlp
from helpers.widgets import Control, SizeFigure, Task, base
from helpers.widgets.size import MOST, _places


@pytest.mark.parametrize(
    ("sizes", "weights", "biases"),
    [
        ((2, 1), 2, 1),
        ((2, 4, 1), 12, 5),
        ((2, 16, 1), 48, 17),
        ((784, 16, 16, 10), 12_960, 42),
        ((3, 5, 5, 5, 2), 75, 17),
    ],
)
def test_weights_and_biases_are_counted_as_by_hand(sizes, weights, biases):
    inputs, *hidden, outputs = sizes
    figure = SizeFigure(inputs, outputs)
    figure.depth = len(hidden)
    if hidden:
        figure.width = hidden[0]
    found = figure.everything(figure.state)
    assert (found["weights"], found["biases"]) == (weights, biases)
    assert found["units"] == biases
    assert found["layers"] == len(sizes) - 1
    assert found["parameters"] == figure.parameters == weights + biases
    assert (found["inputs"], found["outputs"]) == (inputs, outputs)


def test_the_count_is_that_of_the_books_own_network():
    figure = SizeFigure(64, 10, width=Control("width", 12, 1, 16, 1), depth=Control("depth", 3, 0, 8, 1))
    network = mlp(figure.sizes(figure.state), np.random.default_rng(0))
    assert figure.parameters == sum(array.size for array in network.parameters)


def test_with_depth_0_the_width_counts_for_nothing():
    figure = SizeFigure(3, 2)
    figure.depth = 0
    figure.width = 9
    assert repr(figure) == "SizeFigure(3-2, 8 parameters)"


def test_a_scenario_brings_its_ends():
    figure = SizeFigure(scenarios=(("two inputs", 2, 1), ("digits", 784, 10)))
    assert repr(figure) == "SizeFigure(2-4-1, 17 parameters)"
    figure.scenario = 1
    assert repr(figure) == "SizeFigure(784-4-10, 3,190 parameters)"
    assert figure.everything(figure.state)["by_hand"] == 1
    assert "scenario" not in SizeFigure(scenarios=(("only", 3, 3),)).state


def test_goals_are_met_by_setting_traits():
    tasks = (
        Task("Two deep layers.", "depth >= 2 and parameters < 40", "cheap"),
        Task("By hand.", "parameters == 17 and by_hand == 1", "17"),
    )
    figure = SizeFigure(task=tasks)
    assert figure.goals_met == [False, False]
    figure.depth, figure.width = 2, 4
    assert figure.goals_met == [True, False]
    assert SizeFigure(task=tasks, width=Control("width", 5, 1, 16, 1)).goals_met == [False, False]


def test_the_picture_is_of_the_present_state_and_described():
    figure = SizeFigure(title="How large?")
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"] == repr(figure)
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == (
        "How large?: the layers of a network drawn as columns (input 2, hidden 1 4, output 1), a line for "
        "every weight; 12 weights and 5 biases make 17 parameters."
    )
    same, _ = figure._repr_mimebundle_()
    figure.depth = 6
    other, _ = figure._repr_mimebundle_()
    assert data["image/png"] == same["image/png"] != other["image/png"]


def texts(figure):
    (axes,) = figure._picture().axes
    return [text.get_text() for text in axes.texts]


def test_the_picture_writes_the_count_out():
    figure = SizeFigure(3, 2)
    assert "3 × 4 + 4 + 4 × 2 + 2 = 26 parameters" in texts(figure)
    figure.depth = 5
    assert "3 × 4 + 4 + 4 × (4 × 4 + 4) + 4 × 2 + 2 = 106 parameters" in texts(figure)
    assert "hidden 1 … 5" in texts(figure)
    figure.width = MOST + 1
    assert texts(figure).count("⋮") == 5


def test_units_look_as_in_the_still_networks():
    fig = SizeFigure(2, 1)
    units = [line for line in fig._picture().axes[0].lines if line.get_marker() in ("s", "o")]
    edges = [(line.get_marker(), line.get_markeredgecolor()) for line in units]
    assert edges[0] == ("s", palette.BLUE)
    assert edges[-1] == ("o", palette.VERMILION)
    assert set(edges[1:-1]) == {("o", palette.BLACK)}
    assert {line.get_color() for line in units} == {"white"}


def test_drawn_units_stand_evenly_about_the_middle():
    for size in (1, 2, 7, MOST, MOST + 1, 1000):
        places = np.array(_places(size, 0.1))
        assert len(places) == (size if size <= MOST else 10)
        assert places == pytest.approx(-places[::-1])
        assert (np.diff(places) < 0).all()


def test_the_reference_is_what_the_figure_says():
    figure = SizeFigure(scenarios=(("a", 2, 1), ("b", 64, 10)))
    reference = figure._setting["reference"]
    states, values = base.unpacked(reference["states"]), base.unpacked(reference["values"])
    assert len(states) >= 20
    assert {*states[:, 0]} == {0, 1}
    for state, row in zip(states, values, strict=True):
        found = figure.quantities(dict(zip(reference["names"], state, strict=True)))
        assert [found[name] for name in reference["quantities"]] == row.tolist()


WIDTH = Control("width", 4, 1, 16, 1)
BAD_ARGUMENTS = [
    ({"inputs": 0}, "inputs must be a whole number of at least 1, got 0"),
    ({"inputs": 2.0}, "inputs must be a whole number of at least 1, got 2.0"),
    ({"outputs": True}, "outputs must be a whole number of at least 1, got True"),
    ({"width": 4}, "width must be a Control of that name, got 4"),
    ({"width": Control("breadth", 4, 1, 16, 1)}, "width must be a Control of that name"),
    ({"width": Control("width", 0, 0, 16, 1)}, "width must begin at 1 or above, got 0"),
    ({"width": Control("width", 4, 1, 16, 0.5)}, "control width must count in whole numbers"),
    ({"width": Control("width", 20, 1, 16, 1)}, "control width: value must be from 1 to 16, got 20"),
    ({"depth": Control("depth", 0, -1, 8, 1)}, "depth must begin at 0 or above, got -1"),
    ({"depth": WIDTH}, "depth must be a Control of that name"),
    ({"scenarios": (("a", 2),)}, "a scenario must be"),
    ({"scenarios": (("a", 2, 1), ("a", 3, 1))}, "scenarios must have different names"),
    ({"scenarios": (("a", 2, -1),)}, "outputs must be a whole number of at least 1, got -1"),
    ({"names": ("in", "out")}, "names must be 3 texts, got 2"),
    ({"key": "Size"}, "key must be small letters"),
    ({"task": Task("t", "depth = 1", "d")}, "goal must read like"),
    ({"task": Task("t", "scenario == 1", "d")}, "goal names 'scenario'"),
]


@pytest.mark.parametrize(("change", "message"), BAD_ARGUMENTS, ids=[m for _, m in BAD_ARGUMENTS])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    with pytest.raises(ValueError, match=message) as caught:
        SizeFigure(**change)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("SizeFigure: ")


BAD_VALUES = [
    ("width", 0, "width must be from 1 to 16, got 0"),
    ("width", 4.5, "width must be a whole number, got 4.5"),
    ("depth", 9, "depth must be from 0 to 8, got 9"),
    ("depth", "deep", "depth must be a finite number, got 'deep'"),
    ("depth", float("nan"), "depth must be a finite number, got nan"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD_VALUES)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    figure = SizeFigure()
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(figure, name, value)
    assert repr(figure) == "SizeFigure(2-4-1, 17 parameters)"


def test_the_layer_is_light():
    weighs_little(SizeFigure())
