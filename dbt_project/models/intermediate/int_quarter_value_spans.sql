with

spine as (select * from {{ ref('int_quarter_spine') }}),

slots as (select * from {{ ref('int_quarter_slots_known') }}),

derived as (select * from {{ ref('int_quarters_derived') }}),

moments as (
    select
        series_id,
        fiscal_year,
        moment,
        max(case when slot_kind in ('h1', '9m', 'fy') then last_quarter_index end) as enclosed_to_index
    from slots
    group by series_id, fiscal_year, moment
),

reported as (select * from slots where slot_kind = 'q'),

quarters_at_moments as (
    select
        spine.*,
        moments.moment,
        reported.value as reported_value,
        reported.value_low as reported_low,
        reported.value_high as reported_high,
        reported.verdict as reported_verdict,
        reported.fact_id as reported_fact_id,
        derived.value as derived_value,
        derived.value_low as derived_low,
        derived.value_high as derived_high,
        derived.derivation as derived_by,
        coalesce(derived.is_usable, false) as is_derived,
        coalesce(derived.is_contested, false) as is_derived_contested,
        derived.operand_ids as derived_operand_ids,
        derived.formula as derived_formula,
        reported.fact_id is not null as is_reported,
        coalesce(moments.enclosed_to_index >= spine.quarter_index, false) as is_enclosed
    from spine
    inner join moments
        on spine.series_id = moments.series_id
        and spine.fiscal_year = moments.fiscal_year
        and spine.appears_on <= moments.moment
    left join reported
        on moments.series_id = reported.series_id
        and moments.fiscal_year = reported.fiscal_year
        and moments.moment = reported.moment
        and spine.quarter_index = reported.last_quarter_index
    left join derived
        on moments.series_id = derived.series_id
        and moments.fiscal_year = derived.fiscal_year
        and moments.moment = derived.moment
        and spine.quarter_no = derived.quarter_no
),

-- Reported beats derived; a contested report is a gap that keeps its rivals' bounds.
quarters_decided as (
    select
        series_id,
        entity_id,
        metric_id,
        breakdown,
        fiscal_year,
        quarter_no,
        quarter_index,
        fiscal_quarter,
        quarter_start,
        quarter_end,
        moment,
        case
            when is_reported then reported_value
            when reported_verdict is null and is_derived then derived_value
        end as value,
        case
            when reported_verdict is not null then reported_low
            when is_derived then derived_low
        end as value_low,
        case
            when reported_verdict is not null then reported_high
            when is_derived then derived_high
        end as value_high,
        case
            when is_reported then 'reported'
            when reported_verdict is null and is_derived then derived_by
        end as derivation,
        case
            when is_reported then null
            when reported_verdict = 'contested' then 'contested'
            when is_derived then null
            when is_derived_contested then 'contested'
            when is_enclosed then 'not_derivable'
            else 'not_disclosed'
        end as gap,
        case
            when is_reported then reported_fact_id
            when reported_verdict is null and is_derived then derived_operand_ids
        end as operand_ids,
        case
            when reported_verdict is null and is_derived then derived_formula
        end as formula
    from quarters_at_moments
),

states_told as (
    select
        *,
        concat_ws(
            '|',
            coalesce(cast(value as varchar(40)), ''),
            coalesce(cast(value_low as varchar(40)), ''),
            coalesce(cast(value_high as varchar(40)), ''),
            coalesce(gap, ''),
            coalesce(operand_ids, '')
        ) as state
    from quarters_decided
),

states_compared as (
    select
        *,
        lag(state) over (partition by series_id, quarter_index order by moment) as state_before
    from states_told
),

final as (
    select
        series_id,
        entity_id,
        metric_id,
        breakdown,
        fiscal_year,
        quarter_no,
        quarter_index,
        fiscal_quarter,
        quarter_start,
        quarter_end,
        value,
        value_low,
        value_high,
        derivation,
        gap,
        operand_ids,
        formula,
        moment as known_from,
        lead(moment) over (partition by series_id, quarter_index order by moment) as known_to
    from states_compared
    where state_before is null or state <> state_before
)

select * from final
