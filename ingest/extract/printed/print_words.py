"""The words that stand beside numbers, as patterns on flat text: units, scales, signs and shares."""

from __future__ import annotations

import re

from ingest.currency_words import CURRENCY_WORDS, DEFAULTS, DOLLAR_WORDS
from ingest.extract.printed.flat_text import MINUS, NO_BREAK
from ingest.figure_words import FRACTION_WORDS, KINDS, NUMBER_WORDS, SCALE_WORDS, UNITS, VULGAR, folded
from ingest.quantities import FIRST_WITHOUT_SPACES
from ingest.spelled_numbers import COMPOUND
from ingest.tongue_words import MORE_SCALES, TONGUES

_NOT_BEHIND = {
    "try",
    "pen",
    "mad",
    "cop",
    "won",
    "rand",
    "real",
    "lira",
    "soles",
    "rm",
    "rp",
    "ft",
    "php",
    "sr",
    "bd",
    "jd",
    "qr",
}
_GAP = f"[ {NO_BREAK}]"
_WORD_END = r"(?![^\W_\u3000-\u9fff])"
_SHOUTED = 3  # so short a word of a currency is taken in capitals only


def _flat_words(text: str) -> list[str]:
    return [folded(word) for word in text.split("|")]


def _unit_words() -> dict[str, str]:
    """The unit that each word names where nothing else is said."""
    found: dict[str, str] = {}
    for unit in ("percent", "days", "seconds", "bytes", "usd", *CURRENCY_WORDS, "ratio"):
        for words in UNITS[unit].words.values():
            for word in _flat_words(words):
                found.setdefault(word, unit)
    found.update({folded(word): code for word, code in DEFAULTS.items()})
    return found


UNIT_OF_WORD = _unit_words()
CURRENCIES = {folded(w) for words in (DOLLAR_WORDS, *CURRENCY_WORDS.values()) for w in words.split("|")}
TONGUES_OF_WORD: dict[str, tuple[str, ...]] = {}
for _tongue, _own in TONGUES.items():
    for _words in _own.scales.values():
        for _word in _flat_words(_words):
            TONGUES_OF_WORD[_word] = (*TONGUES_OF_WORD.get(_word, ()), _tongue)
COMMON_SCALES = {w for words in (*SCALE_WORDS.values(), *MORE_SCALES.values()) for w in _flat_words(words)}


def _any(words: set[str], *, behind_sign: str = "") -> str:
    """A pattern for one of the words, the longest first; words of letters as whole words.

    `behind_sign` is what must follow the sign of a currency.
    """
    ordered = sorted(words, key=lambda word: (-len(word), word))
    spelled = [word for word in ordered if word[-1].isalpha() and word[-1] < FIRST_WITHOUT_SPACES]
    signs = [word for word in ordered if word not in spelled and word in CURRENCIES and word[-1] < "\u3000"]
    others = [word for word in ordered if word not in spelled and word not in signs]

    def either(some: list[str], behind: str) -> list[str]:
        pattern = "|".join(re.escape(word).replace(r"\ ", _GAP) for word in some)
        return [f"(?:{pattern}){behind}"] if some else []

    mixed = [word for word in spelled if not word[0].isalpha()]
    plain = [word for word in spelled if word not in mixed]
    groups = [(others, ""), (mixed, _WORD_END), (signs, behind_sign), (plain, _WORD_END)]
    return "|".join(pattern for some, behind in groups for pattern in either(some, behind))


