with

source as (select * from {{ source('raw', 'identity_terms') }}),

final as (
    select
        identity_id,
        role,
        sign,
        entity_id,
        metric_id,
        breakdown
    from source
)

select * from final
