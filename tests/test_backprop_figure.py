"""The backpropagation figure, Python's side: slopes against the book's networks and against differences."""

import json
from itertools import pairwise

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, weighs_little
from matplotlib.patches import Rectangle

from helpers import losses, palette
from helpers.network import mlp
from helpers.widgets import BackpropFigure, Scenario, Task, backprop, base

X = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
Y = [0, 1, 1, 0]
# z = (x₁ + x₂, x₁ − x₂ + 0.5), h = tanh z, u = 2 h₁ − h₂ + 0.25
ROW = [1.0, 1.0, 1.0, -1.0, 0.0, 0.5, 2.0, -1.0, 0.25]


def run(sizes=(2, 3, 1), frames=5, seed=0):
    count = sum((n + 1) * m for n, m in pairwise(sizes))
    return np.random.default_rng(seed).normal(size=(frames, count))


def figure(**changes):
    return BackpropFigure(**{"x": X, "y": Y, "history": [np.zeros(9), ROW], "sizes": (2, 2, 1), **changes})


def now(fig):
    return fig.everything(fig.state)


def cloud(count=40, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 2))
    return x, (x.sum(axis=1) > 0.2).astype(int)


# ---- slopes


def by_network(fig, loss):
    """The same slopes by the book's `Network`, for the state that is shown."""
    flow, frame, example = fig._place(fig.state)
    sizes, names = flow.run.sizes, flow.run.activations
    net = mlp(sizes, np.random.default_rng(0), names[0])
    row, start = flow.run.history[frame].astype(float), 0
    parts = []
    for n, m in pairwise(sizes):
        parts += [row[start : start + n * m].reshape(n, m), row[start + n * m : start + (n + 1) * m]]
        start += (n + 1) * m
    net.set_parameters(parts)
    point = flow.run.points[flow.shown[example]]
    out, trace = net.forward(point[None, :2])
    back = {"binary_cross_entropy": losses.binary_cross_entropy_backward}.get(
        loss, losses.mean_squared_error_backward
    )
    found = net.backward(back(1.0, out, point[None, 2:]), trace)
    return np.concatenate([part.ravel() for part in found])


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "relu", "leaky_relu", "swish", "softplus", "identity"])
@pytest.mark.parametrize("loss", backprop.LOSSES)
@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 4, 3, 1)])
def test_slopes_are_those_of_the_books_network(hidden, loss, sizes):
    # a mean squared error on the last weighted sum, a cross entropy on its sigmoid
    last = "sigmoid" if loss == "binary_cross_entropy" else "identity"
    names = (hidden,) * (len(sizes) - 2) + (last,)
    fig = figure(history=0.5 * run(sizes), sizes=sizes, activations=names, loss=loss)
    for frame in range(5):
        for example in range(4):
            fig.frame, fig.example = frame, example
            wanted = by_network(fig, loss)
            found = np.concatenate([table.ravel() for table in fig.gradients()])
            assert np.allclose(found, wanted, rtol=1e-6, atol=1e-7)
            assert abs(wanted).max() > 1e-3


@pytest.mark.parametrize(
    ("names", "loss"),
    [
        (("tanh", "sigmoid"), "binary_cross_entropy"),
        (("tanh", "sigmoid"), "mean_squared_error"),
        (("swish", "tanh"), "mean_squared_error"),
        (("relu", "softplus"), "mean_squared_error"),
        (("sigmoid", "leaky_relu"), "mean_squared_error"),
    ],
)
def test_slopes_are_what_small_steps_of_the_figures_own_loss_say(names, loss):
    row, step = run(frames=1)[0], 1e-6
    options = {"sizes": (2, 3, 1), "activations": names, "loss": loss}
    steps = step * np.eye(len(row))
    fig = figure(history=np.concatenate([[row], row + steps, row - steps]), **options)
    for example in range(4):
        fig.example = example
        told = [fig.quantities({**fig.state, "frame": frame})["loss"] for frame in range(1 + 2 * len(row))]
        felt = (np.array(told[1 : len(row) + 1]) - told[len(row) + 1 :]) / (2 * step)
        found = np.concatenate([table.ravel() for table in fig.gradients()])
        assert np.allclose(found, felt, rtol=1e-5, atol=1e-7)
        assert now(fig)["gradient"] == abs(found).max()


