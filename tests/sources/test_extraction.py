"""Extraction against gold: our own documents everywhere, the seed documents where they are at hand."""

from __future__ import annotations

from functools import cache

import pytest
from gold import PROJECT, SEEDS, own_catalog, own_parts, placed, seed_catalog, seed_parts
from score import OWN_TARGETS, Score, page_with, scores_of, shortfalls

from ingest.extract.readers.reading import document_of

PAGE = PROJECT / "docs" / "extraction.md"
without_seeds = pytest.mark.skipif(
    not SEEDS.exists(), reason="the seed documents live outside the repository"
)


@cache
def own_scores() -> list[Score]:
    return [score for score, _ in scores_of(own_parts(), own_catalog())]


@cache
def seed_scores() -> list[Score]:
    catalog = seed_catalog()
    return [score for score, _ in scores_of(seed_parts(catalog), catalog)]


@pytest.mark.parametrize("name", [part.name for part in own_parts()])
def test_every_figure_of_gold_stands_in_its_document_in_their_order(name: str) -> None:
    part = next(part for part in own_parts() if part.name == name)
    text = document_of(part.path.read_bytes(), name).text
    starts = [row["char_start"] for row in placed(part.rows, text, own_catalog())]
    assert starts == sorted(set(starts))
    assert starts[0] >= 0


def test_each_of_our_documents_has_a_target_and_reaches_it() -> None:
    assert set(OWN_TARGETS) == {part.name for part in own_parts()}
    assert shortfalls(own_scores(), is_seed=False) == []


@without_seeds
def test_both_halves_of_the_seeds_reach_98_95_90_and_85_percent() -> None:
    assert [score.gold for score in seed_scores()] == [198, 86, 4]
    assert shortfalls(seed_scores(), is_seed=True) == []


def test_the_page_holds_the_scores_of_today() -> None:
    page = PAGE.read_text(encoding="utf-8")
    made = page_with(page, own_scores(), seed_scores() if SEEDS.exists() else [])
    assert page == made, "docs/extraction.md is old: run `make eval`"
