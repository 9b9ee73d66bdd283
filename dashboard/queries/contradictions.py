"""What cannot all be right: open contests, figures at odds, failed identities."""

from __future__ import annotations

import duckdb
import polars as pl

from dashboard.queries.relations import TREE
from ingest.published import query

# Pairs of figures that cannot both be right: facts that print one figure stand together.
FIGURE_PAIRS = """
    pairs as (
        select
            conflicts.*,
            facts_a.value as value_a, facts_a.value_low as low_a, facts_a.value_high as high_a,
            facts_b.value as value_b, facts_b.value_low as low_b, facts_b.value_high as high_b,
            facts_a.unit,
            coalesce(
                abs(conflicts.difference),
                greatest(facts_a.value_low - facts_b.value_high, facts_b.value_low - facts_a.value_high)
            ) as gap_width,
            least(
                abs(coalesce(facts_a.value, facts_a.value_low)),
                abs(coalesce(facts_b.value, facts_b.value_low))
            ) as smaller
        from marts.fct_conflicts as conflicts
        inner join marts.fct_facts as facts_a on conflicts.fact_id_a = facts_a.fact_id
        inner join marts.fct_facts as facts_b on conflicts.fact_id_b = facts_b.fact_id
        where $entity = '' or conflicts.entity_id in (select entity_id from tree)
    ),

    pairs_of_figures as (
        select
            cell_id, cell_id_b, comparison, verdict, entity_id, metric_id, breakdown, period_label,
            period_end, modality, unit, value_a, low_a, high_a, value_b, low_b, high_b,
            bool_or(is_open) as is_open,
            first(explanation order by not is_open, fact_id_a, fact_id_b) as explanation,
            list(distinct fact_id_a order by fact_id_a) as fact_ids_a,
            list(distinct fact_id_b order by fact_id_b) as fact_ids_b,
            any_value(gap_width) as gap_width,
            any_value(smaller) as smaller
        from pairs
        group by all
    ),

    figure_pairs as (
        select
            *, gap_width / nullif(smaller, 0) as apart,
            case
                when is_open then 'open'
                when verdict = 'contested' then 'settled'
                else verdict
            end as standing
        from pairs_of_figures
    )
"""


# The sizes of believed figures, a hundred steps a unit, to tell how large a figure is among them.
SIZES = """
    sizes as (
        select unit, quantile_cont(abs(value), [step / 100.0 for step in range(1, 100)]) as steps
        from marts.fct_figures
        where value is not null and isfinite(value)
        group by unit
    )
"""


def _size_rank(figure: str) -> str:
    """SQL for the share of believed figures of the unit that are smaller than a figure, from `sizes`."""
    return f"coalesce(len(list_filter(sizes.steps, lambda step: step < abs({figure}))) / 100.0, 0)"


def contradictions(con: duckdb.DuckDBPyConnection, entity: str = "") -> pl.DataFrame:
    """Facts that cannot both be right, of an entity with its parts or of all: one row a pair of figures.

    Facts that print one figure stand together in `fact_ids_a` (the stronger) and `fact_ids_b`. `standing` is
    `open`, `outranked`, `restated`, or `settled` for rivals on which no belief hangs. `gap_width` and `apart`
    (a share of the smaller figure) say how far they lie apart, `size_rank` which share of the believed
    figures of their unit is smaller, and `material` is the two together. `case_id` stays while the facts do.
    """
    return query(
        con,
        f"""
        with recursive {TREE}, {FIGURE_PAIRS}, {SIZES}

        select
            figure_pairs.*, metrics.label_en as metric_label, entities.label_en as entity_label,
            left(md5(concat_ws(';', cell_id, cell_id_b, fact_ids_a, fact_ids_b)), 12) as case_id,
            {_size_rank("smaller")} as size_rank,
            least(coalesce(apart, 1), 1) * {_size_rank("smaller")} as material
        from figure_pairs
        inner join marts.dim_metrics as metrics on figure_pairs.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on figure_pairs.entity_id = entities.entity_id
        left join sizes on figure_pairs.unit = sizes.unit
        order by not is_open, apart desc nulls last, cell_id, fact_ids_a, fact_ids_b
        """,
        {"entity": entity},
    )


