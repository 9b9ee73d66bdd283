"""Figures that cannot all be right: open contests and failed identities first, the widest apart first."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import queries, sentences
from dashboard.axes import Row
from dashboard.components import VERDICTS, badge, chosen, download_button, fact_lines, show_table
from dashboard.connection import ask
from dashboard.reasoning import draw_astray, identity_name, labels
from ingest import format as fmt

ALL = "all"
BADGES = {
    "open": VERDICTS["contested"],
    "identity": ("red", "calculate", "identity fails"),
    "outranked": VERDICTS["outranked"],
    "restated": VERDICTS["restated"],
    "settled": ("gray", "inventory_2", "among facts that lost"),
}
UNSETTLED = ("open", "identity")


def read_cases(entity: str) -> list[Row]:
    """Conflicts and failed identities of an entity with its parts: unsettled first, then the widest apart."""
    own = "" if entity == ALL else entity
    cases = [*ask(queries.contradictions, own).to_dicts(), *ask(queries.failed_identities, own).to_dicts()]
    return sorted(cases, key=lambda case: (case["standing"] not in UNSETTLED, -(case["apart"] or 0)))


def pick_entity() -> str:
    """The chosen entity, of those that have contradictions of their own or in their parts; at first all."""
    entities = ask(queries.entities)
    names = {ALL: "All entities"} | dict(entities.select("entity_id", "label_en").iter_rows())
    held = [own for own in names if own == ALL or read_cases(own)]
    return chosen("Entity", held, key="of", words=lambda own: names[own])


def pick_standing(cases: list[Row]) -> str:
    """The chosen verdict, of those that occur; at first all."""
    names = {ALL: "All verdicts"} | {own: fmt.headline(name) for own, name in sentences.STANDINGS.items()}
    held = [own for own in names if own == ALL or any(case["standing"] == own for case in cases)]
    return chosen("Verdict", held, key="verdict", words=lambda own: names[own])


def case_name(case: Row) -> str:
    """A case in words: metric, breakdown, entity, period, modality."""
    told = [case["metric_label"], fmt.breakdown(case["breakdown"], ""), case["entity_label"]]
    told.append(fmt.period(case["period_label"]))
    told.append("" if case["modality"] == "actual" else case["modality"])
    return ", ".join(word for word in told if word)


def sides(case: Row) -> tuple[str, str]:
    """The two figures that disagree: stronger and weaker, or found and expected."""
    pairs = (("value_a", "low_a", "high_a"), ("value_b", "low_b", "high_b"))
    if case["standing"] == "identity":
        pairs = (("found", "found_low", "found_high"), ("expected", "expected_low", "expected_high"))
    first, second = (
        fmt.figure(case[value], case[low], case[high], case["unit"]) for value, low, high in pairs
    )
    return first, second


def case_table(cases: list[Row]) -> pl.DataFrame:
    """The cases as they are read, one a row."""
    rows = []
    for case in cases:
        first, second = sides(case)
        rows.append(
            {
                "Verdict": fmt.headline(sentences.STANDINGS[case["standing"]]),
                "About": case_name(case),
                "One figure": first,
                "The other": second,
                "Apart": fmt.share(case["apart"]),
            }
        )
    return pl.DataFrame(rows)


def draw_case(case: Row) -> None:
    """Draws one case: both figures with their sources, why they disagree, and what would decide it."""
    facts = ask(queries.facts_by_id, [*case["fact_ids_a"], *case["fact_ids_b"]])
    first, second = sides(case)
    is_identity = case["standing"] == "identity"
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"{badge(BADGES[case['standing']])} **{fmt.escaped(case_name(case))}**", width="stretch"
            )
            draw_link(case)
        st.markdown(f"{'**' + fmt.escaped(identity_name(case)) + '**: ' if is_identity else ''}{told(case)}")
        heads = (f"Found: {first}", f"Expected: {second}") if is_identity else (first, second)
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
        st.caption(f"**What would decide it:** {fmt.escaped(decides)}")


def tier_of(facts: pl.DataFrame, fact_ids: list[str]) -> str:
    """The best tier among some of the facts; empty where there are none."""
    tiers = facts.filter(pl.col("fact_id").is_in(fact_ids))["tier"]
    return str(tiers[0]) if tiers.len() else ""


def told(case: Row) -> str:
    """Why the figures of a case cannot all be right, with the arithmetic, as Markdown."""
    if case["standing"] == "identity":
        reason = f" {case['reason']}" if case["reason"] else ""
        return fmt.escaped(sentences.arithmetic_sentence(case, labels()) + reason)
    return fmt.escaped(fmt.headline(case["explanation"]) + ".")


def draw_stated(fact: Row, case: Row) -> None:
    """Draws one fact; what it is about where that differs from the case."""
    about = [fmt.breakdown(fact["breakdown"], ""), fmt.period(fact["period_label"])]
    if (fact["metric_id"], fact["entity_id"]) != (case["metric_id"], case["entity_id"]):
        about.insert(0, f"{fact['metric_label']}, {fact['entity_label']}")
    differs = [fact[name] != case[name] for name in ("metric_id", "entity_id", "breakdown", "period_label")]
    stated, *standing = fact_lines(fact, ", ".join(word for word in about if word) if any(differs) else "")
    st.markdown(f"{stated}  \n:small[{' · '.join(standing)}]")


def draw_link(case: Row) -> None:
    """Draws the way to the series of a case, with its period explained."""
    st.page_link(
        "views/metric.py",
        label="Open the metric",
        icon=":material/show_chart:",
        query_params={
            "metric": case["metric_id"],
            "entity": case["entity_id"],
            "breakdown": case["breakdown"],
            "explain": f"{case['period_label']} {case['modality']}",
        },
    )


st.title("Contradictions", anchor=False)
left, right = st.columns(2)
with left:
    entity = pick_entity()
every = read_cases(entity)
with right:
    standing = pick_standing(every)
cases = [case for case in every if standing in (ALL, case["standing"])]
if not cases:
    st.markdown("##### No fact of this record contradicts another, and every identity holds.")
    st.stop()
st.markdown(f"##### {fmt.escaped(sentences.contradictions_sentence(every))}")
st.caption(
    "A figure commits to bounds, and figures whose bounds meet do not contradict each other: "
    "69.75 billion and 69.7 billion agree. Fits are told where they say more than chance."
)
table = case_table(cases)
show_table(table, alt="Every contradiction with both figures and its verdict")
for case in cases:
    draw_case(case)
download_button("Download these contradictions (CSV)", table, "contradictions.csv")
