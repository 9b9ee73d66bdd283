-- A quarter is either a number (or range) with its derivation and operands, or a gap with its reason.
select *
from {{ ref('fct_quarter_history') }}
where
    (derivation is null) = (gap is null)
    or (derivation is null) <> (operand_ids is null)
    or (gap is not null and value is not null)
    or (derivation = 'reported') <> (formula is null and gap is null)
