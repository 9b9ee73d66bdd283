"""What stands around a figure: the words that can say what it is, each with how much it counts there and why.

Near words count more than far ones, the figure's own row, column or sentence more than the line that leads in
to its list or table, and that more than the heading above.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.extract.document import Block, Cell, Document
from ingest.extract.printed.figures import Figure
from ingest.extract.sentences import sentences_in
from ingest.extract.words import Word, words_in

Span = tuple[int, int]

ROW, COLUMN, LEAD_IN, HEADING, BEFORE = 1.0, 0.9, 0.45, 0.4, 0.25
# A cell with so many words before its figure says itself what it holds.
SPEAKS, ROW_OF_A_SPEAKING_CELL = 2, 0.5
# No word so many characters or words away says what a figure is.
FARTHEST, MOST_WORDS = 500, 60
COLONS, FULL_STOPS = (":", "："), (".", "!", "?", "؟", "。")
LONGEST_CAPTION = 160
# Labels and units of a row stand in its first cells.
MOST_BESIDE = 4
# A word so many words away from the figure counts half; beyond another figure it counts half again.
HALF_WAY = 10
BEYOND_A_FIGURE, BEYOND_ANOTHER_UNIT = 0.5, 0.85
BEYOND_A_COMMA, BEHIND_A_COMMA = 0.75, 0.5
# What is counted stands right behind the number, or a few words on.
COUNTED = (1.25, 1.1, 1.0)
_COMMA = re.compile(r"[,;،؛](?=\s)|\s[-–—]\s")


class Nearby(NamedTuple):
    """A word around a figure, how much it counts (1 is next to the figure), and where it stands."""

    stem: str
    weight: float
    where: str
    start: int
    word: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, item or cell in its place: what leads in to it, what heads it, and the table it is in.

    Of a cell, `row` is the label of its row, `beside` the first cells before it in the row, `columns` the
    headers over it from top to bottom, `corner` the header over the labels. `lead_in` is the paragraph above,
    `caption` what of it is about the list or table.
    """

    block: Block
    start: int
    end: int
    cell: Cell | None = None
    row: tuple[Span, ...] = ()
    beside: tuple[Span, ...] = ()
    corner: Span | None = None
    columns: tuple[Span, ...] = ()
    lead_in: Span | None = None
    caption: Span | None = None
    before: Span | None = None
    headings: tuple[Span, ...] = ()


@dataclass
class Vocabulary:
    """The words of a document's stretches, looked up once each, but for those of names such as companies'."""

    text: str
    names: Sequence[Span] = ()
    _known: dict[Span, list[Word]] = field(default_factory=dict)
    _weighed: dict[tuple[Span, float, str], list[Nearby]] = field(default_factory=dict)

    def words(self, span: Span) -> list[Word]:
        """The words that carry meaning in a stretch."""
        if span not in self._known:
            self._known[span] = [word for word in words_in(self.text, *span) if not self._in_a_name(word)]
        return self._known[span]

    def weighed(self, span: Span, weight: float, where: str) -> list[Nearby]:
        """The words of a stretch that all count the same for a figure, made once for all figures by it."""
        key = (span, weight, where)
        if key not in self._weighed:
            self._weighed[key] = [
                Nearby(word.stem, weight, where, word.start, self.text[word.start : word.end])
                for word in self.words(span)
            ]
        return self._weighed[key]

    def _in_a_name(self, word: Word) -> bool:
        """Whether a word belongs to a name."""
        at = bisect_right(self.names, (word.start, len(self.text))) - 1
        return at >= 0 and word.start < self.names[at][1]


def lines_of(document: Document) -> Iterator[Line]:
    """Every paragraph, item and cell of a document in reading order; headings are lines, too."""
    headings: list[tuple[int, Span]] = []
    lead_in: Span | None = None
    caption: Span | None = None
    before: Span | None = None
    for block in document.blocks:
        span = (block.start, block.end)
        above = tuple(own for _, own in reversed(headings))
        if block.kind == "heading":
            level = block.level or 9
            headings = [*(own for own in headings if own[0] < level), (level, span)]
            yield Line(block, *span, headings=above)
            lead_in = caption = before = None
        elif block.kind == "table":
            yield from _cells(block, document.text, lead_in, caption, above)
        elif block.kind == "item":
            yield Line(block, *span, lead_in=lead_in, caption=caption, headings=above)
        else:
            yield Line(block, *span, before=before, headings=above)
            lead_in = before = span
            caption = _caption(document.text, span)


def _list_marks(cells: Sequence[Cell], text: str) -> frozenset[Cell]:
    """The cells of a first column that only number its rows: 1, 2, 3 ..."""
    first = [cell for cell in cells if cell.column == 0 and not cell.is_header and cell.start < cell.end]
    numbers = [text[cell.start : cell.end].rstrip(".)") for cell in first]
    counts = [str(number) for number in range(1, len(first) + 1)]
    return frozenset(first) if len(first) > 1 and numbers == counts else frozenset()


