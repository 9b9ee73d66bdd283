with

facts as (select * from {{ ref('stg_raw__facts') }}),

final as (
    select
        fact_id,
        source_id,
        locator,
        line_no,
        char_start,
        char_end,
        printed,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        value,
        value_low,
        value_high,
        unit,
        modality,
        qualifier,
        known_from,
        method,
        status,
        note,
        cell_id,
        language,
        section,
        evidence,
        evidence_detail,
        correction_id
    from facts
)

select * from final
order by entity_id, metric_id, breakdown, period_end, known_from, fact_id