def contradiction_counts(con: duckdb.DuckDBPyConnection, entity: str = "") -> pl.DataFrame:
    """One row: how much of an entity with its parts, or of all, is contradicted, and of what kind.

    `contested_cells` are cells for which no rule decides between the facts that state them; `open_pairs` the
    pairs of figures that rival there; `undated_pairs` undated figures that no dated one bears out, which
    leave no cell contested; `failed_identities` arithmetic that does not come out; `decided_pairs` pairs
    that a rule decides; `settled_pairs` pairs of facts that both lost.
    """
    return query(
        con,
        f"""
        with recursive {TREE}, {FIGURE_PAIRS},

        pairs_counted as (
            select
                count(*) filter (is_open and comparison <> 'undated_stock') as open_pairs,
                count(*) filter (is_open and comparison = 'undated_stock') as undated_pairs,
                count(*) filter (standing in ('outranked', 'restated')) as decided_pairs,
                count(*) filter (standing = 'settled') as settled_pairs
            from figure_pairs
        ),

        cells_counted as (
            select count(*) as contested_cells
            from marts.fct_observations
            where verdict = 'contested' and ($entity = '' or entity_id in (select entity_id from tree))
        ),

        identities_counted as (
            select count(*) as failed_identities
            from marts.fct_identity_checks
            where holds = 'no' and ($entity = '' or entity_id in (select entity_id from tree))
        )

        select * from cells_counted cross join pairs_counted cross join identities_counted
        """,
        {"entity": entity},
    )


def failed_identities(con: duckdb.DuckDBPyConnection, entity: str = "") -> pl.DataFrame:
    """Identities that fail, of an entity with its parts or of all, the widest apart first.

    `fact_ids_a` are the facts of the total or ratio that was found, `fact_ids_b` those of its operands.
    `gap_width`, `apart`, `size_rank`, `material` and `case_id` are those of `contradictions`.
    """
    return query(
        con,
        f"""
        with recursive {TREE}, {SIZES},

        joined as (
            select
                identity_id, cell_id,
                list(fact_id order by fact_id) filter (part = 'result') as fact_ids_a,
                list(fact_id order by fact_id) filter (part = 'operand') as fact_ids_b
            from marts.fct_identity_facts
            group by all
        ),

        failed as (
            select
                *, abs(difference) as gap_width, least(abs(expected), abs(found)) as smaller,
                abs(difference) / nullif(least(abs(expected), abs(found)), 0) as apart
            from marts.fct_identity_checks
            where holds = 'no' and ($entity = '' or entity_id in (select entity_id from tree))
        )

        select
            failed.*, identities.label_en as identity_label, identities.reason,
            metrics.label_en as metric_label, entities.label_en as entity_label,
            coalesce(joined.fact_ids_a, []) as fact_ids_a, coalesce(joined.fact_ids_b, []) as fact_ids_b,
            'actual' as modality, 'identity' as standing,
            left(md5(concat_ws(';', failed.identity_id, failed.cell_id)), 12) as case_id,
            {_size_rank("smaller")} as size_rank,
            least(coalesce(apart, 1), 1) * {_size_rank("smaller")} as material
        from failed
        inner join marts.dim_metrics as metrics on failed.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on failed.entity_id = entities.entity_id
        left join marts.dim_identities as identities on failed.identity_id = identities.identity_id
        left join joined on failed.identity_id = joined.identity_id and failed.cell_id = joined.cell_id
        left join sizes on failed.unit = sizes.unit
        order by apart desc nulls last, failed.identity_id, failed.cell_id
        """,
        {"entity": entity},
    )


def conflict_parts(con: duckdb.DuckDBPyConnection, fact_ids: list[str]) -> pl.DataFrame:
    """The conflicts that facts are part of, the open first, with all that their explanation is made of."""
    return query(
        con,
        """
        select
            conflicts.*,
            facts_a.value as value_a, facts_a.value_low as low_a, facts_a.value_high as high_a,
            facts_b.value as value_b, facts_b.value_low as low_b, facts_b.value_high as high_b,
            facts_a.unit, facts_b.period_label as period_label_b, facts_a.known_from as known_from_a,
            facts_b.known_from as known_from_b, sources_a.tier as tier_a, sources_b.tier as tier_b,
            sources_a.publisher as publisher_a, sources_b.publisher as publisher_b
        from marts.fct_conflicts as conflicts
        inner join marts.fct_facts as facts_a on conflicts.fact_id_a = facts_a.fact_id
        inner join marts.fct_facts as facts_b on conflicts.fact_id_b = facts_b.fact_id
        inner join marts.dim_sources as sources_a on facts_a.source_id = sources_a.source_id
        inner join marts.dim_sources as sources_b on facts_b.source_id = sources_b.source_id
        where list_contains($fact_ids, conflicts.fact_id_a) or list_contains($fact_ids, conflicts.fact_id_b)
        order by not conflicts.is_open, conflicts.fact_id_a, conflicts.fact_id_b
        """,
        {"fact_ids": fact_ids},
    )
