"""A PDF as a document: its lines as headings, paragraphs, items and tables; nothing of it runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2

from ingest.errors import UnusableInputError
from ingest.extract.document import Document
from ingest.extract.readers.aligned_columns import Chunk, columns_of, placed_in, with_signs
from ingest.extract.readers.lines import mark_of
from ingest.extract.readers.pdf_lines import PdfLine, Rule, lines_on, rules_on
from ingest.extract.readers.reading_order import is_right_to_left
from ingest.extract.readers.rendering import GridCell, Rendering, document
from ingest.extract.readers.table_headers import is_value, with_headers
from ingest.extract.readers.text_reader import reads_like_heading

MOST_PAGES = 3_000
_EDGE_SHARE = 0.09
_PARAGRAPH_IN_HEIGHTS = 1.75
_HEADING_IN_BODY = 1.15
_ROWS_IN_HEIGHTS = 3.5
_LABEL_IN_HEIGHTS = 2.5
_LONGEST_LABEL = 80
_PROSE_WORDS = 7
_NUMBERED = r"(?:page|p\.|صفحة|الصفحة)\s*[0-9٠-٩]{1,5}|[0-9٠-٩]{1,5}\s*(?:/|of|من)\s*[0-9٠-٩]{1,5}"
_PAGE_NUMBER = re.compile(
    rf"[-–—|\s]*(?:[0-9٠-٩]{{1,4}}|[ivxlc]{{1,6}}|F-[0-9]+)[-–—|\s]*|.*(?:{_NUMBERED})\s*", re.I
)
# What a browser prints above a page.
_STAMP = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?: [AP]M)?")


class PdfPage(NamedTuple):
    """One page: its number from 1, its height in points, its lines and its level rules."""

    number: int
    height: float
    lines: list[PdfLine]
    rules: list[Rule]


def read_pdf(content: bytes, name: str) -> Document:
    """The document of a PDF; raises UnusableInputError for a broken, protected, outsized or wordless one."""
    pages, notes = _pages(content, name)
    if not any(page.lines for page in pages):
        raise UnusableInputError(
            f"{name} holds pictures only, no text; run text recognition (OCR) over it and give the result."
        )
    blank = [str(page.number) for page in pages if not page.lines]
    if blank:
        notes.append(f"No text on page {', '.join(blank[:20])}{' ...' if len(blank) > 20 else ''}.")
    heights = Counter(round(line.height, 1) for page in pages for line in page.lines for _ in line.words)
    body_height = heights.most_common(1)[0][0]
    rendering = Rendering()
    for page, inner, asides in _parted(pages):
        for group in _groups(inner):
            _add_group(rendering, group, page, body_height)
        for line in asides:
            rendering.add_aside(line.words)
    return document(name, content, "pdf", rendering.text, rendering.blocks, notes)


def _pages(content: bytes, name: str) -> tuple[list[PdfPage], list[str]]:
    """The pages with their lines, and notes on those that could not be read."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnusableInputError(f"{name} is protected by a password; save a copy without it.") from error
        raise UnusableInputError(
            f"{name} is broken: it cannot be opened as a PDF; fetch it again."
        ) from error
    pages, notes = [], []
    try:
        if len(pdf) > MOST_PAGES:
            raise UnusableInputError(
                f"{name} has {len(pdf):,} pages, more than the {MOST_PAGES:,} that are read; "
                "give the part that matters."
            )
        for at in range(len(pdf)):
            try:
                page = pdf[at]
            except pypdfium2.PdfiumError:
                notes.append(f"Page {at + 1} is broken and was left out.")
                continue
            rules = rules_on(page)
            pages.append(PdfPage(at + 1, page.get_height(), lines_on(page, rules), rules.level))
            page.close()
    finally:
        pdf.close()
    return pages, notes


