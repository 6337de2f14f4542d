"""Data to learn from: a few real tables, toys that are drawn on the spot, letters, and handwritten digits.

Every function returns a `Dataset` (`mnist` two of them). Nothing is downloaded: the real tables come with
scikit-learn, the toys are computed from an `rng`, and `mnist` reads four files that you bring.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import validation
from helpers.losses import one_hot


class Dataset(NamedTuple):
    """Samples with their answers.

    Fields:
        x: inputs; samples as rows (N, D), or sequences (T, N, D).
        y: class numbers as integers (N,) or (T, N); for regression float targets (N, M).
        feature_names: what each column of x is, with its unit.
        class_names: what each class number means; empty for regression.
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]

    def __repr__(self) -> str:
        """Say how much there is, not what."""
        return (
            f"Dataset(x {self.x.shape} {self.x.dtype}, y {self.y.shape} {self.y.dtype}, "
            f"{len(self.feature_names)} features, {len(self.class_names)} classes)"
        )


def iris() -> Dataset:
    """Measurements of 150 flowers of three species of iris, 50 of each.

    Returns:
        x (150, 4) in centimetres, y (150,): setosa 0, versicolor 1, virginica 2.

    Source: Anderson (1936), The species problem in Iris; Fisher (1936), The use of multiple measurements in
    taxonomic problems. The copy is scikit-learn's.

    >>> iris().class_names
    ('setosa', 'versicolor', 'virginica')
    """
    from sklearn.datasets import (
        load_iris,
    )  # imported late: scikit-learn takes longer to load than all else here

    return _table(load_iris())


def breast_cancer() -> Dataset:
    """Thirty measurements of cell nuclei from 569 breast tumours, and whether each was malignant.

    Returns:
        x (569, 30), lengths in pixels of the image; y (569,): malignant 0, benign 1.

    Source: Street, Wolberg and Mangasarian (1993), Nuclear feature extraction for breast tumor diagnosis. The
    copy is scikit-learn's.

    >>> breast_cancer()
    Dataset(x (569, 30) float64, y (569,) int64, 30 features, 2 classes)
    """
    from sklearn.datasets import load_breast_cancer

    return _table(load_breast_cancer())


def digits() -> Dataset:
    """Small pictures of 1,797 handwritten digits, 8 × 8 grey values each.

    Returns:
        x (1797, 64), row by row, 0 for paper and 1 for full ink (the file's 0 … 16 divided by 16); y (1797,)
        the digit.

    Source: Alpaydin and Kaynak (1998), Optical recognition of handwritten digits, UCI Machine Learning
    Repository (its test part). The copy is scikit-learn's.

    >>> digits().x.reshape(-1, 8, 8)[0, 2]
    array([0.    , 0.1875, 0.9375, 0.125 , 0.    , 0.6875, 0.5   , 0.    ])
    """
    from sklearn.datasets import load_digits

    table = _table(load_digits())
    return table._replace(x=table.x / 16)


