"""The size figure in a page without a kernel."""

import re
from itertools import pairwise

import panels
import pytest
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import Control, SizeFigure, Task

pytestmark = pytest.mark.browser


def figure(**changes):
    options = {
        "scenarios": (("two inputs", 2, 1), ("digits 28 × 28", 784, 10)),
        "task": (
            Task("Find a network with exactly 17 parameters.", "parameters == 17", "2 × 4 + 4, and 4 + 1."),
            Task("Take a deep one.", "depth >= 5 and by_hand == 1", "That is deep."),
        ),
        "width": Control("width", 3, 1, 16, 1),
        "title": "Width and depth",
    }
    return SizeFigure(**{**options, **changes})


def test_every_control_moves_the_picture_over_its_whole_range(show):
    assert panels.every_control_moves_the_picture(Panel(show(figure()))) == ["scenario", "width", "depth"]


def test_the_words_and_the_table_say_what_python_says(show):
    widget = figure()
    panel = Panel(show(widget))
    for scenario in (0, 1):
        for width, depth in ((1, 0), (4, 1), (16, 8), (7, 3)):
            panel.set("scenario", scenario)
            panel.set("depth", depth)
            if depth:
                panel.set("width", width)
            widget.scenario, widget.depth = scenario, depth
            widget.width = float(panel.control("width").input_value())
            told = panel.status.inner_text()
            sizes = widget.sizes(widget.state)
            assert told.startswith("–".join(f"{n}" for n in sizes) + f": {widget.parameters:,} parameters")
            rows = panel.root.locator("tbody tr")
            assert rows.count() == len(sizes) - 1
            for row, (n, m) in zip(rows.all(), pairwise(sizes), strict=True):
                formula, number = row.locator("td").all_inner_texts()
                assert formula == f"{n:,} × {m:,} + {m:,}"
                assert eval(formula.replace("×", "*").replace(",", "")) == int(number.replace(",", ""))
            assert panel.root.locator("tfoot td").inner_text() == f"{widget.parameters:,}"


def test_the_drawing_has_the_units_or_says_that_there_are_more(show):
    panel = Panel(show(figure(scenarios=(), inputs=3, outputs=2)))
    count = lambda tag: panel.root.locator(f"svg {tag}").count()  # noqa: E731
    panel.set("width", 12)
    assert (count("rect"), count("circle")) == (3, 14)
    for theme, (first, hidden) in {
        "light": (palette.BLUE, "rgb(50, 50, 50)"),
        "dark": (palette.SKY_BLUE, "rgb(206, 214, 221)"),
    }.items():
        panel.theme(theme)
        panel.page.wait_for_timeout(350)  # colours change softly
        edges = panel.root.locator("svg rect, svg circle").evaluate_all(
            "(all) => all.map((e) => e.getAttribute('stroke'))"
        )
        assert sorted(edges) == sorted([first] * 3 + [hidden] * 12 + [palette.VERMILION] * 2)
    panel.set("depth", 4)
    assert count("circle") == 4 * 12 + 2
    assert "⋮" not in panel.root.locator("svg").inner_html()
    panel.set("width", 13)
    assert count("circle") == 4 * 10 + 2
    texts = [text["text"] for text in panels.drawn_texts(panel)]
    assert texts.count("⋮") == 4
    assert texts.count("13") == 4
    panel.set("depth", 0)
    assert (count("rect"), count("circle")) == (3, 2)
    assert not panel.control("width").is_visible()  # it sets nothing where no layer is hidden


def test_lines_join_every_drawn_unit_with_every_unit_of_the_next_layer(show):
    panel = Panel(show(figure(scenarios=(), inputs=3, outputs=2)))
    panel.set("width", 5)
    strokes = [path.get_attribute("d").count("M") for path in panel.root.locator("svg path").all()]
    assert strokes == [15, 10]


def test_the_tasks_are_recognised_when_the_reader_solves_them(show):
    panel = Panel(show(figure(width=Control("width", 4, 1, 16, 1))))
    assert "✓" not in panel.says()  # 17 stands there from the beginning
    panel.set("width", 5)
    assert "✓" not in panel.says()
    panel.set("width", 4)
    assert panels.is_solved(panel, 0, "2 × 4 + 4, and 4 + 1.")
    panel.set("depth", 4)
    assert not panels.is_solved(panel, 1, "That is deep.")
    panel.set("depth", 5)
    assert panels.is_solved(panel, 1, "That is deep.")
    panel.root.get_by_role("button", name="Reset").click()
    assert panels.is_solved(panel, 1, "That is deep.")
    assert panel.control("depth").input_value() == "1"


def test_the_page_agrees_with_numpy_and_says_so_if_not(show):
    page = show(figure(), panels.disturbed(figure(), "weights"))
    panels.agrees_with_numpy(Panel(page))
    panels.says_that_it_disagrees(Panel(page, 1))


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(figure()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("depth").focus()
    panel.press("End", "ArrowLeft")
    assert panel.control("depth").input_value() == "7"
    assert panel.control("depth").get_attribute("aria-valuetext") == "7"
    panel.control("scenario").focus()
    panel.press("ArrowDown")
    assert panel.status.inner_text().startswith("784–")


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    panels.a_link_brings_it_back(show, figure, "width-and-depth", {"scenario": 1, "depth": 5, "width": 9})
    panels.a_broken_link_does_no_harm(show, figure, "width-and-depth", ("scenario", "width", "depth"))
    panel = Panel(show(figure(), fragment="#width-and-depth?width=99&depth=2.6"))
    assert panel.status.inner_text().startswith("2–16–16–16–1:")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    panel = Panel(show(figure(), **options))
    for changes in ({}, {"scenario": 1, "width": 16, "depth": 8}, {"depth": 0}):
        for name, value in changes.items():
            panel.set(name, value)
        panels.looks_right(panel, theme)
        panels.do_not_touch(panels.drawn_texts(panel))


def test_targets_are_large_on_a_phone(show):
    panels.targets_are_large(Panel(show(figure(), **PHONE)))


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(figure()))
    panels.follows_the_theme(panel)
    panels.prints(panel)


def test_the_drawing_is_described(show):
    panel = Panel(show(figure()))
    svg = panel.root.locator("svg")
    assert svg.get_attribute("role") == "img"
    assert re.fullmatch(
        r"Drawing of a network with 2 layers of weights: input 2, hidden 1 3, output 1\.",
        svg.get_attribute("aria-label"),
    )
