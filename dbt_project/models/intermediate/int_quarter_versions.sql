with

spans as (select * from {{ ref('int_quarter_value_spans') }}),

versions as (select * from {{ ref('stg_raw__metric_versions') }}),

-- A version holds for quarters from its day on, and for older ones that were recast to it.
versions_valid as (
    select
        spans.series_id,
        spans.quarter_index,
        spans.known_from,
        versions.version,
        versions.comparable_to,
        row_number() over (
            partition by spans.series_id, spans.quarter_index, spans.known_from
            order by versions.version desc, versions.entity_id desc
        ) as place
    from spans
    inner join versions
        on spans.metric_id = versions.metric_id
        and versions.entity_id in ('', spans.entity_id)
        and (
            versions.valid_from <= spans.quarter_end
            or coalesce(versions.recast_from <= spans.restated_on, false)
        )
),

final as (
    select
        spans.series_id,
        spans.quarter_index,
        spans.known_from,
        coalesce(versions_valid.version, 1) as metric_version,
        concat(';', coalesce(versions_valid.comparable_to, ''), ';') as comparable_to
    from spans
    left join versions_valid
        on spans.series_id = versions_valid.series_id
        and spans.quarter_index = versions_valid.quarter_index
        and spans.known_from = versions_valid.known_from
        and versions_valid.place = 1
)

select * from final
