"""The hidden figure, Python's side: parameters from sliders and presets, quantities, what is refused."""

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, weighs_little
from matplotlib.contour import QuadContourSet

from helpers import palette
from helpers.dense import dense
from helpers.widgets import HiddenFigure, Slider, Task, base, hidden

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [0, 1, 1, 0]
# h₁ = x₁ OR x₂, h₂ = x₁ AND x₂, answer = h₁ and not h₂
XOR = [1, 1, 1, 1, -0.5, -1.5, 1, -1, -0.5]
ZERO = [0.0] * 9
NAMES = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")
SLIDERS = tuple(Slider(name, index, -2, 2, 0.1) for index, name in enumerate(NAMES))


def figure(**changes):
    return HiddenFigure(**{"x": X, "y": Y, "parameters": XOR, "sliders": SLIDERS, **changes})


def now(fig):
    return fig.everything(fig.state)


def run(frames=6, seed=0):
    return np.random.default_rng(seed).normal(size=(frames, 9)).cumsum(axis=0)


# ---- quantities


def test_the_two_layer_network_of_xor_has_three_places_and_no_point_wrong():
    told = now(figure())
    assert told["wrong"] == 0
    assert told["points"] == 4
    assert told["accuracy"] == 1
    assert told["places"] == 3  # (0, 0), (1, 0) twice, (1, 1)
    assert told["by_hand"] == 0
    assert told["frame"] == 0


def test_places_and_wrong_points_are_those_counted_by_hand():
    fig = figure()
    fig.b2 = -0.5  # both units OR: (0, 0) once, (1, 1) three times; the answer is 1 − 1 − 0.5 < 0 everywhere
    assert (now(fig)["places"], now(fig)["wrong"]) == (2, 2)
    fig.v2 = 0.0  # now it is OR: only (1, 1) is wrong
    assert (now(fig)["places"], now(fig)["wrong"], now(fig)["accuracy"]) == (2, 1, 0.75)
    fig.b1 = fig.b2 = 1.0  # both units always on
    assert (now(fig)["places"], now(fig)["wrong"]) == (1, 2)


def test_a_unit_and_an_answer_on_the_edge_say_1():
    assert now(figure(parameters=ZERO))["wrong"] == 2  # 0 ≥ 0 everywhere: both of class 0 are wrong
    fig = figure(parameters=[1, 0, 0, 1, -1, -1, 1, 1, -1])  # h = x, the answer's edge through (1, 0), (0, 1)
    assert (now(fig)["wrong"], now(fig)["places"]) == (1, 4)


def test_places_of_smooth_units_are_equal_to_six_digits():
    fig = figure(activations=("sigmoid", "sigmoid"))
    assert now(fig)["places"] == 3  # (0, 1) and (1, 0) have the same sums
    fig.w11 = 1.1
    assert now(fig)["places"] == 4
    nearly = [[0.0, 0.0], [0.0, 1e-8], [0.0, 1e-3]]
    fig = figure(x=nearly, y=[0, 1, 0], parameters=[1, 0, 0, 1, 0, 0, 1, 1, 0], activations=("identity",) * 2)
    assert now(fig)["places"] == 2


def test_by_hand_is_said_of_the_readers_weights_and_not_of_a_preset():
    fig = figure(presets=(("zero", ZERO),), task=Task("t", "wrong == 0 and by_hand == 1", "d"))
    fig.preset = 1
    assert now(fig)["by_hand"] == 0
    fig.preset = 0
    assert now(fig)["wrong"] == 0
    assert fig.goals_met == [False]
    fig.w11 = 1.2
    assert fig.goals_met == [True]
    fig.w11 = 1.0
    assert now(fig)["by_hand"] == 0


# ---- parameters from presets, sliders and frames


def test_sliders_set_their_parameters_and_leave_the_others():
    fig = figure(sliders=(Slider("w11", 0, -2, 2), Slider("threshold1", 4, -2, 2, factor=-1)))
    assert fig.threshold1 == 0.5
    fig.threshold1 = 1.5
    fig.w11 = -1
    assert fig.parameters.tolist() == [-1, *XOR[1:4], -1.5, *XOR[5:]]


def test_a_factor_stands_between_slider_and_parameter():
    fig = figure(sliders=(Slider("half", 5, -2, 2, factor=2),), presets=(("zero", ZERO), ("one", [1.0] * 9)))
    assert fig.half == -0.75
    fig.half = 1
    assert fig.parameters[5] == 2
    fig.preset = 2
    assert fig.half == 0.5
    assert fig.parameters[5] == 1


