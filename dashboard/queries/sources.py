"""Sources, and how their facts fared."""

from __future__ import annotations

import duckdb
import polars as pl

from ingest.published import query


def sources(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every source with its standing and how its facts fared, best tier and newest first.

    Of its judged facts `alone_count` are believed as nothing else states their cell, `won_count` are believed
    over or beside others, `agrees_count` bear out what is believed, `lost_count` are beaten, `open_count`
    are rivals in an open contest.
    """
    return query(
        con,
        """
        with fared as (
            select
                facts.source_id,
                count(*) filter (facts_of.role = 'winner' and cells.source_count = 1) as alone_count,
                count(*) filter (facts_of.role = 'winner' and cells.source_count > 1) as won_count,
                count(*) filter (facts_of.role = 'agrees') as agrees_count,
                count(*) filter (facts_of.role = 'beaten') as lost_count,
                count(*) filter (facts_of.role = 'rival') as open_count,
                count(*) filter (facts.evidence = 'verified') as verified_count,
                count(*) filter (facts.evidence = 'failed') as failed_count
            from marts.fct_facts as facts
            inner join marts.fct_observation_facts as facts_of on facts.fact_id = facts_of.fact_id
            inner join marts.fct_observations as cells on facts_of.cell_id = cells.cell_id
            group by facts.source_id
        )

        select
            sources.source_id, sources.title, sources.publisher, sources.tier, sources.tier_rank,
            sources.language,
            coalesce(
                nullif(sources.host, ''),
                regexp_extract(sources.url, '^https?://(?:[^/?#]*@)?([^/?#]+)', 1),
                ''
            ) as host,
            sources.url, sources.published_on, sources.published_on_basis,
            sources.published_on_reason, sources.page_id, sources.part, sources.sha256, sources.is_archived,
            sources.fact_count,
            coalesce(fared.alone_count, 0) as alone_count, coalesce(fared.won_count, 0) as won_count,
            coalesce(fared.agrees_count, 0) as agrees_count, coalesce(fared.lost_count, 0) as lost_count,
            coalesce(fared.open_count, 0) as open_count,
            coalesce(fared.alone_count + fared.won_count, 0) as winner_count,
            coalesce(fared.lost_count + fared.open_count, 0) as disputed_count,
            coalesce(fared.verified_count, 0) as verified_count,
            coalesce(fared.failed_count, 0) as failed_count
        from marts.dim_sources as sources
        left join fared on sources.source_id = fared.source_id
        order by sources.tier_rank, sources.published_on desc, sources.source_id
        """,
    )


def facts_of_source(con: duckdb.DuckDBPyConnection, source_id: str) -> pl.DataFrame:
    """The facts of one source in the order in which they stand there, and how each fared."""
    return query(
        con,
        """
        select
            facts.locator, facts.printed, entities.label_en as entity_label, metrics.label_en as metric_label,
            facts.breakdown, facts.period_label, facts.modality, facts.value, facts.value_low,
            facts.value_high, facts.unit, facts.qualifier, facts_of.role, cells.verdict, cells.source_count,
            facts.status, facts.evidence, facts.evidence_detail, facts.note, facts.metric_id,
            facts.entity_id, facts.fact_id
        from marts.fct_facts as facts
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on facts.metric_id = metrics.metric_id
        left join marts.fct_observation_facts as facts_of on facts.fact_id = facts_of.fact_id
        left join marts.fct_observations as cells on facts_of.cell_id = cells.cell_id
        where facts.source_id = $source
        order by facts.char_start nulls last, length(facts.locator), facts.locator, facts.period_end,
            facts.fact_id
        """,
        {"source": source_id},
    )


def facts_by_status(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """How many facts there are of each status, method and evidence."""
    return query(
        con,
        """
        select status, method, evidence, count(*) as fact_count
        from marts.fct_facts
        group by all
        order by fact_count desc, status, method, evidence
        """,
    )


def facts_not_found(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Facts whose printed figure does not stand at its place in the archived document, or reads otherwise."""
    return query(
        con,
        """
        select
            facts.printed, facts.locator, facts.evidence_detail, facts.metric_id, facts.entity_id,
            facts.breakdown, facts.period_label, facts.modality, metrics.label_en as metric_label,
            entities.label_en as entity_label, sources.title as source_title
        from marts.fct_facts as facts
        inner join marts.dim_metrics as metrics on facts.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        inner join marts.dim_sources as sources on facts.source_id = sources.source_id
        where facts.evidence = 'failed' and facts.status = 'accepted'
        order by facts.source_id, facts.char_start nulls last, facts.locator, facts.fact_id
        """,
    )


def sources_by_day(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """How many sources and facts were published on each day, the newest first."""
    return query(
        con,
        """
        select
            published_on, count(*) as source_count, cast(sum(fact_count) as bigint) as fact_count,
            string_agg(distinct publisher, ', ' order by publisher) as publishers
        from marts.dim_sources
        group by published_on
        order by published_on desc
        """,
    )
