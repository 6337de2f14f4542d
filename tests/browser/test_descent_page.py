"""The descent figure in a page without a kernel."""

import re

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import DescentFigure, Landscape, Task

pytestmark = pytest.mark.browser

BOWL = Landscape(
    "a bowl",
    lambda w: w[:, 0] ** 2,
    lambda w: 2 * w,
    rates=[0.1, 0.02, 0.25, 0.5, 0.75, 0.95, 1.5],
    starts=[-4, -2, 1, 3.5],
    limits=(-5, 5),
)
VALLEY = Landscape(
    "a valley",
    lambda w: 0.5 * (w**2 @ np.array([1.0, 8.0])),
    lambda w: w * [1, 8],
    rates=[0.03, 0.2, 0.24, 0.26],
    starts=[(-4, 1.5), (3, -1), (-1, -1.8)],
    limits=((-5, 5), (-2.5, 2.5)),
    steps=30,
)
PAD = (50, 10, 10, 42)


def figure(*landscapes, **changes):
    options = {
        "task": (
            Task(
                "Settle within 5 steps.", "settled >= 0 and settled <= 5 and by_hand == 1", "That was quick."
            ),
            Task("Diverge in the valley.", "diverged == 1 and landscape == 1", "Too far."),
        ),
        "title": "Down the hill",
    }
    return DescentFigure(*(landscapes or (BOWL, VALLEY)), **{**options, **changes})


def rate(panel):
    return panel.control("rate").get_attribute("aria-valuetext")


def number(text):
    return float(text.replace("−", "-"))


def test_every_control_moves_the_picture_over_its_whole_range(show):
    panel = Panel(show(figure()))
    assert panels.every_control_moves_the_picture(panel) == ["landscape", "step", "rate", "start"]
    valley = lambda p: p.set("landscape", 1)  # noqa: E731
    panels.every_control_moves_the_picture(panel, before=valley)


def test_the_words_say_what_python_says_at_every_rate_start_and_step(show):
    widget = figure()
    panel = Panel(show(widget))
    for landscape, land in enumerate((BOWL, VALLEY)):
        panel.set("landscape", landscape)
        widget.landscape = landscape
        for r, value in enumerate(sorted(land.rates)):
            for s in (0, len(land.starts) - 1):
                panel.set("rate", r)
                panel.set("start", s)
                widget.rate, widget.start = value, s
                for step in (0, 1, 7, land.steps):
                    panel.set("step", step)
                    widget.step = step
                    now, path = widget.everything(widget.state), widget._path(widget.state)
                    at = int(now["step"])
                    found = re.match(r"step (\d+): (.*), loss ([^;]+)(; .*)?$", panel.status.inner_text())
                    assert int(found[1]) == at
                    assert number(found[3]) == pytest.approx(now["loss"], rel=0.06, abs=5e-4)
                    places = [number(part.split(" = ")[1]) for part in found[2].split(", ")]
                    assert places == pytest.approx(path.w[at].tolist(), rel=0.06, abs=5e-4)
                    fate = found[4] or ""
                    settled = 0 <= now["settled"] <= at
                    assert ("99 % of the way down since step" in fate) == settled
                    assert ("diverged" in fate) == bool(now["diverged"] and at == len(path.loss) - 1)
                    assert rate(panel) == f"{value:g}"


def test_the_formula_computes_the_next_step(show):
    widget = figure()
    panel = Panel(show(widget))
    panel.set("rate", 2)  # 0.25
    panel.set("step", 1)
    general, line = panel.root.locator(".ntn-formula > div").all_inner_texts()
    assert general == "w ← w − η · slope"
    assert line == "w ← −2.00 − 0.25 · (−4.00) = −1.00"
    panel.set("landscape", 1)
    panel.set("rate", 1)
    panel.set("step", 0)
    lines = panel.root.locator(".ntn-formula > div").all_inner_texts()
    assert lines[1:] == ["w₁ ← −4.00 − 0.2 · (−4.00) = −3.20", "w₂ ← 1.50 − 0.2 · 12.0 = −0.900"]


