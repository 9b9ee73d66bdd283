"""What a pasted figure may say, read without knowing its metric: in which units, and under which notation.

`quantities` reads a figure whose unit is known. Here the words beside the number tell the unit; without such
words the unit stays open. Where a dot may part thousands as well as decimals both readings are given.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ingest.errors import UnusableInputError
from ingest.figure_words import UNITS, folded
from ingest.quantities import NUMBER_STYLES, Quantity, QuantityError, parse_quantity

EXAMPLES = ("180.6 billion", "$6.06", "5.1%", "83.2% to 84.2%", "١٨٠٫٦ مليار دولار", "68.000")
QUALIFIERS = ("exact", "approx", "range")
# A dot before groups of three digits: `68.000` is 68 or 68 thousand.
EITHER_NOTATION = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])")
OPEN_END = re.compile(r"[<>≤≥]|\d\s*\+")
OPEN_UNIT = "count"
NOTATIONS = {"": "the dot before decimals", "dot_thousands": "the dot between thousands"}


class Reading(NamedTuple):
    """One way to read a pasted figure: `unit` is None where no word of it names one."""

    unit: str | None
    value: float | None
    value_low: float
    value_high: float
    notation: str


def readings(text: str, units: Collection[str] = tuple(UNITS)) -> list[Reading]:
    """Every way to read a figure in the units given, the plain notation first.

    Raises UnusableInputError with the forms expected where there is none, or where it has an open end.

    >>> readings("180.6 billion")[0][:4]
    (None, 180600000000.0, 180550000000.0, 180650000000.0)
    >>> [(one.unit, one.value) for one in readings("٥٫١٪", ["percent", "usd"])]
    [('percent', 5.1)]
    >>> [(one.value, one.notation) for one in readings("68.000")]
    [(68.0, 'the dot before decimals'), (68000.0, 'the dot between thousands')]
    """
    if OPEN_END.search(folded(text)):
        raise UnusableInputError(
            f'"{text}" has an open end, which every figure on that side fits; leave its mark away.'
        )
    found = []
    fault = ""
    for style in _styles(text):
        try:
            own = _read(text, OPEN_UNIT, style)
            found.append(Reading(None, *_ends(own), NOTATIONS[style]))
            continue
        except QuantityError as error:
            fault = fault or error.wrong
        found += _in_named_units(text, style, units)
    if not found and any(_in_named_units(text, style, UNITS) for style in _styles(text)):
        raise UnusableInputError(f'"{text}": no metric of this warehouse has its unit.')
    if not found:
        raise UnusableInputError(
            f'"{text}" does not read as one figure ({fault}); write it as it is printed, such as '
            f"{', '.join(EXAMPLES)}."
        )
    return list(dict.fromkeys(found))


def _styles(text: str) -> list[str]:
    """The notations to try: the plain one; the other where it may be meant, or where the plain one fails."""
    plain = folded(text)
    if EITHER_NOTATION.search(plain):
        return list(NUMBER_STYLES)
    number = re.search(r"\d[\d.,]*", plain)
    is_plain = number is None or NUMBER_STYLES[""].fullmatch(number[0].strip(".,"))
    return [""] if is_plain else ["dot_thousands"]


def _in_named_units(text: str, style: str, units: Collection[str]) -> list[Reading]:
    """The readings in units that a word of the text names."""
    found = []
    for unit in units:
        try:
            found.append(Reading(unit, *_ends(_read(text, unit, style)), NOTATIONS[style]))
        except QuantityError:
            continue
    return found


def _read(text: str, unit: str, style: str) -> Quantity:
    """The figure under the first qualifier that its marks allow; raises QuantityError."""
    language = "ar" if re.search("[\u0600-\u06ff]", text) else "en"
    fault: QuantityError | None = None
    for qualifier in QUALIFIERS:
        try:
            return parse_quantity(text, language=language, unit=unit, number_style=style, qualifier=qualifier)
        except QuantityError as error:
            fault = fault or error
    assert fault is not None
    raise fault


def _ends(own: Quantity) -> tuple[float | None, float, float]:
    """Value, low and high."""
    return own.value, own.value_low, own.value_high
