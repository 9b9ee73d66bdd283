{#- How a figure may have gone astray: which believed figures it fits, by which slips, and how many would fit by chance. -#}

{#- The slips of the number itself: kind, factor, whether only numbers of one unit can be so related. -#}
{% macro number_slips() -%}
    {{ return([
        ('', 1), ('scale_slip', 1000), ('scale_slip', 0.001), ('scale_slip', 1000000), ('scale_slip', 0.000001),
        ('sign_slip', -1), ('unit_slip', 100), ('unit_slip', 0.01),
    ]) }}
{%- endmacro %}

{#- What the last digit of a number that is not zero counts, 0 for one without zeros at its end. -#}
{% macro grain(value) -%}
    case
        {%- for zeros in range(12, 0, -1) %}
        when {{ value }} = round({{ value }} / 1e{{ zeros }}) * 1e{{ zeros }} then 1e{{ zeros }}
        {%- endfor %}
        else cast(0 as double)
    end
{%- endmacro %}

{#- The CTEs from `astray_pairs` to `astray_ranked`, after a CTE `suspects` (suspect_id, cell_id, root_id, entity_id,
    metric_id, breakdown, period_type, period_start, period_end, modality, unit, value, value_low, value_high; what is not
    known of a figure is null and is never a slip) and a CTE `figures` with the columns of fct_figures.

    A slip is other_metric, other_period (or other_basis where one period holds the other), other_scope (entity or
    breakdown), scale_slip, sign_slip or unit_slip; at most two of them together. The chance is the number of
    figures of the same relation that would be expected to fit if they were spread evenly: over three orders of
    magnitude, or as densely as the others lie about the figure, whichever gives more; a round number reaches as
    far as its zeros (750,000 says no more than 750 thousand). A fit is telling where fewer than one in ten such
    searches would find anything, for two slips together one in fifty, as they make the rarer mistake. -#}
{% macro astray_ctes() -%}
number_slips as (
    {%- for kind, factor in number_slips() %}
    select
        '{{ kind }}' as number_slip,
        cast({{ factor }} as double) as factor
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

figures_bounded as (
    select
        *,
        (value_low + value_high) / 2 as middle,
        greatest(value_high - value_low, coalesce({{ grain('value') }}, 0)) as width
    from figures
    where derivation <> 'implied' and value_high - value_low < cast('inf' as double) and value_low + value_high <> 0
),

suspects_bounded as (
    select
        *,
        (value_low + value_high) / 2 as middle,
        greatest(value_high - value_low, coalesce({{ grain('value') }}, 0)) as width
    from suspects
    where value_high - value_low < cast('inf' as double) and value_low + value_high <> 0
),

astray_pairs as (
    select
        suspects.suspect_id,
        suspects.middle as suspect_middle,
        suspects.width as suspect_width,
        suspects.value_low as suspect_low,
        suspects.value_high as suspect_high,
        suspects.unit as suspect_unit,
        figures.*,
        coalesce(suspects.unit <> figures.unit, false) as is_other_unit,
        coalesce(suspects.metric_id <> figures.metric_id, false) as is_other_metric,
        coalesce(suspects.entity_id <> figures.entity_id, false)
        or coalesce(suspects.breakdown <> figures.breakdown, false) as is_other_scope,
        case
            when suspects.period_type is null then ''
            when
                suspects.period_type = figures.period_type
                and coalesce(suspects.period_start = figures.period_start, figures.period_start is null)
                and coalesce(suspects.period_end = figures.period_end, figures.period_end is null)
                then ''
            when
                suspects.period_start >= figures.period_start and suspects.period_end <= figures.period_end
                then 'other_basis'
            when
                suspects.period_start <= figures.period_start and suspects.period_end >= figures.period_end
                then 'other_basis'
            else 'other_period'
        end as period_slip
    from suspects_bounded as suspects
    inner join figures_bounded as figures
        on (suspects.root_id is null or suspects.root_id = figures.root_id)
        and (suspects.modality is null or figures.modality = 'actual' or figures.modality = suspects.modality)
),

astray_relations as (
    select
        *,
        -- Another unit is another metric already.
        case when is_other_metric and not is_other_unit then 1 else 0 end
        + case when is_other_scope then 1 else 0 end
        + case when period_slip <> '' then 1 else 0 end
        + case when is_other_unit then 1 else 0 end as key_slips
    from astray_pairs
),

astray_classes as (
    select
        suspect_id,
        is_other_unit,
        is_other_metric,
        is_other_scope,
        period_slip,
        count(*) as class_count
    from astray_relations
    where key_slips <= 2
    group by suspect_id, is_other_unit, is_other_metric, is_other_scope, period_slip
),

astray_searches as (
    select
        suspect_id,
        sum(class_count) as searched_count
    from astray_classes
    group by suspect_id
),

-- Only what lies within half of the figure's size is looked at closely; zero slips would be the figure itself.
astray_neighbours as (
    select
        astray_relations.*,
        number_slips.number_slip,
        number_slips.factor,
        astray_relations.key_slips + case when number_slips.number_slip = '' then 0 else 1 end as slip_count,
        abs(astray_relations.middle - number_slips.factor * astray_relations.suspect_middle)
        / abs(number_slips.factor * astray_relations.suspect_middle) as distance,
        {{ bounds_meet(
            'least(number_slips.factor * astray_relations.suspect_low, number_slips.factor * astray_relations.suspect_high)',
            'greatest(number_slips.factor * astray_relations.suspect_low, number_slips.factor * astray_relations.suspect_high)',
            'astray_relations.value_low', 'astray_relations.value_high'
        ) }} as is_fit
    from astray_relations
    cross join number_slips
    where
        astray_relations.key_slips <= 2
        and abs(astray_relations.middle - number_slips.factor * astray_relations.suspect_middle)
        <= 0.5 * abs(number_slips.factor * astray_relations.suspect_middle)
        and (
            number_slips.number_slip = ''
            or (not astray_relations.is_other_unit and number_slips.number_slip <> 'unit_slip')
            or (not astray_relations.is_other_unit and astray_relations.unit in ('percent', 'ratio'))
        )
        and (number_slips.number_slip = '' or astray_relations.key_slips <= 1)
),

astray_crowds as (
    select
        suspect_id,
        is_other_unit,
        is_other_metric,
        is_other_scope,
        period_slip,
        number_slip,
        sum(case when distance <= 0.05 and not is_fit then 1 else 0 end) as within_20th,
        sum(case when distance <= 0.1 and not is_fit then 1 else 0 end) as within_10th,
        sum(case when distance <= 0.25 and not is_fit then 1 else 0 end) as within_quarter,
        sum(case when not is_fit then 1 else 0 end) as within_half
    from astray_neighbours
    group by suspect_id, is_other_unit, is_other_metric, is_other_scope, period_slip, number_slip
),

astray_fits as (
    select
        astray_neighbours.*,
        astray_classes.class_count,
        astray_searches.searched_count,
        (abs(astray_neighbours.factor) * astray_neighbours.suspect_width + astray_neighbours.width)
        / abs(astray_neighbours.factor * astray_neighbours.suspect_middle) as reach,
        greatest(
            astray_crowds.within_20th / 0.1,
            astray_crowds.within_10th / 0.2,
            astray_crowds.within_quarter / 0.5,
            astray_crowds.within_half / 1.0,
            astray_classes.class_count
            * case astray_neighbours.number_slip when 'scale_slip' then 4 when 'unit_slip' then 2 else 1 end
            / (3 * ln(cast(10 as double)))
        ) as density
    from astray_neighbours
    inner join astray_crowds
        on astray_neighbours.suspect_id = astray_crowds.suspect_id
        and astray_neighbours.is_other_unit = astray_crowds.is_other_unit
        and astray_neighbours.is_other_metric = astray_crowds.is_other_metric
        and astray_neighbours.is_other_scope = astray_crowds.is_other_scope
        and astray_neighbours.period_slip = astray_crowds.period_slip
        and astray_neighbours.number_slip = astray_crowds.number_slip
    inner join astray_classes
        on astray_neighbours.suspect_id = astray_classes.suspect_id
        and astray_neighbours.is_other_unit = astray_classes.is_other_unit
        and astray_neighbours.is_other_metric = astray_classes.is_other_metric
        and astray_neighbours.is_other_scope = astray_classes.is_other_scope
        and astray_neighbours.period_slip = astray_classes.period_slip
    inner join astray_searches on astray_neighbours.suspect_id = astray_searches.suspect_id
    where astray_neighbours.is_fit
),

astray_weighed as (
    select
        *,
        reach * density as chance
    from astray_fits
),

astray_ranked as (
    select
        *,
        chance <= case when slip_count < 2 then 0.1 else 0.02 end as is_telling,
        concat_ws(
            ';',
            case when is_other_metric and not is_other_unit then 'other_metric' end,
            case when period_slip <> '' then period_slip end,
            case when is_other_scope then 'other_scope' end,
            case when is_other_unit then 'unit_slip' end,
            case when number_slip <> '' then number_slip end
        ) as slips,
        row_number() over (
            partition by suspect_id
            order by
                case when chance <= case when slip_count < 2 then 0.1 else 0.02 end then 0 else 1 end,
                chance, slip_count, metric_id, entity_id, breakdown, period_end desc, cell_id, number_slip
        ) as place
    from astray_weighed
)
{%- endmacro %}
