"""The screen in two languages: nothing that the code says is left untranslated, and nothing is said in vain."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from messages import texts
from streamlit.testing.v1 import AppTest

from dashboard.language import LANGUAGES, LOCALE, translations
from ingest import tongue
from ingest.tongue import tr, tr_count

RunApp = Callable[..., AppTest]
TABLES = [language for language in LANGUAGES if language != "en"]


def places(text: str) -> set[str]:
    """The named places of a phrase."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TABLES)
def test_every_text_of_the_code_is_translated_and_no_other(language: str) -> None:
    with (LOCALE / f"{language}.po").open("rb") as file:
        table = {message.id: message.string for message in read_po(file, locale=language) if message.id}
    said = {text for _, text in texts()}
    assert said - table.keys() == set(), "run `make messages` and translate what is new"
    assert table.keys() - said == set(), "run `make messages`"
    untranslated = [own for own, to in table.items() if not (all(to) if isinstance(to, tuple) else to)]
    assert untranslated == []


@pytest.mark.parametrize("language", TABLES)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    with (LOCALE / f"{language}.po").open("rb") as file:
        for message in read_po(file, locale=language):
            if isinstance(message.id, tuple):
                # The dual and the singular of Arabic say the number in the noun.
                wanted = places(message.id[1])
                assert all(wanted - {"number"} <= places(to) <= wanted for to in message.string), message.id
            elif message.id and message.string:
                assert places(message.string) == places(message.id), message.id


def test_a_number_takes_the_plural_of_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tongue, "_of_the_reader", lambda: translations("ar"))
    told = [tr_count("{number} fact", "{number} facts", number) for number in (1, 2, 3, 11, 100)]
    assert told == ["حقيقة واحدة", "حقيقتان", "3 حقائق", "11 حقيقة", "100 حقيقة"]


def test_a_text_without_a_translation_stands_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tongue, "_of_the_reader", lambda: translations("ar"))
    assert tr("no such text {place}", place=1) == "no such text 1"


def test_data_in_a_place_is_not_read_as_a_place() -> None:
    assert tr("{figure} in {period}", figure="{period}", period="Q1") == "{period} in Q1"


ARABIC = re.compile(r"[\u0600-\u06ff]")
ENGLISH_WORD = re.compile(r"[A-Za-z]{3,}")
# What stands in Latin letters in every language.
NAMES = re.compile(r"SQL|CSV|JSON|Parquet|DuckDB|SHA-256|kpi|English|Excel|PNG|SVG")
VIEWS = ["overview", "metric", "canvas", "contradictions", "sources", "identify", "review", "sql", "health"]


def said_by(app: AppTest) -> Iterator[str]:
    """What the page itself says: headings, the names of controls, of tabs and of what opens."""
    for element in (*app.title, *app.header, *app.subheader):
        yield element.value
    for kind in (
        "button",
        "selectbox",
        "text_area",
        "text_input",
        "multiselect",
        "toggle",
        "radio",
        "select_slider",
    ):
        for control in app.get(kind):
            yield control.label
    for kind in ("tab", "expandable", "expander"):
        for block in app.get(kind):
            yield getattr(block, "label", "")


@pytest.mark.parametrize("view", VIEWS)
def test_headings_and_controls_of_every_view_are_arabic(
    run_app: RunApp, built_warehouse: Path, view: str
) -> None:
    app = run_app(built_warehouse, view, lang="ar")
    # Data of another direction is isolated: titles of sources, figures as printed.
    said = [re.sub(r":material/\w+:|\\|\u2068.*?\u2069", "", text) for text in said_by(app)]
    assert view == "sql" or any(ARABIC.search(text) for text in said)
    left = [text for text in said if ENGLISH_WORD.search(NAMES.sub("", text)) and not ARABIC.search(text)]
    assert left == []
