"""Speed and memory of the kernels, beside PyTorch on the CPU.

    .venv-torch/bin/python benchmarks/bench_kernels.py            # measures and writes RESULTS_kernels.md
    .venv-torch/bin/python benchmarks/bench_kernels.py --quick    # few repetitions, prints only

Both sides do the same work in the same process, in turns, so that a busy machine slows both. One turn repeats
the work until it has taken a few hundredths of a second; the ratio is the median over all turns. Without
PyTorch the table holds NumPy's times alone and says so.

NumPy's OpenBLAS picks the machine's newest instructions unless OPENBLAS_CORETYPE holds it to older ones, and
it reads the variable when it is loaded. So each setting is measured in a process of its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from helpers.convolution import conv2d, conv2d_backward
from helpers.layers import Activation
from helpers.network import Network, mlp
from helpers.recurrent import lstm, lstm_backward, rnn, rnn_backward

try:
    import torch
except ImportError:
    torch = None

RESULTS = Path(__file__).with_name("RESULTS_kernels.md")
CORETYPES = ("", "Haswell")  # the machine's own, and AVX2 only
MIB = 2**20


class Work(NamedTuple):
    """One row of the table: the same work twice, and what it is allowed to cost."""

    name: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any] | None
    limit: float


def tensors(*arrays: np.ndarray, learn: bool = False) -> list[Any]:
    return [torch.from_numpy(array.copy()).requires_grad_(learn) for array in arrays]


def forget(*learned: Any) -> None:
    for tensor in learned:
        tensor.grad = None


def convolutions(
    dtype: type, label: str, shape: tuple[int, ...], filters: int, limits: tuple[float, float]
) -> list[Work]:
    rng = np.random.default_rng(0)
    samples, channels, height, width = shape
    x = rng.standard_normal(shape).astype(dtype)
    weight = (rng.standard_normal((filters, channels, 3, 3)) / 10).astype(dtype)
    bias = rng.standard_normal(filters).astype(dtype)
    grad = rng.standard_normal((samples, filters, height, width)).astype(dtype)

    def forward() -> Any:
        return conv2d(x, weight, bias, padding=1)

    def both() -> Any:
        conv2d(x, weight, bias, padding=1)
        return conv2d_backward(grad, x, weight, padding=1)

    if torch is None:
        peers = (None, None)
    else:
        fixed, learned, (torch_grad,) = (
            tensors(x, weight, bias),
            tensors(x, weight, bias, learn=True),
            tensors(grad),
        )

        def torch_forward() -> Any:
            with torch.no_grad():
                return torch.nn.functional.conv2d(*fixed, padding=1)

        def torch_both() -> Any:
            torch.nn.functional.conv2d(*learned, padding=1).backward(torch_grad)
            forget(*learned)

        peers = (torch_forward, torch_both)
    return [
        Work(f"conv2d {label}, forward", forward, peers[0], limits[0]),
        Work(f"conv2d {label}, forward + backward", both, peers[1], limits[1]),
    ]


def recurrences(dtype: type, limits: tuple[float, float]) -> list[Work]:
    T, N, D, H = 32, 32, 64, 128
    rng = np.random.default_rng(0)

    def random(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / np.sqrt(H)).astype(dtype)

    works = []
    for name, gates, limit in (("RNN", 1, limits[0]), ("LSTM", 4, limits[1])):
        x, state, cell, grad = random(T, N, D), random(N, H), random(N, H), random(T, N, H)
        weight_x, weight_h, bias = random(D, gates * H), random(H, gates * H), random(gates * H)

        def ours_rnn(x=x, h0=state, weight_x=weight_x, weight_h=weight_h, bias=bias, grad=grad) -> Any:
            h = rnn(x, h0, weight_x, weight_h, bias)
            return rnn_backward(grad, x, h0, weight_x, weight_h, h)

        def ours_lstm(
            x=x, h0=state, c0=cell, weight_x=weight_x, weight_h=weight_h, bias=bias, grad=grad
        ) -> Any:
            result = lstm(x, h0, c0, weight_x, weight_h, bias)
            return lstm_backward(grad, None, x, h0, c0, weight_x, weight_h, *result)

        theirs = None
        if torch is not None:
            layer = {"RNN": torch.nn.RNN, "LSTM": torch.nn.LSTM}[name](D, H).to(
                torch.float32 if dtype == np.float32 else torch.float64
            )
            torch_x, torch_h, torch_c = tensors(x, state[None], cell[None], learn=True)
            (torch_grad,) = tensors(grad)

            def theirs(
                layer=layer, x=torch_x, h=torch_h, c=torch_c, grad=torch_grad, has_cell=gates == 4
            ) -> Any:
                out, _ = layer(x, (h, c) if has_cell else h)
                out.backward(grad)
                forget(x, h, c, *layer.parameters())

        ours = ours_rnn if gates == 1 else ours_lstm
        works.append(Work(f"{name} T32 N32 D64 H128, forward + backward", ours, theirs, limit))
    return works


def grid(dtype: type, limit: float) -> Work:
    side = np.linspace(-1, 1, 200, dtype=dtype)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    hidden_and_out = mlp([2, 16, 16, 1], np.random.default_rng(0), activation="tanh", dtype=dtype)
    network = Network([*hidden_and_out.layers, Activation("tanh")])

    def ours() -> Any:
        return network.predict(points)

    theirs = None
    if torch is not None:
        (torch_points,) = tensors(points)
        peer = torch.nn.Sequential(
            *(
                part
                for sizes in ((2, 16), (16, 16), (16, 1))
                for part in (torch.nn.Linear(*sizes), torch.nn.Tanh())
            )
        ).to(torch_points.dtype)

        def theirs() -> Any:
            with torch.no_grad():
                return peer(torch_points)

    return Work("2-16-16-1 tanh network on a 200 × 200 grid", ours, theirs, limit)


def works(dtype: type) -> list[Work]:
    single = dtype == np.float32
    return [
        *convolutions(
            dtype, "N64 C1 28×28 F32 k3 p1", (64, 1, 28, 28), 32, (1.9, 0.8) if single else (1.4, 1.1)
        ),
        *convolutions(
            dtype, "N32 C32 16×16 F64 k3 p1", (32, 32, 16, 16), 64, (2.7, 2.8) if single else (1.0, 1.1)
        ),
        *recurrences(dtype, (0.6, 2.0) if single else (0.7, 0.8)),
        grid(dtype, 0.4),
    ]


def seconds(function: Callable[[], Any], repeat: int) -> float:
    start = time.perf_counter()
    for _ in range(repeat):
        function()
    return (time.perf_counter() - start) / repeat


def measure(work: Work, turns: int, turn_seconds: float) -> dict[str, Any]:
    sides = [work.ours] + ([work.theirs] if work.theirs else [])
    repeats = []
    for side in sides:
        seconds(side, 2)  # warm up
        repeats.append(max(1, round(turn_seconds / seconds(side, 1))))
    times = [
        [seconds(side, repeat) for side, repeat in zip(sides, repeats, strict=True)] for _ in range(turns)
    ]
    answer: dict[str, Any] = {"ours": 1e3 * median(row[0] for row in times)}
    if work.theirs:
        answer["theirs"] = 1e3 * median(row[1] for row in times)
        answer["ratio"] = median(row[0] / row[1] for row in times)
    return answer


def memory() -> dict[str, float]:
    """MiB that conv2d holds after the forward, and the peak of forward and backward; float32, second size."""
    x = np.ones((32, 32, 16, 16), dtype=np.float32)
    weight, bias = np.ones((64, 32, 3, 3), dtype=np.float32), np.ones(64, dtype=np.float32)
    conv2d_backward(conv2d(x, weight, bias, padding=1), x, weight, padding=1)  # what is made only once
    tracemalloc.start()
    out = conv2d(x, weight, bias, padding=1)
    held = tracemalloc.get_traced_memory()[0]
    gradients = conv2d_backward(out, x, weight, padding=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del gradients
    return {"held": held / MIB, "peak": peak / MIB}


def blas_in_use() -> str:
    """BLAS libraries of this process, with the processor kind whose loops they chose."""
    infos = [info for info in threadpool_info() if info["user_api"] == "blas"]
    return ", ".join(
        sorted({f"{i['internal_api']} {i['version']} ({i.get('architecture', '?')})" for i in infos})
    )


def measure_row(dtype: type, number: int, turns: int, turn_seconds: float) -> dict[str, Any]:
    """One work with one thread and with two, in this process."""
    work = works(dtype)[number]
    row: dict[str, Any] = {"name": work.name, "dtype": dtype.__name__, "limit": work.limit}
    for threads in (1, 2):
        if torch is not None:
            torch.set_num_threads(threads)
        with threadpool_limits(threads):
            row[str(threads)] = measure(work, turns, turn_seconds)
    return row | {"blas": blas_in_use()}


def in_a_new_process(coretype: str, *arguments: str) -> Any:
    """What this script answers when it is started with these arguments and this OPENBLAS_CORETYPE."""
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_CORETYPE"}
    if coretype:
        environment["OPENBLAS_CORETYPE"] = coretype
    command = [sys.executable, __file__, *arguments]
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(answer.stdout)


def load() -> float:
    """Programs that wanted a core in the last minute; 1 is this one alone."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def processor() -> str:
    """Kind of machine: the processor's name where the system tells it, and the cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":")[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def report(runs: dict[str, dict[str, Any]], memory_used: dict[str, float]) -> str:
    """The Markdown page."""
    peer = (
        f"PyTorch {torch.__version__}"
        if torch is not None
        else "PyTorch is not installed: no peer, times only"
    )
    lines = [
        "# Kernels: time and memory",
        "",
        "Written by `python benchmarks/bench_kernels.py`. Ratios are NumPy's time ÷ PyTorch's time for the",
        "same work in the same process, in turns (median). Each row has a process of its own, because what a",
        "process allocated before decides how fast it gets large arrays later. Targets are for one thread.",
        "",
        f"- Machine: {processor()}",
        f"- Python {platform.python_version()}, NumPy {np.__version__}, {peer}",
    ]
    for coretype, run in runs.items():
        lines.append(
            f"- OPENBLAS_CORETYPE {coretype or 'not set'}: {run['rows'][0]['blas']}; load average at the end "
            f"{run['load']:.1f} (1 if nothing else ran; well above it, the numbers say little)"
        )
    for coretype, run in runs.items():
        lines += ["", f"## OPENBLAS_CORETYPE {coretype or 'not set'}", ""]
        lines.append(
            "| work | type | NumPy, 1 thread | PyTorch, 1 thread | ratio | target | ratio, 2 threads |"
        )
        lines.append("|---|---|--:|--:|--:|--:|--:|")
        for row in run["rows"]:
            one, two = row["1"], row["2"]
            theirs = f"{one['theirs']:.2f} ms" if "ratio" in one else "–"
            ratios = [f"{part['ratio']:.2f}" if "ratio" in part else "–" for part in (one, two)]
            lines.append(
                f"| {row['name']} | {row['dtype']} | {one['ours']:.2f} ms | {theirs} | {ratios[0]} "
                f"| ≤ {row['limit']} | {ratios[1]} |"
            )
    held, peak = (memory_used[key] for key in ("held", "peak"))
    lines += [
        "",
        "## Memory",
        "",
        f"conv2d N32 C32 16×16 F64 k3 p1, float32, by tracemalloc: {held:.1f} MiB held after the forward",
        f"(target 2), {peak:.1f} MiB at the peak of forward + backward (target 12).",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the kernels beside PyTorch on the CPU.")
    parser.add_argument("--quick", action="store_true", help="few repetitions; print only, write nothing")
    parser.add_argument("--row", nargs=2, metavar=("TYPE", "NUMBER"), help=argparse.SUPPRESS)
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    turns, turn_seconds = (5, 0.02) if options.quick else (25, 0.04)
    if options.memory:
        print(json.dumps(memory()))
        return
    if options.row:
        dtype, number = options.row
        print(json.dumps(measure_row(np.dtype(dtype).type, int(number), turns, turn_seconds)))
        return

    runs = {}
    quick = ["--quick"] if options.quick else []
    for coretype in CORETYPES:
        print(f"measuring with OPENBLAS_CORETYPE {coretype or 'not set'} …", flush=True)
        rows = [
            in_a_new_process(coretype, "--row", dtype, str(number), *quick)
            for dtype in ("float32", "float64")
            for number in range(len(works(np.float32)))
        ]
        runs[coretype] = {"rows": rows, "load": load()}
    page = report(runs, in_a_new_process("", "--memory"))
    print(page)
    if not options.quick:
        RESULTS.write_text(page, encoding="utf-8")
        print(f"written to benchmarks/{RESULTS.name}")


if __name__ == "__main__":
    main()
