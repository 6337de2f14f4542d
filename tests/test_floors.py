"""The house of `helpers`: no module imports from a floor above its own, and none in a circle."""

import ast
import graphlib
from pathlib import Path

import pytest

import helpers

HOUSE = Path(helpers.__file__).parent
FLOORS = (
    {"validation", "palette"},
    {"activations", "losses", "dense", "convolution", "recurrent", "attention", "regularization", "neurons"},
    {"gradient_check", "initializers", "optimizers", "layers", "network", "datasets"},
    {"training"},
    {"plots", "widgets", "exercises", "demo"},
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
MATHEMATICS = 1  # NumPy only up to here
TRAINING = 3  # no figure and no notebook up to here
FACES = {"matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets"}


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: import by full name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


FILES = [path for path in sorted(HOUSE.rglob("*.py")) if room(path) != "__init__"]
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))


def rooms_used(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("helpers.")} - {room(path)}


@each_file
def test_every_module_has_a_floor_and_imports_from_none_above(path):
    assert room(path) in FLOOR, "give the new module a floor"
    above = {name for name in rooms_used(path) if FLOOR[name] > FLOOR[room(path)]}
    assert above == set()


@each_file
def test_lower_floors_know_no_figures(path):
    packages = {name.split(".")[0] for name in imported(path)}
    if FLOOR[room(path)] <= TRAINING:
        assert not packages & FACES
    if FLOOR[room(path)] <= MATHEMATICS:
        assert not packages & {"scipy", "sklearn", "tqdm"}


def test_no_circles():
    graph: dict[str, set[str]] = {}
    for path in FILES:
        graph.setdefault(room(path), set()).update(rooms_used(path))
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError
