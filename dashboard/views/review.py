"""The candidates that wait for a decision, one at a time, with their passage, and what was decided.

The queue is read from the files as they are, not from the build: a decision shows at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.candidate_cards import draw_candidate
from dashboard.components import badge, chosen
from dashboard.connection import ask
from dashboard.deciding import CHOSEN, draw_decided, draw_name, draw_refusal, draw_ways_to_decide
from ingest import format as fmt
from ingest import review
from ingest.catalog import Catalog
from ingest.errors import UnusableInputError
from ingest.review_queue import score
from ingest.tongue import later, tr, tr_count

ALL = "all"
CANDIDATE = ("blue", "pending", later("waits for a decision"))
FITS = {
    ALL: later("every candidate"),
    "metric": later("with a metric"),
    "none": later("without a metric"),
}
SCORES = ("0", "0.5", "0.75", "0.9")
DECISIONS = {
    later("Accept"): later("The figure becomes a fact as it is proposed."),
    later("Correct"): later("It becomes a fact with what you change; what was proposed is kept beside."),
    later("Reject"): later("It is proposed no more; the reason is kept."),
}


def draw_empty() -> None:
    """Draws that nothing waits, how candidates come about, and where decisions lie."""
    st.markdown("##### " + tr("Nothing waits for a decision."))
    by_status = ask(queries.facts_by_status)
    accepted = int(by_status.filter(by_status["status"] == "accepted")["fact_count"].sum())
    st.markdown(
        tr(
            "This record rests on {facts}, all accepted. `kpi add` archives a document and proposes the "
            "figures that it states: they stand here with their places until somebody decides, and nothing "
            "is believed of them until then.",
            facts=tr_count("{number} fact", "{number} facts", accepted),
        )
    )


def draw_decisions() -> None:
    """Draws what each decision means, and where it is kept."""
    st.markdown("**" + tr("What a decision is") + "**")
    st.markdown("  \n".join(f"**{tr(name)}**: {tr(means)}" for name, means in DECISIONS.items()))
    st.caption(
        tr(
            "Decisions are rows in `decisions/` of the catalog, never edits in the database; the next "
            "`kpi refresh` takes them up."
        )
    )


def pick(waiting: Sequence[Row], decided: Sequence[Row], catalog: Catalog) -> tuple[list[Row], list[Row]]:
    """The candidates of the chosen source, fit and score, and the decided ones of that source."""
    # A choice is known to the browser by its words: a count in them would undo it at each decision.
    ids = dict.fromkeys(one["source_id"] for one in (*waiting, *decided))
    titles = {own: catalog.source_by_id[own].title for own in ids if own in catalog.source_by_id}
    names = {ALL: tr("all sources")} | {own: f"{title} · {own}" for own, title in titles.items()}
    with st.container(horizontal=True):
        source = chosen(tr("Source"), list(names), key="source", words=lambda one: names[one], width=360)
        fit = chosen(tr("Candidates"), list(FITS), key="fit", words=lambda one: tr(FITS[one]), width=200)
        least = chosen(tr("Score at least"), SCORES, key="score", words=lambda one: one, width=140)
    found = [
        one
        for one in waiting
        if source in (ALL, one["source_id"])
        and fit in (ALL, "metric" if one["metric_id"] else "none")
        and score(one) >= float(least)
    ]
    return found, [row for row in decided if source in (ALL, row["source_id"])]


def draw_ways(at: int, ids: Sequence[str]) -> None:
    """Draws the ways to the candidate before and behind."""
    arrows = [(":material/arrow_back:", "Left"), (":material/arrow_forward:", "Right")]
    back, onward = reversed(arrows) if fmt.is_right_to_left() else arrows
    ways = (
        (tr("Previous"), *back, max(at - 1, 0)),
        (tr("Next"), *onward, min(at + 1, len(ids) - 1)),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for place, (label, icon, shortcut, to) in enumerate(ways):
            if place:
                st.markdown(tr("{at} of {number}", at=at + 1, number=len(ids)), width="content")
            st.button(label, icon=icon, shortcut=shortcut, disabled=to == at, on_click=show, args=(ids[to],))


def show(candidate_id: str) -> None:
    """Writes into the address which candidate is shown."""
    st.query_params[CHOSEN] = candidate_id


def draw_queue(found: Sequence[Row], catalog: Catalog) -> None:
    """Draws the candidate that the address names, else the first, with the ways to decide it."""
    if not found:
        st.markdown(tr("None of them is so; choose others above."))
        return
    ids = [one["candidate_id"] for one in found]
    own = st.query_params.get(CHOSEN)
    at = ids.index(own) if own in ids else 0
    draw_ways(at, ids)
    with st.container(border=True):
        st.markdown(badge(CANDIDATE))
        draw_candidate(found[at], catalog)
    draw_ways_to_decide(found[at], ids[at + 1] if at + 1 < len(ids) else ids[0], catalog)
    draw_name()


def draw() -> None:
    """Draws the page."""
    st.title(tr("Review"), anchor=False)
    draw_refusal()
    try:
        waiting, catalog, decided = review.waiting_now(), review.catalog_now(), review.decided_now()
    except UnusableInputError as error:
        st.warning(fmt.escaped(error.sentence), icon=":material/warning:")
        st.markdown("\n".join(f"- {fmt.escaped(str(fault))}" for fault in error.faults))
        return
    if waiting:
        said = tr_count(
            "{number} candidate waits for a decision.",
            "{number} candidates wait for a decision.",
            len(waiting),
        )
        st.markdown(f"##### {said}")
        found, decided = pick(waiting, decided, catalog)
        draw_queue(found, catalog)
    else:
        draw_empty()
    draw_decided(decided, catalog)
    draw_decisions()


draw()
