"""Which metric of the catalog each figure of a document states.

First each figure alone, by the words around it. Then figures together: a change belongs to the level beside
it, a row without a metric of its own to what its column or list is about, a figure behind "up from" to
the one before. Nothing is proposed where too little of any name is found: it is a candidate all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.catalog_records import Dimension, Metric
from ingest.extract.changes import changes_in_rows
from ingest.extract.metric_names import CHANGE, LEAST_SCORE, MetricNames, fit
from ingest.extract.stated import Guess, Stated, by_sentence
from ingest.extract.surroundings import Span
from ingest.extract.wholes import Kin
from ingest.figure_words import folded

SURE = 0.75
# A guess that hardly counts, and one that is hardly better than what the figures around it say.
HARDLY, HARDLY_BETTER = LEAST_SCORE + 0.1, 0.15
# What is left of the score of a metric that another figure lends.
LENT = 0.85
# What a rival as likely takes off a score, and from when on it is named.
DOUBT, NEARLY = 0.3, 0.8
NEAR_A_CHANGE = 0.7
_POINTS = re.compile(r"\b(?:bps?|basis points?|pp|percentage points?)\b|نقطة|نقاط")
Ranked = dict[Span, list[Guess]]


class MetricFinder:
    """The metrics of a catalog, ready for the figures of many documents."""

    def __init__(self, metrics: Sequence[Metric], dimensions: Sequence[Dimension]) -> None:
        self._metrics = {metric.metric_id: metric for metric in metrics}
        self._names = MetricNames(metrics, dimensions)
        self._growth = {metric.growth_of: metric.metric_id for metric in metrics if metric.growth_of}

    def propose(self, stated: Sequence[Stated], kin: Iterable[Kin] = ()) -> None:
        """Give each figure of a document, in reading order, its metric with score and reasons."""
        ranked: Ranked = {}
        for one in stated:
            one.is_change = one.figure.unit == "percent" and _is_change(one)
            units = () if _is_difference(one) else (one.figure.unit, one.may_be.unit)
            ranked[one.span] = self._names.ranked(one.around, units, one.is_change)
            one.metric = next(iter(ranked[one.span]), one.metric)
        settled = self._wholes(kin)
        self._changes_in_rows(stated)
        self._changes_in_sentences(stated)
        self._columns([one for one in stated if one.span not in settled], ranked)
        self._carried(stated)
        for one in stated:
            _doubt(one, ranked[one.span])

    def _wholes(self, kin: Iterable[Kin]) -> set[tuple[int, int]]:
        """Parts are of the metric of their whole, repeats of what they repeat; gives the spans so settled."""
        settled = set()
        for figure, whole, is_part in kin:
            in_prose = figure.line.cell is None and figure.line.block.kind != "item"
            yields = figure.metric.score < (SURE if in_prose or not is_part else 1.1)
            if yields and whole.metric.name and not figure.is_change:
                self._lend(figure, whole.metric.name, whole, "adds up to" if is_part else "states again")
                settled.add(figure.span)
        return settled

    def _changes_in_rows(self, stated: Sequence[Stated]) -> None:
        """A change in a table is the change of the level in its row."""
        for change in changes_in_rows(stated):
            one, level = change.change, change.level
            if level.metric.name in self._growth and not _is_difference(one):
                self._lend(one, self._growth[level.metric.name], level, "the change of")

    def _changes_in_sentences(self, stated: Sequence[Stated]) -> None:
        """A change without a metric of its own is the change of the nearest level in its sentence."""
        for sentence in by_sentence(stated).values():
            levels = [one for one in sentence if not one.is_change]
            for one in sentence:
                if not levels or not one.is_change or one.metric.score >= SURE or _is_difference(one):
                    continue
                nearest = min(_distance(level, one) for level in levels)
                level = next(own for own in levels if _distance(own, one) == nearest)
                if level.metric.name in self._growth:
                    self._lend(one, self._growth[level.metric.name], level, "the change of")

    def _columns(self, stated: Sequence[Stated], ranked: Ranked) -> None:
        """A figure that says little of itself is of the metric that its column or list is about."""
        groups: dict[tuple[tuple[int, int], str], list[Stated]] = defaultdict(list)
        for one in stated:
            if one.line.cell or one.line.block.kind == "item":
                groups[one.group, one.figure.unit].append(one)
        for group in groups.values():
            leader = _leader(group, ranked) if len(group) > 1 else None
            for one in group if leader else ():
                if leader and one.metric.name != leader.metric.name and self._leans(one, leader, ranked):
                    self._lend(one, leader.metric.name, leader, "in one column or list with")

    def _leans(self, one: Stated, leader: Stated, ranked: Ranked) -> bool:
        """Whether a figure is rather of its column's metric than of its own.

        A metric that a row's own label names is that of other rows only where they name its members.
        """
        name = leader.metric.name
        if leader.metric.places & {"row", "sentence"} and not self._names.is_member(one, name):
            return False
        own = next((guess.score for guess in ranked[one.span] if guess.name == name), 0.0)
        return one.metric.score < HARDLY or one.metric.score - HARDLY_BETTER <= own < SURE

    def _carried(self, stated: Sequence[Stated]) -> None:
        """A figure that nothing names is of the metric of the one before it in its sentence and unit."""
        for sentence in by_sentence(stated).values():
            last: dict[str, Stated] = {}
            for one in sentence:
                if not one.metric.name and not _is_difference(one):
                    before = last.get(one.figure.unit)
                    change = last.get("percent")
                    grown = self._metrics[change.metric.name].growth_of if change else ""
                    if before:
                        self._lend(one, before.metric.name, before, "in one sentence with")
                    elif change and grown:
                        self._lend(one, grown, change, "the level of the change of")
                if one.metric.name:
                    last[one.figure.unit] = one

    def _lend(self, one: Stated, metric_id: str, source: Stated, why: str) -> None:
        """The metric that another figure has, for a figure that leans on it."""
        unit = self._metrics[metric_id].unit
        fits = max(fit(own, unit) for own in (one.figure.unit, one.may_be.unit))
        if fits:
            score = round(LENT * source.metric.score * fits, 3)
            reasons = (f"metric: {why} {source.figure.printed}", *source.metric.reasons)
            one.metric = Guess(metric_id, score, reasons, source.metric.places)


def _doubt(one: Stated, ranked: list[Guess]) -> None:
    """Lower the score of a figure's metric by how nearly another one was found beside it."""
    rival = next((guess for guess in ranked if guess.name != one.metric.name), None)
    if one.metric.name and rival:
        nearness = min(1.0, rival.score / one.metric.score)
        named = (f"metric: {rival.name} was nearly as likely",) if nearness > NEARLY else ()
        score = round(one.metric.score * (1 - DOUBT * nearness), 3)
        one.metric = Guess(one.metric.name, score, (*one.metric.reasons, *named), one.metric.places)


def _leader(group: Sequence[Stated], ranked: Ranked) -> Stated | None:
    """The surest figure of the metric that a column or list names most; None where it names none."""
    votes: dict[str, float] = defaultdict(float)
    for one in group:
        for guess in ranked[one.span]:
            votes[guess.name] += guess.score
    name = max(votes, key=lambda own: (votes[own], own), default="")
    own = [one for one in group if name and one.metric.name == name]
    return max(own, key=lambda one: one.metric.score, default=None)


def _is_change(one: Stated) -> bool:
    """Whether words of change stand near a figure."""
    return any(
        word.stem in CHANGE and word.weight >= NEAR_A_CHANGE and word.where in ("sentence", "row", "column")
        for word in one.around
    )


def _is_difference(one: Stated) -> bool:
    """Whether a figure is in points: the difference of two percentages, which is no level and no growth."""
    return one.figure.unit == "percent" and bool(_POINTS.search(folded(one.figure.printed)))


def _distance(first: Stated, second: Stated) -> int:
    """The characters between two figures."""
    return max(first.figure.start, second.figure.start) - min(first.figure.end, second.figure.end)
