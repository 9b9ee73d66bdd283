with

facts as (
    select
        *,
        row_number() over (order by tier_rank, known_from desc, width, fact_id) as standing
    from {{ ref('int_facts_weighed') }}
),

sources as (select * from {{ ref('stg_raw__sources') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }}),

pairs_of_one_cell as (
    select
        stronger.fact_id as fact_id_a,
        weaker.fact_id as fact_id_b,
        'same_cell' as comparison
    from facts as stronger
    inner join facts as weaker
        on stronger.cell_id = weaker.cell_id
        and stronger.standing < weaker.standing
),

undated_stocks as (
    select facts.*
    from facts
    inner join metrics on facts.metric_id = metrics.metric_id
    where facts.period_type = 'undated' and facts.modality = 'actual' and metrics.kind = 'stock'
),

-- An undated stock speaks of about the day it was published.
undated_facts_with_dated as (
    select
        undated_stocks.fact_id as fact_id_a,
        facts.fact_id as fact_id_b,
        rank() over (
            partition by undated_stocks.fact_id
            order by abs({{ days_between('facts.period_end', 'undated_stocks.known_from') }})
        ) as nearness
    from undated_stocks
    inner join facts
        on undated_stocks.series_id = facts.series_id
        and facts.modality = 'actual'
        and facts.period_type <> 'undated'
),

pairs as (
    select * from pairs_of_one_cell
    union all
    select
        fact_id_a,
        fact_id_b,
        'undated_stock' as comparison
    from undated_facts_with_dated
    where nearness = 1
),

final as (
    select
        pairs.fact_id_a,
        pairs.fact_id_b,
        pairs.comparison,
        facts_a.cell_id,
        facts_a.entity_id,
        facts_a.metric_id,
        facts_a.breakdown,
        facts_a.period_type,
        facts_a.period_start,
        facts_a.period_end,
        facts_a.period_label,
        facts_a.modality,
        facts_b.period_label as period_label_b,
        facts_a.printed as printed_a,
        facts_b.printed as printed_b,
        facts_a.known_from as known_from_a,
        facts_b.known_from as known_from_b,
        sources_a.tier as tier_a,
        sources_b.tier as tier_b,
        facts_a.value - facts_b.value as difference,
        case
            when facts_a.tier_rank <> facts_b.tier_rank then 'outranked'
            when
                pairs.comparison = 'same_cell'
                and facts_a.publisher = facts_b.publisher and facts_a.known_from > facts_b.known_from
                then 'restated'
            else 'contested'
        end as verdict
    from pairs
    inner join facts as facts_a on pairs.fact_id_a = facts_a.fact_id
    inner join facts as facts_b on pairs.fact_id_b = facts_b.fact_id
    inner join sources as sources_a on facts_a.source_id = sources_a.source_id
    inner join sources as sources_b on facts_b.source_id = sources_b.source_id
    where not {{ bounds_meet('facts_a.value_low', 'facts_a.value_high', 'facts_b.value_low', 'facts_b.value_high') }}
)

select * from final
