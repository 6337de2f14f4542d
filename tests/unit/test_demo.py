"""The demonstration: what it promises on the digits, and what it says when it cannot."""

import re
import subprocess
import sys
from statistics import mean, stdev

import numpy as np
import pytest

from helpers import demo
from helpers.datasets import Dataset


def test_digits_reach_what_is_promised(capsys):
    assert demo.main([]) == 0
    captured = capsys.readouterr()
    numbers = re.search(
        r"held-out accuracy ([\d.]+) % \(95 % interval ([\d.]+) to ([\d.]+) %\)", captured.out
    ).groups()
    middle, low, high = map(float, numbers)
    assert middle >= 97
    assert low < middle < high
    results = [float(r) for r in re.search(r"each split: (.*) %", captured.out)[1].split(", ")]
    assert len(results) == 10
    assert middle == pytest.approx(mean(results), abs=0.1)
    assert high - low == pytest.approx(2 * 2.262 * stdev(results) / 10**0.5, abs=0.11)
    assert "300/300" in captured.err  # the bar went to its end


def test_student_t_is_the_right_quantile():
    from scipy.stats import t

    assert pytest.approx(t.ppf(0.975, demo.SPLITS - 1), abs=5e-4) == demo.STUDENT_T


def miniature(n, rng):
    """Pictures that can be told apart: digit k is bright in its own stripe."""
    y = rng.integers(0, 10, n)
    x = 0.1 * rng.random((n, 784), dtype=np.float32)
    x.reshape(n, 28, 28)[np.arange(n), 2 * y + 3] += 0.9
    return Dataset(x, y, (), ())


def test_mnist_trains_the_network_of_the_book(capsys, monkeypatch):
    rng = np.random.default_rng(0)
    monkeypatch.setattr(demo, "mnist", lambda folder: (miniature(600, rng), miniature(200, rng)))
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    assert demo.main(["--mnist", "somewhere", "--epochs", "12"]) == 0
    out = capsys.readouterr().out
    peaks = [float(p) for p in re.findall(r"seed \d: test accuracy ([\d.]+) % at its peak", out)]
    assert len(peaks) == 3
    assert max(peaks) > 90
    assert f"best of three: {max(peaks):.2f} % at its peak" in out
    assert "PyTorch is not installed" in out


def test_mnist_network_cost_and_rate_are_the_books(monkeypatch):
    """One step on one batch is w ← w − 3 · mean over the batch of ∂(½‖a − y‖²)/∂w."""
    rng = np.random.default_rng(1)
    train, test = miniature(10, rng), miniature(5, rng)
    seen = {}
    original = demo.fit

    def spy(network, *arguments, **options):
        seen["before"] = [p.astype(np.float64) for p in network.parameters]
        history = original(network, *arguments, **options)
        seen["after"] = network.parameters
        return history

    monkeypatch.setattr(demo, "fit", spy)
    demo._fit_nielsen(train, test, 1, 0, lambda report: None)
    w1, b1, w2, b2 = seen["before"]
    assert w1.shape == (784, 30)
    assert w2.shape == (30, 10)
    assert w1.std() == pytest.approx(1, abs=0.05)  # standard normal, as in the book; biases too
    assert np.abs(b1).max() > 0.5
    x, y = train.x.astype(np.float64), np.eye(10)[train.y]
    a1 = 1 / (1 + np.exp(-(x @ w1 + b1)))
    a2 = 1 / (1 + np.exp(-(a1 @ w2 + b2)))
    delta2 = (a2 - y) * a2 * (1 - a2)
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    expected = [
        w1 - 3 / 10 * x.T @ delta1,
        b1 - 3 / 10 * delta1.sum(0),
        w2 - 3 / 10 * a1.T @ delta2,
        b2 - 3 / 10 * delta2.sum(0),
    ]
    for one, two in zip(seen["after"], expected, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-5)


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "helpers.demo", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_says_what_it_does():
    done = run("--help")
    assert done.returncode == 0
    for word in (
        "--mnist FOLDER",
        "--epochs",
        "--seed",
        "scikit-learn",
        "train-images-idx3-ubyte",
        "Nothing is",
    ):
        assert word in done.stdout


def test_missing_files_are_named_without_a_traceback(tmp_path):
    done = run("--mnist", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: mnist: {tmp_path} has no train-images-idx3-ubyte")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", "0"], "argument --epochs: a whole number of at least 1 is expected, got '0'"),
        (["--epochs", "many"], "argument --epochs: a whole number of at least 1 is expected, got 'many'"),
        (["--seed", "-1"], "argument --seed"),
        (["--mnist"], "argument --mnist: expected one argument"),
        (["--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_wrong_options(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        demo.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
