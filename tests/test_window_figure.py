"""The window figure, Python's side: what is computed, what follows from what, pictures, what is refused."""

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, refuses_the_value, weighs_little

from helpers.widgets import Control, Task, WindowFigure, base

IMAGE = [[1, 2, 0], [0, 1, 3], [2, 0, 1]]
SECOND = [[3, 0, 0, 1], [0, 3, 0, 0], [0, 0, 3, 2]]
CORNER = [[1, 0], [-1, 2]]
MEAN = [[0.25, 0.25], [0.25, 0.25]]
CELLS = ("k00", "k01", "k10", "k11")


def figure(**changes):
    options = {
        "images": {"first": IMAGE, "second": SECOND},
        "kernels": {"corner": CORNER, "mean": MEAN},
        "limits": (0, 3),
        **changes,
    }
    return WindowFigure(options.pop("images"), options.pop("kernels"), **options)


def pooling(**changes):
    return figure(pool=True, stride=1, **changes)


def now(fig):
    return fig.everything(fig.state)


def written(fig):
    return [getattr(fig, name) for name in CELLS]


# ---- what is computed: all numbers by hand


def test_the_output_is_that_of_the_hand():
    fig = figure()
    assert fig.output.tolist() == [[3, 7], [-2, 3]]
    found = now(fig)
    assert (found["value"], found["largest"], found["smallest"], found["total"]) == (3, 7, -2, 11)
    assert (found["height"], found["width"]) == (2, 2)
    fig.row, fig.column = 1, 0
    assert (now(fig)["row"], now(fig)["column"], now(fig)["value"]) == (1, 0, -2)


def test_a_turned_kernel_is_laid_on_the_other_way_round():
    fig = figure()
    fig.flipped = 1
    assert fig.output.tolist() == [[1, 7], [-1, 0]]
    assert [now(fig)[name] for name in CELLS] == [1, 0, -1, 2]  # as it is written
    assert now(fig)["flipped"] == 1


def test_stride_and_padding():
    fig = figure()
    fig.stride, fig.padding = 2, 1
    assert fig.output.tolist() == [[2, -2], [4, 3]]
    assert (now(fig)["stride"], now(fig)["padding"]) == (2, 1)
    fig.padding = 0
    assert fig.output.tolist() == [[3]]


def test_pooling_takes_the_largest_or_the_mean_of_four_cells():
    fig = pooling()
    fig.pool = 1
    assert fig.output.tolist() == [[7]]
    fig.pool = 2
    assert fig.output.tolist() == [[2.75]]
    assert now(fig)["value"] == now(fig)["largest"] == now(fig)["total"] == 2.75
    fig.padding = 1
    found = np.array([[2, 3, -2, 0], [0, 3, 7, -3], [4, -2, 3, 2], [0, 2, 0, 1]])
    assert fig._stage(fig.state).found.tolist() == found.tolist()
    assert fig.output.tolist() == [[2, 0.5], [1, 1.5]]


def test_all_outputs_are_those_of_the_definition():
    rng = np.random.default_rng(0)
    image, kernel = rng.uniform(0, 1, (7, 9)), rng.normal(size=(3, 2))
    fig = figure(images={"a": image}, kernels={"k": kernel}, limits=(0, 1))
    for stride, padding, flipped in np.ndindex(3, 3, 2):
        fig.stride, fig.padding, fig.flipped = stride + 1, padding, flipped
        padded, laid = np.pad(image, padding), kernel[::-1, ::-1] if flipped else kernel
        height = (7 + 2 * padding - 3) // (stride + 1) + 1
        width = (9 + 2 * padding - 2) // (stride + 1) + 1
        assert fig.output.shape == (height, width)
        for i, j in np.ndindex(height, width):
            top, left = i * (stride + 1), j * (stride + 1)
            assert fig.output[i, j] == pytest.approx((padded[top : top + 3, left : left + 2] * laid).sum())


def test_what_is_computed_can_be_compared_with_a_decimal():
    fig = figure(images={"a": [[0.1, 0.2]]}, kernels={"sum": [[1, 1]]}, stride=1)
    assert fig.output[0, 0] != 0.3
    assert now(fig)["value"] == 0.3
    assert figure(task=Task("t", "value == 3", "d")).goals_met == [True]


