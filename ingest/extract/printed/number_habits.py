"""How a document writes its numbers, told from all of them together: what one figure alone leaves open.

`68.000` is 68 or 68 thousand, `1,234` is 1234 or a little more than 1: the other numbers decide, then the
language. Nothing is decided against what a number itself shows (`1.234,5` is plain anywhere).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from ingest.currency_words import CURRENCY_WORDS
from ingest.extract.printed.flat_text import flat_text
from ingest.tongue_words import TONGUES

LANGUAGE_SAMPLE = 100_000
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)+(?![\w,.]*\d)(?P<percent> ?%)?")
_SPACED = re.compile(r"(?<![\w.,])(?<!\d )\d{1,3}(?: \d{3})+(?![\w])(?! ?[.,]\d{3})")
_FORMS = {
    "comma_groups": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    "dot_groups": re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+"),
    "dot_point": re.compile(r"\d+\.(?:\d\d?|\d{4,})|0\.\d+"),
    "comma_point": re.compile(r"\d+,(?:\d\d?|\d{4,})|0,\d+"),
    "dot_three": re.compile(r"[1-9]\d{0,2}\.\d{3}"),
}
_THREE_ZEROS = re.compile(r"[1-9]\d{0,2}\.000")
_COMMON_WORDS = {
    "en": "the of and to in for was with as by on from were we had is are at this our",
    "de": "der die das und ist im von mit für auf den dem wurde auf beträgt",
    "fr": "le les des et est une du pour dans au aux par avec été",
    "it": "il di che della dei nel per con gli sono una alla ha rispetto",
    "es": "el los las del que una por con fue ha en y al",
    "pt": "o os do da dos das que em um uma foi com não ao no na",
    "nl": "het een van de voor op met zijn werd bij naar",
}
_WORDS_TO_LANGUAGES = {
    word: [language for language, words in _COMMON_WORDS.items() if word in words.split()]
    for words in _COMMON_WORDS.values()
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+")
_KANA, _HAN, _ARABIC = (
    re.compile("[\u3040-\u30ff]"),
    re.compile("[\u4e00-\u9fff]"),
    re.compile("[\u0621-\u06d3]"),
)
_PERSIAN, _LATIN = re.compile("[پچژگکی]"), re.compile("[a-zà-ÿ]")


_CURRENCY_SIGNS = {
    "$": "usd",
    "€": "eur",
    "£": "gbp",
    "₹": "inr",
    "دولار": "usd",
    "ريال": "sar",
    "درهم": "aed",
    **{code: code for code in CURRENCY_WORDS if code not in ("try", "mad", "cop", "pen", "php")},
}
_CURRENCY_SIGN = re.compile(
    r"[$€£₹]|دولار|ريال|درهم|(?<![^\W\d_])(?:"
    + "|".join(CURRENCY_WORDS)
    + r")(?![^\W\d_])(?<!try|mad|cop|pen|php)"
)


class Habit(NamedTuple):
    """What a document's numbers have in common.

    `comma_is_point`: decimals stand behind a comma. `dot_three_is_thousands`: a dot before three digits
    groups, though other decimals stand behind a dot. `spaces_group`: a plain space groups. `currency`: the
    one met most. `evidence` says why, in words.
    """

    language: str = "en"
    comma_is_point: bool = False
    dot_three_is_thousands: bool = False
    spaces_group: bool = False
    currency: str = "usd"
    evidence: str = ""


def habit_of(text: str) -> Habit:
    """How the text writes numbers.

    >>> habit_of("Revenue was 1.234,5 and costs were 12,5 for the year").comma_is_point
    True
    >>> habit_of("مع 68.000 صيدلية و 68.5 مليون عميل").dot_three_is_thousands
    True
    """
    flat = flat_text(text, 0, len(text)).text
    language = _language(flat[:LANGUAGE_SAMPLE])
    seen: Counter[str] = Counter()
    witness: dict[str, str] = {}
    for number in _NUMBER.finditer(flat):
        digits = number[0].removesuffix(number["percent"] or "")
        for form, pattern in _FORMS.items():
            if pattern.fullmatch(digits) and not (form == "dot_three" and number["percent"]):
                seen[form] += 1
                witness.setdefault(form, digits)
                break
        if not number["percent"] and _THREE_ZEROS.fullmatch(digits):
            seen["three_zeros"] += 1
    for_comma = seen["comma_point"] + seen["dot_groups"]
    for_dot = seen["dot_point"] + seen["comma_groups"]
    by_language = language in TONGUES and TONGUES[language].comma_is_point
    comma_is_point = for_comma >= for_dot if by_language else for_comma > for_dot
    dot_three = not comma_is_point and bool(seen["three_zeros"] or seen["dot_groups"])
    spaces = bool(_SPACED.search(flat)) and not seen["comma_groups"] + seen["dot_groups"] + seen["dot_three"]
    shown = ", ".join(f"{count} as {witness[form]}" for form, count in seen.items() if form in witness)
    return Habit(
        language,
        comma_is_point,
        dot_three,
        spaces,
        _currency(flat),
        f"{shown or 'no marked numbers'}; {language}",
    )


def _currency(flat: str) -> str:
    """The currency that a text names most, of those with a sign or code of their own; dollars without any."""
    met = Counter(_CURRENCY_SIGNS[found[0]] for found in _CURRENCY_SIGN.finditer(flat))
    return met.most_common(1)[0][0] if met else "usd"


def _language(flat: str) -> str:
    """The language that most of a text is written in, of those that figures are read in."""
    arabic, latin = len(_ARABIC.findall(flat)), len(_LATIN.findall(flat))
    han = len(_HAN.findall(flat))
    if arabic > max(latin, han):
        return "fa" if len(_PERSIAN.findall(flat)) * 20 > arabic else "ar"
    if han * 2 > latin or _KANA.search(flat):
        return "ja" if len(_KANA.findall(flat)) * 10 > han else "zh" if han else "en"
    votes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for word, count in Counter(_WORD.findall(flat)).items():
        for language in _WORDS_TO_LANGUAGES.get(word, ()):
            votes[language] += count
            kinds[language] += 1
    language, count = votes.most_common(1)[0] if votes else ("en", 0)
    return language if count > votes["en"] and kinds[language] > 1 else "en"
