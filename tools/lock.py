"""Write requirements.lock and environment.yml from pyproject.toml.

python -m tools.lock            both files, versions kept where pyproject.toml still allows them
python -m tools.lock --upgrade  the newest versions that pyproject.toml allows
"""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("book", "test")  # the torch extra stays outside the lock
CONDA_PYTHON = "3.11"

HEADER = """\
# The conda, Binder and JupyterHub face of pyproject.toml, written by `make lock`: the same direct
# dependencies at the versions of requirements.lock. They come through pip, so that every way of
# installing gives the same packages. `-e .` installs the book's own `helpers`.
"""


def direct_requirements() -> list[Requirement]:
    """What pyproject.toml asks for itself: the project's dependencies and those of the locked extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = list(project["dependencies"])
    for extra in EXTRAS:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def locked_versions(python: str) -> dict[str, str]:
    """The version of every package in requirements.lock that applies to `python` ("3.11") on Linux."""
    marker_values = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_system": "Linux",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    versions: dict[str, str] = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if line and not line.startswith(("#", " ")):
            requirement = Requirement(line.rstrip("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate(
                {k: str(v) for k, v in marker_values.items()}
            ):
                (exact,) = requirement.specifier
                versions[canonicalize_name(requirement.name)] = exact.version
    return versions


def environment_yml() -> str:
    """The text that environment.yml should have."""
    versions = locked_versions(CONDA_PYTHON)
    names = sorted({canonicalize_name(requirement.name) for requirement in direct_requirements()})
    pins = "".join(f"      - {name}=={versions[name]}\n" for name in names)
    return (
        f"{HEADER}name: neuron-to-network\nchannels:\n  - conda-forge\ndependencies:\n"
        f"  - python={CONDA_PYTHON}\n  - pip\n  - pip:\n{pins}      - -e .\n"
    )


def main() -> None:
    """Resolve for all platforms and Pythons at once, then write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal"]
    command += ["--generate-hashes", "--no-annotate", "--python-version", CONDA_PYTHON]
    command += ["--custom-compile-command", "make lock", "--quiet", "-o", "requirements.lock"]
    for extra in EXTRAS:
        command += ["--extra", extra]
    if parser.parse_args().upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=ROOT, check=True)
    (ROOT / "environment.yml").write_text(environment_yml())
    print("requirements.lock and environment.yml are written.")


if __name__ == "__main__":
    main()
