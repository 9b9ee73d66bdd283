"""Answers to SQL that someone types, the same for the command line and the dashboard: bounded in time.

Every type of the database comes out in a form that a table, CSV, JSON and Parquet have: what has none of its
own (intervals, unions, bit strings, times with a zone, ...) is text as the database writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

import duckdb
import polars as pl

from ingest.errors import UnusableInputError
from ingest.terminal import plain

# The years that Python's dates hold, in seconds from 1970 on.
SECONDS_OF_YEARS = (-62_135_596_800, 253_402_300_799)
MOST_DIGITS = 38
PLAIN = {
    *("boolean", "float", "double", "decimal", "varchar", "uuid", "enum", "blob", "null"),
    *("tinyint", "smallint", "integer", "bigint", "hugeint"),
    *("utinyint", "usmallint", "uinteger", "ubigint"),
    *("date", "time", "timestamp", "timestamp_s", "timestamp_ms", "timestamp with time zone"),
}
NESTED = {"list", "array", "struct", "map"}


def answer(
    con: duckdb.DuckDBPyConnection, statement: str, *, seconds: float, most: int | None = None
) -> pl.DataFrame:
    """The rows of one statement, at most so many; empty where it has none.

    Raises duckdb.InterruptException after so many seconds, and UnusableInputError where a value has no form.
    """
    with con.cursor() as cursor, _interrupted_after(seconds, cursor):
        relation = cursor.sql(statement)
        if relation is None:
            return pl.DataFrame()
        rows: pl.DataFrame = _with_forms(relation if most is None else relation.limit(most)).pl()
    _refuse_what_no_form_holds(rows)
    return rows


def as_csv(rows: pl.DataFrame) -> str:
    """The rows as CSV: lists, structs and maps as JSON, bytes in hex."""
    parted = [name for name, kind in rows.schema.items() if kind.is_nested() or kind == pl.Binary]
    as_text = [pl.Series(name, map(cell_text, rows[name]), pl.String) for name in parted]
    return rows.with_columns(as_text).write_csv()


def cell_text(cell: Any) -> str | None:
    """A value as text: nested ones as JSON, bytes in hex; None for null.

    >>> cell_text({"a": [1, None]}), cell_text(bytes([170])), cell_text(1.5), cell_text(None)
    ('{"a": [1, null]}', 'aa', '1.5', None)
    """
    if isinstance(cell, list | tuple | dict | pl.Series):
        return json.dumps(plain(list(cell) if isinstance(cell, pl.Series) else cell), ensure_ascii=False)
    if isinstance(cell, bytes):
        return cell.hex()
    return None if cell is None else str(cell)


@contextmanager
def _interrupted_after(seconds: float, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Within it, whatever the cursor does is broken off after so many seconds."""
    timer = Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _with_forms(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The relation with each column that has no form of its own as text."""
    formless = [not _has_form(kind) for kind in relation.types]
    if not any(formless):
        return relation
    columns = []
    for at, (name, is_formless) in enumerate(zip(relation.columns, formless, strict=True), 1):
        quoted = name.replace('"', '""')
        columns.append(f'CAST(#{at} AS VARCHAR) AS "{quoted}"' if is_formless else f'#{at} AS "{quoted}"')
    return relation.project(", ".join(columns))


def _has_form(kind: Any) -> bool:
    """Whether a type of the database, with all types inside it, has a form outside of it."""
    if kind.id in NESTED:
        # The parts of an array are its type and its size.
        return all(_has_form(part) for _, part in kind.children if not isinstance(part, int))
    return kind.id in PLAIN


def _refuse_what_no_form_holds(rows: pl.DataFrame) -> None:
    """Raises UnusableInputError where a day or a whole number lies outside of what can be passed on."""
    for name, kind in rows.schema.items():
        if kind.is_temporal() and kind != pl.Time:
            is_wrong = ~rows[name].dt.epoch("s").is_between(*SECONDS_OF_YEARS)
            what = "a day outside of the years 1 to 9999"
        elif isinstance(kind, pl.Decimal) and kind.scale == 0:
            is_wrong = rows[name].cast(pl.String).str.strip_chars("-").str.len_chars() > MOST_DIGITS
            what = f"a whole number of more than {MOST_DIGITS} digits"
        else:
            continue
        if is_wrong.any():
            raise UnusableInputError(f'The column "{name}" holds {what}; write CAST({name} AS VARCHAR).')
