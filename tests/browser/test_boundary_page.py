"""The boundary figure in a page without a kernel: sliders, replay, points, link, look, words."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from pages import axe_faults

from helpers import neurons
from helpers.activations import ACTIVATIONS
from helpers.widgets import BoundaryFigure, Scenario, SizeFigure, Slider, Task, base

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(3)
X = np.concatenate([RNG.normal(-0.8, 0.4, (20, 2)), RNG.normal(0.8, 0.4, (20, 2))]).round(2)
Y = np.repeat([0, 1], 20)
LIMITS = ((-2, 2), (-2, 2))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def perceptron(**changes):
    """Two clouds, three sliders whose line stays in view, two starts to choose among."""
    runs = [
        neurons.perceptron_fit(X, Y, weight=np.array(w), bias=b)
        for w, b in (([1.0, -1.0], 0.3), ([-2.0, 0.5], 1.0))
    ]
    scenarios = [
        Scenario(name, np.column_stack([run.weights, run.biases]), examples=run.examples, class_names=classes)
        for name, run, classes in zip(
            ("one start", "another start"), runs, (None, ("blue", "orange")), strict=True
        )
    ]
    options = {
        "sliders": (Slider("w1", 0, -2, 2, 0.1), Slider("w2", 1, -2, 2, 0.1), Slider("b", 2, -1, 1, 0.1)),
        "task": Task("Separate the clouds.", "wrong == 0 and by_hand == 1", "no point is on the wrong side."),
        "class_names": ("calm", "wild"),
        "limits": LIMITS,
        "title": "Two clouds",
        "scenarios": scenarios,
    }
    return BoundaryFigure(X, Y, **{**options, **changes})


def network(activation="tanh", last="sigmoid", outputs=1, frames=40, dtype=np.float32, **changes):
    """A random walk of a small network's parameters, as a history."""
    rng, sizes = np.random.default_rng(5), (2, 6, 4, outputs)
    count = sum((n + 1) * m for n, m in pairwise(sizes))
    history = rng.normal(0, 1, count) + np.cumsum(rng.normal(0, 0.15, (frames, count)), axis=0)
    options = {
        "sizes": sizes,
        "activations": (activation, activation, last),
        "curves": {
            "training loss": np.geomspace(1, 0.1, frames),
            "validation loss": np.linspace(1, 0.5, frames),
        },
        "frame_name": "epoch",
        "frame_numbers": 5 * np.arange(frames),
        "limits": LIMITS,
        "title": "A network",
    }
    return BoundaryFigure(X, Y, history.astype(dtype), **{**options, **changes})


class Shown:
    """The figure on the page, as a reader meets it."""

    def __init__(self, page, index=0):
        self.page = page
        self.root = page.locator("section.ntn").nth(index)
        self.canvas = self.root.locator("canvas").first
        self.scrub = self.root.get_by_label(re.compile("^(update|epoch)$"))

    def settle(self):
        self.page.evaluate(
            "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
        )

    def picture(self):
        self.settle()
        return self.canvas.evaluate("(canvas) => canvas.toDataURL()")

    def slide(self, control, value):
        control.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }", value
        )
        self.settle()

    def slider(self, name):
        return self.root.locator(f"input[name={name}]")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def says(self):
        self.settle()
        return self.root.inner_text()

    def place(self, x, y):
        """Where the data's (x, y) lies in the window."""
        box = self.canvas.bounding_box()
        left, right, top, bottom = 50, 10, 10, 42
        across = (x - LIMITS[0][0]) / (LIMITS[0][1] - LIMITS[0][0])
        down = (LIMITS[1][1] - y) / (LIMITS[1][1] - LIMITS[1][0])
        return (
            box["x"] + left + across * (box["width"] - left - right),
            box["y"] + top + down * (box["height"] - top - bottom),
        )