_LATIN_SMALL = re.compile(r"[a-zà-ÿ.]+")
_BEFORE_WORDS = {
    word for word in CURRENCIES if not (_LATIN_SMALL.fullmatch(word) and len(word.rstrip(".")) > _SHOUTED)
} - _NOT_BEHIND - {"dh"} | {"rs", "rs.", "rm", "rp", "php", "sr", "try", "qr", "cop", "pen", "mad"}
_BEFORE_LETTERS = {word for word in _BEFORE_WORDS if word[0].isalpha() and word[0] < FIRST_WITHOUT_SPACES}
_SIGN = rf"(?:(?<![\w)%.,'])-|(?<![\w)%]){MINUS} ?|(?<![\w)%])\+)"
PREFIX = re.compile(
    rf"(?P<open>\( ?)?(?P<sign>{_SIGN})?"
    rf"(?:(?P<currency>(?:(?<![^\W\d_])(?:{_any(_BEFORE_LETTERS)})"
    rf"|{_any(_BEFORE_WORDS - _BEFORE_LETTERS)})){_GAP}{{0,2}}"
    rf"|(?P<percent>(?<![\d%])%) ?)?(?P<inner>\( ?)?(?P<inner_sign>{_SIGN})?$"
)
_SCALE_PATTERN = _any(COMMON_SCALES | set(TONGUES_OF_WORD))
_BEHIND_WORDS = set(UNIT_OF_WORD) - _NOT_BEHIND
_SHARES = r"out of|out of every|in every|of every|in|من كل|من اصل"
SUFFIX = re.compile(
    rf"(?P<close> ?\))?(?P<plus>\+)?(?:(?P<gap>-|{_GAP}{{0,3}})(?P<scale>{_SCALE_PATTERN}))?(?P<plus2>\+)?"
    rf"(?:(?P<join> (?:de|di|d['’]) ?)?(?P<hyphen>-)?{_GAP}{{0,3}}"
    rf"(?P<unit>{_any(_BEHIND_WORDS, behind_sign=f'(?!{_GAP}?[0-9])')}))?"
    rf"(?P<close2> ?\))?(?P<plus3>\+)?"
)
_NUMBERS = sorted({w for words in NUMBER_WORDS.values() for w in _flat_words(words)}, key=len, reverse=True)
_SPELLED = "|".join(
    [COMPOUND, *(word.replace(" ", "[ -]") for word in _NUMBERS if word not in ("zero", "صفر"))]
)


def _number_pattern(gap: str) -> re.Pattern[str]:
    plain = (
        rf"(?<!\d)\d{{1,3}}(?:{gap}\d{{3}})+(?!\d)(?:[.,٫]\d+)?(?![,.]?\d)"
        rf"|\d+(?:[.,٫٬]\d+|['’]\d{{3}}(?!\d))*(?:(?<![.,٫٬]\d)[{''.join(VULGAR)}])?|(?<![\w.,])[.٫]\d+"
    )
    return re.compile(
        rf"(?P<digits>{plain})|(?<![\w-])(?P<spelled>{_SPELLED})(?![\w])"
        r"|(?<!\w)(?:و|ب|ل)?(?P<dual>(?:الف|مليون|مليار|يوم|اسبوع)(?:ان|ين|ي)|(?:دقيق|ساع|ثاني)ت(?:ان"
        r"|ين))(?!\w)"
    )


WITH_SPACES = _number_pattern(_GAP)
WITHOUT_SPACES = _number_pattern(NO_BREAK)
SHARE = re.compile(
    rf"{_GAP}(?P<link>{_SHARES}){_GAP}(?P<whole>{_SPELLED}|\d{{1,4}})(?![\w.,]*\d)(?! (?:million|billion|%))"
)
LETTER_SCALE = re.compile(r"[kmbt]|mm|cr|bi|mi|tri")


MAY_HOLD = re.compile(rf"[0-9]|(?<![\w-])(?:{_SPELLED})(?!\w)|(?:ان|ين|ي)(?!\w)")

PER_SHARE = re.compile(
    rf"{_GAP}(?:{'|'.join(sorted(map(folded, KINDS['P'].split('|')), key=len, reverse=True))})(?!\w)"
)
# A day, a week, an hour, a minute and a second as their duals begin.
TIME_DUALS = {"days": ("يوم", "اسبوع"), "seconds": ("دقيق", "ساع", "ثاني")}
# "a third" may be an order and "two quarters" a time: parts are plural, and quarters are of something.
_PARTS = sorted(
    {word for words in FRACTION_WORDS.values() for word in words.split("|")} - {"quarter", "third"},
    key=len,
    reverse=True,
)
PART = re.compile(rf"(?:-|{_GAP})(?:{'|'.join(_PARTS)})(?!\w)(?:(?<!quarters)|(?={_GAP}of))")
_LONG_SCALES = {word for word in COMMON_SCALES | set(TONGUES_OF_WORD) if len(word) > 4 or not word.isascii()}
_LONG_UNITS = {
    word
    for word, unit in UNIT_OF_WORD.items()
    if len(word) > (2 if unit in ("percent", "days", "seconds") else 4 if word.isascii() else 3)
    and unit not in ("bytes", "ratio")
}
SPELLED_WITH = re.compile(rf"(?:-|{_GAP})(?P<scale>{_any(_LONG_SCALES)})")
SPELLED_UNIT = re.compile(rf"{_GAP}(?P<unit>{_any(_LONG_UNITS)})")
