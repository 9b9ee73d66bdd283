"""The contract as people who type SQL look it up: tables, columns, macros, periods."""

from __future__ import annotations

import duckdb
import polars as pl

from ingest.published import query


def periods_of_figures(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The labels of the periods that have a believed figure, the newest first."""
    return query(
        con,
        """
        select period_label, max(period_end) as period_end
        from marts.fct_figures
        group by period_label
        order by period_end desc nulls last, period_label
        """,
    )


def tables(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The tables of the contract with what one row is and how many there are: one row a table."""
    return query(
        con,
        """
        select table_name, coalesce(comment, '') as description, estimated_size as row_count, column_count
        from duckdb_tables()
        where schema_name = 'marts'
        order by table_name
        """,
    )


def columns(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The columns of the contract with their types and what they say: one row a column."""
    return query(
        con,
        """
        select table_name, column_name, data_type, coalesce(comment, '') as description
        from duckdb_columns()
        where schema_name = 'marts'
        order by table_name, column_index
        """,
    )


def macros(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The table macros of the build with their parameters: one row a macro."""
    return query(
        con,
        """
        select function_name as macro, parameters
        from duckdb_functions()
        where function_type = 'table_macro' and not internal
        order by function_name
        """,
    )
