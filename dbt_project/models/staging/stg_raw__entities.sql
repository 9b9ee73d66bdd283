with

source as (select * from {{ source('raw', 'entities') }}),

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
        report_lag_quarter_days,
        report_lag_year_days,
        position
    from source
)

select * from final
