"""The arithmetic of bounds, macro by macro, against the same said in plain Python with exact fractions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from ingest.build_diff import BOUNDS_MEET

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
ends = st.integers(-40, 40).map(lambda quarter: quarter / 4)
Bounds = tuple[float, float]
many = settings(settings.get_profile("toy facts"), max_examples=100)


def ordered(low: float, high: float) -> Bounds:
    """The two ends in order."""
    return min(low, high), max(low, high)


bounds = st.one_of(
    st.builds(ordered, ends, ends),
    st.builds(lambda low: (low, math.inf), ends),
    st.builds(lambda high: (-math.inf, high), ends),
)


@pytest.fixture(scope="module")
def asked() -> Callable[..., Any]:
    """The value of a macro's SQL for numbers."""
    macros = Environment(extensions=["jinja2.ext.do"]).from_string((MACROS / "bounds.sql").read_text()).module
    con = duckdb.connect()

    def value(name: str, *numbers: float) -> Any:
        written = [f"cast('{number}' as double)" for number in numbers]
        [row] = con.execute(f"select {getattr(macros, name)(*written)}").fetchall()
        return row[0]

    return value


@many
@given(a=bounds, b=bounds)
def test_two_facts_agree_alike_whichever_comes_first(asked: Any, a: Bounds, b: Bounds) -> None:
    assert asked("bounds_meet", *a, *b) == asked("bounds_meet", *b, *a)
    assert asked("sums_meet", *a, *b) == asked("sums_meet", *b, *a)
    assert asked("same_number", a[0] % 7, b[1] % 7) == asked(
        "same_number", b[1] % 7, a[0] % 7
    ) or math.inf in (*a, *b)


@many
@given(a=bounds, b=bounds)
def test_ranges_agree_where_they_share_more_than_an_end_and_points_where_they_lie_within(
    asked: Any, a: Bounds, b: Bounds
) -> None:
    low, high = max(a[0], b[0]), min(a[1], b[1])
    has_point = a[0] == a[1] or b[0] == b[1]
    assert asked("bounds_meet", *a, *b) == (low < high or (low == high and has_point))


def test_builds_are_compared_by_the_same_rule(asked: Any) -> None:
    ends = (-math.inf, 0, 1, 2, math.inf)
    every = [(low, high) for low in ends for high in ends if low <= high]
    with duckdb.connect() as con:
        con.execute(BOUNDS_MEET)
        for a, b in itertools.product(every, repeat=2):
            written = ", ".join(f"'{end}'::DOUBLE" for end in (*a, *b))
            [(meet,)] = con.execute(f"SELECT bounds_meet({written})").fetchall()
            assert meet == asked("bounds_meet", *a, *b), (a, b)


@many
@given(a=bounds)
def test_every_fact_agrees_with_itself(asked: Any, a: Bounds) -> None:
    assert asked("bounds_meet", *a, *a)
    assert asked("sums_meet", *a, *a)


@many
@given(a=bounds, b=bounds)
def test_what_agrees_as_facts_agrees_as_sums(asked: Any, a: Bounds, b: Bounds) -> None:
    if asked("bounds_meet", *a, *b):
        assert asked("sums_meet", *a, *b)


@many
@given(numerator=st.integers(-(10**6), 10**6), shift=st.integers(-3, 3))
def test_binary_rounding_is_no_difference_and_a_millionth_is(asked: Any, numerator: int, shift: int) -> None:
    thirds = Fraction(numerator, 3)
    summed = sum([float(thirds / 10)] * 10)
    assert asked("same_number", summed, float(thirds))
    if numerator and shift:
        assert not asked("same_number", float(thirds), float(thirds * (1 + Fraction(shift, 10**6))))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (180.6e9, "180.6 billion"),
        (19_607_000, "19.607 million"),
        (-277e6, "-277 million"),
        (405_000, "405 thousand"),
        (9_999.5, "9999.5"),
        (83.2, "83.2"),
        (0, "0"),
        (100, "100"),
        (2e34, "2e+34"),
    ],
)
def test_numbers_in_sentences(asked: Any, value: float, words: str) -> None:
    assert asked("number_words", value) == words
