"""The lines of a PDF page: characters by their places, in logical order, parted at wide gaps and rules."""

from __future__ import annotations

import ctypes
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from ingest.extract.readers.aligned_columns import Chunk
from ingest.extract.readers.html_words import raised
from ingest.extract.readers.reading_order import composed, is_right_to_left, logical

MOST_CHARACTERS_ON_PAGE = 200_000
MOST_RULES_ON_PAGE = 5_000
_GAP_IN_HEIGHTS = 0.9
# How wide a gap between two signs is a space: between neighbours in the file, and where others stand between.
_SPACE_IN_HEIGHTS = 0.3
_STATED_SPACE_IN_HEIGHTS = 0.09
# A gap that stands under one between columns parts two columns too, if it is wider than a space.
_COLUMN_GAP_IN_HEIGHTS = 0.32
_NEAR_IN_HEIGHTS = 2.5
_SAME_LINE_IN_HEIGHTS = 0.25
_THICKEST_RULE = 2.5


class Glyph(NamedTuple):
    """One drawn sign: its box in points from the lower left corner, its baseline, its number in the file."""

    left: float
    right: float
    baseline: float
    height: float
    sign: str
    number: int


class Rule(NamedTuple):
    """A drawn line: at `place` across its direction, from `start` to `end` along it."""

    place: float
    start: float
    end: float


class Rules(NamedTuple):
    """The drawn lines of a page, by place."""

    upright: list[Rule]
    level: list[Rule]


