with

metrics as (select * from {{ ref('stg_raw__metrics') }}),

final as (
    select
        metric_id,
        label_en,
        label_ar,
        unit,
        kind,
        additive,
        good,
        growth_of,
        share_of,
        block,
        definition,
        synonyms_en,
        synonyms_ar,
        position
    from metrics
)

select * from final
order by position
