with

ledger_so_far as (select * from {{ ref('stg_raw__previous_changes') }}),

changes as (select * from {{ ref('int_changes_found') }}),

final as (
    select * from ledger_so_far
    union all
    select
        build_id,
        built_at,
        change,
        cause,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        modality,
        value_before,
        value_after,
        verdict_before,
        verdict_after,
        fact_id_before,
        fact_id_after
    from changes
)

select * from final
order by built_at, entity_id, metric_id, breakdown, modality, period_end, period_label