def test_the_way_back_is_the_one_worked_by_hand():
    fig = figure()
    fig.frame, fig.example = 1, 2  # x = (1, 0): z = (1, 1.5)
    h = np.tanh([1.0, 1.5])
    out = 1 / (1 + np.exp(-(2 * h[0] - h[1] + 0.25)))
    delta = out - 1
    below = delta * np.array([2, -1]) * (1 - h**2)
    hidden, last = fig.deltas()
    assert last == pytest.approx([delta], rel=1e-6)
    assert hidden == pytest.approx(below, rel=1e-6)
    first, second = fig.gradients()
    assert second[:, 0] == pytest.approx([h[0] * delta, h[1] * delta, delta], rel=1e-6)
    assert first == pytest.approx(np.array([below, 0 * below, below]), rel=1e-6)
    told = now(fig)
    assert told["output"] == pytest.approx(out, rel=1e-12)
    assert told["error"] == pytest.approx(1 - out, rel=1e-12)
    assert told["loss"] == pytest.approx(-np.log(out), rel=1e-12)
    assert told["delta"] == np.float32(delta)


def test_the_squared_errors_way_back_has_the_slope_of_the_sigmoid():
    fig = figure(loss="mean_squared_error")
    fig.frame, fig.example = 1, 0
    told = now(fig)
    out = told["output"]
    assert told["loss"] == pytest.approx(out**2, rel=1e-12)
    assert told["delta"] == pytest.approx(2 * out * out * (1 - out), rel=1e-6)


def test_the_local_slopes_are_sent_along():
    fig = figure()
    flow, _, _ = fig._place(fig.state)
    h = np.tanh([[0.0, 0.5], [1.0, -0.5], [1.0, 1.5], [2.0, 0.5]])
    out = 1 / (1 + np.exp(-(2 * h[:, 0] - h[:, 1] + 0.25)))
    wanted = np.column_stack([1 - h**2, out * (1 - out)])
    assert flow.bends[1] == pytest.approx(wanted, rel=1e-6)
    assert flow.bends[0] == pytest.approx(np.tile([1, 1, 0.25], (4, 1)))


def test_the_slopes_of_one_example_do_not_hang_on_which_others_are_shown():
    all_of_them, few = figure(), figure(examples_shown=[3, 1])
    few.frame = all_of_them.frame = 1
    all_of_them.example = 1
    few.example = 1
    assert all(np.array_equal(a, b) for a, b in zip(all_of_them.gradients(), few.gradients(), strict=True))


def test_float32_histories_are_taken_as_they_are():
    fig = figure(history=np.array([ROW, ROW], dtype=np.float32) * np.float32(0.1))
    assert fig._setting["runs"][0]["history"]["dtype"] == "f4"
    assert np.allclose(
        by_network(fig, "binary_cross_entropy"), np.concatenate([g.ravel() for g in fig.gradients()])
    )


def test_what_leaves_float32_is_refused():
    huge = np.array([[1e30, 1e30, 1e30, 1e30, 0, 0, 1e30, 1e30, 0]])
    options = {"activations": ("identity", "identity"), "loss": "mean_squared_error"}
    refuses(BackpropFigure, lambda: figure(history=huge, **options), "slopes must be finite")


# ---- quantities and state


def test_untrained_it_says_one_half_everywhere():
    told = now(figure())
    assert told["output"] == 0.5
    assert told["error"] == -0.5
    assert told["loss"] == pytest.approx(np.log(2))
    assert told["delta"] == 0.5
    assert told["gradient"] == 0.5
    assert (told["wrong"], told["points"], told["accuracy"]) == (2, 4, 0.5)  # 0.5 counts as 1
    assert told["by_hand"] == 0