def drawn_texts(figure, canvas, act):
    """What a canvas writes when `act` makes the figure paint: texts, their boxes, the five points before."""
    record = """(canvas) => {
        const c = canvas.getContext('2d');
        window.drawn = [];
        let path = [];
        for (const name of ['moveTo', 'lineTo']) {
            c[name] = function (x, y) {
                path = [...path, [x, y]].slice(-5);
                this.__proto__[name].call(this, x, y);
            };
        }
        c.fillText = function (text, x, y) {
            const { e, f, a } = this.getTransform(), half = this.measureText(text).width / 2;
            const before = path.map((p) => p.map((v, i) => v + [e, f][i] / a));
            const middle = e / a + x, ink = this.fillStyle;
            drawn.push({ text, before, left: middle - half, right: middle + half, y: f / a + y, ink });
            this.__proto__.fillText.call(this, text, x, y);
        };
    }"""
    canvas.evaluate(record)
    act()
    figure.settle()
    drawn = figure.page.evaluate("window.drawn")
    forget = "(canvas) => { const c = canvas.getContext('2d'); for (const k of Object.keys(c)) delete c[k]; }"
    canvas.evaluate(forget)
    return drawn


# ---- sliders and replay


def test_every_slider_moves_the_picture_over_its_whole_range(show):
    page = show(perceptron(), network(sliders=(Slider("v1", 0), Slider("v2", 3))))
    for index in (0, 1):
        figure = Shown(page, index)
        for control in figure.root.locator("input[type=range]").all():
            low, high, step = (float(control.get_attribute(name)) for name in ("min", "max", "step"))
            ticks = round((high - low) / step)
            places = [0, ticks, *np.random.default_rng(index).permutation(np.arange(1, ticks))[:3].tolist()]
            before = None
            for place in places:
                figure.slide(control, low + place * step)
                after, words = figure.picture(), figure.says()
                assert after != before, control.get_attribute("aria-label")
                assert not re.search(r"NaN|Infinity|undefined|null", words)
                assert math.isfinite(float(control.input_value()))
                before = after


def test_the_numbers_beside_the_sliders_and_in_the_formula_are_the_sliders(show):
    figure = Shown(show(perceptron()))
    figure.slide(figure.slider("w1"), -1.2)
    figure.slide(figure.slider("w2"), 0.7)
    figure.slide(figure.slider("b"), -0.4)
    assert figure.root.locator(".ntn-formula").inner_text() == "ŷ = step(−1.2 x₁ + 0.7 x₂ − 0.4)"
    assert figure.root.locator(".ntn-slider output").all_inner_texts() == ["−1.2", "0.7", "−0.4"]


def test_the_words_say_what_numpy_says_at_every_frame(show):
    widget = perceptron()
    figure = Shown(show(widget))
    status = figure.root.locator(".ntn-status")
    assert status.get_attribute("aria-live") == "polite"
    for frame in range(len(widget.history)):
        figure.slide(figure.scrub, frame)
        widget.frame = frame
        wrong = round((1 - widget.accuracy) * 40)
        percent = f"{100 * widget.accuracy:g}"
        assert status.inner_text() == f"accuracy {percent} %, {wrong} of 40 points wrong"
        told = figure.root.locator("legend output").inner_text()
        assert told == f"update {frame} of {len(widget.history) - 1}"
        cause = figure.root.locator(".ntn-cause").inner_text()
        blamed = f"caused by point {widget._run.examples[frame - 1] + 1} (" if frame else ""
        assert cause.startswith(blamed)
        assert bool(cause) == bool(frame)


def test_its_sliders_keep_their_rows_beside_a_figure_of_another_kind(show):
    """The style of one kind reaches all figures of a page."""
    other = SizeFigure(title="Size")
    for figure in (Shown(show(perceptron())), Shown(show(perceptron(), other))):
        row = figure.root.locator(".ntn-slider").first
        tops = [row.locator(part).bounding_box() for part in ("span", "input", "output")]
        middles = [box["y"] + box["height"] / 2 for box in tops]
        assert max(middles) - min(middles) < 8, middles


def test_the_task_is_recognised_when_the_reader_solves_it_and_not_when_the_replay_does(show):
    widget = perceptron()
    figure = Shown(show(widget))
    assert "✓" not in figure.says()
    figure.slide(figure.scrub, len(widget.history) - 1)
    assert "0 of 40 points wrong" in figure.says()
    assert "✓" not in figure.says()
    for name, value in (("w1", 1), ("w2", 1), ("b", 0)):
        figure.slide(figure.slider(name), value)
    assert "0 of 40 points wrong" in figure.says()
    assert "✓ no point is on the wrong side." in figure.root.locator(".ntn-task").inner_text()


