"""What the screen writes: figures, bounds, growth, dates, and text of the data in Markdown."""

from __future__ import annotations

import math
import re
from datetime import date
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import format as fmt
from ingest import tongue

UNITS = list(fmt.UNIT_WORDS)
SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6}
numbers = st.floats(min_value=-1e15, max_value=1e15, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "unit", "long", "short"),
    [
        (69_748_000_000, "usd", "$69.75 billion", "$69.75B"),
        (-277_000_000, "usd", "-$277 million", "-$277M"),
        (999_999_600_000, "usd", "$1.000 trillion", "$1.000T"),
        (4_000, "usd", "$4,000", "$4,000"),
        (84.8, "percent", "84.8%", "84.8%"),
        (-0.97, "usd_per_share", "-$0.97 per share", "-$0.97"),
        (6, "usd_per_share", "$6.00 per share", "$6.00"),
        (18_100_000, "count", "18.1 million", "18.1M"),
        (750_000, "count", "750,000", "750K"),
        (1, "days", "1 day", "1 d"),
        (45, "seconds", "45 seconds", "45 seconds"),
        (683, "score", "683", "683"),
        (None, "usd", "—", "—"),
    ],
)
def test_an_amount_is_written_long_and_short(value: float | None, unit: str, long: str, short: str) -> None:
    assert (fmt.amount(value, unit), fmt.amount(value, unit, short=True)) == (long, short)


@given(numbers, st.sampled_from(UNITS), st.booleans())
def test_no_amount_shows_a_raw_float_or_a_negative_nothing(value: float, unit: str, short: bool) -> None:
    words = fmt.amount(value, unit, short=short)
    assert not re.search(r"\d\.\d{5,}|e[+-]\d|nan", words)
    assert not (words.startswith("-") and not re.search(r"[1-9]", words))


@given(st.floats(min_value=1e6, max_value=9e14))
def test_an_amount_of_dollars_is_within_half_of_its_last_digit(value: float) -> None:
    number, scale = fmt.amount(value, "usd")[1:].split(" ")
    assert math.isclose(float(number.replace(",", "")) * SCALES[scale], value, rel_tol=5.1e-4)


@given(numbers, numbers, st.sampled_from(UNITS))
def test_bounds_name_both_ends(one: float, other: float, unit: str) -> None:
    low, high = sorted((one, other))
    assert fmt.bounds(low, high, unit).count(" to ") == 1


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (83.2, 84.2, "percent", "83.2% to 84.2%"),
        (69_747_500_000, 69_748_500_000, "usd", "$69.7475 billion to $69.7485 billion"),
        (252e9, math.inf, "usd", "≥ $252 billion"),
        (-math.inf, 90, "days", "≤ 90 days"),
        (None, None, "usd", "no bounds"),
    ],
)
def test_bounds_say_which_end_is_open(low: float | None, high: float | None, unit: str, words: str) -> None:
    assert fmt.bounds(low, high, unit) == words


@pytest.mark.parametrize(
    ("value", "low", "high", "gap", "words"),
    [
        (84.8, 84.75, 84.85, None, "84.8%"),
        (None, 90.0, 95.0, None, "90% to 95%"),
        (80.0, 80.0, math.inf, None, "≥ 80%"),
        (90.0, 0.0, 90.0, None, "≤ 90%"),
        (0.0, -0.5, 0.5, None, "0%"),
        (None, None, None, "not_disclosed", "not disclosed"),
        (None, 41.5, 68.5, "contested", "contested"),
        (None, None, None, None, "—"),
    ],
)
def test_a_figure_never_claims_more_than_is_known(
    value: float | None, low: float | None, high: float | None, gap: str | None, words: str
) -> None:
    assert fmt.figure(value, low, high, "percent", gap) == words


@pytest.mark.parametrize(
    ("change", "basis", "unit", "words"),
    [
        (0.0952, "relative", "usd", "+9.5%"),
        (-0.158, "relative", "usd", "-15.8%"),
        (0.0004, "relative", "usd", "0.0%"),
        (12.5, "relative", "usd", "+1,250.0%"),
        (2.0, "points", "percent", "+2.0 pts"),
        (-0.3, "points", "days", "-0.3 days"),
        (None, "relative", "usd", "—"),
    ],
)
def test_growth_is_written_by_its_basis(change: float | None, basis: str, unit: str, words: str) -> None:
    assert fmt.growth(change, basis, unit) == words


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("2025Q3", "Q3 2025"),
        ("2025H1", "H1 2025"),
        ("2025-9M", "9M 2025"),
        ("FY2025", "FY 2025"),
        ("2025-03", "Mar 2025"),
        ("2025-06-30", "30 Jun 2025"),
        ("2025-01-01..2025-02-28", "1 Jan 2025 to 28 Feb 2025"),
        ("undated", "undated"),
        ("2024-25", "2024-25"),
        ("2024-02-30", "2024-02-30"),
        ("2024-01-01..2024-02-31", "2024-01-01..2024-02-31"),
    ],
)
def test_a_period_is_written_as_it_is_read_aloud(label: str, words: str) -> None:
    assert fmt.period(label) == words


