"""The digits that chapters print do not depend on the processor, and no cell depends on being run once.

OpenBLAS and NumPy choose their inner loops by processor, and these round differently in the last bits. So
every chapter is executed under three core types, and each time every text output must equal the stored one:

- the one that OpenBLAS takes on this machine, when the book is built; here its notebooks are compared;
- the oldest, when `tools.test_all` runs nbval;
- one between, here, with NumPy's widest vector instructions off. Each cell is executed twice, and the
  second time must print what the first did.
"""

import copy
import platform

import nbformat
import numpy as np
import pytest
from jupyter_cache import get_cache

from tools.run_notebooks import ROOT, chapters, execute

# with AVX-512 OpenBLAS takes SkylakeX's loops by itself, without it Haswell's
WITH_AVX512 = np._core._multiarray_umath.__cpu_features__.get("AVX512_SKX", False)
CORE_TYPE_BETWEEN = "Haswell" if WITH_AVX512 else "Sandybridge"
EXECUTED = ROOT / "_build" / ".jupyter_cache"  # what the book's build ran
each_chapter = pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)


def text_outputs(cell) -> list[str]:
    """What the cell printed or returned as text; cells whose output may vary are left out."""
    if "nbval-ignore-output" in cell.metadata.get("tags", []):
        return []
    texts, streams = [], {}  # streams: the place of each
    for output in cell.outputs:
        if output["output_type"] == "stream":  # how it is cut into pieces depends on the clock
            if output["name"] in streams:
                texts[streams[output["name"]]] += output["text"]
            else:
                streams[output["name"]] = len(texts)
                texts.append(output["text"])
        elif output["output_type"] in {"display_data", "execute_result"}:
            texts.append(output["data"].get("text/plain", ""))
        else:
            texts.append(f"{output['ename']}: {output['evalue']}")
    return texts


def text_outputs_of(notebook) -> dict[str, list[str]]:
    """The same for all code cells, by their ids."""
    return {cell.id: text_outputs(cell) for cell in notebook.cells if cell.cell_type == "code"}


def narrow_numpy() -> str:
    """The NumPy features above AVX2 that this processor has and NumPy can switch off."""
    core = np._core._multiarray_umath
    wide = [name for name in core.__cpu_dispatch__ if name.startswith(("AVX512", "X86_V4"))]
    return " ".join(name for name in wide if core.__cpu_features__.get(name))


def each_cell_twice(notebook):
    """Put a copy behind every code cell, in place."""
    doubled = []
    for cell in notebook.cells:
        doubled.append(cell)
        if cell.cell_type == "code":
            again = copy.deepcopy(cell)
            again.id = f"{cell.id}-again"
            doubled.append(again)
    notebook.cells = doubled
    return notebook


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="the core type is x86-64's")
@each_chapter
def test_text_outputs_are_the_same_under_another_core_type_and_the_second_time(path):
    notebook = nbformat.read(path, as_version=4)
    stored = text_outputs_of(notebook)
    variables = {"OPENBLAS_CORETYPE": CORE_TYPE_BETWEEN, "OPENBLAS_NUM_THREADS": "1"}
    if narrow_numpy():
        variables["NPY_DISABLE_CPU_FEATURES"] = narrow_numpy()
    executed = execute(each_cell_twice(notebook), path.parent, variables)
    for cell_id, texts in text_outputs_of(executed).items():
        assert texts == stored[cell_id.removesuffix("-again")], f"{cell_id} under {CORE_TYPE_BETWEEN}"


@pytest.mark.book
@each_chapter
def test_the_built_book_prints_what_is_stored(path):
    notebook = nbformat.read(path, as_version=4)
    stored = text_outputs_of(notebook)
    try:
        _, executed = get_cache(EXECUTED).merge_match_into_notebook(notebook)
    except KeyError:
        pytest.skip("The book is not built of these notebooks: run `make book` first.")
    assert text_outputs_of(executed) == stored
