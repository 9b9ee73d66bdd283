"""The figure of the days of publication: how many facts were published on which day, and by whom."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import polars as pl

from dashboard.axes import empty_figure
from dashboard.palette import ENTITY_COLOURS
from ingest import format as fmt
from ingest.tongue import tr


def days_figure(days: pl.DataFrame) -> go.Figure:
    """Bars of the facts that were published on each day, with their publishers on hover."""
    rows = days.to_dicts()
    figure = empty_figure(height=220)
    figure.add_bar(
        x=[row["published_on"] for row in rows],
        y=[row["fact_count"] for row in rows],
        marker={"color": ENTITY_COLOURS[0], "line": {"color": ENTITY_COLOURS[0], "width": 3}},
        hovertext=[
            f"{fmt.day(row['published_on'])}: {row['fact_count']:,}<br>{escape(row['publishers'])}"
            for row in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_xaxes(showgrid=False, fixedrange=True)
    return figure.update_yaxes(fixedrange=True, title=tr("facts"))
