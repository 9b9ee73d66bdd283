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

PATTERNS = ("", "/", ".", "x", "-", "+")


def mix_figure(frames: Sequence[pl.DataFrame], names: Sequence[str]) -> go.Figure:
    """Parts stacked over the quarters in which all of them have a value, a grey mark where one has none."""
    parts = [frame.to_dicts() for frame in frames]
    days = quarters_of_all(parts)
    stacks = [[row for row in part if row["quarter_end"] in days] for part in parts]
    tops = [sum(row["value"] for row in rows) for rows in zip(*stacks, strict=True)]
    unit = next((row["unit"] for part in parts for row in part), "count")
    axis = value_axis([0.0, *tops], unit)
    figure = empty_figure(HEIGHT)
    for at, (rows, name) in enumerate(zip(stacks, names, strict=True)):
        _draw_part(figure, rows, name, at)
    missing = [row for part in parts for row in part if row["value"] is None]
    draw_gaps(figure, missing, "value", axis)
    figure.update_layout(barmode="stack")
    return with_value_axis(with_quarter_axis(figure, [row for part in parts for row in part]), axis)


def quarters_of_all(parts: Sequence[list[Row]]) -> set[object]:
    """The days on which those quarters end in which every part has a value."""
    known = [{row["quarter_end"] for row in part if row["value"] is not None} for part in parts]
    return set.intersection(*known) if known else set()


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
