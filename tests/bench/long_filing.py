"""A yearly report of an invented company as long as real ones: some 300 pages of HTML in the style of filings.

`python tests/bench/long_filing.py FILE` writes it; the same bytes each time. Tables have their signs in cells of
their own, spacer columns, heads over three columns and raised marks, and every paragraph prints figures.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

PAGES = 300
TABLES_A_PAGE = 2
ROWS_A_TABLE = 9
PARAGRAPHS_A_PAGE = 6
_STYLE = 'style="padding:2px 1pt;text-align:right;vertical-align:bottom"'
_LINES = (
    "Product revenues",
    "Service revenues",
    "Cost of products sold",
    "Selling and administrative expenses",
    "Research costs",
    "Interest expense",
    "Income before taxes",
    "Income taxes",
    "Net income",
    "Customers (in thousands)",
    "Operating margin",
)


def long_filing(pages: int = PAGES) -> str:
    """The page of the report; some 16 KB of HTML for each printed page."""
    numbers = random.Random(20260101)
    body = "\n".join(_printed_page(numbers, page) for page in range(1, pages + 1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"/>'
        "<title>Acme yearly report</title><style>p{margin:0}</style></head><body>"
        '<div style="display:none"><ix:header><ix:hidden>Acme 0000000000</ix:hidden></ix:header></div>'
        f"<h1>Acme Industries: yearly report for 2025</h1>\n{body}</body></html>"
    )


def _printed_page(numbers: random.Random, page: int) -> str:
    """One printed page: a heading, paragraphs, tables and the number at its foot."""
    parts = [f'<div><p style="font-weight:700">Division {page}: results of operations</p></div>']
    for at in range(PARAGRAPHS_A_PAGE):
        parts.append(_paragraph(numbers))
        if at < TABLES_A_PAGE:
            parts.append(_table(numbers))
    return (
        "\n".join(parts) + f'<div style="text-align:center">{page}</div><hr style="page-break-after:always"/>'
    )


def _paragraph(numbers: random.Random) -> str:
    """Sentences with amounts, shares, counts, periods and a mark of a footnote."""
    amount, share, count = (
        numbers.randint(100, 99_999),
        numbers.randint(10, 400) / 10,
        numbers.randint(1_000, 999_999),
    )
    return (
        '<div style="margin-top:6pt"><span style="font-size:10pt">'
        f"Revenues of the division rose {share}% to ${amount:,} million for the year ended December&#160;31, 2025, from "
        f"${amount * 100 // (100 + int(share)):,} million in 2024<sup>({numbers.randint(1, 9)})</sup>. It served more than "
        f"{count:,} customers in {numbers.randint(2, 40)} countries as of September&#160;30, 2025, and expects between "
        f"{share:.1f}% and {share + 1:.1f}% growth in 2026, as new plants open in the second half of the year.</span></div>"
    )


def _table(numbers: random.Random) -> str:
    """A table of two periods in two years under heads that span their columns."""
    periods = ("Three Months Ended September 30,", "Nine Months Ended September 30,")
    years = "".join(
        f'<td colspan="3" {_STYLE}>{year}</td><td></td>' for _ in periods for year in (2025, 2024)
    )
    heads = "".join(f'<td colspan="7" {_STYLE}><b>{period}</b></td><td></td>' for period in periods)
    rows = "".join(_row(numbers, row) for row in range(ROWS_A_TABLE))
    return (
        '<table style="border-collapse:collapse;width:100%"><tr>'
        + '<td style="width:1%"></td>' * 19
        + "</tr>"
        f'<tr><td colspan="3"></td>{heads}</tr><tr><td colspan="3">(in millions)</td>{years}</tr>{rows}</table>'
    )


def _row(numbers: random.Random, row: int) -> str:
    """A label and four values, losses in brackets and margins in per cent, their signs in cells of their own."""
    label = _LINES[row % len(_LINES)]
    cells = []
    for _ in range(4):
        number = numbers.randint(-9_999, 99_999)
        if label == "Operating margin":
            before, words, behind = "", f"{abs(number) / 1_000:.1f}", "%"
        elif number < 0:
            before, words, behind = "$" if row == 0 else "", f"({-number:,}", ")"
        else:
            before, words, behind = "$" if row == 0 else "", f"{number:,}", ""
        cells.append(
            f"<td {_STYLE}>{before}</td><td {_STYLE}><ix:nonfraction>{words}</ix:nonfraction></td>"
            f"<td {_STYLE}>{behind}</td><td></td>"
        )
    return f'<tr style="background-color:#cceeff"><td colspan="3">{label}</td>{"".join(cells)}</tr>\n'


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(long_filing(), encoding="utf-8")
