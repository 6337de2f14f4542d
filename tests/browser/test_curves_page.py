"""The curves figure in a page without a kernel."""

import re

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import Control, CurvesFigure, Levels, Options, Task

pytestmark = pytest.mark.browser

X = np.linspace(-4, 4, 161)
SWISH = [0.5, 1, 2]
LAYERS = np.arange(1, 13)
DEPTHS = [4, 8, 12]
FACTORS = {"fading": 0.01, "level": 1.02, "growing": 30.0}
PAD, LOG_PAD, UPPER_PAD = (50, 10, 10, 42), (66, 10, 10, 42), (50, 10, 10, 26)


def said(kind, beta):
    return {"step": (X >= 0) * 1.0, "tanh": np.tanh(X), "swish": X / (1 + np.exp(-beta * X))}[kind]


def slope(kind, beta):
    return np.gradient(said(kind, beta), X) * (kind != "step")


def explorer(**changes):
    options = {
        "axes": (
            Options("function", ["step", "tanh", "swish"], value=1, without={"β": ["step", "tanh"]}),
            Levels("β", SWISH, value=1),
        ),
        "panels": (("φ(x)",), ("φ′(x)",)),
        "marker": Control("x", 1, -4, 4, 0.05),
        "formulas": {"tanh": "φ(x) = tanh x", "swish": "φ(x) = x · σ({β} · x) at {x}"},
        "limits": ((-1.5, 4), (-0.5, 1.5)),
        "task": (
            Task("Steepest tanh.", "function == 1 and value_2 > 0.99 and by_hand == 1", "At 0 it is 1."),
            Task("More than 1.", "value_2 > 1.02", "Swish can."),
        ),
        "title": "The explorer",
    }
    return CurvesFigure(X, {"φ(x)": said, "φ′(x)": slope}, **{**options, **changes})


def gradients(**changes):
    sizes = np.full((3, 3, 12), np.nan)
    for i, factor in enumerate(FACTORS.values()):
        for j, depth in enumerate(DEPTHS):
            sizes[i, j, :depth] = factor ** np.arange(depth - 1, -1, -1)
    options = {
        "axes": (Options("start", list(FACTORS)), Levels("depth", DEPTHS, value=12, label="hidden layers")),
        "marker": Control("layer", 12, 1, 12, 1),
        "x_label": "layer",
        "y_labels": ("size of the gradient",),
        "logarithmic": True,
        "title": "Gradients",
        "task": Task("Keep it level.", "smallest_1 > 0.5 and largest_1 < 2 and depth == 12", "Level."),
    }
    return CurvesFigure(LAYERS, {"gradient": sizes, "level 1": np.ones((1, 1, 12))}, **{**options, **changes})


def number(text):
    return float(text.replace("−", "-"))


def told(panel):
    """The marker's place and each curve's value, as the status says them."""
    place, values = panel.status.inner_text().split(": ", 1)
    return number(place.split(" = ")[1]), [part.split(" = ")[1] for part in values.split(", ")]


def table(panel):
    return [row.locator("td").all_inner_texts() for row in panel.root.locator("tbody tr").all()]


def test_every_control_moves_the_picture_over_its_whole_range(show):
    panel = Panel(show(explorer()))
    assert panels.every_control_moves_the_picture(panel) == ["function", "x"]
    swish = lambda p: p.set("function", 2)  # noqa: E731
    assert panels.every_control_moves_the_picture(panel, before=swish) == ["function", "β", "x"]
    panel = Panel(show(gradients()))
    assert panels.every_control_moves_the_picture(panel) == ["start", "depth", "layer"]


def test_the_words_say_what_python_says_in_every_setting(show):
    widget = explorer()
    panel = Panel(show(widget))
    for function in range(3):
        panel.set("function", function)
        widget.function = function
        for place, beta in enumerate(SWISH if function == 2 else [1]):
            if function == 2:
                panel.set("β", place)
                widget.β = beta
            for x in (-4, -1.25, -0.05, 0, 2.4, 4):
                panel.set("x", x)
                widget.x = x
                now = widget.everything(widget.state)
                at, values = told(panel)
                assert at == x
                assert [number(v) for v in values] == pytest.approx(
                    [now["value_1"], now["value_2"]], abs=6e-4, rel=6e-4
                )
                for k, cells in enumerate(table(panel), 1):
                    assert cells[0] == values[k - 1]
                    wanted = [now[f"smallest_{k}"], now[f"largest_{k}"]]
                    assert [number(v) for v in cells[1:]] == pytest.approx(wanted, abs=6e-4, rel=6e-4)


