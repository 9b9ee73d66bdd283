"""A story: its answer first, a few key figures, then charts, each with a sentence of what the build holds."""

from __future__ import annotations

from datetime import date
from html import escape

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboard import charts, queries, sentences
from dashboard.as_of import as_of, draw_as_of
from dashboard.axes import Row
from dashboard.components import clicked, show_table
from dashboard.connection import ask
from dashboard.mix import mix_figure, quarters_of_all
from dashboard.palette import entity_colour
from dashboard.series_tables import comparison_table, guidance_table, period_table
from dashboard.stories import Panel, Series, Story
from dashboard.tiles import draw_tiles, tile_of
from dashboard.why import evidence_panel
from ingest import format as fmt
from ingest.tongue import tr, tr_count

PLOT = {"displayModeBar": False}


def draw(story: Story) -> None:
    """Draws the page of a story."""
    st.title(story.title, anchor=False)
    day = draw_as_of()
    tiles = [tile for one in story.figures if (tile := tile_of(_quarters(one)) or _newest_cell(one))]
    st.markdown(f"##### {fmt.escaped(_answer(story, tiles) or story.question)}")
    if tiles:
        st.caption(fmt.escaped(story.question))
        draw_tiles(tiles)
    panels = [(at, panel) for at, panel in enumerate(story.panels) if _held(panel)]
    if not panels:
        st.markdown(tr("Nothing of this story was known on this day.") if day else tr("Nothing is stated."))
    while panels:
        row = panels[:2] if len(panels) > 1 and panels[0][1].half and panels[1][1].half else panels[:1]
        del panels[: len(row)]
        for column, (at, panel) in zip(st.columns(len(row), gap="large"), row, strict=True):
            with column:
                _draw_panel(panel, f"{story.id}-{at}")


def _answer(story: Story, tiles: list[Row]) -> str:
    """The answer to the story's question in a sentence: its first figure, and what was guided of it."""
    if not tiles:
        return ""
    if "history" not in tiles[0]:
        return sentences.cell_sentence(tiles[0])
    told = sentences.headline_sentence(tiles[0])
    guided = next((panel.series[0] for panel in story.panels if panel.show == "guidance"), None)
    rows = _guided(guided).to_dicts() if guided else []
    if not rows:
        return told
    return tr("{first} {second}", first=told, second=sentences.guidance_sentence(rows))


def _draw_panel(panel: Panel, key: str) -> None:
    """Draws one panel under its heading."""
    st.subheader(panel.title, anchor=False)
    match panel.show:
        case "facts":
            _draw_facts(panel, key)
        case "peers":
            _draw_peers(panel, key)
        case _:
            frames = [_quarters(one) for one in panel.series]
            st.markdown(fmt.escaped(_sentence(panel, frames)))
            _draw_chart(panel, frames, _figure(panel, frames), key)
            _draw_table(panel, frames, key)


def _draw_chart(panel: Panel, frames: list[pl.DataFrame], figure: go.Figure, key: str) -> None:
    """Draws a chart, and the facts behind the mark that was clicked or the ways to them."""
    event = st.plotly_chart(
        figure,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config=PLOT,
        alt=alternative_text(panel, frames),
    )
    address = clicked(event)
    if address:
        evidence_panel(address, as_of(), key=f"evidence-{key}")
    else:
        _draw_ways_on(frames)


def alternative_text(panel: Panel, frames: list[pl.DataFrame]) -> str:
    """What a chart shows for those who do not see it: a sentence a series, or the guidance it draws."""
    if panel.show == "guidance":
        told = sentences.guidance_sentence(_guided(panel.series[0]).to_dicts())
        return tr("{subject}: {told}", subject=panel.title, told=told)
    held = [frame for frame in frames if frame.height]
    if len(held) < 2:
        shown = held[0] if held else frames[0]
        return charts.alternative_text(panel.title, shown, panel.measure)
    return " ".join(
        charts.alternative_text(fmt.listed([panel.title, name]), frame, panel.measure)
        for name, frame in zip(charts.series_names(held), held, strict=True)
    )


