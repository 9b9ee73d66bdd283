"""Downloads of a series as it is seen: CSV and Excel written at the click, pictures by the chart's camera."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.address import link
from dashboard.axes import Row
from dashboard.connection import ask
from dashboard.language import is_right_to_left, language, spoken
from dashboard.stories import Series
from ingest import format as fmt
from ingest.answers import as_csv
from ingest.tongue import tr
from ingest.workbook import About, quarters_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAWN = ["kind", "good", "entity_position", "quarter_start"]
"""Columns that are for drawing only."""


def draw_downloads(
    about: Row, series: Series, span: str, frames: Sequence[pl.DataFrame], as_of: date | None
) -> None:
    """Draws the ways to take along what is seen; each file is written at the click."""
    name = "_".join(part for part in (series.metric, series.entity, span) if part)
    with st.popover(tr("Download"), icon=":material/download:", type="tertiary"):
        st.download_button(
            tr("Table (CSV)"),
            partial(_csv, list(frames)),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/csv:",
            on_click="ignore",
        )
        if frames:
            facts = ask(queries.facts_of_series, series.metric, series.entity, series.breakdown, as_of)
            st.download_button(
                tr("Workbook with sources (Excel)"),
                partial(_workbook, frames[0], facts, _told(about, series, frames[0], as_of), language()),
                file_name=f"{name}.xlsx",
                mime=XLSX,
                icon=":material/table_view:",
                on_click="ignore",
            )
        st.segmented_control(
            tr("Picture: choose a format, then the camera on the chart"),
            ["png", "svg"],
            format_func=str.upper,
            key="picture",
            default="png",
            required=True,
        )


def _csv(frames: Sequence[pl.DataFrame]) -> str:
    """The rows of the series shown, as the marts hold them."""
    rows = pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()
    return as_csv(rows.drop(DRAWN, strict=False))


def _workbook(rows: pl.DataFrame, facts: pl.DataFrame, about: About, of: str) -> bytes:
    """The first series shown, with the evidence of every figure, in the reader's language."""
    with spoken(of):
        return quarters_workbook(rows.sort("quarter_end", descending=True), facts, about)


def _told(about: Row, series: Series, rows: pl.DataFrame, as_of: date | None) -> About:
    """What the workbook says it is about."""
    build = ask(queries.newest_build).row(0, named=True)
    return About(
        metric=about["metric_label"],
        entity=rows["entity_label"][0],
        breakdown=fmt.breakdown(series.breakdown, ""),
        unit=about["unit"],
        definition=about["definition"],
        build_id=build["build_id"],
        built_at=build["built_at"],
        policy_version=build["policy_version"],
        as_of=as_of,
        address=link(build["build_id"]),
        right_to_left=is_right_to_left(),
    )