def test_a_path_that_is_cut_ends_the_steps_there(show):
    panel = Panel(show(figure()))
    panel.set("rate", 6)  # 1.5: −4, 8
    step = panel.control("step")
    assert step.get_attribute("max") == "1"
    assert step.get_attribute("aria-valuetext") == "1 of 1"
    assert panel.status.inner_text().endswith("; it has left the picture: diverged")
    panel.root.get_by_role("button", name="1 forward", exact=True).click()
    panel.settle()
    assert step.get_attribute("aria-valuetext") == "1 of 1"
    panel.set("rate", 2)
    assert step.get_attribute("max") == "40"


def test_another_landscape_has_its_own_rates_and_starts(show):
    panel = Panel(show(figure()))
    panel.set("rate", 6)
    panel.set("start", 3)
    panel.set("landscape", 1)
    assert rate(panel) == "0.26"
    assert panel.control("start").get_attribute("aria-valuetext") == "−1, −1.8"
    assert [panel.control(name).get_attribute("max") for name in ("rate", "start")] == ["3", "2"]
    panel.root.get_by_role("button", name="Copy link").click()
    assert panel.page.url.endswith("?landscape=1&rate=0.26&start=2&step=40")  # the kernel is told so too
    panel.control("rate").focus()
    panel.press("Home")
    seen = [rate(panel)]
    for _ in range(3):
        panel.press("ArrowRight")
        seen.append(rate(panel))
    assert seen == ["0.03", "0.2", "0.24", "0.26"]
    panel.set("landscape", 0)
    assert rate(panel) == "0.25"
    assert panel.control("rate").get_attribute("max") == "6"


def test_a_click_chooses_the_nearest_start_and_a_step(show):
    panel = Panel(show(figure()))
    panel.set("landscape", 1)
    picture, losses = panel.root.locator("canvas").all()
    plane = Plane(picture, VALLEY.limits, PAD)
    for s, (x, y) in enumerate(VALLEY.starts):
        plane.click(x + 0.2, y - 0.1)
        panel.settle()
        assert panel.control("start").input_value() == str(s)
    box = losses.bounding_box()
    losses.click(position={"x": 50 + (box["width"] - 60) * 12.2 / 30, "y": 30})
    panel.settle()
    assert panel.control("step").input_value() == "12"
    panel.set("landscape", 0)
    Plane(picture, (BOWL.limits, (0, 1)), PAD).click(3.0, 0.9)  # on a curve only across counts
    panel.settle()
    assert panel.control("start").get_attribute("aria-valuetext") == "3.5"


def test_the_path_is_drawn_where_it_goes(show):
    panel = Panel(show(figure(VALLEY, task=(), rate=0.03, step=0)))
    plane = Plane(panel.root.locator("canvas").first, VALLEY.limits, PAD)
    widget = figure(VALLEY, task=(), rate=0.03)
    path = widget._path(widget.state).w
    for step in (3, 9):
        assert not plane.shows(*path[step], palette.VERMILION), step
    panel.set("step", 9)
    for step in (1, 3, 9):
        assert plane.shows(*path[step], palette.VERMILION), step


def test_on_a_curve_the_steps_lie_on_the_loss(show):
    panel = Panel(show(figure(BOWL, task=(), rate=0.1, step=0)))
    room = 0.06 * 25
    plane = Plane(panel.root.locator("canvas").first, (BOWL.limits, (-room, 25 + room)), PAD)
    for w in (2.0, 2.7, 4.0):
        assert plane.shows(w, w**2, palette.BLUE), w
    panel.set("step", 2)
    assert plane.shows(-2.56, 2.56**2, palette.VERMILION)


def test_the_tasks_are_recognised_when_the_reader_solves_them(show):
    panel = Panel(show(figure(rate=0.25)))
    assert "✓" not in panel.says()  # it stands there from the beginning
    panel.set("rate", 0)
    assert "✓" not in panel.says()
    panel.set("rate", 3)
    assert panels.is_solved(panel, 0, "That was quick.")
    panel.set("rate", 6)
    assert not panels.is_solved(panel, 1, "Too far.")
    panel.set("landscape", 1)
    panel.set("rate", 3)
    assert panels.is_solved(panel, 1, "Too far.")


