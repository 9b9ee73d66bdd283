with

operands as (select * from {{ ref('int_quarter_operands_known') }}),

{{ figures_combined(['difference', 'sum']) }}

select * from final
