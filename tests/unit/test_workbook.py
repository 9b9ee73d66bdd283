"""The workbook of a series, read back: numbers as in the marts, and every figure with its note and its link."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from dashboard import queries
from ingest.published import connect
from ingest.workbook import About, quarters_workbook

ABOUT = About(
    metric="Sales",
    entity="Acme",
    breakdown="",
    unit="usd",
    definition="=What is sold",
    build_id="20261122T110000Z-00000000",
    built_at=datetime(2026, 11, 22, 11),
    policy_version="1",
    address="https://kpi.example/metric?metric=sales",
)
QUARTER: dict[str, Any] = {
    "fiscal_quarter": "2025Q3",
    "quarter_start": date(2025, 7, 1),
    "quarter_end": date(2025, 9, 30),
    "value": 5.5e6,
    "value_low": 5.45e6,
    "value_high": math.inf,
    "unit": "usd",
    "derivation": "reported",
    "formula": None,
    "gap": None,
    "verdict": "single",
    "known_from": date(2025, 10, 30),
    "yoy": 0.25,
    "yoy_block": None,
    "qoq": None,
    "growth_basis": "relative",
    "operand_ids": "f1",
    "vintage_on": None,
}
FACT: dict[str, Any] = {
    "of_period": "2025Q3",
    "of_modality": "actual",
    "role": "winner",
    "fact_id": "f1",
    "cell_id": "c1",
    "printed": "=5.5 million",
    "value": 5.5e6,
    "value_low": 5.45e6,
    "value_high": math.inf,
    "unit": "usd",
    "metric_id": "sales",
    "metric_label": "Sales",
    "entity_id": "acme",
    "entity_label": "Acme",
    "breakdown": "",
    "period_label": "2025Q3",
    "source_title": "-Release",
    "publisher": "Acme",
    "tier": "filing",
    "url": "https://acme.example/release",
    "published_on": date(2025, 10, 30),
    "published_on_basis": "printed",
    "locator": "line 3, characters 71-83",
    "evidence": "verified",
    "note": "@remark \x07",
    "rule_description": "One fact states this cell.",
}


@pytest.fixture(scope="module")
def con(built_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a build of the project's own catalog."""
    with connect((built_warehouse / "kpi.duckdb").resolve()) as con:
        yield con


def sheets(rows: pl.DataFrame, facts: pl.DataFrame, about: About = ABOUT) -> list[Worksheet]:
    """The sheets of a workbook, read back."""
    return list(openpyxl.load_workbook(io.BytesIO(quarters_workbook(rows, facts, about))))


def column(sheet: Worksheet, heading: str) -> list[Cell]:
    """The cells below a heading."""
    headings = [cell.value for cell in sheet[1]]
    return [row[headings.index(heading)] for row in sheet.iter_rows(min_row=2)]


def one(changes: dict[str, Any] | None = None, fact: dict[str, Any] | None = None) -> list[Worksheet]:
    """The sheets of a series of one quarter with one fact, with the given changes."""
    return sheets(pl.DataFrame([QUARTER | (changes or {})]), pl.DataFrame([FACT | (fact or {})]))


def test_a_figure_is_a_number_that_can_be_clicked_and_says_where_it_comes_from() -> None:
    cell = column(one()[0], "Value")[0]
    assert (cell.value, cell.data_type, cell.hyperlink.target) == (5.5e6, "n", "https://acme.example/release")
    for told in ("=5.5 million", "-Release, Acme", "30 Oct 2025 (printed)", "line 3, characters 71-83"):
        assert told in cell.comment.text
    assert "Build 20261122T110000Z-00000000, as believed on 22 Nov 2026" in cell.comment.text


def test_a_gap_is_an_empty_cell_with_its_reason_and_an_open_bound_too() -> None:
    gap = {"value": None, "value_low": None, "value_high": None, "derivation": None, "gap": "not_disclosed"}
    cell = column(one(gap)[0], "Value")[0]
    assert cell.value is None
    assert "No source of this record states the quarter" in cell.comment.text
    low, high = (column(one()[0], heading)[0] for heading in ("At least", "At most"))
    assert (low.value, high.value, high.comment.text) == (5.45e6, None, "no upper bound")


