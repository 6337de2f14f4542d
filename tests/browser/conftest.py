"""A browser, pages that must not complain, and a JupyterLab with a kernel, for the tests of this folder."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget
from lab_server import lab_theme, running_lab
from pages import chromium, is_local
from pages import page as html_of
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system. Without one the tests are left out; in CI that is a failure."""
    with sync_playwright() as playwright:
        started = chromium(playwright)
        if started is None:
            message = (
                "no Chromium found: install it by the system's package manager "
                "(Debian: apt install chromium-headless-shell)"
            )
            pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Pages that report: no console error, no page error, no request to another origin may stand."""
    contexts, complaints = [], []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on(
            "request", lambda request: is_local(request.url) or complaints.append(f"asks {request.url}")
        )
        context.route(lambda url: not is_local(url), lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.on("console", lambda m: complaints.append(f"console: {m.text}") if m.type == "error" else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def show(new_page: Callable[..., Page], tmp_path: Path) -> Callable[..., Page]:
    """Open a page that holds the given widgets and nothing else, over file://."""

    def open_widgets(*widgets: Widget, fragment: str = "", language: str = "en", **options: Any) -> Page:
        path = tmp_path / "figures.html"
        path.write_text(html_of(*widgets, language=language), "utf-8")
        page = new_page(**options)
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("html[data-afm=done]", state="attached")
        return page

    return open_widgets


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[list[str]], str]]:
    """A JupyterLab on this machine; called with the code cells of a notebook, it gives its address."""
    with running_lab(tmp_path_factory.mktemp("lab")) as notebook:
        yield notebook


Notebook = tuple[Page, Callable[..., None]]


@pytest.fixture
def notebook(
    lab: Callable[[list[str]], str], new_page: Callable[..., Page]
) -> Callable[[list[str]], Notebook]:
    """Opens a notebook of these cells in the light theme, waits for its kernel, gives how to run a cell."""

    def opened(sources: list[str]) -> Notebook:
        page = new_page(viewport={"width": 1280, "height": 1800})
        page.set_default_timeout(60_000)
        page.goto(lab(sources))
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        cells.nth(len(sources) - 1).wait_for()
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        lab_theme(page, "Light")  # the server remembers what the last test chose

        def run(index: int, printed: str | None = None) -> None:
            cells.nth(index).locator(".jp-InputPrompt").click()
            page.keyboard.press("Control+Enter")
            cells.nth(index).get_by_text(re.compile(r"^\[\d+\]:$")).first.wait_for()
            if printed:
                cells.nth(index).locator(".jp-OutputArea-output", has_text=printed).wait_for()

        return page, run

    return opened
