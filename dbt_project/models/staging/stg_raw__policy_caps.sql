with

source as (select * from {{ source('raw', 'policy_caps') }}),

final as (
    select
        source_id,
        metric_id,
        tier,
        reason
    from source
)

select * from final
