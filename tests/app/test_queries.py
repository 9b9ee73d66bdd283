"""The questions of the dashboard against builds: one function a question, a frame the answer."""

from __future__ import annotations

import inspect
from datetime import date

import duckdb
import polars as pl
import pytest

from dashboard import queries


def test_the_newest_build_is_told_with_its_counts(acme_con: duckdb.DuckDBPyConnection) -> None:
    build = queries.newest_build(acme_con).row(0, named=True)
    assert (build["fact_count"], build["source_count"], build["contested_count"]) == (8, 3, 0)


def test_entities_stand_below_their_parent(acme_con: duckdb.DuckDBPyConnection) -> None:
    told = queries.entities(acme_con).select("entity_id", "depth", "root_id").rows()
    assert told == [("acme", 0, "acme"), ("acme-widgets", 1, "acme"), ("acme-gadgets", 1, "acme")]


def test_a_derived_quarter_stands_in_the_series_with_its_formula(
    acme_con: duckdb.DuckDBPyConnection,
) -> None:
    quarters = queries.quarters(acme_con, "total_revenues", "acme")
    last = quarters.row(3, named=True)
    assert quarters["fiscal_quarter"].to_list()[:4] == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    assert (last["value"], last["derivation"], last["verdict"]) == (107e6, "difference", None)
    assert "FY2024" in last["formula"]


def test_a_reported_quarter_carries_the_verdict_of_its_cell(acme_con: duckdb.DuckDBPyConnection) -> None:
    first = queries.quarters(acme_con, "total_revenues", "acme").row(0, named=True)
    assert (first["verdict"], first["rule"]) == ("single", "only_fact")


def test_the_facts_behind_a_derived_quarter_are_its_operands(acme_con: duckdb.DuckDBPyConnection) -> None:
    facts = queries.evidence(acme_con, "total_revenues", "acme", "", "2024Q4")
    operands = facts.filter(pl.col("role") == "operand")
    assert operands["printed"].sort().to_list() == ["100", "400", "95", "98"]
    assert facts.filter(pl.col("role") != "operand")["printed"].to_list() == ["$401 million"]


def test_the_summary_ranks_the_newest_quarter_and_counts_how_the_series_is_made_up(
    acme_con: duckdb.DuckDBPyConnection,
) -> None:
    newest = queries.series_summary(acme_con, "total_revenues", "acme").row(0, named=True)
    assert (newest["fiscal_quarter"], newest["rank_from_top"], newest["valued_count"]) == ("2024Q4", 1, 4)
    assert (newest["reported_count"], newest["derived_count"], newest["contested_count"]) == (3, 1, 0)
    gaps = queries.quarters(acme_con, "total_revenues", "acme")["gap"]
    assert newest["not_disclosed_count"] == (gaps == "not_disclosed").sum()


def test_headlines_come_from_the_topmost_entity_in_the_chosen_order(
    acme_con: duckdb.DuckDBPyConnection,
) -> None:
    told = queries.headlines(acme_con, "acme", ["margin", "total_revenues"])
    assert told["metric_id"].to_list()[:2] == ["margin", "total_revenues"]
    assert told.filter(pl.col("metric_id") == "total_revenues")["history"].to_list() == [
        [100e6, 95e6, 98e6, 107e6]
    ]


def test_headlines_stand_in_where_none_of_the_chosen_is_known(acme_con: duckdb.DuckDBPyConnection) -> None:
    assert queries.headlines(acme_con, "acme", ["nothing"])["metric_id"][0] == "total_revenues"


def pairs_of(rows: pl.DataFrame) -> dict[str, set[frozenset[float]]]:
    """The pairs of values that are contradictory, by metric and breakdown."""
    found: dict[str, set[frozenset[float]]] = {}
    for row in rows.iter_rows(named=True):
        key = f"{row['metric_id']} {row['breakdown']}".strip()
        found.setdefault(key, set()).add(frozenset((row["value_a"], row["value_b"])))
    return found


def test_the_known_contradictions_are_found(con: duckdb.DuckDBPyConnection) -> None:
    found = pairs_of(queries.contradictions(con))
    assert frozenset((750_000, 345_000)) in found["network_providers provider=physicians"]
    assert frozenset((6_500, 7_200)) in found["network_providers provider=hospitals"]
    assert frozenset((190, 189)) in found["fortune_500_clients"]
    assert frozenset((68, 42)) in found["digital_interaction_share"]
    assert frozenset((195_265e6, 180.6e9)) in found["total_revenues"]
    assert frozenset((4.9, 5.1)) in found["adjusted_sga_expense_ratio"]


def test_figures_whose_bounds_meet_are_no_contradiction(con: duckdb.DuckDBPyConnection) -> None:
    values = {
        value for pairs in pairs_of(queries.contradictions(con)).values() for pair in pairs for value in pair
    }
    assert not values & {69.75e9, 69.7e9, 69_748e6}
    stated = con.sql("select count(*) from marts.fct_facts where value in (69.75e9, 69.7e9)").fetchall()
    assert stated[0][0] >= 2


def test_open_contests_come_first_and_the_widest_apart_before_others(con: duckdb.DuckDBPyConnection) -> None:
    rows = queries.contradictions(con)
    is_open = (rows["standing"] == "open").to_list()
    assert is_open == sorted(is_open, reverse=True)
    apart = rows.filter(pl.col("standing") == "open")["apart"].to_list()
    assert apart == sorted(apart, reverse=True)
    physicians = rows.filter(pl.col("breakdown") == "provider=physicians")["apart"].to_list()
    assert physicians == pytest.approx([405 / 345])


