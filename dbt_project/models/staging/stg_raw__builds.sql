with

source as (select * from {{ source('raw', 'builds') }}),

final as (
    select
        build_id,
        built_at,
        input_fingerprint,
        facts_fingerprint,
        policy_fingerprint,
        code_fingerprint,
        policy_version,
        fact_count,
        source_count,
        is_this_build
    from source
)

select * from final
