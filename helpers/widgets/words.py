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
        "size": {
            "size_status": "{sizes}: {parameters} parameters ({weights} weights, {biases} biases)",
            "size_drawing": "Drawing of a network with {layers} layers of weights: {sizes}.",
            "size_caption": "Parameters, layer by layer",
            "size_between": "between",
            "size_count": "weights + biases",
            "size_number": "number",
            "size_total": "all together",
        },
        "hidden": {},
        "descent": {},
        "threshold": {},
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
        "threshold_rates": "precision {precision}, recall {recall}",
        "threshold_alt": (
            "{title}: {count} examples on the axis of their probability, {positive} above and {negative} "
            "below; at threshold {threshold} {true_positives} true and {false_positives} false positives, "
            "{false_negatives} false and {true_negatives} true negatives; beside it the {curve} curve."
        ),
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
        # the hidden figure
        "preset": "Choose weights",
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
