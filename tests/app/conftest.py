"""What the tests of the screen share: builds to ask, and the app run without a browser."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from ingest.published import connect

PROJECT = Path(__file__).parents[2]
APP = PROJECT / "dashboard" / "app.py"


@pytest.fixture(scope="session")
def themes() -> dict[str, Any]:
    """The two themes of the dashboard."""
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return dict(config["theme"])


@pytest.fixture(scope="module")
def con(built_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a build of the project's own catalog."""
    with connect((built_warehouse / "kpi.duckdb").resolve()) as con:
        yield con


@pytest.fixture(scope="module")
def acme_con(built_acme: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a build of the Acme catalog."""
    with connect((built_acme / "kpi.duckdb").resolve()) as con:
        yield con


@pytest.fixture
def run_app(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run a page of the app over a warehouse, with an address; it must not fail."""

    def run(warehouse: Path, view: str = "", **address: str) -> AppTest:
        monkeypatch.setenv("KPI_WAREHOUSE", str(warehouse))
        app = AppTest.from_file(APP, default_timeout=60)
        app.run()
        if view:
            app.switch_page(f"views/{view}.py")
            for key, value in address.items():
                app.query_params[key] = value
            app.run()
        assert not app.exception, [error.message for error in app.exception]
        return app

    return run
