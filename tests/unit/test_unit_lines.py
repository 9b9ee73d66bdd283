"""What headers, captions and unit lines say of the figures under them."""

from __future__ import annotations

import pytest

from ingest.extract.printed.unit_lines import Outside, unit_line


@pytest.mark.parametrize(
    ("line", "unit", "scale", "per_share_excepted"),
    [
        ("($ in millions, except per share)", "usd", "million", True),
        ("(in thousands)", "", "thousand", False),
        ("USD mn", "usd", "million", False),
        ("(%)", "percent", "", False),
        ("Amount (billions)", "", "billion", False),
        ("$bn", "usd", "billion", False),
        ("(US$ '000)", "usd", "thousand", False),
        ("(in Mio. EUR)", "eur", "million", False),
        ("(em milhões de reais)", "brl", "million", False),
        ("المبلغ بالدولار (مليار)", "usd", "billion", False),
        ("(بملايين الدولارات)", "usd", "million", False),
        ("آلاف الريالات", "sar", "thousand", False),
        ("المبلغ (مليارات)", "", "billion", False),
        ("(نسبة مئوية)", "percent", "", False),
    ],
)
def test_a_line_names_unit_and_scale(line: str, unit: str, scale: str, per_share_excepted: bool) -> None:
    assert unit_line(line) == Outside(unit, scale, per_share_excepted)


@pytest.mark.parametrize(
    "line", ["Customers by region", "750,000", "Revenue of $5 million", "Million members served", "2025", ""]
)
def test_a_line_that_says_nothing_of_units_is_none(line: str) -> None:
    assert unit_line(line) is None
