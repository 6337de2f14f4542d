"""Data: what it says it is, the same for the same seed, and refused when it is damaged."""

import gzip
import hashlib
import struct
import unicodedata

import numpy as np
import pytest

from helpers import datasets
from helpers.datasets import (
    HARVEST_TRUTH,
    Dataset,
    breast_cancer,
    characters,
    digits,
    harvest,
    hello,
    iris,
    jamo,
    korean_line,
    mnist,
    noisy_curve,
    parity,
    spiral,
    split,
    standardize,
    two_moons,
    xor,
)


def seeded(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("data", "samples", "features", "classes"),
    [
        (iris(), 150, 4, 3),
        (digits(), 1797, 64, 10),
        (breast_cancer(), 569, 30, 2),
        (two_moons(101, 0.1, seeded()), 101, 2, 2),
        (spiral(101, 0.1, seeded(), classes=3), 101, 2, 3),
        (xor(10, 0.1, seeded()), 10, 2, 2),
        (parity(5), 32, 5, 2),
        (noisy_curve(20, 0.1, seeded()), 20, 1, 0),
        (harvest(20, 0.1, seeded()), 20, 3, 0),
    ],
)
def test_shapes_types_and_names(data, samples, features, classes):
    assert data.x.shape == (samples, features)
    assert data.x.dtype == np.float64
    assert np.isfinite(data.x).all()
    assert len(data.feature_names) == features
    assert len(data.class_names) == classes
    assert all(type(name) is str for name in data.feature_names + data.class_names)
    if classes:
        assert data.y.shape == (samples,)
        assert data.y.dtype == np.int64
        np.testing.assert_array_equal(np.unique(data.y), np.arange(classes))
    else:
        assert data.y.shape == (samples, 1)


def test_known_facts_of_the_tables():
    np.testing.assert_array_equal(np.bincount(iris().y), [50, 50, 50])
    np.testing.assert_array_equal(iris().x[0], [5.1, 3.5, 1.4, 0.2])
    assert breast_cancer().class_names == ("malignant", "benign")
    np.testing.assert_array_equal(np.bincount(breast_cancer().y), [212, 357])
    assert digits().x.max() == 1
    assert digits().x.min() == 0
    assert digits().y[:10].tolist() == list(range(10))


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: two_moons(50, 0.2, rng),
        lambda rng: spiral(50, 0.2, rng),
        lambda rng: xor(50, 0.2, rng),
        lambda rng: noisy_curve(50, 0.2, rng),
        lambda rng: harvest(50, 0.2, rng),
        lambda rng: split(iris(), 0.3, rng)[1],
    ],
)
def test_same_seed_same_bits(make):
    one, two, other = make(seeded(3)), make(seeded(3)), make(seeded(4))
    np.testing.assert_array_equal(one.x, two.x)
    np.testing.assert_array_equal(one.y, two.y)
    assert not np.array_equal(one.x, other.x)


def test_moons_lie_on_their_half_circles():
    x, y, *_ = two_moons(100, 0.0, seeded())
    outer, inner = x[y == 0], x[y == 1]
    np.testing.assert_allclose(np.hypot(*outer.T), 1)
    np.testing.assert_allclose(np.hypot(*(inner - [1, 0.5]).T), 1)
    assert outer[:, 1].min() > -1e-12
    assert inner[:, 1].max() < 0.5 + 1e-12
    assert 0 < np.flatnonzero(y).min() < 20  # the classes are mixed


def test_moons_are_those_of_scikit_learn():
    from sklearn.datasets import make_moons

    x, y, *_ = two_moons(60, 0.0, seeded())
    their_x, their_y = make_moons(60, shuffle=False)

    def in_order(x, y):
        rows = np.column_stack([y, x]).round(9) + 0.0
        return rows[np.lexsort(rows.T)]

    np.testing.assert_allclose(in_order(x, y), in_order(their_x, their_y), atol=1e-9)