def panel_table(panel: Panel, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """What a chart shows as a table: guidance with what came of it, one series, or several side by side."""
    if panel.show == "guidance":
        return guidance_table(_guided(panel.series[0]))
    held = [frame for frame in frames if frame.height]
    if len(held) == 1:
        return period_table(held[0])
    return comparison_table(held, charts.series_names(held), panel.measure)


@st.fragment
def _draw_table(panel: Panel, frames: list[pl.DataFrame], key: str) -> None:
    """Draws what a chart shows as a table behind a line; it is made when the line is opened."""
    more = st.expander(tr("Table"), type="compact", key=f"table {key}", on_change="rerun")
    if more.open:
        with more:
            show_table(panel_table(panel, frames), alt=tr("{chart}, as a table", chart=panel.title))


def _draw_ways_on(frames: list[pl.DataFrame]) -> None:
    """Draws how to come to the facts: by a click, or by the page of each series."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(tr("Click a mark for its facts, or open"), width="content")
        for frame in frames:
            for row in frame.head(1).iter_rows(named=True):
                st.page_link(
                    "views/metric.py",
                    label=fmt.escaped(fmt.listed([row["metric_label"], row["entity_label"]])),
                    query_params={
                        "metric": row["metric_id"],
                        "entity": row["entity_id"],
                        "breakdown": row["breakdown"],
                    },
                )


def _draw_peers(panel: Panel, key: str) -> None:
    """Draws the series beside the same metric of other companies, or says how to add one."""
    own = panel.series[0]
    others = ask(queries.peers, own.metric, own.entity, as_of())
    if others.is_empty():
        st.markdown(
            tr(
                "No other company of this warehouse states this metric yet. A company is data: an entity of "
                "kind `company`, its sources and facts in the catalog, and it stands here after the next "
                "`kpi refresh`. CONTRIBUTING.md says how."
            )
        )
        return
    frames = [_quarters(own), *others.partition_by("entity_id", maintain_order=True)]
    frames = [frame for frame in frames if frame["value"].count()]
    newest = [tile for frame in frames if (tile := tile_of(frame))]
    st.markdown(fmt.escaped(sentences.ranking_sentence(newest)))
    _draw_chart(panel, frames, charts.comparison_figure(frames, panel.measure), key)
    _draw_table(panel, frames, key)


def _draw_facts(panel: Panel, key: str) -> None:
    """Draws the newest figures of metrics by part, and the facts behind the row that is selected."""
    cells = pl.concat([ask(queries.newest_cells, one.metric, one.entity, as_of()) for one in panel.series])
    undated = cells.filter(pl.col("period_label") == "undated").height
    told = tr_count("{number} figure", "{number} figures", cells.height)
    if undated:
        part = tr_count("{number} of them undated", "{number} of them undated", undated)
        told = tr("{figures}, {part}", figures=told, part=part)
    st.markdown(fmt.escaped(tr("{figures}. Select a row for its facts.", figures=told)))
    event = show_table(
        facts_table(cells),
        alt=panel.title,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            tr("About"): st.column_config.TextColumn(width=380),
            tr("Figure"): st.column_config.TextColumn(width=100, alignment="right"),
            tr("Period"): st.column_config.TextColumn(width=210),
        },
    )
    for at in event["selection"]["rows"]:
        row = cells.row(at, named=True)
        address = [row[name] for name in ("metric_id", "entity_id", "breakdown", "period_label", "modality")]
        evidence_panel(address, as_of(), key=f"evidence-{key}")


def facts_table(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells as they are read: what, how much, for when, of which kind, how they stand, and by whom."""
    return pl.DataFrame(
        [
            {
                tr("About"): fmt.listed(
                    part for part in (row["metric_label"], fmt.breakdown(row["breakdown"], "")) if part
                ),
                tr("Figure"): sentences.figure_of(row),
                tr("Period"): sentences.when(row),
                tr("Kind"): fmt.words(row["modality"]),
                tr("Verdict"): sentences.verdict_words(row["verdict"]),
                tr("Entity"): row["entity_label"],
                tr("Sources"): row["sources"],
            }
            for row in cells.iter_rows(named=True)
        ]
    )


def _figure(panel: Panel, frames: list[pl.DataFrame]) -> go.Figure:
    """The figure that the panel asks for."""
    match panel.show:
        case "compare":
            return charts.comparison_figure(frames, panel.measure)
        case "mix":
            return mix_figure(frames, [escape(name) for name in _names(frames)])
        case "years":
            return charts.years_figure(frames[0])
        case "guidance":
            position = frames[0]["entity_position"][0] if frames[0].height else 1
            return charts.guidance_figure(_guided(panel.series[0]), entity_colour(position))
        case _:
            return charts.series_figure(frames[0], panel.measure, _guided(panel.series[0]))


def _sentence(panel: Panel, frames: list[pl.DataFrame]) -> str:
    """The sentence over a chart."""
    newest = [row for one in panel.series for row in _newest(one)]
    match panel.show:
        case "compare":
            return sentences.comparison_sentence(newest, panel.measure)
        case "mix":
            return sentences.mix_sentence(
                newest, len(quarters_of_all([frame.to_dicts() for frame in frames]))
            )
        case "guidance":
            return sentences.guidance_sentence(_guided(panel.series[0]).to_dicts())
        case "years":
            return sentences.record_sentence(newest[0]) if newest else ""
        case _:
            return sentences.series_sentence(newest[0]) if newest else ""


def _names(frames: list[pl.DataFrame]) -> list[str]:
    """What tells parts apart: their breakdown where they have one, else their entity."""
    firsts = [frame.row(0, named=True) if frame.height else {} for frame in frames]
    return [
        fmt.breakdown(row["breakdown"]) if row.get("breakdown") else str(row.get("entity_label", ""))
        for row in firsts
    ]


def _quarters(series: Series) -> pl.DataFrame:
    """The quarters of a series, as believed on the chosen day."""
    return ask(queries.quarters, series.metric, series.entity, series.breakdown, as_of())


def _newest_cell(series: Series) -> Row | None:
    """The newest figure of a series that has no quarter."""
    cells = ask(queries.newest_cells, series.metric, series.entity, as_of())
    own = cells.filter(pl.col("breakdown") == series.breakdown, pl.col("entity_id") == series.entity)
    return own.row(0, named=True) if own.height else None


def _guided(series: Series) -> pl.DataFrame:
    """The guidance of a series, as believed on the chosen day."""
    return ask(queries.guidance, series.metric, series.entity, series.breakdown, as_of())


def _newest(series: Series) -> list[Row]:
    """The newest quarter of a series, if it has one."""
    return ask(queries.series_summary, series.metric, series.entity, series.breakdown, as_of()).to_dicts()


def _held(panel: Panel) -> bool:
    """Whether anything of the panel's series is known."""
    day: date | None = as_of()
    if panel.show == "facts":
        return any(ask(queries.newest_cells, one.metric, one.entity, day).height for one in panel.series)
    return any(_quarters(one).height for one in panel.series)
