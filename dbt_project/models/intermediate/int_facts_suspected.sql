-- Facts that lost, stand contested, or are not what an identity works out; what its own publisher has
-- replaced since was right in its day.
with

conflicts as (select * from {{ ref('int_conflicts_paired') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

families as (select * from {{ ref('int_entity_families') }}),

evidence as (select * from {{ ref('int_identity_evidence') }}),

suspected as (
    select fact_id
    from evidence
    where evidence = 'against' and part = 'result'
    union
    select fact_id_b as fact_id
    from conflicts
    where verdict <> 'restated'
    union
    select fact_id_a as fact_id
    from conflicts
    where verdict = 'contested'
),

final as (
    select
        facts.fact_id,
        facts.cell_id,
        families.root_id,
        facts.entity_id,
        facts.metric_id,
        facts.breakdown,
        facts.period_type,
        facts.period_start,
        facts.period_end,
        facts.period_label,
        facts.modality,
        facts.unit,
        facts.printed,
        facts.value,
        facts.value_low,
        facts.value_high
    from suspected
    inner join facts on suspected.fact_id = facts.fact_id
    inner join families on facts.entity_id = families.entity_id
)

select * from final
