"""The training figure in a page without a kernel."""

import re
from itertools import pairwise

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import Levels, Options, Task, TrainingFigure

pytestmark = pytest.mark.browser

PAD, LOG_PAD = (44, 18, 10, 42), (54, 18, 10, 42)
LIMITS = ((-3, 3), (-3, 3))
FRAMES = np.array([0, 1, 2, 5, 10, 20, 50, 100, 200, 300])
NAMES = ["training loss", "held-out loss"]
INKS = {"light": "#323232", "dark": "#ced6dd"}


def walk(sizes, seed, size=1.0):
    """A random walk of the parameters: not learned, but a history."""
    count = sum((n + 1) * m for n, m in pairwise(sizes))
    rng = np.random.default_rng(seed)
    return size * (rng.normal(size=count) + 0.5 * rng.normal(size=(len(FRAMES), count)).cumsum(axis=0))


def cloud(count, seed, classes=2):
    rng = np.random.default_rng(seed)
    return rng.uniform(-2.8, 2.8, (count, 2)), rng.integers(0, classes, count)


def run_of(penalty, width, level):
    return int(width + 100 * level * (penalty == "L2"))


def loss(penalty, width, level):
    return 0.2 + np.random.default_rng(run_of(penalty, width, level)).uniform(size=len(FRAMES))


def runs(**changes):
    """Two widths, without a penalty and with one of three strengths."""
    options = {
        "history": lambda *a: walk((2, a[1], 1), run_of(*a)),
        "axes": (
            Options("penalty", ["none", "L2"], without={"strength": ["none"]}),
            Levels("width", [2, 6]),
            Levels("strength", [0.1, 1, 10], label="λ"),
        ),
        "sizes": lambda penalty, width, level: (2, width, 1),
        "curves": dict(zip(NAMES, (loss, lambda *a: 1.6 - loss(*a)), strict=True)),
        "held_out": cloud(60, 2),
        "frame_numbers": FRAMES,
        "class_names": ("early", "late"),
        "limits": LIMITS,
        "task": Task("Stop the wide one.", "width == 6 and late == 0 and by_hand == 1", "Here it is best."),
        "title": "Runs",
    }
    return TrainingFigure(*cloud(20, 1), **{**options, **changes})


def single(sizes=(2, 4, 1), activations=("tanh", "sigmoid"), seed=3, size=1.0, **changes):
    options = {
        "curves": {"loss": np.linspace(1, 0.1, len(FRAMES))},
        "sizes": sizes,
        "activations": activations,
        "limits": LIMITS,
    }
    classes = max(2, sizes[-1])
    return TrainingFigure(*cloud(20, 1, classes), walk(sizes, seed, size), **{**options, **changes})


def canvases_of(panel):
    return panel.root.locator("canvas[role=img]").all()


def span_of(widget):
    room = 0.02 * (FRAMES[-1] - FRAMES[0])
    return (FRAMES[0] - room, FRAMES[-1] + room), widget._setting["span"]


def test_every_control_moves_the_picture_over_its_whole_range(show):
    panel = Panel(show(runs()))
    assert panels.every_control_moves_the_picture(panel) == ["penalty", "frame", "width", "shown"]
    penalised = panels.every_control_moves_the_picture(panel, before=lambda p: p.set("penalty", 1))
    assert penalised == ["penalty", "frame", "width", "strength", "shown"]


def test_the_page_agrees_with_numpy(show):
    hidden = ("sigmoid", "tanh", "relu", "leaky_relu", "swish", "softplus", "identity")
    figures = [single(activations=(name, "sigmoid"), key=name.replace("_", "-")) for name in hidden]
    figures += [
        single((2, 3, 4, 1), ("tanh", "swish", "sigmoid"), key="deep", held_out=cloud(9, 5)),
        single((2, 3, 1), ("tanh", "identity"), key="plain"),
        single((2, 5, 3), ("tanh", "softmax"), key="three", held_out=cloud(9, 5, 3)),
        single((2, 5, 2), ("relu", "softmax"), key="two"),
        runs(),
        runs(key="large", history=lambda *a: 1e20 * walk((2, a[1], 1), run_of(*a))),
    ]
    page = show(*figures)
    for index in range(len(figures)):
        panels.agrees_with_numpy(Panel(page, index))


def test_a_page_that_disagrees_says_so(show):
    quantities = ("value_2", "gap", "best", "wrong", "accuracy_held", "sure", "norm")
    page = show(*(panels.disturbed(runs(key=f"k{i}"), name) for i, name in enumerate(quantities)))
    for index in range(len(quantities)):
        panels.says_that_it_disagrees(Panel(page, index))


