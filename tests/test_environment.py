"""One list of dependencies, several faces: they must say the same."""

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import lock

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = lock.direct_requirements()
PYTHONS = ("3.11", "3.12", "3.13")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.name)
def test_lock_holds_an_allowed_version(requirement, python):
    version = lock.locked_versions(python)[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_lock_has_a_hash_for_every_package():
    packages = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text())
    without = [text.split("==")[0] for text in packages if "==" in text and "--hash=sha256:" not in text]
    assert without == []


def test_lock_and_environment_name_no_server():
    for name in ("requirements.lock", "environment.yml", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text(), name


def test_environment_yml_is_what_the_lock_gives():
    assert (ROOT / "environment.yml").read_text() == lock.environment_yml()


def test_environment_yml_pins_every_direct_dependency():
    pins = dict(re.findall(r"- ([\w-]+)==([\w.]+)", (ROOT / "environment.yml").read_text()))
    assert set(pins) == {canonicalize_name(requirement.name) for requirement in REQUIREMENTS}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.name)
def test_this_environment_is_the_locked_one(requirement):
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    expected = lock.locked_versions(here)[canonicalize_name(requirement.name)]
    assert importlib.metadata.version(requirement.name) == expected


def test_makefile_tests_the_oldest_numpy_and_the_pinned_torch():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    values = dict(re.findall(r"^(\w+) := ([\d.]+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    numpy = next(Requirement(line) for line in project["dependencies"] if line.startswith("numpy"))
    assert str(numpy.specifier) == f">={values['OLDEST_NUMPY']}"
    assert project["optional-dependencies"]["torch"] == [f"torch=={values['TORCH']}"]


def test_every_capped_dependency_says_why():
    """A cap or an exact pin holds readers back from newer versions, so each has its reason beside it."""
    for line in (ROOT / "pyproject.toml").read_text().splitlines():
        entry = re.match(r'\s*"([\w-]+)(<|==|[^"]*,<)[^"]*",?(.*)', line)
        if entry:
            assert "#" in entry[3], f"{entry[1]} is capped without a comment"
