"""The lines of a text with their places, the marks that begin an item, and what ends a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_SPACES = " \t\x0b\x0c\xa0\u2000\u2001\u2002\u2003\u2007\u2009\u202f\u3000\ufeff"
_BULLETS = "-*•–—▪▫◦‣●○■□►▸➢✓✔·"
_DIGIT = "[0-9٠-٩۰-۹]"
_NUMBERED = rf"\(?(?:{_DIGIT}{{1,3}}|[a-zA-Z]|[ivx]{{2,5}})[.)٫-]"
_MARK = re.compile(
    rf"(?P<indent>[{_SPACES}]*)(?:[{_BULLETS}]|(?P<numbered>{_NUMBERED}))[{_SPACES}]+(?=[^{_SPACES}])"
)
_SENTENCE_END = re.compile(r"[.!?؟。…:;؛][\"'”’»)\]]*(?:[¹²³⁰-⁹]+)?$")


class Line(NamedTuple):
    """One line: `text[start:end]` is its words, without spaces around them."""

    start: int
    end: int
    words: str
    indent: int

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends in a mark that closes a sentence or announces what follows."""
        return bool(_SENTENCE_END.search(self.words))


class Mark(NamedTuple):
    """The mark that begins an item, in characters from the begin of the line to the item's words."""

    indent: int
    width: int
    is_numbered: bool


def lines_of(text: str) -> list[Line]:
    """The lines of a text, empty ones too.

    >>> [(line.start, line.end, line.indent) for line in lines_of("Acme\\r\\n  grew ")]
    [(0, 4, 0), (8, 12, 2)]
    """
    lines: list[Line] = []
    for found in _LINE.finditer(text):
        whole = found[0].rstrip("\r\n")
        words = whole.strip(_SPACES)
        indent = len(whole) - len(whole.lstrip(_SPACES)) if words else 0
        start = found.start() + indent
        if found[0] or not lines:
            lines.append(Line(start, start + len(words), words, indent))
    return lines


def mark_of(whole: str) -> Mark | None:
    """The mark of an item at the begin of a line; None where there is none.

    >>> mark_of("  • 12 clients")
    Mark(indent=2, width=4, is_numbered=False)
    >>> [mark_of(line) for line in ("-6% growth", "1.5 million", "A plan")]
    [None, None, None]
    """
    found = _MARK.match(whole)
    return Mark(len(found["indent"]), found.end(), found["numbered"] is not None) if found else None


def is_lone_mark(words: str) -> bool:
    """Whether words are the mark of an item and nothing else: `•`, `(a)`, `12.`.

    >>> [is_lone_mark(words) for words in ("•", "(a)", "12.", "—", "12")]
    [True, True, True, False, False]
    """
    found = _MARK.match(f"{words} x")
    return words not in ("—", "–", "-") and found is not None and found.end() == len(words) + 1