def test_the_words_say_what_python_says(show):
    widget = runs()
    panel = Panel(show(widget))
    for penalty, width, strength, frame in ((0, 1, 0, 0), (0, 0, 0, 9), (1, 1, 2, 4), (1, 0, 1, 7)):
        for name, value in (("penalty", penalty), ("width", width), ("frame", frame)):
            panel.set(name, value)
        widget.penalty, widget.width, widget.frame = penalty, (2, 6)[width], frame
        if penalty:
            panel.set("strength", strength)
            widget.strength = (0.1, 1, 10)[strength]
        now = widget.everything(widget.state)
        assert panel.status.inner_text() == (
            f"epoch {FRAMES[frame]}: {now['wrong']:.0f} of 20 training points wrong, "
            f"{now['wrong_held']:.0f} of 60 held-out points wrong"
        )
        for row, end, count in zip(
            panel.root.locator("tbody tr").all(), ("", "_held"), (20, 60), strict=True
        ):
            assert row.locator("td").all_inner_texts() == [
                f"{now['wrong' + end]:.0f} of {count}",
                f"{100 * now['accuracy' + end]:.1f} %",
                f"{100 * now['sure' + end]:.1f} %",
            ]
        assert f"‖w‖ = {now['norm']:.4g}"[:10] in panel.says()
        told = panel.root.locator(".ntn-legend").nth(1).inner_text().split("\n")
        for k, name in enumerate(NAMES):
            label, value = told[k].rsplit(" ", 1)
            assert label == name
            assert float(value) == pytest.approx(now[f"value_{k + 1}"], abs=6e-5, rel=6e-4)
        assert told[2].startswith(f"★ held-out loss lowest at epoch {FRAMES[int(now['best'])]}: ")
        assert panel.control("frame").get_attribute("aria-valuetext") == f"{FRAMES[frame]} of 300"


def test_an_axis_that_does_nothing_is_hidden(show):
    panel = Panel(show(runs()))
    for penalty in (1, 0):
        panel.set("penalty", penalty)
        assert panel.control("strength").is_visible() == bool(penalty)
    assert panel.root.locator("legend").all_inner_texts() == ["epoch: 0 of 300", "Settings"]


def same_tint(color, wanted):
    """Whether a soft tint is that of this colour rather than of another class."""
    distance = [
        sum(abs(color[i] - int(own[2 * i + 1 : 2 * i + 3], 16)) for i in range(3))
        for own in palette.CLASS_COLORS
    ]
    return palette.CLASS_COLORS[int(np.argmin(distance))] == wanted


def test_the_plane_has_each_class_in_its_colour_and_the_line_between(show):
    three = single((2, 6, 3), ("tanh", "softmax"), key="three")
    for widget in (runs(), three):
        panel, seen, strengths = Panel(show(widget)), set(), []
        for frame in (2, 5, 9):
            panel.set("frame", frame)
            widget.frame = frame
            plane = Plane(canvases_of(panel)[0], LIMITS, PAD)
            places = np.random.default_rng(0).uniform(-2.9, 2.9, (120, 2))
            ahead, sure = widget._evaluated(widget.state, places)
            points = np.concatenate([own[:, :2] for own in widget._sets.values()])
            away = np.abs(places[:, None] - points).max(axis=2).min(axis=1)
            for place, lead, certain in zip(
                places[away > 0.2], ahead[away > 0.2], sure[away > 0.2], strict=True
            ):
                if lead.max() < 0.4:
                    continue
                color = plane.color(*place)
                if color[3] > 150:  # the line passes here
                    continue
                assert same_tint(color, palette.CLASS_COLORS[lead.argmax()]), place
                seen.add(int(lead.argmax()))
                strengths.append((certain, color[3]))
        assert len(seen) == len(lead)
        certain, strength = np.array(strengths).T
        assert strength[certain > 0.95].min() > strength[certain < 0.7].max()  # surer is stronger
    # the line lies where two classes are equal
    widget = runs()
    plane = Plane(canvases_of(Panel(show(widget)))[0], LIMITS, PAD)
    across = np.column_stack([np.linspace(-2.9, 2.9, 400)] * 2)
    lead = widget._evaluated(widget.state, across)[0][:, 1]
    turns = across[:-1][np.diff(lead >= 0)]
    assert len(turns)
    assert any(plane.shows(*turn, INKS["light"]) for turn in turns)


