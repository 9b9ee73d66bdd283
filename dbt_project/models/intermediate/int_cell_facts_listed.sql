with

facts as (select * from {{ ref('int_facts_weighed') }}),

digests as (
    select
        cell_id,
        md5({{ joined_in_order('fact_id', ';', 'fact_id') }}) as facts_digest
    from facts
    group by cell_id
),

cell_sources as (
    select distinct
        cell_id,
        source_id
    from facts
),

sources_joined as (
    select
        cell_id,
        {{ joined_in_order('source_id', ';', 'source_id') }} as source_ids
    from cell_sources
    group by cell_id
),

final as (
    select
        digests.cell_id,
        digests.facts_digest,
        sources_joined.source_ids
    from digests
    inner join sources_joined on digests.cell_id = sources_joined.cell_id
)

select * from final
