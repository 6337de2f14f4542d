"""Python's face of the figures: traits, messages, pictures. What happens in the page: see browser/."""

import base64
import json
import re
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
import traitlets
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure

from helpers import neurons
from helpers.widgets import BoundaryFigure, LiveFigure, Scenario, Slider, Task, base
from helpers.widgets.words import SENTENCES, WORDS, words_of

X = np.array([[-1.0, 0.0], [-1.0, 1.0], [1.0, 0.0], [1.0, 2.0]])
Y = np.array([0, 0, 1, 1])
HISTORY = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, -1.0], [2.0, 0.0, 0.0]])
SLIDERS = (Slider("w1", 0), Slider("w2", 1), Slider("b", 2))


def figure(**changes):
    return BoundaryFigure(**{"x": X, "y": Y, "history": HISTORY, "sliders": SLIDERS, **changes})


# ---- what follows from what


def test_a_slider_sets_its_parameter_and_the_parameters_set_the_sliders():
    fig = figure()
    fig.w1 = 0.5
    assert fig.parameters.tolist() == [0.5, 0, 0]
    fig.parameters = [3, 2, 1]
    assert (fig.w1, fig.w2, fig.b) == (3, 2, 1)


def test_a_frame_sets_the_parameters_and_counts_from_the_end_too():
    fig = figure()
    fig.frame = -1
    assert fig.frame == 2
    assert fig.w1 == 2
    assert fig.accuracy == 1


def test_a_factor_turns_a_threshold_into_a_bias():
    fig = figure(
        sliders=(Slider("threshold_", 2, label="θ", factor=-1), Slider("both", (0, 1), factor=(1, 2)))
    )
    fig.threshold_ = 1.5
    fig.both = 2
    assert fig.parameters.tolist() == [2, 4, -1.5]


def test_a_scenario_brings_its_points_and_its_history():
    other = Scenario("other", HISTORY[::-1], x=X + 1, y=1 - Y, class_names=("left", "right"))
    fig = figure(scenarios=(Scenario("first"), other), frame=-1)
    fig.w1 = 9
    fig.scenario = "other"
    assert np.array_equal(fig.x, X + 1)
    assert np.array_equal(fig.y, 1 - Y)
    assert fig.frame == 2
    assert fig.parameters.tolist() == [0, 0, 0]
    assert fig.class_names == ["left", "right"]


def test_accuracy_and_history_equal_the_chapters_perceptron():
    run = neurons.perceptron_fit(X, Y)
    fig = figure(history=np.column_stack([run.weights, run.biases]), examples=run.examples)
    for frame in range(len(fig.history)):
        fig.frame = frame
        expected = neurons.perceptron(X, run.weights[frame], run.biases[frame]) == Y
        assert fig.accuracy == expected.mean()


def test_traits_are_observed_and_linked():
    fig, heard, slider = figure(), [], ipywidgets.FloatSlider(min=-5, max=5)
    fig.observe(lambda change: heard.append(change["new"]), "w1")
    traitlets.link((slider, "value"), (fig, "w1"))
    slider.value = 2.5
    assert heard == [2.5]
    fig.frame = 1
    assert slider.value == 1.0


def test_equal_values_are_not_news_and_arrays_cannot_be_changed_behind_the_figures_back():
    fig, heard = figure(), []
    fig.observe(lambda change: heard.append(change["name"]))
    fig.parameters = [0, 0, 0]
    fig.points = fig.points.copy()
    assert heard == []
    with pytest.raises(ValueError, match="read-only"):
        fig.points[0, 0] = 7


def test_the_page_and_the_kernel_agree_on_one_message():
    fig = figure(scenarios=(Scenario("first"), Scenario("other", x=X + 1)))
    # the reader chose a scenario, moved a point and a slider before the kernel looked: all of it stands
    theirs = {"scenario": "other", "points": base.packed(np.column_stack([X + 2, Y])), "frame": 0}
    fig.set_state({**theirs, "parameters": base.packed(np.array([4.0, 0.0, 0.0])), "w1": 4.0})
    assert fig.scenario == "other"
    assert np.array_equal(fig.x, X + 2)
    assert fig.w1 == 4
    assert fig.parameters.tolist() == [4, 0, 0]
    # a slider alone, as a linked widget of the page would send it, is completed here
    fig.set_state({"w2": 3.0})
    assert fig.parameters.tolist() == [4, 3, 0]