def test_training_points_are_filled_and_held_out_points_hollow_or_gone(show):
    # far apart, so that no point lies on another
    x = np.array([[-2, -2], [0, -2], [2, -2], [-2, 0], [0, 0]], float)
    held = np.array([[2, 0], [-2, 2], [0, 2], [2, 2]], float)
    widget = runs_of(x, [0, 1, 0, 1, 0], held, [0, 1, 0, 1])
    panel = Panel(show(widget))
    plane = Plane(canvases_of(panel)[0], LIMITS, PAD)
    pixel = 1 / (plane.place(1, 0)[0] - plane.place(0, 0)[0])
    for frame in (0, 6):
        panel.set("frame", frame)
        widget.frame = frame
        says = widget._evaluated(widget.state, x)[0].argmax(axis=1)
        ringed = lambda place: ring_around(plane, place)  # noqa: E731
        for place, k, said in zip(x, (0, 1, 0, 1, 0), says, strict=True):
            assert plane.shows(*place, palette.CLASS_COLORS[k])
            assert ringed(place) == (said != k), (frame, place)
        for place, k in zip(held, (0, 1, 0, 1), strict=True):
            assert plane.color(*place) == (255, 255, 255, 255)
            rim = (place[0] + 3 * pixel, place[1])
            assert plane.shows(*rim, palette.CLASS_COLORS[k])
    panel.set("shown", 0)
    named = panel.root.locator("label:has(input[name=shown])")
    assert named.inner_text().strip() == "held-out points shown"  # on or off, no number
    for place in held:
        assert plane.color(*place)[3] < 150
    assert "held out" not in panel.root.locator(".ntn-legend").first.inner_text()
    alone = Panel(show(single()))
    assert alone.control("shown").count() == 0
    assert alone.root.locator("tbody tr").count() == 1
    assert "held" not in alone.says()


def runs_of(x, y, held, held_y):
    """One run over these points."""
    return TrainingFigure(x, y, walk((2, 4, 1), 8), sizes=(2, 4, 1), held_out=(held, held_y), limits=LIMITS,
                          curves={"loss": np.linspace(1, 0, len(FRAMES))})  # fmt: skip


def ring_around(plane, place):
    """Whether the ink goes all the way round a place, nine pixels away."""
    (left, top), (right, _) = plane.place(*place), plane.place(place[0] + 1, place[1])
    pixel = 1 / (right - left)
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    aspect = plane.place(0, 0)[1] - plane.place(0, 1)[1]
    around = [(place[0] + 9 * pixel * np.cos(t), place[1] + 9 * np.sin(t) / aspect) for t in turns]
    assert top > 0
    return all(plane.shows(*spot, INKS["light"]) for spot in around)


def test_the_curves_are_drawn_where_they_go_with_the_frame_and_the_place_to_stop(show):
    widget = runs()
    panel = Panel(show(widget))
    plane = Plane(canvases_of(panel)[1], span_of(widget), PAD)
    for penalty in (0, 1):
        asked = (("none", "L2")[penalty], 2, 0.1)
        low, best = 1.6 - loss(*asked), int(loss(*asked).argmax())
        # a frame whose two marks are apart, and apart from the star
        frame = max(set(range(3, 9)) - {best}, key=lambda f: abs(low[f] - 0.8))
        panel.set("penalty", penalty)
        panel.set("frame", frame)
        between = (FRAMES[7] + FRAMES[8]) / 2, (loss(*asked)[7] + loss(*asked)[8]) / 2
        assert plane.shows(*between, palette.BLUE)
        # where the frame stands: a line from top to bottom, marks on it
        for height in (0.15, 0.5, 1.4):
            away = min(abs(height - loss(*asked)[frame]), abs(height - low[frame]))
            assert away < 0.1 or plane.shows(FRAMES[frame], height, INKS["light"])
            assert not plane.shows(250, height, INKS["light"])
        assert plane.shows(FRAMES[frame], loss(*asked)[frame], palette.BLUE)
        assert best != frame
        assert plane.shows(FRAMES[frame], low[frame], palette.VERMILION)
        assert plane.shows(FRAMES[best], low[best], INKS["light"])  # the star


def test_curves_in_powers_of_ten(show):
    fading = 10.0 ** -np.arange(10)
    widget = single(curves={"loss": fading}, frame_numbers=FRAMES, logarithmic=True)
    panel = Panel(show(widget))
    plane = Plane(canvases_of(panel)[1], span_of(widget), LOG_PAD)
    assert plane.shows(150, -7.5, palette.BLUE)
    assert plane.shows(300, -9, INKS["light"])
    texts = canvases.drawn_texts(panel, lambda: panel.set("frame", 3))
    assert {"10⁰", "10⁻⁵", "epoch"} <= {text["text"] for text in texts}
    assert "loss 1.0·10⁻⁹" not in panel.says()
    assert "★ loss lowest at epoch 300: 1.0·10⁻⁹" in panel.says()


