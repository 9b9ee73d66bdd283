"""Which of the periods named in a sentence, an item or a cell each of its figures is of, and why.

A period binds the figure that it stands at, then the figures of its clause, then those of clauses that follow
without a period of their own. A period that only says what a change is measured from dates no level.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.extract.clauses import (
    RESPECTIVELY,
    clause_ends,
    hard_ends,
    is_announced,
    is_change,
    is_compared,
    is_event,
    is_list,
    is_own_of_base,
    is_right_before,
    is_tight,
    leads_to,
    opens_with_period,
)
from ingest.extract.period_codes import kind_of, period_for, quarter_before, year_before
from ingest.extract.period_headers import header_period
from ingest.extract.period_mentions import Mention
from ingest.extract.period_words import fold
from ingest.periods import FiscalCalendar

__all__ = ["Dated", "date_figures", "header_period", "period_for", "year_before"]

_NOMINAL = FiscalCalendar(12, 31)


class Dated(NamedTuple):
    """What dates a figure, the code of the period that a change is measured from, and the reason in words."""

    mention: Mention | None
    base: str
    why: str


class _Item(NamedTuple):
    """A figure or a mention at its place in the folded sentence."""

    start: int
    end: int
    mention: Mention | None
    clause: int
    stretch: int  # between two hard breaks
    is_compared: bool = False  # of a figure: another is compared with it
    is_change: bool = False


class _Sentence(NamedTuple):
    """The figures and mentions of a folded sentence, in order of their places."""

    folded: str
    figures: list[_Item]
    mentions: list[_Item]

    def gap(self, left: _Item, right: _Item) -> str:
        """The text between two items."""
        return self.folded[left.end : right.start]

    def figures_between(self, left: _Item, right: _Item) -> int:
        """How many figures stand between two items."""
        return sum(left.end <= figure.start and figure.end <= right.start for figure in self.figures)


def date_figures(
    text: str, start: int, end: int, figures: Sequence[tuple[int, int]], mentions: Sequence[Mention]
) -> list[Dated]:
    """What dates each figure of `text[start:end]`, in the order of the figures given.

    >>> from ingest.extract.period_mentions import mentions_in
    >>> text = "Sales were $5 in Q2 2025, up from $4 in Q2 2024."
    >>> named = mentions_in(text, 0, len(text), calendar=FiscalCalendar(12, 31))
    >>> dated = date_figures(text, 0, len(text), [(11, 13), (34, 36)], named)
    >>> [one.mention and one.mention.code for one in dated]
    ['2025Q2', '2024Q2']
    """
    if not mentions:
        return [Dated(None, "", "no period is named here") for _ in figures]
    sentence = _sentence(text, start, end, figures, mentions)
    order = sorted(range(len(figures)), key=lambda place: figures[place])
    found = _dated(sentence)
    return [dated for _, dated in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]


def _sentence(
    text: str, start: int, end: int, figures: Sequence[tuple[int, int]], mentions: Sequence[Mention]
) -> _Sentence:
    """The sentence folded, with its items in place; figures inside a mention keep their order too."""
    whole = fold(text[start:end])
    offsets = whole.offsets

    def place(at: int) -> int:
        inside = min(max(at - start, 0), end - start)
        return inside if offsets is None else bisect_left(offsets, inside)

    named = [(place(one.start), place(one.end), one) for one in mentions]
    hard = hard_ends(whole.text)
    breaks = _breaks(whole.text, [(place(low), place(high)) for low, high in figures], named)

    def item(low: int, high: int, mention: Mention | None) -> _Item:
        return _Item(low, high, mention, bisect_left(breaks, low), bisect_left(hard, low))

    points = [item(low, high, one) for low, high, one in named]
    marked = []
    for low, high in sorted((place(low), place(high)) for low, high in figures):
        before, after = whole.text[max(0, low - 90) : low], whole.text[high : high + 60]
        compared = is_compared(before, after)
        change = not compared and is_change(whole.text[low:high], before, after)
        marked.append(item(low, high, None)._replace(is_compared=compared, is_change=change))
    return _Sentence(whole.text, marked, points)


def _breaks(folded: str, figures: list[tuple[int, int]], named: list[tuple[int, int, Mention]]) -> list[int]:
    """Where clauses end; one that holds only a period stays with the clause before it."""
    inside = [(low, high) for low, high, _ in named] + figures
    ends = [at for at in clause_ends(folded) if not any(low <= at < high for low, high in inside)]
    kept = []
    for at, following in pairwise([*ends, len(folded)]):
        holds_figure = any(at <= low < following for low, _ in figures)
        first = next((low for low, _, _ in named if at <= low < following), None)
        is_date_alone = first is not None and opens_with_period(folded[at + 1 : first])
        had_figure = any(low < at for low, _ in figures)
        if holds_figure or not is_date_alone or not had_figure:
            kept.append(at)
    return kept


def _dated(sentence: _Sentence) -> list[Dated]:
    """What dates each figure, in order of place."""
    listed = _respectively(sentence)
    taken = {
        _key(point)
        for figure in sentence.figures
        if figure.is_compared and (point := _attached(sentence, figure))
    }
    chosen: list[tuple[_Item | None, str]] = []
    for figure in sentence.figures:
        if (point := listed.get(figure.start)) is not None:
            chosen.append((point, "in the order of the list"))
        else:
            chosen.append(_choice(sentence, figure, taken))
    for place in range(len(chosen) - 2, -1, -1):
        chosen[place] = _borrowed(sentence, place, chosen)
    return [
        _result(sentence, figure, *choice) for figure, choice in zip(sentence.figures, chosen, strict=True)
    ]


def _key(item: _Item) -> int:
    """What tells one mention from another: where it starts."""
    return item.start


def _choice(sentence: _Sentence, figure: _Item, taken: set[int]) -> tuple[_Item | None, str]:
    """The mention that dates a figure by its own place, and the reason; none where it must borrow."""
    if point := _attached(sentence, figure):
        return point, "right behind it" if point.start >= figure.end else "right before it"
    if figure.is_compared:
        return _year_ago(sentence, figure)
    free = [one for one in sentence.mentions if _dates(one) and one.start not in taken]
    free = [one for one in free if not _is_announcement(sentence, figure, one)]
    before = [one for one in free if one.end <= figure.start and not _is_event(sentence, one)]
    behind = [one for one in free if one.start >= figure.end]
    front = next(
        (one for one in reversed(before) if one.clause == figure.clause and one.stretch == figure.stretch),
        None,
    )
    rear = next(
        (one for one in behind if one.clause == figure.clause and one.stretch == figure.stretch), None
    )
    if front:
        return front, "before it in the clause" + _among(before, behind, figure)
    if rear:
        return rear, "behind it in the clause" + _among(before, behind, figure)
    earlier = next((one for one in reversed(before) if one.stretch == figure.stretch), None)
    if earlier:
        return earlier, "earlier in the sentence"
    first = before[0] if before else None
    if (
        first
        and not sentence.folded[: first.start].strip(" -*•").count(" ") > 3
        and not _has_figure_between(sentence, first)
    ):
        return first, "at the head of the sentence"
    return None, ""


def _has_figure_between(sentence: _Sentence, point: _Item) -> bool:
    """Whether a figure stands before the mention, which then heads nothing."""
    return any(figure.end <= point.start for figure in sentence.figures)


def _among(before: list[_Item], behind: list[_Item], figure: _Item) -> str:
    """The words for a choice among several periods of one clause."""
    codes = {one.mention.code for one in (*before, *behind) if one.clause == figure.clause and one.mention}
    return f", the nearest of {len(codes)} named" if len(codes) > 1 else ""


def _dates(item: _Item) -> bool:
    """Whether a mention is one that dates figures."""
    return item.mention is not None and item.mention.role in ("about", "until")


def _is_event(sentence: _Sentence, item: _Item) -> bool:
    """Whether a mention is the day of an event that the sentence tells beside its figures."""
    return is_event(sentence.folded[max(0, item.start - 80) : item.start])


def _is_announcement(sentence: _Sentence, figure: _Item, point: _Item) -> bool:
    """Whether a day or month behind a figure only says when it was announced."""
    if point.start < figure.end or point.mention is None or point.mention.kind not in ("instant", "month"):
        return False
    return is_announced(
        sentence.folded[max(0, figure.start - 90) : figure.start], sentence.gap(figure, point)
    )


def _attached(sentence: _Sentence, figure: _Item) -> _Item | None:
    """The mention that a figure stands right at."""
    before = [one for one in sentence.mentions if one.end <= figure.start]
    if before and _dates(before[-1]) and is_right_before(sentence.gap(before[-1], figure)):
        return before[-1]
    if before and _is_own_base(sentence, before[-1], figure):
        return before[-1]
    for point in sentence.mentions:
        if point.start < figure.end:
            continue
        if _dates(point):
            if _is_announcement(sentence, figure, point):
                return None
            is_bound = is_tight(sentence.gap(figure, point)) and not sentence.figures_between(figure, point)
            return point if is_bound and point.stretch == figure.stretch else None
        if point.mention and point.mention.role != "base":
            return None
    return None


def _is_own_base(sentence: _Sentence, point: _Item, figure: _Item) -> bool:
    """Whether a figure is that of the period which something is compared with."""
    is_level = point.mention is not None and point.mention.role == "base" and not figure.is_change
    return (
        is_level
        and bool(point.mention and point.mention.code)
        and is_own_of_base(sentence.gap(point, figure))
    )


def _year_ago(sentence: _Sentence, figure: _Item) -> tuple[_Item | None, str]:
    """What dates a figure that others are compared with, where no period stands at it: a named base."""
    bases = [
        one for one in sentence.mentions if one.mention and one.mention.role == "base" and one.mention.code
    ]
    near = [one for one in bases if one.stretch == figure.stretch]
    return (near[-1], "the period that the change is measured from") if len(near) == 1 else (None, "")


def _borrowed(
    sentence: _Sentence, place: int, chosen: list[tuple[_Item | None, str]]
) -> tuple[_Item | None, str]:
    """The choice for a figure, or that of the next one where it leads to that or stands in a list with it."""
    figure, following = sentence.figures[place], sentence.figures[place + 1]
    choice, (point, _) = chosen[place], chosen[place + 1]
    is_next = point is not None and _dates(point) and not figure.is_compared and not following.is_compared
    if not is_next or choice[0] is not None or figure.stretch != following.stretch:
        return choice
    gap = sentence.gap(figure, following)
    if figure.is_change and leads_to(gap):
        return point, "of the level that it leads to"
    return (point, "of the list that it stands in") if is_list(gap) else choice


def _respectively(sentence: _Sentence) -> dict[int, _Item]:
    """By place, the mention of each figure in paired lists: 5 and 4 in 2025 and 2024, respectively."""
    paired: dict[int, _Item] = {}
    for found in RESPECTIVELY.finditer(sentence.folded):
        mentions = _run(
            [one for one in sentence.mentions if one.end <= found.start() and _dates(one)], sentence
        )
        behind = [one for one in sentence.figures if one.end <= found.start()]
        for run in (mentions, mentions[-2:]):
            before = [figure for figure in sentence.figures if run and figure.end <= run[0].start][
                -len(run) :
            ]
            between = [figure for figure in behind if run and figure.start >= run[-1].end]
            figures = between if len(between) == len(run) else before if not between else []
            if len(run) > 1 and len(figures) == len(run):
                paired |= {figure.start: point for figure, point in zip(figures, run, strict=True)}
                break
    return paired


def _run(points: list[_Item], sentence: _Sentence) -> list[_Item]:
    """The last mentions that stand in one list."""
    run = points[-1:]
    for point in reversed(points[:-1]):
        if not is_list(sentence.gap(point, run[0])) or sentence.figures_between(point, run[0]):
            break
        run.insert(0, point)
    return run


def _result(sentence: _Sentence, figure: _Item, point: _Item | None, why: str) -> Dated:
    """The answer for one figure, with the base that its change is measured from."""
    mention = point.mention if point else None
    words = f"{mention.words}, {why}" if mention else "no period here is its own"
    return Dated(mention, _base(sentence, figure, mention) if figure.is_change else "", words)


def _base(sentence: _Sentence, figure: _Item, mention: Mention | None) -> str:
    """The code of the period that a change is measured from; "" where none is named."""
    near = [one for one in sentence.mentions if one.mention and one.stretch == figure.stretch]
    bases = [one for one in near if one.mention and one.mention.role == "base"]
    behind = [
        one for one in bases if one.start >= figure.end and not _is_change_between(sentence, figure, one)
    ]
    before = [one for one in bases if one.end <= figure.start]
    for point in (*behind[:1], *before[-1:]):
        if point.mention:
            return _base_code(point.mention, mention)
    compared = (
        _attached(sentence, one)
        for one in sentence.figures
        if one.is_compared and one.stretch == figure.stretch
    )
    rival = next((one.mention for one in compared if one and one.mention), None)
    return rival.code if rival and (mention is None or rival.code != mention.code) else ""


def _is_change_between(sentence: _Sentence, figure: _Item, point: _Item) -> bool:
    """Whether another clause's figure of change lies between a figure and a base, which is then not its."""
    between = [one for one in sentence.figures if figure.end <= one.start and one.end <= point.start]
    return any(one.is_change and one.clause != figure.clause for one in between)


def _base_code(base: Mention, mention: Mention | None) -> str:
    """The code of a base; of "year over year" the period a year before the figure's own."""
    if not base.is_relative or base.kind == "span" or mention is None or not mention.code:
        return base.code
    if kind_of(mention.code) == "span" or base.words.casefold().startswith(("last", "same", "the same")):
        return base.code
    is_quarterly = base.code == quarter_before(mention.code, _NOMINAL) or "quarter" in base.words.casefold()
    return quarter_before(mention.code, _NOMINAL) if is_quarterly else year_before(mention.code, _NOMINAL)
