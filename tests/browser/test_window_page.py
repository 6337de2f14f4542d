"""The window figure in a page without a kernel."""

import re

import canvases
import numpy as np
import panels
import pytest
from canvases import Plane
from panels import PHONE, Panel

from helpers import palette
from helpers.widgets import Control, Task, WindowFigure

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(3)
BAR = np.zeros((8, 8))
BAR[1:7, 3:5] = 1
BAR[4:, 2] = 0.5
WAVE = (0.5 + 0.5 * np.sin(np.arange(10) / 2)) * np.linspace(0.2, 1, 7)[:, None]
PHOTO = RNG.uniform(0, 1, (20, 20))
EDGE = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
SHARPEN = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
PAD = (4, 4, 4, 34)


def figure(**changes):
    options = {
        "images": {"bar": BAR, "wave": WAVE, "photo": PHOTO},
        "kernels": {"edge": EDGE, "blur": np.full((3, 3), 1 / 9), "sharpen": SHARPEN},
        "stride": Control("stride", 1, 1, 2, 1),
        "pool": True,
        "task": (
            Task("Find the strongest edge.", "value == 4 and kernel == 0 and by_hand == 1", "Here it is."),
            Task("Keep the size.", "height == 8 and width == 8", "One row of zeros all around."),
        ),
        "title": "The window",
        **changes,
    }  # fmt: skip
    return WindowFigure(options.pop("images"), options.pop("kernels"), **options)


def small(**changes):
    """A signed image, a fixed kernel that is not square, nothing to choose."""
    image = [[-1, 0, 1, 0.5], [0, 1, -0.5, 0], [1, 0, 0, -1]]
    options = {
        "stride": 1,
        "padding": 0,
        "flip": False,
        "editable": False,
        "limits": (-1, 1),
        "title": "Small",
    }
    return WindowFigure({"signs": image}, {"pair": [[-1, 1]]}, **{**options, **changes})


def large(**changes):
    """The largest that there is."""
    kernels = {"one": RNG.normal(size=(5, 5)), "two": np.eye(5)}
    options = {"title": "Large", **changes}
    return WindowFigure({"noise": RNG.uniform(0, 1, (32, 32))}, kernels, **options)


def sheets(panel):
    """Image, feature map or output, pooled output: the canvases that are seen, without the kernel's."""
    panel.settle()
    return [
        canvas
        for canvas in panel.root.locator(".ntn-window > div:not(:has(.ntn-cells)) > canvas").all()
        if canvas.is_visible()
    ]


def grid(canvas, rows, columns):
    """The canvas in cells, row 0 above."""
    return Plane(canvas, ((0, columns), (rows, 0)), PAD)


def formulas(panel):
    panel.settle()
    return [
        line for text in panel.root.locator(".ntn-formula").all_inner_texts() for line in text.split("\n")
    ]


def place(panel):
    """Row and column of the output, as the sliders have them."""
    panel.settle()  # once more: a pointer's way arrives with the next frame
    return tuple(int(panel.control(name).input_value()) for name in ("row", "column"))


def status(widget):
    now = widget.everything(widget.state)
    told = {name: f"{now[name]:.4f}".rstrip("0").rstrip(".").replace("-", "−") for name in now}
    return (
        f"output at row {now['row']:.0f}, column {now['column']:.0f}: {told['value']}; "
        f"all from {told['smallest']} to {told['largest']}"
    )


# ---- what is moved and what is told


def test_every_control_moves_the_picture_over_its_whole_range(show):
    widget = figure(kernels={"edge": [[-1, 1], [-2, 2]], "mean": [[0.25, 0.25], [0.25, 0.25]]}, task=())
    panel = Panel(show(widget))
    assert set(panels.every_control_moves_the_picture(panel)) == set(widget.state)
    assert panels.every_control_moves_the_picture(Panel(show(small()))) == ["row", "column"]
    turned = lambda p: (p.set("flipped", 1), p.set("pool", 2))  # noqa: E731
    fixed = figure(editable=False)
    moved = panels.every_control_moves_the_picture(Panel(show(fixed)), before=turned)
    assert set(moved) == set(fixed.state)


