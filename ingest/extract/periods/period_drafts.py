"""Periods in the making: what the grammar finds with the words around it, lists completed, spans joined."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.extract.periods.period_context import (
    Length,
    edge_of,
    is_year,
    length_before,
    length_listed,
    role_of,
)
from ingest.extract.periods.period_grammar import Core, cores_in
from ingest.extract.periods.period_words import CHANGE, ORDINAL_NUMBERS, Folded, either

_AND = re.compile(
    r"(?:,|،)? ?(?:,|،|and|or|vs\.?|versus|/|&|و|مقابل|مقارنة ب|compared (?:to|with))? ?(?:the )?"
)
_TO = re.compile(r" ?(?:to|through|thru|until|-|الي|حتي|وحتي) ?(?:the )?")
_UP_TO = re.compile(r"[ ,(]*(?:(?:through|to|as of|ended|until|in|at|for|حتي|الي|لغاية|في) )?(?:the )?")
_DOUBLE = re.compile(
    rf"(?<!\w)(?:the )?(?:الربع(?:ين)? )?(?P<ordinal>{either(ORDINAL_NUMBERS)})"
    r"(?:,? and| to| through| or| و| ?-) ?(?:the )?$"
)
_NEAR = 40
_BETWEEN = re.compile(r"(?<!\w)(?:between|بين) (?:the )?$")
# Four digits within so many years of the document are a year unless something is counted.
_NEAR_YEARS = 15


class Draft(NamedTuple):
    """A mention in the making, at places of the folded text."""

    start: int
    end: int
    core: Core
    edge: str
    length: Length | None
    role: str
    code: str = ""
    last: Core | None = None  # the other end of a span
    is_relative: bool = False


def drafts_in(folded: Folded, printed: str, present_year: int | None) -> list[Draft]:
    """The periods named in text, not yet resolved; `present_year` is the document's where it is known."""
    return _joined(_shared(_drafts(folded, printed, present_year), folded.text), folded.text)


def _drafts(folded: Folded, printed: str, present_year: int | None) -> list[Draft]:
    """What the grammar finds and the context lets stand."""
    capitals = printed if folded.offsets is None else "".join(printed[at] for at in folded.offsets[:-1])
    drafts: list[Draft] = []
    for core in cores_in(folded.text):
        if not _is_period(core, folded.text, capitals, present_year):
            continue
        start, end, edge = core.start, core.end, ""
        length = length_before(folded.text, start) if core.form in ("day", "month", "part") else None
        if length:
            start = length.start
            while drafts and drafts[-1].start >= start:
                drafts.pop()
        elif core.form in ("part", "step", "month"):
            start, end, edge = edge_of(folded.text, start, end)
        if drafts and start < drafts[-1].end:
            start, length, edge = core.start, None, ""
        role = "base" if core.form == "earlier" else role_of(folded.text, capitals, start, end)
        if length and (first_length := length_listed(folded.text, length.start)) is not None:
            low, high = first_length.start, length.start
            listed = core._replace(start=low, end=low + len(folded.text[low:high].split(" ")[0]))
            if not drafts or low >= drafts[-1].end:
                drafts.append(Draft(low, listed.end, listed, "", first_length, role))
        if not edge and (first := _doubled(core, folded.text, drafts[-1].end if drafts else 0)):
            role = role_of(folded.text, capitals, first.start, first.end)
            drafts.append(Draft(first.start, first.end, first, "", None, role))
        drafts.append(Draft(start, end, core, edge, length, role))
    return drafts


def _doubled(core: Core, folded: str, low: int) -> Core | None:
    """The first of two parts that share their noun, such as "first and second quarters of 2025"."""
    if core.form != "part" or core.part[0] not in "QH":
        return None
    found = _DOUBLE.search(folded, max(low, core.start - _NEAR), core.start)
    if not found:
        return None
    number = ORDINAL_NUMBERS[found["ordinal"]]
    return core._replace(start=found.start(), end=found.end("ordinal"), part=f"{core.part[0]}{number}")


