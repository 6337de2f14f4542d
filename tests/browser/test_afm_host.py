"""The host script: what it shows, what it says when it cannot, and that it asks for nothing."""

import base64

import ipywidgets
import pytest
from matplotlib.figure import Figure
from pages import HOST, is_local, page
from test_boundary_page import Shown, network, perceptron

from helpers.widgets import LiveFigure

pytestmark = pytest.mark.browser


@pytest.fixture
def load(new_page, tmp_path):
    """Open this HTML from a folder inside a folder, over file://."""

    def load(html, **options):
        path = tmp_path / "notebooks" / "page.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(html, "utf-8")
        opened = new_page(**options)
        opened.goto(path.as_uri())
        opened.wait_for_selector("html[data-afm=done]", state="attached")
        return opened

    return load


def live():
    figure = Figure(figsize=(3, 2))
    (line,) = figure.subplots().plot([0, 1], [0, 1])

    def redraw(slope):
        line.set_data([0, 1], [0, slope])
        return f"slope {slope}"

    alt = "A line from the origin whose slope the slider sets."
    return LiveFigure(figure, redraw, alt=alt, slope=ipywidgets.FloatSlider(value=0.5))


def test_a_live_cell_shows_its_picture_and_says_where_it_comes_alive(load):
    opened = load(page(live()))
    image = opened.get_by_role("img", name="A line from the origin whose slope the slider sets.")
    assert image.evaluate("(e) => e.decode().then(() => e.naturalWidth)") > 200
    assert opened.get_by_text("This cell comes alive in JupyterLab").is_visible()


def test_the_page_s_language_chooses_the_words(load):
    assert load(page(live(), language="ko")).get_by_text("JupyterLab에서 움직입니다").is_visible()


def test_the_host_runs_once_even_if_the_page_names_it_twice(load):
    script = f"<script>{HOST.read_text('utf-8')}</script>"
    opened = load(page(perceptron(), network()).replace("</head>", script + "</head>"))
    assert opened.locator("section.ntn").count() == 2
    sheets = opened.evaluate("[...document.querySelectorAll('style')].map((style) => style.textContent)")
    assert len([sheet for sheet in sheets if ".ntn-title" in sheet]) == 1


def test_a_module_that_fails_is_reported_where_the_figure_would_stand(browser, tmp_path):
    broken = perceptron()
    broken._esm = "export default { render() { throw new Error('out of ink'); } };"
    path = tmp_path / "broken.html"
    path.write_text(page(broken, network()), "utf-8")
    with browser.new_context() as context:
        opened = context.new_page()
        opened.goto(path.as_uri())
        opened.wait_for_selector("html[data-afm=done]", state="attached")
        assert opened.get_by_role("alert").first.inner_text() == "This figure could not be shown: out of ink"
        assert "accuracy" in Shown(opened).says()


def test_a_policy_that_forbids_blobs_is_reported_too(browser, tmp_path):
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'unsafe-inline'\">"
    path = tmp_path / "strict.html"
    path.write_text(page(perceptron()).replace("<head>", "<head>" + policy), "utf-8")
    with browser.new_context() as context:
        opened = context.new_page()
        opened.goto(path.as_uri())
        opened.wait_for_selector("html[data-afm=done]", state="attached")
        assert opened.get_by_role("alert").inner_text().startswith("This figure could not be shown: ")


def test_what_counts_as_another_origin(tmp_path):
    """The guard of every page of these tests can itself fail."""
    assert is_local("http://127.0.0.1:8888/lab")
    assert is_local(tmp_path.as_uri())
    assert is_local("data:image/png;base64," + base64.b64encode(b"x").decode())
    assert not is_local("https://example.org/font.woff2")
    assert not is_local("http://10.0.0.1/")