def test_a_slider_sets_several_parameters_and_a_preset_that_disagrees_is_left_as_it_is():
    unequal = [0.5, 1, 0.25, 1, *XOR[4:]]
    fig = figure(sliders=(Slider("both", (0, 2), -2, 2, factor=(1, 2)),), presets=(("unequal", unequal),))
    assert fig.both == 1
    fig.both = 0.75
    assert fig.parameters[[0, 2]].tolist() == [0.75, 1.5]
    fig.preset = 1
    assert fig.both == 0.5
    assert fig.parameters.tolist() == unequal
    assert now(fig)["by_hand"] == 0


def test_a_preset_sets_every_slider_at_once_and_keeps_what_no_slider_reaches():
    other = [0.3, -0.7, 0.1, 2, 1, -1, 0.5, 0.25, -2]
    fig = figure(sliders=SLIDERS[:3], presets=(("other", other), ("zero", ZERO)))
    heard = []
    fig.observe(lambda change: heard.append(change["name"]), ["w11", "w12", "w21"])
    assert [c["options"] for c in fig._setting["controls"][:1]] == [["as at the beginning", "other", "zero"]]
    fig.preset = 1
    assert fig.parameters.tolist() == other
    assert sorted(heard) == ["w11", "w12", "w21"]
    fig.w12 = 2
    assert fig.parameters.tolist() == [0.3, 2, *other[2:]]


def test_a_beginning_that_is_a_preset_is_not_listed_twice():
    fig = figure(presets=(("zero", ZERO), ("solved", XOR)))
    assert fig.preset == 1
    assert fig.parameters.tolist() == XOR
    assert figure(parameters=None, presets=(("zero", ZERO), ("solved", XOR))).parameters.tolist() == ZERO
    assert "preset" not in figure(presets=(("solved", XOR),)).state


def test_a_message_of_the_page_that_names_preset_and_sliders_is_not_derived_again():
    fig = figure(presets=(("zero", ZERO),))
    fig.set_state({"preset": 1.0, "w11": 0.5, **dict.fromkeys(NAMES[1:], 0.0)})
    assert fig.w11 == 0.5
    assert fig.parameters.tolist() == [0.5, *ZERO[1:]]
    fig.set_state({"preset": 0.0})
    assert fig.parameters.tolist() == XOR


def test_a_history_is_replayed_and_a_frame_sets_the_sliders():
    history = run()
    fig = figure(parameters=None, history=history, sliders=(Slider("w11", 0), Slider("c", 8)))
    assert fig.frame == 0
    for frame in (3, 5, 0):
        fig.frame = frame
        assert np.array_equal(fig.parameters, history[frame])
        assert (fig.w11, fig.c) == (history[frame, 0], history[frame, 8])
        assert now(fig)["frame"] == frame
        assert now(fig)["by_hand"] == 0
    fig.c = 0.5
    assert now(fig)["by_hand"] == 1
    fig.frame = 4
    assert np.array_equal(fig.parameters, history[4])


def test_a_frame_leads_back_from_a_preset_to_the_run():
    history = run()
    fig = figure(
        parameters=history[2], history=history, presets=(("solved", XOR),), sliders=(Slider("w11", 0),)
    )
    assert (fig.preset, fig.frame) == (0, 2)
    fig.preset = 1
    assert fig.parameters.tolist() == XOR
    assert fig.frame == 2
    fig.frame = 3
    assert fig.preset == 0
    assert np.array_equal(fig.parameters, history[3])


def test_float32_histories_are_taken_as_they_are():
    history = run().astype(np.float32)
    fig = figure(parameters=None, history=history, sliders=(Slider("w11", 0),))
    assert fig._setting["sources"][0]["dtype"] == "f4"
    fig.frame = 1
    assert fig.w11 == float(history[1, 0])
    assert np.array_equal(fig.parameters, history[1].astype(float))


def test_deeper_networks_show_their_last_hidden_layer():
    rng = np.random.default_rng(1)
    fig = figure(
        parameters=rng.normal(size=3 * 3 + 4 * 2 + 3),
        sizes=(2, 3, 2, 1),
        activations=("tanh", "sigmoid", "sigmoid"),
        sliders=(Slider("a", 0, -4, 4), Slider("b", 10, -4, 4), Slider("c", 19, -4, 4)),
    )
    places, _ = fig._ends(fig.parameters, fig._x)
    assert places.shape == (4, 2)
    assert (places > 0).all()
    assert [c["color"] for c in fig._setting["controls"]] == ["currentColor", palette.PURPLE, "currentColor"]
    fig._picture()


