"""A document is taken in: archived, and its candidates queued; nothing of it is kept where it cannot be read.

The order of writing is such that a crash leaves nothing that counts as taken in: the source's record, the
bytes, the text, what is known of them, and the queue last. Doing it again goes on from there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ingest import paths
from ingest.archive import read_about, store
from ingest.catalog import Catalog
from ingest.catalog_records import Source
from ingest.errors import UnusableInputError
from ingest.extract.document import Document
from ingest.lock import in_turn
from ingest.new_sources import Ask, Given, source_record, write_source
from ingest.review_queue import (
    Queued,
    decided_ids,
    place_of,
    placed_candidates,
    read_queued,
    stated_places,
    write_queued,
)

WAIT_FOR_OTHERS = 120.0


class Find(Protocol):
    """The candidates of a document, as `ingest.extract.extraction.candidates_of` gives them."""

    def __call__(
        self,
        document: Document,
        catalog: Catalog,
        *,
        language: str | None = None,
        published_on: dt.date | None = None,
        entity_id: str | None = None,
    ) -> list[dict[str, Any]]: ...


class Extractor(NamedTuple):
    """How documents are read, their candidates found and the days that they name, and its version."""

    read: Callable[[bytes, str], Document]
    find: Find
    days: Callable[[Document], Sequence[str]]
    version: str


@dataclass(frozen=True)
class Added:
    """What became of one document: how many figures it states, and how they stand now.

    `queued` wait for a decision, `without_metric` of them seem to fit no metric; `outside` are those on lines
    that belong to no source.
    """

    name: str
    sha256: str
    source_ids: tuple[str, ...]
    is_new: bool
    source_file: str
    figures: int
    queued: int
    already_stated: int
    already_decided: int
    without_metric: int
    outside: int
    notes: tuple[str, ...]


def add(
    path: Path,
    given: Given,
    catalog: Catalog,
    extractor: Extractor,
    *,
    entity_id: str | None = None,
    ask: Ask | None = None,
) -> Added:
    """Take a document in; one that was taken in before is left as it is.

    Raises UnusableInputError where it cannot be read, or where its source is not known and not said.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableInputError(f"{path.name} cannot be read: {error.strerror}.") from error
    sha256 = hashlib.sha256(content).hexdigest()
    sources = sources_of(catalog, sha256)
    before = next((one for one in read_queued(paths.queue()) if one.sha256 == sha256), None)
    about = read_about(paths.documents(), sha256)
    if before and about and sources:
        return _added(before, sources, about.get("notes") or (), is_new=False)
    document = extractor.read(content, path.name)
    source_file = ""
    if not sources:
        days = extractor.days(document)
        sources = (source_record(document, given, catalog, ask=ask, days=days),)
        source_file = f"sources/{sources[0].source_id}.toml"
    candidates = extractor.find(
        document,
        catalog,
        language=given.language or (sources[0].language if len(sources) == 1 else None),
        published_on=sources[0].published_on,
        entity_id=entity_id,
    )
    queued = Queued(sha256, path.name, extractor.version, tuple(candidates))
    with in_turn(paths.documents(), WAIT_FOR_OTHERS):
        if source_file:
            write_source(paths.catalog(), sources[0])
        store(paths.documents(), content, document.text, _about(document, sources, extractor.version))
        write_queued(paths.queue(), queued)
    return _added(queued, sources, document.notes, is_new=True, source_file=source_file)


def sources_of(catalog: Catalog, sha256: str) -> tuple[Source, ...]:
    """The sources that a document is, or that its parts are."""
    return tuple(source for source in catalog.sources if source.sha256 == sha256)


def _about(document: Document, sources: Sequence[Source], version: str) -> Mapping[str, Any]:
    """What is kept of a document beside its bytes."""
    first = sources[0]
    return {
        "name": document.name,
        "format": document.format,
        "added_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "source_ids": [source.source_id for source in sources],
        "title": first.title,
        "publisher": first.publisher,
        "tier": first.tier,
        "url": first.url,
        "language": first.language,
        "published_on": first.published_on.isoformat(),
        "published_on_basis": first.published_on_basis,
        "extractor_version": version,
        "notes": list(document.notes),
    }


def _added(
    queued: Queued, sources: Sequence[Source], notes: Sequence[str], *, is_new: bool, source_file: str = ""
) -> Added:
    """What a document's candidates come to."""
    placed = list(placed_candidates(queued, sources))
    decided, stated = decided_ids(paths.catalog()), stated_places(paths.catalog())
    undecided = [one for one in placed if one["candidate_id"] not in decided]
    waiting = [one for one in undecided if place_of(one) not in stated]
    return Added(
        name=queued.name,
        sha256=queued.sha256,
        source_ids=tuple(source.source_id for source in sources),
        is_new=is_new,
        source_file=source_file,
        figures=len(queued.candidates),
        queued=len(waiting),
        already_stated=len(undecided) - len(waiting),
        already_decided=len(placed) - len(undecided),
        without_metric=sum(not one["metric_id"] for one in waiting),
        outside=len(queued.candidates) - len(placed),
        notes=tuple(notes),
    )
