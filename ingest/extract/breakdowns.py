"""The breakdown of a figure: the members of its metric's dimensions that are named beside it.

Only dimensions that the catalog gives the metric are looked at, and only the figure's own words, row and
column: a member named in a heading far above breaks nothing down.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.catalog_records import Dimension, Metric
from ingest.extract.names import Match, Names
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
                {
                    member.member_id: (
                        member.label_en,
                        member.label_ar,
                        *member.synonyms_en,
                        *member.synonyms_ar,
                    )
                    for member in dimension.members
                }
            )
            for dimension in dimensions
            if dimension.members
        }

    def propose(self, stated: Sequence[Stated]) -> None:
        """Give each figure with a metric its breakdown, pairs sorted and joined as the catalog has them."""
        for one in stated:
            pairs = [
                f"{dimension}={member}"
                for dimension in self._dimensions_of.get(one.metric.name, ())
                if (member := self._member(one, dimension))
            ]
            if one.period.base and one.is_change:
                pairs.append(f"base={one.period.base}")
            one.breakdown = ";".join(sorted(pairs))

    def _member(self, one: Stated, dimension: str) -> str:
        """The member of a dimension that a figure's own words name best, empty where none does."""
        names = self._members.get(dimension)
        if names is None:
            return ""
        weights = {
            word.stem: 1.0 for word in one.around if word.where in OWN_WORDS and word.weight >= NEAR
        }
        found = [match for match in names.matches(weights).values() if match.coverage >= FOUND]
        best = max(found, key=_fullness, default=None)
        return best.owner if best else ""


def _fullness(match: Match) -> tuple[float, str]:
    """How much of a name was found, in all."""
    return match.mass * match.coverage, match.owner
