"""Every page of the built book in a real browser: alone in the world, readable by all, reachable by keys."""

import gzip
import http.server
import os
import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pages import axe_faults
from playwright.sync_api import Browser, BrowserContext, Page

from tools.build_book import make_zip

pytestmark = [pytest.mark.browser, pytest.mark.book]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SHORTEST_ALT = 8  # words that say what to see
HEAVIEST = 1_000_000  # bytes of a page with all that it loads, as a web server sends them (gzip)

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
IN_CI = os.environ.get("CI") == "true"

PAGES = sorted(
    path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html") if path.name != "index.html"
)


def stop(reason: str) -> None:
    """Skip with a plain reason; in CI nothing may be left out, so fail."""
    (pytest.fail if IN_CI else pytest.skip)(reason)


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book."""
    if not (HTML / "book" / "intro.html").exists():
        stop("The book is not built: run `make book` first.")
    return HTML


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line for each request."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(book: Path) -> Iterator[str]:
    """The book's address on this machine, at a free port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=book))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def unpacked(book: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The book as a reader has it who unpacked the offline zip: a file:// address."""
    folder = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(make_zip()) as archive:
        archive.extractall(folder)
    [top] = folder.iterdir()
    return top.as_uri() + "/"


class Visit:
    """A page, all that it asked for, and all that it complained about."""

    def __init__(self, context: BrowserContext, home: str, name: str) -> None:
        self.home = home
        self.page: Page = context.new_page()
        self.page.route(lambda url: not url.startswith(self.inside), lambda route: route.abort())
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"no answer: {request.url}"))
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type in {"error", "warning"} else None,
        )
        self.page.goto(home + name, wait_until="load")
        self.settle()

    def _answered(self, response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def settle(self) -> None:
        """Wait for the formulas and the figures."""
        self.page.evaluate("window.MathJax?.startup?.promise")
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('script[type$="widget-view+json"]')]
                .every((view) => view.nextElementSibling?.childElementCount
                                 || view.parentElement.querySelector("canvas, img"))""",
            timeout=10_000,
        )
        self.page.evaluate("document.fonts.ready.then(() => null)")

    @property
    def inside(self) -> tuple[str, ...]:
        """How an address begins that does not leave the book."""
        return self.home, "data:", "blob:"

    @property
    def outside(self) -> list[str]:
        """The requests that would leave the book."""
        return [url for url in self.requests if not url.startswith(self.inside)]


@pytest.fixture(scope="module", params=PAGES or ["book/intro.html"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """Every page of the book in turn, opened once for all tests of a module."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    # a search page is of interest with results on it
    name = request.param + "?q=perceptron" * (request.param == "search.html")
    yield Visit(context, address, name)
    context.close()


# ---------------------------------------------------------------- every page, opened once


def test_nothing_leaves_the_book(visit):
    assert visit.requests
    assert visit.outside == []


def test_no_complaint_in_the_console(visit):
    assert visit.complaints == []


def test_page_is_light(visit):
    weights = {}
    for url in visit.requests:
        if url.startswith(visit.home):
            content = (HTML / unquote(urlsplit(url).path).lstrip("/")).read_bytes()
            weights[url] = min(len(content), len(gzip.compress(content)))
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:5]
    assert sum(weights.values()) <= HEAVIEST, heaviest


def test_formulas_are_drawn_with_local_fonts(visit):
    formulas, drawn, faults = visit.page.evaluate(
        """() => ["span.math, div.math", "mjx-container", "mjx-merror, .MathJax_Error"]
            .map((what) => document.querySelectorAll(what).length)"""
    )
    # the theme keeps display formulas in a div and inline ones in a span, one formula in each
    assert drawn == formulas
    assert faults == 0
    if formulas:
        loaded = visit.page.evaluate(
            "() => [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)"
        )
        assert any("MJX" in family for family in loaded)


def test_pictures_say_what_to_see(visit):
    alts = visit.page.evaluate("() => [...document.querySelectorAll('article img')].map((img) => img.alt)")
    assert [alt for alt in alts if len(alt.split()) < SHORTEST_ALT] == []
    named = "[alt], [aria-label], [aria-labelledby], [aria-hidden], [hidden]"
    nameless = visit.page.locator(f"img:not({named}), svg[role=img]:not({named}), canvas:not({named})")
    nameless = [picture.evaluate("(picture) => picture.outerHTML") for picture in nameless.all()]
    assert nameless == []


def holds_a_formula(page: Page, target: str) -> bool:
    """axe 4.12 does not count MathML as text: to it a table header that is one formula looks empty."""
    return bool(page.locator(target).locator("math").all_inner_texts())


KEEP_ONE_WORD_OF_EACH_KIND = """() => {
    const seen = new Set();
    for (const word of document.querySelectorAll("article pre span")) {
        let kind = "";
        for (let part = word; part.tagName !== "ARTICLE"; part = part.parentElement) {
            kind += `${part.tagName} ${part.className}, `;
        }
        if (seen.has(kind)) word.replaceWith(...word.childNodes);
        seen.add(kind);
    }
}"""


def test_axe_finds_nothing(visit):
    # a chapter has thousands of coloured words of code; their colours hang on their kind and its box alone
    visit.page.evaluate(KEEP_ONE_WORD_OF_EACH_KIND)
    found = []
    for size in (WIDE, PHONE):
        visit.page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            visit.page.wait_for_function(
                "(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme
            )
            found += [
                (size["width"], scheme, rule, html)
                for rule, target, html in axe_faults(visit.page, scheme)
                if not (rule == "empty-table-header" and holds_a_formula(visit.page, target))
            ]
    assert found == []


