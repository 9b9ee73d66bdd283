with

source as (select * from {{ source('raw', 'policy_rules') }}),

final as (
    select
        rule,
        label_en,
        label_ar,
        description_en
    from source
)

select * from final
