"""A printed figure as a value with the bounds it commits to, in the base unit of its metric.

Reads English, Arabic and the languages of `tongue_words`: currency before or after, percent, scale words,
unit words, Arabic-Indic and Persian digits, grouped digits, negatives, ranges and spelled shares, LaTeX too.
It refuses whatever it cannot read whole: a token with an unknown word, a second number or another unit's sign
is an error, never a guess.

Arithmetic is decimal from the token to the last step, so that `17.4 million` is 17400000 exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ingest.figure_words import (
    ARABIC_GROUP,
    ARABIC_POINT,
    FRACTION_WORDS,
    KINDS,
    MARKS,
    NUMBER_WORDS,
    SCALE_WORDS,
    SCALES,
    UNITS,
    UNITS_WITH_LETTERS,
    VULGAR,
    folded,
)
from ingest.spelled_numbers import COMPOUND, compound_amount
from ingest.tongue_words import MORE_SCALES, TONGUES

LANGUAGES = ("en", "ar", *TONGUES)
QUALIFIERS = ("exact", "approx", "at_least", "more_than", "up_to", "under", "range")
# The make-up of one figure, a letter of KINDS for each piece: `$69.75 billion` is UNS.
SHAPE = re.compile(r"K?\(?[-+]?U?\(?[-+]?N(?:ON|F)?\)?\+?S?\+?(?:J?U)?P?\)?\+?U?\+?")
# How digits are grouped and decimals begin: 1,234.5 or 1 234.5 or 1'234.5; 1.234,5 or 1 234,5; 1,23,456.7
NUMBER_STYLES = {
    "": re.compile(r"(?:\d{1,3}(?:(?P<mark>[, '])\d{3})(?:(?P=mark)\d{3})*|\d+)?(?:\.\d+)?"),
    "dot_thousands": re.compile(r"(?:\d{1,3}(?:(?P<mark>[. '])\d{3})(?:(?P=mark)\d{3})*|\d+)?(?:,\d+)?"),
    "lakh": re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?"),
}
LATEX = re.compile(r"[\\{}]|(?<=\d)\$(?= )")
LONGEST_NUMBER = 24
# From here on writing has no spaces between words: a word may be followed by any other.
FIRST_WITHOUT_SPACES = "\u3000"
INFINITY = Decimal("Infinity")


class QuantityError(ValueError):
    """A printed figure that cannot be read; says which, what is wrong and what would be expected."""

    def __init__(self, printed: str, wrong: str, expected: str) -> None:
        super().__init__(f'"{printed}": {wrong}; expected {expected}')
        self.printed = printed
        self.wrong = wrong
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a printed figure says in base units; `value` is None for a pure range."""

    value: float | None
    value_low: float
    value_high: float


class _Request(NamedTuple):
    printed: str
    language: str
    unit: str
    scale: str
    number_style: str
    qualifier: str
    direction: str

    def fault(self, wrong: str, expected: str = "") -> QuantityError:
        """The error to raise; without `expected` it shows a figure of the unit."""
        figure = f'one figure in {self.unit} such as "{UNITS[self.unit].example}"'
        return QuantityError(self.printed, wrong, expected or figure)


class _Piece(NamedTuple):
    kind: str  # a key of KINDS
    text: str
    amount: Decimal


class _Figure(NamedTuple):
    number: Decimal  # signed, with the digits as printed
    scale: Decimal | None
    unit: Decimal | None  # base units to one of the printed unit


