"""Prints in their place: where they were looked for, and which two are the ends of one range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.extract.printed.flat_text import Flat
from ingest.extract.printed.number_habits import Habit
from ingest.extract.printed.prints import Print
from ingest.extract.printed.qualifiers import LOOK_BACK
from ingest.extract.printed.unit_lines import Outside
from ingest.figure_words import UNITS


class Place(NamedTuple):
    """Where figures are looked for."""

    text: str
    flat: Flat
    habit: Habit
    outside: Outside
    in_cell: bool


class Joined(NamedTuple):
    """One figure of one print, or a range of two."""

    first: Print
    last: Print

    @property
    def is_range(self) -> bool:
        return self.first is not self.last


def is_whole_cell(one: Joined, place: Place) -> bool:
    """Whether the print is all that its cell holds."""
    flat = place.flat.text
    return place.in_cell and not (flat[: one.first.start] + flat[one.last.end :]).strip(" \u00a0*†‡$")


_YEAR = re.compile(r"(?:19|20)\d\d|2100")


def is_year(digits: str) -> bool:
    return bool(_YEAR.fullmatch(digits))


_DASH = re.compile(r"[ \u00a0]?-[ \u00a0]?")
_TO = re.compile(
    r"[ \u00a0](?:to|through|thru|الي|حتي|bis|à|a|até|hasta|tot|至|تا)[ \u00a0]|[至到~〜]|[ \u00a0](?:الي"
    r"|حتي)[ \u00a0]?"
)
_AND = re.compile(r"[ \u00a0](?:and|und|et|y|e|en)[ \u00a0]|[ \u00a0]و[ \u00a0]?|和")
_BETWEEN = re.compile(
    r"(?<!\w)(?:between|zwischen|entre|tra|fra|tussen|ما بين|بين|介于)(?: [^\W\d]+){0,2}[ \u00a0(]*$"
)
_FROM = re.compile(r"(?<!\w)(?:from|von|de|da|van|من)[ \u00a0]*$")
_CHANGES = re.compile(
    r"(?<!\w)(?:rose|rise[sn]?|rising|increas\w*|gr[eo]w\w*|gained|jump\w*|surg\w*|climb\w*|improv\w*"
    r"|expand\w*|rais\w*|up"
    r"|down|decreas\w*|declin\w*|fell|fall\w*|drop\w*|reduc\w*|lower\w*|shrank|went|mov\w+|chang\w+|doubl\w+"
    r"|narrowed|widened"
    r"|[وفبل]?(?:ارتفع|زاد|نما|نمت|انخفض|تراجع|تغير|قفز|هبط|ارتفاع|انخفاض|اتسع|تقلص)\w*|[وف]?[يت](?:رتفع|نخفض|زيد|تراجع))(?!\w)"
)


def joined(prints: Sequence[Print], place: Place) -> Iterator[Joined]:
    """The prints with the two ends of each range joined."""
    at = 0
    while at < len(prints):
        one = prints[at]
        other = prints[at + 1] if at + 1 < len(prints) else None
        if other and _is_range(one, other, place):
            yield Joined(one, other)
            at += 2
        else:
            yield Joined(one, one)
            at += 1


def _is_range(one: Print, other: Print, place: Place) -> bool:
    """Whether what stands between two prints makes them the ends of a range."""
    flat = place.flat.text
    between = flat[one.end : other.start]
    if len(between) > 8 or (one.scale_word and not other.scale_word and other.unit != one.unit):
        return False
    if (
        one.unit
        and not _lends_its_unit(one, other, between)
        and (one.unit != other.unit or _is_other_word(one, other))
    ):
        return False
    if one.unit_word in ("out of", "in") or (other.is_spelled and not one.is_spelled):
        return False
    if other.sign == "-" and not between.strip():
        printed = place.text[place.flat.place(other.start)]
        return printed in "–—" and one.unit == other.unit and not place.in_cell
    if _DASH.fullmatch(between):
        return not is_year(one.digits) or other.unit != "" or len(other.digits) != 4 or bool(other.scale_word)
    before = flat[max(0, one.start - LOOK_BACK) : one.start]
    if _TO.fullmatch(between):
        changes = bool(_CHANGES.search(re.split(r"[;.؛] ", before)[-1]))
        if _FROM.search(before):
            return not changes
        return not changes or other.unit == "percent"
    return bool(_AND.fullmatch(between) and _BETWEEN.search(before))


def _lends_its_unit(one: Print, other: Print, between: str) -> bool:
    """Whether the currency before the first end holds for the second, as in `$4-5 million`."""
    stands_before = one.start < one.number_start and one.end == one.number_end
    return stands_before and not other.unit and (between == "-" or bool(other.scale_word))


_POINTS = re.compile(r"point|pp|bp|p\.p\.|نقط|نقاط")


def _is_other_word(one: Print, other: Print) -> bool:
    """Whether two words of one unit differ in what they count, as points and percent do."""
    amounts = UNITS[one.unit].words
    if bool(_POINTS.search(one.unit_word)) != bool(_POINTS.search(other.unit_word)) and one.unit == "percent":
        return not _POINTS.search(other.unit_word)

    def amount(word: str) -> str:
        return next((size for size, words in amounts.items() if word in words.split("|")), "1")

    return amount(one.unit_word) != amount(other.unit_word)
