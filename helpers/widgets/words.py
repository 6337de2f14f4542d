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
    }
}
"""What Python says."""


def words_of(*parts: str) -> dict[str, dict[str, str]]:
    """The words of these files, by language.

    >>> words_of("shared", "panel")["en"]["play"]
    'Play'
    """
    return {
        language: {key: text for part in parts for key, text in tables[part].items()}
        for language, tables in WORDS.items()
    }


def say(key: str, **values: Any) -> str:
    """Python's sentence of this name, filled in.

    >>> say("class", index=0)
    'class 0'
    """
    return SENTENCES["en"][key].format(**values)
