"""The hidden figure in a page without a kernel."""

from itertools import pairwise

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import HiddenFigure, Slider, Task

pytestmark = pytest.mark.browser

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [0, 1, 1, 0]
XOR = [1, 1, 1, 1, -0.5, -1.5, 1, -1, -0.5]
ORS = [1, 1, 1, 1, -0.5, -0.5, 1, 1, -0.5]
ZERO = [0.0] * 9
NAMES = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")
SLIDERS = tuple(Slider(name, index, -2, 2, 0.1) for index, name in enumerate(NAMES))
WIDE = ((-3, 3), (-3, 3))
PAD = (36, 6, 24, 42)
CORNERS = ("A", "B", "C", "D")


def xor(**changes):
    options = {
        "parameters": ORS,
        "sliders": SLIDERS,
        "presets": (("OR and AND", XOR), ("all zero", ZERO)),
        "task": Task("Put the four apart.", "wrong == 0 and by_hand == 1", "A band between two lines."),
        "class_names": ("same", "different"),
        "title": "Two lines",
    }
    return HiddenFigure(X, Y, **{**options, **changes})


def trained(frames=12, **changes):
    """A random walk of the parameters, over two clouds."""
    rng = np.random.default_rng(2)
    x = np.concatenate([rng.normal(-0.7, 0.5, (15, 2)), rng.normal(0.7, 0.5, (15, 2))])
    history = rng.normal(size=9) + 0.5 * rng.normal(size=(frames, 9)).cumsum(axis=0)
    options = {
        "history": history,
        "activations": ("sigmoid", "sigmoid"),
        "sliders": (Slider("w11", 0), Slider("v1", 6)),
        "frame_numbers": 5 * np.arange(frames),
        "title": "A run",
    }
    return HiddenFigure(x, np.repeat([0, 1], 15), **{**options, **changes})


def test_every_control_moves_the_picture_over_its_whole_range(show):
    panel = Panel(show(xor(limits=WIDE, hidden_limits=WIDE)))
    tried = panels.every_control_moves_the_picture(panel)
    assert sorted(tried) == sorted(["preset", *NAMES])
    run = Panel(show(trained()))
    assert panels.every_control_moves_the_picture(run) == ["frame", "w11", "v1"]


def test_a_preset_sets_all_sliders_and_the_words_say_what_python_says(show):
    widget = xor()
    panel = Panel(show(widget))
    for preset in (1, 2, 0):
        panel.set("preset", preset)
        widget.preset = preset
        now = widget.everything(widget.state)
        for name in NAMES:
            assert float(panel.control(name).input_value()) == now[name], name
        places = int(now["places"])
        told = "one place in hidden space" if places == 1 else f"{places} places in hidden space"
        assert panel.status.inner_text() == f"{int(now['wrong'])} of 4 points wrong, {told}"


def test_the_table_and_the_formulas_say_what_python_computes(show):
    widget = xor(point_names=CORNERS)
    panel = Panel(show(widget))
    for changes in ({}, {"b2": -1.5}, {"v2": -1.3}, {"w11": -0.7, "b1": 0.2}):
        for name, value in changes.items():
            panel.set(name, value)
            setattr(widget, name, value)
        hidden, z = widget._ends(widget.parameters, widget._x)
        for i, row in enumerate(panel.root.locator("tbody tr").all()):
            says = int(z[i] >= 0)
            wanted = [*map(str, X[i]), *(f"{v:.0f}" for v in hidden[i]), str(says)]
            cells = row.locator("td").all_inner_texts()
            assert cells == [*wanted, f"{Y[i]} {'✓' if says == Y[i] else '✗'}"]
            assert row.locator("th").inner_text() == CORNERS[i]
    lines = panel.root.locator(".ntn-formula > div").all_inner_texts()
    assert lines == [
        "h₁ = step(−0.7 x₁ + 1.0 x₂ + 0.2)",
        "h₂ = step(1.0 x₁ + 1.0 x₂ − 1.5)",
        "ŷ = step(1.0 h₁ − 1.3 h₂ − 0.5)",
    ]


def test_many_points_have_no_table(show):
    assert Panel(show(trained())).root.locator("table").count() == 0


def test_a_frame_sets_the_sliders_and_leads_back_from_a_preset(show):
    widget = trained(presets=(("all zero", ZERO),))
    panel = Panel(show(widget))
    for frame in (4, 11, 0):
        panel.set("frame", frame)
        widget.frame = frame
        now = widget.everything(widget.state)
        assert panel.control("frame").get_attribute("aria-valuetext") == f"{5 * frame} of 55"
        assert f"{int(now['wrong'])} of 30 points wrong" in panel.status.inner_text()
        assert float(panel.control("w11").input_value()) == pytest.approx(widget.w11, abs=0.05)
    panel.set("frame", 4)
    picture = panel.picture()
    panel.set("preset", 1)
    assert panel.control("w11").input_value() == "0"
    assert panel.picture() != picture
    panel.set("frame", 4)
    assert panel.control("preset").input_value() == "0"
    assert panel.picture() == picture