def test_spiral_arms():
    x, y, *_ = spiral(300, 0.0, seeded(), classes=3, turns=0.75)
    r, angle = np.hypot(*x.T), np.arctan2(x[:, 1], x[:, 0])
    # Turned back by its radius, every point of an arm lies in the arm's direction.
    back = (angle / (2 * np.pi) - 0.75 * r - y / 3 + 0.5) % 1 - 0.5
    np.testing.assert_allclose(back, 0, atol=1e-9)
    assert r.max() == pytest.approx(1)
    assert r.min() == pytest.approx(1 / 100)


@pytest.mark.parametrize(("n", "classes"), [(5, 2), (11, 3), (4, 4)])
def test_no_arm_of_a_spiral_is_longer_than_one(n, classes):
    x, y, *_ = spiral(n, 0.0, seeded(), classes)
    assert np.hypot(*x.T).max() == pytest.approx(1)
    assert np.bincount(y).max() - np.bincount(y).min() <= 1


@pytest.mark.parametrize(
    "make",
    [
        lambda n: two_moons(4000, n, seeded()),
        lambda n: spiral(4000, n, seeded()),
        lambda n: xor(4000, n, seeded()),
        lambda n: noisy_curve(4000, n, seeded()),
        lambda n: harvest(4000, n, seeded()),
    ],
)
def test_noise_has_the_size_that_was_asked_for(make):
    noisy, clean = make(0.3), make(0.0)
    added = noisy.y - clean.y if noisy.y.dtype == np.float64 else None
    if added is None:
        order = [np.argsort(d.y, kind="stable") for d in (noisy, clean)]
        added = (noisy.x.mean(), noisy.x.std() ** 2 - clean.x.std() ** 2)
        assert noisy.y[order[0]].tolist() == clean.y[order[1]].tolist()
        assert added[0] == pytest.approx(clean.x.mean(), abs=0.02)
        assert added[1] == pytest.approx(0.09, abs=0.02)
    else:
        assert added.std() == pytest.approx(0.3, rel=0.05)


def test_parity_of_sixteen_bits_is_the_largest():
    data = parity(16)
    assert data.x.shape == (65536, 16)
    assert data.y.mean() == 0.5


@pytest.mark.parametrize(("share", "count"), [(0.28, 3), (0.25, 2), (0.35, 4), (0.2, 2)])
def test_the_share_held_out_is_rounded(share, count):
    rest, held_out = split(two_moons(10, 0.0, seeded()), share, seeded())
    assert (len(rest.x), len(held_out.x)) == (10 - count, count)


def test_parity_and_xor_agree():
    two = parity(2)
    corners = xor(4, 0.0, seeded())
    np.testing.assert_array_equal(two.x, corners.x)
    np.testing.assert_array_equal(two.y, corners.y)
    np.testing.assert_array_equal(parity(6).y, parity(6).x.sum(axis=1) % 2)


def test_curve_may_be_any():
    data = noisy_curve(50, 0.0, seeded(), lambda x: x**2, low=0, high=3)
    np.testing.assert_array_equal(data.y, data.x**2)
    assert (np.diff(data.x[:, 0]) >= 0).all()
    assert data.x.min() >= 0
    assert data.x.max() < 3


def test_harvest_without_noise_is_the_plane_it_promises():
    x, y, *_ = harvest(50, 0.0, seeded())
    found, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(50)]), y[:, 0], rcond=None)
    np.testing.assert_allclose(found, HARVEST_TRUTH, rtol=1e-6)


def test_harvest_inputs_are_those_it_describes():
    fertiliser, rain, sunshine = harvest(4000, 0.3, seeded()).x.T
    assert 0 <= fertiliser.min() < 2
    assert 148 < fertiliser.max() < 150
    assert rain.mean() == pytest.approx(600, abs=5)
    assert rain.std() == pytest.approx(100, rel=0.05)
    slope, height = np.polyfit(rain - 600, sunshine, 1)
    assert slope == pytest.approx(-0.5, abs=0.02)
    assert height == pytest.approx(800, abs=2)
    assert (sunshine - height - slope * (rain - 600)).std() == pytest.approx(40, rel=0.05)
    # a rainy season has less sun, so rain alone seems to do next to nothing
    y = harvest(4000, 0.0, seeded()).y[:, 0]
    assert abs(np.polyfit(rain, y, 1)[0]) < 0.1 * HARVEST_TRUTH[1]


