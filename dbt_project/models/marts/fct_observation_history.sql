with

spans as (select * from {{ ref('int_observation_spans') }}),

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
        cast(fact_count as integer) as fact_count,
        cast(source_count as integer) as source_count,
        value_known_from,
        cell_id
    from spans
)

select * from final
order by entity_id, metric_id, breakdown, modality, period_end, period_start, known_from
