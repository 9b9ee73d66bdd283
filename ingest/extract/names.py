"""Names that stand in text, found by their words: which of many names stretches of words hold, and how fully.

A name is known by the stems of its words. Rare words tell more than words that many owners share.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ingest.catalog_records import Member, Metric
from ingest.extract.words import words_in


def all_names(record: Metric | Member) -> tuple[str, ...]:
    """All names of a record, in both languages."""
    return (record.label_en, record.label_ar, *record.synonyms_en, *record.synonyms_ar)


class Match(NamedTuple):
    """How well a name is found: the share of its weight, its weight in all, and the words that were found."""

    owner: str
    coverage: float
    mass: float
    stems: tuple[str, ...]


class Names:
    """The names of some owners, such as metrics or members of a dimension, ready for many searches."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """`names` are by owner, in any language; underscores count as spaces."""
        self._names: list[tuple[str, tuple[str, ...]]] = []
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        owners: dict[str, set[str]] = defaultdict(set)
        for owner, own_names in names.items():
            for stems in {_stems(name) for name in own_names} - {()}:
                for stem in stems:
                    self._by_stem[stem].append(len(self._names))
                    owners[stem].add(owner)
                self._names.append((owner, stems))
        self.stems = frozenset(self._by_stem)
        every = math.log(1 + len(names))
        self.rarity = {stem: math.log(1 + len(names) / len(own)) / every for stem, own in owners.items()}

    def matches(
        self, weights: Mapping[str, float], owners: Collection[str] | None = None
    ) -> dict[str, Match]:
        """The best match of each owner of whom a word is there; `weights` are by stem, 1 the highest.

        With `owners`, of those alone.

        >>> names = Names({"revenues": ["Total revenues"], "costs": ["Total costs"], "staff": ["Employees"]})
        >>> [round(match.coverage, 2) for match in names.matches({"total": 1, "revenue": 0.5}).values()]
        [0.7, 0.4]
        """
        best: dict[str, Match] = {}
        for number in sorted({number for stem in weights for number in self._by_stem.get(stem, ())}):
            owner, stems = self._names[number]
            if owners is not None and owner not in owners:
                continue
            found = tuple(stem for stem in stems if stem in weights)
            mass = sum(self.rarity[stem] * weights[stem] for stem in found)
            match = Match(owner, mass / sum(self.rarity[stem] for stem in stems), mass, found)
            known = best.get(owner)
            if known is None or match.coverage * match.mass > known.coverage * known.mass:
                best[owner] = match
        return best


def _stems(name: str) -> tuple[str, ...]:
    """The stems of a name's words, each once."""
    return tuple(dict.fromkeys(word.stem for word in words_in(name.replace("_", " "))))
