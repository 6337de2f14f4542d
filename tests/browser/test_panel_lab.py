"""The panel figures in a real JupyterLab, with a kernel: what the page sets Python sees, and back."""

import re
from typing import NamedTuple

import pytest
from lab_server import lab_theme
from panels import Panel, agrees_with_numpy

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


class Kind(NamedTuple):
    """A kind of figure in the notebook, and what must become of it.

    `page` and `after` are what stands in the page's controls (a listed slider stands at a place in its list,
    None is hidden) and what the page then says; `kernel` is what the kernel prints after the reader's deed.
    """

    make: str
    sets: str
    page: dict[str, str | None]
    says: str
    deed: tuple[str, int]
    after: dict[str, str | None]
    then_says: str
    kernel: str


KINDS = {
    # a preset sets both sliders, the one moved by hand too
    "hidden": Kind(
        """\
from helpers.widgets import HiddenFigure, Slider

xor, ors = [1, 1, 1, 1, -0.5, -1.5, 1, -1, -0.5], [1, 1, 1, 1, -0.5, -0.5, 1, 1, -0.5]
presets = (("OR and AND", xor), ("two ORs", ors))
sliders = (Slider("b2", 5, -2, 2, 0.1), Slider("v2", 7, -2, 2, 0.1))
figure = HiddenFigure([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], sliders=sliders, presets=presets)
figure""",
        "figure.preset = 1\nfigure.v2 = -1.2",
        {"preset": "1", "b2": "-0.5", "v2": "-1.2"},
        "2 of 4 points wrong, 2 places",
        ("preset", 0),
        {"preset": "0", "b2": "-1.5", "v2": "-1"},
        "0 of 4 points wrong, 3 places",
        "{'preset': 0.0, 'b2': -1.5, 'v2': -1.0} and HiddenFigure(2-2-1 step step, 4 points, 2 sliders, "
        "2 presets, wrong 0, places 3)",
    ),
    # the other landscape has neither this rate nor this start: the nearest ones are taken
    "descent": Kind(
        """\
from helpers.widgets import DescentFigure, Landscape

bowl = Landscape("bowl", lambda w: w[:, 0] ** 2, lambda w: 2 * w, [0.1, 0.5], [-2, 1], (-3, 3), steps=20)
cup = Landscape("cup", lambda w: w[:, 0] ** 4, lambda w: 4 * w**3, [0.02, 0.05, 0.4], [-1, 1, 2], (-3, 3))
figure = DescentFigure(bowl, cup)
figure""",
        "figure.landscape = 1\nfigure.rate, figure.start, figure.step = 0.05, 2, 10",
        {"landscape": "1", "rate": "1", "start": "2", "step": "10"},
        "step 10: w = 0.316, loss 0.010",
        ("landscape", 0),
        {"landscape": "0", "rate": "0", "start": "1", "step": "10"},
        "step 10: w = 0.107, loss 0.012",
        "{'landscape': 0.0, 'rate': 0.1, 'start': 1.0, 'step': 10.0} and DescentFigure(bowl, 2 landscapes, "
        "2 rates, 2 starts, rate 0.1 from 1: ",
    ),
    # the threshold stays
    "threshold": Kind(
        """\
from helpers.widgets import ThresholdFigure

figure = ThresholdFigure(
    scenarios=(("seen", [0.1, 0.4, 0.6, 0.9], [0, 1, 0, 1]), ("unseen", [0.2, 0.35, 0.8], [1, 0, 1]))
)
figure""",
        "figure.threshold = 0.3",
        {"scenario": "0", "threshold": "0.3"},
        "accuracy 75.0 %, 1 false positives, 0 false negatives",
        ("scenario", 1),
        {"scenario": "1", "threshold": "0.3"},
        "accuracy 33.3 %, 1 false positives, 1 false negatives",
        "{'scenario': 1.0, 'threshold': 0.3} and ThresholdFigure(3 examples of unseen, threshold 0.3: "
        "1 true and 1 false positives, 1 false and 0 true negatives)",
    ),
    # β does nothing for the other option: it is hidden and keeps its value
    "curves": Kind(
        """\
import numpy as np
from helpers.widgets import Control, CurvesFigure, Levels, Options

x = np.linspace(-2, 2, 41)
axes = (Options("kind", ["step", "sigmoid"], {"β": ["step"]}), Levels("β", [0.5, 1, 2]))
curve = lambda kind, β: 1.0 * (x >= 0) if kind == "step" else 1 / (1 + np.exp(-β * x))
figure = CurvesFigure(x, {"φ": curve}, axes, marker=Control("x", -1, -2, 2, 0.1))
figure""",
        "figure.kind, figure.β, figure.x = 1, 2, 1",
        {"kind": "1", "β": "2", "x": "1"},
        "x = 1.0: φ = 0.8808",
        ("kind", 0),
        {"kind": "0", "β": None, "x": "1"},
        "x = 1.0: φ = 1",
        "{'kind': 0.0, 'β': 2.0, 'x': 1.0} and CurvesFigure(step, "
        "4 settings of 1 curve at 41 places, x = 1: φ = 1)",
    ),
    # the other scenario has fewer frames and examples: its last ones are taken
    "backprop": Kind(
        """\
import numpy as np
from helpers.widgets import BackpropFigure, Scenario

row, corners = np.array([1, 0.5, -1, 0.5, 0, 0.2, 1, -2, 0.1]), [[0, 0], [0, 1], [1, 0], [1, 1]]
long = Scenario("long", [k * row for k in range(5)], corners, [0, 1, 1, 0])
short = Scenario("short", [k * row for k in range(3)], corners[1:3], [0, 1])
figure = BackpropFigure(sizes=(2, 2, 1), scenarios=(long, short))
figure""",
        "figure.frame, figure.example = 4, 3",
        {"scenario": "0", "example": "3", "frame": "4"},
        "2 of 4 points wrong; point 3: answer 0.00, wanted 0, loss 0.001",
        ("scenario", 1),
        {"scenario": "1", "example": "1", "frame": "2"},
        "1 of 2 points wrong; point 1: answer 0.20, wanted 1, loss 1.63",
        "{'scenario': 1.0, 'example': 1.0, 'frame': 2.0} and BackpropFigure(2-2-1 tanh sigmoid, 2 points, "
        "3 frames, 2 examples, 2 scenarios; at 2, 1: output 0.196, delta -0.804)",
    ),
    # a kernel brings its cells; the one typed by hand made it another
    "window": Kind(
        """\
from helpers.widgets import WindowFigure

kernels = {"edge": [[-1, 1], [-1, 1]], "mean": [[0.25, 0.25], [0.25, 0.25]]}
figure = WindowFigure({"bar": [[0, 0, 1, 1, 0]] * 5}, kernels, flip=False)
figure""",
        "figure.kernel, figure.k01 = 1, 3\nfigure.padding, figure.row, figure.column = 1, 5, 2",
        {"kernel": "2", "k00": "0.25", "k01": "3", "padding": "1", "row": "5", "column": "2"},
        "output at row 5, column 2: 3; all from 0 to 3.75",
        ("kernel", 0),
        {"kernel": "0", "k00": "-1", "k01": "1", "padding": "1", "row": "5", "column": "2"},
        "output at row 5, column 2: 1; all from −2 to 2",
        "{'kernel': 0.0, 'k00': -1.0, 'k01': 1.0, 'k10': -1.0, 'k11': 1.0, 'row': 5.0, 'column': 2.0, "
        "'stride': 1.0, 'padding': 1.0} and WindowFigure(bar 5×5, edge 2×2, stride 1, padding 1 -> 6×6; "
        "at 5, 2: value 1)",
    ),
    # the other run has fewer steps: its last one is taken, and folded stays folded
    "chain": Kind(
        """\
from helpers.widgets import Chain, ChainFigure

weights = ([[2.0]], [[-2.0]], [0.5], [[-3.0, 3.0]], [0.0, 0.0])
said = {"output_labels": ("−", "+"), "target_labels": "+−+−"}
long = Chain("long", *weights, inputs=[[1.0], [0], [0], [0]], input_labels="1000", **said)
said["target_labels"] = None
short = Chain("short", *weights, inputs=[[1.0], [1.0]], input_labels="11", **said)
figure = ChainFigure(long, short)
figure""",
        "figure.unfolded, figure.time = 0, 3",
        {"run": "0", "time": "3"},
        "step 4 of 4: reads 0, answers − 1.00, which is right; 4 of 4 right",
        ("run", 1),
        {"run": "1", "time": "1"},
        "step 2 of 2: reads 1, answers + 0.95",
        "{'run': 1.0, 'unfolded': 0.0, 'time': 1.0} and ChainFigure(short: 2 steps, 1 unit, 2 outputs; "
        "step 2 of 2: 1 -> + 0.95)",
    ),
    # λ does nothing without a penalty: it is hidden and keeps its value, and the frame stays
    "training": Kind(
        """\
import numpy as np
from helpers.widgets import Levels, Options, TrainingFigure

axes = (Options("penalty", ["none", "L2"], {"λ": ["none"]}), Levels("λ", [0.1, 1]))
rows = lambda penalty, λ: np.outer(range(4), [1, 0, -0.5]) / (1 + λ * (penalty == "L2"))
loss = lambda penalty, λ: [0.7, 0.5, 0.4, 0.6 if penalty == "none" else 0.3]
one = {"sizes": (2, 1), "activations": ("sigmoid",)}
figure = TrainingFigure([[0, 0], [1, 0]], [0, 1], rows, axes=axes, curves={"loss": loss}, **one)
figure""",
        "figure.penalty, figure.λ, figure.frame = 1, 1, 3",
        {"penalty": "1", "λ": "1", "frame": "3"},
        "epoch 3: 0 of 2 training points wrong",
        ("penalty", 0),
        {"penalty": "0", "λ": None, "frame": "3"},
        "epoch 3: 0 of 2 training points wrong",
        "{'penalty': 0.0, 'λ': 1.0, 'frame': 3.0} and TrainingFigure(2 points, 3 runs of 4 frames; none, "
        "2-1 sigmoid at epoch 3: wrong 0, loss 0.6)",
    ),
}


