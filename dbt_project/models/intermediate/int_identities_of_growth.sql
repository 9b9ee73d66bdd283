-- A statement of growth is the later figure over the earlier, less one, where the catalog says of what it is the growth.
with

figures as (select * from {{ ref('int_figures_stated') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }} where growth_of <> ''),

statements as (
    select
        figures.*,
        metrics.growth_of,
        {{ base_of_growth('figures.breakdown') }} as base_label,
        {{ without_base('figures.breakdown') }} as own_breakdown
    from figures
    inner join metrics on figures.metric_id = metrics.metric_id
),

final as (
    select
        concat('growth_of_', statements.growth_of) as identity_id,
        'growth' as kind,
        statements.cell_id,
        statements.entity_id,
        statements.metric_id,
        statements.breakdown,
        statements.period_type,
        statements.period_start,
        statements.period_end,
        statements.period_label,
        statements.unit,
        100 * (laters.value / earliers.value - 1) as expected,
        100 * (laters.value_low / earliers.value_high - 1) as expected_low,
        100 * (laters.value_high / earliers.value_low - 1) as expected_high,
        statements.value as found,
        statements.value_low as found_low,
        statements.value_high as found_high,
        concat(laters.metric_id, ' ', laters.period_label, ' / ', earliers.period_label, ' − 1') as operands,
        concat(laters.fact_id, ';', earliers.fact_id) as operand_ids
    from statements
    inner join figures as laters
        on statements.growth_of = laters.metric_id
        and statements.entity_id = laters.entity_id
        and statements.own_breakdown = laters.breakdown
        and statements.period_label = laters.period_label
    inner join figures as earliers
        on statements.growth_of = earliers.metric_id
        and statements.entity_id = earliers.entity_id
        and statements.own_breakdown = earliers.breakdown
        and statements.base_label = earliers.period_label
    where laters.value_low >= 0 and earliers.value_low > 0
)

select * from final
