"""The book's still figures: the style, and what each drawing puts where."""

import itertools
import warnings
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import same_color, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font

from helpers import datasets, plots
from helpers.palette import CLASS_COLORS, CLASS_MARKERS, UNIT_COLORS


@pytest.fixture
def ax():
    with mpl.rc_context():
        plots.use_book_style()
        yield Figure().subplots()


def sizes_of_text(figure: Figure) -> list[float]:
    texts = figure.findobj(mpl.text.Text)
    return [text.get_fontsize() for text in texts if text.get_text().strip()]


def contrast(color: str, ground: str = "white") -> float:
    def luminance(name: str) -> float:
        rgb = np.array(to_rgba(name)[:3])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(color), luminance(ground)])
    return (high + 0.05) / (low + 0.05)


def test_style_is_white_and_legible():
    with mpl.rc_context():
        plots.use_book_style()
        assert plt.rcParams["figure.facecolor"] == plt.rcParams["savefig.facecolor"] == "white"
        for name in ("font.size", "axes.labelsize", "axes.titlesize", "xtick.labelsize", "ytick.labelsize"):
            assert plt.rcParams[name] >= 9, name
        assert plt.rcParams["legend.fontsize"] >= 9
    assert contrast(plots.GREY) >= 4.5


FONTS = Path(plots.__file__).parent / "fonts"


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_hangul_is_drawn_with_the_books_own_font(weight, caplog):
    """Every letter and syllable has a glyph, whatever fonts the machine has, and nobody warns."""
    line = "동해물과 백두산이"
    letters = line + datasets.jamo(line) + "".join(map(chr, range(0x3131, 0x3164)))
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is only a warning
        plots.use_book_style()
        figure = Figure()
        figure.text(0.1, 0.5, letters, weight=weight)
        figure.text(0.1, 0.4, letters, weight=weight, style="italic")
        FigureCanvasAgg(figure).draw()
        names = [
            font_manager.FontProperties(family=[name], weight=weight) for name in mpl.rcParams["font.family"]
        ]
        latin, hangul = (font_manager.findfont(name, fallback_to_default=False) for name in names)
    assert Path(hangul) == FONTS / f"neuron-hangul-{weight.replace('normal', 'regular')}.ttf"
    assert set(map(ord, letters)) <= set(get_font(hangul).get_charmap())
    assert not set(map(ord, letters.replace(" ", ""))) & set(get_font(latin).get_charmap())
    assert caplog.records == []  # what Matplotlib says of a missing weight would stand in a chapter


def test_the_style_adds_its_font_once():
    with mpl.rc_context():
        plots.use_book_style()
        plots.use_book_style()
    assert [entry.name for entry in font_manager.fontManager.ttflist].count(plots.HANGUL) == 2  # two weights


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_the_font_keeps_its_licence_and_not_its_reserved_name(path):
    names = {record.nameID: str(record) for record in TTFont(path)["name"].names}
    assert not [name for number, name in names.items() if number != 0 and "nanum" in name.lower()]
    assert "NHN Corporation" in names[0]
    assert (FONTS / "OFL.txt").read_text("utf-8").startswith("Copyright (c) 2010, NAVER Corporation")
    assert path.stat().st_size <= 60_000


def test_class_points_have_the_colour_and_the_mark_of_their_class(ax):
    x = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0], [8.0, 9.0]])
    plots.class_points(ax, x, [1, 0, 3, 2, 1], labels=("length", "width"))
    for kind, marks in enumerate(ax.collections):
        np.testing.assert_array_equal(marks.get_offsets(), x[np.array([1, 0, 3, 2, 1]) == kind])
        assert same_color(marks.get_facecolor()[0], CLASS_COLORS[kind])
        path = mpl.markers.MarkerStyle(CLASS_MARKERS[kind])
        expected = path.get_path().transformed(path.get_transform())
        np.testing.assert_allclose(marks.get_paths()[0].vertices, expected.vertices)
    assert len(ax.collections) == 4
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("length", "width")
    assert ax.get_legend() is None


def test_class_points_name_only_classes_that_are_there(ax):
    plots.class_points(ax, [[0.0, 0.0]], [2], ["a", "b", "c"])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["c"]


