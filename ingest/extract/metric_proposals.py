"""Which metric of the catalog a figure states: by its names in both languages, the unit, and words of change.

First each figure alone, by the words around it. Then figures together: a change belongs to the level beside
it, a row without a metric of its own to what its column or list is about, a figure behind "up from" to
the one before. Nothing is proposed where too little of any name is found: it is a candidate all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from ingest.catalog_records import Dimension, Metric
from ingest.extract.changes import changes_in_rows
from ingest.extract.column_units import CURRENCIES
from ingest.extract.names import Match, Names
from ingest.extract.stated import Guess, Stated
from ingest.extract.surroundings import Nearby
from ingest.extract.wholes import Kin
from ingest.extract.words import words_in
from ingest.figure_words import folded

LEAST_SCORE = 0.4
SURE = 0.75
# So much rarity must be found for a full score: one common word alone is not telling.
TELLING = 1.1
# What a member of one of its dimensions, such as hospitals for network providers, adds to a metric's name.
MEMBER_SHARE = 0.35
MEMBER_FOUND = 0.6
NEAR = 0.5
# Units in which a print can stand for a metric of another unit, and what such a reading leaves of the score.
ALSO_READS_AS = {
    ("count", "score"): 0.9,
    ("count", "ratio"): 0.8,
    ("percent", "ratio"): 0.9,
    ("days", "seconds"): 0.95,
    ("seconds", "days"): 0.95,
    ("usd", "usd_per_share"): 0.8,
}
CURRENCY_LETTERS = 3
_CHANGE = (
    "change chg growth increase increasing up rise rose risen grew grow grown growing jump surge surging gain "
    "climb higher improvement down fall fell fallen falling decline declining drop dropping lower reduction "
    "shrank yoy decrease decreasing increased decreased jumped surged gained climbed improved declined "
    "dropped lowered reduced expanded "
    "تغير تغيير نمو نما ارتفع ارتفاع زيادة زاد ازداد تزايد انخفض انخفاض تراجع هبط نقص قفز بزيادة بارتفاع "
    "بانخفاض بنمو بتراجع ارتفعت انخفضت تراجعت زادت نمت هبطت قفزت ترتفع تنخفض يرتفع ينخفض"
)
CHANGE = frozenset(word.stem for word in words_in(_CHANGE))
NEAR_A_CHANGE = 0.7
_POINTS = re.compile(r"\b(?:bps?|basis points?|pp|percentage points?)\b|نقطة|نقاط")
# Words of one name stand together: so many characters for each, or the name counts less.
WIDEST, SPREAD = 18, 0.75
# A name that explains less of its row's label than this is hardly what the label means.
LEAST_EXPLAINED, UNSAID = 0.55, 0.6


class MetricFinder:
    """The names of all metrics and of the members that they are broken down by, ready for many figures."""

    def __init__(self, metrics: Sequence[Metric], dimensions: Sequence[Dimension]) -> None:
        self._metrics = {metric.metric_id: metric for metric in metrics}
        self._names = Names({metric.metric_id: self._all_names(metric) for metric in metrics})
        self._members = Names(
            {
                f"{dimension.dimension_id}={member.member_id}": (
                    member.label_en,
                    member.label_ar,
                    *member.synonyms_en,
                    *member.synonyms_ar,
                )
                for dimension in dimensions
                for member in dimension.members
            }
        )
        self._telling = self._names.stems | self._members.stems
        self._known: dict[Hashable, list[Guess]] = {}
        self._fitting: dict[tuple[str, ...], dict[str, float]] = {}
        self._of_change = {
            metric.metric_id
            for metric in metrics
            if any(word.stem in CHANGE for name in _names(metric) for word in words_in(name))
        }
        self._growth = {metric.growth_of: metric.metric_id for metric in metrics if metric.growth_of}

    def _all_names(self, metric: Metric) -> tuple[str, ...]:
        """The names of a metric; one of growth is named by what grows, too."""
        grows = self._metrics.get(metric.growth_of)
        return (*_names(metric), *(_names(grows) if grows else ()))

    def propose(self, stated: Sequence[Stated], kin: Iterable[Kin] = ()) -> None:
        """Give each figure of a document, in reading order, its metric with score and reasons."""
        ranked = {}
        for one in stated:
            one.is_change = one.figure.unit == "percent" and _is_change(one)
            units = () if _is_difference(one) else (one.figure.unit, one.may_be.unit)
            ranked[one.span] = self._ranked(one.around, units, one.is_change)
            _take(one, ranked[one.span])
        settled = self._wholes(kin)
        self._changes_of_levels(stated)
        self._columns([one for one in stated if one.span not in settled], ranked)
        self._carried(stated)

    def _ranked(self, around: Sequence[Nearby], units: tuple[str, ...], is_change: bool) -> list[Guess]:
        """The metrics that the words around a figure name, the best first.

        Cells without words of their own are looked up once for all that have the same row, headers and headings.
        """
        weights: dict[str, Nearby] = {}
        for word in around:
            telling = word.stem in self._telling or word.where == "row"
            if telling and (word.stem not in weights or word.weight > weights[word.stem].weight):
                weights[word.stem] = word
        is_headed_change = is_change and any(
            word.stem in CHANGE for word in around if word.where in ("row", "column")
        )
        if any(word.where == "sentence" for word in weights.values()):
            return self._weigh_all(weights, units, is_change, is_headed_change)
        words = tuple((stem, word.weight, word.where) for stem, word in weights.items())
        key = (words, units, is_change, is_headed_change)
        if key not in self._known:
            self._known[key] = self._weigh_all(weights, units, is_change, is_headed_change)
        return self._known[key]

    def _weigh_all(
        self, weights: dict[str, Nearby], units: tuple[str, ...], is_change: bool, is_headed_change: bool
    ) -> list[Guess]:
        """The metrics that some words name for a figure that may be of some units, the best first."""
        members = self._members_near(weights)
        fits = self._fits(units)
        found = self._names.matches({stem: word.weight for stem, word in weights.items()}, fits)
        ranks = []
        for metric_id, match in found.items():
            metric = self._metrics[metric_id]
            speaks_of_change = bool(metric.growth_of) or metric_id in self._of_change
            if (is_change or not metric.growth_of) and (speaks_of_change or not is_headed_change):
                ranks.append(self._weighed(metric, match, members, fits[metric_id], weights))
        ordered = sorted(ranks, key=lambda own: (-own[0], own[1].name))
        return [guess for _, guess in ordered if guess.score >= LEAST_SCORE]

    def _fits(self, units: tuple[str, ...]) -> dict[str, float]:
        """How well each metric suits a figure that may be of some units, those that it suits at all."""
        if units not in self._fitting:
            found = {
                metric_id: max((_fit(unit, metric.unit) for unit in units), default=0.0)
                for metric_id, metric in self._metrics.items()
            }
            self._fitting[units] = {metric_id: own for metric_id, own in found.items() if own}
        return self._fitting[units]

    def _members_near(self, weights: dict[str, Nearby]) -> dict[str, Match]:
        """The best member of each dimension that is named near a figure."""
        near = {stem: 1.0 for stem, word in weights.items() if word.weight >= NEAR}
        best: dict[str, Match] = {}
        for match in self._members.matches(near).values():
            dimension = match.owner.partition("=")[0]
            if match.coverage >= MEMBER_FOUND and (
                dimension not in best or match.mass > best[dimension].mass
            ):
                best[dimension] = match
        return best

    def _weighed(
        self,
        metric: Metric,
        match: Match,
        members: dict[str, Match],
        fits: float,
        weights: dict[str, Nearby],
    ) -> tuple[float, Guess]:
        """A metric's rank among others and its score, with the words that speak for it."""
        own = [members[dimension] for dimension in metric.dimensions if dimension in members]
        best = max(own, key=lambda member: member.mass, default=None)
        share = MEMBER_SHARE if best else 0.0
        telling = min(1.0, 0.4 + 0.6 * match.mass / TELLING)
        score = match.coverage * telling
        score = (score + (1 - score) * share) * fits
        rank = match.mass * match.coverage * fits * (1 + share)
        if metric.growth_of:
            rank *= 1.35
        if _is_spread([weights[stem] for stem in match.stems]):
            score, rank = SPREAD * score, SPREAD * rank
        if self._leaves_much_unsaid(match, best, weights):
            score, rank = UNSAID * score, UNSAID * rank
        places = sorted({weights[stem].where for stem in match.stems})
        words = " ".join(match.stems)
        reasons = [f"named in its {', '.join(places)}: {words}"]
        if best:
            reasons.append(f"broken down by {best.owner}")
        return rank, Guess(metric.metric_id, round(min(score, 1.0), 3), tuple(reasons), frozenset(places))

    def _leaves_much_unsaid(self, match: Match, member: Match | None, weights: dict[str, Nearby]) -> bool:
        """Whether a row's label, of which the name is a part, says more that neither name nor member explains."""
        label = [word for word in weights.values() if word.where == "row"]
        explained = {*match.stems, *(member.stems if member else ())}
        rarity = [(self._names.rarity.get(word.stem, 1.0), word.stem in explained) for word in label]
        said = sum(own for own, is_explained in rarity if is_explained)
        return 0 < said < LEAST_EXPLAINED * sum(own for own, _ in rarity)

    def _wholes(self, kin: Iterable[Kin]) -> set[tuple[int, int]]:
        """Parts are of the metric of their whole, repeats of what they repeat; gives the spans so settled."""
        settled = set()
        for figure, whole, is_part in kin:
            in_prose = figure.line.cell is None and figure.line.block.kind != "item"
            yields = figure.metric.score < (SURE if in_prose or not is_part else 1.1)
            if yields and whole.metric.name and not figure.is_change:
                self._give(figure, whole.metric.name, whole, "adds up to" if is_part else "states again")
                settled.add(figure.span)
        return settled

    def _changes_of_levels(self, stated: Sequence[Stated]) -> None:
        """A change without a metric of its own is the change of the level in its sentence or row."""
        for change in changes_in_rows(stated):
            one, level = change.change, change.level
            if level.metric.name in self._growth and not _is_difference(one):
                self._give(one, self._growth[level.metric.name], level, "the change of")
        for sentence in _in_sentences(stated):
            levels = [one for one in sentence if not one.is_change and one.metric.name in self._growth]
            for one in sentence:
                if one.is_change and levels and one.metric.score < SURE and not _is_difference(one):
                    level = min(levels, key=lambda own: _distance(own, one))
                    if _distance(level, one) <= _nearest_level(one, sentence):
                        self._give(one, self._growth[level.metric.name], level, "the change of")

    def _columns(self, stated: Sequence[Stated], ranked: dict[tuple[int, int], list[Guess]]) -> None:
        """A figure that says little of itself is of the metric that its column or list is about."""
        groups: dict[tuple[tuple[int, int], str], list[Stated]] = defaultdict(list)
        for one in stated:
            if one.line.cell or one.line.block.kind == "item":
                groups[one.group, one.figure.unit].append(one)
        for group in groups.values():
            votes: dict[str, float] = defaultdict(float)
            for one in group:
                for guess in ranked[one.span]:
                    votes[guess.name] += guess.score
            if len(group) < 2 or not votes:
                continue
            name = max(votes, key=lambda own: (votes[own], own))
            leader = max(group, key=lambda own: own.metric.score if own.metric.name == name else -1.0)
            for one in group:
                if leader.metric.places & {"row", "sentence"} and not self._is_member(one, name):
                    continue
                own_vote = next((guess.score for guess in ranked[one.span] if guess.name == name), 0.0)
                leans = one.metric.score < LEAST_SCORE + 0.1 or one.metric.score - 0.15 <= own_vote < SURE
                if leans and one.metric.name != name and leader.metric.name == name:
                    self._give(one, name, leader, "in one column or list with")

    def _is_member(self, one: Stated, metric_id: str) -> bool:
        """Whether a figure's words name a member of a dimension that a metric is broken down by."""
        weights = {word.stem: word for word in one.around}
        return bool(self._members_near(weights).keys() & set(self._metrics[metric_id].dimensions))

    def _carried(self, stated: Sequence[Stated]) -> None:
        """A figure that nothing names is of the metric of the one before it in its sentence and unit."""
        for sentence in _in_sentences(stated):
            last: dict[str, Stated] = {}
            for one in sentence:
                if not one.metric.name and not _is_difference(one):
                    before = last.get(one.figure.unit)
                    change = last.get("percent")
                    grown = self._metrics[change.metric.name].growth_of if change else ""
                    if before:
                        self._give(one, before.metric.name, before, "in one sentence with")
                    elif change and grown:
                        self._give(one, grown, change, "the level of the change of")
                if one.metric.name:
                    last[one.figure.unit] = one

    def _give(self, one: Stated, metric_id: str, source: Stated, why: str) -> None:
        """The metric that another figure has, for a figure that leans on it."""
        unit = self._metrics[metric_id].unit
        fits = max(_fit(own, unit) for own in (one.figure.unit, one.may_be.unit))
        if fits:
            score = round(0.85 * source.metric.score * fits, 3)
            reasons = (f"{why} {source.figure.printed}", *source.metric.reasons)
            one.metric = Guess(metric_id, score, reasons, source.metric.places)


