"""What every kind of figure must do on Python's side, as checks that each kind's tests call."""

import base64
import json
from pathlib import Path

import pytest
import traitlets

from helpers.widgets import base

HOST = Path(__file__).parents[1] / "book" / "_static" / "afm-host.js"


def describes_itself(figure, change):
    """A picture and words that are the same every time, and others after a change."""
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"] == repr(figure)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == figure.alt_text
    assert len(figure.alt_text.split()) >= 8
    again, _ = figure._repr_mimebundle_()
    change()
    other, _ = figure._repr_mimebundle_()
    assert data["image/png"] == again["image/png"] != other["image/png"]
    assert data["text/plain"] != other["text/plain"]


def refuses(kind, make, message):
    """One sentence that begins with the kind's name."""
    with pytest.raises(ValueError, match=message) as caught:
        make()
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{kind.__name__}: ")


def weighs_little(figure, data=100_000):
    """At most 40 kB of code and style with the host, at most 100 kB of data as the page carries it."""
    parts = (str(figure._esm), str(figure._css), base.lean(HOST.read_text("utf-8")))
    code = sum(len(part.encode()) for part in parts)
    assert code <= 40_000, code
    assert wire_size(figure.get_state(figure.keys)) <= data


def wire_size(value):
    """Characters of the state on the page, arrays in base64."""
    if isinstance(value, dict):
        return sum(
            len(json.dumps(key)) + wire_size(v) for key, v in value.items() if key not in ("_esm", "_css")
        )
    if isinstance(value, (list, tuple)):
        return sum(1 + wire_size(v) for v in value)
    return len(base64.b64encode(value)) if isinstance(value, (bytes, memoryview)) else len(json.dumps(value))


def refuses_the_value(figure, name, value, message):
    """A trait's bad value is an error that names the kind, and the figure stays as it was."""
    before = figure.state
    with pytest.raises(traitlets.TraitError, match=f"{type(figure).__name__}: {message}"):
        setattr(figure, name, value)
    assert figure.state == before
