"""The descent figure, Python's side: paths by hand, traits, pictures, what is refused."""

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, refuses_the_value, weighs_little

from helpers.optimizers import SGD
from helpers.widgets import DescentFigure, Landscape, Task, base, descent

BOWL = {
    "name": "bowl",
    "loss": lambda w: w[:, 0] ** 2,
    "gradient": lambda w: 2 * w,
    "rates": [0.25, 0.05, 1.0, 1.5],
    "starts": [-2, 1, 0],
    "limits": (-3, 3),
    "steps": 20,
}
VALLEY = {
    "name": "valley",
    "loss": lambda w: w[:, 0] ** 2 + 4 * w[:, 1] ** 2,
    "gradient": lambda w: w * [2, 8],
    "rates": [0.05, 0.1, 0.2],
    "starts": [(-2, 1), (1.5, -0.5)],
    "limits": ((-3, 3), (-2, 2)),
    "steps": 30,
}


def bowl(**changes):
    return Landscape(**{**BOWL, **changes})


def valley(**changes):
    return Landscape(**{**VALLEY, **changes})


def figure(*landscapes, **changes):
    return DescentFigure(*(landscapes or (bowl(),)), **changes)


def now(fig):
    return fig.everything(fig.state)


# ---- paths


def test_a_path_is_the_one_walked_by_hand():
    fig = figure(step=0)
    assert (now(fig)["loss"], now(fig)["rate"], now(fig)["start"]) == (4, 0.25, 0)
    # w ← w − 0.25 · 2w halves w: −2, −1, −0.5, …; the loss falls to a quarter
    for step, loss in enumerate((4, 1, 0.25, 0.0625)):
        fig.step = step
        assert now(fig)["loss"] == loss
    assert now(fig)["final_loss"] == pytest.approx(4 * 0.25**20)
    # 1 % of the way from 4 to 0 is 0.04: 4 · 0.25⁴ = 0.0156 is the first below
    assert now(fig)["settled"] == 4
    assert now(fig)["diverged"] == 0
    path = fig._path(fig.state)
    assert path.w[:4, 0].tolist() == [-2, -1, -0.5, -0.25]
    assert path.gradient[:3, 0].tolist() == [-4, -2, -1]


def test_a_path_in_the_plane_is_the_one_walked_by_hand():
    fig = figure(valley(), rate=0.1, step=1)
    path = fig._path(fig.state)
    assert path.w[:3] == pytest.approx(np.array([[-2, 1], [-1.6, 0.2], [-1.28, 0.04]]))
    assert now(fig)["loss"] == pytest.approx(1.6**2 + 4 * 0.2**2)


def test_a_path_that_leaves_the_window_is_cut_at_the_step_that_left():
    fig = figure(rate=1.5)
    # w ← −2 w: −2, 4; 4 is outside of (−3, 3)
    path = fig._path(fig.state)
    assert path.w[:, 0].tolist() == [-2, 4]
    assert now(fig)["diverged"] == 1
    assert now(fig)["settled"] == -1
    assert now(fig)["step"] == 1
    assert now(fig)["final_loss"] == 16
    fig.start = 1
    assert fig._path(fig.state).w[:, 0].tolist() == [1, -2, 4]


def test_a_path_that_stays_at_a_distance_never_settles():
    fig = figure(rate=1.0)  # from −2 to 2 and back
    assert (now(fig)["settled"], now(fig)["diverged"], now(fig)["step"]) == (-1, 0, 20)


def test_a_path_from_the_optimum_has_settled_at_once():
    assert now(figure(start=2))["settled"] == 0


def test_settled_is_where_the_loss_stays_and_not_where_it_passes():
    for loss, settled in (
        ([4, 0.01, 2, 0.03, 0.01], 3),
        ([4, 0.01, 2], -1),
        ([4, 1, 0.04], 2),
        ([4, 1, 0.041], -1),
        ([0, 0], 0),
    ):
        assert descent._settled(np.array(loss), 0.0) == settled, loss