def reaches(panel, name, value):
    """Wait until the control stands there."""
    handle = panel.control(name).element_handle()
    panel.page.wait_for_function("([e, value]) => e.value === value", arg=[handle, value])
    panel.settle()


def test_panels_live_with_a_kernel(notebook):
    page, run = notebook(CELLS)
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
    lab_theme(page, "Dark")
    panel.settle()
    assert panel.picture() != light


def stands(panel, controls, says):
    """Every control comes to stand where it must, and the page says what follows."""
    for name, value in controls.items():
        if value is None:
            panel.control(name).wait_for(state="hidden")
        else:
            reaches(panel, name, value)
    assert says in panel.status.inner_text()


def test_every_kind_lives_with_a_kernel(notebook):
    page, run = notebook(
        [
            cell
            for kind in KINDS.values()
            for cell in (kind.make, kind.sets, "print(figure.state, 'and', figure)")
        ]
    )
    for rank, kind in enumerate(KINDS.values()):
        run(3 * rank)
        panel = Panel(page, rank)
        panel.root.locator("canvas, svg").first.wait_for()
        agrees_with_numpy(panel)
        drawn = panel.picture()

        # Python sets traits; the page follows
        run(3 * rank + 1)
        stands(panel, kind.page, kind.says)
        set_by_python = panel.picture()
        assert set_by_python != drawn

        # the reader chooses another one; what follows from it is the same in the page and in Python
        panel.set(*kind.deed)
        stands(panel, kind.after, kind.then_says)
        assert panel.picture() != set_by_python
        run(3 * rank + 2, printed=kind.kernel)
        stands(panel, kind.after, kind.then_says)
    assert page.locator("section.ntn").count() == len(KINDS)
    assert page.locator(".ntn-error:visible, .jp-Dialog").count() == 0
