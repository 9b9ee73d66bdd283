with

spine as (select * from {{ ref('int_quarter_spine') }}),

slots as (select * from {{ ref('int_quarter_slots_known') }}),

derived as (select * from {{ ref('int_quarters_derived') }}),

moments as (
    select
        series_id,
        fiscal_year,
        moment,
        min(case when slot_kind in ('h1', 'h2', '9m', 'fy') then first_quarter_index end) as enclosed_from_index,
        max(case when slot_kind in ('h1', 'h2', '9m', 'fy') then last_quarter_index end) as enclosed_to_index
    from slots
    group by series_id, fiscal_year, moment
),

stated as (select * from slots where slot_kind = 'q'),

implied as (select * from slots where slot_kind = 'implied' and value is not null),

quarters_at_moments as (
    select
        spine.*,
        moments.moment,
        stated.slot is not null
        and not coalesce(not stated.combines and derived.combines and not derived.is_contested, false) as is_stated,
        coalesce(stated.verdict = 'contested', false) as is_stated_contested,
        stated.value as stated_value,
        stated.value_low as stated_low,
        stated.value_high as stated_high,
        stated.verdict as stated_verdict,
        stated.rule as stated_rule,
        stated.fact_id as stated_fact_id,
        stated.cell_ids as stated_cells,
        stated.publisher as stated_publisher,
        stated.combines as stated_combines,
        stated.restated_on as stated_restated_on,
        derived.value as derived_value,
        derived.value_low as derived_low,
        derived.value_high as derived_high,
        derived.derivation as derived_by,
        derived.operand_ids as derived_operand_ids,
        derived.operand_cells as derived_cells,
        derived.formula as derived_formula,
        derived.vintage_on as derived_vintage_on,
        derived.publisher as derived_publisher,
        derived.combines as derived_combines,
        derived.restated_on as derived_restated_on,
        implied.value as implied_value,
        implied.value_low as implied_low,
        implied.value_high as implied_high,
        implied.operand_ids as implied_operand_ids,
        implied.cell_ids as implied_cells,
        implied.formula as implied_formula,
        implied.publisher as implied_publisher,
        implied.combines as implied_combines,
        stated.slot is null and derived.quarter_no is null and implied.slot is not null as is_implied,
        coalesce(derived.is_contested, false) as is_derived_contested,
        derived.quarter_no is not null and not derived.is_contested as is_derived,
        coalesce(spine.quarter_index between moments.enclosed_from_index and moments.enclosed_to_index, false) as is_enclosed
    from spine
    inner join moments
        on spine.series_id = moments.series_id
        and spine.fiscal_year = moments.fiscal_year
        and spine.appears_on <= moments.moment
    left join stated
        on moments.series_id = stated.series_id
        and moments.fiscal_year = stated.fiscal_year
        and moments.moment = stated.moment
        and spine.quarter_index = stated.last_quarter_index
    left join derived
        on moments.series_id = derived.series_id
        and moments.fiscal_year = derived.fiscal_year
        and moments.moment = derived.moment
        and spine.quarter_no = derived.quarter_no
    left join implied
        on moments.series_id = implied.series_id
        and moments.fiscal_year = implied.fiscal_year
        and moments.moment = implied.moment
        and spine.quarter_index = implied.last_quarter_index
),

-- What is stated goes before what is derived, but for a page of unknown definitions beside arithmetic on
-- figures that combine; what is implied fills what would be a gap. A contest is a gap that keeps its rivals' bounds and cells.
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
        case when is_stated then stated_value when is_implied then implied_value else derived_value end as value,
        case when is_stated then stated_low when is_implied then implied_low else derived_low end as value_low,
        case when is_stated then stated_high when is_implied then implied_high else derived_high end as value_high,
        case
            when is_stated and not is_stated_contested then 'reported'
            when is_implied then 'implied'
            when not is_stated and is_derived then derived_by
        end as derivation,
        case
            when is_stated and not is_stated_contested then null
            when is_stated then 'contested'
            when is_derived or is_implied then null
            when is_derived_contested then 'contested'
            when is_enclosed then 'not_derivable'
            else 'not_disclosed'
        end as gap,
        case
            when is_stated then stated_verdict
            when is_derived_contested then 'contested'
        end as verdict,
        case
            when is_stated then stated_rule
            when is_derived_contested then 'no_rule'
        end as rule,
        case when is_stated then stated_fact_id when is_implied then implied_operand_ids else derived_operand_ids end as operand_ids,
        case when is_stated then stated_cells when is_implied then implied_cells else derived_cells end as operand_cells,
        case when is_implied then implied_formula when not is_stated then derived_formula end as formula,
        case when not is_stated then derived_vintage_on end as vintage_on,
        case when is_stated then stated_publisher when is_implied then implied_publisher else derived_publisher end as publisher,
        case when is_stated then stated_combines when is_implied then implied_combines else derived_combines end as combines,
        case when is_stated then stated_restated_on else derived_restated_on end as restated_on
    from quarters_at_moments
),

states_told as (
    select
        *,
        concat_ws('|', {{ figure_text('value', 'value_low', 'value_high') }}, coalesce(gap, '')) as figure,
        concat_ws(
            '|',
            {{ figure_text('value', 'value_low', 'value_high') }},
            coalesce(gap, ''),
            coalesce(verdict, ''),
            coalesce(rule, ''),
            coalesce(operand_ids, ''),
            coalesce(operand_cells, ''),
            coalesce(cast(vintage_on as varchar(10)), ''),
            coalesce(cast(restated_on as varchar(10)), '')
        ) as state
    from quarters_decided
),

states_compared as (
    select
        *,
        lag(state) over (partition by series_id, quarter_index order by moment) as state_before,
        lag(figure) over (partition by series_id, quarter_index order by moment) as figure_before
    from states_told
),

figures_dated as (
    select
        *,
        max(case when figure_before is null or figure_before <> figure then moment end) over (
            partition by series_id, quarter_index
            order by moment
            rows between unbounded preceding and current row
        ) as value_known_from
    from states_compared
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
        verdict,
        rule,
        operand_ids,
        operand_cells,
        formula,
        vintage_on,
        publisher,
        combines,
        restated_on,
        value_known_from,
        value is not null and value_high - value_low < cast('inf' as double) as is_bounded,
        coalesce(derivation = 'implied', false) as is_implied,
        moment as known_from,
        lead(moment) over (partition by series_id, quarter_index order by moment) as known_to
    from figures_dated
    where state_before is null or state <> state_before
)

select * from final
