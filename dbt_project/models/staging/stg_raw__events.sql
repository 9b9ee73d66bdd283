with

source as (select * from {{ source('raw', 'events') }}),

final as (
    select
        event_id,
        entity_id,
        happened_on,
        ended_on,
        kind,
        label_en,
        label_ar,
        note_en,
        note_ar,
        source_id,
        locator,
        metric_ids,
        position
    from source
)

select * from final
