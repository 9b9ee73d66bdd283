"""What a page asks of a series: sums, years so far and guidance say since when they are known, and why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import pytest

from dashboard import queries, spans

EARLY, LATE = dt.date(2023, 11, 1), dt.date(2024, 2, 20)


@pytest.fixture
def asked(judge: Any) -> Callable[..., duckdb.DuckDBPyConnection]:
    """A function like `judge`, whose marts also answer the queries of the dashboard, which ask on cursors."""

    def answered(facts: Sequence[Any], versions: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        con: duckdb.DuckDBPyConnection = judge(facts, versions)
        con.execute("create schema memory.marts")
        names = "select table_name from duckdb_tables() where schema_name = 'marts'"
        for (name,) in con.execute(names).fetchall():
            con.execute(f"create view memory.marts.{name} as select * from kpi.marts.{name}")
        return con

    return answered


def told(*periods_and_values: tuple[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Facts of one metric, all known from the same day."""
    return [
        {"metric": "revenues", "period": period, "value": value, "known_from": EARLY} | more
        for period, value in periods_and_values
    ]


def new_definition(valid_from: dt.date, version: int = 2, comparable_to: str = "") -> dict[str, Any]:
    """A change of the definition of Acme's revenues."""
    start = {"metric_id": "revenues", "entity_id": "acme", "version": version, "reason_en": "x"}
    return start | {"valid_from": valid_from, "comparable_to": comparable_to}


def of_quarters(con: Any, columns: str) -> list[Any]:
    return list(con.execute(f"select {columns} from marts.fct_quarters order by quarter_end").fetchall())


def sums(con: Any, *columns: str) -> dict[str, tuple[Any, ...]]:
    """The chosen columns of each sum over four quarters."""
    frame = queries.four_quarters(con, "revenues", "acme")
    return {row[0]: row[1:] for row in frame.select("period_label", *columns).iter_rows()}


def years(con: Any, metric: str = "revenues", *, own_labels: bool = False) -> dict[str, Any]:
    """The value of each year so far, or why there is none."""
    frame = queries.years_to_date(con, metric, "acme")
    frame = spans.with_own_labels(frame) if own_labels else frame
    rows = frame.select("period_label", "value", "gap").iter_rows()
    return {label: gap if value is None else value for label, value, gap in rows}


FIVE = [("2023Q1", 10), ("2023Q2", 20), ("2023Q3", 30), ("2023Q4", 40), ("2024Q1", 11)]


def test_breaks_of_consecutive_quarters_are_two_definitions(asked: Any) -> None:
    second = new_definition(dt.date(2023, 9, 30))
    third = new_definition(dt.date(2023, 12, 31), 3)
    con = asked(told(*FIVE), [second, third])
    assert of_quarters(con, "metric_version") == [(1,), (1,), (2,), (3,), (3,)]


def test_versions_that_compare_are_one_definition(asked: Any) -> None:
    second = new_definition(dt.date(2023, 6, 30))
    con = asked(told(*FIVE), [second, new_definition(dt.date(2023, 12, 31), 3, "2")])
    assert of_quarters(con, "metric_version") == [(1,), (2,), (2,), (2,), (2,)]
    con = asked(told(*FIVE), [second, new_definition(dt.date(2023, 12, 31), 3, "1")])
    assert of_quarters(con, "metric_version") == [(1,), (2,), (2,), (3,), (3,)]


def test_a_recast_quarter_is_of_the_new_definition_from_the_day_it_was_recast(asked: Any) -> None:
    versions = [new_definition(dt.date(2024, 3, 31)) | {"recast_from": LATE}]
    con = asked(told(("2023Q1", 20), ("2024Q1", 12)) + told(("2023Q1", 10), known_from=LATE), versions)
    spans_of_base = (
        "select metric_version, known_from from marts.fct_quarter_history where fiscal_quarter = '2023Q1'"
    )
    assert con.execute(spans_of_base).fetchall() == [(1, EARLY), (2, LATE)]


def test_a_year_within_which_the_definition_changes_follows_none(asked: Any) -> None:
    con = asked(told(("FY2022", 90), ("FY2023", 100), ("FY2024", 80)), [new_definition(dt.date(2023, 6, 30))])
    found = "select period_label, metric_version from marts.fct_years_to_date where quarter_no = 4"
    assert con.execute(found).fetchall() == [("FY2022", 1), ("FY2023", None), ("FY2024", 2)]


