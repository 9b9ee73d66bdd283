"""Columns of words that stand under each other, in characters of a plain text or in points of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_PREFIX_ONLY = re.compile(r"[(\-−]?(?:US|C|A|R)?[$€£¥₹]\(?|\(")
_SUFFIX_ONLY = re.compile(r"\)?[%٪]\)?|\)")


class Chunk(NamedTuple):
    """Words without a wide gap between them, with the place where they stand across the page."""

    left: float
    right: float
    words: str
    start: int = 0
    end: int = 0


class Placed(NamedTuple):
    """A chunk in the column where it begins, with how many columns it covers."""

    column: int
    column_span: int
    chunk: Chunk


def with_signs(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of a row with a currency or per cent sign that stands alone joined to the number beside it.

    The number keeps its place, so that `$` far left of it makes no column.

    >>> with_signs([Chunk(0, 4, "Cost"), Chunk(9, 10, "$"), Chunk(14, 16, "12"), Chunk(17, 18, "%")])[1]
    Chunk(left=14, right=18, words='$12%', start=0, end=0)
    """
    joined: list[Chunk] = []
    for chunk in chunks:
        before = joined[-1] if joined else None
        is_prefixed = before is not None and bool(_PREFIX_ONLY.fullmatch(before.words))
        if before and (is_prefixed or (len(joined) > 1 and _SUFFIX_ONLY.fullmatch(chunk.words))):
            left = chunk.left if is_prefixed else before.left
            joined[-1] = Chunk(left, chunk.right, before.words + chunk.words, before.start, chunk.end)
        else:
            joined.append(chunk)
    return joined


def columns_of(rows: Sequence[Sequence[Chunk]]) -> list[tuple[float, float]] | None:
    """The left and right ends of the columns, from the rows with most chunks; None where none line up.

    Rows of as many chunks as the widest make the columns; where they do not stand apart, the rows with the
    commonest number of chunks do.

    >>> rows = [[Chunk(0, 7, "Revenue"), Chunk(10, 15, "1,234")], [Chunk(0, 4, "Cost"), Chunk(12, 15, "7")]]
    >>> columns_of(rows)
    [(0, 7), (10, 15)]
    """
    counts = Counter(len(row) for row in rows if len(row) > 1)
    for count in dict.fromkeys([max(counts, default=0), *(count for count, _ in counts.most_common(2))]):
        full = [row for row in rows if len(row) == count]
        columns = [
            (min(chunk.left for chunk in column), max(chunk.right for chunk in column))
            for column in zip(*full, strict=True)
        ]
        if columns and all(before[1] < behind[0] for before, behind in pairwise(columns)):
            return columns
    return None


def placed_in(columns: Sequence[tuple[float, float]], row: Sequence[Chunk]) -> list[Placed] | None:
    """The chunks of a row in their columns, from left to right; None where two would share a column.

    >>> columns = [(0, 7), (10, 15), (20, 25)]
    >>> [(placed.column, placed.column_span) for placed in placed_in(columns, [Chunk(9, 26, "2025")])]
    [(1, 2)]
    """
    placed = []
    free = 0
    for chunk in row:
        covered = [
            at for at, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right
        ] or [min(range(len(columns)), key=lambda at: _distance(columns[at], chunk))]
        first, last = max(covered[0], free), covered[-1]
        if first > last:
            return None
        placed.append(Placed(first, last - first + 1, chunk))
        free = last + 1
    return placed


def _distance(column: tuple[float, float], chunk: Chunk) -> float:
    """How far a chunk stands from a column that it does not meet."""
    return max(column[0] - chunk.right, chunk.left - column[1])
