with

slots as (select * from {{ ref('int_quarter_slots_known') }}),

combinations as (select * from {{ ref('int_quarter_combinations') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }}),

-- Only flows that add up over time are differenced or summed: never ratios, averages or stocks.
operands as (
    select
        slots.series_id,
        slots.fiscal_year,
        slots.moment,
        slots.period_label,
        slots.value,
        slots.value_low,
        slots.value_high,
        slots.verdict,
        slots.fact_id,
        slots.publisher,
        slots.combines,
        combinations.quarter_no,
        combinations.combination,
        combinations.derivation,
        combinations.operand_count,
        combinations.position,
        combinations.sign
    from slots
    inner join metrics on slots.metric_id = metrics.metric_id
    inner join combinations on slots.slot = combinations.slot
    where metrics.kind = 'flow' and metrics.additive
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
        {{ joined_in_order('fact_id', ';', 'position') }} as operand_ids,
        {{ joined_in_order("concat(case when position = 1 then '' when sign = 1 then '+ ' else '− ' end, period_label)",
                           ' ', 'position') }} as formula,
        sum(case when verdict = 'contested' then 1 else 0 end) as contested_count,
        sum(case when value is null then 1 else 0 end) as valueless_count,
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

final as (
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
)

select * from final
