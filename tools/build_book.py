"""Build the HTML book, offline zip included on request.

    python -m tools.build_book [--zip]

Notebooks come from a cache unless their code changed. The cache looks at cells only, so it is
dropped here when anything in `helpers` or the locked environment changed.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
HTML = BUILD / "html"
ZIP_NAME = "neuron-to-network"


def digest_of_code() -> str:
    """A digest of every file that the notebooks' results depend on, besides the notebooks."""
    files = [path for path in (ROOT / "helpers").rglob("*") if path.suffix in {".py", ".js", ".css"}]
    digest = hashlib.sha256()
    for path in sorted([*files, ROOT / "requirements.lock"]):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def drop_stale_cache() -> None:
    """Remove the executed notebooks when the code that they ran is no longer the code that is here."""
    stamp, now = BUILD / "helpers.digest", digest_of_code()
    if stamp.exists() and stamp.read_text() == now:
        return
    if stamp.exists():
        print("helpers changed: every notebook will run again.")
    shutil.rmtree(BUILD / ".jupyter_cache", ignore_errors=True)
    shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    BUILD.mkdir(exist_ok=True)
    stamp.write_text(now)


def build() -> None:
    """Run Jupyter Book with warnings as errors; `--all`, since an unread page would hide its warnings."""
    drop_stale_cache()
    (HTML / "index.html").unlink(missing_ok=True)  # written last: its presence says that the build ended
    # jupyter_book cannot be run with -m: its cli.main only defines the command
    start = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", start, "build", ".", "-W", "--keep-going", "--all"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    finished = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if finished.returncode or not (HTML / "index.html").exists():
        sys.exit("The book was not built: see the warnings above (each one counts as an error).")


def make_zip() -> Path:
    """Pack the built book as _build/neuron-to-network.zip with one folder inside; return its path."""
    packed = BUILD / "zip"
    shutil.rmtree(packed, ignore_errors=True)
    shutil.copytree(HTML, packed / ZIP_NAME, ignore=shutil.ignore_patterns(".buildinfo", "objects.inv"))
    archive = shutil.make_archive(str(BUILD / ZIP_NAME), "zip", packed)
    shutil.rmtree(packed)
    return Path(archive)


def main() -> None:
    """Build, then say how to open what was built."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zip", action="store_true", help="pack the built book for reading offline")
    arguments = parser.parse_args()
    build()
    index = (HTML / "index.html").relative_to(ROOT)
    print(f"\nThe book is built. Open {index} in a browser, or run `make serve`.")
    if arguments.zip:
        archive = make_zip()
        megabytes = archive.stat().st_size / 1e6
        print(
            f"Offline book: {archive.relative_to(ROOT)} ({megabytes:.1f} MB). Unpack it and open index.html."
        )


if __name__ == "__main__":
    main()
