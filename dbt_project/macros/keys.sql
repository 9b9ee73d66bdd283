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
