"""The door for documents: any file's bytes become a document, or an error says why not and what to do."""

from __future__ import annotations

from ingest.errors import UnusableInputError
from ingest.extract.document import Document
from ingest.extract.readers.bounded import Limits, read_bounded
from ingest.extract.readers.by_format import read_as
from ingest.extract.readers.formats import format_of

# What reads these is a few plain loops of our own: no process of its own is needed.
READ_HERE = ("text", "markdown", "csv")
LIMITS = Limits()


def document_of(content: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """The document of a file's bytes; `name` is the file's name, whose end may tell the format.

    Raises UnusableInputError for a format that is not read, a broken or protected file, one that is no UTF-8
    where the bytes are the text, and one that needs more than `limits` allow.

    >>> document_of(b"Revenue rose to 12.", "acme.txt").blocks[0].kind
    'paragraph'
    """
    if len(content) > limits.input_bytes:
        raise UnusableInputError(
            f"{name} has {len(content) / 1e6:,.0f} MB, more than the "
            f"{limits.input_bytes / 1e6:,.0f} MB that are read; split it and give the part that matters."
        )
    found = format_of(content, name)
    if found in READ_HERE:
        return read_as(found, content, name)
    return read_bounded(found, content, name, limits)
