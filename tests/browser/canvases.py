"""What is drawn on the canvases of a figure: texts with their boxes, the colour at a place of the plane."""

RECORD = """(root) => {
    window.drawn = [];
    root.querySelectorAll('canvas').forEach((canvas, index) => {
        const c = canvas.getContext('2d'), ratio = canvas.width / canvas.clientWidth;
        c.fillText = function (text, x, y) {
            const m = this.measureText(text), t = this.getTransform();
            const across = [x - m.actualBoundingBoxLeft, x + m.actualBoundingBoxRight];
            const down = [y - m.actualBoundingBoxAscent, y + m.actualBoundingBoxDescent];
            const corners = across.flatMap((u) => down.map((v) => new DOMPoint(u, v).matrixTransform(t)));
            const ends = (key) => corners.map((p) => p[key] / ratio).sort((a, b) => a - b);
            const xs = ends('x'), ys = ends('y');
            window.drawn.push({ text, index, left: xs[0], right: xs[3], top: ys[0], bottom: ys[3],
                size: parseFloat(this.font), width: canvas.clientWidth, height: canvas.clientHeight });
            this.__proto__.fillText.call(this, text, x, y);
        };
    });
}"""
FORGET = """(root) => root.querySelectorAll('canvas').forEach((canvas) => {
    const c = canvas.getContext('2d');
    for (const name of Object.keys(c)) delete c[name];
})"""


def drawn_texts(panel, act, index=None):
    """Texts that the canvases (or one of them) write when `act` makes the figure paint, with their boxes."""
    panel.settle()
    panel.root.evaluate(RECORD)
    act()
    panel.settle()
    drawn = [text for text in panel.page.evaluate("window.drawn") if text["text"].strip()]
    panel.root.evaluate(FORGET)
    # only the last painting of each canvas
    last = []
    for canvas in sorted({text["index"] for text in drawn}):
        own = [text for text in drawn if text["index"] == canvas]
        starts = [i for i, text in enumerate(own) if text["text"] == own[0]["text"]]
        again = [i for i in starts if own[i] == own[0]]
        last += own[again[-1] :] if again else own
    return [text for text in last if index is None or text["index"] == index]


def stay_inside(texts):
    """Every text lies in its canvas and is large enough to read."""
    assert texts
    for text in texts:
        assert text["size"] >= 12, text
        assert text["left"] >= -0.5, text
        assert text["right"] <= text["width"] + 0.5, text
        assert text["top"] >= -0.5, text
        assert text["bottom"] <= text["height"] + 0.5, text


def keep_apart(texts, slack=1.0):
    """No two texts of one canvas lie on one another."""
    for i, a in enumerate(texts):
        for b in texts[:i]:
            if a["index"] != b["index"]:
                continue
            beside = a["left"] >= b["right"] - slack or b["left"] >= a["right"] - slack
            assert beside or a["top"] >= b["bottom"] - slack or b["top"] >= a["bottom"] - slack, (a, b)


class Plane:
    """A canvas with axes, in the coordinates of its data."""

    def __init__(self, canvas, limits, pad):
        self.canvas, self.limits, self.pad = canvas, limits, pad  # left, right, top, bottom

    def place(self, x, y):
        """Pixels of the page from the canvas's corner."""
        box = self.canvas.bounding_box()
        left, right, top, bottom = self.pad
        (x0, x1), (y0, y1) = self.limits
        return (
            float(left + (x - x0) / (x1 - x0) * (box["width"] - left - right)),
            float(top + (y1 - y) / (y1 - y0) * (box["height"] - top - bottom)),
        )

    def color(self, x, y):
        """(red, green, blue, alpha) at a place."""
        read = """(c, [x, y]) => {
            const ratio = c.width / c.clientWidth, pixel = [x * ratio, y * ratio].map(Math.round);
            return [...c.getContext('2d').getImageData(...pixel, 1, 1).data];
        }"""
        return tuple(self.canvas.evaluate(read, list(self.place(x, y))))

    def colors(self, places):
        """(red, green, blue, alpha) at each of many places, in one reading."""
        read = """(c, places) => {
            const ratio = c.width / c.clientWidth, { width, height } = c;
            const { data } = c.getContext('2d').getImageData(0, 0, width, height);
            return places.map(([x, y]) => {
                const at = 4 * (Math.round(y * ratio) * width + Math.round(x * ratio));
                return [...data.slice(at, at + 4)];
            });
        }"""
        return [tuple(c) for c in self.canvas.evaluate(read, [self.place(x, y) for x, y in places])]

    def shows(self, x, y, color):
        """Whether a colour (#rrggbb) is seen at a place, or one pixel beside it."""
        read = """(c, [x, y]) => {
            const ratio = c.width / c.clientWidth, corner = [x * ratio - 1, y * ratio - 1].map(Math.round);
            return [...c.getContext('2d').getImageData(...corner, 3, 3).data];
        }"""
        data = self.canvas.evaluate(read, list(self.place(x, y)))
        return any(near(data[i : i + 4], color) for i in range(0, len(data), 4))

    def click(self, x, y):
        """Click at a place."""
        across, down = self.place(x, y)
        self.canvas.click(position={"x": across, "y": down})


def near(color, wanted, slack=40):
    """Whether an opaque pixel has about this colour (#rrggbb)."""
    red, green, blue = (int(wanted[i : i + 2], 16) for i in (1, 3, 5))
    close = all(abs(a - b) <= slack for a, b in zip(color[:3], (red, green, blue), strict=True))
    return close and color[3] > 200


def contrast(color, other, page):
    """The contrast of two colours (red, green, blue, alpha) over the page's (red, green, blue), by WCAG 2."""

    def light(pixel):
        *color, alpha = pixel
        parts = [(alpha * a + (255 - alpha) * b) / 255 / 255 for a, b in zip(color, page, strict=True)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    low, high = sorted((light(color), light(other)))
    return high / low