def _names(metric: Metric) -> tuple[str, ...]:
    """All names of a metric."""
    return (metric.label_en, metric.label_ar, *metric.synonyms_en, *metric.synonyms_ar)


def _take(one: Stated, ranked: list[Guess]) -> None:
    """The best guess for a figure, if there is one."""
    if ranked:
        one.metric = ranked[0]


def _is_spread(words: Sequence[Nearby]) -> bool:
    """Whether the words of a name, all of one sentence, stand too far apart to be that name."""
    own = [word.start for word in words if word.where == "sentence"]
    return len(own) > 1 and max(own) - min(own) > WIDEST * len(own)


def _is_change(one: Stated) -> bool:
    """Whether words of change stand near a figure."""
    return any(
        word.stem in CHANGE and word.weight >= NEAR_A_CHANGE and word.where in ("sentence", "row", "column")
        for word in one.around
    )


def _in_sentences(stated: Sequence[Stated]) -> Iterable[list[Stated]]:
    """The figures of each sentence or cell together."""
    groups: dict[tuple[int, int], list[Stated]] = defaultdict(list)
    for one in stated:
        groups[one.sentence].append(one)
    return groups.values()


def _is_difference(one: Stated) -> bool:
    """Whether a figure is in points: the difference of two percentages, which is no level and no growth."""
    return one.figure.unit == "percent" and bool(_POINTS.search(folded(one.figure.printed)))


def _distance(first: Stated, second: Stated) -> int:
    """The characters between two figures."""
    return max(first.figure.start, second.figure.start) - min(first.figure.end, second.figure.end)


def _nearest_level(one: Stated, sentence: Sequence[Stated]) -> int:
    """How far the nearest figure of a sentence is that is no change."""
    return min((_distance(other, one) for other in sentence if not other.is_change), default=0)


def _fit(unit: str, wanted: str) -> float:
    """How well a figure printed in a unit suits a metric's unit; 0 where it cannot be read so.

    Money of another currency suits here, so that no count is taken for it; no fact is made of it later.
    """
    if unit == wanted or {unit, wanted} <= CURRENCIES:
        return 1.0
    return ALSO_READS_AS.get((unit, wanted), 0.0)
