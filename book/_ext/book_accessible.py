"""What axe cannot see or the tools do not do: alt texts are checked, folded cells are named.

* Every picture must have an alt text that is not its path; otherwise a warning, and the build fails
  with ``-W``. (By default MyST-NB takes the path of a computed figure for its alt text.)
* A picture that a cell draws stands in a box of its own, which can scroll on a narrow screen.
* The number of a chapter does not stand alone on a line.
* An empty cell in the head of a table is an ordinary cell: a header that says nothing is none.
* The ``summary`` of a folded cell keeps its visible text as its name. (MyST-NB hides the text behind
  a fixed English label.) A cell tagged ``solution`` has a text of its own.
"""

import html
import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

DRAWN = re.compile(r'<img alt="[^"]*" src="(?:\.\./)*_images/[^"]*"[^>]*>')
NUMBER = re.compile(r"(<h1>\d+\.) ")
EMPTY_HEADER = re.compile(r'<th class="head">\s*(?:<p>\s*</p>)?\s*</th>')
logger = logging.getLogger(__name__)


class RawPictures(HTMLParser):
    """Collect the attributes of every ``img`` in a piece of raw HTML."""

    def handle_starttag(self, tag, attrs):
        """Remember a picture."""
        if tag == "img":
            self.pictures.append(dict(attrs))

    @classmethod
    def of(cls, text):
        """Return the attributes of each picture in a text."""
        parser = cls()
        parser.pictures = []
        parser.feed(text)
        return parser.pictures


def alt_fault(alt, source):
    """Say what is wrong with an alt text, or return None."""
    alt = (alt or "").strip()
    if not alt:
        return "has no alt text"
    if alt == source or PurePosixPath(alt).name == PurePosixPath(source or "").name:
        return "has its own path as alt text"
    return None


def check_pictures(app, doctree, docname):
    pictures = [(node, node.get("alt"), node.get("uri")) for node in doctree.findall(nodes.image)]
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "").split():
            pictures += [(raw, each.get("alt"), each.get("src")) for each in RawPictures.of(raw.astext())]
    for node, alt, source in pictures:
        if fault := alt_fault(alt, source):
            logger.warning("picture %.80s %s", source, fault, location=node, type="book", subtype="alt")


def mend_page(app, pagename, templatename, context, doctree):
    if "body" in context:
        body = EMPTY_HEADER.sub('<td class="head"></td>', context["body"])
        body = DRAWN.sub(lambda drawn: f'<div class="picture">{drawn[0]}</div>', body)
        context["body"] = NUMBER.sub(r"\1&nbsp;", body)


class NameSolutions(SphinxPostTransform):
    """Give the cells tagged ``solution`` their own prompt, just before MyST-NB folds them."""

    default_priority = HideInputCells.default_priority - 1
    formats = ("html",)

    def run(self, **kwargs):
        """Set the prompts."""
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code" and "tag_solution" in cell["classes"]:
                cell["prompt_show"] = self.config.book_solution_show
                cell["prompt_hide"] = self.config.book_solution_hide


def visit_folded_cell(self, node):
    show, hide = html.escape(node["prompt_show"]), html.escape(node["prompt_hide"])
    self.body.append(
        f'<details class="folded-cell {" ".join(node["classes"])}">\n'
        f'<summary><span class="collapsed">{show}</span><span class="expanded">{hide}</span></summary>\n'
    )


def depart_folded_cell(self, node):
    self.body.append("</details>\n")


def setup(app):
    app.add_config_value("book_solution_show", "Show the solution", "env", str)
    app.add_config_value("book_solution_hide", "Hide the solution", "env", str)
    app.add_post_transform(NameSolutions)
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded_cell, depart_folded_cell))
    app.connect("doctree-resolved", check_pictures)
    app.connect("html-page-context", mend_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
