"""The curves figure, Python's side: what is looked up and read off, traits, pictures, what is refused."""

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, refuses_the_value, weighs_little

from helpers.widgets import Control, CurvesFigure, Levels, Options, Task, base

X = [0.0, 1.0, 3.0, 4.0]
KINDS = Options("kind", ["flat", "steep"], without={"α": ["flat"]})
SLOPES = Levels("α", [1, 2, 0.5], value=2)
MARKER = Control("t", 1, 0, 4, 0.5)


def line(kind, slope):
    return np.array(X) * (slope if kind == "steep" else 0) + 1


def square(kind, slope):
    return np.array([0, 1, np.nan, 16]) * slope


def figure(**changes):
    options = {"axes": (KINDS, SLOPES), "marker": MARKER, **changes}
    return CurvesFigure(
        options.pop("x", X), options.pop("curves", {"line": line, "square": square}), **options
    )


def now(fig):
    return fig.everything(fig.state)


# ---- looking up and reading off


def test_the_curve_of_the_setting_is_read_off_at_the_marker():
    fig = figure()
    fig.kind = 1
    assert now(fig)["value_1"] == 3  # 2 · 1 + 1
    assert (now(fig)["largest_1"], now(fig)["smallest_1"]) == (9, 1)
    fig.α = 0.5
    assert now(fig)["value_1"] == 1.5
    assert (now(fig)["kind"], now(fig)["α"], now(fig)["t"], now(fig)["by_hand"]) == (1, 0.5, 1, 1)


def test_between_two_places_the_straight_line_is_read_off():
    fig = figure(curves={"c": lambda kind, slope: [0, 1, 9, 5]})
    for t, value in ((0, 0), (0.5, 0.5), (1, 1), (1.5, 3), (2, 5), (3, 9), (3.5, 7), (4, 5)):
        fig.t = t
        assert now(fig)["value_1"] == value, t


def test_in_a_gap_and_beside_it_there_is_no_value_and_no_condition_holds():
    task = Task("t", "value_2 > -100 and kind == 1", "d")
    fig = figure(task=task)
    fig.kind = 1
    for t, value in ((1, 2), (0.5, 1), (4, 32)):
        fig.t = t
        assert now(fig)["value_2"] == value
        assert fig.goals_met == [True]
    for t in (1.5, 3, 3.5):
        fig.t = t
        assert np.isnan(now(fig)["value_2"])
        assert fig.goals_met == [False]
    assert (now(fig)["largest_2"], now(fig)["smallest_2"]) == (32, 0)


def test_a_place_that_rounding_missed_is_still_the_place():
    for missed in (-1e-15, 1e-15):
        x = np.array([0, 0.1, 0.15 + missed, 0.2, 1])
        fig = CurvesFigure(x, {"c": [np.nan, np.nan, 7, np.nan, 1]}, marker=Control("t", 0, 0, 1))
        assert 0.15 not in x
        fig.t = 0.15
        assert now(fig)["value_1"] == 7


def test_a_curve_that_is_nowhere_has_no_values():
    fig = figure(curves={"c": lambda kind, slope: np.full(4, np.nan if kind == "flat" else 1)})
    assert np.isnan([now(fig)[name] for name in ("value_1", "largest_1", "smallest_1")]).all()
    assert "c = none" in repr(fig)
    assert fig._picture().axes


def test_an_array_is_looked_up_like_a_function_and_an_axis_may_have_one_entry():
    arrays = {
        "line": np.array([[line(kind, slope) for slope in SLOPES.values] for kind in KINDS.options]),
        "square": np.array([[square("", slope) for slope in SLOPES.values]]),
    }
    ours, other = figure(), figure(curves=arrays)
    for kind in (0, 1):
        for slope in SLOPES.values:
            for fig in (ours, other):
                fig.kind, fig.α, fig.t = kind, slope, 0.5
            assert now(ours) == now(other)


def test_an_axis_that_does_nothing_counts_as_its_first_entry():
    fig = figure()
    assert now(fig)["α"] == 2
    assert now(fig)["value_2"] == 1  # the square's factor is 1 in "flat", whatever α
    fig.kind = 1
    assert now(fig)["value_2"] == 2


