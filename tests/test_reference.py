"""The reference pages keep their form: one entry after another, in order, and nothing between."""

import re
from pathlib import Path

import pytest

BOOK = Path(__file__).resolve().parent.parent / "book"
NAMES = ("glossary.md", "bibliography.md")


def sections(page: str) -> dict[str, dict[str, list[str]]]:
    """Title of each section -> name of each entry -> its paragraphs."""
    found: dict[str, dict[str, list[str]]] = {}
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        opening, *entries = re.split(r"^### ", section, flags=re.MULTILINE)
        title, _, text = opening.partition("\n")
        assert not text.strip(), f"{title}: {text.strip()!r} stands outside of an entry"
        parts = [entry.strip().split("\n\n") for entry in entries]
        found[title] = {part[0]: part[1:] for part in parts}
    return found


def test_glossary_is_alphabetical_and_each_entry_has_its_korean_word_and_a_meaning():
    pages = sections((BOOK / "glossary.md").read_text(encoding="utf-8"))
    assert list(pages) == sorted(pages)
    for letter, entries in pages.items():
        names = [re.sub("[^a-z0-9 ]", " ", name.lower()) for name in entries]
        assert names == sorted(names), letter
        for name, paragraphs in entries.items():
            assert name[0] == letter
            korean, *meaning = paragraphs
            assert re.match(r'<span lang="ko">\*\*[^*]+\*\*</span>', korean), name
            assert len(meaning) == 1, f"{name}: {meaning}"
            assert meaning[0].endswith((".", ")")), name


def test_bibliography_runs_by_year_and_each_entry_says_what_the_work_gave():
    pages = sections((BOOK / "bibliography.md").read_text(encoding="utf-8"))
    for title, entries in pages.items():
        years = [int(re.fullmatch(r".* (\d{4})", name)[1]) for name in entries]
        assert years == sorted(years), title
        if bounds := re.search(r"(\d{4})–(\d{4})$", title):
            assert int(bounds[1]) <= years[0], title
            assert years[-1] <= int(bounds[2]), title
        for name, paragraphs in entries.items():
            assert len(paragraphs) == 2, f"{name}: {paragraphs}"
            assert paragraphs[1].endswith("."), name


@pytest.mark.parametrize("page", NAMES)
def test_no_entry_stands_on_two_places(page):
    names = re.findall(r"^### (.+)$", (BOOK / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(names) == len(set(names))
