"""The chain figure in a page without a kernel."""

import re

import canvases
import numpy as np
import panels
import pytest
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import Chain, ChainFigure, Task

pytestmark = pytest.mark.browser

LETTERS = ("h", "e", "l", "o")
JAMO = (*"ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏ", " ")


def drawn(name, reads, labels=LETTERS, units=5, seed=0, targets=True, gradients=True, **changes):
    """Random weights over a word in one-hot letters; what comes next is the target."""
    rng = np.random.default_rng(seed)
    places = [labels.index(letter) for letter in reads]
    count = len(labels)
    options = {
        "inputs": np.eye(count)[places],
        "input_labels": tuple(reads),
        "output_labels": labels,
        "target_labels": [*reads[1:], None] if targets else None,
        "gradients": rng.normal(0, 1, (len(reads), units)) * np.geomspace(1e-4, 1, len(reads))[:, None]
        if gradients
        else None,
    }
    return Chain(
        name,
        rng.normal(0, 1, (count, units)),
        rng.normal(0, 0.6, (units, units)),
        rng.normal(0, 0.3, units),
        rng.normal(0, 1.5, (units, count)),
        rng.normal(0, 0.3, count),
        **{**options, **changes},
    )


TASKS = (
    Task("Find the last step of the short one.", "run == 1 and time == 2 and by_hand == 1", "The end."),
    Task("Fold it at the third step.", "unfolded == 0 and time == 2", "One cell."),
)


def figure(**changes):
    """A word and a shorter one without targets and gradients."""
    runs = (
        drawn("hello", "hello"),
        drawn("hel", "hel", seed=4, targets=False, gradients=False, h0=np.full(5, 0.5)),
    )
    return ChainFigure(*runs, **{"task": TASKS, "title": "In time", **changes})


def long(**changes):
    """24 steps of 16 units and 16 letters."""
    reads = [JAMO[k] for k in np.random.default_rng(2).integers(0, 16, 24)]
    return ChainFigure(
        drawn("long", reads, JAMO, 16), **{"title": "Long", "key": "long", "time": 11, **changes}
    )


def words(**changes):
    """The largest kind of labels."""
    labels = ("wonderful", "hopeless", "아주훌륭한영화입니다", "나쁘다", "neither")
    run = drawn("labels", [labels[k] for k in (0, 1, 2, 3, 4, 4, 0)], labels, 1)
    return ChainFigure(run, **{"title": "Words", "key": "words", **changes})


def drawing(panel, place):
    """The texts of one of the two drawings: 0 the chain, 1 the map."""
    texts = panel.root.locator("svg").nth(place).locator("text")
    return texts.evaluate_all("(all) => all.map((e) => e.textContent)")


def numbered(panel, letter):
    """The steps whose `letter` is drawn in the chain."""
    found = (re.fullmatch(rf"{letter}([₀-₉]+)", text) for text in drawing(panel, 0))
    digits = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
    return sorted(int(match[1].translate(digits)) for match in found if match)


def test_every_control_moves_the_picture_over_its_whole_range(show):
    panel = Panel(show(figure()))
    assert sorted(panels.every_control_moves_the_picture(panel)) == ["run", "time", "unfolded"]


def test_the_page_agrees_with_numpy(show):
    rng = np.random.default_rng(5)
    real = drawn("real", "hello", inputs=rng.normal(0, 3, (5, 2)))
    real = Chain(**{**vars(real), "weight_x": rng.normal(0, 1, (2, 5))})
    strong = drawn("strong", "helloo", units=16, seed=3)
    strong = Chain(**{**vars(strong), "weight_out": 1e4 * np.asarray(strong.weight_out)})
    page = show(figure(), long(), words(), ChainFigure(real, strong, key="more"))
    for index in range(4):
        panels.agrees_with_numpy(Panel(page, index))


def test_a_page_that_disagrees_says_so(show):
    names = ("output", "probability", "right", "rights", "state_size", "gradient")
    # in the first of the reference states, the beginning, every quantity has a number
    page = show(*(panels.disturbed(figure(key=f"k{i}"), name, row=0) for i, name in enumerate(names)))
    for index in range(len(names)):
        panels.says_that_it_disagrees(Panel(page, index))


