with

history as (select * from {{ ref('fct_observation_history') }}),

final as (
    select
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        modality,
        known_from,
        known_to,
        value,
        value_low,
        value_high,
        unit,
        verdict,
        rule,
        fact_id,
        fact_count,
        source_count,
        cell_id
    from history
    where known_to is null
)

select * from final
order by entity_id, metric_id, breakdown, modality, period_end, period_start