def test_wrong_points_are_counted_by_hand():
    fig = figure()
    fig.frame = 1
    # u = 2 tanh(x₁ + x₂) − tanh(x₁ − x₂ + 0.5) + 0.25: −0.21, 2.24, 0.87, 1.72
    assert (now(fig)["wrong"], now(fig)["accuracy"]) == (1, 0.75)
    fig = figure(activations=("tanh", "identity"), loss="mean_squared_error")
    fig.frame = 1
    assert now(fig)["wrong"] == 1  # at least 0.5: (1, 0), (0, 1), (1, 1)
    assert now(fig)["output"] == pytest.approx(-np.tanh(0.5) + 0.25)


def test_a_goal_is_met_by_setting_the_traits():
    fig = figure(task=(Task("a", "wrong == 1 and by_hand == 1", "d"), Task("b", "loss < 0.2", "d")))
    assert fig.goals_met == [False, False]
    fig.frame = 1
    assert fig.goals_met == [True, False]
    fig.example = 1
    assert fig.goals_met == [True, True]


def test_a_scenario_keeps_frame_and_example_where_it_has_them():
    runs = (
        Scenario("long", run((2, 2, 1), 9)),
        Scenario("short", run((2, 3, 1), 4), X[:3], Y[:3], (2, 3, 1)),
    )
    fig = figure(scenarios=runs)
    fig.frame, fig.example = 2, 1
    fig.scenario = 1
    assert (fig.frame, fig.example) == (2, 1)
    fig.scenario = 0
    fig.frame, fig.example = 8, 3
    fig.scenario = 1
    assert (fig.frame, fig.example) == (3, 2)
    assert (now(fig)["points"], now(fig)["scenario"]) == (3, 1)
    told = fig.quantities({"scenario": 1, "frame": 8, "example": 3})
    assert told == fig.quantities({"scenario": 1, "frame": 3, "example": 2})
    assert (told["frame"], told["example"]) == (3, 2)


def test_a_message_of_the_page_is_taken_as_a_whole():
    fig = figure(scenarios=(Scenario("a", run((2, 2, 1), 9)), Scenario("b", run((2, 2, 1), 4))))
    fig.frame = 8
    fig.set_state({"scenario": 1.0, "frame": 1.0})
    assert (fig.scenario, fig.frame) == (1, 1)


@pytest.mark.parametrize(
    ("name", "value"), [("frame", 2), ("frame", 0.5), ("example", 4), ("example", np.nan)]
)
def test_a_bad_value_is_refused_and_nothing_changes(name, value):
    fig = figure()
    before = fig.state
    with pytest.raises(traitlets.TraitError, match=f"BackpropFigure: {name} must be"):
        setattr(fig, name, value)
    assert fig.state == before


def test_one_moment_and_one_point_need_no_controls():
    assert figure(history=ROW, examples_shown=[2]).state == {}
    assert list(figure(history=ROW).state) == ["example"]
    assert figure(frame=-1).frame == 1


# ---- which examples


def test_up_to_eight_examples_of_both_classes_are_shown():
    x, y = cloud(60)
    (flow,) = figure(x=x, y=y)._flows
    assert len(flow.shown) == len(set(flow.shown)) == 8
    assert sorted(y[flow.shown]) == [0] * 4 + [1] * 4
    few = (np.arange(60) == 7).astype(int)
    (flow,) = figure(x=x, y=few)._flows
    assert 7 in flow.shown
    assert len(set(flow.shown)) == 8
    (flow,) = figure(x=x, y=0 * y)._flows
    assert len(set(flow.shown)) == 8


def test_examples_can_be_named_for_each_scenario():
    runs = (Scenario("a", run((2, 2, 1))), Scenario("b", run((2, 2, 1))))
    fig = figure(scenarios=runs, examples_shown={"b": [3, 0]})
    assert [flow.shown for flow in fig._flows] == [[0, 1, 2, 3], [3, 0]]
    assert [flow.shown for flow in figure(scenarios=runs, examples_shown=[2])._flows] == [[2], [2]]