def two_moons(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two half circles that reach into each other: no straight line separates them.

    Formula: class 0 lies at (cos t, sin t), class 1 at (1 − cos t, ½ − sin t), with t even over [0, π]; every
    coordinate gets normal noise.

    Args:
        n: number of points, at least 2; class 0 has n // 2.
        noise: standard deviation of the noise, at least 0.
        rng: source of the noise and of the order.

    Returns:
        x (n, 2), y (n,) with 0 and 1, in random order.

    Raises:
        ValueError: an argument is out of range.

    Source: the shape is scikit-learn's `make_moons`.

    >>> two_moons(200, 0.1, np.random.default_rng(0))
    Dataset(x (200, 2) float64, y (200,) int64, 2 features, 2 classes)
    """
    n, noise = _check_toy("two_moons", n, noise, rng, least=2)
    y = (np.arange(n) >= n // 2).astype(np.int64)
    t = np.concatenate([np.linspace(0, np.pi, n // 2), np.linspace(0, np.pi, n - n // 2)])
    sign = 1 - 2 * y
    x = np.stack([y + sign * np.cos(t), 0.5 * y + sign * np.sin(t)], axis=1)
    return _shuffled(x + noise * rng.standard_normal(x.shape), y, rng)


def spiral(n: int, noise: float, rng: np.random.Generator, classes: int = 2, turns: float = 1.0) -> Dataset:
    """Spiral arms around one centre, one for each class.

    Formula: at radius r in (0, 1] arm k lies at the angle 2π (turns · r + k / classes); every coordinate gets
    normal noise.

    Args:
        n: number of points, at least one for each class; they go round the classes in turn.
        noise: standard deviation of the noise, at least 0.
        rng: source of the noise and of the order.
        classes: number of arms, at least 2.
        turns: how often each arm goes round, above 0.

    Returns:
        x (n, 2), y (n,) with 0 … classes − 1, in random order.

    Raises:
        ValueError: an argument is out of range.

    Source: after the two spirals of Lang and Witbrock (1988), Learning to tell two spirals apart.

    >>> np.bincount(spiral(9, 0.0, np.random.default_rng(0), classes=3).y)
    array([3, 3, 3])
    """
    classes = validation.whole("spiral", "classes", classes, low=2)
    n, noise = _check_toy("spiral", n, noise, rng, least=classes)
    turns = validation.number("spiral", "turns", turns, 0, above=True)
    y = np.arange(n) % classes
    r = (np.arange(n) // classes + 1) / -(-n // classes)  # each arm reaches its end: -(-a // b) rounds up
    angle = 2 * np.pi * (turns * r + y / classes)
    x = np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)
    return _shuffled(x + noise * rng.standard_normal(x.shape), y, rng)


def xor(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """The exclusive or of two inputs: class 1 where exactly one of them is 1.

    Args:
        n: number of points, at least 1; they go round the corners (0, 0), (0, 1), (1, 0), (1, 1) in turn.
        noise: standard deviation of normal noise on each coordinate, at least 0.
        rng: source of the noise.

    Returns:
        x (n, 2), y (n,) with 0 and 1.

    Raises:
        ValueError: an argument is out of range.

    >>> x, y, *_ = xor(4, 0.0, np.random.default_rng(0))
    >>> x.tolist(), y.tolist()
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0])
    """
    n, noise = _check_toy("xor", n, noise, rng, least=1)
    corner = np.arange(n) % 4
    x = np.stack([corner // 2, corner % 2], axis=1)
    y = x[:, 0] ^ x[:, 1]
    return Dataset(x + noise * rng.standard_normal(x.shape), y, ("x1", "x2"), ("0", "1"))


def parity(bits: int) -> Dataset:
    """All patterns of some bits, and whether the number of ones is odd. Two bits give XOR.

    Args:
        bits: 1 to 16.

    Returns:
        x (2^bits, bits) of 0 and 1 in counting order, y (2^bits,): 0 even, 1 odd.

    Raises:
        ValueError: bits is out of range.

    >>> parity(3).y
    array([0, 1, 1, 0, 1, 0, 0, 1])
    """
    bits = validation.whole("parity", "bits", bits, low=1)
    if bits > 16:
        raise ValueError(f"parity: bits must be at most 16 (65,536 patterns), got {bits}")
    ones = np.arange(2**bits)[:, None] >> np.arange(bits)[::-1] & 1
    return Dataset(
        ones.astype(np.float64),
        ones.sum(axis=1) % 2,
        tuple(f"x{i + 1}" for i in range(bits)),
        ("even", "odd"),
    )


def noisy_curve(
    n: int,
    noise: float,
    rng: np.random.Generator,
    function: Callable[[np.ndarray], np.ndarray] = np.sin,
    low: float = -np.pi,
    high: float = np.pi,
) -> Dataset:
    """Points along a curve, each measured with an error: a regression.

    Formula: y = function(x) + noise · ε with x uniform in [low, high) and ε standard normal.

    Args:
        n: number of points, at least 1.
        noise: standard deviation of the error, at least 0, in the unit of y.
        rng: source of places and errors.
        function: the curve; takes and returns an array.
        low, high: the range of x, low < high.

    Returns:
        x (n, 1) in rising order, y (n, 1); no classes.

    Raises:
        ValueError: an argument is out of range, or the function gives NaN, infinity or another shape.

    >>> data = noisy_curve(5, 0.0, np.random.default_rng(0))
    >>> np.array_equal(data.y, np.sin(data.x))
    True
    """
    n, noise = _check_toy("noisy_curve", n, noise, rng, least=1)
    low = validation.number("noisy_curve", "low", low)
    high = validation.number("noisy_curve", "high", high, low, above=True)
    x = np.sort(rng.uniform(low, high, (n, 1)), axis=0)
    curve = np.asarray(function(x), dtype=np.float64)
    validation.shape("noisy_curve", "function(x)", curve, (n, 1), "(n, 1)")
    _check_finite("noisy_curve", "function(x)", curve)
    return Dataset(x, curve + noise * rng.standard_normal((n, 1)), ("x",), ())


HARVEST_TRUTH = (0.015, 0.003, 0.006, -1.5)
"""The true coefficients behind `harvest`: t per kg of fertiliser, per mm of rain, per hour of sunshine; and
the constant, in t/ha."""


def harvest(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Yields of fields that got fertiliser, rain and sunshine: a multiple regression with a known truth.

    The data are generated, no field was ever harvested; the coefficients only have a plausible size. Rainy
    seasons have less sunshine, so that one input alone tells a wrong story.

    Formula: yield = 0.015 fertiliser + 0.003 rain + 0.006 sunshine − 1.5 + noise · ε, with fertiliser uniform
    in [0, 150), rain normal (600, deviation 100), sunshine = 800 − ½ (rain − 600) + a normal part of
    deviation 40, and ε standard normal.

    Args:
        n: number of fields, at least 1.
        noise: standard deviation of what the three inputs do not explain, at least 0, in t/ha.
        rng: source of inputs and noise.

    Returns:
        x (n, 3): fertiliser in kg/ha, rain in mm and sunshine in hours of the season; y (n, 1) the yield in
        t/ha; no classes. The truth is `HARVEST_TRUTH`.

    Raises:
        ValueError: an argument is out of range.

    >>> data = harvest(60, 0.3, np.random.default_rng(0))
    >>> data
    Dataset(x (60, 3) float64, y (60, 1) float64, 3 features, 0 classes)
    >>> data.x[0].round(), data.y[0].round(1)
    (array([ 96., 556., 853.]), array([6.7]))
    """
    n, noise = _check_toy("harvest", n, noise, rng, least=1)
    fertiliser = rng.uniform(0, 150, n)
    rain = rng.normal(600, 100, n)
    sunshine = 800 - 0.5 * (rain - 600) + rng.normal(0, 40, n)
    x = np.stack([fertiliser, rain, sunshine], axis=1)
    y = x @ HARVEST_TRUTH[:3] + HARVEST_TRUTH[3] + noise * rng.standard_normal(n)
    return Dataset(x, y[:, None], ("fertiliser (kg/ha)", "rain (mm)", "sunshine (h)"), ())