def _is_period(core: Core, folded: str, capitals: str, present_year: int | None) -> bool:
    """Whether digits are a year and a word such as "may" a month."""
    words = folded[core.start : core.end]
    if words.startswith(("may", "mar")) and not capitals[core.start].isupper():
        return False
    if not re.fullmatch(r"\d{4}", words) or core.year is None:
        return True
    is_near = present_year is not None and abs(core.year - present_year) <= _NEAR_YEARS
    return is_year(folded, core.start, core.end, is_near=is_near)


def _shared(drafts: list[Draft], folded: str) -> list[Draft]:
    """The drafts, where one in a list of years or days takes from its neighbour what it does not repeat.

    In "June 30, 2025 and 2024" the second is of June 2024; in "June 30 and July 31, 2025" the first of 2025.
    """
    shared = list(drafts)
    for place in range(1, len(shared)):
        left, right = shared[place - 1], shared[place]
        if not _AND.fullmatch(folded, left.end, right.start):
            continue
        is_bare = right.start == right.core.start and re.fullmatch(r"\d{4}", folded[right.start : right.end])
        if (
            is_bare
            and right.role == "about"
            and (left.length or left.edge or left.core.form == "day" or left.core.part != "FY")
        ):
            shape = left.core._replace(start=right.core.start, end=right.core.end, year=right.core.year)
            shared[place] = right._replace(core=shape, edge=left.edge, length=left.length)
        elif left.length and not right.length and right.core.form == left.core.form == "day":
            shared[place] = right._replace(length=left.length)
    for place in range(len(shared) - 2, -1, -1):
        left, right = shared[place], shared[place + 1]
        gap = (left.end, right.start)
        lists = _AND.fullmatch(folded, *gap) or _TO.fullmatch(folded, *gap)
        if lists and _lacks_year(left.core) and right.core.year and left.core.form == right.core.form:
            shared[place] = left._replace(core=left.core._replace(year=right.core.year))
    return shared


def _lacks_year(core: Core) -> bool:
    """Whether a date or part of a year names no year at all."""
    return core.year is None and core.step is None and core.form in ("part", "day", "month")


def _joined(drafts: list[Draft], folded: str) -> list[Draft]:
    """The drafts, two ends of one span made one; "rose from 2023 to 2024" names no span but two periods."""
    joined: list[Draft] = []
    for draft in drafts:
        left = joined[-1] if joined else None
        if left and left.last is None and _is_span(left, draft, folded):
            role = "about" if left.role == "base" else left.role
            joined[-1] = left._replace(end=draft.end, last=draft.core, role=role)
        elif left and left.core.form == "to_date" and _UP_TO.fullmatch(folded, left.end, draft.start):
            joined[-1] = draft._replace(start=left.start, core=draft.core, last=left.core, role=left.role)
        elif left and draft.core.form == "to_date" and _is_end_of_year_so_far(left, draft, folded):
            core = left.core._replace(year=left.core.year or draft.core.year)
            joined[-1] = left._replace(end=draft.end, core=core, last=draft.core)
        else:
            joined.append(draft)
    return joined


def _is_end_of_year_so_far(left: Draft, right: Draft, folded: str) -> bool:
    """Whether a period says how far a year to date goes that stands right behind it: Q3 2025 YTD."""
    is_end = left.core.form in ("day", "month") or (left.core.form == "part" and left.core.part != "FY")
    return is_end and left.last is None and folded[left.end : right.start] in ("", " ", " (", ", ")


def _is_span(left: Draft, right: Draft, folded: str) -> bool:
    """Whether two neighbours are the ends of one span: January 1 to June 30, 2025."""
    forms = left.core.form == right.core.form in ("part", "day", "month")
    if not forms or left.edge or right.edge or left.length or right.length:
        return False
    if _BETWEEN.search(folded, max(0, left.start - _NEAR), left.start) and re.fullmatch(
        " (?:and|و) ?", folded[left.end : right.start]
    ):
        return True
    if not _TO.fullmatch(folded, left.end, right.start):
        return False
    return left.role != "base" or CHANGE.search(folded, max(0, left.start - 300), right.end + 300) is None
