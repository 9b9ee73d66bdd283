"""Verdicts, conflicts and identities on facts written out in full."""

from __future__ import annotations

import datetime as dt
from typing import Any

FIRST, SECOND, THIRD = dt.date(2024, 2, 20), dt.date(2024, 5, 1), dt.date(2025, 2, 20)
YEAR = {"period": "FY2023", "known_from": FIRST}


def belief(con: Any, columns: str = "value, verdict, rule, fact_id") -> Any:
    """The only current observation."""
    [row] = con.execute(f"select {columns} from marts.fct_observations").fetchall()
    return row


def test_a_web_page_that_disagrees_with_a_filing_is_outranked(judge: Any) -> None:
    page = YEAR | {"value": 180_600, "half": 50, "tier": "web_page", "publisher": "Page", "known_from": THIRD}
    con = judge([YEAR | {"value": 195_265}, page])
    assert belief(con) == (195_265, "outranked", "higher_tier", "f000")
    pair = "select fact_id_a, fact_id_b, verdict, difference from marts.fct_conflicts"
    assert con.execute(pair).fetchall() == [("f000", "f001", "outranked", 14_665)]


def test_69_75_and_69_7_do_not_conflict_and_the_more_precise_is_believed(judge: Any) -> None:
    rounder = YEAR | {"value": 69.7, "half": 0.05, "known_from": SECOND}
    con = judge([YEAR | {"value": 69.75, "half": 0.005}, rounder])
    assert belief(con) == (69.75, "within_rounding", "more_precise", "f000")
    assert con.execute("select count(*) from marts.fct_conflicts").fetchone() == (0,)


def test_190_and_189_clients_only_touch_and_so_disagree(judge: Any) -> None:
    con = judge([YEAR | {"value": 190, "page": "p"}, YEAR | {"value": 189, "page": "p"}])
    assert belief(con, "value, value_low, value_high, verdict") == (None, 188.5, 190.5, "contested")


def test_a_point_on_the_end_of_a_printed_range_agrees_with_it(judge: Any) -> None:
    con = judge([YEAR | {"value": 182.25, "half": 0}, YEAR | {"value": 182.2, "low": 182.15, "high": 182.25}])
    assert belief(con, "value, verdict, rule") == (182.25, "within_rounding", "more_precise")


def test_a_later_word_of_the_same_publisher_restates(judge: Any) -> None:
    con = judge([YEAR | {"value": 180_516}, YEAR | {"value": 180_518, "known_from": THIRD}])
    assert belief(con) == (180_518, "restated", "later_publication", "f001")
    was = f"select value, verdict from kpi_as_of(date '{SECOND}')"
    assert con.execute(was).fetchall() == [(180_516, "single")]


def test_a_lower_tier_published_later_does_not_replace(judge: Any) -> None:
    con = judge(
        [YEAR | {"value": 100}, YEAR | {"value": 200, "tier": "press", "publisher": "P", "known_from": THIRD}]
    )
    assert belief(con, "value, verdict, known_from") == (100, "outranked", THIRD)


def test_two_statements_of_one_page_on_one_day_are_contested(judge: Any) -> None:
    con = judge([YEAR | {"value": 68, "page": "p"}, YEAR | {"value": 42, "page": "p"}])
    assert belief(con, "value, value_low, value_high, verdict, rule, fact_id, fact_count, source_count") == (
        None, 41.5, 68.5, "contested", "no_rule", None, 2, 1,
    )  # fmt: skip


def test_a_total_printed_twice_on_one_page_is_one_vote(judge: Any) -> None:
    con = judge([YEAR | {"value": 100, "page": "p"}, YEAR | {"value": 100, "page": "p"}])
    assert belief(con, "verdict, fact_count, source_count") == ("single", 2, 1)
    con = judge([YEAR | {"value": 100, "page": "p"}, YEAR | {"value": 100, "page": "q", "publisher": "Q"}])
    assert belief(con, "verdict, fact_count, source_count") == ("agreed", 2, 2)


def test_a_pure_range_is_believed_as_bounds(judge: Any) -> None:
    outlook = YEAR | {
        "value": None,
        "low": 83.2,
        "high": 84.2,
        "metric": "care_ratio",
        "modality": "guidance",
    }
    con = judge([outlook])
    assert belief(con, "value, value_low, value_high, verdict") == (None, 83.2, 84.2, "single")


def test_an_open_bound_meets_whatever_lies_above(judge: Any) -> None:
    at_least = YEAR | {"value": 252, "low": 252, "high": float("inf")}
    con = judge([at_least, YEAR | {"value": 280, "half": 5, "tier": "press", "publisher": "P"}])
    assert belief(con, "value, verdict") == (252, "within_rounding")
    con = judge([at_least, YEAR | {"value": 240, "half": 5, "tier": "press", "publisher": "P"}])
    assert belief(con, "value, verdict") == (252, "outranked")


