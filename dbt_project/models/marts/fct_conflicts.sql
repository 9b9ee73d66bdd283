with

conflicts as (
    select
        *,
        100 * abs(difference) / nullif(least(abs(value_a), abs(value_b)), 0) as percent_of_smaller
    from {{ ref('int_conflicts_paired') }}
),

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
        verdict = 'contested' and is_open as is_open,
        difference,
        concat(
            case
                when verdict = 'outranked'
                    then
                        concat(
                            printed_a, ' (', replace(tier_a, '_', ' '), ') stands above ', printed_b, ' (',
                            replace(tier_b, '_', ' '), ')'
                        )
                when verdict = 'restated' and publisher_a = publisher_b
                    then
                        concat(
                            printed_a, ' was published by the same publisher on ', cast(known_from_a as varchar(10)),
                            ', after ', printed_b, ' on ', cast(known_from_b as varchar(10))
                        )
                when verdict = 'restated'
                    then concat(printed_b, ' has been published anew by its own publisher since; ', printed_a, ' disagreed')
                when comparison = 'two_languages'
                    then concat('the page states ', printed_a, ' in one language and ', printed_b, ' in the other')
                else concat(printed_a, ' and ', printed_b, ' have equal authority and their bounds do not meet')
            end,
            case
                when comparison = 'undated_stock' and period_type = 'undated'
                    then
                        concat(
                            '; ', printed_a, ' carries no date, ', printed_b, ' stands for ', period_label_b,
                            ', the dated period nearest its publication'
                        )
                when comparison = 'undated_stock'
                    then
                        concat(
                            '; ', printed_b, ' carries no date, ', printed_a, ' stands for ', period_label,
                            ', the dated period nearest its publication'
                        )
                when comparison = 'same_slot' then concat('; ', period_label_b, ' is the same fiscal period')
                else ''
            end,
            coalesce(concat('; they differ by ', {{ figure_words('abs(difference)', 'null', 'null', 'unit') }}), ''),
            case
                when unit <> 'percent'
                    then
                        coalesce(
                            concat(
                                ', ', {{ number_words('round(percent_of_smaller, 1)') }}, '% of the smaller'
                            ),
                            ''
                        )
                else ''
            end
        ) as explanation,
        cell_id,
        cell_id_b
    from conflicts
)

select * from final
order by entity_id, metric_id, breakdown, period_end, fact_id_a, fact_id_b
