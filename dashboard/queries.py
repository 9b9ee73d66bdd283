"""All SQL of the dashboard: one function a question, a polars frame the answer.

Only the published contract is asked: `marts.*` and the table macros. Nothing is computed that a mart could
hold; these statements select, order and line up. No Streamlit here, so tests and other doors can ask too.
What stands behind one cell is asked by `ingest.reasons`, the same for `kpi why`.
Newest is always by the quarter's end, never by the day a figure became known.
"""

from __future__ import annotations

import duckdb
import polars as pl

from ingest import reasons
from ingest.published import query

# An entity with everything below it; depth 0 is the entity itself.
TREE = """
    tree as (
        select entity_id, 0 as depth from marts.dim_entities where entity_id = $entity
        union all
        select children.entity_id, tree.depth + 1
        from marts.dim_entities as children
        inner join tree on children.parent_id = tree.entity_id
    )
"""


def newest_build(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row: the build of this file, with its counts of facts, sources, cells and open contests."""
    return query(
        con,
        """
        select
            builds.build_id, builds.built_at, builds.policy_version, builds.fact_count, builds.source_count,
            (select count(*) from marts.fct_observations) as cell_count,
            (select count(*) from marts.fct_observations where verdict = 'contested') as contested_count
        from marts.meta_builds as builds
        order by builds.built_at desc
        limit 1
        """,
    )


def entities(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Entities that have cells or parts, parents before their parts, with their depth and root."""
    return query(
        con,
        """
        with recursive tree as (
            select entity_id, entity_id as root_id, 0 as depth, [position] as path
            from marts.dim_entities
            where parent_id is null
            union all
            select children.entity_id, tree.root_id, tree.depth + 1, list_append(tree.path, children.position)
            from marts.dim_entities as children
            inner join tree on children.parent_id = tree.entity_id
        )
        select
            entities.entity_id, entities.label_en, entities.kind, entities.parent_id, entities.ticker,
            entities.position, tree.root_id, tree.depth,
            entities.entity_id in (select entity_id from marts.fct_quarters where value is not null)
                as has_quarters
        from tree
        inner join marts.dim_entities as entities on tree.entity_id = entities.entity_id
        where entities.entity_id in (select entity_id from marts.fct_observations)
            or entities.entity_id in (select parent_id from marts.dim_entities)
        order by tree.path
        """,
    )


def metrics(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Metrics that have cells, those with the longest series first."""
    return query(
        con,
        """
        with series as (
            select metric_id, max(quarter_count) as quarter_count
            from (
                select metric_id, count(value) as quarter_count
                from marts.fct_quarters
                group by metric_id, entity_id, breakdown
            )
            group by metric_id
        )
        select
            metrics.metric_id, metrics.label_en, metrics.unit, metrics.kind, metrics.additive, metrics.good,
            metrics.block, metrics.definition, metrics.synonyms_en, metrics.synonyms_ar,
            coalesce(series.quarter_count, 0) as quarter_count
        from marts.dim_metrics as metrics
        left join series on metrics.metric_id = series.metric_id
        where metrics.metric_id in (select metric_id from marts.fct_observations)
        order by quarter_count >= 4 desc, metrics.label_en
        """,
    )


def series_of_metric(con: duckdb.DuckDBPyConnection, metric: str) -> pl.DataFrame:
    """What a metric is stated for: one row an entity and breakdown, totals first, with counts and newest."""
    return query(
        con,
        """
        with quarters as (
            select entity_id, breakdown, count(value) as quarter_count
            from marts.fct_quarters
            where metric_id = $metric
            group by entity_id, breakdown
        ),

        cells as (
            select entity_id, breakdown, count(*) as cell_count
            from marts.fct_observations
            where metric_id = $metric
            group by entity_id, breakdown
        )

        select
            cells.entity_id, entities.label_en as entity_label, cells.breakdown, cells.cell_count,
            coalesce(quarters.quarter_count, 0) as quarter_count
        from cells
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        left join quarters on cells.entity_id = quarters.entity_id and cells.breakdown = quarters.breakdown
        order by entities.position, cells.breakdown <> '', quarter_count desc, cells.breakdown
        """,
        {"metric": metric},
    )


def series_held(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every series that has a quarter with a value: metric, entity, breakdown."""
    return query(
        con,
        """
        select distinct metric_id, entity_id, breakdown
        from marts.fct_quarters
        where value is not null
        order by all
        """,
    )


def quarters(con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "") -> pl.DataFrame:
    """The quarterly series as believed now, gaps included, oldest first, each with its cell's verdict."""
    return query(
        con,
        """
        select
            quarters.*, entities.label_en as entity_label, entities.position as entity_position,
            metrics.label_en as metric_label, metrics.kind, metrics.good
        from marts.fct_quarters as quarters
        inner join marts.dim_entities as entities on quarters.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on quarters.metric_id = metrics.metric_id
        where quarters.metric_id = $metric and quarters.entity_id = $entity
            and quarters.breakdown = $breakdown
        order by quarters.quarter_end
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def quarters_as_published(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = ""
) -> pl.DataFrame:
    """The rows of the quarterly mart as they stand, with the titles of their sources: for download."""
    return query(
        con,
        """
        select * from kpi_series($metric, $entity, part := $breakdown)
        order by quarter_end
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def series_summary(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = ""
) -> pl.DataFrame:
    """At most one row: the newest quarter with a value, its rank, and how the series is made up."""
    return query(
        con,
        """
        with quarters as (
            select * from marts.fct_quarters
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
        ),

        valued_ranked as (
            select
                *,
                row_number() over (order by quarter_end desc) as newest_first,
                rank() over (order by value desc) as rank_from_top,
                rank() over (order by value) as rank_from_bottom
            from quarters
            where value is not null
        ),

        made_up as (
            select
                count(value) as valued_count,
                count(*) filter (derivation = 'reported') as reported_count,
                count(*) filter (derivation in ('difference', 'sum')) as derived_count,
                count(*) filter (derivation = 'implied') as implied_count,
                count(*) filter (gap = 'not_disclosed') as not_disclosed_count,
                count(*) filter (gap = 'not_derivable') as not_derivable_count,
                count(*) filter (gap = 'contested') as contested_count,
                min(fiscal_quarter) filter (value is not null) as first_quarter
            from quarters
        )

        select
            newest.fiscal_quarter, newest.quarter_end, newest.value, newest.value_low, newest.value_high,
            newest.unit, newest.derivation, newest.known_from, newest.yoy, newest.qoq, newest.yoy_block,
            newest.growth_basis, newest.rank_from_top, newest.rank_from_bottom, made_up.*,
            metrics.label_en as metric_label, metrics.good, metrics.kind,
            entities.label_en as entity_label, newest.breakdown, newest.entity_id, newest.metric_id
        from valued_ranked as newest
        cross join made_up
        inner join marts.dim_metrics as metrics on newest.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on newest.entity_id = entities.entity_id
        where newest.newest_first = 1
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def cells(con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "") -> pl.DataFrame:
    """Everything believed of one series, quarters or not: newest first, undated last."""
    return query(
        con,
        """
        select
            cells.period_label, cells.period_type, cells.period_start, cells.period_end, cells.modality,
            cells.value, cells.value_low, cells.value_high, cells.unit, cells.verdict, cells.rule,
            cells.fact_count, cells.source_count, cells.value_known_from as known_from, cells.cell_id,
            cells.metric_id, cells.entity_id, cells.breakdown, metrics.label_en as metric_label,
            entities.label_en as entity_label
        from marts.fct_observations as cells
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        where cells.metric_id = $metric and cells.entity_id = $entity and cells.breakdown = $breakdown
        order by cells.period_end desc nulls last, cells.period_start nulls last, cells.modality
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def guidance(con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "") -> pl.DataFrame:
    """Guidance beside what came of it, oldest first: `outcome` is `within`, `above`, `below` or `open`."""
    return query(
        con,
        """
        select
            guided.period_label, guided.period_start, guided.period_end, guided.value, guided.value_low,
            guided.value_high, guided.unit, guided.known_from, guided.entity_id, guided.metric_id,
            guided.breakdown, actuals.value as actual, actuals.value_low as actual_low,
            actuals.value_high as actual_high, actuals.known_from as actual_known_from,
            case
                when actuals.value is null then 'open'
                when actuals.value_low > guided.value_high then 'above'
                when actuals.value_high < guided.value_low then 'below'
                else 'within'
            end as outcome
        from marts.fct_observations as guided
        left join marts.fct_observations as actuals
            on guided.entity_id = actuals.entity_id
            and guided.metric_id = actuals.metric_id
            and guided.breakdown = actuals.breakdown
            and guided.period_label = actuals.period_label
            and actuals.modality = 'actual'
        where guided.modality = 'guidance' and guided.period_end is not null
            and guided.metric_id = $metric and guided.entity_id = $entity and guided.breakdown = $breakdown
        order by guided.period_end
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def evidence(
    con: duckdb.DuckDBPyConnection,
    metric: str,
    entity: str,
    breakdown: str,
    period: str,
    modality: str = "actual",
) -> pl.DataFrame:
    """The facts behind one cell or quarter, in the order in which they were weighed."""
    return reasons.facts_behind(con, entity, metric, period).filter(
        pl.col("of_breakdown") == breakdown, pl.col("of_modality") == modality
    )


def identities(
    con: duckdb.DuckDBPyConnection,
    metric: str,
    entity: str,
    breakdown: str,
    period: str,
    modality: str = "actual",
) -> pl.DataFrame:
    """The identities in which one cell or quarter takes part, failing ones first."""
    return reasons.identities(con, entity, metric, period).filter(
        pl.col("own_breakdown") == breakdown, pl.col("own_modality") == modality
    )


def headlines(con: duckdb.DuckDBPyConnection, entity: str, chosen: list[str], most: int = 8) -> pl.DataFrame:
    """What matters for an entity and its parts: the newest quarter of each chosen metric, best known first.

    Each metric is taken from the topmost entity that has it. Where none of the chosen ones is known, the
    metrics with the longest series stand in. `history` lists up to 12 quarters, gaps as nulls, `breaks` those
    whose base a year before follows another definition, and
    `quarters_behind` counts how many quarters the newest of all is ahead.
    """
    return query(
        con,
        f"""
        with recursive {TREE},

        series as (
            select
                quarters.metric_id, quarters.entity_id, tree.depth,
                count(quarters.value) as quarter_count,
                max(quarters.quarter_end) filter (quarters.value is not null) as newest_end
            from marts.fct_quarters as quarters
            inner join tree on quarters.entity_id = tree.entity_id
            where quarters.breakdown = ''
            group by all
            having count(quarters.value) > 0
        ),

        series_topmost as (
            select *, coalesce(list_position($chosen, metric_id), 1000) as chosen_position
            from series
            qualify row_number() over (
                partition by metric_id order by depth, quarter_count desc, entity_id) = 1
        ),

        histories as (
            select
                quarters.metric_id, quarters.entity_id,
                list(quarters.value order by quarters.quarter_end)[-12:] as history,
                list(coalesce(quarters.yoy_block = 'definition_break', false)
                    order by quarters.quarter_end)[-12:] as breaks
            from marts.fct_quarters as quarters
            inner join series_topmost as series
                on quarters.metric_id = series.metric_id and quarters.entity_id = series.entity_id
            where quarters.breakdown = '' and quarters.quarter_end <= series.newest_end
            group by all
        )

        select
            newest.metric_id, metrics.label_en as metric_label, metrics.good, metrics.kind, newest.entity_id,
            entities.label_en as entity_label, entities.position as entity_position,
            newest.fiscal_quarter, newest.quarter_end, newest.value,
            newest.value_low, newest.value_high, newest.unit, newest.derivation, newest.gap, newest.yoy,
            newest.yoy_block, newest.growth_basis, newest.known_from, newest.verdict,
            histories.history, histories.breaks, series.quarter_count,
            (
                select count(*) from marts.dim_quarters as ahead
                where ahead.entity_id = newest.entity_id
                    and ahead.quarter_end > newest.quarter_end
                    and ahead.quarter_end <= (select max(newest_end) from series)
            ) as quarters_behind
        from series_topmost as series
        inner join marts.fct_quarters as newest
            on series.metric_id = newest.metric_id and series.entity_id = newest.entity_id
            and newest.breakdown = '' and series.newest_end = newest.quarter_end
        inner join histories
            on series.metric_id = histories.metric_id and series.entity_id = histories.entity_id
        inner join marts.dim_metrics as metrics on newest.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on newest.entity_id = entities.entity_id
        order by series.chosen_position, series.quarter_count desc, newest.metric_id
        limit $most
        """,
        {"entity": entity, "chosen": chosen, "most": most},
    )


def coverage(con: duckdb.DuckDBPyConnection, entity: str, least: int = 4) -> pl.DataFrame:
    """Which quarters of which totals are known: one row a series and quarter, longest series first."""
    return query(
        con,
        f"""
        with recursive {TREE},

        counted as (
            select
                quarters.*,
                count(quarters.value) over (partition by quarters.metric_id, quarters.entity_id)
                    as quarter_count
            from marts.fct_quarters as quarters
            inner join tree on quarters.entity_id = tree.entity_id
            where quarters.breakdown = ''
        )

        select
            counted.metric_id, counted.entity_id, counted.breakdown, counted.fiscal_quarter,
            counted.quarter_end, counted.value, counted.value_low, counted.value_high, counted.unit,
            counted.derivation, counted.gap, counted.quarter_count, metrics.label_en as metric_label,
            entities.label_en as entity_label, entities.position as entity_position
        from counted
        inner join marts.dim_metrics as metrics on counted.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on counted.entity_id = entities.entity_id
        where counted.quarter_count >= $least
        order by counted.quarter_count desc, metrics.position, entities.position, counted.quarter_end
        """,
        {"entity": entity, "least": least},
    )


def disagreements(con: duckdb.DuckDBPyConnection, entity: str) -> pl.DataFrame:
    """Cells in which facts disagree, open contests first: what is believed, and the rivals as printed."""
    return query(
        con,
        f"""
        with recursive {TREE},

        rivals as (
            select
                facts_of.cell_id,
                list(facts.printed order by facts_of.place) as printed,
                list(facts_of.role order by facts_of.place) as roles
            from marts.fct_observation_facts as facts_of
            inner join marts.fct_facts as facts on facts_of.fact_id = facts.fact_id
            group by facts_of.cell_id
        )

        select
            cells.entity_id, entities.label_en as entity_label, cells.metric_id,
            metrics.label_en as metric_label, cells.breakdown, cells.period_label, cells.period_end,
            cells.modality, cells.value, cells.value_low, cells.value_high, cells.unit, cells.verdict,
            cells.rule, rules.label_en as rule_label, cells.fact_count, rivals.printed, rivals.roles
        from marts.fct_observations as cells
        inner join tree on cells.entity_id = tree.entity_id
        inner join rivals on cells.cell_id = rivals.cell_id
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        inner join marts.dim_rules as rules on cells.rule = rules.rule
        where cells.verdict in ('contested', 'outranked', 'restated')
        order by cells.verdict <> 'contested', cells.period_end desc nulls first, cells.metric_id,
            cells.entity_id, cells.breakdown, cells.modality
        """,
        {"entity": entity},
    )


def undated_disputes(con: duckdb.DuckDBPyConnection, entity: str) -> pl.DataFrame:
    """Undated stocks whose bounds no dated figure near their publication meets, with the reason in words."""
    return query(
        con,
        f"""
        with recursive {TREE}

        select
            entities.label_en as entity_label, metrics.label_en as metric_label, conflicts.entity_id,
            conflicts.metric_id, conflicts.breakdown, conflicts.explanation
        -- Two facts that print the same figure dispute it in the same words.
        from marts.fct_conflicts as conflicts
        inner join tree on conflicts.entity_id = tree.entity_id
        inner join marts.dim_metrics as metrics on conflicts.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on conflicts.entity_id = entities.entity_id
        where conflicts.comparison = 'undated_stock'
        group by all
        order by min(metrics.position), conflicts.breakdown, conflicts.explanation
        """,
        {"entity": entity},
    )


def contradictions(con: duckdb.DuckDBPyConnection, entity: str = "") -> pl.DataFrame:
    """Facts that cannot both be right, of an entity with its parts or of all: one row a pair of figures.

    Facts that print one figure stand together in `fact_ids_a` (the stronger) and `fact_ids_b`. `standing` is
    `open`, `outranked`, `restated`, or `settled` for rivals on which no belief hangs; `apart` is the
    difference as a share of the smaller figure.
    """
    return query(
        con,
        f"""
        with recursive {TREE},

        pairs as (
            select
                conflicts.*,
                facts_a.value as value_a, facts_a.value_low as low_a, facts_a.value_high as high_a,
                facts_b.value as value_b, facts_b.value_low as low_b, facts_b.value_high as high_b,
                facts_a.unit,
                coalesce(
                    abs(conflicts.difference),
                    greatest(facts_a.value_low - facts_b.value_high, facts_b.value_low - facts_a.value_high)
                ) / nullif(least(
                    abs(coalesce(facts_a.value, facts_a.value_low)),
                    abs(coalesce(facts_b.value, facts_b.value_low))
                ), 0) as apart
            from marts.fct_conflicts as conflicts
            inner join marts.fct_facts as facts_a on conflicts.fact_id_a = facts_a.fact_id
            inner join marts.fct_facts as facts_b on conflicts.fact_id_b = facts_b.fact_id
            where $entity = '' or conflicts.entity_id in (select entity_id from tree)
        ),

        figures as (
            select
                cell_id, cell_id_b, comparison, verdict, entity_id, metric_id, breakdown, period_label,
                period_end, modality, unit, value_a, low_a, high_a, value_b, low_b, high_b,
                bool_or(is_open) as is_open,
                first(explanation order by not is_open, fact_id_a, fact_id_b) as explanation,
                list(distinct fact_id_a order by fact_id_a) as fact_ids_a,
                list(distinct fact_id_b order by fact_id_b) as fact_ids_b,
                any_value(apart) as apart
            from pairs
            group by all
        )

        select
            figures.*, metrics.label_en as metric_label, entities.label_en as entity_label,
            case
                when figures.is_open then 'open'
                when figures.verdict = 'contested' then 'settled'
                else figures.verdict
            end as standing
        from figures
        inner join marts.dim_metrics as metrics on figures.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on figures.entity_id = entities.entity_id
        order by not figures.is_open, figures.apart desc nulls last, figures.cell_id, figures.fact_ids_a,
            figures.fact_ids_b
        """,
        {"entity": entity},
    )


def failed_identities(con: duckdb.DuckDBPyConnection, entity: str = "") -> pl.DataFrame:
    """Identities that fail, of an entity with its parts or of all, the widest apart first.

    `fact_ids_a` are the facts of the total or ratio that was found, `fact_ids_b` those of its operands.
    """
    return query(
        con,
        f"""
        with recursive {TREE},

        joined as (
            select
                identity_id, cell_id,
                list(fact_id order by fact_id) filter (part = 'result') as fact_ids_a,
                list(fact_id order by fact_id) filter (part = 'operand') as fact_ids_b
            from marts.fct_identity_facts
            group by all
        )

        select
            checks.*, identities.label_en as identity_label, identities.reason,
            metrics.label_en as metric_label, entities.label_en as entity_label,
            coalesce(joined.fact_ids_a, []) as fact_ids_a, coalesce(joined.fact_ids_b, []) as fact_ids_b,
            'actual' as modality, 'identity' as standing,
            abs(checks.difference) / nullif(least(abs(checks.expected), abs(checks.found)), 0) as apart
        from marts.fct_identity_checks as checks
        inner join marts.dim_metrics as metrics on checks.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on checks.entity_id = entities.entity_id
        left join marts.dim_identities as identities on checks.identity_id = identities.identity_id
        left join joined on checks.identity_id = joined.identity_id and checks.cell_id = joined.cell_id
        where checks.holds = 'no' and ($entity = '' or checks.entity_id in (select entity_id from tree))
        order by apart desc nulls last, checks.identity_id, checks.cell_id
        """,
        {"entity": entity},
    )


def facts_by_id(con: duckdb.DuckDBPyConnection, fact_ids: list[str]) -> pl.DataFrame:
    """Facts with their sources and how they fared, the best tier first."""
    return query(
        con,
        """
        select
            facts.fact_id, facts.printed, facts.value, facts.value_low, facts.value_high, facts.unit,
            facts.breakdown, facts.period_label, facts.modality, facts.metric_id, facts.entity_id,
            facts.locator, facts.evidence, facts.note, facts_of.role, facts_of.tier_rank,
            facts_of.identities_for, facts_of.identities_against, sources.title as source_title,
            sources.publisher, sources.tier, sources.url, sources.published_on, sources.published_on_basis,
            metrics.label_en as metric_label, entities.label_en as entity_label
        from marts.fct_facts as facts
        inner join marts.fct_observation_facts as facts_of on facts.fact_id = facts_of.fact_id
        inner join marts.dim_sources as sources on facts.source_id = sources.source_id
        inner join marts.dim_metrics as metrics on facts.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        where list_contains($fact_ids, facts.fact_id)
        order by facts_of.tier_rank, facts.metric_id, facts.breakdown, facts.locator, facts.fact_id
        """,
        {"fact_ids": fact_ids},
    )


def changes_of_build(con: duckdb.DuckDBPyConnection, build_id: str) -> pl.DataFrame:
    """What one build changed, by kind and cause: the number of cells."""
    return query(
        con,
        """
        select change, cause, count(*) as cell_count
        from marts.meta_changes
        where build_id = $build
        group by change, cause
        order by cell_count desc, change, cause
        """,
        {"build": build_id},
    )


def changed_cells(con: duckdb.DuckDBPyConnection, build_id: str, most: int = 50) -> pl.DataFrame:
    """The cells one build changed, those believed differently before the new ones."""
    return query(
        con,
        """
        select
            changes.change, changes.cause, changes.entity_id, entities.label_en as entity_label,
            changes.metric_id, metrics.label_en as metric_label, metrics.unit, changes.breakdown,
            changes.period_label, changes.modality, changes.value_before, changes.value_after,
            changes.verdict_before, changes.verdict_after
        from marts.meta_changes as changes
        left join marts.dim_metrics as metrics on changes.metric_id = metrics.metric_id
        left join marts.dim_entities as entities on changes.entity_id = entities.entity_id
        where changes.build_id = $build
        order by changes.change = 'new', changes.period_end desc nulls last, metrics.position,
            changes.entity_id
        limit $most
        """,
        {"build": build_id, "most": most},
    )


def canvas(con: duckdb.DuckDBPyConnection, entity: str) -> pl.DataFrame:
    """The metrics of the canvas with one cell each to stand for them, and how much more there is.

    That cell is of the topmost entity, the total before parts, an actual before other modalities, dated
    before undated, the latest before earlier. Populations belong to no company and stand in every canvas.
    """
    return query(
        con,
        f"""
        with recursive {TREE},

        scope as (
            select entity_id, depth from tree
            union all
            select entity_id, 100 from marts.dim_entities where kind = 'population'
        ),

        cells_ranked as (
            select
                cells.*,
                row_number() over (
                    partition by cells.metric_id
                    order by
                        scope.depth, cells.breakdown <> '', cells.modality <> 'actual',
                        cells.period_end desc nulls last, cells.period_start nulls last, cells.breakdown
                ) as place,
                count(*) over (partition by cells.metric_id) as cell_count,
                sum(cells.fact_count) over (partition by cells.metric_id) as metric_fact_count,
                count(*) filter (cells.verdict = 'contested') over (partition by cells.metric_id)
                    as contested_count
            from marts.fct_observations as cells
            inner join scope on cells.entity_id = scope.entity_id
        )

        select
            metrics.block, metrics.metric_id, metrics.label_en as metric_label, metrics.definition,
            cells.entity_id, entities.label_en as entity_label, cells.breakdown, cells.period_label,
            cells.modality, cells.value, cells.value_low, cells.value_high, cells.unit, cells.verdict,
            cells.rule, cells.cell_count, cast(cells.metric_fact_count as bigint) as fact_count,
            cells.contested_count
        from cells_ranked as cells
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        where cells.place = 1 and metrics.block <> ''
        order by metrics.block, cells.period_end desc nulls last, metrics.position
        """,
        {"entity": entity},
    )


def facts_of_metric(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, most: int = 200
) -> pl.DataFrame:
    """The facts of a metric over an entity, its parts and the populations, newest period first."""
    return query(
        con,
        f"""
        with recursive {TREE},

        scope as (
            select entity_id, depth from tree
            union all
            select entity_id, 100 from marts.dim_entities where kind = 'population'
        )

        select
            entities.label_en as entity_label, facts.breakdown, facts.period_label, facts.modality,
            facts.printed, facts_of.role, facts.value, facts.value_low, facts.value_high, facts.unit,
            sources.title as source_title, sources.publisher, sources.tier, sources.url,
            sources.published_on, sources.published_on_basis, facts.locator, facts.evidence, facts.note
        from marts.fct_facts as facts
        inner join scope on facts.entity_id = scope.entity_id
        inner join marts.fct_observation_facts as facts_of on facts.fact_id = facts_of.fact_id
        inner join marts.dim_sources as sources on facts.source_id = sources.source_id
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        where facts.metric_id = $metric
        order by facts.period_end desc nulls last, scope.depth, facts.breakdown, facts_of.place
        limit $most
        """,
        {"metric": metric, "entity": entity, "most": most},
    )


def sources(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every source with its standing and how its facts fared, best tier and newest first."""
    return query(
        con,
        """
        with fared as (
            select
                facts.source_id,
                count(*) filter (facts_of.role = 'winner') as winner_count,
                count(*) filter (facts_of.role = 'agrees') as agrees_count,
                count(*) filter (facts_of.role in ('beaten', 'rival')) as disputed_count,
                count(*) filter (facts.evidence = 'verified') as verified_count,
                count(*) filter (facts.evidence = 'failed') as failed_count
            from marts.fct_facts as facts
            inner join marts.fct_observation_facts as facts_of on facts.fact_id = facts_of.fact_id
            group by facts.source_id
        )

        select
            sources.source_id, sources.title, sources.publisher, sources.tier, sources.tier_rank,
            sources.language, sources.host, sources.url, sources.published_on, sources.published_on_basis,
            sources.published_on_reason, sources.page_id, sources.part, sources.sha256, sources.is_archived,
            sources.fact_count, coalesce(fared.winner_count, 0) as winner_count,
            coalesce(fared.agrees_count, 0) as agrees_count,
            coalesce(fared.disputed_count, 0) as disputed_count,
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
            facts.value_high, facts.unit, facts.qualifier, facts_of.role, cells.verdict, facts.evidence,
            facts.evidence_detail, facts.note, facts.metric_id, facts.entity_id, facts.fact_id
        from marts.fct_facts as facts
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on facts.metric_id = metrics.metric_id
        left join marts.fct_observation_facts as facts_of on facts.fact_id = facts_of.fact_id
        left join marts.fct_observations as cells on facts_of.cell_id = cells.cell_id
        where facts.source_id = $source
        order by facts.char_start nulls last, length(facts.locator), facts.locator, facts.period_end
        """,
        {"source": source_id},
    )


def tables(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The tables of the contract with their columns: one row a table, for whoever types SQL."""
    return query(
        con,
        """
        select
            table_name,
            count(*) as column_count,
            string_agg(column_name, ', ' order by column_index) as columns
        from duckdb_columns()
        where schema_name = 'marts'
        group by table_name
        order by table_name
        """,
    )
