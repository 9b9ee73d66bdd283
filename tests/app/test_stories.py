"""Stories are data: they name only what the catalog knows, and code names no company."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.stories import Phrase, StoryError, read_stories
from ingest.catalog import Catalog, read_catalog

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The project's own catalog."""
    return read_catalog(PROJECT / "ingest" / "catalog")


def test_every_story_names_metrics_and_entities_of_the_catalog(catalog: Catalog) -> None:
    named = {series for story in read_stories().stories for series in story.series}
    assert named
    assert {series.metric for series in named} <= set(catalog.metric_by_id)
    assert {series.entity for series in named} <= set(catalog.entity_by_id)


def test_every_headline_is_a_metric_of_the_catalog(catalog: Catalog) -> None:
    assert set(read_stories().headlines) <= set(catalog.metric_by_id)


def test_every_text_of_the_stories_is_there_in_both_languages() -> None:
    stories = read_stories().stories
    phrases = [phrase for story in stories for phrase in (story.heading, story.asked)]
    phrases += [panel.heading for story in stories for panel in story.panels]
    assert [phrase.en for phrase in phrases if not re.search(r"[\u0600-\u06ff]", phrase.ar)] == []


def test_a_text_is_told_in_the_reader_s_language_else_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.stories.language", lambda: "ar")
    assert (str(Phrase("Customers", "العملاء")), str(Phrase("Customers"))) == ("العملاء", "Customers")


def test_no_code_of_the_dashboard_knows_a_company_of_the_catalog(catalog: Catalog) -> None:
    code = {path: path.read_text("utf-8").lower() for path in (PROJECT / "dashboard").rglob("*.py")}
    names = {entity.entity_id for entity in catalog.entities} | {
        entity.label_en.lower() for entity in catalog.entities
    }
    assert [(path.name, name) for path, text in code.items() for name in names if name in text] == []


@pytest.mark.parametrize(
    ("panel", "complaint"),
    [
        ('show = "pie"\ntitle = "t"\nseries = [{metric = "m", entity = "e"}]', 'show = "pie" is none of'),
        ('show = "series"\ntitle = "t"\nseries = []', "shows 0 series"),
        (
            'show = "compare"\ntitle = "t"\nmeasure = "x"\nseries = [{metric = "m", entity = "e"}]',
            'measure = "x"',
        ),
        ('show = "series"\ntitle = "t"\nseries = [{metric = "m"}]', "entity"),
    ],
)
def test_a_story_that_cannot_be_told_says_which_and_why(tmp_path: Path, panel: str, complaint: str) -> None:
    file = tmp_path / "stories.toml"
    file.write_text(
        f'[[story]]\nid = "s"\ntitle = "S"\nicon = "i"\nquestion = "?"\n[[story.panel]]\n{panel}\n'
    )
    with pytest.raises(StoryError, match='story "s"') as caught:
        read_stories(file)
    assert complaint in str(caught.value)
