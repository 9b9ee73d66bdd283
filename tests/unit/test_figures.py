"""Figures found in sentences and cells: what is printed, in which unit, under which qualifier, and what is none."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.extract.printed.figures import NO_OUTSIDE, Figure, Outside, figures_in, habit_of, read_as
from ingest.quantities import parse_quantity

MILLIONS = Outside("usd", "million", per_share_excepted=True)


def found(text: str, *, outside: Outside = NO_OUTSIDE, in_cell: bool = False) -> list[Figure]:
    return figures_in(text, 0, len(text), habit=habit_of(text), outside=outside, in_cell=in_cell)


def prints(text: str) -> list[str]:
    return [one.printed for one in found(text)]


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit", "qualifier"),
    [
        ("Acme has 1,234.5 tons", "1,234.5", 1234.5, "count", "exact"),
        ("Acme sold €1.234,5 in all", "€1.234,5", 1234.5, "eur", "exact"),
        ("serves 67 600 subscribers", "67 600", 67_600, "count", "exact"),
        ("serves 67\u202f600 subscribers", "67\u202f600", 67_600, "count", "exact"),
        ("of ٦٧٬٦٠٠٫٥ بالمجموع", "٦٧٬٦٠٠٫٥", 67_600.5, "count", "exact"),
        ("نسبة ٥٫١٪ من", "٥٫١٪", 5.1, "percent", "exact"),
        ("a loss of $(8.35) for Acme", "$(8.35)", -8.35, "usd", "exact"),
        ("growth of −6% at Acme", "−6%", -6, "percent", "exact"),
        ("um mercado de US $ 100 bilhões", "US $ 100 bilhões", 100e9, "usd", "exact"),
        ("ricavi di 69.748 milioni", "69.748 milioni", 69.748e9, "count", "exact"),
        ("收入为3.5亿美元", "3.5亿美元", 350e6, "usd", "exact"),
        ("拥有2万名员工", "2万", 20_000, "count", "exact"),
        (r"sales of \$128 billion", "$128 billion", 128e9, "usd", "exact"),
        (r"a share of $88.3\%$ there", r"88.3\%", 88.3, "percent", "exact"),
        ("some $1{,}234$ shops", "1{,}234", 1234, "count", "approx"),
        ("reached 1.5M users", "1.5M", 1.5e6, "count", "exact"),
        ("runs 250+ clinics", "250+", 250, "count", "at_least"),
        ("up 90 bps", "90 bps", 0.9, "percent", "exact"),
        ("at least $5 billion", "$5 billion", 5e9, "usd", "at_least"),
        ("more than 40 sites", "40", 40, "count", "more_than"),
        ("over 40 sites", "40", 40, "count", "more_than"),
        ("approximately 40 sites", "40", 40, "count", "approx"),
        ("up to a 90-day supply", "90-day", 90, "days", "up_to"),
        ("under 400,000 members", "400,000", 400_000, "count", "under"),
        ("no more than $25", "$25", 25, "usd", "up_to"),
        ("250-plus shops", "250", 250, "count", "at_least"),
        ("3,000 or more shops", "3,000", 3000, "count", "at_least"),
        ("أكثر من 40 فرعا", "40", 40, "count", "more_than"),
        ("حوالي 40 فرعا", "40", 40, "count", "approx"),
        ("ما يقرب من 40 فرعا", "40", 40, "count", "approx"),
        ("لا يقل عن 40 فرعا", "40", 40, "count", "at_least"),
        ("ما يصل إلى 40 فرعا", "40", 40, "count", "up_to"),
        ("four out of five users", "four out of five", 80, "percent", "exact"),
        ("two million users", "two million", 2e6, "count", "exact"),
        ("أرباح مليوني دولار", "مليوني دولار", 2e6, "usd", "exact"),
        ("بلغت 1.2 مليار دولار أمريكي", "1.2 مليار دولار أمريكي", 1.2e9, "usd", "exact"),
        ("earned $2.63 per share", "$2.63 per share", 2.63, "usd_per_share", "exact"),
        ("profit of SAR 5.2 billion", "SAR 5.2 billion", 5.2e9, "sar", "exact"),
        ("sales of Rs 1,23,456", "Rs 1,23,456", 123_456, "inr", "exact"),
        ("500 بيتابايت سنويا", "500 بيتابايت", 500e15, "bytes", "exact"),
        ("about two thirds of users", "two thirds", 200 / 3, "percent", "approx"),
    ],
)
def test_a_print_is_found_whole_with_its_value(
    text: str, printed: str, value: float, unit: str, qualifier: str
) -> None:
    [one] = found(text)
    assert (one.printed, one.unit, one.qualifier) == (printed, unit, qualifier)
    assert one.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "printed", "low", "high"),
    [
        ("a ratio of 83.2% to 84.2%", "83.2% to 84.2%", 83.2, 84.2),
        ("between 90% and 95% of users", "90% and 95%", 90, 95),
        ("plants of 50-500 tons", "50-500", 50, 500),
        ("pays $5–$7 a month", "$5–$7", 5, 7),
        ("from 10 to 12 million members", "10 to 12 million", 10e6, 12e6),
        ("بين 5% و7% من", "5% و7%", 5, 7),
        ("من 5% إلى 7%", "5% إلى 7%", 5, 7),
    ],
)
def test_a_range_is_one_figure(text: str, printed: str, low: float, high: float) -> None:
    [one] = found(text)
    assert (one.printed, one.qualifier, one.value) == (printed, "range", None)
    assert (one.value_low, one.value_high) == (low, high)


@pytest.mark.parametrize(
    "text", ["rose from 5% to 6%", "ارتفعت من 5% إلى 6%", "grew 5% to $6 billion", "5%, 6%"]
)
def test_a_change_is_two_figures(text: str) -> None:
    assert len(found(text)) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("volume was down 6%", -6),
        ("members decreased by 6% to 18 million", -6),
        ("a decrease of 6% in volume", -6),
        ("saw a 6% decline", -6),
        ("to lower the cost of parts by an average of 6% for buyers", -6),
        ("انخفض عدد العملاء بنسبة 6%", -6),
        ("the rate decreased to 6%", 6),
        ("costs fell while sales rose by 6%", 6),
        ("volume fell by (6%)", -6),
    ],
)
def test_a_fall_is_negative_and_a_level_is_not(text: str, value: float) -> None:
    assert found(text)[0].value == value


@pytest.mark.parametrize(
    "text",
    [
        "on June 30, 2025 and 2025-06-30, 30 juin 2025, 6/30/2025",
        "في 30 سبتمبر 2025 وعام 2023 و 15 كانون الثاني",
        "in 2025, FY25, Q3'25, 3Q25, H1 2025, fiscal 2024, 2024-2025",
        "groups.7 The next, 2023(1), 2024², revenue(2)",
        "call (800) 555-0123 or +1 646 555 0199, ext. 21",
        "see www.acme.com/2025 or mail box7@acme.com",
        "Item 7A, Note 12, Form 10-K, Section 232, ASC 606, page 3 of 20",
        "Fortune 500, S&P 500, COVID-19, a 401(k), B2B, the G20, شركات فورتشن 500",
        "open 24/7 or 9-to-5, at 4:30 p.m., الساعة 11:45",
        "a 2-for-1 split and a 13-week view of 10-year notes",
        "employers with 51 to 499 employees",
        "الشركات التي تضم أكثر من 300 موظف",
        "900 Cottage Road, Springfield, CT 06002",
        "the 3rd and 21st of v2.0, over three years or 12 months",
        "two divisions",
        "- 12 -",
    ],
)
def test_what_states_nothing_is_no_figure(text: str) -> None:
    assert prints(text) == []


def test_the_mark_of_a_list_is_no_figure_and_what_follows_is() -> None:
    assert prints("1. Sales rose 5%") == ["5%"]
    assert prints("- 25 مليار دولار") == ["25 مليار دولار"]


def test_a_denominator_belongs_to_no_figure() -> None:
    assert prints("$25 for a 30-day supply") == ["$25"]
    assert prints("per 1,000 members we had 52.3 visits") == ["52.3"]


def test_a_dot_groups_where_the_page_writes_thousands_so_and_a_note_says_it() -> None:
    whole, half = found("مع 68.000 صيدلية و 68.5 مليون عميل")
    assert (whole.value, half.value) == (68_000, 68.5e6)
    assert "thousands" in whole.notes[0]
    assert not half.notes


def test_a_year_counts_only_before_what_is_counted() -> None:
    assert prints("2000 employees in 2000") == ["2000"]
    assert [one.printed for one in found("2025", outside=MILLIONS, in_cell=True)] == ["2025"]
    assert found("2025", in_cell=True) == []


@pytest.mark.parametrize(
    ("text", "value", "scale_from"),
    [
        ("(1,738)", -1738e6, "outside"),
        ("(9)", -9e6, "outside"),
        ("$ (1,738)", -1738e6, "outside"),
        ("$67.4 billion", 67.4e9, "figure"),
        ("(1.07)%", -1.07, ""),
        ("1,234 (1)", 1234e6, "outside"),
        ("2,300(a)", 2300e6, "outside"),
    ],
)
def test_a_cell_takes_from_its_header_what_it_does_not_say(text: str, value: float, scale_from: str) -> None:
    [one] = found(text, outside=MILLIONS, in_cell=True)
    assert (one.value, one.scale_from) == (value, scale_from)


def test_a_print_reads_under_the_unit_of_a_metric_or_not_at_all() -> None:
    [share] = found("a ratio of 35%")
    [price] = found("$6.06", outside=MILLIONS, in_cell=True)
    assert (read := read_as(share, "ratio"))
    assert read.value == 0.35
    assert (read := read_as(price, "usd_per_share"))
    assert (read.value, read.scale) == (6.06, "")
    assert read_as(share, "usd") is None


numbers = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999999"), places=2)
# Each language's sentences and its notation as babel names it.
SENTENCES = {
    "en": "The sales of Acme were {} for the year and the rest is in the notes.",
    "de": "Der Umsatz von Acme betrug {} und die Kosten sind in der Bilanz.",
    "fr": "Le chiffre de la société Acme est de {} pour les mois et les autres.",
    "it": "Il totale della società Acme è di {} per gli anni con le altre.",
    "pt": "O total da Acme foi de {} com os outros e não no ano.",
    "es": "El total de la empresa Acme fue de {} con los otros y una parte.",
    "ar": "بلغت إيرادات الشركة {} خلال الفترة",
    "ar_EG": "بلغت إيرادات الشركة {} خلال الفترة",
    "fa": "درآمد شرکت {} گزارش شد و چنین پایان یافت",
}
locales = st.sampled_from(list(SENTENCES))


def only(text: str) -> Figure:
    [one] = found(text)
    assert text[one.start : one.end] == one.printed
    return one


@given(numbers, locales)
@settings(deadline=None)
def test_a_number_printed_in_any_language_reads_back(number: Decimal, locale: str) -> None:
    from babel.numbers import format_decimal

    printed = format_decimal(number, format="#,##0.00", locale=locale, numbering_system="default")
    assert only(SENTENCES[locale].format(printed)).value == float(number)


@given(numbers, locales, st.sampled_from(["USD", "EUR", "GBP"]))
@settings(deadline=None)
def test_money_printed_in_any_language_reads_back(number: Decimal, locale: str, currency: str) -> None:
    from babel.numbers import format_currency

    one = only(SENTENCES[locale].format(format_currency(number, currency, locale=locale)))
    assert (one.value, one.unit) == (float(number), currency.lower())


@given(st.decimals(min_value=0, max_value=999, places=1), locales)
@settings(deadline=None)
def test_a_percentage_printed_in_any_language_reads_back(number: Decimal, locale: str) -> None:
    from babel.numbers import format_percent

    printed = format_percent(number / 100, format="#,##0.0%", locale=locale, numbering_system="default")
    one = only(SENTENCES[locale].format(printed))
    assert (one.value, one.unit) == (float(number), "percent")


@given(
    st.integers(1, 999),
    st.sampled_from([10**3, 10**6, 10**9]),
    st.sampled_from(["en", "de", "fr", "it", "es", "pt", "ar", "fa"]),
)
@settings(deadline=None)
def test_a_scale_in_words_of_any_language_reads_back(number: int, scale: int, locale: str) -> None:
    from babel.numbers import format_compact_decimal

    printed = format_compact_decimal(number * scale, format_type="long", locale=locale)
    assume(any(sign.isdigit() for sign in printed))  # French and Italian write a thousand without a digit
    read = only(SENTENCES[locale].format(printed))
    assert read.value == pytest.approx(number * scale, rel=1e-12)


@given(numbers, st.sampled_from(["({})", "$({})", "-{}", "−{}", "-${}", "({})%", "({}%)"]))
@settings(deadline=None)
def test_every_style_of_minus_reads_back(number: Decimal, style: str) -> None:
    [one] = found(style.format(f"{number:,f}"), in_cell=True)
    assert one.value == -float(number)


@given(
    numbers,
    st.sampled_from(
        [
            ("at least", "at_least"),
            ("no less than", "at_least"),
            ("more than", "more_than"),
            ("exceeding", "more_than"),
            ("approximately", "approx"),
            ("roughly", "approx"),
            ("nearly", "approx"),
            ("up to", "up_to"),
            ("as much as", "up_to"),
            ("no more than", "up_to"),
            ("a maximum of", "up_to"),
            ("less than", "under"),
            ("fewer than", "under"),
            ("below", "under"),
        ]
    ),
)
@settings(deadline=None)
def test_every_qualifier_is_kept_out_of_the_print(number: Decimal, said: tuple[str, str]) -> None:
    one = only(f"Acme expects {said[0]} ${number:,f} in all.")
    assert (one.printed, one.qualifier, one.value) == (f"${number:,f}", said[1], float(number))


@given(
    st.text(alphabet="0123456789.,٫٬%$€-–−() \u00a0\nmilonbtoad٤٥مليار亿'\\{}", max_size=60),
    st.booleans(),
    st.sampled_from([NO_OUTSIDE, MILLIONS]),
)
@settings(deadline=None)
def test_every_figure_of_any_text_is_what_its_print_says(text: str, in_cell: bool, outside: Outside) -> None:
    figures = found(text, outside=outside, in_cell=in_cell)
    for one in figures:
        assert text[one.start : one.end] == one.printed
        read = parse_quantity(
            one.printed,
            language=one.language,
            unit=one.unit,
            scale=one.scale,
            number_style=one.number_style,
            qualifier=one.qualifier,
            direction=one.direction,
        )
        assert (read.value, read.value_low, read.value_high) == (one.value, one.value_low, one.value_high)
    assert all(before.end <= after.start for before, after in pairwise(figures))


def said_in(line: str) -> list[tuple[str, float | None, str]]:
    """Print, value and unit of each figure of a line."""
    found = figures_in(line, 0, len(line), habit=habit_of(line))
    return [(one.printed, one.value, one.unit) for one in found]


def test_millions_of_six_nine_and_twelve_are_no_lengths_of_time() -> None:
    assert said_in("Sales tripled to $9m, then £1,284.6m") == [
        ("$9m", 9e6, "usd"),
        ("£1,284.6m", 1284.6e6, "gbp"),
    ]
    assert said_in("Results for 9M 2025") == []


def test_a_currency_before_a_range_holds_for_both_its_ends() -> None:
    line = "Sales of $1.5-2.0 billion"
    [one] = figures_in(line, 0, len(line), habit=habit_of(line))
    assert (one.printed, one.value_low, one.value_high) == ("$1.5-2.0 billion", 1.5e9, 2e9)


def test_a_change_in_points_and_the_level_it_leads_to_are_no_range() -> None:
    assert said_in("The margin widened by 1.2 percentage points to 38.4%.") == [
        ("1.2 percentage points", 1.2, "percent"),
        ("38.4%", 38.4, "percent"),
    ]


def test_numbers_in_several_words_are_read_whole() -> None:
    assert said_in("Two hundred and fifty million dollars for twelve and a half million people") == [
        ("Two hundred and fifty million dollars", 250e6, "usd"),
        ("twelve and a half million", 12.5e6, "count"),
    ]
    assert said_in("ثلاثمائة وخمسون ألف عميل") == [("ثلاثمائة وخمسون ألف", 350e3, "count")]


def test_arabic_duals_of_thousands_are_no_days() -> None:
    assert said_in("توظيف ألفي شخص") == [("ألفي", 2000, "count")]
    assert said_in("استثمار ملياري درهم") == [("ملياري درهم", 2e9, "aed")]


def test_parentheses_of_a_number_alone_are_a_minus_and_a_verb_of_falling_leads_in_arabic() -> None:
    assert said_in("The rate was 21.4% and (3.1)% in both years")[1] == ("(3.1)%", -3.1, "percent")
    assert said_in("تراجعت الإيرادات 4 بالمئة") == [("4 بالمئة", -4, "percent")]


def test_pence_and_fractions_are_read() -> None:
    assert said_in("a dividend of 4.25p on 5½ million shares") == [
        ("4.25p", 0.0425, "gbp"),
        ("5½ million", 5.5e6, "count"),
    ]


@pytest.mark.parametrize(
    "line", ["Level 3 assets", "at 21°C", "members aged 18 to 64", "GMT+3", "1446هـ", "a 300mm wafer"]
)
def test_levels_degrees_ages_zones_and_years_of_the_hijra_are_no_figures(line: str) -> None:
    assert said_in(line) == []
