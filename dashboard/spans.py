"""Over which span of time a series is shown, and by which measure: frames of queries, lined up for charts.

Every row has the columns of a quarter, with `period_label` for the time that its value is about. Nothing is
computed of a metric here; an index only scales what is shown, and never across a change of definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard import queries
from dashboard.connection import ask
from dashboard.marks import first_after_breaks
from dashboard.stories import Series
from ingest.tongue import later

SPANS = {
    "quarter": later("Quarters"),
    "ytd": later("Year to date"),
    "ltm": later("Last four quarters"),
    "year": later("Fiscal years"),
}
MEASURES = {
    "value": later("Value"),
    "yoy": later("Year on year"),
    "qoq": later("Quarter on quarter"),
    "index": later("Index"),
}


def read(series: Series, span: str, as_of: date | None = None) -> pl.DataFrame:
    """A series over a span as believed now or on a day, oldest first, gaps included."""
    own = (series.metric, series.entity, series.breakdown, as_of)
    match span:
        case "ltm":
            return ask(queries.four_quarters, *own)
        case "ytd":
            return _years(*own).with_columns(starts_anew=pl.col("quarter_no") == 1)
        case "year":
            return _years(*own).filter(pl.col("quarter_no") == 4).with_columns(quarter_start="year_start")
        case _:
            return ask(queries.quarters, *own)


def _years(metric: str, entity: str, breakdown: str, as_of: date | None) -> pl.DataFrame:
    """The fiscal years so far; a stock's own cell is that of the quarter's last day."""
    is_stock = pl.col("kind") == "stock"
    return ask(queries.years_to_date, metric, entity, breakdown, as_of).with_columns(
        period_label=pl.when(is_stock).then("fiscal_quarter").otherwise("period_label")
    )


def spans_held(series: Series, as_of: date | None = None) -> list[str]:
    """The spans over which a series has any value or bounds, now or on a day."""
    frames = {span: read(series, span, as_of) for span in SPANS}
    is_stock = any((frame["kind"] == "stock").any() for frame in frames.values() if frame.height)
    return [span for span, frame in frames.items() if _is_told(frame) and not (is_stock and span == "ytd")]


def measures_held(frames: Sequence[pl.DataFrame]) -> list[str]:
    """The measures that any of the frames has."""
    return [
        measure
        for measure in MEASURES
        if measure == "value"
        or any(measure in frame.columns and frame[measure].is_not_null().any() for frame in frames)
    ]


def indexed(frames: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """The frames with a column `index`: values with 100 where all series have their first one in common.

    A series begins behind its last change of definition, and at a value above zero; without a quarter in
    common each begins with its own first value.
    """
    comparable = [_comparable(frame) for frame in frames]
    valued = [set(frame.filter(pl.col("comparable") > 0)["quarter_end"]) for frame in comparable]
    common = set.intersection(*valued) if valued else set()
    return [_with_index(frame, min(common) if common else None) for frame in comparable]


def _comparable(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `comparable`: its values behind the last change of definition."""
    breaks = first_after_breaks(frame.to_dicts())
    is_behind = pl.col("quarter_end") >= (breaks[-1]["quarter_end"] if breaks else date.min)
    return frame.with_columns(comparable=pl.when(is_behind).then("value"))


def _with_index(frame: pl.DataFrame, start: date | None) -> pl.DataFrame:
    """The frame with its comparable values as an index of the one at `start`, by default of the first."""
    above_zero = pl.col("comparable") > 0
    at_start = above_zero if start is None else above_zero & (pl.col("quarter_end") == start)
    base = pl.col("comparable").filter(at_start).first()
    return frame.with_columns(index=100 * pl.col("comparable") / base).drop("comparable")


def _is_told(frame: pl.DataFrame) -> bool:
    """Whether any row has a value or bounds."""
    return bool(frame.select(pl.any_horizontal(pl.col("value", "value_low").is_not_null()).any()).item())
