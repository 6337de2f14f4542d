"""Train a real network on real pictures, in a terminal: `python -m helpers.demo`.

Without options it learns the 1,797 handwritten digits that ship with scikit-learn, on ten random splits, and
says how well unseen digits are recognised. With `--mnist FOLDER` it repeats the first experiment of a free
online book: Nielsen (2015), Neural Networks and Deep Learning, chapter 1.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from math import sqrt
from statistics import mean, stdev
from time import perf_counter

import numpy as np

from helpers.datasets import Dataset, digits, mnist, split
from helpers.initializers import he_normal, normal
from helpers.layers import Activation, Dense, Layer
from helpers.losses import mean_squared_error, one_hot, softmax_cross_entropy
from helpers.network import Network, mlp
from helpers.optimizers import SGD, Adam
from helpers.training import EpochReport, History, accuracy, fit, progress_bar

SPLITS = 10
STUDENT_T = 2.262  # 97.5 % point of Student's t with SPLITS − 1 = 9 degrees of freedom
TRAINING = 50_000  # Nielsen keeps the last 10,000 of MNIST's 60,000 training pictures for validation
BATCH = 10
# Nielsen's cost is ½ Σ (a − y)² over the 10 outputs; `mean_squared_error` is their mean, 5 times smaller.
LEARNING_RATE = 3.0 * 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration that the command line asks for.

    Args:
        arguments: words of the command line, those of the process if None.

    Returns:
        Exit code: 0 if all went well, 1 if data are missing or damaged.
    """
    options = _parser().parse_args(arguments)
    if options.mnist is None:
        train_digits(options.epochs, options.seed)
        return 0
    try:
        train, test = mnist(options.mnist)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    train_mnist(train, test, options.epochs, options.seed)
    return 0


def train_digits(epochs: int, seed: int) -> list[float]:
    """Train 64-256-10 (ReLU, softmax, Adam) on ten random splits of scikit-learn's digits.

    Prints the mean accuracy on the held-out fifth, with a 95 % interval of that mean: mean ± t · s / √10. The
    splits share pictures, so the interval is somewhat too narrow: Nadeau and Bengio (2003), Inference for the
    generalization error.

    Args:
        epochs: passes over the training part.
        seed: of the first split; the others follow.

    Returns:
        The ten accuracies.
    """
    data = digits()
    data = data._replace(x=data.x.astype(np.float32))
    print(f"{len(data.x):,} digits of 8 × 8 pixels, network 64-256-10, {SPLITS} splits, {epochs} epochs each")
    results = []
    start = perf_counter()
    with progress_bar("training", total=SPLITS * epochs) as bar:
        for i in range(SPLITS):
            rng = np.random.default_rng(seed + i)
            train, test = split(data, 0.2, rng)
            network = mlp([64, 256, 10], rng, "relu", he_normal, dtype=np.float32)
            fit(network, train.x, train.y, softmax_cross_entropy, Adam(2e-3), epochs, 32, rng, progress=bar)
            results.append(accuracy(network.predict(test.x), test.y))
    half = STUDENT_T * stdev(results) / sqrt(SPLITS)
    print(f"each split: {', '.join(f'{100 * r:.1f}' for r in results)} %")
    print(
        f"held-out accuracy {100 * mean(results):.1f} % "
        f"(95 % interval {100 * (mean(results) - half):.1f} to {100 * (mean(results) + half):.1f} %), "
        f"{perf_counter() - start:.1f} s"
    )
    return results


