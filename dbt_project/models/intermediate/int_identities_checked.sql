with

identities as (
    select * from {{ ref('int_identities_of_parts') }}
    union all
    select * from {{ ref('int_identities_of_quarters') }}
    union all
    select * from {{ ref('int_identities_of_shares') }}
    union all
    select * from {{ ref('int_identities_of_growth') }}
),

final as (
    select
        *,
        case
            when found is null then null
            when {{ same_number('found', 'expected') }} then 'yes'
            when {{ sums_meet('found_low', 'found_high', 'expected_low', 'expected_high') }} then 'within_rounding'
            else 'no'
        end as holds
    from identities
)

select * from final
