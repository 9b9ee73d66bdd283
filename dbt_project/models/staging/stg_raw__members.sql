with

source as (select * from {{ source('raw', 'members') }}),

final as (
    select
        kind,
        dimension_id,
        member_id,
        label_en,
        label_ar,
        position
    from source
)

select * from final