def test_the_page_says_what_python_says_in_random_states(show):
    widget, rng = figure(), np.random.default_rng(1)
    panel = Panel(show(widget))
    for _ in range(8):
        for name in ("image", "flipped", "pool", "kernel", "stride", "padding"):
            control = widget._controls[name]
            value = int(rng.integers(control["low"], control["high"] + 1))
            if value != getattr(widget, name):
                setattr(widget, name, value)
                panel.set(name, value)
        if rng.random() < 0.5:
            name, value = f"k{rng.integers(3)}{rng.integers(3)}", round(rng.uniform(-3, 3), 2)
            setattr(widget, name, value)
            panel.set(name, value)
        now = widget.everything(widget.state)
        for name, count in (("row", now["height"]), ("column", now["width"])):
            value = int(rng.integers(count))
            setattr(widget, name, value)
            panel.set(name, value)
        assert panel.status.inner_text() == status(widget)
        assert formulas(panel) == widget.arithmetic() + widget.sizes()
        assert panel.control("kernel").input_value() == f"{widget.kernel:.0f}"
        written = [float(panel.control(name).input_value()) for name in widget._cells]
        assert written == pytest.approx([getattr(widget, name) for name in widget._cells], abs=5.1e-5)


def test_a_fixed_figure_says_what_python_says(show):
    for widget in (small(), small(padding=Control("padding", 1, 0, 1, 1)), large()):
        panel = Panel(show(widget))
        assert panel.status.inner_text() == status(widget)
        assert formulas(panel) == widget.arithmetic() + widget.sizes()
        assert panel.root.locator("input[type=number]").count() == (25 if "k44" in widget.state else 0)


def test_the_kernel_is_typed_and_becomes_the_readers_own(show):
    panel = Panel(show(figure()))
    cell = panel.control("k02")
    cell.click()
    panel.press("Control+a")
    panel.page.keyboard.type("-2.5")
    panel.settle()
    assert cell.input_value() == "-2.5"
    assert panel.control("kernel").locator("option:checked").inner_text() == "your own"
    assert "kernel: your own, 3×3" in panel.says()
    panel.press("Tab")
    assert panel.control("k10").evaluate("(e) => e === document.activeElement")
    panel.press("ArrowUp")
    assert panel.control("k10").input_value() == "-1"
    # what is no number, or too large, is not taken, and leaves no trace
    before = formulas(panel)
    for typed in ("", "-", "99"):
        cell.click()
        panel.press("Control+a", "Delete")
        panel.page.keyboard.insert_text(typed)
        panel.settle()
        assert formulas(panel) == before
        panel.press("Tab")
        assert cell.input_value() == "-2.5"
    panel.set("kernel", 1)
    assert cell.input_value() == "0.1111"
    panel.set("k11", 1)
    panel.set("k11", 1 / 9)
    assert panel.control("kernel").input_value() == "1"
    panel.set("kernel", 3)
    assert {cell.input_value() for cell in panel.root.locator("input[type=number]").all()} == {"0"}


def test_the_sliders_end_where_the_output_ends(show):
    panel = Panel(show(figure()))
    ends = lambda: [panel.control(name).get_attribute("max") for name in ("row", "column")]  # noqa: E731
    assert ends() == ["5", "5"]
    panel.set("row", 5)
    panel.set("column", 4)
    panel.set("stride", 2)
    assert ends() == ["2", "2"]
    assert place(panel) == (2, 2)
    panel.set("image", 1)
    assert ends() == ["2", "3"]
    panel.set("pool", 1)
    assert ends() == ["0", "1"]
    assert place(panel) == (0, 1)
    panel.set("pool", 0)  # what was cut off does not come back
    panel.set("stride", 1)
    assert place(panel) == (0, 1)


# ---- the pictures


