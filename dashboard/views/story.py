"""A story: a question, and charts that answer it, each with a sentence made of what the build holds."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboard import charts, queries, sentences
from dashboard.axes import Row
from dashboard.components import clicked, evidence_panel
from dashboard.connection import ask
from dashboard.palette import entity_colour
from dashboard.stories import Panel, Series, Story
from ingest import format as fmt

PLOT = {"displayModeBar": False}


def draw(story: Story) -> None:
    """Draws the page of a story."""
    st.title(story.title, anchor=False)
    st.markdown(f"##### {fmt.escaped(story.question)}")
    panels = [(at, panel) for at, panel in enumerate(story.panels) if _held(panel)]
    while panels:
        row = panels[:2] if len(panels) > 1 and panels[0][1].half and panels[1][1].half else panels[:1]
        del panels[: len(row)]
        for column, (at, panel) in zip(st.columns(len(row), gap="large"), row, strict=True):
            with column:
                _draw_panel(panel, f"{story.id}-{at}")


def _draw_panel(panel: Panel, key: str) -> None:
    """Draws one chart under its sentence, and the facts behind the mark that was clicked."""
    st.subheader(panel.title, anchor=False)
    frames = [ask(queries.quarters, one.metric, one.entity, one.breakdown) for one in panel.series]
    st.markdown(fmt.escaped(_sentence(panel)))
    event = st.plotly_chart(
        _figure(panel, frames),
        key=key,
        on_select="rerun",
        selection_mode="points",
        config=PLOT,
        alt=charts.alternative_text(panel.title, pl.concat(frames), panel.measure),
    )
    address = clicked(event)
    if address:
        evidence_panel(address)
    else:
        _draw_ways_on(panel)


def _draw_ways_on(panel: Panel) -> None:
    """Draws how to come to the facts: by a click, or by the page of each series."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Click a mark for its facts, or open", width="content")
        for one in panel.series:
            for row in _newest(one):
                st.page_link(
                    "views/metric.py",
                    label=fmt.escaped(row["metric_label"] + ", " + row["entity_label"]),
                    query_params={
                        "metric": one.metric,
                        "entity": one.entity,
                        "breakdown": one.breakdown,
                    },
                )


def _figure(panel: Panel, frames: list[pl.DataFrame]) -> go.Figure:
    """The figure that the panel asks for."""
    first = panel.series[0]
    guided = ask(queries.guidance, first.metric, first.entity, first.breakdown)
    match panel.show:
        case "compare":
            return charts.comparison_figure(frames, panel.measure)
        case "years":
            return charts.years_figure(frames[0])
        case "guidance":
            position = frames[0]["entity_position"][0] if frames[0].height else 1
            return charts.guidance_figure(guided, entity_colour(position))
        case _:
            return charts.series_figure(frames[0], panel.measure, guided)


def _sentence(panel: Panel) -> str:
    """The sentence over a chart."""
    first = panel.series[0]
    newest = [row for one in panel.series for row in _newest(one)]
    match panel.show:
        case "compare":
            return sentences.comparison_sentence(newest, panel.measure)
        case "guidance":
            guided = ask(queries.guidance, first.metric, first.entity, first.breakdown)
            return sentences.guidance_sentence(guided.to_dicts())
        case "years":
            return sentences.record_sentence(newest[0]) if newest else ""
        case _:
            return sentences.series_sentence(newest[0]) if newest else ""


def _newest(series: Series) -> list[Row]:
    """The newest quarter of a series, if it has one."""
    return ask(queries.series_summary, series.metric, series.entity, series.breakdown).to_dicts()


def _held(panel: Panel) -> bool:
    """Whether the build holds any quarter of the panel's series."""
    return any(ask(queries.quarters, one.metric, one.entity, one.breakdown).height for one in panel.series)
