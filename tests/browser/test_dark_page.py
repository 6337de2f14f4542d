"""On a dark page every class's mark stands out from its ground, by 3 to 1 as WCAG counts it."""

import canvases
import numpy as np
import pytest
from canvases import Plane
from panels import Panel

from helpers.widgets import (
    BackpropFigure,
    BoundaryFigure,
    Control,
    CurvesFigure,
    HiddenFigure,
    Slider,
    TrainingFigure,
    WindowFigure,
)

pytestmark = pytest.mark.browser

LIMITS = ((-2, 2), (-2, 2))
PAGE = (0x14, 0x18, 0x1E)
# a point of each class on either side of x₁ = 0
X = np.array([[-1.2, 1.2], [-1.2, -0.4], [1.2, 1.2], [1.2, -0.4]])
Y = [0, 1, 0, 1]
THETA = [9.0, 0, 0]
AROUND = [(np.cos(turn), np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 9)[:-1]]


def opened(show, widget):
    panel = Panel(show(widget, device_scale_factor=3))
    panel.theme("dark")
    return panel


def stands_out(plane, places, rim=0.0, away=15.0):
    """The least contrast of the marks, or of the rims of hollow ones, with the ground around them."""
    box, (left, right, *_) = plane.canvas.bounding_box(), plane.pad
    pixel = (plane.limits[0][1] - plane.limits[0][0]) / (box["width"] - left - right)
    low, high = plane.limits[1]
    upright = (high - low) / (box["height"] - plane.pad[2] - plane.pad[3])
    found = []
    for x, y in places:
        ring = [(x + away * pixel * u, y + away * upright * v) for u, v in AROUND]
        mark, *ground = plane.colors([(x + rim * pixel, y), *ring])
        found += [canvases.contrast(mark, color, PAGE) for color in ground]
    return min(found)


def test_what_contrast_is():
    assert canvases.contrast((255, 255, 255, 255), (0, 0, 0, 255), (0, 0, 0)) == pytest.approx(21)
    assert canvases.contrast((0, 0x72, 0xB2, 255), (0, 0, 0, 0), (255, 255, 255)) == pytest.approx(
        5.19, abs=0.01
    )


def test_points_stand_out_from_their_ground(show):
    figure = BoundaryFigure(X, Y, [THETA], limits=LIMITS, activations=("step",))
    panel = opened(show, figure)
    assert stands_out(Plane(panel.root.locator("canvas").first, LIMITS, (50, 10, 10, 42)), X) >= 3

    orthant = [4.0, 0, 0, 4, 0, 0, 1, 0, -0.5]
    hidden = HiddenFigure(X, Y, orthant, sliders=(Slider("w11", 0, -5, 5),), limits=LIMITS)
    panel = opened(show, hidden)
    assert stands_out(Plane(panel.root.locator("canvas").first, LIMITS, (36, 6, 24, 42)), X) >= 3

    walk = np.array([[4.0, 0, 0, 4, 0, 0, 4, 0, -2], [4.0, 0, 0, 4, 0, 0, 5, 0, -2]])
    sizes, loss = (2, 2, 1), {"loss": [1.0, 0.5]}
    way = BackpropFigure(X, Y, walk, sizes=sizes, activations=("sigmoid", "sigmoid"), limits=LIMITS)
    panel = opened(show, way)
    plane = Plane(panel.root.locator("canvas").first, LIMITS, (44, 16, 8, 42))
    assert stands_out(plane, X, away=28) >= 3

    held = X - np.array([0, 0.8])
    run = TrainingFigure(
        X,
        Y,
        walk,
        curves=loss,
        sizes=sizes,
        activations=("sigmoid", "sigmoid"),
        limits=LIMITS,
        held_out=(held, Y),
    )
    panel = opened(show, run)
    plane = Plane(panel.root.locator("canvas").first, LIMITS, (44, 18, 10, 42))
    assert stands_out(plane, X) >= 3
    assert stands_out(plane, held, rim=2.8) >= 3
    # what the legend shows is what is drawn
    glyphs = panel.root.locator(".ntn-legend span[aria-hidden]")
    for k in (0, 1):
        told = glyphs.nth(k).evaluate("(e) => getComputedStyle(e).color.match(/\\d+/g).map(Number)")
        assert max(abs(np.subtract(told, plane.color(*X[k])[:3]))) <= 2


def test_curves_and_signed_colours_stand_out(show):
    x = np.linspace(0, 1, 101)
    levels = {f"c{k}": np.full(101, float(k)) for k in range(4)}
    figure = CurvesFigure(x, levels, marker=Control("t", 0, 0, 1), limits=[(-1, 4)])
    panel = opened(show, figure)
    plane = Plane(panel.root.locator("canvas").first, ((0, 1), (-1, 4)), (50, 10, 10, 42))
    for k in range(4):
        seen = plane.colors([(at, k) for at in np.linspace(0.3, 0.36, 24)])
        assert max(canvases.contrast(color, (0, 0, 0, 0), PAGE) for color in seen) >= 3

    signs = WindowFigure({"signs": [[-1.0, 0, 1.0]]}, {"one": [[1.0]]}, limits=(-1, 1), at=(0, 1))
    panel = opened(show, signs)
    plane = Plane(panel.root.locator(".ntn-window canvas").first, ((0, 3), (1, 0)), (4, 4, 4, 34))
    below, zero, above = plane.colors([(at, 0.12) for at in (0.3, 1.3, 2.3)])
    assert canvases.contrast(below, zero, PAGE) >= 3
    assert canvases.contrast(above, zero, PAGE) >= 3