def test_negative_is_blue_positive_is_vermilion_and_zero_is_the_paper(show):
    widget = figure()
    panel = Panel(show(widget))
    out = widget.output
    plane = grid(sheets(panel)[1], *out.shape)
    cells = list(np.ndindex(*out.shape))[1:]  # the first is framed
    for (i, j), color in zip(cells, plane.colors([(j + 0.12, i + 0.15) for i, j in cells]), strict=True):
        red, _, blue, _ = color
        if out[i, j]:
            assert (red > blue) == (out[i, j] > 0), (i, j)
            assert abs(red - blue) > 20, (i, j)
        else:
            assert red == blue == 255, (i, j)
    image = grid(sheets(panel)[0], 8, 8)
    assert image.color(3.2, 1.2)[:3] == (255, 255, 255)
    assert image.color(7.5, 0.2)[:3] == (0, 0, 0)
    assert image.color(2.1, 7.85)[:3] == (128, 128, 128)
    texts = canvases.drawn_texts(panel, lambda: panel.set("row", 1), index=2)
    numbers = [text["text"] for text in texts]
    shown = [f"{v:.1f}".rstrip("0").rstrip(".").replace("-", "−") for v in out.ravel()]
    assert [n for n in numbers if n in shown][: out.size] == shown


def test_where_no_number_fits_a_dash_says_below_0(show):
    panel = Panel(show(figure(), device_scale_factor=2))
    panel.set("image", 2)
    values = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    out = np.array([[(PHOTO[i : i + 3, j : j + 3] * values).sum() for j in range(18)] for i in range(18)])
    texts = canvases.drawn_texts(panel, lambda: panel.set("column", 3), index=2)
    assert len(texts) == 3  # the ends and the middle of the scale
    plane = grid(sheets(panel)[1], 18, 18)
    cells = [(i, j) for i, j in np.ndindex(18, 18) if i > 2 and 0.1 < abs(out[i, j]) < 0.7 * abs(out).max()]
    middles = plane.colors([(j + 0.5, i + 0.5) for i, j in cells])
    corners = plane.colors([(j + 0.5, i + 0.15) for i, j in cells])
    dashed = [sum(m[:3]) < sum(c[:3]) - 60 for m, c in zip(middles, corners, strict=True)]
    assert dashed == [out[i, j] < 0 for i, j in cells]
    assert 50 < sum(dashed) < len(cells) - 50


def framed(canvas, count, top, left, size):
    """The four sides are orange, a pixel outside of the cells; what is within is not."""
    plane, pixel = grid(canvas, count, count), count / (canvas.bounding_box()["width"] - 8)
    low, high, near = -pixel, size + pixel, 0.3
    sides = [
        (left + low, top + near),
        (left + high, top + near),
        (left + near, top + low),
        (left + near, top + high),
    ]
    inside = (left + 0.17 * size, top + 0.17 * size)
    *around, within = [canvases.near(color, palette.ORANGE) for color in plane.colors([*sides, inside])]
    return all(around) and not within


