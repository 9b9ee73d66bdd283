"""Belief is a pure function of facts and date: replaying a past day gives what a build on that day said."""

from __future__ import annotations

import datetime as dt
import random
from math import inf
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

DAYS = [
    dt.date(2023, 5, 1),
    dt.date(2023, 8, 1),
    dt.date(2024, 2, 20),
    dt.date(2024, 5, 1),
    dt.date(2025, 2, 20),
]
PERIODS = {
    "revenues": "2022Q1 2022Q2 2022Q3 2022Q4 2022H1 2022H2 2022-9M FY2022 2022-10 2022-11 2022-12 2023-01 2023Q1 2023Q4 "
    "2023-9M FY2023 2024Q1 undated "
    "2022-01-03..2022-04-03 2022-04-04..2022-07-03 2022-01-03..2022-10-02 2022-01-03..2023-01-01 "
    "2022-03-31..2022-06-29 2022-04-02..2022-07-01",
    "care_ratio": "2022Q1 2022Q4 FY2022 2023Q1 2024Q4 2022-07-03 2022-12-31 undated",
    "customers": "2022-03-31 2022-04-03 2022-06-29 2022-06-30 2022-07-03 2022-12-31 2023-01-01 2023-03-31 2023-07-15 "
    "FY2022 undated",
}
SHAPES = ("about", "about", "point", "range", "at_least", "under")


def spoken(fact: dict[str, Any], shape: str) -> dict[str, Any]:
    """The fact with the bounds of a shape that figures have in print; a pure range has no value."""
    value, half = fact["value"], 0 if shape == "point" else fact["half"]
    low = -inf if shape == "under" else value - half
    high = inf if shape == "at_least" else value + half
    return fact | {"value": None if shape == "range" else value, "low": low, "high": high}


# Few values, so that facts agree, tie, restate each other and contest.
facts_of_a_metric = {
    metric: st.fixed_dictionaries(
        {
            "metric": st.just(metric),
            "entity": st.sampled_from(["acme", "snowy", "prompt"]),
            "period": st.sampled_from(periods.split()),
            "value": st.sampled_from([100, 101, 104, 120, 400]),
            "half": st.sampled_from([0, 0.5, 5]),
            "known_from": st.sampled_from(DAYS),
            "tier": st.sampled_from(["filing", "press", "web_page"]),
            "publisher": st.sampled_from(["Acme", "Wire"]),
            "page": st.sampled_from(["", "p"]),
            "modality": st.sampled_from(["actual", "actual", "actual", "guidance"]),
        }
    )
    for metric, periods in PERIODS.items()
}
a_fact = st.builds(spoken, st.one_of(*facts_of_a_metric.values()), st.sampled_from(SHAPES))
# Facts of one company, so that many meet in a cell; at times its year is restated after its nine months.
recast = [
    {"period": "2022-9M", "value": 300, "known_from": DAYS[0]},
    {"period": "FY2022", "value": 400, "known_from": DAYS[1]},
    {"period": "FY2022", "value": 330, "known_from": DAYS[3]},
]
fact_lists = st.builds(
    lambda entity, facts, first: [
        {"entity": "acme"} | fact | ({"entity": entity} if entity else {}) for fact in first + facts
    ],
    st.sampled_from([None, "acme", "prompt"]),
    st.lists(a_fact, min_size=1, max_size=40),
    st.sampled_from([[], recast]),
)

# The quarters of a period, by the end of its label.
QUARTERS_IN = {
    **{f"Q{no}": [no] for no in range(1, 5)},
    "H1": [1, 2],
    "H2": [3, 4],
    "9M": [1, 2, 3],
    "22": [1, 2, 3, 4],
    "23": [1, 2, 3, 4],
}
# What a company states of two years, each period once.
fiscal_years = st.dictionaries(
    st.sampled_from(
        [f"{year}{part}" for year in (2022, 2023) for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "-9M")]
    ),
    st.sampled_from([100, 101, 104, 120, 400]),
    min_size=3,
)

