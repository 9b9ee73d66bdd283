"""The lake: added to, never rewritten, named by content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ingest import lake
from ingest.catalog import read_catalog
from ingest.facts import read_facts_file

WriteFacts = Callable[..., Path]


@pytest.fixture
def facts(acme: Path, write_facts: WriteFacts) -> pl.DataFrame:
    """Two facts of the filing and one of the release."""
    path = write_facts("a.csv", {}, {"period": "2023Q3"}, {"source_id": "acme-release"})
    return read_facts_file(path, read_catalog(acme)).facts


def test_each_source_has_its_file_and_the_facts_come_back_whole(facts: pl.DataFrame, tmp_path: Path) -> None:
    files = lake.store(facts, "a.csv", tmp_path)
    assert sorted((file.source_id, file.fact_count) for file in files) == [
        ("acme-filing", 2),
        ("acme-release", 1),
    ]
    assert all(file.lake_file == f"facts/{file.source_id}/{file.digest}.parquet" for file in files)
    assert lake.load(files, tmp_path).sort("fact_id").equals(facts.sort("fact_id"))


def test_storing_again_writes_nothing(facts: pl.DataFrame, tmp_path: Path) -> None:
    first = lake.store(facts, "a.csv", tmp_path)
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*.parquet")}
    again = lake.store(facts.reverse(), "a.csv", tmp_path)
    assert {file.digest for file in again} == {file.digest for file in first}
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*.parquet")} == before


def test_a_changed_fact_makes_a_new_file_beside_the_old(facts: pl.DataFrame, tmp_path: Path) -> None:
    lake.store(facts, "a.csv", tmp_path)
    lake.store(facts.with_columns(note=pl.lit("typed anew")), "a.csv", tmp_path)
    assert [len(list(folder.iterdir())) for folder in (tmp_path / "facts").iterdir()] == [2, 2]


def test_another_parser_version_makes_another_file(
    facts: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old, *_) = lake.store(facts, "a.csv", tmp_path)
    monkeypatch.setattr(lake, "PARSER_VERSION", "next")
    (new, *_) = lake.store(facts, "a.csv", tmp_path)
    assert (old.digest != new.digest, new.parser_version) == (True, "next")


def test_a_write_that_fails_leaves_no_file(
    facts: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fail)
    with pytest.raises(OSError, match="No space left"):
        lake.store(facts, "a.csv", tmp_path / "lake")
    assert [path for path in (tmp_path / "lake").rglob("*") if path.is_file()] == []
