"""How long a reader waits between a slider's step and the changed picture, and what a figure weighs.

    .venv/bin/python benchmarks/bench_widgets.py            # measures and writes RESULTS_widgets.md
    .venv/bin/python benchmarks/bench_widgets.py --quick    # few steps, prints only

Real arrow keys on the focused slider, in headless Chromium. The clock starts at the key event's own time
stamp and stops at the first frame after whose painting a small copy of the picture has changed, so a time is
a multiple of the display's 16.7 ms but for the way to the first frame. The same figure stands in a page
(no kernel) and in a real JupyterLab on this machine, where the kernel follows every step.
"""

import argparse
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from lab_server import running_lab
from pages import HOST, chromium, page

from helpers.datasets import iris
from helpers.neurons import perceptron_fit
from helpers.widgets import BoundaryFigure, Slider

RESULTS = Path(__file__).with_name("RESULTS_widgets.md")
TARGET_MS, TARGET_BYTES = 34.0, 40_000  # two frames; host, module and style together

CELL = """\
import numpy as np
from helpers.datasets import iris
from helpers.neurons import perceptron_fit
from helpers.widgets import BoundaryFigure, Slider

flowers = iris()
x, y = flowers.x[:100, 2:], flowers.y[:100]
run = perceptron_fit(x, y)
sliders = (Slider("w1", 0, -5, 5, 0.1), Slider("w2", 1, -5, 5, 0.1), Slider("b", 2, -10, 10, 0.1))
BoundaryFigure(x, y, np.column_stack([run.weights, run.biases]), sliders=sliders, frame=-1)
"""

WATCH = """(canvas) => {
    const small = document.createElement("canvas");
    small.width = small.height = 96;
    const c = small.getContext("2d", { willReadFrequently: true });
    const print = () => {
        c.clearRect(0, 0, 96, 96);
        c.drawImage(canvas, 0, 0, 96, 96);
        return c.getImageData(0, 0, 96, 96).data.join();
    };
    window.waits = [];
    addEventListener("keydown", (event) => {
        const before = print(), begun = event.timeStamp;
        const look = () => requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
                if (print() !== before) window.waits.push(performance.now() - begun);
                else if (performance.now() - begun < 1000) look();
                else window.waits.push(Infinity);
            };
            port2.postMessage(0);
        });
        look();
    }, true);
}"""


def step_through(tab: Page, steps: int) -> list[float]:
    """Milliseconds from key to picture for steps of the slider b; the first three are not counted."""
    slider = tab.locator("section.ntn input[name=b]")
    tab.locator("section.ntn canvas").first.evaluate(WATCH)
    slider.focus()
    for step in range(steps + 3):
        tab.keyboard.press("ArrowLeft" if step // 5 % 2 else "ArrowRight")
        tab.wait_for_function("(count) => window.waits.length > count", arg=step)
        tab.wait_for_timeout(20 + 13 * (step % 4))  # not in step with the frames
    return list(tab.evaluate("window.waits"))[3:]


def measure(steps: int) -> dict[str, list[float]]:
    """The waits in both homes."""
    flowers = iris()
    x, y = flowers.x[:100, 2:], flowers.y[:100]
    run = perceptron_fit(x, y)
    sliders = (Slider("w1", 0, -5, 5, 0.1), Slider("w2", 1, -5, 5, 0.1), Slider("b", 2, -10, 10, 0.1))
    figure = BoundaryFigure(x, y, np.column_stack([run.weights, run.biases]), sliders=sliders, frame=-1)
    network = big_network(x, y)
    waits = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium(playwright)
        if browser is None:
            sys.exit("bench_widgets needs Chromium: install it by the system's package manager")
        for name, widget in (("static page", figure), ("static page, 2-16-16-1 tanh network", network)):
            file = Path(folder) / "page.html"
            file.write_text(page(widget), "utf-8")
            tab = browser.new_page()
            tab.goto(file.as_uri())
            tab.wait_for_selector("html[data-afm=done]", state="attached")
            waits[name] = step_through(tab, steps)
            tab.close()
        with running_lab(Path(folder) / "lab") as notebook:
            tab = browser.new_page(viewport={"width": 1280, "height": 1200})
            tab.set_default_timeout(60_000)
            tab.goto(notebook([CELL]))
            tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
            tab.locator(".jp-CodeCell .jp-InputPrompt").click()
            tab.keyboard.press("Control+Enter")
            tab.locator("section.ntn canvas").first.wait_for()
            waits["JupyterLab"] = step_through(tab, steps)
        browser.close()
    return waits


def big_network(x: np.ndarray, y: np.ndarray) -> BoundaryFigure:
    """The widest network that a chapter is likely to show, with random parameters."""
    history = np.random.default_rng(0).normal(0, 0.7, 2 * 16 + 16 + 16 * 16 + 16 + 16 + 1)
    return BoundaryFigure(
        *(x, y, history),
        sizes=(2, 16, 16, 1),
        activations=("tanh", "tanh", "sigmoid"),
        sliders=(Slider("b", history.size - 1, -10, 10, 0.5),),
    )


def weights() -> dict[str, int]:
    """Bytes of what every page with a figure carries, without data and before compression."""
    return {
        "host script": HOST.stat().st_size,
        "ES module": len(str(BoundaryFigure._esm).encode()),
        "style sheet": len(str(BoundaryFigure._css).encode()),
    }


def report(waits: dict[str, list[float]]) -> str:
    """The results as a page of Markdown."""
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, load {os.getloadavg()[0]:.1f}"
    )
    names = ("numpy", "ipywidgets", "anywidget", "jupyterlab")
    lines = [
        "# Moving figures: how long a reader waits, and what it weighs",
        "",
        "Written by `benchmarks/bench_widgets.py`, which says how it measures. Times are in milliseconds,",
        "from the key to the changed picture.",
        "",
        f"Machine: {machine}, headless Chromium without a GPU; Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in names) + ".",
        "",
        "| home | steps | median | middle half | slowest in 20 | target |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for home, times in waits.items():
        cuts = quantiles(times, n=20)
        target = f"≤ {TARGET_MS:.0f}" if "network" not in home else "–"
        spread = f"{cuts[4]:.0f}–{cuts[14]:.0f} | {cuts[18]:.0f}"
        lines.append(f"| {home} | {len(times)} | {median(times):.1f} | {spread} | {target} |")
    parts = weights()
    lines += ["", "| what a page carries | bytes |", "|---|---|"]
    lines += [f"| {name} | {size:,} |" for name, size in parts.items()]
    lines += [f"| together (target ≤ {TARGET_BYTES:,}) | {sum(parts.values()):,} |", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few steps, print only")
    quick = parser.parse_args().quick
    text = report(measure(8 if quick else 60))
    print(text)
    if not quick:
        RESULTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
