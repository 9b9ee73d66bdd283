with

versions as (select * from {{ ref('stg_raw__metric_versions') }}),

-- A change after which figures compare with those before it begins no new definition.
versions_with_earlier as (
    select
        versions.metric_id,
        versions.entity_id,
        versions.version,
        case
            when concat(';', earlier.comparable_to, ';') not like concat('%;', cast(earlier.version - 1 as varchar(9)), ';%')
                then earlier.version
        end as begun_version
    from versions
    inner join versions as earlier
        on versions.metric_id = earlier.metric_id
        and earlier.entity_id in ('', versions.entity_id)
        and versions.version >= earlier.version
),

final as (
    select
        metric_id,
        entity_id,
        version,
        coalesce(max(begun_version), 1) as begun_version
    from versions_with_earlier
    group by metric_id, entity_id, version
)

select * from final
