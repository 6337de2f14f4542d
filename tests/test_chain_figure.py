"""The chain figure in Python: states, answers and gradients, pictures, what is refused."""

import numpy as np
import pytest
import traitlets
from figures import describes_itself, refuses, weighs_little

from helpers.dense import dense, dense_backward
from helpers.losses import softmax_cross_entropy_backward
from helpers.plots import use_book_style
from helpers.recurrent import rnn, rnn_backward
from helpers.widgets import Chain, ChainFigure, Task, base, chain

WORD = ("h", "e", "l", "l")
NEXT = ("e", "l", "l", "o")
LETTERS = ("h", "e", "l", "o")


def flip(name="flip", **changes):
    """One unit that flips its state at every step and answers with its sign."""
    options = {
        "weight_x": [[2.0]],
        "weight_h": [[-2.0]],
        "bias": [0.5],
        "weight_out": [[-3.0, 3.0]],
        "bias_out": [0.0, 0.0],
        "inputs": [[1.0], [0.0], [0.0]],
        "input_labels": ("1", "0", "0"),
        "output_labels": ("−", "+"),
        "target_labels": ("+", "−", "−"),
        "gradients": [[-0.5], [0.25], [2.0]],
    }
    return Chain(name, **{**options, **changes})


def drawn(steps=4, features=4, units=5, outputs=4, seed=0, strength=1.0):
    """Weights and inputs at random."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(0, strength, shape) for shape in ((features, units), (units, units), units)]
    weights += [rng.normal(0, 2, (units, outputs)), rng.normal(0, 0.3, outputs)]
    return weights, np.eye(features)[rng.integers(0, features, steps)]


def word(name="word", seed=0, **changes):
    weights, _ = drawn(seed=seed)
    options = {
        "inputs": np.eye(4)[[0, 1, 2, 2]],
        "input_labels": WORD,
        "target_labels": NEXT,
        "output_labels": LETTERS,
        "gradients": np.full((4, 5), 0.5),
    }
    return Chain(name, *weights, **{**options, **changes})


def largest(name="largest", seed=0, steps=24):
    weights, inputs = drawn(steps, 64, 16, 32, seed, 0.2)
    return Chain(
        name,
        *weights,
        inputs=inputs,
        input_labels=["wwwwwwwwww"] * steps,
        output_labels=[f"label {k}" for k in range(32)],
        gradients=np.ones((steps, 16)),
    )


# ---- what is computed


def test_states_and_answers_are_those_of_the_formula():
    figure = ChainFigure(flip())
    h, x = 0.0, (1.0, 0.0, 0.0)
    for t in range(3):
        figure.time = t
        h = np.tanh(2 * x[t] - 2 * h + 0.5)
        plus = 1 / (1 + np.exp(-6 * h))
        now = figure.everything(figure.state)
        assert now["state_size"] == pytest.approx(abs(h), abs=1e-15)
        assert now["output"] == (h > 0)
        wanted = (plus, 1 - plus, 1 - plus)[t]
        assert now["probability"] == pytest.approx(wanted, abs=1e-15)
        assert now["right"] == (wanted > 0.5)
        assert now["gradient"] == (0.5, 0.25, 2.0)[t]
        assert (now["rights"], now["steps"], now["time"], now["run"]) == (2, 3, t, 0)


def test_a_state_to_begin_with_counts():
    start, zeros = ChainFigure(flip(h0=[1.0])), ChainFigure(flip())
    assert start.quantities(start.state)["state_size"] == pytest.approx(np.tanh(0.5), abs=1e-15)
    assert zeros.quantities(zeros.state)["state_size"] == pytest.approx(np.tanh(2.5), abs=1e-15)


def test_without_a_target_the_probability_is_that_of_the_answer():
    figure = ChainFigure(flip(target_labels=(None, None, "−")))
    h1 = np.tanh(2.5)
    now = figure.quantities(figure.state)
    assert now["probability"] == pytest.approx(1 / (1 + np.exp(-6 * h1)), abs=1e-15)
    assert (now["right"], now["rights"]) == (0, 0)
    none = ChainFigure(flip(target_labels=None))
    assert none.quantities(none.state)["rights"] == 0
    assert "right" not in repr(none)


def test_a_trained_network_is_read_as_numpy_reads_it():
    weights, inputs = drawn(6, 4, 5, 4, 3)
    wx, wh, b, wo, bo = weights
    x, h0, y = inputs[:, None], np.zeros((1, 5)), np.array([[1], [2], [2], [3], [0], [1]])
    h = rnn(x, h0, wx, wh, b)
    grad, _, _ = dense_backward(softmax_cross_entropy_backward(1.0, dense(h, wo, bo), y), h, wo)
    last = np.zeros_like(grad)
    last[-1] = grad[-1]
    back = [rnn_backward(last[t:], x[t:], h0, wx, wh, h[t:])[4] for t in range(6)]
    labels = [LETTERS[k] for k in inputs.argmax(axis=1)]
    run = Chain("r", *weights, inputs=inputs, input_labels=labels, output_labels=LETTERS, gradients=back)
    figure = ChainFigure(run)
    answers = dense(h, wo, bo)[:, 0].argmax(axis=1)
    for t in range(6):
        figure.time = t
        now = figure.quantities(figure.state)
        assert now["output"] == answers[t]
        assert now["state_size"] == pytest.approx(np.linalg.norm(h[t]), abs=1e-14)
        assert now["gradient"] == pytest.approx(np.linalg.norm(back[t]), abs=1e-15)


def test_without_gradients_no_goal_about_them_is_met():
    goals = ("gradient < 1", "gradient >= 0", "gradient == 0", "gradient != 0")
    figure = ChainFigure(flip(gradients=None), task=[Task("g", goal, "d") for goal in goals])
    assert np.isnan(figure.quantities(figure.state)["gradient"])
    assert figure.goals_met == [False, False, False, True]
    assert "gradient" not in repr(figure)


def test_goals_are_met_by_setting_traits():
    tasks = (
        Task("Where is it wrong?", "run == 1 and right == 0 and probability < 0.2", "There."),
        Task("Fold it.", "unfolded == 0 and time == 2 and gradient > 1", "One cell."),
    )
    second = flip("other", target_labels=("−", "−", "+"))
    figure = ChainFigure(flip(), second, task=tasks)
    assert figure.goals_met == [False, False]
    figure.run = 1
    assert figure.goals_met == [True, False]
    figure.time, figure.unfolded = 2, 0
    assert figure.goals_met == [False, True]
    assert figure.everything(figure.state)["by_hand"] == 1
    assert ChainFigure(flip()).everything({"unfolded": 1.0, "time": 0.0})["by_hand"] == 0


def test_a_shorter_run_shows_its_last_step():
    short = flip("short", inputs=[[1.0], [0.0]], input_labels="10", target_labels="+−", gradients=None)
    figure = ChainFigure(word(), short, time=3)
    seen = []
    figure.observe(lambda change: seen.append((change["name"], change["new"])), ["run", "time"])
    figure.run = 1
    assert seen == [("time", 1), ("run", 1)] or seen == [("run", 1), ("time", 1)]
    assert figure.quantities(figure.state)["time"] == 1
    # a page that sets both at once is not corrected, but what lies beyond the last step counts as the last
    figure.set_state({"run": 0.0, "time": 3.0})
    figure.set_state({"run": 1.0, "time": 3.0})
    assert figure.time == 3
    assert figure.quantities(figure.state)["time"] == 1
    assert "step 2 of 2" in repr(figure)
    figure.set_state({"run": 0.0, "time": 1.0})
    assert figure.time == 1


def test_the_figure_begins_where_it_is_told():
    figure = ChainFigure(word(), unfolded=0, time=2)
    assert figure.state == {"unfolded": 0, "time": 2}
    assert figure.everything(figure.state)["by_hand"] == 0


# ---- the reference


def test_the_reference_is_what_the_figure_says():
    figure = ChainFigure(flip(), word(), flip("none", target_labels=None, gradients=None))
    reference = figure._setting["reference"]
    states, values = base.unpacked(reference["states"]), base.unpacked(reference["values"])
    assert len(states) == 24
    assert {*states[:, reference["names"].index("run")]} == {0, 1, 2}
    for state, row in zip(states, values, strict=True):
        found = figure.quantities(dict(zip(reference["names"], state, strict=True)))
        assert [found[name] for name in reference["quantities"]] == pytest.approx(row, nan_ok=True, abs=0)


def test_what_rounding_decides_is_left_out_of_the_reference():
    # two outputs that are equal but for rounding, and a state that a nudge throws elsewhere
    equal = flip(weight_out=[[0.1 + 0.2, 0.3]])
    assert not ChainFigure(equal)._certain({"unfolded": 1, "time": 0})
    assert ChainFigure(flip(weight_out=[[0.3, 0.3]]))._certain({"unfolded": 1, "time": 0})
    weights, _ = drawn(24, 1, 16, 2, 1, 3.0)
    weights[2] *= 0
    wild = Chain(
        "wild",
        *weights,
        inputs=np.zeros((24, 1)),
        input_labels="0" * 24,
        output_labels=("a", "b"),
        h0=np.full(16, 1e-3),
    )
    figure = ChainFigure(wild)
    sure = [figure._certain({"unfolded": 1, "time": t}) for t in range(24)]
    assert sure[0]
    assert not sure[-1]
    assert 0 < len(base.unpacked(figure._setting["reference"]["states"])) < 24


def test_the_page_is_told_all_weights_to_the_last_bit():
    run = word()
    (wire,) = ChainFigure(run)._setting["runs"]
    assert wire["sizes"] == [4, 5, 4]
    cell, out = base.unpacked(wire["cell"]), base.unpacked(wire["out"])
    assert np.array_equal(cell, np.vstack([run.weight_x, run.weight_h, run.bias]))
    assert np.array_equal(out, np.vstack([run.weight_out, run.bias_out]))
    assert wire["targets"] == [1, 2, 2, 3]
    assert base.unpacked(wire["gradients"]) == pytest.approx(np.sqrt(5) / 2)


# ---- what is told and shown


def test_the_repr_tells_the_step_and_what_is_answered():
    figure = ChainFigure(flip())
    assert repr(figure) == (
        "ChainFigure(flip: 3 steps, 1 unit, 2 outputs; step 1 of 3: 1 -> + 1.00; 2 of 3 right; gradient 0.5)"
    )
    figure.time = 1
    assert repr(figure) == (
        "ChainFigure(flip: 3 steps, 1 unit, 2 outputs; step 2 of 3: 0 -> − 1.00; 2 of 3 right; gradient 0.25)"
    )


def test_it_describes_itself():
    figure = ChainFigure(word(), title="hello")
    assert figure.alt_text.startswith(
        "hello: a recurrent network unrolled in time into 4 copies of one cell reads h e l l; at step 1 it "
        "reads h and answers "
    )
    assert ", where e is wanted, its state has the length " in figure.alt_text

    def change():
        figure.time = 3

    describes_itself(figure, change)
    figure.unfolded = 0
    assert "as one cell with a loop" in figure.alt_text
    assert "wanted" not in ChainFigure(word(target_labels=None)).alt_text


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_the_picture_draws_every_step_or_a_part_or_the_loop():
    figure = ChainFigure(word())
    cells, states, answers, gradients = (figure._picture().axes[k] for k in (0, 1, 2, 5))
    assert [text for text in texts(cells) if text.startswith("h") and len(text) == 2] == [
        "h₁", "h₂", "h₃", "h₄", "h₀",
    ]  # fmt: skip
    assert texts(cells).count("$W_h$") == texts(cells).count("$W_x$") == 4
    assert states.images[0].get_array().shape == (5, 4)
    assert answers.images[0].get_array().shape == (4, 4)
    assert [bar.get_height() for bar in gradients.patches] == pytest.approx([np.sqrt(5) / 2] * 4)
    # every number below 0 carries a dash
    dashes = np.column_stack(states.lines[0].get_data())
    assert len(dashes) == np.sum(figure._runs[0].states < 0) > 0

    figure.unfolded = 0
    folded = texts(figure._picture().axes[0])
    assert "h₁" in folded
    assert "h₂" not in folded
    assert sum("the state comes back" in text for text in folded) == 1

    # long labels have room for half as many cells
    weights, inputs = drawn(24)
    short = Chain("a", *weights, inputs=inputs, input_labels="x" * 24, output_labels=LETTERS)
    for run, room in ((short, chain.DRAWN), (largest(), chain.DRAWN // 2)):
        part = texts(ChainFigure(run, time=12)._picture().axes[0])
        assert part.count("$W_h$") == room
        assert part.count("⋯") == 2
        assert "h₁₃" in part


def test_hangul_and_spaces_are_labels_like_others():
    use_book_style()
    run = word(
        input_labels=("동", " ", "해", "물"),
        output_labels=(" ", "동", "해", "물"),
        target_labels=(" ", "해", "물", None),
    )
    figure = ChainFigure(run)
    assert figure._runs[0].reads == ["동", "␣", "해", "물"]
    assert figure._runs[0].targets.tolist() == [0, 2, 3, -1]
    assert "reads 동 ␣ 해 물" in figure.alt_text
    assert len(base.png(figure._picture())) > 10_000


def test_the_layer_is_light():
    weighs_little(ChainFigure(word()))
    weighs_little(ChainFigure(largest("a"), largest("b", 1)))


# ---- what is refused

BAD_CHAINS = [
    ({"weight_x": [[1.0, 2.0]]}, r"weight_x must have shape \(D, H\) = \(1, 1\), got \(1, 2\)"),
    ({"weight_h": [[1.0, 2.0]]}, r"weight_h must have shape \(H, H\) = \(1, 1\), got \(1, 2\)"),
    ({"weight_h": np.zeros((17, 17))}, r"weight_h must have shape \(H, H\) with H from 1 to 16, got \(17"),
    ({"weight_h": [1.0]}, r"weight_h must have shape \(H, H\) with H from 1 to 16, got \(1,\)"),
    ({"bias": 0.5}, r"bias must have shape \(H,\) = \(1,\), got \(\)"),
    ({"weight_out": [[1.0]]}, r"weight_out must have shape \(H, K\) = \(1, 2\), got \(1, 1\)"),
    ({"bias_out": [1.0]}, r"bias_out must have shape \(K,\) = \(2,\), got \(1,\)"),
    ({"bias": ["b"]}, "bias must be an array of numbers, got list"),
    ({"weight_x": [[np.nan]]}, "weight_x must be finite, but it holds NaN or infinity"),
    ({"inputs": [[1.0]]}, r"inputs must have shape \(T, D\) with T from 2 to 24, got \(1, 1\)"),
    ({"inputs": np.zeros((25, 1))}, r"with T from 2 to 24, got \(25, 1\)"),
    ({"inputs": [1.0, 0.0]}, r"inputs must have shape \(T, D\) with T from 2 to 24, got \(2,\)"),
    ({"inputs": np.zeros((3, 65))}, "inputs must have from 1 to 64 features, got 65"),
    ({"input_labels": "10"}, "input_labels must be 3 texts, got 2"),
    ({"input_labels": ("1", "0", "a long word")}, "must have at most 10 characters each, got 'a long word'"),
    ({"output_labels": ("+",)}, r"output_labels must be from 2 to 32 different texts, got \['\+'\]"),
    ({"output_labels": ("+", "+")}, "output_labels must be from 2 to 32 different texts"),
    ({"output_labels": [str(k) for k in range(33)]}, "output_labels must be from 2 to 32 different texts"),
    ({"target_labels": ("+",)}, "target_labels must be 3 texts, got 1"),
    ({"target_labels": ("+", "−", "?")}, r"target_labels must be output_labels \[.*\] or None, got '\?'"),
    ({"gradients": [0.5, 1, 2]}, r"gradients must have shape \(T, H\) = \(3, 1\), got \(3,\)"),
    ({"h0": [[0.0]]}, r"h0 must have shape \(H,\) = \(1,\), got \(1, 1\)"),
]


@pytest.mark.parametrize(("change", "message"), BAD_CHAINS, ids=[m[:40] for _, m in BAD_CHAINS])
def test_a_bad_chain_is_refused_in_one_sentence(change, message):
    refuses(ChainFigure, lambda: ChainFigure(flip(**change)), message)
    refuses(ChainFigure, lambda: ChainFigure(word(), flip(**change)), "run 'flip': ")


BAD_ARGUMENTS = [
    ((), {}, "runs must be at least one Chain, got none"),
    (("hello",), {}, "runs must be Chains, got str"),
    ((flip(), flip()), {}, r"runs must have different names, got \['flip', 'flip'\]"),
    ((flip(),), {"unfolded": 2}, "unfolded must be 0 or 1, got 2"),
    ((flip(),), {"time": 3}, "time must be a whole number from 0 to 2, got 3"),
    ((flip(),), {"time": 0.5}, "time must be a whole number from 0 to 2, got 0.5"),
    ((flip(),), {"time": -1}, "time must be a whole number from 0 to 2, got -1"),
    ([largest(str(k), k) for k in range(3)], {}, r"the runs weigh \d+ bytes, more than 70000"),
    ((flip(),), {"key": "Chain"}, "key must be small letters"),
    ((flip(),), {"task": Task("t", "run = 1", "d")}, "goal must read like"),
    ((flip(),), {"task": Task("t", "weight == 1", "d")}, "goal names 'weight'"),
]


@pytest.mark.parametrize(("runs", "changes", "message"), BAD_ARGUMENTS, ids=[m for *_, m in BAD_ARGUMENTS])
def test_a_bad_argument_is_refused_in_one_sentence(runs, changes, message):
    refuses(ChainFigure, lambda: ChainFigure(*runs, **changes), message)


BAD_VALUES = [
    ("time", 3, "time must be from 0 to 2, got 3"),
    ("time", 0.5, "time must be a whole number, got 0.5"),
    ("time", "last", "time must be a finite number, got 'last'"),
    ("unfolded", 2, "unfolded must be from 0 to 1, got 2"),
    ("unfolded", 0.5, "unfolded must be a whole number, got 0.5"),
    ("run", 2, "run must be from 0 to 1, got 2"),
    ("run", float("nan"), "run must be a finite number, got nan"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD_VALUES)
def test_a_bad_value_is_refused_and_nothing_changes(name, value, message):
    figure = ChainFigure(flip(), flip("other"))
    before = repr(figure)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(figure, name, value)
    assert repr(figure) == before