def test_play_walks_to_the_end_of_the_path(show):
    panel = Panel(show(figure(BOWL, task=(), rate=0.1)))
    panel.root.get_by_role("button", name="Play").click()
    panel.root.get_by_role("button", name="Pause").click()
    stopped = panel.control("step").input_value()
    panel.page.wait_for_timeout(200)
    assert panel.control("step").input_value() == stopped != "40"
    panel.set("step", 36)
    panel.root.get_by_role("button", name="Play").click()
    panel.page.wait_for_function("(e) => e.value === '40'", arg=panel.control("step").element_handle())
    panel.root.get_by_role("button", name="Play").wait_for()
    panel.root.get_by_role("button", name="Reset").click()
    panel.set("step", 5)
    panel.root.get_by_role("button", name="10 forward").click()
    panel.settle()
    assert panel.control("step").input_value() == "15"


def test_reduced_motion_plays_in_single_steps(show):
    panel = Panel(show(figure(BOWL, task=(), rate=0.1, step=0), reduced_motion="reduce"))
    panel.root.get_by_role("button", name="Play").click()
    panel.page.wait_for_timeout(200)
    assert panel.control("step").input_value() == "4"


@pytest.mark.parametrize("landscapes", [(BOWL,), (VALLEY,), (VALLEY, BOWL)], ids=["line", "plane", "both"])
def test_the_page_agrees_with_numpy(show, landscapes):
    goals = Task("t", "step >= 0", "d")
    panels.agrees_with_numpy(Panel(show(figure(*landscapes, task=goals))))


@pytest.mark.parametrize("quantity", ["loss", "settled", "diverged"])
def test_a_page_that_disagrees_says_so(show, quantity):
    panels.says_that_it_disagrees(Panel(show(panels.disturbed(figure(), quantity))))


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(figure()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("start").focus()
    panel.press("End", "ArrowLeft")
    assert panel.control("start").get_attribute("aria-valuetext") == "1"
    panel.control("step").focus()
    panel.press("Home", "ArrowRight", "ArrowRight")
    assert panel.status.inner_text().startswith("step 2: ")
    panel.control("landscape").focus()
    panel.press("ArrowDown")
    assert "w₂ = " in panel.status.inner_text()


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    changes = {"landscape": 1, "rate": 2, "start": 1, "step": 11}
    again = panels.a_link_brings_it_back(show, figure, "down-the-hill", changes)
    assert rate(again) == "0.24"
    panels.a_broken_link_does_no_harm(show, figure, "down-the-hill", ("landscape", "rate", "start", "step"))
    # a rate that only another landscape has is the nearest of this one
    panel = Panel(show(figure(), fragment="#down-the-hill?landscape=1&rate=1.5&start=3"))
    assert rate(panel) == "0.26"
    assert panel.status.inner_text().endswith("diverged")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    panel = Panel(show(figure(), **options))
    for landscape in (0, 1):
        panel.set("landscape", landscape)
        panels.looks_right(panel, theme)
        for place in (0, 3):
            texts = canvases.drawn_texts(panel, lambda at=place: panel.set("rate", at))
            canvases.stay_inside(texts)
            canvases.keep_apart(texts)


def test_targets_are_large_on_a_phone(show):
    panels.targets_are_large(Panel(show(figure(), **PHONE)))


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(figure()))
    panels.follows_the_theme(panel)
    panel.set("landscape", 1)
    panels.follows_the_theme(panel)
    panels.prints(panel)


def test_the_pictures_are_described(show):
    panel = Panel(show(figure(step=2)))
    picture, losses = panel.root.locator("canvas").all()
    assert picture.get_attribute("aria-label") == (
        "a bowl: the loss over w. Learning rate 0.1, step 2: w = −2.56, loss 6.55."
    )
    assert "slope here" in panel.says()
    panel.set("landscape", 1)
    assert picture.get_attribute("aria-label").startswith("a valley: lines of equal loss over w₁ and w₂.")
    assert "slope here" not in panel.says()
    assert losses.get_attribute("aria-label").startswith("The loss step by step.")
