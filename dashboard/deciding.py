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
SHOWN = 20
LONGEST_TEXT = 1000
WORDS = ("modality", "qualifier", "scale", "direction")
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


def draw_ways_to_decide(candidate: Row, then: str, catalog: Catalog) -> None:
    """Draws the three ways to decide a candidate; `then` is the one to show after it."""
    own, can_decide = candidate["candidate_id"], review.can_decide()
    is_whole = bool(candidate["metric_id"] and candidate["entity_id"])
    way = _way(own, CORRECT if can_decide and not is_whole else "")
    with st.container(horizontal=True):
        st.button(
            tr("Accept"),
            icon=":material/check:",
            type="primary",
            shortcut="a",
            disabled=not can_decide or not is_whole,
            on_click=_decide,
            args=(Decision(own, "accepted"), then),
        )
        for label, icon, key, to in (
            (tr("Correct"), ":material/edit:", "e", CORRECT),
            (tr("Reject"), ":material/close:", "x", REJECT),
        ):
            st.button(label, icon=icon, shortcut=key, disabled=not can_decide, on_click=_open, args=(own, to))
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


def draw_decided(rows: Sequence[Row]) -> None:
    """Draws the decided candidates, the latest first, each with the way to take it back."""
    if not rows:
        return
    title = tr_count("{number} decided candidate", "{number} decided candidates", len(rows))
    with st.expander(title, icon=":material/history:"):
        for at, row in enumerate(rows[:SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_decided_line(row), width="stretch")
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
    st.toast(tr("Decided. The next `kpi refresh` takes this up."), icon=":material/check:")


def _undo(candidate_id: str) -> None:
    """Takes a decision back and shows its candidate again."""
    try:
        review.reopen([candidate_id])
    except (KpiError, OSError) as error:
        st.session_state[SAID] = error.sentence if isinstance(error, KpiError) else str(error)
        return
    st.query_params[CHOSEN] = candidate_id


def _decided_line(row: Row) -> str:
    """One decision in a line of Markdown."""
    about = fmt.listed(
        part for part in (row["metric_id"], row["entity_id"], row["period"]) if part and row["metric_id"]
    )
    decision = DECIDED.get(row["decision"], "")
    told = [
        f"**{fmt.escaped(row['printed'])}**",
        tr(decision),
        *(fmt.escaped(part) for part in (about, row["changed"], row["reason"]) if part),
        tr("by {person} on {day}", person=fmt.escaped(row["decided_by"]), day=fmt.escaped(row["decided_on"])),
    ]
    return " · ".join(told)


def _login() -> str:
    """The name of whoever runs this dashboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
