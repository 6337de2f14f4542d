"""The panel figures in a real JupyterLab, with a kernel: what the page sets Python sees, and back."""

import re

import pytest
from panels import Panel

pytestmark = pytest.mark.browser

CELLS = [
    """\
from helpers.widgets import Circuit, Control, NetworkFigure, Task, Unit

switches = (Control("x1", 1, 0, 1, 1), Control("x2", 0, 0, 1, 1))
unit = Unit("y", ("x1", "x2"), ("w1", 1), threshold="theta")
network = NetworkFigure(
    Circuit("AND", switches, (unit,), ("y",), target={"y": (0, 0, 0, 1)}),
    Circuit("OR", switches, (unit,), ("y",), target={"y": (0, 1, 1, 1)}),
    controls=(Control("w1", 1, -2, 2, 0.5), Control("theta", 1, -2, 3, 0.5)),
    table=True,
    plane=True,
    task=Task("Make AND.", "wrong == 0 and by_hand == 1", "made"),
)
network""",
    "print('theta is', network.theta, 'solved', network.solved, repr(network)[-19:-1])",
    "network.circuit, network.x2, network.theta = 1, 1, -0.5",
    "network.theta = 7",
    "from helpers.widgets import SizeFigure\nsize = SizeFigure()\nsize",
    "print('size is', size)",
    "from ipywidgets import IntSlider, jslink\nother = IntSlider(min=0, max=8)\n"
    "link = jslink((other, 'value'), (size, 'depth'))\nother.value = 6",
]


@pytest.fixture
def notebook(lab, new_page):
    """The notebook of CELLS, open, with its kernel ready, and how to run one of its cells."""
    page = new_page(viewport={"width": 1280, "height": 1800})
    page.set_default_timeout(60_000)
    page.goto(lab(CELLS))
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    cells.nth(len(CELLS) - 1).wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def run(index, printed=None):
        cells.nth(index).locator(".jp-InputPrompt").click()
        page.keyboard.press("Control+Enter")
        cells.nth(index).get_by_text(re.compile(r"^\[\d+\]:$")).first.wait_for()
        if printed:
            cells.nth(index).locator(".jp-OutputArea-output", has_text=printed).wait_for()

    return page, run


def reaches(panel, name, value):
    """Wait until the control stands there."""
    handle = panel.control(name).element_handle()
    panel.page.wait_for_function("([e, value]) => e.value === value", arg=[handle, value])
    panel.settle()


def test_panels_live_with_a_kernel(notebook):
    page, run = notebook
    run(0)
    page.locator("section.ntn svg").first.wait_for()
    panel = Panel(page)
    cells = page.locator(".jp-Notebook .jp-Cell").count()

    # the reader sets a slider by keyboard; JupyterLab leaves the arrow keys alone; Python sees it, solved too
    before = panel.picture()
    panel.control("theta").focus()
    panel.press("ArrowRight")
    assert panel.control("theta").evaluate("(e) => e === document.activeElement")
    assert panel.picture() != before
    assert "✓ made" in panel.task.inner_text()
    run(1, printed="theta is 1.5 solved [True] 0 of 4 cells wrong")

    # Python sets traits; the page follows: a choice, a switch, a slider
    run(2)
    reaches(panel, "theta", "-0.5")
    assert panel.control("circuit").input_value() == "1"
    assert panel.control("x2").is_checked()
    assert "1 of 4 cells of the table wrong" in panel.status.inner_text()

    # what is out of range is refused in the kernel, and the page stays
    run(3, printed="theta must be from -2 to 3, got 7")
    assert panel.control("theta").input_value() == "-0.5"

    # a click in the drawing is a deed too
    text = panel.root.locator("svg text", has_text=re.compile("^x₂$")).bounding_box()
    page.mouse.click(text["x"] + text["width"] / 2, text["y"] + text["height"] / 2 + 35)
    panel.settle()
    assert not panel.control("x2").is_checked()

    # a second kind, and an ipywidget that is linked to it in the page
    run(4)
    size = Panel(page, 1)
    size.control("width").wait_for()
    size.control("width").focus()
    size.press("ArrowRight")
    run(5, printed="size is SizeFigure(2-5-1, 21 parameters)")
    run(6)
    reaches(size, "depth", "6")
    assert size.status.inner_text().startswith("2–5–5–5–5–5–5–1: ")

    for shown in (panel, size):
        assert shown.root.get_by_role("button", name="Copy link").count() == 0
        assert not shown.root.locator(".ntn-error").is_visible()
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.locator(".jp-Dialog").count() == 0

    # JupyterLab's own dark theme is followed
    light = panel.picture()
    page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_selector("section.ntn[data-dark]")
    assert panel.picture() != light
