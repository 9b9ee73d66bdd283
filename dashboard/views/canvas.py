"""The business model canvas: nine blocks in their places, a figure for each metric, the facts behind it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.as_of import as_of, draw_as_of
from dashboard.axes import Row
from dashboard.badges import VERDICTS, glyph
from dashboard.components import chosen, show_table
from dashboard.connection import ask
from dashboard.links import cell_url, draw_cell_link
from dashboard.sentences import figure_of, verdict_words, when
from dashboard.why import evidence_panel
from ingest import format as fmt
from ingest.tongue import later, tr, tr_count

BLOCKS = {
    "partnerships": (later("Key partnerships"), "handshake"),
    "activities": (later("Key activities"), "settings"),
    "resources": (later("Key resources"), "inventory_2"),
    "value_propositions": (later("Value propositions"), "redeem"),
    "customer_relationships": (later("Customer relationships"), "favorite"),
    "channels": (later("Channels"), "campaign"),
    "segments": (later("Customer segments"), "groups"),
    "cost_structure": (later("Cost structure"), "payments"),
    "revenue_streams": (later("Revenue streams"), "account_balance_wallet"),
}
UPPER = (
    ("partnerships",),
    ("activities", "resources"),
    ("value_propositions",),
    ("customer_relationships", "channels"),
    ("segments",),
)
LOWER = ("cost_structure", "revenue_streams")
# How many figures a block shows that has its column alone, shares it, or lies below the others.
MOST_ALONE, MOST_OF_TWO, MOST_BELOW = 8, 4, 4
# What the address says is open: the figures of one metric, or all metrics of one block.
LINE, BLOCK = "line", "block"
ADDRESS = ("metric_id", "entity_id", "breakdown", "period_label", "modality")


def draw_block(block: str, metrics: pl.DataFrame, most: int, columns: int = 1) -> None:
    """Draws one block of the canvas: its first figures, and the way to the others."""
    title, icon = BLOCKS[block]
    with st.container(border=True, key=f"block-{block}", height="stretch", gap=None):
        st.markdown(f"**:material/{icon}: {tr(title)}**")
        if metrics.is_empty():
            st.caption(tr("Nothing is stated."))
            return
        rows = metrics.head(most).to_dicts()
        length = -(-len(rows) // columns)
        for at, column in enumerate(st.columns(columns, gap="small") if columns > 1 else [st.container()]):
            with column, st.container(gap=None):
                for row in rows[at * length : (at + 1) * length]:
                    draw_line(row)
        if metrics.height > most:
            st.button(
                tr_count("{number} more", "{number} more", metrics.height - most),
                key=f"more-{block}",
                icon=":material/more_horiz:",
                type="tertiary",
                help=tr("All figures of {block}", block=tr(title)),
                on_click=show,
                args=(BLOCK, block),
            )


def draw_line(row: Row) -> None:
    """Draws one metric of a block in a line; a click opens its facts over the canvas."""
    st.button(
        line_label(row),
        key=f"line-{row['metric_id']}",
        type="tertiary",
        help=line_help(row),
        on_click=show,
        args=(LINE, row["metric_id"]),
    )


def line_label(row: Row) -> str:
    """The figure of a line with its metric, when it stands for, its kind and its verdict, as Markdown."""
    told = [short_when(row)]
    if row["modality"] != "actual":
        told.append(fmt.words(row["modality"]))
    if row["entity_kind"] == "population":
        told.append(row["entity_label"])
    part = fmt.breakdown(row["breakdown"], "")
    name = fmt.listed([row["metric_label"], part] if part else [row["metric_label"]])
    return (
        f"**{fmt.escaped(line_figure(row))}** {fmt.escaped(name)} "
        f":gray[:small[{fmt.escaped(' · '.join(told))}]] {glyph(row['verdict'])}"
    )


def line_figure(row: Row) -> str:
    """The figure of a line, short; of an open contest, that it is one."""
    gap = "contested" if row["verdict"] == "contested" else None
    return fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"], gap, short=True)


def short_when(row: Row) -> str:
    """The period of a figure; of an undated one, the year and month of its source."""
    if row["period_label"] != "undated":
        return fmt.period(row["period_label"])
    return tr("undated, source of {month}", month=fmt.period(f"{row['known_from']:%Y-%m}"))


def line_help(row: Row) -> str:
    """What a line is about, at more length: whose figure, when, how it stands, and what more there is."""
    told = [row["entity_label"], when(row), verdict_words(row["verdict"])]
    told.append(tr_count("{number} fact", "{number} facts", row["fact_count"]))
    if row["contested_count"]:
        told.append(
            tr_count("{number} contested figure", "{number} contested figures", row["contested_count"])
        )
    return fmt.escaped(" · ".join(told))


def show(kind: str, own: str) -> None:
    """Writes into the address what is open over the canvas."""
    close()
    st.query_params[kind] = own


def close() -> None:
    """Takes out of the address what was open over the canvas."""
    for kind in (LINE, BLOCK):
        st.query_params.pop(kind, None)


def draw_metric(metric: str, entity: str) -> None:
    """Draws the figures of a metric: the one that stands for it with its facts, or another that is chosen."""
    cells = ask(queries.cells_of_metric, metric, entity, as_of())
    if cells.is_empty():
        st.markdown(tr("Nothing is stated."))
        return
    rows = cells.to_dicts()
    names = [cell_name(row) for row in rows]
    st.caption(fmt.escaped(rows[0]["definition"]))
    at = 0
    if len(rows) > 1:
        at = st.selectbox(
            tr_count("{number} figure", "{number} figures", len(rows)),
            range(len(rows)),
            format_func=lambda own: names[own],
            key=f"cell-{metric}",
        )
    row = rows[at]
    evidence_panel([row[name] for name in ADDRESS], as_of(), key=f"evidence-{metric}")
    draw_cell_link(row)


def cell_name(row: Row) -> str:
    """A cell of a metric in words: its figure, part, period, kind and entity."""
    told = [line_figure(row), fmt.breakdown(row["breakdown"], ""), when(row), row["entity_label"]]
    told.append("" if row["modality"] == "actual" else fmt.words(row["modality"]))
    return " · ".join(word for word in told if word)


def draw_all(metrics: pl.DataFrame) -> None:
    """Draws all metrics of a block as a table, each with the way to its page."""
    show_table(
        block_table(metrics.to_dicts()),
        alt=tr("All figures of the block"),
        column_config={tr("Facts"): st.column_config.LinkColumn(display_text=tr("Open"), width="small")},
    )


def block_table(rows: Sequence[Row]) -> pl.DataFrame:
    """Metrics of a block as they are read, each with the way to its figure."""
    return pl.DataFrame(
        [
            {
                tr("Metric"): row["metric_label"],
                tr("Part"): fmt.breakdown(row["breakdown"], ""),
                tr("Figure"): figure_of(row) if row["verdict"] != "contested" else line_figure(row),
                tr("Period"): when(row),
                tr("Kind"): fmt.words(row["modality"]),
                tr("Verdict"): verdict_words(row["verdict"]),
                tr("Entity"): row["entity_label"],
                tr("Facts"): cell_url(row),
            }
            for row in rows
        ]
    )


def draw_open(canvas: pl.DataFrame, entity: str) -> None:
    """Draws what the address says is open, over the canvas, so that its columns stay as they are."""
    line, block = st.query_params.get(LINE, ""), st.query_params.get(BLOCK, "")
    of_line = canvas.filter(pl.col("metric_id") == line)
    if of_line.height:
        title = fmt.escaped(of_line["metric_label"][0])
        st.dialog(title, width="large", icon=":material/account_tree:", on_dismiss=close)(draw_metric)(
            of_line["metric_id"][0], entity
        )
    elif block in BLOCKS:
        title, icon = BLOCKS[block]
        st.dialog(tr(title), width="large", icon=f":material/{icon}:", on_dismiss=close)(draw_all)(
            canvas.filter(pl.col("block") == block)
        )


def canvas_sentence(canvas: pl.DataFrame, name: str) -> str:
    """How many metrics the canvas holds, of whom, and on how many facts they rest."""
    return tr(
        "{metrics} of {entity} in nine blocks, resting on {facts}; each shows its latest figure, "
        "dated before undated.",
        metrics=tr_count("{number} metric", "{number} metrics", canvas.height),
        entity=name,
        facts=tr_count("{number} fact", "{number} facts", int(canvas["fact_count"].sum() or 0)),
    )


entities = ask(queries.entities)
labels = dict(entities.select("entity_id", "entity_label").iter_rows())
roots = entities.filter(pl.col("kind") == "company")["entity_id"].to_list() or list(labels)

head, picker = st.columns([3, 1], vertical_alignment="bottom")
with picker:
    entity = chosen(tr("Company"), roots, key="company", words=lambda own: labels[own])
with head:
    st.title(tr("Business model canvas"), anchor=False)
canvas = ask(queries.canvas, entity, draw_as_of())
legend = " · ".join(f"{glyph(own)} {verdict_words(own)}" for own in VERDICTS)
st.caption(f"{fmt.escaped(canvas_sentence(canvas, labels[entity]))}  \n{legend}")
by_block = {block: canvas.filter(pl.col("block") == block) for block in BLOCKS}
with st.container(key="blocks", gap="xsmall"):
    for column, blocks in zip(st.columns(len(UPPER), gap="xsmall"), UPPER, strict=True):
        with column, st.container(gap="xsmall", height="stretch"):
            for block in blocks:
                draw_block(block, by_block[block], MOST_ALONE if len(blocks) == 1 else MOST_OF_TWO)
    for column, block in zip(st.columns(len(LOWER), gap="xsmall"), LOWER, strict=True):
        with column:
            draw_block(block, by_block[block], MOST_BELOW, columns=2)
draw_open(canvas, entity)
