"""A dbt project whose checks fail: the build is not published, and the failed check is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest import builds, paths
from ingest.errors import BuildFailedError
from ingest.refresh import refresh

PROJECT_FILE = 'name: toy\nversion: "1.0.0"\nprofile: toy\nmodel-paths: [models]\ntest-paths: [tests]\n'
PROFILES = "toy:\n  target: d\n  outputs:\n    d: {type: duckdb, path: \"{{ env_var('KPI_BUILD_FILE') }}\"}\n"


@pytest.fixture
def toy(built_acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse with a published build, whose next build runs a toy dbt project."""
    warehouse, project = tmp_path / "warehouse", tmp_path / "toy"
    shutil.copytree(built_acme, warehouse, symlinks=True)
    for folder in ("models", "tests"):
        (project / folder).mkdir(parents=True)
    (project / "dbt_project.yml").write_text(PROJECT_FILE)
    (project / "profiles.yml").write_text(PROFILES)
    monkeypatch.setattr(paths, "dbt_project", lambda: project)
    return project


@pytest.mark.usefixtures("acme")
def test_a_failing_check_is_named_and_nothing_is_published(toy: Path) -> None:
    before = builds.published_id(paths.published())
    (toy / "models" / "fct_toy.sql").write_text("select count(*) as facts from raw.facts")
    (toy / "tests" / "there_are_a_hundred_facts.sql").write_text(
        "select * from {{ ref('fct_toy') }} where facts != 100"
    )
    with pytest.raises(BuildFailedError, match="these failed: there_are_a_hundred_facts") as raised:
        refresh()
    assert raised.value.exit_code == 1
    assert str(raised.value.faults[0]).startswith("dbt there_are_a_hundred_facts: Got 1 result")
    assert builds.published_id(paths.published()) == before
    (kept,) = paths.failed().iterdir()
    assert sorted(path.name for path in kept.iterdir()) == ["dbt.log", "run_results.json", "why.txt"]
    assert "there_are_a_hundred_facts" in (kept / "why.txt").read_text()


@pytest.mark.usefixtures("acme")
def test_a_project_that_dbt_cannot_parse_is_told_in_dbts_words(toy: Path) -> None:
    (toy / "models" / "fct_toy.sql").write_text("select * from {{ ref('fct_missing') }}")
    with pytest.raises(BuildFailedError, match=r"dbt could not run: .*fct_missing"):
        refresh()
