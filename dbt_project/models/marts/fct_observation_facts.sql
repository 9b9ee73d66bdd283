with

placed as (select * from {{ ref('int_cell_facts_placed') }}),

observations as (select * from {{ ref('fct_observations') }}),

evidence as (
    select
        fact_id,
        sum(case evidence when 'for' then 1 else 0 end) as identities_for,
        sum(case evidence when 'against' then 1 else 0 end) as identities_against
    from {{ ref('int_identity_evidence') }}
    group by fact_id
),

facts_joined_to_observations as (
    select
        observations.cell_id,
        observations.verdict,
        observations.fact_id as winner_fact_id,
        observations.value_low as winner_low,
        observations.value_high as winner_high,
        placed.fact_id,
        placed.tier_rank,
        placed.value_low,
        placed.value_high,
        placed.is_leader,
        placed.place,
        coalesce(evidence.identities_for, 0) as identities_for,
        coalesce(evidence.identities_against, 0) as identities_against
    from placed
    inner join observations
        on placed.cell_id = observations.cell_id
        and placed.moment = observations.known_from
    left join evidence on placed.fact_id = evidence.fact_id
),

final as (
    select
        cell_id,
        fact_id,
        case
            when fact_id = winner_fact_id then 'winner'
            when verdict = 'contested' and is_leader then 'rival'
            when verdict = 'contested' then 'beaten'
            when {{ bounds_meet('value_low', 'value_high', 'winner_low', 'winner_high') }} then 'agrees'
            else 'beaten'
        end as role,
        cast(tier_rank as integer) as tier_rank,
        cast(place as integer) as place,
        cast(identities_for as integer) as identities_for,
        cast(identities_against as integer) as identities_against
    from facts_joined_to_observations
)

select * from final
order by cell_id, place
