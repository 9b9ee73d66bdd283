"""A figure of a document with all that is found out about it on the way to a candidate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.extract.printed.figures import Figure
from ingest.extract.surroundings import Line, Nearby, Span


@dataclass(slots=True)
class Guess:
    """What a figure is proposed to be about, from 0 to 1 how sure that is, and why, in words.

    `places` are where the words stand that say so.
    """

    name: str = ""
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()


@dataclass(slots=True)
class DatedBy:
    """The code of the period that dates a figure, where it comes from, and what a change is measured from.

    `origin` is sentence, cell, row, column, whole, lead-in or heading; empty where nothing dates the figure.
    """

    code: str = ""
    kind: str = ""
    origin: str = ""
    why: str = ""
    base: str = ""


FOOTNOTE_MARKS = 4


class Money(NamedTuple):
    """A currency with the scale that goes with it, such as thousands of riyals.

    One that no word of the table names, but only the document's habit, is not `named`.
    """

    unit: str = ""
    scale: str = ""
    named: bool = True


NO_MONEY = Money()


@dataclass(slots=True)
class Stated:
    """A figure in its line and sentence; the steps of extraction fill in the rest.

    `may_be` is the money that a bare number of a table may be.
    """

    figure: Figure
    line: Line
    sentence: Span
    around: list[Nearby]
    metric: Guess = field(default_factory=Guess)
    entity: Guess = field(default_factory=Guess)
    period: DatedBy = field(default_factory=DatedBy)
    breakdown: str = ""
    modality: str = "actual"
    is_change: bool = False
    may_be: Money = NO_MONEY

    @property
    def span(self) -> Span:
        """Where the figure stands in the document's text."""
        return self.figure.start, self.figure.end

    @property
    def is_alone(self) -> bool:
        """Whether the figure fills its cell of a table, but for footnote marks."""
        width = self.line.end - self.line.start
        return self.line.cell is not None and width <= len(self.figure.printed) + FOOTNOTE_MARKS

    @property
    def group(self) -> tuple[int, int]:
        """What the figure stands in one row with: its table's column, or its list."""
        column = self.line.cell.column if self.line.cell else -1
        return self.line.block.start, column


def by_sentence(stated: Iterable[Stated]) -> dict[Span, list[Stated]]:
    """The figures of each sentence or cell together, in the order in which they come."""
    groups: dict[Span, list[Stated]] = defaultdict(list)
    for one in stated:
        groups[one.sentence].append(one)
    return groups
