"""Schema `raw` of the DuckDB file being built: the catalog, the lake's facts and what was published before.

It copies; every column and type stands in `raw_tables.py`. The file is written so that DuckDB 1.5 reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from ingest.errors import UnusableInputError
from ingest.lake import LakeFile
from ingest.raw_tables import RAW_TABLES

STORAGE_VERSION = "v1.5.0"
FACT_ORDER = "entity_id, metric_id, breakdown, period_end, known_from, fact_id"
# Tables that carry a build's memory: raw table, the mart it is copied from, what is fixed about it. What was
# believed is what was published; builds and changes go on from the newest, even one that was rolled back.
PUBLISHED = {
    "previous_observations": (
        "fct_observations",
        {"build_id": "(SELECT build_id FROM previous.raw.builds WHERE is_this_build)"},
    ),
}
NEWEST = {
    "builds": ("meta_builds", {"is_this_build": "false"}),
    "previous_changes": ("meta_changes", {}),
}


def load_raw(
    database: Path,
    frames: Mapping[str, pl.DataFrame],
    lake_files: Sequence[LakeFile],
    lake: Path,
    published: Path | None,
    newest: Path | None,
) -> None:
    """Write schema `raw` into a new database.

    `frames` are by raw table; among them `evidence` (fact_id, evidence, evidence_detail), which joins the
    facts, and `candidates`, facts that are in no lake file. `published` is the file that people read now,
    `newest` the one built last, if any.
    """
    with duckdb.connect(database, config={"storage_compatibility_version": STORAGE_VERSION}) as con:
        con.execute("CREATE SCHEMA raw")
        for table, columns in RAW_TABLES.items():
            typed = ", ".join(f"{column} {sql_type}" for column, sql_type in columns.items())
            con.execute(f"CREATE TABLE raw.{table} ({typed})")
        for table, frame in frames.items():
            if table in RAW_TABLES:
                con.register("frame", frame.to_arrow())
                con.execute(f"INSERT INTO raw.{table} BY NAME SELECT * FROM frame")
                con.unregister("frame")
        con.register("evidence", frames["evidence"].to_arrow())
        _load_facts(con, lake_files, lake)
        _load_candidates(con, frames["candidates"])
        con.unregister("evidence")
        for previous, memory in ((published, PUBLISHED), (newest, NEWEST)):
            if previous is not None:
                _load_previous(con, previous, memory)


def _load_facts(con: duckdb.DuckDBPyConnection, lake_files: Sequence[LakeFile], lake: Path) -> None:
    """Load the facts of exactly these lake files, sorted by series, each with its evidence."""
    if not lake_files:
        return
    con.execute(
        f"""
        INSERT INTO raw.facts BY NAME
        SELECT facts.* EXCLUDE (filename), evidence, evidence_detail, filename[$skip:] AS lake_file
        FROM read_parquet($files, filename = true) AS facts
        LEFT JOIN evidence USING (fact_id)
        ORDER BY {FACT_ORDER}
        """,
        {"files": [str(lake / file.lake_file) for file in lake_files], "skip": len(str(lake)) + 2},
    )


def _load_candidates(con: duckdb.DuckDBPyConnection, candidates: pl.DataFrame) -> None:
    """Load facts that wait for a decision, each with its evidence; no lake file holds them."""
    con.register("candidates", candidates.to_arrow())
    con.execute(
        f"""
        INSERT INTO raw.facts BY NAME
        SELECT candidates.*, evidence, evidence_detail, NULL AS lake_file
        FROM candidates LEFT JOIN evidence USING (fact_id)
        ORDER BY {FACT_ORDER}
        """
    )
    con.unregister("candidates")


def _load_previous(
    con: duckdb.DuckDBPyConnection, previous: Path, memory: Mapping[str, tuple[str, Mapping[str, str]]]
) -> None:
    """Copy what an earlier file remembers into the raw tables of `memory`."""
    escaped = str(previous).replace("'", "''")
    try:
        con.execute(f"ATTACH '{escaped}' AS previous (READ_ONLY)")
    except duckdb.Error as error:
        raise UnusableInputError(
            f"The build {previous.parent.name} cannot be read ({error}); remove its folder, "
            "or go back to a sound one with `kpi rollback`."
        ) from error
    for table, (mart, fixed) in memory.items():
        there = con.execute(
            "SELECT column_name FROM duckdb_columns() "
            "WHERE database_name = 'previous' AND schema_name = 'marts' AND table_name = ?",
            [mart],
        ).fetchall()
        columns = [name for (name,) in there if name in RAW_TABLES[table] and name not in fixed]
        if columns:
            chosen = ", ".join([*columns, *(f"{value} AS {name}" for name, value in fixed.items())])
            con.execute(f"INSERT INTO raw.{table} BY NAME SELECT {chosen} FROM previous.marts.{mart}")
    con.execute("DETACH previous")
