with

versions as (select * from {{ ref('stg_raw__metric_versions') }}),

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
    from versions
)

select * from final
order by metric_id, entity_id, version
