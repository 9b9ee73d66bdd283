"""The facts files against the documents they were taken from, and against the parser without them.

The documents live outside the repository. Where they are at hand every span is read; where they are not,
every printed figure must still say its recorded value, and the counts must still stand.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.catalog import read_catalog
from ingest.evidence import check_facts, check_reading, index_documents

SHARED = Path(__file__).parents[3] / "shared"
CATALOG = Path(__file__).parents[2] / "ingest" / "catalog"
FACTS = CATALOG / "facts"
Row = dict[str, str]

# Digits in the documents that state nothing measurable, besides dates: (document, line, digits): why.
NOT_FACTS = {
    ("canvas", 138, "500"): "size class of employers",
    ("canvas", 170, "500"): "name of a list of companies",
    ("canvas", 173, "500"): "name of a list of companies",
    ("canvas", 189, "500"): "name of a list of companies",
    ("canvas", 338, "13"): "editor's reminder",
    ("canvas", 345, "30"): "days' supply that a price is for",
    ("canvas", 354, "24"): "round the clock",
    ("canvas", 354, "7"): "round the clock",
    ("canvas", 355, "13"): "editor's reminder",
    ("canvas", 368, "3,000"): "size class of employers",
    ("canvas", 369, "500"): "size class of employers",
    ("canvas", 369, "2,999"): "size class of employers",
    ("canvas", 370, "51"): "size class of employers",
    ("canvas", 370, "499"): "size class of employers",
    ("canvas", 371, "2"): "size class of employers",
    ("canvas", 371, "50"): "size class of employers",
    ("canvas", 405, "13"): "editor's reminder",
    ("article", 15, "7"): "footnote",
    ("article", 16, "8"): "footnote",
    ("article", 17, "9"): "footnote",
}
MONTHS = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\w*\.?"
DATES = re.compile(rf"\bQ[1-4]\b|\b20[12]\d\b|{MONTHS} \d{{1,2}}\b")


def rows_of(name: str) -> list[Row]:
    """A facts file as its rows of text, with ids and the locator's place filled in."""
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row | {"fact_id": f"{name} row {at}"} for at, row in enumerate(csv.DictReader(file), 2)]


def seed_rows() -> list[Row]:
    return [
        row
        for name in ("cigna-canvas-ar", "cigna-canvas-en", "collaborative-care-article")
        for row in rows_of(name)
    ]


def sources() -> dict[str, dict[str, object]]:
    return {
        source.source_id: {
            "sha256": source.sha256,
            "first_line": source.first_line,
            "last_line": source.last_line,
        }
        for source in read_catalog(CATALOG).sources
    }


def test_the_seed_documents_give_288_facts_in_three_files() -> None:
    counts = Counter(row["source_id"] for row in seed_rows())
    assert counts == {"cigna-canvas-ar": 198, "cigna-canvas-en": 86, "collaborative-care-article": 4}


@pytest.mark.parametrize("path", sorted(FACTS.glob("*.csv")), ids=lambda path: path.stem)
def test_every_printed_figure_says_its_recorded_value_and_bounds(path: Path) -> None:
    assert {row["fact_id"]: faults for row in rows_of(path.stem) if (faults := check_reading(row))} == {}


@pytest.mark.skipif(not SHARED.exists(), reason="the seed documents live outside the repository")
def test_every_seed_fact_is_verified_at_its_place() -> None:
    found = check_facts(seed_rows(), index_documents(SHARED / "seeds"), sources())
    assert Counter(one.evidence for one in found) == {"verified": 288}


def test_without_the_documents_nothing_is_verified() -> None:
    assert {one.evidence for one in check_facts(seed_rows(), {}, sources())} == {"not archived"}


def figures_left_over(document: Path, rows: list[Row], name: str) -> Iterator[tuple[str, int, str]]:
    """Digit groups of a document that are in no fact and in no date."""
    text = document.read_bytes().decode("utf-8")
    taken = {at for row in rows for at in range(int(row["char_start"]), int(row["char_end"]))}
    taken |= {at for date in DATES.finditer(text) for at in range(*date.span())}
    for group in re.finditer(r"\d+(?:[.,]\d+)*", text):
        if group.start() not in taken:
            yield name, text.count("\n", 0, group.start()) + 1, group.group()


@pytest.mark.skipif(not SHARED.exists(), reason="the seed documents live outside the repository")
def test_every_digit_of_the_seeds_is_a_fact_a_date_or_an_exception_with_its_reason() -> None:
    canvas, article = sorted((SHARED / "seeds").glob("*.txt"))
    rows = seed_rows()
    left = [
        *figures_left_over(
            canvas, [row for row in rows if row["source_id"].startswith("cigna-canvas")], "canvas"
        ),
        *figures_left_over(
            article, [row for row in rows if row["source_id"] == "collaborative-care-article"], "article"
        ),
    ]
    assert left == list(NOT_FACTS)


def test_no_printed_figure_is_longer_than_a_figure() -> None:
    """Sources' sentences are not stored: the longest printed figure is four words."""
    assert max(len(row["printed"].split()) for row in seed_rows()) <= 4


@pytest.mark.skipif(not SHARED.exists(), reason="the reported file lives outside the repository")
def test_every_row_of_the_reported_file_is_a_fact_or_an_end_of_a_range() -> None:
    with (SHARED / "data" / "cigna-reported.csv").open(encoding="utf-8", newline="") as file:
        reported = dict(enumerate(csv.DictReader(file), 2))
    carried: dict[int, list[Decimal]] = {}
    for row in rows_of("cigna-reported"):
        lines = [int(line) for line in re.findall(r"\d+", row["locator"])]
        ends = [row["value"]] if row["value"] else [row["value_low"], row["value_high"]]
        for line, end in zip(lines, ends, strict=True):
            carried.setdefault(line, []).append(Decimal(end))
    factors = {"USD_million": 10**6, "USD_billion": 10**9, "million": 10**6, "thousand": 10**3}
    expected = {line: [Decimal(row["value"]) * factors.get(row["unit"], 1)] for line, row in reported.items()}
    assert len(expected) == 355
    assert carried == expected
