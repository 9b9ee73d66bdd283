-- A quarter or year so far is either a number (or range) with its derivation and operands, or a gap with its reason.
with

figures as (
    select
        value,
        derivation,
        gap,
        operand_ids,
        formula
    from {{ ref('fct_quarter_history') }}
    union all
    select
        value,
        derivation,
        gap,
        operand_ids,
        formula
    from {{ ref('fct_year_to_date_history') }}
)

select *
from figures
where
    (derivation is null) = (gap is null)
    or (derivation is null) <> (operand_ids is null)
    or (gap is not null and value is not null)
    or (derivation = 'reported') <> (formula is null and gap is null)
