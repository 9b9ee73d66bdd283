with

source as (select * from {{ source('raw', 'metric_versions') }}),

final as (
    select
        metric_id,
        entity_id,
        version,
        valid_from,
        comparable_to,
        recast_from,
        reason_en,
        reason_ar
    from source
)

select * from final
