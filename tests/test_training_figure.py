"""The training figure, Python's side: what is looked up, counted and rounded, traits, what is refused."""

from itertools import pairwise

import numpy as np
import pytest
from figures import describes_itself, refuses, refuses_the_value, weighs_little
from matplotlib.contour import QuadContourSet

from helpers import palette
from helpers.widgets import Levels, Options, Task, TrainingFigure, base, replay

X = np.array([[-1.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
Y = np.array([0, 1, 1])
HELD = (np.array([[-2.0, 1.0], [0.5, -1.0]]), np.array([0, 0]))
ROWS = np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, -3], [4, 3, 0]])  # ŷ = σ(w₁ x₁ + w₂ x₂ + b)
LOSSES = {"training loss": [0.7, 0.5, 0.3, 0.1], "held-out loss": [0.7, 0.4, 0.5, 0.9]}
PENALTY = Options("penalty", ["none", "L2"], without={"λ": ["none"]})
WIDTH, LAMBDA = Levels("width", [2, 5]), Levels("λ", [0.1, 1, 10], value=1)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


def single(**changes):
    options = {"sizes": (2, 1), "activations": ("sigmoid",), "curves": LOSSES, "held_out": HELD, **changes}
    return TrainingFigure(options.pop("x", X), options.pop("y", Y), options.pop("history", ROWS), **options)


def walk(sizes, seed, frames=6, size=1.0):
    """A random walk of the parameters: not learned, but a history."""
    count = sum((n + 1) * m for n, m in pairwise(sizes))
    rng = np.random.default_rng(seed)
    return size * (rng.normal(size=count) + 0.4 * rng.normal(size=(frames, count)).cumsum(axis=0))


def seed_of(penalty, width, level):
    return int(width + 100 * level * (penalty == "L2"))


def net(penalty, width, level):
    return (2, width, 1)


def several(**changes):
    """Two widths, without a penalty and with three: eight runs."""

    def losses(penalty, width, level):
        return np.random.default_rng(seed_of(penalty, width, level)).uniform(size=6)

    options = {
        "axes": (PENALTY, WIDTH, LAMBDA),
        "sizes": net,
        "activations": ("tanh", "sigmoid"),
        "curves": {"training loss": losses, "held-out loss": lambda *a: 1.5 - losses(*a)},
        "history": lambda *a: walk(net(*a), seed_of(*a)),
    }
    return single(**{**options, **changes})


def now(fig):
    return fig.everything(fig.state)


# ---- what is counted


def test_the_quantities_are_those_that_a_hand_computes():
    fig = single()
    fig.frame = 2  # z = 2 x₁ − 3: −5, −1, 1 and −7, −2
    found = now(fig)
    assert (found["value_1"], found["value_2"]) == pytest.approx((0.3, 0.5), abs=1e-7)
    assert found["gap"] == pytest.approx(0.2, abs=1e-7)
    assert (found["best"], found["late"], found["number"]) == (1, 1, 2)
    assert (found["wrong"], found["accuracy"]) == (1, 2 / 3)
    assert (found["wrong_held"], found["accuracy_held"]) == (0, 1)
    assert found["sure"] == pytest.approx(sigmoid([5, 1, 1]).mean(), abs=1e-4)
    assert found["sure_held"] == pytest.approx(sigmoid([7, 2]).mean(), abs=1e-4)
    assert found["norm"] == pytest.approx(2, abs=1e-4)  # without the bias
    assert (found["by_hand"], found["shown"]) == (1, 1)
    fig.frame = 3
    assert now(fig)["norm"] == pytest.approx(5, abs=1e-3)
    assert now(fig)["late"] == 2


def test_on_the_boundary_the_answer_is_class_1():
    found = now(single())
    assert (found["wrong"], found["wrong_held"], found["sure"], found["norm"]) == (1, 2, 0.5, 0)
    assert now(single())["late"] == -1


def test_the_lowest_of_the_last_curve_is_the_first_of_equals():
    fig = single(curves={"a": [1, 2, 3, 4], "b": [3, 1, 1, 2]})
    assert now(fig)["best"] == 1
    alone = single(curves={"only": [3, 2, 1, 4]})
    assert now(alone)["best"] == 2
    assert "gap" not in now(alone)


def test_frames_are_told_by_their_numbers():
    fig = single(frame_numbers=[0, 10, 100, 1000], frame_name="update", frame=-1)
    assert (now(fig)["frame"], now(fig)["number"], now(fig)["by_hand"]) == (3, 1000, 0)
    assert "at update 1000: " in repr(fig)


