"""One candidate on the screen: its passage, what it is proposed to say and why, and what is believed now."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.connection import ask
from dashboard.language import AS_WRITTEN, language
from dashboard.links import draw_cell_link
from dashboard.passages import draw_place, locator_words
from ingest import format as fmt
from ingest.catalog import Catalog
from ingest.catalog_records import Source
from ingest.tongue import tr


def draw_candidate(candidate: Row, catalog: Catalog) -> None:
    """Draws a candidate: its passage on the one side, the proposal on the other."""
    left, right = st.columns(2, gap="large")
    with left:
        draw_printed(candidate, catalog.source_by_id[candidate["source_id"]])
    with right:
        draw_proposal(candidate, catalog)


def draw_printed(candidate: Row, source: Source) -> None:
    """Draws what is printed, where and by whom, with the passage around it."""
    st.caption(tr("Printed"))
    st.subheader(fmt.escaped(candidate["printed"]), anchor=False)
    st.markdown(
        "  \n".join(
            (
                fmt.link(source.title, source.url),
                f"{fmt.escaped(source.publisher)} · {fmt.escaped(fmt.words(source.tier))} · "
                + tr("published {day}", day=fmt.day(source.published_on)),
                fmt.escaped(locator_words(candidate["locator"])),
            )
        )
    )
    if candidate["heading"]:
        st.caption(fmt.escaped(candidate["heading"]))
    draw_place(candidate | _place(source))
    if candidate["note"]:
        st.caption(fmt.escaped(candidate["note"]))


def draw_proposal(candidate: Row, catalog: Catalog) -> None:
    """Draws what a figure is proposed to say, with its score and reasons, beside what is believed now."""
    st.caption(tr("Proposed"))
    st.subheader(fmt.escaped(read_as(candidate)), anchor=False)
    about = {
        tr("Metric"): metric_label(catalog, candidate["metric_id"]) or tr("none fits"),
        tr("Entity"): entity_label(catalog, candidate["entity_id"]) or tr("none is named"),
        tr("Breakdown"): fmt.breakdown(candidate["breakdown"]),
        tr("Period"): fmt.period(candidate["period"]),
        tr("Modality"): fmt.words(candidate["modality"]),
        tr("Qualifier"): fmt.words(candidate["qualifier"]),
        tr("Bounds"): fmt.bounds(candidate["value_low"], candidate["value_high"], candidate["unit"]),
    }
    st.markdown("  \n".join(f"{name}: **{fmt.escaped(value)}**" for name, value in about.items()))
    if candidate["metric_id"]:
        score = tr("Score {score}", score=f"{candidate['metric_score']:.2f}")
        st.caption(" · ".join([score, *map(fmt.escaped, candidate["reasons"])]))
    elif candidate["label"]:
        st.caption(tr("It seems to be: {label}", label=fmt.escaped(candidate["label"])))
    if candidate["period_from"]:
        st.caption(tr("The period is from {place}", place=fmt.escaped(candidate["period_from"])))
    _draw_believed(candidate)


def read_as(candidate: Row) -> str:
    """What a figure says, in words."""
    return fmt.figure(candidate["value"], candidate["value_low"], candidate["value_high"], candidate["unit"])


def metric_label(catalog: Catalog, metric_id: str) -> str:
    """The label of a metric in the reader's language; its id where the catalog has none, empty for none."""
    metric = catalog.metric_by_id.get(metric_id)
    return _label(metric) if metric else metric_id


def entity_label(catalog: Catalog, entity_id: str) -> str:
    """The label of an entity in the reader's language; its id where the catalog has none, empty for none."""
    entity = catalog.entity_by_id.get(entity_id)
    return _label(entity) if entity else entity_id


def _label(record: Any) -> str:
    """The label of a record of the catalog in the reader's language."""
    return str(record.label_en if language() == AS_WRITTEN else getattr(record, f"label_{language()}"))


def _place(source: Source) -> dict[str, Any]:
    """What a passage needs to know of a candidate's source."""
    return {
        "first_line": source.first_line,
        "last_line": source.last_line,
        "source_title": source.title,
        "url": source.url,
        "evidence": "",
        "cik": None,
    }


def _draw_believed(candidate: Row) -> None:
    """Draws what the build believes of the cell that a candidate would be a fact of."""
    if not candidate["metric_id"] or not candidate["entity_id"]:
        return
    cell = [candidate[name] for name in ("metric_id", "entity_id", "breakdown", "period", "modality")]
    found = ask(queries.believed, *cell)
    now = found.row(0, named=True) if found.height else {}
    if now.get("value") is None and now.get("value_low") is None:
        st.markdown(tr("Nothing is believed of this cell yet."))
        return
    gap = "contested" if now["verdict"] == "contested" else now["gap"]
    told = fmt.figure(now["value"], now["value_low"], now["value_high"], now["unit"], gap)
    st.markdown(fmt.escaped(tr("Believed of this cell now: {figure}", figure=told)))
    draw_cell_link(now)