def test_a_loss_that_blows_up_inside_the_window_is_cut_too():
    steep = bowl(gradient=lambda w: np.where(abs(w) < 1.5, np.nan, 2 * w), rates=[0.25], starts=[-2])
    fig = figure(steep)
    assert now(fig)["diverged"] == 1
    assert fig._path(fig.state).w[:, 0].tolist() == [-2]


@pytest.mark.parametrize("rate", [0.05, 0.25, 1.0])
def test_the_paths_are_those_of_the_kernel_for_gradient_descent(rate):
    fig = figure(rate=rate, start=1)
    w, walked = np.array([1.0]), [1.0]
    for _ in range(20):
        SGD(rate).step([w], [2 * w])
        walked.append(float(w[0]))
    assert np.allclose(fig._path(fig.state).w[:, 0], walked, rtol=1e-6)


def test_the_optimum_is_found_or_given():
    assert figure()._walks[0].optimum == pytest.approx([0], abs=1e-9)
    fig = figure(bowl(loss=lambda w: (w[:, 0] - 0.3217) ** 2, gradient=lambda w: 2 * (w - 0.3217)))
    assert fig._walks[0].optimum == pytest.approx([0.3217], abs=2e-3)  # by the walks, nearer than the grid
    known = figure(valley(optimum=(0, 0)))._walks[0]
    assert (known.optimum, known.best) == ([0, 0], 0)


def test_of_two_valleys_only_the_lower_one_counts_as_settled():
    two = {
        "loss": lambda w: 0.05 * w[:, 0] ** 4 - 0.5 * w[:, 0] ** 2 + 0.3 * w[:, 0],
        "gradient": lambda w: 0.2 * w**3 - w + 0.3,
        "limits": (-4, 4),
    }
    fig = figure(bowl(**two, rates=[0.1], starts=[-3, 3], steps=60))
    assert now(fig)["settled"] > 0
    fig.start = 1
    assert now(fig)["settled"] == -1
    assert now(fig)["diverged"] == 0


# ---- traits


def test_the_step_is_that_of_the_path_where_the_path_is_shorter():
    fig = figure(step=17)
    assert now(fig)["step"] == 17
    fig.rate = 1.5
    assert (fig.step, now(fig)["step"], now(fig)["loss"]) == (17, 1, 16)
    fig.rate = 0.25
    assert now(fig)["step"] == 17


def test_another_landscape_brings_its_rates_and_its_starts():
    fig = figure(bowl(), valley(), rate=1.5, start=2)
    fig.landscape = 1
    assert (fig.rate, fig.start) == (0.2, 1)  # the nearest that the valley has
    assert now(fig)["landscape"] == 1
    with pytest.raises(traitlets.TraitError, match=r"rate must be one of \[0.05, 0.1, 0.2\], got 1.5"):
        fig.rate = 1.5
    with pytest.raises(traitlets.TraitError, match="start must be from 0 to 1, got 2"):
        fig.start = 2
    fig.landscape = 0
    assert (fig.rate, fig.start) == (0.25, 1)


