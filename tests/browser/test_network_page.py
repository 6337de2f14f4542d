"""The network figure in a page without a kernel: signals, table, plane, a unit's arithmetic, the look."""

import re

import circuits
import numpy as np
import panels
import pytest
from panels import PHONE, Panel

from helpers.widgets import Circuit, Control, NetworkFigure, Unit
from helpers.widgets.base import lowered

pytestmark = pytest.mark.browser

MAKERS = (circuits.one_unit, circuits.adders, circuits.sigmoids, circuits.inhibited)


def unit_of(panel):
    return panel.root.get_by_label("Arithmetic of unit")


def arithmetic(panel):
    panel.settle()
    return panel.root.locator(".ntn-formula").inner_text()


def lines(panel):
    """Every line of the drawing: thickness, dash, colour."""
    panel.settle()
    return panel.root.evaluate(
        """(root) => [...root.querySelectorAll('svg path[stroke-dasharray]')].map((e) => {
            const given = (name) => e.getAttribute(name);
            return { width: +given('stroke-width'), dash: given('stroke-dasharray'), ink: given('stroke') };
        })"""
    )


def place(panel, text, index=0):
    """Where a text of the drawing stands in the window."""
    box = (
        panel.root.locator("svg text", has_text=re.compile(f"^{re.escape(text)}$")).nth(index).bounding_box()
    )
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# ---- what is moved and what is told


@pytest.mark.parametrize("make", MAKERS)
def test_every_control_moves_the_picture_over_its_whole_range(show, make):
    widget = make()
    panel = Panel(show(widget))
    tried = panels.every_control_moves_the_picture(panel)
    if "circuit" in widget.state:
        tried += panels.every_control_moves_the_picture(panel, before=lambda p: p.set("circuit", 1))
    assert set(tried) == set(widget.state)


def test_a_control_that_the_circuit_does_not_use_is_hidden(show):
    panel = Panel(show(circuits.adders()))
    named = panel.root.locator("label:has(input[name=a])")
    assert named.inner_text().split() == ["a", "=", "1"]
    panel.set("a", 0)
    assert named.inner_text().split() == ["a", "=", "0"]
    assert not panel.control("c").is_visible()
    panel.set("circuit", 1)
    assert panel.control("c").is_visible()


@pytest.mark.parametrize("make", MAKERS)
def test_the_words_and_the_table_say_what_python_says_in_random_states(show, make):
    widget, rng = make(), np.random.default_rng(1)
    panel = Panel(show(widget))
    for _ in range(12):
        for name, control in widget._controls.items():
            steps = round((control["high"] - control["low"]) / control["step"])
            value = float(f"{control['low'] + rng.integers(steps + 1) * control['step']:.6g}")
            setattr(widget, name, value)
            if panel.control(name).is_visible():
                panel.set(name, int(value) if control["kind"] != "slider" else value)
        circuit = widget._circuits[int(widget.state.get("circuit", 0))]
        found = widget.everything(widget.state)
        told = panel.status.inner_text()
        for name in circuit.outputs:
            shown = re.search(rf"{lowered(name)} = (−?[\d.]+)", told)[1]
            assert float(shown.replace("−", "-")) == pytest.approx(found[name], abs=5.1e-5)
        if circuit.target:
            cells = sum(map(len, circuit.target.values()))
            wrong = int(found["wrong"])
            said = (
                f"{wrong} of {cells} cells of the table wrong"
                if wrong
                else "every cell of the table is right"
            )
            assert told.endswith(said)
            assert panel.root.locator("tbody td", has_text="✗").count() == wrong
        if widget._table:
            rows = [row.locator("td").all_inner_texts() for row in panel.root.locator("tbody tr").all()]
            names = [c.name for c in circuit.inputs]
            here = [row for row in rows if row[0].startswith("▸")]
            assert len(here) == 1
            assert [int(cell.strip("▸ ")) for cell in here[0][: len(names)]] == [
                found[name] for name in names
            ]
            answers = widget._answers(int(widget.state.get("circuit", 0)), widget.state)
            for r, row in enumerate(rows):
                assert [int(c.strip(" ✗")) for c in row[len(names) :]] == [
                    answers[n][r] for n in circuit.outputs
                ]