def test_no_page_scrolls_sideways_on_a_phone(visit):
    visit.page.set_viewport_size(PHONE)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_pictures_keep_their_letters_readable_on_a_phone(visit):
    """A label of 10.5 points takes 16 pixels in a picture of full size; at least 8 must remain."""
    visit.page.set_viewport_size(PHONE)
    small = visit.page.evaluate(
        """() => [...document.querySelectorAll("article .picture img")]
            .map((img) => [img.alt, 16 * img.width / img.naturalWidth])
            .filter(([alt, letters]) => letters < 8)"""
    )
    assert small == []


def test_what_a_check_answers_is_all_in_view(visit):
    visit.page.set_viewport_size(WIDE)
    cut = visit.page.evaluate(
        """() => {
            document.querySelectorAll("article details").forEach((details) => { details.open = true; });
            const answers = ".tag_solution .cell_output pre, .tag_exercise + .cell .cell_output pre";
            return [...document.querySelectorAll(answers)]
                .filter((pre) => pre.scrollWidth > pre.clientWidth + 1).map((pre) => pre.innerText);
        }"""
    )
    assert cut == []


def test_keyboard_reaches_every_control(visit):
    """Tab through the page; whatever a pointer can use must have had the focus."""
    visit.page.set_viewport_size(WIDE)
    count = visit.page.evaluate(
        """() => {
            const usable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
            const group = (element) => element.type === "radio"
                && document.querySelector(`input[name="${element.name}"]:checked`);
            window.missed = new Set([...document.querySelectorAll(usable)].filter((element) =>
                !element.disabled && element.checkVisibility({visibilityProperty: true})
                && (!group(element) || element.checked)));
            document.addEventListener("focusin", (event) => window.missed.delete(event.target));
            document.activeElement.blur();
            return window.missed.size;
        }"""
    )
    assert count > 0
    for _ in range(count + 20):
        visit.page.keyboard.press("Tab")
    missed = visit.page.evaluate("() => [...window.missed].map((element) => element.outerHTML.slice(0, 160))")
    assert missed == []


def test_print_leaves_the_frame_out_and_the_pictures_in(visit):
    visit.page.emulate_media(media="print")
    try:
        shown = visit.page.evaluate(
            """() => [".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article"]
                .filter((what) => document.querySelector(what)?.checkVisibility())"""
        )
        assert shown == []
        notes = visit.page.evaluate(
            """() => [...document.querySelectorAll("article details:not([open]) > summary")]
                .map((summary) => getComputedStyle(summary, "::after").content)"""
        )
        assert [note for note in notes if "folded" not in note] == []
        figures = visit.page.locator(".ntn")
        pictures = visit.page.locator(".ntn").filter(has=visit.page.locator("canvas:visible, svg:visible"))
        assert pictures.count() == figures.count()
    finally:
        visit.page.emulate_media(media="screen")


# ---------------------------------------------------------------- from the zip, as files


@pytest.fixture(scope="module")
def offline_context(browser):
    context = browser.new_context(offline=True)
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES or ["book/intro.html"])
def test_page_works_from_the_unpacked_zip(unpacked, offline_context, name):
    visited = Visit(offline_context, unpacked, name)
    assert visited.complaints == []
    assert visited.outside == []
    formulas = visited.page.locator("span.math, div.math").count()
    assert visited.page.locator("mjx-container").count() == formulas
    visited.page.close()


def test_index_leads_to_the_first_page(unpacked, offline_context):
    page = offline_context.new_page()
    page.goto(unpacked + "index.html")
    page.wait_for_url("**/book/intro.html")
    page.close()


@pytest.mark.parametrize("where", ["address", "unpacked"])
def test_search_finds_a_term(request, browser, where):
    home = request.getfixturevalue(where)
    page = browser.new_page()
    page.goto(home + "book/intro.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("decision boundary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html**")
    page.locator("#search-results li a").first.wait_for()
    found = [link.get_attribute("href") for link in page.locator("#search-results li a").all()]
    assert any("glossary.html" in link for link in found), found
    page.close()


# ---------------------------------------------------------------- the files themselves


class Links(HTMLParser):
    """What a page links to and loads, and the anchors that it offers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort one tag's addresses."""
        values = dict(attrs)
        if values.get("id"):
            self.anchors.add(values["id"])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag == "link" or "src" in values:
            self.loads.append(values.get("src") or values.get("href") or "")


FAR_URL = re.compile(r"url\([\"']?((?:https?:)?//[^)]*)")


@pytest.fixture(scope="module")
def links(book):
    return {path: Links(path.read_text("utf-8")) for path in book.rglob("*.html")}


def test_every_link_inside_the_book_arrives(links):
    broken = []
    for path, page in links.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = Path(path.parent, unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            if not target.exists() or (anchor and anchor not in links[target].anchors):
                broken.append((path.name, link))
    assert broken == []


def test_no_file_loads_from_another_host(book, links):
    far = [
        (path.name, load)
        for path, page in links.items()
        for load in page.loads
        if re.match(r"(https?:)?//", load)
    ]
    for sheet in book.rglob("*.css"):
        far += [(sheet.name, url) for url in FAR_URL.findall(sheet.read_text("utf-8"))]
    assert far == []


def test_chapters_can_be_downloaded(book):
    for page in (book / "notebooks").glob("*.html"):
        source = book / "_sources" / "notebooks" / f"{page.stem}.ipynb"
        assert source.exists()
        assert f'href="../_sources/notebooks/{page.stem}.ipynb"' in page.read_text("utf-8")


def test_nothing_of_this_machine_is_published(book):
    root = str(HTML.parents[1])
    telling = [path for path in book.rglob("*.html") if root in path.read_text("utf-8")]
    assert telling == []
    assert not (book / "reports").exists()
