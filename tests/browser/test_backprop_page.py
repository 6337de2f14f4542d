"""The backpropagation figure in a page without a kernel."""

import re
from itertools import pairwise

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import BackpropFigure, Scenario, Task, backprop

pytestmark = pytest.mark.browser

PAD = (44, 16, 8, 42)
LIMITS = ((-2.5, 2.5), (-2.5, 2.5))
NAMES = ("scenario", "example", "frame")


def walk(sizes, frames, seed):
    """A random walk of the parameters: not learned, but a history."""
    count = sum((n + 1) * m for n, m in pairwise(sizes))
    rng = np.random.default_rng(seed)
    return (rng.normal(size=count) + 0.4 * rng.normal(size=(frames, count)).cumsum(axis=0)).astype("f4")


def cloud(count=30):
    rng = np.random.default_rng(4)
    x = rng.normal(0, 0.8, (count, 2)).clip(-2.2, 2.2)
    return x, (x[:, 0] + rng.normal(0, 0.6, count) > 0).astype(int)


def flow(**changes):
    """Two runs: one over a cloud, one over four corners with a wider network and fewer frames."""
    x, y = cloud()
    corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    runs = (
        Scenario("cloud", walk((2, 3, 1), 12, 2), x, y, curves={"loss": np.linspace(2, 0.1, 12)}),
        Scenario("corners", walk((2, 5, 1), 7, 3), corners, [0, 1, 1, 0], (2, 5, 1)),
    )
    options = {
        "scenarios": runs,
        "limits": LIMITS,
        "task": Task("Find a large loss.", "scenario == 0 and loss > 1", "Much to learn."),
        "class_names": ("left", "right"),
        "title": "Way back",
    }
    return BackpropFigure(**{**options, **changes})


def single(names=("tanh", "sigmoid"), sizes=(2, 3, 1), **changes):
    x, y = cloud(10)
    return BackpropFigure(x, y, walk(sizes, 6, 5), sizes=sizes, activations=names, **changes)


def slopes_drawn(panel):
    """(width, dashes, colour) of the lines between units, in the order of the parameters."""
    return panel.root.locator("svg path").evaluate_all(
        """(all) => all.filter((e) => e.getAttribute('d').includes('L'))
            .map((e) => ['stroke-width', 'stroke-dasharray', 'stroke'].map((name) => e.getAttribute(name)))"""
    )


def weights_of(widget):
    """The slopes with the weights, in the order in which they are drawn."""
    return np.concatenate([table[:-1].ravel() for table in widget.gradients()])


def test_every_control_moves_the_picture_over_its_whole_range(show):
    panel = Panel(show(flow()))
    assert sorted(panels.every_control_moves_the_picture(panel)) == sorted(NAMES)
    corners = panels.every_control_moves_the_picture(panel, before=lambda p: p.set("scenario", 1))
    assert sorted(corners) == sorted(NAMES)


@pytest.mark.parametrize("loss", backprop.LOSSES)
def test_the_page_agrees_with_numpy(show, loss):
    hidden = ("sigmoid", "tanh", "relu", "leaky_relu", "swish", "softplus", "identity")
    page = show(
        *(single((name, "sigmoid"), loss=loss, key=name.replace("_", "-")) for name in hidden),
        flow(loss=loss, key="several"),
    )
    for index in range(len(hidden) + 1):
        panels.agrees_with_numpy(Panel(page, index))


def test_other_outputs_and_deeper_networks_agree_too(show):
    options = {"loss": "mean_squared_error"}
    page = show(
        single(("tanh", "identity"), key="a", **options),
        single(("tanh", "tanh"), key="b", **options),
        single(("tanh", "relu", "swish", "sigmoid"), (2, 4, 3, 2, 1), key="c"),
    )
    for index in range(3):
        panels.agrees_with_numpy(Panel(page, index))
    assert "h₃⁽²⁾" in {text["text"] for text in panels.drawn_texts(Panel(page, 2))}


def test_a_page_that_disagrees_says_so(show):
    quantities = ("output", "loss", "delta", "gradient", "wrong")
    page = show(*(panels.disturbed(flow(key=f"k{i}"), name) for i, name in enumerate(quantities)))
    for index in range(len(quantities)):
        panels.says_that_it_disagrees(Panel(page, index))