@pytest.mark.parametrize(
    ("weight", "bias"),
    [((1, 2), -2), ((-3, 3), -1), ((1, 0), -0.5), ((0, -2), 1), ((9, 1), -4), ((1, 1), 90)],
)
def test_boundary_line_is_where_the_sum_is_zero(ax, weight, bias):
    ax.set(xlim=(-1, 3), ylim=(0, 2))
    plots.boundary_line(ax, weight, bias)
    ends = ax.lines[0].get_xydata()
    np.testing.assert_allclose(ends @ weight + bias, 0, atol=1e-9)
    across = np.isclose(ends[:, 0], [-1, 3]).all() or np.isclose(ends[:, 1], [0, 2]).all()
    assert across
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 3), (0, 2))


def test_boundary_shade_and_arrow_point_to_class_one(ax):
    ax.set(xlim=(0, 4), ylim=(0, 4), aspect="equal")
    plots.boundary_line(ax, [-3, 3], -1, shade=True, arrow=True)
    image = ax.figure
    image.set_size_inches(4, 4)
    arrow = next(text for text in ax.texts if text.arrow_patch)
    tip, foot = np.array(arrow.xy), np.array(arrow.xyann)
    assert foot @ [-3, 3] - 1 == pytest.approx(0)
    assert tip @ [-3, 3] - 1 > 0
    along = tip - foot
    assert along[0] == pytest.approx(-along[1])  # at a right angle to the line
    canvas = FigureCanvasAgg(image)
    canvas.draw()
    label = next(text for text in ax.texts if text.get_text() == "direction of $w$")
    beside = ax.transData.inverted().transform(label.get_window_extent())
    assert (beside @ [-3, 3] - 1 > 0).all()  # beyond the tip, not across the line
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)

    def tint(x: float, y: float) -> np.ndarray:
        column, row = ax.transData.transform((x, y))
        return pixels[len(pixels) - int(row), int(column)]

    one, zero = tint(1.0, 3.5), tint(3.5, 1.0)
    assert one[0] > one[2]  # towards vermilion
    assert zero[2] > zero[0]  # towards blue


def test_boundary_without_direction_is_refused(ax):
    with pytest.raises(ValueError, match="boundary_line: both weights are zero"):
        plots.boundary_line(ax, [0, 0], 1.0)


def test_neuron_drawing_shows_every_label_and_part(ax):
    names = ["inputs", "weights", "sum", "step", "output"]
    plots.neuron_drawing(
        ax,
        ("a", "b", "c"),
        ("2", "3", "5"),
        bias="7",
        total="s",
        output="o",
        parts={n: n.upper() for n in names},
    )
    shown = [text.get_text() for text in ax.texts]
    for label in ("a", "b", "c", "2", "3", "5", "7", "s", "o", *map(str.upper, names)):
        assert label in shown
    arrows = [patch for patch in ax.patches if isinstance(patch, mpl.patches.FancyArrowPatch)]
    assert len(arrows) == 4 + 2  # three inputs and the bias, the sum, the output
    assert min(sizes_of_text(ax.figure)) >= 9


def test_inputs_are_squares_and_units_circles_in_the_colours_of_their_kind(ax):
    for kind, color in UNIT_COLORS.items():
        plots.network_node(ax, (1, 2), kind, kind, radius=0.5)
        part = ax.patches[-1]
        assert isinstance(part, mpl.patches.Rectangle if kind == "input" else mpl.patches.Circle)
        assert same_color(part.get_edgecolor(), color)
        middle = part.get_center()
        assert (*middle,) == pytest.approx((1, 2))
    assert [text.get_text() for text in ax.texts] == list(UNIT_COLORS)
    plots.network_node(ax, (0, 0), kind="input", color="black")
    assert same_color(ax.patches[-1].get_edgecolor(), "black")
    with pytest.raises(ValueError, match=r"network_node: kind must be one of .*, got 'loss'"):
        plots.network_node(ax, (0, 0), kind="loss")


def test_neuron_drawing_has_squares_for_inputs_as_the_networks_have(ax):
    plots.neuron_drawing(ax)
    circles, squares = circles_and_squares(ax)
    assert (len(circles), len(squares)) == (2, 3)  # the sum and the step; two inputs and +1
    assert squares[:, 0].max() < circles[:, 0].min()


def tint(ax, x: float, y: float) -> np.ndarray:
    """The colour that is seen at a place of the axes."""
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    column, row = ax.transData.transform((x, y))
    return pixels[len(pixels) - 1 - int(row), int(column)]