def test_many_scenarios_show_fewer_examples_and_stay_light():
    x, y = cloud(60)
    runs = [Scenario(f"run {k}", run((2, 8, 1), 20, k).astype("f4"), x, y, (2, 8, 1)) for k in range(5)]
    fig = figure(scenarios=runs, task=Task("t", "wrong == 0", "d"))
    assert [len(flow.shown) for flow in fig._flows] == [3] * 5
    weighs_little(fig)
    assert len(fig._setting["points"]) == 1  # the same points are sent once


# ---- the figure as a whole


def test_it_describes_itself():
    fig = figure(class_names=("equal", "unequal"), title="Way back")
    assert repr(fig) == (
        "BackpropFigure(2-2-1 tanh sigmoid, 4 points, 2 frames, 4 examples; at 0, 0: "
        "output 0.500, delta 0.500)"
    )
    assert fig.alt_text == (
        "Way back: left 2 points of class equal, 2 points of class unequal and the boundary at epoch 0, "
        "2 of 4 points wrong; right the 2-2-1 network for point 0, whose answer is 0.50 where 0 is wanted: "
        "δ = 0.50 flows back along the lines."
    )
    describes_itself(fig, lambda: setattr(fig, "frame", 1))


def test_it_weighs_little():
    x, y = cloud(60)
    weighs_little(figure(x=x, y=y, history=run((2, 8, 1), 24), sizes=(2, 8, 1)))


def drawn(fig):
    plane, network = fig._picture().axes
    return plane, network


def test_the_picture_draws_slopes_by_thickness_and_sign():
    fig = figure()
    fig.frame, fig.example = 1, 3
    _, network = drawn(fig)
    slopes = np.concatenate([table[:-1].ravel() for table in fig.gradients()])
    lines = network.lines
    assert len(lines) == len(slopes) == 6
    order = np.argsort(abs(slopes))
    widths = np.array([line.get_linewidth() for line in lines])
    assert (np.diff(widths[order]) >= 0).all()
    assert widths[order][-1] > 2 * widths[order][0]
    for line, slope in zip(lines, slopes, strict=True):
        assert line.get_linestyle() == ("--" if slope < 0 else "-")
        assert line.get_color() == (palette.BLUE if slope < 0 else palette.VERMILION)
    inputs = [patch for patch in network.patches if isinstance(patch, Rectangle)]
    assert [(square.get_x() < 0, square.get_width()) for square in inputs] == [
        (True, 2 * 0.9 * backprop.RADIUS)
    ] * 2
    texts = [text.get_text() for text in network.texts]
    for delta in np.concatenate(fig.deltas()):
        assert f"δ = {backprop._short(float(delta))}" in texts
    assert "wanted: 0" in texts
    assert {backprop._short(float(slope)) for slope in slopes} <= set(texts)


def test_the_picture_marks_the_example_and_what_is_wrong():
    fig = figure()
    fig.frame, fig.example = 1, 2
    plane, _ = drawn(fig)
    marks = {line.get_label(): line.get_xydata().tolist() for line in plane.lines}
    assert marks["the example"] == [[1, 0]]
    assert marks["on the wrong side"] == [[1, 1]]


def test_deeper_networks_are_drawn_and_named():
    sizes = (2, 4, 3, 2, 1)
    fig = figure(history=run(sizes, 2), sizes=sizes, activations=("tanh", "relu", "swish", "sigmoid"))
    _, network = drawn(fig)
    texts = {text.get_text() for text in network.texts}
    assert {"x₁", "h₄⁽¹⁾", "h₃⁽²⁾", "h₂⁽³⁾", "ŷ"} <= texts
    assert len(network.lines) == 8 + 12 + 6 + 2


def test_the_reference_covers_every_scenario():
    runs = (Scenario("a", run((2, 2, 1), 9)), Scenario("b", run((2, 3, 1), 4), sizes=(2, 3, 1)))
    fig = figure(scenarios=runs)
    states = base.unpacked(fig._setting["reference"]["states"])
    assert len(states) > 12
    assert {0, 1} <= set(states[:, 0])


