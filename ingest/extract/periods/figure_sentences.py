"""A sentence as its figures and periods in order, with clauses and with what each figure does in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.extract.periods.clauses import (
    clause_ends,
    hard_ends,
    is_announced,
    is_change,
    is_compared,
    is_label,
    is_own_of_base,
    is_restated,
    is_right_before,
    is_tight,
    opens_with_period,
)
from ingest.extract.periods.period_mentions import Mention
from ingest.extract.periods.period_words import fold

# How many periods before and behind a figure can date it; a longer line is no sentence.
_MOST_MENTIONS = 24
_NEAR = 90
_PARENTHESES = re.compile(r"\((?:[^()]|\([^()]{0,40}\)){0,200}\)")


class Item(NamedTuple):
    """A figure or a mention at its place in the folded sentence; a stretch lies between two hard breaks."""

    start: int
    end: int
    mention: Mention | None
    clause: int
    stretch: int
    is_compared: bool = False  # a figure that another is compared with
    is_change: bool = False
    is_restated: bool = False  # a figure that says the one before it once more: "5, or 3%"


class Sentence(NamedTuple):
    """The figures and mentions of a folded sentence, in order of their places."""

    folded: str
    figures: list[Item]
    mentions: list[Item]
    starts: list[int]  # of the mentions

    def gap(self, left: Item, right: Item) -> str:
        """The text between two items."""
        return self.folded[left.end : right.start]

    def before(self, figure: Item) -> list[Item]:
        """The mentions before a figure, as many as can date it."""
        last = bisect_left(self.starts, figure.start)
        near = self.mentions[max(0, last - _MOST_MENTIONS) : last]
        return [one for one in near if one.end <= figure.start]

    def behind(self, figure: Item) -> list[Item]:
        """The mentions behind a figure, as many as can date it."""
        first = bisect_left(self.starts, figure.end)
        return self.mentions[first : first + _MOST_MENTIONS]

    def near(self, figure: Item) -> list[Item]:
        """The mentions around a figure that no hard break keeps from it."""
        around = (*self.before(figure), *self.behind(figure))
        return [one for one in around if one.stretch == figure.stretch]

    def figures_between(self, left: Item, right: Item) -> list[Item]:
        """The figures between two items."""
        first = bisect_left(self.figures, left.end, key=_start)
        last = bisect_right(self.figures, right.start, key=_start)
        return [one for one in self.figures[first:last] if one.end <= right.start]


def _start(item: Item) -> int:
    """Where an item starts."""
    return item.start


def sentence_of(
    text: str, start: int, end: int, figures: Sequence[tuple[int, int]], mentions: Sequence[Mention]
) -> Sentence:
    """The sentence `text[start:end]` with its figures and mentions at their places in the folded text."""
    whole = fold(text[start:end])

    def place(at: int) -> int:
        inside = min(max(at - start, 0), end - start)
        return inside if whole.offsets is None else bisect_left(whole.offsets, inside)

    named = sorted((place(one.start), place(one.end), one) for one in mentions)
    spans = sorted((place(low), place(high)) for low, high in figures)
    hard = hard_ends(whole.text)
    breaks = _breaks(whole.text, spans, [(low, high) for low, high, _ in named])
    asides = _asides(whole.text, [low for low, _ in spans], [low for low, _, _ in named])

    def item(low: int, high: int, mention: Mention | None) -> Item:
        at = bisect_right(asides, (low, len(whole.text))) - 1
        is_aside = at >= 0 and low < asides[at][1]
        stretch = -1 - at if is_aside else bisect_left(hard, low)
        return Item(low, high, mention, bisect_left(breaks, low), stretch)

    points = [item(low, high, one) for low, high, one in named]
    marked: list[Item] = []
    for low, high in spans:
        figure = item(low, high, None)
        marked.append(_marked(figure, marked[-1] if marked else None, whole.text))
    return Sentence(whole.text, marked, points, [one.start for one in points])


def _asides(folded: str, figures: list[int], named: list[int]) -> list[tuple[int, int]]:
    """The parentheses with a period before a figure of their own: that of `(H1 2024: 5)` dates no other."""
    found = []
    for aside in _PARENTHESES.finditer(folded):
        first_named, first_figure = bisect_left(named, aside.start()), bisect_left(figures, aside.start())
        is_inside = first_named < len(named) and first_figure < len(figures)
        if is_inside and named[first_named] < figures[first_figure] < aside.end():
            found.append(aside.span())
    return found


def _marked(figure: Item, previous: Item | None, folded: str) -> Item:
    """The figure with what the words around it and the figure before it make of it."""
    before = folded[max(0, figure.start - _NEAR) : figure.start]
    after = folded[figure.end : figure.end + 60]
    if previous and previous.stretch == figure.stretch and is_restated(folded[previous.end : figure.start]):
        return figure._replace(
            is_compared=previous.is_compared, is_change=previous.is_change, is_restated=True
        )
    compared = is_compared(before, after)
    change = not compared and is_change(folded[figure.start : figure.end], before, after)
    return figure._replace(is_compared=compared, is_change=change)


def _breaks(folded: str, figures: list[tuple[int, int]], named: list[tuple[int, int]]) -> list[int]:
    """Where clauses end; one that holds only a period stays with the clause before it."""
    inside = sorted([*named, *figures])
    opens = [low for low, _ in inside]

    def is_outside(at: int) -> bool:
        last = bisect_right(opens, at) - 1
        return last < 0 or at >= inside[last][1]

    ends = [at for at in clause_ends(folded) if is_outside(at)]
    figure_starts, named_starts = [low for low, _ in figures], [low for low, _ in named]
    kept = []
    for at, following in pairwise([*ends, len(folded)]):
        holds_figure = bisect_left(figure_starts, at) < bisect_left(figure_starts, following)
        first = bisect_left(named_starts, at)
        is_named = first < len(named_starts) and named_starts[first] < following
        is_date_alone = is_named and opens_with_period(folded[at + 1 : named_starts[first]])
        had_figure = bool(figure_starts) and figure_starts[0] < at
        if holds_figure or not is_date_alone or not had_figure:
            kept.append(at)
    return kept


def dates(item: Item) -> bool:
    """Whether a mention is one that dates figures."""
    return item.mention is not None and item.mention.role in ("about", "until")


def may_date(sentence: Sentence, figure: Item, point: Item) -> bool:
    """Whether a period behind a figure can be its own: no label of the next one, no day of announcement."""
    if is_label(sentence.folded[point.end : point.end + 8]):
        return False
    if point.mention is None or point.mention.kind not in ("instant", "month"):
        return True
    before = sentence.folded[max(0, figure.start - _NEAR) : figure.start]
    return not is_announced(before, sentence.gap(figure, point))


def attached(sentence: Sentence, figure: Item) -> Item | None:
    """The mention that a figure stands right at."""
    before = sentence.before(figure)
    if before and dates(before[-1]) and is_right_before(sentence.gap(before[-1], figure)):
        return before[-1]
    if before and _is_own_base(sentence, before[-1], figure):
        return before[-1]
    for point in sentence.behind(figure):
        if dates(point):
            is_near = point.stretch == figure.stretch and may_date(sentence, figure, point)
            is_bound = is_near and is_tight(sentence.gap(figure, point))
            return point if is_bound and not sentence.figures_between(figure, point) else None
        if point.mention and point.mention.role != "base":
            return None
    return None


def _is_own_base(sentence: Sentence, point: Item, figure: Item) -> bool:
    """Whether a figure is that of the period which something is compared with."""
    if point.mention is None or point.mention.role != "base" or figure.is_change or not point.mention.code:
        return False
    return is_own_of_base(sentence.gap(point, figure))