class PdfLine(NamedTuple):
    """One line of a page with its chunks from left to right."""

    baseline: float
    height: float
    chunks: list[Chunk]
    is_bold: bool

    @property
    def words(self) -> str:
        """The words of all chunks in reading order."""
        chunks = [chunk.words for chunk in self.chunks]
        return " ".join(reversed(chunks) if is_right_to_left(" ".join(chunks)) else chunks)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.chunks[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.chunks[-1].right


def lines_on(page: Any, rules: Rules) -> list[PdfLine]:
    """The lines of a page from its top to its bottom."""
    text_page = page.get_textpage()
    try:
        glyphs = _glyphs(text_page.raw)
        turned = is_right_to_left("".join(glyph.sign for glyph in glyphs))
        signs = _by_baseline(glyphs)
        lines = [_line(in_line, rules, text_page.raw, turned) for in_line in signs]
        return [
            _line(in_line, rules, text_page.raw, turned, gaps) if gaps else line
            for in_line, line, gaps in zip(signs, lines, _gaps_beside(signs, lines), strict=True)
        ]
    finally:
        text_page.close()


def rules_on(page: Any) -> Rules:
    """The drawn lines of a page, edges of drawn boxes among them."""
    upright: list[Rule] = []
    level: list[Rule] = []
    for at, drawn in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if at > MOST_RULES_ON_PAGE:
            break
        left, bottom, right, top = drawn.get_bounds()
        if right - left <= _THICKEST_RULE < top - bottom:
            upright.append(Rule((left + right) / 2, bottom, top))
        elif top - bottom <= _THICKEST_RULE < right - left:
            level.append(Rule((bottom + top) / 2, left, right))
        elif right - left > _THICKEST_RULE:
            upright += [Rule(left, bottom, top), Rule(right, bottom, top)]
            level += [Rule(bottom, left, right), Rule(top, left, right)]
    return Rules(sorted(upright), sorted(level))


def _glyphs(text_page: Any) -> list[Glyph]:
    """The signs of a page with their boxes; spaces and what the library made up are left out."""
    count = min(max(pdfium.FPDFText_CountChars(text_page), 0), MOST_CHARACTERS_ON_PAGE)
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    glyphs = []
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if (
            code <= 32
            or 0xD800 <= code <= 0xDFFF
            or code in (0xA0, 0xAD, 0xFFFE, 0xFFFF, 0x200B, 0xFEFF)
            or code > 0x10FFFF
        ):
            continue
        if pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        height = box.top - box.bottom
        if height > 0 and box.right >= box.left:
            glyphs.append(Glyph(box.left, box.right, y.value, height, composed(chr(code)), index))
    return _clustered(glyphs)


def _clustered(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The signs with those of one box as one, and each mark of a vowel behind the letter under it."""
    clustered: list[Glyph] = []
    marks: list[tuple[int, Glyph]] = []
    for glyph in glyphs:
        before = clustered[-1] if clustered else None
        if unicodedata.combining(glyph.sign[0]):
            marks.append((len(clustered), glyph))
        elif before and before.number == glyph.number - len(before.sign) and before[:3] == glyph[:3]:
            clustered[-1] = before._replace(sign=before.sign + glyph.sign)
        else:
            clustered.append(glyph)
    for at, mark in marks:
        beside = [place for place in range(at - 3, at + 3) if 0 <= place < len(clustered)]
        if beside:
            nearest = min(beside, key=lambda place: _distance(clustered[place], mark))
            clustered[nearest] = clustered[nearest]._replace(sign=clustered[nearest].sign + mark.sign)
    return clustered


def _distance(glyph: Glyph, other: Glyph) -> float:
    """How far the middles of two signs are apart."""
    return abs(glyph.left + glyph.right - other.left - other.right) + abs(glyph.baseline - other.baseline)


def _by_baseline(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The signs of each line; small raised signs belong to the line below them."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.baseline):
        if lines and lines[-1][0].baseline - glyph.baseline <= _SAME_LINE_IN_HEIGHTS * glyph.height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    joined: list[list[Glyph]] = []
    for line in lines:
        above = joined[-1] if joined else None
        height = median(glyph.height for glyph in line)
        if (
            above
            and max(glyph.height for glyph in above) < 0.85 * height
            and above[0].baseline - line[0].baseline < 0.7 * height
        ):
            joined[-1] = [glyph._replace(sign=raised(glyph.sign) or glyph.sign) for glyph in above] + line
        else:
            joined.append(line)
    return joined


def _line(
    glyphs: Sequence[Glyph], rules: Rules, text_page: Any, on_turned_page: bool, gaps: Sequence[float] = ()
) -> PdfLine:
    """One line, parted where a gap is wide, a drawn line stands in it or it meets one of the `gaps`."""
    height = median(glyph.height for glyph in glyphs)
    baseline = median(glyph.baseline for glyph in glyphs)
    places = _rule_places(rules.upright, baseline + height / 4)
    ordered = sorted(glyphs, key=lambda glyph: (glyph.left, glyph.right))
    chunks: list[Chunk] = []
    drawn: list[str] = []
    left, right = ordered[0].left, ordered[0].left
    for before, glyph in zip([ordered[0], *ordered], ordered, strict=False):
        gap = glyph.left - right
        meets_gap = gap > _COLUMN_GAP_IN_HEIGHTS * height and _parts(gaps, right, glyph.left)
        if drawn and (gap > _GAP_IN_HEIGHTS * height or meets_gap or _parts(places, right, glyph.left)):
            chunks.append(Chunk(left, right, logical(drawn, on_turned_page)))
            drawn, left, right = [], glyph.left, glyph.right
        elif drawn and gap > _space_in_heights(before, glyph) * height:
            drawn.append(" ")
        drawn.append(glyph.sign)
        right = max(right, glyph.right)
    chunks.append(Chunk(left, right, logical(drawn, on_turned_page)))
    is_bold = all(
        _is_bold(text_page, glyph.number) for glyph in (ordered[0], ordered[len(ordered) // 2], ordered[-1])
    )
    return PdfLine(baseline, height, chunks, is_bold)


def _gaps_beside(signs: Sequence[Sequence[Glyph]], lines: Sequence[PdfLine]) -> list[list[float]]:
    """For each line the middles of the gaps of a line beside it that has more parts, if all are met."""
    return [
        next(
            (
                gaps
                for other in (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])
                if len(other.chunks) > len(line.chunks)
                and abs(other.baseline - line.baseline) < _NEAR_IN_HEIGHTS * line.height
                and (gaps := _gaps_met(in_line, line, other))
            ),
            [],
        )
        for at, (in_line, line) in enumerate(zip(signs, lines, strict=True))
    ]


def _gaps_met(glyphs: Sequence[Glyph], line: PdfLine, other: PdfLine) -> list[float]:
    """The middles of the gaps of another line if a gap of this line is at each that it reaches, else none."""
    gaps = [(before.right + behind.left) / 2 for before, behind in pairwise(other.chunks)]
    gaps = [gap for gap in gaps if line.left < gap < line.right]
    ordered = sorted(glyphs)
    met = 0
    right = ordered[0].right
    for glyph in ordered:
        met += glyph.left - right > _COLUMN_GAP_IN_HEIGHTS * line.height and _parts(gaps, right, glyph.left)
        right = max(right, glyph.right)
    return gaps if met >= len(gaps) else []


def _space_in_heights(before: Glyph, behind: Glyph) -> float:
    """How wide a gap between signs is a space; where the file has one, they are no neighbours in it."""
    first, second = sorted((before, behind), key=lambda glyph: glyph.number)
    return _SPACE_IN_HEIGHTS if second.number - first.number <= len(first.sign) else _STATED_SPACE_IN_HEIGHTS


def _rule_places(rules: Sequence[Rule], height: float) -> list[float]:
    """Where the upright rules that cross a height stand."""
    return [rule.place for rule in rules if rule.start <= height <= rule.end]


def _parts(places: Sequence[float], left: float, right: float) -> bool:
    """Whether a rule stands between two signs.

    >>> _parts([10.0, 50.0], 48, 52), _parts([10.0, 50.0], 20, 30)
    (True, False)
    """
    at = bisect_left(places, left - 0.5)
    return at < len(places) and places[at] <= right + 0.5


def _is_bold(text_page: Any, index: int) -> bool:
    """Whether a sign is drawn in a bold font, by the font's name or the weight."""
    name = ctypes.create_string_buffer(200)
    length = pdfium.FPDFText_GetFontInfo(text_page, index, name, 200, None)
    return 0 < length <= 200 and any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))
