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

-- A quarter that is itself reported needs no arithmetic.
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
    left join slots_of_flows as reported
        on slots_of_flows.series_id = reported.series_id
        and slots_of_flows.fiscal_year = reported.fiscal_year
        and slots_of_flows.moment = reported.moment
        and combinations.quarter_slot = reported.slot
    where reported.slot is null
),

combined as (
    select
        series_id,
        fiscal_year,
        moment,
        quarter_no,
        combination,
        derivation,
        operand_count,
        sum(sign * value) as value,
        sum(case when sign = 1 then value_low else -value_high end) as value_low,
        sum(case when sign = 1 then value_high else -value_low end) as value_high,
        sum(case when verdict = 'contested' then 1 else 0 end) as contested_count,
        sum(
            case when value is null or value_high - value_low = cast('inf' as double) then 1 else 0 end
        ) as valueless_count,
        sum(case when combines then 0 else 1 end) as uncombinable_count,
        count(distinct publisher) as publisher_count
    from operands
    group by series_id, fiscal_year, moment, quarter_no, combination, derivation, operand_count
    having count(*) = operand_count
),

-- A figure of a tier that does not combine (a page of unknown definitions) is differenced only
-- with figures of the same publisher.
combinations_judged as (
    select
        *,
        contested_count = 0
        and valueless_count = 0
        and (uncombinable_count = 0 or publisher_count = 1) as is_usable,
        contested_count > 0 as is_contested
    from combined
),

combinations_ranked as (
    select
        *,
        row_number() over (
            partition by series_id, fiscal_year, moment, quarter_no
            order by
                case when is_usable then 0 else 1 end,
                case derivation when 'difference' then 0 else 1 end,
                operand_count,
                value_high - value_low,
                combination
        ) as place
    from combinations_judged
),

final as (
    select
        best.series_id,
        best.fiscal_year,
        best.moment,
        best.quarter_no,
        best.derivation,
        best.value,
        best.value_low,
        best.value_high,
        best.is_usable,
        best.is_contested,
        {{ joined_in_order('operands.fact_id', ';', 'operands.position') }} as operand_ids,
        {{ joined_in_order(
            "concat(case when operands.position = 1 then '' when operands.sign = 1 then '+ ' else '− ' end, operands.period_label)",
            ' ', 'operands.position'
        ) }} as formula
    from combinations_ranked as best
    inner join operands
        on best.series_id = operands.series_id
        and best.fiscal_year = operands.fiscal_year
        and best.moment = operands.moment
        and best.quarter_no = operands.quarter_no
        and best.combination = operands.combination
    where best.place = 1
    group by
        best.series_id, best.fiscal_year, best.moment, best.quarter_no, best.derivation,
        best.value, best.value_low, best.value_high, best.is_usable, best.is_contested
)

select * from final
