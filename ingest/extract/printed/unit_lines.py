"""What a header, a caption or a line over a table says of the units and the scale of the figures under it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.currency_words import CURRENCY_WORDS, DEFAULTS, DOLLAR_WORDS
from ingest.extract.printed.flat_text import flat_text
from ingest.figure_words import SCALE_WORDS, UNITS, folded
from ingest.tongue_words import TONGUES

LONGEST_LINE = 200


class Outside(NamedTuple):
    """What stands outside a figure and holds for it: unit and scale, empty where nothing is said."""

    unit: str = ""
    scale: str = ""
    per_share_excepted: bool = False


NO_OUTSIDE = Outside()
_SCALES_BY_AMOUNT = {"1e3": "thousand", "1e6": "million", "1e9": "billion", "1e12": "trillion"}
# A letter says a scale only beside a currency: `$m`, `USD bn`, `in EUR k`.
_LETTERS = {"k": "thousand", "m": "million", "mm": "million", "b": "billion", "t": "trillion"}


def _words(text: str) -> list[str]:
    """Words in their flat spelling, the longest first."""
    return sorted({folded(word) for word in text.split("|")}, key=len, reverse=True)


def _any(words: list[str]) -> str:
    """A pattern for one of the words, as a whole word, an Arabic one also with its prefixes."""
    parts = []
    for word in words:
        prefix = "(?:ب|ال|بال|لل)?" if re.match("[\u0621-\u064a]", word) else ""
        start = r"(?<![^\W\d_])" if word[0].isalpha() else ""
        end = r"(?![^\W\d_])" if word[-1].isalpha() and word[-1] < "\u3000" else ""
        parts.append(f"{start}{prefix}{re.escape(word)}{end}")
    return "|".join(parts)


_SCALE_WORDS = {
    scale: [word for word in _words(words) if len(word) > 1 and word != "mm"]
    for scale, words in SCALE_WORDS.items()
}
_SCALE = re.compile(
    "|".join(f"(?P<{scale}>{_any(words)})" for scale, words in _SCALE_WORDS.items())
    + r"|(?P<zeros>(?<![\d'.,])[$€£]?'?000s?(?!\d))"
)
_TONGUE_SCALES = {
    language: {
        _SCALES_BY_AMOUNT[amount]: re.compile(_any(_words(words)))
        for amount, words in sorted(tongue.scales.items(), key=lambda one: -float(one[0]))
        if amount in _SCALES_BY_AMOUNT
    }
    for language, tongue in TONGUES.items()
}
_CURRENCY_OF = {
    **{word: code for code, words in CURRENCY_WORDS.items() for word in _words(words)},
    **{folded(word): code for word, code in DEFAULTS.items()},
    **dict.fromkeys(_words(DOLLAR_WORDS), "usd"),
    **{folded(word): "usd" for word in ("الدولارات", "دولارات")},
}
_NOT_IN_LINES = {
    "try",
    "pen",
    "mad",
    "won",
    "real",
    "rand",
    "soles",
    "ft",
    "pounds",
    "pound",
    "php",
    "cop",
    "rm",
    "rp",
}
_CURRENCY = re.compile(
    "|".join(
        f"(?:{_any([word])})" for word in sorted((set(_CURRENCY_OF) - _NOT_IN_LINES), key=len, reverse=True)
    )
)
_CODE_AND_LETTER = re.compile(
    r"(?:[$€£¥]|(?<![a-z])(?:us\$|[a-z]{2,3}\$|usd|eur|gbp|sar|aed|qar|kwd|egp|chf|jpy|cny|rmb|inr|brl|cad"
    r"|aud)) ?(?P<letter>k|mm?|b|t)(?![a-z])"
    r"|(?<![a-z])in (?P<alone>k|mm?)(?![a-z])"
)
_PERCENT = re.compile(
    r"%|(?<![a-z])(?:percent|per cent|percentage)(?![a-z])|نسبة مئوية|في المئة|في المائة|نسبه مئويه"
    r"|النسبة المئوية|بالمئة"
    r"|بالمائة"
)
_SHARE = re.compile(
    r"(?<!\w)(?:per[ -](?:\w+[ -]){0,2}share|per ads|eps)(?!\w)|(?:ربحية|ربح|خسارة|عائد) السهم|للسهم"
    r"|par action|je aktie|por acción|por ação|per azione"
)
_PER_SHARE = re.compile(
    r"(?:except|excluding|other than|apart from|باستثناء|ما عدا|عدا|sauf|außer|salvo|eccetto|exceto).{0,40}?"
    r"(?:per[ -]?(?:\w+[ -])?share|per ads|eps|السهم|للسهم|par action|je aktie|por acción|por ação"
    r"|per azione)"
)
_TIMES = {
    "days": re.compile(r"^days?$|^(?:ايام|يوم)$|(?:\(|(?<![a-z])in )days\)?|\(ايام\)|بالايام"),
    "seconds": re.compile(r"^seconds?$|(?:\(|(?<![a-z])in )seconds\)?|بالثواني|\(ثوان\)"),
    "bytes": re.compile(r"(?:\(|(?<![a-z])in )bytes\)?"),
}
_NUMBERS = re.compile(r"(?<!\d)\d[\d.,]*")
_AS_UNIT = re.compile(
    r"[(\[（]|(?<![a-z])in(?![a-z])|[$€£%]|(?<!\w)(?:usd|sar|eur|gbp|aed)|(?<![\w])بال|(?<!\w)ب"
    r"|^\W*\w+\W*(?:\w+\W*)?$"
)


def unit_line(text: str, language: str = "") -> Outside | None:
    """What a header, caption or unit line says of units; None where it says nothing of them.

    >>> unit_line("($ in millions, except per share amounts)", "en")
    Outside(unit='usd', scale='million', per_share_excepted=True)
    >>> unit_line("آلاف الريالات", "ar"), unit_line("Customers by region", "en")
    (Outside(unit='sar', scale='thousand', per_share_excepted=False), None)
    """
    if len(text) > LONGEST_LINE:
        return None
    flat = " ".join(flat_text(text, 0, len(text)).text.split())
    if not flat or not _AS_UNIT.search(flat) or _states_a_figure(flat):
        return None
    scale = _scale_of(flat, language)
    unit = _unit_of(flat)
    excepted = bool(_PER_SHARE.search(flat))
    return Outside(unit, scale, excepted) if unit or scale else None


def names_a_share(text: str) -> bool:
    """Whether a label speaks of what is stated per share, which the scale of its table leaves out.

    >>> names_a_share("Earnings (loss) per share:"), names_a_share("In thousands, except per share data")
    (True, False)
    """
    flat = flat_text(text, 0, min(len(text), LONGEST_LINE)).text
    return bool(_SHARE.search(flat)) and not _PER_SHARE.search(flat)


def _states_a_figure(flat: str) -> bool:
    """Whether a number with a sign or scale word stands in the line: it then speaks of itself."""
    for number in _NUMBERS.finditer(flat):
        behind = flat[number.end() : number.end() + 12]
        before = flat[max(0, number.start() - 2) : number.start()].strip()
        is_zeros = number[0].startswith("000")
        if not is_zeros and (
            re.match(r" ?%", behind) or before.endswith(("$", "€", "£")) or _SCALE.match(behind.lstrip())
        ):
            return True
    return False


def _scale_of(flat: str, language: str) -> str:
    """The scale that a line names."""
    found = _SCALE.search(flat)
    if found:
        return "thousand" if found.lastgroup == "zeros" else found.lastgroup or ""
    lettered = _CODE_AND_LETTER.search(flat)
    if lettered:
        return _LETTERS[lettered["letter"] or lettered["alone"]]
    for tongue in [language] if language in TONGUES else ("de", "fr", "it", "es", "pt", "nl"):
        for scale, pattern in _TONGUE_SCALES[tongue].items():
            said = pattern.search(flat)
            if said and (language in TONGUES or len(said[0]) > 3):
                return scale
    return ""


def _unit_of(flat: str) -> str:
    """The unit that a line names."""
    for unit, pattern in _TIMES.items():
        if pattern.search(flat):
            return unit
    found = _CURRENCY.search(flat)
    if found:
        word = re.sub("^(?:بال|لل|ال|ب)(?=[\u0621-\u064a]{3})", "", found[0])
        return _CURRENCY_OF.get(found[0]) or _CURRENCY_OF.get(word, "")
    return "percent" if _PERCENT.search(flat) else ""


assert all(code in UNITS for code in _CURRENCY_OF.values())
