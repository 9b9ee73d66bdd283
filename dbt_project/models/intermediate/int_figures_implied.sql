-- Figures that a statement of growth or of a share implies, by the slot of the fiscal year they would fill.
-- Growth g from the base b to the later v: b = v / (1 + g), v = b * (1 + g). Share s of the total t: part = s * t,
-- t = part / s. Bounds go through the arithmetic. Not chained: every operand is stated by somebody.
with

observations as (
    select
        spans.*,
        facts.publisher
    from {{ ref('int_observation_spans') }} as spans
    inner join {{ ref('int_facts_weighed') }} as facts on spans.fact_id = facts.fact_id
    where
        spans.modality = 'actual'
        and spans.period_type <> 'undated'
        and spans.value is not null
        and spans.value_low >= case when spans.unit = 'percent' then -100 else 0 end
        and spans.value_high < cast('inf' as double)
),

facts as (select * from {{ ref('int_facts_weighed') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }}),

slots as (select * from {{ ref('int_fiscal_slots') }} where slot_kind <> 'm'),

statements as (
    select
        observations.*,
        case when metrics.growth_of <> '' then 'growth' else 'share' end as statement,
        {{ base_of_growth('observations.breakdown') }} as base_label,
        {{ without_base('observations.breakdown') }} as target_breakdown,
        case when metrics.growth_of <> '' then 1 else 0 end + observations.value / 100 as ratio,
        case when metrics.growth_of <> '' then 1 else 0 end + observations.value_low / 100 as ratio_low,
        case when metrics.growth_of <> '' then 1 else 0 end + observations.value_high / 100 as ratio_high,
        case when metrics.growth_of <> '' then metrics.growth_of else metrics.share_of end as of_metric_id
    from observations
    inner join metrics on observations.metric_id = metrics.metric_id
    where metrics.growth_of <> '' or metrics.share_of <> ''
),

-- The larger is what the ratio makes of the smaller: the later figure of the base, the part of the total.
statements_placed as (
    select
        *,
        target_breakdown as product_breakdown,
        period_label as product_label,
        case statement when 'growth' then target_breakdown else '' end as operand_breakdown,
        case statement when 'growth' then base_label else period_label end as operand_label
    from statements
    where ratio_low > 0
),

implied_products as (
    select
        statements_placed.entity_id,
        statements_placed.of_metric_id as metric_id,
        statements_placed.product_breakdown as breakdown,
        statements_placed.product_label as period_label,
        known.cell_id as known_cell_id,
        known.period_type,
        known.unit,
        known.value * statements_placed.ratio as value,
        known.value_low * statements_placed.ratio_low as value_low,
        known.value_high * statements_placed.ratio_high as value_high,
        concat(known.period_label, ' × (', statements_placed.metric_id, ' ', statements_placed.period_label, ')') as formula,
        known.fact_id as known_fact_id,
        known.publisher as known_publisher,
        known.combines as known_combines,
        known.tier_rank as known_tier_rank,
        known.value_low as known_low,
        known.value_high as known_high,
        known.known_from as operand_known_from,
        known.known_to as operand_known_to,
        statements_placed.cell_id as statement_cell_id,
        statements_placed.fact_id as statement_fact_id,
        statements_placed.publisher,
        statements_placed.combines,
        statements_placed.tier_rank,
        statements_placed.known_from as statement_known_from,
        statements_placed.known_to as statement_known_to
    from statements_placed
    inner join observations as known
        on statements_placed.entity_id = known.entity_id
        and statements_placed.of_metric_id = known.metric_id
        and statements_placed.operand_breakdown = known.breakdown
        and statements_placed.operand_label = known.period_label
),