def test_rivals_on_which_no_belief_hangs_are_no_open_contest(con: duckdb.DuckDBPyConnection) -> None:
    rows = queries.contradictions(con).filter(
        pl.col("metric_id") == "medical_customers", pl.col("breakdown") == ""
    )
    assert rows.select("standing", "value_a", "value_b").rows() == [
        ("outranked", 19_607_000, 17e6),
        ("outranked", 19_607_000, 18.1e6),
        ("settled", 18.1e6, 17e6),
    ]


def test_facts_that_print_one_figure_stand_on_one_side(con: duckdb.DuckDBPyConnection) -> None:
    rows = queries.contradictions(con).filter(pl.col("metric_id") == "digital_interaction_share")
    sides = rows.select(pl.col("fact_ids_a", "fact_ids_b").list.len()).rows()
    assert sides == [(1, 2)]


def test_contradictions_of_an_entity_are_those_of_its_parts_too(con: duckdb.DuckDBPyConnection) -> None:
    everyone, group = queries.contradictions(con), queries.contradictions(con, "cigna-group")
    part = queries.contradictions(con, "cigna-healthcare")
    assert group.height == everyone.height > part.height > 0
    assert set(part["entity_id"]) == {"cigna-healthcare"}


def test_an_identity_that_fails_is_told_with_both_figures(con: duckdb.DuckDBPyConnection) -> None:
    rows = queries.failed_identities(con).filter(pl.col("identity_id") == "medical-customers-by-line")
    row = rows.row(0, named=True)
    assert (row["expected"], row["found"], row["holds"]) == (18.1e6, 19_607_000, "no")
    assert row["apart"] == pytest.approx(1_507 / 18_100)
    facts = queries.facts_by_id(con, row["fact_ids_b"])
    assert facts["value"].sort().to_list() == [700_000, 17_400_000]
    assert queries.failed_identities(con, "evernorth").is_empty()


def test_a_cell_is_known_since_its_value_has_stood(con: duckdb.DuckDBPyConnection) -> None:
    year = queries.cells(con, "total_revenues", "cigna-group").filter(pl.col("period_label") == "FY2023")
    assert year["known_from"].to_list() == [date(2024, 2, 29)]


def test_the_canvas_shows_one_cell_of_each_metric_in_its_block(acme_con: duckdb.DuckDBPyConnection) -> None:
    rows = queries.canvas(acme_con, "acme").select("block", "metric_id", "period_label", "value").rows()
    assert rows == [
        ("revenue_streams", "total_revenues", "FY2024", 400e6),
        ("segments", "customers", "2024-12-31", 1.2e6),
    ]


def test_sources_count_what_was_believed_of_them_and_what_was_not(
    acme_con: duckdb.DuckDBPyConnection,
) -> None:
    told = queries.sources(acme_con).select("source_id", "fact_count", "winner_count", "disputed_count")
    assert told.rows() == [("acme-filing", 3, 3, 0), ("acme-release", 3, 3, 0), ("acme-page", 2, 1, 1)]


def test_facts_of_a_source_stand_in_its_order(acme_con: duckdb.DuckDBPyConnection) -> None:
    facts = queries.facts_of_source(acme_con, "acme-page")
    assert facts.select("printed", "role").rows() == [("1.2 million", "winner"), ("$401 million", "beaten")]


def test_the_first_build_changed_every_cell(acme_con: duckdb.DuckDBPyConnection) -> None:
    build = queries.newest_build(acme_con).row(0, named=True)
    changes = queries.changes_of_build(acme_con, build["build_id"])
    assert changes["cell_count"].sum() == build["cell_count"]
    assert set(changes["change"]) == {"new"}


def test_guidance_is_told_with_what_came_of_it(con: duckdb.DuckDBPyConnection) -> None:
    told = queries.guidance(con, "medical_care_ratio", "cigna-healthcare").filter(
        pl.col("period_label") == "FY2024"
    )
    row = told.row(0, named=True)
    assert (row["value_low"], row["value_high"], row["actual"], row["outcome"]) == (81.7, 82.5, 83.2, "above")


def test_the_newest_headline_is_newest_by_its_quarter_and_not_by_the_day_it_became_known(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told = queries.headlines(con, "cigna-group", ["total_revenues"], 1).row(0, named=True)
    every = queries.quarters(con, "total_revenues", "cigna-group").filter(pl.col("value").is_not_null())
    assert told["quarter_end"] == every["quarter_end"].max()


def test_an_unknown_entity_yields_nothing_and_no_error(con: duckdb.DuckDBPyConnection) -> None:
    assert queries.headlines(con, "nobody", []).is_empty()
    assert queries.coverage(con, "nobody").is_empty()
    assert queries.canvas(con, "nobody").filter(entity_kind="company").is_empty()


def test_text_in_an_argument_is_never_sql(con: duckdb.DuckDBPyConnection) -> None:
    assert queries.quarters(con, "x' or 1 = 1 --", "cigna-group").is_empty()


def test_coverage_lists_quarters_of_totals_only(con: duckdb.DuckDBPyConnection) -> None:
    rows = queries.coverage(con, "cigna-group")
    assert set(rows["breakdown"]) == {""}
    assert rows.group_by("metric_id", "entity_id").agg(pl.col("value").count())["value"].min() >= 4


@pytest.mark.parametrize("name", [name for name in queries.__all__ if name.islower()])
def test_every_question_says_what_comes_back(name: str) -> None:
    question = getattr(queries, name)
    assert question.__doc__
    assert inspect.signature(question).return_annotation == "pl.DataFrame"


def test_dates_come_back_as_dates(acme_con: duckdb.DuckDBPyConnection) -> None:
    assert queries.sources(acme_con)["published_on"][0] == date(2025, 2, 28)