def characters(text: str, target: str | None = None) -> Dataset:
    """A text as one sequence of one-hot letters, each with the letter that should follow.

    Args:
        text: at least 2 characters; without `target` the last one is only an answer.
        target: the letters to answer with, one for each of the text, where they are not simply the next ones.

    Returns:
        x (T, 1, D) one-hot, y (T, 1) class numbers. Both feature_names and class_names are the alphabet: the
        characters that occur, sorted.

    Raises:
        ValueError: text is too short, or text and target differ in length.

    >>> data = characters("hello")
    >>> data.class_names
    ('e', 'h', 'l', 'o')
    >>> "".join(data.class_names[k] for k in data.y[:, 0])
    'ello'
    """
    if target is None:
        if len(text) < 2:
            raise ValueError(f"characters: text must have at least 2 characters, got {text!r}")
        text, target = text[:-1], text[1:]
    if not text or len(text) != len(target):
        raise ValueError(
            f"characters: target has {len(target)} characters but text has {len(text)}; "
            "one answer for each character is expected"
        )
    alphabet = tuple(sorted(set(text + target)))
    number = {character: k for k, character in enumerate(alphabet)}
    x = one_hot(np.array([[number[c]] for c in text]), len(alphabet))
    return Dataset(x, np.array([[number[c]] for c in target]), alphabet, alphabet)


def hello() -> Dataset:
    """The letters of 'hello': h→e, e→l, l→l, l→o. The two l's make it a task for a memory.

    Returns:
        `characters("hello")`: x (4, 1, 4), y (4, 1).

    >>> hello()
    Dataset(x (4, 1, 4) float64, y (4, 1) int64, 4 features, 4 classes)
    """
    return characters("hello")


