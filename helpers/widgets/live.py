"""The live cell: ipywidgets controls over a `helpers` call, drawn into one persistent matplotlib figure."""

import base64
from collections.abc import Callable
from typing import Any

import ipywidgets
from matplotlib.figure import Figure

from helpers.widgets import base
from helpers.widgets.words import say


class LiveFigure(ipywidgets.VBox):
    """Controls above a matplotlib figure that the kernel draws again after every change.

    Args:
        figure: a bare `matplotlib.figure.Figure` (not `plt.figure()`: nothing else should show it), whose
            artists `redraw` updates with `set_data`.
        redraw: called with each control's value by name, first at once; moves the artists and returns one
            sentence that says what happened, which stands under the picture.
        alt: the picture's alt text, at least 8 words that say what to see.
        **controls: ipywidgets with a `value`, by the names of `redraw`'s arguments; one without a description
            of its own is labelled with its name.

    An exception in `redraw` is shown under the picture and the last good picture stays; the very first call
    raises it. In the built book the picture is shown with a note that it comes alive in JupyterLab.

    Attributes: `image`, the `ipywidgets.Image`; `controls`, the controls by name; `message`, the sentence.

    Raises:
        ValueError: alt is too short, or a control has no value, or there are no controls.

    >>> figure = Figure(figsize=(3, 2))
    >>> line, = figure.subplots().plot([0, 1], [0, 1])
    >>> def redraw(slope):
    ...     line.set_data([0, 1], [0, slope])
    ...     return f"The line ends at {slope}."
    >>> live = LiveFigure(figure, redraw, alt="A straight line from the origin; the slider sets its slope.",
    ...                   slope=ipywidgets.FloatSlider(value=0.5, max=1.0))
    >>> live
    LiveFigure(slope=0.5: The line ends at 0.5.)
    >>> live.controls["slope"].value = 1.0
    >>> live
    LiveFigure(slope=1.0: The line ends at 1.0.)
    """

    def __init__(self, figure: Figure, redraw: Callable[..., str], *, alt: str, **controls: Any) -> None:
        """Draw once, then listen to the controls."""
        if len(alt.split()) < 8:
            raise ValueError(f"LiveFigure: alt must say in at least 8 words what to see, got {alt!r}")
        if not controls:
            raise ValueError("LiveFigure: controls are missing, such as rate=ipywidgets.FloatSlider()")
        for name, control in controls.items():
            if not isinstance(control, ipywidgets.Widget) or not control.has_trait("value"):
                raise ValueError(f"LiveFigure: {name} must be an ipywidget with a value, got {control!r}")
            if "description" in control.traits() and not control.description:
                control.description = name.replace("_", " ")
        self.figure, self.controls, self._redraw, self._alt = figure, controls, redraw, alt
        # JupyterLab and the book's host both read an image's tooltip as its name
        self.image = ipywidgets.Image(format="png", tooltip=alt, layout={"max_width": "100%"})
        self.message = ""
        self._line = ipywidgets.Label()
        self._draw()
        super().__init__([*controls.values(), self.image, self._line])
        for control in controls.values():
            control.observe(self._changed, "value")

    def _draw(self) -> None:
        self.message = self._redraw(**{name: control.value for name, control in self.controls.items()})
        self.image.value = base.png(self.figure)
        self._line.value = self.message

    def _changed(self, _change: Any) -> None:
        try:
            self._draw()
        except Exception as error:  # in a callback it would go to a log that nobody reads
            self._line.value = self.message = say("live_failed", error=f"{type(error).__name__}: {error}")

    def __repr__(self) -> str:
        """The settings and the sentence that `redraw` returned."""
        values = ", ".join(f"{name}={control.value!r}" for name, control in self.controls.items())
        return f"LiveFigure({values}: {self.message})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {**super()._repr_mimebundle_(**kwargs), "text/plain": repr(self)}
        data["image/png"] = base64.b64encode(self.image.value).decode()
        return data, {"image/png": {"alt": self._alt}}
