with

astray as (select * from {{ ref('int_facts_astray') }}),

final as (
    select
        fact_id,
        place,
        slips,
        factor,
        is_telling,
        chance,
        class_count,
        searched_count,
        cell_id,
        entity_id,
        metric_id,
        breakdown,
        period_label,
        modality,
        value,
        value_low,
        value_high,
        unit,
        derivation,
        explanation
    from astray
)

select * from final
order by fact_id, place
