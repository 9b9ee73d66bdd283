with

source as (select * from {{ source('raw', 'facts') }}),

final as (
    select
        fact_id,
        source_id,
        locator,
        line_no,
        char_start,
        char_end,
        printed,
        language,
        scale,
        number_style,
        direction,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        value,
        value_low,
        value_high,
        unit,
        modality,
        qualifier,
        known_from,
        method,
        status,
        section,
        note,
        evidence,
        evidence_detail,
        parser_version,
        lake_file,
        {{ cell_id() }} as cell_id,
        {{ series_id() }} as series_id
    from source
)

select * from final
