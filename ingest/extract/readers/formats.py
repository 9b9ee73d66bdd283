"""Which format a file has: its first bytes decide, then the end of its name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from ingest.errors import UnusableInputError
from ingest.extract.document import Format

_BY_SUFFIX: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_UNREAD = (
    (b"\xd0\xcf\x11\xe0", "an Office file of the years before 2007", "save it as .xlsx or PDF"),
    (b"{\\rtf", "an RTF file", "save it as PDF or plain text"),
    (b"\x89PNG", "a picture", "run text recognition over it and give its text"),
    (b"\xff\xd8\xff", "a picture", "run text recognition over it and give its text"),
    (b"GIF8", "a picture", "run text recognition over it and give its text"),
    (b"II*\x00", "a picture", "run text recognition over it and give its text"),
    (b"MM\x00*", "a picture", "run text recognition over it and give its text"),
    (b"\x1f\x8b", "a packed file", "unpack it and give what is in it"),
    (b"7z\xbc\xaf", "a packed file", "unpack it and give what is in it"),
    (b"Rar!", "a packed file", "unpack it and give what is in it"),
    (b"PAR1", "a Parquet file", "export it as CSV"),
)
KNOWN = ", ".join(sorted(_BY_SUFFIX))


def format_of(content: bytes, name: str) -> Format:
    """The format of a file; raises UnusableInputError, with what to do, where it is none that is read.

    >>> format_of(b"%PDF-1.7", "acme.txt"), format_of(b"<!DOCTYPE html><p>", "acme")
    ('pdf', 'html')
    """
    suffix = PurePath(name).suffix.lower()
    if not content.strip(b"\x00\t\n\r "):
        raise UnusableInputError(f"{name} is empty.")
    if b"%PDF-" in content[:1_024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content, name)
    for first, kind, remedy in _UNREAD:
        if content.startswith(first):
            raise UnusableInputError(f"{name} is {kind}, which is not read; {remedy}.")
    if suffix not in (".csv", ".tsv", ".md", ".markdown") and _looks_like_html(content):
        return "html"
    known = _BY_SUFFIX.get(suffix)
    if known in ("pdf", "xlsx"):
        raise UnusableInputError(
            f"{name} is broken: it does not begin as a {suffix} file does; fetch it again."
        )
    if known:
        return known
    if suffix and re.fullmatch(r"\.[a-z][a-z0-9]{1,4}", suffix):
        raise UnusableInputError(f'{name} ends in "{suffix}", which is not read; known are {KNOWN}.')
    return "text"


def _looks_like_html(content: bytes) -> bool:
    """Whether the bytes begin as a page does, in UTF-8 or UTF-16."""
    beginning = content[:8_192].removeprefix(b"\xef\xbb\xbf")
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        beginning = beginning[2:].replace(b"\x00", b"")
    return bool(_HTML.match(beginning))


def _of_zip(content: bytes, name: str) -> Format:
    """`xlsx` for a packed workbook; raises UnusableInputError for any other packed file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnusableInputError(f"{name} is broken: {error}; fetch it again.") from error
    if "xl/workbook.xml" in entries:
        return "xlsx"
    if "word/document.xml" in entries or "ppt/presentation.xml" in entries:
        raise UnusableInputError(f"{name} is a Word or PowerPoint file, which is not read; save it as PDF.")
    raise UnusableInputError(f"{name} is a packed file, which is not read; unpack it and give what is in it.")