@pytest.mark.parametrize("slope", [1, 2, 0.5])
def test_an_axis_that_does_nothing_is_not_told(slope):
    fig = figure()
    fig.α = slope
    assert repr(fig).startswith("CurvesFigure(flat, 4 settings")
    fig.kind = 1
    assert repr(fig).startswith(f"CurvesFigure(steep, α = {slope}, 4 settings")
    # nor is a choice
    inner = Options("inner", ["a", "b"])
    outer = Options("outer", ["no", "yes"], without={"inner": ["no"]})
    fig = figure(axes=(outer, inner), curves={"c": lambda outer, inner: line("flat", 1)})
    assert repr(fig).startswith("CurvesFigure(no, 3 settings")
    assert fig._axes.words(fig.state) == "no"
    fig.outer = 1
    assert fig._axes.words(fig.state) == "yes, a"


def test_equal_curves_are_carried_once():
    axes = (Options("kind", ["a", "b", "c"]), Levels("n", [1, 2, 3]))
    fig = figure(axes=axes, curves={"c": lambda kind, n: np.array(X) * n})
    assert fig._rows.shape == (3, 1, 4)
    assert fig._index.tolist() == [[0, 1, 2]] * 3
    one, two = np.array([0, 1, 2, np.nan]), np.array([3, 4, np.nan, 6])
    fig = figure(axes=axes, curves={"c": lambda kind, n: one if (kind == "b") == (n == 3) else two})
    assert fig._rows.shape == (2, 1, 4)
    for kind, n in np.ndindex(3, 3):
        wanted = one if (kind == 1) == (n == 2) else two
        assert np.array_equal(fig._rows[fig._index[kind, n], 0], wanted, equal_nan=True)


def test_numbers_too_small_or_too_large_for_four_bytes_keep_eight():
    for value in (1e-50, 1e50):
        fig = figure(curves={"c": lambda kind, n, value=value: [value, 1, 1, 1]}, logarithmic=True)
        assert fig._rows.dtype == np.float64
        fig.t = 0
        assert now(fig)["value_1"] == value
    assert figure()._rows.dtype == np.float32


def test_without_axes_only_the_marker_moves():
    fig = CurvesFigure(X, {"c": [1, 2, 4, 8]}, marker=MARKER)
    assert repr(fig) == "CurvesFigure(1 setting of 1 curve at 4 places, t = 1: c = 2)"
    fig.t = 2
    assert now(fig)["value_1"] == 3


def test_without_a_marker_there_are_no_values():
    fig = figure(marker=None)
    assert set(fig.quantities(fig.state)) == {"largest_1", "largest_2", "smallest_1", "smallest_2"}
    assert repr(fig) == (
        "CurvesFigure(flat, 4 settings of 2 curves at 4 places, line from 1 to 1, square from 0 to 16)"
    )
    assert fig.alt_text == (
        "Curves: line and square drawn over x for flat; line from 1 to 1, square from 0 to 16."
    )


# ---- traits


