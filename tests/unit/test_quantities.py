"""Printed figures read to value and bounds: the forms that documents use, and what must be refused."""

from __future__ import annotations

from decimal import Decimal
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figure_words import NUMBER_WORDS, SCALE_WORDS, SCALES, UNITS, folded
from ingest.quantities import QUALIFIERS, Quantity, QuantityError, parse_quantity

AS_DOTTED = str.maketrans(",.", ".,")
AS_ARABIC = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")
AS_PERSIAN = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")

numbers = st.decimals(min_value=0, max_value=Decimal("999999999999"), places=3).map(
    lambda number: number.quantize(Decimal(1).scaleb(-(int(number) % 4)))
)
one_figure_qualifiers = st.sampled_from([word for word in QUALIFIERS if word != "range"])


def read(printed: str, unit: str = "count", language: str = "en", **settings: str) -> Quantity:
    return parse_quantity(printed, language=language, unit=unit, **settings)


@pytest.mark.parametrize(
    ("printed", "unit", "value", "low", "high"),
    [
        ("$69.75 billion", "usd", 69.75e9, 69.745e9, 69.755e9),
        ("$56,054 million", "usd", 56.054e9, 56.0535e9, 56.0545e9),
        ("16,355 thousand", "count", 16355e3, 16354.5e3, 16355.5e3),
        ("750,000", "count", 750e3, 749999.5, 750000.5),
        ("10.0 million", "count", 10e6, 9.95e6, 10.05e6),
        ("$0", "usd", 0, -0.5, 0.5),
        ("67%", "percent", 67, 66.5, 67.5),
        ("40 percent", "percent", 40, 39.5, 40.5),
        ("25 basis points", "percent", 0.25, 0.245, 0.255),
        ("35%", "ratio", 0.35, 0.345, 0.355),
        ("US$ 5bn", "usd", 5e9, 4.5e9, 5.5e9),
        ("99 cents", "usd", 0.99, 0.985, 0.995),
        ("$6.06 per share", "usd_per_share", 6.06, 6.055, 6.065),
        ("90-day", "days", 90, 89.5, 90.5),
        ("two hours", "seconds", 7200, 5400, 9000),
        ("500 PB", "bytes", 500e15, 499.5e15, 500.5e15),
        ("four out of five", "percent", 80, 70, 90),
        ("1 in 4", "percent", 25, 12.5, 37.5),
        ("1\u00a0234\u2009567", "count", 1234567, 1234566.5, 1234567.5),
        (".5%", "percent", 0.5, 0.45, 0.55),
        ("+5%", "percent", 5, 4.5, 5.5),
    ],
)
def test_english_figures(printed: str, unit: str, value: float, low: float, high: float) -> None:
    assert read(printed, unit) == Quantity(value, low, high)


@pytest.mark.parametrize(
    ("printed", "unit", "value", "low", "high"),
    [
        ("17.4 مليونًا", "count", 17.4e6, 17.35e6, 17.45e6),
        ("345 مليون دولار", "usd", 345e6, 344.5e6, 345.5e6),
        ("1.2 مليار دولار أمريكي", "usd", 1.2e9, 1.15e9, 1.25e9),
        ("5,642 دولارًا", "usd", 5642, 5641.5, 5642.5),
        ("٪٨٥", "percent", 85, 84.5, 85.5),
        ("12 بالمئة", "percent", 12, 11.5, 12.5),
        ("۱٬۲۳۴٫۵", "count", 1234.5, 1234.45, 1234.55),
        ("3 آلاف", "count", 3000, 2500, 3500),
        ("3.2 أيام", "days", 3.2, 3.15, 3.25),
        ("3.2 دقيقة", "seconds", 192, 189, 195),
        ("6.1 ساعة", "seconds", 21960, 21780, 22140),
        ("500 بيتابايت", "bytes", 500e15, 499.5e15, 500.5e15),
        ("مليوني دولار", "usd", 2e6, 1.5e6, 2.5e6),
        ("أربعة من كل خمسة", "percent", 80, 70, 90),
        ("\u200f18.1 مليون\u200e", "count", 18.1e6, 18.05e6, 18.15e6),
    ],
)
def test_arabic_figures(printed: str, unit: str, value: float, low: float, high: float) -> None:
    assert read(printed, unit, "ar") == Quantity(value, low, high)


