with

sources as (select * from {{ ref('stg_raw__sources') }}),

tiers as (select * from {{ ref('stg_raw__policy_tiers') }}),

facts as (select * from {{ ref('stg_raw__facts') }}),

facts_counted as (
    select
        source_id,
        sum(case when status = 'accepted' then 1 else 0 end) as fact_count,
        max(case when evidence <> 'not archived' then 1 else 0 end) = 1 as is_archived
    from facts
    group by source_id
),

final as (
    select
        sources.source_id,
        sources.sha256,
        sources.title,
        sources.publisher,
        sources.language,
        sources.tier,
        sources.url,
        sources.published_on,
        sources.published_on_basis,
        sources.published_on_reason,
        sources.page_id,
        sources.part,
        sources.first_line,
        sources.last_line,
        sources.host,
        cast(tiers.tier_rank as integer) as tier_rank,
        cast(coalesce(facts_counted.fact_count, 0) as integer) as fact_count,
        coalesce(facts_counted.is_archived, false) as is_archived
    from sources
    inner join tiers on sources.tier = tiers.tier
    left join facts_counted on sources.source_id = facts_counted.source_id
)

select * from final
order by tier_rank, published_on, source_id
