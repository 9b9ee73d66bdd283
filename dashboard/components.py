"""Parts that several views share: marks of judgement, the evidence panel, choices kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.connection import ask
from dashboard.reasoning import draw_astray, draw_definitions, draw_identities, labels, weighed_line
from ingest import format as fmt
from ingest.answers import as_csv

VERDICTS = {
    "single": ("gray", "radio_button_checked", "one fact"),
    "agreed": ("green", "done_all", "agreed"),
    "within_rounding": ("green", "check", "within rounding"),
    "restated": ("blue", "history", "restated"),
    "outranked": ("orange", "vertical_align_top", "a lower tier disagrees"),
    "contested": ("red", "error", "contested"),
}
DERIVATIONS = {
    "difference": ("violet", "change_history", "derived: difference"),
    "sum": ("violet", "functions", "derived: sum"),
    "implied": ("orange", "help", "implied by a statement"),
}
ROLES = {
    "winner": ("green", "check_circle", "believed"),
    "agrees": ("gray", "check", "agrees"),
    "operand": ("violet", "functions", "operand"),
    "rival": ("red", "error", "rival"),
    "overruled": ("orange", "block", "set aside for arithmetic on better sources"),
    "beaten": ("orange", "block", "not believed"),
}
EVIDENCE = {
    "verified": "verified in the document",
    "not archived": "document not in the archive",
    "failed": "NOT found in the document",
}
GLYPHS = {"reported": "", "difference": "◇ ", "sum": "□ ", "implied": "△ "}


def badge(kind: tuple[str, str, str]) -> str:
    """A mark with colour, icon and words, as Markdown; the words are ours, never of the data."""
    colour, icon, words = kind
    return f":{colour}-badge[:material/{icon}: {words}]"


def glyph(verdict: str) -> str:
    """A verdict's mark without its words, for dense lists under a legend."""
    colour, icon, _ = VERDICTS[verdict]
    return f":{colour}[:material/{icon}:]"


def mark(row: Row) -> str:
    """The mark of a quarter or cell: its gap, its derivation, or its verdict."""
    gap, derivation, verdict = row.get("gap"), row.get("derivation"), row.get("verdict")
    if gap == "contested" or verdict == "contested":
        return badge(VERDICTS["contested"])
    if gap:
        return badge(("gray", "remove", fmt.GAP_WORDS.get(gap, "no value")))
    if derivation in DERIVATIONS:
        return badge(DERIVATIONS[derivation])
    return badge(VERDICTS[verdict]) if verdict in VERDICTS else ""


def chosen(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    words: Callable[[str], str],
    default: str | None = None,
    control: Callable[..., Any] = st.selectbox,
    **looks: Any,
) -> str:
    """The option chosen, kept in the page's address under `key`, so that a link leads to the same view.

    An address that changes (a link, a step back) counts as a choice; an option that is gone does not.
    """
    state, address = st.session_state, st.query_params.get(key)
    written = f"{key} as written"
    if address in options and (key not in state or address != state.get(written)):
        state[key] = address
    if state.get(key) not in options:
        state[key] = default if default in options else options[0]
    value = str(control(label, options, format_func=words, key=key, **looks) or state[key] or options[0])
    state[written] = value
    if st.query_params.get(key) != value:
        st.query_params[key] = value
    return value


def clicked(event: Any) -> list[str] | None:
    """The address behind the mark selected last in a chart, if one is."""
    points = event["selection"]["points"] if event else []
    for point in reversed(points):
        if point.get("customdata"):
            return [str(part) for part in point["customdata"]][:5]
    return None


def evidence_panel(address: Sequence[str]) -> None:
    """Draws what stands behind one quarter or cell: its figure, the rule that decided, and every fact."""
    metric, entity, breakdown, period, modality = address
    row = _row_of(metric, entity, breakdown, period, modality)
    facts = ask(queries.evidence, metric, entity, breakdown, period, modality)
    with st.container(border=True, key="evidence"):
        if row is None:
            st.markdown(f"**{fmt.period(period)}** is not in the record of this series.")
            return
        _draw_figure(row, breakdown, period)
        _draw_rule(row, facts)
        for label, own in facts.group_by("period_label", maintain_order=True):
            if row.get("formula") or facts["period_label"].n_unique() > 1:
                st.markdown(f"**{fmt.period(str(label[0]))}**")
            for fact in own.iter_rows(named=True):
                draw_fact(fact, metric, breakdown)
        draw_identities(ask(queries.identities, metric, entity, breakdown, period, modality))
        if row["value_low"] is not None:
            draw_definitions(metric, entity)


def draw_fact(fact: Row, metric: str, breakdown: str) -> None:
    """Draws one fact in a frame of its own: what it is about, where it may have gone astray."""
    is_own = (fact["metric_id"], fact["breakdown"]) == (metric, breakdown)
    part = fmt.breakdown(fact["breakdown"], "")
    about = "" if is_own else ", ".join(word for word in (fact["metric_label"], part) if word)
    with st.container(border=True, gap="xsmall"):
        st.markdown("  \n".join(fact_lines(fact, about)))
        draw_astray([fact["fact_id"]])


