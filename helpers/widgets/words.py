"""Every word that a reader of a figure sees, in one place and by language.

The ES modules take their sentences from `WORDS`, each file from its own table and from that of the files that
it builds on; Python takes its own from `SENTENCES`; names in braces are filled in. The page chooses the
language (`<html lang>`); one that is missing here is shown in English.
"""

from typing import Any

WORDS: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "shared": {
            "play": "Play",
            "pause": "Pause",
            "link": "Copy link",
            "copied": "Link copied: it holds this state of the figure.",
            "address": "The address bar now holds the link to this state.",
            "loaded": "The figure now shows the state of the link.",
            "parity": "This figure disagrees with NumPy by {error}; please report it.",
            "sliders": "Parameters",
            "task": "Task",
            "met": "✓ {done}",
        },
        "boundary": {
            # what happened, in words
            "accuracy": "accuracy {percent} %, {wrong} of {points} points wrong",
            "by_hand": "your own weights",
            "at_frame": "{name} {number} of {last}",
            "caused": "caused by point {index} ({label})",
            "update": "update",
            "epoch": "epoch",
            "failed": "The kernel could not train on these points: {error}",
            # controls
            "scenario": "Choose a run",
            "replay": "Replay",
            "forward": "+{n}",
            "forward_label": "{n} forward",
            "back": "−{n}",
            "back_label": "{n} back",
            "pointer": "A click in the picture will",
            "move": "move points",
            "add": "add",
            "ring": "on the wrong side",
            "remove": "remove points",
            "reset": "Reset points",
            # the picture
            "picture": "{title}: {points} points. Arrow keys move the chosen point.",
            "keys": (
                "With the picture in focus: Page Up and Page Down choose a point, arrow keys move it (with "
                "Shift farther), {digits} add one of that class beside it, Delete removes it."
            ),
            "help": "Keyboard",
            "point": "point {index} of {points}, {label}, {x}, {y}, {verdict}",
            "right": "on its own side",
            "wrong": "on the wrong side",
            "added": "added: {point}",
            "removed": "point removed, {points} left",
            "curve": "{curves} at each {name}. Click to choose one; the replay slider does the same.",
            "retrains": "The kernel trains again on the points as you leave them.",
            "static": (
                "Here new points are scored with the weights shown; in JupyterLab the kernel trains again."
            ),
        },
        "panel": {
            "step": "Step by step",
            "plus": "+{n}",
            "plus_label": "{n} forward",
            "reset": "Reset",
        },
        "network": {
            "drawing": "Drawing of {name}: {inputs}; {units}.",
            "plane": "The plane of the two inputs with its corners: {corners}.",
            "right": "{outputs}; every cell of the table is right",
            "wrong": "{outputs}; {wrong} of {cells} cells of the table wrong",
            "pick": "Arithmetic of unit",
            "silent": "{unit}: {by} silences it → 0",
            "silenced": "silenced",
            "table": "Truth table",
            "judged": "Truth table (✗: not wanted)",
            "here": "◯ now",
            "bad": "✗\u00a0not\u00a0wanted",
            # the drawing's lines
            "active": "thick: carries a signal",
            "negative": "dashed, with a bar: negative weight",
            "absolute": "ring: silences the unit",
            "one": "no number: weight 1",
        },
        "size": {
            "size_status": "{sizes}: {parameters} parameters ({weights} weights, {biases} biases)",
            "size_drawing": "Drawing of a network with {layers} layers of weights: {sizes}.",
            "size_caption": "Parameters, layer by layer",
            "size_between": "between",
            "size_count": "weights + biases",
            "size_number": "number",
            "size_total": "all together",
        },
        "hidden": {
            "input_space": "input space",
            "hidden_space": "hidden space",
            "accuracy": "{wrong} of {points} points wrong",
            "places": "{places} places in hidden space",
            "one_place": "one place in hidden space",
            "of": "{number} of {last}",
            "legend_line": "line of {name}",
            "ring": "on the wrong side",
            "answer": "answer",
            "wanted": "wanted",
            "table": "Point by point",
            "point": "point",
            "input_picture": "Input space: {points} points, the lines of two hidden units; {status}.",
            "hidden_picture": "Hidden space: where the hidden layer sends the {points} points; {status}.",
        },
        "descent": {
            "slope": "slope",
            "loss": "loss",
            "step": "step",
            "and": " and ",
            "of": "{step} of {last}",
            "descent_at": "step {step}: {place}, loss {loss}",
            "settled": "; 99 % of the way down since step {step}",
            "unsettled": "; not settled after {step} steps",
            "diverged": "; it has left the picture: diverged",
            "legend_start": "start (click one)",
            "legend_path": "steps",
            "legend_slope": "slope here",
            "legend_next": "next step",
            "legend_best": "lowest",
            "curve_picture": "{name}: the loss over {labels}. Learning rate {rate}, {status}.",
            "plane_picture": "{name}: lines of equal loss over {labels}. Learning rate {rate}, {status}.",
            "loss_picture": "The loss step by step. Click to choose a step; the slider does the same.",
        },
        "backprop": {
            "state": (
                "{wrong} of {points} points wrong; point {index}: answer {output}, wanted {target}, "
                "loss {loss}"
            ),
            "of": "{number} of {last}",
            "pick": "Way back of unit",
            "from": "from",
            "slope": "slope = value · δ",
            "weight": "weight",
            "bias": "bias",
            "wanted": "wanted: {target}",
            # the drawings' lines and marks
            "thick": "thick: large slope, large δ",
            "above": "━ above 0",
            "below": "╍ below 0",
            "shown": "◇ the example (click a large mark)",
            "ring": "◯ on the wrong side",
            "plane": "The plane of {axes} with {points} points and the boundary; {status}.",
            "drawing": "The network at this example. Values: {values}. Way back: {deltas}.",
            "curve": "{names} at each {name}. Click to choose one.",
        },
        "threshold": {
            "true_positives": "true positives",
            "false_positives": "false positives",
            "false_negatives": "false negatives",
            "true_negatives": "true negatives",
            "precision": "precision",
            "recall": "recall",
            "accuracy": "accuracy",
            "cost": "cost",
            "true_rate": "recall (true positive rate)",
            "false_rate": "false positive rate",
            "probability": "probability of {label}",
            "matrix": "Confusion matrix",
            "says": "says {label}",
            "is": "is {label}",
            "nobody": "? (none is called {label})",
            "threshold_status": "accuracy {accuracy} %, {fp} false positives, {fn} false negatives",
            "dots_label": (
                "{count} examples on the axis of their probability, {positive} above and {negative} below, "
                "cut by the threshold {threshold}."
            ),
            "curve_label": "Curve of precision over recall; now recall {x}, precision {y}.",
            "roc_label": "ROC curve; now false positive rate {x}, true positive rate {y}.",
        },
        "window": {
            "cell": "{label}, row {row}, column {column} of the kernel",
            "kernel": "kernel: {name}, {size}",
            "laid": "as it is laid on",
            "padded": " (hatched: padding)",
            "out": "output, {size}",
            "found": "feature map, {size}",
            "pooled": "pooled output, {size}",
            "height": "height",
            "width": "width",
            "window_status": (
                "output at row {row}, column {column}: {value}; all from {smallest} to {largest}"
            ),
            "view": (
                "{name}, {size} pixels; the window covers rows {rows} and columns {columns}. Arrow keys move "
                "it, Home, End, Page Up and Page Down move it to the edges."
            ),
        },
        "curves": {
            "here": "{name} = {value}: {values}",
            "gap": "no value here",
            "span": "{name} from {low} to {high}",
            "curve": "curve",
            "readings": "Read off",
            "smallest": "smallest",
            "largest": "largest",
            "curves_picture": "{names} over {x_label}{setting}; {status}.",
            "for": " for {setting}",
            "and": " and ",
        },
        "chain": {
            "status": "step {step} of {count}: reads {read}, answers {answer}{judged}{all}",
            "right": ", which is right",
            "wrong": ", but {target} is wanted",
            "rights": "; {rights} of {asked} right",
            "of": "{step} of {count}",
            # the drawings
            "drawing": "The cell unrolled in time, {count} copies; {cells}.",
            "folded": "One cell with a loop, {count} steps; {cells}.",
            "cell": "step {step} reads {read}, answers {answer}",
            "cell_wanted": ", wanted {target}",
            "loop": "the state comes\nback one step later",
            "letters": "x: input, h: state, ŷ: answer, y: target.",
            "same": "Every copy has the same weights.",
            "one": "One set of weights for all steps.",
            "part": "Drawn: steps {first} to {last} of {count}.",
            "map": "States and answers at all steps, the present one as bars; {status}.",
            "states": "state h",
            "answers": "answer ŷ",
            "gradient": "gradient ‖∂L/∂h‖",
            "below": "– below 0",
            "answer": "● answer",
            "target": "□ target",
            "backward": "← the gradient flows back",
            "unit": "unit",
            "sum": "sum",
        },
        "replay": {
            "wrong_seen": "{wrong} of {points} training points wrong",
            "wrong_unseen": "{wrong} of {points} held-out points wrong",
            "of": "{number} of {last}",
            "for": " for {setting}",
            "best": "★ {name} lowest at {moment}: {value}",
            "ring": "training point on the wrong side",
            "held": "small, hollow: held out",
            # the table
            "points": "points",
            "wrong": "wrong",
            "accuracy": "accuracy",
            "sure": "how sure",
            "seen": "training",
            "unseen": "held-out",
            "count": "{wrong} of {points}",
            "norm": "length of the weights ‖w‖ = {norm}",
            # the pictures
            "plane": "The plane of {axes}, divided by the network{setting}; {status}.",
            "chart": (
                "{names} at each {name}; {at}: {values}; a star where the {last} is lowest, at {best}. Click "
                "to choose a frame; the slider does the same."
            ),
        },
    }
}
"""What the page says, by language and by file."""

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "alt": (
            "{title}: {classes} in the plane of {x_label} and {y_label}; the boundary of the network at "
            "{name} {number} leaves {wrong} of {points} points wrong."
        ),
        "class_count": "{count} points of class {label}",
        "class": "class {index}",
        "live_failed": "This setting failed: {error}",
        # the descent figure
        "landscape": "Loss",
        "start": "start",
        "step": "step",
        "loss": "loss",
        "and": " and ",
        "descent_rate": "learning rate {rate}",
        "descent_alt_1": (
            "{title}: the curve of {name} over {labels}, with the steps of gradient descent at learning rate "
            "{rate}, which {fate}; beside it the loss step by step."
        ),
        "descent_alt_2": (
            "{title}: lines of equal loss of {name} over {labels}, with the path of gradient descent at "
            "learning rate {rate}, which {fate}; beside it the loss step by step."
        ),
        "alt_diverged": "leaves the picture at step {step}",
        "alt_settled": "settles at step {step}",
        "alt_unsettled": "has not settled after {step} steps",
        # the threshold figure
        "threshold_scenario": "Examples",
        "threshold": "threshold",
        "threshold_group": "Says {label} from",
        "threshold_rates": "precision {precision}, recall {recall}",
        "threshold_alt": (
            "{title}: {count} examples on the axis of their probability, {positive} above and {negative} "
            "below; at threshold {threshold} {true_positives} true and {false_positives} false positives, "
            "{false_negatives} false and {true_negatives} true negatives; beside it the {curve} curve."
        ),
        "undefined": "undefined",
        "curve_precision-recall": "precision–recall",
        "curve_roc": "ROC",
        "across_precision-recall": "recall",
        "up_precision-recall": "precision",
        "across_roc": "false positive rate",
        "up_roc": "recall (true positive rate)",
        "true_positives": "true positives",
        "false_positives": "false positives",
        "false_negatives": "false negatives",
        "true_negatives": "true negatives",
        "probability": "probability of {label}",
        # the curves figure
        "curves_alt": "{title} {curves} drawn over {x_label}{setting}; {spans}{readings}.",
        "curves_for": " for {setting}",
        "curves_span": "{name} from {low} to {high}",
        "curves_marker": "; at {readings}",
        "curves_none": "none",
        # the backpropagation figure
        "backprop_scenario": "Choose a run",
        "backprop_group": "Example on the right",
        "backprop_example": "point",
        "backprop_shown": "the example",
        "backprop_ring": "on the wrong side",
        "backprop_wrong": "{wrong} of {points} points wrong",
        "backprop_target": "wanted: {target}",
        "backprop_legend": (
            "in the units: values, forward; rings (δ) and lines: slopes\n"
            "of the loss, backward; thick = large, dashed = below 0"
        ),
        "backprop_alt": (
            "{title}: left {classes} and the boundary at {name} {number}, {wrong} of {points} points wrong; "
            "right the {network} network for point {index}, whose answer is {output} where {target} is "
            "wanted: δ = {delta} flows back along the lines."
        ),
        # the hidden figure
        "preset": "Choose weights",
        "unit": "Unit {name}",
        "beginning": "as at the beginning",
        "trained": "the trained run",
        "input_space": "input space",
        "hidden_space": "hidden space",
        "hidden_alt": (
            "{title}: left {classes} in the plane of {x_label} and {y_label} with the lines of two hidden "
            "units; right the hidden space, where they stand at {places} places; {wrong} of {points} points "
            "wrong."
        ),
        # the window figure
        "window_image": "Image",
        "window_kernel": "Kernel",
        "window_own": "your own",
        "window_flipped": "Lay the kernel on",
        "window_plain": "as written (cross-correlation)",
        "window_turned": "turned by 180° (convolution)",
        "window_turned_note": ", turned",
        "window_pool": "Pooling",
        "window_pool_0": "none",
        "window_pool_1": "max {size} × {size}",
        "window_pool_2": "average {size} × {size}",
        "window_group": "Window",
        "window_height": "height",
        "window_width": "width",
        "window_out": "output, {size}",
        "window_found": "feature map, {size}",
        "window_pooled": "pooled output, {size}",
        "window_dash": "dash: below 0",
        "window_alt": (
            "{title} the image {image}, {image_size}, and on it a window of {window} from row {top}, column "
            "{left}; the kernel {kernel}, {kernel_size}; and the output, {size} from {smallest} to "
            "{largest}, whose cell at row {row}, column {column} is {value}."
        ),
        # the training figure
        "replay_group": "Settings",
        "replay_shown": "held-out points shown",
        "replay_ring": "on the wrong side",
        "replay_held": "held out",
        "replay_best": "{name} lowest at {moment}",
        "replay_short": "{wrong} of {points} wrong",
        "replay_short_held": "held out {wrong} of {points}",
        "replay_count": "{wrong} of {points} training points",
        "replay_count_held": "{wrong} of {points} held-out points",
        "replay_for": " for {setting}",
        "replay_alt": (
            "{title} left the boundary of the {network} network at {moment}{setting}, with {counts} on the "
            "wrong side; right the curves of the run, now {readings}, and a star where the {last} is lowest, "
            "at {best}."
        ),
        # the chain figure
        "chain_run": "Choose a run",
        "chain_group": "Picture",
        "chain_unfolded": "unrolled in time",
        "chain_step": "step",
        "chain_state": "state h{t}",
        "chain_probability": "probability",
        "chain_gradient": "step; the gradient ‖∂L/∂h‖ flows back, from right to left",
        "chain_marks": "● answer   □ target",
        "chain_loop": "the state comes back\none step later",
        "chain_alt": (
            "{title} {what} reads {reads}; at step {step} it reads {read} and answers {answer}{wanted}, its "
            "state has the length {size}."
        ),
        "chain_alt_unfolded": "a recurrent network unrolled in time into {steps} copies of one cell",
        "chain_alt_folded": "a recurrent network as one cell with a loop, which in {steps} steps",
        "chain_alt_wanted": ", where {target} is wanted",
        "size_scenario": "Network",
        "network_inputs": "Inputs",
        "network_controls": "Weights",
        "network_controls_theta": "Weights and thresholds",
        "network_controls_bias": "Weights and biases",
        "network_controls_theta_bias": "Weights, thresholds and biases",
        "network_choose": "Circuit",
        "network_alt": (
            "{title}: the units of {name} ({units}) drawn as circles with the lines between them; "
            "with {inputs} the output is {outputs}."
        ),
        "size_sum": "{terms} = {total} parameters",
        "size_alt": (
            "{title}: the layers of a network drawn as columns ({drawn}), a line for every weight; "
            "{weights} weights and {biases} biases make {parameters} parameters."
        ),
    }
}
"""What Python says."""


def words_of(*parts: str) -> dict[str, dict[str, str]]:
    """The words of these files, by language.

    >>> words_of("shared", "panel")["en"]["play"]
    'Play'
    """
    return {
        language: {key: text for part in parts for key, text in tables.get(part, {}).items()}
        for language, tables in WORDS.items()
    }


def say(key: str, **values: Any) -> str:
    """Python's sentence of this name, filled in.

    >>> say("class", index=0)
    'class 0'
    """
    return SENTENCES["en"][key].format(**values)
