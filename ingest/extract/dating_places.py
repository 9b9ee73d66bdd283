"""The period of each figure, and where it is named: its sentence or cell, row, column, whole, list, heading.

The nearer place wins. A line passes its period on to the list or table under it where it ends in a colon, or
where the figures add up to, or state again, one that it dates. Nothing is carried from one sentence to the
next by its nearness alone: a figure that nothing dates stays undated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.extract.changes import changes_in_rows
from ingest.extract.periods.dating import Dated, date_figures
from ingest.extract.periods.period_headers import header_period
from ingest.extract.periods.period_mentions import Anchor, Mention, mentions_in
from ingest.extract.stated import Period, Stated
from ingest.extract.surroundings import Span
from ingest.extract.wholes import Kin
from ingest.periods import FiscalCalendar

# Where a period can be named, the nearest place first.
ORIGINS = ("sentence", "cell", "row", "column", "whole", "lead-in", "heading")
DATES = ("about", "until")
COLONS = (":", "：")


class Dating(NamedTuple):
    """What periods of a document are read with."""

    text: str
    calendar: FiscalCalendar
    anchor: Anchor


def date_stated(stated: Sequence[Stated], kin: Iterable[Kin], dating: Dating) -> None:
    """Give each figure its period."""
    by_sentence: dict[Span, list[Stated]] = defaultdict(list)
    for one in stated:
        by_sentence[one.sentence].append(one)
    mentions: dict[Span, list[Mention]] = {}
    for sentence, group in by_sentence.items():
        own = _mentions(sentence, mentions, dating)
        spans = [one.span for one in group]
        for one, dated in zip(group, date_figures(dating.text, *sentence, spans, own), strict=True):
            one.period = _of_sentence(one, dated)
    columns: dict[tuple[Span, ...], Mention | None] = {}
    for one in stated:
        if not one.period.code:
            one.period = _of_table(one, mentions, columns, dating) or one.period
    _from_wholes(stated, kin)
    _from_levels(stated)
    for one in stated:
        if not one.period.code:
            one.period = _from_above(one, mentions, dating) or one.period


def _mentions(span: Span, known: dict[Span, list[Mention]], dating: Dating) -> list[Mention]:
    """The mentions of periods in a stretch, found once."""
    if span not in known:
        known[span] = mentions_in(dating.text, *span, calendar=dating.calendar, anchor=dating.anchor)
    return known[span]


def _of_sentence(one: Stated, dated: Dated) -> Period:
    """The period that a figure's own sentence or cell names, if it names one."""
    if dated.mention is None or not dated.mention.code:
        return Period(base=dated.base)
    origin = "cell" if one.line.cell else "sentence"
    return _period(dated.mention, origin, dated.why, dated.base)


def _period(mention: Mention, origin: str, why: str, base: str = "") -> Period:
    """A mention as a period with its origin."""
    part = f"only a part of it is meant ({mention.words})" if mention.is_part else ""
    return Period(mention.code, mention.kind, origin, "; ".join(filter(None, (why, part))), base)


def _of_table(
    one: Stated,
    mentions: dict[Span, list[Mention]],
    columns: dict[tuple[Span, ...], Mention | None],
    dating: Dating,
) -> Period | None:
    """The period that a cell's row label or its column's headers name."""
    if one.line.cell is None:
        return None
    base = one.period.base
    for span in one.line.row:
        if found := _about(_mentions(span, mentions, dating)):
            return _period(found, "row", f'the row says "{found.words}"', base)
    if not one.line.columns:
        return None
    if one.line.columns not in columns:
        texts = [dating.text[start:end] for start, end in one.line.columns]
        columns[one.line.columns] = header_period(texts, calendar=dating.calendar, anchor=dating.anchor)
    header = columns[one.line.columns]
    if header is None or not header.code:
        return None
    return _period(header, "column", f'the column says "{header.words}"', base)


def _from_levels(stated: Sequence[Stated]) -> None:
    """A change in a table is of the period of the level that it led to, measured from that of its base."""
    for one, level, base in changes_in_rows(stated):
        if not level.period.code or one.period.origin in ("cell", "row"):
            continue
        told = f"the change of {level.figure.printed} in its row"
        if base:
            told = f"{told}, which it fits beside {base.figure.printed}"
        since = one.period.base or (base.period.code if base else "")
        one.period = Period(level.period.code, level.period.kind, "row", told, since)


def _from_wholes(stated: Sequence[Stated], kin: Iterable[Kin]) -> None:
    """Parts take the period of their whole; so does the rest of a table that states parts or repeats."""
    dated_tables: dict[int, tuple[Period, Stated]] = {}
    for figure, whole, is_part in kin:
        if not whole.period.code:
            continue
        if not figure.period.code:
            told = "adds up with its neighbours to" if is_part else "states again"
            figure.period = _as_whole(figure, whole, f"{told} {whole.figure.printed}, which is dated")
        if figure.line.cell and figure.period.origin == "whole":
            dated_tables.setdefault(figure.line.block.start, (figure.period, whole))
    for one in stated:
        found = dated_tables.get(one.line.block.start) if one.line.cell else None
        if found and not one.period.code:
            told = f"its table goes on about {found[1].figure.printed}, which is dated"
            one.period = _as_whole(one, found[1], told)


def _as_whole(one: Stated, whole: Stated, why: str) -> Period:
    """The period of another figure, for one that leans on it."""
    return Period(whole.period.code, whole.period.kind, "whole", why, one.period.base)


def _from_above(one: Stated, mentions: dict[Span, list[Mention]], dating: Dating) -> Period | None:
    """The period of the line that leads in with a colon, or of the heading above."""
    lead_in = one.line.lead_in
    leads = lead_in and dating.text[lead_in[0] : lead_in[1]].rstrip().endswith(COLONS)
    if lead_in and leads and (found := _about(_mentions(lead_in, mentions, dating))):
        return _period(found, "lead-in", f'the line that leads in says "{found.words}"', one.period.base)
    for span in one.line.headings:
        if found := _about(_mentions(span, mentions, dating)):
            return _period(found, "heading", f'the heading says "{found.words}"', one.period.base)
    return None


def _about(mentions: Sequence[Mention]) -> Mention | None:
    """The only period that a stretch speaks of; None where it names none or several."""
    codes = {mention.code: mention for mention in mentions if mention.role in DATES and mention.code}
    return next(iter(codes.values())) if len(codes) == 1 else None
