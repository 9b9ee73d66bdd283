"""Two real builds in a row, dbt and all: the second remembers the first, and the two can be compared."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest import builds, paths, publish
from ingest.build_diff import chosen_build, differences
from ingest.cli import main
from ingest.commands import builds as command
from ingest.errors import UnusableInputError
from ingest.refresh import refresh

ACME = Path(__file__).parents[1] / "acme"
SOURCE = (
    '\n[[source]]\nid = "{}"\ntitle = "R"\npublisher = "{}"\nlanguage = "en"\n'
    'tier = "filing"\npublished_on = 2026-02-20\npublished_on_basis = "filed"\n'
)
COLUMNS_OF_A_CHANGE = (
    *("change", "cause", "entity_id", "metric_id", "breakdown", "period_type", "period_start", "period_end"),
    *("period_label", "modality", "value_before", "value_after", "verdict_before", "verdict_after"),
    *("fact_id_before", "fact_id_after"),
)


def asked(sql: str) -> list[tuple[Any, ...]]:
    """Rows of the published file."""
    with duckdb.connect(paths.published().resolve(), read_only=True) as con:
        return con.execute(sql).fetchall()


def figure(source_id: str, period: str, millions: int) -> dict[str, str]:
    """A row of a facts file: total revenues of Acme."""
    names = {"source_id": source_id, "locator": "table 9", "printed": str(millions), "language": "en"}
    about = {"entity_id": "acme", "metric_id": "total_revenues", "period": period, "modality": "actual"}
    value = {
        "value": f"{millions}000000",
        "value_low": f"{millions - 1}500000",
        "value_high": f"{millions}500000",
    }
    return names | about | value | {"scale": "million", "qualifier": "exact", "unit": "usd"}


@pytest.fixture(scope="module")
def two_builds(built_acme: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Acme warehouse, rolled back to itself, with a second build: one cell is new, one restated, one
    outranked by another publisher, one said again, and one source is gone."""
    folder = tmp_path_factory.mktemp("row")
    shutil.copytree(built_acme, folder / "warehouse", symlinks=True)
    catalog = shutil.copytree(ACME, folder / "catalog")
    sources = (catalog / "sources.toml").read_text("utf-8").replace('"acme-page"', '"acme-site"')
    (catalog / "sources.toml").write_text(
        sources + SOURCE.format("acme-report", "Acme Corporation") + SOURCE.format("wire", "Wire"), "utf-8"
    )
    header, *rows = (catalog / "facts" / "acme.csv").read_text("utf-8").splitlines()
    stay = [row for row in rows if not row.startswith("acme-page")]
    (catalog / "facts" / "acme.csv").write_text("\n".join([header, *stay]) + "\n", "utf-8")
    with (catalog / "facts" / "more.csv").open("w", encoding="utf-8", newline="") as file:
        more = csv.DictWriter(file, header.split(","), lineterminator="\n")
        more.writeheader()
        more.writerow(figure("acme-filing", "2023Q4", 120))
        more.writerow(figure("acme-report", "2024Q1", 110))
        more.writerow(figure("wire", "2024Q2", 114))
        more.writerow(figure("acme-report", "2024Q3", 98))
    with pytest.MonkeyPatch.context() as set_to:
        set_to.setenv("KPI_WAREHOUSE", str(folder / "warehouse"))
        set_to.setenv("KPI_CATALOG", str(catalog))
        publish.rollback(builds.published_id(paths.published()))
        assert refresh().built
    return folder / "warehouse"


