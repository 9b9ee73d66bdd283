with

figures as (select * from {{ ref('int_figures_believed') }}),

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
        value,
        value_low,
        value_high,
        unit,
        derivation,
        operand_ids,
        formula,
        known_from,
        root_id,
        cell_id
    from figures
)

select * from final
order by entity_id, metric_id, breakdown, modality, period_end, period_start
