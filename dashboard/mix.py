"""The figure of a mix: parts stacked by quarter, as they are stated; no share is computed of them."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from dashboard.axes import (
    DAY,
    HEIGHT,
    Row,
    empty_figure,
    middle,
    value_axis,
    with_quarter_axis,
    with_value_axis,
)
from dashboard.marks import clickable, draw_gaps
from dashboard.palette import QUIET, entity_colour

OF_ALL = "value of all parts"
"""The measure of a quarter that lacks a part, also where that part has bounds."""
ABOUT = ("metric_id", "metric_label", "entity_id", "entity_label", "breakdown")
UNSTATED = {
    **dict.fromkeys(("value", "value_low", "value_high", "derivation", "formula", "yoy", "yoy_block", "qoq")),
    "gap": "not_disclosed",
}
PATTERNS = ("", "/", ".", "x", "-", "+")


def mix_figure(frames: Sequence[pl.DataFrame], names: Sequence[str]) -> go.Figure:
    """Parts stacked over the quarters in which all of them have a value, a grey mark where one has none.

    What is negative is stacked below zero.
    """
    parts = [frame.to_dicts() for frame in frames]
    days = quarters_of_all(parts)
    stacks = [[row for row in part if row["quarter_end"] in days] for part in parts]
    values = [[row["value"] for row in rows] for rows in zip(*stacks, strict=True)]
    above = [sum(value for value in own if value > 0) for own in values]
    below = [sum(value for value in own if value < 0) for own in values]
    unit = next((row["unit"] for part in parts for row in part), "count")
    axis = value_axis([0.0, *above, *below], unit)
    figure = empty_figure(HEIGHT)
    for at, (rows, name) in enumerate(zip(stacks, names, strict=True)):
        _draw_part(figure, rows, name, at)
    if any(below):
        figure.add_hline(y=0, line={"color": QUIET, "width": 1})
    draw_gaps(figure, _lacking(parts), OF_ALL, axis)
    figure.update_layout(barmode="relative")
    return with_value_axis(with_quarter_axis(figure, [row for part in parts for row in part]), axis)


def quarters_of_all(parts: Sequence[list[Row]]) -> set[object]:
    """The days on which those quarters end in which every part has a value."""
    known = [{row["quarter_end"] for row in part if row["value"] is not None} for part in parts]
    return set.intersection(*known) if known else set()


def _lacking(parts: Sequence[list[Row]]) -> list[Row]:
    """A row for each part and quarter without a value, of those quarters in which another part has a row.

    Where a part has no row, that of another part stands in: its quarter, with what the part is about.
    """
    quarters = {row["quarter_end"]: row for part in parts for row in part}
    rows = []
    for part in filter(None, parts):
        own = {row["quarter_end"]: row for row in part}
        about = {name: part[0][name] for name in ABOUT}
        rows += [own.get(end) or another | about | UNSTATED for end, another in quarters.items()]
    return [row | {OF_ALL: None} for row in rows if row["value"] is None]


def _draw_part(figure: go.Figure, rows: list[Row], name: str, at: int) -> None:
    """Draws one part of every stack, told apart by colour and pattern."""
    colour = entity_colour(rows[0]["entity_position"]) if rows else QUIET
    figure.add_bar(
        x=[middle(row) for row in rows],
        y=[row["value"] for row in rows],
        name=name,
        width=64 * DAY,
        marker={
            "color": colour,
            "pattern": {
                "shape": PATTERNS[at % len(PATTERNS)],
                "fillmode": "overlay",
                "fgcolor": "white",
                "fgopacity": 0.55,
                "size": 6,
            },
        },
        **clickable(rows, colour),
    )
