"""What a pasted figure fits: the same answers for `kpi identify` and for the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl

from ingest.errors import UnusableInputError
from ingest.format import bounds, digits
from ingest.published import query
from ingest.readings import OPEN_UNIT, Reading, readings
from ingest.tongue import tr
from ingest.typed_periods import nearest_in_time, typed_period

FITS = """
    SELECT
        fits.* EXCLUDE (searched_count, class_count, place),
        CAST(fits.class_count AS BIGINT) AS class_count,
        CAST(fits.searched_count AS BIGINT) AS searched_count,
        metrics.label_en AS metric_label,
        entities.label_en AS entity_label
    FROM identify(
        $low, $high, of_unit := $unit, of_metric := $metric, of_entity := $entity, of_period := $period,
        of_value := $value
    ) AS fits
    INNER JOIN marts.dim_metrics AS metrics ON fits.metric_id = metrics.metric_id
    INNER JOIN marts.dim_entities AS entities ON fits.entity_id = entities.entity_id
"""
ONCE = ("cell_id", "read_as", "factor")
READING = {
    "unit": pl.String,
    "value": pl.Float64,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "notation": pl.String,
}


def readings_in_units(con: duckdb.DuckDBPyConnection, text: str, unit: str | None) -> list[Reading]:
    """The readings of a figure in the units of the published metrics; raises UnusableInputError.

    Of a metric with a unit those in that unit are taken; a figure without a unit is taken to be in it.
    """
    units = query(con, "SELECT DISTINCT unit FROM marts.dim_metrics ORDER BY unit")["unit"].to_list()
    found = readings(text, units)
    if unit is None:
        return found
    meant = [one._replace(unit=unit) if one.unit is None else one for one in found]
    return [one for one in meant if one.unit == unit] or found


def known_period(con: duckdb.DuckDBPyConnection, typed: str) -> str:
    """The label of a period with a believed figure, however it was typed; raises with the nearest."""
    known = query(con, "SELECT DISTINCT period_label FROM marts.fct_figures ORDER BY 1")["period_label"]
    wanted = typed_period(typed)
    for label in known:
        if label.casefold() == wanted.casefold():
            return str(label)
    near = ", ".join(nearest_in_time(wanted, known.to_list()))
    raise UnusableInputError(f'No figure stands for "{wanted}"; the nearest in time: {near}.')


def fits_of(
    con: duckdb.DuckDBPyConnection, read: list[Reading], about: Mapping[str, str | None]
) -> pl.DataFrame:
    """What every reading fits, each figure once, the telling fits first and then by chance.

    `about` names what is known of the figure: `metric`, `entity`, `period`, each an id or None.
    """
    found = []
    for one in read:
        own = {"low": one.value_low, "high": one.value_high, "unit": one.unit, "value": one.value}
        found.append(
            query(con, FITS, {**about, **own}).with_columns(
                pl.lit(one.value, pl.Float64).alias("read_as"),
                pl.lit(one.value_low).alias("read_low"),
                pl.lit(one.value_high).alias("read_high"),
                pl.lit(one.unit, pl.String).alias("read_unit"),
            )
        )
    # A sign of a unit may name two (dollars, dollars per share): what fits in its own unit goes before.
    ranked = pl.concat(found).sort("is_telling", "chance", "slips", descending=[True, False, False])
    return ranked.unique(ONCE, keep="first", maintain_order=True)


def meeting(fit: Mapping[str, Any]) -> str:
    """How the bounds of the pasted figure meet those of the believed one, with the factor between them."""
    given = unit_words(fit["read_unit"])
    read = bounds(fit["read_low"], fit["read_high"], given)
    own = bounds(fit["value_low"], fit["value_high"], fit["unit"])
    if fit["factor"] == 1:
        return tr("{read} meets {own}", read=read, own=own)
    low, high = sorted((fit["read_low"] * fit["factor"], fit["read_high"] * fit["factor"]))
    return tr(
        "{read} × {factor} = {product}, which meets {own}",
        read=read,
        factor=digits(fit["factor"], 6),
        product=bounds(low, high, given),
        own=own,
    )


def unit_words(unit: str | None) -> str:
    """The unit to write a figure in: a bare number where none is known."""
    return unit or OPEN_UNIT


def ways_to_read(con: duckdb.DuckDBPyConnection, printed: str, metric: str | None = None) -> pl.DataFrame:
    """The readings of a figure, one a row, in the metric's unit where one is named."""
    return pl.DataFrame(readings_in_units(con, printed, _unit_of(con, metric)), schema=READING, orient="row")


def fits_of_printed(
    con: duckdb.DuckDBPyConnection,
    printed: str,
    metric: str | None = None,
    entity: str | None = None,
    period: str | None = None,
) -> pl.DataFrame:
    """What a printed figure fits, the telling fits first; raises UnusableInputError where it is none."""
    read = readings_in_units(con, printed, _unit_of(con, metric))
    return fits_of(con, read, {"metric": metric, "entity": entity, "period": period})


def _unit_of(con: duckdb.DuckDBPyConnection, metric: str | None) -> str | None:
    """The unit of a metric; None where none is named."""
    found = query(con, "SELECT unit FROM marts.dim_metrics WHERE metric_id = ?", [metric])["unit"]
    return str(found[0]) if found.len() else None
