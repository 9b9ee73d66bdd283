-- A contest has no value and no winner; every other verdict has a winner.
select *
from {{ ref('fct_observation_history') }}
where
    (verdict = 'contested') <> (fact_id is null)
    or (verdict = 'contested' and value is not null)
