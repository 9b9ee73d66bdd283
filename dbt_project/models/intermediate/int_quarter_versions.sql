with

spans as (select * from {{ ref('int_quarter_value_spans') }}),

{{ definitions_of('spans', ['series_id', 'quarter_index', 'known_from']) }}

select * from definitions