def test_without_held_out_points_there_is_no_switch():
    fig = single(held_out=None)
    assert "shown" not in fig.state
    assert not [name for name in now(fig) if name.endswith("_held")]
    assert repr(fig) == (
        "TrainingFigure(3 points, 1 run of 4 frames; 2-1 sigmoid at epoch 0: wrong 1, training loss 0.7, "
        "held-out loss 0.7)"
    )
    assert single(shown=False).state["shown"] == 0


def test_other_outputs_answer_1_from_a_half_on():
    x, y = np.array([[0.4, 0], [0.5, 0], [0.6, 0]]), [0, 1, 1]
    fig = single(
        x=x, y=y, history=ROWS[:2], activations=("identity",), curves={"loss": [1, 2]}, held_out=None
    )
    assert now(fig)["wrong"] == 2
    fig.frame = 1
    assert now(fig)["wrong"] == 0
    assert "sure" not in now(fig)


def test_several_classes_answer_the_largest():
    x, y = np.array([[1.0, 0], [0, 1], [-1, -1], [2, 1]]), [0, 1, 2, 1]
    row = [1, 0, 0, 0, 1, 0, 0, 0, 0]  # z = (x₁, x₂, 0)
    fig = single(x=x, y=y, history=[np.zeros(9), row], sizes=(2, 3), activations=("softmax",),
                 curves={"loss": [1, 2]}, held_out=None)  # fmt: skip
    assert now(fig)["wrong"] == 3  # all equal: class 0
    assert now(fig)["sure"] == pytest.approx(1 / 3)
    fig.frame = 1
    assert now(fig)["wrong"] == 1
    z = np.column_stack([x, np.zeros(4)])
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert now(fig)["sure"] == pytest.approx(shares.max(axis=1).mean(), abs=1e-4)


# ---- which run


def test_every_setting_shows_its_own_run():
    fig = several(frame=3)
    assert len(fig._runs) == 8
    for penalty in (0, 1):
        for width in WIDTH.values:
            for level in LAMBDA.values:
                fig.penalty, fig.width, fig.λ = penalty, width, level
                asked = (("none", "L2")[penalty], width, level if penalty else 0.1)
                wanted = walk(net(*asked), seed_of(*asked))[3]
                assert fig.parameters == pytest.approx(wanted, abs=abs(wanted).max() / 60_000)
                losses = np.random.default_rng(seed_of(*asked)).uniform(size=6)
                assert now(fig)["value_1"] == pytest.approx(losses[3], abs=1e-6)
                assert now(fig)["best"] == losses.argmax()


def test_an_axis_that_does_nothing_is_not_told():
    fig = several()
    assert repr(fig).startswith(
        "TrainingFigure(3 + 2 points, 8 runs of 6 frames; none, width = 2, 2-2-1 tanh"
    )
    fig.penalty, fig.width = 1, 5
    assert "; L2, width = 5, λ = 1, 2-5-1 tanh sigmoid at epoch 0: wrong " in repr(fig)


def test_arrays_are_looked_up_like_functions_and_an_axis_may_have_one_entry():
    rows = np.array([[walk((2, 2, 1), seed) for seed in (1, 2, 3)]])
    curve = np.random.default_rng(0).uniform(size=(2, 1, 6))
    axes = (Options("a", ["x", "y"]), Levels("b", [1, 2, 3]))
    fig = single(
        axes=axes, history=rows, sizes=(2, 2, 1), activations=("tanh", "sigmoid"), curves={"c": curve}
    )
    for a, b in np.ndindex(2, 3):
        fig.a, fig.b, fig.frame = a, b + 1, 4
        assert fig.parameters == pytest.approx(rows[0, b, 4], abs=1e-4)
        assert now(fig)["value_1"] == pytest.approx(curve[a, 0, 4])


def test_the_figure_begins_where_it_is_told_to():
    fig = several(
        axes=(Options("penalty", ["none", "L2"], value=1), Levels("width", [2, 5], value=5), LAMBDA)
    )
    assert (fig.penalty, fig.width, fig.λ, fig.frame, now(fig)["by_hand"]) == (1, 5, 1, 0, 0)


# ---- rounding


def near_misses(count=400):
    """Points that a network puts on one side by a hair: less than one unit of rounding moves the answer."""
    rng = np.random.default_rng(7)
    rows = walk((2, 8, 1), 3, size=3.0)
    found = []
    for row in rows:
        weight, bias, out, last = np.split(row, [16, 24, 32])
        answer = lambda x: np.tanh(x @ weight.reshape(2, 8) + bias) @ out + last[0]  # noqa: B023, E731
        low, high = rng.uniform(-3, 3, (2, count, 2))
        apart = np.sign(answer(low)) != np.sign(answer(high))
        low, high = low[apart], high[apart]
        for _ in range(40):  # halve the way between two points on different sides
            middle = (low + high) / 2
            same = (np.sign(answer(middle)) == np.sign(answer(low)))[:, None]
            low, high = np.where(same, middle, low), np.where(same, high, middle)
            if np.abs(answer(low)).max() < 3e-5:
                break
        found.append(low[:1])
    return np.concatenate(found), rows


