"""The prints of single figures in a flat text: each number with the signs and words that belong to it.

Nothing is judged here: a year, a date's day and a page number are prints too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.extract.printed.flat_text import Flat
from ingest.extract.printed.print_words import (
    COMMON_SCALES,
    CURRENCIES,
    LETTER_SCALE,
    PART,
    PREFIX,
    SHARE,
    SPELLED_UNIT,
    SPELLED_WITH,
    SUFFIX,
    TIME_DUALS,
    TONGUES_OF_WORD,
    UNIT_OF_WORD,
    WITH_SPACES,
    WITHOUT_SPACES,
)
from ingest.quantities import FIRST_WITHOUT_SPACES


class Print(NamedTuple):
    """One printed figure: its span and that of its number in the flat text, and the words found beside it.

    `unit` is what its own words name ("" where none does) and `unit_word` the word; `tongues` the languages
    whose scale word it bears. `is_spelled` holds for numbers in words. `parenthesis` is "" or where the pair
    stands: "all" around everything or "number" behind a currency.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    digits: str
    unit: str = ""
    unit_word: str = ""
    scale_word: str = ""
    tongues: tuple[str, ...] = ()
    sign: str = ""
    parenthesis: str = ""
    has_plus: bool = False
    is_spelled: bool = False
    is_hyphenated: bool = False


def prints_of(flat: Flat, text: str, *, spaces_group: bool, tongue: str) -> Iterator[Print]:
    """The prints of single figures in order; `text` is the text that `flat` spells, `tongue` its language."""
    numbers = WITH_SPACES if spaces_group else WITHOUT_SPACES
    reached = 0
    for found in numbers.finditer(flat.text):
        group = found.lastgroup or ""
        start, end = found.span(group)
        if start < reached:
            continue
        one: Print | None
        if group == "digits":
            one = _print_of(flat, text, start, end, reached, tongue)
        else:
            one = _spelled_print(flat, start, end, group == "dual")
        if one:
            reached = one.end
            yield one


def _print_of(flat: Flat, text: str, start: int, end: int, reached: int, tongue: str) -> Print | None:
    """The print around digits, or around a share that starts with them."""
    share = SHARE.match(flat.text, end) if end - start <= 3 else None
    if share and _is_share(flat.text[start:end], share):
        return Print(
            start, share.end(), start, end, flat.text[start:end], "percent", share["link"], is_spelled=True
        )
    prefix = PREFIX.search(flat.text, max(reached, start - 24), start)
    assert prefix is not None
    opened = "all" if prefix["open"] else "number" if prefix["inner"] else ""
    suffix = SUFFIX.match(flat.text, end)
    assert suffix is not None
    closing = suffix.end("close") if suffix["close"] else suffix.end("close2") if suffix["close2"] else -1
    if opened and closing < 0:
        opened = ""
    begin = prefix.start() if not prefix["open"] or opened else prefix.end("open")
    currency = prefix["currency"] or ""
    if currency and not _is_taken(flat, text, prefix.start("currency"), currency):
        currency = ""
        begin = start - len((prefix["inner"] or "") + (prefix["inner_sign"] or ""))
    unit_word, scale_word, last = _words_behind(flat, text, suffix, end, currency, opened, tongue)
    if not currency and prefix["percent"]:
        if unit_word:
            begin = prefix.end("percent")
        else:
            unit_word = "%"
    plus = any(suffix[name] and suffix.end(name) <= last for name in ("plus", "plus2", "plus3"))
    word = currency or unit_word
    return Print(
        begin,
        last,
        start,
        end,
        flat.text[start:end],
        UNIT_OF_WORD.get(word, ""),
        word,
        scale_word,
        TONGUES_OF_WORD.get(scale_word, ()),
        (prefix["sign"] or prefix["inner_sign"] or "").strip(),
        opened,
        plus,
        is_hyphenated=bool(suffix["hyphen"] and unit_word),
    )


def _is_share(digits: str, share: re.Match[str]) -> bool:
    """Whether `1 in 4` is a share: a part of a whole that is larger; two digits name no share with "in"."""
    whole = share["whole"]
    if not whole.isdigit():
        return share["link"] != "in" and digits.isdigit()
    return (
        digits.isdigit()
        and 0 < int(digits) < int(whole) <= 1000
        and (share["link"] != "in" or int(digits) <= 9)
    )


def _is_taken(flat: Flat, text: str, at: int, word: str) -> bool:
    """Whether a currency's short word stands as such: in capitals."""
    if not re.fullmatch(r"[a-z]{1,3}", word):
        return True
    printed = text[flat.place(at) : flat.place(at + len(word) - 1) + 1]
    return printed.isupper() or word in ("rs", "kr")


