"""The colours of the book: one meaning, one colour, in still figures and in moving ones.

The eight are those of Okabe and Ito (2008), chosen to stay apart for colour-blind readers. A second
cue (marker, dash, label) always stands beside the colour.
"""

BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"

CLASS_COLORS = (BLUE, VERMILION, GREEN, PURPLE)
"""Class 0, 1, 2, 3, in this order, everywhere in the book."""

CLASS_MARKERS = ("o", "s", "^", "D")
"""The second cue of the same classes: disc, square, triangle, diamond."""

UNIT_COLORS = {"input": BLUE, "hidden": BLACK, "output": VERMILION}
"""Edges of what a network is drawn of: inputs are squares, units are circles."""