@given(st.from_regex(r"\d{4}-\d\d(-\d\d)?(\.\.\d{4}-\d\d-\d\d)?", fullmatch=True) | st.text())
def test_every_label_has_words(label: str) -> None:
    assert bool(fmt.period(label)) == bool(label)
    assert fmt.breakdown(f"season={label.replace(';', '')}").startswith("season")


def test_a_day_is_written_with_its_month_in_words() -> None:
    assert fmt.day(date(2025, 9, 3)) == "3 Sep 2025"


@given(st.text())
def test_escaped_text_keeps_no_mark_of_markdown(text: str) -> None:
    escaped = fmt.escaped(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]()<>#!|~$:&]", escaped)
    assert "\n" not in escaped


def test_an_arabic_figure_is_isolated_inside_a_line() -> None:
    assert fmt.escaped("17.4 مليون stands for FY2024") == "\u206817\\.4 مليون\u2069 stands for FY2024"


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "data:text/html,x", "http://a b", "https://x>y", "//x", "file:///x"]
)
def test_what_is_no_address_of_the_web_is_no_link(url: str) -> None:
    assert fmt.link("title", url) == "title"


def test_an_address_of_the_web_is_a_link() -> None:
    assert fmt.link("a]b", "https://example.org/a(b)") == "[a\\]b](<https://example.org/a(b)>)"


ARABIC = {
    "default:LTR": "default:RTL",
    ", ": "، ",
    "{sign}${number} billion": "{sign}{number} مليار دولار",
    "{sign}${number} per share": "{sign}{number} دولار للسهم",
    "{number} million": "{number} مليون",
    "{number} pts": "{number} نقطة",
    "{low} to {high}": "من {low} إلى {high}",
    "Q3 {year}": "الربع الثالث {year}",
    "{day} {month} {year}": "{day} {month} {year}",
    "Sep": "سبتمبر",
    "not disclosed": "غير مفصح عنه",
    "company release": "بيان الشركة",
    "drug": "دواء",
}


class Arabic(NullTranslations):
    """A few phrases in Arabic."""

    def gettext(self, message: str) -> str:
        return ARABIC.get(message, message)


@pytest.fixture
def arabic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's language is Arabic."""
    monkeypatch.setattr(tongue, "_of_the_reader", Arabic)


@pytest.mark.usefixtures("arabic")
@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (69_748_000_000, "usd", "69.75 مليار دولار"),
        (-2_770_000_000, "usd", "\u2066-2.77\u2069 مليار دولار"),
        (-0.97, "usd_per_share", "\u2066-0.97\u2069 دولار للسهم"),
        (17_400_000, "count", "17.4 مليون"),
        (84.8, "percent", "\u206684.8%\u2069"),
    ],
)
def test_an_arabic_amount_has_its_sign_before_the_number_and_its_currency_after(
    value: float, unit: str, words: str
) -> None:
    assert fmt.amount(value, unit) == words


@pytest.mark.usefixtures("arabic")
def test_arabic_phrases_keep_what_is_read_from_left_to_right_in_its_order() -> None:
    assert fmt.growth(0.095, "relative") == "\u2066+9.5%\u2069"
    assert fmt.growth(-0.3, "points") == "\u2066-0.3\u2069 نقطة"
    assert fmt.bounds(83.2, 84.2, "percent") == "من \u206683.2%\u2069 إلى \u206684.2%\u2069"
    assert fmt.how("difference", "FY2024 − 2024-9M") == "\u2066FY2024 − 2024-9M\u2069"
    assert (fmt.period("2025Q3"), fmt.day(date(2025, 9, 3))) == ("الربع الثالث 2025", "3 سبتمبر 2025")


@pytest.mark.usefixtures("arabic")
def test_latin_words_are_isolated_in_an_arabic_line_and_figures_in_arabic_are_not() -> None:
    assert fmt.escaped("بلغت 17.4 مليون") == "بلغت 17\\.4 مليون"
    assert fmt.escaped("نمو \u2066+9.5%\u2069") == "نمو \u2066\\+9\\.5\\%\u2069"
    assert fmt.escaped("بلغت $69.75 billion في الربع") == "بلغت \u2068\\$69\\.75 billion\u2069 في الربع"
    assert fmt.escaped("Evernorth: 5") == "\u2068Evernorth\u2069\\: 5"


@pytest.mark.usefixtures("arabic")
def test_breakdowns_are_named_by_the_labels_that_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {("drug", "insulin"): "الأنسولين", ("line", ""): "فئة"}
    monkeypatch.setattr(fmt, "_names_of_members", lambda: names)
    assert fmt.breakdown("drug=insulin;line=stop_loss") == "دواء الأنسولين، فئة: stop loss"
