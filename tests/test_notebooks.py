"""The rules that every chapter keeps (the template of CONTRIBUTING.md), read off the stored notebooks."""

import ast
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from tools.run_notebooks import WIDGET_VIEW, chapters

PARTS = (
    "promise", "recall", "puzzle", "picture", "by-hand", "say-exactly", "build", "experiments", "play",
    "misconception", "your-turn", "check-yourself",
)  # fmt: skip
TAGS = {"exercise", "solution", "hide-input", "hide-cell", "nbval-ignore-output", "raises-exception"}
MOST_LINES, MOST_COLUMNS, MOST_CODE_CELLS = 15, 79, 25
NETWORK_MODULES = {"requests", "urllib", "http", "socket", "ftplib"}
ALT_WORDS = 8

CHAPTERS = chapters()
each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def read(path: Path) -> list:
    return nbformat.read(path, as_version=4).cells


def code_cells(path: Path) -> list:
    return [cell for cell in read(path) if cell.cell_type == "code"]


def markdown_cells(path: Path) -> list:
    return [cell for cell in read(path) if cell.cell_type == "markdown"]


def tags(cell) -> set:
    return set(cell.metadata.get("tags", []))


def prose(cell) -> str:
    """A Markdown cell without its code spans and blocks."""
    return re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)


def has_picture(cell) -> bool:
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def is_static_figure(cell) -> bool:
    """A Matplotlib figure shown by the cell itself, not the fallback picture of a widget."""
    return any(
        "image/png" in output.get("data", {}) and output["data"].get("text/plain", "").startswith("<Figure")
        for output in cell.outputs
    )


def test_there_are_chapters():
    assert CHAPTERS


