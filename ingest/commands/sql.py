"""`kpi sql`: the rows of a statement over the published build; it can only read."""

from __future__ import annotations

import json
import sys

import duckdb
import polars as pl

from ingest.errors import UnusableInputError
from ingest.published import connect, query
from ingest.terminal import console, plain, print_json, table


def run(statement: str | None, shape: str) -> int:
    """Print the rows in a shape: table, csv, json or parquet."""
    text = sys.stdin.read() if statement is None else statement
    if not text.strip():
        raise UnusableInputError("There is no SQL; give it as an argument or on stdin.")
    with connect() as con:
        try:
            if len(con.extract_statements(text)) > 1:
                raise UnusableInputError("There is more than one statement; ask them one at a time.")
            rows = query(con, text)
        except duckdb.Error as error:
            raise UnusableInputError(f"DuckDB: {error}") from error
    if shape == "parquet":
        rows.write_parquet(sys.stdout.buffer)
    elif shape == "csv":
        sys.stdout.write(rows.with_columns(_flat(rows)).write_csv())
    elif shape == "json":
        print_json(rows.to_dicts())
    else:
        _print_table(rows)
    return 0


def _flat(rows: pl.DataFrame) -> list[pl.Expr]:
    """Columns that CSV has no form for, as text: lists and structs in JSON, bytes in hex."""
    nested = [
        pl.col(name).map_elements(_json, return_dtype=pl.String)
        for name, kind in rows.schema.items()
        if kind.is_nested()
    ]
    return [*nested, pl.col(pl.Binary).bin.encode("hex")]


def _json(value: object) -> str:
    """A nested value as JSON."""
    items = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(plain(items), ensure_ascii=False)


def _print_table(rows: pl.DataFrame) -> None:
    """Print the rows for a person, numbers to the right."""
    from rich.text import Text

    numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
    shown = table(*rows.columns, numbers=numbers)
    for row in rows.iter_rows():
        shown.add_row(*(Text("" if value is None else str(value)) for value in row))
    if rows.columns:
        console().print(shown)
