"""The threshold figure in a page without a kernel."""

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import Control, Task, ThresholdFigure

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(4)
Y = np.repeat([0, 1], [60, 40])
P = (1 / (1 + np.exp(-RNG.normal(np.where(Y == 1, 1.2, -1.2), 1.2)))).round(3)
PAD = (24, 6, 6, 42)
LIMITS = ((-0.03, 1.03), (0.03, 0.97))


def figure(**changes):
    options = {
        "scenarios": (("training", P[::2], Y[::2]), ("held out", P[1::2], Y[1::2])),
        "costs": (1, 10),
        "task": (
            Task("Miss none.", "false_negatives == 0 and by_hand == 1", "At the price of false alarms."),
            Task("Be sure.", "precision == 1 and recall > 0", "Nobody is called back in vain."),
        ),
        "title": "Called back",
    }
    return ThresholdFigure(**{**options, **changes})


def test_every_control_moves_the_picture_over_its_whole_range(show):
    for curve in ("precision-recall", "roc"):
        panel = Panel(show(figure(curve=curve)))
        assert panels.every_control_moves_the_picture(panel) == ["scenario", "threshold"]


def test_the_words_the_matrix_and_the_sums_say_what_python_says(show):
    widget = figure()
    panel = Panel(show(widget))
    cells = panel.root.locator("tbody td")
    for scenario in (0, 1):
        for threshold in (0, 0.03, 0.5, 0.77, 1):
            panel.set("scenario", scenario)
            panel.set("threshold", threshold)
            widget.scenario, widget.threshold = scenario, threshold
            now = widget.everything(widget.state)
            names = ("false_negatives", "true_positives", "true_negatives", "false_positives")
            tp, fp, fn, tn = (
                int(now[n])
                for n in ("true_positives", "false_positives", "false_negatives", "true_negatives")
            )
            assert cells.all_inner_texts() == [f"{int(now[n])} {n.replace('_', ' ')}" for n in names]
            assert panel.status.inner_text() == (
                f"accuracy {100 * now['accuracy']:.1f} %, {fp} false positives, {fn} false negatives"
            )
            precision, recall, accuracy, cost = panel.root.locator(".ntn-formula > div").all_inner_texts()
            told = f"{tp} / ({tp} + {fp}) = {now['precision']:.3f}"
            assert precision == "precision = " + (told if tp + fp else "? (none is called malignant)")
            assert recall == f"recall = {tp} / ({tp} + {fn}) = {now['recall']:.3f}"
            assert accuracy == f"accuracy = ({tp} + {tn}) / 50 = {now['accuracy']:.3f}"
            assert cost == f"cost = {fp} · 1 + {fn} · 10 = {fp + 10 * fn}"


def test_an_example_on_the_threshold_is_called_positive(show):
    widget = figure(scenarios=(), probability=[0.2, 0.25, 0.5, 0.75], y=[0, 1, 0, 1], task=())
    panel = Panel(show(widget))
    for threshold, (fp, fn) in (
        (0.25, (1, 0)),
        (0.26, (1, 1)),
        (0.5, (1, 1)),
        (0.51, (0, 1)),
        (0.75, (0, 1)),
    ):
        panel.set("threshold", threshold)
        assert panel.status.inner_text().endswith(f"{fp} false positives, {fn} false negatives"), threshold


def test_the_picture_tells_the_four_counts_too(show):
    panel = Panel(show(figure()))
    texts = canvases.drawn_texts(panel, lambda: panel.set("threshold", 0.3), index=0)
    drawn = {text["text"] for text in texts}
    assert set(panel.root.locator("tbody td").all_inner_texts()) == {
        f"{words.rsplit(' ', 1)[1]} {words.rsplit(' ', 1)[0]}" for words in drawn if "ives" in words
    }


def test_without_costs_there_is_no_cost_and_a_roc_has_its_own_axes(show):
    panel = Panel(show(figure(costs=None, curve="roc")))
    assert "cost" not in panel.says()
    texts = {t["text"] for t in canvases.drawn_texts(panel, lambda: panel.set("threshold", 0.3), index=1)}
    assert {"false positive rate", "recall (true positive rate)"} <= texts
    assert panel.root.locator("canvas").nth(1).get_attribute("aria-label").startswith("ROC curve; now false")