def korean_line(by: str = "jamo") -> Dataset:
    """The first words of the Korean anthem, 동해물과 백두산이: each letter is to be followed by the next.

    The syllables are all distinct, so a table that knows only the present one would do. In jamo letters
    repeat (ㄷ is followed by ㅗ, then by ㅜ), and a memory is needed.

    Args:
        by: "jamo" (letters) or "syllables".

    Returns:
        `characters` of the line: x (20, 1, 16) and y (20, 1) in jamo, x (8, 1, 9) and y (8, 1) in syllables.

    Raises:
        ValueError: `by` is another word.

    >>> korean_line("syllables").class_names
    (' ', '과', '동', '두', '물', '백', '산', '이', '해')
    """
    line = "동해물과 백두산이"
    if by not in ("jamo", "syllables"):
        raise ValueError(f"korean_line: by must be 'jamo' or 'syllables', got {by!r}")
    return characters(jamo(line) if by == "jamo" else line)


_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


def jamo(text: str) -> str:
    """Take Korean syllables apart into their letters; other characters stay.

    Formula: a syllable's code is 0xAC00 + (lead · 21 + vowel) · 28 + tail, where tail 0 means none.

    Source: The Unicode Standard, section 3.12, Conjoining jamo behavior.

    >>> jamo("동해물과 백두산이")
    'ㄷㅗㅇㅎㅐㅁㅜㄹㄱㅘ ㅂㅐㄱㄷㅜㅅㅏㄴㅇㅣ'
    """
    letters = []
    for character in text:
        if "가" <= character <= "힣":
            rest, tail = divmod(ord(character) - 0xAC00, len(_TAILS))
            lead, vowel = divmod(rest, len(_VOWELS))
            letters += [_LEADS[lead], _VOWELS[vowel], _TAILS[tail]]
        else:
            letters.append(character)
    return "".join(letters)


