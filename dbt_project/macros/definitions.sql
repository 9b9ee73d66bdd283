{#- The definition behind a figure: the version of its metric that holds where its period ends. -#}

{#- The CTE `definitions`: the version of each row of a relation, and the earlier ones it can be compared with. The
    keys name a row; the relation also has entity_id, metric_id, quarter_end and restated_on. A version holds for
    quarters from its day on, and for older ones that were recast to it. Figures of one begun_version compare. -#}
{% macro definitions_of(relation, keys) -%}
versions as (
    select
        versions.*,
        definitions_begun.begun_version
    from {{ ref('stg_raw__metric_versions') }} as versions
    inner join {{ ref('int_definitions_begun') }} as definitions_begun
        on versions.metric_id = definitions_begun.metric_id
        and versions.entity_id = definitions_begun.entity_id
        and versions.version = definitions_begun.version
),

versions_valid as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        versions.version,
        versions.comparable_to,
        versions.begun_version,
        row_number() over (
            partition by {% for key in keys %}{{ relation }}.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
            order by versions.version desc, versions.entity_id desc
        ) as place
    from {{ relation }}
    inner join versions
        on {{ relation }}.metric_id = versions.metric_id
        and versions.entity_id in ('', {{ relation }}.entity_id)
        and (
            versions.valid_from <= {{ relation }}.quarter_end
            or coalesce(versions.recast_from <= {{ relation }}.restated_on, false)
        )
),

definitions as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        coalesce(versions_valid.version, 1) as metric_version,
        coalesce(versions_valid.begun_version, 1) as begun_version,
        concat(';', coalesce(versions_valid.comparable_to, ''), ';') as comparable_to
    from {{ relation }}
    left join versions_valid
        on {% for key in keys %}{{ relation }}.{{ key }} = versions_valid.{{ key }}
        and {% endfor %}versions_valid.place = 1
)
{%- endmacro %}

{#- True where a figure of one version can be compared with one of another that itself says with which. -#}
{% macro of_one_definition(version, own_version, own_comparable_to) -%}
    (
        {{ version }} = {{ own_version }}
        or {{ own_comparable_to }} like concat('%;', cast({{ version }} as varchar(9)), ';%')
    )
{%- endmacro %}
