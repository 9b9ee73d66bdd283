"""Where a fact stands in its document: the passage around the printed figure, bounded in any document.

Documents are found in the archive by the SHA-256 of their bytes and read only when somebody opens a fact.
Nothing of a document is kept here or passed on but the few lines about one figure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ingest.archive import find_document, state_of
from ingest.evidence import DocumentError, read_document

LINES_AROUND = 2
FARTHEST_LINE = 12
MOST_BESIDE = 260
"""So many characters of the figure's own line stand on each side of it."""
MOST_OF_A_NEIGHBOUR = 200
# How far a cut moves towards the figure to fall between words.
NEAR_A_WORD = 24
EXTENDS = {"Mn", "Mc", "Me"}
JOINER = "\u200d"
# Controls that turn the text around them; the marks U+200E, U+200F and U+061C only lean on their neighbours.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
Direction = Literal["ltr", "rtl"]
Reason = Literal["no_span", "no_bytes", "not_archived", "changed", "not_text", "outside"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A line before or behind the figure's own; `is_cut` where it goes on."""

    line_no: int
    text: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A printed figure with what stands around it, as the document has it.

    `before + printed + after` is a slice of the document; `is_cut_before` and `is_cut_after` tell whether its
    line goes on there.
    """

    line_no: int
    before: str
    printed: str
    after: str
    is_cut_before: bool
    is_cut_after: bool
    lines_before: tuple[Neighbour, ...]
    lines_after: tuple[Neighbour, ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class NoPassage:
    """Why there is no passage to show, with the archive's own words where it has any."""

    reason: Reason
    detail: str = ""


def passage_of(
    text: str, start: int, end: int, *, first_line: int | None = None, last_line: int | None = None
) -> Passage | None:
    r"""The passage around a span of a document's text; None where the span lies outside of it.

    Lines end at `\n`, as they are counted for locators. Neighbours are the nearest non-empty lines, within
    `first_line` and `last_line` where the source is part of its document.

    >>> passage = passage_of("Results\nSales came to $5 in all.\n\nMore", 22, 24)
    >>> (passage.before, passage.printed, passage.after, passage.line_no)
    ('Sales came to ', '$5', ' in all.', 2)
    >>> [line.text for line in (*passage.lines_before, *passage.lines_after)]
    ['Results', 'More']
    """
    if not 0 <= start < end <= len(text):
        return None
    line_start = text.rfind("\n", 0, start) + 1
    line_end = _line_end(text, end)
    line_no = text.count("\n", 0, start) + 1
    own_start = cut_after(text, line_start, start)
    own_end = cut_before(text, end, line_end)
    above = _lines_above(text, line_start, line_no, first_line or 1)
    below = _lines_below(text, line_end, line_no + text.count("\n", start, end), last_line)
    before, after = text[own_start:start], text[end:own_end].removesuffix("\r")
    return Passage(
        line_no=line_no,
        before=before,
        printed=text[start:end],
        after=after,
        is_cut_before=own_start > line_start,
        is_cut_after=own_end < line_end,
        lines_before=above,
        lines_after=below,
        direction=direction(before + text[start:end] + after)
        or direction("".join(line.text for line in (*above, *below)))
        or "ltr",
    )


def direction(text: str) -> Direction | None:
    """Which way most of the letters run; None where there are none.

    >>> direction("68 عميل"), direction("$5 in all"), direction("12.5%")
    ('rtl', 'ltr', None)
    """
    kinds = [unicodedata.bidirectional(char) for char in text]
    right, left = sum(kind in ("R", "AL") for kind in kinds), kinds.count("L")
    if not right and not left:
        return None
    return "rtl" if right > left else "ltr"


def harmless(text: str) -> str:
    r"""Text of a document for the screen: nothing in it turns the text around it or moves the line.

    >>> harmless("a\u202eb\u2067c\x0bd")
    'abc d'
    """
    without_turns = TURNING.sub("", text)
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in without_turns
    )


def on_one_line(text: str) -> str:
    r"""Text that somebody typed or a file holds, harmless and on one line.

    >>> on_one_line(" a\u202eb\n c ")
    'ab c'
    """
    return " ".join(harmless(text).split())


def cut_after(text: str, low: int, high: int, most: int = MOST_BESIDE) -> int:
    """Where what stands before `high` begins: at most so many characters away, not before `low`.

    >>> "one two three four"[cut_after("one two three four", 0, 18, most=8):]
    'four'
    """
    if high - low <= most:
        return low
    at = high - most
    for word in range(at, min(at + NEAR_A_WORD, high)):
        if text[word - 1].isspace() and not text[word].isspace():
            return word
    return next((place for place in range(at, high) if is_between_signs(text, place)), high)


