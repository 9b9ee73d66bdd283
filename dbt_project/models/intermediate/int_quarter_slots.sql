with

observations as (
    select * from {{ ref('int_observation_spans') }}
    where modality = 'actual'
),

periods as (select * from {{ ref('int_periods_matched') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }}),

-- A flow fills a slot with a duration, a stock with an instant; a ratio with either, a duration first.
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
        periods.months_before,
        periods.months_through,
        case when periods.period_type = 'duration' then 0 else 100 end + periods.distance as distance,
        observations.cell_id,
        observations.period_label,
        periods.period_start,
        periods.period_end,
        greatest(observations.known_from, periods.matched_from) as known_from,
        observations.known_to,
        observations.value,
        observations.value_low,
        observations.value_high,
        observations.verdict,
        observations.rule,
        observations.fact_id,
        observations.restated_on,
        observations.confirmed_on,
        facts.publisher,
        facts.tier_rank,
        facts.combines
    from observations
    inner join periods
        on observations.entity_id = periods.entity_id
        and observations.period_type = periods.period_type
        and observations.period_end = periods.period_end
        and observations.period_start is not distinct from periods.period_start
        and (observations.known_to is null or observations.known_to > periods.matched_from)
    inner join metrics on observations.metric_id = metrics.metric_id
    left join facts on observations.fact_id = facts.fact_id
    where
        metrics.kind not in ('flow', 'stock')
        or (metrics.kind = 'flow' and periods.period_type = 'duration')
        or (metrics.kind = 'stock' and periods.period_type = 'instant')
)

select * from final
