with

entities as (select * from {{ ref('stg_raw__entities') }}),

final as (
    select
        entity_id,
        label_en,
        label_ar,
        kind,
        parent_id,
        fiscal_year_end,
        ticker,
        cik,
        aliases,
        position
    from entities
)

select * from final
order by position
