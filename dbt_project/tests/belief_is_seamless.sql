-- Spans of one cell, of one quarter and of one year so far follow each other without gap or overlap, and only the last is open.
with

spans as (
    select
        cell_id as place,
        known_from,
        known_to
    from {{ ref('fct_observation_history') }}
    union all
    select
        concat_ws('|', entity_id, metric_id, breakdown, fiscal_quarter) as place,
        known_from,
        known_to
    from {{ ref('fct_quarter_history') }}
    union all
    select
        concat_ws('|', entity_id, metric_id, breakdown, fiscal_quarter, 'year to date') as place,
        known_from,
        known_to
    from {{ ref('fct_year_to_date_history') }}
),

followed as (
    select
        *,
        lead(known_from) over (partition by place order by known_from) as next_known_from
    from spans
)

select *
from followed
where
    known_to is distinct from next_known_from
    or known_to <= known_from
