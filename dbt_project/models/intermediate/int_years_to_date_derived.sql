with

operands as (select * from {{ ref('int_year_to_date_operands_known') }}),

{{ figures_combined(['sum', 'difference', 'implied']) }}

select * from final
