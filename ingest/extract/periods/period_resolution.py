"""The codes of periods: of those that name their year, and of those that lean on others or on the present."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ingest.extract.periods.period_codes import (
    day_before,
    fiscal_year_of,
    in_year,
    kind_of,
    known_code,
    last_day,
    lasting,
    latest_part,
    quarter_before,
    so_far,
    year_before,
)
from ingest.extract.periods.period_context import Length, is_aside, is_base, may_begin
from ingest.extract.periods.period_drafts import Draft
from ingest.extract.periods.period_grammar import Core
from ingest.extract.periods.period_words import AHEAD
from ingest.periods import FiscalCalendar, label_period, parse_period

_CALENDAR_YEAR = FiscalCalendar(12, 31)
_MOST_NEIGHBOURS = 24
_FAR = 300


class Anchor(NamedTuple):
    """The present of a document, and in words how it is known."""

    day: date | None
    basis: str


class Scene(NamedTuple):
    """What a period can be resolved against."""

    folded: str
    calendar: FiscalCalendar
    anchor: Anchor
    before: str  # the code of the last period that the paragraph names before this stretch


def resolved(drafts: Sequence[Draft], scene: Scene) -> list[Draft]:
    """The drafts with their codes: first those that name a year, then those that speak of others."""
    absolute = [draft._replace(code=_edged(_absolute(draft, scene), draft, scene)) for draft in drafts]
    done: list[Draft] = []
    for place, draft in enumerate(absolute):
        if not draft.code and _is_open(draft.core):
            around = (
                *reversed(done[-_MOST_NEIGHBOURS:]),
                *absolute[place + 1 : place + 1 + _MOST_NEIGHBOURS],
            )
            near = _antecedent(around, scene)
            code = _edged(_relative(draft, near, scene), draft, scene)
            draft = draft._replace(code=code, is_relative=True)
        if (
            draft.code
            and draft.role == "about"
            and may_begin(scene.folded, draft.start)
            and _is_ahead(draft, scene)
        ):
            draft = draft._replace(role="begin")
        if draft.code or draft.is_relative:
            done.append(draft)
    return done


def _is_open(core: Core) -> bool:
    """Whether a mention does not say its year itself."""
    return core.year is None or core.form in ("same", "to_date")


def _is_ahead(draft: Draft, scene: Scene) -> bool:
    """Whether a period starts after the document's present."""
    day = day_before(draft.code, scene.calendar) or last_day(draft.code, scene.calendar)
    return scene.anchor.day is not None and day > scene.anchor.day.isoformat()


def _edged(code: str, draft: Draft, scene: Scene) -> str:
    """The code of a period's last day where its end is meant, of the day before where a base is its start."""
    code = known_code(code, scene.calendar)
    if code and draft.edge == "end":
        return last_day(code, scene.calendar)
    if code and draft.edge == "begin" and draft.role == "base":
        return day_before(code, scene.calendar)
    return code


def _absolute(draft: Draft, scene: Scene) -> str:
    """The code of a mention that says its year; "" for others and for a day that no month has."""
    core, last = draft.core, draft.last
    if core.form not in ("part", "day", "month") or core.year is None:
        return ""
    code = core_code(core, core.year, draft.length, scene.calendar)
    if last is None or not code:
        return code
    if last.form == "to_date":
        return so_far(code, scene.calendar)
    end_code = core_code(last, last.year or core.year, None, scene.calendar)
    return _span_code(code, end_code, scene.calendar)


def core_code(core: Core, year: int, length: Length | None, calendar: FiscalCalendar) -> str:
    """The code of a part of a year, a month or a day in a year; "" where there is no such day."""
    if core.form == "part" and not length:
        code = f"FY{year:04d}" if core.part == "FY" else f"{year:04d}{core.part}"
        if core.is_calendar and calendar.year_end(year) != _CALENDAR_YEAR.year_end(year):
            period = parse_period(code, _CALENDAR_YEAR)
            return label_period(period.start, period.end, calendar)
        return known_code(code, calendar)
    if core.form == "part":
        return known_code(f"FY{year:04d}", calendar) if length and length.months == 12 else ""
    month = known_code(f"{year:04d}-{core.month:02d}", calendar)
    if month and core.unit == "quarter":
        return lasting(date.fromisoformat(last_day(month, calendar)), 3, 0, calendar)
    if not month or (core.form == "month" and not length):
        return month
    day = known_code(f"{month}-{core.day:02d}", calendar) if core.day else last_day(month, calendar)
    if not day or not length:
        return day
    return lasting(date.fromisoformat(day), length.months, length.weeks, calendar)


def _span_code(first: str, last: str, calendar: FiscalCalendar) -> str:
    """The code from the start of one period to the end of another; "" where that runs backwards."""
    if not first or not last:
        return ""
    begin, end = parse_period(first, calendar), parse_period(last, calendar)
    start = begin.start or begin.end
    return label_period(start, end.end, calendar) if start and end.end and start < end.end else ""


