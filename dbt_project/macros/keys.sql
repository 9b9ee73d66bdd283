{#- The key of a cell: what a number is about. Null dates (undated, instants) have their own text. -#}
{% macro cell_id() -%}
    md5(concat_ws('|',
        entity_id, metric_id, breakdown, period_type,
        coalesce(cast(period_start as varchar(10)), ''),
        coalesce(cast(period_end as varchar(10)), ''),
        modality
    ))
{%- endmacro %}

{#- The key of a series of actual figures over time. -#}
{% macro series_id() -%}
    md5(concat_ws('|', entity_id, metric_id, breakdown))
{%- endmacro %}

{#- The earlier period that a statement of growth names in its breakdown, empty where it names none. -#}
{% macro base_of_growth(breakdown) -%}
    regexp_extract({{ breakdown }}, '(^|;)base=([^;]+)', 2)
{%- endmacro %}

{#- The breakdown of a statement of growth without the earlier period: that of the figure which grew. -#}
{% macro without_base(breakdown) -%}
    regexp_replace(regexp_replace({{ breakdown }}, '(^|;)base=[^;]+', ''), '^;', '')
{%- endmacro %}
