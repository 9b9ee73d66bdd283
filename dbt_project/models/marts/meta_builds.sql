with

builds as (select * from {{ ref('stg_raw__builds') }}),

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
        source_count
    from builds
)

select * from final
order by built_at
