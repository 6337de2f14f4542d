"""The page of figures and exercises is what the chapters hold."""

from tools import index


def test_the_page_is_what_the_chapters_give():
    assert index.PAGE.read_text("utf-8") == index.page(), "run `python -m tools.index`"


def test_every_chapter_has_figures_and_exercises():
    for chapter in index.chapters():
        figures, exercises = index.listed(chapter).split("Exercises:")
        assert figures.count("\n- ") >= 2, chapter.name
        assert "○" in figures, chapter.name
        assert 3 <= exercises.count("\n- ") <= 5, chapter.name
