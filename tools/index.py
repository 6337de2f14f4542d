"""Write the page that lists every interactive figure and every exercise of the book.

    python -m tools.index

The page is made from the chapters, so it cannot promise what they do not hold; a test keeps it equal.
"""

import re
from pathlib import Path

import nbformat
from mdit_py_plugins.anchors.index import slugify

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "book" / "figures_and_exercises.md"

HEAD = """# Figures and exercises

Every interactive figure and every exercise of the book, chapter by chapter. The figures work in this
book as they stand; those marked ○ come alive in JupyterLab, where the kernel computes. Exercises marked
★ ask for more.
"""
FIGURE = re.compile(r"\b([A-Z]\w+Figure)\(")


def chapters() -> list[Path]:
    """The chapters in the order of the table of contents."""
    files = re.findall(r"file: (notebooks/\w+)", (ROOT / "_toc.yml").read_text("utf-8"))
    return [ROOT / f"{file}.ipynb" for file in files]


def listed(path: Path) -> str:
    """One chapter's section: its figures and exercises, each a link to the heading that it stands under."""
    heading, title, figures, exercises = "", "", [], []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^#+ (.+)$", cell.source, flags=re.M):
                title = title or heading
                if heading.startswith("Exercise "):
                    exercises.append(f"- {link(path, heading.removeprefix('Exercise '), heading)}")
            continue
        # a widget leaves no text in the stored notebook but its repr
        shown = [
            output.data["text/plain"] for output in cell.outputs if "image/png" in output.get("data", {})
        ]
        for text in shown:
            if kind := FIGURE.match(text):
                mark = " ○" if kind[1] == "LiveFigure" else ""
                figures.append(f"- {link(path, heading)}{mark}")
    return "\n".join(
        [f"## {link(path, title, '')}", "", "Figures:", "", *figures, "", "Exercises:", "", *exercises, ""]
    )


def link(path: Path, words: str, heading: str | None = None) -> str:
    """A link to a heading of a chapter; to the chapter itself where the heading is empty."""
    anchor = "" if heading == "" else "#" + slugify(heading or words)
    return f"[{words}](../notebooks/{path.name}{anchor})"


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *map(listed, chapters())])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
