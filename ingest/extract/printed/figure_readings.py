"""What a print says: its language, notation, unit, scale and sign, as `parse_quantity` reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.extract.printed.flat_text import MINUS
from ingest.extract.printed.placed_prints import Joined, Place, is_whole_cell
from ingest.extract.printed.print_words import COMMON_SCALES, PER_SHARE
from ingest.extract.printed.prints import Print
from ingest.extract.printed.qualifiers import is_fall
from ingest.figure_words import UNITS
from ingest.quantities import NUMBER_STYLES, Quantity, QuantityError, parse_quantity
from ingest.tongue_words import TONGUES


class Figure(NamedTuple):
    """One printed figure: `text[start:end]` is `printed`; the rest is how it is read, and what it says.

    `scale` is only that from outside the print. `scale_from` and `unit_from` are "figure", "outside" or "".
    """

    start: int
    end: int
    printed: str
    language: str
    unit: str
    scale: str
    number_style: str
    direction: str
    qualifier: str
    value: float | None
    value_low: float
    value_high: float
    scale_from: str
    unit_from: str
    notes: tuple[str, ...]


def read_as(figure: Figure, unit: str) -> Figure | None:
    """The same print under another unit, such as a metric's; None where it cannot be read so.

    >>> from ingest.extract.printed.figures import figures_in, habit_of
    >>> [one] = figures_in("a ratio of 35%", 0, 14, habit=habit_of(""))
    >>> read_as(one, "ratio").value, read_as(one, "usd")
    (0.35, None)
    """
    if unit not in UNITS:
        return None
    if unit == figure.unit:
        return figure
    scale = figure.scale if UNITS[unit].scales else ""
    try:
        read = _parsed(figure, unit, scale)
    except QuantityError:
        return None
    return figure._replace(
        unit=unit,
        scale=scale,
        scale_from=figure.scale_from if scale or figure.scale_from == "figure" else "",
        value=read.value,
        value_low=read.value_low,
        value_high=read.value_high,
    )


def _parsed(figure: Figure, unit: str, scale: str) -> Quantity:
    """The figure's print read under a unit and a scale."""
    return parse_quantity(
        figure.printed,
        language=figure.language,
        unit=unit,
        scale=scale,
        number_style=figure.number_style,
        qualifier=figure.qualifier,
        direction=figure.direction,
    )


COUNTED = re.compile(
    r"[ \u00a0](?:(?:[a-z-]+ )?(?:employees|people|customers|members|stores|patients|locations|companies"
    r"|clients|providers"
    r"|pharmacies|physicians|hospitals|users|workers|jobs|branches|associates|colleagues|restaurants"
    r"|vehicles|units|doctors"
    r"|nurses|clinics|partners|suppliers|shops|offices|countries|points|schools|homes|beds|shares"
    r"|subscribers|participants)"
    r"|موظف|عميل|عضو|شركة|مستشفي|صيدلية|طبيب|فرع|متجر|مستخدم|مريض|شخص|متخصص|مندوب|عامل|سرير|وحدة)"
)
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def _style_of(one: Print, place: Place, language: str) -> tuple[str, str]:
    """How a number's marks are read, and what to say of it where the document decided."""
    digits, habit = one.digits, place.habit
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return "", ""
    comma_is_point = habit.comma_is_point or (
        bool(one.tongues) and language in TONGUES and TONGUES[language].comma_is_point
    )
    if len(set(marks)) == 2:
        return ("dot_thousands" if marks[-1] == "," else ""), ""
    if len(marks) > 1:
        if marks[0] == ".":
            return "dot_thousands", ""
        return ("" if NUMBER_STYLES[""].fullmatch(digits.replace("\u00a0", " ")) else "lakh"), ""
    is_three = bool(_THREE.fullmatch(digits))
    if marks[0] == ",":
        if not is_three:
            return "dot_thousands", ""
        if comma_is_point:
            return "dot_thousands", f"{digits} read with decimals behind the comma: {habit.evidence}"
        return "", ""
    if not is_three:
        return "", ""
    if comma_is_point:
        return "dot_thousands", f"{digits} read as thousands: {habit.evidence}"
    if one.unit == "percent" or one.scale_word:
        return "", ""
    if habit.dot_three_is_thousands:
        return "dot_thousands", f"{digits} read as thousands: the page writes thousands so elsewhere"
    if COUNTED.match(place.flat.text, one.end):
        return "dot_thousands", f"{digits} read as thousands: it counts what has no parts"
    return "", ""


_ARABIC = re.compile("[\u0621-\u06d3]")
_LATIN = re.compile("[a-z]")


