"""Which leading rows of a table head its columns: those without values, only with words, units and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.extract.readers.rendering import GridCell

MOST_HEADER_ROWS = 12
MOST_HEADER_COLUMNS = 500
_DIGITS = "0-9٠-٩۰-۹"
_MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"|يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر"
    r"|كانون (?:الثاني|الأول)|شباط|[آا]ذار|نيسان|[أا]يار|حزيران|تموز|[آا]ب|[أا]يلول|تشرين (?:الأول|الثاني))"
)
_YEAR = r"(?:19|20|١٩|٢٠|۱۹|۲۰)[0-9٠-٩۰-۹]{2}"
# What is printed with digits and still is no value: dates, years, quarters, lengths of time, footnote marks.
_NO_VALUE = re.compile(
    "|".join(
        (
            rf"{_YEAR}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?",
            r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
            rf"{_MONTH}\s+[{_DIGITS}]{{1,2}}(?![{_DIGITS}])",
            rf"[{_DIGITS}]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}",
            rf"{_MONTH}[-\s'’]*[{_DIGITS}]{{2}}(?![{_DIGITS}])",
            rf"(?:FY|CY|F|Q[1-4]|H[12]|[1-4]Q|[12]H|9M|6M|3M)[\s'’/-]*(?:{_YEAR}|\d\d)?[AEPF*]?(?!\w)",
            rf"(?<![{_DIGITS}.,٫٬])(?:{_YEAR})(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?\s?[AEPF*]?(?![\w.,٫٬]*[{_DIGITS}])",
            rf"[{_DIGITS}]{{1,2}}\s*(?:[-–]\s*[{_DIGITS}]{{1,2}}\s*)?"
            r"(?:-\s*)?(?:months?|weeks?|years?|quarters?|[أا]شهر|شهرا?|[أا]سابيع|سنوات|سنة)(?!\w)",
            r"\(\s*(?:\d{1,2}|[a-z])\s*\)\s*$",
        )
    ),
    re.IGNORECASE,
)
_BEGINS_AS_VALUE = re.compile(rf"[(\-−–+~≈<>≥≤]*\s*(?:US|C|A|R)?[$€£¥₹]?\s*[(\-−]?\s*[{_DIGITS}]")
_HOLDS_VALUE = re.compile(rf"[$€£¥₹]\s?[{_DIGITS}]|[{_DIGITS}]\s?[%٪]|[{_DIGITS}][.,٫٬][{_DIGITS}]")
_ANY_DIGIT = re.compile(rf"[{_DIGITS}]")
_UNIT_LABEL = re.compile(
    r"[(\[].*[)\]]|.*\bin (?:thousands|millions|billions)\b.*", re.IGNORECASE | re.DOTALL
)


def is_value(words: str) -> bool:
    """Whether a cell prints a value rather than a date, a period, a unit or words.

    >>> [is_value(words) for words in ("1,234", "(6%)", "$12 million", "Up 3%", "١٢٫٥")]
    [True, True, True, True, True]
    >>> [is_value(words) for words in ("2025", "Q3 2025", "Dec. 31, 2024", "Nine months", "(in millions)")]
    [False, False, False, False, False]
    """
    if len(words) > 200 or not _ANY_DIGIT.search(words):
        return False
    rest = _NO_VALUE.sub(" ", words).strip()
    return bool(_BEGINS_AS_VALUE.match(rest) or _HOLDS_VALUE.search(rest))


def header_row_count(rows: Sequence[Sequence[str]]) -> int:
    """How many leading rows head the columns; the cells of a row by column, `""` where there is none.

    >>> header_row_count([["", "2025", "2024"], ["Revenue", "12", "11"]])
    1
    >>> header_row_count([["Acme", ""], ["(in millions)", "2025"], ["Revenue", ""], ["Premiums", "12"]])
    2
    >>> header_row_count([["Revenue", "12"], ["Cost", "7"]])
    0
    """
    count = 0
    titles_only = True
    for cells in rows[:MOST_HEADER_ROWS]:
        if any(is_value(words) for words in cells[1:] or cells):
            break
        if not (titles_only or not cells[0] or _UNIT_LABEL.fullmatch(cells[0])):
            break
        titles_only = titles_only and not any(cells[1:])
        count += 1
    if not any(any(cells[1:]) for cells in rows[:count]) and any(len(cells) > 1 for cells in rows):
        return 0
    return count if count < len(rows) else min(count, len(rows) - 1, 1)


def heading_rows(places: Iterable[tuple[int, int, str]]) -> int:
    """How many leading rows head the columns of a table whose cells are given by row, column and words.

    >>> heading_rows([(0, 1, "2025"), (1, 0, "Revenue"), (1, 1, "12")])
    1
    """
    first_rows: list[dict[int, str]] = [{} for _ in range(MOST_HEADER_ROWS + 1)]
    last_row = width = 0
    for row, column, words in places:
        if row <= MOST_HEADER_ROWS and column < MOST_HEADER_COLUMNS:
            first_rows[row][column] = words
            width = max(width, column + 1)
        last_row = max(last_row, row)
    return header_row_count(
        [[cells.get(column, "") for column in range(width)] for cells in first_rows[: last_row + 1]]
    )


def with_headers(cells: Sequence[GridCell], told: int = 0) -> list[GridCell]:
    """The cells with those of the heading rows marked; `told` rows are headings as the document says.

    >>> [cell.is_header for cell in with_headers([GridCell(0, 1, "2025"), GridCell(1, 0, "Revenue")])]
    [True, False]
    """
    count = max(told, heading_rows((cell.row, cell.column, cell.words) for cell in cells))
    return [cell._replace(is_header=True) if cell.row < count else cell for cell in cells]
