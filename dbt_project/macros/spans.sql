{#- What was decided at each moment, as spans in which it stood unchanged. -#}

{#- The CTEs `states_told` to `spans`: of a relation with one row per series, quarter and moment, those rows that
    say something else than the one before, with the day since which the figure has stood and the day the row held to. -#}
{% macro spans_of(decided) -%}
states_told as (
    select
        *,
        concat_ws('|', {{ figure_text('value', 'value_low', 'value_high') }}, coalesce(gap, '')) as figure,
        concat_ws(
            '|',
            {{ figure_text('value', 'value_low', 'value_high') }},
            coalesce(gap, ''),
            coalesce(verdict, ''),
            coalesce(rule, ''),
            coalesce(operand_ids, ''),
            coalesce(operand_cells, ''),
            coalesce(cast(vintage_on as varchar(10)), ''),
            coalesce(cast(restated_on as varchar(10)), '')
        ) as state
    from {{ decided }}
),

states_compared as (
    select
        *,
        lag(state) over (partition by series_id, quarter_index order by moment) as state_before,
        lag(figure) over (partition by series_id, quarter_index order by moment) as figure_before
    from states_told
),

figures_dated as (
    select
        *,
        max(case when figure_before is null or figure_before <> figure then moment end) over (
            partition by series_id, quarter_index
            order by moment
            rows between unbounded preceding and current row
        ) as value_known_from
    from states_compared
),

spans as (
    select
        *,
        value is not null and value_high - value_low < cast('inf' as double) as is_bounded,
        coalesce(derivation = 'implied', false) as is_implied,
        moment as known_from,
        lead(moment) over (partition by series_id, quarter_index order by moment) as known_to
    from figures_dated
    where state_before is null or state <> state_before
)
{%- endmacro %}
