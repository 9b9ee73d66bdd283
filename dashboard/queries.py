"""All SQL of the dashboard: one function a question, a polars frame the answer.

Only the published contract is asked: `marts.*` and the table macros. Nothing is computed that a mart could
hold; these statements select, order and line up. No Streamlit here, so tests and other doors can ask too.
What stands behind one cell is asked by `ingest.reasons`, the same for `kpi why`.
Newest is always by the quarter's end, never by the day a figure became known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

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


# An entity with its parts, and the populations that belong to no company.
CANVAS_SCOPE = """
    scope as (
        select entity_id, depth from tree
        union all
        select entity_id, 100 from marts.dim_entities where kind = 'population'
    )
"""


def _quarters_at(as_of: date | None) -> str:
    """The quarterly mart, or what it would have held on a day: a relation that takes `$as_of`."""
    if as_of is None:
        return "marts.fct_quarters"
    return """(
        select * exclude (known_to, value_known_from) replace (value_known_from as known_from)
        from marts.fct_quarter_history
        where known_from <= $as_of and (known_to is null or known_to > $as_of)
    )"""


def _years_to_date_at(as_of: date | None) -> str:
    """The mart of years to date, or what it would have held on a day: a relation that takes `$as_of`."""
    if as_of is None:
        return "marts.fct_years_to_date"
    return """(
        select * exclude (known_to, value_known_from) replace (value_known_from as known_from)
        from marts.fct_year_to_date_history
        where known_from <= $as_of and (known_to is null or known_to > $as_of)
    )"""


def _observations_at(as_of: date | None) -> str:
    """The mart of beliefs, or what it would have held on a day: a relation that takes `$as_of`."""
    if as_of is None:
        return "marts.fct_observations"
    return """(
        select * from marts.fct_observation_history
        where known_from <= $as_of and (known_to is null or known_to > $as_of)
    )"""


def _at(as_of: date | None, **params: Any) -> dict[str, Any]:
    """The parameters of a statement, the day among them where there is one."""
    return params if as_of is None else params | {"as_of": as_of}


# Which column of ids tells what a column of labels is about.
LABELS = {
    "metric_label": "metric_id",
    "entity_label": "entity_id",
    "rule_label": "rule",
    "identity_label": "identity_id",
    "event_label": "event_id",
    "event_note": "event_id",
    "label": "id",
}


def labels_in(con: duckdb.DuckDBPyConnection, language: str) -> pl.DataFrame:
    """Every label of the catalog in a language: `named` (a column of LABELS), `id`, `label`."""
    suffix = {"ar": "ar"}.get(language, "en")
    return query(
        con,
        f"""
        with named as (
            select 'metric_label' as named, metric_id as id, label_{suffix} as label from marts.dim_metrics
            union all
            select 'entity_label', entity_id, label_{suffix} from marts.dim_entities
            union all
            select 'rule_label', rule, label_{suffix} from marts.dim_rules
            union all
            select 'identity_label', identity_id, label_{suffix} from marts.dim_identities
            union all
            select 'event_label', event_id, label_{suffix} from marts.dim_events
            union all
            select 'event_note', event_id, note_{suffix} from marts.dim_events
        )

        select named, id, label from named where label <> ''
        union all
        select 'label', id, label from named where named in ('metric_label', 'entity_label') and label <> ''
        """,
    )


def with_labels(rows: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """The rows with their columns of labels taken from `labels` by id; a label it lacks stays as it is."""
    return rows.with_columns(
        pl.col(own)
        .replace_strict(
            dict(labels.filter(named=label).select("id", "label").iter_rows()),
            default=pl.col(label),
            return_dtype=pl.String,
        )
        .alias(label)
        for label, own in LABELS.items()
        if label in rows.columns and own in rows.columns
    )


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
            entities.entity_id, entities.label_en as entity_label, entities.kind, entities.parent_id,
            entities.ticker,            entities.position, tree.root_id, tree.depth,
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
            metrics.metric_id, metrics.label_en as metric_label, metrics.unit, metrics.kind, metrics.additive,
            metrics.good,
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
    """Every series of which anything is believed, and every metric of an entity with its parts as one.

    Columns: metric, entity, breakdown.
    """
    return query(
        con,
        """
        select metric_id, entity_id, breakdown from marts.fct_observations
        union
        select metric_id, entity_id, '' from marts.fct_observations
        order by all
        """,
    )


def quarters(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """The quarterly series as believed now or on a day, gaps included, oldest first."""
    return query(
        con,
        f"""
        select
            quarters.*, quarters.fiscal_quarter as period_label, entities.label_en as entity_label,
            entities.position as entity_position, metrics.label_en as metric_label, metrics.kind, metrics.good
        from {_quarters_at(as_of)} as quarters
        inner join marts.dim_entities as entities on quarters.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on quarters.metric_id = metrics.metric_id
        where quarters.metric_id = $metric and quarters.entity_id = $entity
            and quarters.breakdown = $breakdown
        order by quarters.quarter_end
        """,
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def years_to_date(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """What is believed of each fiscal year to the end of each of its quarters, oldest first.

    `period_label` is the time from the year's first day, `quarter_start` where a chart puts it.
    """
    return query(
        con,
        f"""
        select
            years.*, quarters.quarter_start, entities.label_en as entity_label,
            entities.position as entity_position, metrics.label_en as metric_label, metrics.kind, metrics.good
        from {_years_to_date_at(as_of)} as years
        inner join marts.dim_quarters as quarters
            on years.entity_id = quarters.entity_id and years.fiscal_quarter = quarters.fiscal_quarter
        inner join marts.dim_entities as entities on years.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on years.metric_id = metrics.metric_id
        where years.metric_id = $metric and years.entity_id = $entity and years.breakdown = $breakdown
        order by years.quarter_end
        """,
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def four_quarters(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """The series of sums over four quarters, as the quarterly mart holds them: `value` is its `ltm`.

    A quarter without one says why: its own gap, else that a quarter before it has no value.
    """
    return query(
        con,
        f"""
        select
            quarters.* replace (
                quarters.ltm as value, null as value_low, null as value_high, null as yoy, null as qoq,
                case when quarters.ltm is not null then 'sum' end as derivation,
                case when quarters.ltm is null then coalesce(quarters.gap, 'not_derivable') end as gap,
                null as formula, null as verdict
            ),
            quarters.fiscal_quarter as period_label, entities.label_en as entity_label,
            entities.position as entity_position, metrics.label_en as metric_label, metrics.kind, metrics.good,
            list(quarters.fiscal_quarter) over (order by quarters.quarter_end rows 3 preceding) as behind
        from {_quarters_at(as_of)} as quarters
        inner join marts.dim_entities as entities on quarters.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on quarters.metric_id = metrics.metric_id
        where quarters.metric_id = $metric and quarters.entity_id = $entity
            and quarters.breakdown = $breakdown
        order by quarters.quarter_end
        """,
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def first_beliefs(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = ""
) -> pl.DataFrame:
    """What was first believed of each quarter that ever had a value, beside what is believed now.

    `is_changed` where the bounds of the two do not meet.
    """
    return query(
        con,
        """
        with valued as (
            select *, row_number() over (partition by fiscal_quarter order by known_from) as place
            from marts.fct_quarter_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
                and value is not null
        )

        select
            first.fiscal_quarter, first.fiscal_quarter as period_label, first.quarter_start,
            first.quarter_end, first.value, first.value_low, first.value_high, first.unit,
            first.derivation, first.formula, first.gap, first.yoy, first.yoy_block, first.growth_basis,
            first.entity_id, first.metric_id, first.breakdown, first.value_known_from as known_from,
            now.value as value_now, now.value_low as low_now, now.value_high as high_now, now.gap as gap_now,
            now.known_from as now_known_from,
            coalesce(first.value_high < now.value_low or first.value_low > now.value_high, true)
                as is_changed,
            entities.label_en as entity_label, metrics.label_en as metric_label
        from valued as first
        inner join marts.fct_quarters as now
            on first.entity_id = now.entity_id and first.metric_id = now.metric_id
            and first.breakdown = now.breakdown and first.fiscal_quarter = now.fiscal_quarter
        inner join marts.dim_entities as entities on first.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on first.metric_id = metrics.metric_id
        where first.place = 1
        order by first.quarter_end
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def belief_days(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = ""
) -> pl.DataFrame:
    """The days on which anything came to be believed otherwise of a series, oldest first: `known_from`."""
    return query(
        con,
        """
        with days as (
            select value_known_from as known_from
            from marts.fct_quarter_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
            union
            select value_known_from
            from marts.fct_observation_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
        )

        select known_from from days where known_from is not null order by known_from
        """,
        {"metric": metric, "entity": entity, "breakdown": breakdown},
    )


