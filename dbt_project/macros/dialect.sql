{#- Every difference between engines stands in this file. -#}

{#- Whole days from one date to another. -#}
{% macro days_between(first, last) -%}
    {{ adapter.dispatch('days_between')(first, last) }}
{%- endmacro %}
{% macro default__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}
{% macro duckdb__days_between(first, last) -%}
    date_diff('day', {{ first }}, {{ last }})
{%- endmacro %}

{#- Calendar months from one date's month to another's, days ignored. -#}
{% macro months_between_dates(first, last) -%}
    ((year({{ last }}) - year({{ first }})) * 12 + month({{ last }}) - month({{ first }}))
{%- endmacro %}

{#- The group's texts joined in a given order. -#}
{% macro joined_in_order(text, separator, position) -%}
    {{ adapter.dispatch('joined_in_order')(text, separator, position) }}
{%- endmacro %}
{% macro default__joined_in_order(text, separator, position) -%}
    array_join(
        transform(array_sort(collect_list(named_struct('position', {{ position }}, 'text', {{ text }}))), item -> item.text),
        '{{ separator }}'
    )
{%- endmacro %}
{% macro duckdb__joined_in_order(text, separator, position) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ position }}, {{ text }})
{%- endmacro %}

{#- One row per element of a `;`-joined text: the call stands in a select list. -#}
{% macro exploded(text) -%}
    {{ adapter.dispatch('exploded')(text) }}
{%- endmacro %}
{% macro default__exploded(text) -%}
    explode(split({{ text }}, ';'))
{%- endmacro %}
{% macro duckdb__exploded(text) -%}
    unnest(string_split({{ text }}, ';'))
{%- endmacro %}
