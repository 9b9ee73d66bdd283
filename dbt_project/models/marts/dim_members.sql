with

members as (select * from {{ ref('stg_raw__members') }}),

final as (
    select
        kind,
        dimension_id,
        member_id,
        label_en,
        label_ar,
        position
    from members
)

select * from final
order by position
