{#- Interval arithmetic on what printed figures commit to. -#}

{#- True where two facts can both be right: their bounds share more than an end, or one is a point within the
    other. 189 and 190 clients (188.5..189.5 and 189.5..190.5) only touch, so they disagree. -#}
{% macro bounds_meet(low_a, high_a, low_b, high_b) -%}
    (
        ({{ low_a }} < {{ high_b }} and {{ low_b }} < {{ high_a }})
        or ({{ low_a }} = {{ high_a }} and {{ low_a }} between {{ low_b }} and {{ high_b }})
        or ({{ low_b }} = {{ high_b }} and {{ low_b }} between {{ low_a }} and {{ high_a }})
    )
{%- endmacro %}

{#- What binary rounding may add to a sum: one part in a thousand million, far below any printed digit. -#}
{% macro slack(a, b) -%}
    1e-9 * greatest(
        case when abs({{ a }}) = cast('inf' as double) then cast(0 as double) else abs({{ a }}) end,
        case when abs({{ b }}) = cast('inf' as double) then cast(0 as double) else abs({{ b }}) end
    )
{%- endmacro %}

{#- True where the bounds of a computed number and of a stated one touch or share more. -#}
{% macro sums_meet(low_a, high_a, low_b, high_b) -%}
    (
        {{ low_a }} <= {{ high_b }} + {{ slack(low_a, high_b) }}
        and {{ low_b }} <= {{ high_a }} + {{ slack(low_b, high_a) }}
    )
{%- endmacro %}

{#- True where two values are the same number but for binary rounding. -#}
{% macro same_number(a, b) -%}
    (abs({{ a }} - {{ b }}) <= {{ slack(a, b) }})
{%- endmacro %}

{#- True where two facts state the same: one value, or one and the same pure range. -#}
{% macro same_statement(a, b) -%}
    coalesce(
        {{ same_number(a ~ '.value', b ~ '.value') }},
        {{ a }}.value is null and {{ b }}.value is null
        and {{ a }}.value_low = {{ b }}.value_low and {{ a }}.value_high = {{ b }}.value_high
    )
{%- endmacro %}

{#- A figure as text, to see whether it has changed: value and bounds. -#}
{% macro figure_text(value, value_low, value_high) -%}
    concat_ws(
        '|',
        coalesce(cast({{ value }} as varchar(40)), ''),
        coalesce(cast({{ value_low }} as varchar(40)), ''),
        coalesce(cast({{ value_high }} as varchar(40)), '')
    )
{%- endmacro %}

{#- True where a figure may be combined with others of which the last was restated on the day `basis_from`:
    none was, it has been said again since, or it was restated within a year of it, as a recast reaches the
    comparative columns of the four reports that follow. -#}
{% macro stands_on_basis(confirmed_on, restated_on, basis_from) -%}
    (
        {{ basis_from }} is null
        or coalesce({{ confirmed_on }} >= {{ basis_from }}, true)
        or coalesce({{ days_between(restated_on, basis_from) }} <= 366, false)
    )
{%- endmacro %}

{#- True where two figures may be compared or combined: both are of tiers that combine, or of one publisher. -#}
{% macro of_one_hand(a, b) -%}
    (coalesce({{ a }}combines and {{ b }}combines, false) or coalesce({{ a }}publisher = {{ b }}publisher, false))
{%- endmacro %}

{#- The same of all figures of a group, or of those among them that a condition chooses. -#}
{% macro all_of_one_hand(among='true') -%}
    (
        min(case when {{ among }} and not coalesce(combines, false) then 0 else 1 end) = 1
        or count(distinct case when {{ among }} then coalesce(publisher, '') end) = 1
    )
{%- endmacro %}

{#- A number for a sentence, in billions, millions, thousands or as it is, to three decimals. -#}
{% macro number_words(value) -%}
    case
        when abs({{ value }}) >= 1e30 then cast({{ value }} as varchar(40))
        when abs({{ value }}) >= 1e9 then concat({{ _decimal_text(value ~ ' / 1e9') }}, ' billion')
        when abs({{ value }}) >= 1e6 then concat({{ _decimal_text(value ~ ' / 1e6') }}, ' million')
        when abs({{ value }}) >= 1e4 then concat({{ _decimal_text(value ~ ' / 1e3') }}, ' thousand')
        else {{ _decimal_text(value) }}
    end
{%- endmacro %}
{% macro _decimal_text(value) -%}
    regexp_replace(regexp_replace(cast(cast(round({{ value }}, 3) as decimal(28, 3)) as varchar(40)), '0+$', ''), '[.]$', '')
{%- endmacro %}

{#- A number for a sentence that may be too small to be told. -#}
{% macro words_from(least, value) -%}
    case
        when {{ value }} < cast({{ least }} as double) then 'less than {{ least }}'
        else {{ number_words(value) }}
    end
{%- endmacro %}

{#- A figure for a sentence: its value, or its bounds where it is a pure range. -#}
{% macro figure_words(value, value_low, value_high, unit) -%}
    concat(
        case
            when {{ value }} is not null then {{ number_words(value) }}
            when {{ value_high }} = cast('inf' as double) then concat('at least ', {{ number_words(value_low) }})
            when {{ value_low }} = cast('-inf' as double) then concat('at most ', {{ number_words(value_high) }})
            else concat({{ number_words(value_low) }}, ' to ', {{ number_words(value_high) }})
        end,
        case {{ unit }} when 'percent' then '%' when 'usd' then ' US$' else '' end
    )
{%- endmacro %}

{#- When a figure holds, for a sentence. -#}
{% macro period_words(period_label) -%}
    case
        when {{ period_label }} = 'undated' then ' without a date'
        when {{ period_label }} like '____-__-__' then concat(' on ', {{ period_label }})
        else concat(' in ', {{ period_label }})
    end
{%- endmacro %}