def test_the_line_stands_at_the_threshold_and_can_be_dragged(show):
    panel = Panel(show(figure()))
    dots = panel.root.locator("canvas").first
    plane, page = Plane(dots, LIMITS, PAD), panel.page
    panel.set("threshold", 0.3)
    assert plane.shows(0.3, 0.9, palette.ORANGE)
    assert not plane.shows(0.7, 0.9, palette.ORANGE)
    box = dots.bounding_box()
    at = lambda v, y=0.5: (box["x"] + plane.place(v, y)[0], box["y"] + plane.place(v, y)[1])  # noqa: E731
    page.mouse.move(*at(0.3))
    page.mouse.down()
    page.mouse.move(*at(0.5), steps=3)
    page.mouse.move(*at(0.7))
    page.mouse.up()
    panel.settle()
    assert panel.control("threshold").input_value() == "0.7"
    assert plane.shows(0.7, 0.9, palette.ORANGE)
    page.mouse.move(*at(0.2))  # without a button nothing is dragged
    panel.settle()
    assert panel.control("threshold").input_value() == "0.7"
    page.mouse.down()
    page.mouse.move(2, 300)
    page.mouse.up()
    panel.settle()
    assert float(panel.control("threshold").input_value()) == 0  # no farther than the slider goes


def test_dragging_keeps_to_the_sliders_steps_and_ends(show):
    panel = Panel(show(figure(threshold=Control("threshold", 0.5, 0.2, 0.9, 0.1))))
    plane = Plane(panel.root.locator("canvas").first, LIMITS, PAD)
    for x, value in ((0.63, 0.6), (0.02, 0.2), (0.99, 0.9)):
        plane.click(x, 0.5)
        panel.settle()
        assert panel.control("threshold").get_attribute("aria-valuetext") == f"{value}"


def test_where_nobody_is_called_positive_the_curve_has_no_point(show):
    panel = Panel(show(figure(scenarios=(), probability=P, y=Y)))
    chart = Plane(panel.root.locator("canvas").nth(1), ((0, 1.03), (0, 1.03)), (50, 10, 10, 42))
    panel.set("threshold", 0.5)
    widget = figure(scenarios=(), probability=P, y=Y)
    now = widget.everything(widget.state)
    assert chart.shows(now["recall"], now["precision"], palette.ORANGE)
    panel.set("threshold", 1)
    label = panel.root.locator("canvas").nth(1).get_attribute("aria-label")
    assert label == "Curve of precision over recall; now recall 0, precision –."
    for x in np.linspace(0.02, 1, 30):
        assert not chart.shows(x, 0.02, palette.ORANGE)


def test_the_tasks_are_recognised_when_the_reader_solves_them(show):
    panel = Panel(show(figure()))
    assert "✓" not in panel.says()
    panel.set("threshold", 0.04)
    assert panels.is_solved(panel, 0, "At the price of false alarms.")
    panel.set("threshold", 1)  # nobody called: no precision to be proud of
    assert not panels.is_solved(panel, 1, "Nobody is called back in vain.")
    panel.set("threshold", 0.97)
    assert panels.is_solved(panel, 1, "Nobody is called back in vain.")


@pytest.mark.parametrize("curve", ["precision-recall", "roc"])
@pytest.mark.parametrize("costs", [None, (0.5, 2.25)])
def test_the_page_agrees_with_numpy(show, curve, costs):
    panels.agrees_with_numpy(Panel(show(figure(curve=curve, costs=costs))))


@pytest.mark.parametrize("quantity", ["precision", "true_negatives"])
def test_a_page_that_disagrees_says_so(show, quantity):
    panels.says_that_it_disagrees(Panel(show(panels.disturbed(figure(), quantity))))


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(figure()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("threshold").focus()
    panel.press("Home", "ArrowRight", "ArrowRight")
    assert panel.control("threshold").input_value() == "0.02"
    assert panel.control("threshold").get_attribute("aria-valuetext") == "0.02"
    panel.control("scenario").focus()
    before = panel.picture()
    panel.press("ArrowDown")
    assert panel.picture() != before


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    panels.a_link_brings_it_back(show, figure, "called-back", {"scenario": 1, "threshold": 0.37})
    panels.a_broken_link_does_no_harm(show, figure, "called-back", ("scenario", "threshold"))


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    panel = Panel(show(figure(), **options))
    panels.looks_right(panel, theme)
    for threshold in (0, 0.1, 0.5, 0.95, 1):
        texts = canvases.drawn_texts(panel, lambda at=threshold: panel.set("threshold", at))
        canvases.stay_inside(texts)
        canvases.keep_apart(texts)


def test_targets_are_large_on_a_phone(show):
    panels.targets_are_large(Panel(show(figure(), **PHONE)))


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(figure()))
    panels.follows_the_theme(panel)
    panels.prints(panel)
    assert panel.root.locator("table").is_visible()


def test_the_pictures_are_described(show):
    panel = Panel(show(figure()))
    first, second = panel.root.locator("canvas").all()
    assert first.get_attribute("aria-label") == (
        "50 examples on the axis of their probability, malignant above and benign below, cut by the "
        "threshold 0.50."
    )
    assert second.get_attribute("aria-label").startswith("Curve of precision over recall; now recall 0.")
    assert [c.get_attribute("role") for c in (first, second)] == ["img", "img"]