@pytest.fixture(autouse=True)
def ids(two_builds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The ids of the two builds, in a copy of their warehouse."""
    shutil.copytree(two_builds, tmp_path / "warehouse", symlinks=True)
    monkeypatch.setenv("KPI_WAREHOUSE", str(tmp_path / "warehouse"))
    first, second = (build.build_id for build in builds.all_builds(paths.builds()))
    return first, second


def told(before: str, after: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What `kpi builds --diff` gives a program."""
    assert command.run_diff(before, after, as_json=True) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_the_ledger_goes_on_and_adds_only_what_is_new(ids: tuple[str, str]) -> None:
    assert asked("SELECT build_id FROM marts.meta_builds ORDER BY built_at") == [(ids[0],), (ids[1],)]
    changes = (
        "SELECT DISTINCT change, cause, period_label FROM marts.meta_changes WHERE build_id = '{}' ORDER BY 3"
    )
    assert {row[:2] for row in asked(changes.format(ids[0]))} == {("new", "first_build")}
    assert asked(changes.format(ids[1])) == [
        ("new", "facts", "2023Q4"),
        ("source_gone", "facts", "2024-12-31"),
        ("restated", "facts", "2024Q1"),
        ("resolved_differently", "facts", "2024Q2"),
        ("resolved_differently", "facts", "2024Q3"),
        ("source_gone", "facts", "FY2024"),
    ]
    assert asked("SELECT count(*) FROM marts.meta_changes") == [(7 + 6,)]


def test_the_published_file_is_in_the_format_that_tools_of_1_5_read() -> None:
    assert asked("SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal") == [
        ("v1.5.0+",)
    ]


def test_a_build_knows_when_those_before_it_were_published_and_how(ids: tuple[str, str]) -> None:
    known = asked("SELECT build_id, kind FROM marts.meta_publications ORDER BY published_at, kind")
    assert known == [(ids[0], "refresh"), (ids[0], "rollback")]
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    ((first, last),) = asked("SELECT min(published_at), max(published_at) FROM marts.meta_publications")
    assert now - dt.timedelta(hours=3) < first <= last <= now


def test_the_list_of_builds_says_how_each_was_last_published(
    ids: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run_list(as_json=True) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["build_id"], row["last_published_by"]) for row in rows] == [
        (ids[1], "refresh"),
        (ids[0], "rollback"),
    ]
    assert all(dt.datetime.fromisoformat(row["last_published_at"]).tzinfo == dt.UTC for row in rows)
    publish.rollback(ids[1])
    command.run_list(as_json=False)
    said = capsys.readouterr().out
    assert (said.count("rollback"), said.count("rollback, now")) == (2, 1)


