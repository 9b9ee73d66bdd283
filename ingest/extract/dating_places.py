"""The period of each figure, and where it is named: its sentence or cell, row, column, whole, list, heading.

The nearer place wins. A line passes its period on to the list or table under it where it ends in a colon, or
where the figures add up to, or state again, one that it dates. Nothing is carried from one sentence to the
next by its nearness alone: a figure that nothing dates stays undated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.extract.changes import changes_in_rows
from ingest.extract.modality import looks_ahead
from ingest.extract.periods.dating import Dated, date_figures
from ingest.extract.periods.period_codes import year_before
from ingest.extract.periods.period_headers import header_period
from ingest.extract.periods.period_mentions import Anchor, Mention, mentions_in
from ingest.extract.stated import DatedBy, Stated, by_sentence
from ingest.extract.surroundings import COLONS, Span
from ingest.extract.wholes import Kin
from ingest.periods import FiscalCalendar, parse_period

DATES = ("about", "until")
_FOREIGN = re.compile(
    r"(?<!\w)(?:de|del|dei|dell'|di|do|da|des|du|en|em|im|nel|no|au|van|vom|von|der|den|op|para|pour|anno|ano|año"
    r"|année|jahr)\s+$",
    re.IGNORECASE,
)
LONGEST_FOREIGN = 12
# The languages whose words for periods are known.
READ = ("en", "ar")


class Dater:
    """Gives the figures of one document their periods; `text` is the document's, in that language."""

    def __init__(self, text: str, language: str, calendar: FiscalCalendar, anchor: Anchor) -> None:
        self._is_read = language in READ
        self._text = text
        self._calendar = calendar
        self._anchor = anchor
        self._mentions: dict[Span, list[Mention]] = {}
        self._headers: dict[tuple[Span, ...], Mention | None] = {}

    def date(self, stated: Sequence[Stated], kin: Iterable[Kin]) -> None:
        """Give each figure, in reading order, its period."""
        self._by_sentences(stated)
        for one in stated:
            if not one.period.code and one.line.cell:
                one.period = self._of_table(one) or one.period
        _from_wholes(stated, kin)
        _from_levels(stated)
        for one in stated:
            if not one.period.code:
                above = self._from_above(one)
                one.period = above if above and not self._is_past_for(one, above) else one.period
            if one.is_change and one.period.code and not one.period.base:
                one.period.base = self._year_before(one)

    def date_surveys(self, stated: Sequence[Stated]) -> None:
        """Give the answers to a survey that nothing else dates the year that its name bears."""
        for one in stated:
            if one.modality == "survey" and not one.period.code:
                named = [own for own in self._in(one.sentence) if own.role == "name" and own.code]
                if len({own.code for own in named}) == 1:
                    one.period = _period(named[0], "sentence", f'the survey is of "{named[0].words}"')

    def _in(self, span: Span) -> list[Mention]:
        """The mentions of periods in a stretch, found once."""
        if span not in self._mentions:
            found = mentions_in(self._text, *span, calendar=self._calendar, anchor=self._anchor)
            self._mentions[span] = [own for own in found if not self._is_foreign(own)]
        return self._mentions[span]

    def _is_foreign(self, mention: Mention) -> bool:
        """Whether a year is the end of a period in words that are not read: `terceiro trimestre de 2025`."""
        if mention.kind != "year":
            return False
        before = self._text[max(0, mention.start - LONGEST_FOREIGN) : mention.start]
        return not self._is_read or bool(_FOREIGN.search(before))

    def _by_sentences(self, stated: Sequence[Stated]) -> None:
        """The periods that the figures' own sentences and cells name."""
        for sentence, group in by_sentence(stated).items():
            spans = [one.span for one in group]
            dated = date_figures(self._text, *sentence, spans, self._in(sentence))
            for one, own in zip(group, dated, strict=True):
                one.period = _of_sentence(one, own)
                if own.mention and own.mention.is_relative and own.mention.kind == "year":
                    self._year_ago(one)

    def _year_ago(self, one: Stated) -> None:
        """Date "a year earlier" under a heading of a quarter by the same quarter, not by the whole year."""
        above = self._from_above(one)
        before = year_before(above.code, self._calendar) if above else ""
        same_year = before and parse_period(one.period.code, self._calendar).end
        if (
            above
            and same_year
            and same_year.year == (parse_period(before, self._calendar).end or same_year).year
        ):
            told = f"{one.period.why}, a year before what {above.why}"
            one.period = DatedBy(before, above.kind, one.period.origin, told, one.period.base)

    def _of_table(self, one: Stated) -> DatedBy | None:
        """The period that a cell's row label or its column's headers name."""
        base, columns = one.period.base, one.line.columns
        for span in one.line.row:
            if found := _about(self._in(span)):
                return _period(found, "row", f'the row says "{found.words}"', base)
        for span in one.line.beside[:0:-1]:
            found = _about(self._in(span))
            if found and (found.start, found.end) == span and not found.words.isdecimal():
                return _period(found, "row", f'the row says "{found.words}"', base)
        if columns not in self._headers:
            texts = [self._text[start:end] for start, end in columns]
            self._headers[columns] = header_period(texts, calendar=self._calendar, anchor=self._anchor)
        header = self._headers[columns]
        if header is None or not header.code:
            return None
        return _period(header, "column", f'the column says "{header.words}"', base)

    def _from_above(self, one: Stated) -> DatedBy | None:
        """The period of the line that leads in with a colon, or of the heading above."""
        lead_in, base = one.line.lead_in, one.period.base
        leads = lead_in and self._text[lead_in[0] : lead_in[1]].rstrip().endswith(COLONS)
        if lead_in and leads and (found := _about(self._in(lead_in))):
            return _period(found, "lead-in", f'the line that leads in says "{found.words}"', base)
        for span in one.line.headings:
            if found := _about(self._in(span)):
                return _period(found, "heading", f'the heading says "{found.words}"', base)
        return None

    def _is_past_for(self, one: Stated, above: DatedBy) -> bool:
        """Whether a figure speaks of what is to come, under a heading of a period that is over."""
        today = self._anchor.day
        end = parse_period(above.code, self._calendar).end
        is_over = today is not None and end is not None and end <= today
        return is_over and looks_ahead(self._text[slice(*one.sentence)])

    def _year_before(self, one: Stated) -> str:
        """The period a year before that of a change said to be year over year; empty where it is not."""
        for span in (one.sentence, *one.line.columns):
            if any(own.role == "base" and own.is_relative and not own.code for own in self._in(span)):
                return year_before(one.period.code, self._calendar)
        return ""


