"""Fiscal calendars and the codes of periods: `2025Q3`, `FY2025`, `2025-06-30`, `2025-01-01..2025-02-28`.

A fiscal year bears the number of the calendar year in which it ends, as in SEC filings. Calendars here are
nominal: quarters of whole months. A filer with 52- or 53-week years states the dates of its periods itself,
and those stand as `start..end`; nothing here bends them to the nearest quarter.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

FIRST_YEAR, LAST_YEAR = 1900, 2199
PeriodType = Literal["instant", "duration", "undated"]

# Fiscal spans by the shape of their code: first and last quarter.
SPANS = {
    "FY": (1, 4),
    "H1": (1, 2),
    "H2": (3, 4),
    "-9M": (1, 3),
    "Q1": (1, 1),
    "Q2": (2, 2),
    "Q3": (3, 3),
    "Q4": (4, 4),
}
FISCAL = re.compile(r"(?:FY(?P<fiscal_year>\d{4})|(?P<year>\d{4})(?P<part>Q[1-4]|H[12]|-9M))", re.ASCII)
EXPECTED = "2025Q3, 2025H1, 2025-9M, FY2025, 2025-03, 2025-06-30, 2025-01-01..2025-02-28 or undated"


class PeriodError(ValueError):
    """A period code, span or calendar that cannot be read; says what is wrong and what would be expected."""


@dataclass(frozen=True, slots=True)
class Period:
    """An instant (`end` only), a duration (`start` to `end`, both included) or undated (neither)."""

    type: PeriodType
    start: date | None
    end: date | None
    label: str


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A fiscal year end, such as December 31; the month's last day stands for the end of every month.

    >>> FiscalCalendar(2, 28).year_end(2024)
    datetime.date(2024, 2, 29)
    """

    year_end_month: int
    year_end_day: int

    def __post_init__(self) -> None:
        if not 1 <= self.year_end_month <= 12 or not 1 <= self.year_end_day <= 31:
            ends = f"{self.year_end_month:02d}-{self.year_end_day:02d}"
            raise PeriodError(f'"{ends}" is no day of the year; expected month-day such as 12-31')

    @classmethod
    def from_text(cls, text: str) -> FiscalCalendar:
        """The calendar whose years end on this month-day.

        >>> FiscalCalendar.from_text("01-31")
        FiscalCalendar(year_end_month=1, year_end_day=31)
        """
        if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
            raise PeriodError(f'"{text}" is no fiscal year end; expected month-day such as 12-31')
        return cls(int(text[:2]), int(text[3:]))

    def year_end(self, fiscal_year: int) -> date:
        """The last day of a fiscal year."""
        return self.quarter_end(fiscal_year, 4)

    def quarter_start(self, fiscal_year: int, quarter_no: int) -> date:
        """The first day of quarter 1 to 4 of a fiscal year."""
        year, quarter = (fiscal_year, quarter_no - 1) if quarter_no > 1 else (fiscal_year - 1, 4)
        return self.quarter_end(year, quarter) + timedelta(days=1)

    def quarter_end(self, fiscal_year: int, quarter_no: int) -> date:
        """The last day of quarter 1 to 4 of a fiscal year."""
        months = fiscal_year * 12 + self.year_end_month - 1 - 3 * (4 - quarter_no)
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1]
        # 2023 is a common year: a year that ends on February 28 ends with February.
        at_month_end = self.year_end_day >= monthrange(2023, self.year_end_month)[1]
        return date(year, month + 1, last if at_month_end else min(self.year_end_day, last))

    def fiscal_year(self, day: date) -> int:
        """The fiscal year that holds a day.

        >>> FiscalCalendar(1, 31).fiscal_year(date(2024, 2, 1))
        2025
        """
        return day.year if day <= self.year_end(day.year) else day.year + 1


@dataclass(frozen=True, slots=True)
class FiscalQuarter:
    """A fiscal quarter with its year and the calendar quarter that holds its middle day."""

    fiscal_year: int
    quarter_no: int
    label: str
    start: date
    end: date
    year_start: date
    year_end: date
    calendar_quarter: str