def test_a_diff_of_neighbours_says_what_the_ledger_says(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = f"SELECT {', '.join(COLUMNS_OF_A_CHANGE)} FROM marts.meta_changes WHERE cause <> 'first_build'"
    changes = [[str(cell) if isinstance(cell, dt.date) else cell for cell in row] for row in asked(ledger)]
    rows = told("previous", "published", capsys)
    compared = [[row[name] for name in COLUMNS_OF_A_CHANGE] for row in rows]
    assert sorted(compared, key=str) == sorted(changes, key=str)
    assert [(row["change"], row["period_label"], row["relative_change"], row["unit"]) for row in rows] == [
        ("resolved_differently", "2024Q2", 0.2, "usd"),
        ("restated", "2024Q1", 0.1, "usd"),
        ("resolved_differently", "2024Q3", 0, "usd"),
        ("source_gone", "FY2024", 0, "usd"),
        ("source_gone", "2024-12-31", None, "count"),
        ("new", "2023Q4", None, "usd"),
    ]


def test_a_diff_read_backwards_takes_back_what_was_changed(
    ids: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = told("newest", "previous", capsys)
    assert [(row["change"], row["period_label"], row["value_after"]) for row in rows] == [
        ("source_gone", "2024Q2", 95e6),
        ("source_gone", "2024Q1", 100e6),
        ("source_gone", "2024Q3", 98e6),
        ("resolved_differently", "FY2024", 400e6),
        ("new", "2024-12-31", 1.2e6),
        ("resolved_differently", "2023Q4", None),
    ]
    assert command.run_diff("newest", "previous", as_json=False) == 0
    said = capsys.readouterr().out
    assert "total_revenues 2024Q1 $110 million $100 million -9.09% outranked to single" in " ".join(
        said.split()
    )
    assert "FY2024 $400 million $400 million single to outranked" in " ".join(said.split())
    assert said.endswith(f"6 cells of build {ids[0]} other than in build {ids[1]}\n")


def test_the_command_line_compares_two_builds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kpi", "builds", "--diff", "previous", "newest", "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, len(json.loads(capsys.readouterr().out))) == (0, 6)


def altered(build_id: str, sql: str) -> str:
    """A copy of a build in which something else is written, as the newest."""
    copy = f"29990101T000000Z-{'0' * 8}"
    shutil.copytree(paths.builds() / build_id, paths.builds() / copy)
    file = paths.builds() / copy / builds.DATABASE
    file.chmod(0o644)
    with duckdb.connect(file) as con:
        con.execute(sql)
    return copy


@pytest.mark.parametrize(
    ("others", "digest", "cause"),
    [
        (("policy", "code"), "facts_digest", "policy"),
        (("code",), "facts_digest", "code"),
        (("facts",), "facts_digest", "facts"),
        (("policy", "code"), "'other'", "facts"),
    ],
)
def test_a_diff_names_other_facts_of_the_cell_or_the_input_that_differed(
    ids: tuple[str, str], others: tuple[str, ...], digest: str, cause: str
) -> None:
    copy = altered(
        ids[1],
        "UPDATE raw.builds SET " + ", ".join(f"{part}_fingerprint = ''" for part in others) + ";"
        "UPDATE marts.fct_observations"
        f" SET value_low = 0, facts_digest = {digest} WHERE period_label = '2023Q4'",
    )
    (row,) = differences(ids[1], copy)
    assert (row["change"], row["cause"], row["period_label"]) == ("resolved_differently", cause, "2023Q4")


def test_what_goes_back_to_an_earlier_word_is_not_restated(ids: tuple[str, str]) -> None:
    earlier = "(SELECT fact_id FROM marts.fct_facts WHERE printed = '100')"
    copy = altered(
        ids[1],
        f"UPDATE marts.fct_observations SET fact_id = {earlier}, value = 100e6, value_low = 99e6, value_high = 101e6"
        " WHERE period_label = '2024Q1'",
    )
    (row,) = differences(ids[1], copy)
    assert (row["change"], row["value_before"], row["value_after"]) == ("resolved_differently", 110e6, 100e6)


def test_a_build_is_named_by_a_word_or_by_the_beginning_of_its_id(ids: tuple[str, str]) -> None:
    first, second = ids
    named = {name: chosen_build(name) for name in ("published", "newest", "previous", second[:-1])}
    assert list(named.values()) == [second, second, first, second]
    assert differences(first, first) == []
    publish.rollback(first)
    assert chosen_build("published") == first
    with pytest.raises(UnusableInputError, match="There is no earlier build"):
        chosen_build("previous")


def test_a_build_that_cannot_be_named_is_told_so(ids: tuple[str, str]) -> None:
    first, second = ids
    with pytest.raises(UnusableInputError, match=f'"2" may be any of {first}, {second}; write more of it'):
        chosen_build("2")
    with pytest.raises(UnusableInputError, match='There is no build "newst"; did you mean "newest"'):
        chosen_build("newst")
    with pytest.raises(UnusableInputError, match='There is no build ""'):
        chosen_build("")
    shutil.rmtree(paths.builds() / first)
    with pytest.raises(UnusableInputError, match=f'"{first}" was published once, but is no longer kept'):
        chosen_build(first)
    shutil.rmtree(paths.builds() / second)
    with pytest.raises(UnusableInputError, match="There is no build yet"):
        chosen_build("newest")


def test_a_build_of_another_version_is_not_compared(ids: tuple[str, str]) -> None:
    file = paths.builds() / ids[0] / builds.DATABASE
    file.chmod(0o644)
    with duckdb.connect(file) as con:
        con.execute("ALTER TABLE marts.fct_observations DROP COLUMN facts_digest")
    with pytest.raises(UnusableInputError, match="made by another version of this program"):
        differences(*ids)
