"""The queue of candidates: what documents were found to state, and which of it waits for a decision.

A document's file `<sha256>.json` in the queue holds all its candidates as they were extracted. What waits is
worked out anew from the files: what has no row in a decisions file, and what no facts file states already.

Standard library only.
"""

from __future__ import annotations

import csv
import json
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ingest.archive import state_of, write_json
from ingest.catalog_records import Source
from ingest.terminal import plain

Candidate = dict[str, Any]
Span = tuple[int, int]
NEEDED = {
    *(
        "candidate_id",
        "line_no",
        "char_start",
        "char_end",
        "locator",
        "printed",
        "value",
        "unit",
        "qualifier",
    ),
    *("entity_id", "metric_id", "metric_score", "breakdown", "period", "period_from", "modality"),
    *("reasons", "label", "heading", "note"),
}
"""What every candidate says, whichever version of the extractor found it."""
OPEN_ENDS = {"value_low": -math.inf, "value_high": math.inf}


@dataclass(frozen=True)
class Queued:
    """The candidates of one document, with the version of the extractor that found them."""

    sha256: str
    name: str
    extractor_version: str
    candidates: tuple[Candidate, ...]


class Settled(NamedTuple):
    """What of a catalog's documents needs no decision: what is decided, and what facts files state.

    `ids` are of candidates; `decided` are spans by source, `stated` by source and what the print says there.
    """

    ids: frozenset[str]
    decided: Mapping[str, Sequence[Span]]
    stated: Mapping[tuple[str, str], Sequence[Span]]

    def is_decided(self, candidate: Candidate) -> bool:
        """Whether a candidate is decided, or another at its place, as another extractor cut it."""
        spans = self.decided.get(candidate["source_id"], ())
        return candidate["candidate_id"] in self.ids or _meets(spans, candidate)

    def is_stated(self, candidate: Candidate) -> bool:
        """Whether a facts file states what a candidate says at its place."""
        return _meets(self.stated.get((candidate["source_id"], says(candidate)), ()), candidate)

    def waits(self, candidate: Candidate) -> bool:
        """Whether a candidate waits for a decision."""
        return not self.is_decided(candidate) and not self.is_stated(candidate)


def write_queued(folder: Path, queued: Queued) -> None:
    """Write a document's candidates as `kpi extract --json` gives them: dates ISO, open bounds as null."""
    write_json(folder / f"{queued.sha256}.json", plain(vars(queued)))


def read_queued(folder: Path) -> Iterator[Queued]:
    """The candidates of each document, by file; a file that cannot be read as such is passed over."""
    for path in sorted(folder.glob("[0-9a-f]*.json")):
        try:
            yield _queued(path, *state_of(path))
        except (OSError, ValueError, KeyError, TypeError):
            continue


def score(candidate: Candidate) -> float:
    """How sure a candidate is: the least of the scores of its metric and its entity.

    One that an earlier extractor left without a score of its entity counts as unsure.

    >>> score({"metric_score": 0.95, "entity_score": 0.5}), score({"metric_score": 0.95})
    (0.5, 0.0)
    """
    return float(min(candidate["metric_score"], candidate.get("entity_score") or 0.0))


@lru_cache(maxsize=32)
def _queued(path: Path, size: int, modified: int) -> Queued:  # noqa: ARG001 - for the cache
    """What one file holds, open bounds as infinities."""
    held = json.loads(path.read_bytes())
    candidates = tuple(_opened(one) for one in held["candidates"])
    return Queued(held["sha256"], held["name"], held["extractor_version"], candidates)


def waiting(folder: Path, catalog_folder: Path, sources: Sequence[Source]) -> list[Candidate]:
    """The candidates that wait for a decision, in the order of their sources and places.

    Each has its `source_id`, and its document's `sha256` and `document_name` beside what was extracted.
    Those of a document, or of a part of one, that is no source of the catalog wait for it to become one.
    """
    placed = (one for queued in read_queued(folder) for one in placed_candidates(queued, sources))
    found = filter(settled(catalog_folder).waits, placed)
    return sorted(found, key=lambda one: (one["source_id"], one["char_start"], one["candidate_id"]))


