"""Figures that a reader moves: in the built book without a kernel, in JupyterLab with one.

One definition serves both homes. NumPy learns, in the notebook; the figure receives the learned parameters
and only evaluates and paints them in the browser.

    from helpers.widgets import BoundaryFigure, LiveFigure, Scenario, Slider, Task

`BoundaryFigure` shows points of two or more classes in a plane and how a network divides the plane: a
perceptron, XOR, a multilayer perceptron, overfitting. `Slider`, `Task` and `Scenario` are its parts.
`LiveFigure` is for the one cell of a chapter where the kernel itself must compute again: plain ipywidgets
controls over a matplotlib figure.

How a kind of figure is made: `base.py` binds one ES module from `shared.js` (evaluation and drawing), the
kind's own module (`boundary.js`), the words that readers see (`words.py`) and the palette.
"""

from helpers.widgets.boundary import BoundaryFigure, Scenario, Slider
from helpers.widgets.descent import DescentFigure, Landscape
from helpers.widgets.hidden import HiddenFigure
from helpers.widgets.live import LiveFigure
from helpers.widgets.network import Circuit, NetworkFigure, Unit
from helpers.widgets.panel import Control
from helpers.widgets.size import SizeFigure
from helpers.widgets.tasks import Task
from helpers.widgets.threshold import ThresholdFigure

__all__ = [
    "BoundaryFigure",
    "Circuit",
    "Control",
    "DescentFigure",
    "HiddenFigure",
    "Landscape",
    "LiveFigure",
    "NetworkFigure",
    "Scenario",
    "SizeFigure",
    "Slider",
    "Task",
    "ThresholdFigure",
    "Unit",
]