@each_chapter
def test_format_and_cell_ids(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "widgets" not in notebook.metadata
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    unnamed = [name for name in ids if not re.fullmatch(r"[a-z]+[a-z0-9]*(-[a-z0-9]+)*", name)]
    assert unnamed == []
    assert [name for name in ids if re.fullmatch(r"[0-9a-f]{8}", name)] == []


@each_chapter
def test_twelve_parts_in_order(path):
    """Each part opens with a Markdown cell of that id, whose first line is a heading."""
    openings = [cell for cell in markdown_cells(path) if cell.id in PARTS]
    assert tuple(cell.id for cell in openings) == PARTS
    for cell in openings[1:]:
        assert cell.source.startswith("## "), cell.id


@each_chapter
def test_was_run_from_first_cell_to_last(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        for output in cell.outputs:
            assert WIDGET_VIEW not in output.get("data", {}), cell.id
            assert output["output_type"] != "error" or "raises-exception" in tags(cell), cell.id
            assert output.get("name") != "stderr", cell.id


@each_chapter
def test_code_cells_are_short_and_plain(path):
    cells = code_cells(path)
    for cell in cells:
        lines = cell.source.splitlines()
        assert len([line for line in lines if line.strip()]) <= MOST_LINES, cell.id
        assert max(map(len, lines)) <= MOST_COLUMNS, cell.id
        assert not cell.source.rstrip().endswith(";"), cell.id
        assert tags(cell) <= TAGS, cell.id
        ast.parse(cell.source)  # neither a magic nor a shell line is Python
    ids = exercise_ids(path)
    counted = [cell for cell in cells if not cell.id.startswith(tuple(ids))]
    assert len(counted) <= MOST_CODE_CELLS


@each_chapter
def test_imports_stand_in_the_first_code_cell(path):
    first, *others = code_cells(path)
    for cell in others:
        imports = [
            node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert imports == [], cell.id
    for node in ast.walk(ast.parse(first.source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert not {name.split(".")[0] for name in names} & NETWORK_MODULES


@each_chapter
def test_randomness_is_seeded_where_it_is_used(path):
    for cell in code_cells(path):
        tree = ast.parse(cell.source)
        arguments = {argument.arg for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
                     for argument in node.args.args + node.args.kwonlyargs}  # fmt: skip
        stored = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        loaded = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        assert "rng" not in loaded - stored - arguments, cell.id
        assert not re.search(r"np\.random\.(?!default_rng\(\s*[\w(])", cell.source), cell.id
        assert "default_rng()" not in cell.source, cell.id


@each_chapter
def test_nothing_of_this_machine_is_stored(path):
    text = path.read_text()
    assert not re.search(r"(?<![\w.:/<])/(home|root|tmp|Users|usr|work|var)/", text)
    assert not re.search(r"object at 0x[0-9a-f]+", text)


@each_chapter
def test_figures_show_speak_and_say_their_number(path):
    """nbval compares no picture, so the cell of each still figure also prints or asserts its number."""
    for cell in code_cells(path):
        if not has_picture(cell):
            continue
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        assert len(alt.split()) >= ALT_WORDS, f"{cell.id}: say in the alt text what to see"
        if is_static_figure(cell) and "solution" not in tags(cell):
            assert "plt.show()" in cell.source, cell.id
            says = (
                any(output["output_type"] == "stream" for output in cell.outputs) or "assert " in cell.source
            )
            assert says, f"{cell.id}: print or assert the number that the figure shows"


@each_chapter
def test_prose_stands_between_outputs(path):
    """A reader is told what to look for before each output: no two outputs follow each other bare."""
    previous = None
    for cell in read(path):
        if (
            cell.cell_type == "code"
            and cell.outputs
            and previous is not None
            and not exercise_part(path, cell)
        ):
            assert not (previous.cell_type == "code" and previous.outputs), cell.id
        previous = cell


@each_chapter
def test_markdown_reads_the_same_everywhere(path):
    for cell in markdown_cells(path):
        text = prose(cell)
        assert not re.search(r"^(:::|```\{)", cell.source, re.MULTILINE), f"{cell.id}: a MyST directive"
        assert not re.search(r"\{[a-z:]+\}`", cell.source), f"{cell.id}: a MyST role"
        assert "[^" not in text, f"{cell.id}: a footnote"
        allowed = r"details|summary|fieldset|legend|br"
        other = set(re.findall(r"</?([a-z]+)(?=[ >/])", text)) - set(allowed.split("|"))
        assert not other, f"{cell.id}: HTML other than the quiz's and <details>: {other}"
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            local = target.split("#")[0]
            if local and not target.startswith("https://"):
                assert (path.parent / local).exists(), f"{cell.id}: {target} is not there"
        for picture in re.findall(r"!\[([^\]]*)\]", text):
            assert len(picture.split()) >= ALT_WORDS, cell.id


# Exercises: task, blank, check, folded solution


def exercise_ids(path: Path) -> list[str]:
    """The ids of the blanks without their ending: `exercise-1` for `exercise-1-blank`."""
    return [cell.id.removesuffix("-blank") for cell in code_cells(path) if "exercise" in tags(cell)]


def exercise_part(path: Path, cell) -> bool:
    return cell.id.startswith(tuple(exercise_ids(path)))


def printed(cell) -> str:
    return "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream")


@each_chapter
def test_exercises_have_four_cells_and_both_verdicts(path):
    cells = read(path)
    exercises = exercise_ids(path)
    assert 3 <= len(exercises) <= 5
    for name in exercises:
        start = next(i for i, cell in enumerate(cells) if cell.id == f"{name}-blank")
        task, blank, check, solution = cells[start - 1 : start + 3]
        assert [task.id, check.id, solution.id] == [f"{name}-task", f"{name}-check", f"{name}-solution"]
        assert task.cell_type == "markdown"
        assert "<details>" in task.source, f"{name}: the task offers a hint"
        assert "..." in blank.source, f"{name}: the blank is blank"
        assert blank.outputs == []
        assert printed(check).startswith("Not yet: "), name
        assert tags(solution) >= {"solution", "hide-cell"}
        assert solution.metadata.jupyter.source_hidden is True
        assert solution.source.splitlines()[-1] == check.source.splitlines()[-1], f"{name}: the same check"
        assert printed(solution).startswith("Correct."), name


# Quizzes: native disclosure groups


def quizzes(path: Path) -> list[str]:
    text = "\n".join(cell.source for cell in markdown_cells(path))
    return re.findall(r'<fieldset class="quiz">.*?</fieldset>', text, flags=re.DOTALL)


@each_chapter
def test_quizzes_answer_every_choice(path):
    letters = Counter()
    names = []
    groups = quizzes(path)
    assert len(groups) >= 4
    for quiz in groups:
        options = re.findall(
            r'<details name="([\w-]+)"><summary>(.*?)</summary>\n\n(.*?)\n\n</details>', quiz, flags=re.DOTALL
        )
        assert quiz.count("<details") == len(options), (
            "blank lines around each answer let Markdown work in it"
        )
        assert 3 <= len(options) <= 4
        assert re.search(r"<legend>.+</legend>", quiz)
        group = {name for name, _, _ in options}
        assert len(group) == 1
        names += group
        assert [summary[:3] for _, summary, _ in options] == ["(a)", "(b)", "(c)", "(d)"][: len(options)]
        right = [summary[1] for _, summary, feedback in options if feedback.startswith("Correct.")]
        assert len(right) == 1
        letters[right[0]] += 1
        for _, summary, feedback in options:
            assert len(feedback.removeprefix("Correct.").split()) >= 4, f"{summary}: say why"
    assert len(set(names)) == len(names)
    assert max(letters.values()) <= -(-len(names) // 2), f"the right letter is too often the same: {letters}"
