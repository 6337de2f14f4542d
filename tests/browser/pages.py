"""A page with figures and nothing else, embedded as MyST-NB embeds them, so that one test runs in seconds."""

import json
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from ipywidgets import Widget
from ipywidgets.embed import embed_data
from playwright.sync_api import Browser, Page, Playwright

from helpers.widgets.base import lean

HOST = Path(__file__).parents[2] / "book" / "_static" / "afm-host.js"

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Figures</title>
<style>
body {{ max-width: 720px; margin: 0 auto; padding: 16px; color: #323232; background: #fff; }}
[data-theme=dark] body {{ color: #ced6dd; background: #14181e; }}
</style>
<script>{host}</script></head><body><main><h1>Figures</h1>
{views}
<script type="application/vnd.jupyter.widget-state+json">{state}</script>
</main></body></html>
"""


def page(*widgets: Widget, language: str = "en") -> str:
    """The HTML of a page that shows these widgets without a kernel."""
    data = embed_data(views=widgets, drop_defaults=False)
    views = "\n".join(
        f'<div><script type="application/vnd.jupyter.widget-view+json">{json.dumps(view)}</script></div>'
        for view in data["view_specs"]
    )
    state = json.dumps(data["manager_state"]).replace("</", "<\\/")
    return PAGE.format(language=language, host=lean(HOST.read_text("utf-8")), views=views, state=state)


def chromium(playwright: Playwright) -> Browser | None:
    """The Chromium that the system installed, started; None if there is none.

    Best is its shell without windows: the same engine, and it opens a page in half the time.
    """
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    )
    path = next(filter(None, map(shutil.which, names)), None)
    # as root Chromium starts only without its sandbox; the pages are the project's own
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    flags = ["--disable-gpu", "--disable-dev-shm-usage", *root]
    return playwright.chromium.launch(executable_path=path, args=flags) if path else None


def axe_faults(page: Page, theme: str) -> list[tuple[str, str, str]]:
    """What axe-core finds: rule, selector, source of each place. In the dark theme only colours differ."""
    options = {"resultTypes": ["violations"]}
    if theme == "dark":
        options["runOnly"] = ["color-contrast", "link-in-text-block"]
    return [
        (rule["id"], node["target"][0], node["html"])
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
    ]


def is_local(url: str) -> bool:
    """True for what a page may ask for: itself, this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("file", "data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")
