"""The sentences of a stretch of text, English and Arabic, as spans.

A point ends a sentence only where a new one begins behind it: not within a number, an abbreviation or
initials, nor before a small letter. Footnote digits glued behind the point belong to the
sentence that they end.
"""

from __future__ import annotations

import re

_ABBREVIATIONS = (
    "mr|mrs|ms|dr|prof|st|jr|sr|inc|corp|co|ltd|llc|no|nos|vs|approx|est|fig|e\\.g|i\\.e|etc|al|dept|avg"
    "|rs|mio|mrd|tsd|mld|mln|mill|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_END = re.compile(
    r"""(?:
        (?<!\b[A-Za-z])                # initials: J. D. Power, U.S.
        (?<!\b(?-i:[A-Z])\.[A-Za-z])
        \.                             # a point ...
      | [!?؟…]+
    )
    ["'”’»)\]]*
    (?P<notes>[\d¹²³⁴-⁹⁰⁽⁾,]{0,4})   # ... with footnote marks
    (?=\s+["'“‘«(\[]*[^\W_]|\s*$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ABBREVIATED = re.compile(rf"(?<!\w)(?:{_ABBREVIATIONS})$", re.IGNORECASE)
_LONGEST_ABBREVIATION = 8


def sentences_in(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences of `text[start:end]`, without the spaces around them.

    >>> text = "Sales were $1.5 billion. Of J.D. Power's 2.0 score, U.S. members liked 3.4 of it.7 End"
    >>> [text[start:end] for start, end in sentences_in(text)]
    ['Sales were $1.5 billion.', "Of J.D. Power's 2.0 score, U.S. members liked 3.4 of it.7", 'End']
    """
    end = len(text) if end is None else end
    spans = []
    at = start
    for found in _END.finditer(text, start, end):
        if _is_end(text, found, at, end):
            spans.append((at, found.end()))
            at = found.end()
    spans.append((at, end))
    return [span for span in (_stripped(text, *own) for own in spans) if span]


def _is_end(text: str, found: re.Match[str], start: int, end: int) -> bool:
    """Whether a point and what stands around it end a sentence."""
    before = text[max(start, found.start() - _LONGEST_ABBREVIATION) : found.start()]
    if text[found.start()] == "." and _ABBREVIATED.search(before):
        return False
    if found["notes"] and before[-1:].isdigit():
        return False
    after = text[found.end() : min(end, found.end() + 4)].lstrip(" \t\n\r\u00a0\"'“‘«([")
    return not after or not after[0].islower()


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without the spaces at its ends; None where nothing is left."""
    own = text[start:end]
    start += len(own) - len(own.lstrip())
    end = start + len(own.strip())
    return (start, end) if end > start else None
