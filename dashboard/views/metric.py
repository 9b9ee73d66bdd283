"""Any metric of any entity over any span, as believed on any day, beside others; the facts behind a mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboard import charts, queries, sentences, spans
from dashboard.address import keep, keep_many, kept, named_anew, write_many
from dashboard.as_of import KEY as AS_OF
from dashboard.as_of import draw_as_of
from dashboard.axes import Row
from dashboard.charts import Beside
from dashboard.components import chosen, clicked, evidence_panel, show_table
from dashboard.connection import ask
from dashboard.downloads import draw_downloads
from dashboard.marks import event_days
from dashboard.series_tables import cell_table, comparison_table, period_table
from dashboard.stories import Series, read_stories
from ingest import format as fmt
from ingest.tongue import tr, tr_count

CHART = "chart of the metric"
EXPLAIN, EXPLAINED = "explain", "explain_of"
MOST_COMPARED = 5
TILDE = "~"
NOW = "now"


def pick_series(columns: Sequence[Any]) -> tuple[Row, Series]:
    """The chosen metric as a row, and its series: metric, entity and breakdown, from three columns."""
    metrics = ask(queries.metrics)
    labels = dict(metrics.select("metric_id", "metric_label").iter_rows())
    with columns[0]:
        first = next((own for own in read_stories().headlines if own in labels), None)
        metric = chosen(
            tr("Metric"), list(labels), key="metric", words=lambda own: labels[own], default=first
        )
    series = ask(queries.series_of_metric, metric)
    entities = dict(series.select("entity_id", "entity_label").unique(maintain_order=True).iter_rows())
    with columns[1]:
        best = series.sort("quarter_count", descending=True, maintain_order=True)["entity_id"][0]
        entity = chosen(
            tr("Entity"), list(entities), key="entity", words=lambda own: entities[own], default=best
        )
    with columns[2]:
        parts = series.filter(pl.col("entity_id") == entity)["breakdown"].to_list()
        breakdown = chosen(
            tr("Breakdown"), parts, key="breakdown", words=lambda own: fmt.headline(fmt.breakdown(own))
        )
    return metrics.row(by_predicate=pl.col("metric_id") == metric, named=True), Series(
        metric, entity, breakdown
    )


def pick_others(own: Series) -> list[Series]:
    """The series to compare with, at most a few."""
    rows = ask(queries.comparable_series).to_dicts()
    names = {
        TILDE.join((row["metric_id"], row["entity_id"], row["breakdown"])): " · ".join(
            part
            for part in (row["metric_label"], row["entity_label"], fmt.breakdown(row["breakdown"], ""))
            if part
        )
        for row in rows
    }
    names.pop(_written(own), None)
    keep_many("with", list(names))
    others = st.multiselect(
        tr("Compare with"),
        list(names),
        format_func=lambda one: names[one],
        key="with",
        max_selections=MOST_COMPARED,
        placeholder=tr("Other metrics and entities"),
    )
    write_many("with", others)
    return [_read(one) for one in others]


def pick_span(series: Series, day: date | None) -> str:
    """The chosen span, of those over which the series has figures."""
    held = spans.spans_held(series, day) or ["quarter"]
    return _pick(tr("Span"), held, "span", spans.SPANS)


def pick_measure(frames: Sequence[pl.DataFrame]) -> str:
    """The chosen measure, of those that the series have."""
    return _pick(tr("Measure"), spans.measures_held(frames), "measure", spans.MEASURES)


def pick_day(days: list[date], day: date | None) -> date | None:
    """The day as of which belief is replayed, of those on which it changed; none for now."""
    options = [own.isoformat() for own in days]
    if len(options) < 2:
        return day
    before = [own for own in options if day and own <= day.isoformat()]
    st.session_state[f"{AS_OF} slider"] = (before[-1] if before else options[0]) if day else NOW
    st.select_slider(
        tr("As of: what would have been believed on a day"),
        [*options, NOW],
        format_func=lambda own: tr("now") if own == NOW else fmt.day(date.fromisoformat(own)),
        key=f"{AS_OF} slider",
        on_change=take_day,
    )
    return day


def take_day() -> None:
    """Takes the day that the slider stands at."""
    day = st.session_state[f"{AS_OF} slider"]
    keep(AS_OF, "" if day == NOW else day)


def take_mark(at: int) -> None:
    """Takes the mark just clicked in a chart as the one to explain."""
    address = clicked(st.session_state.get(f"{CHART} {at}"))
    if address:
        explain(address)


def explain(address: Sequence[str]) -> None:
    """Makes a cell the explained one; whose it is stands in the address where it is of a series beside."""
    metric, entity, breakdown, period, modality = address
    own = tuple(st.session_state.get(key) for key in ("metric", "entity", "breakdown"))
    is_own = own == (metric, entity, breakdown)
    if is_own:
        st.session_state[EXPLAIN] = f"{period} {modality}"
        keep(EXPLAINED, "")
    else:
        keep(EXPLAINED, TILDE.join(address))


def draw_charts(
    frames: list[pl.DataFrame], measure: str, guided: pl.DataFrame, beside: Beside, names: list[str]
) -> None:
    """Draws the chart of the series itself, or those that compare it with others, one a unit."""
    if len(frames) == 1:
        figures = [charts.series_figure(frames[0], measure, guided, height=430, beside=beside)]
    else:
        figures = charts.comparison_figures(frames, measure)
    told = " ".join(
        charts.alternative_text(name, frame, measure) for name, frame in zip(names, frames, strict=True)
    )
    for at, figure in enumerate(figures):
        draw_chart(figure, at, told)


def draw_chart(figure: go.Figure, at: int, alt: str) -> None:
    """Draws one chart with its camera; a click on a mark explains it."""
    st.plotly_chart(
        figure,
        key=f"{CHART} {at}",
        on_select=lambda: take_mark(at),
        selection_mode="points",
        config=charts.picture_config(st.session_state.get("picture") or "png", "_".join(own)),
        alt=alt,
    )


def draw_missing(number: int) -> None:
    """Draws how many of the series have nothing over the span."""
    if number:
        st.caption(
            tr_count(
                "{number} series has no figure over this span.",
                "{number} series have no figure over this span.",
                number,
            )
        )


def draw_events(events: pl.DataFrame, shown: pl.DataFrame) -> None:
    """Draws what happened in the time shown, by the numbers in the chart."""
    numbered = events.with_row_index("number", 1)
    own = numbered.filter(
        pl.col("happened_on").is_between(shown["quarter_start"].min(), shown["quarter_end"].max())
    )
    if own.is_empty():
        return
    title = tr_count("{number} event in the chart", "{number} events in the chart", own.height)
    with st.expander(title, icon=":material/event:", type="compact"):
        for row in own.iter_rows(named=True):
            source = fmt.link(row["source_title"], row["url"] or "")
            st.markdown(
                f"**{row['number']}** · {event_days(row)} · {fmt.escaped(row['event_label'])}  \n"
                f":small[{fmt.escaped(row['event_note'] or '')} {source}, {fmt.escaped(row['locator'])}]"
            )


def periods_to_explain(quarters: pl.DataFrame, cells: pl.DataFrame) -> list[str]:
    """Every quarter, newest first, then every cell that is no quarter: `period modality`."""
    newest_first = quarters.sort("quarter_end", descending=True)["fiscal_quarter"].to_list()
    own = [f"{label} actual" for label in newest_first]
    stated = [
        f"{label} {modality}" for label, modality in cells.select("period_label", "modality").iter_rows()
    ]
    return list(dict.fromkeys([*own, *stated]))


def default_period(shown: pl.DataFrame, periods: list[str]) -> str | None:
    """The newest period shown that has a value or an open contest, else whatever comes first."""
    told = shown.filter(pl.col("value").is_not_null() | (pl.col("gap") == "contested"))
    if told.height:
        return f"{told['period_label'][-1]} actual"
    return periods[0] if periods else None


def explained_words(period: str) -> str:
    """A period to explain in words."""
    label, modality = period.rsplit(" ", 1)
    words = fmt.period(label)
    return words if modality == "actual" else f"{words} ({fmt.words(modality)})"


def draw_why(
    series: Series, others: list[Series], shown: pl.DataFrame, periods: list[str], day: date | None
) -> None:
    """Draws what stands behind the explained period, of the series itself or of one beside it."""
    extra = [f"{label} actual" for label in shown["period_label"] if f"{label} actual" not in periods]
    options = [*periods, *reversed(extra)]
    if not options:
        return
    # A link that names a period of the series itself leaves the one of another behind.
    if named_anew(EXPLAIN) and EXPLAINED not in st.query_params:
        keep(EXPLAINED, "")
    period = chosen(
        tr("Explain"),
        options,
        key=EXPLAIN,
        words=explained_words,
        default=default_period(shown, periods),
        on_change=lambda: keep(EXPLAINED, ""),
    )
    other = kept(EXPLAINED).split(TILDE)
    own = (series.metric, series.entity, series.breakdown, *period.rsplit(" ", 1))
    is_beside = len(other) == len(own) and Series(*other[:3]) in others
    evidence_panel(other if is_beside else own, day)


def _pick(label: str, held: list[str], key: str, words: dict[str, str]) -> str:
    """The option chosen from a row of buttons."""
    return chosen(
        label,
        held,
        key=key,
        words=lambda own: tr(words[own]),
        control=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )


def _written(series: Series) -> str:
    """A series as the address names it."""
    return TILDE.join((series.metric, series.entity, series.breakdown))


def _read(written: str) -> Series:
    """The series that an address names."""
    return Series(*written.split(TILDE))


def _beside(
    series: Series, span: str, day: date | None, guided: pl.DataFrame, events: pl.DataFrame
) -> dict[str, Any]:
    """What is drawn beside the series itself over a span."""
    own = (series.metric, series.entity, series.breakdown)
    first = ask(queries.first_beliefs, *own).filter("is_changed")
    if day is not None:
        first = first.filter(pl.col("known_from") <= day)
    return {
        "first": first.to_dicts() if span == "quarter" else [],
        "now": spans.read(series, span).to_dicts() if day else [],
        "guided": guided.to_dicts() if span == "year" else [],
        "events": events.to_dicts(),
    }


*columns, beside_column = st.columns([5, 4, 4, 5])
about, series = pick_series(columns)
own = (series.metric, series.entity, series.breakdown)
with beside_column:
    others = pick_others(series)
st.title(fmt.escaped(about["metric_label"]), anchor=False)
day = draw_as_of()
quarters = ask(queries.quarters, *own, day)
cells = ask(queries.cells, *own, day)
newest = ask(queries.series_summary, *own, day).to_dicts()
guided = ask(queries.guidance, *own, day)
if newest:
    st.markdown(f"##### {fmt.escaped(sentences.series_sentence(newest[0]))}")
    st.caption(fmt.escaped(sentences.record_sentence(newest[0])))
else:
    st.markdown(f"##### {fmt.escaped(sentences.valueless_sentence(quarters.to_dicts()))}")

left, right = st.columns([17, 10], gap="large")
with left:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        span = pick_span(series, day)
        read = [(one, spans.read(one, span, day)) for one in (series, *others)]
        held = [(one, frame) for one, frame in read if frame.height]
        frames = spans.indexed([frame for _, frame in held])
        measure = pick_measure(frames)
        draw_downloads([one for one, _ in held], frames, span, day)
    is_alone = [one for one, _ in held] == [series]
    events = ask(queries.events, series.metric, series.entity, day)
    if frames:
        beside = Beside(**_beside(series, span, day, guided, events)) if is_alone else Beside()
        draw_charts(
            frames,
            measure,
            guided if span == "quarter" else guided.clear(),
            beside,
            charts.series_names(frames),
        )
        draw_missing(len(read) - len(held))
        if measure == "index" and (base := spans.index_base(frames)):
            st.caption(tr("100 is the value of {period}.", period=fmt.period(base)))
    pick_day(ask(queries.belief_days, *own)["known_from"].to_list(), day)
    if guided.height:
        st.markdown(fmt.escaped(sentences.guidance_sentence(guided.to_dicts())))
    if is_alone:
        draw_events(events, frames[0])
    if not frames:
        show_table(cell_table(cells), alt=tr("All periods of {metric}", metric=about["metric_label"]))
with right:
    shown = frames[0] if held and held[0][0] == series else quarters.head(0)
    draw_why(series, others, shown, periods_to_explain(quarters, cells), day)

titles = [tr("Table")] * bool(frames) + [tr("All periods"), tr("Definition")]
tabs = dict(zip(titles, st.tabs(titles), strict=True))
if frames:
    with tabs[tr("Table")]:
        if is_alone:
            first = ask(queries.first_beliefs, *own) if span == "quarter" else None
            table = period_table(frames[0], first, spans.read(series, span) if day else None)
        else:
            table = comparison_table(frames, charts.series_names(frames), measure)
        show_table(table, alt=tr("What the chart shows, as a table"))
with tabs[tr("All periods")]:
    show_table(cell_table(cells), alt=tr("All periods of {metric}", metric=about["metric_label"]))
with tabs[tr("Definition")]:
    st.markdown(fmt.escaped(about["definition"]))
    also = about["synonyms_en"].replace(";", ", ")
    st.caption(
        fmt.escaped(
            " · ".join(
                part
                for part in (
                    about["metric_id"],
                    fmt.unit_words(about["unit"]),
                    tr("also {names}", names=also) if also else "",
                    about["synonyms_ar"].replace(";", "، "),
                )
                if part
            )
        )
    )