def fact_lines(fact: Row, about: str = "") -> list[str]:
    """One fact as lines of Markdown: what is printed, by whom, when, where, and whether it was found.

    `about` stands behind the figure, where the fact is about something else than what stands around it.
    """
    about = f" :small[· {fmt.escaped(about)}]" if about else ""
    read = fmt.figure(fact["value"], fact["value_low"], fact["value_high"], fact["unit"])
    meaning = f" :small[read as {fmt.escaped(read)}]" if read != fact["printed"] else ""
    lines = [
        f"{badge(ROLES[fact['role']])} **{fmt.escaped(fact['printed'])}**{meaning}{about}",
        f"{fmt.link(fact['source_title'], fact['url'] or '')}",
        f":small[{_standing(fact)}]",
        f":small[{fmt.escaped(fact['locator'])} · {EVIDENCE.get(fact['evidence'], fact['evidence'])}]",
    ]
    if fact["note"]:
        lines.append(f":small[*{fmt.escaped(fact['note'])}*]")
    if weighed := weighed_line(fact):
        lines.append(weighed)
    return lines


def build_footer(build: Row) -> None:
    """Draws which build this is and what it holds."""
    st.caption(
        f"Build `{build['build_id']}` · built {fmt.minute(build['built_at'])} · "
        f"{fmt.counted(build['fact_count'], 'fact')} · {fmt.counted(build['source_count'], 'source')} · "
        f"{fmt.counted(build['cell_count'], 'cell')} · policy {fmt.escaped(build['policy_version'])}"
    )


def show_table(rows: pl.DataFrame, *, alt: str, key: str | None = None, **looks: Any) -> Any:
    """Draws a table without an index, as wide as the page."""
    return st.dataframe(rows, hide_index=True, key=key, alt=alt, **looks)


def download_button(label: str, rows: pl.DataFrame, file_name: str) -> None:
    """Draws a button that downloads rows as CSV.

    The file is written at the click. One that lay ready would be looked for by the browser as soon as the
    button shows, and be gone (404) where the page has moved on by then.
    """
    st.download_button(
        label,
        partial(as_csv, rows),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _row_of(metric: str, entity: str, breakdown: str, period: str, modality: str) -> Row | None:
    """The quarter that an address names, or the cell where it names no quarter."""
    if modality == "actual":
        quarters = ask(queries.quarters, metric, entity, breakdown).filter(pl.col("fiscal_quarter") == period)
        if quarters.height:
            return quarters.row(0, named=True)
    cells = ask(queries.cells, metric, entity, breakdown).filter(
        pl.col("period_label") == period, pl.col("modality") == modality
    )
    return cells.row(0, named=True) if cells.height else None


def _draw_figure(row: Row, breakdown: str, period: str) -> None:
    """Draws the figure with its period, bounds and dates."""
    unit = row["unit"]
    words = fmt.figure(row["value"], row["value_low"], row["value_high"], unit, row.get("gap"))
    part = f", {fmt.escaped(fmt.breakdown(breakdown))}" if breakdown else ""
    st.caption(f"{fmt.escaped(row['metric_label'])} · {fmt.escaped(row['entity_label'])}{part}")
    modality = row.get("modality", "actual")
    said = f" ({modality})" if modality != "actual" else ""
    st.subheader(f"{fmt.period(period)}{said}: {fmt.escaped(words)}", anchor=False)
    st.markdown(mark(row) or " ")
    told = []
    if row["value_low"] is not None and not (row["value"] is None and not row.get("gap")):
        told.append(f"bounds {fmt.bounds(row['value_low'], row['value_high'], unit)}")
    if row.get("quarter_end"):
        told.append(f"quarter ended {fmt.day(row['quarter_end'])}")
    told.append(f"known since {fmt.day(row['known_from'])}")
    st.caption(fmt.escaped(" · ".join(told)))


def _draw_rule(row: Row, facts: pl.DataFrame) -> None:
    """Draws how the figure came about: the policy rule, the arithmetic, or why there is none."""
    if row.get("formula"):
        how = "Implied by a statement" if row["derivation"] == "implied" else "Derived"
        is_overruled = "role" in facts.columns and "overruled" in facts["role"]
        whether = "before what a lesser source states" if is_overruled else "not stated"
        st.markdown(f"{how}, {whether}: **{fmt.escaped(fmt.joined(row['formula'], labels()))}**")
        if row.get("vintage_on"):
            st.caption(fmt.escaped(fmt.headline(fmt.vintage(row["vintage_on"])) + "."))
    elif row.get("gap") in ("not_disclosed", "not_derivable"):
        st.markdown(fmt.GAP_REASONS[row["gap"]])
    elif facts.height:
        st.markdown(fmt.escaped(facts["rule_description"][0]))


def _standing(fact: Row) -> str:
    """Publisher, tier and date of a fact's source."""
    return " · ".join(
        (
            fmt.escaped(fact["publisher"]),
            fmt.words(fact["tier"]),
            f"published {fmt.day(fact['published_on'])} ({fact['published_on_basis']})",
        )
    )
