"""Sealing, publishing, going back and clearing up, on builds of a few bytes."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import duckdb
import pytest

from ingest import builds, paths, publish
from ingest.builds import Build
from ingest.errors import NothingPublishedError, UnusableInputError
from ingest.published import connect, published_file, query

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty warehouse."""
    monkeypatch.setenv("KPI_WAREHOUSE", str(tmp_path))
    return tmp_path


def build(number: int) -> str:
    """A sealed build whose only table holds its number."""
    built_at = START + dt.timedelta(minutes=number)
    build_id = f"{built_at:%Y%m%dT%H%M%SZ}-00000000"
    building = paths.builds() / f"{publish.BUILDING}{build_id}"
    building.mkdir(parents=True)
    with duckdb.connect(building / builds.DATABASE) as con:
        con.execute("CREATE TABLE build AS SELECT ? AS number", [number])
    record = Build(build_id, built_at.isoformat(), {"input": ""}, "1", 0, 0, {}, [], [])
    publish.seal(building, record)
    return build_id


def published_number() -> int:
    """The number of the published build, read as a reader reads it."""
    with connect() as con:
        return int(query(con, "SELECT number FROM build").item())


def test_a_sealed_build_is_read_only_and_has_no_log() -> None:
    folder = paths.builds() / build(1)
    assert sorted(path.name for path in folder.iterdir()) == ["build.json", "kpi.duckdb"]
    assert stat.S_IMODE((folder / "kpi.duckdb").stat().st_mode) == 0o444


def test_the_link_is_relative_so_that_the_warehouse_can_move() -> None:
    build_id = build(1)
    publish.publish(build_id)
    assert paths.published().readlink() == Path("builds") / build_id / "kpi.duckdb"


def test_publishing_again_replaces_the_link() -> None:
    for number in (1, 2):
        publish.publish(build(number))
        assert published_number() == number


def test_who_has_the_old_build_open_keeps_reading_it() -> None:
    publish.publish(build(1))
    with connect() as con:
        publish.publish(build(2))
        assert query(con, "SELECT number FROM build").item() == 1
    assert published_number() == 2


def test_rollback_goes_to_the_build_before_or_to_the_named_one() -> None:
    first, second, third = build(1), build(2), build(3)
    publish.publish(third)
    assert (publish.rollback(), published_number()) == (second, 2)
    assert (publish.rollback(), published_number()) == (first, 1)
    with pytest.raises(UnusableInputError, match="no earlier build"):
        publish.rollback()
    assert (publish.rollback(third), published_number()) == (third, 3)
    with pytest.raises(UnusableInputError, match='There is no build "x"'):
        publish.rollback("x")


def test_the_last_ten_builds_are_kept_and_the_published_one() -> None:
    made = [build(number) for number in range(13)]
    publish.publish(made[0])
    publish.prune()
    assert [one.build_id for one in builds.all_builds(paths.builds())] == [made[0], *made[3:]]


def test_what_a_killed_refresh_left_is_cleared(warehouse: Path) -> None:
    publish.publish(build(1))
    unfinished = paths.builds() / ".building-20260101T000500Z-00000000"
    unfinished.mkdir()
    (unfinished / "kpi.duckdb").write_bytes(b"half")
    (warehouse / ".kpi.duckdb.123").symlink_to("builds")
    partial = paths.lake() / "facts" / "s" / "x.1.partial"
    partial.parent.mkdir(parents=True)
    partial.touch()
    publish.clear_unfinished()
    assert [path.name for path in warehouse.iterdir() if path.name.startswith(".kpi")] == []
    assert (unfinished.exists(), partial.exists(), published_number()) == (False, False, 1)


def test_a_folder_without_a_record_is_no_build() -> None:
    build_id = build(1)
    (paths.builds() / "stray").mkdir()
    (paths.builds() / build_id / "build.json").write_text("{}")
    assert builds.all_builds(paths.builds()) == []


def test_readers_are_told_when_nothing_is_published() -> None:
    with pytest.raises(NothingPublishedError, match="run `kpi refresh` first"):
        published_file()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a INTEGER)",
        "DELETE FROM build",
        "COPY build TO 'stolen.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('build.json')",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '1TB'",
        "RESET lock_configuration",
        "FROM a_variable_of_python",
    ],
)
def test_the_read_door_neither_writes_nor_looks_around(statement: str) -> None:
    publish.publish(build(1))
    a_variable_of_python = query(connect(), "SELECT 1 AS one")
    with connect() as con, pytest.raises(duckdb.Error):
        query(con, statement)
    assert a_variable_of_python.item() == 1
    assert published_number() == 1
