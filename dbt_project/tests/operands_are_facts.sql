-- No number without its source: every operand of every quarter and year so far, past or present, is a fact.
with

operands as (
    select {{ exploded('operand_ids') }} as fact_id
    from {{ ref('fct_quarter_history') }}
    where operand_ids is not null
    union all
    select {{ exploded('operand_ids') }} as fact_id
    from {{ ref('fct_year_to_date_history') }}
    where operand_ids is not null
)

select operands.fact_id
from operands
left join {{ ref('fct_facts') }} as facts on operands.fact_id = facts.fact_id
where facts.fact_id is null
