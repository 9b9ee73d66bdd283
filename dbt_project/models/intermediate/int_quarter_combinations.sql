-- Every way to reach one quarter from other periods of its fiscal year: a cumulative
-- figure (h1, 9m, fy) minus an earlier one minus the other quarters between them, or three months.
{%- set cumulative = {2: 'h1', 3: '9m', 4: 'fy'} %}
{%- set terms = [] %}
{%- for quarter in range(1, 5) %}
{%- for last in range([quarter, 2] | max, 5) %}
{%- for first in [0, 2, 3] if first < quarter %}
{%- set name = cumulative[last] ~ ('-' ~ cumulative[first] if first else '') %}
{%- set parts = [(cumulative[last], 1)] + ([(cumulative[first], -1)] if first else []) %}
{%- set others = namespace(terms=parts) %}
{%- for other in range(first + 1, last + 1) if other != quarter %}
{%- set others.terms = others.terms + [('q' ~ other, -1)] %}
{%- endfor %}
{%- for slot, sign in others.terms %}
{%- do terms.append((quarter, name, 'difference', others.terms | length, loop.index, slot, sign)) %}
{%- endfor %}
{%- endfor %}
{%- endfor %}
{%- for month in range(1, 4) %}
{%- do terms.append((quarter, 'months', 'sum', 3, month, 'm' ~ (3 * (quarter - 1) + month), 1)) %}
{%- endfor %}
{%- endfor %}

with

final as (
    {%- for quarter, name, derivation, size, position, slot, sign in terms %}
    select
        {{ quarter }} as quarter_no,
        'q{{ quarter }}' as quarter_slot,
        '{{ name }}' as combination,
        '{{ derivation }}' as derivation,
        {{ size }} as operand_count,
        {{ position }} as position,
        '{{ slot }}' as slot,
        {{ sign }} as sign
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
