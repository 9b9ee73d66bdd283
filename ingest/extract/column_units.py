"""The currency of bare numbers in a table: filings print the sign in a column's first row and in its totals.

A bare number may be of the currency of the nearest figure above it in its column, else of its row; whether it
is one, its metric decides, for customers can stand under dollars.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ingest.extract.printed.figures import read_as
from ingest.extract.stated import NO_MONEY, Money, Stated
from ingest.figure_words import UNITS, folded

# Words of row labels under which bare numbers are no money, unless their metric is.
COUNTED_WORDS = """
    shares employees headcount customers members number stores users patients
    موظفون الموظفون عدد أسهم الأسهم العملاء عملاء الأعضاء
"""
COUNTED = frozenset(map(folded, COUNTED_WORDS.split()))
UNNAMED = "the table names no currency; {unit} is that of the document"
NO_CURRENCIES = ("count", "score", "percent", "ratio", "days", "seconds", "bytes")
CURRENCIES = frozenset(
    unit for unit in UNITS if unit not in NO_CURRENCIES and not unit.endswith("_per_share")
)


def offer_currencies(stated: Sequence[Stated]) -> None:
    """Leave the money that its table offers a figure to those that can be it, else that of the column."""
    tables: dict[int, list[Stated]] = defaultdict(list)
    for one in stated:
        if not one.is_alone or not _is_open(one):
            one.may_be = NO_MONEY
        if one.line.cell:
            tables[one.line.block.start].append(one)
    for figures in tables.values():
        _offer_in_table(figures)


def _counts(one: Stated) -> bool:
    """Whether a row's label says that things are counted in it: shares, employees, a number of something."""
    return any(word.where == "row" and folded(word.word) in COUNTED for word in one.around)


def _is_open(one: Stated) -> bool:
    """Whether a figure's print leaves open that it is its table's money, or of its table's scale."""
    figure = one.figure
    return not figure.unit_from or (figure.unit == one.may_be.unit and not figure.scale_from)


def settle_units(stated: Sequence[Stated], unit_of: dict[str, str]) -> None:
    """Read each bare number in the currency that it may be of where its metric is of money or it has none."""
    for one in stated:
        unit, scale, named = one.may_be
        is_likely = named and not _counts(one)
        wanted = unit_of.get(one.metric.name, unit if is_likely else "")
        is_money = wanted in CURRENCIES or wanted.endswith("_per_share")
        if unit and is_money and one.figure.unit in ("count", unit) and one.figure.scale in ("", scale):
            read = read_as(one.figure._replace(unit="", scale=scale), unit)
            if read:
                origin = read.scale_from or ("outside" if read.scale else "")
                notes = read.notes if named else (*read.notes, UNNAMED.format(unit=unit))
                one.figure = read._replace(unit_from="outside", scale_from=origin, notes=notes)


def _offer_in_table(figures: Sequence[Stated]) -> None:
    """Currencies for the bare numbers of one table: down its columns, then along its rows."""
    by_column: dict[int, Money] = {}
    by_row: dict[int, Money] = {}
    for one in figures:
        cell = one.line.cell
        if cell is None:
            continue
        if one.figure.unit in CURRENCIES and one.figure.unit_from == "figure":
            scale = one.figure.scale if one.figure.scale_from == "outside" else ""
            by_column[cell.column] = by_row[cell.row] = Money(one.figure.unit, scale)
        elif one.is_alone and not one.figure.unit_from and not (one.may_be.unit and one.may_be.named):
            one.may_be = by_column.get(cell.column) or by_row.get(cell.row, one.may_be)
