with

publications as (select * from {{ ref('stg_raw__publications') }}),

final as (
    select
        build_id,
        published_at,
        kind
    from publications
)

select * from final
order by published_at, build_id