def test_a_message_of_the_page_that_names_landscape_and_rate_stands():
    fig = figure(bowl(), valley(), rate=1.5)
    fig.set_state({"landscape": 1.0, "rate": 0.05, "start": 1.0})
    assert (fig.landscape, fig.rate, fig.start) == (1, 0.05, 1)
    fig.set_state({"landscape": 0.0})
    assert (fig.rate, fig.start) == (0.05, 1)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("rate", 0.3, "rate must be one of"),
        ("rate", np.nan, "rate must be a finite number"),
        ("start", 3, "start must be one of"),
        ("step", 21, "step must be from 0 to 20"),
        ("step", 1.5, "step must be a whole number"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    refuses_the_value(figure(), name, value, message)


def test_the_goals_are_met_by_setting_traits():
    tasks = (
        Task("Settle within 5 steps.", "settled >= 0 and settled <= 5 and by_hand == 1", "d"),
        Task("Diverge.", "diverged == 1", "d"),
    )
    fig = figure(task=tasks, rate=0.05)
    assert fig.goals_met == [False, False]
    fig.rate = 0.25
    assert fig.goals_met == [True, False]
    fig.rate = 1.5
    assert fig.goals_met == [False, True]


def test_the_figure_begins_where_it_is_told_to():
    fig = figure(rate=0.05, start=1, step=3)
    assert (fig.rate, fig.start, fig.step) == (0.05, 1, 3)
    assert now(fig)["by_hand"] == 0
    assert (figure().rate, figure().step) == (0.25, 20)


# ---- words and pictures


def test_the_repr_the_alt_text_and_the_picture_tell_the_state():
    fig = figure(title="Down")
    assert repr(fig) == (
        "DescentFigure(bowl, 4 rates, 3 starts, rate 0.25 from -2: loss 4.000 -> 0.000, settled at step 4)"
    )
    assert fig.alt_text == (
        "Down: the curve of bowl over w, with the steps of gradient descent at learning rate 0.25, which "
        "settles at step 4; beside it the loss step by step."
    )
    describes_itself(fig, lambda: setattr(fig, "rate", 1.5))
    assert repr(fig).endswith("rate 1.5 from -2: loss 4.000 -> 16.000, diverged)")
    assert "which leaves the picture at step 1;" in fig.alt_text
    plane = figure(valley(), bowl(), step=2)
    assert repr(plane) == (
        "DescentFigure(valley, 2 landscapes, 3 rates, 2 starts, rate 0.05 from (-2, 1): "
        "loss 8.000 -> 0.007, settled at step 19)"
    )
    assert "lines of equal loss of valley over w₁ and w₂" in plane.alt_text
    describes_itself(plane, lambda: setattr(plane, "start", 1))
    unsettled = figure(rate=1.0)
    assert repr(unsettled).endswith("not settled)")
    assert "has not settled after 20 steps" in unsettled.alt_text


def test_large_losses_are_told_in_powers_of_ten():
    fig = figure(bowl(loss=lambda w: 5000 * w[:, 0] ** 2, gradient=lambda w: 10000 * w, rates=[1e-5]))
    assert "loss 2.00e+04 -> 295.618" in repr(fig)


def test_the_picture_shows_the_path_up_to_the_present_step_and_where_it_leads():
    fig = figure(step=2)
    left, right = fig._picture().axes
    walked = [line for line in left.lines if line.get_marker() == "o" and len(line.get_xdata()) > 1]
    assert [line.get_xydata().tolist() for line in walked] == [[[-2, 4], [-1, 1], [-0.5, 0.25]]]
    # the tangent at −0.5 has the slope −1, the arrow ends at −0.25
    (tangent,) = [line for line in left.lines if line.get_marker() == "None" and len(line.get_xdata()) == 2]
    (x0, y0), (x1, y1) = tangent.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-1)
    (arrow,) = [text for text in left.texts if text.arrow_patch is not None]
    assert arrow.xy[0] == -0.25
    assert right.lines[-1].get_ydata().tolist() == [4, 1, 0.25]
    top = right.get_ylim()[1]
    fig.rate = 1.5
    assert fig._picture().axes[1].get_ylim()[1] > top  # as high as the path climbs in the window


def test_lines_of_equal_loss_are_spaced_as_on_a_bowl():
    levels = figure(valley())._walks[0].levels
    assert len(levels) == 13
    assert np.allclose(np.diff(np.sqrt(levels - levels[0])), np.sqrt(levels[-1] - levels[0]) / 12)


def test_what_the_page_receives_is_what_python_tells():
    wire = figure(bowl(), valley())._setting["landscapes"]
    for land, own in zip(wire, (bowl(), valley()), strict=True):
        loss, w = base.unpacked(land["loss"]), base.unpacked(land["w"])
        assert len(loss) == len(w) == sum(land["lengths"])
        assert np.allclose(own.loss(w.astype(float)), loss, rtol=1e-5)
        assert np.allclose(own.gradient(w.astype(float)), base.unpacked(land["gradient"]), rtol=1e-5)


