"""The periods that a stretch of text names, each with its code, what it does in the sentence, and its place.

Nothing is invented: a quarter without a year takes one from its sentence or from the document's present, and
where neither is known its code stays empty.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ingest.extract.periods.period_codes import kind_of
from ingest.extract.periods.period_context import is_aside
from ingest.extract.periods.period_drafts import Draft, drafts_in
from ingest.extract.periods.period_grammar import Core, cores_in
from ingest.extract.periods.period_resolution import Anchor, Scene, core_code, resolved
from ingest.extract.periods.period_words import AHEAD, Folded, fold
from ingest.periods import FiscalCalendar, PeriodError, parse_period

__all__ = ["NO_ANCHOR", "Anchor", "Mention", "anchor_of", "mentions_in"]

NO_ANCHOR = Anchor(None, "")
_LINE = re.compile(r"[\r\n]")
_HINT = re.compile(
    r"\d|[٠-٩۰-۹]|(?i:quarter|year|month|half|y/y|yoy|qoq|q/q|sequential|same period|comparable"
    r"|corresponding)"
    r"|ربع|عام|سن[ةو]|شهر|نصف|فتر|مدة"
)
_YEARS = re.compile(
    r"(?<!(?<!\w)by )(?<!until )(?<!till )(?<!through )(?<!بحلول )(?<!بحلول عام )(?<!حتي عام )(?<!حتي )"
    r"(?<![\w.,$€£])(?:19|20)\d\d(?![\w%]|[.,]\d)"
)
_MOST_CHARACTERS = 300_000
# A day that is named five times less than another is one looked forward or back to.
_SELDOM = 5
# The year before is named beside each figure that it is compared with; what lies ahead is told by its words.
_COMPARED, _NEAR_A_YEAR = 2, 40
_DAY_FIRST = re.compile(r"(?<![\w/.-])(?:1[3-9]|2\d|3[01])([/-])\d\d?\1(?:\d{4}|\d\d)(?!\w)")
_DAY_SECOND = re.compile(r"(?<![\w/.-])\d\d?([/-])(?:1[3-9]|2\d|3[01])\1(?:\d{4}|\d\d)(?!\w)")
_ARABIC = re.compile("[\u0600-\u06ff]")


class Mention(NamedTuple):
    """A period named at `text[start:end]`; `code` is empty where it is relative and nothing anchors it."""

    start: int
    end: int
    code: str
    kind: str
    role: str
    is_part: bool
    is_relative: bool
    words: str


def mentions_in(
    text: str, start: int, end: int, *, calendar: FiscalCalendar, anchor: Anchor = NO_ANCHOR
) -> list[Mention]:
    """The periods named in `text[start:end]`, in order and without overlap.

    >>> year = FiscalCalendar(12, 31)
    >>> text = "As of June 30, 2025, up 3% from the end of 2024."
    >>> [(one.code, one.role) for one in mentions_in(text, 0, len(text), calendar=year)]
    [('2025-06-30', 'about'), ('2024-12-31', 'base')]
    """
    if not _HINT.search(text, start, end):
        return []
    folded = fold(text[start:end])
    drafts = drafts_in(folded, text[start:end], anchor.day.year if anchor.day else None)
    if not drafts:
        return []
    if any(draft.core.unit == "either" for draft in drafts) and _is_day_first(text):
        drafts = [_swapped(draft) for draft in drafts]
    before = _before(text, start, calendar, anchor) if any(map(_looks_back, drafts)) else ""
    scene = Scene(folded.text, calendar, anchor, before)
    return [_mention(draft, folded, text, start) for draft in resolved(drafts, scene)]


@lru_cache(maxsize=2)
def _is_day_first(text: str) -> bool:
    """Whether a text writes 30/6/2025 rather than 6/30/2025; where no such day tells, if it is Arabic."""
    head = fold(text[:_MOST_CHARACTERS]).text
    first, second = len(_DAY_FIRST.findall(head)), len(_DAY_SECOND.findall(head))
    letters = re.sub(r"[\W\d_]", "", head[: _MOST_CHARACTERS // 10])
    return first > second or (first == second and 2 * len(_ARABIC.findall(letters)) > len(letters))


def _swapped(draft: Draft) -> Draft:
    """The draft with day and month in the other order, where both orders make a day."""
    core = draft.core
    return (
        draft._replace(core=core._replace(month=core.day, day=core.month)) if core.unit == "either" else draft
    )


def _looks_back(draft: Draft) -> bool:
    """Whether a mention speaks of a period named before it."""
    return draft.core.form == "same"


@lru_cache(maxsize=1)
def _before(text: str, start: int, calendar: FiscalCalendar, anchor: Anchor) -> str:
    """The code of the last period that the paragraph names before a place; "" where it names none."""
    lines = [found.end() for found in _LINE.finditer(text, max(0, start - 2000), start)]
    first = lines[-1] if lines else max(0, start - 2000)
    earlier = mentions_in(text, first, start, calendar=calendar, anchor=anchor)
    told = (one for one in reversed(earlier) if one.role == "about" and one.code)
    return next((one.code for one in told if not is_aside(text, one.start, one.end)), "")


def _mention(draft: Draft, folded: Folded, text: str, start: int) -> Mention:
    """The mention that a draft became, at its place in the text."""
    first, last = start + folded.place(draft.start), start + folded.end(draft.end)
    kind = kind_of(draft.code) if draft.code else _kind_of_words(draft)
    is_part = draft.edge == "some" or (draft.edge == "begin" and draft.role != "base")
    return Mention(first, last, draft.code, kind, draft.role, is_part, draft.is_relative, text[first:last])


def _kind_of_words(draft: Draft) -> str:
    """The kind of a period whose code is not known."""
    core = draft.core
    if core.form == "day":
        return {0: "instant", 3: "quarter", 6: "half", 9: "nine_months", 12: "year"}.get(
            draft.length.months if draft.length else 0, "span"
        )
    if core.form in ("part", "month") and core.form == "part":
        return kind_of("FY2000" if core.part == "FY" else f"2000{core.part}")
    if core.form == "month":
        return "month"
    return core.unit if core.unit in ("quarter", "month", "year") else "span"


# A document says at its head when it was written; a day behind these words is of something else.
_DATELINE_WITHIN = 1_500
_NEAR_THE_START = 45
_WHOLE_LINE = re.compile(r"[^\r\n]+")
_WRITTEN = re.compile(
    r"(?<!\w)(?:published|posted|released|issued|dated|date|نشر\w*|صدر\w*|صادر\w*)(?: \w+)? ?:? ?$"
)
_NO_DATELINE = re.compile(
    r"(?<!\w)(?:as of|as at|at|ended|ending|ends|end|on|until|till|through|since|from|by|before|effective"
    r"|founded"
    r"|payable|expires?|المنتهي\w*|منتهي\w*|حتي|كما في|في|نهايه|نهاية|منذ|من|اعتبارا من)(?: \w+){0,2} ?\(?$"
)


def anchor_of(text: str, calendar: FiscalCalendar, published_on: date | None = None) -> Anchor:
    """The document's present: its publication, its dateline, else the latest end in the year it is about.

    >>> anchor_of("Sales rose in 2025. In Q2 2025 they fell; in 2024 they rested.", FiscalCalendar(12, 31))
    Anchor(day=datetime.date(2025, 6, 30), basis='the year 2025 is named most often, last 2025-06-30')
    """
    if published_on:
        return Anchor(published_on, f"published {published_on}")
    if dateline := _dateline(text[:_DATELINE_WITHIN], calendar):
        return Anchor(dateline, f"dated {dateline}")
    head = fold(text[:_MOST_CHARACTERS]).text
    named = Counter(
        int(found[0])
        for found in _YEARS.finditer(head)
        if not AHEAD.search(head, max(0, found.start() - _NEAR_A_YEAR), found.start())
    )
    if not named:
        return NO_ANCHOR
    most = max(named.values())
    year = max(one for one, times in named.items() if times * _COMPARED >= most)
    ends = Counter(end for core in cores_in(head) if (end := _dated_end(core, year, calendar)) is not None)
    if ends:
        often = max(ends.values()) / _SELDOM
        last = max(end for end, times in ends.items() if times >= often)
        return Anchor(last, f"the year {year} is named most often, last {last}")
    return Anchor(calendar.year_end(year), f"the year {year} is named most often")


def _dateline(head: str, calendar: FiscalCalendar) -> date | None:
    """The day at the head of a document when it was written: alone in its line, at its start or so called."""
    for line in _WHOLE_LINE.finditer(head):
        days = [
            mention
            for mention in mentions_in(head, *line.span(), calendar=calendar)
            if mention.kind == "instant" and not mention.is_relative and not mention.is_part
        ]
        if len(days) != 1:
            continue
        before = fold(head[line.start() : days[0].start]).text
        is_near = len(before) <= _NEAR_THE_START and not _NO_DATELINE.search(before)
        if days[0].role == "about" and (is_near or _WRITTEN.search(before)):
            return parse_period(days[0].code, calendar).end
    return None


def _dated_end(core: Core, year: int, calendar: FiscalCalendar) -> date | None:
    """The last day of a quarter, nine months or day of a year; None for the whole year and for others."""
    if core.year != year or core.form not in ("part", "day") or (core.form == "part" and core.part == "FY"):
        return None
    try:
        return parse_period(core_code(core, year, None, calendar) or "undated", calendar).end
    except PeriodError:
        return None