def _language_of(one: Joined, place: Place) -> str:
    """The language that a print is read in: that of its own words, of the text around it, of the document."""
    habit = place.habit.language
    tongues = one.last.tongues or one.first.tongues
    if tongues:
        if habit in tongues:
            return habit
        if (one.last.scale_word or one.first.scale_word) not in COMMON_SCALES:
            return tongues[0]
    flat = place.flat.text
    if _ARABIC.search(flat):
        return "fa" if habit == "fa" else "ar"
    if habit in ("ar", "fa") and _LATIN.search(flat):
        return "en"
    return habit


_LOSS = re.compile(r"(?<!\w)(?:loss|losses|deficit|negative|declin\w*|decreas\w*|خسار\w*|خساره|خسائر)(?!\w)")


def _is_negative(one: Print, place: Place) -> bool:
    """Whether parentheses mean a minus: those of the number alone, of a whole cell, beside words of loss."""
    flat = place.flat.text
    is_number_alone = re.match(r" ?\) ?\S", flat[one.number_end : one.end])
    if one.parenthesis == "number" or is_number_alone or is_whole_cell(Joined(one, one), place):
        return True
    before = flat[max(0, one.start - 60) : one.start]
    beside = re.search(r"[\d)%](?: ?\)?)[ \u00a0]*$", before)
    return bool(
        one.unit and (_LOSS.search(before) or (beside and re.search(r"[-−(][^ ]*\d[\d.,]*\)?%? *$", before)))
    )


def _bared(one: Print, flat: str) -> Print:
    """A print without the parentheses around it."""
    start, end = one.start, one.end
    while flat[start] in "( ":
        start += 1
    while flat[end - 1] in ") ":
        end -= 1
    return one._replace(start=start, end=end, parenthesis="")


_FENCED = re.compile(r"\d\$[ \u00a0]")


def reading_of(one: Joined, place: Place, qualifier: str, before: str, behind: str) -> Figure | None:
    """The figure of a print as `parse_quantity` reads it, or None where it cannot."""
    flat = place.flat.text
    first, last = one.first, one.last
    if not one.is_range and first.parenthesis and not _is_negative(first, place):
        first = last = _bared(first, flat)
        one = Joined(first, first)
    language = _language_of(one, place)
    style, note = _style_of(last, place, language)
    if one.is_range and not style:
        style, note = _style_of(first, place, language)
    unit, unit_from = _unit_of(one, place)
    scale, scale_from = _scale_of(one, place, unit)
    stated = PER_SHARE.match(flat, last.end) if unit == "usd" and scale_from != "figure" else None
    if stated:
        unit, scale, scale_from = "usd_per_share", "", ""
    start, end = place.flat.span(first.start, stated.end() if stated else last.end)
    if _FENCED.search(place.text[start:end]) and place.text[start - 1 : start] == "\\":
        start -= 1
    signed = any(part.sign in ("-", MINUS) or part.parenthesis for part in (first, last))
    falls = not signed and is_fall(before, behind if unit == "percent" else "")
    figure = Figure(
        start,
        end,
        place.text[start:end],
        language,
        unit,
        scale,
        style,
        "fall" if falls else "",
        qualifier,
        None,
        0,
        0,
        scale_from,
        unit_from,
        (note,) if note else (),
    )
    return _settled(figure)


def _unit_of(one: Joined, place: Place) -> tuple[str, str]:
    """The unit of a print and where it is said: in the figure, outside, or nowhere (a count)."""
    unit = one.last.unit or one.first.unit
    if unit == "usd" and place.outside.unit not in ("", "usd") and one.last.unit_word in ("$", "دولار"):
        return (place.outside.unit if place.outside.unit.endswith("d") else unit), "figure"
    if unit:
        return unit, "figure"
    if place.outside.unit:
        return place.outside.unit, "outside"
    if place.outside.per_share_excepted and place.outside.scale:
        return place.habit.currency, "outside"
    return "count", ""


def _scale_of(one: Joined, place: Place, unit: str) -> tuple[str, str]:
    """The scale from outside that holds for a print, and where its scale is said."""
    if one.last.scale_word or one.first.scale_word:
        return "", "figure"
    outside = place.outside.scale
    if not outside or not UNITS[unit].scales or unit in ("days", "seconds", "bytes"):
        return "", ""
    return outside, "outside"


def _settled(figure: Figure) -> Figure | None:
    """The figure with its value and bounds; without what keeps it from being read, or None."""
    attempts = [figure]
    if figure.number_style == "":
        attempts.append(figure._replace(number_style="dot_thousands"))
    if figure.language != "ar":
        attempts.append(figure._replace(language="ar"))
    for attempt in attempts:
        try:
            read = _parsed(attempt, attempt.unit, attempt.scale)
        except QuantityError:
            continue
        return attempt._replace(value=read.value, value_low=read.value_low, value_high=read.value_high)
    return None