@pytest.mark.parametrize(("name", "value"), [("w11", 2.1), ("w11", np.nan), ("preset", 0.5), ("preset", 2)])
def test_a_bad_value_is_refused_and_nothing_changes(name, value):
    fig = figure(presets=(("zero", ZERO),))
    before = fig.state
    with pytest.raises(traitlets.TraitError, match=f"HiddenFigure: {name} must be"):
        setattr(fig, name, value)
    assert fig.state == before


# ---- what the page must agree with


def test_a_state_that_the_last_digit_decides_is_not_compared(monkeypatch):
    fig = figure(parameters=[1, 0, 0, 1, -1, -1, 1, 1, -1])  # sums of exactly 0
    assert fig._certain(fig.state)
    away = figure(parameters=[1, 0, 0, 1, -0.9, -0.9, 1, 1, -0.9])
    # the page's additions might end one digit lower
    monkeypatch.setattr(hidden, "_one_by_one", lambda x, weight, bias: dense(x, weight, bias) - 1e-17)
    assert not fig._certain(fig.state)
    assert away._certain(away.state)


def test_the_sums_are_taken_in_the_pages_order():
    x, weight = np.array([[0.1, 0.2]]), np.array([[1.0], [1.0]])
    assert hidden._one_by_one(x, weight, np.array([-0.3]))[0, 0] == (0.1 + 0.2) - 0.3 != 0.1 + (0.2 - 0.3)


def test_most_random_states_are_compared():
    for activations in (("step", "step"), ("sigmoid", "sigmoid"), ("tanh", "tanh"), ("relu", "identity")):
        fig = figure(activations=activations)
        assert base.unpacked(fig._setting["reference"]["states"]).shape[0] >= 20, activations


# ---- words and pictures


def test_the_repr_the_alt_text_and_the_picture_tell_the_state():
    fig = figure(presets=(("zero", ZERO),), title="Two lines", class_names=("same", "different"))
    assert repr(fig) == "HiddenFigure(2-2-1 step step, 4 points, 9 sliders, 2 presets, wrong 0, places 3)"
    assert fig.alt_text == (
        "Two lines: left 2 points of class same, 2 points of class different in the plane of x₁ and x₂ with "
        "the lines of two hidden units; right the hidden space, where they stand at 3 places; 0 of 4 points "
        "wrong."
    )
    describes_itself(fig, lambda: setattr(fig, "preset", 1))
    assert "6 frames" in repr(figure(parameters=None, history=run(), sliders=()))


def test_the_picture_draws_the_hidden_units_lines_where_they_are_undecided():
    left, right = figure()._picture().axes
    lines = [c for c in left.collections if isinstance(c, QuadContourSet) and not c.filled]
    for line, level in zip(lines, (0.5, 1.5), strict=True):
        vertices = np.concatenate([path.vertices for path in line.get_paths()])
        assert abs(vertices.sum(axis=1) - level).max() < 1e-9
    (line,) = [c for c in right.collections if isinstance(c, QuadContourSet) and not c.filled]
    points = np.concatenate([path.vertices for path in line.get_paths()])
    assert abs(points @ [1, -1] - 0.5).max() < 1e-9


def test_the_picture_names_or_counts_the_points_at_one_place():
    def texts(**changes):
        return [text.get_text() for text in figure(**changes)._picture().axes[1].texts if text.get_text()]

    assert texts() == ["×2"]
    assert texts(point_names=("A", "B", "C", "D")) == ["A", "B, C", "D"]
    # three at (1, 1), of two classes: each class is counted for itself
    assert texts(parameters=[1, 1, 1, 1, -0.5, -0.5, 1, 1, -0.5]) == ["×2"]


def test_the_picture_rings_what_is_wrong():
    left, _ = figure(parameters=[1, 1, 1, 1, -0.5, -0.5, 1, 1, -0.5])._picture().axes
    (rings,) = [line for line in left.lines if line.get_fillstyle() == "none"]
    assert rings.get_xydata().tolist() == [[1, 1]]
    left, _ = figure()._picture().axes
    assert not [line for line in left.lines if line.get_fillstyle() == "none"]


