"""Warehouses for tests: the made-up Acme catalog, and builds that a whole session shares.

No test reads the project's own warehouse.
"""

from __future__ import annotations

import csv
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
ACME = Path(__file__).parent / "acme"
KPI = [sys.executable, "-c", "from ingest.cli import main; main()"]

# A sound row of a facts file; tests say only what differs.
SOUND_ROW = {
    "source_id": "acme-filing",
    "line_no": "",
    "char_start": "",
    "char_end": "",
    "locator": "table 9",
    "printed": "120",
    "language": "en",
    "scale": "million",
    "number_style": "",
    "direction": "",
    "qualifier": "exact",
    "entity_id": "acme",
    "metric_id": "total_revenues",
    "breakdown": "",
    "period": "2023Q4",
    "modality": "actual",
    "value": "120000000",
    "value_low": "119500000",
    "value_high": "120500000",
    "unit": "usd",
    "section": "",
    "note": "",
}
WriteFacts = Callable[..., Path]


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the Acme catalog that the code under test reads, with an empty warehouse beside it."""
    catalog = tmp_path / "catalog"
    shutil.copytree(ACME, catalog)
    monkeypatch.setenv("KPI_CATALOG", str(catalog))
    monkeypatch.setenv("KPI_WAREHOUSE", str(tmp_path / "warehouse"))
    return catalog


@pytest.fixture
def write_facts(acme: Path) -> WriteFacts:
    """Write a facts file into the Acme catalog: each row a sound one with the given changes."""

    def write(name: str, *changes: dict[str, str]) -> Path:
        path = acme / "facts" / name
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, fieldnames=list(SOUND_ROW), lineterminator="\n")
            rows.writeheader()
            rows.writerows(SOUND_ROW | change for change in changes)
        return path

    return write


@pytest.fixture(scope="session")
def built_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse built from the project's own catalog, once for all workers; only for reading."""
    return _built_once(tmp_path_factory, "warehouse", PROJECT / "ingest" / "catalog")


@pytest.fixture(scope="session")
def built_acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse built from the Acme catalog, once for all workers; copy it before changing it."""
    return _built_once(tmp_path_factory, "acme", ACME)


def _built_once(tmp_path_factory: pytest.TempPathFactory, name: str, catalog: Path) -> Path:
    """The warehouse of that name, built by the first worker that asks; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    warehouse = shared / f"built-{name}"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (warehouse / "kpi.duckdb").exists():
            environment = os.environ | {"KPI_WAREHOUSE": str(warehouse), "KPI_CATALOG": str(catalog)}
            done = subprocess.run(
                [*KPI, "refresh"], env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
    return warehouse
