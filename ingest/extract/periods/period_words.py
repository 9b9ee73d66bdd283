"""The words of periods in English and Arabic, as patterns over folded text: parts of years, months, links.

Month names come from CLDR (babel): English, and Arabic as Egypt, the Levant and the Maghreb write it. All
patterns here are for text as `fold` gives it: small letters, western digits, plain dashes and spaces.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_DROPPED = "\u0640\u064b-\u0652\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_DROPPED}]")
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_QUOTES = "\u2018\u2019\u2032\u00b4`"
_SPACES = (
    "\t\n\r\x0b\x0c\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
)
_FOLDS = str.maketrans(
    _CAPITALS + "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹أإآٱى" + _DASHES + _QUOTES + _SPACES,
    _CAPITALS.lower()
    + "01234567890123456789ااااي"
    + "-" * len(_DASHES)
    + "'" * len(_QUOTES)
    + " " * len(_SPACES),
)


class Folded(NamedTuple):
    """Text in one spelling, and the offset of each of its characters in the text it was made from."""

    text: str
    offsets: tuple[int, ...] | None  # None: every character kept its place

    def place(self, at: int) -> int:
        """Where the character at a place of the folded text stands in the original."""
        return at if self.offsets is None else self.offsets[at]

    def end(self, at: int) -> int:
        """The end in the original of what ends at a place of the folded text."""
        return at if self.offsets is None or at == 0 else self.offsets[at - 1] + 1


def fold(text: str) -> Folded:
    """The text with one form for digits, dashes, quotes, spaces, alefs and letter case, without marks.

    >>> fold("Q3\u00a02025 \u2013 ٣٠ أبريل").text
    'q3 2025 - 30 ابريل'
    """
    plain = text.translate(_FOLDS)
    if not _INVISIBLE.search(plain):
        return Folded(plain, None)
    kept = [at for at, sign in enumerate(plain) if not _INVISIBLE.match(sign)]
    return Folded("".join(plain[at] for at in kept), (*kept, len(plain)))


_ORDINALS = {
    1: "first|1st|الاول|الاولي|اول",
    2: "second|2nd|الثاني|الثانية|ثاني",
    3: "third|3rd|الثالث|الثالثة|ثالث",
    4: "fourth|4th|final|الرابع|الرابعة|الاخير|رابع",
}
ORDINAL_NUMBERS = {word: number for number, words in _ORDINALS.items() for word in words.split("|")}
_LENGTH_WORDS = {
    1: "one|1",
    3: "three|3|ثلاثة|الثلاثة|ثلاث|الثلاث",
    6: "six|6|ستة|الستة|الست",
    9: "nine|9|تسعة|التسعة|التسع",
    12: "twelve|12|اثني عشر|الاثني عشر|اثنا عشر",
    13: "thirteen|13",
    26: "twenty-six|twenty six|26",
    39: "thirty-nine|thirty nine|39",
    52: "fifty-two|fifty two|52",
    53: "fifty-three|fifty three|53",
    14: "fourteen|14",
}
LENGTH_NUMBERS = {word: number for number, words in _LENGTH_WORDS.items() for word in words.split("|")}


def either(words: dict[str, int] | list[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _ordinals(arabic: bool) -> str:
    """A pattern for the ordinals of one script."""
    return either([word for word in ORDINAL_NUMBERS if (word[0] >= "\u0600") == arabic])


# Q3, 3Q, H1, 9M; "third quarter", "first half", "first nine months"; the same in Arabic.
COMPACT = r"q ?[1-4]|(?:quarter|qtr\.?) ?[1-4]|[1-4] ?q|h ?[12]|[12] ?h|9 ?m|ر ?[1-4]"
_EN = _ordinals(arabic=False)
_AR = _ordinals(arabic=True)
_MONTHS_EN = r"(?:three|six|nine|3|6|9)[ -]months?"
SPELLED = (
    r"first[ -]three[ -]quarters|last[ -]quarter(?= of)|(?:ال)?ارباع (?:ال)?ثلاثة الاولي|(?:9|تسعة"
    r"|التسعة) اشهر|"
    rf"(?:{_EN})[ -](?:fiscal[ -])?quarters?|(?:{_EN})[ -]half|first[ -]{_MONTHS_EN}|nine[ -]months?(?= of)"
    rf"|(?:ال)?ربع (?:{_AR})|(?:ال)?نصف (?:{_AR})|(?:ال)?اشهر (?:ال)?(?:ثلاثة|ستة|تسعة) الاولي"
    r"|(?:ال)?(?:ثلاثة|ستة|تسعة) (?:ال)?اشهر الاولي|اول (?:ثلاثة|ستة|تسعة) اشهر"
)
_PART_LENGTHS = {"three": "Q1", "3": "Q1", "six": "H1", "6": "H1", "nine": "-9M", "9": "-9M"}
_PART_LENGTHS |= {"ثلاثة": "Q1", "ستة": "H1", "تسعة": "-9M"}


@cache
def part_code(words: str) -> str:
    """The part of a year that folded words name, as it stands in a period's code.

    >>> [part_code(words) for words in ("3q", "q3", "third-quarter", "1h", "first nine months", "9m")]
    ['Q3', 'Q3', 'Q3', 'H1', '-9M', '-9M']
    >>> part_code("الربع الثالث"), part_code("النصف الاول"), part_code("التسعة اشهر الاولي")
    ('Q3', 'H1', '-9M')
    """
    tight = re.sub(r"quarter(?=\d)|qtr\.?(?=\d)", "q", words.replace(" ", ""))
    if re.fullmatch(r"[qhر]\d|\d[qh]|-?9m", tight):
        letter, number = (tight[0], tight[1]) if tight[1].isdigit() else (tight[1], tight[0])
        return "-9M" if "9m" in tight else f"{'H' if letter == 'h' else 'Q'}{number}"
    pieces = [piece for piece in re.split("[ -]", words) if piece]
    if any(piece.startswith(("month", "اشهر", "الاشهر")) for piece in pieces):
        return next(code for piece in pieces if (code := _PART_LENGTHS.get(piece.removeprefix("ال"))))
    if "three" in pieces or any(piece.endswith("ارباع") for piece in pieces):
        return "-9M"
    number = next((str(ORDINAL_NUMBERS[piece]) for piece in pieces if piece in ORDINAL_NUMBERS), "4")
    is_half = any(piece in ("half", "نصف", "النصف") for piece in pieces)
    return f"H{min(int(number), 2)}" if is_half else f"Q{number}"


# Years: 2025, '25, FY25, fiscal 2025, full-year 2025, عام 2025, السنة المالية 2025.
DIGITS = r"(?P<year>(?:19|20)\d\d)(?:(?:[eafp]|est)(?!\w)| ?م(?!\w))?(?![\w%]|[.,٫٬]\d)"
_FISCAL = (
    r"fy|fye|fiscal[ -]years?|fiscal|cy|calendar[ -]years?|calendar|(?:full[ -])?years?"
    r"|full[ -]fiscal[ -]years?"
)
_AR_FISCAL = (
    r"(?:كامل )?(?:ل|ب|لل|بال|ال|و|وال)?(?:عامي|عام|سنة|سنتي)(?: (?:ال)?مالي(?:ة)?)?(?: (?:ال)?كاملة?)?"
)
YEAR_WORDS = rf"(?P<fiscal>{_FISCAL}|{_AR_FISCAL})"
SHORT = r"'(?P<short>\d\d)(?![\w%]|[.,]\d)"
TIGHT = r"(?:fy|cy) ?'?(?P<tight>\d\d)(?:[eafp](?!\w))?(?![\w%]|[.,]\d)"
YEAR = rf"(?:(?:{YEAR_WORDS}[ -]?)?(?:{DIGITS}|{SHORT})|{TIGHT})"

LAST_YEAR = (
    r"(?:last|(?:the )?(?:prior|previous|preceding))[ -](?:fiscal[ -])?year(?:'s)?"
    r"|(?:a|one|the) year (?:ago|earlier|before|prior)|(?:the )?year[ -](?:ago|earlier)(?: (?:period"
    r"|quarter|half|year))?"
    r"|(?:ال)?(?:عام|سنة) (?:الماضي|الماضية|السابق|السابقة|المنصرم|الفائت)|قبل (?:عام|سنة)"
)
THIS_YEAR = (
    r"(?:this|the current|the full) (?:fiscal )?year|كامل العام|(?:هذا العام|هذه السنة|(?:ال)?(?:عام"
    r"|سنة) الحالي(?:ة)?|العام الجاري)"
)
NEXT_YEAR = r"next (?:fiscal )?year|(?:ال)?(?:عام|سنة) (?:المقبل|المقبلة|القادم|القادمة)"
YEAR_ON_YEAR = r"year[ -](?:over|on)[ -]year|y[-/]?o[-/]?y|y/y|على اساس سنوي|علي اساس سنوي|سنة بعد سنة"
QUARTER_ON_QUARTER = (
    r"quarter[ -](?:over|on)[ -]quarter|q[-/]?o[-/]?q|q/q|sequential(?:ly)?|علي اساس (?:ربعي|فصلي|ربع سنوي)"
)
CHANGE = re.compile(
    r"(?<!\w)(?:up|down|increas\w*|decreas\w*|rose|risen|ris(?:e|es|ing)|gr[eo]w\w*|f[ea]ll\w*"
    r"|declin\w*|jump\w*"
    r"|surg\w*|drop\w*|improv\w*|higher|lower\w*|gain\w*|expan\w*|reduc\w*|climb\w*|chang\w*|cagr|advanc\w*"
    r"|soar\w*|plung\w*|slip\w*|shr[aiu]nk\w*|doubl\w*|(?:و|ف)?(?:ب|ل|ال|بال)?(?:ارتف|زياد|زاد|ازداد"
    r"|نمو|نما|نمت|انخف|تراجع|هبوط"
    r"|هبط|قفز|تحسن|صعد|صعود|تقلص|تنخفض|ترتفع|يرتفع|ينخفض|تغير|اعلي|اقل)\w*)"
)
AHEAD = re.compile(
    r"(?<!\w)(?:expect\w*|will|guidance|outlook|forecast\w*|project(?:s|ed|ing)|anticipat\w*|plan(?:s"
    r"|ned)?|target\w*|next)(?!\w)"
    r"|(?:ن|ي|ت)توقع|المتوقع|سوف|تخطط|نخطط"
)


@cache
def month_numbers() -> dict[str, int]:
    """The month that each folded name stands for, full and abbreviated, from CLDR."""
    from babel.core import Locale

    names = {"sept": 9}
    for tag in ("en", "ar", "ar_SY", "ar_DZ", "ar_MA"):
        months = Locale.parse(tag).months["format"]
        for width in ("wide", "abbreviated"):
            names |= {fold(name).text.rstrip("."): number for number, name in months[width].items()}
    return names


@cache
def month_pattern() -> str:
    """A pattern for the name of a month, also where two names of it stand together (حزيران/يونيو)."""
    one = either(month_numbers())
    return rf"(?:شهر )?(?:[وبل](?=[\u0600-\u06ff]))?(?P<month>{one})(?!\w)\.?(?: ?[/(] ?(?:{one})\)?)?"
