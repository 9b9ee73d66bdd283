with

conflicts as (
    select
        *,
        100 * abs(difference) / nullif(least(abs(value_a), abs(value_b)), 0) as percent_of_smaller,
        {{ figure_words('value_a', 'low_a', 'high_a', 'unit') }} as figure_a,
        {{ figure_words('value_b', 'low_b', 'high_b', 'unit') }} as figure_b
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
                            figure_a, ' (', replace(tier_a, '_', ' '), ') stands above ', figure_b, ' (',
                            replace(tier_b, '_', ' '), ')'
                        )
                when verdict = 'restated' and publisher_a = publisher_b
                    then
                        concat(
                            figure_a, ' was published by the same publisher on ', cast(known_from_a as varchar(10)),
                            ', after ', figure_b, ' on ', cast(known_from_b as varchar(10))
                        )
                when verdict = 'restated'
                    then concat(figure_b, ' has been published anew by its own publisher since; ', figure_a, ' disagreed')
                when comparison = 'two_languages'
                    then concat('the page states ', figure_a, ' in one language and ', figure_b, ' in the other')
                else concat(figure_a, ' and ', figure_b, ' have equal authority and their bounds do not meet')
            end,
            case
                when comparison = 'undated_stock' and period_type = 'undated'
                    then
                        concat(
                            '; ', figure_a, ' carries no date, ', figure_b, ' stands for ', period_label_b,
                            ', the dated period nearest its publication'
                        )
                when comparison = 'undated_stock'
                    then
                        concat(
                            '; ', figure_b, ' carries no date, ', figure_a, ' stands for ', period_label,
                            ', the dated period nearest its publication'
                        )
                when comparison = 'same_slot' then concat('; ', period_label_b, ' is the same fiscal period')
                when comparison = 'nearer_period'
                    then concat('; ', period_label, ' and ', period_label_b, ' are the same fiscal period, one nearer to it')
                else ''
            end,
            case
                when difference is null then ''
                when unit = 'percent' then concat('; they differ by ', {{ number_words('abs(difference)') }}, ' points')
                else concat('; they differ by ', {{ figure_words('abs(difference)', 'value_a', 'value_a', 'unit') }})
            end,
            case
                when unit = 'percent' or percent_of_smaller is null then ''
                else concat(', ', {{ words_from(0.1, 'round(percent_of_smaller, 1)') }}, '% of the smaller')
            end
        ) as explanation,
        cell_id,
        cell_id_b
    from conflicts
)

select * from final
order by entity_id, metric_id, breakdown, period_end, fact_id_a, fact_id_b
