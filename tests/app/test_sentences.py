"""Sentences over charts: every figure in them comes from the rows."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from dashboard import sentences

NEWEST: dict[str, Any] = {
    "metric_id": "medical_care_ratio",
    "metric_label": "Medical care ratio",
    "entity_label": "Acme Care",
    "fiscal_quarter": "2025Q3",
    "value": 84.8,
    "value_low": 84.75,
    "value_high": 84.85,
    "unit": "percent",
    "yoy": 2.0,
    "yoy_block": None,
    "growth_basis": "points",
    "rank_from_top": 2,
    "rank_from_bottom": 10,
    "valued_count": 11,
    "ranked_count": 11,
    "ranked_from": "2021Q2",
    "first_quarter": "2021Q2",
    "reported_count": 11,
    "derived_count": 0,
    "implied_count": 0,
    "contested_count": 0,
    "not_disclosed_count": 2,
    "not_derivable_count": 5,
}


def test_a_series_is_told_by_its_newest_quarter_its_change_and_its_rank() -> None:
    assert sentences.series_sentence(NEWEST) == (
        "84.8% in Q3 2025; +2.0 pts on a year before; the second-highest of 11 known quarters since Q2 2021."
    )


def test_a_change_that_is_blocked_is_told_with_its_reason() -> None:
    blocked = NEWEST | {"yoy": None, "yoy_block": "definition_break", "ranked_count": 3}
    assert sentences.series_sentence(blocked) == (
        "84.8% in Q3 2025; not comparable with a year before (definition changed)."
    )


def test_the_lowest_quarter_is_told_as_such() -> None:
    lowest = NEWEST | {"rank_from_top": 11, "rank_from_bottom": 1}
    assert "the lowest of 11 known quarters" in sentences.series_sentence(lowest)


def test_a_series_is_told_by_what_it_is_made_up_of() -> None:
    assert sentences.record_sentence(NEWEST) == (
        "18 quarters since Q2 2021: 11 reported, 2 not disclosed, 5 not derivable."
    )


def test_compared_series_are_named_by_entity_or_by_metric() -> None:
    other = NEWEST | {"entity_label": "Acme Drugs", "value": 80.0, "yoy": None}
    assert sentences.comparison_sentence([NEWEST, other], "value") == (
        "Acme Care 84.8% in Q3 2025 (+2.0 pts on a year before); Acme Drugs 80% in Q3 2025."
    )
    assert sentences.comparison_sentence([], "value").startswith("None of these series")


def test_guidance_is_told_by_what_came_of_it_and_what_is_open() -> None:
    closed = {
        "period_label": "FY2024",
        "value": None,
        "value_low": 81.7,
        "value_high": 82.5,
        "unit": "percent",
        "actual": 83.2,
        "outcome": "above",
    }
    still_open = closed | {
        "period_label": "FY2025",
        "value_low": 83.2,
        "value_high": 84.2,
        "actual": None,
        "outcome": "open",
        "period_end": date(2025, 12, 31),
    }
    assert sentences.guidance_sentence([closed, still_open], date(2025, 11, 1)) == (
        "FY 2024 was guided to 81.7% to 82.5% and came in at 83.2%, above the range; "
        "FY 2025 is guided to 83.2% to 84.2%."
    )
    assert sentences.guidance_sentence([still_open], date(2026, 1, 1)) == (
        "FY 2025 was guided to 83.2% to 84.2%; this record does not know what came of it."
    )
    assert sentences.guidance_sentence([]) == "No guidance is recorded for this series."


@pytest.mark.parametrize(
    ("standing", "comparison", "told"),
    [
        ("open", "same_cell", "A source above press, or a later statement of the same publisher."),
        ("open", "undated_stock", "The day for which the undated figure stands, or"),
        ("open", "two_languages", "The page itself, once both languages agree"),
        ("open", "same_slot", "The days that each of the two periods covers"),
        ("identity", None, "A better source of the total or of a part"),
        ("outranked", "same_cell", "Decided by authority: press above web page."),
        ("restated", "same_cell", "Decided by time"),
        ("settled", "same_cell", "Nothing hangs on it"),
    ],
)
def test_what_would_decide_a_contradiction_is_said(standing: str, comparison: str | None, told: str) -> None:
    case = {"standing": standing, "comparison": comparison}
    assert sentences.would_decide(case, "press", "web_page").startswith(told)


def test_compared_growth_that_is_blocked_is_told_with_its_reason() -> None:
    blocked = NEWEST | {"yoy": None, "yoy_block": "no_base"}
    assert sentences.comparison_sentence([blocked], "yoy") == (
        "Acme Care not comparable in Q3 2025 (no value a year before)."
    )


def test_companies_are_ranked_by_their_newest_quarter() -> None:
    other = NEWEST | {"entity_label": "Acme Drugs", "value": 86.0, "yoy": None}
    assert sentences.ranking_sentence([NEWEST, other]) == (
        "1. Acme Drugs 86% in Q3 2025; 2. Acme Care 84.8% in Q3 2025 (+2.0 pts on a year before)."
    )


def test_a_figure_without_a_date_says_so_with_the_day_of_its_source() -> None:
    cell = {
        "metric_label": "Partners",
        "breakdown": "provider=hospitals",
        "entity_label": "Acme",
        "period_label": "undated",
        "known_from": date(2013, 12, 31),
        "value": 150.0,
        "value_low": 150.0,
        "value_high": math.inf,
        "unit": "count",
    }
    assert sentences.cell_sentence(cell) == (
        "Partners, provider hospitals, Acme: ≥ 150; undated, source of 31 Dec 2013."
    )


def test_an_identity_is_told_with_bounds_and_how_it_stands() -> None:
    row: dict[str, Any] = {
        "operands": "sales of widgets + sales of gadgets",
        "metric_label": "Sales",
        "entity_label": "Acme",
        "unit": "usd",
        "holds": "within_rounding",
    }
    row |= {"expected": 3e9, "expected_low": 2.9e9, "expected_high": 3.1e9}
    row |= {"found": None, "found_low": 3.0e9, "found_high": 3.2e9}
    named = {"sales": "Sales", "widgets": "Widgets", "gadgets": "Gadgets"}
    assert sentences.arithmetic_sentence(row, named) == (
        "Sales of Widgets + Sales of Gadgets makes $3 billion ($2.9 billion to $3.1 billion); "
        "found for Sales of Acme: $3 billion to $3.2 billion. It holds within rounding."
    )
