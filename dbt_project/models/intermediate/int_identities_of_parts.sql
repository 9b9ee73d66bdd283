with

identities as (select * from {{ ref('stg_raw__identities') }}),

terms as (select * from {{ ref('stg_raw__identity_terms') }}),

observations as (select * from {{ ref('int_observation_spans') }} where known_to is null and modality = 'actual'),

results as (
    select *
    from terms
    where role in ('total', 'ratio')
),

operands as (
    select
        *,
        row_number() over (partition by identity_id order by role desc, entity_id, metric_id, breakdown) as position,
        count(*) over (partition by identity_id) as operand_count
    from terms
    where role not in ('total', 'ratio')
),

wholes as (
    select
        operands.identity_id,
        identities.kind,
        observations.entity_id,
        observations.metric_id,
        '' as breakdown,
        observations.period_type,
        observations.period_start,
        observations.period_end,
        observations.period_label,
        observations.modality
    from operands
    inner join identities on operands.identity_id = identities.identity_id
    inner join observations
        on operands.entity_id = observations.entity_id
        and operands.metric_id = observations.metric_id
        and operands.breakdown = observations.breakdown
    where identities.kind = 'shares' and operands.position = 1
),

found as (
    select
        results.identity_id,
        identities.kind,
        observations.cell_id,
        observations.entity_id,
        observations.metric_id,
        observations.breakdown,
        observations.period_type,
        observations.period_start,
        observations.period_end,
        observations.period_label,
        observations.value as found,
        observations.value_low as found_low,
        observations.value_high as found_high,
        observations.unit
    from results
    inner join identities on results.identity_id = identities.identity_id
    inner join observations
        on results.entity_id = observations.entity_id
        and results.metric_id = observations.metric_id
        and results.breakdown = observations.breakdown
    where observations.value is not null or observations.verdict = 'contested'
    union all
    -- Shares have no total that anybody states: they make 100 percent.
    select
        identity_id,
        kind,
        {{ cell_id() }} as cell_id,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        cast(100 as double) as found,
        cast(100 as double) as found_low,
        cast(100 as double) as found_high,
        'percent' as unit
    from wholes
),

operands_found as (
    select
        found.identity_id,
        found.cell_id,
        operands.role,
        operands.sign,
        operands.position,
        operands.operand_count,
        observations.value,
        observations.value_low,
        observations.value_high,
        observations.fact_id,
        concat(
            case when operands.sign < 0 then '− ' when operands.position = 1 then '' else '+ ' end,
            observations.metric_id,
            case when observations.entity_id = found.entity_id then '' else concat(' of ', observations.entity_id) end,
            case when observations.breakdown = '' then '' else concat(' [', observations.breakdown, ']') end
        ) as operand
    from found
    inner join operands on found.identity_id = operands.identity_id
    inner join observations
        on operands.entity_id = observations.entity_id
        and operands.metric_id = observations.metric_id
        and operands.breakdown = observations.breakdown
        and found.period_type = observations.period_type
        and found.period_start is not distinct from observations.period_start
        and found.period_end is not distinct from observations.period_end
    where observations.value is not null
),

expectations as (
    select
        identity_id,
        cell_id,
        sum(sign * value) as summed,
        sum(case when sign > 0 then value_low else -value_high end) as summed_low,
        sum(case when sign > 0 then value_high else -value_low end) as summed_high,
        max(case when role = 'numerator' then value end) as numerator,
        max(case when role = 'numerator' then value_low end) as numerator_low,
        max(case when role = 'numerator' then value_high end) as numerator_high,
        max(case when role = 'denominator' then value end) as denominator,
        max(case when role = 'denominator' then value_low end) as denominator_low,
        max(case when role = 'denominator' then value_high end) as denominator_high,
        {{ joined_in_order('operand', ' ', 'position') }} as operands,
        {{ joined_in_order('fact_id', ';', 'position') }} as operand_ids
    from operands_found
    group by identity_id, cell_id, operand_count
    having count(*) = operand_count
),

-- A quotient lies between the extremes of the four that its bounds make, unless the divisor may be zero;
-- a ratio is printed in percent where its unit says so.
quotients as (
    select
        expectations.*,
        case when found.unit = 'percent' then 100 else 1 end as scale,
        (expectations.denominator_low > 0 or expectations.denominator_high < 0)
        and expectations.numerator_high - expectations.numerator_low < cast('inf' as double)
        and expectations.denominator_high - expectations.denominator_low < cast('inf' as double) as is_divisible
    from expectations
    inner join found
        on expectations.identity_id = found.identity_id
        and expectations.cell_id = found.cell_id
    where found.kind = 'ratio'
),

expected as (
    select
        identity_id,
        cell_id,
        summed as expected,
        summed_low as expected_low,
        summed_high as expected_high
    from expectations
    where numerator is null
    union all
    select
        identity_id,
        cell_id,
        scale * numerator / denominator as expected,
        scale * least(
            numerator_low / denominator_low, numerator_low / denominator_high,
            numerator_high / denominator_low, numerator_high / denominator_high
        ) as expected_low,
        scale * greatest(
            numerator_low / denominator_low, numerator_low / denominator_high,
            numerator_high / denominator_low, numerator_high / denominator_high
        ) as expected_high
    from quotients
    where is_divisible
),

final as (
    select
        found.identity_id,
        found.kind,
        found.cell_id,
        found.entity_id,
        found.metric_id,
        found.breakdown,
        found.period_type,
        found.period_start,
        found.period_end,
        found.period_label,
        found.unit,
        expected.expected,
        expected.expected_low,
        expected.expected_high,
        found.found,
        found.found_low,
        found.found_high,
        case found.kind
            when 'ratio' then replace(expectations.operands, '+ ', '/ ')
            else expectations.operands
        end as operands,
        expectations.operand_ids
    from found
    inner join expectations
        on found.identity_id = expectations.identity_id
        and found.cell_id = expectations.cell_id
    inner join expected
        on found.identity_id = expected.identity_id
        and found.cell_id = expected.cell_id
)

select * from final
