"""The logical order of characters that are drawn from left to right, Arabic and Hebrew too.

A page only says where each character stands. What the Unicode Bidirectional Algorithm (UAX 9) does to a
line when it is drawn is undone here: right-to-left runs are turned, numbers and Latin words in them not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DRAWN_FORM = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
_ARABIC_DIGIT = re.compile("[٠-٩۰-۹٪-٬]")
_DIGIT = r"[0-9٠-٩۰-۹]"
_NUMBER = rf"(?:[$€£¥](?={_DIGIT}))?{_DIGIT}(?:[.,٫٬/:'’\-]?{_DIGIT})*(?:[%٪])?"
_LATIN = r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
# A Latin run goes on over numbers and signs as long as Latin letters or digits follow.
_LEFT_TO_RIGHT = re.compile(
    rf"(?:{_LATIN}|(?<=\w)&)(?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]*(?:{_LATIN}|{_DIGIT}%?))?|{_NUMBER}"
)
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def is_right_to_left(words: str) -> bool:
    """Whether most letters are of a script that is written from right to left.

    >>> is_right_to_left("إيرادات Acme لعام 2025"), is_right_to_left("Acme 12"), is_right_to_left("١٢")
    (True, False, False)
    """
    right = sum(1 for sign in _RIGHT_TO_LEFT.findall(words) if not _ARABIC_DIGIT.match(sign))
    left = sum(1 for sign in words if sign.isalpha()) - right
    return right > 0 and right >= left


def logical(drawn: Sequence[str], on_right_to_left_page: bool = False) -> str:
    """The words of one line in the order in which they are read; `drawn` are its signs from left to right.

    A sign may be of several characters (a ligature), which are in logical order already. Words without
    letters go as the page does.

    >>> logical(list("Revenue 12"))
    'Revenue 12'
    >>> logical(list("%6.5 ةبسنب"))
    'بنسبة 6.5%'
    >>> logical(list("−0.4%"))
    '−0.4%'
    >>> logical(list("٪٥٦"), on_right_to_left_page=True)
    '٥٦٪'
    """
    shown = "".join(sign[0] for sign in drawn)
    has_letters = any(map(str.isalpha, shown))
    if not _RIGHT_TO_LEFT.search(_ARABIC_DIGIT.sub("0", shown)) and (
        has_letters or not on_right_to_left_page
    ):
        return "".join(drawn)
    if has_letters and not is_right_to_left(shown):
        return _with_turned_words(drawn, shown)
    parts: list[str] = []
    at = 0
    for run in _LEFT_TO_RIGHT.finditer(shown):
        parts += [sign.translate(_MIRRORED) for sign in drawn[at : run.start()]]
        parts.append("".join(drawn[run.start() : run.end()]))
        at = run.end()
    parts += [sign.translate(_MIRRORED) for sign in drawn[at:]]
    return facing("".join(reversed(parts)))


def facing(words: str) -> str:
    """The words with each round bracket as its place demands: fonts name a turned bracket either way.

    >>> facing(")أكمي( 12"), facing("(أكمي). ")
    ('(أكمي) 12', '(أكمي). ')
    """
    words = re.sub(r"(?<=\S) ?[()](?=[.,،;؛:]|$)", ")", words)
    words = re.sub(r"(?<=[^\s(])[()](?=[\s)])", ")", words)
    words = re.sub(r"(?<![^\s(])[()](?=[^\s()])", "(", words)
    return re.sub(r"(?<=[\u0620-\u064a])\((?=[^\s()])", " (", words)


def composed(sign: str) -> str:
    """A drawn sign in its usual characters: `ﬁ` is fi, an Arabic form is its letter.

    >>> composed("ﬁ"), composed("\ufefb") == "لا"
    ('fi', True)
    """
    return unicodedata.normalize("NFKC", sign) if _DRAWN_FORM.match(sign) else sign


def _with_turned_words(drawn: Sequence[str], shown: str) -> str:
    """A line that is read from left to right, its right-to-left words turned round."""
    turned: list[str] = []
    at = 0
    for run in re.finditer(
        r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?: +[\u0590-\u08ff\ufb1d-\ufefc]+)*", shown
    ):
        turned += drawn[at : run.start()]
        if _RIGHT_TO_LEFT.search(_ARABIC_DIGIT.sub("", run[0])):
            turned.append(logical(drawn[run.start() : run.end()]))
        else:
            turned += drawn[run.start() : run.end()]
        at = run.end()
    return "".join([*turned, *drawn[at:]])