def test_large_and_small_numbers_are_told_in_powers_of_ten_and_a_gap_as_one(show):
    panel = Panel(show(gradients()))
    panel.set("layer", 1)
    assert panel.status.inner_text() == "layer = 1: gradient = 1.0·10⁻²², level 1 = 1"
    panel.set("start", 2)
    assert panel.status.inner_text() == "layer = 1: gradient = 1.8·10¹⁶, level 1 = 1"
    panel.set("depth", 0)
    assert table(panel)[0] == ["27000", "1", "27000"]
    panel.set("layer", 5)
    assert panel.status.inner_text() == "layer = 5: gradient = –, level 1 = 1"
    panel = Panel(show(explorer()))
    panel.set("function", 0)
    assert panel.status.inner_text() == "x = 1.00: φ(x) = 1, φ′(x) = 0"


def test_where_no_curve_has_a_value_the_words_say_so(show):
    x = np.arange(5.0)
    fig = CurvesFigure(x, {"a": [1, 2, np.nan, 4, 5]}, marker=Control("t", 0, 0, 4, 0.5))
    panel = Panel(show(fig))
    for t, words in (
        (1, "a = 2"),
        (1.5, "no value here"),
        (2, "no value here"),
        (3.5, "a = 4.500"),
        (3, "a = 4"),
    ):
        panel.set("t", t)
        assert panel.status.inner_text() == f"t = {t:.1f}: {words}"


def test_an_axis_that_does_nothing_is_hidden(show):
    panel = Panel(show(explorer()))
    for function, visible in ((0, False), (2, True), (1, False)):
        panel.set("function", function)
        assert panel.control("β").is_visible() == visible
    assert panel.control("x").is_visible()


def test_the_formula_is_that_of_the_option_with_its_numbers(show):
    panel = Panel(show(explorer()))
    formula = panel.root.locator(".ntn-formula")
    assert formula.inner_text() == "φ(x) = tanh x"
    panel.set("function", 2)
    panel.set("β", 0)
    panel.set("x", -0.5)
    assert formula.inner_text() == "φ(x) = x · σ(0.5 · x) at −0.50"
    panel.set("function", 0)
    assert formula.inner_text() == ""


def test_the_curves_are_drawn_where_they_go(show):
    panel = Panel(show(explorer(), device_scale_factor=2))
    above, below = panel.root.locator("canvas[role=img]").all()
    upper = Plane(above, ((-4, 4), (-1.5, 4)), UPPER_PAD)
    lower = Plane(below, ((-4, 4), (-0.5, 1.5)), PAD)
    for function in (1, 2):
        panel.set("function", function)
        kind = ("step", "tanh", "swish")[function]
        for i in (10, 70, 130):
            assert upper.shows(X[i], said(kind, 1)[i], palette.BLUE), (kind, X[i])
        places = [i for i in range(5, 155) if lower.shows(X[i], slope(kind, 1)[i], palette.VERMILION)]
        assert 60 < len(places) < 145  # dashes, and what lies between them
    panel.set("function", 1)
    assert not upper.shows(3, 3, palette.BLUE)
    panel.set("x", -2)
    assert upper.shows(-2, 3, palette.GREEN)
    assert lower.shows(-2, 1, palette.GREEN)
    assert not upper.shows(1, 3, palette.GREEN)


