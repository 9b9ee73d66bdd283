with

source as (select * from {{ source('raw', 'previous_observations') }}),

final as (
    select
        build_id,
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
        verdict,
        rule,
        fact_id,
        source_ids,
        facts_digest,
        {{ cell_id() }} as cell_id
    from source
)

select * from final
