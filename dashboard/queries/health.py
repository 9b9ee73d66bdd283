"""The warehouse itself: how new its figures are, and what its builds changed."""

from __future__ import annotations

import duckdb
import polars as pl

from ingest.published import query


def newest_quarters(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The newest quarter with a value of each entity, and since when and how many of its series have one."""
    return query(
        con,
        """
        with valued as (
            select
                entity_id, fiscal_quarter, quarter_end, known_from,
                max(quarter_end) over (partition by entity_id) as newest_end,
                count(distinct (metric_id, breakdown)) over (partition by entity_id) as series_count
            from marts.fct_quarters
            where value is not null
        )

        select
            valued.entity_id, entities.label_en as entity_label, valued.fiscal_quarter, valued.quarter_end,
            count(*) as newest_count, any_value(valued.series_count) as series_count,
            max(valued.known_from) as known_from
        from valued
        inner join marts.dim_entities as entities on valued.entity_id = entities.entity_id
        where valued.quarter_end = valued.newest_end
        group by all
        order by valued.quarter_end desc, any_value(entities.position)
        """,
    )


def ledger(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What each build changed, by kind and cause: the number of cells; the newest build first."""
    return query(
        con,
        """
        select builds.build_id, builds.built_at, changes.change, changes.cause, count(*) as cell_count
        from marts.meta_builds as builds
        inner join marts.meta_changes as changes on builds.build_id = changes.build_id
        group by all
        order by builds.built_at desc, cell_count desc, changes.change, changes.cause
        """,
    )


def builds_told(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The builds that led to this file, the newest first, with the number of cells that each changed."""
    return query(
        con,
        """
        select
            builds.build_id, builds.built_at, builds.policy_version, builds.fact_count, builds.source_count,
            count(changes.build_id) as changed_count
        from marts.meta_builds as builds
        left join marts.meta_changes as changes on builds.build_id = changes.build_id
        group by all
        order by builds.built_at desc
        """,
    )
