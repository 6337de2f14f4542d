"""The boundary figure in a real JupyterLab, with a kernel."""

import pytest
from lab_server import lab_theme
from test_boundary_page import Shown

pytestmark = pytest.mark.browser

CELLS = [
    """\
import numpy as np
from helpers.widgets import BoundaryFigure, Slider

rng = np.random.default_rng(0)
x = np.concatenate([rng.normal(-1, 0.5, (20, 2)), rng.normal(1, 0.5, (20, 2))])
y = np.repeat([0, 1], 20)
calls = []

def retrain(x, y):
    calls.append(len(x))
    w = x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0)
    return [[0.0, 0.0, 0.0], [*w, len(x) / 10]]

sliders = (Slider("w1", 0, -5, 5, 0.1), Slider("w2", 1, -5, 5, 0.1), Slider("b", 2, -5, 5, 0.1))
limits = ((-2, 2), (-2, 2))
figure = BoundaryFigure(x, y, retrain(x, y), sliders=sliders, retrain=retrain, limits=limits)
figure""",
    "print('w1 is', figure.w1, 'and', figure.parameters[0])",
    "figure.w1 = -2.5",
    "print('trained on', calls, 'frame', figure.frame, 'w', figure.history[-1].round(3).tolist())",
    "from ipywidgets import FloatSlider, jslink\nother = FloatSlider(min=-5, max=5)\n"
    "link = jslink((other, 'value'), (figure, 'w2'))\nother.value = 3.5",
]


def test_the_figure_lives_with_a_kernel(notebook):
    page, run = notebook(CELLS)
    run(0)
    page.locator("section.ntn canvas").first.wait_for()
    figure = Shown(page)
    cells = page.locator(".jp-Notebook .jp-Cell").count()

    # the reader moves a slider by keyboard; JupyterLab leaves the arrow keys alone; Python sees the value
    before = figure.picture()
    figure.slider("w1").focus()
    figure.press(*["ArrowRight"] * 3)
    assert figure.slider("w1").evaluate("(slider) => slider === document.activeElement")
    assert float(figure.slider("w1").input_value()) == pytest.approx(0.3)
    assert figure.picture() != before
    run(1, printed="w1 is 0.3 and 0.3")

    # Python sets the trait; the picture follows
    before = figure.picture()
    run(2)
    page.wait_for_function("(slider) => slider.value === '-2.5'", arg=figure.slider("w1").element_handle())
    assert figure.picture() != before
    assert "−2.5 x₁" in figure.says()

    # an ipywidget linked in the page moves it too
    run(4)
    page.wait_for_function("(slider) => slider.value === '3.5'", arg=figure.slider("w2").element_handle())

    # the reader goes to the last frame and adds points by keyboard; the kernel trains on them
    figure.scrub.focus()
    figure.press("End")
    # the kernel's answer to the link may still come between
    figure.root.get_by_text("+ 4.0)").first.wait_for()
    figure.canvas.focus()
    figure.press("PageDown", "0", "0", "Shift+ArrowRight")
    page.wait_for_function("(slider) => slider.value === '4.2'", arg=figure.slider("b").element_handle())
    assert "of 42 points" in figure.says()
    assert figure.canvas.evaluate("(canvas) => canvas === document.activeElement")
    run(3, printed="42] frame 1")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.locator(".jp-Dialog").count() == 0
    assert figure.root.get_by_role("button", name="Copy link").count() == 0
    assert not figure.root.locator(".ntn-error").is_visible()

    # JupyterLab's own dark theme is followed
    light = figure.picture()
    lab_theme(page, "Dark")
    figure.settle()
    assert figure.picture() != light
