"""Make the built book self-contained and light: no other host, works from a folder of files.

* MathJax comes from the wheel ``sphinx-mathjax-offline``; only the parts that the book uses are copied.
* The theme's ``fontawesome.js`` (1.5 MB) is dropped. Its icons come from the theme's own web font, cut
  down to the icons named in ``ICONS``.
* A page without formulas does not load MathJax.
* Style sheets lose the rules for classes that no page and no script names; pictures get a palette,
  and the figures' host its shortest form.
"""

import html
import importlib.util
import re
import shutil
from importlib.resources import files
from pathlib import Path

from docutils import nodes
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image
from sphinx.errors import ExtensionError

from helpers.widgets.base import lean

MATHJAX_PARTS = (
    "startup.js",
    "core.js",
    "input/tex.js",
    "input/tex/extensions",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "output/chtml/fonts/woff-v2",
    "a11y/assistive-mml.js",
)

# Code points of the Font Awesome icons that the theme and book.css show.
ICONS = (
    0xF00D,  # xmark
    0xF010,  # magnifying-glass-minus
    0xF002,  # magnifying-glass
    0xF019,  # download
    0xF03A,  # list
    0xF03B,  # outdent
    0xF042,  # circle-half-stroke
    0xF057,  # circle-xmark
    0xF058,  # circle-check
    0xF05A,  # circle-info
    0xF062,  # arrow-up
    0xF06A,  # circle-exclamation
    0xF071,  # triangle-exclamation
    0xF078,  # chevron-down
    0xF0C1,  # link
    0xF0C9,  # bars
    0xF0EB,  # lightbulb
    0xF0F3,  # bell
    0xF104,  # angle-left
    0xF105,  # angle-right
    0xF15B,  # file
    0xF185,  # sun
    0xF186,  # moon
    0xF1C1,  # file-pdf
)

MOST_COLOURS_OF_A_DRAWING = 4096  # a photograph has more, and stays as it is
RULE = re.compile(r"([^{}@;]+)\{[^{}]*\}")
FONTAWESOME_SCRIPT = re.compile(r"\s*<script[^>]*scripts/fontawesome\.js[^>]*></script>")


def copy_mathjax(app):
    """Copy the used parts of MathJax into the book."""
    # The package's folder name has dashes, so it can be found but not imported.
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None:
        raise ExtensionError("The package sphinx-mathjax-offline is missing: run `make book` again.")
    source = Path(spec.submodule_search_locations[0], "static", "mathjax")
    target = Path(app.outdir, "_static", "mathjax")
    for part in MATHJAX_PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (source / part).is_dir() else shutil.copy2
        copy(source / part, target / part, **({"dirs_exist_ok": True} if copy is shutil.copytree else {}))


def write_icon_font(app):
    """Cut the theme's icon font down to the icons of this book: 156 KB become a few."""
    theme = Path(importlib.util.find_spec("pydata_sphinx_theme").origin).parent
    [source] = theme.glob("theme/*/static/vendor/fontawesome/webfonts/fa-solid-900.ttf")
    font = TTFont(source)
    missing = [hex(icon) for icon in ICONS if icon not in font.getBestCmap()]
    if missing:
        raise ExtensionError(f"The theme's icon font has no icon {', '.join(missing)}.")
    cutter = subset.Subsetter(subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True))
    cutter.populate(unicodes=ICONS)
    cutter.subset(font)
    font.flavor = "woff"
    target = Path(app.outdir, "_static", "icons.woff")
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def copy_hangul(app):
    """Copy the few Hangul letters that the pictures use, for pages on machines without any."""
    (target := Path(app.outdir, "_static")).mkdir(parents=True, exist_ok=True)
    shutil.copy2(files("helpers") / "fonts" / "neuron-hangul-regular.ttf", target)


def begin(app):
    if app.builder.format == "html":
        copy_mathjax(app)
        write_icon_font(app)
        copy_hangul(app)


def drop_idle_mathjax(app, pagename, templatename, context, doctree):
    """Sphinx gives MathJax to the first page too if any page below it has a formula."""
    if doctree is None or not any(
        doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block))
    ):
        context["script_files"] = [
            script
            for script in context["script_files"]
            if app.config.mathjax_path not in str(script.filename)
        ]


def drop_unused_rules(out):
    """Leave out of the two large style sheets what can match nothing: of 440 KB a quarter remains."""
    words = set()
    for path in [*out.rglob("*.html"), *out.glob("_static/*.js"), *out.glob("_static/scripts/*.js")]:
        words.update(re.findall(r"-?[A-Za-z_][\w-]*", path.read_text("utf-8")))

    def matches(selector):
        classes = re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector)
        # bootstrap.js puts names such as bs-tooltip-auto together at run time
        return all(name in words or name.startswith("bs-") for name in classes)

    def keep(rule):
        # what stands in :not(...) or :is(...) need not be there for the rule to match
        plain = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", rule[1]))
        return rule[0] if any(matches(selector) for selector in plain.split(",")) else ""

    for sheet in [out / "_static/styles/pydata-sphinx-theme.css", *out.glob("_static/mystnb.*.css")]:
        sheet.write_text(RULE.sub(keep, sheet.read_text("utf-8")), "utf-8")


def shrink_pictures(out):
    """Store drawings with a palette, which takes a third of the space; drop pictures of earlier builds."""
    pages = "".join(path.read_text("utf-8") for path in out.rglob("*.html"))
    for path in out.glob("_images/*.png"):
        if path.name not in pages:
            path.unlink()
            continue
        with Image.open(path) as picture:
            flat = picture.convert("RGB")
        if flat.getcolors(MOST_COLOURS_OF_A_DRAWING):
            flat.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def finish(app, error):
    """Drop what a reader would load for nothing, and write the front door ``index.html``."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    for page in out.rglob("*.html"):
        page.write_text(FONTAWESOME_SCRIPT.sub("", page.read_text("utf-8")), "utf-8")
    for name in ("scripts/fontawesome.js*", "vendor/fontawesome/webfonts/*", "**/*.map", "**/*macros.html"):
        for path in static.glob(name):
            path.unlink()
    shutil.rmtree(static / "locales", ignore_errors=True)
    shutil.rmtree(out / "reports", ignore_errors=True)  # tracebacks would carry paths of this machine
    drop_unused_rules(out)
    shrink_pictures(out)
    host = static / "afm-host.js"
    host.write_text(lean(host.read_text("utf-8")), "utf-8")
    home, title = app.config.root_doc + ".html", html.escape(app.config.html_title or app.config.project)
    (out / "index.html").write_text(
        f'<!doctype html>\n<html lang="{app.config.language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>\n'
        f'<meta http-equiv="refresh" content="0; url={home}"></head>\n'
        f'<body><main><h1><a href="{home}">{title}</a></h1></main></body>\n</html>\n',
        "utf-8",
    )


def setup(app):
    app.connect("builder-inited", begin)
    app.connect("html-page-context", drop_idle_mathjax, priority=900)
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
