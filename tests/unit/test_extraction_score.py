"""The scorer of extraction against candidates made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from gold import SEEDS, own_catalog, own_parts, placed, seed_catalog, seed_parts, span_of
from score import page_with, scored, shortfalls, sureness_table, table

Row = dict[str, Any]
# "Revenue was $5 million in 2024." as gold has it and as a perfect extraction would.
REVENUE: Row = {
    "char_start": 12,
    "char_end": 22,
    "line_no": 1,
    "printed": "$5 million",
    "unit": "usd",
    "value": 5e6,
    "value_low": 4.5e6,
    "value_high": 5.5e6,
    "qualifier": "exact",
    "entity_id": "acme",
    "metric_id": "total_revenues",
    "metric_score": 0.9,
    "breakdown": "",
    "period": "FY2024",
    "modality": "actual",
}
ELSEWHERE = {"char_start": 40, "char_end": 42, "printed": "24"}


def test_a_perfect_candidate_scores_full_in_everything() -> None:
    score, misses = scored("a", [REVENUE], [REVENUE])
    assert (score.found, score.percent("recall"), score.percent("precision")) == (1, 100, 100)
    assert (dict(score.right), misses) == (
        dict.fromkeys(("period", "qualifier", "metric", "entity", "breakdown", "modality", "bounds"), 1),
        [],
    )


@pytest.mark.parametrize(
    "change", [{"char_end": 14}, {"value": 5.0}, {"unit": "eur"}, {"value": None}], ids=str
)
def test_another_span_value_or_unit_is_a_miss_and_one_too_much(change: Row) -> None:
    score, misses = scored("a", [REVENUE], [REVENUE | change])
    assert (score.found, score.percent("recall"), score.percent("precision")) == (0, 0, 0)
    assert [miss.what for miss in misses] == ["missed", "too much"]


def test_a_range_is_found_by_both_its_ends() -> None:
    span = REVENUE | {"value": None}
    assert scored("a", [span], [span])[0].found == 1
    assert scored("a", [span], [span | {"value_high": 6e6}])[0].found == 0


def test_a_wrong_period_is_told_and_counts_only_there() -> None:
    score, misses = scored("a", [REVENUE], [REVENUE | {"period": "undated"}])
    assert (score.found, score.percent("period"), score.percent("metric")) == (1, 0, 100)
    assert list(map(str, misses)) == ["a line 1: period '$5 million': expected FY2024, got undated"]


def test_one_figure_proposed_twice_is_one_too_much() -> None:
    score, misses = scored("a", [REVENUE], [REVENUE, REVENUE, REVENUE | ELSEWHERE])
    assert (score.percent("recall"), round(score.percent("precision"), 1)) == (100, 33.3)
    assert [miss.what for miss in misses] == ["too much", "too much"]


def test_each_target_missed_is_told() -> None:
    score, _ = scored("a", [REVENUE] * 20, [REVENUE] * 19)
    assert shortfalls([score], is_seed=True) == ["a: recall is 95.0%, below 98%"]
    assert shortfalls([score], is_seed=False) == []


def test_the_last_row_of_the_table_is_the_sum() -> None:
    good, bad = scored("good", [REVENUE], [REVENUE])[0], scored("bad", [REVENUE], [])[0]
    assert table([good, bad], "both").splitlines()[-1].startswith("| both | 2 | 1 | 1 | 50.0% | 100.0% |")


def test_without_seeds_their_table_on_the_page_stays() -> None:
    page = "<!-- own -->\n<!-- /own --> <!-- seeds -->\nkept\n<!-- /seeds -->"
    assert page_with(page, [scored("a", [], [])[0]], []).endswith("<!-- seeds -->\nkept\n<!-- /seeds -->")


def test_an_occurrence_is_a_whole_token() -> None:
    text = "2,300 or 300 of 1.300, x300, 300k, 300² and $300"
    assert [span_of(text, "300", nth)[0] for nth in (1, 2, 3, 4)] == [9, 35, 45, -1]


def test_a_print_may_be_broken_over_two_lines() -> None:
    assert span_of("about 18\nmillion", "18 million", 1) == (6, 16)


def test_gold_is_of_known_metrics_entities_and_periods() -> None:
    catalog = own_catalog()
    parts = list(own_parts())
    rows = [row for part in parts for row in placed(part.rows, "", catalog)]
    assert {row["metric_id"] for row in rows} <= {"", *catalog.metric_by_id}
    assert all(row["unit"] == catalog.metric_by_id[row["metric_id"]].unit for row in rows if row["metric_id"])
    assert (len(parts) >= 12, len(rows) >= 500) == (True, True)


@pytest.mark.skipif(not SEEDS.exists(), reason="the seed documents live outside the repository")
def test_the_seeds_are_three_parts_with_288_facts() -> None:
    parts = list(seed_parts(seed_catalog()))
    assert [(part.name, len(part.rows)) for part in parts] == [
        ("cigna-canvas-ar", 198),
        ("cigna-canvas-en", 86),
        ("collaborative-care-article", 4),
    ]


def test_scores_of_metrics_are_counted_by_how_sure_they_were() -> None:
    wrong = REVENUE | {"metric_id": "premiums", "metric_score": 0.5}
    scores = [scored("a", [REVENUE], [candidate])[0] for candidate in (REVENUE, REVENUE, wrong)]
    assert sureness_table(scores).splitlines()[2:] == [
        "| 0.8 and above | 2 | 100.0% |",
        "| 0.6 to 0.8 | 0 | 0.0% |",
        "| 0.4 to 0.6 | 1 | 0.0% |",
        "| 0.0 to 0.4 | 0 | 0.0% |",
    ]
