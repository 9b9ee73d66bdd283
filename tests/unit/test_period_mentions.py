"""Phrases with the code they must get; every form rendered from a period is read back; nothing raises."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.periods.period_codes import period_for, quarter_before, year_before
from ingest.extract.periods.period_headers import header_period
from ingest.extract.periods.period_mentions import NO_ANCHOR, Anchor, anchor_of, mentions_in
from ingest.extract.periods.period_words import month_numbers
from ingest.periods import FiscalCalendar, parse_period

DECEMBER, JANUARY, JUNE = FiscalCalendar(12, 31), FiscalCalendar(1, 31), FiscalCalendar(6, 30)
ANCHOR = Anchor(date(2025, 10, 30), "published 2025-10-30")


def codes(text: str, calendar: FiscalCalendar = DECEMBER, anchor: Anchor = ANCHOR) -> list[str]:
    """The codes of the periods in a text."""
    return [one.code for one in mentions_in(text, 0, len(text), calendar=calendar, anchor=anchor)]


def roles(text: str) -> list[str]:
    """The roles of the periods in a text."""
    return [one.role for one in mentions_in(text, 0, len(text), calendar=DECEMBER, anchor=ANCHOR)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in Q3 2025", ["2025Q3"]),
        ("3Q25", ["2025Q3"]),
        ("Q3'25", ["2025Q3"]),
        ("Q3’25 results", ["2025Q3"]),
        ("Q3 FY25", ["2025Q3"]),
        ("the third quarter of 2025", ["2025Q3"]),
        ("third-quarter 2025 sales", ["2025Q3"]),
        ("the 2025 third quarter", ["2025Q3"]),
        ("the third quarter of fiscal year 2025", ["2025Q3"]),
        ("Quarter 3, 2025", ["2025Q3"]),
        ("quarter ended September 30, 2025", ["2025Q3"]),
        ("three months ended June 30, 2025", ["2025Q2"]),
        ("13 weeks ended September 27, 2025", ["2025-06-29..2025-09-27"]),
        ("first half of 2025", ["2025H1"]),
        ("1H25 and H2 2025", ["2025H1", "2025H2"]),
        ("six months ended June 30, 2025", ["2025H1"]),
        ("9M 2025", ["2025-9M"]),
        ("nine months ended September 30, 2025", ["2025-9M"]),
        ("the first nine months of 2025", ["2025-9M"]),
        ("year to date through September 30, 2025", ["2025-9M"]),
        ("fiscal 2025", ["FY2025"]),
        ("FY25 guidance", ["FY2025"]),
        ("the full year 2025", ["FY2025"]),
        ("year ended December 31, 2025", ["FY2025"]),
        ("12 months ended December 31, 2024", ["FY2024"]),
        ("Dec. 31, 2024", ["2024-12-31"]),
        ("30 June 2025", ["2025-06-30"]),
        ("30-Jun-25", ["2025-06-30"]),
        ("on 2025-06-30", ["2025-06-30"]),
        ("6/30/2025", ["2025-06-30"]),
        ("30/6/2025", ["2025-06-30"]),
        ("30.06.2025", ["2025-06-30"]),
        ("in June 2025", ["2025-06"]),
        ("year-end 2024", ["2024-12-31"]),
        ("the end of the third quarter of 2025", ["2025-09-30"]),
        ("three months ended September 30, 2025 and 2024", ["2025Q3", "2024Q3"]),
        ("the third quarters of 2025 and 2024", ["2025Q3", "2024Q3"]),
        ("as of June 30 and September 30, 2025", ["2025-06-30", "2025-09-30"]),
        ("the first and second quarters of 2025", ["2025Q1", "2025Q2"]),
        ("from January 1 to June 30, 2025", ["2025H1"]),
        ("between 2019 and 2024", ["2019-01-01..2024-12-31"]),
        ("Q1-Q3 2025", ["2025-9M"]),
        ("In Q3 2025, against the same quarter last year", ["2025Q3", "2024Q3"]),
        ("in Q3 2025 and the year-ago quarter", ["2025Q3", "2024Q3"]),
        ("in Q3 2025; a year earlier", ["2025Q3", "2024Q3"]),
        ("the prior fourth quarter", ["2024Q4"]),
        ("last year", ["FY2024"]),
        ("this year", ["FY2025"]),
        ("the third quarter of last year", ["2024Q3"]),
        ("we expect the fourth quarter", ["2025Q4"]),
        ("the third quarter", ["2025Q3"]),
        ("الربع الثالث من عام 2025", ["2025Q3"]),
        ("الربع الثالث 2025", ["2025Q3"]),
        ("ر3 2025", ["2025Q3"]),
        ("والربع الأول من العام الماضي", ["2024Q1"]),
        ("الأشهر الثلاثة المنتهية في ٣٠ سبتمبر ٢٠٢٥", ["2025Q3"]),
        ("للتسعة أشهر المنتهية في 30 سبتمبر 2025", ["2025-9M"]),
        ("النصف الأول من 2025", ["2025H1"]),
        ("السنة المنتهية في 31 ديسمبر 2024", ["FY2024"]),
        ("عام 2023", ["FY2023"]),
        ("العام 2024", ["FY2024"]),
        ("للسنة المالية 2024", ["FY2024"]),
        ("عامي 2024 و2023", ["FY2024", "FY2023"]),
        ("30 حزيران/يونيو 2025", ["2025-06-30"]),
        ("31 كانون الأول 2024", ["2024-12-31"]),
        ("30 جوان 2025", ["2025-06-30"]),
        ("نهاية عام 2024", ["2024-12-31"]),
        ("في نهاية الربع الثالث من عام 2025", ["2025-09-30"]),
        ("شهر يونيو 2025", ["2025-06"]),
        ("الربع الثالث من 2025 مقابل الفترة نفسها من العام السابق", ["2025Q3", "2024Q3"]),
        ("Q3 of FY2025", ["2025Q3"]),
        ("Q3 and Q4 2025", ["2025Q3", "2025Q4"]),
        ("Q1, Q2 and Q3 2025", ["2025Q1", "2025Q2", "2025Q3"]),
        ("1Q-3Q25", ["2025-9M"]),
        ("the quarter ended Sept. 30", ["2025Q3"]),
        ("52 weeks ended February 1, 2025", ["2024-02-04..2025-02-01"]),
        ("FY 2024-25", ["FY2025"]),
        ("mid-year 2025", ["FY2025"]),
        ("the first quarter fiscal 2026", ["2026Q1"]),
        ("the September 2025 quarter", ["2025Q3"]),
        ("the June quarter", ["2025Q2"]),
        ("the three-month period ended June 30, 2025", ["2025Q2"]),
        ("the three-month periods ended June 30, 2025 and 2024", ["2025Q2", "2024Q2"]),
        ("trailing twelve months ended June 30, 2025", ["2024-07-01..2025-06-30"]),
        ("as at 31.12.2024", ["2024-12-31"]),
        ("31st December 2024", ["2024-12-31"]),
        ("FYE 2024", ["FY2024"]),
        ("2026F revenue", ["FY2026"]),
        ("Q3-25", ["2025Q3"]),
        ("Q3/25", ["2025Q3"]),
        ("3Q FY2025", ["2025Q3"]),
        ("H1/25", ["2025H1"]),
        ("H1-2025", ["2025H1"]),
        ("first three quarters of 2025", ["2025-9M"]),
        ("the last quarter of 2024", ["2024Q4"]),
        ("the second half of last year", ["2024H2"]),
        ("the fourth quarter and full year 2024", ["2024Q4", "FY2024"]),
        ("fourth quarter and full-year 2024 results", ["2024Q4", "FY2024"]),
        ("third quarter and nine months ended September 30, 2025", ["2025Q3", "2025-9M"]),
        ("Third Quarter 2025 Results", ["2025Q3"]),
        ("the quarter ending December 31, 2025", ["2025Q4"]),
        ("in the 2024 calendar year", ["FY2024"]),
        ("during calendar year 2024", ["FY2024"]),
        ("in the years 2023 and 2024", ["FY2023", "FY2024"]),
        ("the years ended December 31, 2024, 2023 and 2022", ["FY2024", "FY2023", "FY2022"]),
        (
            "the year ended December 31, 2024 compared to the year ended December 31, 2023",
            ["FY2024", "FY2023"],
        ),
        ("January-September 2025", ["2025-9M"]),
        ("January – June 2025", ["2025H1"]),
        ("the 2024 fourth quarter", ["2024Q4"]),
        ("fiscal year ended June 30, 2025", ["2024-07-01..2025-06-30"]),
        ("full-year 2025", ["FY2025"]),
        ("the week ended June 28, 2025", ["2025-06-22..2025-06-28"]),
        ("the month ended June 30, 2025", ["2025-06"]),
        ("for the period from January 1, 2025 through March 31, 2025", ["2025Q1"]),
        ("Q4'24 / Q4 '24", ["2024Q4", "2024Q4"]),
        ("the 12-month period ended December 31, 2024", ["FY2024"]),
        ("12/31/24", ["2024-12-31"]),
        ("December 31, 2024 (audited)", ["2024-12-31"]),
        ("Dec-24", ["2024-12"]),
        ("Sep 2025", ["2025-09"]),
        ("since inception in 2019", ["FY2019"]),
        ("(2024: 5)", ["FY2024"]),
        ("2024: 5", ["FY2024"]),
        ("الربع الأخير من عام 2024", ["2024Q4"]),
        ("الربع الثالث المنتهي في 30 سبتمبر 2025", ["2025Q3"]),
        ("الربع الثالث للعام 2025", ["2025Q3"]),
        ("الأرباع الثلاثة الأولى من 2025", ["2025-9M"]),
        ("9 أشهر 2025", ["2025-9M"]),
        ("في 30/9/2025م", ["2025-09-30"]),
        ("31-12-2024", ["2024-12-31"]),
        ("العام المالي 2024/2025", ["FY2025"]),
        ("خلال 2024", ["FY2024"]),
        ("سبتمبر/أيلول 2025", ["2025-09"]),
        ("أيلول 2025", ["2025-09"]),
        ("الربع الأول من السنة المالية 2025", ["2025Q1"]),
        ("فترة الستة أشهر المنتهية في 30 يونيو 2025", ["2025H1"]),
        ("لفترة التسعة أشهر المنتهية في 30 سبتمبر 2025م", ["2025-9M"]),
        ("السنوات المنتهية في 31 ديسمبر 2024 و2023", ["FY2024", "FY2023"]),
        ("النصف الثاني من العام الماضي", ["2024H2"]),
        ("نهاية الربع الثاني", ["2025-06-30"]),
        ("كما في 31 ديسمبر 2024م", ["2024-12-31"]),
        ("الربع الرابع 2024م", ["2024Q4"]),
        ("عام 2024م", ["FY2024"]),
        ("للربع الثالث من العام الجاري", ["2025Q3"]),
        ("الربع الحالي", ["2025Q3"]),
        ("منذ بداية العام حتى 30 سبتمبر 2025", ["2025-9M"]),
        ("من يناير إلى سبتمبر 2025", ["2025-9M"]),
        ("العام الماضي", ["FY2024"]),
    ],
)
def test_a_phrase_gives_its_periods(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "over 2000 customers",
        "2010 employees",
        "you may 5 times",
        "24/7 service",
        "call 800-555-2025",
        "$2025",
        "2,025 sites",
        "2025 million",
        "حوالي 2000 موظف",
        "Section 2025.4 applies",
        "quarterly reports each half hour",
    ],
)
def test_other_numbers_and_words_name_no_period(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up 3% from December 31, 2024", ["base"]),
        ("an increase since the end of 2024", ["base"]),
        ("compared to Q2 2024", ["base"]),
        ("Q3 2025 vs. Q3 2024", ["about", "base"]),
        ("sales rose 5% over 2024", ["base"]),
        ("sales over 2024", ["about"]),
        ("starting in 2027", ["begin"]),
        ("planned for 2026", ["begin"]),
        ("from 2026 on", ["begin"]),
        ("by 2027", ["until"]),
        ("by the end of 2027", ["until"]),
        ("as of January 1, 2027", ["begin"]),
        ("the 2025 Zenith Health Study", ["name"]),
        ("Vision 2030", ["name"]),
        ("FIFA 2026", ["name"]),
        ("the 4% notes due 2030", ["name"]),
        ("the 2024 Annual Report", ["name"]),
        ("for 2025 coverage", ["about"]),
        ("2025 Pre-Tax Income", ["about"]),
        ("رؤية 2030", ["name"]),
        ("القانون رقم 12 لسنة 2019", ["name"]),
        ("ابتداءً من عام 2027", ["begin"]),
        ("بحلول عام 2030", ["until"]),
        ("مقارنة بعام 2024", ["base"]),
        ("اعتبارًا من الربع الثالث من عام 2023", ["about"]),
    ],
)
def test_the_words_before_say_what_a_period_does(text: str, expected: list[str]) -> None:
    assert roles(text) == expected


def test_early_mid_and_late_mean_a_part_of_the_year() -> None:
    text = "early 2025, mid-2025, late in 2025, the beginning of 2025, أواخر عام 2025"
    found = mentions_in(text, 0, len(text), calendar=DECEMBER)
    assert [(one.code, one.is_part) for one in found] == [("FY2025", True)] * 5


def test_fiscal_quarters_are_those_of_the_calendar_but_days_stay_days() -> None:
    text = "In the second quarter of fiscal 2025, three months ended July 31, 2024, on July 31, 2024"
    assert codes(text, JANUARY) == ["2025Q2", "2025Q2", "2024-07-31"]
    assert codes("calendar 2024", JUNE) == ["2024-01-01..2024-12-31"]


def test_without_an_anchor_what_is_relative_has_no_code() -> None:
    text = "last year and in the third quarter"
    found = mentions_in(text, 0, len(text), calendar=DECEMBER)
    assert [(one.code, one.kind) for one in found] == [("", "year"), ("", "quarter")]


def test_days_in_digits_follow_the_habit_of_their_document() -> None:
    assert codes("6/7/2025") == ["2025-06-07"]
    assert codes("6/7/2025 and 30/6/2025") == ["2025-07-06", "2025-06-30"]
    assert codes("في 6/7/2025") == ["2025-07-06"]


def test_the_year_named_most_often_anchors_a_document() -> None:
    assert anchor_of("In 2025 and Q2 2025; in 2024", DECEMBER).day == date(2025, 6, 30)
    assert anchor_of("nothing here", DECEMBER) == NO_ANCHOR
    assert anchor_of("2024", DECEMBER, date(2025, 2, 1)).basis == "published 2025-02-01"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["Three Months Ended September 30,", "2025"], "2025Q3"),
        (["2025", "Q3"], "2025Q3"),
        (["Nine months ended", "September 30,", "2024", "$"], "2024-9M"),
        (["As of June 30, 2025"], "2025-06-30"),
        (["Full year", "2024"], "FY2024"),
        (["Year Ended December 31,", "2023"], "FY2023"),
        (["2025", "Three months ended June 30,"], "2025Q2"),
        (["الربع الثالث", "2025"], "2025Q3"),
        (["للسنة المنتهية في 31 ديسمبر", "2024"], "FY2024"),
        (["2025E"], "FY2025"),
        (["Q3 2025 vs"], None),
        (["Change", "2025"], None),
        (["2025 and 2024"], None),
        (["Segment"], None),
        (["Sep 2025 YTD"], "2025-9M"),
        (["Jan-Sep 2025"], "2025-9M"),
        (["Q3 YTD", "2025"], "2025-9M"),
    ],
)
def test_stacked_headers_name_one_period(headers: list[str], expected: str | None) -> None:
    found = header_period(headers, calendar=DECEMBER)
    assert (found and found.code) == expected


def test_a_metric_records_the_period_of_its_kind() -> None:
    assert period_for("2025Q3", "quarter", "stock", DECEMBER) == "2025-09-30"
    assert period_for("FY2025", "year", "stock", DECEMBER) == "FY2025"
    assert period_for("2025-9M", "nine_months", "stock", DECEMBER) == "2025-09-30"
    assert period_for("2025-06-30", "instant", "flow", DECEMBER) == ""
    assert period_for("2025Q3", "quarter", "ratio", DECEMBER) == "2025Q3"


def test_the_periods_before() -> None:
    assert [year_before(code, DECEMBER) for code in ("2025H1", "2025-02-28", "2025-06")] == [
        "2024H1",
        "2024-02-29",
        "2024-06",
    ]
    assert year_before("2025-06-29..2025-09-27", DECEMBER) == "2024-06-30..2024-09-28"
    assert [quarter_before(code, DECEMBER) for code in ("2025Q1", "2025-03-31")] == ["2024Q4", "2024-12-31"]


YEARS = st.integers(2000, 2039)
ENGLISH_ORDINALS = ("first", "second", "third", "fourth")
ARABIC_ORDINALS = ("الأول", "الثاني", "الثالث", "الرابع")
QUARTER_FORMS = [
    lambda year, number: f"Q{number} {year}",
    lambda year, number: f"{number}Q{year % 100:02d}",
    lambda year, number: f"Q{number}'{year % 100:02d}",
    lambda year, number: f"Q{number} FY{year % 100:02d}",
    lambda year, number: f"{year} Q{number}",
    lambda year, number: f"{year}Q{number}",
    lambda year, number: f"the {ENGLISH_ORDINALS[number - 1]} quarter of {year}",
    lambda year, number: f"{ENGLISH_ORDINALS[number - 1]}-quarter {year}",
    lambda year, number: f"the {year} {ENGLISH_ORDINALS[number - 1]} quarter",
    lambda year, number: f"the {ENGLISH_ORDINALS[number - 1]} quarter of fiscal {year}",
    lambda year, number: f"الربع {ARABIC_ORDINALS[number - 1]} من عام {year}",
    lambda year, number: f"الربع {ARABIC_ORDINALS[number - 1]} {year}",
    lambda year, number: f"ر{number} {year}",
]
YEAR_FORMS = [
    "FY{}",
    "fiscal {}",
    "full year {}",
    "in {}",
    "fiscal year {}",
    "عام {}",
    "العام {}",
    "السنة المالية {}",
    "لعام {}",
]
HALF_FORMS = [
    ("H{0} {1}", None),
    ("{0}H{1}", None),
    ("{2} half of {1}", ENGLISH_ORDINALS),
    ("النصف {2} من عام {1}", ARABIC_ORDINALS),
]
DAY_NAMES = {
    name: number for name, number in month_numbers().items() if len(name) > 3 or name in ("اب", "may")
}


@settings(max_examples=200, deadline=None)
@given(YEARS, st.integers(1, 4), st.sampled_from(QUARTER_FORMS), st.sampled_from([DECEMBER, JANUARY, JUNE]))
def test_a_quarter_in_every_form_is_read_back(year, number, form, calendar) -> None:
    assert codes(f"Sales in {form(year, number)} were good.", calendar) == [f"{year}Q{number}"]


@settings(max_examples=100, deadline=None)
@given(YEARS, st.sampled_from(YEAR_FORMS), st.integers(1, 2), st.sampled_from(HALF_FORMS))
def test_a_year_and_a_half_in_every_form_are_read_back(year, year_form, number, half) -> None:
    form, ordinals = half
    assert codes(year_form.format(year)) == [f"FY{year}"]
    assert codes(form.format(number, year, ordinals and ordinals[number - 1])) == [f"{year}H{number}"]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.data())
def test_a_day_in_every_form_is_read_back(day, data) -> None:
    name = data.draw(
        st.sampled_from([name for name, number in DAY_NAMES.items() if number == day.month])
    ).capitalize()
    forms = [
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name} {day.year}",
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%Y/%m/%d}",
    ]
    assert codes(f"At {data.draw(st.sampled_from(forms))}:") == [day.isoformat()]


@settings(max_examples=100, deadline=None)
@given(YEARS, st.integers(1, 4), st.sampled_from([DECEMBER, JANUARY, JUNE]))
def test_three_months_that_end_with_a_quarter_are_that_quarter(year, number, calendar) -> None:
    end = calendar.quarter_end(year, number)
    assert codes(f"three months ended {end:%B} {end.day}, {end.year}", calendar) == [f"{year}Q{number}"]


PIECES = st.sampled_from(
    [
        "Q3 2025",
        "2024",
        "in",
        "the third quarter",
        "of",
        "last year",
        "and",
        "to",
        "June 30",
        "June 30, 2025",
        "31/02/2025",
        "FY99",
        "the end of",
        "from",
        "الربع الثالث",
        "عام",
        "2025",
        "nine months ended",
        "year over year",
        "respectively",
        ",",
        ";",
        "(",
        ")",
        "mid-",
        "12/31/99",
        "9M",
        "YTD",
        "1900",
        "2199",
        "same period",
        "13 weeks ended",
        "\u200f",
        "٣٠ يونيو",
        "-",
        "5%",
        "W",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join)),
    st.sampled_from([DECEMBER, JANUARY, FiscalCalendar(2, 28), FiscalCalendar(6, 15)]),
    st.sampled_from([NO_ANCHOR, ANCHOR]),
)
def test_any_text_gives_codes_that_parse_and_spans_in_order(text, calendar, anchor) -> None:
    at = 0
    for one in mentions_in(text, 0, len(text), calendar=calendar, anchor=anchor):
        assert at <= one.start < one.end <= len(text)
        assert one.words == text[one.start : one.end]
        assert not one.code or parse_period(one.code, calendar).end - date(1890, 1, 1) > timedelta(0)
        at = one.end
