"""Numbers spelled in several words: `two hundred and fifty`, `twelve and a half`, `خمسة وعشرون`.

Single words and `twenty-five` stand in `figure_words`; scales (`million`) are no part of a number here.
"""

from __future__ import annotations

from decimal import Decimal

from ingest.figure_words import NUMBER_WORDS, folded

_ARABIC_UNITS = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان|ثماني", 9: "تسع"}
_ARABIC_HUNDREDS = {
    100: "مئة|مائة",
    200: "مئتان|مئتين|مئتا|مئتي|مائتان|مائتين|مائتا|مائتي",
    **{
        100 * ones: "|".join(stem + hundred for stem in stems.split("|") for hundred in ("مئة", "مائة"))
        for ones, stems in _ARABIC_UNITS.items()
    },
}
_AMOUNTS = {
    folded(word): Decimal(number)
    for words_of in (NUMBER_WORDS, _ARABIC_HUNDREDS)
    for number, words in words_of.items()
    for word in words.split("|")
    if " " not in word
}


def _either(low: int, high: int, *, is_arabic: bool) -> str:
    """A pattern for the words of the numbers from `low` to `high` in one of both languages."""
    words = [
        word for word, number in _AMOUNTS.items() if low <= number <= high and word.isascii() != is_arabic
    ]
    return "|".join(sorted(words, key=len, reverse=True))


_ONES, _TEENS, _TENS = (_either(*limits, is_arabic=False) for limits in ((1, 9), (10, 19), (20, 90)))
_AR_ONES, _AR_TENS, _AR_HUNDREDS = (
    _either(*limits, is_arabic=True) for limits in ((1, 10), (20, 90), (100, 900))
)
_BELOW = rf"(?:(?:{_TENS})(?:[ -](?:{_ONES}))?|{_TEENS}|{_ONES})"
_HUNDREDS = rf"(?:{_ONES})[ -]hundred(?:[ -](?:and[ -])?{_BELOW}(?!\w))?"
_AR_BELOW = rf"(?:(?:{_AR_ONES}) و(?:{_AR_TENS})|{_AR_TENS}|{_AR_ONES})"
# Longer forms come first, so that no part of a number is taken for the whole.
COMPOUND = (
    rf"(?:{_HUNDREDS}|{_BELOW}) and a half|{_HUNDREDS}|half a(?=[ -](?:million|billion|trillion))"
    rf"|(?:{_AR_HUNDREDS}) و{_AR_BELOW}(?!\w)|(?:{_AR_ONES}) و(?:{_AR_TENS})(?!\w)|(?:{_AR_HUNDREDS})(?!\w)"
)


def compound_amount(words: str) -> Decimal:
    """The number that folded words matched by `COMPOUND` spell.

    >>> compound_amount("two hundred and fifty-three"), compound_amount("twelve and a half")
    (Decimal('253'), Decimal('12.5'))
    >>> compound_amount(folded("ثلاثمائة وخمسة وعشرون"))
    Decimal('325')
    """
    total = Decimal(0)
    for word in words.replace("-", " ").split():
        if word == "hundred":
            total *= 100
        elif word == "half":
            total += Decimal("0.5")
        elif word not in ("and", "a"):
            total += _AMOUNTS[word] if word in _AMOUNTS else _AMOUNTS[word.removeprefix("و")]
    return total