def _parted(pages: Sequence[PdfPage]) -> Iterator[tuple[PdfPage, list[PdfLine], list[PdfLine]]]:
    """Each page with its lines and, apart, those that repeat at the edge of pages or number them."""
    seen = Counter(
        shape for page in pages for shape in {_shape(line) for line in page.lines if _is_at_edge(page, line)}
    )
    often = max(2, min(3, len(pages)))
    for page in pages:
        inner: list[PdfLine] = []
        asides: list[PdfLine] = []
        for line in page.lines:
            is_aside = _is_at_edge(page, line) and (
                seen[_shape(line)] >= often
                or _PAGE_NUMBER.fullmatch(line.words)
                or any(_STAMP.fullmatch(chunk.words) for chunk in line.chunks)
                or (
                    len(line.chunks) > 1
                    and any(re.fullmatch(_NUMBERED, chunk.words, re.I) for chunk in line.chunks)
                )
            )
            (asides if is_aside else inner).append(line)
        yield page, inner, asides


def _is_at_edge(page: PdfPage, line: PdfLine) -> bool:
    """Whether a line stands in the upper or lower margin of its page."""
    return not _EDGE_SHARE * page.height < line.baseline < (1 - _EDGE_SHARE) * page.height


def _shape(line: PdfLine) -> str:
    """The words of a line with each digit the same, so that numbered headers are alike."""
    return re.sub(r"[0-9٠-٩]+", "#", line.words)


