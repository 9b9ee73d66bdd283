"""The currency of bare numbers in a table: filings print the sign in a column's first row and in its totals.

A bare number may be of the currency of the nearest figure above it in its column, else of its row; whether it
is one, its metric decides, for customers can stand under dollars.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ingest.extract.figures import read_as
from ingest.extract.stated import Stated
from ingest.figure_words import UNITS

NO_CURRENCIES = ("count", "score", "percent", "ratio", "days", "seconds", "bytes")
CURRENCIES = frozenset(unit for unit in UNITS if unit not in NO_CURRENCIES and not unit.endswith("_per_share"))


def offer_currencies(stated: Sequence[Stated]) -> None:
    """Give each bare number of a table the currency that it may be of."""
    tables: dict[int, list[Stated]] = defaultdict(list)
    for one in stated:
        if one.line.cell:
            tables[one.line.block.start].append(one)
    for figures in tables.values():
        _offer_in_table(figures)


def settle_units(stated: Sequence[Stated], unit_of: dict[str, str]) -> None:
    """Read each bare number in the currency that it may be of where its metric is of money or there is none."""
    for one in stated:
        wanted = unit_of.get(one.metric.name, one.may_be)
        if one.may_be and wanted == one.may_be:
            read = read_as(one.figure, one.may_be)
            one.figure = read._replace(unit_from="column") if read else one.figure


def _offer_in_table(figures: Sequence[Stated]) -> None:
    """Currencies for the bare numbers of one table: down its columns, then along its rows."""
    by_column: dict[int, str] = {}
    by_row: dict[int, str] = {}
    for one in figures:
        cell = one.line.cell
        if cell is None:
            continue
        if one.figure.unit in CURRENCIES:
            by_column[cell.column] = by_row[cell.row] = one.figure.unit
        elif one.figure.unit == "count" and not one.figure.unit_from:
            one.may_be = by_column.get(cell.column) or by_row.get(cell.row, "")