def test_another_scenario_brings_its_own_replay(show):
    widget = perceptron()
    figure = Shown(show(widget))
    before = figure.picture()
    figure.root.locator("select").select_option("another start")
    assert figure.picture() != before
    widget.scenario = "another start"
    assert int(figure.scrub.get_attribute("max")) == len(widget.history) - 1
    assert float(figure.slider("w1").input_value()) == -2
    assert "● blue" in figure.says()
    assert "● calm" not in figure.says()


def test_play_reaches_the_end_and_pause_stops_it(show):
    figure = Shown(show(network()))
    figure.root.get_by_role("button", name="Play").click()
    figure.root.get_by_role("button", name="Pause").click()
    stopped = figure.scrub.input_value()
    figure.page.wait_for_timeout(150)
    assert figure.scrub.input_value() == stopped != "39"
    figure.slide(figure.scrub, 37)
    figure.root.get_by_role("button", name="Play").click()
    figure.page.wait_for_function("(e) => e.value === '39'", arg=figure.scrub.element_handle())
    figure.root.get_by_role("button", name="Play").wait_for()
    for name, value in (("10 back", "29"), ("1 back", "28"), ("10 forward", "38"), ("1 forward", "39")):
        figure.root.get_by_role("button", name=name, exact=True).click()
        figure.settle()
        assert figure.scrub.input_value() == value


def test_reduced_motion_plays_in_single_steps(show):
    figure = Shown(show(network(), reduced_motion="reduce"))
    figure.root.get_by_role("button", name="Play").click()
    figure.page.wait_for_timeout(150)
    assert figure.scrub.input_value() == "4"


def test_the_curves_follow_the_frame_and_choose_one(show):
    figure = Shown(show(network()))
    curves = figure.root.locator("canvas").nth(1)
    words = figure.root.locator(".ntn-legend").nth(1)
    assert words.inner_text().startswith("epoch 0")
    assert "training loss 1.000" in words.inner_text()
    before = curves.evaluate("(canvas) => canvas.toDataURL()")
    box = curves.bounding_box()
    curves.click(position={"x": box["width"] - 12, "y": 20})
    figure.settle()
    assert figure.scrub.input_value() == "39"
    assert words.inner_text().startswith("epoch 195")
    assert curves.evaluate("(canvas) => canvas.toDataURL()") != before
    figure.page.mouse.move(0, 0)
    figure.scrub.focus()
    figure.press("ArrowLeft", "ArrowLeft")
    assert words.inner_text().startswith("epoch 185")


def test_curves_of_whole_numbers_are_told_and_ticked_in_whole_numbers(show):
    frames = 3
    page = show(
        network(frames=frames, frame_numbers=range(frames), curves={"flowers wrong": [1, 0, 1]}),
        network(frames=frames, frame_numbers=range(frames), curves={"loss": [1, 0.5, 1]}),
    )
    whole, broken = Shown(page), Shown(page, 1)
    texts = [
        drawn_texts(
            shown, shown.root.locator("canvas").nth(1), lambda shown=shown: shown.slide(shown.scrub, 1)
        )
        for shown in (whole, broken)
    ]
    assert re.search(r"flowers wrong 0$", whole.says(), re.M)
    assert "loss 0.500" in broken.says()
    ticks = [[t["text"] for t in drawn if re.match(r"[\d.]+$", t["text"])] for drawn in texts]
    assert ticks[0] == ["0", "1", "2", "0", "1"]
    assert ticks[1] == ["0", "1", "2", "0.0", "0.5", "1.0"]


def test_a_figure_and_its_scenarios_begin_at_the_wanted_frame(show):
    widget = perceptron(frame=-1)
    figure = Shown(show(widget))
    for name in ("one start", "another start", "one start"):
        figure.root.locator("select").select_option(name)
        widget.scenario = name
        figure.settle()
        assert figure.scrub.input_value() == str(len(widget.history) - 1) == str(widget.frame) != "0"
        assert float(figure.slider("w1").input_value()) == pytest.approx(widget.history[-1, 0], abs=0.051)


# ---- parity with NumPy

NETWORKS = [(name, "sigmoid", 1) for name in ACTIVATIONS if name != "softmax"]
NETWORKS += [("tanh", last, 1) for last in ("step", "identity", "tanh")] + [
    ("relu", "softmax", 3),
    ("tanh", "identity", 2),
]


