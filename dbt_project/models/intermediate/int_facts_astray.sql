with

suspects as (
    select
        *,
        fact_id as suspect_id
    from {{ ref('int_facts_suspected') }}
),

figures as (select * from {{ ref('int_figures_believed') }}),

metrics as (select * from {{ ref('stg_raw__metrics') }}),

entities as (select * from {{ ref('stg_raw__entities') }}),

{{ astray_ctes() }},

slipped as (
    select
        *,
        row_number() over (partition by suspect_id order by place) as rank_no
    from astray_ranked
    where slip_count > 0
),

final as (
    select
        ranked.suspect_id as fact_id,
        cast(ranked.rank_no as integer) as place,
        ranked.slips,
        ranked.factor,
        ranked.cell_id,
        ranked.entity_id,
        ranked.metric_id,
        ranked.breakdown,
        ranked.period_label,
        ranked.modality,
        ranked.unit,
        ranked.value,
        ranked.value_low,
        ranked.value_high,
        ranked.derivation,
        cast(ranked.searched_count as bigint) as searched_count,
        cast(ranked.class_count as bigint) as class_count,
        ranked.chance,
        ranked.is_telling,
        concat(
            {{ figure_words('suspects.value', 'suspects.value_low', 'suspects.value_high', 'suspects.unit') }},
            ', given for ', own_metrics.label_en, {{ period_words('suspects.period_label') }}, ', ',
            case ranked.factor
                when 1 then ''
                when -1 then 'with the other sign '
                else concat('times ', {{ number_words('ranked.factor') }}, ' ')
            end,
            'fits ', {{ figure_words('ranked.value', 'ranked.value_low', 'ranked.value_high', 'ranked.unit') }}, ': ',
            metrics.label_en, ' of ', entities.label_en,
            case when ranked.breakdown = '' then '' else concat(' (', ranked.breakdown, ')') end,
            {{ period_words('ranked.period_label') }}, '. Searched: ', cast(ranked.searched_count as varchar(20)),
            ', so related: ', cast(ranked.class_count as varchar(20)), ', expected to fit by chance: ',
            {{ words_from(0.001, 'ranked.chance') }}, '.'
        ) as explanation
    from slipped as ranked
    inner join suspects on ranked.suspect_id = suspects.suspect_id
    inner join metrics on ranked.metric_id = metrics.metric_id
    inner join metrics as own_metrics on suspects.metric_id = own_metrics.metric_id
    inner join entities on ranked.entity_id = entities.entity_id
    where ranked.rank_no <= 10
)

select * from final
