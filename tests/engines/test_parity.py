"""Every mart is the same on DuckDB and on Spark: on Sail in `make test`, on Apache Spark in `make spark`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.published import connect, query

PROJECT = Path(__file__).parents[2]
MARTS = sorted(path.stem for path in (PROJECT / "dbt_project" / "models" / "marts").glob("*.sql"))


@pytest.fixture(scope="session")
def marts_of_spark(built_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every mart as Spark makes it; dbt's own tests have passed there too."""
    folder = tmp_path_factory.mktemp("marts_of_spark")
    script = Path(__file__).with_name("build_on_spark.py")
    command = [sys.executable, str(script), str(built_warehouse / "kpi.duckdb"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def mart_of_duckdb(warehouse: Path, mart: str) -> pl.DataFrame:
    with connect((warehouse / "kpi.duckdb").resolve()) as con:
        return query(con, f"select * from marts.{mart}")


def assert_same(duckdb: pl.DataFrame, spark: pl.DataFrame) -> None:
    """Columns, types, rows and values are equal; numbers to 12 digits, as engines add in different orders."""
    exact = [name for name, kind in duckdb.schema.items() if not kind.is_float()]
    assert_frame_equal(duckdb.sort(exact), spark.sort(exact), rel_tol=1e-12, abs_tol=0)


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_is_the_same_on_both_engines(mart: str, built_warehouse: Path, marts_of_spark: Path) -> None:
    assert_same(mart_of_duckdb(built_warehouse, mart), pl.read_parquet(marts_of_spark / f"{mart}.parquet"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(pl.col("value") * (1 + 1e-11), id="eleventh digit"),
        pytest.param(
            pl.when(pl.col("value") < pl.col("value").max()).then("value").alias("value"), id="no value"
        ),
        pytest.param(pl.col("value_high").replace(float("inf"), sys.float_info.max), id="no infinity"),
        pytest.param(pl.col("printed").str.replace("$", "", literal=True), id="one character"),
        pytest.param(pl.col("line_no").cast(pl.Int64), id="type"),
    ],
)
def test_one_difference_is_enough(other: pl.Expr, built_warehouse: Path) -> None:
    facts = mart_of_duckdb(built_warehouse, "fct_facts")
    with pytest.raises(AssertionError):
        assert_same(facts, facts.with_columns(other))