def test_the_figure_begins_where_it_is_told_to():
    fig = figure(axes=(Options("kind", ["a", "b"], value=1), Levels("α", [1, 2])))
    assert (fig.kind, fig.α, fig.t) == (1, 1, 1)
    assert now(fig)["by_hand"] == 0
    assert figure().α == 2


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("kind", 2, "kind must be from 0 to 1"),
        ("kind", 0.5, "kind must be a whole number"),
        ("α", 3, "α must be one of"),
        ("t", 4.5, "t must be from 0 to 4, got 4.5"),
        ("t", np.nan, "t must be a finite number"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    refuses_the_value(figure(), name, value, message)


def test_a_choice_begins_with_a_capital_letter_as_the_figures_own_do():
    labels = {
        c["name"]: c["label"] for c in figure(axes=(Options("kind", ["a"]), SLOPES))._setting["controls"]
    }
    assert labels["kind"] == "Kind"
    assert labels["α"] == "α"


def test_a_marker_on_whole_places_takes_whole_numbers():
    fig = figure(x=[0, 1, 2, 3], marker=Control("t", 1, 0, 3, 1))
    with pytest.raises(traitlets.TraitError, match="t must be a whole number"):
        fig.t = 1.5
    fig = figure(x=[0, 1.5, 2, 3], marker=Control("t", 1, 0, 3, 1))
    fig.t = 1.5
    switch = figure(x=[0, 1, 2, 3], marker=Control("t", 1, 0, 1, 1))
    assert switch._setting["controls"][-1]["kind"] == "slider"


def test_the_goals_are_met_by_setting_traits():
    tasks = (
        Task("Climb.", "value_1 >= 9 and kind == 1", "d"),
        Task("Lower.", "largest_1 < 4 and α == 0.5 and by_hand == 1", "d"),
    )
    fig = figure(task=tasks)
    assert fig.goals_met == [False, False]
    fig.kind = 1
    fig.t = 4
    assert fig.goals_met == [True, False]
    fig.α = 0.5
    assert fig.goals_met == [False, True]


# ---- words and pictures


def test_the_repr_the_alt_text_and_the_picture_tell_the_state():
    fig = figure(title="Two curves", x_label="time")
    assert repr(fig) == (
        "CurvesFigure(flat, 4 settings of 2 curves at 4 places, t = 1: line = 1, square = 1)"
    )
    assert fig.alt_text == (
        "Two curves: line and square drawn over time for flat; line from 1 to 1, square from 0 to 16; "
        "at t = 1: line = 1, square = 1."
    )
    describes_itself(fig, lambda: setattr(fig, "kind", 1))
    assert repr(fig).startswith("CurvesFigure(steep, α = 2, 4 settings")
    describes_itself(fig, lambda: setattr(fig, "t", 2))
    assert repr(fig).endswith("t = 2: line = 5, square = none)")
    assert figure(title="How far?").alt_text.startswith("How far? line and square drawn")


def test_the_picture_shows_the_curves_in_their_panels_and_the_marker_on_them():
    fig = figure(panels=(("square",), ("line",)), y_labels=("s", "l"))
    fig.kind = 1
    above, below = fig._picture().axes
    assert [ax.get_ylabel() for ax in (above, below)] == ["s", "l"]
    assert below.get_xlabel() == "x"
    for ax, values, at in ((above, [0, 2, np.nan, 32], 2), (below, [1, 3, 7, 9], 3)):
        (curve,) = [own for own in ax.lines if len(own.get_xdata()) == 4]
        assert np.array_equal(curve.get_ydata(), values, equal_nan=True)
        assert ax.lines[-1].get_xydata().tolist() == [[1, at]]
    assert above.get_legend() is None
    together = figure()._picture().axes
    assert [text.get_text() for text in together[0].get_legend().get_texts()] == ["line", "square"]


def test_a_formula_is_that_of_the_option_with_its_numbers():
    formulas = {"steep": "y = {α} · x + 1 ({kind}, at {t})"}
    fig = figure(formulas=formulas, axes=(KINDS, Levels("α", [-1, 2], label="slope")))
    assert fig._formula() == ""
    fig.kind = 1
    assert fig._formula() == "y = −1 · x + 1 (steep, at 1)"
    assert "steep, slope = -1" in repr(fig)
    assert fig._picture().axes[0].get_title(loc="left").endswith(fig._formula())


def test_the_window_holds_all_curves_or_is_as_given():
    fig = figure(panels=(("line",), ("square",)))
    (low, high), (bottom, top) = (panel["limits"] for panel in fig._panels)
    assert (low, high) == pytest.approx((1 - 0.06 * 8, 9 + 0.06 * 8))
    assert (bottom, top) == pytest.approx((-0.06 * 32, 32 + 0.06 * 32))
    given = figure(panels=(("line",), ("square",)), limits=(None, (-1, 5)))
    assert given._panels[1]["limits"] == [-1, 5]
    assert given._picture().axes[1].get_ylim() == (-1, 5)
    level = figure(curves={"c": lambda kind, slope: [2, 2, 2, 2]})
    assert level._panels[0]["limits"] == [1.5, 2.5]


def test_a_logarithmic_axis_counts_in_powers_of_ten():
    fig = figure(curves={"c": lambda kind, slope: [1e-4, 1e2, 0, np.nan]}, logarithmic=True)
    assert fig._panels[0]["limits"] == pytest.approx([-4.36, 2.36])
    ax = fig._picture().axes[0]
    assert ax.get_yscale() == "log"
    assert ax.get_ylim() == pytest.approx((10**-4.36, 10**2.36))
    mixed = figure(panels=(("line",), ("square",)), logarithmic=(True, False), limits=((0.1, 100), None))
    assert mixed._panels[0]["limits"] == pytest.approx([-1, 2])
    assert [ax.get_yscale() for ax in mixed._picture().axes] == ["log", "linear"]


def test_samples_between_gaps_are_points():
    x, gap = np.arange(50.0), np.nan
    loose = np.where(x % 7 == 0, 1, gap)
    mixed = np.r_[2, gap, 3, 3, gap, np.full(45, 4.0)]
    fig = figure(x=x, curves={"points": loose[None, None], "mixed": mixed[None, None]}, limits=[(0, 5)])
    assert fig._setting["points"] == [True, False]
    points, line, lone = [own for own in fig._picture().axes[0].lines if len(own.get_xdata()) > 1][-3:]
    assert (points.get_linestyle(), points.get_marker(), points.get_color()) == ("None", "o", "#000000")
    assert points.get_zorder() > line.get_zorder()
    assert line.get_marker() == "None"
    assert lone.get_xdata().tolist() == [0, 2, 3]
    assert lone.get_linestyle() == "None"
    fig.t = 1
    assert repr(fig).endswith("t = 1: mixed = none)")
    # where a curve has a line in one setting, it is a line
    assert figure(curves={"c": lambda kind, _: [1, gap, gap, 1 if kind == "flat" else gap]})._points == [True]
    assert figure(curves={"c": lambda kind, _: [1, 1 if kind == "flat" else gap, gap, 1]})._points == [False]
    # a lone curve of points is told even where it has none
    fig = figure(curves={"c": lambda *_: [1, gap, 3, gap]})
    assert repr(fig).endswith("t = 1: c = none)")


def test_many_curves_take_their_colours_in_each_panel():
    curves = {name: lambda kind, slope: np.array(X) for name in "abcdef"}
    fig = figure(curves=curves, panels=("abc", "def"))
    assert [panel["looks"] for panel in fig._panels] == [[0, 1, 2], [0, 1, 2]]
    assert [panel["looks"] for panel in figure(panels=(("line",), ("square",)))._panels] == [[0], [1]]


def test_what_the_page_receives_is_what_python_tells():
    setting = figure()._setting
    rows, index = base.unpacked(setting["rows"]), base.unpacked(setting["index"])
    assert index.dtype == np.int32
    for at, (kind, slope) in enumerate((k, a) for k in KINDS.options for a in SLOPES.values):
        factor = 1 if kind == "flat" else slope
        assert rows[index[at], 0].tolist() == line(kind, factor).tolist()
        assert np.array_equal(rows[index[at], 1], square(kind, factor), equal_nan=True)
    assert setting["axes"][0]["without"] == {"α": [0]}
    reference = base.unpacked(setting["reference"]["values"])
    assert len(reference) >= 20
    assert 0 < np.isnan(reference).sum() < reference.size / 2  # gaps and values are both compared


# ---- what is refused

BAD = [
    ({"x": [1, 0, 2, 3]}, r"x must be at least two ascending numbers, got shape \(4,\)"),
    ({"x": [1]}, "x must be at least two ascending numbers"),
    ({"x": [0, 1, np.nan, 3]}, "x must be at least two ascending numbers"),
    ({"x": "abc"}, "x must be an array of numbers, got str"),
    ({"curves": {}}, "curves must be at least one, got none"),
    ({"curves": {"c": np.zeros((2, 4))}}, r"c must have the shape \(2, 3, 4\) .*, got \(2, 4\)"),
    ({"curves": {"c": np.zeros((2, 2, 4))}}, r"c must have the shape \(2, 3, 4\)"),
    ({"curves": {"c": np.zeros((2, 3, 1))}}, r"c must have the shape \(2, 3, 4\)"),
    ({"curves": {"c": lambda *_: [1, 2]}}, r"c\(flat, 1\) must have the shape of x, \(4,\), got \(2,\)"),
    (
        {"curves": {"c": lambda *_: [1, 2, 3, np.inf]}},
        r"c\(flat, 1\) must not hold infinity \(NaN is a gap\)",
    ),
    ({"curves": {"c": "line"}}, "c must be an array of numbers, got str"),
    ({"curves": {"c": lambda *_: [np.nan] * 4}}, "the curves of c must hold a number, got none"),
    ({"logarithmic": True, "curves": {"c": lambda *_: [0, -1, 0, 0]}}, "c must hold a number above 0"),
    ({"axes": (), "marker": None, "curves": {"c": X}}, "axes or a marker must be given"),
    ({"axes": ([1, 2],)}, "axes must be Options and Levels, got list"),
    ({"axes": (Options("kind", []), SLOPES)}, r"kind must have different options, got \[\]"),
    ({"axes": (Options("kind", ["a", "a"]), SLOPES)}, "kind must have different options"),
    ({"axes": (Options("kind", ["a"], value=1), SLOPES)}, "kind must begin with a place from 0 to 0, got 1"),
    ({"axes": (KINDS, Levels("α", [1, 2], value=3))}, r"α must begin with one of \[1.0, 2.0\], got 3"),
    ({"axes": (KINDS, Levels("α", [1, 1]))}, "α must have different finite values"),
    ({"axes": (KINDS, Levels("α", []))}, "α must have different finite values"),
    ({"axes": (KINDS, Levels("b", [1]))}, "kind: without must name another axis, got 'α'"),
    (
        {"axes": (Options("kind", ["a"], without={"α": ["b"]}), SLOPES)},
        r"kind: without α must list options of \['a'\], got 'b'",
    ),
    ({"axes": (Options("α", ["a"]), SLOPES)}, "controls must have different names"),
    ({"axes": (Options("value_1", ["a"]), SLOPES)}, "must not be called 'value_1', like a quantity"),
    ({"axes": (Options("by_hand", ["a"]), SLOPES)}, "must not be called 'by_hand'"),
    ({"axes": (Options("state", ["a"]), SLOPES)}, "control name must be a new Python name, got 'state'"),
    ({"panels": (("line",),)}, r"panels must hold each curve of \['line', 'square'\] once"),
    ({"panels": (("line", "square"), ())}, "panels must hold each curve .* none empty"),
    ({"panels": (("line", "square"), ("line",))}, "panels must hold each curve"),
    ({"curves": dict.fromkeys("abcde", line)}, "panels must hold at most 4 curves each, got 5"),
    ({"logarithmic": (True, False)}, "logarithmic must be one for each of 1 panels, got 2"),
    ({"y_labels": ()}, "y_labels must be one for each of 1 panels, got 0"),
    ({"limits": [(0, 1), (0, 1)]}, "limits must be one for each of 1 panels, got 2"),
    ({"limits": [(1, 0)]}, r"limits of line, square must be \(low, high\), low below high, got \(1, 0\)"),
    ({"limits": [(0, 1)], "logarithmic": True}, "low below high, above 0 on a logarithmic axis, got"),
    ({"marker": Control("t", 1, -1, 4)}, "marker must stay within x, from 0 to 4, got -1 to 4"),
    ({"marker": Control("t", 5, 0, 4)}, "control t: value must be from 0 to 4, got 5"),
    ({"marker": Control("t", 1, 2, 2)}, "control t: low must be below high"),
    ({"formulas": {"round": "x"}}, r"formulas must be for options of \['flat', 'steep'\], got 'round'"),
    ({"formulas": {"flat": "{β}"}}, "the formula of flat names 'β', but there are only"),
    ({"task": Task("t", "value_3 > 1", "d")}, "goal names 'value_3'"),
    ({"key": "a b"}, "key must be small letters"),
    (
        {"axes": (KINDS, Levels("α", range(1800))), "curves": {"a": line, "b": square, "c": square}},
        "the curves weigh [0-9]+ bytes, more than 70000: give fewer levels or places",
    ),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    refuses(CurvesFigure, lambda: figure(**change), message)


def test_the_figure_is_light_even_at_its_heaviest():
    x = np.linspace(0, 1, 201)
    waves = {name: lambda n, k=k: np.sin(n * x + k) for k, name in enumerate("ab")}
    fig = CurvesFigure(x, waves, (Levels("n", range(43)),), marker=Control("t", 0, 0, 1))
    assert fig._rows.nbytes > 69_000
    weighs_little(fig)
