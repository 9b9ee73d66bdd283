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
        resolved.known_from,
        resolved.known_to,
        resolved.value,
        resolved.value_low,
        resolved.value_high,
        cells.unit,
        resolved.verdict,
        resolved.rule,
        resolved.fact_id,
        resolved.fact_count,
        resolved.source_count
    from resolved
    inner join cells on resolved.cell_id = cells.cell_id
)

select * from final
