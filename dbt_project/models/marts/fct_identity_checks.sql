with

checks as (select * from {{ ref('int_identities_checked') }}),

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
        holds,
        operands,
        operand_ids,
        cell_id
    from checks
)

select * from final
order by identity_id, entity_id, metric_id, breakdown, period_end, period_label
