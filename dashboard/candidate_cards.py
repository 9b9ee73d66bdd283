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
from ingest.candidate_words import agreement, commits_to, reads_as
from ingest.catalog import Catalog
from ingest.catalog_records import Source
from ingest.review_queue import score
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
    st.subheader(fmt.escaped(reads_as(candidate)), anchor=False)
    about = {
        tr("Metric"): metric_label(catalog, candidate["metric_id"]) or tr("none fits"),
        tr("Entity"): entity_label(catalog, candidate["entity_id"]) or tr("none is named"),
        tr("Breakdown"): fmt.breakdown(candidate["breakdown"]),
        tr("Period"): fmt.period(candidate["period"]),
        tr("Modality"): fmt.words(candidate["modality"]),
        tr("Qualifier"): fmt.words(candidate["qualifier"]),
        tr("Bounds"): commits_to(candidate),
    }
    st.markdown("  \n".join(f"{name}: **{fmt.escaped(value)}**" for name, value in about.items()))
    st.caption(" · ".join([score_words(candidate), *map(fmt.escaped, candidate["reasons"])]))
    if candidate["label"] and not candidate["metric_id"]:
        st.caption(tr("It seems to be: {label}", label=fmt.escaped(candidate["label"])))
    if candidate["period_from"]:
        st.caption(tr("The period is from {place}", place=fmt.escaped(candidate["period_from"])))
    _draw_believed(candidate)


def score_words(candidate: Row) -> str:
    """How sure a candidate is, with the scores that this is the least of."""
    return tr(
        "Score {score}, the least of metric {metric} and entity {entity}",
        score=f"{score(candidate):.2f}",
        metric=f"{candidate['metric_score']:.2f}",
        entity=f"{candidate.get('entity_score') or 0:.2f}",
    )


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
    st.markdown(
        fmt.escaped(tr("Believed of this cell now: {figure}", figure=_believed_words(candidate, now)))
    )
    draw_cell_link(now)


def _believed_words(candidate: Row, now: Row) -> str:
    """What is believed of a cell with its bounds, and in a word whether the candidate agrees."""
    if now["verdict"] == "contested":
        return fmt.listed((fmt.gap_words("contested"), commits_to(now)))
    return " · ".join((reads_as(now), commits_to(now), agreement(candidate, now)))
