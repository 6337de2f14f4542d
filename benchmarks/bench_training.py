"""Speed of training through `Network` and `fit`, beside the same loop in PyTorch and scikit-learn.

    .venv-torch/bin/python benchmarks/bench_training.py            # measures and writes RESULTS_training.md
    .venv-torch/bin/python benchmarks/bench_training.py --quick    # few repetitions, prints only
    .venv-torch/bin/python benchmarks/bench_training.py --mnist FOLDER

The work is one epoch over 50,000 pictures of 28 × 28 pixels with a 784-30-10 network, float32, in batches of
10 and of 128. Random numbers of that shape are as good as digits for a clock, so they are the default. All
sides do the same work in one process, in turns, so that a busy machine slows all; the ratio is the median
over the turns. It takes about five minutes on a quiet machine; numbers from a busy one are worth little.

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
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_info, threadpool_limits

from helpers.datasets import mnist
from helpers.layers import Activation
from helpers.losses import mean_squared_error, one_hot, softmax_cross_entropy
from helpers.network import Network, mlp
from helpers.optimizers import SGD
from helpers.training import fit

try:
    import torch
except ImportError:
    torch = None

RESULTS = Path(__file__).with_name("RESULTS_training.md")
CORETYPES = ("", "Haswell")  # the machine's own, and AVX2 only
SAMPLES = 50_000
LIMITS = {10: 0.5, 128: 0.7}
QUADRATIC = "sigmoid outputs, mean squared error"
CROSS_ENTROPY = "softmax cross-entropy"


class Work(NamedTuple):
    """One row of the table: the same epoch three times."""

    loss: str
    batch: int
    ours: Callable[[], Any]
    torch: Callable[[], Any] | None
    sklearn: Callable[[], Any] | None


def data(folder: str | None) -> tuple[np.ndarray, np.ndarray]:
    if folder is not None:
        train, _ = mnist(folder)
        return train.x[:SAMPLES], train.y[:SAMPLES]
    rng = np.random.default_rng(0)
    return rng.random((SAMPLES, 784), dtype=np.float32), rng.integers(0, 10, SAMPLES)


def ours(loss: str, batch: int, x: np.ndarray, y: np.ndarray) -> Callable[[], Any]:
    network = mlp([784, 30, 10], np.random.default_rng(1), "sigmoid", dtype=np.float32)
    target, function = y, softmax_cross_entropy
    if loss == QUADRATIC:
        network = Network([*network.layers, Activation("sigmoid")])
        target, function = one_hot(y, 10, np.float32), mean_squared_error

    def epoch() -> Any:
        return fit(network, x, target, function, SGD(0.1), 1, batch, np.random.default_rng(2))

    return epoch


def theirs(loss: str, batch: int, x: np.ndarray, y: np.ndarray) -> Callable[[], Any] | None:
    if torch is None:
        return None
    torch.manual_seed(1)
    layers = [torch.nn.Linear(784, 30), torch.nn.Sigmoid(), torch.nn.Linear(30, 10)]
    inputs, target, function = torch.from_numpy(x), torch.from_numpy(y), torch.nn.CrossEntropyLoss()
    if loss == QUADRATIC:
        layers.append(torch.nn.Sigmoid())
        target, function = torch.from_numpy(one_hot(y, 10, np.float32)), torch.nn.MSELoss()
    network = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(network.parameters(), 0.1)

    def epoch() -> Any:
        total = 0.0
        for rows in torch.randperm(len(inputs)).split(batch):
            optimizer.zero_grad()
            value = function(network(inputs[rows]), target[rows])
            value.backward()
            optimizer.step()
            total += value.item() * len(rows)
        return total / len(inputs)

    return epoch


def scikit(loss: str, batch: int, x: np.ndarray, y: np.ndarray) -> Callable[[], Any] | None:
    if loss == QUADRATIC:  # its classifier knows only the cross-entropy
        return None

    def epoch() -> Any:
        model = MLPClassifier(
            hidden_layer_sizes=(30,),
            activation="logistic",
            solver="sgd",
            alpha=0.0,
            batch_size=batch,
            learning_rate_init=0.1,
            momentum=0.0,
            max_iter=1,
            random_state=2,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is what we ask for
            return model.fit(x, y)

    return epoch


def seconds(function: Callable[[], Any]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def measure(work: Work, turns: int) -> dict[str, Any]:
    sides = {
        name: side for name, side in work._asdict().items() if name in ("ours", "torch", "sklearn") and side
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(turns + 1):
        for name, side in sides.items():
            spent = seconds(side)
            if turn:  # the first turn warms up
                times[name].append(spent)
    row: dict[str, Any] = {"loss": work.loss, "batch": work.batch}
    for name, spent in times.items():
        row[name] = median(spent)
        row[f"{name} ratio"] = median(own / other for own, other in zip(times["ours"], spent, strict=True))
    return row


def measure_all(turns: int, folder: str | None) -> dict[str, Any]:
    """Everything for the OPENBLAS_CORETYPE of this process."""
    x, y = data(folder)
    rows = []
    for threads in (1, 2):
        if torch is not None:
            torch.set_num_threads(threads)
        with threadpool_limits(threads):
            for loss in (QUADRATIC, CROSS_ENTROPY):
                for batch in LIMITS:
                    work = Work(
                        loss,
                        batch,
                        ours(loss, batch, x, y),
                        theirs(loss, batch, x, y),
                        scikit(loss, batch, x, y),
                    )
                    # Short epochs are noisier, so they get more turns; two threads matter less.
                    count = turns * (1 if batch == 10 else 4) // threads
                    rows.append(measure(work, max(1, count)) | {"threads": threads})
    blas = [
        f"{info['internal_api']} {info['version']} ({info.get('architecture', '?')})"
        for info in threadpool_info()
        if info["user_api"] == "blas"
    ]
    return {"blas": ", ".join(sorted(set(blas))), "rows": rows}


def processor() -> str:
    """Kind of machine: the processor's name where the system tells it, and the cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = lines[0].split(":")[1].strip() if lines else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def cell(row: dict[str, Any], key: str, unit: str = "") -> str:
    return f"{row[key]:.2f}{unit}" if key in row else "–"


