with

observations as (
    select * from {{ ref('int_observation_spans') }}
    where modality = 'actual'
),

periods as (select * from {{ ref('int_periods_matched') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

final as (
    select
        observations.series_id,
        observations.entity_id,
        observations.metric_id,
        observations.breakdown,
        periods.fiscal_year,
        periods.slot,
        periods.slot_kind,
        periods.fiscal_year * 4 + periods.first_quarter_no as first_quarter_index,
        periods.fiscal_year * 4 + periods.last_quarter_no as last_quarter_index,
        periods.distance,
        observations.cell_id,
        observations.period_label,
        observations.known_from,
        observations.known_to,
        observations.value,
        observations.value_low,
        observations.value_high,
        observations.verdict,
        observations.fact_id,
        facts.publisher,
        facts.combines
    from observations
    inner join periods
        on observations.entity_id = periods.entity_id
        and observations.period_type = periods.period_type
        and observations.period_end = periods.period_end
        and observations.period_start is not distinct from periods.period_start
    left join facts on observations.fact_id = facts.fact_id
)

select * from final