@pytest.mark.parametrize(
    ("printed", "qualifier", "expected"),
    [
        ("4,000", "exact", Quantity(4000, 3999.5, 4000.5)),
        ("4,000", "approx", Quantity(4000, 3500, 4500)),
        ("85000", "approx", Quantity(85000, 84500, 85500)),
        ("13.6 million", "approx", Quantity(13.6e6, 13.55e6, 13.65e6)),
        ("~4,000", "approx", Quantity(4000, 3500, 4500)),
        ("0", "approx", Quantity(0, -0.5, 0.5)),
        ("250+", "at_least", Quantity(250, 250, inf)),
        ("1.65 million", "more_than", Quantity(1.65e6, 1.65e6, inf)),
        ("400,000", "under", Quantity(4e5, 0, 4e5)),
        ("150 million", "up_to", Quantity(150e6, 0, 150e6)),
        ("-5", "at_least", Quantity(-5, -5, inf)),
        ("-5", "under", Quantity(-5, -inf, -5)),
    ],
)
def test_bounds_follow_the_qualifier(printed: str, qualifier: str, expected: Quantity) -> None:
    assert read(printed, qualifier=qualifier) == expected


@pytest.mark.parametrize(
    ("printed", "unit", "language", "low", "high"),
    [
        ("83.2% to 84.2%", "percent", "en", 83.2, 84.2),
        ("83.2 to 84.2", "percent", "en", 83.2, 84.2),
        ("90% and 95%", "percent", "en", 90, 95),
        ("50-500", "count", "ar", 50, 500),
        ("4 – 7%", "percent", "en", 4, 7),
        ("90% إلى 95%", "percent", "ar", 90, 95),
        ("90% و95%", "percent", "ar", 90, 95),
        ("-5% to -3%", "percent", "en", -5, -3),
        ("-3% to -5%", "percent", "en", -5, -3),
        ("1 to 2 million", "count", "en", 1e6, 2e6),
        ("$1.2-$1.5 billion", "usd", "en", 1.2e9, 1.5e9),
        ("US$5-US$7 billion", "usd", "en", 5e9, 7e9),
        ("two to three hours", "seconds", "en", 7200, 10800),
        ("500,000 to 1 million", "count", "en", 5e5, 1e6),
    ],
)
def test_range_is_bounded_by_its_ends(
    printed: str, unit: str, language: str, low: float, high: float
) -> None:
    assert read(printed, unit, language, qualifier="range") == Quantity(None, low, high)


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("exact", Quantity(-6, -6.5, -5.5)),
        ("up_to", Quantity(-6, -6, 0)),
        ("at_least", Quantity(-6, -inf, -6)),
    ],
)
def test_fall_mirrors_value_and_bounds(qualifier: str, expected: Quantity) -> None:
    assert read("6%", "percent", qualifier=qualifier, direction="fall") == expected


def test_fall_of_a_range_turns_its_ends_round() -> None:
    assert read("4% to 7%", "percent", qualifier="range", direction="fall") == Quantity(None, -7, -4)


def test_column_header_gives_the_scale_that_the_token_lacks() -> None:
    assert read("$67.4", "usd", scale="billion") == Quantity(67.4e9, 67.35e9, 67.45e9)


def test_scale_word_in_the_token_wins_over_the_column_header() -> None:
    assert read("$67.4 million", "usd", scale="billion") == Quantity(67.4e6, 67.35e6, 67.45e6)


def test_dot_is_a_thousands_mark_where_the_source_writes_it_so() -> None:
    assert read("68.000", language="ar", number_style="dot_thousands") == Quantity(68000, 67999.5, 68000.5)


def test_dot_is_a_decimal_point_elsewhere() -> None:
    assert read("68.000") == Quantity(68, 67.9995, 68.0005)


