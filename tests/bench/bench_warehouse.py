"""Prints how long the warehouse takes, each time beside a peer: run by `make bench`, quoted in docs/benchmarks.md."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from ingest import paths
from ingest.raw_tables import RAW_TABLES

Row = tuple[str, float, str, float]
COMPANIES = int(os.environ.get("BENCH_COMPANIES", "100"))
KPI = str(Path(sys.executable).parent / "kpi")


def seconds(run: Callable[[], object], times: int = 5) -> float:
    """The median of some runs, after one to warm up."""
    run()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def called(command: list[str], **environment: str) -> Callable[[], object]:
    """A command as a function that fails if it does."""
    return lambda: subprocess.run(
        command,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def dbt(folder: Path, database: Path, *, verb: str = "run") -> list[str]:
    """The dbt command that a refresh runs."""
    project = str(paths.dbt_project())
    os.environ["KPI_BUILD_FILE"] = str(database)
    return [sys.executable, "-m", "dbt.cli.main", "--quiet", verb, "--project-dir", project, "--profiles-dir", project,
            "--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]  # fmt: skip


def synthetic(database: Path) -> int:
    """A build's file with raw facts of many companies; their number."""
    with duckdb.connect(str(database)) as con:
        con.execute("create schema raw")
        for table, columns in RAW_TABLES.items():
            con.execute(
                f"create table raw.{table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
            )
        con.execute((Path(__file__).parent / "synthetic.sql").read_text().format(companies=COMPANIES))
        return int(con.execute("select count(*) from raw.facts").fetchall()[0][0])


def pandas_verdicts(database: Path) -> float:
    """Seconds that the same present beliefs (no history, no quarters) take cell by cell in pandas."""
    import pandas as pd

    with duckdb.connect(str(database), read_only=True) as con:
        facts = con.execute("select * from intermediate.int_facts_weighed").df()

    def believed(cell: pd.DataFrame) -> pd.Series:
        best = cell[cell.tier_rank == cell.tier_rank.min()]
        leaders = best[best.known_from == best.groupby("publisher").known_from.transform("max")]
        if leaders.value_low.max() >= leaders.value_high.min():
            return pd.Series({"value": None, "verdict": "contested"})
        winner = best.sort_values(["width", "known_from"], ascending=[True, False]).iloc[0]
        return pd.Series({"value": winner.value, "verdict": "single" if len(cell) == 1 else "agreed"})

    begin = time.perf_counter()
    facts.groupby("cell_id").apply(believed)
    return time.perf_counter() - begin


def small_commands(folder: Path) -> Iterator[Row]:
    """Commands on the built-in facts."""
    home = {"KPI_WAREHOUSE": str(folder / "warehouse")}
    imported = seconds(called([sys.executable, "-c", "import dbt.cli.main"]), 3)
    full = seconds(called([KPI, "refresh", "--full"], **home), 3)
    parsed = seconds(called(dbt(folder, folder / "warehouse" / "parsed.duckdb", verb="parse")), 3)
    yield "`kpi --help`", seconds(called([KPI, "--help"])), "importing dbt", imported
    yield "full refresh of the built-in facts, every dbt test included", full, "`dbt parse` alone", parsed
    yield (
        "refresh with nothing changed",
        seconds(called([KPI, "refresh"], **home)),
        "`dbt parse` alone",
        parsed,
    )


def many_facts(folder: Path) -> Iterator[Row]:
    """All models over synthetic facts, and questions to the result."""
    database = folder / "synthetic.duckdb"
    count = synthetic(database)
    begin = time.perf_counter()
    called(dbt(folder, database))()
    models = time.perf_counter() - begin
    what = f"all models over {count:,} facts: every past belief, quarter and conflict"
    yield what, models, "pandas cell by cell: present beliefs only", pandas_verdicts(database)
    with duckdb.connect(str(database), read_only=True) as con:
        one = seconds(lambda: con.execute("from kpi_series('m3', 'e77')").fetchall(), 20)
        past = seconds(lambda: con.sql("from kpi_as_of(date '2020-05-01')").pl(), 10)
    yield "one series of them (`kpi_series`)", one, "every belief of a past day (`kpi_as_of`)", past


def main() -> None:
    """One markdown table."""
    print("| what | seconds | beside it | seconds |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        for measure in (small_commands, many_facts):
            for what, own, peer, other in measure(Path(name)):
                print(f"| {what} | {own:.3f} | {peer} | {other:.3f} |", flush=True)


if __name__ == "__main__":
    main()