def test_the_words_say_what_python_says(show):
    widget = figure()
    panel = Panel(show(widget))
    for run, times in ((0, (0, 3, 4)), (1, (0, 2))):
        panel.set("run", run)
        widget.run = run
        for time in times:
            panel.set("time", time)
            widget.time = time
            now, walk = widget.quantities(widget.state), widget._runs[run]
            answer = int(now["output"])
            told = (
                f"step {time + 1} of {walk.steps}: reads {walk.reads[time]}, answers {walk.outputs[answer]} "
            )
            told += f"{walk.probabilities[time, answer]:.2f}"
            target = walk.targets[time]
            if target >= 0:
                told += ", which is right" if now["right"] else f", but {walk.outputs[target]} is wanted"
            if run == 0:
                told += f"; {now['rights']:.0f} of 4 right"
            assert panel.status.inner_text() == told
            assert panel.control("time").get_attribute("aria-valuetext") == f"{time + 1} of {walk.steps}"


def numbers(texts):
    return [float(text.replace("−", "-")) for text in texts]


def test_the_sums_are_written_out(show):
    widget = figure()
    panel = Panel(show(widget))
    for run, time in ((0, 0), (0, 3), (1, 0), (1, 2)):
        panel.set("run", run)
        panel.set("time", time)
        walk = widget._runs[run]
        cell = walk.parameters[0]
        before = walk.states[time - 1] if time else walk.h0
        parts = [walk.inputs[time] @ cell[:4], before @ cell[4:9], cell[9]]
        wanted = np.column_stack([*parts, sum(parts), np.tanh(sum(parts))])
        rows = panel.root.locator("tbody tr")
        assert rows.count() == 5
        for row, line in zip(rows.all(), wanted, strict=True):
            assert numbers(row.locator("td").all_inner_texts()) == pytest.approx(line, abs=0.00501)
        here, last = "₁₂₃₄₅"[time], "₀₁₂₃₄"[time]
        caption = panel.root.locator("caption").inner_text()
        assert caption == f"h{here} = tanh(x{here} Wₓ + h{last} Wₕ + b)"


def test_the_map_shows_states_probabilities_and_gradients(show):
    widget = figure()
    panel = Panel(show(widget))
    panel.set("time", 3)
    walk = widget._runs[0]
    told = [text for text in drawing(panel, 1) if re.fullmatch(r"−?\d\.\d\d", text)]
    assert numbers(told[:9]) == pytest.approx([*walk.states[3], *walk.probabilities[3]], abs=0.00501)
    assert f"{walk.gradients[3]:.2g}" in drawing(panel, 1)
    # bars of the gradients, in proportion; the outlines are of the present column
    boxes = panel.root.locator("svg").nth(1).locator("rect")
    rects = boxes.evaluate_all("(all) => all.map((e) => [e.getAttribute('fill'), +e.getAttribute('height')])")
    bars = [height for fill, height in rects if fill != "none"]
    assert bars == pytest.approx(42 * walk.gradients / walk.gradients.max(), abs=0.006)
    assert len(rects) - len(bars) == 2
    # every number below 0 carries a dash
    dashes = (
        panel.root.locator("svg")
        .nth(1)
        .locator("path")
        .evaluate_all("(all) => all.map((e) => e.getAttribute('d'))")
    )
    dashes = [d.count("M") for d in dashes if re.fullmatch(r"(M[\d.]+ [\d.]+h[\d.]+){2,}", d)]
    assert dashes == [np.sum(walk.states < 0)]
    panel.set("run", 1)  # without gradients and targets
    assert not any("gradient" in text for text in drawing(panel, 1))
    assert "target" not in panel.root.locator(".ntn-legend").nth(1).inner_text()