def report(runs: dict[str, dict[str, Any]], folder: str | None) -> str:
    """The Markdown page."""
    peer = f"PyTorch {torch.__version__}" if torch is not None else "PyTorch is not installed: no ratio to it"
    lines = [
        "# Training: time for one epoch",
        "",
        "Written by `python benchmarks/bench_training.py`. The work: one epoch over 50,000 pictures with",
        "a network 784-30-10, sigmoid hidden units, plain SGD, float32, through `Network` and `fit`.",
        "Ratios are NumPy's time ÷ the other's time for the same work in the same process, in turns",
        "(median). The target holds for one thread.",
        "",
        f"- Data: {'random numbers of the shape of MNIST' if folder is None else 'MNIST'}",
        f"- Machine: {processor()}",
        f"- Programs that wanted a core when it ended: {os.getloadavg()[0]:.1f} (1 is quiet)",
        f"- Python {platform.python_version()}, NumPy {np.__version__}, {peer}",
        *(f"- OPENBLAS_CORETYPE {coretype or 'not set'}: {run['blas']}" for coretype, run in runs.items()),
    ]
    for coretype, run in runs.items():
        lines += [
            "",
            f"## OPENBLAS_CORETYPE {coretype or 'not set'}",
            "",
            "| loss | batch | threads | NumPy | PyTorch | NumPy ÷ PyTorch | target | NumPy ÷ scikit-learn |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
        ]
        for row in run["rows"]:
            target = f"≤ {LIMITS[row['batch']]}" if row["threads"] == 1 else "–"
            lines.append(
                f"| {row['loss']} | {row['batch']} | {row['threads']} | {cell(row, 'ours', ' s')} "
                f"| {cell(row, 'torch', ' s')} | {cell(row, 'torch ratio')} | {target} "
                f"| {cell(row, 'sklearn ratio')} |"
            )
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Time one epoch of training beside PyTorch and scikit-learn."
    )
    parser.add_argument("--quick", action="store_true", help="few repetitions; print only, write nothing")
    parser.add_argument(
        "--mnist", metavar="FOLDER", help="train on MNIST from this folder, not on random numbers"
    )
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.json:
        print(json.dumps(measure_all(1 if options.quick else 5, options.mnist)))
        return

    runs = {}
    for coretype in CORETYPES:
        print(f"measuring with OPENBLAS_CORETYPE {coretype or 'not set'} …", flush=True)
        environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_CORETYPE"}
        if coretype:
            environment["OPENBLAS_CORETYPE"] = coretype
        command = [sys.executable, __file__, "--json"]
        command += ["--quick"] if options.quick else []
        command += ["--mnist", options.mnist] if options.mnist else []
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
        runs[coretype] = json.loads(answer.stdout)
    page = report(runs, options.mnist)
    print(page)
    if not options.quick:
        RESULTS.write_text(page, encoding="utf-8")
        print(f"written to benchmarks/{RESULTS.name}")


if __name__ == "__main__":
    main()