def test_the_page_computes_what_numpy_computes(show):
    widgets = [
        network(
            hidden, last, outputs, frames=3, dtype=dtype, title=f"{hidden} {last} {outputs} {dtype.__name__}"
        )
        for hidden, last, outputs in NETWORKS
        for dtype in (np.float32, np.float64)
    ]
    page = show(*widgets)
    worst = {}
    for section in page.locator("section.ntn").all():
        worst[section.get_attribute("aria-label")] = float(section.get_attribute("data-parity"))
    assert len(worst) == len(widgets)
    for title, error in worst.items():
        assert error <= (1e-6 if title.endswith("32") else 1e-12), title
    assert page.locator(".ntn-error:visible").count() == 0


@pytest.mark.parametrize(("dtype", "shift"), [(np.float32, 1.5e-6), (np.float64, 1.5e-12)])
def test_a_page_that_disagrees_with_numpy_says_so(show, dtype, shift):
    widget = network(frames=2, dtype=dtype)
    runs = [dict(run) for run in widget._runs]
    reference = runs[0]["reference"]
    runs[0]["reference"] = {**reference, "out": base.packed(base.unpacked(reference["out"]) + shift)}
    widget._runs = runs
    page = show(widget)
    assert "disagrees with NumPy by 1.5e" in page.get_by_role("alert").inner_text()


# ---- points by pointer, by finger, by keyboard


def test_a_point_is_dragged_and_the_words_follow(show):
    figure = Shown(show(perceptron()))
    figure.slide(figure.slider("w1"), 1)
    figure.slide(figure.slider("w2"), 1)
    figure.slide(figure.slider("b"), 0)
    assert "0 of 40" in figure.says()
    mouse = figure.page.mouse
    mouse.move(*figure.place(*X[0]))
    mouse.down()
    mouse.move(*figure.place(0, 0), steps=2)
    mouse.move(*figure.place(1.5, -1.0))
    mouse.up()
    assert "1 of 40 points wrong" in figure.says()
    assert re.search(r"point 1 of 40, calm, 1\.5\d, −(0\.9|1\.0)\d, on the wrong side", figure.says())
    figure.root.get_by_role("button", name="Reset points").click()
    assert "0 of 40" in figure.says()


def test_a_dragged_point_stays_in_the_plane(show):
    figure = Shown(show(perceptron()))
    mouse = figure.page.mouse
    mouse.move(*figure.place(*X[0]))
    mouse.down()
    mouse.move(2, 2)
    mouse.up()
    assert "point 1 of 40, calm, −2.00, 2.00" in figure.says()


def test_points_are_added_and_removed_by_clicks(show):
    figure = Shown(show(perceptron()))
    figure.page.mouse.click(*figure.place(1.5, -1.5))
    assert "of 40 points" in figure.says()
    figure.root.get_by_label("wild").check()
    figure.page.mouse.click(*figure.place(1.5, -1.5))
    assert "of 41 points" in figure.says()
    assert "added: point 41 of 41, wild, 1." in figure.says()
    figure.root.get_by_label("remove points").check()
    figure.page.mouse.click(*figure.place(1.5, -1.5))
    assert "of 40 points" in figure.says()


def test_a_finger_adds_points_and_finds_large_targets(show):
    page = show(perceptron(), **PHONE)
    figure = Shown(page)
    figure.root.get_by_label("calm").tap()
    figure.canvas.scroll_into_view_if_needed()
    page.touchscreen.tap(*figure.place(-1.5, 1.6))
    assert "of 41 points" in figure.says()
    for control in figure.root.locator("button, select, label:has(input), summary, input[type=range]").all():
        if control.is_visible():
            box = control.bounding_box()
            assert box["height"] >= 44, control.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_finger_on_a_point_drags_the_point_and_not_the_page(show):
    page = show(perceptron(), **PHONE)
    figure = Shown(page)
    touch = """(canvas, [x, y]) => {
        const touch = new Touch({ identifier: 1, target: canvas, clientX: x, clientY: y });
        const options = { cancelable: true, bubbles: true, touches: [touch], changedTouches: [touch] };
        return canvas.dispatchEvent(new TouchEvent('touchstart', options));
    }"""
    assert figure.canvas.evaluate(touch, list(figure.place(*X[0]))) is False
    assert figure.canvas.evaluate(touch, list(figure.place(1.8, -1.8))) is True


