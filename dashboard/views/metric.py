"""Any metric of any entity: its quarters, and behind each of them the facts."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import charts, queries, sentences
from dashboard.components import (
    GLYPHS,
    VERDICTS,
    chosen,
    clicked,
    download_button,
    evidence_panel,
    show_table,
)
from dashboard.connection import ask
from dashboard.stories import read_stories
from ingest import format as fmt

PLOT = {"displayModeBar": False}
MEASURES = {"value": "Value", "yoy": "Year on year", "qoq": "Quarter on quarter", "ltm": "Last four quarters"}
CHART = "chart of the metric"


def pick_series() -> tuple[pl.DataFrame, str, str]:
    """The chosen metric (one row), entity and breakdown."""
    metrics = ask(queries.metrics)
    labels = dict(metrics.select("metric_id", "label_en").iter_rows())
    columns = st.columns([5, 4, 4])
    with columns[0]:
        first = next((own for own in read_stories().headlines if own in labels), None)
        metric = chosen("Metric", list(labels), key="metric", words=lambda own: labels[own], default=first)
    series = ask(queries.series_of_metric, metric)
    entities = dict(series.select("entity_id", "entity_label").unique(maintain_order=True).iter_rows())
    with columns[1]:
        best = series.sort("quarter_count", descending=True, maintain_order=True)["entity_id"][0]
        entity = chosen("Entity", list(entities), key="entity", words=lambda own: entities[own], default=best)
    with columns[2]:
        parts = series.filter(pl.col("entity_id") == entity)["breakdown"].to_list()
        breakdown = chosen(
            "Breakdown", parts, key="breakdown", words=lambda own: fmt.headline(fmt.breakdown(own))
        )
    return metrics.filter(pl.col("metric_id") == metric), entity, breakdown


def pick_measure(quarters: pl.DataFrame) -> str:
    """The chosen measure, of those that the series has."""
    held = [own for own in MEASURES if own == "value" or quarters[own].is_not_null().any()]
    if len(held) == 1:
        return "value"
    return chosen(
        "Measure",
        held,
        key="measure",
        words=lambda own: MEASURES[own],
        control=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )


def explain_clicked() -> None:
    """Takes the quarter of the mark just clicked as the one to explain."""
    address = clicked(st.session_state.get(CHART))
    if address:
        st.session_state["explain"] = f"{address[3]} {address[4]}"


def draw_chart(quarters: pl.DataFrame, guided: pl.DataFrame, measure: str, label: str) -> None:
    """Draws the chart of the quarters."""
    st.plotly_chart(
        charts.series_figure(quarters, measure, guided, height=420),
        key=CHART,
        on_select=explain_clicked,
        selection_mode="points",
        config=PLOT,
        alt=charts.alternative_text(label, quarters, measure),
    )


def quarter_table(quarters: pl.DataFrame) -> pl.DataFrame:
    """The quarters as they are read, newest first."""
    rows = [
        {
            "Quarter": fmt.period(row["fiscal_quarter"]),
            "Value": GLYPHS.get(row["derivation"] or "", "")
            + fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"], row["gap"]),
            "Bounds": ""
            if row["value_low"] is None
            else fmt.bounds(row["value_low"], row["value_high"], row["unit"]),
            "How": fmt.how(row["derivation"], row["formula"]),
            "Verdict": VERDICTS[row["verdict"]][2] if row["verdict"] else "",
            "Year on year": fmt.growth(row["yoy"], row["growth_basis"], row["unit"])
            if row["yoy"] is not None
            else fmt.no_growth(row["yoy_block"]),
            "Quarter on quarter": fmt.growth(row["qoq"], row["growth_basis"], row["unit"]),
            "Last four quarters": fmt.amount(row["ltm"], row["unit"]),
            "Known since": fmt.day(row["known_from"]),
        }
        for row in quarters.sort("quarter_end", descending=True).iter_rows(named=True)
    ]
    table = pl.DataFrame(rows)
    return table if quarters["ltm"].is_not_null().any() else table.drop("Last four quarters")


def cell_table(cells: pl.DataFrame) -> pl.DataFrame:
    """Everything believed of the series as it is read."""
    rows = [
        {
            "Period": fmt.period(row["period_label"]),
            "Modality": row["modality"],
            "Believed": fmt.figure(
                row["value"],
                row["value_low"],
                row["value_high"],
                row["unit"],
                "contested" if row["verdict"] == "contested" else None,
            ),
            "Bounds": fmt.bounds(row["value_low"], row["value_high"], row["unit"]),
            "Verdict": VERDICTS[row["verdict"]][2],
            "Facts": row["fact_count"],
            "Known since": fmt.day(row["known_from"]),
        }
        for row in cells.iter_rows(named=True)
    ]
    return pl.DataFrame(rows)


def periods_to_explain(quarters: pl.DataFrame, cells: pl.DataFrame) -> list[str]:
    """Every quarter, newest first, then every cell that is no quarter: `period modality`."""
    newest_first = quarters.sort("quarter_end", descending=True)["fiscal_quarter"].to_list()
    own = [f"{label} actual" for label in newest_first]
    stated = [
        f"{label} {modality}" for label, modality in cells.select("period_label", "modality").iter_rows()
    ]
    return list(dict.fromkeys([*own, *stated]))


def default_period(quarters: pl.DataFrame, periods: list[str]) -> str:
    """The newest quarter that has a value or an open contest, else whatever comes first."""
    told = quarters.filter(pl.col("value").is_not_null() | (pl.col("gap") == "contested"))
    return f"{told['fiscal_quarter'][-1]} actual" if told.height else periods[0]


def explained_words(period: str) -> str:
    """A period to explain in words."""
    label, modality = period.rsplit(" ", 1)
    return fmt.period(label) + (f" ({modality})" if modality != "actual" else "")


metric, entity, breakdown = pick_series()
about = metric.row(0, named=True)
quarters = ask(queries.quarters, about["metric_id"], entity, breakdown)
cells = ask(queries.cells, about["metric_id"], entity, breakdown)
guided = ask(queries.guidance, about["metric_id"], entity, breakdown)
newest = ask(queries.series_summary, about["metric_id"], entity, breakdown).to_dicts()

st.title(fmt.escaped(about["label_en"]), anchor=False)
if newest:
    st.markdown(f"##### {fmt.escaped(sentences.series_sentence(newest[0]))}")
    st.caption(fmt.escaped(sentences.record_sentence(newest[0])))
else:
    st.markdown(f"##### {fmt.escaped(sentences.valueless_sentence(quarters.to_dicts()))}")

left, right = st.columns([17, 10], gap="large")
with left:
    if quarters.height:
        measure = pick_measure(quarters)
        draw_chart(quarters, guided, measure, f"{about['label_en']} of {quarters['entity_label'][0]}")
        if guided.height:
            st.markdown(fmt.escaped(sentences.guidance_sentence(guided.to_dicts())))
    else:
        show_table(cell_table(cells), alt=f"All cells of {about['label_en']}")
with right:
    periods = periods_to_explain(quarters, cells)
    period = chosen(
        "Explain quarter",
        periods,
        key="explain",
        words=explained_words,
        default=default_period(quarters, periods),
    )
    evidence_panel((about["metric_id"], entity, breakdown, *period.rsplit(" ", 1)))

if quarters.height:
    by_quarter, by_cell, definition = st.tabs(["Quarters", "All periods", "Definition"])
    with by_quarter:
        show_table(
            quarter_table(quarters),
            alt=f"Quarters of {about['label_en']}",
            column_config={
                "Value": st.column_config.TextColumn(width=140),
                "How": st.column_config.TextColumn(width=200),
            },
        )
    with by_cell:
        show_table(cell_table(cells), alt=f"All cells of {about['label_en']}")
else:
    definition = st.tabs(["Definition"])[0]
with definition:
    st.markdown(fmt.escaped(about["definition"]))
    st.caption(
        fmt.escaped(
            f"{about['metric_id']} · {about['kind']} in {fmt.UNIT_WORDS.get(about['unit'], about['unit'])}"
            + (f" · also {about['synonyms_en'].replace(';', ', ')}" if about["synonyms_en"] else "")
        )
    )
download_button(
    "Download these quarters (CSV)",
    ask(queries.quarters_as_published, about["metric_id"], entity, breakdown),
    f"{about['metric_id']}_{entity}.csv",
)
