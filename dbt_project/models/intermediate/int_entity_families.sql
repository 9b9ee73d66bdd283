with

entities as (select * from {{ ref('stg_raw__entities') }}),

-- Four steps up are more than any company's parts have.
final as (
    select
        entities.entity_id,
        coalesce(fourth.parent_id, third.parent_id, second.parent_id, entities.parent_id, entities.entity_id) as root_id
    from entities
    left join entities as second on entities.parent_id = second.entity_id
    left join entities as third on second.parent_id = third.entity_id
    left join entities as fourth on third.parent_id = fourth.entity_id
)

select * from final