def test_sliders_have_the_colour_of_their_units_line():
    colors = {c["name"]: (c["color"], c["group"]) for c in figure()._setting["controls"]}
    assert colors["w11"] == colors["w21"] == colors["b1"] == (palette.GREEN, "Unit h₁")
    assert colors["w12"] == colors["w22"] == colors["b2"] == (palette.PURPLE, "Unit h₂")
    assert colors["v1"] == colors["v2"] == colors["c"] == ("currentColor", "Unit ŷ")
    (mixed,) = figure(sliders=(Slider("all", (0, 1), -2, 2),))._setting["controls"]
    assert mixed["group"] is None


BAD = [
    ({"x": [[0, 1, 2]] * 4}, r"x must have shape \(N, 2\) with N of at least 1, got \(4, 3\)"),
    ({"x": [[0, np.inf]] * 4}, "x must be finite"),
    ({"x": "no"}, "x must be an array of numbers, got str"),
    ({"y": [0, 1]}, r"y must have shape \(4,\) like x's rows, got \(2,\)"),
    ({"y": [0, 1, 2, 0]}, "y must hold only 0 and 1"),
    ({"parameters": XOR[:8]}, r"parameters must have shape \(9,\), got \(8,\)"),
    ({"parameters": [*XOR[:8], np.nan]}, "parameters must be finite"),
    ({"parameters": None}, "parameters must be 9 numbers, or a preset or a history"),
    ({"sizes": (2, 3, 1)}, "sizes must begin with 2 inputs and end with 2 hidden units, 1 output"),
    ({"sizes": (2, 1)}, "sizes must begin with 2 inputs"),
    ({"activations": ("step",)}, "activations must be one name for each layer"),
    ({"activations": ("softmax", "step")}, "activations must be names from"),
    ({"activations": ("step", "relu")}, "the last of activations must be one of"),
    ({"presets": (("a", XOR[:2]),)}, r"preset 'a' must have shape \(9,\), got \(2,\)"),
    ({"presets": (("a", XOR), ("a", ZERO))}, "presets must have different names"),
    ({"presets": (XOR,)}, r"presets must be pairs \(name, parameters\)"),
    ({"presets": (("far", [3.0, *ZERO[1:]]),)}, "slider w11 goes from -2 to 2, but 'far' sets 3"),
    ({"history": run()[:1]}, "history must have shape .* at least 2 frames"),
    ({"history": run()[:, :5]}, r"history must have shape \(frames, 9\)"),
    ({"history": run(), "sliders": (), "frame_numbers": [1, 2]}, "frame_numbers must be 6 whole numbers"),
    ({"frame_name": "lap"}, 'frame_name must be "update" or "epoch"'),
    ({"class_names": ("a", "b", "c")}, "class_names must be 2 texts, got 3"),
    ({"hidden_labels": ("h",)}, "hidden_labels must be 2 texts, got 1"),
    ({"axis_labels": ("h",)}, "axis_labels must be 2 texts"),
    ({"line_names": ("h",)}, "line_names must be 2 texts"),
    ({"point_names": ("A",)}, "point_names must be 4 texts, got 1"),
    ({"limits": ((1, 0), (0, 1))}, "limits must be"),
    ({"hidden_limits": (0, 1)}, "hidden_limits must be"),
    ({"sliders": (Slider("w", 9),)}, "slider w: index must be from 0 to 8, got 9"),
    ({"sliders": (Slider("w", 0.5),)}, "slider w: index must be whole numbers"),
    ({"sliders": (Slider("w", 0, factor=0),)}, "slider w: factor must be one number for each index"),
    ({"sliders": (Slider("w", 0), Slider("w", 1))}, "sliders must have different names"),
    ({"sliders": (Slider("parameters", 0),)}, "control name must be a new Python name, got 'parameters'"),
    ({"sliders": (Slider("preset", 0),), "presets": (("z", ZERO),)}, "controls must have different names"),
    ({"sliders": (Slider("w", 0, low=1, high=1),)}, "control w: low must be below high"),
    ({"task": Task("t", "luck > 0", "d")}, "goal names 'luck'"),
    ({"key": "a b"}, "key must be small letters"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    refuses(HiddenFigure, lambda: figure(**change), message)


def test_the_figure_is_light():
    rng = np.random.default_rng(0)
    weighs_little(
        figure(
            x=rng.normal(size=(300, 2)),
            y=rng.integers(0, 2, 300),
            parameters=None,
            history=run(100),
            sliders=(),
        )
    )