def test_the_chart_chooses_a_frame_by_click_and_by_drag(show):
    widget = runs()
    panel = Panel(show(widget))
    chart = canvases_of(panel)[1]
    plane = Plane(chart, span_of(widget), PAD)
    plane.click(210, 1)
    panel.settle()
    assert panel.control("frame").input_value() == "8"
    box, start, end = chart.bounding_box(), plane.place(200, 1), plane.place(58, 1)
    panel.page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    panel.page.mouse.down()
    panel.page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=5)
    panel.page.mouse.up()
    panel.settle()
    assert panel.control("frame").input_value() == "6"
    panel.page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    panel.settle()
    assert panel.control("frame").input_value() == "6"


def test_the_task_is_recognised_when_the_reader_solves_it(show):
    panel = Panel(show(runs()))
    best = int(loss("none", 6, 0.1).argmax())
    panel.set("width", 1)
    panel.set("frame", (best + 1) % 10)
    assert "✓" not in panel.says()
    panel.set("frame", best)
    assert panels.is_solved(panel, 0, "Here it is best.")


def test_it_plays_and_reduced_motion_does_it_in_steps(show):
    panels.it_plays(show, runs, "frame", 9)


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(runs()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("penalty").focus()
    panel.press("ArrowDown")
    panel.control("strength").focus()
    panel.press("End")
    assert panel.control("strength").get_attribute("aria-valuetext") == "10"
    panel.control("frame").focus()
    panel.press("End", "ArrowLeft")
    assert panel.status.inner_text().startswith("epoch 200: ")
    panel.control("shown").focus()
    panel.press("Space")
    assert not panel.control("shown").is_checked()


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    state = {"penalty": 1, "width": 1, "strength": 2, "frame": 5, "shown": 0}
    again = panels.a_link_brings_it_back(show, runs, "runs", state)
    assert again.control("strength").get_attribute("aria-valuetext") == "10"
    panels.a_broken_link_does_no_harm(show, runs, "runs", tuple(state))


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    panel = Panel(show(runs(), **options))
    panels.looks_right(panel, theme)
    for frame in (9, 0, 5):
        texts = canvases.drawn_texts(panel, lambda at=frame: panel.set("frame", at))
        canvases.stay_inside(texts)
        canvases.keep_apart(texts)
    panel.set("penalty", 1)
    panels.looks_right(panel, theme)


def test_targets_are_large_on_a_phone(show):
    panel = Panel(show(runs(), **PHONE))
    panel.set("penalty", 1)
    panels.targets_are_large(panel)


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(runs()))
    panels.follows_the_theme(panel)
    panels.prints(panel)


def test_with_forced_colours_the_classes_are_told_apart_by_hatching(show):
    widget = single((2, 3), ("softmax",), held_out=None, curves={"loss": np.ones(10)})
    panel = Panel(show(widget, forced_colors="active"))
    panel.settle()
    plane = Plane(canvases_of(panel)[0], LIMITS, PAD)
    rng = np.random.default_rng(1)
    places = rng.uniform(-2.9, 2.9, (400, 2))
    ahead, _ = widget._evaluated(widget.state, places)
    away = np.abs(places[:, None] - widget._sets[""][:, :2]).max(axis=2).min(axis=1)
    clear = (away > 0.25) & (ahead.max(axis=1) > 0.3)
    for k in range(3):
        inside = places[clear & (ahead.argmax(axis=1) == k)]
        if len(inside) > 12:
            strengths = {plane.color(*place)[3] > 40 for place in inside}
            assert strengths == ({False} if k == 0 else {True, False}), k
    assert (clear & (ahead.argmax(axis=1) > 0)).sum() > 12


def test_the_pictures_are_described(show):
    panel = Panel(show(runs()))
    panel.set("penalty", 1)
    left, right = canvases_of(panel)
    assert left.get_attribute("aria-label") == (
        "The plane of x₁, x₂, divided by the network for L2, width = 2, λ = 0.1; "
        + panel.status.inner_text()
        + "."
    )
    assert re.fullmatch(
        r"training loss, held-out loss at each epoch; epoch 0: [\d.]+, [\d.]+; a star where the held-out "
        r"loss is lowest, at epoch \d+\. Click to choose a frame; the slider does the same\.",
        right.get_attribute("aria-label"),
    )
    legend = panel.root.locator(".ntn-legend").first.inner_text()
    assert [part[0] for part in legend.split("\n")] == ["●", "■", "◯", "○"]
