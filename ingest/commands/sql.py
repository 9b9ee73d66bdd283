"""`kpi sql`: the rows of a statement over the published build; it can only read."""

from __future__ import annotations

import sys

import duckdb
import polars as pl

from ingest.answers import answer, as_csv, cell_text
from ingest.errors import UnusableInputError
from ingest.published import connect
from ingest.terminal import console, print_json, table, verbatim


def run(statement: str | None, shape: str, seconds: float) -> int:
    """Print the rows in a shape: table, csv, json or parquet."""
    text = sys.stdin.read() if statement is None else statement
    if not text.strip():
        raise UnusableInputError("There is no SQL; give it as an argument or on stdin.")
    rows = _rows(text, seconds)
    if shape == "parquet":
        rows.write_parquet(sys.stdout.buffer)
    elif shape == "csv":
        sys.stdout.write(as_csv(rows))
    elif shape == "json":
        print_json(rows.to_dicts())
    else:
        _print_table(rows)
    return 0


def _rows(text: str, seconds: float) -> pl.DataFrame:
    """The rows of the one statement of a text; raises UnusableInputError with a sentence."""
    with connect() as con:
        try:
            if len(con.extract_statements(text)) > 1:
                raise UnusableInputError("There is more than one statement; ask them one at a time.")
            return answer(con, text, seconds=seconds)
        except duckdb.InterruptException as error:
            raise UnusableInputError(
                f"Stopped after {seconds:g} seconds; ask for less, or give it longer with --timeout."
            ) from error
        except duckdb.Error as error:
            raise UnusableInputError(f"DuckDB: {error}") from error


def _print_table(rows: pl.DataFrame) -> None:
    """Print the rows for a person, numbers to the right."""
    numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
    shown = table(*rows.columns, numbers=numbers)
    for row in rows.iter_rows():
        shown.add_row(*(verbatim(cell_text(cell) or "") for cell in row))
    if rows.columns:
        console().print(shown)