def test_hello_needs_a_memory():
    data = hello()
    letters = [data.class_names[k] for k in data.x[:, 0].argmax(axis=1)]
    answers = [data.class_names[k] for k in data.y[:, 0]]
    assert list(zip(letters, answers, strict=True)) == [("h", "e"), ("e", "l"), ("l", "l"), ("l", "o")]
    np.testing.assert_array_equal(data.x.sum(axis=-1), 1)


def followers(data):
    """For each letter the set of letters that follow it."""
    found = {}
    for letter, answer in zip(data.x[:, 0].argmax(axis=1), data.y[:, 0], strict=True):
        found.setdefault(int(letter), set()).add(int(answer))
    return found


def test_korean_line_by_syllables_is_a_table_and_by_jamo_is_not():
    assert all(len(after) == 1 for after in followers(korean_line("syllables")).values())
    by_jamo = korean_line()
    ambiguous = {by_jamo.class_names[k] for k, after in followers(by_jamo).items() if len(after) > 1}
    assert "ㄷ" in ambiguous
    assert by_jamo.x.shape == (20, 1, 16)
    assert korean_line("syllables").x.shape == (8, 1, 9)


def test_one_line_to_another():
    data = characters(jamo("동해물과"), jamo("백두산이"))
    assert data.x.shape[:2] == data.y.shape == (10, 1)
    assert "".join(data.class_names[k] for k in data.y[:, 0]) == "ㅂㅐㄱㄷㅜㅅㅏㄴㅇㅣ"


def test_jamo_of_every_syllable_agree_with_unicode():
    """The standard's own decomposition, letter by letter, compared by the letters' official names."""
    for code in range(ord("가"), ord("힣") + 1):
        parts = unicodedata.normalize("NFD", chr(code))
        theirs = [unicodedata.name(part).split()[-1] for part in parts]
        ours = [unicodedata.name(letter).split()[-1] for letter in jamo(chr(code))]
        assert ours == theirs, chr(code)


def test_jamo_leaves_the_rest_alone():
    assert jamo("a 가!ㄱ") == "a ㄱㅏ!ㄱ"


def test_split_is_a_partition():
    data = iris()
    rest, held_out = split(data, 0.3, seeded())
    assert len(held_out.x) == 45
    together = np.concatenate([rest.x, held_out.x])
    np.testing.assert_array_equal(np.sort(together, axis=0), np.sort(data.x, axis=0))
    rows = {tuple(row): label for row, label in zip(data.x, data.y, strict=True)}
    assert all(rows[tuple(row)] == label for row, label in zip(held_out.x, held_out.y, strict=True))
    assert held_out.class_names == data.class_names
    assert len(np.unique(held_out.y)) == 3