# ---- what is refused

BAD = [
    ({"rates": []}, r"bowl: rates must be different finite numbers above 0, got \[\]"),
    ({"rates": [0.1, 0.1]}, "bowl: rates must be different"),
    ({"rates": [-0.1]}, "bowl: rates must be different finite numbers above 0"),
    ({"rates": [np.nan]}, "bowl: rates must be"),
    ({"starts": []}, r"bowl: starts must have shape \(S,\)"),
    ({"starts": [(1, 2)]}, r"bowl: starts must have shape \(S,\) for these limits, got \(1, 2\)"),
    ({"starts": [5]}, "bowl: starts must lie inside of limits"),
    ({"starts": "left"}, "bowl: starts must be an array of numbers, got str"),
    ({"limits": (3, -3)}, r"bowl: limits must be \(low, high\)"),
    ({"limits": (0, 1, 2)}, "bowl: limits must be"),
    ({"limits": (0, np.inf)}, "bowl: limits must be finite"),
    ({"steps": 0}, "bowl: steps must be a whole number of at least 1, got 0"),
    ({"labels": ("a", "b")}, "bowl: labels must be 1 texts, got 2"),
    ({"optimum": (0, 0)}, "bowl: optimum must be 1 numbers"),
    ({"optimum": 1.0}, "bowl: optimum has the loss 1, but there is one of 0"),
    (
        {"loss": lambda w: w**2},
        r"bowl: loss must return the shape \(241,\) for \(241, 1\), got \(241, 1\)",
    ),
    ({"loss": lambda w: np.log(w[:, 0])}, "bowl: loss must be finite everywhere inside of limits"),
    ({"gradient": lambda w: 2 * w[:, 0]}, r"bowl: gradient must return the shape \(3, 1\), got \(3,\)"),
    ({"gradient": lambda w: 1 / w}, "bowl: loss and gradient must be finite at every start"),
    ({"rates": list(np.linspace(0.001, 0.2, 300))}, "the paths weigh [0-9]+ bytes, more than 72000"),
]


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:divide by zero:RuntimeWarning")
@pytest.mark.parametrize(("change", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_landscape_is_refused_in_one_sentence(change, message):
    refuses(DescentFigure, lambda: figure(bowl(**change)), message)


BAD_FIGURES = [
    ((), {}, "landscapes must be at least one Landscape, got none"),
    ((3,), {}, "landscapes must be Landscapes, got int"),
    ((bowl(), bowl()), {}, "landscapes must have different names"),
    ((bowl(),), {"rate": 0.3}, r"rate must be one of \[0.05, 0.25, 1.0, 1.5\], got 0.3"),
    ((bowl(),), {"start": 3}, "start must be from 0 to 2, got 3"),
    ((bowl(),), {"step": 21}, "step must be from 0 to 20, got 21"),
    ((bowl(),), {"key": "a b"}, "key must be small letters"),
    ((bowl(),), {"task": Task("t", "luck == 1", "d")}, "goal names 'luck'"),
]


@pytest.mark.parametrize(("landscapes", "options", "message"), BAD_FIGURES, ids=[m for *_, m in BAD_FIGURES])
def test_a_bad_figure_is_refused_in_one_sentence(landscapes, options, message):
    refuses(DescentFigure, lambda: DescentFigure(*landscapes, **options), message)


def test_the_figure_is_light_even_at_its_heaviest():
    rates, starts = np.linspace(0.01, 0.2, 12), [(-2, 1), (1.5, -0.5), (-1, -1), (2, 1.5)]
    heavy = valley(rates=rates, starts=starts, steps=50)
    fig = figure(bowl(), heavy)
    assert sum(walks.weight for walks in fig._walks) > 60_000
    weighs_little(fig)
