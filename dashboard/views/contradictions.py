"""Contests, failed identities and decided disagreements: both figures, the arithmetic, what would decide."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import queries, sentences
from dashboard.axes import Row
from dashboard.badges import ROLES, badge
from dashboard.cases import KINDS, case_name, counts_sentence, kind_of, read_cases, sides
from dashboard.components import chosen, download_button, fact_lines, show_table
from dashboard.connection import ask
from dashboard.explanations import conflict_sentence
from dashboard.links import draw_cell_link
from dashboard.passages import draw_passage_control
from dashboard.reasoning import draw_astray, identity_name, labels
from ingest import format as fmt
from ingest.tongue import later, tr, tr_count

ALL = "all"
FIRST_SHOWN = 10
TABLE = "table of contradictions"
TABLES = "tables of contradictions so far"
CASE = "case"
KIND_NAMES = {
    "open": later("Open contests"),
    "undated": later("Undated figures"),
    "identity": later("Failed identities"),
    "outranked": later("Outranked"),
    "restated": later("Restated"),
    "settled": later("Among facts that lost"),
}
UNDATED = ("orange", "event_busy", later("undated"))
DATED = ("blue", "event", later("dated, believed"))


def pick_entity() -> str:
    """The chosen entity, of those that have contradictions of their own or in their parts; at first all."""
    entities = ask(queries.entities)
    names = {ALL: tr("All entities")} | dict(entities.select("entity_id", "entity_label").iter_rows())
    held = [own for own in names if own == ALL or read_cases(own)]
    return chosen(tr("Entity"), held, key="of", words=lambda own: names[own])


def pick_kind(cases: list[Row]) -> str:
    """The chosen kind, of those that occur; at first all."""
    number = {own: sum(kind_of(case) == own for case in cases) for own in KIND_NAMES}
    names = {ALL: tr("All kinds")} | {own: f"{tr(KIND_NAMES[own])} ({number[own]})" for own in KIND_NAMES}
    held = [ALL, *(own for own in KIND_NAMES if number[own])]
    return chosen(tr("Kind"), held, key="verdict", words=lambda own: names[own])


def apart_words(case: Row) -> str:
    """How far the two figures lie apart: by how much, and which share of the smaller that is."""
    if case["gap_width"] is None:
        return fmt.share(case["apart"])
    width = fmt.amount(case["gap_width"], case["unit"])
    if case["unit"] == "percent":
        width = tr("{number} points", number=fmt.digits(case["gap_width"], 2))
    if case["apart"] is None:
        return tr("{width} apart", width=width)
    return tr("{width} apart, {share} of the smaller", width=width, share=fmt.share(case["apart"]))


def size_words(case: Row) -> str:
    """How large the figures are among the believed figures of their unit."""
    share = f"{round(100 * case['size_rank'])}%"
    if case["unit"] == "count":
        return tr("larger than {share} of the believed counts", share=share)
    unit = fmt.unit_words(case["unit"])
    return tr("larger than {share} of the believed figures in {unit}", share=share, unit=unit)


def case_table(cases: list[Row]) -> pl.DataFrame:
    """The cases as they are read, one a row."""
    rows = []
    for case in cases:
        first, second = sides(case)
        rows.append(
            {
                tr("Kind"): fmt.headline(tr(KINDS[kind_of(case)][2])),
                tr("About"): case_name(case),
                tr("One figure"): first,
                tr("The other"): second,
                tr("Apart"): fmt.share(case["apart"]),
                tr("Larger than"): 100 * case["size_rank"],
            }
        )
    return pl.DataFrame(rows)


def table_key() -> str:
    """The key of the table: a new one each time that a selection is taken back, as the browser keeps it."""
    return f"{TABLE} {st.session_state.get(TABLES, 0)}"


def take_case(ids: list[str]) -> None:
    """Takes the case whose row was just selected, or none where it was selected away."""
    rows = st.session_state[table_key()]["selection"]["rows"]
    if rows:
        st.query_params[CASE] = ids[rows[0]]
    else:
        st.query_params.pop(CASE, None)


def show_all() -> None:
    """Takes the case out of the address, so that all are shown again, and the selection back."""
    st.query_params.pop(CASE, None)
    st.session_state[TABLES] = st.session_state.get(TABLES, 0) + 1


def draw_case(case: Row) -> None:
    """Draws one case: both figures with their sources, why they disagree, and what would decide it."""
    facts = ask(queries.facts_by_id, [*case["fact_ids_a"], *case["fact_ids_b"]])
    first, second = sides(case)
    is_identity = case["standing"] == "identity"
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"{badge(KINDS[kind_of(case)])} **{fmt.escaped(case_name(case))}**", width="stretch")
            draw_cell_link(case)
        st.caption(f"{fmt.escaped(apart_words(case))} · {fmt.escaped(size_words(case))}")
        st.markdown(f"{'**' + fmt.escaped(identity_name(case)) + '**: ' if is_identity else ''}{told(case)}")
        heads = (
            (tr("Found: {figure}", figure=first), tr("Expected: {figure}", figure=second))
            if is_identity
            else (first, second)
        )
        for column, head, ids in zip(
            st.columns(2, gap="medium"), heads, (case["fact_ids_a"], case["fact_ids_b"]), strict=True
        ):
            with column:
                st.markdown(f"**{fmt.escaped(head)}**")
                for fact in facts.filter(pl.col("fact_id").is_in(ids)).iter_rows(named=True):
                    draw_stated(fact, case)
        draw_astray(facts["fact_id"].to_list())
        tiers = (tier_of(facts, case["fact_ids_a"]), tier_of(facts, case["fact_ids_b"]))
        decides = sentences.would_decide(case, *tiers)
        st.caption(tr("**What would decide it:** {sentence}", sentence=fmt.escaped(decides)))


def tier_of(facts: pl.DataFrame, fact_ids: list[str]) -> str:
    """The best tier among some of the facts; empty where there are none."""
    tiers = facts.filter(pl.col("fact_id").is_in(fact_ids))["tier"]
    return str(tiers[0]) if tiers.len() else ""


def told(case: Row) -> str:
    """Why the figures of a case cannot all be right, with the arithmetic, as Markdown."""
    if case["standing"] == "identity":
        reason = f" {case['reason']}" if case["reason"] else ""
        return fmt.escaped(sentences.arithmetic_sentence(case, labels()) + reason)
    pair = conflict_of(case)
    return fmt.escaped(tr("{clauses}.", clauses=fmt.headline(conflict_sentence(pair))))


def conflict_of(case: Row) -> Row:
    """The pair of facts by which a case is explained: an open one first."""
    pairs = ask(queries.conflict_parts, [*case["fact_ids_a"], *case["fact_ids_b"]])
    own = pairs.filter(
        pl.col("fact_id_a").is_in(case["fact_ids_a"]), pl.col("fact_id_b").is_in(case["fact_ids_b"])
    )
    return own.row(0, named=True)


def draw_stated(fact: Row, case: Row) -> None:
    """Draws one fact; what it is about where that differs from the case."""
    about = [fmt.breakdown(fact["breakdown"], ""), fmt.period(fact["period_label"])]
    if (fact["metric_id"], fact["entity_id"]) != (case["metric_id"], case["entity_id"]):
        about.insert(0, f"{fact['metric_label']}, {fact['entity_label']}")
    differs = [fact[name] != case[name] for name in ("metric_id", "entity_id", "breakdown", "period_label")]
    stated, *standing = fact_lines(fact, ", ".join(word for word in about if word) if any(differs) else "")
    st.markdown(f"{with_side(stated, fact, case)}  \n:small[{' · '.join(standing)}]")
    draw_passage_control(fact, case["case_id"])


def with_side(line: str, fact: Row, case: Row) -> str:
    """The line of a fact with what its side is: where an undated figure is disputed, neither is settled."""
    if kind_of(case) != "undated" or fact["role"] not in ROLES:
        return line
    own = UNDATED if fact["period_label"] == "undated" else DATED
    return line.replace(badge(ROLES[fact["role"]]), badge(own), 1)


def draw_cases(cases: list[Row]) -> None:
    """Draws the case that the address names alone, else the first ones, and more of them on demand."""
    alone = [case for case in cases if case["case_id"] == st.query_params.get(CASE)]
    if alone:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(tr("One of {number} shown.", number=len(cases)), width="content")
            st.button(
                tr("Show all again"),
                icon=":material/unfold_more:",
                type="tertiary",
                on_click=show_all,
            )
        draw_case(alone[0])
        return
    shown = shown_number()
    for case in cases[:shown]:
        draw_case(case)
    left = len(cases) - shown
    if left > 0:
        st.button(
            tr_count("Show {number} more", "Show {number} more", min(left, FIRST_SHOWN)),
            icon=":material/expand_more:",
            on_click=show_more,
            args=(shown + FIRST_SHOWN,),
        )


def shown_number() -> int:
    """How many cases are open, by the address."""
    written = st.query_params.get("shown", "")
    return max(FIRST_SHOWN, int(written)) if written.isdecimal() and len(written) < 5 else FIRST_SHOWN


def show_more(number: int) -> None:
    """Writes into the address how many cases are open."""
    st.query_params["shown"] = str(number)


def draw() -> None:
    """Draws the page."""
    st.title(tr("Contradictions"), anchor=False)
    left, right = st.columns(2)
    with left:
        entity = pick_entity()
    own = "" if entity == ALL else entity
    every = read_cases(own)
    with right:
        kind = pick_kind(every)
    cases = [case for case in every if kind in (ALL, kind_of(case))]
    if not cases:
        st.markdown("##### " + tr("No fact of this record contradicts another, and every identity holds."))
        return
    counts = ask(queries.contradiction_counts, own).row(0, named=True)
    st.markdown(f"##### {fmt.escaped(counts_sentence(counts))}")
    st.caption(
        tr(
            "Most material first: how far the figures lie apart, and how large they are among the "
            "believed figures of their unit. Figures whose bounds meet do not contradict each other: "
            "69.75 billion and 69.7 billion agree. Select a row to see its case alone."
        )
    )
    table = case_table(cases)
    ids = [case["case_id"] for case in cases]
    show_table(
        table,
        alt=tr("Every contradiction with both figures and its kind"),
        key=table_key(),
        on_select=lambda: take_case(ids),
        selection_mode="single-row",
        column_config={
            tr("Larger than"): st.column_config.ProgressColumn(
                format="%d%%",
                min_value=0,
                max_value=100,
                help=tr("Of the believed figures of its unit, the share that is smaller"),
            )
        },
    )
    draw_cases(cases)
    download_button(tr("Download these contradictions (CSV)"), table, "contradictions.csv")


draw()
