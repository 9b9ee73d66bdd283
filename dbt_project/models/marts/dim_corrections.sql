with

corrections as (select * from {{ ref('stg_raw__corrections') }}),

final as (
    select
        correction_id,
        fact_id,
        action,
        reason,
        provider,
        since,
        source_id,
        printed,
        entity_id_stated,
        entity_id_counted,
        metric_id_stated,
        metric_id_counted,
        breakdown_stated,
        breakdown_counted,
        period_label_stated,
        period_label_counted,
        value_stated,
        value_counted,
        value_low_stated,
        value_low_counted,
        value_high_stated,
        value_high_counted,
        unit_stated,
        unit_counted,
        modality_stated,
        modality_counted,
        qualifier_stated,
        qualifier_counted
    from corrections
)

select * from final
order by correction_id
