with

source as (select * from {{ source('raw', 'previous_changes') }}),

final as (
    select
        build_id,
        built_at,
        change,
        cause,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        modality,
        value_before,
        value_after,
        verdict_before,
        verdict_after,
        fact_id_before,
        fact_id_after
    from source
)

select * from final
