"""Decisions on the screen: accept, correct, reject, undo, through the one way in which anybody decides.

What was refused is said on the run after it; a decision moves the page on to the candidate behind.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.axes import Row
from dashboard.candidate_cards import entity_label, metric_label
from ingest import format as fmt
from ingest import review
from ingest.catalog import Catalog
from ingest.errors import KpiError
from ingest.fact_rules import VOCABULARY
from ingest.review import Decision
from ingest.tongue import later, tr, tr_count

SAID = "refused decision"
BY = "decided by"
CHOSEN = "candidate"
WAY = "way to decide"
CORRECT, REJECT = "correct", "reject"
ORDER = "decided in this session"
SHOWN = 20
LONGEST_TEXT = 1000
WORDS = ("modality", "qualifier", "scale", "direction")
SAID_OF = {
    "accepted": later("Accepted: {figure}. The next `kpi refresh` takes this up."),
    "corrected": later("Accepted as corrected: {figure}. The next `kpi refresh` takes this up."),
    "rejected": later("Rejected: {figure}. The next `kpi refresh` takes this up."),
}
DECIDED = {
    "accepted": later("accepted"),
    "corrected": later("corrected"),
    "rejected": later("rejected"),
}


def draw_name() -> None:
    """Draws where the reader says who decides."""
    st.session_state.setdefault(BY, _login())
    st.text_input(tr("Decided by"), key=BY, width=260)


def draw_refusal() -> None:
    """Draws why the last decision was refused, if it was."""
    if said := st.session_state.pop(SAID, ""):
        st.error(fmt.escaped(said), icon=":material/block:")


def what_lacks(candidate: Row) -> str:
    """Why a candidate cannot be accepted as it is proposed; empty where it can."""
    if not candidate["metric_id"] and not candidate["entity_id"]:
        return tr("It has no metric and no entity yet; Correct names them.")
    if not candidate["metric_id"]:
        return tr("It has no metric yet; Correct names one.")
    return "" if candidate["entity_id"] else tr("It has no entity yet; Correct names one.")


def draw_ways_to_decide(candidate: Row, then: str, catalog: Catalog) -> None:
    """Draws the three ways to decide a candidate; `then` is the one to show after it."""
    own, can_decide = candidate["candidate_id"], review.can_decide()
    lacks = what_lacks(candidate)
    way = _way(own, CORRECT if can_decide and lacks else "")
    with st.container(horizontal=True):
        st.button(
            tr("Accept"),
            icon=":material/check:",
            type="primary",
            shortcut="a",
            help=lacks or None,
            disabled=not can_decide or bool(lacks),
            on_click=_decide,
            args=(Decision(own, "accepted"), then),
        )
        for label, icon, key, to in (
            (tr("Correct"), ":material/edit:", "e", CORRECT),
            (tr("Reject"), ":material/close:", "x", REJECT),
        ):
            st.button(label, icon=icon, shortcut=key, disabled=not can_decide, on_click=_open, args=(own, to))
    if lacks:
        st.caption(lacks)
    if way == CORRECT:
        _draw_correction(candidate, then, catalog)
    elif way == REJECT:
        _draw_rejection(candidate, then)
    if not can_decide:
        st.info(
            tr(
                "This dashboard may read the catalog but not write to it, so it shows the queue only. "
                "`kpi review` decides where the catalog can be written."
            ),
            icon=":material/lock:",
        )


def draw_decided(rows: Sequence[Row], catalog: Catalog) -> None:
    """Draws the decided candidates, the latest first, each with the way to take it back."""
    if not rows:
        return
    title = tr_count("{number} decided candidate", "{number} decided candidates", len(rows))
    rows = latest_first(rows)
    with st.expander(title, icon=":material/history:"):
        for at, row in enumerate(rows[:SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_decided_line(row, catalog), width="stretch")
                st.button(
                    tr("Undo"),
                    key=f"undo {at} {row['candidate_id']}",
                    icon=":material/undo:",
                    type="tertiary",
                    disabled=not review.can_decide(),
                    on_click=_undo,
                    args=(row["candidate_id"],),
                )
        if len(rows) > SHOWN:
            st.caption(
                tr("The latest {number} are shown; `decisions/` of the catalog holds all.", number=SHOWN)
            )


def latest_first(rows: Sequence[Row]) -> list[Row]:
    """Decided rows, the latest first; those of one day, which the files do not order, as this session did."""
    order = {own: at for at, own in enumerate(st.session_state.get(ORDER, ()))}
    return sorted(rows, key=lambda row: (row["decided_on"], order.get(row["candidate_id"], -1)), reverse=True)


def _way(candidate_id: str, default: str) -> str:
    """Which way to decide is open for a candidate."""
    of, way = st.session_state.get(WAY, ("", ""))
    return way if of == candidate_id else default


def _open(candidate_id: str, way: str) -> None:
    """Opens a way to decide a candidate."""
    st.session_state[WAY] = (candidate_id, way)


def _draw_correction(candidate: Row, then: str, catalog: Catalog) -> None:
    """Draws the fields of a correction, filled with the proposal."""
    with st.form(f"correct {candidate['candidate_id']}"):
        left, right = st.columns(2)
        with left:
            _pick("metric_id", candidate, list(catalog.metric_by_id), lambda one: metric_label(catalog, one))
            _pick("entity_id", candidate, list(catalog.entity_by_id), lambda one: entity_label(catalog, one))
            _write("breakdown", candidate)
            _write("period", candidate)
        with right:
            for name in WORDS:
                _pick(name, candidate, [word for word in VOCABULARY[name] if word], fmt.words)
        _write("reason", candidate | {"reason": ""})
        st.form_submit_button(
            tr("Accept as corrected"), icon=":material/check:", on_click=_correct, args=(candidate, then)
        )


def _draw_rejection(candidate: Row, then: str) -> None:
    """Draws where the reason of a rejection is said."""
    with st.form(f"reject {candidate['candidate_id']}"):
        _write("reason", candidate | {"reason": ""})
        st.form_submit_button(
            tr("Reject it"), icon=":material/close:", on_click=_reject, args=(candidate, then)
        )


# The words of the choices above.
CHOICES = (
    *(later("thousand"), later("million"), later("billion"), later("trillion"), later("fall")),
    *(later("exact"), later("approx"), later("at least"), later("more than"), later("up to"), later("under")),
)
LABELS = {
    "metric_id": later("Metric"),
    "entity_id": later("Entity"),
    "breakdown": later("Breakdown"),
    "period": later("Period"),
    "modality": later("Modality"),
    "qualifier": later("Qualifier"),
    "scale": later("Scale"),
    "direction": later("Direction"),
    "reason": later("Why"),
}


def _pick(name: str, candidate: Row, options: Sequence[str], words: Callable[[str], str]) -> None:
    """Draws a choice among the words of a field."""
    before = str(candidate[name] or "")
    st.selectbox(
        tr(LABELS[name]),
        list(dict.fromkeys(["", *options, before])),
        index=list(dict.fromkeys(["", *options, before])).index(before),
        format_func=lambda one: words(one) if one else "–",
        key=_field(candidate, name),
    )


def _write(name: str, candidate: Row) -> None:
    """Draws a field of text."""
    st.text_input(
        tr(LABELS[name]),
        value=str(candidate[name] or ""),
        max_chars=LONGEST_TEXT,
        key=_field(candidate, name),
    )


def _field(candidate: Row, name: str) -> str:
    """Where the session keeps a field of a candidate's correction."""
    return f"{name} of {candidate['candidate_id']}"