def test_the_window_is_where_the_output_looks():
    fig = figure(padding=Control("padding", 1, 0, 2, 1))
    fig.stride, fig.row, fig.column = 2, 1, 1
    assert fig._stage(fig.state).window == (2, 2, 2, 2)
    fig = pooling(padding=1)
    fig.pool, fig.row, fig.column = 1, 1, 0
    assert fig._stage(fig.state).window == (2, 0, 3, 3)  # two windows of two, one step apart
    fig = figure(pool=True, stride=2, padding=2)
    fig.pool = 1
    assert fig._stage(fig.state).window == (0, 0, 4, 4)  # two windows of two, two steps apart


# ---- what follows from what


def test_a_kernel_sets_its_cells_and_other_cells_make_it_the_readers_own():
    fig = figure()
    assert written(fig) == [1, 0, -1, 2]
    fig.kernel = 1
    assert written(fig) == [0.25] * 4
    fig.k10 = -3
    assert fig.kernel == 2
    assert "your own 2×2" in repr(fig)
    assert written(fig) == [0.25, 0.25, -3, 0.25]
    fig.k10 = 0.25
    assert fig.kernel == 1
    fig.k00 = 1
    fig.kernel = 0  # a kernel can be taken up again
    assert written(fig) == [1, 0, -1, 2]
    fig.kernel = 2  # a blank one
    assert (fig.kernel, written(fig)) == (2, [0, 0, 0, 0])
    fig.k01 = 4
    assert (fig.kernel, written(fig)) == (2, [0, 4, 0, 0])


def test_the_cell_stays_while_the_output_has_it():
    fig = figure(at=(1, 1))
    assert (fig.row, fig.column) == (1, 1)
    fig.stride = 2
    assert (fig.row, fig.column) == (0, 0)
    fig.padding, fig.stride = 2, 1
    fig.row, fig.column = 5, 4
    fig.padding = 1
    assert (fig.row, fig.column) == (3, 3)
    fig.image = 1
    fig.column = 4
    fig.image = 0
    assert (fig.row, fig.column) == (3, 3)
    fig = pooling(padding=1, at=(3, 3))
    fig.pool = 1
    assert (fig.row, fig.column) == (1, 1)


def test_a_row_beyond_the_last_is_the_last():
    fig = figure()
    fig.row = 5
    assert fig.row == 1
    assert fig.quantities({**fig.state, "column": 5})["column"] == 1


def test_the_page_and_the_kernel_agree_on_one_message():
    fig, heard = figure(), []
    fig.observe(lambda change: heard.append(change["name"]))
    # the reader changed a cell, which made the kernel another one: the other cells stay
    fig.set_state({"kernel": 2.0, "k00": 7.0, "column": 1.0})
    assert written(fig) == [7, 0, -1, 2]
    assert (fig.kernel, fig.column) == (2, 1)
    # one alone, as a linked widget would send it, is completed here
    fig.set_state({"kernel": 1.0})
    assert written(fig) == [0.25] * 4
    fig.set_state({"k11": 1.0})
    assert fig.kernel == 2
    fig.set_state({"kernel": 0.0})
    fig.set_state({"kernel": 2.0})
    assert written(fig) == [0] * 4
    assert heard.count("kernel") == 5


# ---- traits