once_for_all = settings(settings.get_profile("toy facts"))


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def named(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts with ids that stay theirs when others are left out."""
    return [fact | {"id": f"f{number:03}"} for number, fact in enumerate(facts)]


@once_for_all
@given(facts=fact_lists, day=st.sampled_from(DAYS[:-1]))
def test_replaying_a_day_equals_a_warehouse_built_on_that_day(
    judge: Any, facts: list[Any], day: dt.date
) -> None:
    facts = named(facts)
    con = judge(facts)
    replayed = rows(con, f"from kpi_as_of(date '{day}')")
    replayed_quarters = rows(con, f"from quarters_as_of(date '{day}')")
    replayed_years = rows(con, f"from years_to_date_as_of(date '{day}')")
    con = judge([fact for fact in facts if fact["known_from"] <= day])
    assert replayed == rows(con, "from kpi_as_of(date '9999-12-31')")
    assert replayed == rows(con, "select * exclude (source_ids, facts_digest) from marts.fct_observations")
    assert replayed_quarters == rows(con, "from quarters_as_of(date '9999-12-31')")
    assert replayed_years == rows(con, "from years_to_date_as_of(date '9999-12-31')")
    assert rows(con, "select * exclude (sources) from years_to_date_as_of(date '9999-12-31')") == rows(
        con, "from marts.fct_years_to_date"
    )


@once_for_all
@given(facts=fact_lists, seed=st.integers(0, 1000))
def test_the_order_of_ingestion_does_not_matter(judge: Any, facts: list[Any], seed: int) -> None:
    facts = named(facts)
    con = judge(facts)
    marts = [
        mart for (mart,) in rows(con, "select table_name from duckdb_tables() where schema_name = 'marts'")
    ]
    assert len(marts) > 20
    first = {mart: rows(con, f"from marts.{mart}") for mart in marts}
    random.Random(seed).shuffle(facts)
    con = judge(facts)
    assert first == {mart: rows(con, f"from marts.{mart}") for mart in marts}


@once_for_all
@given(facts=fact_lists)
def test_every_belief_rests_on_facts_and_holds_them_within_its_bounds(judge: Any, facts: list[Any]) -> None:
    con = judge(named(facts))
    assert (
        rows(
            con, "select fact_id from marts.fct_facts except select fact_id from marts.fct_observation_facts"
        )
        == []
    )
    outside = (
        "select * from marts.fct_quarters where value not between value_low - 1e-6 and value_high + 1e-6"
    )
    assert rows(con, outside) == []
    untyped = "select * from marts.fct_quarters where (derivation is null) = (gap is null)"
    assert rows(con, untyped) == []


@once_for_all
@given(facts=fact_lists)
def test_a_whole_year_is_the_stated_one_and_a_first_quarter_is_itself(judge: Any, facts: list[Any]) -> None:
    con = judge(named(facts))
    figure = "value, value_low, value_high, derivation, gap, verdict, rule, operand_ids, known_from, formula, vintage_on"
    columns = f"entity_id, metric_id, breakdown, fiscal_quarter, {figure}, yoy, yoy_block"
    quarters, years = (
        rows(con, f"select {columns} from marts.{mart} where quarter_no = 1 or metric_id = 'customers'")
        for mart in ("fct_quarters", "fct_years_to_date")
    )
    assert quarters == years
    # Where no other period of the company comes as near to the year.
    unlike = """
        select years.*, stated.* from marts.fct_years_to_date as years
        inner join marts.fct_observations as stated
            on years.entity_id = stated.entity_id and years.metric_id = stated.metric_id
            and years.year_start = stated.period_start and years.quarter_end = stated.period_end
        where years.metric_id <> 'customers' and years.quarter_no = 4 and stated.modality = 'actual'
            and not exists (
                from marts.fct_observations as others
                where others.entity_id = stated.entity_id and others.metric_id = stated.metric_id
                    and others.cell_id <> stated.cell_id and others.period_type = 'duration'
                    and abs(date_diff('day', others.period_start, stated.period_start)) <= 7
                    and abs(date_diff('day', others.period_end, stated.period_end)) <= 7
            )
            and (
                years.operand_ids is distinct from stated.fact_id
                or years.value is distinct from stated.value
                or years.verdict is distinct from stated.verdict
            )
    """
    assert rows(con, unlike) == []


@once_for_all
@given(years=fiscal_years, whole=st.sampled_from([None, 410, 800]))
def test_the_formula_of_a_year_so_far_and_its_growth_can_be_worked_out_by_hand(
    judge: Any, years: dict[str, int], whole: int | None
) -> None:
    stated = years | ({"FY2022": whole} if whole else {})
    con = judge(
        [{"period": period, "value": value, "known_from": DAYS[2]} for period, value in stated.items()]
    )
    figures = dict(rows(con, "select fiscal_quarter, value from marts.fct_quarters")) | stated
    derived = (
        "from marts.fct_years_to_date where quarter_no > 1 and formula is not null and value is not null"
    )
    for label, value, formula in rows(con, f"select period_label, value, formula {derived}"):
        terms = formula.replace("− ", "−").replace("+ ", "").split()
        held = [no for term in terms for no in QUARTERS_IN[term[-2:]] if term[0] != "−"]
        left = [no for term in terms for no in QUARTERS_IN[term[-2:]] if term[0] == "−"]
        assert sorted([*left, *QUARTERS_IN[label[-2:]]]) == sorted(held)
        assert label not in stated
        assert value == sum(-figures[term[1:]] if term[0] == "−" else figures[term] for term in terms)
    believed = dict(rows(con, "select period_label, value from marts.fct_years_to_date"))
    for part in ("Q1", "H1", "-9M"):
        base, value = believed.get(f"2022{part}"), believed.get(f"2023{part}")
        growth = rows(con, f"select yoy from marts.fct_years_to_date where period_label = '2023{part}'")
        assert growth in ([], [(value / base - 1 if base and base > 0 and value is not None else None,)])


def test_a_late_restatement_of_an_old_quarter_is_not_the_newest_quarter(judge: Any) -> None:
    con = judge(
        [
            {"period": "2022Q4", "value": 100, "known_from": DAYS[0]},
            {"period": "2023Q4", "value": 120, "known_from": DAYS[2]},
            {"period": "2022Q4", "value": 104, "known_from": DAYS[4]},
        ]
    )
    newest = "select fiscal_quarter, value from marts.fct_quarters where value is not null order by quarter_end desc limit 1"
    assert rows(con, newest) == [("2023Q4", 120.0)]
    old = "select value, known_from, known_to from marts.fct_quarter_history where fiscal_quarter = '2022Q4' order by 2"
    assert rows(con, old) == [(100.0, DAYS[0], DAYS[4]), (104.0, DAYS[4], None)]