def parse_quantity(
    printed: str,
    *,
    language: str,
    unit: str,
    scale: str = "",
    number_style: str = "",
    qualifier: str = "exact",
    direction: str = "",
) -> Quantity:
    """The value and bounds of `printed` in base units; raises QuantityError if it cannot be read whole.

    `scale` is the scale from outside the token (a column header); a scale word in the token wins over it.
    `number_style` `dot_thousands` makes `.` the mark between thousands and `,` that of decimals; `lakh`
    groups digits as in 1,23,456. `direction` `fall` says that the text states a decrease as a positive
    figure: the qualifier then speaks of the size of the fall, so value and bounds are mirrored (a fall of up
    to 5 lies in -5..0). Where the token carries its own minus the qualifier compares numbers instead (at
    least -5 is -5..inf, under -5 is -inf..-5).

    Bounds: `exact` half a unit of the last printed digit, `approx` half a unit of the last digit that is no
    trailing zero, `at_least` and `more_than` up to infinity, `up_to` and `under` from zero, `range` the ends.

    >>> parse_quantity("$69.75 billion", language="en", unit="usd")
    Quantity(value=69750000000.0, value_low=69745000000.0, value_high=69755000000.0)
    >>> parse_quantity("17.4 مليونًا", language="ar", unit="count").value
    17400000.0
    >>> parse_quantity("83.2% to 84.2%", language="en", unit="percent", qualifier="range")
    Quantity(value=None, value_low=83.2, value_high=84.2)
    >>> parse_quantity("5%", language="en", unit="usd")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ingest.quantities.QuantityError: "5%": "%" is no word for usd; expected one figure in usd such as ...
    """
    request = _Request(printed, language, unit, scale, number_style, qualifier, direction)
    _check_request(request)
    figures = [_read_figure(side, request) for side in _split_at_range(_scan(request))]
    if qualifier == "range":
        low, high = _range_ends(figures, request)
        value = None
    else:
        value, low, high = _single(figures, request)
    if direction == "fall":
        if any(figure.number < 0 for figure in figures):
            raise request.fault("has its own minus and direction fall", "one of the two")
        value, low, high = (None if value is None else -value), -high, -low
    return Quantity(None if value is None else _to_float(value), _to_float(low), _to_float(high))


def _check_request(request: _Request) -> None:
    """Raises unless every argument is one of the words it may be."""
    choices = {
        "unit": tuple(UNITS),
        "language": LANGUAGES,
        "scale": ("", *SCALES),
        "number_style": tuple(NUMBER_STYLES),
        "qualifier": QUALIFIERS,
        "direction": ("", "fall"),
    }
    for name, allowed in choices.items():
        given = getattr(request, name)
        if given not in allowed:
            words = ", ".join(word or "nothing" for word in allowed)
            raise QuantityError(request.printed, f'{name} "{given}" is unknown', f"one of {words}")
    if request.scale and not UNITS[request.unit].scales:
        raise request.fault(f"scale {request.scale} makes no sense in {request.unit}")


@cache
def _lexicon(unit: str, language: str) -> dict[str, _Piece]:
    """What each word or sign means under this unit; Arabic words only in Arabic tokens."""
    meanings: list[tuple[str, str, Decimal]] = [
        *(("X", words, Decimal(0)) for other in UNITS.values() for words in other.words.values()),
        *(("S", words, Decimal(amount)) for amount, words in MORE_SCALES.items()),
        *(("S", words, SCALES[scale]) for scale, words in SCALE_WORDS.items()),
        *(("N", words, Decimal(number)) for number, words in NUMBER_WORDS.items()),
        *(("F", words, Decimal(whole)) for whole, words in FRACTION_WORDS.items()),
        *((kind, words, Decimal(0)) for kind, words in KINDS.items() if words),
        *_words_of_the_tongue(language),
        *(("U", words, Decimal(amount)) for amount, words in UNITS[unit].words.items()),
    ]
    lexicon = {}
    for kind, words, amount in meanings:
        for word in map(folded, words.split("|")):
            ambiguous = kind == "S" and len(word) == 1 and unit in UNITS_WITH_LETTERS
            if not ambiguous and (language in ("ar", "fa") or not re.search("[\u0600-\u06ff]", word)):
                lexicon[word] = _Piece(kind, word, amount)
    return lexicon


def _words_of_the_tongue(language: str) -> list[tuple[str, str, Decimal]]:
    """Kind, words and amount of what a further language adds to the words of English, or reads otherwise."""
    if language not in TONGUES:
        return []
    tongue = TONGUES[language]
    return [
        ("T", tongue.between, Decimal(0)),
        *([("J", tongue.joins, Decimal(0))] if tongue.joins else []),
        *(("S", words, Decimal(amount)) for amount, words in tongue.scales.items()),
    ]


