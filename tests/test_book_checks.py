"""The checks that the build makes by itself, each proved on a small book with one fault in it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
extensions = ["myst_nb", "book_accessible"]
exclude_patterns = ["_build"]
myst_heading_anchors = 4
nb_execution_mode = "off"
nb_ipywidgets_js = {{}}
"""
GLOSSARY = "# Glossary\n\n## Decision boundary\n\nA line between classes.\n"
SOUND = """# Page

A [term](glossary.md#decision-boundary).

![A blue disc to the left of a vermilion square](dot.png)

<img src="dot.png" alt="The same blue disc once more, now as raw HTML">
"""
FAULTY = """# Page

A [term](glossary.md#decision-border), a [page](glosary.md).

![](none.png) ![path.png](path.png)

<img src="raw.png">
"""
MESSAGES = (
    "picture none.png has no alt text",
    "picture path.png has its own path as alt text",
    "picture raw.png has no alt text",
    "local id not found in doc 'glossary': 'decision-border'",
    "'myst' cross-reference target not found: 'glosary.md'",
)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def build(folder: Path, text: str) -> tuple[int, str]:
    """Build a book of two pages with warnings as errors; return exit code and messages."""
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text(text + "\n```{toctree}\nglossary\n```\n")
    (folder / "glossary.md").write_text(GLOSSARY)
    for name in ("dot", "none", "path"):
        (folder / f"{name}.png").write_bytes(DOT)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        str(folder),
        str(folder / "_build"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_a_sound_book_builds(tmp_path):
    assert build(tmp_path, SOUND) == (0, "")


def test_each_fault_is_named_and_fails_the_build(tmp_path):
    code, messages = build(tmp_path, FAULTY)
    assert code == 1
    assert [message for message in MESSAGES if message not in messages] == []
