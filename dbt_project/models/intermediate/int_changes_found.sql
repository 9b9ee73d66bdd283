with

before_publishing as (select * from {{ ref('stg_raw__previous_observations') }}),

observations as (
    select
        spans.*,
        listed.facts_digest
    from {{ ref('int_observation_spans') }} as spans
    inner join {{ ref('int_cell_facts_listed') }} as listed on spans.cell_id = listed.cell_id
    where spans.known_to is null
),

sources as (select * from {{ ref('stg_raw__sources') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

builds as (select * from {{ ref('stg_raw__builds') }}),

this_build as (
    select * from builds
    where is_this_build
),

published_builds as (select distinct build_id from before_publishing),

build_before as (
    select builds.*
    from builds
    inner join published_builds on builds.build_id = published_builds.build_id
),

sources_exploded as (
    select
        cell_id,
        {{ exploded('source_ids') }} as source_id
    from before_publishing
),

cells_bereft as (
    select distinct sources_exploded.cell_id
    from sources_exploded
    left join sources on sources_exploded.source_id = sources.source_id
    where sources.source_id is null
),

cells_compared as (
    select
        coalesce(observations.cell_id, before_publishing.cell_id) as cell_id,
        coalesce(observations.entity_id, before_publishing.entity_id) as entity_id,
        coalesce(observations.metric_id, before_publishing.metric_id) as metric_id,
        coalesce(observations.breakdown, before_publishing.breakdown) as breakdown,
        coalesce(observations.period_type, before_publishing.period_type) as period_type,
        coalesce(observations.period_start, before_publishing.period_start) as period_start,
        coalesce(observations.period_end, before_publishing.period_end) as period_end,
        coalesce(observations.period_label, before_publishing.period_label) as period_label,
        coalesce(observations.modality, before_publishing.modality) as modality,
        before_publishing.value as value_before,
        observations.value as value_after,
        before_publishing.verdict as verdict_before,
        observations.verdict as verdict_after,
        before_publishing.fact_id as fact_id_before,
        observations.fact_id as fact_id_after,
        before_publishing.value_low as value_low_before,
        before_publishing.value_high as value_high_before,
        observations.value_low as value_low_after,
        observations.value_high as value_high_after,
        before_publishing.cell_id is null as is_new,
        observations.cell_id is null as is_gone,
        coalesce(before_publishing.facts_digest <> observations.facts_digest, true) as has_other_facts,
        (
            before_publishing.value is distinct from observations.value
            or before_publishing.value_low is distinct from observations.value_low
            or before_publishing.value_high is distinct from observations.value_high
            or before_publishing.verdict is distinct from observations.verdict
            or before_publishing.rule is distinct from observations.rule
        ) as is_different
    from before_publishing
    full outer join observations on before_publishing.cell_id = observations.cell_id
),

-- A cell is restated where its publisher has said something else since; that a figure is repeated, or
-- that its place was corrected, changes no belief.
final as (
    select
        this_build.build_id,
        this_build.built_at,
        case
            when cells_compared.is_new then 'new'
            when cells_bereft.cell_id is not null then 'source_gone'
            when
                facts_after.known_from > facts_before.known_from
                and facts_after.publisher = facts_before.publisher
                and not {{ bounds_meet('cells_compared.value_low_before', 'cells_compared.value_high_before',
                                   'cells_compared.value_low_after', 'cells_compared.value_high_after') }}
                then 'restated'
            else 'resolved_differently'
        end as change,
        case
            when build_before.build_id is null then 'first_build'
            when cells_compared.has_other_facts then 'facts'
            when this_build.policy_fingerprint <> build_before.policy_fingerprint then 'policy'
            when this_build.code_fingerprint <> build_before.code_fingerprint then 'code'
            else 'facts'
        end as cause,
        cells_compared.entity_id,
        cells_compared.metric_id,
        cells_compared.breakdown,
        cells_compared.period_type,
        cells_compared.period_start,
        cells_compared.period_end,
        cells_compared.period_label,
        cells_compared.modality,
        cells_compared.value_before,
        cells_compared.value_after,
        cells_compared.verdict_before,
        cells_compared.verdict_after,
        cells_compared.fact_id_before,
        cells_compared.fact_id_after
    from cells_compared
    cross join this_build
    left join build_before on this_build.build_id <> build_before.build_id
    left join cells_bereft on cells_compared.cell_id = cells_bereft.cell_id
    left join facts as facts_before on cells_compared.fact_id_before = facts_before.fact_id
    left join facts as facts_after on cells_compared.fact_id_after = facts_after.fact_id
    where cells_compared.is_different or cells_compared.is_new or cells_compared.is_gone
)

select * from final
