with

slots as (select * from {{ ref('int_quarter_slots_known') }}),

combinations as (select * from {{ ref('int_quarter_combinations') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }}),

-- Only flows that add up over time are differenced or summed: never ratios, averages or stocks.
slots_of_flows as (
    select slots.*
    from slots
    inner join metrics on slots.metric_id = metrics.metric_id
    where metrics.kind = 'flow' and metrics.additive
),

operands as (
    select
        slots_of_flows.*,
        combinations.quarter_no,
        combinations.combination,
        combinations.derivation,
        combinations.operand_count,
        combinations.position,
        combinations.sign
    from slots_of_flows
    inner join combinations on slots_of_flows.slot = combinations.slot
),

final as (
    select
        *,
        count(*) over (
            partition by series_id, fiscal_year, moment, quarter_no, combination
        ) as found_count,
        max(restated_on) over (
            partition by series_id, fiscal_year, moment, quarter_no, combination
        ) as basis_from
    from operands
)

select * from final
where found_count = operand_count