def test_everything_is_done_by_keyboard(show):
    figure = Shown(show(perceptron()))
    figure.page.keyboard.press("Tab")
    assert figure.canvas.evaluate("(e) => e === document.activeElement")
    start, top = figure.picture(), figure.page.evaluate("scrollY")
    figure.press("PageDown", "PageDown", "PageUp", "ArrowRight", "ArrowDown")
    x, y = X[0] + [0.04, -0.04]
    assert f"point 1 of 40, calm, {x:.2f}, {y:.2f}".replace("-", "−") in figure.says()
    assert figure.picture() != start
    assert figure.page.evaluate("scrollY") == top
    figure.press("Shift+ArrowUp")
    assert f"{X[0, 1] + 0.36:.2f}".replace("-", "−") in figure.says()
    figure.press("1")
    assert "added: point 41 of 41, wild" in figure.says()
    figure.press("Delete")
    assert "point removed, 40 left" in figure.says()
    figure.slider("w1").focus()
    figure.press("Home", "ArrowRight")
    assert float(figure.slider("w1").input_value()) == pytest.approx(-1.9)
    figure.scrub.focus()
    figure.press("End")
    assert figure.scrub.input_value() == figure.scrub.get_attribute("max")
    assert figure.scrub.get_attribute("aria-valuetext").startswith("update ")


def test_every_focusable_element_keeps_its_keys_from_jupyterlab(show):
    page = show(perceptron(), network())
    focusable = page.locator("section.ntn :is(input, select, button, summary, a, [tabindex])")
    assert focusable.count() > 25
    for element in focusable.all():
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true", element.evaluate(
            "(e) => e.outerHTML"
        )


# ---- the link


def test_a_link_brings_the_state_back(show):
    figure = Shown(show(perceptron()))
    figure.root.locator("select").select_option("another start")
    figure.slide(figure.scrub, 1)
    figure.slide(figure.slider("w2"), 1.3)
    figure.canvas.focus()
    figure.press("PageDown", "PageDown", "ArrowLeft", "Shift+ArrowLeft", "1", "PageUp", "Delete")
    figure.root.get_by_role("button", name="Copy link").click()
    figure.root.get_by_text(re.compile("link")).last.wait_for()
    fragment = "#" + figure.page.url.split("#")[1]
    assert fragment.startswith("#two-clouds?")
    picture, words = figure.picture(), figure.root.locator(".ntn-status").inner_text()
    # the picture marks the chosen point, the link does not keep the choice
    figure.page.mouse.click(*figure.place(1.9, -1.9))
    picture = figure.picture()
    again = Shown(show(perceptron(), fragment=fragment))
    assert again.root.locator(".ntn-status").inner_text() == words
    assert again.root.locator("select").input_value() == "another start"
    assert float(again.slider("w2").input_value()) == 1.3
    assert again.picture() == picture
    again.page.evaluate("location.hash = '#two-clouds?scenario=0&frame=0'")
    again.settle()
    assert again.root.locator("select").input_value() == "one start"


@pytest.mark.parametrize(
    "fragment", ["#two-clouds?frame=1e9&w1=x&points=q_m99_,_a1&scenario=-3", "#two-clouds", "#%"]
)
def test_a_broken_link_does_no_harm(show, fragment):
    figure = Shown(show(perceptron(), fragment=fragment))
    assert "of 40 points wrong" in figure.says()
    assert "NaN" not in figure.says()


# ---- the look


def ink(figure):
    """The lightness of the axis frame, 0 to 255."""
    figure.settle()
    # the frame's right edge lies 10 pixels from the canvas's
    read = "(c) => [...c.getContext('2d').getImageData(c.width - 11, c.height / 2, 1, 1).data]"
    red, *_, alpha = figure.canvas.evaluate(read)
    assert alpha > 0
    return red


def test_the_theme_of_the_book_the_system_and_forced_colours_repaint(show):
    figure = Shown(show(perceptron()))
    light, before = figure.picture(), ink(figure)
    figure.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    figure.page.wait_for_selector("section.ntn[data-dark]")
    assert figure.picture() != light
    assert ink(figure) > 150 > before
    figure.page.evaluate("document.documentElement.dataset.theme = 'light'")
    figure.page.wait_for_selector("section.ntn:not([data-dark])")
    assert figure.picture() == light
    figure.page.emulate_media(forced_colors="active")
    figure.page.wait_for_function("(old) => document.querySelector('canvas').toDataURL() !== old", arg=light)


