"""Fiscal calendars and period codes: every code has its days, every span its code, quarters tile the year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.periods import (
    SPANS,
    FiscalCalendar,
    Period,
    PeriodError,
    fiscal_quarters,
    label_period,
    parse_period,
)

DECEMBER = FiscalCalendar(12, 31)
JANUARY = FiscalCalendar(1, 31)

calendars = st.builds(FiscalCalendar, st.integers(1, 12), st.integers(1, 31))
years = st.integers(1950, 2150)
days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2025Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2025-9M", date(2025, 1, 1), date(2025, 9, 30)),
        ("FY2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-01-01..2025-02-28", date(2025, 1, 1), date(2025, 2, 28)),
    ],
)
def test_duration_codes_in_a_calendar_year(code: str, start: date, end: date) -> None:
    assert parse_period(code, DECEMBER) == Period("duration", start, end, code)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2025Q1", date(2024, 2, 1), date(2024, 4, 30)),
        ("2025Q4", date(2024, 11, 1), date(2025, 1, 31)),
        ("2025-9M", date(2024, 2, 1), date(2024, 10, 31)),
        ("FY2025", date(2024, 2, 1), date(2025, 1, 31)),
        ("2025-03", date(2025, 3, 1), date(2025, 3, 31)),
    ],
)
def test_duration_codes_of_a_year_that_ends_in_january(code: str, start: date, end: date) -> None:
    assert parse_period(code, JANUARY) == Period("duration", start, end, code)


def test_date_is_an_instant() -> None:
    assert parse_period("2025-06-30", JANUARY) == Period("instant", None, date(2025, 6, 30), "2025-06-30")


def test_undated_has_no_days() -> None:
    assert parse_period("undated", DECEMBER) == Period("undated", None, None, "undated")


def test_span_that_is_a_quarter_is_labelled_as_one() -> None:
    assert parse_period("2025-01-01..2025-03-31", DECEMBER).label == "2025Q1"


def test_same_days_bear_another_label_in_another_fiscal_calendar() -> None:
    february_to_april = date(2024, 2, 1), date(2024, 4, 30)
    assert label_period(*february_to_april, JANUARY) == "2025Q1"
    assert label_period(*february_to_april, DECEMBER) == "2024-02-01..2024-04-30"


def test_part_of_a_month_keeps_its_own_days() -> None:
    assert label_period(date(2025, 6, 2), date(2025, 6, 30), DECEMBER) == "2025-06-02..2025-06-30"


def test_thirteen_weeks_keep_their_own_days() -> None:
    assert label_period(date(2023, 12, 31), date(2024, 3, 30), DECEMBER) == "2023-12-31..2024-03-30"


@pytest.mark.parametrize(
    ("text", "fiscal_year", "last_day"),
    [
        ("12-31", 2025, date(2025, 12, 31)),
        ("02-28", 2024, date(2024, 2, 29)),
        ("02-29", 2023, date(2023, 2, 28)),
        ("02-31", 2023, date(2023, 2, 28)),
        ("06-30", 2025, date(2025, 6, 30)),
        ("09-15", 2025, date(2025, 9, 15)),
    ],
)
def test_last_day_of_a_fiscal_year(text: str, fiscal_year: int, last_day: date) -> None:
    assert FiscalCalendar.from_text(text).year_end(fiscal_year) == last_day


def test_quarters_of_a_june_year_end_with_their_months() -> None:
    ends = [quarter.end for quarter in fiscal_quarters(FiscalCalendar(6, 30), 2025, 2025)]
    assert ends == [date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30)]


def test_quarters_of_a_mid_month_year_end_at_mid_month() -> None:
    ends = [quarter.end for quarter in fiscal_quarters(FiscalCalendar(9, 15), 2025, 2025)]
    assert ends == [date(2024, 12, 15), date(2025, 3, 15), date(2025, 6, 15), date(2025, 9, 15)]


def test_quarter_knows_its_year_and_the_calendar_quarter_around_its_middle() -> None:
    fourth = fiscal_quarters(JANUARY, 2025, 2025)[3]
    assert (fourth.label, fourth.fiscal_year, fourth.quarter_no) == ("2025Q4", 2025, 4)
    assert (fourth.start, fourth.end) == (date(2024, 11, 1), date(2025, 1, 31))
    assert (fourth.year_start, fourth.year_end) == (date(2024, 2, 1), date(2025, 1, 31))
    assert fourth.calendar_quarter == "2024Q4"


def test_calendar_quarters_of_a_calendar_year_are_its_own() -> None:
    quarters = fiscal_quarters(DECEMBER, 2024, 2025)
    assert [quarter.calendar_quarter for quarter in quarters] == [quarter.label for quarter in quarters]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("2025q3", '"2025q3" is no period; did you mean "2025Q3"?'),
        ("2025Q5", '"2025Q5" is no period; expected 2025Q3, '),
        ("Q3 2025", '"Q3 2025" is no period; expected 2025Q3, '),
        ("٢٠٢٥Q3", "is no period; expected 2025Q3, "),
        ("20250630", '"20250630" is no period; expected 2025Q3, '),
        ("", '"" is no period; expected 2025Q3, '),
        ("2025-02-30", '"2025-02-30" names no day of the calendar: '),
        ("2025-13", '"2025-13" names no day of the calendar: '),
        ("2025-02-01..2025-01-01", '"2025-02-01..2025-01-01" ends before it starts; '),
        ("2025-02-01..", '"2025-02-01.." is no period; expected 2025Q3, '),
        ("FY0225", '"FY0225" lies outside the years 1900 to 2199'),
        ("0225-06-30", '"0225-06-30" lies outside the years 1900 to 2199'),
        ("20225-06-30", '"20225-06-30" is no period; expected 2025Q3, '),
    ],
)
def test_other_codes_are_refused_with_a_remedy(code: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as caught:
        parse_period(code, DECEMBER)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("text", ["13-31", "00-10", "12-32", "12-00", "12/31", "Dec 31", "1-31"])
def test_fiscal_year_end_must_be_a_month_and_a_day(text: str) -> None:
    with pytest.raises(PeriodError, match="expected month-day such as 12-31"):
        FiscalCalendar.from_text(text)


def test_span_without_its_end_has_no_label() -> None:
    with pytest.raises(PeriodError, match="has no end"):
        label_period(date(2025, 1, 1), None, DECEMBER)


@given(years, st.sampled_from(list(SPANS)), calendars)
def test_fiscal_codes_survive_the_round_trip(year: int, part: str, calendar: FiscalCalendar) -> None:
    code = f"FY{year}" if part == "FY" else f"{year}{part}"
    period = parse_period(code, calendar)
    assert period.label == code
    assert label_period(period.start, period.end, calendar) == code


@given(days, days, calendars)
def test_spans_survive_the_round_trip(one: date, other: date, calendar: FiscalCalendar) -> None:
    start, end = sorted((one, other))
    label = label_period(start, end, calendar)
    assert parse_period(label, calendar) == Period("duration", start, end, label)


@given(days, calendars)
def test_instants_survive_the_round_trip(day: date, calendar: FiscalCalendar) -> None:
    assert parse_period(label_period(None, day, calendar), calendar).end == day


@given(years, calendars)
def test_quarters_tile_the_years_without_gap_or_overlap(year: int, calendar: FiscalCalendar) -> None:
    quarters = fiscal_quarters(calendar, year, year + 1)
    for quarter, following in pairwise(quarters):
        assert following.start == quarter.end + timedelta(days=1)
    assert (quarters[0].start, quarters[3].end) == (quarters[0].year_start, quarters[0].year_end)
    assert quarters[4].year_start == quarters[0].year_end + timedelta(days=1)


@given(years, calendars)
def test_quarters_last_about_three_months(year: int, calendar: FiscalCalendar) -> None:
    lengths = [(quarter.end - quarter.start).days + 1 for quarter in fiscal_quarters(calendar, year, year)]
    assert min(lengths) >= 89
    assert max(lengths) <= 93
    assert sum(lengths) in (365, 366)


@given(days, calendars)
def test_every_day_lies_in_its_fiscal_year(day: date, calendar: FiscalCalendar) -> None:
    year = calendar.fiscal_year(day)
    assert calendar.quarter_start(year, 1) <= day <= calendar.year_end(year)
    assert calendar.year_end(year).year == year
