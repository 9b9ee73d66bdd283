"""The places where folded text names a period: what is printed, not yet what it means in a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from ingest.extract.periods.period_words import (
    COMPACT,
    DIGITS,
    LAST_YEAR,
    NEXT_YEAR,
    QUARTER_ON_QUARTER,
    SPELLED,
    THIS_YEAR,
    YEAR,
    YEAR_ON_YEAR,
    YEAR_WORDS,
    either,
    month_numbers,
    month_pattern,
    part_code,
)

Form = Literal["part", "day", "month", "to_date", "earlier", "same", "step"]


class Core(NamedTuple):
    """A period as printed at `start` to `end` of folded text; what is None is not said.

    `part` is Q1 to Q4, H1, H2, -9M or FY. `earlier` and `same` speak of another mention's period, a year
    before or as it is; `step` of the year or quarter now (0), before (-1) or after (1).
    """

    start: int
    end: int
    form: Form
    year: int | None = None
    part: str = "FY"
    month: int = 0
    day: int = 0
    step: int | None = None
    unit: str = ""
    is_calendar: bool = False


Builder = Callable[["re.Match[str]"], "Core | None"]
# At the start of a word; behind a letter that Arabic writes together with what follows.
_OPEN = r"(?:(?<![\w$€£#.,٫٬])|(?<=[ (][وبلفك]))"
_LINK = r"(?:,? (?:of|in|for|from) (?:the )?|, ?| ?- ?|/| |'s )?"
_AR_LINK = r"(?: (?:من|في|ل|عن)? ?|، ?)"
_RELATIVE_YEAR = rf"(?:(?P<last>{LAST_YEAR})|(?P<this>{THIS_YEAR})|(?P<next>{NEXT_YEAR}))"
_FISCAL_YEAR_BEHIND = (
    r"(?: (?:fiscal|financial|calendar|full)?[ -]?year(?![ -](?:end|to|over|on|ago)|,? ?(?:19|20)\d\d))?"
)
_SAME = (
    r"(?:the )?(?:same|comparable|corresponding|equivalent|year[ -]ago)"
    r"(?: (?:fiscal|prior[ -]year|reporting))? ?(?:quarters?|periods?|halves|half|months?|three months"
    r"|six months|nine months)"
    r"|(?:نفس|ذات) (?:الفترة|الربع|النصف|المدة)|(?:الفترة|الربع|النصف|المدة) (?:نفسها|نفسه|ذاتها|ذاته"
    r"|المماثلة|المماثل|المقابلة|المقابل)"
)
_TO_DATE = r"(?:year[ -]to[ -]date|ytd|منذ بداية (?:ال)?(?:عام|سنة))"
_AGO = rf"(?:{LAST_YEAR}|(?:the )?(?:prior|previous|last|preceding)[ -]years?)"


def _year(found: re.Match[str]) -> int | None:
    """The year that a match names in four or two digits."""
    groups = found.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    short = groups.get("short") or groups.get("tight")
    return int(short) % 100 + (2000 if len(short) == 2 else int(short) // 100 * 100) if short else None


def _is_calendar(found: re.Match[str]) -> bool:
    """Whether a match speaks of a calendar year, whatever the fiscal one is."""
    words = found.groupdict().get("fiscal") or ""
    return words.startswith(("calendar", "cy")) or found[0].startswith("cy")


def _part(found: re.Match[str]) -> Core:
    """A quarter, half or nine months with its year, or without."""
    groups = found.groupdict()
    step = next((number for name, number in _STEPS.items() if groups.get(name)), None)
    unit = "part" if groups.get("before") else "year"
    core = Core(*found.span(), "part", _year(found), part_code(found["part"]), step=step, unit=unit)
    return core._replace(is_calendar=_is_calendar(found))


_STEPS = {"last": -1, "this": 0, "next": 1, "before": -1}


def _whole_year(found: re.Match[str]) -> Core:
    """A year."""
    return Core(*found.span(), "part", _year(found), is_calendar=_is_calendar(found))


def _year_pair(found: re.Match[str]) -> Core | None:
    """The fiscal year that 2023/24 or 2023-24 names; None where the second is not the next year."""
    first, second = int(found["first"]), int(found["second"])
    return (
        Core(*found.span(), "part", first + 1) if (first + 1) % 10 ** len(found["second"]) == second else None
    )


def _day(found: re.Match[str]) -> Core | None:
    """A day with its month and year, or without year."""
    day = int(found["day"]) if found["day"].isdigit() else 1
    return Core(*found.span(), "day", _year(found), month=month_numbers()[found["month"]], day=day)


def _iso_day(found: re.Match[str]) -> Core | None:
    """A day in digits with the year first."""
    month, day = int(found["month"]), int(found["day"])
    return Core(*found.span(), "day", int(found["year"]), month=month, day=day) if 1 <= month <= 12 else None


def _digit_day(found: re.Match[str]) -> Core | None:
    """A day in digits with the year last, read with the month first where both orders make a day."""
    month, day = int(found["month"]), int(found["day"])
    order = "either" if found["mark"] != "." and max(month, day) <= 12 else ""
    if month > 12 or found["mark"] == ".":
        month, day = day, month
    year = int(found["year"]) if len(found["year"]) == 4 else 2000 + int(found["year"])
    fits = 1 <= month <= 12 and 1 <= day <= 31
    return Core(*found.span(), "day", year, month=month, day=day, unit=order) if fits else None


def _month(found: re.Match[str]) -> Core:
    """A month with its year."""
    return Core(*found.span(), "month", _year(found), month=month_numbers()[found["month"]])


def _bare_month(found: re.Match[str]) -> Core:
    """A month without its year."""
    return Core(*found.span("bare"), "month", month=month_numbers()[found["month"]])


def _month_quarter(found: re.Match[str]) -> Core:
    """The quarter that ends with a month: the September quarter."""
    return _month(found)._replace(unit="quarter")


def _iso_month(found: re.Match[str]) -> Core:
    """A month in digits."""
    return Core(*found.span(), "month", int(found["year"]), month=int(found["month"]))


def _to_date(found: re.Match[str]) -> Core:
    """The year so far, up to a quarter or day named elsewhere."""
    return Core(*found.span(), "to_date", _year(found))


def _earlier(found: re.Match[str]) -> Core:
    """Another mention's period a year before, or a quarter before."""
    is_quarter = "quarter" in found.groupdict() and found["quarter"] is not None
    return Core(*found.span(), "earlier", unit="quarter" if is_quarter else "year")


