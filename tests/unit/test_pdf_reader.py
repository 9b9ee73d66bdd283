"""A PDF becomes its lines in reading order: headings, paragraphs, items and tables, right to left as well."""

import subprocess
from pathlib import Path

import pytest

from ingest.extract.document import Document
from ingest.extract.readers.reading import document_of

CHROMIUM = Path("/usr/bin/chromium")
Placed = tuple[int, int, int, str]


def pdf_of(*pages: list[Placed]) -> bytes:
    """A PDF whose pages show words at places: from the left, from below, size (negative: bold), words."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{5 + 2 * at} 0 R' for at in range(len(pages)))}]>>",
    ]
    objects += [
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
    ]
    for at, page in enumerate(pages):
        shown = "".join(
            f"BT /F{1 if size > 0 else 2} {abs(size)} Tf {x} {y} Td ({words}) Tj ET\n"
            for x, y, size, words in page
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {6 + 2 * at} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}\nendstream\n")
    body = "".join(f"{number} 0 obj{words}endobj\n" for number, words in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size {len(objects) + 1}>>\n%%EOF".encode("latin-1")


def read(*pages: list[Placed]) -> Document:
    return document_of(pdf_of(*pages), "acme.pdf")


def parts(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def rows(document: Document) -> list[list[tuple[int, int, str]]]:
    table = next(block for block in document.blocks if block.kind == "table")
    grid: dict[int, list[tuple[int, int, str]]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, []).append(
            (cell.column, cell.column_span, document.text[cell.start : cell.end])
        )
    return list(grid.values())


def test_headings_wrapped_paragraphs_and_items_are_told_apart() -> None:
    page = [
        (50, 700, 18, "Results"),
        (50, 670, 10, "Revenue rose to 12 and"),
        (50, 658, 10, "served more clients."),
        (50, 630, 10, "- Cost: 7"),
        (50, 600, -10, "2. Outlook"),
    ]
    assert parts(read(page)) == [
        ("heading", "Results"), ("paragraph", "Revenue rose to 12 and served more clients."), ("item", "Cost: 7"), ("heading", "2. Outlook"),
    ]  # fmt: skip


def test_aligned_words_are_a_table_with_signs_at_their_number_and_heads_over_columns() -> None:
    page = [
        (250, 700, 10, "Nine months"), (220, 685, 10, "2025"), (320, 685, 10, "2024"),
        (50, 670, 10, "Revenue"), (180, 670, 10, "$"), (220, 670, 10, "1,234"), (320, 670, 10, "1,100"),
        (50, 655, 10, "Selling and other"), (50, 643, 10, "expenses"), (220, 643, 10, "(12.5)"), (320, 643, 10, "7"),
    ]  # fmt: skip
    assert rows(read(page))[-2:] == [
        [(0, 1, "Revenue"), (1, 1, "$1,234"), (2, 1, "1,100")],
        [(0, 1, "Selling and other expenses"), (1, 1, "(12.5)"), (2, 1, "7")],
    ]


def test_repeated_headers_and_page_numbers_are_in_the_text_but_in_no_block() -> None:
    pages = [
        [
            (50, 780, 9, "Acme report 2025"),
            (50, 600, 10, f"Revenue of region {at} rose."),
            (290, 20, 9, f"Page {at} of 3"),
        ]
        for at in (1, 2, 3)
    ]
    document = read(*pages)
    assert parts(document) == [("paragraph", f"Revenue of region {at} rose.") for at in (1, 2, 3)]
    assert [block.page for block in document.blocks] == [1, 2, 3]
    assert "Page 2 of 3" in document.text


def test_raised_digits_do_not_glue_to_the_number() -> None:
    assert parts(read([(50, 600, 12, "Revenue was 2,300"), (151, 605, 7, "1"), (160, 600, 12, "in 2025.")]))[
        0
    ][1].startswith("Revenue was 2,300¹")


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser to print an Arabic page with")
def test_arabic_is_read_in_logical_order_with_its_digits(tmp_path: Path) -> None:
    prose = "بلغت الإيرادات 69.75 مليار دولار خلال الربع الثالث، بزيادة 6% (أكثر من ١٨٫٥ مليون عميل)."
    table = "<table border=1><tr><td>البند<td>2025<td>2024<tr><td>الإيرادات<td>1,234.5<td>(1,100)</table>"
    page = tmp_path / "acme.html"
    page.write_text(
        f"<html dir=rtl lang=ar><meta charset=utf-8><body><p>{prose}</p>{table}</body></html>",
        encoding="utf-8",
    )
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--no-pdf-header-footer",
        f"--print-to-pdf={tmp_path / 'acme.pdf'}",
        page,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = document_of((tmp_path / "acme.pdf").read_bytes(), "acme.pdf")
    assert parts(document)[0] == ("paragraph", prose)
    assert rows(document) == [
        [(0, 1, "البند"), (1, 1, "2025"), (2, 1, "2024")],
        [(0, 1, "الإيرادات"), (1, 1, "1,234.5"), (2, 1, "(1,100)")],
    ]
