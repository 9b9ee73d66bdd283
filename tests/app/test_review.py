"""The page Review: an empty queue says how candidates come; candidates are shown one at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

RunApp = Callable[..., AppTest]


@pytest.fixture
def with_candidates(built_acme: Path, tmp_path: Path) -> Path:
    """A copy of the Acme build in which the two facts of the page wait for a decision."""
    file = tmp_path / "kpi.duckdb"
    shutil.copy((built_acme / "kpi.duckdb").resolve(), file)
    file.chmod(0o644)
    with duckdb.connect(file) as con:
        con.execute(
            "update marts.fct_facts set status = 'candidate' "
            "where fact_id in (select fact_id from marts.fct_facts order by source_id, fact_id limit 2)"
        )
    return tmp_path


def said(app: AppTest) -> str:
    return "\n".join(
        element.value.replace("\\", "") for element in [*app.subheader, *app.markdown, *app.caption]
    )


def test_an_empty_queue_says_how_candidates_come_and_where_decisions_lie(
    run_app: RunApp, built_acme: Path
) -> None:
    app = run_app(built_acme, "review")
    told = said(app)
    assert "Nothing waits for a decision." in told
    assert "8 of the 8 facts in this record are accepted" in told
    assert "Decisions are files of the catalog" in told
    assert [button.label for button in app.button if button.label in ("Accept", "Correct", "Reject")] == []


def test_candidates_are_shown_one_at_a_time_and_the_address_leads_to_one(
    run_app: RunApp, with_candidates: Path
) -> None:
    app = run_app(with_candidates, "review")
    assert "2 facts wait for a decision." in said(app)
    assert "1 of 2" in said(app)
    next(button for button in app.button if button.label == "Next").click().run()
    assert "2 of 2" in said(app)
    named = app.query_params["candidate"]
    fact_id = named[0] if isinstance(named, list) else named
    assert "2 of 2" in said(run_app(with_candidates, "review", candidate=fact_id))
