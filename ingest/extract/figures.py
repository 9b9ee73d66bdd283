"""The figures in a stretch of text: each with its place, what it says and what was read from around it.

Every figure is one that `parse_quantity` reads from its print alone with the settings given here. Dates, references,
years and their kin are left out (`non_facts`); what the document's other numbers decide is said in `notes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.extract.flat_text import MINUS, Flat, flat_text
from ingest.extract.non_facts import NonFact, durations, non_facts
from ingest.extract.number_habits import Habit, habit_of
from ingest.extract.prints import COMMON_SCALES, MAY_HOLD, PER_SHARE, Print, prints_of
from ingest.extract.qualifiers import LOOK_BACK, is_fall, qualifier_of
from ingest.extract.unit_lines import NO_OUTSIDE, Outside, unit_line
from ingest.figure_words import UNITS
from ingest.quantities import NUMBER_STYLES, Quantity, QuantityError, parse_quantity
from ingest.tongue_words import TONGUES

__all__ = ["NO_OUTSIDE", "Figure", "Habit", "Outside", "figures_in", "habit_of", "read_as", "unit_line"]
LOOK_AHEAD = 50
BLOT = "\x00"


class Figure(NamedTuple):
    """One printed figure: `text[start:end]` is `printed`, the rest is how `parse_quantity` reads it, and what it says.

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


def figures_in(
    text: str, start: int, end: int, *, habit: Habit, outside: Outside = NO_OUTSIDE, in_cell: bool = False
) -> list[Figure]:
    """The figures of `text[start:end]`, a sentence, an item or a cell, in order.

    >>> line = "Revenue rose 9.5% to $69.75 billion in Q3 2025, with more than 11 states."
    >>> found = figures_in(line, 0, len(line), habit=Habit())
    >>> [(one.printed, one.unit, one.qualifier) for one in found]
    [('9.5%', 'percent', 'exact'), ('$69.75 billion', 'usd', 'exact'), ('11', 'count', 'more_than')]
    """
    flat = flat_text(text, start, end)
    place = _Place(text, flat, habit, outside, in_cell)
    if not MAY_HOLD.search(flat.text):
        return []
    place = place._replace(flat=_without(flat, non_facts(flat.text)))
    named = durations(place.flat.text)
    spaces_group = habit.spaces_group or (not in_cell and len(_SPACED.findall(place.flat.text)) == 1)
    prints = list(prints_of(place.flat, text, spaces_group=spaces_group, tongue=habit.language))
    found = []
    for one in _joined(prints, place):
        figure = _figure_of(one, place, named)
        if figure:
            found.append(figure)
    return found


