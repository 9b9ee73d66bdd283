with

versions as (select * from {{ ref('stg_raw__metric_versions') }}),

versions_with_earlier as (
    select
        versions.metric_id,
        versions.entity_id,
        versions.version,
        earlier.version as earlier_version,
        concat(';', coalesce(earlier.comparable_to, ''), ';') as comparable_to,
        coalesce(
            lag(earlier.version) over (
                partition by versions.metric_id, versions.entity_id, versions.version
                order by earlier.version
            ),
            1
        ) as version_before
    from versions
    inner join versions as earlier
        on versions.metric_id = earlier.metric_id
        and earlier.entity_id in ('', versions.entity_id)
        and versions.version >= earlier.version
),

-- A change after which figures compare with those before it begins no new definition.
final as (
    select
        metric_id,
        entity_id,
        version,
        max(
            case
                when comparable_to like concat('%;', cast(version_before as varchar(9)), ';%') then 1
                else earlier_version
            end
        ) as begun_version
    from versions_with_earlier
    group by metric_id, entity_id, version
)

select * from final
