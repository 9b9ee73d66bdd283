"""How a sentence is cut and joined around its figures: hard breaks, clauses, comparisons, words of change.

All patterns are for folded text (`period_words.fold`).
"""

from __future__ import annotations

import re

from ingest.extract.periods.period_words import AHEAD, CHANGE

HARD_BREAK = re.compile(r"[;؛•|]|[.!?؟] +(?=\S)")
_CLAUSE_BREAK = re.compile(
    r"[,،](?= )|(?<= )(?:while|whereas|but|although|though)(?= )|(?<= )(?:بينما|فيما|لكن|غير ان)(?= )"
)
_PREPOSITIONS = (
    r"(?:in|for|during|at|as of|as at|of|on|within|through|throughout|by|over|until|all of|both|effective"
    r"|في|خلال|عن|من|ل|ب|حتي|بحلول|اعتبارا من|كما في|لدي|علي مدار)"
)
_ONLY_PREPOSITIONS = re.compile(rf"[ (\[]*(?:{_PREPOSITIONS} ?){{0,3}}(?:the |يوم )?")
_TIGHT = re.compile(
    rf"[)\]\"*]*(?: ?[^\s,،:()]+){{0,6}}?(?:[,،](?= ))?[ (\[-]*(?:{_PREPOSITIONS} ?){{0,3}}(?:the |يوم )?"
)
_CONJUNCTION = re.compile(
    r"(?<!\w)(?:and|or|while|whereas|but|which|who|when|where|versus|vs|from|to|plus|up|down|against)(?!\w)"
    r"|(?:^| )(?:وب\w+|ول\w+|مقابل|مقارنة|بينما|فيما)(?= )"
)
_RIGHT_BEFORE = re.compile(r"(?:'s?)?[ :=(\[-]{0,4}")
_LABEL = re.compile(r" ?[:=] ?(?=[\d$€£~+-]|[a-z]{0,3}[$€£])")
_OWN_OF_BASE = re.compile(
    r"(?:'s?)?(?: ?[:(]| of| at|,? when (?:it|they|this) (?:was|were|stood at|came to)|,? which (?:was"
    r"|were))? ?"
)
_COMPARED = re.compile(
    r"(?:(?<!\w)(?:compared (?:to|with)|versus|vs\.?|in comparison (?:to|with)|relative to)"
    r"|(?:^| )(?:ب?ال?مقارنة (?:مع|ب)|مقارنة ب\w*|مقابل|قياسا ب\w*))[^,،;]{0,45}$"
    r"|(?<!\w)(?:from|against|vs\.?)(?: (?:a|an|the|about|approximately|nearly|around|roughly|some|just"
    r"|over|only)){0,2} ?$"
)
_FROM_ARABIC = re.compile(r"(?:^| )من(?: (?:حوالي|نحو|قرابة))? ?$")
_TO_LEVEL = re.compile(
    r"(?<!\w)(?:to|reaching|to reach|at|totaling)(?: (?:a|about|approximately|nearly)){0,2} ?$|(?:^"
    r"| )(?:الي|لتصل الي|ليصل الي|لتبلغ|ليبلغ) ?$"
)
_LISTED = re.compile(r"(?: [^\s,،;:]+){0,3}(?:,|،)?(?: ?(?:and|or|و|&|/))? ?(?:[^\s,،;:]+ ){0,2}")
_PERCENT = re.compile(
    r"[%٪]|percent|per cent|percentage point|bps|basis point|bp(?!\w)|بالمئة|بالمائة|في المئة|في المائة|نقطة"
)
_CHANGE_BEHIND = re.compile(
    r" ?(?:\w+-)?\w* ?(?:increase|decrease|growth|jump|rise|decline|drop|gain|higher|lower|improvement"
    r"|reduction|fall|surge"
    r"|more|less|uptick|زيادة|نمو|ارتفاع|انخفاض|تراجع)"
)
_RESTATED = re.compile(r"(?: ?[^\s,،:;()]+){0,3}(?:[,،]? (?:or|أو|او) (?:about |approximately )?| ?[(])")
RESPECTIVELY = re.compile(r"(?<!\w)respectively(?!\w)|علي التوالي|علي الترتيب")
_NOW = re.compile(
    r"(?<!\w)(?:today|currently|now|at present|presently)(?!\w)|(?:^| )(?:اليوم|حاليا|الان)(?= |$)"
)
_EVENT = re.compile(
    r"(?<!\w)(?:launch\w*|found(?:ed|ing)|establish\w*|acqui\w+|announc\w*|introduc\w*|sign(?:ed|ing)"
    r"|divest\w*|adopt\w*|creat(?:ed|ion)|built"
    r"|merge[rd]\w*|approv\w*|publish\w*|enact\w*|incorporat\w*|complet(?:ed|ion))"
    r"(?: [^\s,،;]+){0,3} (?:in|on)(?: the)? ?$"
    r"|(?:^| )(?:و)?(?:تاسس|اطلق|استحوذ|استحواذ|افتتح)\w*(?: [^\s,،;]+){0,3}(?: (?:في|منذ))? ?$"
)
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:announc|said|unveil|pledg|commit|sign|approv|authori[sz]|agree|declar"
    r"|award)\w*(?: [^\s;]+){0,6} ?$"
    r"|(?:^| )(?:و|ف)?(?:اعلن|وافق|وقع|تعهد)\w*(?: [^\s;]+){0,6} ?$"
)


