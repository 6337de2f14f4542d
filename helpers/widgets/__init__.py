"""Figures that a reader moves: in the built book without a kernel, in JupyterLab with one.

One definition serves both homes. NumPy learns, in the notebook; the figure receives the learned parameters
and only evaluates and paints them in the browser.

    from helpers.widgets import BoundaryFigure, LiveFigure, Scenario, Slider, Task

The kinds:

- `BoundaryFigure` (with `Slider`, `Scenario`): points of two or more classes in a plane and how a network
  divides the plane: a perceptron, a multilayer perceptron, overfitting.
- `NetworkFigure` (with `Circuit`, `Unit`, `Control`): units with live signals, a truth table, the plane of
  two inputs. `SizeFigure`: a network by width and depth, its parameters counted.
- `HiddenFigure`: the input space beside the hidden space, moved by the same sliders.
- `DescentFigure` (with `Landscape`): the path down a loss in one dimension or two.
- `BackpropFigure`: the boundary of a run, and for one example the error on its way back through the network.
- `TrainingFigure` (with `Options`, `Levels`): runs that sliders choose, replayed: boundary beside curves.
- `ThresholdFigure`: a decision threshold, the confusion matrix and the operating point.
- `ChainFigure` (with `Chain`): a recurrent network, folded or unrolled in time, step by step.
- `WindowFigure`: a kernel slides over an image, and the output is computed cell by cell.

`Task` is what a figure asks of the reader. `LiveFigure` is for the one cell of a chapter where the kernel
itself must compute again: plain ipywidgets controls over a matplotlib figure.

How a kind of figure is made: a Python module that computes, an ES module that evaluates and paints, and
its words in `words.py`. `base.py` binds the ES module and all that it imports into one: `shared.js` is under
every kind, `dense.js` evaluates layers, `field.js` and `field.py` paint how they divide a plane, `chart.js`
draws curves, `drawing.js` draws in SVG, `axes.js` and `axes.py` look up what a setting of several axes shows,
`panel.js` and `panel.py` are the base of all kinds whose state is a few named numbers.
"""

from helpers.widgets.axes import Levels, Options
from helpers.widgets.backprop import BackpropFigure
from helpers.widgets.boundary import BoundaryFigure
from helpers.widgets.chain import Chain, ChainFigure
from helpers.widgets.curves import CurvesFigure
from helpers.widgets.descent import DescentFigure, Landscape
from helpers.widgets.hidden import HiddenFigure
from helpers.widgets.live import LiveFigure
from helpers.widgets.network import Circuit, NetworkFigure, Unit
from helpers.widgets.panel import Control
from helpers.widgets.replay import TrainingFigure
from helpers.widgets.runs import Scenario, Slider
from helpers.widgets.size import SizeFigure
from helpers.widgets.tasks import Task
from helpers.widgets.threshold import ThresholdFigure
from helpers.widgets.window import WindowFigure

__all__ = [
    "BackpropFigure",
    "BoundaryFigure",
    "Chain",
    "ChainFigure",
    "Circuit",
    "Control",
    "CurvesFigure",
    "DescentFigure",
    "HiddenFigure",
    "Landscape",
    "Levels",
    "LiveFigure",
    "NetworkFigure",
    "Options",
    "Scenario",
    "SizeFigure",
    "Slider",
    "Task",
    "ThresholdFigure",
    "TrainingFigure",
    "Unit",
    "WindowFigure",
]
