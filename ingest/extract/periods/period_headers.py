"""The period of a table's column, row or caption, from the texts that stand over its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extract.periods.period_codes import fiscal_year_of
from ingest.extract.periods.period_mentions import NO_ANCHOR, Anchor, Mention, mentions_in
from ingest.extract.periods.period_words import fold
from ingest.periods import FiscalCalendar

_COMPARES = re.compile(
    r"(?<!\w)(?:changes?|chg|variance|var\.?|versus|vs\.?|difference|diff\.?|delta|fav|unfav|yoy|y/y"
    r"|qoq|q/q)(?!\w)|[δΔ]"
    r"|(?:^| )(?:ال)?(?:تغير|تغيير|فرق|فروق|مقابل|مقارنة)"
)
_MOST_CHARACTERS = 400


def header_period(
    headers: Sequence[str], *, calendar: FiscalCalendar, anchor: Anchor = NO_ANCHOR
) -> Mention | None:
    """The one period that stacked headers name, top to bottom; None where none, several or a comparison.

    The places of the mention are those in the headers joined by single spaces.

    >>> year = FiscalCalendar(12, 31)
    >>> header_period(["Three months ended September 30,", "2025"], calendar=year).code
    '2025Q3'
    >>> [header_period(one, calendar=year) for one in (["Change", "2025"], ["Q3 2025 vs"], ["2025 and 2024"])]
    [None, None, None]
    """
    text = " ".join(header.strip() for header in headers if header.strip())[:_MOST_CHARACTERS]
    if _COMPARES.search(fold(text).text):
        return None
    mentions = [one for one in _named(text, calendar, anchor) if one.role in ("about", "until") and one.code]
    return _one(mentions, calendar)


def _named(text: str, calendar: FiscalCalendar, anchor: Anchor) -> list[Mention]:
    """The periods of a header."""
    return mentions_in(text, 0, len(text), calendar=calendar, anchor=anchor)


def _one(mentions: list[Mention], calendar: FiscalCalendar) -> Mention | None:
    """The mention that says most, where the others only name its year; None where they differ."""
    if not mentions:
        return None
    years = [one for one in mentions if one.kind == "year"]
    parts = [one for one in mentions if one.kind != "year"] or years[:1]
    if len({one.code for one in parts}) > 1:
        return None
    year = fiscal_year_of(parts[0].code, calendar)
    named = {fiscal_year_of(one.code, calendar) for one in years}
    is_calendar = {int(parts[0].code[:4])} if parts[0].code[:4].isdigit() else set()
    return parts[0] if named <= {year, *is_calendar} and len(named) <= 1 else None
