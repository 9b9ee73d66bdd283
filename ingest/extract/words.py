"""Words of English and Arabic text, brought to a form in which an inflected word meets its catalog name.

The stems are for comparing alone, never for showing. Arabic follows the light stemming of Larkey, Ballesteros
and Connell (2002): joined particles, the article and common endings come off; roots are left alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ingest.figure_words import folded

_WORD = re.compile(r"[^\W\d_]+(?:['’&.][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_ARABIC = re.compile("[\u0600-\u06ff]")
_PREFIXES = re.compile(r"^(?:[وفبلك]{0,2}ال|وال|لل|[وف](?=\w{3}))(?=\w{2})")
_ARABIC_ENDINGS = re.compile(r"(?<=\w{3})(?:هما|تها|ات|ون|ين|ان|ية|ته|ها|ة|ه|ي|ا|و)$")
_WITHOUT_MEANING = """
    a an and are as at be been by did do does for from had has have her his in is it its of on or our that the
    their them then there these they this those to under was we were which while will with you your s who
    whose     including include includes well such into than also more most through during both each other per
    من في على الى عن مع هذا هذه التي الذي ذلك تلك هو هي او ثم كما بما ما لا قد كان كانت بين عند منذ حتى
    خلال عبر بعد قبل كل و
"""
_STOP = frozenset(_WITHOUT_MEANING.split())


class Word(NamedTuple):
    """A word in its place: `stem` is what is compared."""

    start: int
    end: int
    stem: str


def words_in(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]` that carry meaning, in order, each by its stem.

    >>> [word.stem for word in words_in("Adjusted revenues of the segment's customers")]
    ['adjust', 'revenue', 'segment', 'customer']
    >>> [word.stem for word in words_in("وبلغ إجمالي عضوية العملاء")]
    ['بلغ', 'اجمال', 'عضو', 'عملاء']
    """
    end = len(text) if end is None else end
    found = (Word(word.start(), word.end(), stem(word[0])) for word in _WORD.finditer(text, start, end))
    return [word for word in found if word.stem]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The form of a word that is compared, empty for one without meaning of its own.

    >>> stem("policies"), stem("Losses"), stem("the"), stem("والمستشفيات")
    ('policy', 'loss', '', 'مستشفي')
    """
    plain = folded(word).strip("'’.")
    if plain in _STOP:
        return ""
    return _arabic(plain) if _ARABIC.search(plain) else _english(plain)


def _arabic(word: str) -> str:
    """An Arabic word without its article, joined particles and endings."""
    bare = _PREFIXES.sub("", word)
    if bare in _STOP:
        return ""
    own = _ARABIC_ENDINGS.sub("", bare)
    return own if len(own) > 1 else ""


def _english(word: str) -> str:
    """An English word without the endings of number, possession and tense."""
    word = re.sub(r"['’]s?$", "", word).replace("’", "'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(?:ss|x|ch|sh)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 5 and word.endswith("ed"):
        return word[:-2]
    if len(word) > 6 and word.endswith("ing"):
        return word[:-3]
    return word
