"""`kpi identify`: which believed figures a pasted figure fits, by which slips, and how telling that is."""

from __future__ import annotations

from typing import Any

import polars as pl

from ingest.fits import fits_of, known_period, meeting, readings_in_units, unit_words
from ingest.format import amount, bounds, breakdown, chance, counted, slips
from ingest.format import period as period_words
from ingest.lookup import find_entity, find_metric
from ingest.published import connect
from ingest.readings import Reading
from ingest.terminal import print_json, say, tell


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
            "period": known_period(con, period) if period else None,
        }
        read = readings_in_units(con, text, metric.get("unit"))
        fits = fits_of(con, read, about)
    if as_json:
        print_json(fits.to_dicts())
        return 0
    _tell_readings(text, read)
    _tell_fits(fits, with_all=with_all)
    return 0


def _tell_readings(text: str, read: list[Reading]) -> None:
    """Tell how the figure was read, in as many ways as it was."""
    units = {one.unit for one in read}
    ways = {(one.value, one.value_low, one.value_high): one for one in read if one.unit != "ratio"}
    if len(ways) > 1 and len({one.notation for one in ways.values()}) > 1:
        tell(f"{text} can be read in two ways: {' or '.join(map(_read_words, ways.values()))}.")
        return
    commits = bounds(read[0].value_low, read[0].value_high, unit_words(read[0].unit))
    tell(f"{text} commits to {commits}{', of any unit' if units == {None} else ''}.")


def _read_words(one: Reading) -> str:
    """One reading with the notation that gives it."""
    return f"{amount(one.value, unit_words(one.unit), most=8)} ({one.notation})"


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
        f"  {meeting(fit)}\n"
        f"  {fit['searched_count']:,} figures searched, {fit['class_count']:,} so related, "
        f"{chance(fit['chance'])} expected to fit by chance"
    )