def read_as(figure: Figure, unit: str) -> Figure | None:
    """The same print under another unit, such as a metric's; None where it cannot be read so.

    >>> [one] = figures_in("a ratio of 35%", 0, 14, habit=Habit())
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


class _Place(NamedTuple):
    """Where figures are looked for."""

    text: str
    flat: Flat
    habit: Habit
    outside: Outside
    in_cell: bool


class _Joined(NamedTuple):
    """One figure of one print, or a range of two."""

    first: Print
    last: Print

    @property
    def is_range(self) -> bool:
        return self.first is not self.last


# Between words one number alone with a space before three digits groups them, as in `67 600 members`.
_SPACED = re.compile(r"(?<![\w.,%)])(?<![\d%] )\d{1,3}(?: \d{3})+(?![\d.,%])(?= [^\W\d_])")


def _without(flat: Flat, left_out: Sequence[NonFact]) -> Flat:
    """The flat text with the spans that hold no figure blotted out."""
    text = flat.text
    for span in left_out:
        text = text[: span.start] + BLOT * (span.end - span.start) + text[span.end :]
    return flat._replace(text=text)


def _overlaps(one: Print, skipped: Sequence[NonFact]) -> bool:
    """Whether the number of a print lies in a span that holds no figure."""
    return any(span.start < one.number_end and one.number_start < span.end for span in skipped)


_DASH = re.compile(r"[ \u00a0]?-[ \u00a0]?")
_TO = re.compile(
    r"[ \u00a0](?:to|through|thru|الي|حتي|bis|à|a|até|hasta|tot|至|تا)[ \u00a0]|[至到~〜]|[ \u00a0](?:الي|حتي)[ \u00a0]?"
)
_AND = re.compile(r"[ \u00a0](?:and|und|et|y|e|en)[ \u00a0]|[ \u00a0]و[ \u00a0]?|和")
_BETWEEN = re.compile(
    r"(?<!\w)(?:between|zwischen|entre|tra|fra|tussen|ما بين|بين|介于)(?: [^\W\d]+){0,2}[ \u00a0(]*$"
)
_FROM = re.compile(r"(?<!\w)(?:from|von|de|da|van|من)[ \u00a0]*$")
_CHANGES = re.compile(
    r"(?<!\w)(?:rose|rise[sn]?|rising|increas\w*|gr[eo]w\w*|gained|jump\w*|surg\w*|climb\w*|improv\w*|expand\w*|rais\w*|up"
    r"|down|decreas\w*|declin\w*|fell|fall\w*|drop\w*|reduc\w*|lower\w*|shrank|went|mov\w+|chang\w+|doubl\w+|narrowed|widened"
    r"|ارتفع\w*|زاد\w*|نما|نمت|انخفض\w*|تراجع\w*|تغير\w*|قفز\w*|هبط\w*|ارتفاع\w*|انخفاض\w*)(?!\w)"
)


def _joined(prints: Sequence[Print], place: _Place) -> Iterator[_Joined]:
    """The prints with the two ends of each range joined."""
    at = 0
    while at < len(prints):
        one = prints[at]
        other = prints[at + 1] if at + 1 < len(prints) else None
        if other and _is_range(one, other, place):
            yield _Joined(one, other)
            at += 2
        else:
            yield _Joined(one, one)
            at += 1


def _is_range(one: Print, other: Print, place: _Place) -> bool:
    """Whether what stands between two prints makes them the ends of a range."""
    flat = place.flat.text
    between = flat[one.end : other.start]
    if len(between) > 8 or (one.scale_word and not other.scale_word and other.unit != one.unit):
        return False
    if one.unit and (one.unit != other.unit or _is_other_word(one, other)):
        return False
    if one.unit_word in ("out of", "in") or (other.is_spelled and not one.is_spelled):
        return False
    if other.sign == "-" and not between.strip():
        printed = place.text[place.flat.place(other.start)]
        return printed in "–—" and one.unit == other.unit and not place.in_cell
    if _DASH.fullmatch(between):
        return (
            not _is_year(one.digits) or other.unit != "" or len(other.digits) != 4 or bool(other.scale_word)
        )
    before = flat[max(0, one.start - LOOK_BACK) : one.start]
    if _TO.fullmatch(between):
        changes = bool(_CHANGES.search(re.split(r"[;.؛] ", before)[-1]))
        if _FROM.search(before):
            return not changes
        return not changes or other.unit == "percent"
    return bool(_AND.fullmatch(between) and _BETWEEN.search(before))


def _is_other_word(one: Print, other: Print) -> bool:
    """Whether two words of one unit differ in what they count, as basis points and percent do."""
    amounts = UNITS[one.unit].words

    def amount(word: str) -> str:
        return next((size for size, words in amounts.items() if word in words.split("|")), "1")

    return amount(one.unit_word) != amount(other.unit_word)


_YEAR = re.compile(r"(?:19|20)\d\d|2100")
_COUNTED = re.compile(
    r"[ \u00a0](?:(?:[a-z-]+ )?(?:employees|people|customers|members|stores|patients|locations|companies|clients|providers"
    r"|pharmacies|physicians|hospitals|users|workers|jobs|branches|associates|colleagues|restaurants|vehicles|units|doctors"
    r"|nurses|clinics|partners|suppliers|shops|offices|countries|points|schools|homes|beds|shares|subscribers|participants)"
    r"|موظف|عميل|عضو|شركة|مستشفي|صيدلية|طبيب|فرع|متجر|مستخدم|مريض|شخص|متخصص|مندوب|عامل|سرير|وحدة)"
)
_OF_A_YEAR = re.compile(
    r"(?:(?<!\w)(?:in|for|of|by|since|during|until|till|from|through|fiscal|year|early|late|mid|q[1-4]|quarter|end|to|and|as of|"
    r"before|after|عام|سنه|سنة|العام|السنة|السنه|في|من|منذ|حتي|بحلول|خلال|لعام|لسنه|وعام|بعام)|[-–])[ \u00a0]*$"
)
_RATING = re.compile(r"(?<!\w)(?:scores?|rating|nps|نقاط|درجة|تقييم)(?!\w)")


def _is_year(digits: str) -> bool:
    return bool(_YEAR.fullmatch(digits))


def _figure_of(one: _Joined, place: _Place, named: Sequence[NonFact]) -> Figure | None:
    """The figure of a print, or None where it is none: a year, part of a word, a duration that names a thing."""
    flat = place.flat.text
    first, last = one.first, one.last
    if not _stands_alone(one, place) or _is_bare_year(one, place):
        return None
    before, behind = (
        flat[max(0, first.start - LOOK_BACK) : first.start],
        flat[last.end : last.end + LOOK_AHEAD],
    )
    qualifier = "range" if one.is_range else _qualifier(one, before, behind)
    names_a_thing = _overlaps(first, named)
    if names_a_thing and qualifier == "exact" and not _is_whole_cell(one, place):
        return None
    return _read(one, place, qualifier, before, behind)


def _qualifier(one: _Joined, before: str, behind: str) -> str:
    """The qualifier of a single figure; a mark in its print wins."""
    if one.first.has_plus:
        return "at_least"
    return qualifier_of(before, behind)


def _is_whole_cell(one: _Joined, place: _Place) -> bool:
    """Whether the print is all that its cell holds."""
    flat = place.flat.text
    return place.in_cell and not (flat[: one.first.start] + flat[one.last.end :]).strip(" \u00a0*†‡$")


_GLUED_LEFT = re.compile(r"[^\W_]-?$")
_PROCLITIC = re.compile(r"(?<![^\W\d_])(?:[وبلفك]|ال)$")


def _stands_alone(one: _Joined, place: _Place) -> bool:
    """Whether no letter or digit is glued to a print, but for a prefixed Arabic letter or a footnote's mark."""
    flat, first, last = place.flat.text, one.first, one.last
    left, right = flat[max(0, first.start - 4) : first.start], flat[last.end : last.end + 6]
    marked = bool(first.unit or last.unit)
    begins_with_letter = flat[first.start].isalnum()
    glued = _GLUED_LEFT.search(left)
    if glued and begins_with_letter and not _PROCLITIC.search(left) and left[-1] < "\u3000":
        arabic = "\u0621" <= left[-1] <= "\u064a"
        if not (marked and (arabic or left.endswith("-"))):
            return False
    if left.endswith(("_", "\\", "/", "@")) or (
        left.endswith((".", ",")) and begins_with_letter and len(left) > 1
    ):
        return False
    if right[:1] in ("_", "@") or re.match(r"[.,:/-]\d", right):
        return right[:1] == "-" and marked and flat[last.end - 1] == "%"
    if not right[:1].isalnum() or flat[last.end - 1] in "%)":
        return (
            not re.match(r"-[^\W\d_]", right)
            or marked
            or bool(last.scale_word)
            or right.startswith("-p")
            or _is_hyphened_count(flat, last.end)
        )
    return (
        right[0] >= "\u3000"
        or not (right[0].isalpha() or right[0].isdecimal())
        or bool("\u0621" <= right[0] <= "\u064a" and not last.unit_word and not last.scale_word)
    )


