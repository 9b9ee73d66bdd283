with

quarters as (select * from {{ ref('fct_quarters') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

operands_exploded as (
    select
        entity_id,
        metric_id,
        breakdown,
        fiscal_quarter,
        {{ exploded('operand_ids') }} as fact_id
    from quarters
    where operand_ids is not null
),

final as (
    select
        operands_exploded.entity_id,
        operands_exploded.metric_id,
        operands_exploded.breakdown,
        operands_exploded.fiscal_quarter,
        operands_exploded.fact_id,
        facts.cell_id,
        facts.period_label
    from operands_exploded
    inner join facts on operands_exploded.fact_id = facts.fact_id
)

select * from final
order by entity_id, metric_id, breakdown, fiscal_quarter, fact_id
