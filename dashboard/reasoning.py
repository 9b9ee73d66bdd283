"""What speaks for and against a figure: conflicts, fits of facts gone astray, identities, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.badges import VERDICTS, badge
from dashboard.connection import ask
from dashboard.explanations import astray_sentence, conflict_sentence
from dashboard.language import language
from dashboard.sentences import arithmetic_sentence
from ingest import format as fmt
from ingest import reasons
from ingest.tongue import later, tr, tr_count

HOLDS = {
    "yes": ":green[:material/check:]",
    "within_rounding": ":green[:material/check:]",
    "no": ":red[:material/close:]",
}
ASTRAY = ("violet", "alt_route", later("may have gone astray"))
CHANGED = ("gray", "edit_note", later("definition changed"))
CORRECTED = {
    "reject": ("orange", "block", later("corrected: does not count")),
    "amend": ("orange", "edit", later("corrected: counts as something else")),
}
PARTS = {
    "result": later("{identity}, {period}, as the result"),
    "operand": later("{identity}, {period}, as an operand"),
}


def labels() -> dict[str, str]:
    """Every id of a metric or entity with its label."""
    return dict(ask(reasons.labels).iter_rows())


def draw_astray(fact_ids: Sequence[str]) -> None:
    """Draws where facts may have gone astray; fits that say no more than chance stand behind an expander."""
    fits = ask(reasons.astray, sorted(fact_ids))
    for fit in _once(fits.filter("is_telling")):
        st.markdown(f"{badge(ASTRAY)}  \n:small[{fmt.escaped(astray_sentence(fit, labels()))}]")
    others = _once(fits.filter(~pl.col("is_telling")))
    if others:
        told = tr_count(
            "{number} fit that may be coincidence", "{number} fits that may be coincidence", len(others)
        )
        with st.expander(told, type="compact"):
            for fit in others:
                st.markdown(f":small[{fmt.escaped(astray_sentence(fit, labels()))}]")


def draw_conflicts(fact_ids: Sequence[str]) -> None:
    """Draws what contradicts some facts, the open first, behind an expander; nothing where nothing does."""
    rows = _once(ask(queries.conflict_parts, sorted(fact_ids)))
    if not rows:
        return
    told = tr_count("{number} contradiction", "{number} contradictions", len(rows))
    with st.expander(told, type="compact"):
        for row in rows:
            said = tr("{clauses}.", clauses=fmt.headline(conflict_sentence(row)))
            st.markdown(f"{badge(VERDICTS[row['verdict']])}  \n:small[{fmt.escaped(said)}]")


def draw_identities(rows: pl.DataFrame) -> None:
    """Draws the arithmetic in which a cell takes part, failing first; open where one fails."""
    if rows.is_empty():
        return
    failed = rows.filter(pl.col("holds") == "no").height
    with st.expander(_identities_words(rows.height, failed), expanded=failed > 0):
        named = labels()
        for row in rows.iter_rows(named=True):
            told = tr(
                PARTS[row["part"]],
                identity=f"**{fmt.escaped(identity_name(row))}**",
                period=fmt.escaped(fmt.period(row["period_label"])),
            )
            st.markdown(
                f"{HOLDS.get(row['holds'], '')} {told}  \n"
                f":small[{fmt.escaped(arithmetic_sentence(row, named))}]"
            )


def identity_name(row: Row) -> str:
    """The name of an identity."""
    return fmt.identity(row["identity_id"], row["identity_label"], labels())


def reason_of(version: Row) -> str:
    """The reason for a change of scope in the reader's language, else in English."""
    return str({"ar": version["reason_ar"]}.get(language()) or version["reason_en"])


def draw_definitions(metric: str, entity: str, as_of: date | None = None) -> None:
    """Draws the changes of a metric's scope, with the reason for each; as of a day, those that had begun."""
    for row in ask(reasons.definitions, entity, metric).iter_rows(named=True):
        if as_of and row["valid_from"] > as_of:
            continue
        told = reason_of(row)
        if row["recast_from"]:
            recast = tr("Figures restated since {day} follow it too.", day=fmt.day(row["recast_from"]))
            told = f"{told} {recast}"
        since = tr("from {day}", day=fmt.day(row["valid_from"]))
        st.markdown(f"{badge(CHANGED)} {since}  \n:small[{fmt.escaped(told)}]")


def draw_corrections(metric: str, entity: str, breakdown: str, period: str) -> None:
    """Draws the facts of a cell that do not count, or count as something else, with the reason."""
    for row in ask(reasons.corrections, entity, metric, period).iter_rows(named=True):
        if breakdown in (row["breakdown_stated"], row["breakdown_counted"]):
            said_by = tr("{reason} (said by {provider})", reason=row["reason"], provider=row["provider"])
            st.markdown(
                f"{badge(CORRECTED[row['action']])} **{fmt.escaped(row['printed'])}**  \n"
                f":small[{fmt.escaped(said_by)}]"
            )


def weighed_line(fact: Row) -> str:
    """How many identities speak for and against a fact, as Markdown; empty where none does."""
    if not fact.get("identities_for") and not fact.get("identities_against"):
        return ""
    told = tr(
        "arithmetic: {number_for} for it, {number_against} against it",
        number_for=fact["identities_for"],
        number_against=fact["identities_against"],
    )
    return f":small[:red[{told}]]" if fact["identities_against"] else f":small[{told}]"


def _identities_words(number: int, failed: int) -> str:
    """How many identities there are and how many of them fail."""
    told = tr_count("{number} identity", "{number} identities", number)
    if failed:
        return tr("Arithmetic: {identities}, {failed} failing", identities=told, failed=failed)
    return tr("Arithmetic: {identities}, none failing", identities=told)


def _once(rows: pl.DataFrame) -> list[Row]:
    """The rows; facts that print one figure fit, or contradict, in the same words."""
    return rows.unique("explanation", keep="first", maintain_order=True).to_dicts()