def test_a_logarithmic_axis_is_drawn_in_powers_of_ten(show):
    widget = gradients(marker=None, limits=[(1e-25, 1e25)])
    panel = Panel(show(widget))
    room = 0.02 * 11
    plane = Plane(panel.root.locator("canvas[role=img]"), ((1 - room, 12 + room), (-25, 25)), LOG_PAD)
    for start, factor in ((0, 0.01), (2, 30.0)):  # between them both curves lie on one another
        panel.set("start", start)
        for layer in (2, 7, 11):
            assert plane.shows(layer, (12 - layer) * np.log10(factor), palette.BLUE), (start, layer)
    assert not plane.shows(7, -10, palette.BLUE)
    texts = canvases.drawn_texts(panel, lambda: panel.set("start", 0))
    assert {"10⁻²⁰", "10⁻¹⁰", "10⁰", "10¹⁰", "10²⁰", "layer"} <= {text["text"] for text in texts}


def test_a_gap_is_not_bridged(show):
    y = np.where(abs(X) < 1, np.nan, 1.0)
    fig = CurvesFigure(X, {"a": y}, marker=Control("t", 3, -4, 4), limits=[(0, 2)])
    plane = Plane(Panel(show(fig)).root.locator("canvas[role=img]"), ((-4, 4), (0, 2)), PAD)
    assert plane.shows(-2, 1, palette.BLUE)
    assert plane.shows(2, 1, palette.BLUE)
    for t in (-0.9, 0, 0.9):
        assert not plane.shows(t, 1, palette.BLUE), t


def test_whole_numbers_are_told_alike_by_the_page_and_by_python(show):
    values = [0, 64, -7, 1234, 99999, 0.5, -1.25]
    fig = CurvesFigure(np.arange(7.0), {"a": values}, marker=Control("t", 0, 0, 6, 1))
    panel = Panel(show(fig))
    for t, words in enumerate(("0", "64", "−7", "1234", "99999")):
        panel.set("t", t)
        fig.t = t
        assert told(panel)[1] == [words] == [table(panel)[0][0]]
        assert repr(fig).endswith(f"a = {words.replace('−', '-')})")
    for t, words in ((5, "0.5000"), (6, "−1.250")):
        panel.set("t", t)
        assert told(panel)[1] == [words]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_samples_between_gaps_are_points(show, theme):
    """Alone or two together a disc; a curve of points alone in ink, without a line, in its key too."""
    x = np.linspace(0, 1, 101)
    loose, mixed = np.full(101, np.nan), np.full(101, np.nan)
    loose[[0, 20, 60, 100]] = 1
    mixed[[10, 11, 30]] = 2  # two together, one alone
    mixed[50:70] = 2
    curves = {"points": loose, "mixed": mixed, "level": np.full(101, 1.5)}
    fig = CurvesFigure(x, curves, marker=Control("t", 0.5, 0, 1, 0.01), limits=[(0, 3)])
    panel = Panel(show(fig, device_scale_factor=2))
    panel.theme(theme)
    plane = Plane(panel.root.locator("canvas[role=img]"), ((0, 1), (0, 3)), PAD)
    ink = {"light": "#323232", "dark": "#ced6dd"}[theme]
    above = 3 * 3.3 / 200  # three pixels and a bit: within a disc, outside of a line
    for at in (0.2, 0.6):
        assert plane.shows(at, 1, ink)
        assert plane.shows(at, 1 + above / 2, ink)
        assert not plane.shows(at, 1, palette.BLUE)
        assert not plane.shows(at + 0.1, 1, ink)
    for at in (0.1, 0.11, 0.3):
        assert plane.shows(at, 2 + above / 2, palette.VERMILION), at
    assert not plane.shows(0.6, 2 + above, palette.VERMILION)
    keys = panel.root.locator("canvas.ntn-key")
    read = "(e) => [6, 30].map((x) => [...e.getContext('2d').getImageData(x, 12, 1, 1).data])"
    for row in (0, 3):  # of the legend and of the table
        beside, middle = keys.nth(row).evaluate(read)
        assert beside[3] == 0  # no line
        assert canvases.near(middle, ink)
        assert keys.nth(row + 1).evaluate(read)[0][3] == 255
    # points are told where there are some
    assert panel.status.inner_text() == "t = 0.50: mixed = 2, level = 1.500"
    assert repr(fig).endswith("t = 0.5: mixed = 2, level = 1.5)")
    panel.set("t", 0.2)
    fig.t = 0.2
    assert panel.status.inner_text() == "t = 0.20: points = 1, mixed = –, level = 1.500"
    assert repr(fig).endswith("t = 0.2: points = 1, mixed = none, level = 1.5)")