def test_play_reaches_the_last_frame_and_reduced_motion_does_it_in_steps(show):
    panels.it_plays(show, trained, "frame", 11)


def test_the_task_is_the_readers_and_not_the_presets(show):
    panel = Panel(show(xor()))
    assert not panels.is_solved(panel, 0, "A band between two lines.")
    panel.set("preset", 1)
    assert "0 of 4 points wrong" in panel.says()
    assert not panels.is_solved(panel, 0, "A band between two lines.")
    panel.set("preset", 0)
    panel.set("b2", -1.5)
    panel.set("v2", -1)
    assert panels.is_solved(panel, 0, "A band between two lines.")


def test_the_lines_and_the_answer_are_drawn_where_they_are(show):
    panel = Panel(show(xor(parameters=XOR)))
    left, right = panel.root.locator("canvas").all()
    limits = ((-0.35, 1.35), (-0.35, 1.35))
    inputs, hidden = Plane(left, limits, PAD), Plane(right, limits, PAD)
    tint = lambda color: color[0] > color[2]  # vermilion rather than blue  # noqa: E731
    # x₁ + x₂ = 0.5: the line of h₁, unbroken; x₁ + x₂ = 1.5: dashed
    assert inputs.shows(0.4, 0.1, palette.GREEN)
    dashed = [inputs.shows(0.4 + t, 1.1 - t, palette.PURPLE) for t in np.linspace(0, 0.35, 40)]
    assert 10 < sum(dashed) < 38
    assert [tint(inputs.color(v, v)) for v in (0.1, 0.4, 0.6, 0.9)] == [False, True, True, False]
    # h₁ − h₂ = 0.5
    assert sum(hidden.color(0.5, 0.0)[:3]) < 250
    assert [tint(hidden.color(*place)) for place in ((0.3, 0.0), (0.7, 0.0), (1.2, 0.9))] == [
        False,
        True,
        False,
    ]
    panel.set("b1", -1)
    assert not inputs.shows(0.4, 0.1, palette.GREEN)
    assert inputs.shows(0.8, 0.2, palette.GREEN)
    panel.set("w11", 2)
    panel.set("w21", 0.4)  # steeper than the diagonal: 2 x₁ + 0.4 x₂ = 1
    for x2 in (0.8, -0.2):
        assert inputs.shows((1 - 0.4 * x2) / 2, x2, palette.GREEN)


def test_points_at_one_place_are_named_or_counted(show):
    def texts(**changes):
        panel = Panel(show(xor(**changes)))
        return [t["text"] for t in canvases.drawn_texts(panel, lambda: panel.set("preset", 1), index=1)]

    assert "×2" in texts()
    named = texts(point_names=CORNERS)
    assert "B, C" in named
    assert "×2" not in named
    panel = Panel(show(xor()))
    drawn = canvases.drawn_texts(panel, lambda: panel.set("b1", -0.6), index=1)
    assert [t["text"] for t in drawn if "×" in t["text"]] == ["×2"]  # B and C beside the one D


def test_two_classes_at_one_place_stand_side_by_side(show):
    panel = Panel(show(xor()))
    hidden = Plane(panel.root.locator("canvas").nth(1), ((-0.35, 1.35), (-0.35, 1.35)), PAD)
    across = [hidden.color(1 + shift, 1) for shift in np.linspace(-0.06, 0.06, 25)]
    assert any(canvases.near(color, palette.BLUE) for color in across[:12])
    assert any(canvases.near(color, palette.VERMILION) for color in across[13:])


@pytest.mark.parametrize("last", ["step", "sigmoid", "tanh", "identity"])
def test_the_page_agrees_with_numpy(show, last):
    hidden = ("step", "sigmoid", "tanh", "relu", "leaky_relu", "swish", "softplus")
    page = show(*(xor(activations=(name, last), key=name.replace("_", "-")) for name in hidden))
    for index in range(len(hidden)):
        panels.agrees_with_numpy(Panel(page, index))


def test_deeper_networks_agree_too(show):
    sizes, rng = (2, 5, 3, 2, 1), np.random.default_rng(3)
    count = sum((n + 1) * m for n, m in pairwise(sizes))
    widget = trained(
        history=None,
        parameters=rng.normal(size=count),
        frame_numbers=None,
        sizes=sizes,
        activations=("tanh", "relu", "tanh", "sigmoid"),
        sliders=(Slider("a", 0, -3, 3), Slider("z", (count - 3, count - 2), -3, 3, factor=(2, -1))),
    )
    panel = Panel(show(widget))
    panels.agrees_with_numpy(panel)
    panels.every_control_moves_the_picture(panel)
    assert panel.root.locator(".ntn-formula").count() == 0


