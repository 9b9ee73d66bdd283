"""The period that a change is measured from: named behind "from", by "year over year", or by a rival."""

from __future__ import annotations

from ingest.extract.periods.figure_sentences import Item, Sentence, attached
from ingest.extract.periods.period_codes import kind_of, quarter_before, year_before
from ingest.extract.periods.period_mentions import Mention
from ingest.periods import FiscalCalendar

_NOMINAL = FiscalCalendar(12, 31)


def base_of(sentence: Sentence, figure: Item, mention: Mention | None) -> str:
    """The code of the period that a change of `mention` is measured from; "" where none is named."""
    if not figure.is_change:
        return ""
    bases = [one for one in sentence.near(figure) if one.mention and one.mention.role == "base"]
    behind = [one for one in bases if one.start >= figure.end and not _is_anothers(sentence, figure, one)]
    before = [one for one in bases if one.end <= figure.start]
    for point in (*behind[:1], *before[-1:]):
        if point.mention:
            return _base_code(point.mention, mention)
    rivals = [one for one in sentence.figures if one.is_compared and one.stretch == figure.stretch]
    found = (attached(sentence, one) for one in rivals)
    rival = next((one.mention for one in found if one and one.mention), None) or _rival(sentence, figure)
    return rival.code if rival and (mention is None or rival.code != mention.code) else ""


def _rival(sentence: Sentence, figure: Item) -> Mention | None:
    """The same period of another year named in the sentence: "in the same quarter of last year"."""
    named = (one.mention for one in sentence.near(figure) if one.mention and one.mention.is_relative)
    return next((one for one in named if one and one.role == "about" and _is_same_of(one)), None)


def _is_same_of(mention: Mention) -> bool:
    """Whether a mention speaks of another period a year before."""
    words = mention.words.casefold()
    return any(word in words for word in ("same", "year-ago", "corresponding", "comparable", "مماثل", "نفس"))


def _is_anothers(sentence: Sentence, figure: Item, point: Item) -> bool:
    """Whether another clause's change lies between a figure and a base, which is then that one's."""
    between = sentence.figures_between(figure, point)
    return any(one.is_change and not one.is_restated and one.clause != figure.clause for one in between)


def _base_code(base: Mention, mention: Mention | None) -> str:
    """The code of a base; of "year over year" the period a year before the figure's own."""
    if not base.is_relative or base.kind == "span" or mention is None or not mention.code:
        return base.code
    if kind_of(mention.code) == "span" or base.words.casefold().startswith(("last", "same", "the same")):
        return base.code
    is_quarterly = base.code == quarter_before(mention.code, _NOMINAL) or "quarter" in base.words.casefold()
    return quarter_before(mention.code, _NOMINAL) if is_quarterly else year_before(mention.code, _NOMINAL)
