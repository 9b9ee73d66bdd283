-- Every additive flow: the reported quarters of a year make its half, its nine months, its whole.
with

slots as (select * from {{ ref('int_quarter_slots') }} where known_to is null and value is not null),

metrics as (select * from {{ ref('stg_raw__metrics') }} where kind = 'flow' and additive),

cells as (select * from {{ ref('int_observation_spans') }} where known_to is null),

found as (
    select
        slots.*,
        slots.last_quarter_index - slots.first_quarter_index + 1 as quarter_count
    from slots
    inner join metrics on slots.metric_id = metrics.metric_id
    where slots.slot_kind in ('h1', '9m', 'fy')
),

expectations as (
    select
        found.cell_id,
        sum(quarters.value) as expected,
        sum(quarters.value_low) as expected_low,
        sum(quarters.value_high) as expected_high,
        {{ joined_in_order('quarters.period_label', ' + ', 'quarters.last_quarter_index') }} as operands,
        {{ joined_in_order('quarters.fact_id', ';', 'quarters.last_quarter_index') }} as operand_ids
    from found
    inner join slots as quarters
        on found.series_id = quarters.series_id
        and found.fiscal_year = quarters.fiscal_year
        and quarters.slot_kind = 'q'
        and quarters.last_quarter_index between found.first_quarter_index and found.last_quarter_index
    group by found.cell_id, found.quarter_count
    having count(*) = found.quarter_count
),

final as (
    select
        concat('quarters_make_', found.slot) as identity_id,
        'quarters' as kind,
        found.cell_id,
        found.entity_id,
        found.metric_id,
        found.breakdown,
        cells.period_type,
        cells.period_start,
        cells.period_end,
        found.period_label,
        cells.unit,
        expectations.expected,
        expectations.expected_low,
        expectations.expected_high,
        found.value as found,
        found.value_low as found_low,
        found.value_high as found_high,
        expectations.operands,
        expectations.operand_ids
    from found
    inner join expectations on found.cell_id = expectations.cell_id
    inner join cells on found.cell_id = cells.cell_id
)

select * from final
