with

events as (select * from {{ ref('stg_raw__events') }}),

sources as (select * from {{ ref('stg_raw__sources') }}),

final as (
    select
        events.event_id,
        events.entity_id,
        events.happened_on,
        events.ended_on,
        events.kind,
        events.label_en,
        events.label_ar,
        events.note_en,
        events.note_ar,
        events.source_id,
        events.locator,
        events.metric_ids,
        sources.published_on as known_from,
        events.position
    from events
    inner join sources on events.source_id = sources.source_id
)

select * from final
order by happened_on, position
