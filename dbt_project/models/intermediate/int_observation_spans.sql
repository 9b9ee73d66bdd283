with

resolved as (select * from {{ ref('int_observations_resolved') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

cells as (
    select distinct
        cell_id,
        series_id,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        modality,
        unit
    from facts
),

figures_told as (
    select
        *,
        {{ figure_text('value', 'value_low', 'value_high') }} as figure
    from resolved
),

figures_compared as (
    select
        *,
        lag(figure) over (partition by cell_id order by known_from) as figure_before
    from figures_told
),

-- A further fact that says the same opens a new span, but the figure has been known since the first.
figures_dated as (
    select
        *,
        max(case when figure_before is null or figure_before <> figure then known_from end) over (
            partition by cell_id
            order by known_from
            rows between unbounded preceding and current row
        ) as value_known_from
    from figures_compared
),

final as (
    select
        cells.cell_id,
        cells.series_id,
        cells.entity_id,
        cells.metric_id,
        cells.breakdown,
        cells.period_type,
        cells.period_start,
        cells.period_end,
        cells.period_label,
        cells.modality,
        figures_dated.known_from,
        figures_dated.known_to,
        figures_dated.value,
        figures_dated.value_low,
        figures_dated.value_high,
        cells.unit,
        figures_dated.verdict,
        figures_dated.rule,
        figures_dated.fact_id,
        figures_dated.fact_count,
        figures_dated.source_count,
        figures_dated.value_known_from,
        figures_dated.tier_rank,
        figures_dated.combines,
        figures_dated.restated_on,
        figures_dated.confirmed_on
    from figures_dated
    inner join cells on figures_dated.cell_id = cells.cell_id
)

select * from final