# ---- training again


def retrainer(calls):
    def retrain(x, y):
        calls.append((x, y))
        return np.array([[0.0, 0.0, 0.0], [5.0, len(x), 0.0]])

    return retrain


def test_moved_points_are_trained_on_and_shown():
    calls = []
    fig = figure(retrain=retrainer(calls), frame=-1)
    fig.points = [*fig.points, (3.0, 3.0, 1)]
    assert len(calls) == 1
    assert calls[0][0].shape == (5, 2)
    assert calls[0][1].tolist() == [0, 0, 1, 1, 1]
    assert fig.history.tolist() == [[0, 0, 0], [5, 5, 0]]
    assert fig.frame == 1
    assert fig.parameters.tolist() == [5, 5, 0]
    fig.points = np.column_stack([X, Y])
    assert np.array_equal(fig.history, HISTORY)
    assert len(calls) == 1


def test_resetting_the_points_brings_the_old_history_back_at_a_frame_that_it_has():
    fig = figure(retrain=lambda x, y: np.arange(30.0).reshape(10, 3))
    fig.points = fig.points[:3]
    fig.frame = 7
    fig.points = np.column_stack([X, Y])
    assert np.array_equal(fig.history, HISTORY)
    assert fig.frame == 2
    assert np.array_equal(fig.parameters, HISTORY[2])


def test_training_again_leaves_the_readers_own_weights():
    fig = figure(retrain=retrainer([]))
    fig.w1 = 0.25
    fig.points = fig.points + 0.1 * np.array([1, 0, 0])
    assert fig.parameters.tolist() == [0.25, 0, 0]
    assert len(fig.history) == 2


def test_a_failing_retrain_is_told_in_the_figure_and_leaves_the_old_run():
    def retrain(x, y):
        raise RuntimeError("no line")

    fig = figure(retrain=retrain)
    fig.points = fig.points[:3]
    assert fig._failure == "RuntimeError: no line"
    assert np.array_equal(fig.history, HISTORY)


def test_a_retrain_of_the_wrong_shape_is_told_too():
    fig = figure(retrain=lambda x, y: np.zeros((2, 7)))
    fig.points = fig.points[:3]
    assert "history must have shape (frames, 3)" in fig._failure


# ---- what is refused, in one sentence that names the argument

