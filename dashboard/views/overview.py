"""What matters now: the newest quarter of each headline, the record behind it, and where it is in dispute."""

from __future__ import annotations

from typing import Literal

import polars as pl
import streamlit as st

from dashboard import charts, queries, sentences
from dashboard.axes import Row
from dashboard.components import GLYPHS, VERDICTS, badge, chosen, evidence_panel, mark
from dashboard.connection import ask
from dashboard.palette import entity_colour
from dashboard.stories import read_stories
from ingest import format as fmt

DELTA_COLOURS: dict[str, Literal["normal", "inverse", "off"]] = {
    "up": "normal",
    "down": "inverse",
    "none": "off",
}
RECORD = "the record"
UNDATED = ("orange", "event_busy", "undated")


def draw_card(row: Row) -> None:
    """Draws the newest quarter of one headline."""
    has_change = row["yoy"] is not None
    st.metric(
        fmt.escaped(row["metric_label"]),
        fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"]),
        delta=fmt.growth(row["yoy"], row["growth_basis"], row["unit"]) if has_change else None,
        delta_color=DELTA_COLOURS[row["good"]],
        delta_description="on a year before" if has_change else fmt.no_growth(row["yoy_block"]),
    )
    st.plotly_chart(
        charts.sparkline(row["history"], row["breaks"], entity_colour(row["entity_position"])),
        key=f"sparkline {row['metric_id']}",
        config={"staticPlot": True},
        alt=f"Last {len(row['history'])} quarters of {row['metric_label']}",
    )
    st.caption(_freshness(row))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(mark(row), width="content")
        st.page_link(
            "views/metric.py",
            label="Open",
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params={"metric": row["metric_id"], "entity": row["entity_id"]},
        )


def _freshness(row: Row) -> str:
    """Whose newest quarter it is, when it ended, how far behind it lies, and since when it is known."""
    behind = row["quarters_behind"]
    late = f", {fmt.counted(behind, 'quarter')} behind the newest" if behind else ""
    return (
        f"**{fmt.period(row['fiscal_quarter'])}**{late} · {fmt.escaped(row['entity_label'])}  \n"
        f"ended {fmt.day(row['quarter_end'])}, known since {fmt.day(row['known_from'])}"
    )