def test_text_of_the_data_never_becomes_a_formula() -> None:
    _, evidence, about = one()
    for sheet in (evidence, about):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert column(evidence, "Printed")[0].value == "=5.5 million"
    assert column(evidence, "Printed")[0].quotePrefix
    assert column(evidence, "Note")[0].value == "@remark  "


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", None, "https://a b"])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    series, evidence, _ = one(fact={"url": url})
    assert column(series, "Value")[0].hyperlink is None
    assert column(evidence, "Source")[0].hyperlink is None


def test_days_are_days_the_header_is_frozen_and_a_sheet_may_run_from_right_to_left() -> None:
    series = one()[0]
    assert column(series, "Last day")[0].value == datetime(2025, 9, 30)
    assert series.freeze_panes == "B2"
    assert not series.sheet_view.rightToLeft
    arabic = About(**{name: getattr(ABOUT, name) for name in ABOUT.__slots__} | {"right_to_left": True})
    frames = pl.DataFrame([QUARTER]), pl.DataFrame([FACT])
    assert all(sheet.sheet_view.rightToLeft for sheet in sheets(*frames, arabic))


def test_a_sum_over_periods_has_the_facts_of_all_of_them() -> None:
    earlier = FACT | {"of_period": "2025Q2", "fact_id": "f0", "cell_id": "c0", "printed": "4.9 million"}
    row = QUARTER | {"behind": ["2025Q2", "2025Q3"], "value": 10.4e6}
    series, evidence, _ = sheets(pl.DataFrame([row]), pl.DataFrame([earlier, FACT]))
    assert [cell.value for cell in column(evidence, "Behind")] == ["2025Q2", "2025Q3"]
    assert "4.9 million" in column(series, "Value")[0].comment.text
    assert "First day" not in [cell.value for cell in series[1]]


def test_a_stock_s_last_day_is_not_mistaken_for_its_year() -> None:
    of_the_year = FACT | {"of_period": "FY2025", "fact_id": "f9", "cell_id": "c9", "printed": "6 million"}
    row = QUARTER | {"period_label": "FY2025"}
    facts = pl.DataFrame([of_the_year, FACT])
    evidence = sheets(pl.DataFrame([row]), facts)[1]
    assert [cell.value for cell in column(evidence, "Printed")] == ["=5.5 million"]
    gap = row | {"value": None, "gap": "not_disclosed", "operand_ids": None}
    note = column(sheets(pl.DataFrame([gap]), facts)[0], "Value")[0].comment.text
    assert "6 million" not in note


def test_a_period_of_arithmetic_names_its_operands() -> None:
    year = {"period_label": "FY2025", "derivation": "sum", "formula": "2025H1 + 2025Q3"}
    series, evidence, _ = one(year)
    assert "Worked out: 2025H1 + 2025Q3" in column(series, "Value")[0].comment.text
    assert [cell.value for cell in column(evidence, "Behind")] == ["FY2025"]


SERIES = [
    ("total_revenues", "cigna-group", ""),
    ("medical_care_ratio", "cigna-healthcare", ""),
    ("diluted_eps", "cigna-group", ""),
    ("medical_customers", "cigna-healthcare", ""),
]


@pytest.mark.parametrize(("metric", "entity", "breakdown"), SERIES)
def test_a_workbook_holds_what_the_marts_hold(
    con: duckdb.DuckDBPyConnection, metric: str, entity: str, breakdown: str
) -> None:
    rows = queries.quarters(con, metric, entity, breakdown)
    facts = queries.facts_of_series(con, metric, entity, breakdown)
    series, evidence, _ = sheets(rows, facts)
    assert [cell.value for cell in column(series, "Period")] == rows["fiscal_quarter"].to_list()
    for heading, name in (("Value", "value"), ("At most", "value_high"), ("Year on year", "yoy")):
        # Of a number sixteen digits are written.
        in_marts = [None if value is None else float(f"{value:.16g}") for value in rows[name]]
        assert [cell.value for cell in column(series, heading)] == in_marts
    known = [cell.value for cell in column(series, "Known since")]
    assert [day and day.date() for day in known] == rows["known_from"].to_list()
    assert all(cell.comment for cell in column(series, "Value"))
    own = facts.filter(
        pl.col("of_period").is_in(rows["fiscal_quarter"].implode()), pl.col("of_modality") == "actual"
    )
    assert [cell.value for cell in column(evidence, "Printed")] == own["printed"].to_list()


def test_the_same_series_gives_the_same_bytes() -> None:
    frames = pl.DataFrame([QUARTER]), pl.DataFrame([FACT])
    assert quarters_workbook(*frames, ABOUT) == quarters_workbook(*frames, ABOUT)
