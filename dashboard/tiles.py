"""Tiles: the newest quarter of a series with its change, its last quarters, its mark and how fresh it is."""

from __future__ import annotations

from typing import Literal

import polars as pl
import streamlit as st

from dashboard import charts
from dashboard.axes import Row
from dashboard.badges import mark
from dashboard.links import cell_choices
from dashboard.palette import entity_colour
from dashboard.sentences import figure_of, growth_of, when
from ingest import format as fmt
from ingest.tongue import tr, tr_count

DELTA_COLOURS: dict[str, Literal["normal", "inverse", "off"]] = {
    "up": "normal",
    "down": "inverse",
    "none": "off",
}
LENGTH = 12
"""So many quarters a small line shows."""


def draw_tiles(rows: list[Row]) -> None:
    """Draws tiles side by side, as many in a row as there is room for."""
    metrics = [row["metric_id"] for row in rows]
    grid = st.grid(4, min_column_width=230, border=True)
    for row in rows:
        names = [row["metric_label"], row["entity_label"]]
        if metrics.count(row["metric_id"]) > 1:
            names.reverse()
        with grid.cell(), st.container(gap="xsmall"):
            if "history" in row:
                draw_tile(row, *names)
            else:
                draw_cell(row)


def draw_tile(row: Row, name: str, beneath: str) -> None:
    """Draws the newest quarter of one series under a name, and the way to what stands behind it."""
    has_change = row["yoy"] is not None
    st.metric(
        fmt.escaped(name),
        fmt.escaped(figure_of(row)),
        delta=growth_of(row) if has_change else None,
        delta_color=DELTA_COLOURS[row["good"]],
        delta_description=tr("on a year before") if has_change else fmt.no_growth(row["yoy_block"]),
    )
    st.plotly_chart(
        charts.sparkline(row["history"], row["versions"], entity_colour(row["entity_position"])),
        key=f"sparkline {row['metric_id']} {row['entity_id']} {row['breakdown']}",
        config={"staticPlot": True},
        alt=tr(
            "{metric} of {entity}, its last quarters: {figures}",
            metric=row["metric_label"],
            entity=row["entity_label"],
            figures=fmt.listed(fmt.amount(value, row["unit"], short=True) for value in row["history"]),
        ),
    )
    st.caption(_freshness(row, beneath))
    _draw_standing(row)


def draw_cell(cell: Row) -> None:
    """Draws a figure that is no quarter: what it is about, how much, and for when it stands."""
    st.metric(fmt.escaped(cell["metric_label"]), fmt.escaped(figure_of(cell)))
    kind = "" if cell["modality"] == "actual" else fmt.words(cell["modality"])
    part = fmt.escaped(fmt.headline(fmt.breakdown(cell["breakdown"], "")))
    told = [f"**{fmt.escaped(when(cell))}**", kind, fmt.escaped(cell["entity_label"])]
    st.caption("  \n".join(line for line in (part, " · ".join(word for word in told if word)) if line))
    _draw_standing(cell)


def _draw_standing(row: Row) -> None:
    """Draws the mark of a tile, and the way to what stands behind it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(mark(row), width="content")
        st.page_link(
            "views/metric.py",
            label=tr("Open"),
            icon=onward(),
            icon_position="right",
            query_params=cell_choices(row),
            help=fmt.escaped(
                tr("{metric} of {entity}", metric=row["metric_label"], entity=row["entity_label"])
            ),
        )


def onward() -> str:
    """The arrow that points to where the reader goes on, in the direction of the lines."""
    return ":material/arrow_back:" if fmt.is_right_to_left() else ":material/arrow_forward:"


def tile_of(quarters: pl.DataFrame) -> Row | None:
    """The tile of a series by its quarters, oldest first: its newest one with a value, if it has any."""
    valued = quarters.with_row_index("at").filter(pl.col("value").is_not_null())
    if valued.is_empty():
        return None
    newest: Row = valued.row(-1, named=True)
    last = quarters[max(0, newest["at"] + 1 - LENGTH) : newest["at"] + 1]
    return newest | {
        "modality": "actual",
        "period_label": newest["fiscal_quarter"],
        "history": last["value"].to_list(),
        "versions": last["metric_version"].to_list(),
        "quarters_behind": 0,
    }


def _freshness(row: Row, beneath: str) -> str:
    """The newest quarter and what it is of, when it ended, how late it is, since when it is known."""
    period, entity = fmt.escaped(fmt.period(row["fiscal_quarter"])), fmt.escaped(beneath)
    behind = row["quarters_behind"]
    if behind:
        late = tr_count("{number} quarter behind the newest", "{number} quarters behind the newest", behind)
        first = f"**{period}**, {late} · {entity}"
    else:
        first = f"**{period}** · {entity}"
    known = tr(
        "ended {day}, known since {since}", day=fmt.day(row["quarter_end"]), since=fmt.day(row["known_from"])
    )
    return f"{first}  \n{known}"