def _words_behind(
    flat: Flat, text: str, suffix: re.Match[str], end: int, currency: str, opened: str, tongue: str
) -> tuple[str, str, int]:
    """Unit word, scale word and end of what belongs to the number before `end`."""
    last = end
    if opened and suffix["close"]:
        last = suffix.end("close")
    elif suffix["close"]:
        return "", "", end
    if suffix["plus"]:
        last = suffix.end("plus")
    scale, unit = suffix["scale"] or "", suffix["unit"] or ""
    if scale and not _is_scale(flat, text, suffix, currency, tongue):
        return "", "", _closed(flat, last, opened, suffix)
    if scale:
        last = max(last, suffix.end("scale"))
    if suffix["plus2"]:
        last = suffix.end("plus2")
    if unit and _is_unit(flat, text, suffix.start("unit"), unit) and not (suffix["join"] and not scale):
        last = last if currency else suffix.end("unit")
        unit = "" if currency else unit
    else:
        unit = ""
    return unit, scale, _closed(flat, last, opened, suffix)


def _closed(flat: Flat, last: int, opened: str, suffix: re.Match[str]) -> int:
    """The end with the closing parenthesis and the plus behind it, where they follow."""
    if opened and not suffix["close"]:
        closing = re.compile(r" ?\)").match(flat.text, last)
        last = closing.end() if closing else last
    if suffix["plus3"] and last == suffix.start("plus3"):
        last = suffix.end("plus3")
    return last


def _is_scale(flat: Flat, text: str, suffix: re.Match[str], currency: str, tongue: str) -> bool:
    """Whether a scale word is meant: a letter only glued or beside a currency, a rare one in its language."""
    word = suffix["scale"]
    at = suffix.start("scale")
    printed = text[flat.place(at) : flat.place(at + len(word) - 1) + 1]
    glued = not suffix["gap"]
    if word in ("t", "cr", "mm") and not currency:
        return False
    if word in COMMON_SCALES:
        if not LETTER_SCALE.fullmatch(word):
            return True
        return (
            glued
            or (bool(currency) and (printed.isupper() or word in ("m", "mm", "b")))
            or tongue in TONGUES_OF_WORD.get(word, ())
        )
    tongues = TONGUES_OF_WORD[word]
    return (
        tongue in tongues
        or len(word) > 4
        or word[-1] >= FIRST_WITHOUT_SPACES
        or word.rstrip(".") in ("mio", "mrd", "mld", "tsd", "mds", "mila")
    )


# Pence are glued to their number, which is no year (`2026p` is a forecast).
_GLUED_PENCE = re.compile(r"(?<!(?<!\d)(?:19|20)\d\d)(?<=\d)$")


def _is_unit(flat: Flat, text: str, at: int, word: str) -> bool:
    """Whether a short word behind a number is a unit: currencies in capitals, times in small letters."""
    if word == "x":
        return at > 0 and flat.text[at - 1].isdigit()
    if word == "p":
        return bool(_GLUED_PENCE.search(flat.text, max(0, at - 5), at)) and text[flat.place(at)] == "p"
    if not re.fullmatch(r"[a-z]{1,3}", word):
        return True
    printed = text[flat.place(at) : flat.place(at + len(word) - 1) + 1]
    unit = UNIT_OF_WORD[word]
    if unit == "seconds":
        return printed.islower()
    return printed.isupper() if word in CURRENCIES and word != "kr" else True


def _time_of_dual(word: str) -> str:
    """The unit of a time in the dual (two days, two hours); "" for a number such as two thousand."""
    return next((unit for unit, stems in TIME_DUALS.items() if word.startswith(stems)), "")


def _spelled_print(flat: Flat, start: int, end: int, is_dual: bool) -> Print | None:
    """The print of a number in words: a share, or with its scale or unit; alone it is none."""
    digits = flat.text[start:end]
    of_time = _time_of_dual(digits) if is_dual else ""
    if of_time:
        return Print(start, end, start, end, digits, of_time, digits, is_spelled=True)
    part = None if is_dual else PART.match(flat.text, end)
    if part:
        return Print(start, part.end(), start, end, digits, "percent", "out of", is_spelled=True)
    share = None if is_dual else SHARE.match(flat.text, end)
    if share and (share["link"] != "in" or not share["whole"].isdigit()):
        return Print(start, share.end(), start, end, digits, "percent", share["link"], is_spelled=True)
    scale_word, unit_word, last = "", "", end
    if not is_dual and (scale := SPELLED_WITH.match(flat.text, end)):
        scale_word, last = scale["scale"], scale.end()
    unit = SPELLED_UNIT.match(flat.text, last)
    if unit and not (
        digits in ("one", "واحد", "واحدة") and UNIT_OF_WORD[unit["unit"]] in ("days", "seconds")
    ):
        unit_word, last = unit["unit"], unit.end()
    if not (scale_word or unit_word or is_dual):
        return None
    return Print(
        start,
        last,
        start,
        end,
        digits,
        UNIT_OF_WORD.get(unit_word, ""),
        unit_word,
        scale_word or ("" if not is_dual else digits),
        TONGUES_OF_WORD.get(scale_word, ()),
        is_spelled=True,
    )
