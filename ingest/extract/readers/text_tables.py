"""The tables of a plain text or of Markdown: rows parted by pipes, columns parted by wide gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.extract.document import Block, Cell
from ingest.extract.readers.aligned_columns import Chunk, columns_of, placed_in, with_signs
from ingest.extract.readers.lines import Line, mark_of
from ingest.extract.readers.table_headers import heading_rows, is_value

LONGEST_LINE = 2_000
_HEAD_INDENT = 8
_PIPE = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")
_RULE_LINE = re.compile(r"[ \t|:+=_–—-]*+(?<=[=_–—-])|(?:\*\s*){3,}")
_RULE_RUN = re.compile(r"([=_–—-])\1\1")
_GAP = re.compile(r"[ \xa0]*+\.{4,}[ \xa0]*|[ \xa0]*+\t[ \t\xa0]*|[ \xa0]{2,}")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.*\S)\1")


def is_rule(words: str) -> bool:
    """Whether a line only draws a line: `-----`, `=====  =====`, `|---|:-:|`.

    >>> [is_rule(words) for words in ("-----", "====  ====", "|---|:--:|", "- 12", "|")]
    [True, True, True, False, False]
    """
    if len(words) > LONGEST_LINE:
        return False
    return bool(_RULE_RUN.search(words) and _RULE_LINE.fullmatch(words.rstrip("|: \t"))) or (
        "|" in words and "-" in words and all(map(_RULE_CELL.fullmatch, words.strip("| \t").split("|")))
    )


def pipe_table(text: str, lines: Sequence[Line], first: int) -> tuple[Block, int] | None:
    """The pipe table that begins at a line, with the line behind it; None where none begins there.

    It has two rows of two or more cells, or one with a line of dashes under it or a pipe at both ends.
    """
    at, rule = first, 0
    rows: list[list[tuple[int, int]]] = []
    while at < len(lines) and "|" in lines[at].words:
        line = lines[at]
        if is_rule(line.words):
            if rule and len(rows) > rule:
                # A second line of dashes: the row above it begins a table of its own.
                at, rows = at - 1, rows[:-1]
                break
            rule = rule or len(rows)
        else:
            spans = _pipe_spans(line)
            if len(spans) < 2 and not (rows and _is_closed(line)):
                break
            rows.append(spans)
        at += 1
    if not any(len(spans) > 1 for spans in rows) or (
        len(rows) == 1 and not rule and not _is_closed(lines[first])
    ):
        return None
    cells = [
        Cell(row, column, start, end)
        for row, spans in enumerate(rows)
        for column, (start, end) in enumerate(spans)
        if start < end
    ]
    return (_table(text, cells, rule), at) if cells else None


def aligned_table(text: str, lines: Sequence[Line], first: int) -> tuple[Block, int] | None:
    """The table of columns parted by wide gaps that begins at a line, with the line behind it; else None.

    It has two or more rows of two or more columns and a value in one of them, or tabs in every row.
    """
    is_head_over_columns = lines[first].indent >= _HEAD_INDENT and _row_follows(lines, first)
    if len(_chunks(lines[first])) < 2 and not is_head_over_columns:
        return None
    rows: list[list[Chunk]] = []
    at = end = first
    while at < len(lines):
        line = lines[at]
        chunks = _chunks(line)
        if len(chunks) > 1 or (chunks and _row_follows(lines, at)):
            rows.append(chunks)
            end = at + 1
        elif not (is_rule(line.words) or (not line.words and _row_follows(lines, at))):
            break
        at += 1
    full = [row for row in rows if len(row) > 1]
    by_tabs = all("\t" in text[row[0].end : row[1].start] for row in full)
    if len(full) < 2 or not (by_tabs or any(is_value(chunk.words) for row in full for chunk in row[1:])):
        return None
    columns = columns_of(rows)
    placed_rows = [placed_in(columns, row) for row in rows] if columns else [None]
    cells = []
    for row, placed_row in enumerate(placed_rows):
        if placed_row is None:
            return None
        for column, column_span, chunk in placed_row:
            cells.append(Cell(row, column, chunk.start, chunk.end, 1, column_span))
    return _table(text, cells), end


def within_emphasis(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the asterisks of a wholly bold one.

    >>> within_emphasis("**12**", 0, 6)
    (2, 4)
    """
    found = _EMPHASIS.fullmatch(text, start, end)
    return found.span(2) if found else (start, end)


