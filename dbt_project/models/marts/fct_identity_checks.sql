with

identities as (
    select * from {{ ref('int_identities_of_parts') }}
    union all
    select * from {{ ref('int_identities_of_quarters') }}
),

final as (
    select
        identity_id,
        kind,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        unit,
        expected,
        expected_low,
        expected_high,
        found,
        found_low,
        found_high,
        found - expected as difference,
        case
            when {{ same_number('found', 'expected') }} then 'yes'
            when {{ sums_meet('found_low', 'found_high', 'expected_low', 'expected_high') }} then 'within_rounding'
            else 'no'
        end as holds,
        operands,
        operand_ids,
        cell_id
    from identities
)

select * from final
order by identity_id, entity_id, metric_id, breakdown, period_end, period_label