def test_answer_field_colours_both_sides_and_draws_the_line_between(ax):
    ax.set(xlim=(-1, 3), ylim=(0, 2))
    plots.answer_field(ax, lambda x: 2 * x[:, :1] - x[:, 1:], level=1.0, span=2.0)
    ground, line = ax.collections
    assert (ground.zorder, line.zorder) == (0, 2)
    ends = np.concatenate(line.get_paths()[0].to_polygons(closed_only=False))
    np.testing.assert_allclose(ends @ [2, -1], 1, atol=1e-9)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 3), (0, 2))
    above, just_above, below = tint(ax, 2.5, 0.5), tint(ax, 0.9, 0.5), tint(ax, -0.5, 0.5)
    assert above[0] > above[2] + 50  # vermilion
    assert just_above[0] > just_above[2] > above[2] + 50  # paler near the line
    assert below[2] > below[0] + 50  # blue
    np.testing.assert_array_equal(above, tint(ax, 2.9, 0.1))  # beyond the span: the full colour


def test_answer_field_of_one_side_has_no_line(ax):
    plots.answer_field(ax, lambda x: np.full(len(x), 0.7), level=0.5)
    plots.answer_field(ax, lambda x: np.zeros(len(x)))
    assert [ground.zorder for ground in ax.collections] == [0, 0]


def links_of(ax) -> np.ndarray:
    return np.concatenate([np.array(lines.get_segments()).reshape(-1, 2, 2) for lines in ax.collections])


def circles_and_squares(ax) -> tuple[np.ndarray, np.ndarray]:
    circles = [patch.center for patch in ax.patches if isinstance(patch, mpl.patches.Circle)]
    squares = [patch.get_center() for patch in ax.patches if isinstance(patch, mpl.patches.Rectangle)]
    return np.array(circles), np.array(squares)


def test_network_drawing_links_every_unit_with_every_unit_of_the_next_layer(ax):
    plots.network_drawing(ax, [2, 3, 3, 1], names=["in", "a", "b", "out"])
    circles, squares = circles_and_squares(ax)
    assert (len(circles), len(squares)) == (3 + 3 + 1, 2)
    links = {tuple(ends.round(6).ravel()) for ends in links_of(ax)}
    assert len(links) == 2 * 3 + 3 * 3 + 3 * 1
    units = np.concatenate([circles, squares])
    places = sorted(set(units[:, 0].round(6)))
    expected = {
        tuple(np.round([*start, *end], 6))
        for left, right in itertools.pairwise(places)
        for start in units[np.isclose(units[:, 0], left)]
        for end in units[np.isclose(units[:, 0], right)]
    }
    assert links == expected  # and none within a layer or over a layer
    assert {tuple(text.get_text() for text in ax.texts)} == {("in", "a", "b", "out")}
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert ((left < units[:, 0]) & (units[:, 0] < right)).all()
    assert ((low < units[:, 1]) & (units[:, 1] < high)).all()


def test_network_drawing_shortens_long_columns_and_says_their_number(ax):
    plots.network_drawing(ax, [1568, 5, 6, 4], most=5)
    circles, squares = circles_and_squares(ax)
    assert (len(circles), len(squares)) == (5 + 4 + 4, 4)
    assert [text.get_text() for text in ax.texts] == [r"$\vdots$", "1,568", r"$\vdots$", "6"]
    assert len(links_of(ax)) == 4 * 5 + 5 * 4 + 4 * 4
    units = np.concatenate([circles, squares])
    assert len(np.unique(units.round(6), axis=0)) == len(units)
    dots = ax.texts[0].get_position()
    assert not (np.hypot(*(units - dots).T) < 0.9).any()  # the ⋮ has a place of its own
    above = ax.texts[1].get_position()
    assert above[1] > squares[:, 1].max() + 0.3


def test_network_drawing_marks_the_links_into_one_unit(ax):
    plots.network_drawing(ax, [2, 12, 12], most=6, marked=(2, 11))
    thin, thick = ax.collections
    assert thick.get_linewidths()[0] > 3 * thin.get_linewidths()[0]
    ends = np.array(thick.get_segments())
    assert len(ends) == 5  # the drawn units of the hidden layer
    circles, _ = circles_and_squares(ax)
    outputs = circles[circles[:, 0] == circles[:, 0].max()]
    np.testing.assert_allclose(ends[:, 1], np.tile(outputs[outputs[:, 1].argmin()], (5, 1)))


