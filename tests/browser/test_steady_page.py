"""While a reader plays steps or drags a slider, no button slips away under the changing words."""

import panels
import pytest
from panels import PHONE, Panel
from test_backprop_page import flow
from test_boundary_page import perceptron
from test_chain_page import figure as chain
from test_curves_page import explorer
from test_descent_page import figure as descent
from test_training_page import runs

pytestmark = pytest.mark.browser

FIGURES = {
    "boundary": (perceptron, "[aria-label=update]"),
    "backprop": (flow, "[name=frame]"),
    "chain": (chain, "[name=time]"),
    "curves": (explorer, "[name=x]"),
    "descent": (descent, "[name=step]"),
    "training": (runs, "[name=frame]"),
}


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("kind", FIGURES)
def test_nothing_jumps(show, kind, options):
    make, slider = FIGURES[kind]
    panel = Panel(show(make(), **options))
    panels.nothing_jumps(panel, panel.root.locator(f"input{slider}"))