@cache
def _pattern(unit: str, language: str) -> re.Pattern[str]:
    """What one piece of a token looks like: a number, a known word or sign, or a run of anything else."""
    words = sorted(_lexicon(unit, language), key=len, reverse=True)
    known = "|".join(
        re.escape(word) + (r"(?![^\W\d_])" if word[-1].isalpha() and word[-1] < FIRST_WITHOUT_SPACES else "")
        for word in words
    )
    marks = f"{ARABIC_POINT}{ARABIC_GROUP}"
    grouped = rf"\d+(?:[.,{marks}]\d+|[ ']\d{{3}}(?!\d))*[{''.join(VULGAR)}]?"
    number = rf"{grouped}|[.,{ARABIC_POINT}]\d+"
    return re.compile(
        rf" *(?:(?P<number>{number})|(?P<compound>(?:{COMPOUND})(?!\w))|(?P<word>{known})"
        r"|(?P<unknown>[^\s\d]+))"
    )


def _scan(request: _Request) -> list[_Piece]:
    """The pieces of the token in order; raises on a word that has no meaning under the unit."""
    has_latex = "\\" in request.printed or "{" in request.printed
    plain = folded(LATEX.sub("", request.printed) if has_latex else request.printed)
    lexicon = _lexicon(request.unit, request.language)
    pieces = []
    for found in _pattern(request.unit, request.language).finditer(plain):
        if found["number"]:
            pieces.append(_Piece("N", found["number"], _read_number(found["number"], request)))
        elif found["compound"]:
            pieces.append(_Piece("N", found["compound"], compound_amount(found["compound"])))
        elif found["unknown"]:
            raise request.fault(f'"{found["unknown"]}" is not understood in {request.language}')
        elif lexicon[found["word"]].kind == "X":
            raise request.fault(f'"{found["word"]}" is no word for {request.unit}')
        else:
            pieces.append(lexicon[found["word"]])
    return pieces


def _read_number(digits: str, request: _Request) -> Decimal:
    """The number that grouped digits stand for, with as many decimals as printed."""
    if digits[-1] in VULGAR and digits[:-1].isdecimal():
        return Decimal(digits[:-1]) + VULGAR[digits[-1]]
    dotted = request.number_style == "dot_thousands"
    group, point = (".", ",") if dotted else (",", ".")
    marked = digits.replace(ARABIC_GROUP, group).replace(ARABIC_POINT, point)
    if not NUMBER_STYLES[request.number_style].fullmatch(marked):
        style = f"{request.language} with dot_thousands" if dotted else request.language
        expected = "thousands and decimals as in " + ("1.234,5" if dotted else "1,234.5")
        raise request.fault(f'"{digits}" is no number in {style}', expected)
    if sum(sign.isdigit() for sign in digits) > LONGEST_NUMBER:
        raise request.fault("is too long for a figure", f"{LONGEST_NUMBER} digits at most")
    return Decimal(re.sub(rf"[ '{group}]", "", marked).replace(point, "."))


def _split_at_range(pieces: list[_Piece]) -> list[list[_Piece]]:
    """The pieces of each figure: a dash or a "to" behind a number starts the other end of a range."""
    sides: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece.kind in "T-" and any(seen.kind == "N" for seen in sides[-1]):
            sides.append([])
        else:
            sides[-1].append(piece)
    return sides


def _read_figure(side: list[_Piece], request: _Request) -> _Figure:
    """The number, scale and unit of one figure; raises if the pieces do not make one."""
    shape = "".join(piece.kind for piece in side)
    if "N" not in shape:
        raise request.fault("lacks a number")
    if not _is_figure(shape):
        raise request.fault("does not read as one figure")
    _check_marks(side, request)
    numbers = [piece.amount for piece in side if piece.kind == "N"]
    scale = next((piece.amount for piece in side if piece.kind == "S"), None)
    unit = next((piece.amount for piece in side if piece.kind == "U"), None)
    if scale and not UNITS[request.unit].scales:
        raise request.fault(f"a scale word makes no sense in {request.unit}")
    if "P" in shape and not request.unit.endswith("_per_share"):
        raise request.fault(f"is stated per share, not in {request.unit}")
    if "O" in shape:
        unit = _share_unit(numbers[1], unit, request)
    if "F" in shape:
        unit = _share_unit(next(piece.amount for piece in side if piece.kind == "F"), unit, request)
    negative = "-" in shape or "(" in shape
    return _Figure(-numbers[0] if negative else numbers[0], scale, unit)


