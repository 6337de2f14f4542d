"""Build the book, run every test that this machine can run, and say plainly what was left out and why.

    python -m tools.test_all

There are two workers, since most of the work keeps one core busy: each takes the next piece as soon as
it is free. What a piece says is printed when it ends. The tests run in up to three environments: the
locked one, one with the oldest NumPy and one with PyTorch (`make peers` makes those two). With CI=true
nothing may be left out.
"""

import os
import platform
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"

PAGES = "tests/browser/test_book_pages.py"
DIGITS = "tests/test_printed_digits.py"
NOT_HERE = [f"--ignore={path}" for path in ("tests/peers", "tests/browser", DIGITS)]
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "notebooks"]
# nbval holds what the chapters print under the oldest core type; see tests/test_printed_digits.py
OLDEST_CORE = {"OPENBLAS_CORETYPE": "Prescott"} if platform.machine() in {"x86_64", "AMD64"} else {}


@dataclass(frozen=True)
class Piece:
    """A command that can run beside others."""

    what: str
    module: str
    arguments: list[str]
    environment: str = ".venv"
    variables: dict[str, str] = field(default_factory=dict)
    after_the_book: bool = False


BOOK = Piece("The book", "tools.build_book", [])
# the longest first, so that the workers end together; those that need the book come when it is there
PIECES = (
    Piece("Tests of the figures in a browser", "pytest", ["tests/browser", f"--ignore={PAGES}"]),
    Piece("The built book in a browser", "pytest", [PAGES], after_the_book=True),
    Piece("Chapters' printed digits", "pytest", [DIGITS], after_the_book=True),
    Piece("Chapters by nbval", "pytest", NBVAL, variables=OLDEST_CORE),
    Piece("Everything else", "pytest", ["tests", *NOT_HERE]),
    Piece("The oldest supported NumPy", "pytest", ["tests/unit"], environment=".venv-oldest"),
    Piece("PyTorch as an independent oracle", "pytest", ["tests/peers"], environment=".venv-torch"),
)


def run(piece: Piece, book: Future[int | None] | None = None) -> int | None:
    """Run one piece and print what it said; return its exit code, None where its environment is absent.

    `book` is the work that builds the book, for the pieces that come after it.
    """
    python = ROOT / piece.environment / "bin" / "python"
    if piece.environment == ".venv":
        python = Path(sys.executable)
    elif not python.exists():
        print(
            f"\nLeft out: {piece.what}; {piece.environment} is not there (`make peers` makes it).", flush=True
        )
        return None
    if piece.after_the_book and book is not None:
        book.result()
    print(f"Started: {piece.what}.", flush=True)
    options = ["-q"] if piece.module == "pytest" else []
    started = time.perf_counter()
    ended = subprocess.run(
        [str(python), "-m", piece.module, *options, *piece.arguments],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | piece.variables,  # pieces run side by side
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = round(time.perf_counter() - started)
    print(f"\n{piece.what} ({seconds // 60} min {seconds % 60} s):\n{ended.stdout}", flush=True)
    return ended.returncode


def main() -> int:
    """Return 0 when all that ran passed and, with CI=true, nothing was left out."""
    with ThreadPoolExecutor(max_workers=2) as workers:
        book = workers.submit(run, BOOK)
        pieces = [workers.submit(run, piece, book) for piece in PIECES]
    codes = [future.result() for future in (book, *pieces)]
    for piece, code in zip((BOOK, *PIECES), codes, strict=True):
        if code:
            print(f"FAILED: {piece.what}", file=sys.stderr)
    if IN_CI and None in codes:
        print("CI=true: nothing may be left out.", file=sys.stderr)
        return 1
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