def test_the_words_say_what_python_says(show):
    widget = flow()
    panel = Panel(show(widget))
    for state in ({"scenario": 0, "frame": 11, "example": 7}, {"scenario": 1, "frame": 3, "example": 2}):
        for name, value in state.items():
            panel.set(name, value)
            setattr(widget, name, value)
        now, (run, frame, example) = widget.quantities(widget.state), widget._place(widget.state)
        index = run.shown[example]
        target = int(run.run.points[index, 2])
        assert panel.status.inner_text() == (
            f"{now['wrong']:.0f} of {now['points']:.0f} points wrong; point {index}: answer "
            f"{backprop._plain(now['output'])}, wanted {target}, loss {backprop._short(now['loss'])}"
        )
        told = panel.control("example").get_attribute("aria-valuetext")
        assert told == f"{index} ({('left', 'right')[target]})"
        assert (
            panel.control("frame").get_attribute("aria-valuetext")
            == f"{frame} of {(11, 6)[state['scenario']]}"
        )


def test_lines_and_rings_show_numpys_slopes(show):
    widget = flow()
    panel = Panel(show(widget))
    for scenario, frame, example in ((0, 5, 3), (0, 11, 0), (1, 6, 2)):
        for name, value in (("scenario", scenario), ("frame", frame), ("example", example)):
            panel.set(name, value)
            setattr(widget, name, value)
        slopes, drawn = weights_of(widget), slopes_drawn(panel)
        assert len(drawn) == len(slopes)
        for slope, (width, dashes, stroke) in zip(slopes, drawn, strict=True):
            wanted = 0.9 + 7 * np.sqrt(abs(slope) / widget._flows[scenario].scale)
            assert float(width) == pytest.approx(wanted, abs=0.006)
            assert dashes == ("7 4" if slope < 0 else "none")
            assert stroke == (palette.BLUE if slope < 0 else palette.VERMILION)
        texts = [text["text"] for text in panels.drawn_texts(panel)]
        deltas = [float(delta) for layer in widget.deltas() for delta in layer]
        assert [text for text in texts if text.startswith("δ")] == [f"δ {backprop._short(d)}" for d in deltas]
        # the output's lines carry their numbers, in a small network all lines do
        numbered = slopes if scenario == 0 else widget.gradients()[-1][:-1, 0]
        assert {backprop._short(float(v)) for v in numbered} <= set(texts)


def numbers(words):
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", words.replace("−", "-").replace("₀", ""))]


def test_the_way_back_of_a_unit_is_written_out(show):
    widget = flow()
    panel = Panel(show(widget))
    panel.set("frame", 4)
    widget.frame = 4
    flow_now, frame, _ = widget._place(widget.state)
    row = flow_now.run.history[frame].astype(float)
    hidden, (last,) = widget.deltas()
    now = widget.quantities(widget.state)
    formula, select = panel.root.locator(".ntn-formula"), panel.root.get_by_label("Way back of unit")
    assert select.locator("option").all_inner_texts() == ["ŷ", "h₃", "h₂", "h₁"]
    target = now["output"] + now["error"]
    assert numbers(formula.inner_text()) == pytest.approx([now["output"], target, last], abs=0.006)
    for unit in range(3):
        select.select_option(label=f"h{'₁₂₃'[unit]}")
        panel.settle()
        weight, bend = row[9 + unit], flow_now.bends[frame, 0, unit]
        told = formula.inner_text().replace("φ′", "")
        found = numbers(told)
        assert found[:2] == pytest.approx([weight, last], abs=0.006)
        assert found[-2:] == pytest.approx([bend, hidden[unit]], abs=0.006)
        slopes = widget.gradients()[0][:, unit]
        for line, slope, i in zip(panel.root.locator("tbody tr").all(), slopes, range(3), strict=True):
            cells = line.locator("td").all_inner_texts()
            value = (*flow_now.run.points[flow_now.shown[0], :2], 1)[i]
            assert numbers(cells[0]) == pytest.approx([value, hidden[unit], slope], abs=0.006)
            assert numbers(cells[1]) == pytest.approx([row[(3 * i if i < 2 else 6) + unit]], abs=0.006)
        heads = panel.root.locator("tbody th").all_inner_texts()
        assert heads == ["x₁", "x₂", "bias"]


def test_the_way_back_sums_over_all_units_above(show):
    sizes = (2, 4, 3, 1)
    widget = single(("tanh", "swish", "sigmoid"), sizes)
    panel = Panel(show(widget))
    row, unit = widget._flows[0].run.history[0].astype(float), 2
    weights = row[12:24].reshape(4, 3)[unit]
    below, above, _ = widget.deltas()
    panel.root.get_by_label("Way back of unit").select_option(label="h₃⁽¹⁾")
    panel.settle()
    found = numbers(panel.root.locator(".ntn-formula").inner_text())
    pairs = np.column_stack([weights, above]).ravel()
    assert found[:6] == pytest.approx(pairs, abs=0.006)
    bend = widget._flows[0].bends[0, 0, unit]
    assert found[-2:] == pytest.approx([bend, below[unit]], abs=0.006)
    assert below[unit] == pytest.approx(weights @ above * bend, rel=1e-5)


