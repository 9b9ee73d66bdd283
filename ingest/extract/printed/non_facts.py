"""The numbers of a text that state nothing: dates, references, addresses, names, sizes that say who belongs.

Each comes with the reason in words. What cannot be told from the words around it (a year, a plain count) is
left to `figures`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.figure_words import folded


class NonFact(NamedTuple):
    """A span that holds no figure, and why."""

    start: int
    end: int
    reason: str


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars"
    r"|avril|juin"
    r"|juillet|août|septembre|octobre|novembre|décembre|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio"
    r"|agosto"
    r"|settembre|ottobre|novembre|dicembre|enero|febrero|abril|mayo|junio|julio|septiembre|octubre|noviembre"
    r"|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)\.?"
)
_ARABIC_MONTH = "|".join(
    folded(
        "يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|كانون الثاني|شباط"
        "|آذار"
        "|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول|جانفي|فيفري|أفريل|ماي|جوان"
        "|جويلية|أوت|محرم|صفر|رمضان|شوال|رجب|شعبان|ذو الحجة|ذو القعدة"
    ).split("|")
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NO_FIGURE = r"(?![\d.,]*\d)(?! ?(?:%|percent|million|billion|thousand|trillion|مليون|مليار|[الف]{3}))"
_REFERENCED = (
    r"items?|notes?|sections?|sec\.|§+|exhibits?|forms?|rules?|topics?|pages?|pp?\.|parts?|articles?"
    r"|chapters?"
    r"|tables?|figures?|fig\.|footnotes?|schedules?|appendix|annex|nos?\.|nr\.|n°|no|title|ifrs|ias|asc|asu"
    r"|sfas|fas|isin"
    r"|cik|cusip|iso|volumes?|vol\.|steps?|phase|tier|version|release|clause|paragraphs?|para\.|slides?|levels?|grade"
    r"|room"
    r"|suite|ste\.|floor|box|regulation|regulations|directive|circular|resolution|step|chart|question|model"
    r"|file"
    r"|exit|interstate|route|gates?|class|classes|ext\.|extension|passcode|access code"
    r"|conference id|pin|docket"
    r"|catalog(?:ue)? number|din"
    r"|en(?= \d{3,5}(?!\d).*\b(?:the|of|and|with|is)\b)|cfr|flight(?: [a-z]{2})?|highway|motorway|port"
    r"|build|rfc|http|soc|lines? of code|press(?: star then)?|registration(?: number)?"
    r"|تحويله|تحويلة|مبني|طابق|الطابق"
    r"|السجل التجاري(?: رقم)?|commission file number|license|licence|registration|act|seite|página|pagina"
    r"|(?:ال)?(?:ماده|مادة|قسم|بند|فقره|فقرة|صفحه|صفحة|ملحق|جدول|شكل|قانون|فصل|ايضاح|مرحله|مرحلة|مستوي|مرسوم"
    r"|قرار)"
    r"|ص\.|رقم|الرقم"
)
_NAMED = (
    r"fortune(?: global)? \d+|فورتشن \d+|فورشن \d+|s ?& ?p(?: global)? ?\d+|ستاندرد اند بورز \d+|ftse \d+"
    r"|nasdaq[ -]?\d+"
    r"|nikkei \d+|dow(?: jones)? 30|russell \d+|cac 40|dax 40|stoxx(?: europe)? \d+|hang seng \d+"
    r"|msci \w+ \d+"
    r"|global 2000|inc\.? 5000|covid-?19|sars-cov-2|كوفيد ?-? ?19|(?:40[13]|457|501"
    r"|529)\(?[a-z]\)?(?:\(\d\))?|3m(?='s| (?:company|co\.|corp\w*|reported|said|announced|posted))"
    r"|web \d\.\d|industry 4\.0"
    r"|windows \d+|formula (?:1|one)|top[ -]\d+|big (?:4|four)|24[/x]7(?:/365)?|24 hours|9[ -]to[ -]5|24 ساعه"
    r"|24 ساعة|365 days a year|on a scale of .{0,10}\d+|\d{3,4}[ -]?series|boeing \d+|airbus a?\d+"
    r"|(?:720|1080|1440|2160)p"
)
_HOSTS = r"(?:com|org|net|gov|edu|io|co|info|biz|int|eu|uk|de|fr|sa|ae|eg|qa)"
_PEOPLE = (
    r"employees|workers|people|members|lives|staff|beds|associates|persons|residents|inhabitants|users|seats"
    r"|eligible"
)
_GROUPS = (
    r"employers?|companies|firms|businesses|groups|organi[sz]ations|enterprises|accounts|plans|counties"
    r"|cities|towns"
    r"|households|establishments|those|hospitals|customers|clients|smes"
)
_BOUND = (
    r"(?:(?:between|from|fewer than|more than|less than|at least|up to|over|under|as few as|about"
    r"|approximately) )?"
)
_ARABIC_BOUND = r"(?:(?:اكثر من|اقل من|ما بين|بين|حوالي|نحو|ما لا يقل عن|علي الاقل|ما يزيد عن|ما يزيد علي) )?"
_PATTERNS = {
    "part of an address on the web": rf"(?<!\S)\S{{1,80}}@\S{{1,80}}\.\w{{2,}}|https?://\S+|www\.\S+"
    rf"|(?<![\w.])[a-z][\w-]*\.{_HOSTS}(?:/\S*)?(?!\w)",
    "a date": (
        rf"(?<!\d){_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
        rf"|(?<![\d.,/])\d{{1,2}}([/.-])\d{{1,2}}\1(?:{_YEAR}|\d\d)(?![\d/%])"
        rf"|(?<!\w){_MONTH} {_DAY}(?: ?- ?(?:{_DAY}|{_MONTH} {_DAY}))?(?:,? {_YEAR})?(?![\d%]|[.,]\d"
        rf"| (?:million|billion))"
        rf"|(?<![\w.,]){_DAY}(?: ?- ?{_DAY})?\.? (?:of |de |di )?{_MONTH}(?!\w)(?:,? (?:de )?{_YEAR})?"
        rf"|(?<!\w){_MONTH},? (?:de )?{_YEAR}(?!\d)"
        rf"|(?<![\w.,])\d{{1,2}} ?(?:من )?(?:{_ARABIC_MONTH})(?!\w)(?: ?/ ?\w+)?(?:[,،]? ?(?:من )?(?:عام "
        rf"|سنة |سنه )?{_YEAR})?"
        rf"|(?<!\w)(?:{_ARABIC_MONTH})(?: ?/ ?\w+)? {_YEAR}(?!\d)"
        rf"|(?<!\d)1[34]\d\d ?ه(?!\w)"
        rf"|\d{{2,4}}年(?:度)?(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|\d{{1,2}}月(?:\d{{1,2}}日)?"
    ),
    "a period": (
        r"(?<!\w)q[1-4](?!\d)(?:[ -]?(?:'|fy)? ?\d{2,4}(?!\d|[.,]\d| ?%))?|(?<![\w.,])[1-4]q[ -]?'?(?:\d{4}"
        r"|\d\d)?(?!\w)"
        r"|(?<!\w)h[12](?!\d)(?:[ -]?'?(?:\d{4}|\d\d)(?!\d))?|(?<![\w.,])[12]h[ -]?'?(?:\d{4}|\d\d)?(?!\w)"
        r"|(?<!\w)(?:fy|cy|fye)[ -]?'?\d{2,4}(?:[-/]\d{2,4})?(?!\d)"
        r"|(?<![\w.,$€£¥₹-])(?:9|6|12)m[ -]?'?\d{2,4}(?!\w)"
        r"|(?:^|(?<=[(|/])|(?<=(?<!\w)(?:in|vs) )|(?<=(?<!\w)(?:for|the) )) ?(?:9|6|12)m(?!\w)"
        rf"|(?<!\w)fiscal(?: year)? '?(?:{_YEAR}|\d\d)(?!\d)|(?<![\w.,])'\d\d(?!\d)"
        r"|(?<![\w.,])\d{1,3}[ -](?:consecutive |fiscal |straight )?(?:months?|quarters?|years?|decades?"
        r"|centur\w+)(?!\w)"
        r"|(?<![\w.,])(?:1[23]|2[46]|3[9]|5[23]|40)[ -]weeks?(?= (?:period|end\w*|and))"
        r"|(?<![\w.,])\d{1,3} (?:شهرا|اشهر|شهور|شهر|سنوات|سنة|سنه|عاما|اعوام|ارباع|عقود)(?!\w)"
        r"|(?<!\w)الاشهر ال\w+ \d+(?!\d)"
    ),
    "a time of day": r"(?<!\w)(?:gmt|utc) ?[+-] ?\d{1,2}(?::?\d\d)?(?!\d)"
    r"|(?<![\d.,])\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?|(?<![\d.,$])\d{1,2} ?(?:a\.m\."
    r"|p\.m\.|am|pm)(?!\w)"
    r"|الساع[هة] \d{1,2}(?::\d\d)?|(?<!\d)\d{1,2} (?:صباحا|مساء|ظهرا)(?!\w)",
    "a telephone number": (
        r"\+\d{1,3}[ .-]?\(?\d+\)?(?:[ .-]?\d{2,4}){2,}|\(\d{3}\) ?\d{3}[-. ]\d{4}"
        r"|(?<![\w.,])(?:1[-. ])?\d{3}[-.]\d{3}[-.]\d{4}(?!\d)"
        r"|(?<!\w)(?:tel|telephone|phone|fax|call|dial|mobile|toll-free|ext|extension|telefone?|telefono"
        r"|téléphone|هاتف|الهاتف|فاكس|جوال"
        r"|تلفون)(?!\w)[.:]?(?: at)?:? ?[+(]?\d[\d ()./-]{2,}|电话[:：]? ?\d[\d-]{5,}|(?<!\w)(?:ein|cnpj|cif"
        r"|nif|siren|siret|vat|hrb) [\d./-]+"
    ),
    "an address": (
        r"(?:p\.? ?o\.? box|ص ?\. ?ب ?\.?|ص ب|شارع"
        r"|طريق) ?\d+(?:-\d+)?(?:[,،] ?(?:[^\W\d]+ ){1,2}\d{4,6}(?!\d))?"
        r"|(?<!\d)\d{1,4} شارع|\d+号|"
        r"(?<!\w)(?:building|block|level|grade|zone|area|code|unit) \d{1,5}(?= ?[,;.:)]|$)|,? (?:[a-z]{2}"
        r"|[a-z]{4,12}) \d{5}(?:-\d{4})(?!\d)|, [a-z]{2} \d{5}(?!\d)"
        r"|(?<![\w.,$])\d{1,5} (?:(?:[nsew]\.?|north|south|east|west) )?"
        r"(?:(?!(?:in|on|of|an?|the|to|at|per|and|or|for|by|from|with) )[a-z'.]+ ){1,3}(?:street|st\."
        r"|avenue|ave\.?|road|rd\.?"
        r"|boulevard|blvd\.?|drive|lane|parkway|plaza|square|court|highway|turnpike)(?!\w)"
    ),
    "a reference": (
        rf"(?:(?<![\w-])|(?<=(?<!\w)[وفبلك]))(?:{_REFERENCED}):? ?(?:no\. ?|number "
        rf"|رقم )?\(?\d+[a-z]?(?:[.-]\d+[a-z]?)*(?:\(\w{{1,3}}\))*(?! ?%)"
        r"(?:,? ?(?:and|through|to|-|or|of|و|من) ?\d{1,3}[a-z]?(?![\d.,]*\d| ?%))?"
        rf"{_NO_FIGURE}|(?<!\w)(?:8|10|20|6|40|11|424|13)-?[kqfdgb](?:/a)?\d?(?!\w)"
        rf"|\[\^?\d{{1,3}}(?:[-,] ?\d{{1,3}})*\]|(?<![\w.,])\d{{1,3}} (?:cfr|u\.?s\.?c\.?) (?:part )?[\d.]+"
        r"|(?<!\w)page \d+ of \d+|(?<!\w)\d{1,4} of \d{1,4}$|^ ?(?:- ?)?\d{1,4} ?- ?$|(?<!\w)(?:pages?|pp?\."
        r"|nos?\.) \d+ ?- ?\d+|# ?\d+(?:-\d+)*(?![\d,]*\d)"
    ),
    "the number of a list": r"^ ?(?:\(?\d{1,2}[.)]|\d{1,2}[-،](?! ?\d))(?=[ \u00a0]|$)"
    r"|^ ?\d{1,2}(?:\.\d{1,2}){1,3}\.? (?=[a-z\u0621-\u064a]{3,}(?: [a-z\u0621-\u064a]|$))"
    r"(?!(?:million|billion|thousand|trillion|percent|times|days?|hours?|مليون|مليار|الف|ملايين|تريليون|يوم"
    r"|ايام|ساع|دقي|ثان))"
    r"|(?<![\w.])\(\d\) (?=[a-z])|^ ?\d+(?:\.\d+){2,}(?!\d)",
    "a footnote mark": (
        r"(?<=[a-z\u0621-\u064a][.,;:])\d{1,3}(?![\d.,]*\d)"
        r"|(?<=[a-z\u0621-\u064a][.,;:][\"”’'»)])\d{1,3}(?!\d)"
        r"|(?<=[\w%.,”\"’])\((?:\d{1,2}|[a-z])\)(?![\w%])|(?<=[\d)%]) \(\d\)$"
    ),
    "part of a name": rf"(?<!\w)(?:{_NAMED})(?!\w)",
    "a ratio of sides": r"(?<![\w.,$])(?:\d{1,2} )?\d+ ?[:/] ?\d+(?:-\d+)?(?![\w%/:]|[.,]\d)"
    r"|(?<![\w.,])\d+-(?:for|to|on|in"
    r"|of)-\d+(?!\w| ?%)"
    r"|(?<!\w)(?:one|two|three|four|five|\d+)-for-(?:one|two|three|four|\d+)",
    "the number of a product": r"(?<=«)[^»\d]{2,30} \d{1,2}(?=»)|(?<=“)[^”\d]{2,30} \d{1,2}(?=”)",
    "a version": r"(?<!\w)v\.? ?\d+(?:\.\d+)*",
    "degrees": r"(?<![\w.,])-?\d[\d.,]* ?°",
    "an age": (
        r"(?<!\w)(?:aged(?: between| from)?|ages|(?<!average )(?<!mean )(?<!median )age(?: of)?) \d{1,3}"
        r"(?:(?: ?- ?| to | and )\d{1,3})?(?![\d.,]*\d| ?%)"
    ),
    "a name of digits and letters": r"(?<!\w)0x[0-9a-f]+|(?<!\w)[0-9a-f]{2}(?::[0-9a-f]{2}){3,}(?!\w)"
    r"|#[0-9a-f]{3,8}(?!\w)"
    r"|(?<![\w.,٫٬'’])(?<!\d[ \u00a0])\$?0\d+(?![\w.,٫٬]*\d)(?! ?%)|(?<!\w)\w*[a-z]-\d+(?:-\w+)*(?![\w.,]*\d"
    r"| ?%)",
    "what another figure is stated by": r"(?<![\w.,])\d[\d,]*-(?:point|star|page|bed|seat|step|tier|item"
    r"|question|mile|man|person|foot)(?!\w)|"
    r"(?<!\w)(?:per|لكل|pro|par) (?:each )?\d[\d,.]*(?= ?[^\W\d_])(?! ?(?:%|percent))",
    "a size that says who belongs": (
        rf"(?<!\w)(?:{_GROUPS}) (?:with|of|having|employing|that (?:have|employ)|who (?:have|employ)|between"
        rf"|from|under|over) {_BOUND}\d[\d,]*"
        rf"(?:(?: to | and | or |-| through )\d[\d,]*)?\+?(?: or (?:more|fewer|less))?(?: full-time"
        rf"| eligible| total| u\.s\.)* (?:{_PEOPLE})(?!\w)"
        rf"|(?:small|medium|mid-?sized?|large|micro|middle"
        rf"|national)[a-z -]{{0,20}} \({_BOUND}\d[\d,]*(?:(?: to | and |-)\d[\d,]*)?\+?"
        rf"(?: or (?:more|fewer|less))? (?:{_PEOPLE})\)"
        rf"|(?:التي|الذين|والتي|اللواتي) (?:تضم|يضم|لديها|لديهم|توظف|يعمل (?:بها|لديها|فيها)"
        rf"|يزيد عدد موظفيها عن|يقل عدد موظفيها عن) "
        rf"{_ARABIC_BOUND}\d[\d,.]*(?:(?: الي | و ?|-)\d[\d,.]*)? (?:موظف|عامل|شخص|سرير|عضو)\w*"
    ),
}
_GROUP_OF = {f"r{at}": reason for at, reason in enumerate(_PATTERNS)}


def _numbered(pattern: str, reference: str) -> str:
    """The pattern with its one reference to a group of its own under a name."""
    return pattern.replace(r"([/.-])", f"(?P<{reference}>[/.-])").replace(r"\1", f"(?P={reference})")


_ANY = re.compile(
    "|".join(f"(?P<r{at}>{_numbered(pattern, f'mark{at}')})" for at, pattern in enumerate(_PATTERNS.values()))
)
# In a cell these are figures: `3.2 average`, and `(9)`, which is a negative one.
_SECTION = re.compile(r" ?\d{1,2}\.\d{1,2}\.? $|\(\d{1,2}\)$")
_DURATION = re.compile(
    r"(?<![\w.,])\d{1,3}-(?:day|week|month|year|hour|minute|second)s?(?= [a-z])"
    r"|(?<![\w.,])\d{1,3} weeks? ended"
)


def non_facts(flat: str, *, in_cell: bool = False) -> list[NonFact]:
    """The spans of a flat text that hold no figure, in order; a cell bears no number of a section or list.

    >>> [one.reason for one in non_facts("under section 232 from june 30, 2025 for the fortune 500")]
    ['a reference', 'a date', 'part of a name']
    """
    found = []
    for one in _ANY.finditer(flat):
        group = next(name for name in _GROUP_OF if one[name] is not None)
        if not (in_cell and one.start() == 0 and _SECTION.match(one[0])):
            found.append(NonFact(one.start(), one.end(), _GROUP_OF[group]))
    return found


def durations(flat: str) -> list[NonFact]:
    """The durations that name a thing, as in a 13-week view; a qualifier beside one makes it a figure."""
    return [NonFact(*one.span(), "a duration that names a thing") for one in _DURATION.finditer(flat)]