def test_the_marker_follows_the_pointer_in_steps(show):
    panel = Panel(show(explorer()))
    above, below = panel.root.locator("canvas[role=img]").all()
    for canvas, pad, limits in ((above, UPPER_PAD, (-1.5, 4)), (below, PAD, (-0.5, 1.5))):
        plane = Plane(canvas, ((-4, 4), limits), pad)
        plane.click(-2, 1)
        panel.settle()
        assert told(panel)[0] == pytest.approx(-2, abs=0.051)
        box, start, end = canvas.bounding_box(), plane.place(-2, 1), plane.place(2.5, 1)
        panel.page.mouse.move(box["x"] + start[0], box["y"] + start[1])
        panel.page.mouse.down()
        panel.page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=5)
        panel.page.mouse.up()
        panel.settle()
        at = told(panel)[0]
        assert at == pytest.approx(2.5, abs=0.051)
        assert round(at / 0.05) == pytest.approx(at / 0.05)
        panel.page.mouse.move(box["x"] + start[0], box["y"] + start[1])
        panel.settle()
        assert told(panel)[0] == at
        canvas.click(position={"x": 5, "y": 50})  # left of the axis: its beginning
        panel.settle()
        assert told(panel)[0] == -4


def test_on_whole_places_the_marker_takes_whole_steps(show):
    panel = Panel(show(gradients()))
    plane = Plane(panel.root.locator("canvas[role=img]"), ((0.78, 12.22), (0, 1)), LOG_PAD)
    plane.click(6.7, 0.5)
    panel.settle()
    assert panel.status.inner_text().startswith("layer = 7: ")


def test_without_a_marker_the_words_say_from_where_to_where(show):
    panel = Panel(show(explorer(marker=None, task=(), formulas=None)))
    assert panel.status.inner_text() == "φ(x) from −0.9993 to 0.9993, φ′(x) from 0.0014 to 0.9992"
    assert table(panel)[0] == ["−0.9993", "0.9993"]
    panel.root.locator("canvas[role=img]").first.click()
    panel.settle()
    panel.set("function", 2)
    assert "from −0.27" in panel.status.inner_text()


def test_the_tasks_are_recognised_when_the_reader_solves_them(show):
    panel = Panel(show(explorer()))
    panel.set("x", 0.5)
    assert "✓" not in panel.says()
    panel.set("x", 0)
    assert panels.is_solved(panel, 0, "At 0 it is 1.")
    assert not panels.is_solved(panel, 1, "Swish can.")
    panel.set("function", 2)
    panel.set("x", 2.4)
    assert panels.is_solved(panel, 1, "Swish can.")
    panel = Panel(show(gradients()))
    panel.set("depth", 0)
    panel.set("start", 1)
    assert "✓" not in panel.says()
    panel.set("depth", 2)
    assert panels.is_solved(panel, 0, "Level.")


def test_a_goal_is_not_met_in_a_gap(show):
    x = np.arange(5.0)
    task = Task("t", "value_1 < 100 and t >= 1", "d")
    fig = CurvesFigure(x, {"a": [1, np.nan, np.nan, 4, 5]}, marker=Control("t", 0, 0, 4, 1), task=task)
    panel = Panel(show(fig))
    panel.set("t", 1)
    panel.set("t", 2)
    assert "✓" not in panel.says()
    panel.set("t", 3)
    assert panels.is_solved(panel, 0, "d")


@pytest.mark.parametrize("make", [explorer, gradients])
def test_the_page_agrees_with_numpy(show, make):
    panels.agrees_with_numpy(Panel(show(make())))


def test_it_agrees_without_axes_and_without_a_marker(show):
    panels.agrees_with_numpy(Panel(show(explorer(marker=None, task=(), formulas=None))))
    wave = CurvesFigure(X, {"a": np.sin(X), "b": X**2 * 1e60}, marker=Control("t", 0.3, -3.9, 3.7))
    panels.agrees_with_numpy(Panel(show(wave)))


