"""The figures in a stretch of text: each with its place, what it says and what was read from around it.

Every figure is one that `parse_quantity` reads from its print alone with the settings given here. Dates,
references, years and their kin are left out (`non_facts`); what the document's other numbers decide is said
in `notes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extract.printed.figure_readings import COUNTED, Figure, read_as, reading_of
from ingest.extract.printed.flat_text import Flat, flat_text
from ingest.extract.printed.non_facts import NonFact, durations, non_facts
from ingest.extract.printed.number_habits import Habit, habit_of
from ingest.extract.printed.placed_prints import Joined, Place, is_whole_cell, is_year, joined
from ingest.extract.printed.print_words import MAY_HOLD
from ingest.extract.printed.prints import Print, prints_of
from ingest.extract.printed.qualifiers import LOOK_BACK, qualifier_of
from ingest.extract.printed.unit_lines import NO_OUTSIDE, Outside, unit_line

__all__ = ["NO_OUTSIDE", "Figure", "Habit", "Outside", "figures_in", "habit_of", "read_as", "unit_line"]
LOOK_AHEAD = 50
LONGEST_STRETCH = 3_000
BLOT = "\x00"


def figures_in(
    text: str, start: int, end: int, *, habit: Habit, outside: Outside = NO_OUTSIDE, in_cell: bool = False
) -> list[Figure]:
    """The figures of `text[start:end]`, a sentence, an item or a cell, in order.

    >>> line = "Revenue rose 9.5% to $69.75 billion in Q3 2025, with more than 11 states."
    >>> found = figures_in(line, 0, len(line), habit=Habit())
    >>> [(one.printed, one.unit, one.qualifier) for one in found]
    [('9.5%', 'percent', 'exact'), ('$69.75 billion', 'usd', 'exact'), ('11', 'count', 'more_than')]
    """
    found: list[Figure] = []
    for begin, until in _stretches(text, start, end):
        found += _figures_of(text, begin, until, habit, outside, in_cell)
    return found


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span in parts that bound the work on a text without sentences, each ending at a space if it can."""
    while end - start > LONGEST_STRETCH:
        space = text.rfind(" ", start + 1, start + LONGEST_STRETCH)
        until = space if space > 0 else start + LONGEST_STRETCH
        yield start, until
        start = until
    yield start, end


def _figures_of(
    text: str, start: int, end: int, habit: Habit, outside: Outside, in_cell: bool
) -> list[Figure]:
    """The figures of a stretch that is not too long."""
    flat = flat_text(text, start, end)
    place = Place(text, flat, habit, outside, in_cell)
    if not MAY_HOLD.search(flat.text) or (not in_cell and _PAGE_NUMBER.fullmatch(flat.text)):
        return []
    place = place._replace(flat=_without(flat, non_facts(flat.text, in_cell=in_cell)))
    named = durations(place.flat.text)
    spaces_group = habit.spaces_group or _groups_by_spaces(place)
    prints = list(prints_of(place.flat, text, spaces_group=spaces_group, tongue=habit.language))
    if prints and prints[0].start <= 1 and _REFERS.search(text[max(0, start - 12) : start]):
        prints = prints[1:]
    found = []
    for one in joined(prints, place):
        figure = _figure_of(one, place, named)
        if figure:
            found.append(figure)
    return found


def _groups_by_spaces(place: Place) -> bool:
    """Whether spaces group the digits: of a cell's only number, or of one that stands between words."""
    flat = place.flat.text
    return bool(_SPACED_CELL.fullmatch(flat)) if place.in_cell else len(_SPACED.findall(flat)) == 1


_SPACED_CELL = re.compile(r"[^\w.,]*[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?[^\w.,]*")
# Between words one number alone with a space before three digits groups them, as in `67 600 members`.
_SPACED = re.compile(r"(?<![\w.,%)])(?<![\d%] )\d{1,3}(?: \d{3})+(?![\d.,%])(?= [^\W\d_])")


