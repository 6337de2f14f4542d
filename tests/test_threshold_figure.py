"""The threshold figure, Python's side: counts by hand, traits, picture, what is refused."""

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, weighs_little
from sklearn import metrics

from helpers.widgets import Control, Task, ThresholdFigure
from helpers.widgets.words import words_of

P = [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
Y = [0, 0, 1, 0, 1, 1]


def figure(**changes):
    return ThresholdFigure(**{"probability": P, "y": Y, "costs": (2, 5), **changes})


def now(fig):
    return fig.everything(fig.state)


def test_the_counts_at_a_threshold_are_those_counted_by_hand():
    fig = figure()
    counts = ("true_positives", "false_positives", "false_negatives", "true_negatives")
    by_hand = {  # says 1 where the probability is at least this
        0: (3, 3, 0, 0),
        0.3: (3, 2, 0, 1),
        0.35: (3, 1, 0, 2),
        0.5: (2, 1, 1, 2),
        0.6: (2, 1, 1, 2),
        0.61: (2, 0, 1, 3),
        0.9: (1, 0, 2, 3),
        1: (0, 0, 3, 3),
    }
    for threshold, wanted in by_hand.items():
        fig.threshold = threshold
        assert tuple(now(fig)[name] for name in counts) == wanted, threshold
    fig.threshold = 0.5
    told = now(fig)
    assert told["precision"] == 2 / 3
    assert told["recall"] == 2 / 3
    assert told["accuracy"] == 4 / 6
    assert told["cost"] == 1 * 2 + 1 * 5
    assert now(figure(costs=None))["cost"] == 0


def test_where_nobody_is_called_positive_the_precision_is_0_and_there_is_no_point():
    fig = figure(threshold=Control("threshold", 1, 0, 1, 0.01))
    assert now(fig)["precision"] == 0
    assert fig._point(now(fig)) is None
    assert figure(curve="roc", threshold=Control("threshold", 1, 0, 1))._point(now(fig)) == (0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_counts_and_curves_are_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    y = np.append(rng.integers(0, 2, 60), [0, 1])
    p = rng.uniform(0, 1, 62).round(2)  # with ties
    fig = figure(probability=p, y=y)
    for threshold in rng.uniform(0, 0.9, 5):
        fig.threshold = threshold
        said = (p >= threshold).astype(int)
        told = now(fig)
        assert told["precision"] == pytest.approx(metrics.precision_score(y, said))
        assert told["recall"] == pytest.approx(metrics.recall_score(y, said))
        assert told["accuracy"] == pytest.approx(metrics.accuracy_score(y, said))
        matrix = metrics.confusion_matrix(y, said).ravel().tolist()
        names = ("true_negatives", "false_positives", "false_negatives", "true_positives")
        assert matrix == [told[name] for name in names]
    (case,) = fig._cases
    precision, recall, _ = metrics.precision_recall_curve(y, p)
    assert np.allclose(case.curve("precision-recall")[::-1], np.column_stack([recall, precision])[:-1])
    false, true, _ = metrics.roc_curve(y, p, drop_intermediate=False)
    assert np.allclose(case.curve("roc"), np.column_stack([false, true]))


@pytest.mark.parametrize("curve", ["precision-recall", "roc"])
def test_the_point_of_every_threshold_lies_on_the_curve(curve):
    fig = figure(curve=curve)
    line = fig._cases[0].curve(curve)
    for threshold in P:
        fig.threshold = threshold
        assert abs(line - fig._point(now(fig))).sum(axis=1).min() < 1e-12


def test_scenarios_bring_their_own_examples():
    held = ("held out", [0.2, 0.8, 0.45], [0, 1, 1])
    fig = figure(probability=None, y=None, scenarios=(("training", P, Y), held))
    assert fig.scenario == 0
    fig.scenario = 1
    assert now(fig)["recall"] == 1 / 2
    assert repr(fig).startswith("ThresholdFigure(3 examples of held out, threshold 0.5: 1 true and 0 false")
    begun = figure(probability=held[1], y=held[2], scenarios=(("training", P, Y), held))
    assert begun.scenario == 1
    assert now(begun)["by_hand"] == 0


def test_the_goal_is_met_by_the_reader_and_not_at_the_beginning():
    fig = figure(task=Task("Miss none.", "false_negatives == 0 and by_hand == 1", "Done."))
    assert fig.goals_met == [False]
    fig.threshold = 0.4
    assert fig.goals_met == [True]
    already = figure(
        threshold=Control("threshold", 0.4, 0, 1), task=Task("t", "cost <= 3 and by_hand == 1", "d")
    )
    assert already.goals_met == [False]


def test_a_threshold_outside_its_ends_is_refused():
    fig = figure(threshold=Control("threshold", 0.4, 0.2, 0.8, 0.1))
    for value, message in ((0.9, "threshold must be from 0.2 to 0.8"), (np.nan, "finite"), ("x", "finite")):
        with pytest.raises(traitlets.TraitError, match=message):
            fig.threshold = value
        assert fig.threshold == 0.4


def test_the_repr_the_alt_text_and_the_picture_tell_the_state():
    fig = figure(title="Growths")
    assert repr(fig) == (
        "ThresholdFigure(6 examples, threshold 0.5: 2 true and 1 false positives, "
        "1 false and 2 true negatives, cost 7)"
    )
    assert fig.alt_text == (
        "Growths: 6 examples on the axis of their probability, malignant above and benign below; at "
        "threshold 0.5 2 true and 1 false positives, 1 false and 2 true negatives; beside it the "
        "precision–recall curve."
    )
    describes_itself(fig, lambda: setattr(fig, "threshold", 0.2))


def test_the_picture_puts_each_example_on_its_side_of_the_axis_and_marks_the_wrong_ones():
    fig = figure()
    left, right = fig._picture().axes
    dots = [line for line in left.lines if line.get_marker() in ("o", "s")]
    marks = np.array(
        [(*xy, line.get_markeredgecolor() == "black") for line in dots for xy in line.get_xydata()]
    )
    assert sorted(marks[marks[:, 1] > 0, 0]) == [0.4, 0.7, 0.9]
    assert sorted(marks[marks[:, 1] < 0, 0]) == [0.1, 0.3, 0.6]
    assert sorted(marks[marks[:, 2] == 1, 0]) == [0.4, 0.6]
    assert {text.get_text() for text in left.texts} == {
        "true positives 2",
        "false positives 1",
        "false negatives 1",
        "true negatives 2",
    }
    assert right.lines[-1].get_xydata().tolist() == [[2 / 3, 2 / 3]]
    assert right.get_title(loc="left") == "precision 0.667, recall 0.667"


def test_marks_of_one_class_keep_apart():
    fig = figure(probability=[*[0.5] * 40, 0.1], y=[*[1] * 40, 0])
    heights = fig._cases[0].heights[fig._cases[0].y == 1]
    assert np.diff(np.sort(heights)).min() > 0.5 / 40


BAD = [
    ({"probability": None}, "probability is missing"),
    ({"y": None}, "y is missing"),
    ({"probability": None, "y": None}, "probability is missing"),
    ({"probability": [P]}, r"probability must have shape \(N,\)"),
    ({"probability": []}, "N of at least 1"),
    ({"probability": [*P[:-1], 1.2]}, r"probability must be from 0 to 1, got 0.1 to 1.2"),
    ({"probability": [*P[:-1], np.nan]}, "probability must be from 0 to 1"),
    ({"probability": ["a"] * 6}, "probability and y must be arrays of numbers"),
    ({"y": [0, 1]}, r"y must have shape \(6,\) like probability, got \(2,\)"),
    ({"y": [0] * 6}, r"y must hold 0 and 1, both of them, got \[0.0\]"),
    ({"y": [0, 1, 2, 0, 1, 0]}, "y must hold 0 and 1"),
    ({"class_names": ("one",)}, "class_names must be 2 texts, got 1"),
    ({"curve": "lift"}, 'curve must be "precision-recall" or "roc", got \'lift\''),
    ({"costs": (1, -2)}, "costs must be 2 numbers of at least 0"),
    ({"costs": (1,)}, "costs must be 2 numbers"),
    ({"threshold": Control("t", 0.5, 0, 1)}, "threshold must be a Control named threshold, got 't'"),
    ({"threshold": Control("threshold", 2, 0, 1)}, "control threshold: value must be from 0 to 1, got 2"),
    ({"scenarios": (("a", P),)}, r"scenarios must be \(name, probability, y\)"),
    ({"scenarios": (("a", P, Y), ("a", P, Y))}, "scenarios must have different names"),
    ({"scenarios": (("a", [0.2, 0.4], [0, 1]),)}, "probability and y must be left out, or be those of one"),
    ({"scenarios": (("a", [0.2, 3], [0, 1]),)}, "scenario 'a': probability must be from 0 to 1"),
    ({"key": "A"}, "key must be small letters"),
    ({"task": Task("t", "precision = 1", "d")}, "goal must read like"),
    ({"task": Task("t", "f1 > 1", "d")}, "goal names 'f1'"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_argument_is_refused_in_one_sentence(change, message):
    refuses(ThresholdFigure, lambda: figure(**change), message)


def test_the_figure_is_light():
    rng = np.random.default_rng(0)
    weighs_little(figure(probability=rng.uniform(0, 1, 569), y=rng.integers(0, 2, 569)))


def test_no_word_of_the_page_looks_like_a_broken_number():
    assert not any("undefined" in text for text in words_of("threshold")["en"].values())
