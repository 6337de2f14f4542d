"""What every kind of panel figure must do in a page, as checks that each kind's tests call."""

import math
import re

import numpy as np
from pages import axe_faults

from helpers.widgets import base

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BROKEN = re.compile(r"NaN|Infinity|undefined|null|\[object")
PICTURES = """(root) => {
    const told = (e) => [...e.attributes].map(({ name, value }) => name + value).sort();
    const part = (e) => [e.tagName, told(e), e.children.length || e.textContent];
    const drawing = (svg) => [svg, ...svg.children].map(part);
    const shown = [...root.querySelectorAll('canvas, svg')].filter((e) => e.clientWidth);
    return shown.map((e) => (e.tagName === 'CANVAS' ? e.toDataURL() : JSON.stringify(drawing(e)))).join();
}"""
SLIDE = "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }"


class Panel:
    """A panel figure on the page, as a reader meets it."""

    def __init__(self, page, index=0):
        self.page = page
        self.root = page.locator("section.ntn").nth(index)
        self.task = self.root.locator(".ntn-task")
        self.status = self.root.locator(".ntn-status")

    def settle(self):
        self.page.evaluate(
            "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
        )

    def picture(self):
        """All that is drawn: canvases as images, drawings as their source."""
        self.settle()
        return self.root.evaluate(PICTURES)

    def says(self):
        self.settle()
        return self.root.inner_text()

    def control(self, name):
        return self.root.locator(f":is(input, select)[name={name}]")

    def set(self, name, value):
        """Set a control as the reader does: a slider's place, a number, a switch, a choice by its place."""
        control = self.control(name)
        kind = control.evaluate("(e) => e.type")
        if kind == "checkbox":
            control.set_checked(bool(value))
        elif kind in ("range", "number"):
            control.evaluate(SLIDE, value)
        else:
            control.select_option(str(value))
        self.settle()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def theme(self, name):
        self.page.evaluate(f"document.documentElement.dataset.theme = '{name}'")
        self.page.wait_for_selector(
            f"section.ntn{'[data-dark]' if name == 'dark' else ':not([data-dark])'}", state="attached"
        )
        self.settle()


def every_control_moves_the_picture(panel, *, seed=0, before=None):
    """Each visible control at its low end, its high end and three random places; `before` sets the scene.

    The controls are tried one by one with the others as the page has them after `before`.
    """
    rng = np.random.default_rng(seed)
    tried = []
    for control in panel.root.locator(":is(input, select)[name]").all():
        panel.root.get_by_role("button", name="Reset").click()
        if before:
            before(panel)
        panel.settle()
        name = control.get_attribute("name")
        if not control.is_visible():
            continue
        places = _places(control, rng)
        seen, last = panel.picture(), _value(control)
        for place in places:
            panel.set(name, place)
            now = panel.picture()
            assert not BROKEN.search(panel.says()), (name, place)
            assert not re.search(r"NaN|Infinity|undefined", panel.root.inner_html()), (name, place)
            assert math.isfinite(float(_value(control)))
            assert (now != seen) == (_value(control) != last), (name, place)
            seen, last = now, _value(control)
        tried.append(name)
    panel.root.get_by_role("button", name="Reset").click()
    panel.settle()
    return tried


def _value(control):
    return control.evaluate("(e) => (e.type === 'checkbox' ? +e.checked : e.value)")


def _places(control, rng):
    kind = control.evaluate("(e) => e.type")
    if kind == "checkbox":
        return [1, 0, 1]
    if kind == "number":
        low, high = (float(control.get_attribute(name)) for name in ("min", "max"))
        return [low, high, *rng.uniform(low, high, 3).round(3).tolist()]
    if kind != "range":
        return [*range(control.locator("option").count()), 0]
    low, high, step = (float(control.get_attribute(name)) for name in ("min", "max", "step"))
    steps = round((high - low) / step)
    inside = rng.permutation(np.arange(1, steps))[:3].tolist() if steps > 1 else []
    # as the decimal that a reader's slider would give
    return [float(f"{low + place * step:.9g}") for place in (0, steps, *inside)]


def agrees_with_numpy(panel):
    """The page's own account of its worst difference."""
    assert float(panel.root.get_attribute("data-parity")) <= 1e-9
    assert panel.root.locator(".ntn-error:visible").count() == 0


def disturbed(widget, quantity, shift=1.5e-9, row=-1):
    """The same widget, carrying a wrong answer of NumPy's for one quantity in one reference state."""
    setting = dict(widget._setting)
    reference = setting["reference"] = dict(setting["reference"])
    values = base.unpacked(reference["values"]).copy()
    column = reference["quantities"].index(quantity)
    values[row, column] += shift * max(1, abs(values[row, column]))
    reference["values"] = base.packed(values)
    widget._setting = setting
    return widget


def do_not_touch(texts):
    """No drawn text lies on another."""
    for i, a in enumerate(texts):
        for b in texts[:i]:
            beside = a["left"] >= b["right"] or b["left"] >= a["right"]
            assert beside or a["top"] >= b["bottom"] or b["top"] >= a["bottom"], (a, b)


def says_that_it_disagrees(panel, told="1.5e"):
    """What a page with a wrong figure tells its reader."""
    assert f"disagrees with NumPy by {told}" in panel.root.get_by_role("alert").inner_text()


