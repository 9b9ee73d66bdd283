"""What the documents say is so: paths exist, commands and columns are described, vocabularies agree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from ingest.catalog import read_catalog
from ingest.cli import app
from ingest.facts_csv import COLUMNS

PROJECT = Path(__file__).parents[2]
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
MODELS = PROJECT / "dbt_project" / "models"


def page(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_path_a_page_names_exists(name: str) -> None:
    named = re.findall(
        r"(?:`|\]\()((?:ingest|dbt_project|dashboard|docs|tests)/[\w./*-]+?)(?:`|\))", page(name)
    )
    named += [
        f"dbt_project/models/intermediate/{sql}" for sql in re.findall(r"`(int_[\w*]+\.sql)`", page(name))
    ]
    assert [path for path in named if not any(PROJECT.glob(path))] == []


def test_every_command_is_in_the_readme() -> None:
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"`kpi {name}" not in page("README.md")] == []


def test_every_column_of_a_facts_file_is_in_contributing_in_its_order() -> None:
    table = page("CONTRIBUTING.md").split("| column | what |")[1].split("\n\n")[0]
    named = [word for row in table.splitlines()[2:] for word in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(COLUMNS)


def test_the_example_row_of_contributing_is_a_row_of_acme() -> None:
    header, row = page("CONTRIBUTING.md").split("```csv\n")[1].split("\n```")[0].splitlines()
    assert header.split(",") == list(COLUMNS)
    assert row in page("tests/acme/facts/acme.csv").splitlines()


def test_every_mart_is_in_the_readme_and_no_other() -> None:
    table = page("README.md").split("| table | one row per |")[1].split("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(
        mart["name"] for mart in marts()
    )


def test_the_page_of_contradictions_is_what_the_build_says(built_warehouse: Path, tmp_path: Path) -> None:
    script = [
        sys.executable,
        str(PROJECT / "tests" / "docs" / "contradictions_page.py"),
        str(tmp_path / "page.md"),
    ]
    subprocess.run(script, env=os.environ | {"KPI_WAREHOUSE": str(built_warehouse)}, check=True, cwd=PROJECT)
    made = (tmp_path / "page.md").read_text("utf-8")
    assert page("docs/contradictions.md") == made, "docs/contradictions.md is old: run `make contradictions`"
    assert "345,000 against 750,000" in made
    assert "69.75" not in made


def test_nothing_points_back_from_ingest_to_the_dashboard() -> None:
    importing = re.compile(r"^\s*(?:from|import)\s+dashboard\b", re.MULTILINE)
    files = list((PROJECT / "ingest").rglob("*.py"))
    assert len(files) > 30
    assert [path.name for path in files if importing.search(path.read_text("utf-8"))] == []


def marts() -> list[dict[str, Any]]:
    return yaml.safe_load((MODELS / "marts" / "_marts.yml").read_text(encoding="utf-8"))["models"]


def test_every_mart_is_a_file_and_every_column_is_described() -> None:
    assert sorted(mart["name"] for mart in marts()) == sorted(
        path.stem for path in (MODELS / "marts").glob("*.sql")
    )
    bare = [
        (mart["name"], one["name"])
        for mart in marts()
        for one in mart["columns"]
        if len(one.get("description", "")) < 5
    ]
    assert bare == []


def test_every_model_has_a_description() -> None:
    described = {
        model["name"]
        for path in MODELS.rglob("_*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
        if model.get("description")
    }
    assert {path.stem for path in MODELS.rglob("*.sql")} == described


def test_the_models_decide_by_the_rules_of_the_policy() -> None:
    sql = (MODELS / "intermediate" / "int_observations_resolved.sql").read_text(encoding="utf-8")
    decided = sql.split("end as verdict")[1].split("end as rule")[0]
    rules = {rule.rule for rule in read_catalog(PROJECT / "ingest" / "catalog").policy.rules}
    assert set(re.findall(r"'(\w+)'", decided)) == rules


def test_units_of_the_catalog_are_named_in_the_contract() -> None:
    units = {metric.unit for metric in read_catalog(PROJECT / "ingest" / "catalog").metrics}
    described = next(one["description"] for one in marts()[0]["columns"] if one["name"] == "unit")
    assert {unit for unit in units if f"`{unit}`" not in described} == set()
