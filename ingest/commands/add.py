"""`kpi add`: archive documents and queue what they state; one that cannot be used holds up no other."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.adding import Added, Extractor, add
from ingest.errors import KpiError, UnusableInputError
from ingest.extract.document import Document
from ingest.new_sources import OPTIONS, Given
from ingest.review import catalog_now
from ingest.terminal import print_json, progress, say, say_faults, tell

OF_ONE_DOCUMENT = ("source_id", "title", "url")
"""What can be said of one document only."""
BEGIN = 4000
OFFERED_DAYS = 3


def run(files: Sequence[Path], given: Given, entity: str | None, *, as_json: bool) -> int:
    """Add documents; 0, or 2 where one of them could not be used."""
    if len(files) > 1 and (shared := [OPTIONS[name] for name in OF_ONE_DOCUMENT if getattr(given, name)]):
        raise UnusableInputError(
            f"{', '.join(shared)} can be said of one document only; add them one by one."
        )
    entity_id = _entity_id(entity)
    ask = _ask if sys.stdin.isatty() and sys.stderr.isatty() and not as_json else None
    found, extractor = [], _extractor()
    wrong: list[tuple[Path, KpiError]] = []
    for path in files:
        try:
            added = add(path, given, catalog_now(), extractor, entity_id=entity_id, ask=ask)
        except KpiError as error:
            wrong.append((path, error))
            continue
        found.append(added)
        if not as_json:
            _tell(added)
    if any(added.queued for added in found) and not as_json:
        say("`kpi review` decides about what waits; so does the page Review of the dashboard.")
    if as_json:
        faulty = [{"name": path.name, "faults": _sentences(why)} for path, why in wrong]
        print_json({"added": [asdict(added) for added in found], "faulty": faulty})
    for path, why in wrong:
        say(f"{path.name} was not added: {why.sentence}")
        say_faults(why.faults)
    return 2 if wrong else 0


def _extractor() -> Extractor:
    """The project's own extraction, its steps told."""
    from ingest.extract.extraction import EXTRACTOR_VERSION, candidates_of
    from ingest.extract.readers.reading import LIMITS, document_of

    def read(content: bytes, name: str) -> Document:
        with progress() as step:
            step(f"{name}: reading")
            return document_of(content, name)

    def find(document: Document, *arguments: Any, **keywords: Any) -> list[dict[str, Any]]:
        with progress() as step:
            step(f"{document.name}: looking for figures")
            return candidates_of(document, *arguments, **keywords)

    return Extractor(read, find, named_days, EXTRACTOR_VERSION, LIMITS.input_bytes)


def named_days(document: Document) -> list[str]:
    """The first days up to today that a document names where it begins, ISO."""
    from ingest.extract.periods.period_mentions import anchor_of, mentions_in
    from ingest.periods import FiscalCalendar

    calendar, begin = FiscalCalendar(12, 31), document.text[:BEGIN]
    anchor = anchor_of(begin, calendar)
    mentions = mentions_in(begin, 0, len(begin), calendar=calendar, anchor=anchor)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    days = [own.code for own in mentions if own.kind == "instant" and not own.is_relative]
    return [day for day in dict.fromkeys(days) if day <= today][:OFFERED_DAYS]


def _entity_id(name: str | None) -> str | None:
    """The id of the entity that the documents are about, where one is named."""
    from ingest.lookup import named_entity

    return named_entity(catalog_now(), name).entity_id if name else None


def _ask(name: str, offered: str, choices: Sequence[str]) -> str:
    """What a person at the terminal says of a document."""
    import typer

    of = f" ({', '.join(choices)})" if choices else ""
    return str(typer.prompt(f"{name.replace('_', ' ')}{of}", default=offered or None, err=True))


def _tell(added: Added) -> None:
    """Tell what became of one document."""
    waits = [f"{added.queued:,} wait for a decision"]
    if added.without_metric:
        waits.append(f"{added.without_metric:,} of them without a metric")
    beside = (
        (added.already_stated, "stated already by facts files"),
        (added.already_decided, "decided already"),
        (added.outside, "on lines that are part of no source"),
    )
    waits.extend(f"{number:,} {words}" for number, words in beside if number)
    state = "" if added.is_new else " was added before;"
    tell(f"{added.name}:{state} {added.figures:,} figures, {', '.join(waits)}")
    tell(f"  source {', '.join(added.source_ids)}; SHA-256 {added.sha256}")
    if added.source_file:
        say(f"  Its record is {added.source_file} of the catalog.")
    for note in added.notes:
        say(f"  {note}")


def _sentences(error: KpiError) -> list[str]:
    """What is wrong with a document."""
    return [error.sentence, *map(str, error.faults)]
