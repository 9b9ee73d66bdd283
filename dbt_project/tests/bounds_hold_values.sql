-- A value stands within its bounds, and bounds in their order.
with

valued as (
    select
        fact_id as place,
        value,
        value_low,
        value_high
    from {{ ref('fct_facts') }}
    union all
    select
        cell_id as place,
        value,
        value_low,
        value_high
    from {{ ref('fct_observation_history') }}
    union all
    select
        concat_ws('|', entity_id, metric_id, fiscal_quarter) as place,
        value,
        value_low,
        value_high
    from {{ ref('fct_quarter_history') }}
    union all
    select
        concat_ws('|', entity_id, metric_id, period_label) as place,
        value,
        value_low,
        value_high
    from {{ ref('fct_year_to_date_history') }}
)

select *
from valued
where
    value_low > value_high
    or value < value_low - {{ slack('value', 'value_low') }}
    or value > value_high + {{ slack('value', 'value_high') }}
