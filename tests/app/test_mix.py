"""A mix: parts stacked as stated, only where all of them are known."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard.mix import mix_figure


def part(entity: str, position: int, values: list[float | None]) -> pl.DataFrame:
    """The quarters of one part, from the first of 2024 on."""
    rows: list[dict[str, Any]] = [
        {
            "metric_id": "sales",
            "metric_label": "Sales",
            "entity_id": entity,
            "entity_label": entity,
            "entity_position": position,
            "breakdown": "",
            "fiscal_quarter": f"2024Q{at}",
            "period_label": f"2024Q{at}",
            "fiscal_year": 2024,
            "quarter_no": at,
            "quarter_start": date(2024, 3 * at - 2, 1),
            "quarter_end": date(2024, 3 * at, 28),
            "value": value,
            "value_low": value,
            "value_high": value,
            "unit": "usd",
            "derivation": "reported" if value else None,
            "gap": None if value else "not_disclosed",
            "formula": None,
            "yoy": None,
            "yoy_block": None,
            "qoq": None,
            "growth_basis": "relative",
        }
        for at, value in enumerate(values, 1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def test_only_quarters_with_all_parts_are_stacked_and_the_others_are_marked() -> None:
    frames = [part("widgets", 1, [10.0, 20.0, 30.0]), part("gadgets", 2, [1.0, None, 3.0])]
    traces = {trace.name: trace for trace in mix_figure(frames, ["Widgets", "Gadgets"]).data}
    assert (list(traces["Widgets"].y), list(traces["Gadgets"].y)) == ([10.0, 30.0], [1.0, 3.0])
    assert [address[3] for address in traces["not disclosed"].customdata] == ["2024Q2"]
    assert [address[1] for address in traces["Gadgets"].customdata] == ["gadgets", "gadgets"]


def test_a_negative_part_stands_whole_below_zero() -> None:
    figure = mix_figure([part("widgets", 1, [10.0, 8.0]), part("gadgets", 2, [-6.0, -2.0])], ["a", "b"])
    low, high = figure.layout.yaxis.range
    assert (low < -6, high > 10) == (True, True)
    assert figure.layout.barmode == "relative"


def test_a_quarter_that_a_part_lacks_is_marked_however_it_lacks_it() -> None:
    gadgets = part("gadgets", 2, [None, None, 3.0])[1:]
    ranged = gadgets.with_columns(
        pl.when(pl.col("fiscal_quarter") == "2024Q2").then(end).otherwise(name).alias(name)
        for name, end in (("value_low", 1.0), ("value_high", 2.0))
    )
    figure = mix_figure([part("widgets", 1, [10.0, 20.0, 30.0]), ranged], ["a", "b"])
    marked = {trace.name: [address[:4] for address in trace.customdata] for trace in figure.data}
    assert marked["not disclosed"] == [
        ["sales", "gadgets", "", "2024Q1"],
        ["sales", "gadgets", "", "2024Q2"],
    ]


def test_parts_differ_in_pattern_as_well_as_in_colour() -> None:
    frames = [part("widgets", 1, [10.0]), part("gadgets", 2, [1.0])]
    looks = [(bar.marker.color, bar.marker.pattern.shape) for bar in mix_figure(frames, ["a", "b"]).data[:2]]
    assert len({colour for colour, _ in looks}) == len({shape for _, shape in looks}) == 2


def test_parts_without_a_common_quarter_make_an_empty_stack() -> None:
    frames = [part("widgets", 1, [None, 2.0]), part("gadgets", 2, [1.0, None])]
    assert [list(bar.y) for bar in mix_figure(frames, ["a", "b"]).data[:2]] == [[], []]