def test_a_page_that_follows_the_system_is_followed(show):
    figure = Shown(show(perceptron(), color_scheme="dark"))
    figure.page.add_style_tag(content="@media (prefers-color-scheme: dark) { body { color: #eee } }")
    figure.page.wait_for_selector("section.ntn[data-dark]")
    figure.page.emulate_media(color_scheme="light")
    figure.page.wait_for_selector("section.ntn:not([data-dark])")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(show, options, theme):
    figure = Shown(show(perceptron(), network(), **options))
    figure.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    figure.root.locator("summary").click()
    figure.settle()
    assert axe_faults(figure.page, theme) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_arrow_and_its_label_stay_inside_the_plot(show, theme):
    page = show(perceptron(), **PHONE)
    figure = Shown(page)
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    figure.settle()
    box = figure.canvas.bounding_box()
    right, bottom = box["width"] - 10, box["height"] - 42
    # class 1 in a strip or a corner at each edge, and in each half
    edges = [(0.6, 0, -1), (-0.6, 0, -1), (0, 0.6, -1), (0, -0.6, -1)]
    corners = [(p, q, -1) for p in (-0.4, 0.4) for q in (-0.4, 0.4)]
    halves = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (1, 1, 0.3), (-1, 2, 0.4)]

    def label(*weights):
        def act():
            for name, value in zip(("w1", "w2", "b"), weights, strict=True):
                figure.slide(figure.slider(name), value)

        act()
        return [t for t in drawn_texts(figure, figure.canvas, act) if t["text"] == "ŷ = 1"]

    for weights in edges + corners + halves:
        (text, *_) = label(*weights)
        assert 50 <= text["left"] < text["right"] <= right, weights
        assert 10 <= text["y"] - 9 < text["y"] + 9 <= bottom, weights
        foot, tip, *_ = text["before"]
        for x, y in np.linspace(foot, tip, 9):
            assert 50 <= x <= right, weights
            assert 10 <= y <= bottom, weights
            # the arrow is not under the label
            assert not (text["left"] < x < text["right"] and abs(text["y"] - y) < 6), weights
        assert (int(text["ink"][1:3], 16) > 150) == (theme == "dark")
    assert label(0.3, 0.3, -1) == []  # no room in a small corner


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_paper_the_pictures_and_the_words_stay_and_the_controls_go(show, theme):
    figure = Shown(show(perceptron(), network()))
    figure.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    figure.settle()
    figure.page.emulate_media(media="print")
    other = Shown(figure.page, 1)
    for shown in (figure.canvas, other.canvas, other.root.locator("canvas").nth(1)):
        assert shown.is_visible()
        assert shown.bounding_box()["width"] > 300
        # a picture painted for the dark keeps its ground, since no script paints it again for the paper
        ground = shown.evaluate("(e) => getComputedStyle(e).backgroundColor")
        assert ground == ("rgb(21, 24, 29)" if theme == "dark" else "rgba(0, 0, 0, 0)")
    for words in (".ntn-title", ".ntn-task", ".ntn-legend", ".ntn-status", ".ntn-formula"):
        assert figure.root.locator(words).first.is_visible(), words
    assert figure.root.locator(":is(input, select, button, summary, fieldset, label):visible").count() == 0
    # nothing paints between the screen's width and the paper's: the picture must scale, not stretch
    ratio = """(e) => {
        e.closest('section').style.width = '400px';
        const box = e.getBoundingClientRect();
        return box.height / box.width - e.height / e.width;
    }"""
    assert abs(figure.canvas.evaluate(ratio)) < 0.01


def test_two_views_of_one_figure_move_together(show):
    widget = perceptron()
    page = show(widget, widget)
    first, second = Shown(page), Shown(page, 1)
    first.slide(first.slider("w1"), 1.7)
    assert float(second.slider("w1").input_value()) == 1.7
    assert first.picture() == second.picture()
    assert page.evaluate("document.querySelectorAll('#two-clouds').length") == 1


def test_a_language_without_words_is_shown_in_english(show):
    assert "accuracy" in Shown(show(perceptron(), language="ko")).says()