@pytest.mark.parametrize(
    ("printed", "unit", "settings", "wrong"),
    [
        ("5%", "usd", {}, '"%" is no word for usd'),
        ("$5", "percent", {}, '"$" is no word for percent'),
        ("5 days", "count", {}, '"days" is no word for count'),
        ("$5 per share", "usd", {}, "is stated per share"),
        ("5 members", "count", {}, '"members" is not understood in en'),
        ("17.4 مليون", "count", {}, '"مليون" is not understood in en'),
        ("5 m", "seconds", {}, '"m" is not understood'),
        ("10²", "count", {}, '"²" is not understood'),
        ("12,5", "count", {}, '"12,5" is no number in en'),
        ("1,00,000", "count", {}, "is no number"),
        ("1.234.567", "count", {}, "is no number"),
        ("68.0", "count", {"number_style": "dot_thousands"}, "is no number in en with dot_thousands"),
        ("", "count", {}, "lacks a number"),
        ("$", "usd", {}, "lacks a number"),
        ("1 to", "count", {"qualifier": "range"}, "lacks a number"),
        ("3 hours 20 minutes", "seconds", {}, "does not read as one figure"),
        ("--5", "count", {}, "does not read as one figure"),
        ("(5", "count", {}, "does not read as one figure"),
        ("-(5)", "count", {}, "does not read as one figure"),
        ("$5 USD", "usd", {}, "does not read as one figure"),
        ("5 million", "percent", {}, "a scale word makes no sense"),
        ("6.06", "usd_per_share", {"scale": "million"}, "scale million makes no sense"),
        ("50-500", "count", {}, "holds two figures"),
        ("50", "count", {"qualifier": "range"}, "is one figure, no range"),
        ("1 to 2 to 3", "count", {"qualifier": "range"}, "is 3 figures, no range"),
        ("95% to 90%", "percent", {"qualifier": "range"}, "runs downwards"),
        ("250+", "count", {}, '"+" does not mean exact'),
        ("~5", "count", {"qualifier": "under"}, '"~" does not mean under'),
        ("four out of five", "count", {}, "is a share of a whole"),
        ("four out of zero", "percent", {}, "is a share of a whole"),
        ("-5", "count", {"direction": "fall"}, "has its own minus"),
        ("9" * 25, "count", {}, "is too long"),
        ("5", "parsecs", {}, 'unit "parsecs" is unknown'),
        ("5", "count", {"language": "tlh"}, 'language "tlh" is unknown'),
        ("5", "count", {"scale": "dozen"}, 'scale "dozen" is unknown'),
        ("5", "count", {"qualifier": "roughly"}, 'qualifier "roughly" is unknown'),
        ("5", "count", {"direction": "rise"}, 'direction "rise" is unknown'),
    ],
)
def test_what_cannot_be_read_whole_is_refused(
    printed: str, unit: str, settings: dict[str, str], wrong: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        read(printed, unit, **settings)
    assert wrong in caught.value.wrong


def test_error_names_token_fault_and_what_was_expected() -> None:
    with pytest.raises(QuantityError) as caught:
        read("12,5", "percent")
    assert (
        str(caught.value)
        == '"12,5": "12,5" is no number in en; expected thousands and decimals as in 1,234.5'
    )


@pytest.mark.parametrize("unit", UNITS)
def test_example_of_every_unit_is_a_figure_in_it(unit: str) -> None:
    assert read(UNITS[unit].example, unit).value


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_word_multiplies(scale: str) -> None:
    for word in SCALE_WORDS[scale].split("|"):
        assert read(f"7 {word}", language="ar").value == 7 * float(SCALES[scale])


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_word_is_read_under_its_unit(unit: str) -> None:
    for amount, words in UNITS[unit].words.items():
        for word in words.split("|"):
            assert read(f"7 {word}", unit, "ar").value == float(7 * Decimal(amount))


def test_every_number_word_is_a_number() -> None:
    for number, words in NUMBER_WORDS.items():
        assert {read(word, language="ar").value for word in words.split("|")} == {float(number)}


@given(numbers)
def test_grouped_digits_read_back(number: Decimal) -> None:
    printed = f"{number:,f}"
    assert read(printed).value == float(number)
    assert read(printed.replace(",", "\u202f")).value == float(number)
    assert read(f"{number:f}").value == float(number)


@given(numbers)
def test_dotted_groups_read_back(number: Decimal) -> None:
    assert read(f"{number:,f}".translate(AS_DOTTED), number_style="dot_thousands").value == float(number)


@given(numbers, st.sampled_from([AS_ARABIC, AS_PERSIAN]))
def test_arabic_and_persian_digits_read_back(number: Decimal, digits: dict[int, int]) -> None:
    assert read(f"{number:,f}".translate(digits), language="ar").value == float(number)


@given(
    numbers,
    st.sampled_from(["$%s %s", "%s %s USD", "US$%s %s", "%s %s دولار"]),
    st.sampled_from([(scale, word) for scale, words in SCALE_WORDS.items() for word in words.split("|")]),
)
def test_currency_and_scale_words_read_back(number: Decimal, form: str, scale_word: tuple[str, str]) -> None:
    scale, word = scale_word
    assert read(form % (f"{number:,f}", word), "usd", "ar").value == float(number * SCALES[scale])


@given(numbers, one_figure_qualifiers)
def test_bounds_hold_the_value(number: Decimal, qualifier: str) -> None:
    quantity = read(f"{number:,f}", qualifier=qualifier)
    assert quantity.value is not None
    assert quantity.value_low <= quantity.value <= quantity.value_high


@given(numbers)
def test_rounder_figure_commits_to_less(number: Decimal) -> None:
    precise, rounder = f"{number:.3f}", f"{number:.1f}"
    fine, coarse = read(precise), read(rounder)
    assert fine.value is not None
    assert coarse.value_low <= fine.value <= coarse.value_high
    assert coarse.value_high - coarse.value_low > fine.value_high - fine.value_low


@given(numbers)
def test_approximation_commits_to_no_more_than_the_exact_figure(number: Decimal) -> None:
    exact, approx = read(f"{number:f}"), read(f"{number:f}", qualifier="approx")
    assert approx.value_low <= exact.value_low <= exact.value_high <= approx.value_high


@given(numbers, st.sampled_from(["exact", "approx"]), st.sampled_from(["-%s", "−%s", "(%s)", "–%s"]))
def test_negative_figure_mirrors_the_positive_one(number: Decimal, qualifier: str, form: str) -> None:
    positive = read(f"{number:,f}", qualifier=qualifier)
    negative = read(form % f"{number:,f}", qualifier=qualifier)
    assert positive.value is not None
    assert negative == Quantity(-positive.value, -positive.value_high, -positive.value_low)


@given(numbers, one_figure_qualifiers)
def test_fall_mirrors_the_rise_under_every_qualifier(number: Decimal, qualifier: str) -> None:
    rise = read(f"{number:,f}", qualifier=qualifier)
    fall = read(f"{number:,f}", qualifier=qualifier, direction="fall")
    assert rise.value is not None
    assert fall == Quantity(-rise.value, -rise.value_high, -rise.value_low)


@given(numbers, numbers)
def test_range_spans_its_two_ends(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    expected = Quantity(None, float(low), float(high))
    assert read(f"{low:,f} to {high:,f}", qualifier="range") == expected


@given(
    st.text("0123456789.,٬٫ $%-+()~٢مليون", max_size=12),
    st.sampled_from(list(UNITS)),
    st.sampled_from(QUALIFIERS),
    st.sampled_from(["", "dot_thousands"]),
)
def test_any_text_is_read_in_order_or_refused(
    printed: str, unit: str, qualifier: str, number_style: str
) -> None:
    try:
        quantity = read(printed, unit, "ar", qualifier=qualifier, number_style=number_style)
    except QuantityError:
        return
    assert quantity.value_low <= quantity.value_high
    assert (quantity.value is None) == (qualifier == "range")


@given(st.text(st.characters(max_codepoint=0x06FF), max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
