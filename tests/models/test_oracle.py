"""The SQL's verdicts against the policy written once more in plain Python, fact by fact and pair by pair."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, groupby
from math import inf, isfinite
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

Fact = dict[str, Any]
TIERS = ("filing", "press", "web_page")
DAYS = [dt.date(2024, 2, 20), dt.date(2024, 5, 1), dt.date(2025, 2, 20)]


def spoken(fact: Fact, shape: str) -> Fact:
    """The fact with the bounds of a shape that figures have in print; a pure range has no value."""
    value, half = fact["value"], 0 if shape == "point" else fact["half"]
    low = -inf if shape == "under" else value - half
    high = inf if shape == "at_least" else value + half
    return fact | {"value": None if shape == "range" else value, "low": low, "high": high}


def facts_in(*shapes: str) -> st.SearchStrategy[list[Fact]]:
    """Facts of few cells, so that they agree, tie, restate each other and contest."""
    fact = st.fixed_dictionaries(
        {
            "period": st.sampled_from(["FY2022", "FY2023", "undated"]),
            "value": st.sampled_from([100, 101, 104, 105, 110, 400]),
            "half": st.sampled_from([0.5, 5, 50]),
            "known_from": st.sampled_from(DAYS),
            "tier": st.sampled_from(TIERS),
            "publisher": st.sampled_from(["Acme", "Wire", "Blog"]),
            "page": st.sampled_from(["p", "q", "r"]),
        }
    )
    return st.lists(st.builds(spoken, fact, st.sampled_from(shapes)), min_size=1, max_size=30)


ABOUT = ("about", "about", "point", "range")


def meet(one: Fact, other: Fact) -> bool:
    """Whether both can be right: more than a shared end, unless one is a point within the other."""
    low, high = max(one["low"], other["low"]), min(one["high"], other["high"])
    return bool(low < high or (low == high and low in (*points(one), *points(other))))


def points(fact: Fact) -> list[float]:
    """The one number that a point's bounds hold; nothing for wider bounds."""
    return [fact["low"]] if fact["low"] == fact["high"] else []


def said(fact: Fact) -> Any:
    """What a fact says: its value, or its bounds where it is a pure range."""
    return (fact["low"], fact["high"]) if fact["value"] is None else fact["value"]


def rank(fact: Fact) -> tuple[Any, ...]:
    """Order of facts that agree: narrow bounds, of open ones those that reach further, then the later."""
    width = fact["high"] - fact["low"]
    reach = 0.0 if isfinite(width) else -fact["low"] if isfinite(fact["low"]) else fact["high"]
    return width, reach, -fact["known_from"].toordinal(), fact["id"]


def replaces(later: Fact, fact: Fact) -> bool:
    """Whether a publisher has said otherwise since, on another page."""
    is_later = later["known_from"] > fact["known_from"] and later["publisher"] == fact["publisher"]
    return is_later and later["page"] != fact["page"] and not meet(later, fact)


def verdict(facts: list[Fact]) -> tuple[float | None, str]:
    """Value and verdict of one cell's facts, all of them known."""
    best_tier = min(facts, key=lambda fact: TIERS.index(fact["tier"]))["tier"]
    best = [fact for fact in facts if fact["tier"] == best_tier]
    leaders = [fact for fact in best if not any(replaces(later, fact) for later in best)]
    if not all(meet(one, other) for one, other in combinations(leaders, 2)):
        return None, "contested"
    agreeing = [fact for fact in best if all(meet(fact, leader) for leader in leaders)]
    winner = min(agreeing, key=rank)
    if len(agreeing) < len(best):
        return winner["value"], "restated"
    if not all(meet(fact, winner) for fact in facts if fact["tier"] != best_tier):
        return winner["value"], "outranked"
    if any(said(fact) != said(winner) for fact in facts):
        return winner["value"], "within_rounding"
    return winner["value"], "agreed" if len({fact["page"] for fact in facts}) > 1 else "single"


@settings(settings.get_profile("toy facts"))
@given(
    facts=st.one_of(facts_in(*ABOUT), facts_in(*ABOUT, "at_least"), facts_in(*ABOUT, "under")),
    day=st.sampled_from(DAYS),
)
def test_the_models_judge_as_the_policy_reads(judge: Any, facts: list[Fact], day: dt.date) -> None:
    facts = [fact | {"id": f"f{number:03}"} for number, fact in enumerate(facts)]
    con = judge(facts)
    believed = con.execute(
        f"select period_label, value, verdict from kpi_as_of(date '{day}') order by 1"
    ).fetchall()
    known = sorted((fact for fact in facts if fact["known_from"] <= day), key=lambda fact: fact["period"])
    cells = groupby(known, key=lambda fact: fact["period"])
    assert believed == [(period, *verdict(list(of_cell))) for period, of_cell in cells]
