with

source as (select * from {{ source('raw', 'publications') }}),

final as (
    select
        build_id,
        published_at,
        kind
    from source
)

select * from final