def test_a_sum_is_written_out(show):
    panel = Panel(show(circuits.sigmoids()))
    written = {
        "h1": "h₁: 1.0 · 0.9 + 0.5 · 0.3 = 1.05 → σ(1.05) = 0.7408",
        "h2": "h₂: 1.0 · 0.2 + 0.5 · 0.8 = 0.6 → σ(0.6) = 0.6457",
        "o1": "o₁: 0.7408 · 0.3 + 0.6457 · (−0.5) − 0.4 = −0.5006 → σ(−0.5006) = 0.3774",
        "o2": "o₂: 0.7408 · 0.7 + 0.6457 · 0.9 = 1.0996 → tanh(1.0996) = 0.8004",
    }
    for name, line in written.items():
        unit_of(panel).select_option(name)
        assert arithmetic(panel) == line
    panel.set("b", 0)
    unit_of(panel).select_option("o1")
    assert "+ 0 = −0.1006" in arithmetic(panel)


def test_a_comparison_with_the_threshold_is_written_out(show):
    panel = Panel(show(circuits.one_unit()))
    assert arithmetic(panel) == "y: 1 · 1 + 0 · 1 = 1 ≥ 1 → 1"
    panel.set("theta", 1.5)
    assert arithmetic(panel) == "y: 1 · 1 + 0 · 1 = 1 < 1.5 → 0"
    panel.set("w1", -0.5)
    assert arithmetic(panel) == "y: 1 · (−0.5) + 0 · 1 = −0.5 < 1.5 → 0"


def test_an_inhibitor_has_the_last_word(show):
    panel = Panel(show(circuits.inhibited()))
    assert arithmetic(panel) == "not_a: 0 ≥ 0 → 1"
    panel.set("a", 1)
    assert arithmetic(panel) == "not_a: a = 1 silences it → 0"
    assert "silenced" in [text["text"] for text in panels.drawn_texts(panel)]
    assert "ring: silences the unit" in panel.says()


def test_active_lines_are_thick_and_negative_ones_are_dashed(show):
    panel = Panel(show(circuits.one_unit()))
    first, second, out = lines(panel)
    assert first["width"] > 3 > 2 > second["width"]
    assert out["width"] > 3
    assert first["dash"] == second["dash"] == "none"
    panel.set("x2", 1)
    panel.set("w1", -2)
    first, second, out = lines(panel)
    assert first["dash"] != "none"
    assert second["dash"] == "none"
    assert min(first["width"], second["width"]) > 3 > 2 > out["width"]
    assert len({first["ink"], second["ink"], out["ink"]}) == 3
    assert "dashed, with a bar: negative weight" in panel.says()


def test_a_click_on_an_input_flips_it_and_on_a_unit_picks_it(show):
    panel = Panel(show(circuits.adders()))
    mouse = panel.page.mouse
    x, y = place(panel, "b")
    mouse.click(x, y + 35)  # the box stands below its name
    panel.settle()
    assert panel.control("b").is_checked()
    assert panel.status.inner_text().startswith("sum = 0, carry = 1")
    before = panel.picture()
    mouse.click(*place(panel, "NAND"))
    x, y = place(panel, "NAND")
    mouse.click(x, y + 40)
    panel.settle()
    assert unit_of(panel).input_value() == "nand"
    assert arithmetic(panel).startswith("NAND: ")
    assert panel.picture() != before  # the ring has moved