def test_only_what_can_be_chosen_is_a_trait():
    small = figure(
        images={"a": IMAGE}, kernels={"k": CORNER}, flip=False, editable=False, stride=2, padding=1
    )
    assert set(small.state) == {"row", "column"}
    found = now(small)
    assert small.output.tolist() == [[2, -2], [4, 3]]
    names = ("stride", "padding", "flipped", "pool", "image", "kernel", "k11")
    assert [found[name] for name in names] == [2, 1, 0, 0, 0, 0, 2]
    places = {"image", "kernel", "flipped", "row", "column", "stride", "padding"}
    assert set(figure(editable=False).state) == places
    assert set(pooling(editable=False).state) == (places | {"pool"}) - {"stride"}
    fixed = figure(editable=False)
    fixed.kernel = 1
    assert now(fixed)["k10"] == 0.25
    assert set(figure().state) >= {*CELLS, "kernel"}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("row", 6, "row must be one of"),
        ("row", 0.5, "row must be one of"),
        ("column", -1, "column must be one of"),
        ("stride", 0, "stride must be from 1 to 3, got 0"),
        ("stride", 1.5, "stride must be a whole number"),
        ("padding", 3, "padding must be from 0 to 2, got 3"),
        ("kernel", 3, "kernel must be from 0 to 2, got 3"),
        ("image", 2, "image must be from 0 to 1, got 2"),
        ("flipped", 0.5, "flipped must be a whole number"),
        ("k00", 10.5, "k00 must be from -10 to 10, got 10.5"),
        ("k00", np.nan, "k00 must be a finite number"),
        ("k00", "one", "k00 must be a finite number, got 'one'"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    refuses_the_value(figure(), name, value, message)


def test_the_cells_reach_as_far_as_the_kernels_need():
    fig = figure(kernels={"k": [[12, 0], [0, -37]]})
    fig.k00 = -50
    with pytest.raises(traitlets.TraitError, match="k00 must be from -50 to 50"):
        fig.k00 = 51


def test_a_switch_that_would_be_is_a_slider():
    fig = figure(padding=Control("padding", 0, 0, 1, 1))
    assert [c["kind"] for c in fig._setting["controls"] if c["name"] == "padding"] == ["slider"]
    with pytest.raises(traitlets.TraitError, match="padding must be a whole number"):
        fig.padding = 0.5


def test_the_goals_are_met_by_setting_traits():
    tasks = (
        Task("Find the largest.", "value == 7 and row == 0 and column == 1", "d"),
        Task("Same size.", "height == 3 and width == 3 and by_hand == 1", "d"),
        Task("An edge.", "k00 == -1 and kernel == 2 and total < 0", "d"),
    )
    one = np.eye(3) * [1, 0, 0]
    fig = figure(kernels={"k": one, "m": np.ones((3, 3))}, task=tasks)
    assert fig.goals_met == [False, False, False]
    fig.padding = 1
    assert fig.goals_met == [False, True, False]
    fig.k00 = -1
    assert fig.goals_met == [False, True, True]
    fig.kernel = 1
    fig.row, fig.column = 0, 1
    assert now(fig)["value"] == 7
    assert fig.goals_met == [True, True, False]


# ---- words and pictures


def test_the_repr_and_the_alt_text_tell_the_state():
    fig = figure(title="A window")
    assert repr(fig) == "WindowFigure(first 3×3, corner 2×2, stride 1, padding 0 -> 2×2; at 0, 0: value 3)"
    assert fig.alt_text == (
        "A window: the image first, 3×3, and on it a window of 2×2 from row 0, column 0; the kernel corner, "
        "2×2; and the output, 2×2 from −2 to 7, whose cell at row 0, column 0 is 3."
    )
    describes_itself(fig, lambda: setattr(fig, "row", 1))
    fig = pooling(padding=1, at=(1, 0))
    fig.image, fig.flipped, fig.pool = 1, 1, 2
    assert repr(fig) == (
        "WindowFigure(second 3×4, corner 2×2 turned, stride 1, padding 1 -> 4×5 -> average 2×2; "
        "at 1, 0: value -0.75)"
    )
    assert "a window of 3×3 from row 1, column −1" in fig.alt_text
    describes_itself(fig, lambda: setattr(fig, "k00", 3))
    assert figure(title="Where?").alt_text.startswith("Where? the image first")


def test_the_sum_and_the_size_are_written_out():
    fig = figure()
    assert fig.arithmetic() == ["1 · 1 + 2 · 0", "+ 0 · (−1) + 1 · 2", "= 3"]
    assert fig.sizes() == ["(3 + 2·0 − 2) // 1 + 1 = 2"]
    fig.flipped = 1
    assert fig.arithmetic() == ["1 · 2 + 2 · (−1)", "+ 0 · 0 + 1 · 1", "= 1"]
    fig.flipped, fig.image, fig.padding = 0, 1, 2
    assert fig.sizes() == ["height: (3 + 2·2 − 2) // 1 + 1 = 6", "width: (4 + 2·2 − 2) // 1 + 1 = 7"]
    fig = pooling()
    fig.pool = 1
    assert fig.arithmetic() == ["max(3, 7, −2, 3) = 7"]
    assert fig.sizes() == ["(3 + 2·0 − 2) // 1 + 1 = 2, 2 // 2 = 1"]
    fig.pool = 2
    assert fig.arithmetic() == ["(3 + 7 + (−2) + 3) / 4 = 2.75"]


def test_the_picture_shows_image_kernel_and_output_with_the_window_on_both():
    fig = figure()
    fig.padding, fig.row, fig.column = 1, 1, 2
    picture = fig._picture()
    image, kernel, out = picture.axes
    assert np.array_equal(image.images[0].get_array(), np.pad(IMAGE, 1))
    assert np.array_equal(kernel.images[0].get_array(), CORNER)
    assert np.array_equal(out.images[0].get_array(), fig.output)
    for ax, box in ((image, (1.5, 0.5, 2, 2)), (out, (1.5, 0.5, 1, 1))):
        frame = ax.patches[-1]
        assert (frame.get_x(), frame.get_y(), frame.get_width(), frame.get_height()) == box
    assert [text.get_text() for text in kernel.texts] == ["1", "0", "−1", "2"]
    assert picture.get_supxlabel() == "\n".join(fig.arithmetic() + fig.sizes())
    fig = pooling(padding=1)
    fig.pool = 1
    *_, found, pooled = fig._picture().axes
    assert found.images[0].get_array().shape == (4, 4)
    assert found.patches[-1].get_width() == 2
    assert np.array_equal(pooled.images[0].get_array(), fig.output)


def test_an_image_of_ink_is_black_on_white():
    fig = figure(ink={"second"})
    assert fig._setting["ink"] == [False, True]
    for at, shade in ((0, 0.0), (1, 1.0)):  # of the smallest number
        fig.image = at
        (image,) = fig._picture().axes[0].images
        assert image.cmap(image.norm(0))[:3] == (shade,) * 3
        assert image.cmap(image.norm(3))[:3] == (1 - shade,) * 3
        inks = {text.get_text(): text.get_color() for text in fig._picture().axes[0].texts}
        assert inks["0"] == ("white", "black")[at]
        assert inks["3"] == ("black", "white")[at]
    assert figure()._setting["ink"] == [False, False]


def test_a_large_output_is_marked_by_dashes_where_it_is_below_0():
    image = np.linspace(-1, 1, 400).reshape(20, 20)
    fig = figure(images={"a": image}, kernels={"one": [[1]]}, limits=(-1, 1))
    *_, out = fig._picture().axes
    (dashes,) = out.lines
    assert len(dashes.get_xdata()) == (image < -0.03).sum()
    assert out.get_xlabel() == "dash: below 0"
    assert not out.texts


def test_what_the_page_receives_is_what_python_tells():
    fig = figure(pool=True, stride=Control("stride", 1, 1, 2, 1), padding=Control("padding", 1, 1, 2, 1))
    setting = fig._setting
    assert [base.unpacked(image).tolist() for image in setting["images"]] == [IMAGE, SECOND]
    assert [base.unpacked(kernel).tolist() for kernel in setting["kernels"]] == [CORNER, MEAN]
    tenths = figure(images={"a": np.full((3, 3), 0.1)}, limits=(0, 1))._setting["images"][0]
    assert (base.unpacked(tenths) == 0.1).all()  # not rounded to four bytes
    reference = setting["reference"]
    states, values = base.unpacked(reference["states"]), base.unpacked(reference["values"])
    assert len(states) >= 20
    columns = [reference["names"].index(name) for name in ("image", "flipped", "pool", "stride", "padding")]
    assert [len(set(states[:, column])) for column in columns] == [2, 2, 3, 2, 2]
    assert len(set(values[:, reference["quantities"].index("total")])) > 20
    for state, row in zip(states, values, strict=True):
        found = fig.quantities(dict(zip(reference["names"], state, strict=True)))
        assert [found[name] for name in reference["quantities"]] == row.tolist()


# ---- what is refused

BIG = np.zeros((32, 32))
BAD = [
    ({"images": {}}, "images must be a table of at least one array by name, got an empty table"),
    ({"images": [IMAGE]}, "images must be a table of at least one array by name, got list"),
    ({"images": {"a": [1, 2]}}, r"image 'a' must have shape \(rows, columns\), each from 1 to 32, got \(2"),
    ({"images": {"a": np.zeros((33, 3))}}, r"each from 1 to 32, got \(33, 3\)"),
    ({"images": {"a": np.zeros((0, 3))}}, r"each from 1 to 32, got \(0, 3\)"),
    ({"images": {"a": [[0, np.nan]]}}, "image 'a' must be finite"),
    ({"images": {"a": "photo"}}, "image 'a' must be an array of numbers, got str"),
    ({"images": {"a": [[0, 5], [0, 0]]}}, "image 'a' must keep within limits, from 0 to 3, got 0 to 5"),
    ({"images": {"a": [[-1, 0], [0, 0]]}}, "image 'a' must keep within limits"),
    ({"kernels": {}}, "kernels must be a table of at least one array by name"),
    ({"kernels": {"a": np.zeros((6, 6))}}, r"kernel 'a' must have shape .*, each from 1 to 5, got \(6, 6\)"),
    ({"kernels": {"a": CORNER, "b": [[1]]}}, r"kernels must all have one size, got \[\(1, 1\), \(2, 2\)\]"),
    ({"kernels": {"your own": CORNER}}, "kernels must not be called 'your own'"),
    ({"kernels": {"a": np.ones((4, 4))}}, "and stride 3 its 3 pixels have none for 4"),
    ({"pool": True}, "'first' must have room for the kernel and pooling of 2, but with padding 0 and stride"),
    ({"images": {"a": [[1]]}}, "'a' must have room for the kernel, but with padding 0"),
    ({"stride": Control("step", 1, 1, 3, 1)}, "stride must be a Control of that name or a whole number"),
    ({"stride": Control("stride", 1, 0, 3, 1)}, "stride must be from 1 to 32, got 0 to 3"),
    ({"stride": 0}, "stride must be from 1 to 32, got 0 to 0"),
    ({"stride": 1.5}, "stride must be a Control of that name or a whole number, got 1.5"),
    ({"stride": Control("stride", 1, 1, 3, 0.5)}, "control stride must count in whole numbers"),
    ({"padding": True}, "padding must be a Control of that name or a whole number, got True"),
    ({"padding": 5}, "padding must be from 0 to 4, got 5 to 5"),
    ({"padding": Control("padding", 3, 0, 2, 1)}, "control padding: value must be from 0 to 2, got 3"),
    ({"limits": (1, 0)}, r"limits must be \(black, white\), black below white, got \(1, 0\)"),
    ({"limits": 1}, "limits must be"),
    ({"ink": {"third"}}, r"ink must be names of images of \['first', 'second'\], got \{'third'\}"),
    ({"ink": "first"}, "ink must be names of images of .*, got 'first'"),
    ({"ink": 1}, "ink must be names of images"),
    ({"ink": ["first"], "limits": (-3, 3)}, "ink must be with limits from 0 or above, got a black of -3"),
    ({"at": (9, 0)}, "at must be a row from 0 to 5, got 9"),
    ({"at": (0, -1)}, "at must be a column from 0 to 6, got -1"),
    ({"images": dict.fromkeys("abcdefg", BIG + 0.1)}, "images weigh 57344 bytes, more than 50000"),
    ({"task": Task("t", "k22 == 1", "d")}, "goal names 'k22'"),
    ({"key": "A b"}, "key must be small letters"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    refuses(WindowFigure, lambda: figure(**change), message)


def test_the_figure_is_light_even_at_its_heaviest():
    rng = np.random.default_rng(0)
    images = {name: rng.uniform(0, 1, (32, 32)) for name in "abcdef"}
    kernels = {name: rng.normal(size=(5, 5)) for name in "abcdef"}
    fig = figure(images=images, kernels=kernels, limits=(0, 1), pool=True, title="A" * 60)
    assert sum(image.nbytes for image in fig._images.values()) > 49_000
    weighs_little(fig)