def test_rounding_leaves_every_point_on_its_side(monkeypatch):
    x, rows = near_misses()
    full = [np.tanh(x @ row[:16].reshape(2, 8) + row[16:24]) @ row[24:32] + row[32] for row in rows]
    assert (np.abs(full).min(axis=1) < 1e-4).all()

    def moved(**changes):
        fig = single(x=x, y=np.zeros(len(x)), history=rows, sizes=(2, 8, 1), activations=("tanh", "sigmoid"),
                     curves={"c": np.ones(6)}, held_out=None, **changes)  # fmt: skip
        rounded = []
        for frame in range(6):
            fig.frame = frame
            rounded.append(int(now(fig)["wrong"]))
        return np.array(rounded) - np.sum(np.array(full) >= 0, axis=1)

    assert not moved().any()
    monkeypatch.setattr(replay, "TRIES", 1)
    assert moved().any()  # otherwise these points would not be near enough to tell


def test_rounding_is_finer_than_one_sees():
    grid = np.stack(np.meshgrid(*[np.linspace(-3, 3, 40)] * 2), axis=-1).reshape(-1, 2)
    for seed in range(5):
        rows = walk((2, 32, 1), seed, size=3.0)
        fig = single(
            history=rows, sizes=(2, 32, 1), activations=("tanh", "sigmoid"), curves={"c": np.ones(6)}
        )
        run = fig._runs[0].run
        for frame in range(6):
            before, after = (run.layers(r[frame], grid)[-1][1] for r in (rows, run.history))
            assert abs(before - after).max() < 1 / 255  # one step of a colour


def test_a_frame_of_zeros_and_very_large_and_small_ones_are_kept():
    rows = np.array([[0.0, 0, 0], [1e-44, 0, 0], [1e-30, 2e-30, -1e-30], [1e30, -1e30, 0]], np.float32)
    fig = single(history=rows)
    for frame, row in enumerate(rows):
        fig.frame = frame
        assert fig.parameters == pytest.approx(row, rel=1e-4, abs=float(abs(row).max()) / 60_000 + 1e-40)


def test_what_the_page_receives_is_what_python_computes_with():
    fig = several()
    setting = fig._setting
    whole = base.unpacked(setting["rows"]).view("<i2").astype(float)
    units, index = base.unpacked(setting["units"]).astype(float), base.unpacked(setting["index"])
    at = 0
    for row, sizes in enumerate(setting["sizes"]):
        width = sum((n + 1) * m for n, m in pairwise(sizes))
        rows = whole[at : at + 6 * width].reshape(6, width) * units[row][:, None]
        assert np.array_equal(rows, fig._runs[row].run.history)
        at += 6 * width
    assert len(whole) - at in (0, 1)
    assert index.tolist() == [0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7]
    assert np.array_equal(base.unpacked(setting["curves"]), fig._curves)
    assert len(base.unpacked(setting["reference"]["values"])) >= 20