def test_an_undated_stock_is_held_against_the_dated_fact_nearest_its_publication(judge: Any) -> None:
    stock = {"metric": "customers", "known_from": THIRD, "tier": "web_page", "publisher": "Page", "page": "p"}
    con = judge(
        [
            stock | {"period": "undated", "value": 750_000},
            stock | {"period": "FY2024", "value": 345_000},
            stock | {"period": "2020-03-31", "value": 750_000},
        ]
    )
    pairs = "select fact_id_a, fact_id_b, comparison, verdict from marts.fct_conflicts"
    assert con.execute(pairs).fetchall() == [("f000", "f001", "undated_stock", "contested")]


def test_a_cap_lowers_a_source_for_one_metric_only(judge: Any) -> None:
    vendor = {"tier": "data_vendor", "publisher": "Vendor", "known_from": FIRST}
    press = {"tier": "press", "publisher": "Wire", "known_from": FIRST, "period": "FY2023", "value": 120}
    facts = [vendor | {"period": "FY2023", "value": 100}, press, vendor | {"period": "2023Q4", "value": 30}]
    assert (
        judge(facts).execute("select value from kpi_series('revenues', 'acme') where value > 99").fetchall()
        == []
    )
    cap = {
        "source_id": f"Vendor data_vendor {FIRST} ",
        "metric_id": "revenues",
        "tier": "web_page",
        "reason": "test",
    }
    year = "select value, verdict from marts.fct_observations where period_label = 'FY2023'"
    assert judge(facts).execute(year).fetchall() == [(100, "outranked")]
    assert judge(facts, policy_caps=[cap]).execute(year).fetchall() == [(120, "outranked")]


def test_quarters_make_their_year_within_bounds(judge: Any) -> None:
    quarters = [
        {"period": f"2023Q{n}", "value": v, "known_from": FIRST} for n, v in enumerate((10, 20, 30, 40), 1)
    ]
    check = "select expected, found, difference, holds from marts.fct_identity_checks where identity_id = 'quarters_make_fy'"
    assert judge([*quarters, YEAR | {"value": 100}]).execute(check).fetchall() == [(100, 100, 0, "yes")]
    assert judge([*quarters, YEAR | {"value": 102}]).execute(check).fetchall() == [
        (100, 102, 2, "within_rounding")
    ]
    assert judge([*quarters, YEAR | {"value": 103}]).execute(check).fetchall() == [(100, 103, 3, "no")]


def test_parts_make_a_total_and_ratios_their_quotient(judge: Any) -> None:
    part = {"period": "FY2023", "known_from": FIRST}
    facts = [
        part | {"value": 100},
        part | {"value": 38, "breakdown": "line=a"},
        part | {"value": 62, "breakdown": "line=b"},
        part | {"value": 61.3, "half": 0.05, "metric": "care_ratio"},
    ]
    term = {"entity_id": "acme", "metric_id": "revenues", "sign": 1}
    terms = [
        term | {"identity_id": "lines", "role": "total", "breakdown": ""},
        term | {"identity_id": "lines", "role": "part", "breakdown": "line=a"},
        term | {"identity_id": "lines", "role": "part", "breakdown": "line=b"},
        term | {"identity_id": "ratio", "role": "ratio", "metric_id": "care_ratio", "breakdown": ""},
        term | {"identity_id": "ratio", "role": "numerator", "breakdown": "line=a"},
        term | {"identity_id": "ratio", "role": "denominator", "breakdown": "line=b"},
    ]
    identities = [{"identity_id": "lines", "kind": "sum"}, {"identity_id": "ratio", "kind": "ratio"}]
    con = judge(facts, identities=identities, identity_terms=terms)
    found = con.execute(
        "select identity_id, round(expected, 2), found, holds from marts.fct_identity_checks"
    ).fetchall()
    assert found == [("lines", 100, 100, "yes"), ("ratio", 61.29, 61.3, "within_rounding")]


def test_why_names_the_winner_and_those_it_beat(judge: Any) -> None:
    page = YEAR | {"value": 500, "tier": "web_page", "publisher": "Page"}
    con = judge([YEAR | {"value": 420}, {"period": "2023-9M", "value": 300, "known_from": FIRST}, page])
    rows = con.execute("select role, step, fact_id from why('acme', 'revenues', 'FY2023')").fetchall()
    assert rows == [("winner", 0, "f000"), ("beaten", 0, "f002")]
    rows = con.execute("select role, step, fact_id from why('acme', 'revenues', '2023Q4')").fetchall()
    assert rows == [("operand", 1, "f001"), ("operand", 1, "f000"), ("beaten", 1, "f002")]
