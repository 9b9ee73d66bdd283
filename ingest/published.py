"""The read door to what is published: the same for the command line and the dashboard.

A connection reads one build, whatever is published later. It cannot write, read or attach files, load
extensions, see Python's variables, or change any of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl

from ingest import paths
from ingest.errors import NothingPublishedError

MEMORY_LIMIT = "4GB"


def published_file() -> Path:
    """The published build's own file, which stays the same build; raises NothingPublishedError."""
    link = paths.published()
    if not link.exists():
        raise NothingPublishedError("Nothing is published yet; run `kpi refresh` first.")
    return link.resolve()


def connect(file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only, closed-off connection to a build's file, by default the published one."""
    return duckdb.connect(
        file or published_file(),
        read_only=True,
        config={
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "memory_limit": MEMORY_LIMIT,
            "lock_configuration": True,
        },
    )


def query(
    con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """The rows of a statement, through a cursor of its own; empty where the statement has none."""
    with con.cursor() as cursor:
        relation = cursor.sql(sql, params=params)
        return pl.DataFrame() if relation is None else cast(pl.DataFrame, relation.pl())