def train_mnist(train: Dataset, test: Dataset, epochs: int, seed: int) -> list[History]:
    """Train 784-30-10 (sigmoid, quadratic cost, batches of 10, learning rate 3.0) on MNIST from three seeds.

    Prints the accuracy on the 10,000 test pictures, and the time beside that of PyTorch if it is installed.

    Args:
        train, test: as `datasets.mnist` returns them.
        epochs: passes over the first 50,000 training pictures; Nielsen takes 30.
        seed: of the first run; the others follow.

    Returns:
        The three histories; their `metrics` are the accuracies on the test pictures after each epoch.
    """
    train = train._replace(x=train.x[:TRAINING], y=train.y[:TRAINING])
    print(f"MNIST, {len(train.x):,} digits of 28 × 28 pixels, network 784-30-10, {epochs} epochs")
    histories, seconds = [], []
    for run in range(3):
        with progress_bar(f"seed {seed + run}") as bar:
            start = perf_counter()
            histories.append(_fit_nielsen(train, test, epochs, seed + run, bar))
            seconds.append(perf_counter() - start)
        peak = int(histories[-1].metrics.argmax())
        print(
            f"seed {seed + run}: test accuracy {100 * histories[-1].metrics[peak]:.2f} % at its peak (epoch "
            f"{peak + 1}), {100 * histories[-1].metrics[-1]:.2f} % at the end, {seconds[-1]:.1f} s"
        )
    print(
        f"best of three: {100 * max(h.metrics.max() for h in histories):.2f} % at its peak, "
        f"{100 * max(h.metrics[-1] for h in histories):.2f} % at the end "
        "(Nielsen's book: 95.42 % and 95.34 %; a peak is chosen on the test set, so it flatters)"
    )
    if find_spec("torch") is None:
        print("PyTorch is not installed, so there is no time to compare with")
    else:
        reached, other = _time_torch(train, test, epochs, seed)
        own = mean(seconds)
        print(f"time for {epochs} epochs: NumPy {own:.1f} s, PyTorch {other:.1f} s, ratio {own / other:.2f}")
        print(f"(PyTorch with one thread, its fastest here; it ends at {100 * reached:.2f} %)")
    return histories


def _fit_nielsen(
    train: Dataset, test: Dataset, epochs: int, seed: int, progress: Callable[[EpochReport], None]
) -> History:
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    for inputs, outputs in ((784, 30), (30, 10)):
        layers += [Dense(inputs, outputs, rng, normal, normal, np.float32), Activation("sigmoid")]
    return fit(
        Network(layers),
        train.x,
        one_hot(train.y, 10, np.float32),
        mean_squared_error,
        SGD(LEARNING_RATE),
        epochs,
        BATCH,
        rng,
        validation=(test.x, one_hot(test.y, 10, np.float32), accuracy),
        progress=progress,
    )


def _time_torch(train: Dataset, test: Dataset, epochs: int, seed: int) -> tuple[float, float]:
    """Accuracy and seconds of the same training, line for line, in PyTorch on the processor."""
    torch = import_module("torch")
    torch.set_num_threads(1)  # its fastest for matrices as small as these
    torch.manual_seed(seed)
    x, y = torch.from_numpy(train.x), torch.from_numpy(one_hot(train.y, 10, np.float32))
    x_test, y_test = torch.from_numpy(test.x), torch.from_numpy(test.y)
    network = torch.nn.Sequential(
        torch.nn.Linear(784, 30), torch.nn.Sigmoid(), torch.nn.Linear(30, 10), torch.nn.Sigmoid()
    )
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter)
    loss, optimizer = torch.nn.MSELoss(), torch.optim.SGD(network.parameters(), LEARNING_RATE)
    reached = 0.0
    with progress_bar("PyTorch") as bar:
        start = perf_counter()
        for epoch in range(1, epochs + 1):
            total = 0.0
            for rows in torch.randperm(len(x)).split(BATCH):
                optimizer.zero_grad()
                value = loss(network(x[rows]), y[rows])
                value.backward()
                optimizer.step()
                total += value.item() * len(rows)
            with torch.no_grad():
                reached = (network(x_test).argmax(1) == y_test).float().mean().item()
            bar(EpochReport(epoch, epochs, total / len(x), None, reached))
        return reached, perf_counter() - start


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.demo",
        description="Train a network written in NumPy on handwritten digits and say how well it recognises "
        "digits that it has never seen. Without options: the digits that ship with scikit-learn, ten random "
        "splits, about ten seconds.",
        epilog="The files for --mnist are train-images-idx3-ubyte, train-labels-idx1-ubyte, "
        "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or with .gz, from "
        "yann.lecun.com/exdb/mnist or storage.googleapis.com/cvdf-datasets/mnist. Nothing is downloaded.",
    )
    parser.add_argument(
        "--mnist",
        metavar="FOLDER",
        help="train 784-30-10 on the full MNIST in this folder instead, as in chapter 1 of Nielsen's book, "
        "from three seeds (a few minutes), and compare the time with PyTorch if that is installed",
    )
    parser.add_argument(
        "--epochs",
        metavar="N",
        type=_whole(1),
        default=30,
        help="passes over the training data (default: 30)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=_whole(0),
        default=0,
        help="of the first run; the others follow (default: 0)",
    )
    return parser


def _whole(least: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"a whole number of at least {least} is expected, got {text!r}")
        return int(text)

    return convert


if __name__ == "__main__":
    sys.exit(main())