def _of_sentence(one: Stated, dated: Dated) -> DatedBy:
    """The period that a figure's own sentence or cell names, if it names one."""
    if dated.mention is None or not dated.mention.code:
        return DatedBy(base=dated.base)
    origin = "cell" if one.line.cell else "sentence"
    return _period(dated.mention, origin, dated.why, dated.base)


def _period(mention: Mention, origin: str, why: str, base: str = "") -> DatedBy:
    """A mention as a period with its origin."""
    part = f"only a part of it is meant ({mention.words})" if mention.is_part else ""
    return DatedBy(mention.code, mention.kind, origin, "; ".join(filter(None, (why, part))), base)


def _from_levels(stated: Sequence[Stated]) -> None:
    """A change in a table is of the period of the level that it led to, measured from that of its base."""
    for one, level, base in changes_in_rows(stated):
        if not level.period.code or one.period.origin in ("cell", "row"):
            continue
        told = f"the change of {level.figure.printed} in its row"
        if base:
            told = f"{told}, which it fits beside {base.figure.printed}"
        since = one.period.base or (base.period.code if base else "")
        one.period = DatedBy(level.period.code, level.period.kind, "row", told, since)


def _from_wholes(stated: Sequence[Stated], kin: Iterable[Kin]) -> None:
    """Parts take the period of their whole; so does the rest of a table that states parts or repeats."""
    dated_tables: dict[int, tuple[DatedBy, Stated]] = {}
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


def _as_whole(one: Stated, whole: Stated, why: str) -> DatedBy:
    """The period of another figure, for one that leans on it."""
    return DatedBy(whole.period.code, whole.period.kind, "whole", why, one.period.base)


def _about(mentions: Sequence[Mention]) -> Mention | None:
    """The only period that a stretch speaks of; None where it names none or several."""
    codes = {mention.code: mention for mention in mentions if mention.role in DATES and mention.code}
    return next(iter(codes.values())) if len(codes) == 1 else None
