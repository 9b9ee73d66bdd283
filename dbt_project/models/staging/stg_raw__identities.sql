with

source as (select * from {{ source('raw', 'identities') }}),

final as (
    select
        identity_id,
        kind,
        label_en,
        label_ar,
        reason
    from source
)

select * from final
