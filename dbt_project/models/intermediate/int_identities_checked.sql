with

identities as (
    select * from {{ ref('int_identities_of_parts') }}
    union all
    select * from {{ ref('int_identities_of_quarters') }}
    union all
    select * from {{ ref('int_identities_of_shares') }}
    union all
    select * from {{ ref('int_identities_of_growth') }}
    union all
    select * from {{ ref('int_identities_of_differences') }}
),

-- An open bound refutes nothing and proves nothing.
identities_bounded as (
    select *
    from identities
    where
        expected_high - expected_low < cast('inf' as double)
        and found_high - found_low < cast('inf' as double)
),

final as (
    select
        *,
        case
            when found is null then 'contested'
            when {{ same_number('found', 'expected') }} then 'yes'
            when {{ sums_meet('found_low', 'found_high', 'expected_low', 'expected_high') }} then 'within_rounding'
            else 'no'
        end as holds
    from identities_bounded
)

select * from final