def test_the_window_and_the_cell_are_framed(show):
    panel = Panel(show(figure(), device_scale_factor=2))
    for stride, padding, pool in ((1, 0, 0), (2, 1, 0), (1, 1, 1), (2, 2, 2)):
        for name, value in {
            "stride": stride,
            "padding": padding,
            "pool": pool,
            "row": 1,
            "column": 1,
        }.items():
            panel.set(name, value)
        image, *found, out = sheets(panel)
        padded, n = 8 + 2 * padding, 2 if pool else 1
        side = (padded - 3) // stride + 1
        assert framed(image, padded, stride * n, stride * n, 3 + stride * (n - 1)), (stride, padding, pool)
        assert framed(out, side // n, 1, 1, 1), (stride, padding, pool)
        assert not framed(out, side // n, 0, 1, 1)
        assert len(found) == (pool > 0)
        for canvas in found:
            assert framed(canvas, side, 2, 2, 2)


def test_an_image_of_ink_is_black_on_white_and_a_photograph_is_not(show):
    checks = np.indices((8, 8)).sum(axis=0) % 2
    panel = Panel(show(figure(images={"photo": checks, "digit": checks}, ink=["digit"], stride=1, task=())))
    for image, colors in ((0, ("#000000", "#ffffff")), (1, ("#ffffff", "#000000"))):
        panel.set("image", image)
        plane = grid(sheets(panel)[0], 8, 8)
        for i, j in ((6, 6), (5, 6)):
            shown, other = colors[checks[i, j]], colors[1 - checks[i, j]]
            assert plane.shows(j + 0.15, i + 0.15, shown), (image, i, j)
            assert not plane.shows(j + 0.15, i + 0.15, other)
            # the number can be read
            cell = [(j + u, i + 0.5) for u in np.linspace(0.35, 0.65, 20)]
            assert any(canvases.near(color, other) for color in plane.colors(cell)), (image, i, j)
        # and the scale under it goes the same way
        low, high = plane.place(0, 8), plane.place(8, 8)
        wide = min(high[0] - low[0], 220)
        start = low[0] + (high[0] - low[0] - wide) / 2
        read = """(c, [x, y]) => [...c.getContext('2d').getImageData(x * c.width / c.clientWidth,
            y * c.width / c.clientWidth, 1, 1).data]"""
        ends = [sheets(panel)[0].evaluate(read, [start + s * wide, low[1] + 12]) for s in (0.01, 0.99)]
        assert all(canvases.near(end, color) for end, color in zip(ends, colors, strict=True)), ends


def test_the_padding_is_hatched_and_named(show):
    panel = Panel(show(figure()))
    assert "hatched" not in panel.says()
    panel.set("padding", 2)
    assert "bar, 8×8 (hatched: padding)" in panel.says()
    plane = grid(sheets(panel)[0], 12, 12)
    grey = lambda i, j: plane.shows(j + 0.175, i + 0.175, "#808080")  # noqa: E731
    for i, j in ((0, 6), (1, 10), (11, 11), (6, 1)):
        assert grey(i, j), (i, j)
    for i, j in ((2, 9), (9, 9), (3, 3)):
        assert not grey(i, j), (i, j)


def test_a_turned_kernel_is_drawn_as_it_is_laid_on(show):
    panel = Panel(show(figure()))
    plate = panel.root.locator(".ntn-plate canvas")
    assert not plate.is_visible()
    panel.set("flipped", 1)
    assert plate.is_visible()
    assert plate.get_attribute("aria-label") == "1, 0, −1, 2, 0, −2, 1, 0, −1"
    assert panel.control("k00").input_value() == "-1"
    seen = Plane(plate, ((0, 3), (3, 0)), (4, 4, 4, 4))
    red, _, blue, _ = seen.color(0.2, 1.2)
    assert red > blue + 40
    red, _, blue, _ = seen.color(2.2, 1.2)
    assert blue > red + 40
    assert Panel(show(small())).root.locator(".ntn-plate canvas").is_visible()  # a kernel that nobody sets


def test_the_cells_of_the_kernel_have_the_colours_of_the_output(show):
    panel = Panel(show(figure()))
    colors = panel.root.locator("input[type=number]").evaluate_all(
        "(all) => all.map((e) => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number))"
    )
    for value, (red, _, blue) in zip(np.ravel(EDGE), colors, strict=True):
        assert np.sign(red - blue) == np.sign(value)


# ---- the window is moved


def test_the_window_is_dragged_by_the_pointer(show):
    panel = Panel(show(figure(task=())))  # an answer would move the page
    panel.set("padding", 1)
    canvas = sheets(panel)[0]
    plane, box, mouse = grid(canvas, 10, 10), canvas.bounding_box(), panel.page.mouse

    def to(x, y):
        across, down = plane.place(x, y)
        return box["x"] + across, box["y"] + down

    mouse.move(*to(0.4, 0.4))  # held near its corner
    mouse.down()
    panel.settle()
    assert place(panel) == (0, 0)
    mouse.move(*to(3.4, 5.4), steps=6)
    panel.settle()
    assert place(panel) == (5, 3)
    mouse.move(*to(40, -9))
    panel.settle()
    assert place(panel) == (0, 7)
    mouse.up()
    mouse.move(*to(2, 2))
    panel.settle()
    assert place(panel) == (0, 7)
    mouse.click(*to(5.5, 6.5))  # beside it: its middle comes there
    panel.settle()
    assert place(panel) == (5, 4)
    panel.set("stride", 2)
    mouse.click(*to(5.5, 5.5))
    panel.settle()
    assert place(panel) == (2, 2)
    panel.set("pool", 1)
    mouse.click(*to(9.5, 0.5))
    panel.settle()
    assert place(panel) == (0, 1)


def test_a_click_in_the_output_brings_the_window_there(show):
    panel = Panel(show(figure()))
    grid(sheets(panel)[1], 6, 6).click(4.5, 2.5)
    panel.settle()
    assert place(panel) == (2, 4)
    assert panel.status.inner_text().startswith("output at row 2, column 4: ")
    canvas = sheets(panel)[1]
    canvas.click(position={"x": 40, "y": canvas.bounding_box()["height"] - 8})  # the scale is no cell
    panel.settle()
    assert place(panel) == (2, 4)
    panel.set("pool", 2)
    _, found, pooled = sheets(panel)
    grid(found, 6, 6).click(5.5, 3.5)
    panel.settle()
    assert place(panel) == (1, 2)
    grid(pooled, 3, 3).click(0.5, 2.5)
    panel.settle()
    assert place(panel) == (2, 0)


def test_a_finger_drags_the_window_and_elsewhere_the_page(show):
    panel = Panel(show(figure(task=()), **PHONE))  # an answer would move the page
    canvas = sheets(panel)[0]
    canvas.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    plane, touch = grid(canvas, 8, 8), panel.page.context.new_cdp_session(panel.page)

    def send(kind, *places):
        box = canvas.bounding_box()
        points = [(box["x"] + u, box["y"] + v) for u, v in (plane.place(x, y) for x, y in places)]
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )
        panel.settle()

    scroll = lambda: panel.page.evaluate("scrollY")  # noqa: E731
    before = scroll()
    send("touchStart", (1.5, 1.5))
    for k in range(1, 5):
        send("touchMove", (1.5 + k / 2, 1.5 + k / 2))
    send("touchEnd")
    assert place(panel) == (2, 2)
    assert scroll() == before
    send("touchStart", (6.5, 0.5))  # a tap beside it
    send("touchEnd")
    assert place(panel) == (0, 5)
    send("touchStart", (1.5, 6.5))
    for k in range(1, 7):
        send("touchMove", (1.5, 6.5 - k))
    send("touchEnd")
    assert scroll() > before
    assert place(panel) == (0, 5)


def test_it_is_worked_by_keyboard(show):
    panel = Panel(show(figure()))
    panels.keys_stay_from_jupyterlab(panel)
    sheets(panel)[0].focus()
    panel.press("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowDown")
    assert place(panel) == (2, 1)
    for key, where in (
        ("End", (2, 5)),
        ("PageDown", (5, 5)),
        ("ArrowDown", (5, 5)),
        ("Home", (5, 0)),
        ("PageUp", (0, 0)),
    ):
        panel.press(key)
        assert place(panel) == where, key
    panel.control("row").focus()
    panel.press("End")
    assert place(panel) == (5, 0)
    panel.set("stride", 2)
    sheets(panel)[0].focus()
    panel.press("ArrowUp")
    assert place(panel) == (1, 0)


# ---- task, parity, link


def test_the_tasks_are_recognised_when_the_reader_solves_them(show):
    widget = figure()
    row, column = (int(i) for i in np.argwhere(widget.output == 4)[0])
    panel = Panel(show(widget))
    grid(sheets(panel)[1], 6, 6).click(column + 0.5, row + 0.5)
    panel.settle()
    assert panels.is_solved(panel, 0, "Here it is.")
    assert not panels.is_solved(panel, 1, "One row of zeros all around.")
    panel.set("padding", 1)
    assert panels.is_solved(panel, 1, "One row of zeros all around.")
    panel.root.get_by_role("button", name="Reset").click()
    assert panels.is_solved(panel, 1, "One row of zeros all around.")
    assert panel.control("padding").input_value() == "0"
    # a sum that rounding misses is met as well
    task = Task("t", "value == 0.3", "Equal.")
    widget = WindowFigure({"a": [[0.5, 0.1, 0.2]]}, {"sum": [[1, 1]]}, stride=1, padding=0, task=task)
    panel = Panel(show(widget))
    panel.set("column", 1)
    assert panels.is_solved(panel, 0, "Equal.")


def test_the_page_agrees_with_numpy_and_says_so_if_not(show):
    wrong = panels.disturbed(figure(), "value"), panels.disturbed(large(), "total", row=5)
    page = show(figure(), small(), large(pool=True), *wrong)
    for index in range(3):
        panels.agrees_with_numpy(Panel(page, index))
    for index in (3, 4):
        panels.says_that_it_disagrees(Panel(page, index))


def test_a_link_brings_the_state_back_and_a_broken_one_does_no_harm(show):
    changes = {"image": 1, "padding": 1, "row": 4, "column": 6, "k21": -0.125, "flipped": 1, "pool": 0}
    again = panels.a_link_brings_it_back(show, figure, "the-window", changes)
    assert again.control("kernel").input_value() == "3"
    assert place(again) == (4, 6)
    names = ("row", "image", "stride", "k00", "kernel", "padding", "column", "pool", "flipped")
    panels.a_broken_link_does_no_harm(show, figure, "the-window", names)
    panel = Panel(show(figure(), fragment="#the-window?row=11&column=11&stride=2"))
    assert place(panel) == (2, 2)
    assert panel.status.inner_text().startswith("output at row 2, column 2: ")
    assert panel.root.locator(".ntn-slider output").first.inner_text() == "2"


# ---- the look


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_right(show, options, theme):
    page = show(figure(), small(), large(), **options)
    panel = Panel(page)
    for changes in ({}, {"padding": 2, "flipped": 1}, {"image": 1, "pool": 1}):
        for name, value in changes.items():
            panel.set(name, value)
        texts = canvases.drawn_texts(
            panel, lambda: panel.set("column", 3 - int(panel.control("column").input_value()))
        )
        canvases.stay_inside(texts)
        canvases.keep_apart(texts)
        panels.looks_right(panel, theme)
    contrasts = panel.root.locator("input[type=number]").evaluate_all(CONTRAST)
    assert min(contrasts) > 4.5
    left = [canvas.bounding_box()["x"] for canvas in sheets(panel)]
    assert (max(left) - min(left) < 2) == bool(options)  # on a phone the grids stand below one another


CONTRAST = """(all) => all.map((e) => {
    const light = (words) => words.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0.05);
    const [a, b] = [getComputedStyle(e).color, getComputedStyle(e).backgroundColor].map(light);
    return Math.max(a, b) / Math.min(a, b);
})"""


def test_targets_are_large_on_a_phone(show):
    panel = Panel(show(large(), **PHONE))
    panels.targets_are_large(panel)
    for cell in panel.root.locator("input[type=number]").all():
        box = cell.bounding_box()
        assert min(box["width"], box["height"]) >= 43.9


def test_it_follows_the_theme_and_prints(show):
    panel = Panel(show(figure()))
    panels.follows_the_theme(panel)
    panels.prints(panel)
    assert panel.root.locator(".ntn-plate canvas").is_visible()  # the numbers in place of their inputs


def test_the_pictures_are_described(show):
    panel = Panel(show(figure()))
    panel.set("padding", 1)
    panel.set("pool", 1)
    panel.set("row", 1)
    image, found, pooled = (canvas.get_attribute("aria-label") for canvas in sheets(panel))
    assert image == (
        "bar, 8×8 pixels; the window covers rows 1 … 4 and columns −1 … 2. Arrow keys move it, "
        "Home, End, Page Up and Page Down move it to the edges."
    )
    assert found.startswith("feature map, 8×8; output at row 1, column 0: ")
    assert pooled.startswith("pooled output, 4×4; output at row 1, column 0: ")
    assert re.fullmatch(
        r"k₂₁, row 2, column 1 of the kernel", panel.control("k21").get_attribute("aria-label")
    )
