"""The figures that stand in a pasted text, each in its place: for a reader to choose from, never as facts.

A figure is a number with whatever signs and words behind it `readings` takes with it, the longest way.
Years, days of a date and numbers that are part of a word (`Q3`, `10-K`, `covid-19`) are none.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from ingest.errors import UnusableInputError
from ingest.figure_words import KINDS, SCALE_WORDS, UNITS, folded
from ingest.readings import readings

MOST_CHARACTERS = 20_000
MOST_FIGURES = 200
MOST_WORDS = 6
NEAR = 12
_NUMBER = r"[0-9٠-٩۰-۹]+(?:[.,٫٬][0-9٠-٩۰-۹]+)*"
_SIGN = r"(?:[-−]\s?)?(?:US\$|[$€£])?\s?"
_MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"|يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر)"
)
_DATE = (
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|{_MONTH}\s+\d{{1,2}}(?!\d)|{_NUMBER}\s+{_MONTH}(?!\w)"
)
# A number that begins a word or ends one belongs to it, and so does one behind a letter and a dash.
_START = re.compile(
    rf"(?P<date>(?<!\w)(?:{_DATE}))|(?<![\w.,٫٬$€£])(?<![^\W\d_]-)(?P<start>{_SIGN}{_NUMBER})", re.IGNORECASE
)
_RANGE = r"(?:to|إلى)\s+|[-–—]\s?"
_MORE = re.compile(
    rf"\s?(?:(?P<end>(?:{_RANGE}){_SIGN}{_NUMBER})|[%٪¢$€]|(?P<word>[^\W\d_][\w\u064b-\u0652.]*))"
)
_FROM = re.compile(r"(?:\bfrom|(?<!\w)من)\s+$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?-\s?(?:19|20)\d\d)?")
_WORDS = {
    word
    for words in (
        *SCALE_WORDS.values(),
        *(words for unit in UNITS.values() for words in unit.words.values()),
        KINDS["P"],
    )
    for phrase in words.split("|")
    for word in folded(phrase).split()
}


class Found(NamedTuple):
    """One figure in a text: `text[start:end]` is what is printed."""

    start: int
    end: int
    printed: str


def figures_in(text: str) -> list[Found]:
    """The figures of a text in their order; the text beyond so many characters is not looked at.

    >>> [one.printed for one in figures_in("Revenues of $69.75 billion in Q3 2025, up 9.5% from $63.7bn.")]
    ['$69.75 billion', '9.5%', '$63.7bn']
    >>> [one.printed for one in figures_in("نسبة 83.2% إلى 84.2% و ١٨٠٫٦ مليار دولار في 30 سبتمبر 2025")]
    ['83.2% إلى 84.2%', '١٨٠٫٦ مليار دولار']
    >>> [one.printed for one in figures_in("rose from 5% to 6% by the 10-K of November 22, 2026")]
    ['5%', '6%']
    """
    return list(islice(_found(text[:MOST_CHARACTERS]), MOST_FIGURES))


def _found(text: str) -> list[Found]:
    """Every figure of a text."""
    found: list[Found] = []
    at = 0
    while started := _START.search(text, at):
        at = started.end()
        start = started.start("start")
        if started["date"] or (end := _end(text, start, at)) is None:
            continue
        printed = text[start:end]
        start += len(printed) - len(printed.lstrip())
        found.append(Found(start, end, text[start:end]))
        at = end
    return found


def _end(text: str, start: int, number_end: int) -> int | None:
    """Where the figure that starts with a number ends, if it is one."""
    for end in reversed(_ends(text, start, number_end)):
        is_whole = end == len(text) or not re.match(r"[\w²³]|[-.,]\w", text[end:])
        if is_whole and _reads(text[start:end]):
            return end
    return None


def _ends(text: str, start: int, number_end: int) -> list[int]:
    """Where a figure may end: behind its number, and behind each word of a figure that follows."""
    ends = [number_end]
    may_range = not _FROM.search(text[max(0, start - NEAR) : start])
    while len(ends) <= MOST_WORDS and (more := _MORE.match(text, ends[-1])):
        word = folded(more["word"] or "").rstrip(".")
        if (more["word"] and word not in _WORDS) or (more["end"] and not may_range):
            break
        may_range = may_range and not more["end"]
        ends.append(more.end() - (more["word"] or "").endswith("."))
    return ends


def _reads(printed: str) -> bool:
    """Whether a text reads as one figure and as no mere year."""
    if _YEAR.fullmatch(folded(printed)):
        return False
    try:
        return bool(readings(printed))
    except UnusableInputError:
        return False
