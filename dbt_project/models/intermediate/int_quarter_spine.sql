with

slots as (select * from {{ ref('int_quarter_slots') }}),

first_known as (
    select
        series_id,
        entity_id,
        metric_id,
        breakdown,
        first_quarter_index,
        last_quarter_index,
        min(known_from) as known_from
    from slots
    group by series_id, entity_id, metric_id, breakdown, first_quarter_index, last_quarter_index
),

extents as (
    select
        series_id,
        entity_id,
        metric_id,
        breakdown,
        min(first_quarter_index) as first_index,
        max(last_quarter_index) as last_index
    from first_known
    group by series_id, entity_id, metric_id, breakdown
),

quarters as (
    select
        *,
        fiscal_year * 4 + quarter_no as quarter_index
    from {{ ref('stg_raw__fiscal_quarters') }}
),

quarters_of_series as (
    select
        extents.series_id,
        extents.entity_id,
        extents.metric_id,
        extents.breakdown,
        quarters.fiscal_year,
        quarters.quarter_no,
        quarters.quarter_index,
        quarters.fiscal_quarter,
        quarters.quarter_start,
        quarters.quarter_end
    from extents
    inner join quarters
        on extents.entity_id = quarters.entity_id
        and quarters.quarter_index between extents.first_index and extents.last_index
),

-- A quarter is part of its series once something at or before it and something at or after it
-- is known; earlier readers had no reason to expect it.
final as (
    select
        quarters_of_series.series_id,
        quarters_of_series.entity_id,
        quarters_of_series.metric_id,
        quarters_of_series.breakdown,
        quarters_of_series.fiscal_year,
        quarters_of_series.quarter_no,
        quarters_of_series.quarter_index,
        quarters_of_series.fiscal_quarter,
        quarters_of_series.quarter_start,
        quarters_of_series.quarter_end,
        greatest(
            min(case when first_known.first_quarter_index <= quarters_of_series.quarter_index then first_known.known_from end),
            min(case when first_known.last_quarter_index >= quarters_of_series.quarter_index then first_known.known_from end)
        ) as appears_on
    from quarters_of_series
    inner join first_known on quarters_of_series.series_id = first_known.series_id
    group by
        quarters_of_series.series_id,
        quarters_of_series.entity_id,
        quarters_of_series.metric_id,
        quarters_of_series.breakdown,
        quarters_of_series.fiscal_year,
        quarters_of_series.quarter_no,
        quarters_of_series.quarter_index,
        quarters_of_series.fiscal_quarter,
        quarters_of_series.quarter_start,
        quarters_of_series.quarter_end
)

select * from final
