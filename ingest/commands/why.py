"""`kpi why`: what is believed of one cell, the rule that decided, and every fact on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from ingest.commands.series import of_breakdown, written, written_bounds
from ingest.errors import UnusableInputError
from ingest.format import GAP_REASONS, GAP_WORDS, words
from ingest.lookup import default_entity, find_breakdown, find_entity, find_metric
from ingest.published import connect, query
from ingest.terminal import console, print_json, tell, verbatim
from ingest.typed_periods import nearest_in_time, typed_period

if TYPE_CHECKING:
    from rich.tree import Tree

ROLES = {
    "winner": "believed",
    "agrees": "agrees",
    "beaten": "beaten",
    "rival": "rival",
    "operand": "worked out from",
}


def run(
    metric_name: str, period: str, entity_name: str | None, breakdown: str | None, *, as_json: bool
) -> int:
    """Print the cells of a period and the facts behind them, as JSON or as a tree."""
    with connect() as con:
        metric = find_metric(con, metric_name)
        entity = find_entity(con, entity_name) if entity_name else default_entity(con, metric["metric_id"])
        key = [entity["entity_id"], metric["metric_id"]]
        part = find_breakdown(con, metric["metric_id"], entity["entity_id"], breakdown)
        label = _known_period(con, key, part, period)
        cells = of_breakdown(_cells(con, key, label), part)
        facts = query(con, "FROM why(?, ?, ?)", [*key, label])
    facts = facts.filter(pl.col("breakdown").is_in(cells["breakdown"].unique().implode()))
    if as_json:
        ids = {"entity_id": key[0], "metric_id": key[1], "period_label": label}
        print_json({**ids, "cells": cells.to_dicts(), "facts": facts.to_dicts()})
        return 0
    tell(f"{metric['label_en']}, {entity['label_en']}, {label}")
    for cell in cells.iter_rows(named=True):
        console().print(_tree(cell, facts))
        if cell["gap"]:
            tell(GAP_REASONS.get(cell["gap"], ""))
    return 0


def _known_period(con: duckdb.DuckDBPyConnection, key: list[str], part: str | None, period: str) -> str:
    """The label of a period that a series has, however it was typed; raises with the nearest in time."""
    labels = query(
        con,
        """
        SELECT period_label, bool_or(has_figure) AS has_figure
        FROM (
            SELECT entity_id, metric_id, breakdown, period_label, true AS has_figure
            FROM marts.fct_observations
            UNION ALL
            SELECT entity_id, metric_id, breakdown, fiscal_quarter, value IS NOT NULL
            FROM marts.fct_quarters
        )
        WHERE entity_id = $1 AND metric_id = $2 AND breakdown = coalesce($3, breakdown)
        GROUP BY 1 ORDER BY 1
        """,
        [*key, part],
    )
    wanted = typed_period(period)
    for label in labels["period_label"]:
        if label.casefold() == wanted.casefold():
            return str(label)
    whose = f"{key[1]} of {key[0]}{f', {part}' if part else ''}"
    if labels.is_empty():
        raise UnusableInputError(f"No fact states {whose}.")
    with_figures = labels.filter("has_figure")["period_label"].to_list()
    near = ", ".join(nearest_in_time(wanted, with_figures)) or "undated"
    raise UnusableInputError(f'There is no "{wanted}" of {whose}; the nearest in time: {near}.')


def _cells(con: duckdb.DuckDBPyConnection, key: list[str], label: str) -> pl.DataFrame:
    """What is believed for the period: the quarter where it is one, else the observations of that label."""
    quarters = query(
        con,
        """
        SELECT breakdown, 'actual' AS modality, value, value_low, value_high, unit, derivation, gap, formula,
            verdict, rule
        FROM marts.fct_quarters WHERE entity_id = ? AND metric_id = ? AND fiscal_quarter = ?
        """,
        [*key, label],
    )
    observations = query(
        con,
        """
        SELECT breakdown, modality, value, value_low, value_high, unit, NULL AS derivation, NULL AS gap,
            NULL AS formula, verdict, rule
        FROM marts.fct_observations WHERE entity_id = ? AND metric_id = ? AND period_label = ?
        """,
        [*key, label],
    )
    in_quarters = pl.col("breakdown").is_in(quarters["breakdown"].implode()) & (
        pl.col("modality") == "actual"
    )
    others = observations.filter(~in_quarters).cast(quarters.schema)
    return pl.concat([quarters, others]).sort("breakdown", "modality")


def _tree(cell: dict[str, Any], facts: pl.DataFrame) -> Tree:
    """One cell with its facts below it, grouped by the verdict on each stated cell."""
    from rich.tree import Tree

    tree = Tree(verbatim(_believed(cell)))
    behind = facts.filter(
        (pl.col("breakdown") == cell["breakdown"]) & (pl.col("modality") == cell["modality"])
    )
    stated = behind.partition_by("cell_id", as_dict=True, maintain_order=True)
    for group in stated.values():
        first = group.row(0, named=True)
        verdict = (
            f"{first['period_label']}: {words(first['verdict'])} ({words(first['rule'])}). "
            f"{first['rule_description']}"
        )
        branch = tree.add(verbatim(verdict))
        for fact in group.iter_rows(named=True):
            branch.add(verbatim(_stated(fact)))
    return tree


def _believed(cell: dict[str, Any]) -> str:
    """What is believed of a cell, in a line."""
    named = [cell["breakdown"], "" if cell["modality"] == "actual" else cell["modality"]]
    value = written(cell["value"], cell["unit"]) or GAP_WORDS.get(cell["gap"], "no single value")
    how = cell["formula"] or cell["derivation"] or ""
    return "  ".join(part for part in (*named, value, written_bounds(cell, cell["unit"]), how) if part)


def _stated(fact: dict[str, Any]) -> str:
    """One fact: its part, what is printed, the value read, and where it stands."""
    value = written(fact["value"], fact["unit"]) or written_bounds(fact, fact["unit"])
    reads = "" if value == fact["printed"] else f" = {value}"
    day = f"{fact['published_on']} ({fact['published_on_basis']})"
    note = f"\n{fact['note']}" if fact["note"] else ""
    return (
        f"{ROLES.get(fact['role'], fact['role'])}: {fact['printed']}{reads}\n"
        f"{fact['source_title']}\n"
        f"{fact['publisher']}, {words(fact['tier'])}, {day}; {fact['locator']}; {fact['evidence']}{note}"
    )
