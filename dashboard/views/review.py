"""The facts that wait for a decision, one at a time, with their evidence and what each decision needs."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.components import EVIDENCE, badge, chosen
from dashboard.connection import ask
from dashboard.links import draw_cell_link
from dashboard.passages import draw_passage_control
from ingest import format as fmt
from ingest.tongue import later, tr, tr_count

ALL = "all"
CANDIDATE = ("blue", "pending", later("waits for a decision"))
METHODS = {
    "curated": later("typed in by hand"),
    "extracted": later("found in a text"),
    "xbrl": later("read from XBRL"),
    "tabular": later("read from a table"),
}
DECISIONS = {
    later("Accept"): later(
        "A row in a facts file of the catalog, `facts/*.csv`: source, place, printed figure and what it is "
        "about, all as shown here."
    ),
    later("Correct"): later(
        'A `[[correction]]` in `corrections.toml` with `action = "amend"`: what the fact states (`expect`), '
        "what counts instead (`set`), why, and who says so."
    ),
    later("Reject"): later(
        'A `[[correction]]` in `corrections.toml` with `action = "reject"`: what the fact states (`expect`), '
        "why, and who says so."
    ),
}


def draw_empty(by_status: pl.DataFrame) -> None:
    """Draws that nothing waits, how candidates come about, and where decisions lie."""
    st.markdown("##### " + tr("Nothing waits for a decision."))
    number = int(by_status["fact_count"].sum())
    accepted = int(by_status.filter(pl.col("status") == "accepted")["fact_count"].sum())
    st.markdown(
        tr(
            "{accepted} of the {facts} in this record are accepted, and those alone are judged. A figure "
            "that a program proposes comes in as a candidate: it stands here with its place in its source "
            "until somebody decides, and no figure of the record rests on it until then.",
            accepted=f"{accepted:,}",
            facts=tr_count("{number} fact", "{number} facts", number),
        )
    )
    draw_decisions()


def draw_decisions() -> None:
    """Draws what each decision needs, and where it is kept."""
    st.markdown("**" + tr("What a decision is") + "**")
    lines = [f"- **{tr(name)}**: {tr(needs)}" for name, needs in DECISIONS.items()]
    st.markdown("\n".join(lines))
    st.caption(
        tr(
            "Decisions are files of the catalog, kept with their reason and never edits in the database; the "
            "next `kpi refresh` takes them up. This page shows; it does not decide."
        )
    )


def pick_source(candidates: pl.DataFrame) -> pl.DataFrame:
    """The candidates of the chosen source, at first all."""
    titles = dict(candidates.select("source_id", "source_title").unique(maintain_order=True).iter_rows())
    number = dict(candidates.group_by("source_id").len().iter_rows())
    names = {ALL: tr("all sources")} | {own: f"{title} ({number[own]})" for own, title in titles.items()}
    own = chosen(tr("Source"), list(names), key="source", words=lambda one: names[one])
    return candidates if own == ALL else candidates.filter(pl.col("source_id") == own)


def pick_candidate(candidates: pl.DataFrame) -> Row:
    """The candidate that the address names, else the first, with the ways to the one before and after."""
    ids = candidates["fact_id"].to_list()
    own = st.query_params.get("candidate")
    at = ids.index(own) if own in ids else 0
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            tr("Previous"),
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=at == 0,
            on_click=show_candidate,
            args=(ids[max(at - 1, 0)],),
        )
        st.markdown(tr("{at} of {number}", at=at + 1, number=len(ids)), width="content")
        st.button(
            tr("Next"),
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=at == len(ids) - 1,
            on_click=show_candidate,
            args=(ids[min(at + 1, len(ids) - 1)],),
        )
    return candidates.row(at, named=True)


def show_candidate(fact_id: str) -> None:
    """Writes into the address which candidate is shown."""
    st.query_params["candidate"] = fact_id


def draw_candidate(fact: Row) -> None:
    """Draws one candidate: what is printed where, what is proposed, and what is believed without it."""
    left, right = st.columns(2, gap="large")
    with left:
        draw_printed(fact)
    with right:
        draw_proposal(fact)


def draw_printed(fact: Row) -> None:
    """Draws what is printed, and where."""
    st.caption(tr("Printed"))
    st.subheader(fmt.escaped(fact["printed"]), anchor=False)
    st.markdown(
        "  \n".join(
            (
                fmt.link(fact["source_title"], fact["url"] or ""),
                f"{fmt.escaped(fact['publisher'])} · {fmt.escaped(fmt.words(fact['tier']))} · "
                + tr("published {day}", day=fmt.day(fact["published_on"])),
                f"{fmt.escaped(fact['locator'])} · {tr(EVIDENCE.get(fact['evidence']) or fact['evidence'])}",
                tr(METHODS.get(fact["method"]) or fmt.words(fact["method"])),
            )
        )
    )
    for remark in (fact["note"], fact["evidence_detail"]):
        if remark:
            st.caption(fmt.escaped(remark))
    draw_passage_control(fact, "review")


def draw_proposal(fact: Row) -> None:
    """Draws what the figure is proposed to say, beside what is believed of that cell now."""
    st.caption(tr("Proposed"))
    read = fmt.figure(fact["value"], fact["value_low"], fact["value_high"], fact["unit"])
    st.subheader(fmt.escaped(read), anchor=False)
    about = {
        tr("Metric"): fact["metric_label"],
        tr("Entity"): fact["entity_label"],
        tr("Breakdown"): fmt.breakdown(fact["breakdown"]),
        tr("Period"): fmt.period(fact["period_label"]),
        tr("Modality"): fmt.words(fact["modality"]),
        tr("Qualifier"): fmt.words(fact["qualifier"]),
        tr("Bounds"): fmt.bounds(fact["value_low"], fact["value_high"], fact["unit"]),
    }
    st.markdown("  \n".join(f"{name}: **{fmt.escaped(value)}**" for name, value in about.items()))
    if fact["believed_verdict"]:
        gap = "contested" if fact["believed_verdict"] == "contested" else None
        now = fmt.figure(
            fact["believed_value"], fact["believed_low"], fact["believed_high"], fact["unit"], gap
        )
        st.markdown(fmt.escaped(tr("Believed of this cell now: {figure}", figure=now)))
        draw_cell_link(fact)
    else:
        st.markdown(tr("Nothing is believed of this cell yet."))


def draw() -> None:
    """Draws the page."""
    st.title(tr("Review"), anchor=False)
    candidates = ask(queries.candidates)
    if candidates.is_empty():
        draw_empty(ask(queries.facts_by_status))
        return
    said = tr_count(
        "{number} fact waits for a decision.", "{number} facts wait for a decision.", candidates.height
    )
    st.markdown(f"##### {said}")
    fact = pick_candidate(pick_source(candidates))
    with st.container(border=True):
        st.markdown(badge(CANDIDATE))
        draw_candidate(fact)
    draw_decisions()


draw()
