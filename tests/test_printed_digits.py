"""The digits that chapters print do not depend on the processor, and no cell depends on being run once.

OpenBLAS and NumPy choose their inner loops by processor, and these round differently in the last bits.
nbval runs each chapter under the core type that OpenBLAS takes on this machine. Here it runs under two
others, one of them with NumPy's widest vector instructions off; every text output must equal the
stored one. In one of the runs each cell is executed twice, and the second time must print what the
first did.
"""

import concurrent.futures
import copy
import multiprocessing
import os
import platform

import nbformat
import numpy as np
import pytest

from tools.run_notebooks import chapters, execute

# with AVX-512 OpenBLAS takes SkylakeX's loops by itself, without it Haswell's
WITH_AVX512 = np._core._multiarray_umath.__cpu_features__.get("AVX512_SKX", False)
CORE_TYPES = ("Haswell" if WITH_AVX512 else "Sandybridge", "Prescott")
CHAPTERS = chapters()


def text_outputs(cell) -> list[str]:
    """What the cell printed or returned as text; cells whose output may vary are left out."""
    if "nbval-ignore-output" in cell.metadata.get("tags", []):
        return []
    texts = []
    for output in cell.outputs:
        if output["output_type"] == "stream":
            texts.append(output["text"])
        elif output["output_type"] in {"display_data", "execute_result"}:
            texts.append(output["data"].get("text/plain", ""))
        else:
            texts.append(f"{output['ename']}: {output['evalue']}")
    return texts


def narrow_numpy() -> str:
    """The NumPy features above AVX2 that this processor has and NumPy can switch off."""
    core = np._core._multiarray_umath
    wide = [name for name in core.__cpu_dispatch__ if name.startswith(("AVX512", "X86_V4"))]
    return " ".join(name for name in wide if core.__cpu_features__.get(name))


def run_as_process(path, core_type, twice):
    """Execute the notebook in this (child) process, whose kernel inherits the core type."""
    os.environ |= {"OPENBLAS_CORETYPE": core_type, "OPENBLAS_NUM_THREADS": "1"}
    if core_type == CORE_TYPES[0] and narrow_numpy():
        os.environ["NPY_DISABLE_CPU_FEATURES"] = narrow_numpy()
    notebook = nbformat.read(path, as_version=4)
    if twice:
        doubled = []
        for cell in notebook.cells:
            doubled.append(cell)
            if cell.cell_type == "code":
                again = copy.deepcopy(cell)
                again.id = f"{cell.id}-again"
                doubled.append(again)
        notebook.cells = doubled
    execute(notebook, path.parent)
    return [(cell.id, text_outputs(cell)) for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="these core types are x86-64's")
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_text_outputs_are_the_same_under_every_core_type(path):
    stored = {
        cell.id: text_outputs(cell)
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    }
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(max_workers=2, mp_context=spawn) as pool:
        runs = {
            core_type: pool.submit(run_as_process, path, core_type, core_type == "Prescott")
            for core_type in CORE_TYPES
        }
        for core_type, future in runs.items():
            for cell_id, texts in future.result():
                expected = stored[cell_id.removesuffix("-again")]
                assert texts == expected, f"{cell_id} under {core_type}"
