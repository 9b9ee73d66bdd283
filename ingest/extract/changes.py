"""Changes and the levels that they are changes of, told apart by arithmetic in the rows of tables.

In `604 | 618 | 2.3%` the percentage is the change from 604 to 618: the only pair of the row that it fits. So
its period is that of 618, and its base that of 604, whatever the header of its column leaves open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from ingest.extract.stated import Stated

MOST_LEVELS = 12


class Change(NamedTuple):
    """A change in percent, the level it led to, and the one that it is measured from if that is known."""

    change: Stated
    level: Stated
    base: Stated | None


def changes_in_rows(stated: Sequence[Stated]) -> Iterator[Change]:
    """Every change of a table with its level: of the pair that its arithmetic fits, else the row's first."""
    rows: dict[tuple[int, int], list[Stated]] = defaultdict(list)
    for one in stated:
        if one.line.cell:
            rows[one.line.block.start, one.line.cell.row].append(one)
    for row in rows.values():
        levels = [one for one in row if not one.is_change and one.figure.value is not None][:MOST_LEVELS]
        for one in row:
            if one.is_change and levels:
                level, base = _fitting(one, levels) or (levels[0], None)
                yield Change(one, level, base)


def _fitting(change: Stated, levels: Sequence[Stated]) -> tuple[Stated, Stated] | None:
    """The only two levels of a row between which a change lies; None where none or several do."""
    found = [
        (level, base)
        for level, base in permutations(levels, 2)
        if level.figure.unit == base.figure.unit and _fits(change, level, base)
    ]
    return found[0] if len(found) == 1 else None


def _fits(change: Stated, level: Stated, base: Stated) -> bool:
    """Whether a change is the growth from base to level, all within what they commit to."""
    low, high = level.figure.value_low, level.figure.value_high
    from_low, from_high = base.figure.value_low, base.figure.value_high
    if from_low <= 0:
        return False
    least, most = 100 * (low / from_high - 1), 100 * (high / from_low - 1)
    return least <= change.figure.value_high and change.figure.value_low <= most
