"""What speaks for and against a figure: fits of facts gone astray, identities, changes of definition."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.axes import Row
from dashboard.connection import ask
from dashboard.sentences import arithmetic_sentence, astray_sentence
from ingest import format as fmt
from ingest import reasons

HOLDS = {
    "yes": ":green[:material/check:]",
    "within_rounding": ":green[:material/check:]",
    "no": ":red[:material/close:]",
}
ASTRAY = ":violet-badge[:material/alt_route: may have gone astray]"


def labels() -> dict[str, str]:
    """Every id of a metric or entity with its label."""
    return dict(ask(reasons.labels).iter_rows())


def draw_astray(fact_ids: Sequence[str]) -> None:
    """Draws where facts may have gone astray; fits that say no more than chance stand behind an expander."""
    fits = ask(reasons.astray, sorted(fact_ids))
    for fit in _once(fits.filter("is_telling")):
        st.markdown(f"{ASTRAY}  \n:small[{fmt.escaped(astray_sentence(fit))}]")
    others = _once(fits.filter(~pl.col("is_telling")))
    if others:
        with st.expander(f"{fmt.counted(len(others), 'fit')} that may be coincidence", type="compact"):
            for fit in others:
                st.markdown(f":small[{fmt.escaped(astray_sentence(fit))}]")


def draw_identities(rows: pl.DataFrame) -> None:
    """Draws the arithmetic in which a cell takes part, failing first; open where one fails."""
    if rows.is_empty():
        return
    failed = rows.filter(pl.col("holds") == "no").height
    told = fmt.counted(rows.height, "identity", "identities")
    with st.expander(f"Arithmetic: {told}, {failed or 'none'} failing", expanded=failed > 0):
        for row in rows.iter_rows(named=True):
            part = "the result" if row["part"] == "result" else "an operand"
            st.markdown(
                f"{HOLDS[row['holds']]} **{fmt.escaped(identity_name(row))}**, "
                f"{fmt.period(row['period_label'])}, as {part}  \n"
                f":small[{fmt.escaped(arithmetic_sentence(row, labels()))}]"
            )


def identity_name(row: Row) -> str:
    """The name of an identity."""
    return fmt.identity(row["identity_id"], row["identity_label"], labels())


def draw_definitions(metric: str, entity: str) -> None:
    """Draws the changes of a metric's scope, with the reason for each."""
    for row in ask(reasons.definitions, entity, metric).iter_rows(named=True):
        day = row["recast_from"]
        recast = f" Figures restated since {fmt.day(day)} follow it too." if day else ""
        st.markdown(
            f":gray-badge[:material/edit_note: definition changed] from {fmt.day(row['valid_from'])}  \n"
            f":small[{fmt.escaped(row['reason_en'] + recast)}]"
        )


def weighed_line(fact: Row) -> str:
    """How many identities speak for and against a fact, as Markdown; empty where none does."""
    if not fact.get("identities_for") and not fact.get("identities_against"):
        return ""
    told = f"arithmetic: {fact['identities_for']} for it, {fact['identities_against']} against it"
    return f":small[:red[{told}]]" if fact["identities_against"] else f":small[{told}]"


def _once(fits: pl.DataFrame) -> list[Row]:
    """The fits in rows; facts that print one figure fit in the same words."""
    return fits.unique("explanation", keep="first", maintain_order=True).to_dicts()
