with

evidence as (select * from {{ ref('int_identity_evidence') }}),

final as (
    select
        identity_id,
        cell_id,
        fact_id,
        part,
        evidence
    from evidence
)

select * from final
order by identity_id, cell_id, part, fact_id
