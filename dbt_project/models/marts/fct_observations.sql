with

history as (select * from {{ ref('fct_observation_history') }}),

listed as (select * from {{ ref('int_cell_facts_listed') }}),

final as (
    select
        history.entity_id,
        history.metric_id,
        history.breakdown,
        history.period_type,
        history.period_start,
        history.period_end,
        history.period_label,
        history.modality,
        history.known_from,
        history.known_to,
        history.value,
        history.value_low,
        history.value_high,
        history.unit,
        history.verdict,
        history.rule,
        history.fact_id,
        history.fact_count,
        history.source_count,
        history.value_known_from,
        history.cell_id,
        listed.source_ids,
        listed.facts_digest
    from history
    inner join listed on history.cell_id = listed.cell_id
    where history.known_to is null
)

select * from final
order by entity_id, metric_id, breakdown, modality, period_end, period_start
