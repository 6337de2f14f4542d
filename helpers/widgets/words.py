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
            "bad": "✗ not wanted",
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
        "size_scenario": "Network",
        "network_inputs": "Inputs",
        "network_controls": "Weights and thresholds",
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
