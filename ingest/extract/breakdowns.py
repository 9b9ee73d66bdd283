"""The breakdown of a figure: the members of its metric's dimensions that are named beside it.

Only dimensions that the catalog gives the metric are looked at, and only the figure's own words, row and
column: a member named in a heading far above breaks nothing down.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.catalog_records import Dimension, Metric
from ingest.extract.names import Match, Names, all_names
from ingest.extract.stated import Stated

FOUND = 0.6
OWN_WORDS = ("sentence", "row", "column")
NEAR = 0.5


class BreakdownFinder:
    """The members of all dimensions, ready for many figures."""

    def __init__(self, metrics: Sequence[Metric], dimensions: Sequence[Dimension]) -> None:
        self._dimensions_of = {metric.metric_id: metric.dimensions for metric in metrics}
        self._members = {
            dimension.dimension_id: Names(
                {member.member_id: all_names(member) for member in dimension.members}
            )
            for dimension in dimensions
            if dimension.members
        }

    def propose(self, stated: Sequence[Stated]) -> None:
        """Give each figure with a metric its breakdown, pairs sorted and joined as the catalog has them."""
        for one in stated:
            pairs = self._pairs(one)
            if one.period.base and one.is_change:
                pairs.append(f"base={one.period.base}")
            one.breakdown = ";".join(sorted(pairs))

    def _pairs(self, one: Stated) -> list[str]:
        """The members that a figure's own words name, none by words that have named another more fully."""
        weights = {word.stem: 1.0 for word in one.around if word.where in OWN_WORDS and word.weight >= NEAR}
        found = [
            (dimension, match)
            for dimension in self._dimensions_of.get(one.metric.name, ())
            if dimension in self._members
            for match in self._members[dimension].matches(weights).values()
            if match.coverage >= FOUND
        ]
        pairs: dict[str, str] = {}
        taken: set[str] = set()
        for dimension, match in sorted(found, key=lambda own: _fullness(own[1]), reverse=True):
            if dimension not in pairs and not taken & set(match.stems):
                pairs[dimension] = f"{dimension}={match.owner}"
                taken |= set(match.stems)
        return list(pairs.values())


def _fullness(match: Match) -> tuple[float, str]:
    """How much of a name was found, in all."""
    return match.mass * match.coverage, match.owner