def placed_candidates(queued: Queued, sources: Iterable[Source]) -> Iterator[Candidate]:
    """The candidates of a document, each with the source that its line belongs to; others left out."""
    parts = [source for source in sources if source.sha256 == queued.sha256]
    own = {"sha256": queued.sha256, "document_name": queued.name}
    for candidate in queued.candidates:
        if source := source_of_line(parts, candidate["line_no"]):
            yield candidate | own | {"source_id": source.source_id}


def source_of_line(parts: Sequence[Source], line_no: int | None) -> Source | None:
    """The source, among the parts of one document, that a line belongs to."""
    for part in parts:
        if part.first_line is None or part.last_line is None:
            return part
        if line_no is not None and part.first_line <= line_no <= part.last_line:
            return part
    return None


def settled(catalog_folder: Path) -> Settled:
    """What needs no decision, as far as the facts and decisions files can be read."""
    ids = set()
    decided: dict[str, list[Span]] = {}
    stated: dict[tuple[str, str], list[Span]] = {}
    for row in stated_rows(catalog_folder, "decisions"):
        ids.add(row.get("candidate_id") or "")
        if span := span_of(row):
            decided.setdefault(row.get("source_id") or "", []).append(span)
    for row in stated_rows(catalog_folder, "facts"):
        if (span := span_of(row)) and (told := says(row)):
            stated.setdefault((row.get("source_id") or "", told), []).append(span)
    spans = {source_id: sorted(own) for source_id, own in decided.items()}
    return Settled(frozenset(ids - {""}), spans, {key: sorted(own) for key, own in stated.items()})


def stated_rows(catalog_folder: Path, *folders: str) -> Iterator[dict[str, str]]:
    """The rows of the facts or decisions files, as far as they can be read."""
    for folder in folders:
        for path in sorted((catalog_folder / folder).glob("*.csv")):
            yield from _rows(path)


def span_of(row: Mapping[str, Any]) -> Span | None:
    """Where a row stands in its document; nothing where it does not say.

    >>> span_of({"char_start": "5", "char_end": "7"}), span_of({"char_start": "", "char_end": ""})
    ((5, 7), None)
    """
    try:
        return int(row["char_start"]), int(row["char_end"])
    except (KeyError, TypeError, ValueError):
        return None


def says(row: Mapping[str, Any]) -> str:
    """The value of a row as text, or its bounds where it has none; empty where neither can be read.

    >>> says({"value": "12.0"}), says({"value": None, "value_low": 11.5, "value_high": 12})
    ('12', '11.5..12')
    """
    try:
        shown = [row["value"]] if row["value"] not in (None, "") else [row["value_low"], row["value_high"]]
        return "..".join(f"{float(one):.12g}" for one in shown)
    except (KeyError, TypeError, ValueError):
        return ""


def _meets(spans: Sequence[Span], candidate: Candidate) -> bool:
    """Whether a candidate's span meets one of some spans, in order and apart from each other.

    >>> [_meets([(5, 7), (9, 12)], {"char_start": 7, "char_end": end}) for end in (9, 10)]
    [False, True]
    """
    at = bisect_left(spans, (candidate["char_end"], 0)) - 1
    return at >= 0 and spans[at][1] > candidate["char_start"]


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as far as it is one; what is wrong with it is said by a refresh."""
    try:
        return list(_rows_of(path, *state_of(path)))
    except OSError:
        return []


@lru_cache(maxsize=256)
def _rows_of(path: Path, size: int, modified: int) -> tuple[dict[str, str], ...]:  # noqa: ARG001 - for the cache
    """The rows of one state of a CSV file."""
    rows: list[dict[str, str]] = []
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows.extend(csv.DictReader(file))
    except csv.Error:
        pass
    return tuple(rows)


def _opened(candidate: Candidate) -> Candidate:
    """A candidate with its open bounds as infinities; raises KeyError where it says too little."""
    if lacking := NEEDED - candidate.keys():
        raise KeyError(", ".join(sorted(lacking)))
    ends = {name: end for name, end in OPEN_ENDS.items() if candidate[name] is None}
    return candidate | ends