def a_link_brings_it_back(show, make, key, changes, **options):
    """Set controls, copy the link, open it: the same pictures, words and settings."""
    first = Panel(show(make(), **options))
    fresh = first.picture()
    for name, value in changes.items():
        first.set(name, value)
    first.root.get_by_role("button", name="Copy link").click()
    first.root.get_by_text(re.compile("link")).last.wait_for()
    fragment = "#" + first.page.url.split("#")[1]
    assert fragment.startswith(f"#{key}?")
    picture, words = first.picture(), first.status.inner_text()
    assert picture != fresh
    again = Panel(show(make(), fragment=fragment, **options))
    assert again.picture() == picture
    assert again.status.inner_text() == words
    for name in changes:
        assert _value(again.control(name)) == _value(first.control(name)), name
    return again


def a_broken_link_does_no_harm(show, make, key, names):
    """A link that was cut or changed sets what it can, within the controls' ends."""
    query = "&".join(
        f"{name}={value}" for name, value in zip(names, ("1e9", "x", "-1e9", "0.3") * 9, strict=False)
    )
    broken = (f"#{key}?{query}", f"#{key}", "#%", f"#{key}?=")
    panel = Panel(show(make(), fragment=broken[0]))
    for fragment in broken:
        panel.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
        assert not BROKEN.search(panel.says())
        assert panel.root.locator(".ntn-error:visible").count() == 0


def looks_right(panel, theme):
    """No accessibility fault, no sideways scrolling, no drawn text under 12 pixels, none cut off."""
    panel.theme(theme)
    panel.page.wait_for_timeout(350)  # colours change softly
    assert axe_faults(panel.page, theme) == []
    width = panel.page.viewport_size["width"]
    assert panel.page.evaluate("document.documentElement.scrollWidth") <= width
    for text in drawn_texts(panel):
        assert text["size"] >= 12, text
        assert text["left"] >= -0.5, text
        assert text["right"] <= text["width"] + 0.5, text
        assert text["top"] >= -0.5, text
        assert text["bottom"] <= text["height"] + 0.5, text


def drawn_texts(panel):
    """Texts of the drawings with their boxes, in pixels of the page, from the drawing's corner."""
    return panel.root.evaluate("""(root) => [...root.querySelectorAll('svg text')].map((e) => {
        const box = e.getBoundingClientRect(), around = e.ownerSVGElement.getBoundingClientRect();
        const scale = around.width / e.ownerSVGElement.viewBox.baseVal.width;
        return { text: e.textContent, size: scale * parseFloat(getComputedStyle(e).fontSize),
            left: box.left - around.left, right: box.right - around.left, width: around.width,
            top: box.top - around.top, bottom: box.bottom - around.top, height: around.height };
    })""")


def nothing_jumps(panel, slider):
    """Every control stays where it is while this slider goes over its whole range."""
    seen, last = set(), int(slider.get_attribute("max"))
    for place in range(last + 1):
        slider.evaluate(SLIDE, place)
        panel.settle()
        tops = panel.root.evaluate("""(root) => {
            const { top } = root.getBoundingClientRect();
            return [...root.querySelectorAll('input, button, select')].filter((e) => e.clientWidth)
                .map((e) => Math.round(e.getBoundingClientRect().top - top));
        }""")
        seen.add(tuple(tops))
    assert len(seen) == 1, seen


def targets_are_large(panel):
    """On a touch screen every control is at least 44 pixels high."""
    controls = panel.root.locator(
        "button, select, input[type=range], label:has(input[type=checkbox]), summary"
    )
    for control in controls.all():
        if control.is_visible():
            assert control.bounding_box()["height"] >= 43.9, control.evaluate("(e) => e.outerHTML")


def keys_stay_from_jupyterlab(panel):
    """JupyterLab takes the arrow keys away from whatever lacks the attribute itself."""
    focusable = panel.root.locator(":is(input, select, button, summary, a, [tabindex])")
    assert focusable.count() > 2
    for element in focusable.all():
        told = element.evaluate("(e) => e.outerHTML")
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true", told


def follows_the_theme(panel):
    """The book's theme and forced colours repaint, and back."""
    panel.theme("light")
    light = panel.picture()
    panel.theme("dark")
    assert panel.picture() != light
    inks = panel.root.locator("svg").evaluate_all("(all) => all.map((e) => getComputedStyle(e).color)")
    assert all(int(re.findall(r"\d+", ink)[0]) > 150 for ink in inks), inks
    panel.theme("light")
    assert panel.picture() == light
    panel.page.emulate_media(forced_colors="active")
    panel.settle()
    panel.settle()
    assert panel.picture() != light
    panel.page.emulate_media(forced_colors="none")


def prints(panel):
    """On paper the pictures and the words stay and the controls go."""
    panel.page.emulate_media(media="print")
    assert panel.root.locator("canvas:visible, svg:visible").count() >= 1
    assert panel.status.is_visible()
    assert panel.root.locator(":is(input, select, button, summary, fieldset):visible").count() == 0


def is_solved(panel, index, answer):
    """The task with this number is answered in the page."""
    panel.settle()
    return panel.task.nth(index).inner_text().endswith(f"✓ {answer}")


def it_plays(show, make, name, last):
    """Play goes to the last step and stops; where motion is not wanted it goes on in steps of a tenth."""
    panel = Panel(show(make()))
    panel.root.get_by_role("button", name="Play").click()
    handle = panel.control(name).element_handle()
    panel.page.wait_for_function("([e, last]) => e.value === last", arg=[handle, str(last)])
    panel.root.get_by_role("button", name="Play").wait_for()
    calm = Panel(show(make(), reduced_motion="reduce"))
    calm.root.get_by_role("button", name="Play").click()
    calm.page.wait_for_timeout(200)
    assert calm.control(name).input_value() == "1"
    return calm
