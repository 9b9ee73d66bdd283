with

rules as (select * from {{ ref('stg_raw__policy_rules') }}),

final as (
    select
        rule,
        label_en,
        label_ar,
        description_en
    from rules
)

select * from final
order by rule