def _table(text: str, cells: list[Cell], told: int = 0) -> Block:
    """The table of these cells with its heading rows marked: as many as told, else as the words show."""
    count = max(told, heading_rows((cell.row, cell.column, text[cell.start : cell.end]) for cell in cells))
    widened = _over_all(cells, count) if told else cells
    marked = tuple(_as_header(cell) if cell.row < count else cell for cell in widened)
    return Block("table", marked[0].start, marked[-1].end, cells=marked)


def _over_all(cells: Sequence[Cell], count: int) -> list[Cell]:
    """The cells with those of the upper of several heading rows reaching over the empty ones behind them."""
    width = max(cell.column for cell in cells) + 1
    reaching = []
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        is_last = following is None or following.row != cell.row
        until = width if is_last or following is None else following.column
        is_upper = cell.row < count - 1 and cell.column > 0
        reaching.append(replace(cell, column_span=until - cell.column) if is_upper else cell)
    return reaching


def _as_header(cell: Cell) -> Cell:
    """The cell as one of a heading row."""
    return Cell(cell.row, cell.column, cell.start, cell.end, cell.row_span, cell.column_span, is_header=True)


def _is_closed(line: Line) -> bool:
    """Whether a line has a pipe at both ends."""
    return len(line.words) > 1 and line.words.startswith("|") and line.words.endswith("|")


def _pipe_spans(line: Line) -> list[tuple[int, int]]:
    """The spans of the cells of one line, without spaces and emphasis; an empty cell has an empty span."""
    cuts = [found.start() for found in _PIPE.finditer(line.words)]
    edges = [-1, *cuts, len(line.words)]
    spans = []
    for before, behind in pairwise(edges):
        piece = line.words[before + 1 : behind]
        start = before + 1 + len(piece) - len(piece.lstrip())
        end = max(start, before + 1 + len(piece.rstrip()))
        inner_start, inner_end = within_emphasis(line.words, start, end)
        spans.append((line.start + inner_start, line.start + inner_end))
    if cuts and cuts[0] == 0:
        spans = spans[1:]
    if cuts and len(spans) > 1 and cuts[-1] == len(line.words) - 1:
        spans = spans[:-1]
    return spans


def _row_follows(lines: Sequence[Line], at: int) -> bool:
    """Whether a row of several columns is the next line."""
    return at + 1 < len(lines) and len(_chunks(lines[at + 1])) > 1


def _chunks(line: Line) -> list[Chunk]:
    """The words of a line between wide gaps; a lone currency sign or per cent sign goes with its number."""
    words = line.words
    if len(words) > LONGEST_LINE or ("  " not in words and "\t" not in words and "...." not in words):
        return [Chunk(line.indent, line.indent + len(words), words, line.start, line.end)] if words else []
    if is_rule(words) or mark_of(words):
        return []
    chunks: list[Chunk] = []
    start = column = 0
    by_tabs = "\t" in words
    for gap in [*_GAP.finditer(words), None]:
        end = gap.start() if gap else len(words)
        if gap and gap[0] == "  " and words[end - 1 : end] in tuple(".!?"):
            continue
        if start < end:
            left, right = (column, column + 0.5) if by_tabs else (line.indent + start, line.indent + end)
            chunks.append(Chunk(left, right, words[start:end], line.start + start, line.start + end))
        if gap:
            start = gap.end()
            column += max(1, gap[0].count("\t"))
    return with_signs(chunks)
