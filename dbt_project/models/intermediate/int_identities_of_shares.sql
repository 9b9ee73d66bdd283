-- A share times the total makes the part, where the catalog says of what a metric is the share.
with

figures as (select * from {{ ref('int_figures_stated') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }} where share_of <> ''),

final as (
    select
        concat('share_by_', metrics.metric_id) as identity_id,
        'share' as kind,
        parts.cell_id,
        parts.entity_id,
        parts.metric_id,
        parts.breakdown,
        parts.period_type,
        parts.period_start,
        parts.period_end,
        parts.period_label,
        parts.unit,
        shares.value / 100 * totals.value as expected,
        shares.value_low / 100 * totals.value_low as expected_low,
        shares.value_high / 100 * totals.value_high as expected_high,
        parts.value as found,
        parts.value_low as found_low,
        parts.value_high as found_high,
        concat(shares.metric_id, ' [', shares.breakdown, '] × ', totals.metric_id) as operands,
        concat(shares.fact_id, ';', totals.fact_id) as operand_ids
    from metrics
    inner join figures as shares on metrics.metric_id = shares.metric_id
    inner join figures as totals
        on metrics.share_of = totals.metric_id
        and totals.breakdown = ''
        and shares.entity_id = totals.entity_id
        and shares.period_label = totals.period_label
    inner join figures as parts
        on metrics.share_of = parts.metric_id
        and shares.breakdown = parts.breakdown
        and shares.entity_id = parts.entity_id
        and shares.period_label = parts.period_label
    where shares.value_low >= 0 and totals.value_low >= 0
)

select * from final
