"""The metrics that words name: how fully, how near, for a figure of which unit.

A name counts by the rarity of its words among all names and by how near they stand. Members of a metric's
dimensions, such as hospitals for network providers, speak for it; a row's label that says much more than the
name speaks against it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from ingest.catalog_records import Dimension, Metric
from ingest.extract.column_units import CURRENCIES
from ingest.extract.names import Match, Names, all_names
from ingest.extract.stated import Guess, Stated
from ingest.extract.surroundings import Nearby
from ingest.extract.words import words_in

LEAST_SCORE = 0.4
# So much rarity must be found for a full score: one common word alone is not telling.
TELLING = 1.1
# What a member of one of its dimensions adds to a metric's name, and how fully it must be found nearby.
MEMBER_SHARE = 0.35
MEMBER_FOUND = 0.6
NEAR = 0.5
# A name of growth says more than the name of what grows.
OF_GROWTH = 1.35
# Words of one name stand together: so many characters for each, or the name counts less.
WIDEST, SPREAD = 18, 0.75
# A name that explains less of its row's label than this is hardly what the label means.
LEAST_EXPLAINED, UNSAID = 0.55, 0.6
# Units in which a print can stand for a metric of another unit, and what such a reading leaves of the score.
ALSO_READS_AS = {
    ("count", "score"): 0.9,
    ("count", "ratio"): 0.8,
    ("percent", "ratio"): 0.9,
    ("days", "seconds"): 0.95,
    ("seconds", "days"): 0.95,
    ("usd", "usd_per_share"): 0.8,
}
_CHANGE = (
    "change chg growth increase increasing up rise rose risen grew grow grown growing jump surge surging "
    "gain climb higher improvement down fall fell fallen falling decline declining drop dropping lower "
    "reduction shrank yoy decrease decreasing increased decreased jumped surged gained climbed improved "
    "declined dropped lowered reduced expanded "
    "تغير تغيير نمو نما ارتفع ارتفاع زيادة زاد ازداد تزايد انخفض انخفاض تراجع هبط نقص قفز بزيادة بارتفاع "
    "بانخفاض بنمو بتراجع ارتفعت انخفضت تراجعت زادت نمت هبطت قفزت ترتفع تنخفض يرتفع ينخفض"
)
CHANGE = frozenset(word.stem for word in words_in(_CHANGE))


class MetricNames:
    """The names of all metrics and of the members that they are broken down by, ready for many figures."""

    def __init__(self, metrics: Sequence[Metric], dimensions: Sequence[Dimension]) -> None:
        self._metrics = {metric.metric_id: metric for metric in metrics}
        self._names = Names({metric.metric_id: self._own_names(metric) for metric in metrics})
        self._members = Names(
            {
                f"{dimension.dimension_id}={member.member_id}": all_names(member)
                for dimension in dimensions
                for member in dimension.members
            }
        )
        self._of_change = {
            metric.metric_id
            for metric in metrics
            if metric.growth_of
            or any(word.stem in CHANGE for name in all_names(metric) for word in words_in(name))
        }
        self._telling = self._names.stems | self._members.stems
        self._known: dict[Hashable, list[Guess]] = {}
        self._fitting: dict[tuple[str, ...], dict[str, float]] = {}

    def ranked(self, around: Sequence[Nearby], units: tuple[str, ...], is_change: bool) -> list[Guess]:
        """The metrics that the words around a figure name, the best first.

        Cells without words of their own are looked up once for all of the same row, headers and headings.
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

    def is_member(self, one: Stated, metric_id: str) -> bool:
        """Whether a figure's words name a member of a dimension that a metric is broken down by."""
        weights = {word.stem: word for word in one.around}
        return bool(self._members_near(weights).keys() & set(self._metrics[metric_id].dimensions))

    def _own_names(self, metric: Metric) -> tuple[str, ...]:
        """The names of a metric; one of growth is named by what grows, too."""
        grows = self._metrics.get(metric.growth_of)
        return (*all_names(metric), *(all_names(grows) if grows else ()))

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
            may_be = is_change or not metric.growth_of
            if may_be and (metric_id in self._of_change or not is_headed_change):
                ranks.append(self._weighed(metric, match, members, fits[metric_id], weights))
        ordered = sorted(ranks, key=lambda own: (-own[0], own[1].name))
        return [guess for _, guess in ordered if guess.score >= LEAST_SCORE]

    def _fits(self, units: tuple[str, ...]) -> dict[str, float]:
        """How well each metric suits a figure that may be of some units, those that it suits at all."""
        if units not in self._fitting:
            found = {
                metric_id: max((fit(unit, metric.unit) for unit in units), default=0.0)
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
            rank *= OF_GROWTH
        if _is_spread([weights[stem] for stem in match.stems]):
            score, rank = SPREAD * score, SPREAD * rank
        if self._leaves_much_unsaid(match, best, weights):
            score, rank = UNSAID * score, UNSAID * rank
        places = sorted({weights[stem].where for stem in match.stems})
        words = sorted((weights[stem] for stem in match.stems), key=lambda word: word.start)
        named = " ".join(word.word for word in words)
        reasons = [f"metric: named in its {' and '.join(places)}: {named}"]
        if best:
            reasons.append(f"metric: broken down by {best.owner}")
        return rank, Guess(metric.metric_id, round(min(score, 1.0), 3), tuple(reasons), frozenset(places))

    def _leaves_much_unsaid(self, match: Match, member: Match | None, weights: dict[str, Nearby]) -> bool:
        """Whether a row's label, which holds the name, says much that neither name nor member explains."""
        label = [word for word in weights.values() if word.where == "row"]
        explained = {*match.stems, *(member.stems if member else ())}
        rarity = [(self._names.rarity.get(word.stem, 1.0), word.stem in explained) for word in label]
        said = sum(own for own, is_explained in rarity if is_explained)
        return 0 < said < LEAST_EXPLAINED * sum(own for own, _ in rarity)


def fit(unit: str, wanted: str) -> float:
    """How well a figure printed in a unit suits a metric's unit; 0 where it cannot be read so.

    Money of another currency suits here, so that no count is taken for it; no fact is made of it later.
    """
    if unit == wanted or {unit, wanted} <= CURRENCIES:
        return 1.0
    return ALSO_READS_AS.get((unit, wanted), 0.0)


def _is_spread(words: Sequence[Nearby]) -> bool:
    """Whether the words of a name, all of one sentence, stand too far apart to be that name."""
    own = [word.start for word in words if word.where == "sentence"]
    return len(own) > 1 and max(own) - min(own) > WIDEST * len(own)
