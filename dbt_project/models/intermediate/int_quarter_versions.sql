with

spine as (select * from {{ ref('int_quarter_spine') }}),

versions as (select * from {{ ref('stg_raw__metric_versions') }}),

versions_valid as (
    select
        spine.series_id,
        spine.quarter_index,
        versions.version,
        versions.comparable_to,
        row_number() over (
            partition by spine.series_id, spine.quarter_index
            order by versions.version desc, versions.entity_id desc
        ) as place
    from spine
    inner join versions
        on spine.metric_id = versions.metric_id
        and versions.entity_id in ('', spine.entity_id)
        and versions.valid_from <= spine.quarter_end
),

final as (
    select
        spine.series_id,
        spine.quarter_index,
        coalesce(versions_valid.version, 1) as metric_version,
        concat(';', coalesce(versions_valid.comparable_to, ''), ';') as comparable_to
    from spine
    left join versions_valid
        on spine.series_id = versions_valid.series_id
        and spine.quarter_index = versions_valid.quarter_index
        and versions_valid.place = 1
)

select * from final
