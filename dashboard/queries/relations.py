"""Relations that the statements share: an entity with its parts, and the marts as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

# An entity with everything below it; depth 0 is the entity itself.
TREE = """
    tree as (
        select entity_id, 0 as depth from marts.dim_entities where entity_id = $entity
        union all
        select children.entity_id, tree.depth + 1
        from marts.dim_entities as children
        inner join tree on children.parent_id = tree.entity_id
    )
"""


# An entity with its parts, and the populations that belong to no company.
CANVAS_SCOPE = """
    scope as (
        select entity_id, depth from tree
        union all
        select entity_id, 100 from marts.dim_entities where kind = 'population'
    )
"""


# Since when the figure stands, instead of the span over which the row was believed.
WITHOUT_SPAN = "* exclude (known_to, value_known_from) replace (value_known_from as known_from)"


def quarters_at(as_of: date | None) -> str:
    """The quarterly mart, or what it would have held on a day: a relation that takes `$as_of`."""
    return _replayed("fct_quarters", "fct_quarter_history", as_of, WITHOUT_SPAN)


def years_to_date_at(as_of: date | None) -> str:
    """The mart of years to date, or what it would have held on a day: a relation that takes `$as_of`."""
    return _replayed("fct_years_to_date", "fct_year_to_date_history", as_of, WITHOUT_SPAN)


def observations_at(as_of: date | None) -> str:
    """The mart of beliefs, or what it would have held on a day: a relation that takes `$as_of`."""
    return _replayed("fct_observations", "fct_observation_history", as_of)


def _replayed(mart: str, history: str, as_of: date | None, columns: str = "*") -> str:
    """A mart as it stands, or the spans of its history that held on a day."""
    if as_of is None:
        return f"marts.{mart}"
    return f"""(
        select {columns}
        from marts.{history}
        where known_from <= $as_of and (known_to is null or known_to > $as_of)
    )"""


def at_day(as_of: date | None, **params: Any) -> dict[str, Any]:
    """The parameters of a statement, the day among them where there is one."""
    return params if as_of is None else params | {"as_of": as_of}
