"""Real builds in a row, dbt and all: the next remembers the ones before, and two can be compared."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest import builds, paths, publish
from ingest.build_diff import chosen_build, differences
from ingest.commands import builds as command
from ingest.errors import UnusableInputError
from ingest.refresh import refresh


def asked(sql: str) -> list[tuple[Any, ...]]:
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


ASKED_OF_CHANGES = (
    *("change", "cause", "entity_id", "metric_id", "breakdown", "period_type", "period_start", "period_end"),
    *("period_label", "modality", "value_before", "value_after", "verdict_before", "verdict_after"),
    *("fact_id_before", "fact_id_after"),
)


def told(before: str, after: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What `kpi builds --diff` gives a program."""
    capsys.readouterr()
    assert command.run_diff(before, after, as_json=True) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


@pytest.fixture
def eventful_build(acme: Path, built_acme: Path, write_facts: Callable[..., Path]) -> None:
    """A second Acme build: one cell is new, one restated, one of other facts, one without its source."""
    shutil.copytree(built_acme, acme.parent / "warehouse", symlinks=True)
    report = '[[source]]\nid = "acme-report"\ntitle = "R"\npublisher = "Acme Corporation"\nlanguage = "en"\n'
    report += 'tier = "filing"\npublished_on = 2026-02-20\npublished_on_basis = "filed"\n'
    sources = (acme / "sources.toml").read_text("utf-8").replace('"acme-page"', '"acme-site"')
    (acme / "sources.toml").write_text(f"{sources}\n{report}", "utf-8")
    facts = acme / "facts" / "acme.csv"
    rows = [row for row in facts.read_text("utf-8").splitlines() if not row.startswith("acme-page")]
    facts.write_text("\n".join(rows) + "\n", "utf-8")
    figure = {"value": "410000000", "value_low": "409500000", "value_high": "410500000"}
    restated = {"source_id": "acme-report", "period": "FY2024", "printed": "410", **figure}
    write_facts("more.csv", {"period": "2023Q4"}, restated)
    assert refresh().built


@pytest.mark.usefixtures("eventful_build")
def test_a_diff_of_neighbours_says_what_the_ledger_says(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = asked(
        f"SELECT {', '.join(ASKED_OF_CHANGES)} FROM marts.meta_changes WHERE cause <> 'first_build' ORDER BY ALL"
    )
    rows = told("previous", "published", capsys)
    plain = [tuple(str(cell) if isinstance(cell, dt.date) else cell for cell in change) for change in ledger]
    assert sorted((tuple(row[name] for name in ASKED_OF_CHANGES) for row in rows), key=str) == sorted(
        plain, key=str
    )
    assert [
        (row["change"], row["cause"], row["period_label"], row["relative_change"], row["unit"])
        for row in rows
    ] == [
        ("restated", "facts", "FY2024", 0.025, "usd"),
        ("source_gone", "facts", "2024-12-31", None, "count"),
        ("new", "facts", "2023Q4", None, "usd"),
    ]


@pytest.mark.usefixtures("eventful_build")
def test_a_diff_read_backwards_takes_back_what_was_changed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told("newest", "previous", capsys)
    assert [(row["change"], row["period_label"], row["value_after"]) for row in rows] == [
        ("source_gone", "FY2024", 400e6),
        ("new", "2024-12-31", 1.2e6),
        ("resolved_differently", "2023Q4", None),
    ]
    assert command.run_diff("newest", "previous", as_json=False) == 0
    said = capsys.readouterr().out
    assert "$410 million   $400 million" in said
    assert "-2.44%" in said
    assert said.endswith(
        "3 cells of build "
        + " other than in build ".join([chosen_build("previous"), chosen_build("newest")])
        + "\n"
    )


@pytest.mark.usefixtures("eventful_build")
def test_the_next_build_knows_when_each_was_published_and_how(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = [build.build_id for build in builds.all_builds(paths.builds())]
    publish.rollback(first)
    publish.rollback(second)
    publish.rollback(first)
    assert command.run_list(as_json=True) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(row["build_id"], row["last_published_by"]) for row in listed] == [
        (second, "rollback"),
        (first, "rollback"),
    ]
    refresh(full=True)
    known = asked("SELECT build_id, kind FROM marts.meta_publications ORDER BY published_at, kind")
    assert known[:2] == [(first, "refresh"), (second, "refresh")]
    assert sorted(known[2:]) == [(first, "rollback"), (first, "rollback"), (second, "rollback")]
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    ((earliest, latest),) = asked("SELECT min(published_at), max(published_at) FROM marts.meta_publications")
    assert now - dt.timedelta(hours=1) < earliest <= latest <= now


@pytest.mark.usefixtures("second_build")
def test_a_build_is_named_by_word_or_by_the_beginning_of_its_id() -> None:
    first, second = [build.build_id for build in builds.all_builds(paths.builds())]
    publish.rollback(first)
    assert [chosen_build(name) for name in ("published", "newest", second, second[:-1])] == [
        first,
        second,
        second,
        second,
    ]
    with pytest.raises(UnusableInputError, match="There is no earlier build"):
        chosen_build("previous")
    with pytest.raises(UnusableInputError, match=f'"2" may be any of {first}, {second}; write more of it'):
        chosen_build("2")
    with pytest.raises(UnusableInputError, match='There is no build "newst"; did you mean "newest"'):
        chosen_build("newst")
    shutil.rmtree(paths.builds() / second)
    with pytest.raises(UnusableInputError, match=f'"{second}" was published once, but is no longer kept'):
        chosen_build(second)
    assert differences(first, first) == []


@pytest.mark.usefixtures("second_build")
def test_a_build_of_another_version_is_not_compared() -> None:
    first, second = [build.build_id for build in builds.all_builds(paths.builds())]
    file = paths.builds() / first / builds.DATABASE
    file.chmod(0o644)
    with duckdb.connect(file) as con:
        con.execute("ALTER TABLE marts.fct_observations DROP COLUMN facts_digest")
    with pytest.raises(UnusableInputError, match="made by another version of this program"):
        differences(first, second)