# A sentence may seem to end behind the short form of a word that refers.
_REFERS = re.compile(
    r"(?<!\w)(?:ext|vol|nos?|nr|pp?|sec|art|fig|figs|ch|app|ص ?\. ?ب)\.[ \u00a0]?$", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"\s*\d{1,4}\s*")


def _without(flat: Flat, left_out: Sequence[NonFact]) -> Flat:
    """The flat text with the spans that hold no figure blotted out."""
    kept, at = [], 0
    for span in left_out:
        kept += [flat.text[at : span.start], BLOT * (span.end - span.start)]
        at = span.end
    return flat._replace(text="".join(kept) + flat.text[at:])


def _overlaps(one: Print, skipped: Sequence[NonFact]) -> bool:
    """Whether the number of a print lies in a span that holds no figure."""
    return any(span.start < one.number_end and one.number_start < span.end for span in skipped)


def _figure_of(one: Joined, place: Place, named: Sequence[NonFact]) -> Figure | None:
    """The figure of a print; None for a year, part of a word, or a duration that names a thing."""
    flat = place.flat.text
    first, last = one.first, one.last
    if not _stands_alone(one, place) or _is_bare_year(one, place) or _names_a_product(one, place):
        return None
    before, behind = (
        flat[max(0, first.start - LOOK_BACK) : first.start],
        flat[last.end : last.end + LOOK_AHEAD],
    )
    qualifier = "range" if one.is_range else _qualifier(one, before, behind)
    names_a_thing = _overlaps(first, named)
    if names_a_thing and qualifier == "exact" and not is_whole_cell(one, place):
        return None
    return reading_of(one, place, qualifier, before, behind)


def _qualifier(one: Joined, before: str, behind: str) -> str:
    """The qualifier of a single figure; a mark in its print wins."""
    if one.first.has_plus:
        return "at_least"
    return qualifier_of(before, behind)


_OF_A_YEAR = re.compile(
    r"(?:(?<!\w)(?:in|for|of|by|since|during|until|till|from|through|fiscal|year|early|late|mid|q[1-4]"
    r"|quarter|end|to|and|as of|"
    r"before|after|عام|سنه|سنة|العام|السنة|السنه|في|من|منذ|حتي|بحلول|خلال|لعام|لسنه|وعام|بعام)"
    r"|[-–])[ \u00a0]*$"
)
_GLUED_LEFT = re.compile(r"[^\W_]-?$")
_PROCLITIC = re.compile(r"(?<![^\W\d_])(?:[وبلفك]|ال)$")


def _stands_alone(one: Joined, place: Place) -> bool:
    """Whether nothing is glued to a print but a prefixed Arabic letter or a footnote's mark."""
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
    """Whether a dash between words follows, as in `11-including three`, and not the rest of a word."""
    return bool(re.match(r"-(?:including|such|and|or|with|which|the|a|plus)\b", flat[end : end + 12]))


_PRODUCT = re.compile(r"(?:[a-z\u0621-\u064a][,;]?|\b(?:or|and)) (?:[A-Z][a-z]+){1,3} $")


def _names_a_product(one: Joined, place: Place) -> bool:
    """Whether a small number closes the name of a thing in a sentence, as in `our platform Atlas 3.`."""
    first = one.first
    if place.in_cell or one.is_range or len(first.digits) > 2 or first.unit or first.scale_word or first.sign:
        return False
    at = place.flat.place(first.start)
    closes = re.match(r"[.,;:)]|$", place.flat.text[first.end :].lstrip(" "))
    return bool(closes and _PRODUCT.search(place.text[max(0, at - 40) : at]))


def _is_bare_year(one: Joined, place: Place) -> bool:
    """Whether a print is a mere year: four digits without unit or scale that count nothing."""
    first, last = one.first, one.last
    if not is_year(last.digits) or last.unit or last.scale_word or last.parenthesis == "number":
        return False
    if one.is_range and not is_year(first.digits):
        return False
    if place.in_cell and (place.outside.unit or place.outside.scale) and is_whole_cell(one, place):
        return False
    flat = place.flat.text
    counts = COUNTED.match(flat, last.end)
    return not counts or bool(_OF_A_YEAR.search(flat[max(0, first.start - 12) : first.start]))
