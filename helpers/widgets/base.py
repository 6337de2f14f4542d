"""What all kinds of figures share: array traits, one ES module from several files, the fallback picture."""

import base64
import io
import json
import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.typing import ArrayLike, NDArray

from helpers import palette
from helpers.widgets.words import words_of

HERE = Path(__file__).parent

ArrayOf = NDArray[Any]
COLORS = (palette.GREEN, palette.PURPLE, palette.ORANGE, palette.SKY_BLUE, palette.YELLOW)
"""Of the sliders, one after the other."""
DARK_ZERO = palette.SKY_BLUE
"""Class 0 on a dark page, where its own blue is hard to see; the other classes keep their colours."""


class Late:
    """A text that is made when it is first asked for: importing all kinds costs nothing, showing one does."""

    def __init__(self, make: Callable[[], str]) -> None:
        """Keep what makes the text."""
        self.make = make

    @cached_property
    def _text(self) -> str:
        return self.make()

    def __str__(self) -> str:
        """The text, made once."""
        return self._text


def module(*kinds: str) -> Late:
    """One ES module from the words, the palette, `<kind>.js` for each of `kinds` and the files these import.

    The sources are modules that import one another; a widget carries one text, so their imports and exports
    among themselves are dropped, and comments and indentation with them, which the page need not carry.
    """

    def bind() -> str:
        parts = parts_of(*kinds)
        constants = (
            f"const WORDS = {json.dumps(words_of(*parts), ensure_ascii=False, separators=(',', ':'))};\n"
            f"const COLORS = {json.dumps(palette.CLASS_COLORS)};\n"
            f"const ZERO = {json.dumps(DARK_ZERO)};\n"
            f"const MARKERS = {json.dumps(palette.CLASS_MARKERS)};\n"
        )
        sources = [(HERE / f"{part}.js").read_text("utf-8") for part in parts]
        text = used("\n".join(re.sub(r"^import [^;]*;\n", "", source, flags=re.M) for source in sources))
        return constants + lean(re.sub(r"^export (?!default)", "", text, flags=re.M))

    return Late(bind)


def parts_of(*kinds: str) -> list[str]:
    """The files that make up these kinds, each after those that it imports.

    >>> parts_of("size")
    ['shared', 'panel', 'drawing', 'size']
    """
    parts: list[str] = []
    for kind in kinds:
        source = (HERE / f"{kind}.js").read_text("utf-8")
        needed = parts_of(*re.findall(r'^import [^;]* from "\./(\w+)\.js";', source, flags=re.M))
        parts += [part for part in (*needed, kind) if part not in parts]
    return parts


def style(*sheets: str) -> Late:
    """The style sheet of all figures, and those that only some kinds need."""
    files = [HERE / f"{sheet}.css" for sheet in ("style", *sheets)]
    return Late(lambda: lean("\n".join(file.read_text("utf-8") for file in files)))


def used(text: str) -> str:
    """The text without what it exports and nothing in it names: a kind carries only what it calls.

    >>> used("export function f() {\\n  return 1;\\n}\\nexport const g = 2;\\nexport default g;")
    'export const g = 2;\\nexport default g;'
    """
    named = Counter(re.findall(r"\w+", text))
    kept = _EXPORTED.sub(lambda match: match[0] if named[match[1]] > 1 else "", text)
    return kept if kept == text else used(kept)  # what only the dropped ones named goes next


_EXPORTED = re.compile(  # a declaration goes on over lines that are indented, closing or empty
    r"^export (?:const|function|class) (\w+)\b.*\n(?:(?:[ \t})\]].*)?\n)*", flags=re.M
)


def lean(text: str) -> str:
    """The text without comments and without the space that neither JavaScript nor CSS needs.

    Strings, templates and regular expressions stay as they are. So that one pattern serves both languages, a
    division is written with spaces around it (it is no regular expression), no CSS selector has a space
    before its colon or after a bracket, and no template stands inside another.

    >>> lean("f( a / b, 'c: d' ); // dropped\\n\\n  const g = { h: 0.5 - -1 };")
    "f(a/b,'c: d');let g={h:.5 - -1};"
    """
    short = _SPACE.sub(lambda match: match[1] or match[3] or ("let " if match[2] else ""), text)
    lines = re.sub(r"\s*\n\s*", "\n", short)
    return re.sub(r"(?<=[;{,(\[])\n|\n(?=[})\]])", "", lines).strip()  # where no statement ends


_SPACE = re.compile(
    r"""(`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""  # texts, kept
    r"""|/(?![*/ ])(?:\\.|\[[^]]*]|[^/\\\n])+/[gimsuy]*(?=[.,;)]))"""  # regular expressions, kept
    r"""|//[^\n]*|/\*.*?\*/"""  # comments
    r"""|;(?=\s*})|,(?=\s*[})\]])|(?<![\w.$])0(?=\.\d)"""  # what ends a list or block, a leading nought
    r"""|\b(const) +"""  # the page need not be told what stays
    r"""| ([-+*/%]) (?![-+])"""  # arithmetic: the operator without its spaces, but never a -- that was - -
    r"""|(?<=[=<>!?:,;{}()&|]) +| +(?=[=<>!?:,;{}()&|]|[-+*]=)""",  # other spaces
    flags=re.S,
)


