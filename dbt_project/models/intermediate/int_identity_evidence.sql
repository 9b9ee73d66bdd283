-- What each identity says for or against the facts that it joins. Of the cell it works out, every fact that is
-- not superseded is held against the arithmetic; of its operands the facts it took share its verdict.
with

checks as (select * from {{ ref('int_identities_checked') }}),

facts as (select * from {{ ref('int_facts_weighed') }}),

placed as (select * from {{ ref('int_cell_facts_placed') }}),

cells as (select * from {{ ref('int_observation_spans') }} where known_to is null),

facts_of_results as (
    select
        checks.identity_id,
        checks.cell_id,
        facts.fact_id,
        'result' as part,
        {{ sums_meet('facts.value_low', 'facts.value_high', 'checks.expected_low', 'checks.expected_high') }} as is_for
    from checks
    inner join cells on checks.cell_id = cells.cell_id
    inner join placed
        on cells.cell_id = placed.cell_id
        and cells.known_from = placed.moment
        and not placed.is_superseded
    inner join facts on placed.fact_id = facts.fact_id
),

operands_exploded as (
    select
        identity_id,
        cell_id,
        holds,
        {{ exploded('operand_ids') }} as fact_id
    from checks
    where holds <> 'contested'
),

final as (
    select
        identity_id,
        cell_id,
        fact_id,
        part,
        case when is_for then 'for' else 'against' end as evidence
    from facts_of_results
    union all
    select distinct
        identity_id,
        cell_id,
        fact_id,
        'operand' as part,
        case holds when 'no' then 'against' else 'for' end as evidence
    from operands_exploded
)

select * from final
