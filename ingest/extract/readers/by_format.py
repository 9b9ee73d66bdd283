"""The reader of each format; a reader's libraries are imported when it is first asked for."""

from __future__ import annotations

from ingest.extract.document import Document, Format


def read_as(read_as_format: Format, content: bytes, name: str) -> Document:
    """The document of the bytes, read here and without limits; raises UnusableInputError.

    >>> read_as("csv", b"Metric,2025\\nRevenue,12", "acme.csv").blocks[0].kind
    'table'
    """
    match read_as_format:
        case "html":
            from ingest.extract.readers.html_reader import read_html

            return read_html(content, name)
        case "pdf":
            from ingest.extract.readers.pdf_reader import read_pdf

            return read_pdf(content, name)
        case "xlsx":
            from ingest.extract.readers.sheet_reader import read_sheets

            return read_sheets(content, name)
        case "csv":
            from ingest.extract.readers.csv_reader import read_csv

            return read_csv(content, name)
        case "text" | "markdown":
            from ingest.extract.readers.text_reader import read_text

            return read_text(content, name)
