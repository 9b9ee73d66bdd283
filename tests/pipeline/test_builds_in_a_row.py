"""Two real builds, dbt and all: the second remembers the first, and older tools can read both."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest import paths
from ingest.refresh import refresh


def asked(sql: str) -> list[tuple[object, ...]]:
    """Rows of the published file."""
    with duckdb.connect(paths.published().resolve(), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.fixture
def second_build(acme: Path, built_acme: Path, write_facts: Callable[..., Path]) -> None:
    """The Acme warehouse with one more fact published over it."""
    shutil.copytree(built_acme, acme.parent / "warehouse", symlinks=True)
    write_facts("more.csv", {"period": "2023Q4"})
    assert refresh().built


@pytest.mark.usefixtures("second_build")
def test_the_ledger_goes_on_and_adds_only_what_is_new() -> None:
    first, second = asked("SELECT build_id FROM marts.meta_builds ORDER BY built_at")
    changes = asked("SELECT build_id, change, cause, period_label FROM marts.meta_changes ORDER BY built_at")
    of_first = [row for row in changes if row[0] == first[0]]
    assert {row[1:3] for row in of_first} == {("new", "first_build")}
    assert [row for row in changes if row[0] == second[0]] == [(second[0], "new", "facts", "2023Q4")]
    assert len(changes) == len(of_first) + 1


@pytest.mark.usefixtures("second_build")
def test_the_published_file_is_in_the_format_that_tools_of_1_5_read() -> None:
    assert asked("SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal") == [
        ("v1.5.0+",)
    ]
