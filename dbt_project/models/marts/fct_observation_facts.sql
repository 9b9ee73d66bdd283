with

placed as (select * from {{ ref('int_cell_facts_placed') }}),

observations as (select * from {{ ref('fct_observations') }}),

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
        placed.place
    from placed
    inner join observations
        on placed.cell_id = observations.cell_id
        and placed.moment = observations.known_from
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
        cast(place as integer) as place
    from facts_joined_to_observations
)

select * from final
order by cell_id, place
