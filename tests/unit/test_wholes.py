"""Parts of a whole are found by arithmetic: all of them, and none that do not add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.document import Block
from ingest.extract.printed.figures import Figure
from ingest.extract.stated import Stated
from ingest.extract.surroundings import Line
from ingest.extract.wholes import kin_of

LEAD_IN = (0, 50)


def stated(value: float, start: int, *, leads_in: bool, unit: str = "usd") -> Stated:
    """A figure to the nearest unit, in the paragraph that leads in or in an item of the list under it."""
    figure = Figure(
        start,
        start + 5,
        str(value),
        "en",
        unit,
        "",
        "",
        "",
        "exact",
        value,
        value - 0.5,
        value + 0.5,
        "",
        "",
        (),
    )
    if leads_in:
        line = Line(Block("paragraph", *LEAD_IN), *LEAD_IN)
        return Stated(figure, line, LEAD_IN, [])
    span = (start, start + 9)
    return Stated(figure, Line(Block("item", *span, level=1), *span, lead_in=LEAD_IN), span, [])


@given(st.lists(st.integers(1000, 9000), min_size=2, max_size=20))
def test_the_parts_of_a_whole_are_found(parts: list[int]) -> None:
    whole = stated(sum(parts), 10, leads_in=True)
    items = [stated(value, 100 + 10 * at, leads_in=False) for at, value in enumerate(parts)]
    found = [(kin.figure, kin.whole, kin.is_part) for kin in kin_of([whole, *items])]
    assert found == [(item, whole, True) for item in items]


@given(st.lists(st.integers(1000, 9000), min_size=2, max_size=20), st.integers(50, 900))
def test_figures_that_miss_the_whole_are_no_parts(parts: list[int], off: int) -> None:
    whole = stated(sum(parts) + off, 10, leads_in=True)
    items = [stated(value, 100 + 10 * at, leads_in=False) for at, value in enumerate(parts)]
    assert not [kin for kin in kin_of([whole, *items]) if kin.is_part]


def test_parts_of_another_unit_are_none() -> None:
    whole = stated(3000, 10, leads_in=True)
    items = [stated(1000, 100, leads_in=False, unit="count"), stated(2000, 110, leads_in=False, unit="count")]
    assert not list(kin_of([whole, *items]))


def test_a_figure_that_states_the_whole_again_is_a_repeat() -> None:
    whole = stated(3000, 10, leads_in=True)
    items = [stated(3000, 100, leads_in=False), stated(1234, 110, leads_in=False)]
    assert [(kin.figure, kin.is_part) for kin in kin_of([whole, *items])] == [(items[0], False)]