def test_a_point_on_the_boundary_but_for_rounding_is_not_compared():
    fig = figure(history=[ROW, [*ROW[:8], 1e-13]])
    assert fig._certain({"frame": 0})
    # u = 1e-13 at a point where the rest is zero
    fig = figure(history=[ROW, [*[0.0] * 8, 1e-13]])
    assert not fig._certain({"frame": 1})


def test_the_setting_is_plain_data():
    strip = lambda v: "bytes" if isinstance(v, (bytes, memoryview)) else str(v)  # noqa: E731
    assert json.dumps(figure()._setting, default=strip)


WRONG = [
    ({"loss": "hinge"}, "loss must be one of"),
    ({"frame_name": "turn"}, "frame_name must be"),
    ({"x": None}, "x is missing"),
    ({"history": None}, "history is missing"),
    ({"x": [[0.0, 1.0, 2.0]] * 4}, r"x must have shape \(N, 2\)"),
    ({"x": [[np.nan, 1.0]] * 4}, "x must be finite"),
    ({"y": [0, 1]}, r"y must have shape \(4,\)"),
    ({"y": [0, 1, 2, 0]}, "y must hold whole numbers from 0 to 1"),
    ({"history": [ROW[:8]]}, r"history must have shape \(frames, 9\)"),
    ({"sizes": (3, 2, 1)}, "sizes must begin with 2 inputs"),
    (
        {"sizes": (2, 1), "activations": ("sigmoid",), "history": [[1, 1, 1]]},
        "sizes must be 2 inputs, at least",
    ),
    ({"sizes": (2, 2, 2), "history": run((2, 2, 2))}, "sizes must be 2 inputs, at least"),
    ({"sizes": (2, 9, 1), "history": run((2, 9, 1))}, "at most 8 units in a layer"),
    (
        {
            "sizes": (2, 1, 1, 1, 1, 1),
            "activations": ("tanh",) * 4 + ("sigmoid",),
            "history": run((2, 1, 1, 1, 1, 1)),
        },
        "4 layers of weights",
    ),
    ({"activations": ("tanh",)}, "activations must be one name for each layer"),
    ({"activations": ("tanh", "wave")}, "activations must be names from"),
    ({"activations": ("step", "sigmoid")}, "activations must each have a derivative, got 'step'"),
    ({"activations": ("tanh", "identity")}, "the last of activations must be sigmoid"),
    ({"class_names": ("a",)}, "class_names must be 2 texts"),
    ({"axis_labels": ("a", "b", "c")}, "axis_labels must be 2 texts"),
    ({"limits": ((1, 0), (0, 1))}, "limits must be"),
    ({"frame": 2}, "frame must be from -2 to 1, got 2"),
    ({"curves": {"loss": [1.0]}}, r"curve 'loss' must have shape \(2,\)"),
    ({"curves": {str(k): [0.0, 1.0] for k in range(5)}}, "curves must be at most 4, got 5"),
    ({"frame_numbers": [0.5, 1]}, "frame_numbers must hold whole numbers"),
    ({"scenarios": (Scenario("a"), Scenario("a"))}, "scenarios must have different names"),
    ({"examples_shown": []}, "examples_shown must be a list of whole numbers"),
    ({"examples_shown": [0.5]}, "examples_shown must be a list of whole numbers"),
    ({"examples_shown": [4]}, "examples_shown must be different numbers from 0 to 3"),
    ({"examples_shown": [1, 1]}, "examples_shown must be different numbers from 0 to 3"),
    ({"examples_shown": {"no": [1]}}, "examples_shown names 'no'"),
    ({"history": run((2, 2, 1), 2000)}, "thin the history, or give fewer examples_shown"),
    ({"task": Task("t", "lost == 0", "d")}, "goal names 'lost'"),
    ({"key": "A b"}, "key must be small letters"),
]


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_a_wrong_call_is_told_in_one_sentence(changes, message):
    refuses(BackpropFigure, lambda: figure(**changes), message)