_MNIST = {
    "train-images-idx3-ubyte": (
        (60000, 28, 28),
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    "train-labels-idx1-ubyte": (
        (60000,),
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    "t10k-images-idx3-ubyte": (
        (10000, 28, 28),
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    "t10k-labels-idx1-ubyte": (
        (10000,),
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
}
"""The four files: shape of the data, and SHA-256 of the decompressed bytes."""


def mnist(folder: str | Path) -> tuple[Dataset, Dataset]:
    """Read the MNIST pictures of handwritten digits from four files in a folder.

    The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
    `t10k-labels-idx1-ubyte`, each as it is or with `.gz`. They are at yann.lecun.com/exdb/mnist, and copies
    at storage.googleapis.com/cvdf-datasets/mnist and ossci-datasets.s3.amazonaws.com/mnist. This function
    never downloads them. An idx file begins with two zero bytes, the type (8: one byte per value) and the
    number of axes, then the length of each axis as four bytes, highest first; the values follow.

    Args:
        folder: where the four files lie.

    Returns:
        Training and test set: x (60000, 784) and (10000, 784) float32, 0 for paper and 1 for full ink; y the
        digits (60000,) and (10000,).

    Raises:
        FileNotFoundError: files are missing; the message names them and where to get them.
        ValueError: a file is truncated, damaged, or not MNIST (first bytes, counts, or checksum are wrong).

    Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition.

    >>> mnist("no such folder")
    Traceback (most recent call last):
    FileNotFoundError: mnist: no such folder has no train-images-idx3-ubyte, train-labels-idx1-ubyte, \
t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (with or without .gz); get them from \
yann.lecun.com/exdb/mnist or storage.googleapis.com/cvdf-datasets/mnist
    """
    folder = Path(folder)
    found = {
        name: next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)
        for name in _MNIST
    }
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise FileNotFoundError(
            f"mnist: {folder} has no {', '.join(missing)} (with or without .gz); get them from "
            "yann.lecun.com/exdb/mnist or storage.googleapis.com/cvdf-datasets/mnist"
        )
    train_x, train_y, test_x, test_y = (_read_idx(path, name) for name, path in found.items() if path)
    rows, columns = train_x.shape[1:]
    pixels = tuple(f"row {i} column {j}" for i in range(rows) for j in range(columns))
    names = tuple("0123456789")

    def dataset(images: np.ndarray, labels: np.ndarray) -> Dataset:
        x = images.reshape(len(images), -1).astype(np.float32)
        x /= 255
        return Dataset(x, labels.astype(np.int64), pixels, names)

    return dataset(train_x, train_y), dataset(test_x, test_y)


def split(data: Dataset, held_out: float, rng: np.random.Generator) -> tuple[Dataset, Dataset]:
    """Deal the samples at random into a part to learn from and a part to be tested on.

    Args:
        data: samples as rows.
        held_out: share to be held out, between 0 and 1; each part gets at least one sample.
        rng: source of the order.

    Returns:
        (rest, held out), each sample in exactly one of them.

    Raises:
        ValueError: held_out is out of range, a part would be empty, x holds NaN or infinity, or x and y
            differ in length.

    >>> rest, test = split(iris(), 0.2, np.random.default_rng(0))
    >>> len(rest.x), len(test.x)
    (120, 30)
    """
    held_out = validation.number("split", "held_out", held_out, 0, 1, above=True, below=True)
    validation.generator("split", rng)
    _check_finite("split", "data.x", data.x)
    n = len(data.x)
    if len(data.y) != n:
        raise ValueError(f"split: data.y has {len(data.y)} samples but data.x has {n}")
    count = round(n * held_out)
    if not 0 < count < n:
        raise ValueError(f"split: held_out is {held_out} of {n} samples, which leaves one part empty")
    order = rng.permutation(n)
    rest, test = order[count:], order[:count]
    return data._replace(x=data.x[rest], y=data.y[rest]), data._replace(x=data.x[test], y=data.y[test])


def standardize(x: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    """Shift and scale each feature to mean 0 and standard deviation 1, as measured on the first array.

    Formula: (x − μ) / σ, column by column; a column that never changes is only shifted. The other arrays (the
    test set) get the same μ and σ: measuring them too would let the answers leak.

    Args:
        x: training inputs (N, D).
        others: further inputs (…, D).

    Returns:
        All arrays, standardised, in their order and types.

    Raises:
        ValueError: an array is not float, is empty, has another number of columns, or holds NaN or infinity.

    >>> train, test = standardize(np.array([[1.0], [3.0]]), np.array([[5.0]]))
    >>> train.ravel(), test.ravel()
    (array([-1.,  1.]), array([3.]))
    """
    for name, array in [("x", x), *((f"others[{i}]", other) for i, other in enumerate(others))]:
        validation.floats("standardize", **{name: array})
        validation.axes("standardize", name, array, "N, D")
        if array.shape[1] != x.shape[1]:
            raise ValueError(f"standardize: {name} has {array.shape[1]} features but x has {x.shape[1]}")
        _check_finite("standardize", name, array)
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    deviation[deviation == 0] = 1
    return tuple((array - mean) / deviation for array in (x, *others))


def _table(bunch: dict) -> Dataset:
    """A data set of scikit-learn as a `Dataset`."""
    x, y = np.asarray(bunch["data"], np.float64), np.asarray(bunch["target"], np.int64)
    return Dataset(x, y, tuple(map(str, bunch["feature_names"])), tuple(map(str, bunch["target_names"])))


def _shuffled(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Dataset:
    order = rng.permutation(len(x))
    return Dataset(x[order], y[order], ("x1", "x2"), tuple(map(str, range(y.max() + 1))))


def _check_toy(where: str, n: int, noise: float, rng: np.random.Generator, least: int) -> tuple[int, float]:
    validation.generator(where, rng)
    return validation.whole(where, "n", n, low=least), validation.number(where, "noise", noise, 0)


def _check_finite(where: str, name: str, array: np.ndarray) -> None:
    bad = int(np.size(array) - np.count_nonzero(np.isfinite(array)))
    if bad:
        raise ValueError(
            f"{where}: {name} holds {bad} NaN or infinite values but finite numbers are expected"
        )


def _read_idx(path: Path, name: str) -> np.ndarray:
    """The values of one idx file, after every check that can be made."""
    shape, checksum = _MNIST[name]
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(
            f"mnist: {path.name} is truncated or damaged, it cannot be decompressed ({error})"
        ) from None
    magic = bytes([0, 0, 8, len(shape)])
    if data[:4] != magic:
        raise ValueError(
            f"mnist: {path.name} begins with the bytes {data[:4].hex(' ')} but an idx file of "
            f"{len(shape)} axes begins with {magic.hex(' ')}"
        )
    header = 4 + 4 * len(shape)
    stated = tuple(np.frombuffer(data[4:header].ljust(header - 4, b"\0"), ">u4").tolist())
    if stated != shape:
        raise ValueError(f"mnist: {path.name} announces the shape {stated} but {shape} is expected")
    if len(data) - header != np.prod(shape):
        raise ValueError(
            f"mnist: {path.name} holds {len(data) - header} values but {np.prod(shape)} are expected; "
            "the file is not complete"
        )
    if hashlib.sha256(data).hexdigest() != checksum:
        raise ValueError(
            f"mnist: the contents of {path.name} are not those of MNIST (its SHA-256 checksum differs)"
        )
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape)
