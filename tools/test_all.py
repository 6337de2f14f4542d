"""Run every test that this machine can run, and say plainly what was left out and why.

    python -m tools.test_all

The tests run in up to three environments: the locked one (all tests, and every notebook), one with
the oldest NumPy and one with PyTorch (`make peers` makes those two). The figures' browser tests are
half of the work: they run beside the others and are printed at the end. With CI=true nothing may be
left out.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"

NOTEBOOKS = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "notebooks"]
BOOK = "tests/browser/test_book_pages.py"
BESIDE = ["tests/browser", f"--ignore={BOOK}"]
RUNS = (
    (".venv-oldest", "the oldest supported NumPy", ["tests/unit"]),
    (".venv-torch", "PyTorch as an independent oracle", ["tests/peers"]),
    (
        ".venv",
        "everything else, and every notebook",
        ["tests", "--ignore=tests/peers", "--ignore=tests/browser", *NOTEBOOKS],
    ),
    (".venv", "the built book in a browser", [BOOK]),
)


def run(environment: str, what: str, arguments: list[str]) -> int | None:
    """Run pytest in one environment; return its exit code, or None where the environment is absent."""
    python = ROOT / environment / "bin" / "python"
    if environment == ".venv":
        python = Path(sys.executable)
    elif not python.exists():
        print(f"\nLeft out: {what}, since {environment} is not there (`make peers` makes it).", flush=True)
        return None
    print(f"\nTests with {what}:", flush=True)
    command = [str(python), "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    """Return 0 when all that ran passed and, with CI=true, nothing was left out."""
    with tempfile.TemporaryFile("w+") as told:
        browser = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", *BESIDE],
            cwd=ROOT,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            codes = [run(*each) for each in RUNS]
            print("\nTests with the figures in a browser (running since the beginning):", flush=True)
            codes.append(browser.wait())
        finally:
            browser.kill()
        told.seek(0)
        print(told.read(), flush=True)
    if IN_CI and None in codes:
        print("CI=true: nothing may be left out.", file=sys.stderr)
        return 1
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