def events(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, as_of: date | None = None
) -> pl.DataFrame:
    """What happened to an entity, its parents and its parts that concerns a metric, oldest first."""
    return query(
        con,
        f"""
        with recursive {TREE},

        parents as (
            select entity_id, parent_id from marts.dim_entities where entity_id = $entity
            union all
            select above.entity_id, above.parent_id
            from marts.dim_entities as above
            inner join parents on above.entity_id = parents.parent_id
        ),

        family as (
            select entity_id from tree
            union
            select entity_id from parents
        )

        select
            events.event_id, events.happened_on, events.ended_on, events.kind, events.label_en as event_label,
            events.note_en as event_note, events.locator, events.known_from, sources.title as source_title,
            sources.url, entities.entity_id, entities.label_en as entity_label
        from marts.dim_events as events
        inner join family on events.entity_id = family.entity_id
        inner join marts.dim_sources as sources on events.source_id = sources.source_id
        inner join marts.dim_entities as entities on events.entity_id = entities.entity_id
        where (events.metric_ids = '' or list_contains(string_split(events.metric_ids, ';'), $metric))
            {"" if as_of is None else "and events.known_from <= $as_of"}
        order by events.happened_on, events.position
        """,
        _at(as_of, metric=metric, entity=entity),
    )


def comparable_series(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every series that has a quarter with a value, as something to compare with; longest first."""
    return query(
        con,
        """
        select
            quarters.metric_id, quarters.entity_id, quarters.breakdown, count(*) as quarter_count,
            any_value(quarters.unit) as unit, metrics.label_en as metric_label,
            entities.label_en as entity_label
        from marts.fct_quarters as quarters
        inner join marts.dim_metrics as metrics on quarters.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on quarters.entity_id = entities.entity_id
        where quarters.value is not null
        group by all
        order by quarter_count desc, quarters.metric_id, quarters.entity_id, quarters.breakdown
        """,
    )


def quarters_as_published(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """The rows of the quarterly mart as they stand, with the titles of their sources: for download."""
    if as_of is None:
        rows = "kpi_series($metric, $entity, part := $breakdown)"
    else:
        rows = """quarters_as_of($as_of)
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown"""
    return query(
        con,
        f"select * from {rows} order by quarter_end",
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def series_summary(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """At most one row: the newest quarter with a value, its rank, and how the series is made up."""
    return query(
        con,
        f"""
        with quarters as (
            select * from {_quarters_at(as_of)}
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
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def cells(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """Everything believed of one series now or on a day, quarters or not: newest first, undated last."""
    return query(
        con,
        f"""
        select
            cells.period_label, cells.period_type, cells.period_start, cells.period_end, cells.modality,
            cells.value, cells.value_low, cells.value_high, cells.unit, cells.verdict, cells.rule,
            cells.fact_count, cells.source_count, cells.value_known_from as known_from, cells.cell_id,
            cells.metric_id, cells.entity_id, cells.breakdown, metrics.label_en as metric_label,
            entities.label_en as entity_label
        from {_observations_at(as_of)} as cells
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        where cells.metric_id = $metric and cells.entity_id = $entity and cells.breakdown = $breakdown
        order by cells.period_end desc nulls last, cells.period_start nulls last, cells.modality
        """,
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def guidance(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """Guidance beside what came of it, oldest first: `outcome` is `within`, `above`, `below` or `open`."""
    return query(
        con,
        f"""
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
        from {_observations_at(as_of)} as guided
        left join {_observations_at(as_of)} as actuals
            on guided.entity_id = actuals.entity_id
            and guided.metric_id = actuals.metric_id
            and guided.breakdown = actuals.breakdown
            and guided.period_label = actuals.period_label
            and actuals.modality = 'actual'
        where guided.modality = 'guidance' and guided.period_end is not null
            and guided.metric_id = $metric and guided.entity_id = $entity and guided.breakdown = $breakdown
        order by guided.period_end
        """,
        _at(as_of, metric=metric, entity=entity, breakdown=breakdown),
    )


def evidence(
    con: duckdb.DuckDBPyConnection,
    metric: str,
    entity: str,
    breakdown: str,
    period: str,
    modality: str = "actual",
    as_of: date | None = None,
) -> pl.DataFrame:
    """The facts behind one cell, quarter or year to date, in the order in which they were weighed."""
    return facts_of_series(con, metric, entity, breakdown, as_of).filter(
        pl.col("of_period") == period, pl.col("of_modality") == modality
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


def headlines(
    con: duckdb.DuckDBPyConnection,
    entity: str,
    chosen: list[str],
    most: int = 8,
    as_of: date | None = None,
) -> pl.DataFrame:
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

        quarters as (select * from {_quarters_at(as_of)} where breakdown = ''),

        series as (
            select
                quarters.metric_id, quarters.entity_id, tree.depth,
                count(quarters.value) as quarter_count,
                max(quarters.quarter_end) filter (quarters.value is not null) as newest_end
            from quarters
            inner join tree on quarters.entity_id = tree.entity_id
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
            from quarters
            inner join series_topmost as series
                on quarters.metric_id = series.metric_id and quarters.entity_id = series.entity_id
            where quarters.quarter_end <= series.newest_end
            group by all
        )

        select
            newest.metric_id, metrics.label_en as metric_label, metrics.good, metrics.kind, newest.entity_id,
            entities.label_en as entity_label, entities.position as entity_position,
            newest.breakdown, newest.fiscal_quarter, newest.fiscal_quarter as period_label,
            'actual' as modality, newest.quarter_end, newest.value,
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
        inner join quarters as newest
            on series.metric_id = newest.metric_id and series.entity_id = newest.entity_id
            and series.newest_end = newest.quarter_end
        inner join histories
            on series.metric_id = histories.metric_id and series.entity_id = histories.entity_id
        inner join marts.dim_metrics as metrics on newest.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on newest.entity_id = entities.entity_id
        order by series.chosen_position, series.quarter_count desc, newest.metric_id
        limit $most
        """,
        _at(as_of, entity=entity, chosen=chosen, most=most),
    )


def coverage(
    con: duckdb.DuckDBPyConnection, entity: str, least: int = 4, as_of: date | None = None
) -> pl.DataFrame:
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
            from {_quarters_at(as_of)} as quarters
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
        _at(as_of, entity=entity, least=least),
    )


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


def canvas(con: duckdb.DuckDBPyConnection, entity: str, as_of: date | None = None) -> pl.DataFrame:
    """The metrics of the canvas with one cell each to stand for them, and how much more there is.

    That cell is of the topmost entity, the total before parts, an actual before other modalities, dated
    before undated, the latest before earlier. Populations belong to no company and stand in every canvas.
    Within a block those metrics come first of which most facts speak.
    """
    return query(
        con,
        f"""
        with recursive {TREE}, {CANVAS_SCOPE},

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
            from {_observations_at(as_of)} as cells
            inner join scope on cells.entity_id = scope.entity_id
        )

        select
            metrics.block, metrics.metric_id, metrics.label_en as metric_label, metrics.definition,
            cells.entity_id, entities.label_en as entity_label, entities.kind as entity_kind,
            cells.breakdown, cells.period_label, cells.modality, cells.value, cells.value_low,
            cells.value_high, cells.unit, cells.verdict, cells.rule, cells.cell_count,
            cast(cells.metric_fact_count as bigint) as fact_count, cells.contested_count,
            cells.value_known_from as known_from
        from cells_ranked as cells
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        where cells.place = 1 and metrics.block <> ''
        order by
            metrics.block, cells.metric_fact_count desc, cells.period_end desc nulls last, metrics.position
        """,
        _at(as_of, entity=entity),
    )


def cells_of_metric(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, as_of: date | None = None
) -> pl.DataFrame:
    """Everything believed of a metric over an entity, its parts and the populations.

    In the order in which the canvas chooses: the topmost entity, the total, actuals, dated, the latest first.
    """
    return query(
        con,
        f"""
        with recursive {TREE}, {CANVAS_SCOPE}

        select
            cells.metric_id, metrics.label_en as metric_label, metrics.definition, cells.entity_id,
            entities.label_en as entity_label, entities.kind as entity_kind, cells.breakdown,
            cells.period_label, cells.modality, cells.value, cells.value_low, cells.value_high, cells.unit,
            cells.verdict, cells.fact_count, cells.source_count, cells.value_known_from as known_from
        from {_observations_at(as_of)} as cells
        inner join scope on cells.entity_id = scope.entity_id
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        where cells.metric_id = $metric
        order by
            scope.depth, cells.breakdown <> '', cells.modality <> 'actual',
            cells.period_end desc nulls last, cells.period_start nulls last, entities.position,
            cells.breakdown
        """,
        _at(as_of, entity=entity, metric=metric),
    )


def newest_cells(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, as_of: date | None = None
) -> pl.DataFrame:
    """The newest dated cell and the undated one of each breakdown and modality of a metric, with its sources.

    Over an entity and its parts. `sources` lists the titles of the sources that state the cell.
    """
    return query(
        con,
        f"""
        with recursive {TREE},

        cells_ranked as (
            select
                cells.*, tree.depth,
                row_number() over (
                    partition by
                        cells.entity_id, cells.breakdown, cells.modality, cells.period_end is null
                    order by cells.period_end desc, cells.period_start
                ) as place
            from {_observations_at(as_of)} as cells
            inner join tree on cells.entity_id = tree.entity_id
            where cells.metric_id = $metric
        ),

        titles as (
            select facts.cell_id, string_agg(distinct sources.title, '; ' order by sources.title) as sources
            from marts.fct_facts as facts
            inner join marts.dim_sources as sources on facts.source_id = sources.source_id
            group by facts.cell_id
        )

        select
            cells.metric_id, metrics.label_en as metric_label, cells.entity_id,
            entities.label_en as entity_label, cells.breakdown, cells.period_label, cells.modality,
            cells.value, cells.value_low, cells.value_high, cells.unit, cells.verdict,
            cells.value_known_from as known_from, cells.fact_count, titles.sources
        from cells_ranked as cells
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        left join titles on cells.cell_id = titles.cell_id
        where cells.place = 1
        order by cells.depth, entities.position, cells.breakdown <> '', cells.period_end desc nulls last,
            cells.value desc nulls last, cells.breakdown, cells.modality
        """,
        _at(as_of, metric=metric, entity=entity),
    )


def peers(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, as_of: date | None = None
) -> pl.DataFrame:
    """The quarters of a metric of every company that an entity is no part of, as `quarters` has them.

    The company with the highest newest value comes first; its `rank` is 1.
    """
    return query(
        con,
        f"""
        with recursive above as (
            select entity_id, parent_id from marts.dim_entities where entity_id = $entity
            union all
            select parents.entity_id, parents.parent_id
            from marts.dim_entities as parents
            inner join above on parents.entity_id = above.parent_id
        ),

        companies as (
            select entity_id
            from marts.dim_entities
            where kind = 'company' and entity_id not in (select entity_id from above)
        ),

        quarters as (
            select *
            from {_quarters_at(as_of)}
            where metric_id = $metric and breakdown = '' and entity_id in (select entity_id from companies)
        ),

        newest as (
            select entity_id, max_by(value, quarter_end) as value
            from quarters
            where value is not null
            group by entity_id
        ),

        ranked as (select entity_id, row_number() over (order by value desc, entity_id) as rank from newest)

        select
            quarters.*, quarters.fiscal_quarter as period_label, entities.label_en as entity_label,
            entities.position as entity_position, metrics.label_en as metric_label, metrics.kind,
            metrics.good, ranked.rank
        from quarters
        inner join ranked on quarters.entity_id = ranked.entity_id
        inner join marts.dim_entities as entities on quarters.entity_id = entities.entity_id
        inner join marts.dim_metrics as metrics on quarters.metric_id = metrics.metric_id
        order by ranked.rank, quarters.quarter_end
        """,
        _at(as_of, metric=metric, entity=entity),
    )


def members(con: duckdb.DuckDBPyConnection, language: str) -> pl.DataFrame:
    """The labels of dimensions and members in a language; a dimension's own label stands under no member."""
    column = {"ar": "label_ar"}.get(language, "label_en")
    return query(
        con,
        f"""
        select dimension_id, member_id, {column} as label
        from marts.dim_members
        where {column} <> ''
        order by position
        """,
    )


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
            sources.language, sources.host, sources.url, sources.published_on, sources.published_on_basis,
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


def candidates(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Facts that wait for a decision, in the order of their sources and places."""
    return query(
        con,
        """
        select
            facts.fact_id, facts.printed, facts.value, facts.value_low, facts.value_high, facts.unit,
            facts.qualifier, facts.breakdown, facts.period_label, facts.modality, facts.metric_id,
            facts.entity_id, facts.locator, facts.line_no, facts.method, facts.evidence,
            facts.evidence_detail, facts.note, facts.section, facts.source_id, sources.title as source_title,
            sources.publisher, sources.tier, sources.url, sources.published_on, sources.published_on_basis,
            metrics.label_en as metric_label, entities.label_en as entity_label,
            believed.value as believed_value, believed.value_low as believed_low,
            believed.value_high as believed_high, believed.verdict as believed_verdict
        from marts.fct_facts as facts
        inner join marts.dim_sources as sources on facts.source_id = sources.source_id
        inner join marts.dim_metrics as metrics on facts.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        left join marts.fct_observations as believed
            on facts.entity_id = believed.entity_id and facts.metric_id = believed.metric_id
            and facts.breakdown = believed.breakdown and facts.period_label = believed.period_label
            and facts.modality = believed.modality
        where facts.status = 'candidate'
        order by sources.published_on desc, facts.source_id, facts.char_start nulls last, facts.locator,
            facts.fact_id
        """,
    )


def periods_of_figures(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The labels of the periods that have a believed figure, the newest first."""
    return query(
        con,
        """
        select period_label, max(period_end) as period_end
        from marts.fct_figures
        group by period_label
        order by period_end desc nulls last, period_label
        """,
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
        where facts.evidence = 'failed'
        order by facts.source_id, facts.char_start nulls last, facts.locator, facts.fact_id
        """,
    )


# How long after a quarter's end its figures usually become known, two weeks later it is overdue.
DAYS_WITHOUT_HISTORY = 60
DAYS_OF_REPEATS = 180
DAYS_OF_GRACE = 14


def overdue(con: duckdb.DuckDBPyConnection, today: date, entity: str = "") -> pl.DataFrame:
    """Quarters that should have figures by a day and have none, of an entity or of every company.

    A quarter has figures once an actual fact of the entity or a part of it ends on its last day, give or take
    a week. `usual_days` is the median of the days from a quarter's end to the first such fact (later than
    DAYS_OF_REPEATS it only repeats), DAYS_WITHOUT_HISTORY where none is known; the quarter is due then, and
    overdue DAYS_OF_GRACE later. Only quarters after the newest with figures count.
    """
    return query(
        con,
        """
        with recursive families as (
            select entity_id as head_id, entity_id
            from marts.dim_entities
            where entity_id = $entity or ($entity = '' and kind = 'company' and parent_id is null)
            union all
            select families.head_id, children.entity_id
            from marts.dim_entities as children
            inner join families on children.parent_id = families.entity_id
        ),

        quarters_with_figures as (
            select
                quarters.entity_id, quarters.quarter_end,
                date_diff('day', quarters.quarter_end, min(facts.known_from)) as days_until_known
            from marts.dim_quarters as quarters
            inner join families on quarters.entity_id = families.head_id
            inner join marts.fct_facts as facts
                on families.entity_id = facts.entity_id
                and facts.modality = 'actual' and facts.status = 'accepted'
                and abs(date_diff('day', quarters.quarter_end, facts.period_end)) <= 7
                and facts.known_from >= quarters.quarter_end
            group by quarters.entity_id, quarters.quarter_end
        ),

        usual as (
            select
                entity_id,
                max(quarter_end) as newest_end,
                cast(round(coalesce(
                    median(days_until_known) filter (days_until_known <= $repeats), $without
                )) as integer) as usual_days,
                count(*) filter (days_until_known <= $repeats) as quarter_count
            from quarters_with_figures
            group by entity_id
        )

        select
            quarters.entity_id, entities.label_en as entity_label, quarters.fiscal_quarter,
            quarters.quarter_end, usual.newest_end, usual.usual_days, usual.quarter_count,
            cast(quarters.quarter_end + to_days(usual.usual_days) as date) as due_on,
            date_diff('day', quarters.quarter_end, $today) - usual.usual_days as days_late
        from usual
        inner join marts.dim_quarters as quarters on usual.entity_id = quarters.entity_id
        inner join marts.dim_entities as entities on usual.entity_id = entities.entity_id
        where quarters.quarter_end > usual.newest_end + to_days(7)
            and date_diff('day', quarters.quarter_end, $today) > usual.usual_days + $grace
        order by entities.position, quarters.quarter_end
        """,
        {
            "today": today,
            "entity": entity,
            "repeats": DAYS_OF_REPEATS,
            "without": DAYS_WITHOUT_HISTORY,
            "grace": DAYS_OF_GRACE,
        },
    )


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


def tables(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The tables of the contract with what one row is and how many there are: one row a table."""
    return query(
        con,
        """
        select table_name, coalesce(comment, '') as description, estimated_size as row_count, column_count
        from duckdb_tables()
        where schema_name = 'marts'
        order by table_name
        """,
    )


def columns(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The columns of the contract with their types and what they say: one row a column."""
    return query(
        con,
        """
        select table_name, column_name, data_type, coalesce(comment, '') as description
        from duckdb_columns()
        where schema_name = 'marts'
        order by table_name, column_index
        """,
    )


def macros(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The table macros of the build with their parameters: one row a macro."""
    return query(
        con,
        """
        select function_name as macro, parameters
        from duckdb_functions()
        where function_type = 'table_macro' and not internal
        order by function_name
        """,
    )


# What stands behind figures, now or as of a day: the Why panel, the passage, the workbook.

MEET = """(
    (one.value_low < other.value_high and other.value_low < one.value_high)
    or (one.value_low = one.value_high and one.value_low between other.value_low and other.value_high)
    or (other.value_low = other.value_high and other.value_low between one.value_low and one.value_high)
)"""


def facts_of_series(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str = "", as_of: date | None = None
) -> pl.DataFrame:
    """The facts behind every quarter, year to date and stated period of a series, in one go.

    `of_period` and `of_modality` name what a fact stands behind. With a day, only facts known by then, each
    in the role it had on that day; what arithmetic says of them is known of today only, and left out.
    """
    return query(
        con,
        f"""
        with cells as (
            select *
            from marts.fct_observation_history
            where known_from <= $day and (known_to is null or known_to > $day)
        ),

        own_cells as (
            select * from cells
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
        ),

        -- A year to date that is stated is its own cell.
        periods as (
            select fiscal_quarter as of_period, formula, operand_ids, operand_cells
            from marts.fct_quarter_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
                and known_from <= $day and (known_to is null or known_to > $day)
            union all
            select period_label, formula, operand_ids, operand_cells
            from marts.fct_year_to_date_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
                and known_from <= $day and (known_to is null or known_to > $day) and quarter_no > 1
                and period_label not in (select period_label from own_cells where modality = 'actual')
        ),

        cells_behind as (
            select
                own_cells.period_label as of_period, own_cells.modality as of_modality, own_cells.cell_id,
                0 as step,
                coalesce(
                    periods.formula is not null
                    and not list_contains(string_split(periods.operand_cells, ';'), own_cells.cell_id),
                    false
                ) as is_overruled,
                null as operand_ids
            from own_cells
            left join periods
                on own_cells.period_label = periods.of_period and own_cells.modality = 'actual'
            union all
            select
                of_period, 'actual', unnest(string_split(operand_cells, ';')),
                case when formula is null then 0 else 1 end, false, operand_ids
            from periods
        ),

        cells_behind_once as (
            select
                of_period, of_modality, cell_id, min(step) as step, bool_or(is_overruled) as is_overruled,
                string_split(max(operand_ids), ';') as operand_ids
            from cells_behind
            group by of_period, of_modality, cell_id
        ),

        facts_known as (
            select
                facts.*, standing.tier_rank, standing.place, standing.identities_for,
                standing.identities_against, sources.title as source_title, sources.publisher, sources.tier,
                sources.url, sources.published_on, sources.published_on_basis, sources.page_id,
                min(standing.tier_rank) over (partition by facts.cell_id) as best_tier_rank
            from marts.fct_facts as facts
            inner join marts.fct_observation_facts as standing on facts.fact_id = standing.fact_id
            inner join marts.dim_sources as sources on facts.source_id = sources.source_id
            where facts.cell_id in (select cell_id from cells_behind) and facts.known_from <= $day
        ),

        -- Facts that their publisher has published otherwise since.
        superseded as (
            select distinct one.fact_id
            from facts_known as one
            inner join facts_known as other
                on one.cell_id = other.cell_id and one.publisher = other.publisher
                and one.tier_rank = other.tier_rank and one.page_id <> other.page_id
                and one.known_from < other.known_from and not {MEET}
        ),

        agreeing as (
            select one.fact_id
            from facts_known as one
            inner join cells on one.cell_id = cells.cell_id
            inner join facts_known as other on cells.fact_id = other.fact_id
            where {MEET}
        ),

        facts_compared as (
            select
                facts_known.*,
                facts_known.fact_id in (select fact_id from superseded) as is_superseded,
                facts_known.fact_id in (select fact_id from agreeing) as is_agreeing
            from facts_known
        )

        select
            case
                when behind.step = 1 and list_contains(behind.operand_ids, facts.fact_id) then 'operand'
                when behind.is_overruled and facts.fact_id = cells.fact_id then 'overruled'
                when facts.fact_id = cells.fact_id then 'winner'
                when cells.verdict = 'contested' and facts.tier_rank = facts.best_tier_rank
                    and not facts.is_superseded then 'rival'
                when facts.is_agreeing then 'agrees'
                else 'beaten'
            end as role,
            behind.of_period, behind.of_modality, behind.step, cells.period_label, cells.modality,
            cells.breakdown, facts.fact_id, facts.printed, facts.value, facts.value_low, facts.value_high,
            facts.unit, facts.source_id, facts.source_title, facts.publisher, facts.tier, facts.url,
            facts.published_on, facts.published_on_basis, facts.locator, facts.evidence, cells.verdict,
            cells.rule, rules.label_en as rule_label, rules.description_en as rule_description, facts.note,
            cells.cell_id, facts.tier_rank,
            case when $is_now then facts.identities_for end as identities_for,
            case when $is_now then facts.identities_against end as identities_against,
            cells.metric_id, metrics.label_en as metric_label, cells.entity_id,
            entities.label_en as entity_label
        from cells_behind_once as behind
        inner join cells on behind.cell_id = cells.cell_id
        inner join facts_compared as facts on behind.cell_id = facts.cell_id
        inner join marts.dim_rules as rules on cells.rule = rules.rule
        inner join marts.dim_metrics as metrics on cells.metric_id = metrics.metric_id
        inner join marts.dim_entities as entities on cells.entity_id = entities.entity_id
        order by
            behind.of_period, behind.of_modality, behind.step, cells.period_end, cells.period_label,
            cells.cell_id, role not in ('winner', 'operand', 'overruled'), facts.place
        """,
        {
            "metric": metric,
            "entity": entity,
            "breakdown": breakdown,
            "day": as_of or date.max,
            "is_now": as_of is None,
        },
    )


def believed(
    con: duckdb.DuckDBPyConnection,
    metric: str,
    entity: str,
    breakdown: str,
    period: str,
    modality: str = "actual",
    as_of: date | None = None,
) -> pl.DataFrame:
    """At most one row: what is believed of a quarter, a stated cell, or else a year to date, on a day or now.

    `known_from` is the day of the value; all but cells have `quarter_end`, `derivation`, `gap` and `formula`.
    """
    return query(
        con,
        """
        with beliefs as (
            select
                0 as step, fiscal_quarter as period_label, 'actual' as modality, quarter_end,
                null as period_end, value, value_low, value_high, unit, derivation, gap, formula,
                vintage_on, verdict, rule, value_known_from as known_from, operand_cells
            from marts.fct_quarter_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
                and fiscal_quarter = $period and $modality = 'actual'
                and known_from <= $day and (known_to is null or known_to > $day)
            union all
            select
                1, period_label, modality, null, period_end, value, value_low, value_high, unit, null, null,
                null, null, verdict, rule, value_known_from, cell_id
            from marts.fct_observation_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
                and period_label = $period and modality = $modality
                and known_from <= $day and (known_to is null or known_to > $day)
            union all
            select
                2, period_label, 'actual', quarter_end, null, value, value_low, value_high, unit, derivation,
                gap, formula, vintage_on, verdict, rule, value_known_from, operand_cells
            from marts.fct_year_to_date_history
            where metric_id = $metric and entity_id = $entity and breakdown = $breakdown
                and period_label = $period and $modality = 'actual'
                and known_from <= $day and (known_to is null or known_to > $day)
        )

        select
            beliefs.*, $metric as metric_id, metrics.label_en as metric_label, $entity as entity_id,
            entities.label_en as entity_label, $breakdown as breakdown
        from beliefs
        inner join marts.dim_metrics as metrics on metrics.metric_id = $metric
        inner join marts.dim_entities as entities on entities.entity_id = $entity
        order by beliefs.step
        limit 1
        """,
        {
            "metric": metric,
            "entity": entity,
            "breakdown": breakdown,
            "period": period,
            "modality": modality,
            "day": as_of or date.max,
        },
    )


def place_of_fact(con: duckdb.DuckDBPyConnection, fact_id: str) -> pl.DataFrame:
    """One row: where a fact stands, in which document, and where its source can be read."""
    return query(
        con,
        """
        select
            facts.fact_id, facts.printed, facts.locator, facts.line_no, facts.char_start, facts.char_end,
            facts.language, facts.method, facts.evidence, facts.evidence_detail, sources.sha256,
            sources.first_line, sources.last_line, sources.title as source_title, sources.url, entities.cik
        from marts.fct_facts as facts
        inner join marts.dim_sources as sources on facts.source_id = sources.source_id
        inner join marts.dim_entities as entities on facts.entity_id = entities.entity_id
        where facts.fact_id = $fact
        """,
        {"fact": fact_id},
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
