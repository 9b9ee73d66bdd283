"""The text of HTML bytes: their encoding is told by a byte order mark or the page, else the likeliest."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_ARABIC_BYTES = re.compile(rb"[\xc7\xe1\xe6\xed\xca\xd1]")
# Browsers read these names as the wider Windows sets.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}


def html_text(content: bytes) -> tuple[str, str]:
    """The text and a note: `""`, or which encoding was taken because the stated one does not fit.

    >>> html_text("<meta charset=windows-1256>إيرادات".encode("cp1256"))
    ('<meta charset=windows-1256>إيرادات', '')
    >>> html_text("<p>Umsätze".encode("cp1252"))
    ('<p>Umsätze', 'The page names no encoding that fits; it was read as cp1252.')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), ""
    stated = _CHARSET.search(content[:4_096])
    for encoding in (_python_name(stated[1].decode("ascii")) if stated else "", "utf-8"):
        if encoding:
            try:
                return content.decode(encoding), ""
            except (UnicodeDecodeError, UnicodeError):
                continue
    encoding = _likely_encoding(content)
    return (
        content.decode(encoding, "replace"),
        f"The page names no encoding that fits; it was read as {encoding}.",
    )


def _python_name(name: str) -> str:
    """The text codec that a page's word for its encoding names, or `""`.

    >>> [_python_name(name) for name in ("ISO-8859-1", "UTF8", "x-klingon", "rot13", "utf-16")]
    ['cp1252', 'utf-8', '', '', 'utf-8']
    """
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)
    except LookupError:
        return ""
    if codec.name.startswith("utf-16"):
        return "utf-8"
    return _WIDER.get(codec.name, codec.name)


def _likely_encoding(content: bytes) -> str:
    """`utf-8` where all but a few bytes are, else the Windows set of the script, Arabic or western."""
    high = sum(map(content.count, range(0x80, 0x100)))
    broken = content.decode("utf-8", "replace").count("�")
    if broken * 20 < high:
        return "utf-8"
    return "cp1256" if len(_ARABIC_BYTES.findall(content)) * 4 > high else "cp1252"
