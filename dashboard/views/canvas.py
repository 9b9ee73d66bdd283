"""The business model canvas: nine blocks, each with what is believed of its metrics, and the facts behind."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.components import VERDICTS, chosen, fact_lines, glyph
from dashboard.connection import ask
from ingest import format as fmt

BLOCKS = {
    "partnerships": ("Key partnerships", "handshake"),
    "activities": ("Key activities", "settings"),
    "resources": ("Key resources", "inventory_2"),
    "value_propositions": ("Value propositions", "redeem"),
    "customer_relationships": ("Customer relationships", "favorite"),
    "channels": ("Channels", "campaign"),
    "segments": ("Customer segments", "groups"),
    "cost_structure": ("Cost structure", "payments"),
    "revenue_streams": ("Revenue streams", "account_balance_wallet"),
}
UPPER = (
    ("partnerships",),
    ("activities", "resources"),
    ("value_propositions",),
    ("customer_relationships", "channels"),
    ("segments",),
)
LOWER = ("cost_structure", "revenue_streams")
MOST_FACTS = 6
CELL = ("entity_label", "breakdown", "period_label", "modality")


def draw_block(block: str, metrics: pl.DataFrame, entity: str, columns: int = 1) -> None:
    """Draws one block of the canvas."""
    title, icon = BLOCKS[block]
    with st.container(border=True, key=f"block-{block}", height="stretch", gap="xsmall"):
        st.markdown(f"**:material/{icon}: {title}**")
        if metrics.is_empty():
            st.caption("Nothing is stated.")
            return
        rows = metrics.to_dicts()
        length = -(-len(rows) // columns)
        for at, column in enumerate(st.columns(columns, gap="medium")):
            with column, st.container(gap="xsmall"):
                for row in rows[at * length : (at + 1) * length]:
                    draw_metric(row, entity)


@st.fragment
def draw_metric(row: Row, entity: str) -> None:
    """Draws one metric of a block in a line; opened, its facts."""
    is_contested = row["verdict"] == "contested"
    figure = fmt.figure(
        row["value"],
        row["value_low"],
        row["value_high"],
        row["unit"],
        "contested" if is_contested else None,
        short=True,
    )
    part = f", {fmt.breakdown(row['breakdown'])}" if row["breakdown"] else ""
    told = [fmt.period(row["period_label"]), fmt.counted(row["fact_count"], "fact")]
    if row["modality"] != "actual":
        told.insert(1, row["modality"])
    if row["contested_count"] and not is_contested:
        told.append(f"{row['contested_count']} contested")
    more = st.expander(
        f":primary[**{fmt.escaped(figure)}**] {fmt.escaped(row['metric_label'] + part)} "
        f":gray[:small[{' · '.join(told)}]] {glyph(row['verdict'])}",
        key=f"canvas-{row['metric_id']}",
        type="compact",
        on_change="rerun",
    )
    if more.open:
        with more:
            draw_facts(row, entity)


def draw_facts(row: Row, entity: str) -> None:
    """Draws facts of a metric, those of the cell that stands for it first, and the way to its own page."""
    facts = ask(queries.facts_of_metric, row["metric_id"], entity)
    is_of_another = pl.any_horizontal(pl.col(key) != row[key] for key in CELL)
    facts = facts.sort(is_of_another, maintain_order=True)
    for fact in facts.head(MOST_FACTS).iter_rows(named=True):
        stated, *standing = fact_lines(fact)
        where = [fmt.period(fact["period_label"]), fmt.breakdown(fact["breakdown"], "")]
        where += [fact["modality"]] if fact["modality"] != "actual" else []
        if fact["entity_label"] != row["entity_label"]:
            where.insert(0, fact["entity_label"])
        told = fmt.escaped(", ".join(part for part in where if part))
        st.markdown(f":small[{stated} {told}]  \n:small[{' · '.join(standing)}]")
    if facts.height > MOST_FACTS:
        st.caption(f"{fmt.counted(facts.height - MOST_FACTS, 'fact')} more on the metric's own page.")
    st.page_link(
        "views/metric.py",
        label="Open the metric",
        icon=":material/show_chart:",
        query_params={
            "metric": row["metric_id"],
            "entity": row["entity_id"],
            "breakdown": row["breakdown"],
        },
    )


entities = ask(queries.entities)
labels = dict(entities.select("entity_id", "label_en").iter_rows())
roots = entities.filter(pl.col("kind") == "company")["entity_id"].to_list() or list(labels)

head, picker = st.columns([3, 1], vertical_alignment="bottom")
with picker:
    entity = chosen("Company", roots, key="company", words=lambda own: labels[own])
canvas = ask(queries.canvas, entity)
with head:
    st.title("Business model canvas", anchor=False)
st.markdown(
    "##### "
    + fmt.escaped(
        f"{fmt.counted(canvas.height, 'metric')} of {labels[entity]} in nine blocks, resting on "
        f"{fmt.counted(int(canvas['fact_count'].sum()), 'fact')}; "
        "each shows its latest figure, dated before undated."
    )
)
st.caption("Open a line for its facts. " + " · ".join(f"{glyph(own)} {VERDICTS[own][2]}" for own in VERDICTS))
by_block = {block: canvas.filter(pl.col("block") == block) for block in BLOCKS}
with st.container(key="blocks"):
    for column, blocks in zip(st.columns(len(UPPER), gap="small"), UPPER, strict=True):
        with column:
            for block in blocks:
                draw_block(block, by_block[block], entity)
    for column, block in zip(st.columns(len(LOWER), gap="small"), LOWER, strict=True):
        with column:
            draw_block(block, by_block[block], entity, columns=2)