def clause_ends(folded: str) -> list[int]:
    """Where a clause of folded text ends and the next begins: at commas and words such as "while".

    >>> clause_ends("in 2025, sales rose while costs fell")
    [7, 20]
    """
    return [found.start() for found in _CLAUSE_BREAK.finditer(folded)]


def hard_ends(folded: str) -> list[int]:
    """Where nothing carries over from before: semicolons, full stops, bars.

    >>> hard_ends("sales rose; costs fell")
    [10]
    """
    return [found.start() for found in HARD_BREAK.finditer(folded)]


def is_tight(gap: str) -> bool:
    """Whether what stands between a figure and the period behind it binds them: "in", "members in", "(".

    >>> is_tight(" million members in "), is_tight(", and costs in "), is_tight(" (")
    (True, False, True)
    """
    return len(gap) <= 60 and bool(_TIGHT.fullmatch(gap)) and not _CONJUNCTION.search(gap)


def is_right_before(gap: str) -> bool:
    """Whether a period stands right before a figure: "Q3 2025: [5]"."""
    return bool(_RIGHT_BEFORE.fullmatch(gap))


def is_label(behind: str) -> bool:
    """Whether a period is the label of what stands behind it: "H1 2024: [5]"."""
    return bool(_LABEL.match(behind))


def is_own_of_base(gap: str) -> bool:
    """Whether a period that something is compared with has this figure: "compared with Q3 2024 ([4])"."""
    return bool(_OWN_OF_BASE.fullmatch(gap))


def opens_with_period(gap: str) -> bool:
    """Whether a clause holds nothing but prepositions before its period."""
    return bool(_ONLY_PREPOSITIONS.fullmatch(gap))


def is_compared(before: str, after: str) -> bool:
    """Whether a figure is what another one is compared with: "up from [5]", "compared with a loss of [3]".

    >>> is_compared("sales rose from ", " to "), is_compared("sales of ", "")
    (True, False)
    """
    if _COMPARED.search(before[-70:]):
        return True
    return bool(_FROM_ARABIC.search(before[-30:])) and ("الي" in after[:40] or bool(CHANGE.search(before)))


def leads_to(gap: str) -> bool:
    """Whether the gap between two figures leads from a change to the level it ends at: "5% to"."""
    return len(gap) <= 80 and bool(_TO_LEVEL.search(gap))


def is_list(gap: str) -> bool:
    """Whether two figures are neighbours in a list: "[5], [6] and [7]"."""
    is_short = len(gap) <= 50 and bool(_LISTED.fullmatch(gap)) and not AHEAD.search(gap)
    return is_short and bool(re.search(r"[,،/&]|\b(?:and|or)\b| و", gap))


def is_restated(gap: str) -> bool:
    """Whether a figure says the one before it once more: "$5 million, or [3%]", "5 million ([3%])".

    >>> is_restated(", or "), is_restated(" members ("), is_restated(" and ")
    (True, True, False)
    """
    return len(gap) <= 40 and bool(_RESTATED.fullmatch(gap))


def is_change(printed: str, before: str, after: str) -> bool:
    """Whether a figure says by how much something changed: "grew [5%]", "a [3%] increase", "up [$2 million]".

    >>> is_change("5%", "sales grew ", ""), is_change("5%", "margin of ", ""), is_change("$2", "rose to ", "")
    (True, False, False)
    """
    if _CHANGE_BEHIND.match(after[:40]):
        return True
    near = before[-40:]
    if leads_to(near) and not _PERCENT.search(printed):
        return False
    found = list(CHANGE.finditer(near))
    if not found:
        return False
    between = near[found[-1].end() :]
    if re.search(r"(?<!\w)(?:to|from|الي)(?!\w)", between):
        return False
    return (
        bool(_PERCENT.search(printed))
        or re.fullmatch(r"(?: (?:by|of|about|approximately|ب|بنسبة|بمقدار))* ?", between) is not None
    )


def is_announced(before: str, gap: str) -> bool:
    """Whether a day or month behind a figure is that of its announcement: "announced [5] of ... in January".

    >>> is_announced("the board approved up to ", " for new clinics in "), is_announced("sold ", " in ")
    (True, False)
    """
    return bool(_ANNOUNCED.search(before[-80:])) and bool(re.search(r"(?<!\w)(?:in|on|في|يوم) ?$", gap))


def is_now(gap: str) -> bool:
    """Whether the text between a period and a figure says that the figure is of today."""
    return bool(_NOW.search(gap))


def is_event(before: str) -> bool:
    """Whether the period that follows is the day of an event, not that of figures: "launched in".

    >>> is_event("an app launched in "), is_event("sales in ")
    (True, False)
    """
    return bool(_EVENT.search(before[-80:]))