def test_a_click_on_a_unit_picks_it(show):
    panel = Panel(show(flow()))
    select = panel.root.get_by_label("Way back of unit")
    before = panel.picture()
    box = panel.root.locator("svg").bounding_box()
    (name,) = [text for text in panels.drawn_texts(panel) if text["text"] == "h₂"]
    place = {"x": (name["left"] + name["right"]) / 2, "y": name["bottom"] + 4}
    assert place["x"] < box["width"]
    panel.root.locator("svg").click(position=place)
    panel.settle()
    assert select.locator("option:checked").inner_text() == "h₂"
    assert panel.picture() != before
    # where that unit does not exist any more, the output's way back is told
    panel.set("scenario", 1)
    select.select_option(label="h₅")
    panel.set("scenario", 0)
    assert select.locator("option:checked").inner_text() == "ŷ"


def test_a_click_on_a_large_mark_chooses_it(show):
    widget = flow()
    panel = Panel(show(widget))
    plane = Plane(panel.root.locator("canvas").first, LIMITS, PAD)
    shown, points = widget._flows[0].shown, widget._flows[0].run.points
    for example in (5, 2):
        plane.click(*points[shown[example], :2])
        panel.settle()
        assert panel.control("example").input_value() == str(example)
    plane.click(-2.4, -2.4)  # nothing near
    panel.settle()
    assert panel.control("example").input_value() == "2"


def test_the_boundary_is_drawn_where_the_network_is_undecided(show):
    # u = 3 x₁ + tanh(…)·0: a straight line at x₁ = 0.5
    row = [1.0, 0, 0, 0, -0.5, 0, 4.0, 0, 0]
    x, y = cloud(4)
    widget = BackpropFigure(10 + 0 * x, y, [row, row], sizes=(2, 2, 1), limits=LIMITS)
    plane = Plane(Panel(show(widget)).root.locator("canvas").first, LIMITS, PAD)
    for x2 in (-1.5, 0.3, 2):
        blue, red = plane.color(0.2, x2), plane.color(0.8, x2)
        assert blue[2] > blue[0]
        assert red[0] > red[2]
        assert sum(plane.color(0.5, x2)[:3]) < 250


def test_a_scenario_keeps_frame_and_example_where_it_has_them(show):
    panel = Panel(show(flow()))
    panel.set("frame", 11)
    panel.set("example", 7)
    panel.set("scenario", 1)
    assert panel.control("frame").input_value() == "6"
    assert panel.control("frame").get_attribute("max") == "6"
    assert panel.control("example").input_value() == "3"
    assert panel.control("example").get_attribute("max") == "3"
    panel.set("scenario", 0)
    assert panel.control("frame").input_value() == "6"


def test_the_curve_follows_the_frame_and_a_click_chooses_one(show):
    panel = Panel(show(flow()))
    graph = panel.root.locator("canvas").nth(1)
    panel.set("frame", 11)
    assert "loss 0.100" in panel.says().replace("\xa0", " ")
    graph.click(position={"x": 44 + (graph.bounding_box()["width"] - 60) * 4 / 11, "y": 40})
    panel.settle()
    assert panel.control("frame").input_value() == "4"
    panel.set("scenario", 1)  # no curve there
    assert not graph.is_visible()


def test_one_moment_of_one_point_has_no_controls(show):
    x, y = cloud(10)
    widget = BackpropFigure(x, y, walk((2, 3, 1), 1, 0)[0], examples_shown=[3])
    panel = Panel(show(widget))
    assert panel.root.locator(":is(input, select)[name]").count() == 0
    panels.agrees_with_numpy(panel)
    assert not panels.BROKEN.search(panel.says())
    panel.root.locator("canvas").first.click(position={"x": 120, "y": 120})
    assert not panels.BROKEN.search(panel.says())


def test_play_reaches_the_last_frame_and_reduced_motion_does_it_in_steps(show):
    panels.it_plays(show, flow, "frame", 11)