def _correct(candidate: Row, then: str) -> None:
    """Accepts a candidate with what was changed in its form."""
    typed = {name: str(st.session_state[_field(candidate, name)] or "").strip() for name in LABELS}
    reason = typed.pop("reason")
    changes = {name: own for name, own in typed.items() if own != str(candidate[name] or "")}
    _decide(Decision(candidate["candidate_id"], "accepted", changes, reason), then)


def _reject(candidate: Row, then: str) -> None:
    """Rejects a candidate with the reason of its form."""
    reason = str(st.session_state[_field(candidate, "reason")] or "")
    _decide(Decision(candidate["candidate_id"], "rejected", reason=reason), then)


def _decide(decision: Decision, then: str) -> None:
    """Decides a candidate and moves on, or remembers why it was refused."""
    try:
        outcome = review.decide([decision], st.session_state.get(BY) or _login())
    except (KpiError, OSError) as error:
        st.session_state[SAID] = error.sentence if isinstance(error, KpiError) else str(error)
        return
    if outcome.refused:
        st.session_state[SAID] = "; ".join(outcome.refused[decision.candidate_id])
        return
    st.query_params[CHOSEN] = then
    st.session_state.setdefault(ORDER, []).append(decision.candidate_id)
    for row in outcome.rows:
        said = SAID_OF[row["decision"]]
        st.toast(tr(said, figure=_about(row, review.catalog_now())), icon=":material/check:")


def _undo(candidate_id: str) -> None:
    """Takes a decision back and shows its candidate again."""
    try:
        removed = review.reopen([candidate_id])
    except (KpiError, OSError) as error:
        st.session_state[SAID] = error.sentence if isinstance(error, KpiError) else str(error)
        return
    st.query_params[CHOSEN] = candidate_id
    for row in removed:
        st.toast(
            tr("Waits again: {figure}.", figure=_about(row, review.catalog_now())), icon=":material/undo:"
        )


def _about(row: Row, catalog: Catalog) -> str:
    """The figure of a decision in Markdown: its print, and what it was read to be."""
    told = (
        metric_label(catalog, row["metric_id"]),
        entity_label(catalog, row["entity_id"]),
        fmt.breakdown(row["breakdown"], ""),
        fmt.period(row["period"]),
    )
    about = fmt.listed(part for part in told if part) if row["metric_id"] else ""
    return " · ".join(part for part in (f"**{fmt.escaped(row['printed'])}**", fmt.escaped(about)) if part)


def _decided_line(row: Row, catalog: Catalog) -> str:
    """One decision in a line of Markdown."""
    decided = DECIDED.get(row["decision"])
    told = [
        _about(row, catalog),
        *([tr(decided)] if decided else []),
        *(fmt.escaped(part) for part in (row["changed"], row["reason"]) if part),
        tr("by {person} on {day}", person=fmt.escaped(row["decided_by"]), day=fmt.escaped(row["decided_on"])),
    ]
    return " · ".join(told)


def _login() -> str:
    """The name of whoever runs this dashboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