implied_operands as (
    select
        statements_placed.entity_id,
        statements_placed.of_metric_id as metric_id,
        statements_placed.operand_breakdown as breakdown,
        statements_placed.operand_label as period_label,
        known.cell_id as known_cell_id,
        known.period_type,
        known.unit,
        known.value / statements_placed.ratio as value,
        known.value_low / statements_placed.ratio_high as value_low,
        known.value_high / statements_placed.ratio_low as value_high,
        concat(known.period_label, ' / (', statements_placed.metric_id, ' ', statements_placed.period_label, ')') as formula,
        known.fact_id as known_fact_id,
        known.publisher as known_publisher,
        known.combines as known_combines,
        known.tier_rank as known_tier_rank,
        known.value_low as known_low,
        known.value_high as known_high,
        known.known_from as operand_known_from,
        known.known_to as operand_known_to,
        statements_placed.cell_id as statement_cell_id,
        statements_placed.fact_id as statement_fact_id,
        statements_placed.publisher,
        statements_placed.combines,
        statements_placed.tier_rank,
        statements_placed.known_from as statement_known_from,
        statements_placed.known_to as statement_known_to
    from statements_placed
    inner join observations as known
        on statements_placed.entity_id = known.entity_id
        and statements_placed.of_metric_id = known.metric_id
        and statements_placed.product_breakdown = known.breakdown
        and statements_placed.product_label = known.period_label
),

implied as (
    select * from implied_products
    union all
    select * from implied_operands
),

-- A page's growth is applied to figures of its own publisher, or to ones that it states as well.
said_by_the_same as (
    select
        implied.statement_fact_id,
        implied.known_fact_id,
        min(facts.known_from) as said_from
    from implied
    inner join facts
        on implied.known_cell_id = facts.cell_id
        and implied.publisher = facts.publisher
        and {{ bounds_meet('implied.known_low', 'implied.known_high', 'facts.value_low', 'facts.value_high') }}
    group by implied.statement_fact_id, implied.known_fact_id
),

implied_dated as (
    select
        implied.*,
        case
            when implied.combines and implied.known_combines then greatest(operand_known_from, statement_known_from)
            else greatest(operand_known_from, statement_known_from, said_by_the_same.said_from)
        end as known_from,
        case
            when operand_known_to is null then statement_known_to
            when statement_known_to is null then operand_known_to
            else least(operand_known_to, statement_known_to)
        end as known_to
    from implied
    left join said_by_the_same
        on implied.statement_fact_id = said_by_the_same.statement_fact_id
        and implied.known_fact_id = said_by_the_same.known_fact_id
    where (implied.combines and implied.known_combines) or said_by_the_same.said_from is not null
),

slots_labelled as (
    select
        *,
        case slot_kind
            when 'q' then concat(cast(fiscal_year as varchar(4)), upper(slot))
            when 'fy' then concat('FY', cast(fiscal_year as varchar(4)))
            when '9m' then concat(cast(fiscal_year as varchar(4)), '-9M')
            else concat(cast(fiscal_year as varchar(4)), upper(slot))
        end as slot_label
    from slots
),

final as (
    select
        implied_dated.entity_id,
        implied_dated.metric_id,
        implied_dated.breakdown,
        implied_dated.period_type,
        case when implied_dated.period_type = 'duration' then slots_labelled.slot_start end as period_start,
        slots_labelled.slot_end as period_end,
        implied_dated.period_label,
        'actual' as modality,
        implied_dated.unit,
        slots_labelled.fiscal_year,
        slots_labelled.slot,
        slots_labelled.slot_kind,
        slots_labelled.first_quarter_no,
        slots_labelled.last_quarter_no,
        slots_labelled.months_before,
        slots_labelled.months_through,
        implied_dated.known_from,
        implied_dated.known_to,
        implied_dated.value,
        implied_dated.value_low,
        implied_dated.value_high,
        implied_dated.formula,
        concat(implied_dated.known_fact_id, ';', implied_dated.statement_fact_id) as operand_ids,
        concat(implied_dated.known_cell_id, ';', implied_dated.statement_cell_id) as operand_cells,
        greatest(implied_dated.tier_rank, implied_dated.known_tier_rank) as tier_rank,
        implied_dated.combines and implied_dated.known_combines as combines,
        implied_dated.publisher
    from implied_dated
    inner join slots_labelled
        on implied_dated.entity_id = slots_labelled.entity_id
        and (
            (implied_dated.period_type = 'duration' and implied_dated.period_label = slots_labelled.slot_label)
            or (
                implied_dated.period_type = 'instant'
                and slots_labelled.slot_kind = 'q'
                and implied_dated.period_label = cast(slots_labelled.slot_end as varchar(10))
            )
        )
    where implied_dated.known_to is null or implied_dated.known_from < implied_dated.known_to
)

select * from final