def _is_hyphened_count(flat: str, end: int) -> bool:
    """Whether `11-state` or `11 states-including` hangs behind: only a dash between words keeps the figure."""
    return bool(re.match(r"-(?:including|such|and|or|with|which|the|a|plus)\b", flat[end : end + 12]))


def _is_bare_year(one: _Joined, place: _Place) -> bool:
    """Whether a print is a mere year: four digits without unit or scale that count nothing."""
    first, last = one.first, one.last
    if not _is_year(last.digits) or last.unit or last.scale_word or last.parenthesis == "number":
        return False
    if one.is_range and not _is_year(first.digits):
        return False
    if place.in_cell and (place.outside.unit or place.outside.scale) and _is_whole_cell(one, place):
        return False
    flat = place.flat.text
    counts = _COUNTED.match(flat, last.end)
    return not counts or bool(_OF_A_YEAR.search(flat[max(0, first.start - 12) : first.start]))


_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def _style_of(one: Print, place: _Place, language: str) -> tuple[str, str]:
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
        return "dot_thousands", f"{digits} read as {digits.replace('.', ' thousand ', 1)}: {habit.evidence}"
    if habit.dot_three_is_thousands and one.unit != "percent" and not one.scale_word:
        return (
            "dot_thousands",
            f"{digits} read as {int(digits.split('.')[0])} thousand: the page writes thousands so elsewhere",
        )
    return "", ""


_ARABIC = re.compile("[\u0621-\u06d3]")
_LATIN = re.compile("[a-z]")


def _language_of(one: _Joined, place: _Place) -> str:
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


def _is_negative(one: Print, place: _Place) -> bool:
    """Whether parentheses mean a minus: behind a currency, around a whole cell, or where a loss is spoken of."""
    if one.parenthesis == "number" or _is_whole_cell(_Joined(one, one), place):
        return True
    flat = place.flat.text
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


def _read(one: _Joined, place: _Place, qualifier: str, before: str, behind: str) -> Figure | None:
    """The figure of a print as `parse_quantity` reads it, or None where it cannot."""
    flat = place.flat.text
    first, last = one.first, one.last
    if not one.is_range and first.parenthesis and not _is_negative(first, place):
        first = last = _bared(first, flat)
        one = _Joined(first, first)
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


def _unit_of(one: _Joined, place: _Place) -> tuple[str, str]:
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


def _scale_of(one: _Joined, place: _Place, unit: str) -> tuple[str, str]:
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