def _cells(
    block: Block, text: str, lead_in: Span | None, caption: Span | None, headings: tuple[Span, ...]
) -> Iterator[Line]:
    """The cells of a table that are no headers, each with its row's words and its column's headers."""
    by_row: dict[int, list[Cell]] = {}
    for cell in block.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            by_row.setdefault(row, []).append(cell)
    first_body_row = min((cell.row for cell in block.cells if not cell.is_header), default=0)
    headers = {cell for cell in block.cells if cell.is_header and cell.row < first_body_row}
    over: dict[int, list[Cell]] = {}
    for cell in sorted(headers, key=lambda own: (own.row, own.column)):
        for column in range(cell.column, cell.column + cell.column_span):
            over.setdefault(column, []).append(cell)
    inner: Span | None = None
    corner = next(((own.start, own.end) for own in over.get(0, ()) if own.start < own.end), None)
    marks = _list_marks(block.cells, text)
    for row in sorted(by_row):
        body = [cell for cell in by_row[row] if cell not in headers]
        if len(by_row[row]) == 1 and body and body[0].column == 0:
            inner = (body[0].start, body[0].end)
        for cell in body:
            if cell.row != row or cell.start == cell.end or cell in marks:
                continue
            labels = (own for own in body[:MOST_BESIDE] if own is not cell and own.column < cell.column)
            beside = tuple((own.start, own.end) for own in labels)
            columns = tuple((own.start, own.end) for own in over.get(cell.column, []))
            above = (inner, *headings) if inner and inner != (cell.start, cell.end) else headings
            yield Line(
                block,
                cell.start,
                cell.end,
                cell,
                row=beside[:1],
                beside=beside,
                corner=corner,
                columns=columns,
                lead_in=lead_in,
                caption=caption,
                headings=above,
            )


def _caption(text: str, span: Span) -> Span | None:
    """What of a paragraph is about the list or table under it: a sentence with a colon, a short caption."""
    start, end = span
    own = text[start:end].rstrip()
    if own.endswith(COLONS):
        return sentences_in(text, start, end)[-1]
    return span if end - start <= LONGEST_CAPTION and not own.endswith(FULL_STOPS) else None


def nearby(
    line: Line, sentence: Span, figure: Figure, others: Sequence[Figure], vocabulary: Vocabulary
) -> list[Nearby]:
    """The words around a figure of a line's sentence, the nearest first; `others` are its other figures."""
    found = list(_of_sentence(sentence, figure, others, vocabulary))
    speaks = sum(word.start < figure.start for word in found) >= SPEAKS
    row = ROW_OF_A_SPEAKING_CELL if line.cell and speaks else ROW
    stretches: list[tuple[Span, float, str]] = [(span, row, "row") for span in line.row]
    stretches += [(span, COLUMN, "column") for span in line.columns]
    if line.lead_in:
        own = (
            (line.caption, LEAD_IN, "lead-in") if line.caption else (line.lead_in, BEFORE, "paragraph before")
        )
        stretches.append(own)
    if line.before:
        stretches.append((line.before, BEFORE, "paragraph before"))
    stretches += [(span, HEADING / (depth + 1), "heading") for depth, span in enumerate(line.headings)]
    rest = (line.start, line.end)
    if rest != sentence:
        stretches.append(((rest[0], sentence[0]), BEFORE, "sentence before"))
    for span, weight, where in stretches:
        found.extend(vocabulary.weighed(span, weight, where))
    return found


def _of_sentence(
    sentence: Span, figure: Figure, others: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[Nearby]:
    """The words of the figure's own sentence or cell by their distance; those of its print are nearest."""
    words, at = _words_around(sentence, figure, others, vocabulary)
    first, last = max(sentence[0], figure.start - FARTHEST), min(sentence[1], figure.end + FARTHEST)
    commas = [found.start() for found in _COMMA.finditer(vocabulary.text, first, last)]
    for word in words_in(vocabulary.text, figure.start, figure.end):
        yield Nearby(word.stem, 1.0, "print", word.start, vocabulary.text[word.start : word.end])
    for place, word in enumerate(words):
        distance = place - at if place >= at else at - place - 1
        low, high = (figure.end, word.start) if place >= at else (word.end, figure.start)
        between = [own for own in others if low <= own.start and own.end <= high]
        clauses = bisect_left(commas, high) - bisect_left(commas, low)
        is_counted = place >= at and distance < len(COUNTED) and not between and not clauses
        weight = COUNTED[distance] if is_counted else HALF_WAY / (HALF_WAY + distance)
        for own in between:
            weight *= BEYOND_A_FIGURE if own.unit == figure.unit else BEYOND_ANOTHER_UNIT
        weight *= (BEHIND_A_COMMA if place >= at else BEYOND_A_COMMA) ** min(clauses, 2)
        yield Nearby(word.stem, weight, "sentence", word.start, vocabulary.text[word.start : word.end])


def _start(word: Word) -> int:
    """Where a word starts."""
    return word.start


def _words_around(
    sentence: Span, figure: Figure, others: Sequence[Figure], vocabulary: Vocabulary
) -> tuple[list[Word], int]:
    """The words of a sentence that belong to no figure, and how many of them stand before this one."""
    taken = [(own.start, own.end) for own in (figure, *others)]
    own = vocabulary.words(sentence)
    middle = bisect_left(own, figure.start, key=_start)
    first = max(middle - MOST_WORDS, bisect_left(own, figure.start - FARTHEST, key=_start))
    last = min(middle + MOST_WORDS, bisect_right(own, figure.end + FARTHEST, key=_start))
    words = [
        word
        for word in own[first:last]
        if not any(word.start < end and start < word.end for start, end in taken)
    ]
    return words, bisect_left([word.start for word in words], figure.start)