def test_what_is_below_0_is_told_without_colour(show):
    widget = figure()
    panel = Panel(show(widget))
    # in the cells of the chain the state stands as bars up and down from a line
    state = widget._runs[0].states[0]
    paths = (
        panel.root.locator("svg")
        .first.locator("path")
        .evaluate_all("(all) => all.map((e) => [e.getAttribute('d'), e.getAttribute('fill')])")
    )
    up, down = [d for d, fill in paths if fill and fill.startswith("#")][:2]
    rise = [float(v) for v in re.findall(r"v(-?[\d.]+)h", up)]
    fall = [float(v) for v in re.findall(r"v(-?[\d.]+)h", down)]
    assert rise == pytest.approx(-14 * state[state > 0], abs=0.06)
    assert fall == pytest.approx(-14 * state[state < 0], abs=0.06)


def test_the_chain_folds_and_unrolls(show):
    panel = Panel(show(figure()))
    panel.set("time", 2)
    assert numbered(panel, "x") == [1, 2, 3, 4, 5]
    assert drawing(panel, 0).count("Wₕ") == drawing(panel, 0).count("Wₓ") == 5
    assert "Every copy has the same weights." in panel.says()
    height = panel.root.locator("svg").first.bounding_box()["height"]
    named = panel.root.locator("label:has(input[name=unfolded])")
    assert named.inner_text().strip() == "unrolled in time"  # on or off, no number
    panel.set("unfolded", 0)
    assert named.inner_text().strip() == "unrolled in time"
    assert numbered(panel, "x") == [3]
    assert "back one step later" in drawing(panel, 0)
    assert drawing(panel, 0).count("Wₕ") == 1
    label = panel.root.locator("svg").first.get_attribute("aria-label")
    assert label.startswith("One cell with a loop, 5 steps; step 3 reads l, answers ")
    assert panel.root.locator("svg").first.bounding_box()["height"] == height


@pytest.mark.parametrize(("options", "least"), [({}, 8), (PHONE, 4)], ids=["1280", "390"])
def test_a_long_chain_shows_what_has_room_about_the_present_step(show, options, least):
    panel = Panel(show(long(), **options))
    for time in (0, 1, 11, 22, 23):
        panel.set("time", time)
        shown = numbered(panel, "x")
        assert least <= len(shown) < 24
        assert shown == list(range(shown[0], shown[-1] + 1))
        assert shown[0] == 1 or shown[-1] == 24 or abs(np.mean(shown) - time - 1) <= 1
        assert time + 1 in shown
        assert drawing(panel, 0).count("⋯") == (shown[0] > 1) + (shown[-1] < 24)
        assert f"Drawn: steps {shown[0]} to {shown[-1]} of 24." in panel.says()
    short = Panel(show(figure(), **options))
    assert numbered(short, "x")[0] == 1
    assert len(numbered(short, "x")) == (5 if not options else 4)


def test_a_click_chooses_a_step_in_both_drawings(show):
    panel = Panel(show(figure()))
    texts = panels.drawn_texts(panel)
    for name, step in (("x₄", 3), ("h₂", 1)):
        spot = next(text for text in texts if text["text"] == name)
        panel.root.locator("svg").first.click(
            position={"x": (spot["left"] + spot["right"]) / 2, "y": (spot["top"] + spot["bottom"]) / 2}
        )
        panel.settle()
        assert panel.control("time").input_value() == str(step)
    spot = [text for text in texts if text["text"] == "5"][-1]
    panel.root.locator("svg").nth(1).click(
        position={"x": (spot["left"] + spot["right"]) / 2, "y": spot["top"] - 40}
    )
    panel.settle()
    assert panel.control("time").input_value() == "4"
    # far from every step nothing happens
    panel.root.locator("svg").nth(1).click(position={"x": spot["right"] + 100, "y": spot["top"] - 40})
    panel.settle()
    assert panel.control("time").input_value() == "4"


def test_a_shorter_run_keeps_the_step_where_it_has_it(show):
    panel = Panel(show(figure()))
    panel.set("time", 4)
    panel.set("run", 1)
    assert panel.control("time").input_value() == panel.control("time").get_attribute("max") == "2"
    panel.set("run", 0)
    assert panel.control("time").input_value() == "2"
    assert panel.control("time").get_attribute("max") == "4"