def cut_before(text: str, low: int, high: int, most: int = MOST_BESIDE) -> int:
    """Where what stands behind `low` ends: at most so many characters away, not behind `high`.

    >>> "one two three four"[:cut_before("one two three four", 0, 18, most=9)]
    'one two'
    """
    if high - low <= most:
        return high
    at = low + most
    for word in range(at, max(at - NEAR_A_WORD, low), -1):
        if text[word].isspace() and not text[word - 1].isspace():
            return word
    return next((place for place in range(at, low, -1) if is_between_signs(text, place)), low)


def is_between_signs(text: str, at: int) -> bool:
    r"""Whether a text may be parted there: not before what joins, marks or colours the sign before it.

    >>> [is_between_signs(text, 1) for text in ("ab", "a\u0301", "\u200db", "\U0001f1f8\U0001f1e6")]
    [True, False, False, False]
    """
    if at <= 0 or at >= len(text):
        return True
    own, last = text[at], text[at - 1]
    if unicodedata.category(own) in EXTENDS or own == JOINER or last == JOINER:
        return False
    if "\U0001f3fb" <= own <= "\U0001f3ff" or "\U000e0020" <= own <= "\U000e007f":
        return False
    is_pair = _is_regional(own) and _is_regional(last)
    return not is_pair and not (_is_jamo(own) and _is_jamo(last)) and (last, own) != ("\r", "\n")


def find_passage(fact: Mapping[str, Any], folder: Path) -> Passage | NoPassage:
    """The passage of a fact in its archived document, or why there is none.

    `fact` has `printed`, its span, and its source's `sha256`, `first_line` and `last_line`.
    """
    if fact["char_start"] is None or fact["char_end"] is None:
        return NoPassage("no_span")
    if not fact["sha256"]:
        return NoPassage("no_bytes")
    path = find_document(folder, fact["sha256"])
    if path is None:
        return NoPassage("not_archived")
    try:
        text = _text(path, fact["sha256"], *state_of(path))
    except UnicodeError as error:
        return NoPassage("not_text", str(error))
    except (DocumentError, OSError) as error:
        is_text = not isinstance(error.__cause__, UnicodeError)
        return NoPassage("changed" if is_text else "not_text", str(error))
    passage = passage_of(
        text,
        fact["char_start"],
        fact["char_end"],
        first_line=fact["first_line"],
        last_line=fact["last_line"],
    )
    return passage or NoPassage("outside")


@lru_cache(maxsize=4)
def _text(path: Path, sha256: str, size: int, modified: int) -> str:  # noqa: ARG001 - for the cache
    """The decoded text of a document; raises DocumentError."""
    return read_document(path, sha256)


def _line_end(text: str, at: int) -> int:
    """Where the line that holds a place ends."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _lines_above(text: str, line_start: int, line_no: int, first_line: int) -> tuple[Neighbour, ...]:
    """The nearest non-empty lines above one, in reading order."""
    lines: list[Neighbour] = []
    end, first_line = line_start - 1, max(first_line, line_no - FARTHEST_LINE)
    while end >= 0 and line_no > first_line and len(lines) < LINES_AROUND:
        line_no -= 1
        start = text.rfind("\n", 0, end) + 1
        lines = _with_line(lines, text, start, end, line_no)
        end = start - 1
    return tuple(reversed(lines))


def _lines_below(text: str, line_end: int, line_no: int, last_line: int | None) -> tuple[Neighbour, ...]:
    """The nearest non-empty lines below one."""
    lines: list[Neighbour] = []
    start, last_line = line_end + 1, min(last_line or line_no + FARTHEST_LINE, line_no + FARTHEST_LINE)
    while start < len(text) and line_no < last_line and len(lines) < LINES_AROUND:
        line_no += 1
        end = _line_end(text, start)
        lines = _with_line(lines, text, start, end, line_no)
        start = end + 1
    return tuple(lines)


def _with_line(lines: list[Neighbour], text: str, start: int, end: int, line_no: int) -> list[Neighbour]:
    """The lines with one more of the text, cut where it is long; an empty one does not count."""
    cut = cut_before(text, start, end, MOST_OF_A_NEIGHBOUR)
    told = text[start:cut].removesuffix("\r")
    return [*lines, Neighbour(line_no, told, cut < end)] if told.strip() else lines


def _is_regional(char: str) -> bool:
    """Whether it is half of a flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_jamo(char: str) -> bool:
    """Whether it is part of a Korean syllable."""
    return "\u1100" <= char <= "\u11ff"