def record_table(coverage: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """The quarters of every longer series as a matrix, newest first, and the series of its rows."""
    written = coverage.with_columns(
        pl.Series("written", map(_record_cell, coverage.iter_rows(named=True)), pl.String)
    )
    matrix = written.pivot(
        "fiscal_quarter",
        index=["metric_id", "entity_id", "metric_label", "entity_label"],
        values="written",
        aggregate_function="first",
    )
    quarters = (
        coverage.sort("quarter_end", descending=True)["fiscal_quarter"].unique(maintain_order=True).to_list()
    )
    rows = list(matrix.select("metric_id", "entity_id").iter_rows())
    return matrix.select("metric_label", "entity_label", *quarters).fill_null(""), rows


def _record_cell(row: Row) -> str:
    """One quarter of the matrix: its figure with a mark of how it came about, or a dot for a gap."""
    if row["gap"] == "contested":
        return "✕ contested"
    if row["gap"]:
        return "·"
    figure = fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"], short=True)
    return GLYPHS.get(row["derivation"] or "", "") + figure


def draw_record(entity: str) -> None:
    """Draws the matrix of quarters, and the facts behind the cell that is selected in it."""
    coverage = ask(queries.coverage, entity)
    if coverage.is_empty():
        return
    st.subheader("The record", anchor=False)
    matrix, series = record_table(coverage)
    valued, gaps = coverage["value"].count(), coverage["gap"].count()
    st.markdown(
        fmt.escaped(
            f"{fmt.counted(matrix.height, 'series', 'series')} with at least four known quarters: "
            f"{fmt.counted(valued, 'figure')}, {fmt.counted(gaps, 'gap')}. "
            "◇ derived as a difference, □ as a sum, △ implied by a statement, ✕ contested, · a gap. "
            "Select a cell for its facts."
        )
    )
    event = st.dataframe(
        matrix,
        hide_index=True,
        key=RECORD,
        on_select="rerun",
        selection_mode="single-cell",
        height=36 * min(matrix.height, 14) + 40,
        column_config={
            "metric_label": st.column_config.TextColumn("Metric", pinned=True, width=215),
            "entity_label": st.column_config.TextColumn("Entity", width=165),
            **{
                label: st.column_config.TextColumn(fmt.period(label), alignment="right", width=86)
                for label in matrix.columns[2:]
            },
        },
        alt="Known quarters of the longer series, newest first",
    )
    for at, column in event["selection"]["cells"]:
        if column not in matrix.columns[:2]:
            evidence_panel((*series[at], "", column, "actual"))


def draw_disagreements(entity: str) -> None:
    """Draws the cells in which facts disagree."""
    st.subheader("Where facts disagree", anchor=False)
    rows = ask(queries.disagreements, entity)
    if rows.is_empty():
        st.markdown("No fact of this record contradicts another.")
        return
    open_count = rows.filter(pl.col("verdict") == "contested").height
    st.markdown(
        fmt.escaped(
            f"{fmt.counted(open_count, 'contest')} open, "
            f"{fmt.counted(rows.height - open_count, 'disagreement')} decided by a rule."
        )
    )
    st.page_link(
        "views/contradictions.py",
        label="All contradictions, with their arithmetic",
        icon=":material/balance:",
        query_params={"of": entity},
    )
    for row in rows.iter_rows(named=True):
        printed = " · ".join(
            f"~~{fmt.escaped(text)}~~" if role == "beaten" else f"**{fmt.escaped(text)}**"
            for text, role in zip(row["printed"], row["roles"], strict=True)
        )
        draw_dispute(mark(row), row, f"{printed} · {fmt.escaped(row['rule_label'])}")


def draw_undated(entity: str) -> None:
    """Draws undated stocks that no dated figure near them bears out."""
    rows = ask(queries.undated_disputes, entity)
    st.subheader("Undated against dated", anchor=False)
    st.markdown(
        f"{fmt.counted(rows.height, 'undated figure')} that no dated figure near its publication bears out."
        if rows.height
        else "No undated figure is at odds with a dated one."
    )
    for row in rows.iter_rows(named=True):
        draw_dispute(badge(UNDATED), row, fmt.escaped(row["explanation"]))


def draw_dispute(badged: str, row: Row, told: str) -> None:
    """Draws one cell in dispute under its mark, with what is told of it as Markdown."""
    st.markdown(f"{badged} {fmt.escaped(_cell_name(row))}  \n:small[{told}]")


def _cell_name(row: Row) -> str:
    """A cell in words: metric, breakdown, entity, and period where it has one."""
    part = fmt.breakdown(row["breakdown"], "")
    period = fmt.period(row.get("period_label") or "")
    return ", ".join(word for word in (row["metric_label"], part, row["entity_label"], period) if word)


def draw_changes(build_id: str) -> None:
    """Draws what the newest build changed."""
    st.subheader("What the last build changed", anchor=False)
    counts = ask(queries.changes_of_build, build_id)
    if counts.is_empty():
        st.markdown("Nothing: every cell is believed as before.")
        return
    told = ", ".join(
        f"{fmt.counted(number, 'cell')} {fmt.words(change)} ({fmt.words(cause)})"
        for change, cause, number in counts.iter_rows()
    )
    st.markdown(fmt.escaped(f"{told}."))
    rows = ask(queries.changed_cells, build_id, 12)
    st.dataframe(
        pl.DataFrame(
            [
                {
                    "Change": fmt.words(row["change"]),
                    "Cell": _cell_name(row),
                    "Before": fmt.amount(row["value_before"], row["unit"], short=True),
                    "After": fmt.amount(row["value_after"], row["unit"], short=True),
                    "Verdict": VERDICTS[row["verdict_after"]][2] if row["verdict_after"] else "",
                }
                for row in rows.iter_rows(named=True)
            ]
        ),
        hide_index=True,
        alt="Cells that the last build changed",
    )


entities = ask(queries.entities)
labels = dict(entities.select("entity_id", "label_en").iter_rows())
options = entities.filter(pl.col("has_quarters"))["entity_id"].to_list() or list(labels)
build = ask(queries.newest_build).row(0, named=True)

head, picker = st.columns([3, 1], vertical_alignment="bottom")
with picker:
    entity = chosen("Entity", options, key="entity", words=lambda own: labels[own])
with head:
    st.title(fmt.escaped(labels[entity]), anchor=False)
headlines = ask(queries.headlines, entity, list(read_stories().headlines)).to_dicts()
if headlines:
    st.markdown(f"##### {fmt.escaped(sentences.overview_sentence(headlines[0], build))}")
grid = st.grid(4, min_column_width=230, border=True)
for headline in headlines:
    with grid.cell(), st.container(gap="xsmall"):
        draw_card(headline)
draw_record(entity)
left, right = st.columns(2, gap="large")
with left:
    draw_disagreements(entity)
with right:
    draw_undated(entity)
draw_changes(build["build_id"])
