{#- Interval arithmetic on what printed figures commit to. Bounds are closed; the tolerance of one part in a
    thousand million absorbs binary rounding in sums and is far below any printed digit. -#}

{% macro slack(a, b) -%}
    1e-9 * greatest(
        case when abs({{ a }}) = cast('inf' as double) then 0.0 else abs({{ a }}) end,
        case when abs({{ b }}) = cast('inf' as double) then 0.0 else abs({{ b }}) end
    )
{%- endmacro %}

{#- True where two intervals share a point: the facts can both be right. -#}
{% macro overlap(low_a, high_a, low_b, high_b) -%}
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
