with

identities as (select * from {{ ref('stg_raw__identities') }}),

final as (
    select
        identity_id,
        kind,
        label_en,
        label_ar,
        reason
    from identities
)

select * from final
order by identity_id