# ---- traits


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("frame", 6, "frame must be from 0 to 5, got 6"),
        ("frame", 0.5, "frame must be a whole number"),
        ("penalty", 2, "penalty must be from 0 to 1"),
        ("width", 3, "width must be one of"),
        ("shown", 0.5, "shown must be a whole number"),
        ("λ", np.nan, "λ must be a finite number"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    refuses_the_value(several(), name, value, message)


def test_the_goals_are_met_by_setting_traits():
    tasks = (
        Task("Stop.", "late == 0 and width == 5 and by_hand == 1", "d"),
        Task("Learn by heart.", "gap > 0.5 and sure_held > 0.5 and number >= 1", "d"),
    )
    fig = several(task=tasks)
    fig.width = 5
    fig.frame = (now(fig)["best"] + 1) % 6
    assert fig.goals_met[0] is False
    fig.frame = now(fig)["best"]
    assert fig.goals_met[0] is True
    gaps = []
    for frame in range(6):
        fig.frame = frame
        gaps.append(now(fig)["gap"] > 0.5 and frame > 0)
        assert fig.goals_met[1] == gaps[-1]
    assert set(gaps) == {True, False}


# ---- words and pictures


def test_the_repr_the_alt_text_and_the_picture_tell_the_state():
    fig = several(title="Runs")
    describes_itself(fig, lambda: setattr(fig, "frame", 3))
    describes_itself(fig, lambda: setattr(fig, "width", 5))
    fig = single(title="One neuron", class_names=("low", "high"))
    fig.frame = 2
    assert repr(fig) == (
        "TrainingFigure(3 + 2 points, 1 run of 4 frames; 2-1 sigmoid at epoch 2: wrong 1, wrong_held 0, "
        "training loss 0.3, held-out loss 0.5)"
    )
    assert fig.alt_text == (
        "One neuron: left the boundary of the 2-1 network at epoch 2, with 1 of 3 training points and 0 of 2 "
        "held-out points on the wrong side; right the curves of the run, now training loss 0.3, held-out "
        "loss 0.5, and a star where the held-out loss is lowest, at epoch 1."
    )
    assert " at epoch 0 for none, width = 2, with " in several().alt_text
    assert single(title="Too long?").alt_text.startswith("Too long? left the")


def test_the_picture_shows_points_boundary_curves_and_the_place_to_stop():
    fig = single(frame_numbers=[0, 5, 10, 20], class_names=("low", "high"))
    fig.frame = 2
    left, right = fig._picture().axes
    marks = {tuple(map(tuple, line.get_xydata())) for line in left.lines}
    assert {((-1, 0),), ((1, 0), (2, 0)), ((-2, 1), (0.5, -1))} <= marks
    (edge,) = [part for part in left.collections if isinstance(part, QuadContourSet)]
    assert edge.get_paths()[0].vertices[:, 0] == pytest.approx(1.5, abs=1e-3)
    (field,) = left.images
    assert field.get_array().data[120, 0, :3] == pytest.approx(to_rgb(palette.CLASS_COLORS[0]))
    assert field.get_array().data[120, -1, :3] == pytest.approx(to_rgb(palette.CLASS_COLORS[1]))
    assert field.get_array()[120, 0, 3] > field.get_array()[120, 200, 3]  # surer farther away
    told = [text.get_text() for text in left.get_legend().get_texts()]
    assert told == ["low", "high", "on the wrong side", "held out"]
    curves = [line.get_ydata() for line in right.lines if len(line.get_xdata()) == 4]
    assert np.allclose(curves, list(LOSSES.values()))
    stars = [line.get_xydata() for line in right.lines if line.get_marker() == "*"]
    assert np.allclose(stars, [[[5, 0.4]]])
    assert [line.get_xdata()[0] for line in right.lines[:2]] == [10, 5]
    fig.shown = 0
    left, _ = fig._picture().axes
    assert ((-2, 1), (0.5, -1)) not in {tuple(map(tuple, line.get_xydata())) for line in left.lines}


def to_rgb(color):
    return [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def test_the_curves_have_the_same_window_in_every_run():
    fig = several()
    low, high = fig._setting["span"]
    assert low < fig._curves.min() < fig._curves.max() < high
    assert several(curve_limits=(0, 3))._setting["span"] == [0, 3]
    powers = single(logarithmic=True)
    room = 0.06 * np.log10(9)
    assert powers._setting["span"] == pytest.approx([-1 - room, np.log10(0.9) + room], abs=1e-6)
    assert powers._picture().axes[1].get_yscale() == "log"
    assert fig._limits[0][0] < -2  # the held-out points are inside too


# ---- what is refused


def named(name):
    """One axis of this name."""
    return {
        "axes": (Levels(name, [1]),),
        "history": lambda _: ROWS,
        "curves": dict.fromkeys("ab", lambda _: range(4)),
    }


BAD = [
    ({"history": None}, "history must be an array or a function, got None"),
    ({"history": ROWS[0]}, r"history must have the shape \(frames, P\) .*, got \(3,\)"),
    ({"history": ROWS[:, :2]}, r"history must have shape \(frames, 3\) for sizes \(2, 1\), got \(4, 2\)"),
    ({"history": ROWS[:1], "curves": {"a": [1]}}, "history must have at least 2 frames, .*, got 1"),
    ({"history": ROWS * np.nan}, "history must be finite"),
    ({"history": ROWS * 1e38}, "history must be below 3e38, or the run has diverged"),
    ({"history": "abc"}, "history must be an array of numbers, got str"),
    ({"axes": (WIDTH,), "history": lambda width: ROWS[:width]},
     r"history\(5\) must have at least 2 frames, as many as all others, got 4"),
    ({"axes": (WIDTH,)}, r"history must have the shape \(2, frames, P\) \(one length for each axis"),
    ({"axes": ("width",)}, "axes must be Options and Levels, got str"),
    (named("frame"), "controls must have different names"),
    (named("gap"), "an axis must not be called 'gap', like a quantity"),
    (named("by_hand"), "an axis must not be called 'by_hand'"),
    (named("state"), "control name must be a new Python name"),
    ({"x": X[:, :1]}, r"x must have shape \(N, 2\), got \(3, 1\)"),
    ({"y": [0, 1]}, r"y must have shape \(3,\) like x's rows, got \(2,\)"),
    ({"y": [0, 1, 2]}, "y must hold whole numbers from 0 to 1, got"),
    ({"held_out": X}, "held_out: y must have shape|held_out must be"),
    ({"held_out": 3}, r"held_out must be \(x, y\), got int"),
    ({"held_out": (X, [0, 1, 5])}, "held_out: y must hold whole numbers from 0 to 1"),
    ({"sizes": (3, 1)}, "sizes must begin with 2 inputs"),
    ({"activations": ("step",)}, "activations must each have a derivative, got 'step'"),
    ({"activations": ("tanh", "sigmoid")}, "activations must be one name for each layer"),
    ({"activations": ("round",)}, "activations must be names from"),
    ({"axes": (Levels("m", [2, 3]),), "sizes": lambda m: (2, m), "history": lambda m: np.zeros((4, 3 * m)),
      "activations": ("softmax",)}, r"sizes must end with the same outputs in every run, .* \(2, 3\)"),
    ({"sizes": (2, 5), "history": np.zeros((4, 15)), "activations": ("softmax",)}, r"at most 4, got"),
    ({"curves": {}}, "curves must be 1 to 4, got 0"),
    ({"curves": {name: [1, 2, 3, 4] for name in "abcde"}}, "curves must be 1 to 4, got 5"),
    ({"curves": {"a": [1, 2, 3]}}, r"a must have the shape \(4\) .*, got \(3,\)"),
    ({"curves": {"a": lambda: [1, 2, 3]}}, r"a\(\) must be 4 numbers, one for each frame"),
    ({"curves": {"a": [1, 2, 3, 1e300]}}, "a must be 4 numbers, one for each frame"),
    ({"curves": {"a": [1, 2, 3, np.inf]}}, "a must be finite"),
    ({"curves": {"a": [1, 2, 3, 0]}, "logarithmic": True}, "curves must be above 0 on a logarithmic axis"),
    ({"curve_limits": (1, 0)}, r"limits of training loss, held-out loss must be \(low, high\)"),
    ({"limits": ((1, 0), (0, 1))}, r"limits must be \(\(x_low, x_high\), \(y_low, y_high\)\), each"),
    ({"frame_numbers": [0, 1, 2]}, r"frame_numbers must have shape \(4,\), got \(3,\)"),
    ({"frame_numbers": [0, 2, 1, 3]}, r"frame_numbers must be ascending, got \[0, 2, 1, 3\]"),
    ({"frame": 4}, "frame must be from -4 to 3, got 4"),
    ({"class_names": ("a",)}, "class_names must be 2 texts, got 1"),
    ({"axis_labels": ("a",)}, "axis_labels must be 2 texts, got 1"),
    ({"task": Task("t", "value_3 > 1", "d")}, "goal names 'value_3'"),
    ({"held_out": None, "task": Task("t", "wrong_held == 0", "d")}, "goal names 'wrong_held'"),
    ({"key": "a b"}, "key must be small letters"),
    ({"history": np.zeros((600, 257)), "sizes": (2, 64, 1), "activations": ("tanh", "sigmoid"),
      "curves": {"a": np.zeros(600)}}, "the runs weigh [0-9]+ bytes, more than 280000: give fewer"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    refuses(TrainingFigure, lambda: single(**change), message)


def test_the_figure_is_light_even_at_its_heaviest():
    levels, rng = Levels("λ", list(range(30))), np.random.default_rng(0)
    x, y = rng.normal(size=(300, 2)), rng.integers(0, 2, 300)
    rows = np.stack([walk((2, 18, 1), seed, frames=59) for seed in levels.values])
    curves = {"a": rng.uniform(size=(30, 59)), "b": rng.uniform(size=(30, 59))}
    fig = TrainingFigure(
        x[:50], y[:50], rows, axes=(levels,), sizes=(2, 18, 1), curves=curves, held_out=(x[50:], y[50:])
    )
    weight = sum(kept.whole.nbytes + kept.unit.nbytes for kept in fig._runs) + fig._curves.nbytes
    assert 0.98 * replay.HEAVIEST < weight <= replay.HEAVIEST
    weighs_little(fig, data=400_000)
