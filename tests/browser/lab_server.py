"""A JupyterLab of one's own: on 127.0.0.1, with a token, its files in one folder, stopped by process id."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Page


@contextmanager
def running_lab(home: Path) -> Iterator[Callable[[list[str]], str]]:
    """Start one. What it yields makes a notebook of code cells and gives its address."""
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
        *("--LabApp.extension_manager=readonly", "--LabApp.expose_app_in_browser=True"),
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


def lab_theme(page: Page, name: str) -> None:
    """Choose JupyterLab's own theme, Light or Dark, and wait until it and the figures have it."""
    page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{ theme: 'JupyterLab {name}' }})")
    page.wait_for_selector(
        f"body[data-jp-theme-light={'true' if name == 'Light' else 'false'}]", state="attached"
    )
    wrong = "[data-dark]" if name == "Light" else ":not([data-dark])"
    page.wait_for_function(f"!document.querySelector('section.ntn{wrong}')")
