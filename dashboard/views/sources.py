"""Every source with its standing, and the facts of one of them with how they fared."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.components import EVIDENCE, ROLES, VERDICTS, chosen, show_table
from dashboard.connection import ask
from ingest import format as fmt

TABLE = "table of sources"


def source_table(sources: pl.DataFrame) -> pl.DataFrame:
    """The sources as they are read."""
    return sources.select(
        pl.col("title").alias("Source"),
        pl.col("tier").str.replace_all("_", " ", literal=True).alias("Tier"),
        pl.Series("Published", map(fmt.day, sources["published_on"]), pl.String),
        pl.col("published_on_basis").alias("Day is"),
        pl.col("fact_count").alias("Facts"),
        pl.col("winner_count").alias("Believed"),
        pl.col("disputed_count").alias("Disputed"),
        pl.when("is_archived").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("Archived"),
        pl.col("publisher").alias("Publisher"),
        pl.col("language").alias("Language"),
    )


def fact_table(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts of a source as they are read."""
    return pl.DataFrame(
        [
            {
                "Printed": row["printed"],
                "Read as": fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"]),
                "Outcome": ROLES[row["role"]][2] if row["role"] else "not judged",
                "Metric": row["metric_label"],
                "Entity": row["entity_label"],
                "Period": fmt.period(row["period_label"]),
                "Breakdown": fmt.breakdown(row["breakdown"], ""),
                "Modality": row["modality"],
                "Locator": row["locator"],
                "Cell": VERDICTS[row["verdict"]][2] if row["verdict"] else "",
                "Evidence": EVIDENCE.get(row["evidence"], row["evidence"]),
                "Note": row["note"] or "",
            }
            for row in facts.iter_rows(named=True)
        ]
    )


def take_row(ids: list[str]) -> None:
    """Takes the source whose row was just selected."""
    rows = st.session_state[TABLE]["selection"]["rows"]
    if rows:
        st.session_state["source"] = ids[rows[0]]


def draw_source(source: dict[str, object]) -> None:
    """Draws what is known of one source."""
    st.subheader(fmt.escaped(str(source["title"])), anchor=False)
    told = [
        fmt.escaped(str(source["publisher"])),
        fmt.words(str(source["tier"])),
        f"published {fmt.day(source['published_on'])} ({source['published_on_basis']})",  # type: ignore[arg-type]
        f"read at {fmt.link(str(source['host']), str(source['url']))}" if source["host"] else "no address",
        "in the archive" if source["is_archived"] else "not in the archive",
    ]
    st.markdown(" · ".join(told))
    st.caption(
        f"{fmt.escaped(str(source['published_on_reason'] or ''))}  \n"
        f"SHA-256 `{source['sha256'] or 'no bytes at hand'}`"
    )


sources = ask(queries.sources)
titles = dict(sources.select("source_id", "title").iter_rows())
st.title("Sources", anchor=False)
tiers = sources.group_by("tier", maintain_order=True).agg(pl.len(), pl.col("fact_count").sum())
st.markdown(
    "##### "
    + fmt.escaped(
        f"{fmt.counted(int(sources['fact_count'].sum()), 'fact')} of "
        f"{fmt.counted(sources.height, 'source')}, best authority first: "
        + ", ".join(f"{fmt.words(tier)} {facts}" for tier, _, facts in tiers.iter_rows())
        + "."
    )
)
st.dataframe(
    source_table(sources),
    hide_index=True,
    key=TABLE,
    on_select=lambda: take_row(list(titles)),
    selection_mode="single-row",
    height=360,
    alt="Every source with tier, day of publication and facts",
)
most_facts = sources.sort("fact_count", descending=True)["source_id"][0]
own = chosen("Source", list(titles), key="source", words=lambda one: titles[one], default=most_facts)
draw_source(sources.filter(pl.col("source_id") == own).row(0, named=True))
show_table(fact_table(ask(queries.facts_of_source, own)), alt=f"Facts of {titles[own]}", height=440)