def test_play_reaches_the_last_step_and_reduced_motion_does_it_in_steps(show):
    calm = panels.it_plays(show, figure, "time", 4)
    motion = calm.root.locator("svg path").first.evaluate("(e) => getComputedStyle(e).transitionDuration")
    assert motion == "0s"


def test_the_tasks_are_recognised_when_the_reader_solves_them(show):
    panel = Panel(show(figure()))
    assert "✓" not in panel.root.locator(".ntn-task").first.inner_text()
    panel.set("run", 1)
    assert not panels.is_solved(panel, 0, "The end.")
    panel.set("time", 2)
    assert panels.is_solved(panel, 0, "The end.")
    assert not panels.is_solved(panel, 1, "One cell.")
    panel.set("unfolded", 0)
    assert panels.is_solved(panel, 1, "One cell.")
    panel.root.get_by_role("button", name="Reset").click()
    assert panels.is_solved(panel, 0, "The end.")  # it stays
    assert panel.control("unfolded").is_checked()


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(figure()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("time").focus()
    panel.press("End", "ArrowLeft")
    assert panel.control("time").input_value() == "3"
    before = panel.picture()
    panel.control("unfolded").focus()
    panel.press("Space")
    assert not panel.control("unfolded").is_checked()
    assert panel.picture() != before
    panel.control("run").focus()
    panel.press("ArrowDown")
    assert panel.status.inner_text().startswith("step 3 of 3: reads l")


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    panels.a_link_brings_it_back(show, figure, "in-time", {"time": 3, "unfolded": 0})
    panels.a_link_brings_it_back(show, figure, "in-time", {"run": 1, "time": 2})
    panels.a_broken_link_does_no_harm(show, figure, "in-time", ("run", "unfolded", "time"))
    beyond = Panel(show(figure(), fragment="#in-time?run=1&time=4&unfolded=1"))
    assert beyond.status.inner_text().startswith("step 3 of 3: ")
    assert beyond.control("time").input_value() == "2"


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    page = show(figure(), long(), words(), **options)
    for index in range(3):
        panel = Panel(page, index)
        panels.looks_right(panel, theme)
        last = int(panel.control("time").get_attribute("max"))
        for unfolded, time in ((1, 0), (1, last), (1, last // 2), (0, last // 2)):
            panel.set("unfolded", unfolded)
            panel.set("time", time)
            count, texts = len(drawing(panel, 0)), panels.drawn_texts(panel)
            canvases.stay_inside(texts)
            panels.do_not_touch(texts[:count])
            panels.do_not_touch(texts[count:])
            assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_targets_are_large_on_a_phone(show):
    panels.targets_are_large(Panel(show(figure(), **PHONE)))


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(figure()))
    panels.follows_the_theme(panel)
    panels.prints(panel)


def test_with_forced_colours_nothing_is_painted_in_another(show):
    panel = Panel(show(figure()))

    def fills():
        panel.settle()
        panel.settle()
        shapes = panel.root.locator("svg :is(path, rect)")
        return set(shapes.evaluate_all("(all) => all.map((e) => e.getAttribute('fill'))"))

    assert set(palette.CLASS_COLORS) <= fills()
    panel.page.emulate_media(forced_colors="active")
    ink = panel.root.evaluate("(e) => getComputedStyle(e).color")
    assert fills() == {ink, "#fff", "none", "currentColor"}


def test_the_pictures_are_described(show):
    panel = Panel(show(figure()))
    labels = [svg.get_attribute("aria-label") for svg in panel.root.locator("svg[role=img]").all()]
    assert labels[0].startswith("The cell unrolled in time, 5 copies; step 1 reads h, answers ")
    assert labels[0].count("wanted") == 4
    assert labels[1] == (
        f"States and answers at all steps, the present one as bars; {panel.status.inner_text()}."
    )