def _relative(draft: Draft, near: str, scene: Scene) -> str:
    """The code of a mention that leaves its year or its period to others; "" where nothing says it."""
    core, calendar, day = draft.core, scene.calendar, scene.anchor.day
    if core.form == "step":
        return _step_code(draft, near, scene)
    if core.form in ("same", "earlier"):
        known = near or scene.before
        if not known and core.step == -1 and "quarter" in scene.folded[core.start : core.end]:
            known = _latest_quarter(scene)
        if core.form == "earlier":
            return (
                quarter_before(known, calendar)
                if core.unit == "quarter" and known
                else year_before(known, calendar)
                if known
                else ""
            )
        if core.year and known:
            return in_year(known, core.year - (fiscal_year_of(known, calendar) or core.year), calendar)
        return year_before(known, calendar) if core.step == -1 and known else known
    if core.form == "to_date":
        if core.year:
            known = near if fiscal_year_of(near, calendar) == core.year else ""
            return so_far(known, calendar)
        return so_far(near, calendar) if near and kind_of(near) != "year" else ""
    if core.unit == "part":  # "the prior fourth quarter"
        return latest_part(core.part, day, calendar) if day else ""
    if core.step is not None:
        now = calendar.fiscal_year(day) if day else fiscal_year_of(near, calendar) if near else None
        return core_code(core, now + core.step, draft.length, calendar) if now else ""
    return _dated(draft, near, scene)


def _dated(draft: Draft, near: str, scene: Scene) -> str:
    """The code of a quarter, month or day without its year: of its sentence, or the latest by then."""
    core, calendar, day = draft.core, scene.calendar, scene.anchor.day
    year = fiscal_year_of(near, calendar) if near else None
    if core.form == "part":
        if year is not None:
            return core_code(core, year, None, calendar)
        is_ahead = AHEAD.search(scene.folded, max(0, draft.start - _FAR), draft.end + _FAR) is not None
        return latest_part(core.part, day, calendar, is_ahead=is_ahead) if day else ""
    if near:
        return core_code(core, int(last_day(near, calendar)[:4]), draft.length, calendar)
    if not day:
        return ""
    codes = [core_code(core, one, draft.length, calendar) for one in (day.year, day.year - 1)]
    return next((code for code in codes if code and last_day(code, calendar) <= day.isoformat()), "")


def _step_code(draft: Draft, near: str, scene: Scene) -> str:
    """The code of this, the last or the next year, quarter or month."""
    core, calendar, day = draft.core, scene.calendar, scene.anchor.day
    words = scene.folded[core.start : core.end]
    if core.unit == "quarter":
        if near and kind_of(near) == "quarter":
            return quarter_before(near, calendar) if core.step else near
        latest = _latest_quarter(scene)
        return quarter_before(latest, calendar) if core.part == "prior" else latest
    if core.unit == "month":
        return (
            quarter_before(f"{day:%Y-%m}", calendar) if day and core.step else f"{day:%Y-%m}" if day else ""
        )
    is_comparison = is_base(scene.folded, draft.start) or not re.search("last|الماضي", words)
    if near and core.step == -1 and is_comparison and kind_of(near) != "month":
        return year_before(near, calendar)
    year = calendar.fiscal_year(day) if day else fiscal_year_of(near, calendar) if near else None
    return known_code(f"FY{year + (core.step or 0):04d}", calendar) if year else ""


def _latest_quarter(scene: Scene) -> str:
    """The last quarter that had ended in the document's present; "" where that is not known so closely."""
    day, calendar = scene.anchor.day, scene.calendar
    if not day or not knows_quarter(scene.anchor, calendar):
        return ""
    return max(latest_part(part, day, calendar) for part in ("Q1", "Q2", "Q3", "Q4"))


def knows_quarter(anchor: Anchor, calendar: FiscalCalendar) -> bool:
    """Whether the anchor is a day that was meant, not merely the last of the year that is named most."""
    return anchor.day is not None and (
        anchor.basis.startswith("published")
        or anchor.day != calendar.year_end(calendar.fiscal_year(anchor.day))
    )


def _antecedent(around: Sequence[Draft], scene: Scene) -> str:
    """The code that a relative mention speaks of: of those around it the first that dates its sentence."""
    told = filter(_stands_alone, around)
    return next((one.code for one in told if not is_aside(scene.folded, one.start, one.end)), "")


def _stands_alone(draft: Draft) -> bool:
    """Whether a mention dates figures without leaning on a period before it."""
    leans = draft.core.form in ("same", "earlier", "step") and draft.core.step != 0
    return bool(draft.code) and draft.role in ("about", "until") and not leans
