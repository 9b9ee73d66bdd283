"""Candidates as rows: what a figure prints, says and is proposed to be about, and where that comes from.

The names are those of `marts.fct_facts`; what a fact has not, `metric_score`, `entity_score`, `period_from`,
`scale_from`, `heading`, `label` and `reasons`, lets a person judge the proposal.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from ingest.catalog import Catalog
from ingest.extract.column_units import CURRENCIES
from ingest.extract.document import Document
from ingest.extract.printed.figures import Figure, read_as
from ingest.extract.stated import Stated
from ingest.extract.surroundings import Span
from ingest.periods import Period

COLUMNS = (
    "candidate_id",
    "locator",
    "line_no",
    "char_start",
    "char_end",
    "page",
    "cell",
    "printed",
    "language",
    "scale",
    "scale_from",
    "number_style",
    "direction",
    "qualifier",
    "value",
    "value_low",
    "value_high",
    "unit",
    "unit_from",
    "modality",
    "period",
    "period_type",
    "period_start",
    "period_end",
    "period_label",
    "period_from",
    "entity_id",
    "entity_score",
    "metric_id",
    "metric_score",
    "breakdown",
    "reasons",
    "label",
    "heading",
    "note",
    "method",
    "status",
)
ID_LENGTH = 16
LABEL_WORDS_BEFORE, LABEL_WORDS_BEHIND = 7, 4
LONGEST_LABEL = 120


def rows(
    document: Document, stated: Sequence[Stated], periods: Sequence[Period], catalog: Catalog
) -> list[dict[str, Any]]:
    """One row a figure, with the columns of `COLUMNS`, in reading order."""
    line_starts = [0, *accumulate(len(line) + 1 for line in document.text.split("\n"))]
    found = []
    for one, period in zip(stated, periods, strict=True):
        metric = catalog.metric_by_id.get(one.metric.name)
        figure = _in_unit(one.figure, metric.unit) if metric else None
        found.append(_row(document, one, figure, period, bisect_right(line_starts, one.figure.start)))
    return found


def _row(
    document: Document, one: Stated, read: Figure | None, period: Period, line_no: int
) -> dict[str, Any]:
    """One candidate; without a metric where its figure cannot be read in the metric's unit."""
    figure = read or one.figure
    is_known = read is not None
    cell = one.line.cell.address if one.line.cell else ""
    return {
        "candidate_id": candidate_id(document.sha256, figure),
        "locator": _locator(one, line_no, cell),
        "line_no": line_no,
        "char_start": figure.start,
        "char_end": figure.end,
        "page": one.line.block.page,
        "cell": cell,
        "printed": figure.printed,
        "language": figure.language,
        "scale": figure.scale,
        "scale_from": figure.scale_from,
        "number_style": figure.number_style,
        "direction": figure.direction,
        "qualifier": figure.qualifier,
        "value": figure.value,
        "value_low": figure.value_low,
        "value_high": figure.value_high,
        "unit": figure.unit,
        "unit_from": figure.unit_from,
        "modality": one.modality,
        "period": period.label,
        "period_type": period.type,
        "period_start": period.start,
        "period_end": period.end,
        "period_label": period.label,
        "period_from": f"{one.period.origin}: {one.period.why}" if one.period.origin else "",
        "entity_id": one.entity.name,
        "entity_score": one.entity.score,
        "metric_id": one.metric.name if is_known else "",
        "metric_score": one.metric.score if is_known else 0.0,
        "breakdown": one.breakdown if is_known else "",
        "reasons": [*one.metric.reasons, *one.entity.reasons] if is_known else list(one.entity.reasons),
        "label": _label(document.text, one),
        "heading": _said(document.text, one.line.headings[0]) if one.line.headings else "",
        "note": "; ".join(figure.notes),
        "method": "extracted",
        "status": "candidate",
    }


def _in_unit(figure: Figure, unit: str) -> Figure | None:
    """A figure in the unit of its metric; None where it cannot be read so, as euros cannot in dollars."""
    is_other_money = figure.unit in CURRENCIES and unit not in (figure.unit, f"{figure.unit}_per_share")
    return None if is_other_money else read_as(figure, unit)


def candidate_id(sha256: str, figure: Figure) -> str:
    """The name of a candidate: of its document, its place and its print, whatever is proposed for it."""
    named = f"{sha256}\x1f{figure.start}\x1f{figure.end}\x1f{figure.printed}"
    return hashlib.sha256(named.encode()).hexdigest()[:ID_LENGTH]


def _locator(one: Stated, line_no: int, cell: str) -> str:
    """Where a figure stands, in words: cell or page first where the document has such."""
    span = f"line {line_no}, characters {one.figure.start}-{one.figure.end}"
    place = cell or (f"page {one.line.block.page}" if one.line.block.page else "")
    return f"{place}, {span}" if place else span


def _label(text: str, one: Stated) -> str:
    """What a figure seems to be, in a few words of the document: row and column, or what is around it."""
    if one.line.cell:
        said = [_said(text, span) for span in (*one.line.row[:1], *one.line.columns)]
        own = " ".join(text[one.line.start : one.figure.start].split()).rstrip(" :")
        return " · ".join(part for part in (own, *said) if part)[:LONGEST_LABEL]
    before = text[one.sentence[0] : one.figure.start].split()[-LABEL_WORDS_BEFORE:]
    behind = text[one.figure.end : one.sentence[1]].split()[:LABEL_WORDS_BEHIND]
    return f"{' '.join(before)} … {' '.join(behind)}"[:LONGEST_LABEL].strip(" …")


def _said(text: str, span: Span) -> str:
    """A stretch of text on one line."""
    return " ".join(text[slice(*span)].split())[:LONGEST_LABEL]
