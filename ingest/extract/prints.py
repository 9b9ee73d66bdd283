"""The prints of figures in a flat text: each number with the signs and words that belong to it, whole ranges joined.

Nothing is judged here: a year, a date's day and a page number are prints too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.currency_words import CURRENCY_WORDS, DEFAULTS, DOLLAR_WORDS
from ingest.extract.flat_text import MINUS, NO_BREAK, Flat
from ingest.figure_words import FRACTION_WORDS, KINDS, NUMBER_WORDS, SCALE_WORDS, UNITS, folded
from ingest.quantities import FIRST_WITHOUT_SPACES
from ingest.tongue_words import MORE_SCALES, TONGUES


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


_NOT_BEHIND = {
    "try",
    "pen",
    "mad",
    "cop",
    "won",
    "rand",
    "real",
    "lira",
    "soles",
    "rm",
    "rp",
    "ft",
    "php",
    "sr",
    "bd",
    "jd",
    "qr",
}
_GAP = f"[ {NO_BREAK}]"
_WORD_END = r"(?![^\W_\u3000-\u9fff])"
_SHOUTED = 3  # so short a word of a currency is taken in capitals only


def _flat_words(text: str) -> list[str]:
    return [folded(word) for word in text.split("|")]


def _unit_words() -> dict[str, str]:
    """The unit that each word names where nothing else is said."""
    found: dict[str, str] = {}
    for unit in ("percent", "days", "seconds", "bytes", "usd", *CURRENCY_WORDS, "ratio"):
        for words in UNITS[unit].words.values():
            for word in _flat_words(words):
                found.setdefault(word, unit)
    found.update({folded(word): code for word, code in DEFAULTS.items()})
    return found


UNIT_OF_WORD = _unit_words()
_CURRENCIES = {folded(w) for words in (DOLLAR_WORDS, *CURRENCY_WORDS.values()) for w in words.split("|")}
TONGUES_OF_WORD: dict[str, tuple[str, ...]] = {}
for _tongue, _own in TONGUES.items():
    for _words in _own.scales.values():
        for _word in _flat_words(_words):
            TONGUES_OF_WORD[_word] = (*TONGUES_OF_WORD.get(_word, ()), _tongue)
COMMON_SCALES = {w for words in (*SCALE_WORDS.values(), *MORE_SCALES.values()) for w in _flat_words(words)}


def _any(words: set[str], *, behind_sign: str = "") -> str:
    """A pattern for one of the words, the longest first; words of letters as whole words.

    `behind_sign` is what must follow the sign of a currency.
    """
    ordered = sorted(words, key=lambda word: (-len(word), word))
    spelled = [word for word in ordered if word[-1].isalpha() and word[-1] < FIRST_WITHOUT_SPACES]
    signs = [word for word in ordered if word not in spelled and word in _CURRENCIES and word[-1] < "\u3000"]
    others = [word for word in ordered if word not in spelled and word not in signs]

    def either(some: list[str], behind: str) -> list[str]:
        pattern = "|".join(re.escape(word).replace(r"\ ", _GAP) for word in some)
        return [f"(?:{pattern}){behind}"] if some else []

    return "|".join([*either(others, ""), *either(signs, behind_sign), *either(spelled, _WORD_END)])


_LATIN_SMALL = re.compile(r"[a-zà-ÿ.]+")
_BEFORE_WORDS = {
    word for word in _CURRENCIES if not (_LATIN_SMALL.fullmatch(word) and len(word.rstrip(".")) > _SHOUTED)
} - _NOT_BEHIND - {"dh"} | {"rs", "rs.", "rm", "rp", "php", "sr", "try", "qr", "cop", "pen", "mad"}
_BEFORE_LETTERS = {word for word in _BEFORE_WORDS if word[0].isalpha() and word[0] < FIRST_WITHOUT_SPACES}
_SIGN = rf"(?:(?<![\w)%.,'])-|(?<![\w)%]){MINUS} ?|(?<![\w)%])\+)"
PREFIX = re.compile(
    rf"(?P<open>\( ?)?(?P<sign>{_SIGN})?"
    rf"(?:(?P<currency>(?:(?<![^\W\d_])(?:{_any(_BEFORE_LETTERS)})|{_any(_BEFORE_WORDS - _BEFORE_LETTERS)})){_GAP}{{0,2}}"
    rf"|(?P<percent>(?<![\d%])%) ?)?(?P<inner>\( ?)?(?P<inner_sign>{_SIGN})?$"
)
_SCALE_PATTERN = _any(COMMON_SCALES | set(TONGUES_OF_WORD))
_BEHIND_WORDS = set(UNIT_OF_WORD) - _NOT_BEHIND
_SHARES = r"out of|out of every|in every|of every|in|من كل|من اصل"
SUFFIX = re.compile(
    rf"(?P<close> ?\))?(?P<plus>\+)?(?:(?P<gap>-|{_GAP}{{0,3}})(?P<scale>{_SCALE_PATTERN}))?(?P<plus2>\+)?"
    rf"(?:(?P<join> (?:de|di|d['’]) ?)?(?P<hyphen>-)?{_GAP}{{0,3}}(?P<unit>{_any(_BEHIND_WORDS, behind_sign=f'(?!{_GAP}?[0-9])')}))?"
    rf"(?P<close2> ?\))?(?P<plus3>\+)?"
)
_NUMBERS = sorted({w for words in NUMBER_WORDS.values() for w in _flat_words(words)}, key=len, reverse=True)
_SPELLED = "|".join(word.replace(" ", "[ -]") for word in _NUMBERS if word not in ("zero", "صفر"))


def _number_pattern(gap: str) -> re.Pattern[str]:
    plain = (
        rf"(?<!\d)\d{{1,3}}(?:{gap}\d{{3}})+(?!\d)(?:[.,٫]\d+)?(?![,.]?\d)"
        r"|\d+(?:[.,٫٬]\d+|['’]\d{3}(?!\d))*|(?<![\w.,])[.٫]\d+"
    )
    return re.compile(
        rf"(?P<digits>{plain})|(?<![\w-])(?P<spelled>{_SPELLED})(?![\w])"
        r"|(?<!\w)(?:و|ب|ل)?(?P<dual>(?:الف|مليون|مليار|يوم|اسبوع)(?:ان|ين|ي)|(?:دقيق|ساع|ثاني)ت(?:ان|ين))(?!\w)"
    )


_WITH_SPACES = _number_pattern(_GAP)
_WITHOUT_SPACES = _number_pattern(NO_BREAK)
_SHARE = re.compile(
    rf"{_GAP}(?P<link>{_SHARES}){_GAP}(?P<whole>{_SPELLED}|\d{{1,4}})(?![\w.,]*\d)(?! (?:million|billion|%))"
)
_LETTER_SCALE = re.compile(r"[kmbt]|mm|cr|bi|mi|tri")


MAY_HOLD = re.compile(rf"[0-9]|(?<![\w-])(?:{_SPELLED})(?!\w)|(?:ان|ين|ي)(?!\w)")


def prints_of(flat: Flat, text: str, *, spaces_group: bool, tongue: str) -> Iterator[Print]:
    """The prints of single figures in order; `text` is the text that `flat` spells, `tongue` its language."""
    numbers = _WITH_SPACES if spaces_group else _WITHOUT_SPACES
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
    share = _SHARE.match(flat.text, end) if end - start <= 3 else None
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


PER_SHARE = re.compile(
    rf"{_GAP}(?:{'|'.join(sorted(map(folded, KINDS['P'].split('|')), key=len, reverse=True))})(?!\w)"
)


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
    if word in ("t", "cr") and not currency:
        return False
    if word in COMMON_SCALES:
        if not _LETTER_SCALE.fullmatch(word):
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


def _is_unit(flat: Flat, text: str, at: int, word: str) -> bool:
    """Whether a short word behind a number is a unit: currencies in capitals, times in small letters."""
    if word in ("x",):
        return at > 0 and flat.text[at - 1].isdigit()
    if not re.fullmatch(r"[a-z]{1,3}", word):
        return True
    printed = text[flat.place(at) : flat.place(at + len(word) - 1) + 1]
    unit = UNIT_OF_WORD[word]
    if unit == "seconds":
        return printed.islower()
    return printed.isupper() if word in _CURRENCIES and word != "kr" else True


_TIME_DUALS = "ياسثد"
# "a quarter" and "third quarter" are times; the plural parts are shares.
_PART = re.compile(
    rf"(?:-|{_GAP})(?:{'|'.join(sorted({w for ws in FRACTION_WORDS.values() for w in ws.split('|')} - {'quarter', 'third'}, key=len, reverse=True))}|thirds)(?={_GAP}of)"
)
_SPELLED_WITH = re.compile(
    rf"(?P<gap>-|{_GAP})(?P<scale>{_any({w for w in COMMON_SCALES | set(TONGUES_OF_WORD) if len(w) > 4 or not w.isascii()})})"
)
_SPELLED_UNIT = re.compile(
    rf"{_GAP}(?P<unit>{_any({w for w, u in UNIT_OF_WORD.items() if (u in ('percent', 'days', 'seconds') and len(w) > 2) or (w in _CURRENCIES and len(w) > 4)})})"
)


def _spelled_print(flat: Flat, start: int, end: int, is_dual: bool) -> Print | None:
    """The print of a number in words: a share, or with its scale or unit; alone it is none."""
    digits = flat.text[start:end]
    if is_dual and flat.text[start] in _TIME_DUALS:
        of_time = "seconds" if flat.text[start] in "دسث" else "days"
        return Print(start, end, start, end, digits, of_time, digits, is_spelled=True)
    part = None if is_dual else _PART.match(flat.text, end)
    if part:
        return Print(start, part.end(), start, end, digits, "percent", "out of", is_spelled=True)
    share = None if is_dual else _SHARE.match(flat.text, end)
    if share and (share["link"] != "in" or not share["whole"].isdigit()):
        return Print(start, share.end(), start, end, digits, "percent", share["link"], is_spelled=True)
    scale_word, unit_word, last = "", "", end
    if not is_dual and (scale := _SPELLED_WITH.match(flat.text, end)):
        scale_word, last = scale["scale"], scale.end()
    unit = _SPELLED_UNIT.match(flat.text, last)
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
