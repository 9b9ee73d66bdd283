with

spans as (select * from {{ ref('int_quarter_value_spans') }}),

spine as (select * from {{ ref('int_quarter_spine') }}),

versions as (select * from {{ ref('int_quarter_versions') }}),

offsets as (
    {%- for quarters_back in range(5) %}
    select {{ quarters_back }} as quarters_back
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A quarter's row can change when it or one of the four before it does.
moments as (
    select distinct
        spine.series_id,
        spine.quarter_index,
        spans.known_from as moment
    from spans
    cross join offsets
    inner join spine
        on spans.series_id = spine.series_id
        and spans.quarter_index + offsets.quarters_back = spine.quarter_index
        and spans.known_from >= spine.appears_on
),

quarters_back_looked_up as (
    select
        moments.series_id,
        moments.quarter_index,
        moments.moment,
        offsets.quarters_back,
        spans.value,
        own_versions.metric_version = base_versions.metric_version
        or own_versions.comparable_to like concat(
            '%;', cast(base_versions.metric_version as varchar(9)), ';%'
        ) as is_comparable
    from moments
    cross join offsets
    inner join spans
        on moments.series_id = spans.series_id
        and moments.quarter_index - offsets.quarters_back = spans.quarter_index
        and spans.known_from <= moments.moment
        and (spans.known_to is null or spans.known_to > moments.moment)
    inner join versions as own_versions
        on moments.series_id = own_versions.series_id
        and moments.quarter_index = own_versions.quarter_index
    inner join versions as base_versions
        on spans.series_id = base_versions.series_id
        and spans.quarter_index = base_versions.quarter_index
),

final as (
    select
        series_id,
        quarter_index,
        moment,
        max(case when quarters_back = 1 then value end) as previous_value,
        max(case when quarters_back = 1 and is_comparable then 1 else 0 end) = 1 as is_previous_comparable,
        max(case when quarters_back = 4 then value end) as year_ago_value,
        max(case when quarters_back = 4 and not is_comparable then 1 else 0 end) = 1 as is_year_ago_broken,
        sum(case when quarters_back < 4 and is_comparable then value end) as last_four_sum,
        count(case when quarters_back < 4 and is_comparable then value end) as last_four_count
    from quarters_back_looked_up
    group by series_id, quarter_index, moment
)

select * from final
