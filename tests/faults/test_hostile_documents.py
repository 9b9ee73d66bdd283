"""Documents that are broken or mean harm end in a sentence, within bounds of time and memory."""

import io
import zipfile
import zlib

import pytest

from ingest.errors import UnusableInputError
from ingest.extract.readers.bounded import Limits
from ingest.extract.readers.reading import document_of

TIGHT = Limits(memory_bytes=512 * 1024**2, seconds=5)
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def refusal(content: bytes, name: str, limits: Limits = TIGHT) -> str:
    with pytest.raises(UnusableInputError) as error:
        document_of(content, name, limits)
    return error.value.sentence


def pdf(stream: bytes = b"", *, count: int = 1, stream_words: bytes = b"", trailer: bytes = b"") -> bytes:
    contents = b"<</Length %d%b>>stream\n%b\nendstream" % (len(stream), stream_words, stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[3 0 R]>>" % count,
        PAGE,
        contents,
        FONT,
    ]
    body = b"".join(b"%d 0 obj%bendobj\n" % (number, words) for number, words in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6%b>>\n%%%%EOF" % trailer


def workbook(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def test_a_file_larger_than_the_limit_is_not_read() -> None:
    assert refusal(b"a" * 2_000_000, "acme.txt", Limits(input_bytes=1_000_000)).startswith(
        "acme.txt has 2 MB, more than the 1 MB"
    )


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nnothing", pdf()[:90], b"%PDF-1.4\n" + bytes(range(256)) * 50]
)
def test_a_broken_pdf(content: bytes) -> None:
    assert "acme.pdf is broken" in refusal(content, "acme.pdf")


def test_a_pdf_under_a_password() -> None:
    key = b"<" + b"41" * 32 + b">"
    locked = pdf(trailer=b"/ID[<41><41>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O %b/U %b>>" % (key, key))
    assert refusal(locked, "acme.pdf") == "acme.pdf is protected by a password; save a copy without it."


def test_a_pdf_of_pictures_only_asks_for_text_recognition() -> None:
    assert "pictures only" in refusal(pdf(b"0 0 600 800 re f"), "acme.pdf")


def test_a_pdf_that_claims_a_thousand_million_pages() -> None:
    claims = pdf(b"BT /F1 12 Tf 50 600 Td (Acme 12) Tj ET", count=1_000_000_000)
    assert document_of(claims, "acme.pdf", TIGHT).text == "Acme 12\n"


def test_a_pdf_whose_page_swells() -> None:
    shown = zlib.compress(b"BT /F1 12 Tf 50 600 Td (Acme 12) Tj ET\n" * 12_000_000, 9)
    assert len(shown) < 2_000_000
    assert refusal(pdf(shown, stream_words=b"/Filter/FlateDecode"), "acme.pdf").endswith(
        "the part that matters."
    )


def test_a_zip_bomb_in_a_workbook() -> None:
    bomb = workbook({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 50_000_000})
    assert "would unpack to 50 MB" in refusal(bomb, "acme.xlsx")


def test_a_workbook_of_too_many_parts() -> None:
    parts = {f"xl/media/{at}": b"" for at in range(5_001)}
    assert "5,002 parts" in refusal(workbook({"xl/workbook.xml": b"<workbook/>"} | parts), "acme.xlsx")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04broken",
        workbook({"xl/workbook.xml": b"<workbook/>"}),
        workbook({"xl/workbook.xml": b"<a><b>"}),
    ],
)
def test_a_broken_workbook(content: bytes) -> None:
    assert "acme.xlsx is broken" in refusal(content, "acme.xlsx")


@pytest.mark.parametrize(
    ("entry", "says"), [("word/document.xml", "Word or PowerPoint"), ("a.txt", "unpack it")]
)
def test_other_packed_files_are_told_what_to_do(entry: str, says: str) -> None:
    assert says in refusal(workbook({entry: b""}), "acme.docx")


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0\xa1", b"{\\rtf1 Acme}", b"\x1f\x8b\x08"]
)
def test_other_formats_are_told_what_to_do(content: bytes) -> None:
    assert "which is not read; " in refusal(content, "acme")


def test_elements_nested_a_hundred_thousand_deep() -> None:
    assert "2,000 deep" in refusal(b"<html>" + b"<div>" * 100_000 + b"12", "acme.html")


def test_two_thousand_tables_in_each_other_are_read() -> None:
    assert "12" in document_of(b"<html>" + b"<table><tr><td>" * 500 + b"12", "acme.html", TIGHT).text


def test_a_table_without_end_meets_the_limit_of_time() -> None:
    endless = b"<html><table>" + b"<tr><td>Revenue<td>12" * 1_500_000
    assert refusal(endless, "acme.html", Limits(seconds=1)) == (
        "acme.html took longer than 1 seconds to read; split it and give the part that matters."
    )


def test_a_table_without_end_meets_the_limit_of_memory() -> None:
    endless = b"<html><table>" + b"<tr><td>Revenue<td>12" * 1_500_000
    assert refusal(endless, "acme.html", Limits(memory_bytes=256 * 1024**2)) == (
        "acme.html needs more than 0.25 GiB of memory to read; split it and give the part that matters."
    )


def test_cells_that_span_without_end_and_an_attribute_of_megabytes_are_read() -> None:
    spans = b"<tr><td colspan=99999999 rowspan=99999999>Revenue<td>12</tr>" * 200
    attribute = b"<p style='" + b"position:relative;" * 300_000 + b"'>Acme 7</p>"
    document = document_of(b"<html><table>" + spans + b"</table>" + attribute, "acme.html", TIGHT)
    assert document.text.endswith("Acme 7\n")


def test_a_script_stays_words_that_nobody_sees_and_direction_marks_stay() -> None:
    document = document_of(
        "<html><script>fetch('/')</script><p>\u202eAcme\u202c 12</p>".encode(), "acme.html"
    )
    assert document.text == "\u202eAcme\u202c 12\n"


def test_an_entity_of_a_file_is_not_read() -> None:
    page = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>Acme &x; 12</p></html>'
    assert "root:" not in document_of(page, "acme.html").text


def test_a_line_of_megabytes_is_read() -> None:
    for line in (
        "| " * 1_000_000,
        '"' * 1_000_000,
        " " * 1_000_000 + "x",
        "- " * 1_000_000,
        "12  " * 500_000,
    ):
        assert document_of(line.encode(), "acme.txt").text == line
        assert document_of(line.encode(), "acme.csv").text == line
