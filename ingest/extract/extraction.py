"""Any document becomes candidate facts: the door of extraction.

Needs the catalog alone: no warehouse, no network, no language model. A candidate proposes; nothing is a fact
before somebody has accepted it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.catalog import Catalog
from ingest.extract import candidates, modality
from ingest.extract.breakdowns import BreakdownFinder
from ingest.extract.column_units import offer_currencies, settle_units
from ingest.extract.dating_places import Dating, date_stated
from ingest.extract.document import Document
from ingest.extract.entities import EntityFinder
from ingest.extract.figures import Figure, figures_in
from ingest.extract.metric_proposals import MetricFinder
from ingest.extract.number_habits import Habit, habit_of
from ingest.extract.period_codes import period_for
from ingest.extract.period_mentions import anchor_of
from ingest.extract.reading import document_of
from ingest.extract.sentences import sentences_in
from ingest.extract.stated import Stated
from ingest.extract.surroundings import Line, Span, Vocabulary, lines_of, nearby
from ingest.extract.unit_lines import NO_OUTSIDE, Outside, unit_line
from ingest.extract.wholes import kin_of
from ingest.periods import FiscalCalendar, Period, parse_period

# Raised when the same document would yield other candidates.
EXTRACTOR_VERSION = "1"
CALENDAR_YEAR = FiscalCalendar(12, 31)


@dataclass(frozen=True)
class Extraction:
    """A document and its candidates: rows with the columns of `candidates.COLUMNS`, in reading order."""

    document: Document
    candidates: list[dict[str, Any]]


def extract(
    content: bytes,
    name: str,
    catalog: Catalog,
    *,
    language: str | None = None,
    published_on: dt.date | None = None,
    entity_id: str | None = None,
) -> Extraction:
    """The candidate facts of a document; raises UnusableInputError where it cannot be read.

    `language` is that of words which could be of several, `published_on` what "last year" is counted from,
    `entity_id` the company that the document is about; each is found in the document where it is not given.
    """
    document = document_of(content, name)
    return Extraction(
        document,
        candidates_of(
            document, catalog, language=language, published_on=published_on, entity_id=entity_id
        ),
    )


def candidates_of(
    document: Document,
    catalog: Catalog,
    *,
    language: str | None = None,
    published_on: dt.date | None = None,
    entity_id: str | None = None,
) -> list[dict[str, Any]]:
    """The candidate facts of a document that has been read."""
    text = document.text
    entities = EntityFinder(catalog.entities)
    named = entities.named_in(text)
    own_entity = entity_id or entities.own_entity(named)
    calendar = _calendar(catalog, own_entity)
    vocabulary = Vocabulary(text, [(one.start, one.end) for one in named])
    habit = habit_of(text)
    stated = list(_stated(document, habit, vocabulary))
    anchor = anchor_of(text, calendar, published_on)
    metrics = MetricFinder(catalog.metrics, catalog.dimensions)
    kin = list(kin_of(stated))
    offer_currencies(stated)
    metrics.propose(stated, kin)
    settle_units(stated, {metric.metric_id: metric.unit for metric in catalog.metrics})
    entities.propose(stated, named, own_entity)
    date_stated(stated, kin, Dating(text, calendar, anchor))
    periods = [_period(one, catalog, own_entity) for one in stated]
    modality.propose(text, stated, [period.end for period in periods], anchor.day)
    BreakdownFinder(catalog.metrics, catalog.dimensions).propose(stated)
    return candidates.rows(document, stated, periods, catalog)


def _stated(document: Document, habit: Habit, vocabulary: Vocabulary) -> Iterator[Stated]:
    """The figures of a document in reading order, each in its sentence or cell."""
    text = document.text
    units = UnitLines(text)
    for line in lines_of(document):
        outside = units.over(line)
        sentences = [(line.start, line.end)] if line.cell else sentences_in(text, line.start, line.end)
        for sentence in sentences:
            figures = figures_in(
                text, *sentence, habit=habit, outside=outside, in_cell=line.cell is not None
            )
            spans = [(own.start, own.end) for own in figures]
            for figure, span in zip(figures, spans, strict=True):
                others = [own for own in spans if own != span]
                yield Stated(figure, line, sentence, nearby(line, sentence, span, others, vocabulary))


class UnitLines:
    """What headers, row labels and captions of a document say of units, read once each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[Span, Outside | None] = {}

    def over(self, line: Line) -> Outside:
        """The unit and scale that hold for a cell: of its column, its row, else of the caption over its table."""
        if line.cell is None:
            return NO_OUTSIDE
        places = [*reversed(line.columns), *line.row, *([line.lead_in] if line.lead_in else []), *line.headings[:1]]
        found = [own for span in places if (own := self._said(span))]
        unit = next((own.unit for own in found if own.unit), "")
        scale = next((own.scale for own in found if own.scale), "")
        return Outside(unit, scale, any(own.per_share_excepted for own in found))

    def _said(self, span: Span) -> Outside | None:
        """What one stretch says of units."""
        if span not in self._known:
            self._known[span] = unit_line(self._text[slice(*span)], "")
        return self._known[span]


def _calendar(catalog: Catalog, entity_id: str) -> FiscalCalendar:
    """The fiscal calendar of an entity, the calendar year where it is not known."""
    entity = catalog.entity_by_id.get(entity_id)
    return FiscalCalendar.from_text(entity.fiscal_year_end) if entity else CALENDAR_YEAR


def _period(one: Stated, catalog: Catalog, own_entity: str) -> Period:
    """The period to record for a figure by the kind of its metric."""
    calendar = _calendar(catalog, one.entity.name or own_entity)
    metric = catalog.metric_by_id.get(one.metric.name)
    code = one.period.code
    if code and metric:
        code = period_for(code, one.period.kind, metric.kind, calendar)
    return parse_period(code or "undated", calendar)