def test_a_sum_is_known_from_the_day_of_the_last_of_its_quarters(asked: Any) -> None:
    restated = told(("2023Q2", 25), known_from=LATE)
    con = asked(told(*FIVE) + restated)
    assert sums(con, "value", "known_from", "gap")["2024Q1"] == (106, LATE, None)
    assert sums(asked(told(*FIVE)), "known_from")["2024Q1"] == (EARLY,)


def test_a_missing_sum_says_whether_a_quarter_is_missing_or_of_another_definition(asked: Any) -> None:
    con = asked(told(*FIVE), [new_definition(dt.date(2023, 12, 31))])
    assert sums(con, "gap")["2024Q1"] == ("definition_break",)
    assert sums(con, "gap")["2023Q3"] == ("missing_quarter",)
    con = asked(told(*FIVE[:4], ("2024Q2", 12)))
    assert [sums(con, "gap")[label] for label in ("2024Q1", "2024Q2")] == [("missing_quarter",)] * 2
    con = asked(told(*FIVE[1:]) + told(("2023Q1", 10), tier="web_page", publisher="Page"))
    assert sums(con, "gap")["2023Q4"] == ("not_added",)


def test_a_contested_quarter_leaves_a_sum_without_a_quarter(asked: Any) -> None:
    con = asked(told(*FIVE, ("2023Q4", 60)))
    assert of_quarters(con, "gap")[3] == ("contested",)
    assert sums(con, "gap", "value_low")["2023Q4"] == ("missing_quarter", None)


def test_a_year_so_far_that_its_other_periods_do_not_reach_says_so(asked: Any) -> None:
    con = asked(told(("2022Q4", 90), ("2023Q2", 110), ("2023Q3", 120), ("FY2024", 400)))
    found = years(con)
    assert (found["FY2022"], found["2023Q1"], found["2023H1"]) == (
        "not_reached",
        "not_disclosed",
        "not_reached",
    )
    assert found["2024Q1"] == "not_derivable"


def test_a_stock_stated_for_the_year_is_no_figure_of_its_last_day(asked: Any) -> None:
    con = asked(
        told(("2023-12-31", 7), ("2024-03-31", 8), ("FY2024", 9), ("2025-03-31", 10), metric="customers")
    )
    found = years(con, "customers", own_labels=True)
    assert (found["2023Q4"], found["FY2024"], found["2024Q3"]) == (7, "stated_for_year", "not_disclosed")


def test_a_ratio_of_a_day_is_labelled_as_its_quarter(asked: Any) -> None:
    con = asked(told(("2024-06-30", 82), ("2024Q4", 80), metric="care_ratio"))
    assert years(con, "care_ratio")["2024H1"] == 82
    assert years(con, "care_ratio", own_labels=True) == {
        "2024Q2": 82,
        "2024Q3": "not_reached",
        "2024Q4": "not_reached",
    }


def test_guidance_said_again_keeps_its_day_and_a_contest_is_no_outcome(asked: Any) -> None:
    guided = told(("FY2024", 100), modality="guidance")
    con = asked(
        [*guided, *told(("FY2024", 100), modality="guidance", known_from=LATE), *told(("FY2024", 104))]
    )
    outcome = queries.guidance(con, "revenues", "acme").select("known_from", "outcome").row(0)
    assert outcome == (EARLY, "above")
    con = asked([*guided, *told(("FY2024", 120), modality="guidance"), *told(("FY2024", 104))])
    assert queries.guidance(con, "revenues", "acme")["outcome"].to_list() == ["contested"]
    con = asked([*guided, *told(("FY2024", 104), ("FY2024", 90))])
    assert queries.guidance(con, "revenues", "acme")["outcome"].to_list() == ["contested"]


def test_the_sources_of_a_cell_on_a_day_are_those_known_by_then(asked: Any) -> None:
    con = asked(told(("2023Q1", 100)) + told(("2023Q1", 100), known_from=LATE))
    assert queries.newest_cells(con, "revenues", "acme", EARLY)["sources"].to_list() == [
        "Acme filing 2023-11-01 "
    ]
    assert queries.newest_cells(con, "revenues", "acme")["sources"].to_list() == [
        "Acme filing 2023-11-01 ; Acme filing 2024-02-20 "
    ]