@pytest.mark.parametrize("quantity", ["value_1", "value_2", "largest_1", "smallest_2"])
def test_a_page_that_disagrees_says_so(show, quantity):
    widget = panels.disturbed(explorer(), quantity)
    panels.says_that_it_disagrees(Panel(show(widget)))


@pytest.mark.parametrize("row", [0, -1])
def test_a_value_where_numpy_has_none_is_a_disagreement(show, row):
    widget = panels.disturbed(explorer(), "value_1", np.nan, row)
    # nor do other states, which agree but for rounding, hide it
    for other in range(1, 23):
        panels.disturbed(widget, "value_2", 1e-12, other)
    panels.says_that_it_disagrees(Panel(show(widget)), "NaN")


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(explorer()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("function").focus()
    panel.press("ArrowDown")
    panel.control("β").focus()
    panel.press("End")
    assert panel.control("β").get_attribute("aria-valuetext") == "2"
    panel.press("ArrowLeft", "ArrowLeft")
    assert panel.control("β").get_attribute("aria-valuetext") == "0.5"
    panel.control("x").focus()
    panel.press("Home", "ArrowRight")
    assert panel.status.inner_text().startswith("x = −3.95: ")


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    again = panels.a_link_brings_it_back(show, explorer, "the-explorer", {"function": 2, "β": 2, "x": -1.3})
    assert again.control("β").get_attribute("aria-valuetext") == "2"
    panels.a_broken_link_does_no_harm(show, explorer, "the-explorer", ("function", "β", "x"))


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    scenes = ((explorer, "function", "x", (-4, 4, 0)), (gradients, "start", "layer", (1, 12, 6)))
    for make, choice, name, places in scenes:
        panel = Panel(show(make(), **options))
        panels.looks_right(panel, theme)
        for place in places:
            texts = canvases.drawn_texts(panel, lambda p=panel, n=name, at=place: p.set(n, at))
            canvases.stay_inside(texts)
            canvases.keep_apart(texts)
        panel.set(choice, 2)
        panels.looks_right(panel, theme)


def test_targets_are_large_on_a_phone(show):
    panel = Panel(show(explorer(), **PHONE))
    panel.set("function", 2)
    panels.targets_are_large(panel)


def test_the_readings_stand_beside_the_curves_and_fit(show):
    """The widest numbers that there are, from a phone to a wide page."""
    widest = {"size of the gradient": np.full(9, -1.23456e-19), "side of the field": np.full(9, 1.2e5)}
    fig = CurvesFigure(np.arange(9), widest, marker=Control("layer", 1, 0, 8, 1), limits=[(-1, 1)])
    panel = Panel(show(fig))
    panel.page.add_style_tag(content="body { max-width: none !important; }")
    for width, beside in ((390, False), (700, False), (736, True), (1100, True)):
        panel.page.set_viewport_size({"width": width, "height": 900})
        panel.settle()
        assert panel.page.evaluate("document.documentElement.scrollWidth") <= width
        table, column = (panel.root.locator(at).bounding_box() for at in ("table", ".ntn-side:has(table)"))
        assert table["width"] <= column["width"] + 0.5
        chart = panel.root.locator("canvas[role=img]").bounding_box()
        assert (table["x"] > chart["x"] + chart["width"]) == beside, width


def test_it_follows_the_theme_and_prints(show):
    for make in (explorer, gradients):
        panel = Panel(show(make()))
        panels.follows_the_theme(panel)
        panels.prints(panel)


def test_the_pictures_are_described_and_several_curves_have_a_key(show):
    panel = Panel(show(explorer()))
    above, below = panel.root.locator("canvas[role=img]").all()
    assert above.get_attribute("aria-label") == "φ(x) over x for tanh; " + panel.status.inner_text() + "."
    panel.set("function", 2)
    assert re.match(r"φ′\(x\) over x for swish, β = 1; x = ", below.get_attribute("aria-label"))
    assert panel.root.locator(".ntn-legend").count() == 0
    panel = Panel(show(gradients()))
    assert panel.root.locator(".ntn-legend").inner_text().split("\n")[-1].endswith("level 1")
    label = panel.root.locator("canvas[role=img]").get_attribute("aria-label")
    assert label.startswith("gradient and level 1 over layer for fading, hidden layers = 12; layer = 12: ")