def _is_figure(shape: str) -> bool:
    """Whether the pieces stand as in a figure: one sign at most, brackets paired, one unit."""
    signs = sum(shape[: shape.index("N")].count(sign) for sign in "-+(")
    paired = shape.count("(") == shape.count(")")
    return bool(SHAPE.fullmatch(shape)) and paired and signs <= 1 and shape.count("U") <= 1


def _check_marks(side: list[_Piece], request: _Request) -> None:
    """Raises where a mark such as a glued + says another qualifier than the one given."""
    start = next(place for place, piece in enumerate(side) if piece.kind == "N")
    for place, piece in enumerate(side):
        is_mark = piece.kind == "K" or (piece.kind == "+" and place > start)
        if is_mark and request.qualifier not in MARKS[piece.text]:
            wrong = f'"{piece.text}" does not mean {request.qualifier}'
            raise request.fault(wrong, "qualifier " + " or ".join(MARKS[piece.text]))


def _share_unit(whole: Decimal, unit: Decimal | None, request: _Request) -> Decimal:
    """What one of a spelled share counts for: in `four out of five` a fifth of 100 percent."""
    full = {"percent": Decimal(100), "ratio": Decimal(1)}.get(request.unit)
    if full is None or unit is not None or whole <= 0:
        raise request.fault("is a share of a whole")
    return full / whole


def _factor(figure: _Figure, request: _Request, borrowed: _Figure | None = None) -> Decimal:
    """Base units to one of the printed number; what the figure lacks comes from `borrowed`, then outside."""
    outside = SCALES[request.scale] if request.scale else Decimal(1)
    scale = figure.scale or (borrowed.scale if borrowed else None) or outside
    unit = figure.unit or (borrowed.unit if borrowed else None) or Decimal(1)
    return scale * unit


def _single(figures: list[_Figure], request: _Request) -> tuple[Decimal, Decimal, Decimal]:
    """Value, low and high of a single figure under its qualifier."""
    if len(figures) > 1:
        raise request.fault("holds two figures", "qualifier range, or one figure")
    number, factor = figures[0].number, _factor(figures[0], request)
    if request.qualifier in ("at_least", "more_than"):
        low, high = number, INFINITY
    elif request.qualifier in ("up_to", "under"):
        low, high = (Decimal(0) if number >= 0 else -INFINITY), number
    else:
        half = _last_digit(number, significant=request.qualifier == "approx") / 2
        low, high = number - half, number + half
    return number * factor, low * factor, high * factor


def _last_digit(number: Decimal, *, significant: bool) -> Decimal:
    """One unit of the last digit printed, or of the last that is no trailing zero (`4,000` -> 1000)."""
    _, digits, exponent = number.as_tuple()
    if significant and number:
        exponent = int(exponent) + len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return Decimal(1).scaleb(int(exponent))


def _range_ends(figures: list[_Figure], request: _Request) -> tuple[Decimal, Decimal]:
    """Low and high of a range; a first end without scale or unit word takes it from the second.

    In `500,000 to 1 million` taking the scale would turn the range round, so there it is not taken.
    """
    if len(figures) != 2:
        found = "one figure" if len(figures) == 1 else f"{len(figures)} figures"
        raise request.fault(f"is {found}, no range", 'two ends such as "83.2% to 84.2%"')
    first, second = figures
    last = second.number * _factor(second, request)
    start = first.number * _factor(first, request, second)
    if start > last and first.scale is None:
        start = first.number * _factor(first, request, second._replace(scale=None))
    if start > last >= 0:
        raise request.fault("runs downwards", "the lower end first")
    return min(start, last), max(start, last)


def _to_float(number: Decimal) -> float:
    """The nearest float, without a negative zero."""
    return float(number) + 0.0
