"""Prints how well extraction does against gold, and writes it into docs/extraction.md: run by `make eval`.

python tests/eval/score.py                   the table, written into the page as well
python tests/eval/score.py --misses [NAME]   every figure missed, too much or wrong, of one document or all
python tests/eval/score.py --check           exit code 1 where a target is missed
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import isclose
from typing import NamedTuple

from gold import PROJECT, Part, Row, own_catalog, own_parts, placed, seed_catalog, seed_parts

from ingest.catalog import Catalog
from ingest.extract.extraction import extract

PAGE = PROJECT / "docs" / "extraction.md"
# What is compared once a figure's span, value and unit are right, as the table names it.
ASPECTS = {
    "period": ("period",),
    "qualifier": ("qualifier",),
    "metric": ("metric_id",),
    "entity": ("entity_id",),
    "breakdown": ("breakdown",),
    "modality": ("modality",),
    "bounds": ("value_low", "value_high"),
}


# The metric_score from which on proposals are counted together.
SURENESS = (0.8, 0.6, 0.4, 0.0)


class Target(NamedTuple):
    """The least percentages that a document must reach."""

    recall: float
    precision: float
    period: float
    metric: float


SEED_TARGET = Target(98, 95, 90, 85)
# What our own documents reach; they may only get better.
OWN_TARGETS: dict[str, Target] = {
    "adriatica-figures.csv": Target(100, 100, 100, 100),
    "adriatica-nota.md": Target(100, 100, 44, 88),
    "brightwater-note.md": Target(100, 100, 73, 92),
    "calder-tables.md": Target(100, 100, 100, 100),
    "harborline-guide.md": Target(100, 42, 100, 66),
    "harrow-pine-call.txt": Target(97, 97, 58, 69),
    "huayue-brief.md": Target(100, 100, 0, 50),
    "nawras-news.txt": Target(100, 100, 67, 89),
    "northlake-release.html": Target(100, 99, 97, 95),
    "orchard-workbook.xlsx": Target(100, 99, 99, 91),
    "rimal-page.html": Target(100, 100, 92, 89),
    "sanad-profile.md": Target(100, 100, 100, 85),
    "serra-alta-nota.md": Target(100, 100, 33, 33),
    "velmark-half-year.pdf": Target(100, 100, 78, 90),
    "velmark-summary-ar.pdf": Target(100, 100, 100, 93),
}
NO_TARGET = Target(0, 0, 0, 0)


@dataclass
class Score:
    """Counts of one document: figures in gold, candidates, those found, and right aspects of those found."""

    name: str
    gold: int = 0
    candidates: int = 0
    found: int = 0
    right: Counter[str] = field(default_factory=Counter)
    surely: Counter[tuple[float, bool]] = field(default_factory=Counter)

    def percent(self, what: str) -> float:
        """Recall, precision, or the share of the found figures whose aspect is right; 100 of none.

        >>> Score("a", gold=4, candidates=3, found=2, right=Counter(period=1)).percent("period")
        50.0
        """
        part, whole = {
            "recall": (self.found, self.gold),
            "precision": (self.found, self.candidates),
        }.get(what, (self.right[what], self.found))
        return 100 * part / whole if whole else 100.0

    def __add__(self, other: Score) -> Score:
        """Both documents as one, under the name of the first."""
        return Score(
            self.name,
            self.gold + other.gold,
            self.candidates + other.candidates,
            self.found + other.found,
            self.right + other.right,
            self.surely + other.surely,
        )


class Miss(NamedTuple):
    """One figure that is not as in gold: `missed`, `too much`, or the aspect that is wrong."""

    document: str
    line_no: int
    what: str
    printed: str
    expected: str
    got: str

    def __str__(self) -> str:
        """One line for a person."""
        told = f"{self.document} line {self.line_no}: {self.what} {self.printed!r}"
        return told + (f": expected {self.expected}, got {self.got}" if self.expected or self.got else "")


def scored(name: str, gold: list[Row], candidates: list[Row]) -> tuple[Score, list[Miss]]:
    """The score of candidates against gold, and each way in which they differ, in the order of the lines."""
    score = Score(name, len(gold), len(candidates))
    by_span: dict[tuple[int, int], list[Row]] = {}
    for row in candidates:
        by_span.setdefault(_span(row), []).append(row)
    misses = []
    for row in gold:
        same_place = by_span.get(_span(row), [])
        match = next((own for own in same_place if _is_same_figure(row, own)), None)
        if match is None:
            got = next(map(_said, same_place), "")
            misses.append(_miss(name, row, "missed", _said(row), got or "nothing there"))
            continue
        same_place.remove(match)
        score.found += 1
        wrong = [aspect for aspect in ASPECTS if not _agree(row, match, aspect)]
        score.right.update(aspect for aspect in ASPECTS if aspect not in wrong)
        if match["metric_id"]:
            least = next(own for own in SURENESS if match["metric_score"] >= own)
            score.surely[least, "metric" not in wrong] += 1
        misses += [_miss(name, row, aspect, _told(row, aspect), _told(match, aspect)) for aspect in wrong]
    left = (row for rows in by_span.values() for row in rows)
    misses += [_miss(name, row, "too much", "none", _said(row)) for row in left]
    return score, sorted(misses, key=lambda miss: miss.line_no)


def _span(row: Row) -> tuple[int, int]:
    """Where a figure stands."""
    return row["char_start"], row["char_end"]


def _is_same_figure(gold: Row, candidate: Row) -> bool:
    """Whether value and unit are those of gold; of a range, which has no value, both ends."""
    if gold["unit"] != candidate["unit"]:
        return False
    names = ("value_low", "value_high") if gold["value"] is None else ("value",)
    has_value = (gold["value"] is None) == (candidate["value"] is None)
    return has_value and all(_is_close(gold[name], candidate[name]) for name in names)


def _agree(gold: Row, candidate: Row, aspect: str) -> bool:
    """Whether gold and candidate say the same of one aspect."""
    if aspect == "bounds":
        return all(_is_close(gold[name], candidate[name]) for name in ASPECTS[aspect])
    return all(gold[name] == candidate[name] for name in ASPECTS[aspect])


def _is_close(expected: float, got: float) -> bool:
    """Whether two numbers are the same but for the last bits; infinities are."""
    return isclose(expected, got, rel_tol=1e-9, abs_tol=1e-12)


def _told(row: Row, aspect: str) -> str:
    """One aspect of a row in words."""
    return " to ".join(str(row[name]) if row[name] != "" else "nothing" for name in ASPECTS[aspect])


def _said(row: Row) -> str:
    """Value and unit of a row in words."""
    value = row["value"] if row["value"] is not None else f"{row['value_low']}..{row['value_high']}"
    return f"{value} {row['unit']}"


def _miss(name: str, row: Row, what: str, expected: str, got: str) -> Miss:
    """A difference at the place of a row."""
    return Miss(name, row["line_no"], what, row["printed"], expected, got)


def scores_of(parts: Iterable[Part], catalog: Catalog) -> Iterator[tuple[Score, list[Miss]]]:
    """The score and the misses of each part; a document of several parts is read once."""
    for path, together in groupby(parts, key=lambda part: part.path):
        extraction = extract(path.read_bytes(), path.name, catalog)
        for part in together:
            gold = placed(part.rows, extraction.document.text, catalog)
            candidates = [row for row in extraction.candidates if part.holds(row["line_no"])]
            yield scored(part.name, gold, candidates)


def target_of(score: Score, *, is_seed: bool) -> Target:
    """What a document must reach."""
    return SEED_TARGET if is_seed else OWN_TARGETS.get(score.name, NO_TARGET)


def shortfalls(scores: Iterable[Score], *, is_seed: bool) -> list[str]:
    """A sentence for each target that a document misses.

    >>> shortfalls([Score("a", gold=100, candidates=97, found=97)], is_seed=True)[0]
    'a: recall is 97.0%, below 98%'
    """
    return [
        f"{score.name}: {what} is {score.percent(what):.1f}%, below {least:g}%"
        for score in scores
        for what, least in target_of(score, is_seed=is_seed)._asdict().items()
        if score.percent(what) < least
    ]


def table(scores: list[Score], total: str) -> str:
    """The scores as a Markdown table with their sum in the last row."""
    columns = ("recall", "precision", *ASPECTS)
    head = ("document", "figures", "candidates", "found", *columns)
    whole = sum(scores, Score(total))
    rows = [
        (
            score.name,
            score.gold,
            score.candidates,
            score.found,
            *(f"{score.percent(own):.1f}%" for own in columns),
        )
        for score in (*scores, whole)
    ]
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def sureness_table(scores: list[Score]) -> str:
    """How many proposed metrics are right, by their score, as a Markdown table."""
    whole = sum(scores, Score("all")).surely
    lines = ["| metric_score | figures | metric is right |", "| --- | ---: | ---: |"]
    for least, above in zip(SURENESS, ("", *SURENESS), strict=False):
        right, wrong = whole[least, True], whole[least, False]
        name = f"{least} and above" if above == "" else f"{least} to {above}"
        lines.append(f"| {name} | {right + wrong} | {100 * right / max(1, right + wrong):.1f}% |")
    return "\n".join(lines)


def written(page: str, name: str, text: str) -> str:
    """The page with `text` between the markers of that name.

    >>> written("a <!-- own --> old <!-- /own --> b", "own", "new")
    'a <!-- own -->\\nnew\\n<!-- /own --> b'
    """
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    return re.sub(
        f"{re.escape(start)}.*{re.escape(end)}", lambda _: f"{start}\n{text}\n{end}", page, flags=re.S
    )


def page_with(page: str, own: list[Score], seeds: list[Score]) -> str:
    """The page of the docs with these scores; where no seeds are at hand their table stays as it is."""
    page = written(page, "own", table(own, "our own documents"))
    page = written(page, "sureness", sureness_table(own))
    return written(page, "seeds", table(seeds, "seed documents")) if seeds else page


def main(arguments: list[str]) -> int:
    """Score everything at hand; 1 where `--check` finds a target missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--misses", nargs="?", const="", metavar="NAME", help="list differences")
    parser.add_argument("--check", action="store_true", help="exit 1 where a target is missed")
    options = parser.parse_args(arguments)
    own_results = list(scores_of(own_parts(), own_catalog()))
    catalog = seed_catalog()
    seed_results = list(scores_of(seed_parts(catalog), catalog))
    own, seeds = ([score for score, _ in results] for results in (own_results, seed_results))
    if options.misses is not None:
        for score, misses in own_results + seed_results:
            if options.misses in score.name:
                print(*misses, sep="\n", end="\n" if misses else "")
        return 0
    print(table(own, "our own documents"))
    print("\n" + sureness_table(own))
    if seeds:
        print("\n" + table(seeds, "seed documents"))
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), own, seeds), encoding="utf-8")
    missed = shortfalls(own, is_seed=False) + shortfalls(seeds, is_seed=True)
    print(*missed, sep="\n", file=sys.stderr, end="\n" if missed else "")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