def _groups(lines: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    """The lines in runs that lie close together, rows of several chunks apart from lines of prose."""
    run: list[PdfLine] = []
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        is_row = len(line.chunks) > 1
        if run and not _belongs(run, line, lines[at + 1 : at + 3]):
            yield run
            run = []
        run.append(line)
        if not is_row and not _is_rows(run) and below is not None and len(below.chunks) > 1:
            yield run
            run = []
    if run:
        yield run


def _belongs(run: Sequence[PdfLine], line: PdfLine, below: Sequence[PdfLine]) -> bool:
    """Whether a line goes on in a run: a row in a table, also a lone label within; a line in a paragraph."""
    distance = (run[-1].baseline - line.baseline) / max(line.height, run[-1].height)
    if _is_rows(run):
        return distance < _ROWS_IN_HEIGHTS and (
            len(line.chunks) > 1
            or (
                distance < _LABEL_IN_HEIGHTS
                and len(line.words) <= _LONGEST_LABEL
                and any(len(other.chunks) > 1 for other in below)
            )
        )
    if len(line.chunks) > 1 or mark_of(line.words) or line.is_bold != run[-1].is_bold:
        return False
    same_edge = abs(line.left - run[-1].left) < line.height or abs(line.right - run[-1].right) < line.height
    alike = abs(line.height - run[-1].height) < 0.25 * line.height
    return distance < _PARAGRAPH_IN_HEIGHTS and alike and (same_edge or bool(mark_of(run[0].words)))


def _is_rows(run: Sequence[PdfLine]) -> bool:
    """Whether a run is one of rows of several chunks."""
    return any(len(line.chunks) > 1 for line in run)


def _add_group(rendering: Rendering, group: Sequence[PdfLine], page: PdfPage, body_height: float) -> None:
    """A run of lines as a table, as columns of prose or as a paragraph, an item or a heading."""
    if not _is_rows(group):
        _add_prose(rendering, " ".join(line.words for line in group), group, page.number, body_height)
        return
    turned = is_right_to_left(" ".join(line.words for line in group))
    rows = [with_signs(_from_right(line.chunks) if turned else line.chunks) for line in group]
    columns = columns_of(rows)
    placed = [placed_in(columns, row) for row in rows] if columns else [None]
    if columns and all(row is not None for row in placed) and _is_data(rows):
        cells = [
            GridCell(at, column, chunk.words, 1, column_span)
            for at, row in enumerate(placed)
            for column, column_span, chunk in row or ()
        ]
        rendering.add_table(with_headers(_in_rows(cells, _parted_lines(group, page.rules))), page=page.number)
    elif columns and all(row is not None for row in placed):
        for column in range(len(columns)):
            words = [chunk.words for row in placed for at, _, chunk in row or () if at == column]
            rendering.add("paragraph", " ".join(words), page=page.number)
    else:
        for row in rows:
            rendering.add("paragraph", " ".join(chunk.words for chunk in row), page=page.number)


def _add_prose(
    rendering: Rendering, words: str, group: Sequence[PdfLine], page_number: int, body_height: float
) -> None:
    """Words as an item, a heading or a paragraph, by their mark and their font."""
    stands_out = group[0].height > _HEADING_IN_BODY * body_height or all(line.is_bold for line in group)
    mark = mark_of(words)
    if (
        stands_out
        and (mark is None or mark.is_numbered)
        and reads_like_heading(words[mark.width if mark else 0 :])
    ):
        rendering.add("heading", words, page=page_number)
    elif mark:
        rendering.add("item", words[mark.width :], level=1, page=page_number)
    else:
        rendering.add("paragraph", words, page=page_number)


def _from_right(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of a line from right to left, their places counted from the right.

    >>> [chunk.words for chunk in _from_right([Chunk(0, 5, "12"), Chunk(10, 20, "الإيرادات")])]
    ['الإيرادات', '12']
    """
    return [chunk._replace(left=-chunk.right, right=-chunk.left) for chunk in reversed(chunks)]


def _is_data(rows: Sequence[Sequence[Chunk]]) -> bool:
    """Whether rows of chunks are a table: values behind the first column, or short words throughout."""
    behind = [chunk.words for row in rows for chunk in row[1:]]
    prose = sum(len(words.split()) > _PROSE_WORDS for words in behind)
    return prose * 2 <= len(behind) and (any(map(is_value, behind)) or len(rows) > 2)


def _in_rows(cells: Sequence[GridCell], parted: Sequence[bool]) -> list[GridCell]:
    """The cells with lines of one row joined; `parted` says for each line but the last if a rule is under it.

    Lines belong to one row where no rule parts them in a table that has rules, and where a label goes on.

    >>> cells = [GridCell(0, 0, "Selling and other"), GridCell(1, 0, "expenses"), GridCell(1, 1, "12")]
    >>> [(cell.row, cell.words) for cell in _in_rows(cells, [False])]
    [(0, 'Selling and other expenses'), (0, '12')]
    """
    is_ruled = sum(parted) * 3 >= len(parted) and sum(parted) > 1
    rows: list[list[GridCell]] = []
    for at, in_line in enumerate(_by_row(cells)):
        goes_on = at > 0 and (
            (is_ruled and not parted[at - 1] and _fits_under(rows[-1], in_line))
            or _ends_label(rows[-1], in_line)
        )
        if goes_on:
            rows[-1] = _under(rows[-1], in_line)
        else:
            rows.append(list(in_line))
    return [cell._replace(row=row) for row, in_row in enumerate(rows) for cell in in_row]


def _by_row(cells: Sequence[GridCell]) -> list[list[GridCell]]:
    """The cells of each row; every row has some."""
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


def _fits_under(above: Sequence[GridCell], below: Sequence[GridCell]) -> bool:
    """Whether no cell of a line stands under a cell of another width, as columns do under a shared head."""
    return all(
        (upper.column, upper.column_span) == (lower.column, lower.column_span)
        or upper.column + upper.column_span <= lower.column
        or lower.column + lower.column_span <= upper.column
        for upper in above
        for lower in below
    )


def _ends_label(above: Sequence[GridCell], below: Sequence[GridCell]) -> bool:
    """Whether a line of a label alone goes on in the label of the next line, which begins small."""
    return (
        len(above) == 1
        and above[0].column == below[0].column == 0
        and below[0].words[0].islower()
        and not above[0].words.endswith((":", "."))
    )


def _under(above: Sequence[GridCell], below: Sequence[GridCell]) -> list[GridCell]:
    """The cells of two lines of one row, words of a column joined."""
    joined = {cell.column: cell for cell in above}
    for cell in below:
        upper = joined.get(cell.column)
        joined[cell.column] = upper._replace(words=f"{upper.words} {cell.words}") if upper else cell
    return [joined[column] for column in sorted(joined)]


def _parted_lines(group: Sequence[PdfLine], rules: Sequence[Rule]) -> list[bool]:
    """Whether a level rule lies between each line and the next."""
    middle = (min(line.left for line in group) + max(line.right for line in group)) / 2
    heights = [rule.place for rule in rules if rule.start < middle < rule.end]
    return [
        any(below.baseline < height < above.baseline for height in heights)
        for above, below in pairwise(group)
    ]
