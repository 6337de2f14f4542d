"""A browser, pages that must not complain, and a JupyterLab with a kernel, for the tests of this folder."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest
from ipywidgets import Widget
from pages import page as html_of
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system. Without one the tests are left out; in CI that is a failure."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = (
            "no Chromium found: install it with the system's package manager (Debian: apt install chromium)"
        )
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    # as root Chromium starts only without its sandbox; the pages are the project's own
    flags = [*FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


def is_local(url: str) -> bool:
    """True for what a page may ask for: itself, this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("file", "data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


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
    home = tmp_path_factory.mktemp("lab")
    settings = home / "config" / "labconfig"
    settings.mkdir(parents=True)
    # neither news nor updates are fetched
    disabled = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (settings / "page_config.json").write_text(json.dumps(disabled))
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}
    folders |= {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    environment = os.environ | {name: str(home / folder) for name, folder in folders.items()}
    (home / "work").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = os.urandom(16).hex()
    options = [
        *("--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
        *(
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={home / 'work'}",
        ),
        *("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=None"),
        "--LabApp.extension_manager=readonly",
    ]
    log = (home / "log.txt").open("w")
    command = [sys.executable, "-m", "jupyterlab", *options]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/api?token={token}", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (home / "log.txt").read_text()
                time.sleep(0.1)

        def notebook(cells: list[str]) -> str:
            name = f"figure{len(list((home / 'work').iterdir()))}.ipynb"
            content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
            content.metadata["kernelspec"] = {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            }
            nbformat.write(content, home / "work" / name)
            return f"{base}/lab/tree/{name}?token={token}&reset"

        yield notebook
    finally:
        # the server and its kernels are one process group of their own
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        log.close()
