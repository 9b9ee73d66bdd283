"""The page Contradictions: what is counted, the most material first, one case by its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
from streamlit.testing.v1 import AppTest

from dashboard import queries

RunApp = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in [*app.markdown, *app.caption])


def test_cells_pairs_and_undated_figures_are_counted_apart(con: duckdb.DuckDBPyConnection) -> None:
    assert queries.contradiction_counts(con).to_dicts() == [
        {
            "contested_cells": 2,
            "open_pairs": 2,
            "undated_pairs": 5,
            "decided_pairs": 5,
            "settled_pairs": 1,
            "failed_identities": 4,
        }
    ]
    contested = queries.newest_build(con)["contested_count"].item()
    assert contested == 2


def test_the_counts_are_those_of_the_cases(con: duckdb.DuckDBPyConnection) -> None:
    cases, counts = queries.contradictions(con), queries.contradiction_counts(con).row(0, named=True)
    own = counts["open_pairs"] + counts["undated_pairs"] + counts["decided_pairs"] + counts["settled_pairs"]
    assert own == cases.height
    assert counts["failed_identities"] == queries.failed_identities(con).height
    assert cases["case_id"].n_unique() == cases.height


def test_material_is_how_far_apart_and_how_large(con: duckdb.DuckDBPyConnection) -> None:
    case = queries.contradictions(con).sort("material").row(-1, named=True)
    assert case["material"] == min(case["apart"], 1) * case["size_rank"]
    assert case["gap_width"] / case["smaller"] == case["apart"]


def test_a_case_is_shown_alone_by_its_address(
    run_app: RunApp, built_warehouse: Path, con: duckdb.DuckDBPyConnection
) -> None:
    case = queries.contradictions(con).row(0, named=True)
    app = run_app(built_warehouse, "contradictions", case=case["case_id"])
    assert "One of 17 shown." in said(app)
    assert said(app).count("What would decide it:") == 1


def test_the_first_ten_are_open_and_more_on_demand(run_app: RunApp, built_warehouse: Path) -> None:
    app = run_app(built_warehouse, "contradictions")
    assert said(app).count("What would decide it:") == 10
    next(button for button in app.button if button.label == "Show 7 more").click().run()
    assert said(app).count("What would decide it:") == 17


def test_an_undated_figure_and_a_dated_one_are_called_so(run_app: RunApp, built_warehouse: Path) -> None:
    told = said(run_app(built_warehouse, "contradictions", verdict="undated"))
    assert ":orange-badge[:material/event_busy: undated] **750,000**" in told
    assert ":blue-badge[:material/event: dated, believed] **345,000**" in told
    assert ":green-badge[:material/check_circle: believed]" not in told
    assert "405,000 apart, 117% of the smaller" in told