def test_a_click_on_a_row_or_a_corner_sets_the_inputs(show):
    panel = Panel(show(circuits.one_unit()))
    panel.root.locator("tbody tr").nth(1).click()
    panel.settle()
    assert (panel.control("x1").is_checked(), panel.control("x2").is_checked()) == (False, True)
    canvas = panel.root.locator("canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] - 40, "y": 40})  # the upper right
    panel.settle()
    assert (panel.control("x1").is_checked(), panel.control("x2").is_checked()) == (True, True)
    assert panel.root.locator("tr[aria-current=true]").count() == 1


def pixel(panel, x, y):
    """The colour of the plane at (x, y) in its own units."""
    return panel.root.locator("canvas").evaluate(
        """(canvas, [x, y]) => {
        const scale = canvas.width / canvas.clientWidth, w = canvas.clientWidth - 60;
        const px = 50 + ((x + 0.5) / 2) * w, py = 10 + ((1.5 - y) / 2) * w;
        return [...canvas.getContext('2d').getImageData(px * scale, py * scale, 1, 1).data];
    }""",
        [x, y],
    )


def test_the_plane_divides_where_the_sum_meets_the_threshold(show):
    panel = Panel(show(circuits.one_unit()))
    for name, value in (("w1", 2), ("w2", 1), ("theta", 1.5)):
        panel.set(name, value)
    fires, silent = pixel(panel, 1.3, 1.3), pixel(panel, -0.3, -0.3)
    assert fires[0] > fires[2]  # the colour of class 1 is warm, class 0's is cold
    assert silent[2] > silent[0]
    for x, y in np.random.default_rng(0).uniform(-0.4, 1.4, (40, 2)):
        away = (2 * x + y - 1.5) / np.hypot(2, 1)
        near_corner = min(np.hypot(x - i, y - j) for i in (0, 1) for j in (0, 1)) < 0.25
        if abs(away) > 0.04 and not near_corner:
            assert pixel(panel, x, y) == (fires if away > 0 else silent), (x, y)


def test_the_marks_under_the_plane_have_the_colours_of_the_points(show):
    panel = Panel(show(circuits.one_unit()))
    for theme in ("light", "dark"):
        panel.theme(theme)
        marks = panel.root.locator(".ntn-plane .ntn-legend [style]")
        assert [mark.inner_text() for mark in marks.all()] == ["●", "■"]
        colors = marks.evaluate_all("(all) => all.map((e) => getComputedStyle(e).color)")
        for color, corner in zip(colors, ((0, 0), (1, 1)), strict=True):
            drawn = pixel(panel, *corner)
            assert color == f"rgb({drawn[0]}, {drawn[1]}, {drawn[2]})", theme


def test_the_plane_of_several_units_divides_by_all_of_them(show):
    units = (
        Unit("or", ("a", "b"), (1, 1), threshold=0.5),
        Unit("nand", ("a", "b"), (-1, -1), threshold=-1.5),
        Unit("y", ("or", "nand"), (1, 1), threshold=2),
    )
    circuit = Circuit("XOR", circuits.HALF.inputs, units, ("y",), target={"y": (0, 1, 1, 0)})
    panel = Panel(show(NetworkFigure(circuit, plane=True, title="XOR", key="xor")))
    band, sides = pixel(panel, 0.5, 0.9), (pixel(panel, 0.2, 0.2), pixel(panel, 0.9, 0.75))
    assert sides[0] == sides[1] != band
    assert "✗" not in panel.says()


def test_the_task_is_recognised_when_the_reader_solves_it(show):
    panel = Panel(show(circuits.one_unit()))
    panel.set("theta", 1.5)
    assert panels.is_solved(panel, 0, "both are needed now.")
    panel = Panel(show(circuits.adders()))
    panel.set("circuit", 1)
    panel.set("b", 1)
    assert panels.is_solved(panel, 0, "binary 11.")


# ---- parity, keyboard, link


def test_the_page_agrees_with_numpy_and_says_so_if_not(show):
    makers = (*MAKERS, lambda **_: every_activation())
    page = show(*(make() for make in makers), panels.disturbed(circuits.sigmoids(), "o2"))
    for index in range(len(makers)):
        panels.agrees_with_numpy(Panel(page, index))
    panels.says_that_it_disagrees(Panel(page, len(makers)))


def every_activation():
    names = ("identity", "step", "sigmoid", "tanh", "relu", "leaky_relu", "swish", "softplus")
    units = [Unit(f"u_{name}", ("x",), (0.7,), bias="b", activation=name) for name in names]
    last = Unit("all", [unit.name for unit in units], np.linspace(-1, 1, 8).tolist(), activation="tanh")
    circuit = Circuit("all", (Control("x", 0.3, -3, 3, 0.1),), (*units, last), ("all",))
    return NetworkFigure(circuit, controls=(Control("b", 0.1, -1, 1, 0.1),), title="All", key="all")


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(circuits.one_unit()))
    panels.keys_stay_from_jupyterlab(panel)
    panel.control("x2").focus()
    panel.press("Space")
    assert panel.control("x2").is_checked()
    panel.control("theta").focus()
    panel.press("End", "ArrowLeft")
    assert arithmetic(panel) == "y: 1 · 1 + 1 · 1 = 2 < 2.5 → 0"
    panel = Panel(show(circuits.adders()))
    unit_of(panel).focus()
    panel.press("ArrowUp")
    assert unit_of(panel).input_value() == "carry"


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    changes = {"w1": -0.5, "theta": 2.5, "x2": 1}
    panels.a_link_brings_it_back(show, circuits.one_unit, "one", changes)
    panels.a_link_brings_it_back(show, circuits.adders, "adders", {"circuit": 1, "c": 0})
    panels.a_broken_link_does_no_harm(show, circuits.one_unit, "one", ("w1", "w2", "theta", "x1", "x2"))
    panels.a_broken_link_does_no_harm(show, circuits.adders, "adders", ("circuit", "a", "b", "c"))