def test_network_drawing_writes_labels_and_weights_where_they_belong(ax):
    table = np.array([[0.9, 0.2], [0.3, 0.8]])
    plots.network_drawing(ax, [2, 2], labels=[["p", "q"], ["r", "s"]], weights=[table])
    at = {text.get_text(): np.array(text.get_position()) for text in ax.texts}
    assert set(at) == {"p", "q", "r", "s", "0.9", "0.2", "0.3", "0.8"}
    for name, start, end in [("0.9", "p", "r"), ("0.2", "p", "s"), ("0.3", "q", "r"), ("0.8", "q", "s")]:
        np.testing.assert_allclose(at[name], 0.7 * at[start] + 0.3 * at[end])
    assert at["p"][1] > at["q"][1]
    assert at["r"][1] > at["s"][1]
    assert min(sizes_of_text(ax.figure)) >= 9


def test_neuron_drawing_wants_a_weight_for_each_input(ax):
    with pytest.raises(ValueError, match="neuron_drawing: 2 inputs need as many weights, got 1"):
        plots.neuron_drawing(ax, ("a", "b"), ("2",))


def test_moving_boundary_moves_and_keeps_its_artists(ax):
    ax.set(xlim=(0, 4), ylim=(0, 4))
    moving = plots.MovingBoundary(ax)
    artists = list(ax.lines)
    x = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    moving.show(x, [0, 1, 1], [1, -1], 0.5, ["left", "right"])
    np.testing.assert_array_equal(moving.points[1].get_xydata(), x[1:])
    np.testing.assert_allclose(moving.line.get_xydata() @ [1, -1] + 0.5, 0)
    moving.show(x, [1, 0, 0], [0, 0], 1.0, ["other", "names"])
    assert len(moving.line.get_xydata()) == 0
    np.testing.assert_array_equal(moving.points[1].get_xydata(), x[:1])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["other", "names"]
    assert list(ax.lines) == artists
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 4), (0, 4))


def test_mistakes_chart_counts_epochs_from_one(ax):
    plots.mistakes_chart(ax, [9, 4, 0], "a run")
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[1, 9], [2, 4], [3, 0]])
    assert ax.get_ylim()[0] == 0
    assert ax.lines[0].get_label() == "a run"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "mistakes")
    assert all(float(tick).is_integer() for tick in ax.get_xticks())


WRONG = [
    (
        lambda ax: plots.class_points(ax, [1.0, 2.0], [0, 1]),
        "x must have the shape (N, 2) and y (N,), got (2,)",
    ),
    (lambda ax: plots.class_points(ax, [[1.0, 2.0]], [0, 1]), "got (1, 2) and (2,)"),
    (lambda ax: plots.class_points(ax, [[1.0, 2.0]], [4]), "y must hold classes from 0 to 3, got [4]"),
    (lambda ax: plots.answer_field(ax, lambda x: x), "one number for each point, got (40401, 2)"),
    (
        lambda ax: plots.answer_field(ax, lambda x: np.full(len(x), np.nan)),
        "must be finite in the whole picture",
    ),
    (lambda ax: plots.network_drawing(ax, [3]), "sizes must be two or more numbers of at least 1, got [3]"),
    (lambda ax: plots.network_drawing(ax, [3, 0]), "numbers of at least 1, got [3, 0]"),
    (lambda ax: plots.network_drawing(ax, [3, 1], most=3), "most must be at least 4, got 3"),
    (lambda ax: plots.network_drawing(ax, [3, 1], names=["a"]), "2 columns need as many names, got 1"),
    (lambda ax: plots.network_drawing(ax, [1, 1], labels=[["a"], []]), "must be [1, 1] texts, got [1, 0]"),
    (lambda ax: plots.network_drawing(ax, [9, 1], labels=["abcdefghi", "j"]), "at most 8 units, got 9"),
    (lambda ax: plots.network_drawing(ax, [2, 1], marked=(0, 1)), "a unit behind the inputs, got (0, 1)"),
    (lambda ax: plots.network_drawing(ax, [2, 1], marked=(1, 1)), "a unit behind the inputs, got (1, 1)"),
    (lambda ax: plots.network_drawing(ax, [2, 1], weights=[[[1, 2]]]), "shapes [(2, 1)], got [(1, 2)]"),
]


@pytest.mark.parametrize(("call", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_wrong_calls_get_one_sentence(ax, call, sentence):
    with pytest.raises(ValueError) as caught:
        call(ax)
    assert sentence in str(caught.value)
