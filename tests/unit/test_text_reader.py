"""Text and Markdown become headings, paragraphs, items and tables at their own offsets."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnusableInputError
from ingest.extract.document import Document
from ingest.extract.readers.reading import document_of


def parts(text: str, name: str = "acme.txt") -> list[tuple[str, str]]:
    document = document_of(text.encode(), name)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def rows(text: str, name: str = "acme.txt") -> list[list[tuple[int, str, bool]]]:
    document = document_of(text.encode(), name)
    (table,) = (block for block in document.blocks if block.kind == "table")
    grid: dict[int, list[tuple[int, str, bool]]] = {}
    for cell in table.cells:
        words = document.text[cell.start : cell.end]
        grid.setdefault(cell.row, []).append((cell.column, words, cell.is_header))
    return list(grid.values())


def check_spans(document: Document) -> None:
    """Blocks follow one another within the text, and cells lie within their table in order."""
    behind = 0
    for block in document.blocks:
        assert behind <= block.start < block.end <= len(document.text)
        behind = block.end
        inner = block.start
        for cell in block.cells:
            assert inner <= cell.start < cell.end <= block.end
            assert document.text[cell.start : cell.end].strip() == document.text[cell.start : cell.end]
            inner = cell.end


def test_text_is_the_bytes_with_their_line_ends_and_marks() -> None:
    content = "\ufeffAcme\u202e grew\r\nto 12\rclients\n".encode()
    assert document_of(content, "acme.txt").text.encode() == content


def test_wrapped_lines_are_one_paragraph_and_a_short_line_above_is_its_heading() -> None:
    wrapped = "Acme sold more of its products in all regions in the year and\nserved 12 million customers.\n"
    assert parts(f"Overview\n{wrapped}") == [("heading", "Overview"), ("paragraph", wrapped.strip())]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    line = "Acme served 12 million customers in its home market and " + "many more abroad " * 8
    assert [kind for kind, _ in parts(f"{line}\n{line}\n")] == ["paragraph", "paragraph"]


@pytest.mark.parametrize("mark", ["-", "*", "•", "–", "1.", "(a)", "١."])
def test_an_item_excludes_its_mark(mark: str) -> None:
    assert parts(f"{mark} Revenue: $5 million\n") == [("item", "Revenue: $5 million")]


def test_a_minus_sign_is_no_mark() -> None:
    assert parts("-6% in 2025.") == [("paragraph", "-6% in 2025.")]


def test_markdown_headings_have_their_level() -> None:
    document = document_of(b"# Acme\n\nResults\n-------\n\n### Cash ###\nIt grew.", "acme.md")
    assert [block.level for block in document.blocks] == [1, 2, 3, 0]
    assert document.format == "markdown"


@pytest.mark.parametrize(
    "text",
    [
        "| Metric | 2025 |\n|---|---|\n| Revenue | 12 |\n",
        "|Metric|2025|\n|Revenue|12|\n",
        "Metric | 2025\nRevenue | 12\n",
        "Metric      2025\nRevenue       12\n",
        "Metric\t2025\nRevenue\t12\n",
    ],
)
def test_tables_of_pipes_gaps_and_tabs_are_alike(text: str) -> None:
    assert rows(text) == [[(0, "Metric", True), (1, "2025", True)], [(0, "Revenue", False), (1, "12", False)]]


def test_an_escaped_pipe_parts_no_cells() -> None:
    assert rows("| A \\| B | 2025 |\n|---|---|\n| x | 1 |")[0][0] == (0, "A \\| B", True)


def test_a_lone_pipe_is_no_table() -> None:
    assert [kind for kind, _ in parts("|\nAcme: figures |\nIt grew.")] == ["paragraph"] * 3


def test_two_tables_without_a_line_between_stay_two() -> None:
    text = "| A | B |\n|---|---|\n| x | 1 |\n| C | D |\n|---|---|\n| y | 2 |\n"
    assert [kind for kind, _ in parts(text)] == ["table", "table"]


def test_a_currency_sign_apart_goes_with_its_number_under_a_head_of_two_columns() -> None:
    text = "               Nine months\n             2025      2024\nRevenue   $ 1,234   $ 1,100\nCost           12        11\n"
    document = document_of(text.encode(), "acme.txt")
    head, *_ = document.blocks[0].cells
    assert (head.column, head.column_span, head.is_header) == (1, 2, True)
    assert rows(text)[2][1] == (1, "$ 1,234", False)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Umsatz \xe4", r"acme.txt is not UTF-8 at byte 7 \(0xe4\).*iconv -f WINDOWS-1252"),
        ("أرباح الشركة".encode("cp1256"), "WINDOWS-1256"),
        ("Acme".encode("utf-16"), "UTF-16"),
        (b" \n", "empty"),
    ],
)
def test_other_encodings_are_told_with_the_remedy(content: bytes, says: str) -> None:
    with pytest.raises(UnusableInputError, match=says):
        document_of(content, "acme.txt")


PIECES = st.sampled_from(
    [
        "|",
        "\n",
        "\r\n",
        "- ",
        "1. ",
        "# ",
        "---",
        "===",
        "  ",
        "\t",
        '"',
        ",",
        ";",
        "Acme",
        "12.5%",
        "$",
        "(1)",
        "أكمي",
        "\ufeff",
        "**",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


def test_full_lines_go_on_whatever_the_next_begins_with_and_a_page_number_is_no_item() -> None:
    first = "Acme ended the month of June serving a little over 18 million customers, up from"
    text = f"{first}\n17.3 million in its last year, and expects more of them in the next, as it opens plants.\n\n- 4 -\n"
    assert [kind for kind, _ in parts(text)] == ["paragraph"]


@given(TEXTS, st.sampled_from(["a.txt", "a.md", "a.csv", "a.tsv"]))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str, name: str) -> None:
    try:
        document = document_of(text.encode(), name)
    except UnusableInputError:
        return
    assert document.text == text
    check_spans(document)


@given(st.binary(max_size=300), st.sampled_from(["a", "a.txt", "a.md", "a.csv"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    with suppress(UnusableInputError):
        check_spans(document_of(content, name))


def test_an_upper_heading_reaches_over_the_empty_cells_behind_it() -> None:
    page = (
        b"| | 2025 | | 2024 | |\n|---|---|---|---|---|\n| | Q3 | 9M | Q3 | 9M |\n| Sales | 1 | 2 | 3 | 4 |\n"
    )
    [table] = document_of(page, "a.md").blocks
    over = [(cell.column, cell.column_span) for cell in table.cells if cell.is_header and cell.row == 0]
    assert over == [(1, 2), (3, 2)]