def test_the_task_is_recognised_when_the_reader_solves_it(show):
    widget = flow()
    met = np.zeros((12, 8), dtype=bool)
    for frame, example in np.ndindex(met.shape):
        widget.frame, widget.example = frame, example
        (met[frame, example],) = widget.goals_met
    frame, example = np.argwhere(met & ~met[:, :1])[0].tolist()  # not met before the example is chosen
    panel = Panel(show(flow()))
    panel.set("frame", frame)
    assert not panels.is_solved(panel, 0, "Much to learn.")
    panel.set("example", example)
    assert panels.is_solved(panel, 0, "Much to learn.")
    panel.set("example", 0)
    assert panels.is_solved(panel, 0, "Much to learn.")  # it stays


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(flow()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("frame").focus()
    panel.press("End")
    assert panel.control("frame").input_value() == "11"
    panel.control("example").focus()
    panel.press("Home", "ArrowRight", "ArrowRight")
    assert panel.control("example").input_value() == "2"
    panel.root.get_by_label("Way back of unit").focus()
    before = panel.picture()
    panel.press("ArrowDown")
    assert panel.picture() != before
    panel.root.get_by_role("button", name="Reset").click()
    panel.settle()
    assert panel.control("frame").input_value() == panel.control("example").input_value() == "0"


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    panels.a_link_brings_it_back(show, flow, "way-back", {"frame": 7, "example": 5})
    panels.a_link_brings_it_back(show, flow, "way-back", {"scenario": 1, "frame": 3, "example": 2})
    panels.a_broken_link_does_no_harm(show, flow, "way-back", NAMES)
    beyond = Panel(show(flow(), fragment="#way-back?scenario=1&frame=11&example=7"))
    assert not panels.BROKEN.search(beyond.says())
    assert beyond.control("frame").input_value() == "6"


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    deep = single(("tanh", "tanh", "tanh", "sigmoid"), (2, 4, 4, 4, 1), title="Deep")
    page = show(flow(), single(sizes=(2, 8, 1), title="Wide"), deep, **options)
    for index in range(3):
        panel = Panel(page, index)
        panels.looks_right(panel, theme)
        panels.do_not_touch(panels.drawn_texts(panel))
        for frame in (3, 5):
            texts = canvases.drawn_texts(panel, lambda at=frame, p=panel: p.set("frame", at))
            canvases.stay_inside(texts)
            canvases.keep_apart(texts)
            panels.do_not_touch(panels.drawn_texts(panel))


def test_targets_are_large_on_a_phone(show):
    panels.targets_are_large(Panel(show(flow(), **PHONE)))


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(flow()))
    panels.follows_the_theme(panel)
    panels.prints(panel)


def test_with_forced_colours_the_answers_are_told_apart_by_hatching(show):
    row = [1.0, 0, 0, 0, -0.5, 0, 4.0, 0, 0]
    x, y = cloud(4)
    widget = BackpropFigure(10 + 0 * x, y, [row, row], sizes=(2, 2, 1), limits=LIMITS)
    panel = Panel(show(widget))
    panel.page.emulate_media(forced_colors="active")
    panel.settle()
    panel.settle()
    plane = Plane(panel.root.locator("canvas").first, LIMITS, PAD)
    strength = lambda low: {plane.color(low + t, 0.3 + t / 3)[3] > 40 for t in np.linspace(0, 1.2, 60)}  # noqa: E731
    assert strength(1.0) == {True, False}
    assert strength(-1.5) == {False}
    inks = panel.root.locator("svg path").evaluate_all("(all) => all.map((e) => e.getAttribute('stroke'))")
    assert palette.BLUE not in inks


def test_the_pictures_are_described(show):
    panel = Panel(show(flow()))
    plane = panel.root.locator("canvas").first.get_attribute("aria-label")
    assert plane.startswith("The plane of x₁, x₂ with 30 points and the boundary; ")
    told = panel.root.locator("svg").get_attribute("aria-label")
    assert re.search(r"Values: x₁ \S+, x₂ \S+; h₁ .*Way back: ŷ δ \S+; h₁ δ", told)
    key = panel.root.locator(".ntn-legend").first
    assert key.inner_text().split("\n") == [
        "● left",
        "■ right",
        "◇ the example (click a large mark)",
        "◯ on the wrong side",
    ]
    tints = key.locator("[aria-hidden]").evaluate_all("(all) => all.map((e) => getComputedStyle(e).color)")
    assert tints == ["rgb(0, 114, 178)", "rgb(213, 94, 0)"]
    assert panel.root.locator("svg rect").count() == 2  # inputs
    assert panel.root.locator("svg circle").count() == 2 * 4  # a unit and the ring of its δ
    graph = panel.root.locator("canvas").nth(1).get_attribute("aria-label")
    assert graph.startswith("loss at each epoch.")
