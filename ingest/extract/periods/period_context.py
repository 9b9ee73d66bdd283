"""What the words around a period say of it: its end, some part of it, a base, a start, a name, no period.

All functions look at folded text (`period_words.fold`), before or behind what names a period.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ingest.extract.periods.period_words import CHANGE, LENGTH_NUMBERS, ORDINAL_NUMBERS, either

Role = Literal["about", "base", "begin", "until", "name"]
_NEAR, _FAR = 60, 300

_LENGTH = either(LENGTH_NUMBERS)
_ORDINAL = either(ORDINAL_NUMBERS)
_LASTING = re.compile(
    rf"(?<!\w)(?:the |for )?(?P<words>(?:{_LENGTH})[ -](?:calendar )?(?:months?|weeks?)'?(?:[ -]periods?)?"
    rf"|(?:(?:{_ORDINAL})[ -])?(?:fiscal )?(?:quarters?|half[ -]?year|half|years?|months?"
    rf"|weeks?)(?:[ -]periods?)?"
    rf"|[وفب]?(?:لل|ال|ل)?(?:فترة |فترات )?(?:ال)?(?:{_LENGTH}) (?:ال)?(?:اشهر|شهرا|شهر|اسبوعا)"
    rf"|[وفب]?(?:لل|ال|ل)?(?:فترة )?(?:ال)?اشهر (?:{_LENGTH})"
    r"|[وفب]?(?:لل|ال|ل)(?:ربع|نصف|سنة|سنوات|سنتين|عام)(?: (?:المالية|المالي|الاول|الثاني|الثالث|الرابع))?)"
    r" (?:that |which )?(?:ended|ending|(?:ال)?منتهية|(?:ال)?منتهي)(?: on| as of| as at| في"
    r"| بتاريخ)?:? (?:the |يوم )?$"
)
_NUMBER = re.compile(rf"(?<!\w)(?:[وفب]?(?:لل|ال|ل))?(?P<number>{_LENGTH})(?!\w)")
_LISTED_LENGTH = re.compile(rf"(?<!\w)(?P<number>{_LENGTH})(?:[ -]months?)? (?:and|or) (?:the )?$")
_SPANS = (
    (("quarter", "ربع"), 3),
    (("half", "نصف"), 6),
    (("year", "سنة", "سنو", "سنت", "عام"), 12),
)

_EDGE = re.compile(
    r"(?<!\w)(?:the )?(?:(?P<end>(?:fiscal )?(?:year|quarter|month|period)?[ -]?end(?: of)?|close of"
    r"|closing of"
    r"|[بلو]?(?:نهاية|ختام|اخر))"
    r"|(?P<begin>(?:beginning|start|outset) of|[بلو]?(?:بداية|مطلع|مستهل))"
    r"|(?P<some>(?:early|mid(?:dle)?|late|first part|latter part|later|summer|spring|autumn|fall"
    r"|winter)(?: in| of)?"
    r"|[بلو]?(?:اوائل|اواسط|منتصف|وسط|اواخر|صيف|شتاء|ربيع|خريف)))[ -](?:the |fiscal |calendar |year )*$"
)
_EDGE_BEHIND = re.compile(r"(?:'s)?(?: fiscal)?[ -]year[ -]end(?!\w)")

_SMALL = (
    r"(?: (?:in|at|as of|as at|on|for|during|of|the|those|that|a|its|end|level|levels|figure|في|ال"
    r"|خلال)){0,4} ?$"
)
_BEGIN = re.compile(
    r"(?:(?<!\w)(?:starting|beginning|begins?|began|effective|commencing|launch(?:es|ing|ed)?|planned"
    r"|scheduled|slated"
    r"|due|set|as from|(?:expected|anticipated|targeted)(?! for)|founded|established|matur(?:es?|ing)"
    r"|expires?|expiring"
    r"|to (?:begin|start|launch|open|close|complete)|will (?:begin|start|launch|open|close))(?: with)?"
    rf"|(?:ابتداء|بدءا|انطلاقا|المقرر|مقررة|مقرر|المخطط|متوقعة|متوقع|تاسست|تاسس|تستحق|يستحق"
    rf"|تنتهي)(?: من| منذ)?){_SMALL}"
)
_MAYBE_BEGIN = re.compile(rf"(?:(?<!\w)as (?:of|from|at)|(?:^| )اعتبارا من){_SMALL}")
_FROM = re.compile(rf"(?:(?<!\w)from|(?:^| )من){_SMALL}")
_ONWARDS = re.compile(
    r" ?(?:on(?=[ ,.;]|$)(?! (?:a|the) )|onwards?|and (?:beyond|later|after)|فصاعدا|وما بعده)"
)
_BASE = re.compile(
    r"(?:(?<!\w)(?:since|versus|vs\.?|v\.|against|compared (?:to|with)|comparison (?:to|with)"
    r"|comparing (?:to|with)"
    r"|relative to|(?:when|as) compared (?:to|with)|than|year[ -]ago)"
    rf"|(?:^| )(?:منذ|(?:ب?ال?)?مقارنة (?:مع|ب)?|مقابل|قياسا (?:ب|الي)|(?:مقارنة|قياسا) ب\w*)){_SMALL}"
)
_BASE_OF_CHANGE = re.compile(rf"(?:(?<!\w)(?:from|over|on|above|below|against)|(?:^| )(?:عن|من|علي)){_SMALL}")
_UNTIL = re.compile(
    rf"(?:(?<!\w)(?:by|until|till|through|thru|no later than|before|prior to)|(?:^| )(?:بحلول|حتي|قبل"
    rf"|الي غاية)){_SMALL}"
)

_TITLE = (
    r"study|survey|report|index|ranking|rankings|ratings?|act|law|conference|summit|awards?|games"
    r"|olympics|world cup"
    r"|edition|incentive plan|equity plan|stock plan|notes|bonds|debentures|agreement|annual meeting"
    r"|proxy statement"
    r"|form 10-[kq]|form 8-k|10-[kq]|annual report|investor day|list|program|programme|scorecard"
    r"|barometer|census"
    r"|credit facility|term loan|symposium|expo|championship|cup|election|elections|vision|agenda|roadmap"
)
_TITLE_BEHIND = re.compile(
    rf" (?:[A-Z][\w.&'’]*[ -]|[a-z]{{2,3}} (?=[A-Z])|[&] ){{0,10}}?(?i:{_TITLE})(?!\w)"
)
_TITLE_BEFORE = re.compile(
    rf"(?:(?<!\w)(?:{_TITLE}|fifa|euro|expo|ces|mwc|cop|uefa|due|matur(?:ing|es)|act of|acts of|law of"
    rf"|no\. ?\d+ (?:of|for)"
    r"|regulation|directive|windows|office|basel)"
    r"|(?:^| )(?:رؤية|اجندة|اكسبو|كاس العالم|مونديال|قانون .{0,20}لسنة|مرسوم .{0,20}لسنة"
    r"|قرار .{0,20}لسنة|(?:ال)?(?:قانون|مرسوم|قرار|نظام|لائحة) (?:\S+ )?رقم \(?\d+\)?))"
    r" ?\(?$"
)

_BARE_YEAR = re.compile(r"(?:ل?سنة |ل?عام )?\d{4}")
_COUNT_BEFORE = re.compile(
    r"(?:at least|at most|more than|less than|fewer than|over|about|nearly|approximately|around|almost"
    r"|some|roughly"
    r"|up to|exceed(?:s|ed|ing)?|total(?:s|ed|ing)? of|total(?:s|ed|ing)?|number(?:s|ed)?|employ(?:s"
    r"|ed)?|serv(?:es|ed|ing)"
    r"|اكثر من|اقل من|حوالي|نحو|قرابة|ما يقرب من|لا يقل عن|تضم|يضم|تخدم|عددهم|عددها|page|pages|item"
    r"|section|room|suite|no\.|#)$"
)
_IN_LONG_NUMBER = re.compile(r"(?<!\d)(?:\d{1,3}|\d{5,})-$")
_YEAR_CUE = re.compile(
    r"(?:(?<!\w)(?:in|of|for|during|since|from|by|until|through|to|vs\.?|versus|and|or|than|with|early"
    r"|late|mid|ended"
    r"|full-year|fiscal|year|end|over|between|at|within|before|after|throughout|into|starting|as"
    r"|the)[ -]?(?:the )?"
    r"|(?:^| )(?:في|خلال|منذ|حتي|بحلول|من|الي|لسنة|ل|و|بين|قبل|بعد|مقابل|ب) ?)$"
)
_COUNTED_BEHIND = re.compile(
    r" (?:of (?:the|our|its)|(?:new |full-time |active |independent |retail |medical "
    r"|corporate )?(?:people|employees|customers|members"
    r"|stores|clients|patients|companies|users|locations|sites|branches|countries|states|hospitals"
    r"|physicians|units|shares"
    r"|providers|pharmacies|agents|brokers|jobs|workers|staff|students|subscribers|vehicles|miles"
    r"|square|hours|days|points"
    r"|dollars|percent|times|mg|kg|km|homes|households|rooms|beds|facilities|offices|partners|suppliers)"
    r"|(?:موظف|عميل|عضو|شخص|شركة|مستشفي|طبيب|متجر|فرع|صيدلية|مريض|وسيط|متخصص|مندوب|مستخدم|دولار|نقطة"
    r"|يوم|ساعة|موقع|وحدة|سهم|مشارك))\w*"
)
_SCALED_BEHIND = re.compile(
    r" ?(?:million|billion|thousand|trillion|mn|bn|مليون|مليار|الف|تريليون|[%٪$€£¥])|-(?:bed|seat|page"
    r"|mile|member|room|person)"
)
# "2010 widgets" counts, "2010 revenues" does not.
_PLURAL_BEHIND = re.compile(
    r" (?!(?:results|revenues|sales|earnings|premiums|expenses|costs|figures|levels|totals|was|is|has"
    r"|versus|vs|plus|as"
    r"|financials|operations|profits|margins|dividends|estimates|targets|highlights|statements|this"
    r"|its)(?!\w))[a-z]+s(?!\w)"
)


class Edge(NamedTuple):
    """A wider start or end of a mention, and what of the period is meant."""

    start: int
    end: int
    kind: str  # "end", "begin", "some" or ""


def edge_of(folded: str, start: int, end: int) -> Edge:
    """The end, the beginning or some part of a period, where the words around it speak of that.

    >>> edge_of("at the end of 2024", 14, 18).kind, edge_of("mid-2025", 4, 8).kind
    ('end', 'some')
    """
    if behind := _EDGE_BEHIND.match(folded, end):
        return Edge(start, behind.end(), "end")
    if found := _EDGE.search(folded, max(0, start - _NEAR), start):
        return Edge(found.start(), end, found.lastgroup or "")
    return Edge(start, end, "")


class Length(NamedTuple):
    """How long a span is that ends on the day named next, and where its words start."""

    start: int
    months: int
    weeks: int


def length_before(folded: str, start: int) -> Length | None:
    """The length of what ends on a day or month: three months for "quarter ended"; None where none is said.

    >>> length_before("for the nine months ended ", 26)
    Length(start=4, months=9, weeks=0)
    """
    found = _LASTING.search(folded, max(0, start - _NEAR), start)
    if not found:
        return None
    words = found["words"]
    said = _NUMBER.search(words)
    number = LENGTH_NUMBERS[said["number"]] if said else 0
    if re.search("weeks?|اسبوع", words):
        return Length(found.start(), 0, number or 1)
    if re.search("months?|شهر", words):
        return Length(found.start(), number or 1, 0)
    months = next(count for names, count in _SPANS if any(name in words for name in names))
    return Length(found.start(), months, 0)


def length_listed(folded: str, start: int) -> Length | None:
    """The first of two lengths in months that share their end: three in "three and nine months ended".

    >>> length_listed("the three and nine months ended ", 14)
    Length(start=4, months=3, weeks=0)
    """
    found = _LISTED_LENGTH.search(folded, max(0, start - _NEAR), start)
    return Length(found.start("number"), LENGTH_NUMBERS[found["number"]], 0) if found else None


def is_base(folded: str, start: int) -> bool:
    """Whether what starts here is what something else is compared with."""
    return bool(_BASE.search(folded, max(0, start - _NEAR), start))


def role_of(folded: str, printed: str, start: int, end: int) -> Role:
    """What a period does in its sentence; `printed` is the same text with its capitals, place by place.

    >>> text = "up 3% from the end of 2024"
    >>> role_of(text, text, 11, 26)
    'base'
    >>> role_of("in the 2025 health study", "in the 2025 Health Study", 7, 11)
    'name'
    """
    low = max(0, start - _NEAR)
    if _BARE_YEAR.fullmatch(folded, start, end) and (
        _TITLE_BEHIND.match(printed, end) or _TITLE_BEFORE.search(folded, low, start)
    ):
        return "name"
    if _BEGIN.search(folded, low, start):
        return "begin"
    if _FROM.search(folded, low, start) and _ONWARDS.match(folded, end):
        return "begin"
    if _BASE.search(folded, low, start):
        return "base"
    if (found := _BASE_OF_CHANGE.search(folded, low, start)) and CHANGE.search(
        folded, max(0, start - _FAR), found.start() + 1
    ):
        return "base"
    if (found := _FROM.search(folded, low, start)) and CHANGE.search(
        folded, max(0, start - _FAR), end + _FAR
    ):
        return "base"
    if _UNTIL.search(folded, low, start):
        return "until"
    return "about"


def is_aside(text: str, start: int, end: int) -> bool:
    """Whether a period only labels a figure in parentheses, as what stands before them is compared with.

    >>> is_aside("sales of 5 (H1 2024: 4)", 12, 19), is_aside("sales of 5 (in 2024)", 15, 19)
    (True, False)
    """
    return text[max(0, start - 1) : start] == "(" and text[end : end + 2].lstrip().startswith(":")


def may_begin(folded: str, start: int) -> bool:
    """Whether the words before say "as of", which speaks of a start where the day is still to come."""
    return bool(_MAYBE_BEGIN.search(folded, max(0, start - _NEAR), start))


def is_year(folded: str, start: int, end: int, *, is_near: bool) -> bool:
    """Whether four digits are a year rather than a number; `is_near`: about as late as the document.

    >>> text = "over 2000 customers in 2024"
    >>> is_year(text, 5, 9, is_near=False), is_year(text, 23, 27, is_near=False)
    (False, True)
    """
    before = folded[max(0, start - 24) : start].rstrip(" ")
    if _IN_LONG_NUMBER.search(folded, max(0, start - 5), start):
        return False
    if _SCALED_BEHIND.match(folded, end) or folded[max(0, start - 1) : start] in ("$", "€", "£"):
        return False
    cued = bool(_YEAR_CUE.search(folded, max(0, start - 24), start))
    if _COUNTED_BEHIND.match(folded, end):
        return is_near and cued and not _COUNT_BEFORE.search(before)
    if _COUNT_BEFORE.search(before):
        return is_near and before.endswith(("over", "for")) and cued
    return cued or is_near or not _PLURAL_BEHIND.match(folded, end)