def test_a_page_that_disagrees_says_so(show):
    quantities = ("wrong", "places", "by_hand")
    page = show(*(panels.disturbed(xor(key=f"k{i}"), name) for i, name in enumerate(quantities)))
    for index in range(len(quantities)):
        panels.says_that_it_disagrees(Panel(page, index))


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(xor()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("b2").focus()
    panel.press("Home", "ArrowRight")
    assert float(panel.control("b2").input_value()) == -1.9
    panel.control("preset").focus()
    panel.press("ArrowDown")
    assert float(panel.control("b2").input_value()) == -1.5
    panel.root.get_by_role("button", name="Reset").click()
    panel.settle()
    assert float(panel.control("b2").input_value()) == -0.5
    assert panel.control("preset").input_value() == "0"


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    panels.a_link_brings_it_back(show, xor, "two-lines", {"preset": 1, "w11": 0.7, "c": -0.3})
    panels.a_link_brings_it_back(show, trained, "a-run", {"frame": 7, "w11": 0.5})
    panels.a_broken_link_does_no_harm(show, xor, "two-lines", ("preset", *NAMES))


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    panel = Panel(show(xor(point_names=CORNERS), **options))
    panels.looks_right(panel, theme)
    for preset in (1, 0):
        texts = canvases.drawn_texts(panel, lambda at=preset: panel.set("preset", at))
        canvases.stay_inside(texts)
        canvases.keep_apart(texts)
    run = Panel(show(trained(), **options))
    panels.looks_right(run, theme)
    texts = canvases.drawn_texts(run, lambda: run.set("frame", 8))
    canvases.stay_inside(texts)
    canvases.keep_apart(texts)


def test_the_names_of_the_lines_keep_off_the_points_and_their_names(show):
    panel = Panel(show(xor(point_names=CORNERS), **PHONE))
    crowded = (  # where a name at the line's end would lie on a point
        (0.9, -1.5, 1.5, 1.4, 0.5, -0.9),
        (-1.4, -0.8, 1.1, -1.0, 0.6, -0.8),
        (0.0, 0.3, 0.7, 0.1, 0.2, 0.0),
        (-0.1, -0.8, 1.2, 1.3, -1.3, 0.1),
        (-1.4, 0.1, -0.1, 1.0, -1.4, 0.2),
        (1.2, -0.8, 0.3, 1.3, -1.2, 1.1),
    )
    for row in crowded:
        for name, value in zip(NAMES[:5], row[:5], strict=True):
            panel.set(name, value)
        texts = canvases.drawn_texts(panel, lambda v=row[5]: panel.set("b2", v), index=0)
        canvases.stay_inside(texts)
        middle = {t["text"]: np.array([t["left"] + t["right"], t["top"] + t["bottom"]]) / 2 for t in texts}
        for line in {"h₁", "h₂"} & set(middle):
            for corner in CORNERS:
                assert np.hypot(*(middle[line] - middle[corner])) > 14, row
                assert np.hypot(*(middle[line] - middle[corner] - [0, 17])) > 12, row


def test_targets_are_large_on_a_phone(show):
    panels.targets_are_large(Panel(show(xor(), **PHONE)))


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(xor()))
    panels.follows_the_theme(panel)
    panels.prints(panel)


def test_with_forced_colours_the_answers_are_told_apart_by_hatching(show):
    panel = Panel(show(xor(parameters=XOR)))
    panel.page.emulate_media(forced_colors="active")
    panel.settle()
    panel.settle()
    plane = Plane(panel.root.locator("canvas").first, ((-0.35, 1.35), (-0.35, 1.35)), PAD)
    strength = lambda places: {plane.color(*place)[3] > 40 for place in places}  # noqa: E731
    inside = [(0.3 + t, 0.55 - t / 3) for t in np.linspace(0, 0.4, 60)]
    outside = [(0.05 + t, 0.25 - t) for t in np.linspace(0, 0.1, 30)]
    assert strength(inside) == {True, False}
    assert strength(outside) == {False}


def test_the_pictures_are_described(show):
    panel = Panel(show(xor()))
    left, right = panel.root.locator("canvas").all()
    assert left.get_attribute("aria-label") == (
        "Input space: 4 points, the lines of two hidden units; 1 of 4 points wrong, 2 places in hidden space."
    )
    assert right.get_attribute("aria-label").startswith(
        "Hidden space: where the hidden layer sends the 4 points;"
    )