NAN = float("nan")
BAD_ARGUMENTS = [
    ({"x": [[0, NAN]] * 4}, "x must be finite"),
    ({"x": X[:, :1]}, r"x must have shape \(N, 2\), got \(4, 1\)"),
    ({"x": None}, "x is missing"),
    ({"y": [0, 1]}, r"y must have shape \(4,\)"),
    ({"y": [0, 1, 2, 0]}, "y must hold whole numbers from 0 to 1"),
    ({"y": [0, 0.5, 1, 1]}, "y must hold whole numbers"),
    ({"history": HISTORY[:, :2]}, r"history must have shape \(frames, 3\) for sizes \(2, 1\), got \(3, 2\)"),
    ({"history": np.full((1, 3), np.inf)}, "history must be finite"),
    ({"history": [["a", "b", "c"]]}, "history must be an array of numbers"),
    ({"history": np.zeros((0, 3))}, "history must have shape"),
    ({"sizes": (3, 1)}, "sizes must begin with 2 inputs"),
    ({"activations": ("tanh", "step")}, "activations must be one name for each layer"),
    ({"activations": ("sine",)}, "activations must be names from"),
    ({"activations": ("softmax",)}, "softmax belongs to a last layer"),
    ({"examples": [0]}, r"examples must have shape \(2,\)"),
    ({"examples": [0, 4]}, "examples must hold whole numbers from 0 to 3"),
    ({"curves": {"loss": [1.0]}}, r"curve 'loss' must have shape \(3,\)"),
    ({"curves": {"loss": [1.0, NAN, 0]}}, "curve 'loss' must be finite"),
    ({"frame_numbers": [0, 1.5, 2]}, "frame_numbers must hold whole numbers"),
    ({"class_names": ("a",)}, "class_names must be 2 names, got 1"),
    ({"scenarios": (Scenario("s", class_names=("a", "b", "c")),)}, "class_names must be 2 names, got 3"),
    ({"sizes": (2, 5), "history": np.zeros(15)}, "sizes must end with at most 4 outputs, got 5"),
    ({"axis_labels": ("a",)}, "axis_labels must be 2 texts"),
    ({"limits": ((1, 0), (0, 1))}, "limits must be"),
    ({"frame_name": "lap"}, 'frame_name must be "update" or "epoch"'),
    ({"frame": 3}, "frame must be from -3 to 2, got 3"),
    (
        {"frame": 1, "scenarios": (Scenario("a"), Scenario("b", HISTORY[0]))},
        "frame must be from -1 to 0, got 1",
    ),
    ({"aspect": "square"}, 'aspect must be "auto" or "equal"'),
    ({"key": "a b"}, "key must be small letters, digits and hyphens, got 'a b'"),
    ({"formula": "{w9}"}, "formula names {w9}"),
    ({"scenarios": (Scenario("a"), Scenario("a"))}, "scenarios must have different names"),
    ({"sliders": (Slider("w1", 0), Slider("w1", 1))}, "sliders must have different names"),
    ({"sliders": (Slider("w 1", 0),)}, "slider name must be a new Python name"),
    ({"sliders": (Slider("frame", 0),)}, "slider name must be a new Python name"),
    ({"sliders": (Slider("w1", 3),)}, "slider w1: index must be from 0 to 2, got 3"),
    ({"sliders": (Slider("w1", 0.5),)}, "slider w1: index must be whole numbers"),
    ({"sliders": (Slider("w1", 0, factor=0),)}, "slider w1: factor"),
    ({"sliders": (Slider("w1", 0, low=1, high=1),)}, "slider w1: low must be below high"),
    ({"sliders": (Slider("w1", 0, low=NAN),)}, "slider w1: low must be below high"),
    ({"sliders": (Slider("w1", 0, step=0),)}, "slider w1: step must be above 0"),
    ({"task": Task("t", "wrong = 0", "d")}, "goal must read like"),
    ({"task": Task("t", "luck == 1", "d")}, "goal names 'luck'"),
]


@pytest.mark.parametrize(("change", "message"), BAD_ARGUMENTS, ids=[m for _, m in BAD_ARGUMENTS])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    with pytest.raises(ValueError, match=message) as caught:
        figure(**change)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("BoundaryFigure: ")


