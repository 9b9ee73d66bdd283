"""Text and Markdown as a document: its text is the decoded bytes, so offsets are those of the file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.errors import UnusableInputError
from ingest.extract.document import Block, Document
from ingest.extract.readers.lines import Line, lines_of, mark_of
from ingest.extract.readers.rendering import MOST_CHARACTERS, document, too_long
from ingest.extract.readers.table_headers import is_value
from ingest.extract.readers.text_tables import aligned_table, is_rule, pipe_table, within_emphasis

MARKDOWN_SUFFIXES = (".md", ".markdown")
WIDEST_WRAP = 130
NARROWEST_WRAP = 50
_FULL_LINE = 0.8
LONGEST_HEADING = 120
MOST_HEADING_WORDS = 14
_HASHES = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_PAGE_NUMBER = re.compile(r"[-–—]\s*[0-9٠-٩]{1,4}\s*[-–—]")
_CLOSING = re.compile(r"[.!?;,:،؛؟。…]$")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(content: bytes, name: str) -> Document:
    """The document of a text or Markdown file; raises UnusableInputError where it is not UTF-8."""
    text = utf8_text(content, name)
    markdown = PurePath(name).suffix.lower() in MARKDOWN_SUFFIXES
    return document(name, content, "markdown" if markdown else "text", text, blocks_of(text))


def utf8_text(content: bytes, name: str) -> str:
    """The decoded text, line ends and a byte order mark as they are; raises UnusableInputError.

    >>> utf8_text("a\\r\\nب".encode(), "acme.txt")
    'a\\r\\nب'
    """
    remedy = (
        "Evidence counts characters of UTF-8: convert the file first, "
        f'for example with "iconv -f {_likely_encoding(content)} -t UTF-8".'
    )
    if content.startswith(_UTF_16):
        raise UnusableInputError(f"{name} is UTF-16, not UTF-8. {remedy}")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableInputError(
            f"{name} is not UTF-8 at byte {error.start} (0x{content[error.start]:02x}). {remedy}"
        ) from error
    if len(text) > MOST_CHARACTERS:
        raise too_long()
    return text


def blocks_of(text: str) -> list[Block]:
    """The headings, paragraphs, items and tables of a text, in order.

    >>> text = "Results\\n\\n- Revenue: 12\\n- Cost: 7"
    >>> [(block.kind, text[block.start : block.end]) for block in blocks_of(text)]
    [('heading', 'Results'), ('item', 'Revenue: 12'), ('item', 'Cost: 7')]
    """
    lines = lines_of(text)
    width = _wrap_width(lines)
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if not lines[at].words or is_rule(lines[at].words) or _PAGE_NUMBER.fullmatch(lines[at].words):
            at += 1
            continue
        block, at = (
            _marked_heading(lines, at)
            or pipe_table(text, lines, at)
            or aligned_table(text, lines, at)
            or _item(text, lines, at, width, blocks)
            or _paragraph(text, lines, at, width)
        )
        blocks.append(block)
    return blocks


def _marked_heading(lines: Sequence[Line], at: int) -> tuple[Block, int] | None:
    """A heading with hashes before it or a line under it."""
    line = lines[at]
    hashes = _HASHES.fullmatch(line.words) if line.words.startswith("#") else None
    if hashes and hashes[2]:
        start = line.start + hashes.start(2)
        return Block("heading", start, start + len(hashes[2]), len(hashes[1])), at + 1
    stands_alone = at == 0 or not lines[at - 1].words
    if (
        stands_alone
        and at + 1 < len(lines)
        and len(line.words) <= LONGEST_HEADING
        and _UNDERLINE.fullmatch(lines[at + 1].words)
        and not mark_of(line.words)
        and "|" not in line.words
    ):
        return Block("heading", line.start, line.end, 1 if lines[at + 1].words[0] == "=" else 2), at + 2
    return None


def _item(
    text: str, lines: Sequence[Line], at: int, width: int, before: Sequence[Block]
) -> tuple[Block, int] | None:
    """An item of a list with the lines that go on in it; a number begins one only where a line may begin."""
    line = lines[at]
    mark = mark_of(line.words)
    if mark is None:
        return None
    above = lines[at - 1] if at else None
    if mark.is_numbered and not (
        above is None
        or not above.words
        or above.ends_sentence
        or is_rule(above.words)
        or (before and before[-1].kind != "paragraph")
    ):
        return None
    behind = at + 1
    while behind < len(lines) and lines[behind].words and not _begins_block(lines[behind]):
        indented = lines[behind].indent >= line.indent + 2
        if not indented and not _goes_on(lines[behind - 1], lines[behind], width):
            break
        behind += 1
    start, end = within_emphasis(text, line.start + mark.width, lines[behind - 1].end)
    return Block("item", start, end, 1 + min(line.indent // 2, 5)), behind


def _paragraph(text: str, lines: Sequence[Line], at: int, width: int) -> tuple[Block, int]:
    """A paragraph with its lines, or a heading where one line reads like one and something follows it."""
    behind = at + 1
    while (
        behind < len(lines)
        and lines[behind].words
        and not _begins_block(lines[behind])
        and _goes_on(lines[behind - 1], lines[behind], width)
    ):
        behind += 1
    start, end = within_emphasis(text, lines[at].start, lines[behind - 1].end)
    is_heading = (
        behind == at + 1 and reads_like_heading(text[start:end]) and _something_follows(lines, behind)
    )
    return Block("heading" if is_heading else "paragraph", start, end), behind


def reads_like_heading(words: str) -> bool:
    """Whether words are short, close no sentence and print no value.

    >>> [reads_like_heading(words) for words in ("Outlook for 2026", "Revenue rose.", "Cash 12%")]
    [True, False, False]
    """
    return (
        len(words) <= LONGEST_HEADING
        and len(words.split()) <= MOST_HEADING_WORDS
        and not _CLOSING.search(words)
        and not words.endswith("|")
        and any(map(str.isalpha, words))
        and not is_value(words)
        and not any(map(is_value, words.split()))
    )


def _begins_block(line: Line) -> bool:
    """Whether a line begins something of its own whatever stands above it."""
    mark = mark_of(line.words)
    return bool(
        (mark and not mark.is_numbered) or _HASHES.fullmatch(line.words) or is_rule(line.words)
    ) or line.words.startswith("|")


def _goes_on(line: Line, below: Line, width: int) -> bool:
    """Whether a line goes on in the one below: it was wrapped at `width`, as it is full or begins small."""
    if not width or len(line.words) > WIDEST_WRAP:
        return False
    if below.words[0].islower():
        return not line.ends_sentence or line.words.endswith(".")
    next_word = below.words.split(maxsplit=1)[0]
    length = line.indent + len(line.words)
    return not line.ends_sentence and (length + 1 + len(next_word) > width or length > _FULL_LINE * width)


def _something_follows(lines: Sequence[Line], at: int) -> bool:
    """Whether words stand at this line or behind it."""
    return any(line.words for line in lines[at : at + 50])


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width at which the lines of a text are wrapped; 0 where each paragraph is one line."""
    widths = [line.indent + len(line.words) for line in lines if line.words and "|" not in line.words]
    too_wide = sum(width > WIDEST_WRAP for width in widths)
    fitting = [width for width in widths if width <= WIDEST_WRAP]
    if not fitting or too_wide * 20 > len(widths) or max(fitting) < NARROWEST_WRAP:
        return 0
    return max(fitting)


def _likely_encoding(content: bytes) -> str:
    """The encoding that bytes which are no UTF-8 are most likely in.

    >>> _likely_encoding("Umsätze".encode("cp1252"))
    'WINDOWS-1252'
    >>> _likely_encoding("إيرادات الشركة".encode("cp1256"))
    'WINDOWS-1256'
    """
    if content.startswith(_UTF_16):
        return "UTF-16"
    high = sum(byte >= 0x80 for byte in content[:20_000])
    letters = sum(bytes([byte]).isalpha() or byte >= 0x80 for byte in content[:20_000])
    return "WINDOWS-1256" if high * 2 > letters else "WINDOWS-1252"