def _same(found: re.Match[str]) -> Core:
    """Another mention's period again, in a year that is named, earlier or its own."""
    is_earlier = bool(found["ago"]) or re.search("year[ -]ago|prior[ -]year", found[0]) is not None
    step = 0 if found["this_one"] else -1 if is_earlier else None
    return Core(*found.span(), "same", _year(found), step=step)


def _step(found: re.Match[str]) -> Core:
    """The year, quarter or month now, before or after."""
    step = next(number for name, number in _STEPS.items() if found[name])
    return Core(*found.span(), "step", step=step, unit="year")


def _quarter_step(found: re.Match[str]) -> Core:
    """The quarter or month now or before."""
    step = 0 if found["now"] else -1
    unit = "month" if re.search("month|شهر", found[0]) else "quarter"
    return Core(*found.span(), "step", step=step, unit=unit, part="prior" if found["prior"] else "")


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Builder], ...]:
    """Each form with its pattern; where two match at a place, the longer reading counts."""
    month, names = month_pattern(), either(month_numbers())
    plain_year = r"(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)"
    number = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%])"
    first = r"(?P<day>0?[1-9]|[12]\d|3[01]|الاول)"
    month_day = rf"{month} {number}(?:(?:, ?| ،? ?| of ){plain_year})?"
    day_month = (
        rf"{first}(?:st|nd|rd|th)? ?-?(?:of |من )?{month}(?:(?:, ?|، ?| |-| (?:من |ل)?(?:عام"
        rf"|سنة) ){plain_year})?"
    )
    rules: list[tuple[str, Builder]] = [
        (rf"{_OPEN}(?P<part>{COMPACT}){_LINK}(?:{YEAR})", _part),
        (rf"{_OPEN}(?P<part>[1-4]q|[12]h|9m|q[1-4]|h[12])'?(?P<short>\d\d)(?![\w%]|[.,]\d)", _part),
        (rf"{_OPEN}(?:{YEAR})[ -]?(?P<part>{COMPACT})(?!\w)", _part),
        (rf"{_OPEN}(?P<year>(?:19|20)\d\d)(?P<part>q[1-4]|h[12]|-?9m)(?!\w)", _part),
        (rf"{_OPEN}fy ?'?(?P<tight>\d\d|(?:19|20)\d\d)[ -]?(?P<part>q[1-4]|h[12])(?!\w)", _part),
        (rf"{_OPEN}(?:the )?(?P<part>{SPELLED}){_LINK}(?:{YEAR}){_FISCAL_YEAR_BEHIND}", _part),
        (rf"{_OPEN}[وف]?(?:لل|ل|ب)?(?P<part>{SPELLED}|{COMPACT}){_AR_LINK}(?:{YEAR})", _part),
        (rf"{_OPEN}(?:the )?(?:{YEAR})(?:'s)?[ -](?P<part>{SPELLED})(?!\w)", _part),
        (rf"{_OPEN}(?:the )?(?P<part>{SPELLED})(?: of| in)? {_RELATIVE_YEAR}(?!\w)", _part),
        (rf"{_OPEN}[وف]?(?:لل|ل|ب)?(?P<part>{SPELLED})(?: من)? {_RELATIVE_YEAR}(?!\w)", _part),
        (rf"{_OPEN}{_RELATIVE_YEAR}[ -](?P<part>{SPELLED})(?!\w)", _part),
        (
            rf"{_OPEN}(?:the )?(?:(?P<before>prior|previous|preceding|last) )?(?:و|ل"
            rf"|ب)?(?P<part>{SPELLED}|q[1-4]|[1-4]q|h[12]|[12]h)(?: of the (?:fiscal )?year)?(?![\w'])",
            _part,
        ),
        (rf"{_OPEN}(?<!\d/){YEAR}{_FISCAL_YEAR_BEHIND}", _whole_year),
        (
            rf"{_OPEN}(?:{YEAR_WORDS}[ -]?)?(?P<first>20\d\d) ?[-/] ?(?P<second>20\d\d|\d\d)(?![\w%]"
            rf"|[.,/-]\d)",
            _year_pair,
        ),
        (rf"{_OPEN}{month_day}", _day),
        (rf"{_OPEN}{day_month}", _day),
        (rf"{_OPEN}{first}-{month}-(?P<short>\d\d)(?![\w.,-])", _day),
        (
            rf"{_OPEN}(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\w)",
            _iso_day,
        ),
        (
            rf"{_OPEN}(?P<month>\d\d?)(?P<mark>[-/.])(?P<day>\d\d?)(?P=mark)(?P<year>(?:19|20)\d\d"
            rf"|\d\d)(?: ?م(?!\w)|(?![\w/-]))",
            _digit_day,
        ),
        (
            rf"{_OPEN}{month}(?:(?:,? (?:of |من )?(?:ل?عام |ل?سنة )?|-){plain_year}"
            rf"|[ -]'?(?P<short>\d\d)(?![\w%,.]))",
            _month,
        ),
        (rf"{_OPEN}(?:the )?{month}(?: {plain_year})? quarter(?!\w)", _month_quarter),
        (rf"{_OPEN}(?P<bare>{month})(?= ?(?:-|to |through |الي |حتي ) ?(?:{names})(?!\w))", _bare_month),
        (rf"{_OPEN}(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?![\w-])", _iso_month),
        (
            rf"(?<!\w)(?:ended|ending|in|during|since|until|through|month of|شهر|في|خلال"
            rf"|المنتهية في) (?P<bare>{month})(?! ?\d)",
            _bare_month,
        ),
        (rf"{_OPEN}{_TO_DATE}(?:[ -]?{DIGITS})?(?!\w)", _to_date),
        (rf"{_OPEN}{DIGITS} {_TO_DATE}(?!\w)", _to_date),
        (rf"{_OPEN}(?:{YEAR_ON_YEAR}|(?P<quarter>{QUARTER_ON_QUARTER}))(?!\w)", _earlier),
        (
            rf"{_OPEN}(?:و|ل|ب)?(?:{_SAME})(?:(?: (?:of|in|during|from|a|من"
            rf"|في))*(?: the)? (?:(?P<ago>{_AGO})(?!\w)|(?P<this_one>{THIS_YEAR})(?!\w)|{YEAR}))?",
            _same,
        ),
        (
            rf"{_OPEN}(?P<ago>(?:the )?(?:prior|previous|last|preceding)[ -]year(?:'s)? (?:quarter"
            rf"|period|half)|year[ -](?:ago|earlier) (?:quarter|period|half))(?P<this_one>(?!))?",
            _same,
        ),
        (rf"{_OPEN}(?:و|ل|ب)?{_RELATIVE_YEAR}(?!\w)(?!')", _step),
        (
            rf"{_OPEN}(?:(?P<now>(?:this|the current|the present) (?:quarter|month)|هذا الربع|الربع الحالي)"
            r"|(?:the )?(?P<prior>prior|previous|preceding) (?:quarter|month)|الربع السابق"
            r"|(?:the )?last (?:quarter|month)|(?:الربع|الشهر) الماضي)(?! of)(?!\w)",
            _quarter_step,
        ),
    ]
    return tuple((re.compile(pattern), build) for pattern, build in rules)


def cores_in(folded: str) -> Iterator[Core]:
    """The periods that folded text names, in order and without overlap; of two readings the longer one."""
    found = [
        core for pattern, build in _rules() for match in pattern.finditer(folded) if (core := build(match))
    ]
    at = 0
    for core in sorted(found, key=lambda core: (core.start, -core.end)):
        if core.start >= at:
            at = core.end
            yield core
