"""The words and signs of printed figures, English and Arabic: scales, units, small numbers, ranges, marks.

Currencies stand in `currency_words`, the scale words of further languages in `tongue_words`.
Words are separated by `|` and compared in their folded spelling. Adding a word or a unit here is all it
takes for `quantities` to read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ingest.currency_words import CURRENCY_WORDS, DOLLAR_WORDS, HUNDREDTHS

SCALES = {
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}

SCALE_WORDS = {
    "thousand": "thousand|thousands|k|ألف|ألفا|آلاف",
    "million": "million|millions|m|mm|mn|mln|مليون|مليونا|ملايين",
    "billion": "billion|billions|b|bn|bln|مليار|مليارا|مليارات|بليون|بليونا|بلايين",
    "trillion": "trillion|trillions|t|tn|trn|تريليون|تريليونا|تريليونات|ترليون",
}


class Unit(NamedTuple):
    """A base unit: a figure to show in errors, its words by how many base units one is, and if it scales.

    A scale word has no sense in a unit that does not scale; a column headed "in millions" leaves it alone.
    """

    example: str
    words: Mapping[str, str]
    scales: bool = True


_CENTS = "¢|cent|cents|سنت|سنتا|سنتات"
_PERCENT = (
    "%|percent|per cent|pct|prozent|pour cent|per cento|por ciento|por cento|procent|درصد"
    "|بالمئة|بالمائة|بالمية|في المئة|في المائة"
)
_DAYS = "day|days|يوم|يوما|أيام"


def _money(words: str, hundredths: str | None) -> Mapping[str, str]:
    """The words of a currency, with those of its hundredths where figures are stated in such."""
    return {"1": words, "0.01": hundredths} if hundredths else {"1": words}


UNITS = {
    "count": Unit("1.5 million", {}),
    "score": Unit("683", {"1": "point|points|نقطة|نقاط"}, scales=False),
    "usd": Unit("$69.75 billion", {"1": DOLLAR_WORDS, "0.01": _CENTS}),
    "usd_per_share": Unit("$6.06", {"1": DOLLAR_WORDS, "0.01": _CENTS}, scales=False),
    **{
        code: Unit(f"{words.split('|')[0]} 1.2 billion", _money(words, HUNDREDTHS.get(code)))
        for code, words in CURRENCY_WORDS.items()
    },
    "percent": Unit(
        "83.2%",
        {
            "1": f"{_PERCENT}|percentage point|percentage points|pp|pps|ppt|ppts|p.p.|نقطة مئوية|نقاط مئوية",
            "0.01": "bp|bps|basis point|basis points|نقطة أساس",
        },
        scales=False,
    ),
    "ratio": Unit("0.35", {"1": "x|times|مرة|مرات", "0.01": _PERCENT}, scales=False),
    "days": Unit("3.2 days", {"1": _DAYS, "7": "week|weeks|أسبوع|أسبوعا|أسابيع"}),
    "seconds": Unit(
        "45 seconds",
        {
            "0.001": "ms|millisecond|milliseconds|ميلي ثانية",
            "1": "second|seconds|sec|secs|ثانية|ثوان|ثواني",
            "60": "minute|minutes|min|mins|دقيقة|دقائق",
            "3600": "hour|hours|hr|hrs|ساعة|ساعات",
            "86400": _DAYS,
        },
    ),
    "bytes": Unit(
        "500 petabytes",
        {
            "1": "byte|bytes|بايت",
            "1e3": "kb|kilobyte|kilobytes|كيلوبايت",
            "1e6": "mb|megabyte|megabytes|ميغابايت|ميجابايت",
            "1e9": "gb|gigabyte|gigabytes|غيغابايت|جيجابايت",
            "1e12": "tb|terabyte|terabytes|تيرابايت",
            "1e15": "pb|petabyte|petabytes|بيتابايت",
            "1e18": "eb|exabyte|exabytes|إكسابايت",
        },
    ),
}
# One letter is no scale here: "5 m" of a time may be minutes, "5 b" of data may be bytes.
UNITS_WITH_LETTERS = ("days", "seconds", "bytes")

NUMBER_WORDS = {
    0: "zero|صفر",
    1: "one|واحد|واحدة",
    2: "two|اثنان|اثنين|اثنتان|اثنتين",
    3: "three|ثلاثة|ثلاث",
    4: "four|أربعة|أربع",
    5: "five|خمسة|خمس",
    6: "six|ستة|ست",
    7: "seven|سبعة|سبع",
    8: "eight|ثمانية|ثماني|ثمان",
    9: "nine|تسعة|تسع",
    10: "ten|عشرة|عشر",
    11: "eleven",
    12: "twelve",
    13: "thirteen",
    14: "fourteen",
    15: "fifteen",
    16: "sixteen",
    17: "seventeen",
    18: "eighteen",
    19: "nineteen",
    20: "twenty|عشرون|عشرين",
    30: "thirty|ثلاثون|ثلاثين",
    40: "forty|أربعون|أربعين",
    50: "fifty|خمسون|خمسين",
    60: "sixty|ستون|ستين",
    70: "seventy|سبعون|سبعين",
    80: "eighty|ثمانون|ثمانين",
    90: "ninety|تسعون|تسعين",
    100: "hundred|مئة|مائة",
}
NUMBER_WORDS |= {
    tens + ones: f"{NUMBER_WORDS[tens].split('|')[0]} {NUMBER_WORDS[ones].split('|')[0]}"
    for tens in range(20, 100, 10)
    for ones in range(1, 10)
}

FRACTION_WORDS = {3: "third|thirds", 4: "quarter|quarters", 5: "fifth|fifths", 10: "tenth|tenths"}

# The kinds of piece that a token is made of, with the words of those that are the same under every unit.
KINDS = {
    "N": "",  # number: digits, NUMBER_WORDS
    "S": "",  # scale: SCALE_WORDS
    "U": "",  # word of the unit asked for
    "X": "",  # word of another unit
    "O": "out of|out of every|in|in every|of every|من كل|من أصل",
    "F": "",  # parts of a whole: FRACTION_WORDS
    "T": "to|and|through|إلى|حتى|و",
    "J": "",  # what stands between number and unit: `100 bilhões de dólares`
    "P": "per share|a share|per diluted share|per common share|per basic share|per ordinary share|للسهم"
    "|للسهم الواحد|لكل سهم",
    "K": "~|≈|≥|>|≤|<",
    "-": "-",
    "+": "+",
    "(": "(",
    ")": ")",
}
# A mark in a token holds the qualifier to what the mark says.
MARKS = {
    "+": ("at_least", "more_than"),
    "~": ("approx",),
    "≈": ("approx",),
    "≥": ("at_least",),
    ">": ("more_than",),
    "≤": ("up_to",),
    "<": ("under",),
}

# The fraction signs behind a whole number, as in `5½ million`.
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
ARABIC_POINT, ARABIC_GROUP = "\u066b", "\u066c"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
FOLDS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٪أإآى" + _DASHES, "01234567890123456789%اااي" + "-" * len(_DASHES), "\u0640"
)
_DUALS = re.compile(r"(?<!\w)(الف|مليون|مليار|يوم|اسبوع)(?:ان|ين|ي)(?!\w)")
_FEMININE_DUALS = re.compile(r"(?<!\w)(دقيق|ساع|ثاني)ت(?:ان|ين)(?!\w)")
# The hyphen of "90-day", not that of "US$5-US$7".
_JOINED = re.compile(r"(?<=[^\W_])-(?=[^\W\d_]+(?![\w$€£]))")


def folded(text: str) -> str:
    """The text with one form for digits, dashes, spaces and alefs, without vowel and direction marks.

    An Arabic dual is written out (two million) and a hyphenated word stands alone (90-day). Nothing is
    folded that would change a number: a superscript stays what it is.

    >>> folded("٢٣  Million"), folded("مليونًا"), folded("10²")
    ('23 million', 'مليونا', '10²')
    """
    composed = unicodedata.normalize("NFC", text.lower())
    visible = "".join(sign for sign in composed if unicodedata.category(sign) not in ("Mn", "Cf"))
    spaced = " ".join(visible.translate(FOLDS).split())
    singular = _FEMININE_DUALS.sub(r"2 \1ة", _DUALS.sub(r"2 \1", spaced))
    return _JOINED.sub(" ", singular)
