with

quarters as (select * from {{ ref('fct_quarters') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

cells as (select * from {{ ref('fct_observations') }}),

operand_facts as (
    select
        entity_id,
        metric_id,
        breakdown,
        fiscal_quarter,
        {{ exploded('operand_ids') }} as fact_id
    from quarters
    where operand_ids is not null
),

operand_cells as (
    select distinct
        entity_id,
        metric_id,
        breakdown,
        fiscal_quarter,
        cell_id
    from (
        select
            entity_id,
            metric_id,
            breakdown,
            fiscal_quarter,
            {{ exploded('operand_cells') }} as cell_id
        from quarters
        where operand_cells is not null
    ) as cells_exploded
),

-- A contest has no fact of its own: its cells are named without one.
final as (
    select
        operand_cells.entity_id,
        operand_cells.metric_id,
        operand_cells.breakdown,
        operand_cells.fiscal_quarter,
        facts.fact_id,
        operand_cells.cell_id,
        cells.period_label
    from operand_cells
    inner join cells on operand_cells.cell_id = cells.cell_id
    left join operand_facts
        on operand_cells.entity_id = operand_facts.entity_id
        and operand_cells.metric_id = operand_facts.metric_id
        and operand_cells.breakdown = operand_facts.breakdown
        and operand_cells.fiscal_quarter = operand_facts.fiscal_quarter
    left join facts
        on operand_facts.fact_id = facts.fact_id
        and operand_cells.cell_id = facts.cell_id
    where operand_facts.fact_id is null or facts.fact_id is not null
)

select * from final
order by entity_id, metric_id, breakdown, fiscal_quarter, cell_id