def parse_period(code: str, calendar: FiscalCalendar) -> Period:
    """The period that a code stands for in a fiscal calendar; raises PeriodError on any other text.

    Its label is the one that `label_period` gives: `2025-01-01..2025-03-31` is 2025Q1 if the dates say so.

    >>> parse_period("2025-9M", FiscalCalendar(12, 31)).end
    datetime.date(2025, 9, 30)
    >>> parse_period("2025Q1", FiscalCalendar(1, 31)).start
    datetime.date(2024, 2, 1)
    """
    if code == "undated":
        return Period("undated", None, None, code)
    span = _span(code, calendar)
    if span is None:
        return Period("instant", None, _day(code, code), code)
    return Period("duration", *span, label_period(*span, calendar))


def _span(code: str, calendar: FiscalCalendar) -> tuple[date, date] | None:
    """First and last day of the duration that a code stands for; None if it has the form of none."""
    if fiscal := FISCAL.fullmatch(code):
        year = int(fiscal["fiscal_year"] or fiscal["year"])
        _check_year(year, code)
        first, last = SPANS[fiscal["part"] or "FY"]
        return calendar.quarter_start(year, first), calendar.quarter_end(year, last)
    if ".." in code:
        start, _, end = code.partition("..")
        return _day(start, code), _day(end, code)
    if re.fullmatch(r"\d{4}-\d\d", code, re.ASCII):
        start_of_month = _day(f"{code}-01", code)
        return start_of_month, _month_end(start_of_month)
    return None


def label_period(start: date | None, end: date | None, calendar: FiscalCalendar) -> str:
    """The code of a period, the inverse of `parse_period`; without `start` an instant, without both undated.

    A span that is no fiscal year, half, nine months, quarter or calendar month is named by its two days.

    >>> label_period(date(2025, 1, 1), date(2025, 6, 30), FiscalCalendar(12, 31))
    '2025H1'
    >>> label_period(date(2025, 1, 1), date(2025, 2, 28), FiscalCalendar(12, 31))
    '2025-01-01..2025-02-28'
    """
    if end is None:
        if start is not None:
            raise PeriodError(f"a period from {start} has no end; expected both days, or the end alone")
        return "undated"
    if start is None:
        return end.isoformat()
    if start > end:
        raise PeriodError(f'"{start}..{end}" ends before it starts; expected the earlier day first')
    year = calendar.fiscal_year(end)
    for part, (first, last) in SPANS.items():
        if (start, end) == (calendar.quarter_start(year, first), calendar.quarter_end(year, last)):
            return f"FY{year:04d}" if part == "FY" else f"{year:04d}{part}"
    is_month = start.day == 1 and end == _month_end(start)
    return start.isoformat()[:7] if is_month else f"{start}..{end}"


def fiscal_quarters(calendar: FiscalCalendar, first_year: int, last_year: int) -> list[FiscalQuarter]:
    """All quarters of the fiscal years `first_year` to `last_year`, in order.

    >>> [quarter.calendar_quarter for quarter in fiscal_quarters(FiscalCalendar(1, 31), 2025, 2025)]
    ['2024Q1', '2024Q2', '2024Q3', '2024Q4']
    """
    return [
        _quarter(calendar, year, number)
        for year in range(first_year, last_year + 1)
        for number in (1, 2, 3, 4)
    ]


def _quarter(calendar: FiscalCalendar, year: int, number: int) -> FiscalQuarter:
    """One quarter of a fiscal year."""
    start, end = calendar.quarter_start(year, number), calendar.quarter_end(year, number)
    middle = start + (end - start) / 2
    return FiscalQuarter(
        fiscal_year=year,
        quarter_no=number,
        label=f"{year:04d}Q{number}",
        start=start,
        end=end,
        year_start=calendar.quarter_start(year, 1),
        year_end=calendar.year_end(year),
        calendar_quarter=f"{middle.year}Q{(middle.month + 2) // 3}",
    )


def _month_end(day: date) -> date:
    """The last day of the month that holds a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(text: str, code: str) -> date:
    """The day that an ISO date names; raises in the words of the whole code."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        hint = f'did you mean "{code.upper()}"?' if FISCAL.fullmatch(code.upper()) else f"expected {EXPECTED}"
        raise PeriodError(f'"{code}" is no period; {hint}')
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise PeriodError(f'"{code}" names no day of the calendar: {error}') from None
    _check_year(day.year, code)
    return day


def _check_year(year: int, code: str) -> None:
    """Raises unless the year is one that a figure could be about."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(f'"{code}" lies outside the years {FIRST_YEAR} to {LAST_YEAR}')
