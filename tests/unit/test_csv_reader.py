"""CSV becomes a table at the offsets of the file, with addresses of its records and fields."""

import pytest

from ingest.extract.readers.reading import document_of


def cells(text: str, name: str = "acme.csv") -> list[tuple[str, str, bool]]:
    document = document_of(text.encode(), name)
    return [
        (cell.address, document.text[cell.start : cell.end], cell.is_header)
        for block in document.blocks
        for cell in block.cells
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert [words for _, words, _ in cells(f"Metric{delimiter}2025\nRevenue{delimiter}12\n")] == [
        "Metric",
        "2025",
        "Revenue",
        "12",
    ]


def test_quotes_stay_outside_and_what_they_hold_stays_whole() -> None:
    assert cells('Metric,2025\r\n"Revenue, net","1,234"\r\n')[2:] == [
        ("R2C1", "Revenue, net", False),
        ("R2C2", "1,234", False),
    ]


def test_lines_above_the_table_are_paragraphs_and_records_keep_their_number() -> None:
    text = "Acme\nin thousands\n\nMetric,2025\nRevenue,12\n"
    document = document_of(text.encode(), "acme.csv")
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph", "table"]
    assert cells(text) == [
        ("R4C1", "Metric", True),
        ("R4C2", "2025", True),
        ("R5C1", "Revenue", False),
        ("R5C2", "12", False),
    ]


def test_a_quote_that_never_closes_is_a_sign_like_others() -> None:
    assert cells('a,b\n"12,5\n')[2:] == [("R2C1", '"12', False), ("R2C2", "5", False)]