BAD_VALUES = [
    ("w1", NAN, "w1 must be a finite number, got nan"),
    ("w1", "much", "w1 must be a finite number, got 'much'"),
    ("w1", True, "w1 must be a finite number, got True"),
    ("threshold", np.inf, "threshold must be a finite number"),
    ("parameters", [1, 2], r"parameters must have shape \(3,\), got \(2,\)"),
    ("parameters", [1, 2, NAN], "parameters must be finite"),
    ("points", [[1, 2]], r"points must have shape \(N, 3\)"),
    ("points", [[1, NAN, 0]], "points must be finite"),
    ("points", [[1, 2, 5]], "y must hold whole numbers from 0 to 1"),
    ("points", "here", "points must be numbers, got str"),
    ("points", np.zeros((0, 3)), "N of at least 1"),
    ("frame", 3, "frame must be from 0 to 2, got 3"),
    ("scenario", "none", "scenario must be one of"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD_VALUES, ids=[f"{n} {m}" for n, _, m in BAD_VALUES])
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    fig = figure()
    before = getattr(fig, name)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(fig, name, value)
    assert np.array_equal(getattr(fig, name), before)


# ---- what is stored and sent


def test_the_repr_is_the_same_every_time_and_tells_the_result():
    assert repr(figure()) == repr(figure())
    assert repr(figure()) == "BoundaryFigure(2-1 step, 4 points, 3 frames, accuracy 0.500 -> 1.000)"


def test_the_picture_is_a_png_of_the_state_with_a_description():
    fig = figure(class_names=("calm", "wild"), axis_labels=("size", "speed"), title="Animals")
    data, metadata = fig._repr_mimebundle_()
    assert data["text/plain"] == repr(fig)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == (
        "Animals: 2 points of class calm, 2 points of class wild in the plane of size and speed; "
        "the boundary of the network at update 0 leaves 2 of 4 points wrong."
    )
    same, _ = fig._repr_mimebundle_()
    fig.frame = 2
    other, _ = fig._repr_mimebundle_()
    assert data["image/png"] == same["image/png"] != other["image/png"]


def drawn_line(fig):
    """The points of the boundary in the picture where no widget can be."""
    (axes,) = fig._picture().axes
    lines = [c for c in axes.collections if isinstance(c, QuadContourSet) and not c.filled]
    return np.concatenate([path.vertices for line in lines for path in line.get_paths()])


@pytest.mark.parametrize(
    ("activation", "scale", "threshold", "level"),
    [
        ("step", 1, 0.5, 0),
        ("sigmoid", 300, 0.8, np.log(4)),
        ("tanh", 300, 0.6, np.arctanh(0.6)),
        ("identity", 1, 0.25, 0.25),
    ],
)
def test_the_picture_draws_the_line_where_the_neuron_is_undecided_without_steps(
    activation, scale, threshold, level
):
    weight, bias = scale * np.array([0.3, -1.0]), scale * 0.5
    fig = figure(history=[*weight, bias], activations=(activation,), threshold=threshold)
    line = drawn_line(fig)
    assert np.ptp(line[:, 0]) == pytest.approx(2.4)  # from edge to edge of the plane
    assert abs(line @ weight + bias - level).max() < 1e-9 * scale


def test_the_picture_of_hidden_steps_leaves_their_lines_by_less_than_a_pixel():
    # XOR: x₁ + 0.8 x₂ above 0.5 but not above 1.5
    wall = np.array([1.0, 0.8])
    history = [wall[0], wall[0], wall[1], wall[1], -0.5, -1.5, 1, -1, -0.5]
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    fig = BoundaryFigure(corners, [0, 1, 1, 0], history, sizes=(2, 2, 1), activations=("step", "step"))
    assert fig.accuracy == 1
    away = abs(drawn_line(fig) @ wall - [[0.5], [1.5]]).min(axis=0) / np.hypot(*wall)
    assert away.max() < 1.2 / 450  # the plane is 1.2 wide and about 480 pixels


def test_the_picture_of_three_classes_draws_every_edge():
    # outputs −x₁, x₁, x₂: the edges are x₁ = 0, x₂ = −x₁, x₂ = x₁, each where its two classes lead
    fig = BoundaryFigure(
        X, Y, [-1, 1, 0, 0, 0, 1, 0, 0, 0], sizes=(2, 3), activations=("softmax",), limits=((-2, 2), (-2, 2))
    )
    x1, x2 = drawn_line(fig).T
    at_edge = np.array([(abs(x1) < 1e-9) & (x2 < 0), abs(x2 - abs(x1)) < 1e-9])
    cell = 4 / 159  # where three classes meet the line cuts through one cell
    assert (at_edge.any(axis=0) | (np.hypot(x1, x2) < 2 * cell)).all()
    assert at_edge.sum(axis=1).min() > 50


def test_of_several_outputs_the_largest_weighted_sum_wins_as_in_the_page():
    # both units give 1 everywhere: only their weighted sums tell the classes apart
    fig = BoundaryFigure(X, Y, [-1, 1, 0, 0, 9, 9], sizes=(2, 2), activations=("step",))
    assert fig.accuracy == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_history_keeps_its_precision_on_the_wire(dtype):
    fig = figure(history=HISTORY.astype(dtype) / 3)
    wire = fig._runs[0]["history"]
    assert np.array_equal(base.unpacked(wire), HISTORY.astype(dtype) / 3)
    assert wire["dtype"] == np.dtype(dtype).str[1:]


def test_reference_outputs_leave_out_what_rounding_decides():
    # 0.1 x + 0.2 x − 0.3 is zero but for rounding at x = 1
    x = np.array([[1.0, 1.0], [2.0, 1.0]])
    fig = BoundaryFigure(x, [0, 1], [0.1, 0.2, -0.3])
    inputs = base.unpacked(fig._runs[0]["reference"]["x"])
    assert not (inputs == [1.0, 1.0]).all(axis=1).any()
    assert (inputs == [2.0, 1.0]).all(axis=1).any()


def test_the_widget_layer_is_light():
    host = Path(__file__).parents[1] / "book" / "_static" / "afm-host.js"
    layer = (
        len(str(BoundaryFigure._esm).encode()) + len(str(BoundaryFigure._css).encode()) + host.stat().st_size
    )
    assert layer <= 40_000
    assert len(host.read_text("utf-8").splitlines()) < 100


def test_the_sources_divide_with_spaces_since_a_slash_may_begin_a_regular_expression():
    for path in base.HERE.glob("*.js"):
        for line in path.read_text("utf-8").splitlines():
            code = re.sub(r"\"[^\"]*\"|`[^`]*`|//.*|/(?![ ])(?:\\.|[^/\\])+/[a-z]*[.,;)]", "", line)
            assert not re.search(r"\w/\w|\)/|/\(", code), line


BUILT_ON = {"shared": (), "boundary": ("shared",), "panel": ("shared",)}


def test_every_word_of_a_figure_stands_in_the_table_of_its_file():
    files = {path.stem for path in base.HERE.glob("*.js")}
    for language, tables in WORDS.items():
        assert set(tables) == set(WORDS["en"]) <= files
        for part, words in tables.items():
            assert set(words) == set(WORDS["en"][part]), (language, part)
    for part in sorted(files):
        source = (base.HERE / f"{part}.js").read_text("utf-8")
        words = words_of(*BUILT_ON.get(part, ("shared", "panel")), *({part} & set(WORDS["en"])))["en"]
        for key, given in re.findall(r"say\(\"(\w+)\"(?:, \{([^}]*)\})?", source):
            wanted = set(re.findall(r"\{(\w+)\}", words[key]))
            assert wanted <= set(re.findall(r"(\w+)(?=[:,}]| $)", given)), key
    for language, sentences in SENTENCES.items():
        assert set(sentences) == set(SENTENCES["en"]), language
    own = json.dumps(words_of("shared", "boundary"), ensure_ascii=False, separators=(",", ":"))
    assert own in str(BoundaryFigure._esm)


# ---- the live cell


def live(redraw=None):
    figure = Figure(figsize=(3, 2))
    (line,) = figure.subplots().plot([0, 1], [0, 1])

    def draw(slope):
        if slope < 0:
            raise ValueError("slope must not be negative")
        line.set_data([0, 1], [0, slope])
        return f"slope {slope}"

    control = ipywidgets.FloatSlider(value=0.5, min=-1, max=1)
    alt = "A line from the origin whose slope the slider sets."
    return LiveFigure(figure, redraw or draw, alt=alt, slope=control)


def test_a_live_cell_draws_at_once_and_after_every_change():
    cell = live()
    first = bytes(cell.image.value)
    assert first.startswith(b"\x89PNG")
    assert cell.image.tooltip.startswith("A line")
    cell.controls["slope"].value = 1.0
    assert cell.image.value != first
    assert repr(cell) == "LiveFigure(slope=1.0: slope 1.0)"
    data, metadata = cell._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == cell.image.value
    assert metadata["image/png"]["alt"] == cell.image.tooltip


def test_a_control_without_a_description_is_labelled_with_its_name():
    figure = live()
    assert figure.controls["slope"].description == "slope"
    own = ipywidgets.IntSlider(description="n")
    LiveFigure(
        Figure(), lambda **values: "", alt="An empty picture, only so that a control can be seen.", a_b=own
    )
    assert own.description == "n"


def test_a_failing_setting_is_told_under_the_last_good_picture():
    cell = live()
    before = cell.image.value
    cell.controls["slope"].value = -1.0
    assert cell.message == "This setting failed: ValueError: slope must not be negative"
    assert cell.image.value == before


def test_a_live_cell_that_cannot_begin_fails_at_once():
    def broken(slope):
        raise ZeroDivisionError("at once")

    with pytest.raises(ZeroDivisionError):
        live(broken)


def test_a_live_cell_asks_for_alt_text_and_controls():
    with pytest.raises(ValueError, match="alt must say in at least 8 words"):
        LiveFigure(Figure(), lambda: "", alt="A line.", a=ipywidgets.IntSlider())
    alt = "A line from the origin whose slope the slider sets."
    with pytest.raises(ValueError, match="controls are missing"):
        LiveFigure(Figure(), lambda: "", alt=alt)
    with pytest.raises(ValueError, match="a must be an ipywidget"):
        LiveFigure(Figure(), lambda a: "", alt=alt, a=3)
