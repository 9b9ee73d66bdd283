with

conflicts as (select * from {{ ref('int_conflicts_paired') }}),

final as (
    select
        fact_id_a,
        fact_id_b,
        entity_id,
        metric_id,
        breakdown,
        period_type,
        period_start,
        period_end,
        period_label,
        modality,
        comparison,
        verdict,
        difference,
        case
            when verdict = 'outranked'
                then
                    concat(
                        printed_a, ' (', tier_a, ') stands above ', printed_b, ' (', tier_b, ')'
                    )
            when verdict = 'restated'
                then
                    concat(
                        printed_a, ' was published by the same publisher on ', cast(known_from_a as varchar(10)),
                        ', after ', printed_b, ' on ', cast(known_from_b as varchar(10))
                    )
            when comparison = 'undated_stock'
                then
                    concat(
                        printed_a, ' carries no date; ', printed_b, ' stands for ', period_label_b,
                        ', the dated period nearest its publication; their bounds do not meet'
                    )
            else concat(printed_a, ' and ', printed_b, ' have equal authority and their bounds do not meet')
        end as explanation,
        cell_id
    from conflicts
)

select * from final
order by entity_id, metric_id, breakdown, period_end, fact_id_a, fact_id_b
