"""Which of the periods named in a sentence, an item or a cell each of its figures is of, and why.

A period binds the figure that it stands at, then the figures of its clause, then those of clauses that follow
without a period of their own. A period that only says what a change is measured from dates no level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.extract.periods.change_bases import base_of
from ingest.extract.periods.clauses import RESPECTIVELY, is_event, is_list, is_now, leads_to
from ingest.extract.periods.figure_sentences import Item, Sentence, attached, dates, may_date, sentence_of
from ingest.extract.periods.period_codes import period_for, year_before
from ingest.extract.periods.period_headers import header_period
from ingest.extract.periods.period_mentions import Mention

__all__ = ["Dated", "date_figures", "header_period", "period_for", "year_before"]

_NEAR = 90
# Before a period at the head of a sentence stands a preposition or two.
_MOST_WORDS_BEFORE_HEAD = 3


class Dated(NamedTuple):
    """What dates a figure, the code of the period that a change is measured from, and the reason in words."""

    mention: Mention | None
    base: str
    why: str


class _Choice(NamedTuple):
    """The mention chosen for a figure, and why."""

    point: Item | None
    why: str


_NONE = _Choice(None, "")


def date_figures(
    text: str, start: int, end: int, figures: Sequence[tuple[int, int]], mentions: Sequence[Mention]
) -> list[Dated]:
    """What dates each figure of `text[start:end]`, in the order of the figures given.

    >>> from ingest.extract.periods.period_mentions import mentions_in
    >>> from ingest.periods import FiscalCalendar
    >>> text = "Sales were $5 in Q2 2025, up from $4 in Q2 2024."
    >>> named = mentions_in(text, 0, len(text), calendar=FiscalCalendar(12, 31))
    >>> dated = date_figures(text, 0, len(text), [(11, 13), (34, 36)], named)
    >>> [one.mention and one.mention.code for one in dated]
    ['2025Q2', '2024Q2']
    """
    if not mentions:
        return [Dated(None, "", "no period is named here") for _ in figures]
    sentence = sentence_of(text, start, end, figures, mentions)
    order = sorted(range(len(figures)), key=lambda place: figures[place])
    choices = zip(sentence.figures, _choices(sentence), strict=True)
    found = [_result(sentence, figure, choice) for figure, choice in choices]
    return [dated for _, dated in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]


def _result(sentence: Sentence, figure: Item, choice: _Choice) -> Dated:
    """The answer for one figure, with the base that its change is measured from."""
    mention = choice.point.mention if choice.point else None
    why = f"{mention.words}, {choice.why}" if mention else "no period here is its own"
    return Dated(mention, base_of(sentence, figure, mention), why)


def _choices(sentence: Sentence) -> list[_Choice]:
    """What dates each figure, in order of place."""
    paired = _respectively(sentence)
    own = {figure.start: _at(sentence, figure) for figure in sentence.figures}
    rivals = [own[figure.start] for figure in sentence.figures if figure.is_compared]
    taken = {point.start for point in rivals if point is not None}
    choices: list[_Choice] = []
    for place, figure in enumerate(sentence.figures):
        point = own[figure.start]
        if figure.start in paired:
            choices.append(_Choice(paired[figure.start], "in the order of the list"))
        elif point:
            is_behind = point.start >= figure.end
            choices.append(_Choice(point, "right behind it" if is_behind else "right before it"))
        elif figure.is_restated and choices[place - 1].point:
            choices.append(_Choice(choices[place - 1].point, "that of the figure which it says once more"))
        elif figure.is_compared:
            choices.append(_year_ago(sentence, figure))
        else:
            choices.append(_by_place(sentence, figure, taken))
    for place in range(len(choices) - 2, -1, -1):
        choices[place] = _borrowed(sentence, place, choices)
    return choices


def _at(sentence: Sentence, figure: Item) -> Item | None:
    """The mention that a figure stands at; of "up year over year to 6 from 5 in Q3" 5 is not of Q3."""
    point = attached(sentence, figure)
    if point is None or not figure.is_compared or point.mention is None or point.mention.is_relative:
        return point
    if not sentence.folded[: figure.start].rstrip().endswith("from"):
        return point
    free = [one for one in sentence.near(figure) if dates(one) and one.start != point.start]
    return None if _year_ago(sentence, figure).point and not free else point


def _by_place(sentence: Sentence, figure: Item, taken: set[int]) -> _Choice:
    """The mention that dates a figure by its place in the clause or sentence, where none stands at it."""
    before = [one for one in sentence.before(figure) if dates(one) and not _is_event(sentence, one)]
    before = [one for one in before if one.start not in taken]
    behind = [one for one in sentence.behind(figure) if dates(one) and one.start not in taken]
    behind = [one for one in behind if may_date(sentence, figure, one)]
    here = [one for one in before if one.stretch == figure.stretch]
    front = [one for one in here if one.clause == figure.clause]
    rear = [one for one in behind if one.clause == figure.clause and one.stretch == figure.stretch]
    among = _among([*front, *rear])
    if front:
        return _Choice(front[-1], f"before it in the clause{among}")
    if rear:
        return _Choice(rear[0], f"behind it in the clause{among}")
    if here and not is_now(sentence.gap(here[-1], figure)):
        return _Choice(here[-1], "earlier in the sentence")
    is_headed = bool(before) and not here and _heads(sentence, before[0])
    return _Choice(before[0], "at the head of the sentence") if is_headed else _NONE


def _heads(sentence: Sentence, point: Item) -> bool:
    """Whether a mention stands at the head of the sentence, before any figure."""
    words = sentence.folded[: point.start].strip(" -*•").count(" ") + 1
    return words <= _MOST_WORDS_BEFORE_HEAD and sentence.figures[0].start > point.start


def _among(points: list[Item]) -> str:
    """The words for a choice among several periods of one clause."""
    codes = {one.mention.code for one in points if one.mention}
    return f", the nearest of {len(codes)} named" if len(codes) > 1 else ""


def _is_event(sentence: Sentence, point: Item) -> bool:
    """Whether a mention is the day of an event that the sentence tells beside its figures."""
    return is_event(sentence.folded[max(0, point.start - _NEAR) : point.start])


def _year_ago(sentence: Sentence, figure: Item) -> _Choice:
    """What dates a figure that others are compared with, where no period stands at it: a named base."""
    bases = [one for one in sentence.near(figure) if one.mention and one.mention.role == "base"]
    named = [one for one in bases if one.mention and one.mention.code]
    return _Choice(named[0], "what the change is measured from") if len(named) == 1 else _NONE


def _borrowed(sentence: Sentence, place: int, choices: list[_Choice]) -> _Choice:
    """The choice for a figure, or that of the next one where it leads to that or stands in a list with it."""
    figure, following = sentence.figures[place], sentence.figures[place + 1]
    point = choices[place + 1].point
    if choices[place].point or point is None or not dates(point) or figure.stretch != following.stretch:
        return choices[place]
    if following.is_restated:
        return _Choice(point, "that of the figure which says it once more")
    if figure.is_compared or following.is_compared:
        return choices[place]
    gap = sentence.gap(figure, following)
    if figure.is_change and leads_to(gap):
        return _Choice(point, "of the level that it leads to")
    return _Choice(point, "of the list that it stands in") if is_list(gap) else choices[place]


def _respectively(sentence: Sentence) -> dict[int, Item]:
    """By place, the mention of each figure in paired lists: 5 and 4 in 2025 and 2024, respectively."""
    paired: dict[int, Item] = {}
    for found in RESPECTIVELY.finditer(sentence.folded):
        mark = Item(found.start(), found.end(), None, 0, 0)
        run = _run([one for one in sentence.before(mark) if dates(one)], sentence)
        for points in (run, run[-2:]):
            if len(points) < 2:
                continue
            between = sentence.figures_between(points[-1], mark)
            earlier = sentence.figures_between(Item(0, 0, None, 0, 0), points[0])
            figures = between or earlier[-len(points) :]
            if len(figures) == len(points):
                paired |= {figure.start: point for figure, point in zip(figures, points, strict=True)}
                break
    return paired


def _run(points: list[Item], sentence: Sentence) -> list[Item]:
    """The last mentions that stand in one list."""
    run = points[-1:]
    for point in reversed(points[:-1]):
        if not is_list(sentence.gap(point, run[0])) or sentence.figures_between(point, run[0]):
            break
        run.insert(0, point)
    return run