def test_standardize_measures_on_the_first_array_only():
    train, test = seeded().normal(5, 3, (100, 2)), seeded(1).normal(9, 1, (50, 2))
    one, two = standardize(train, test)
    np.testing.assert_allclose(one.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(one.std(axis=0), 1)
    np.testing.assert_allclose(two, (test - train.mean(axis=0)) / train.std(axis=0))
    constant = np.ones((3, 1), np.float32)
    (flat,) = standardize(constant)
    assert flat.dtype == np.float32
    assert not flat.any()


def test_repr_is_short():
    assert repr(iris()) == "Dataset(x (150, 4) float64, y (150,) int64, 4 features, 3 classes)"


# --- MNIST, built here in miniature ------------------------------------------------------------------------


def idx(array):
    """The bytes of an idx file."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture
def miniature(tmp_path, monkeypatch):
    """A folder with four small files, two of them compressed, and the table that expects them."""
    rng = seeded()
    arrays = {
        "train-images-idx3-ubyte": rng.integers(0, 256, (6, 3, 2), dtype=np.uint8),
        "train-labels-idx1-ubyte": rng.integers(0, 10, 6, dtype=np.uint8),
        "t10k-images-idx3-ubyte": rng.integers(0, 256, (4, 3, 2), dtype=np.uint8),
        "t10k-labels-idx1-ubyte": rng.integers(0, 10, 4, dtype=np.uint8),
    }
    arrays["train-images-idx3-ubyte"][0, 0, 0] = 255
    table = {}
    for i, (name, array) in enumerate(arrays.items()):
        data = idx(array)
        table[name] = (array.shape, hashlib.sha256(data).hexdigest())
        if i % 2:
            (tmp_path / name).write_bytes(data)
        else:
            (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    monkeypatch.setattr(datasets, "_MNIST", table)
    return tmp_path, arrays


def test_mnist_reads_plain_and_compressed_files(miniature):
    folder, arrays = miniature
    train, test = mnist(folder)
    assert isinstance(train, Dataset)
    for data, name in ((train, "train"), (test, "t10k")):
        images, labels = arrays[f"{name}-images-idx3-ubyte"], arrays[f"{name}-labels-idx1-ubyte"]
        np.testing.assert_array_equal(data.x, images.reshape(len(images), 6).astype(np.float32) / 255)
        np.testing.assert_array_equal(data.y, labels)
        assert data.x.dtype == np.float32
        assert data.y.dtype == np.int64
        assert data.feature_names[-1] == "row 2 column 1"
        assert data.class_names == tuple("0123456789")
    assert train.x.max() == 1
    np.testing.assert_array_equal(mnist(str(folder))[0].x, train.x)


def test_the_real_table_of_mnist():
    shapes = [shape for shape, _ in datasets._MNIST.values()]
    assert shapes == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert len({checksum for _, checksum in datasets._MNIST.values()}) == 4


def change(path, edit, compressed):
    """Edit the decompressed bytes of a file."""
    data = gzip.decompress(path.read_bytes()) if compressed else path.read_bytes()
    data = edit(data)
    path.write_bytes(gzip.compress(data) if compressed else data)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda data: b"\x89PNG" + data[4:], "begins with the bytes 89 50 4e 47 but an idx file of"),
        (lambda data: data[:2] + b"\x0d" + data[3:], "begins with the bytes 00 00 0d 0"),
        (lambda data: data[:4] + b"\x00\x00\x00\x05" + data[8:], r"announces the shape \(5,.* is expected"),
        (lambda data: data[:-1], "holds .* values but .* are expected; the file is not complete"),
        (lambda data: data[:6], r"announces the shape .* is expected"),
        (lambda data: data + b"\x00", "holds .* values but .* are expected"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "are not those of MNIST .*checksum differs"),
        (lambda data: b"", "begins with the bytes  but an idx file"),
    ],
)
@pytest.mark.parametrize("name", ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"])
def test_mnist_refuses_damaged_files(miniature, name, edit, message):
    folder, _ = miniature
    change(folder / name, edit, compressed=name.endswith(".gz"))
    with pytest.raises(ValueError, match=message) as caught:
        mnist(folder)
    assert f"mnist: {name}" in str(caught.value) or f"contents of {name}" in str(caught.value)


@pytest.mark.parametrize("spoil", [lambda b: b[:-12], lambda b: b[:15] + b[-8:], lambda b: b"hello" + b])
def test_mnist_refuses_files_that_cannot_be_decompressed(miniature, spoil):
    folder, _ = miniature
    path = folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ValueError, match=r"mnist: t10k-images-idx3-ubyte.gz is truncated or damaged"):
        mnist(folder)


def test_mnist_names_what_is_missing_and_where_it_is(miniature):
    folder, _ = miniature
    (folder / "train-labels-idx1-ubyte").unlink()
    (folder / "t10k-images-idx3-ubyte.gz").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        mnist(folder)
    text = str(caught.value)
    assert "train-labels-idx1-ubyte, t10k-images-idx3-ubyte" in text
    assert "train-images" not in text
    assert "yann.lecun.com/exdb/mnist" in text


X = np.ones((4, 2))
BAD = X.copy()
BAD[1, 1] = np.nan


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: two_moons(1, 0.1, seeded()), "two_moons: n must be a whole number of at least 2, got 1"),
        (lambda: two_moons(10, -0.1, seeded()), "two_moons: noise must be .* got -0.1"),
        (lambda: xor(10, np.nan, seeded()), "xor: noise must be .* got nan"),
        (lambda: xor(10, 0.1, 42), "xor: rng must be a generator such as .* got 42"),
        (lambda: spiral(2, 0.1, seeded(), classes=3), "spiral: n must be .* at least 3, got 2"),
        (lambda: spiral(9, 0.1, seeded(), classes=1), "spiral: classes must be .* at least 2, got 1"),
        (lambda: spiral(9, 0.1, seeded(), turns=0), "spiral: turns must be .* got 0"),
        (lambda: parity(0), "parity: bits must be a whole number of at least 1, got 0"),
        (lambda: parity(17), "parity: bits must be at most 16"),
        (lambda: noisy_curve(5, 0, seeded(), low=np.nan), "noisy_curve: low must be .* got nan"),
        (lambda: noisy_curve(5, 0, seeded(), low=1, high=1), "noisy_curve: high must be .* got 1"),
        (
            lambda: noisy_curve(5, 0, seeded(), lambda x: x * np.nan),
            r"noisy_curve: function\(x\) holds 5 NaN or infinite values",
        ),
        (lambda: noisy_curve(5, 0, seeded(), np.sum), r"noisy_curve: function\(x\) has shape \(\) but"),
        (lambda: harvest(0, 0.3, seeded()), "harvest: n must be a whole number of at least 1, got 0"),
        (lambda: harvest(5, -1, seeded()), "harvest: noise must be .* got -1"),
        (lambda: harvest(5, 0.3, 7), "harvest: rng must be a generator such as .* got 7"),
        (lambda: characters("a"), "characters: text must have at least 2 characters, got 'a'"),
        (lambda: characters("ab", "abc"), "characters: target has 3 characters but text has 2"),
        (lambda: characters("", ""), "characters: target has 0 characters but text has 0"),
        (lambda: korean_line("letters"), "korean_line: by must be 'jamo' or 'syllables', got 'letters'"),
        (lambda: split(iris(), 1.0, seeded()), "split: held_out must be .* got 1.0"),
        (
            lambda: split(iris(), 0.001, seeded()),
            "split: held_out is 0.001 of 150 samples, which leaves one part",
        ),
        (lambda: split(iris(), 0.5, None), "split: rng must be a generator .* got None"),
        (lambda: split(Dataset(BAD, np.ones(4), (), ()), 0.5, seeded()), "split: data.x holds 1 NaN"),
        (
            lambda: split(Dataset(X, np.ones(3), (), ()), 0.5, seeded()),
            "split: data.y has 3 samples but data.x",
        ),
        (
            lambda: split(Dataset(X, np.ones(5), (), ()), 0.5, seeded()),
            "split: data.y has 5 samples but data.x has 4",
        ),
        (lambda: standardize(BAD), "standardize: x holds 1 NaN or infinite values"),
        (lambda: standardize(X, BAD), r"standardize: others\[0\] holds 1 NaN"),
        (lambda: standardize(X, np.ones((4, 3))), r"standardize: others\[0\] has 3 features but x has 2"),
        (
            lambda: standardize(np.ones((4, 2), int)),
            "standardize: x must hold float32 or float64 numbers, got int",
        ),
    ],
)
def test_wrong_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
