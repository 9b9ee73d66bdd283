with

slots as (select * from {{ ref('int_quarter_slots') }}),

spine as (select * from {{ ref('int_quarter_spine') }}),

-- Something about a fiscal year can change only when one of its periods does or a quarter appears.
moments as (
    select
        series_id,
        fiscal_year,
        known_from as moment
    from slots
    union
    select
        series_id,
        fiscal_year,
        appears_on as moment
    from spine
),

slots_at_moments as (
    select
        moments.moment,
        slots.*,
        row_number() over (
            partition by slots.series_id, slots.fiscal_year, moments.moment, slots.slot
            order by slots.distance, slots.cell_id
        ) as place
    from moments
    inner join slots
        on moments.series_id = slots.series_id
        and moments.fiscal_year = slots.fiscal_year
        and slots.known_from <= moments.moment
        and (slots.known_to is null or slots.known_to > moments.moment)
),

final as (
    select
        moments.series_id,
        moments.fiscal_year,
        moments.moment,
        slots_at_moments.metric_id,
        slots_at_moments.slot,
        slots_at_moments.slot_kind,
        slots_at_moments.last_quarter_index,
        slots_at_moments.period_label,
        slots_at_moments.value,
        slots_at_moments.value_low,
        slots_at_moments.value_high,
        slots_at_moments.verdict,
        slots_at_moments.fact_id,
        slots_at_moments.publisher,
        slots_at_moments.combines
    from moments
    left join slots_at_moments
        on moments.series_id = slots_at_moments.series_id
        and moments.fiscal_year = slots_at_moments.fiscal_year
        and moments.moment = slots_at_moments.moment
        and slots_at_moments.place = 1
)

select * from final
