-- What is believed now of actual cells that somebody states with finite bounds; one row per cell.
with

final as (
    select *
    from {{ ref('int_observation_spans') }}
    where
        known_to is null
        and modality = 'actual'
        and value is not null
        and value_high - value_low < cast('inf' as double)
)

select * from final