# ---- the look


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", [*MAKERS, circuits.two_bits])
def test_it_looks_right(show, make, options, theme):
    widget = make()
    panel = Panel(show(widget, **options))
    for circuit in range(len(widget._circuits)):
        if circuit:
            panel.set("circuit", circuit)
        panels.looks_right(panel, theme)
        panels.do_not_touch(panels.drawn_texts(panel))
        texts_keep_off_other_nodes(panel)


def texts_keep_off_other_nodes(panel):
    """No text crosses the rim of a circle or a box: it is inside, or it is outside."""
    crossed = panel.root.evaluate("""(root) => {
        const box = (e) => e.getBoundingClientRect(), found = [];
        for (const node of root.querySelectorAll('svg circle[cursor], svg rect')) {
            const a = box(node), r = a.width / 2, cx = a.left + r, cy = a.top + r;
            for (const text of root.querySelectorAll('svg text')) {
                const b = box(text);
                const x = Math.max(b.left, Math.min(cx, b.right));
                const y = Math.max(b.top, Math.min(cy, b.bottom));
                const nearest = Math.hypot(x - cx, y - cy);
                const middle = Math.hypot((b.left + b.right) / 2 - cx, (b.top + b.bottom) / 2 - cy);
                if (nearest < r - 2 && middle > 0.6 * r) found.push(text.textContent);
            }
        }
        return found;
    }""")
    assert crossed == []


def test_a_narrow_drawing_runs_from_top_to_bottom(show):
    wide, narrow = Panel(show(circuits.adders())), None
    wide.set("circuit", 1)
    a, total = place(wide, "a"), place(wide, "sum ✓")
    assert total[0] - a[0] > 400
    narrow = Panel(show(circuits.adders(), **PHONE))
    narrow.set("circuit", 1)
    a, total = place(narrow, "a"), place(narrow, "sum ✓")
    assert total[1] - a[1] > 400


@pytest.mark.parametrize("make", MAKERS)
def test_targets_are_large_on_a_phone(show, make):
    panels.targets_are_large(Panel(show(make(), **PHONE)))


def test_a_finger_flips_an_input(show):
    panel = Panel(show(circuits.adders(), **PHONE))
    panel.root.locator("svg").scroll_into_view_if_needed()
    x, y = place(panel, "b")
    panel.page.touchscreen.tap(x, y + 35)
    panel.settle()
    assert panel.control("b").is_checked()


def test_it_follows_the_theme_and_prints(show):
    for make in (circuits.one_unit, circuits.sigmoids):
        panel = Panel(show(make()))
        panels.follows_the_theme(panel)
        panels.prints(panel)


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_signals_travel_only_where_motion_is_welcome(show, motion, moves):
    panel = Panel(show(circuits.adders(), reduced_motion=motion))
    duration = panel.root.locator("svg path").first.evaluate("(e) => getComputedStyle(e).transitionDuration")
    assert (duration != "0s") == moves


def test_the_drawing_is_described(show):
    panel = Panel(show(circuits.adders()))
    svg = panel.root.locator("svg")
    assert svg.get_attribute("role") == "img"
    assert svg.get_attribute("aria-label") == (
        "Drawing of half adder: a = 1, b = 0; OR = 1, NAND = 1, AND = 0, AND = 1."
    )
    panel = Panel(show(circuits.one_unit()))
    assert panel.root.locator("canvas").get_attribute("aria-label") == (
        "The plane of the two inputs with its corners: 0 0 → 0, 0 1 → 1, 1 0 → 1, 1 1 → 1."
    )


def test_two_views_of_one_figure_move_together(show):
    widget = circuits.one_unit()
    page = show(widget, widget)
    first, second = Panel(page), Panel(page, 1)
    first.set("w2", -1.5)
    assert second.control("w2").input_value() == "-1.5"
    assert first.picture() == second.picture()
