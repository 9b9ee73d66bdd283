with

observations as (select * from {{ ref('int_observation_spans') }}),

quarters as (select * from {{ ref('stg_raw__fiscal_quarters') }}),

periods as (
    select distinct
        entity_id,
        period_type,
        period_start,
        period_end
    from observations
    where period_type <> 'undated'
),

periods_measured as (
    select
        periods.*,
        quarters.fiscal_year,
        quarters.quarter_no,
        {{ days_between('periods.period_start', 'periods.period_end') }} + 1 as days,
        {{ months_between_dates('quarters.year_start', 'periods.period_start') }} + 1 as month_no,
        periods.period_start >= quarters.quarter_start
        and periods.period_end <= quarters.quarter_end as is_inside,
        abs({{ days_between('quarters.quarter_end', 'periods.period_end') }}) as end_offset,
        abs({{ days_between('quarters.quarter_start', 'periods.period_start') }}) as quarter_offset,
        abs({{ days_between('quarters.year_start', 'periods.period_start') }}) as year_offset
    from periods
    inner join quarters on periods.entity_id = quarters.entity_id
),

-- A quarter of a 52/53-week year closes within a week of the nominal day; an instant must hit the day.
slots_named as (
    select
        *,
        case
            when period_type = 'instant' and end_offset = 0 then 'q'
            when period_type = 'instant' then null
            when end_offset <= 7 and quarter_offset <= 7 then 'q'
            when end_offset <= 7 and year_offset <= 7 and quarter_no = 2 then 'h1'
            when end_offset <= 7 and year_offset <= 7 and quarter_no = 3 then '9m'
            when end_offset <= 7 and year_offset <= 7 and quarter_no = 4 then 'fy'
            when is_inside and days between 28 and 31 then 'm'
        end as slot_kind
    from periods_measured
),

final as (
    select
        entity_id,
        period_type,
        period_start,
        period_end,
        fiscal_year,
        case slot_kind
            when 'q' then concat('q', cast(quarter_no as varchar(2)))
            when 'm' then concat('m', cast(month_no as varchar(2)))
            else slot_kind
        end as slot,
        slot_kind,
        case when slot_kind in ('q', 'm') then quarter_no else 1 end as first_quarter_no,
        quarter_no as last_quarter_no,
        end_offset + coalesce(least(quarter_offset, year_offset), 0) as distance
    from slots_named
    where slot_kind is not null
)

select * from final
