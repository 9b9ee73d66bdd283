with

source as (select * from {{ source('raw', 'corrections') }}),

facts as (select * from {{ source('raw', 'facts') }}),

final as (
    select
        source.correction_id,
        source.fact_id,
        source.action,
        source.reason,
        source.provider,
        source.since,
        facts.source_id,
        facts.printed,
        facts.entity_id as entity_id_stated,
        facts.metric_id as metric_id_stated,
        facts.breakdown as breakdown_stated,
        facts.period_label as period_label_stated,
        facts.value as value_stated,
        facts.value_low as value_low_stated,
        facts.value_high as value_high_stated,
        facts.unit as unit_stated,
        facts.modality as modality_stated,
        facts.qualifier as qualifier_stated,
        case when source.action = 'amend' then source.entity_id end as entity_id_counted,
        case when source.action = 'amend' then source.metric_id end as metric_id_counted,
        case when source.action = 'amend' then source.breakdown end as breakdown_counted,
        case when source.action = 'amend' then source.period_label end as period_label_counted,
        case when source.action = 'amend' then source.value end as value_counted,
        case when source.action = 'amend' then source.value_low end as value_low_counted,
        case when source.action = 'amend' then source.value_high end as value_high_counted,
        case when source.action = 'amend' then source.unit end as unit_counted,
        case when source.action = 'amend' then source.modality end as modality_counted,
        case when source.action = 'amend' then source.qualifier end as qualifier_counted
    from source
    inner join facts on source.fact_id = facts.fact_id
)

select * from final
