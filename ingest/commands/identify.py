"""`kpi identify`: which believed figures a pasted figure fits, by which slips, and how telling that is."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from ingest.errors import UnusableInputError
from ingest.format import amount, bounds, breakdown, chance, counted, digits, slips
from ingest.format import period as period_words
from ingest.lookup import find_entity, find_metric
from ingest.published import connect, query
from ingest.readings import Reading, readings
from ingest.terminal import print_json, say, tell
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


def run(
    text: str,
    metric_name: str | None,
    entity_name: str | None,
    period: str | None,
    *,
    with_all: bool,
    as_json: bool,
) -> int:
    """Print the fits of a figure, the telling ones first, as an array of objects or as sentences."""
    with connect() as con:
        metric = find_metric(con, metric_name) if metric_name else {}
        entity = find_entity(con, entity_name) if entity_name else {}
        about = {
            "metric": metric.get("metric_id"),
            "entity": entity.get("entity_id"),
            "period": _known_period(con, period) if period else None,
        }
        read = _readings(con, text, metric.get("unit"))
        fits = _fits(con, read, about)
    if as_json:
        print_json(fits.to_dicts())
        return 0
    _tell_readings(text, read)
    _tell_fits(fits, with_all=with_all)
    return 0


def _readings(con: duckdb.DuckDBPyConnection, text: str, unit: str | None) -> list[Reading]:
    """The readings of a figure in the units of the published metrics.

    Of a metric with a unit those in that unit are taken; a figure without a unit is taken to be in it.
    """
    units = query(con, "SELECT DISTINCT unit FROM marts.dim_metrics ORDER BY unit")["unit"].to_list()
    found = readings(text, units)
    if unit is None:
        return found
    meant = [one._replace(unit=unit) if one.unit is None else one for one in found]
    return [one for one in meant if one.unit == unit] or found


def _known_period(con: duckdb.DuckDBPyConnection, typed: str) -> str:
    """The label of a period with a believed figure, however it was typed; raises with the nearest."""
    known = query(con, "SELECT DISTINCT period_label FROM marts.fct_figures ORDER BY 1")["period_label"]
    wanted = typed_period(typed)
    for label in known:
        if label.casefold() == wanted.casefold():
            return str(label)
    near = ", ".join(nearest_in_time(wanted, known.to_list()))
    raise UnusableInputError(f'No figure stands for "{wanted}"; the nearest in time: {near}.')


def _fits(con: duckdb.DuckDBPyConnection, read: list[Reading], about: dict[str, str | None]) -> pl.DataFrame:
    """What every reading fits, each figure once, the telling fits first and then by chance."""
    found = []
    for one in read:
        asked = about | {"low": one.value_low, "high": one.value_high, "unit": one.unit, "value": one.value}
        found.append(
            query(con, FITS, asked).with_columns(
                pl.lit(one.value, pl.Float64).alias("read_as"),
                pl.lit(one.value_low).alias("read_low"),
                pl.lit(one.value_high).alias("read_high"),
                pl.lit(one.unit, pl.String).alias("read_unit"),
            )
        )
    # A sign of a unit may name two (dollars, dollars per share): what fits in its own unit goes before.
    ranked = pl.concat(found).sort("is_telling", "chance", "slips", descending=[True, False, False])
    return ranked.unique(ONCE, keep="first", maintain_order=True)


def _tell_readings(text: str, read: list[Reading]) -> None:
    """Tell how the figure was read, in as many ways as it was."""
    units = {one.unit for one in read}
    ways = {(one.value, one.value_low, one.value_high): one for one in read if one.unit != "ratio"}
    if len(ways) > 1 and len({one.notation for one in ways.values()}) > 1:
        tell(f"{text} can be read in two ways: {' or '.join(map(_read_words, ways.values()))}.")
        return
    commits = bounds(read[0].value_low, read[0].value_high, _unit(read[0].unit))
    tell(f"{text} commits to {commits}{', of any unit' if units == {None} else ''}.")


def _read_words(one: Reading) -> str:
    """One reading with the notation that gives it."""
    return f"{amount(one.value, _unit(one.unit), most=8)} ({one.notation})"


def _tell_fits(fits: pl.DataFrame, *, with_all: bool) -> None:
    """Tell the telling fits, and how many others there are; those too where all are asked for."""
    telling, others = fits.filter("is_telling"), fits.filter(~pl.col("is_telling"))
    if fits.is_empty():
        tell("No believed figure fits it, nor any by one or two slips.")
        return
    if telling.is_empty():
        tell("No fit says more than chance; naming --metric, --entity or --period narrows the search.")
    for fit in telling.iter_rows(named=True):
        tell(f"\n{_fit_words(fit)}")
    if others.height and with_all:
        tell(f"\n{counted(others.height, 'fit')} that may be coincidence:")
        for fit in others.iter_rows(named=True):
            tell(f"\n{_fit_words(fit)}")
    elif others.height:
        more = "other figure fits" if others.height == 1 else "other figures fit"
        say(f"{others.height:,} {more} too, which says no more than chance; --all lists them.")


def _fit_words(fit: dict[str, Any]) -> str:
    """One fit in lines: the figure, the slips, the arithmetic, and what chance would give."""
    unit = fit["unit"]
    value = amount(fit["value"], unit, most=8)
    own = bounds(fit["value_low"], fit["value_high"], unit)
    part = f", {breakdown(fit['breakdown'])}" if fit["breakdown"] else ""
    modality = f", {fit['modality']}" if fit["modality"] != "actual" else ""
    how = f"\n  {fit['derivation']}: {fit['formula']}" if fit["formula"] else ""
    return (
        f"{own if fit['value'] is None else value}: {fit['metric_label']}, {fit['entity_label']}{part}, "
        f"{period_words(fit['period_label'])}{modality}{how}\n"
        f"  fits {slips(fit['slips'], fit['factor'])}\n"
        f"  {_arithmetic(fit, own)}\n"
        f"  {fit['searched_count']:,} figures searched, {fit['class_count']:,} so related, "
        f"{chance(fit['chance'])} expected to fit by chance"
    )


def _arithmetic(fit: dict[str, Any], own: str) -> str:
    """How the bounds of the pasted figure meet those of the believed one."""
    given = _unit(fit["read_unit"])
    read = bounds(fit["read_low"], fit["read_high"], given)
    if fit["factor"] == 1:
        return f"{read} meets {own}"
    low, high = sorted((fit["read_low"] * fit["factor"], fit["read_high"] * fit["factor"]))
    return f"{read} × {digits(fit['factor'], 6)} = {bounds(low, high, given)}, which meets {own}"


def _unit(unit: str | None) -> str:
    """The unit to write a figure in: a bare number where none is known."""
    return unit or "count"