def round_up(value: float) -> float:
    """The next of 1, 2, 2.5 and 5 times a power of ten.

    >>> round_up(3.7), round_up(0.013)
    (5.0, 0.02)
    """
    power = 10.0 ** np.floor(np.log10(value))
    factor = next(f for f in (1, 2, 2.5, 5, 10) if f * power >= value * (1 - 1e-12))
    return float(f"{factor * power:.3g}")


def lowered(name: str) -> str:
    """The name as mathematics writes it.

    >>> lowered("w12")
    'w₁₂'
    """
    return name.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def link_key(key: str | None, title: str, where: str) -> str:
    """The figure's short name in a link: as given, or made from the title.

    >>> link_key(None, "Two moons, learned", "BoundaryFigure")
    'two-moons-learned'
    """
    if key is None:
        return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "figure"
    if not re.fullmatch(r"[a-z0-9-]+", key):
        raise ValueError(f"{where}: key must be small letters, digits and hyphens, got {key!r}")
    return key


def finite(name: str, value: ArrayLike, where: str) -> ArrayOf:
    """A finite float array; float32 stays float32, everything else becomes float64."""
    try:
        array = np.array(value)
        array = array if array.dtype == np.float32 else array.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {name} must be an array of numbers, got {type(value).__name__}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{where}: {name} must be finite, but it holds NaN or infinity")
    return array


def ends(name: str, limits: ArrayLike, where: str, form: str = "(low, high), (low, high)") -> ArrayOf:
    """The ends of a window, each low below its high; `form` says in errors how to write them."""
    found = finite(name, limits, where)
    if found.shape != (2, 2) or not (found[:, 0] < found[:, 1]).all():
        raise ValueError(f"{where}: {name} must be ({form}), each low below high")
    return found


def picture(width: float = 6, height: float = 4.5) -> MatplotlibFigure:
    """An empty matplotlib figure of the size of a fallback picture."""
    return MatplotlibFigure(figsize=(width, height), dpi=90, layout="constrained")


def png(figure: MatplotlibFigure) -> bytes:
    """The figure as PNG; the same figure gives the same bytes."""
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def packed(array: ArrayOf | None) -> dict[str, Any] | None:
    """An array as the page reads it: shape, type and little-endian bytes (a binary buffer on the wire)."""
    if array is None:
        return None
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return {"shape": list(plain.shape), "dtype": plain.dtype.str[1:], "data": memoryview(plain.tobytes())}


def unpacked(wire: dict[str, Any]) -> ArrayOf:
    """The array of what the page sent.

    >>> unpacked(packed(np.array([[1.5, 2.0]])))
    array([[1.5, 2. ]])
    """
    return np.frombuffer(wire["data"], "<" + wire["dtype"]).reshape(wire["shape"])


class Array(traitlets.TraitType[Any, Any]):
    """A float64 array trait that crosses to the page as bytes.

    The array is a read-only copy, since a change inside it could not be seen (`figure.points = new` can), and
    setting an equal array changes nothing.
    """

    def __init__(self, **metadata: Any) -> None:
        """Begin empty; the figure sets the array."""
        super().__init__(np.zeros(0), **metadata)
        self.tag(sync=True, to_json=lambda array, _: packed(array), from_json=lambda wire, _: unpacked(wire))

    def validate(self, obj: Any, value: Any) -> ArrayOf:
        """Ask for numbers, all of them finite."""
        where = type(obj).__name__
        try:
            array = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            came = type(value).__name__
            raise traitlets.TraitError(f"{where}: {self.name} must be numbers, got {came}") from None
        if not np.isfinite(array).all():
            raise traitlets.TraitError(f"{where}: {self.name} must be finite, but it holds NaN or infinity")
        array.flags.writeable = False
        return array

    def set(self, obj: Any, value: Any) -> None:
        """Set and notify, unless the array is the same."""
        new = self._validate(obj, value)
        if not np.array_equal(obj._trait_values.get(self.name, ()), np.asarray(new)):
            super().set(obj, new)


class Finite(traitlets.Float):
    """A number that is neither NaN nor infinite."""

    def validate(self, obj: Any, value: Any) -> float:
        """Ask for a finite number."""
        number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
        if not number or not np.isfinite(value):
            where = type(obj).__name__
            raise traitlets.TraitError(f"{where}: {self.name} must be a finite number, got {value!r}")
        return float(value)


class Figure(anywidget.AnyWidget):
    """A widget for where it can move, a picture for where it cannot, a `repr` that is a test."""

    _css = style()

    def __init__(self, **traits: Any) -> None:
        """Open the widget with these traits."""
        self._incoming: frozenset[str] = frozenset()
        super().__init__(**traits)
        self.on_msg(self._answer)

    def _answer(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Tell a page that asks that a kernel is here."""
        if isinstance(content, dict) and content.get("kind") == "hello":
            self.send({"kind": "alive"})

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page sends; what one message sets is not derived again from its other parts."""
        self._incoming = frozenset(sync_data)
        try:
            super().set_state(sync_data)
        finally:
            self._incoming = frozenset()

    @abstractmethod
    def _picture(self) -> MatplotlibFigure:
        """The picture of the present state, drawn by matplotlib."""

    @property
    @abstractmethod
    def alt_text(self) -> str:
        """One sentence that says what the picture shows."""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        data["image/png"] = base64.b64encode(png(self._picture())).decode()
        return data, {**metadata, "image/png": {"alt": self.alt_text}}
