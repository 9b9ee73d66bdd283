"""The SQL's verdicts against the policy written once more in plain Python, fact by fact and pair by pair."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, groupby
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Fact = dict[str, Any]
TIERS = ("filing", "press", "web_page")
DAYS = [dt.date(2024, 2, 20), dt.date(2024, 5, 1), dt.date(2025, 2, 20)]
facts_of_few_cells = st.lists(
    st.fixed_dictionaries(
        {
            "period": st.sampled_from(["FY2022", "FY2023", "undated"]),
            "value": st.sampled_from([100, 101, 104, 110, 400]),
            "half": st.sampled_from([0.5, 5, 50]),
            "known_from": st.sampled_from(DAYS),
            "tier": st.sampled_from(TIERS),
            "publisher": st.sampled_from(["Acme", "Wire", "Blog"]),
            "page": st.sampled_from(["p", "q", "r"]),
        }
    ),
    min_size=1,
    max_size=30,
)


def meet(one: Fact, other: Fact) -> bool:
    """Whether both can be right: more than a shared end."""
    return bool(abs(one["value"] - other["value"]) < one["half"] + other["half"])


def verdict(facts: list[Fact]) -> tuple[float | None, str]:
    """Value and verdict of one cell's facts, all of them known."""
    best_tier = min(facts, key=lambda fact: TIERS.index(fact["tier"]))["tier"]
    best = [fact for fact in facts if fact["tier"] == best_tier]
    last_word = {
        publisher: max(fact["known_from"] for fact in best if fact["publisher"] == publisher)
        for publisher in {fact["publisher"] for fact in best}
    }
    leaders = [fact for fact in best if fact["known_from"] == last_word[fact["publisher"]]]
    if not all(meet(one, other) for one, other in combinations(leaders, 2)):
        return None, "contested"
    agreeing = [fact for fact in best if all(meet(fact, leader) for leader in leaders)]
    order = sorted(agreeing, key=lambda fact: (fact["half"], -fact["known_from"].toordinal(), fact["id"]))
    winner = order[0]
    if len(agreeing) < len(best):
        return winner["value"], "restated"
    if not all(meet(fact, winner) for fact in facts if fact["tier"] != best_tier):
        return winner["value"], "outranked"
    if any(fact["value"] != winner["value"] for fact in facts):
        return winner["value"], "within_rounding"
    return winner["value"], "agreed" if len({fact["page"] for fact in facts}) > 1 else "single"


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=facts_of_few_cells, day=st.sampled_from(DAYS))
def test_the_models_judge_as_the_policy_reads(judge: Any, facts: list[Fact], day: dt.date) -> None:
    facts = [fact | {"id": f"f{number:03}"} for number, fact in enumerate(facts)]
    con = judge(facts)
    believed = con.execute(
        f"select period_label, value, verdict from kpi_as_of(date '{day}') order by 1"
    ).fetchall()
    known = sorted((fact for fact in facts if fact["known_from"] <= day), key=lambda fact: fact["period"])
    cells = groupby(known, key=lambda fact: fact["period"])
    assert believed == [(period, *verdict(list(of_cell))) for period, of_cell in cells]
