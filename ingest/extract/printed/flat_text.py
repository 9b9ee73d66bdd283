"""A stretch of text in the one spelling that figures are looked for in, each sign with its place in the text.

Letters are small, digits are 0-9, spaces and dashes are one of a kind, alefs are bare; signs without a shape
of their own and the marks of LaTeX are left out. The true minus and the no-break space stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from ingest.figure_words import FOLDS

MINUS, NO_BREAK = "\u2212", "\u00a0"
_NO_BREAKS = "\u00a0\u202f\u2009\u2007\u2008\u200a"
_IS_LATEX = re.compile(r"\\[$%]|\{,\}|\\,")
_LATEX_MARKS = re.compile(r"\\(?=[$%])|\{(?=,\})|(?<=,)\}|\\,(?=\d)")
# A formula that holds a number alone; the dollar signs around it are no currency.
_FORMULA = re.compile(r"(?<!\\)\$(?:\\[$%,]|\{,\}|[\d.,+() -])+?(?<!\\)\$(?!\d)")


class Flat(NamedTuple):
    """A flat spelling; its sign `i` stands at `places[i]` of the text, or at `start + i` without `places`."""

    text: str
    start: int
    places: tuple[int, ...] | None

    def place(self, at: int) -> int:
        """Where in the text the sign at `at` stands."""
        return self.start + at if self.places is None else self.places[at]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """The span in the text of a span here, which holds one sign at least."""
        return self.place(begin), self.place(end - 1) + 1


class _Spellings(dict[int, str | None]):
    """The flat spelling of each sign by its code, None for those left out; filled as signs are met."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        small = sign.lower()
        flat: str | None = small if len(small) == 1 else sign
        if unicodedata.category(sign) in ("Mn", "Cf"):
            flat = None
        elif sign in _NO_BREAKS:
            flat = NO_BREAK
        elif sign.isspace():
            flat = " "
        elif sign != MINUS and ord(small[0]) in FOLDS:
            folded = FOLDS[ord(small[0])]
            flat = chr(folded) if isinstance(folded, int) else folded or None
        self[code] = flat
        return flat


_SPELLINGS = _Spellings()


def flat_text(text: str, start: int, end: int) -> Flat:
    """The flat spelling of `text[start:end]`.

    >>> flat_text("بنسبة ٥٫١٪", 6, 10)
    Flat(text='5٫1%', start=6, places=None)
    >>> flat_text(r"$88.3\\%$", 0, 8)
    Flat(text='88.3%', start=0, places=(1, 2, 3, 4, 6))
    """
    piece = text[start:end]
    flat = piece.translate(_SPELLINGS)
    places = None
    if len(flat) != len(piece):
        places = tuple(start + at for at, sign in enumerate(piece) if _SPELLINGS[ord(sign)] is not None)
    found = Flat(flat, start, places)
    return _without_latex(found) if _IS_LATEX.search(flat) else found


def _without_latex(flat: Flat) -> Flat:
    """The same without backslashes, braces and the dollar signs that only fence a formula."""
    left_out = {at for mark in _LATEX_MARKS.finditer(flat.text) for at in range(*mark.span())}
    for formula in _FORMULA.finditer(flat.text):
        left_out |= {formula.start(), formula.end() - 1}
    kept = [at for at in range(len(flat.text)) if at not in left_out]
    return Flat("".join(flat.text[at] for at in kept), flat.start, tuple(map(flat.place, kept)))
