"""Wholes and their parts, and figures that are stated again: arithmetic that says what a list or table is of.

Where the figures of a list, or of a column, add up to a figure of the paragraph that leads in to them, they
are parts of it, of the same metric and the same period. Where one of them states that figure again, the table
goes on about it. Nothing is taken for a part by its words alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ingest.extract.stated import Stated

LEAST_PARTS = 2
MOST_PARTS = 40
# A bare small count is met by chance too often.
SMALLEST_COUNT = 100
# Parts so roughly rounded would add up to much else.
WIDEST = 0.2


class Kin(NamedTuple):
    """A figure, the one that it is a part of or states again, and which of the two."""

    figure: Stated
    whole: Stated
    is_part: bool


def kin_of(stated: Sequence[Stated]) -> Iterator[Kin]:
    """Every part and every figure stated again, of figures in reading order."""
    for group, before in _groups(stated):
        tellable = [one for one in before if _is_telling(one)]
        if whole := _whole_of(group, tellable):
            yield from (Kin(one, whole, True) for one in group)
            continue
        for one in group:
            same = next((own for own in reversed(tellable) if _same(own, one)), None)
            if same:
                yield Kin(one, same, False)


def _groups(stated: Sequence[Stated]) -> Iterator[tuple[list[Stated], list[Stated]]]:
    """Figures of one unit in one column, list or sentence, with the figures that lead in to them."""
    by_paragraph: dict[tuple[int, int], list[Stated]] = defaultdict(list)
    columns: dict[tuple[tuple[int, int], str], list[Stated]] = defaultdict(list)
    sentences: dict[tuple[tuple[int, int], str], list[Stated]] = defaultdict(list)
    lists: dict[tuple[tuple[int, int], str], list[Stated]] = defaultdict(list)
    for one in stated:
        kind = one.line.block.kind
        unit = one.figure.unit
        if kind == "table":
            columns[one.group, unit].append(one)
        elif kind == "item" and one.line.lead_in:
            lists[one.line.lead_in, unit].append(one)
        else:
            by_paragraph[one.line.start, one.line.end].append(one)
            sentences[one.sentence, unit].append(one)
    for group in (*columns.values(), *lists.values()):
        lead_in = group[0].line.lead_in
        yield (
            group,
            [
                own
                for own in by_paragraph.get(lead_in or (-1, -1), ())
                if own.figure.unit == group[0].figure.unit
            ],
        )
    for (sentence, unit), group in sentences.items():
        line = (group[0].line.start, group[0].line.end)
        earlier = [own for own in by_paragraph[line] if own.sentence < sentence and own.figure.unit == unit]
        if earlier and len(group) >= LEAST_PARTS:
            yield group, earlier


def _whole_of(parts: Sequence[Stated], wholes: Iterable[Stated]) -> Stated | None:
    """The figure that some parts add up to within what it commits to, the nearest before them."""
    figures = [one.figure for one in parts]
    if not LEAST_PARTS <= len(figures) <= MOST_PARTS or any(own.value is None for own in figures):
        return None
    total = sum(own.value or 0.0 for own in figures)
    low, high = sum(own.value_low for own in figures), sum(own.value_high for own in figures)
    for whole in reversed(list(wholes)):
        own = whole.figure
        meets = own.value_low <= total <= own.value_high
        narrow = own.value is not None and high - low <= WIDEST * abs(own.value)
        if meets and narrow and whole not in parts:
            return whole
    return None


def _same(one: Stated, other: Stated) -> bool:
    """Whether two figures state the same value with the same bounds."""
    first, second = one.figure, other.figure
    return (first.value, first.value_low, first.value_high, first.unit) == (
        second.value,
        second.value_low,
        second.value_high,
        second.unit,
    )


def _is_telling(one: Stated) -> bool:
    """Whether a figure is met by chance seldom enough to stand for itself."""
    return one.figure.unit != "count" or abs(one.figure.value or 0.0) >= SMALLEST_COUNT
