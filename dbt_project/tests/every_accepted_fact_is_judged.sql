-- Nothing is silently dropped: each accepted fact stands behind exactly one current observation.
select facts.fact_id
from {{ ref('fct_facts') }} as facts
left join {{ ref('fct_observation_facts') }} as judged on facts.fact_id = judged.fact_id
where facts.status = 'accepted' and judged.fact_id is null
