with

source as (select * from {{ source('raw', 'sources') }}),

final as (
    select
        source_id,
        sha256,
        page_id,
        part,
        first_line,
        last_line,
        title,
        publisher,
        host,
        language,
        tier,
        url,
        published_on,
        published_on_basis,
        published_on_reason
    from source
)

select * from final
