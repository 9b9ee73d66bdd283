"""Why a figure is believed: the tree behind it, from the figure to the facts and into their documents.

Each period that a figure is worked out from leads to its own tree. As of a day, the tree is the one of that
day: facts that nobody could know then are left out, and a line tells what is believed now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.badges import VERDICTS, badge, mark
from dashboard.connection import ask
from dashboard.explanations import rule_sentence
from dashboard.fact_cards import draw_fact
from dashboard.reasoning import (
    draw_conflicts,
    draw_corrections,
    draw_definitions,
    draw_identities,
    labels,
)
from ingest import format as fmt
from ingest import reasons
from ingest.tongue import later, tr, tr_count

REPLAYED = later("as believed on {day}")
MOST_BELIEFS = 12
ADDRESS = ("metric_id", "entity_id", "breakdown", "period_label", "modality")
HOW = {
    ("implied", False): later("Implied by a statement, not stated: {arithmetic}"),
    ("implied", True): later("Implied by a statement, before what a lesser source states: {arithmetic}"),
    ("derived", False): later("Derived, not stated: {arithmetic}"),
    ("derived", True): later("Derived, before what a lesser source states: {arithmetic}"),
}


def evidence_panel(address: Sequence[str], as_of: date | None = None, *, key: str = "evidence") -> None:
    """Draws what stands behind one quarter or cell: its figure, the rule that decided, and every fact.

    An address is metric, entity, breakdown, period and modality. With a day, all as it was known then. `key`
    tells apart the panels of a page.
    """
    metric, entity, breakdown, period, modality = address
    rows = ask(queries.believed, metric, entity, breakdown, period, modality, as_of)
    with st.container(border=True, key=key):
        if as_of:
            _draw_day(as_of)
        if rows.is_empty():
            st.markdown(_unknown(fmt.period(period), as_of))
            if as_of:
                _draw_now(address, None)
            return
        row = rows.row(0, named=True)
        facts = ask(queries.evidence, metric, entity, breakdown, period, modality, as_of)
        _draw_figure(row, breakdown, period)
        if as_of:
            _draw_now(address, row)
        _draw_rule(row, facts)
        _draw_facts(address, row, facts, key, is_replayed=as_of is not None)
        _draw_beliefs(address, as_of)
        if not as_of:
            draw_conflicts(facts["fact_id"].to_list())
            draw_identities(ask(queries.identities, metric, entity, breakdown, period, modality))
        if row["value_low"] is not None:
            draw_definitions(metric, entity, as_of)
        draw_corrections(metric, entity, breakdown, period)


def draw_explain_link(address: Sequence[str], label: str) -> None:
    """Draws the way to the Metric page, with a period of a series explained."""
    metric, entity, breakdown, period, modality = address
    st.page_link(
        "views/metric.py",
        label=label,
        icon=":material/account_tree:",
        query_params={
            "metric": metric,
            "entity": entity,
            "breakdown": breakdown,
            "explain": f"{period} {modality}",
        },
    )


def _unknown(period: str, as_of: date | None) -> str:
    """What to say of a period of which nothing is in the record."""
    if as_of:
        return tr(
            "**{period}**: nothing in the record speaks of it by {day}.", period=period, day=fmt.day(as_of)
        )
    return tr("**{period}** is not in the record of this series.", period=period)


def _draw_day(as_of: date) -> None:
    """Draws as of which day the panel stands."""
    st.markdown(f":orange-badge[:material/history: {tr(REPLAYED, day=fmt.day(as_of))}]")


def _draw_figure(row: Row, breakdown: str, period: str) -> None:
    """Draws the figure with its period, bounds and dates."""
    whose = [row["metric_label"], row["entity_label"]]
    part = [fmt.breakdown(breakdown)] if breakdown else []
    st.caption(fmt.escaped(" · ".join([*whose, *part])))
    named = fmt.period(period)
    if row["modality"] != "actual":
        named = tr("{period} ({modality})", period=named, modality=fmt.words(row["modality"]))
    st.subheader(
        tr("{period}: {figure}", period=fmt.escaped(named), figure=fmt.escaped(_figure(row))), anchor=False
    )
    st.markdown(mark(row) or " ")
    told = []
    if row["value_low"] is not None and not (row["value"] is None and not row["gap"]):
        bounds = fmt.bounds(row["value_low"], row["value_high"], row["unit"])
        told.append(tr("bounds {bounds}", bounds=bounds))
    if row["quarter_end"]:
        told.append(tr("quarter ended {day}", day=fmt.day(row["quarter_end"])))
    told.append(tr("known since {day}", day=fmt.day(row["known_from"])))
    st.caption(fmt.escaped(" · ".join(told)))


def _draw_now(address: Sequence[str], then: Row | None) -> None:
    """Draws what is believed now beside what was believed then."""
    metric, entity, breakdown, period, modality = address
    rows = ask(queries.believed, metric, entity, breakdown, period, modality)
    if rows.is_empty():
        return
    now = rows.row(0, named=True)
    st.markdown(f":material/today: {fmt.escaped(now_sentence(now, then))}")


def now_sentence(now: Row, then: Row | None) -> str:
    """What is believed now, since when, and by how much it differs from what was believed then."""
    told = {"figure": _figure(now), "day": fmt.day(now["known_from"])}
    names = ("value", "value_low", "value_high", "gap")
    if then is not None and all(now[name] == then[name] for name in names):
        return tr("Now: {figure}, as then.", **told)
    if then is None or now["value"] is None or then["value"] is None:
        return tr("Now: {figure}, since {day}.", **told)
    difference = now["value"] - then["value"]
    amount = fmt.amount(abs(difference), now["unit"], most=8)
    if difference > 0:
        return tr("Now: {figure}, since {day}; {amount} more than then.", amount=amount, **told)
    if difference < 0:
        return tr("Now: {figure}, since {day}; {amount} less than then.", amount=amount, **told)
    return tr("Now: {figure}, since {day}, with other bounds.", **told)


def _draw_rule(row: Row, facts: pl.DataFrame) -> None:
    """Draws how the figure came about: the policy rule, the arithmetic, or why there is none."""
    if row["formula"]:
        kind = "implied" if row["derivation"] == "implied" else "derived"
        arithmetic = f"**{fmt.escaped(fmt.joined(row['formula'], labels()))}**"
        st.markdown(tr(HOW[kind, "overruled" in facts["role"]], arithmetic=arithmetic))
        if row["vintage_on"]:
            st.caption(fmt.escaped(fmt.headline(fmt.vintage(row["vintage_on"])) + "."))
    elif row["gap"] and row["gap"] != "contested":
        st.markdown(fmt.gap_reason(row["gap"]))
    elif facts.height:
        st.markdown(fmt.escaped(rule_sentence(facts["rule_description"][0])))


def _draw_facts(
    address: Sequence[str], row: Row, facts: pl.DataFrame, key: str, *, is_replayed: bool
) -> None:
    """Draws the facts by the cell that they state; each of several cells leads to its own tree."""
    metric, _, breakdown, _, _ = address
    is_tree = bool(row["formula"]) or facts["cell_id"].n_unique() > 1
    for (cell_id,), own in facts.group_by("cell_id", maintain_order=True):
        if is_tree:
            _draw_cell(address, own.row(0, named=True))
        for fact in own.iter_rows(named=True):
            draw_fact(fact, metric, breakdown, where=f"{key} {cell_id}", is_replayed=is_replayed)


def _draw_cell(address: Sequence[str], cell: Row) -> None:
    """Draws the head of one cell among several: its period, its verdict, and the way to its own tree."""
    own = [str(cell[name]) for name in ADDRESS]
    period = fmt.period(cell["period_label"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{fmt.escaped(period)}** {badge(VERDICTS[cell['verdict']])}", width="stretch")
        if own != list(address):
            draw_explain_link(own, tr("Explain {period}", period=fmt.escaped(period)))
    if cell["verdict"] != "single" and cell["role"] != "overruled":
        st.caption(fmt.escaped(rule_sentence(cell["rule_description"])))


def _draw_beliefs(address: Sequence[str], as_of: date | None) -> None:
    """Draws what was believed when, newest first, where more than one thing was."""
    metric, entity, breakdown, period, modality = address
    beliefs = ask(reasons.beliefs, entity, metric, period).filter(
        pl.col("breakdown") == breakdown, pl.col("modality") == modality
    )
    if beliefs.height < 2:
        return
    told = tr_count(
        "What was believed when ({number} belief)",
        "What was believed when ({number} beliefs)",
        beliefs.height,
    )
    with st.expander(told, type="compact"):
        st.markdown(
            "\n".join(_belief_line(row, as_of) for row in beliefs.head(MOST_BELIEFS).iter_rows(named=True))
        )
        if beliefs.height > MOST_BELIEFS:
            st.caption(
                tr_count(
                    "and {number} earlier one", "and {number} earlier ones", beliefs.height - MOST_BELIEFS
                )
            )


def _belief_line(belief: Row, as_of: date | None) -> str:
    """One belief with its span, as an item of Markdown; that of the day replayed stands out."""
    since, until = belief["known_from"], belief["known_to"]
    span = (
        tr("{since} to {until}", since=fmt.day(since), until=fmt.day(until))
        if until
        else tr("since {since}", since=fmt.day(since))
    )
    figure = f"**{fmt.escaped(_figure(belief))}**"
    is_then = as_of is not None and since <= as_of and (until is None or as_of < until)
    on_that_day = tr("on that day")
    then = f" :material/history: {on_that_day}" if is_then else ""
    arithmetic = f" :small[{fmt.escaped(fmt.how(belief['derivation'], belief['formula']))}]"
    return f"- {fmt.escaped(span)}: {figure} {mark(belief)}{arithmetic if belief['formula'] else ''}{then}"


def _figure(row: Row) -> str:
    """What is believed in one phrase."""
    return fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"], row["gap"])
