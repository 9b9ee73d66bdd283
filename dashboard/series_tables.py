"""Series as tables to be read: the text alternative of every chart of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard.components import GLYPHS, VERDICTS
from dashboard.sentences import is_past
from ingest import format as fmt
from ingest.tongue import later, tr

OUTCOMES = {
    "above": later("above the range"),
    "below": later("below the range"),
    "within": later("within the range"),
    "open": later("still open"),
    "contested": later("contested"),
    "unknown": later("not known"),
}


def period_table(
    shown: pl.DataFrame, first: pl.DataFrame | None = None, now: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The periods of one series as they are read, newest first; columns without any figure are left out.

    `first` adds what was first known of quarters that are believed otherwise now, `now` what is believed now
    beside the belief of an earlier day.
    """
    firsts = {row["fiscal_quarter"]: row for row in first.to_dicts()} if first is not None else {}
    nows = {row["period_label"]: row for row in now.to_dicts()} if now is not None else {}
    rows = []
    for row in shown.sort("quarter_end", descending=True).iter_rows(named=True):
        earlier, later_on = firsts.get(row["period_label"]), nows.get(row["period_label"])
        unit, basis = row["unit"], row["growth_basis"]
        is_changed = earlier is not None and earlier["is_changed"]
        rows.append(
            {
                tr("Period"): fmt.period(row["period_label"]),
                tr("Value"): GLYPHS.get(row["derivation"] or "", "") + _figure(row),
                tr("Now"): _figure(later_on) if later_on else "",
                tr("First known"): fmt.amount(earlier["value"], unit) if earlier and is_changed else "",
                tr("Bounds"): _bounds(row),
                tr("How"): fmt.how(row["derivation"], row["formula"]),
                tr("Verdict"): tr(VERDICTS[row["verdict"]][2]) if row["verdict"] else "",
                tr("Year on year"): fmt.growth(row["yoy"], basis, unit)
                if row["yoy"] is not None
                else fmt.no_growth(row["yoy_block"])
                if row["yoy_block"]
                else "",
                tr("Quarter on quarter"): _change(row, "qoq"),
                tr("Last four quarters"): _ltm(row),
                tr("Known since"): fmt.day(row["known_from"]) if row["known_from"] else "",
            }
        )
    table = pl.DataFrame(rows)
    always = (tr("Period"), tr("Value"))
    return table.select(
        name for name in table.columns if name in always or table[name].str.len_chars().sum() > 0
    )


def comparison_table(frames: Sequence[pl.DataFrame], names: Sequence[str], measure: str) -> pl.DataFrame:
    """Several series side by side, newest first: one row a period, one column a series."""
    told: dict[str, dict[str, str]] = {}
    ends: dict[str, Any] = {}
    for frame, name in zip(frames, names, strict=True):
        for row in frame.iter_rows(named=True):
            label = row["period_label"]
            ends[label] = max(ends.get(label, row["quarter_end"]), row["quarter_end"])
            told.setdefault(label, {})[name] = _measured(row, measure)
    newest_first = sorted(told, key=lambda label: ends[label], reverse=True)
    return pl.DataFrame(
        [
            {tr("Period"): fmt.period(label)} | {name: told[label].get(name, "") for name in names}
            for label in newest_first
        ]
    )


def guidance_table(guided: pl.DataFrame, today: date | None = None) -> pl.DataFrame:
    """Guidance beside what came of it as it is read, the newest first."""
    day = today or date.today()
    return pl.DataFrame(
        [
            {
                tr("Period"): fmt.period(row["period_label"]),
                tr("Guided to"): fmt.bounds(row["value_low"], row["value_high"], row["unit"]),
                tr("Actual"): fmt.amount(row["actual"], row["unit"]) if row["actual"] is not None else "",
                tr("Outcome"): tr(_outcome(row, day)),
                tr("Known since"): fmt.day(row["known_from"]),
            }
            for row in guided.sort("period_end", descending=True).iter_rows(named=True)
        ]
    )


def _outcome(row: dict[str, Any], today: date) -> str:
    """What came of guidance, as a phrase."""
    return OUTCOMES["unknown" if is_past(row, today) else row["outcome"]]


def cell_table(cells: pl.DataFrame) -> pl.DataFrame:
    """Everything believed of a series as it is read."""
    rows = [
        {
            tr("Period"): fmt.period(row["period_label"]),
            tr("Modality"): fmt.words(row["modality"]),
            tr("Believed"): fmt.figure(
                row["value"],
                row["value_low"],
                row["value_high"],
                row["unit"],
                "contested" if row["verdict"] == "contested" else None,
            ),
            tr("Bounds"): fmt.bounds(row["value_low"], row["value_high"], row["unit"]),
            tr("Verdict"): tr(VERDICTS[row["verdict"]][2]),
            tr("Facts"): row["fact_count"],
            tr("Known since"): fmt.day(row["known_from"]),
        }
        for row in cells.iter_rows(named=True)
    ]
    return pl.DataFrame(rows)


def _figure(row: dict[str, Any]) -> str:
    """The figure of a period, or why there is none."""
    return fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"], row["gap"])


def _bounds(row: dict[str, Any]) -> str:
    """The bounds of a figure; empty where there are none."""
    if row["value_low"] is None:
        return ""
    return fmt.bounds(row["value_low"], row["value_high"], row["unit"])


def _change(row: dict[str, Any], measure: str) -> str:
    """A change; empty where there is none."""
    change = row.get(measure)
    return "" if change is None else fmt.growth(change, row["growth_basis"], row["unit"])


def _ltm(row: dict[str, Any]) -> str:
    """The sum over four quarters; empty where there is none, or where it is the value itself."""
    total = row.get("ltm")
    return "" if total is None or total == row["value"] else fmt.amount(total, row["unit"])


def _measured(row: dict[str, Any], measure: str) -> str:
    """A measure of a period in words."""
    match measure:
        case "value":
            return _figure(row)
        case "index":
            return "" if row["index"] is None else fmt.digits(row["index"], 1)
        case "ltm":
            return "" if row["ltm"] is None else fmt.amount(row["ltm"], row["unit"])
        case _:
            return _change(row, measure)
