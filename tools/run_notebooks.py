"""Run notebooks from a clean kernel and store what they print and draw.

    python -m tools.run_notebooks [notebooks/03_perceptron.ipynb ...]

Views of interactive widgets are left out of the stored file, because JupyterLab shows "model not
found" for them when no kernel runs; their picture and their text stay.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS_ALLOWED = 20  # for a chapter, on two cores


def chapters() -> list[Path]:
    """Every chapter notebook, in reading order."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def execute(notebook: Any, folder: Path, variables: dict[str, str] | None = None) -> Any:
    """Run all cells of `notebook` in a new kernel whose working directory is `folder`; return it.

    `variables` are added to the kernel's environment.
    """
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # how a long cell's output is cut into pieces depends on the clock
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=os.environ | (variables or {}))
    return notebook


def without_widget_views(notebook: Any) -> Any:
    """Drop widget state and views in place; keep each widget's text and picture."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        kept = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET_VIEW, None)
            if data or output["output_type"] not in {"display_data", "execute_result"}:
                kept.append(output)
        if cell.cell_type == "code":
            cell.outputs = kept
    return notebook


def main(arguments: list[str] | None = None) -> int:
    """Re-execute the named notebooks, or all of them; report the seconds that each one took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: every chapter")
    paths = parser.parse_args(arguments).notebooks or chapters()
    for path in paths:
        print(f"{path.name} ...", end=" ", flush=True)
        started = time.perf_counter()
        notebook = nbformat.read(path, as_version=4)
        try:
            execute(notebook, path.resolve().parent)
        except CellExecutionError as error:
            print("stopped; the stored file is unchanged", file=sys.stderr)
            print(error, file=sys.stderr)
            return 1
        seconds = time.perf_counter() - started
        nbformat.write(without_widget_views(notebook), path)
        slow = (
            f" (more than the {SECONDS_ALLOWED} s that a chapter may take)"
            if seconds > SECONDS_ALLOWED
            else ""
        )
        print(f"{seconds:.1f} s{slow}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
