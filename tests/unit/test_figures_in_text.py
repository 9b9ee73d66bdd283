"""Figures found in a pasted text: each in its place, the longest way; years and dates are none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures_in_text import MOST_FIGURES, figures_in


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("up 10% to $69.7 billion, with 18.1 million customers", ["10%", "$69.7 billion", "18.1 million"]),
        ("بلغت 247.1 مليار دولار أمريكي و 17.4 مليونًا", ["247.1 مليار دولار أمريكي", "17.4 مليونًا"]),
        ("a ratio of 83.2% to 84.2%", ["83.2% to 84.2%"]),
        ("it rose from 16 million to 18 million", ["16 million", "18 million"]),
        ("$6.06 per share; -$0.97", ["$6.06 per share", "-$0.97"]),
        ("by 2025-09-30, September 30, 2025, 2024–2025, Q3, 3Q25, the 10-K, covid-19", []),
        ("", []),
    ],
)
def test_a_figure_is_taken_with_its_words_and_a_year_is_none(text: str, printed: list[str]) -> None:
    assert [one.printed for one in figures_in(text)] == printed


@given(st.text(alphabet="0123456789.,٫٬%$-–() \nmilonbto٤٥مليار", max_size=80))
def test_each_figure_stands_where_it_says_and_none_overlap(text: str) -> None:
    found = figures_in(text)
    assert all(text[one.start : one.end] == one.printed for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_no_more_figures_are_taken_than_a_page_can_show() -> None:
    assert len(figures_in("5% " * 1000)) == MOST_FIGURES
