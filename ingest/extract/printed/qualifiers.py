"""The words beside a figure that say how far it commits (at least, about, up to), and those of a fall."""

from __future__ import annotations

import re

from ingest.figure_words import folded

LOOK_BACK = 90
_BEFORE = {
    "at_least": "at least|no less than|not less than|no fewer than|not fewer than|not below|a minimum of"
    "|minimum of|minimum|at a minimum|as little as|≥|>=|starting at"
    "|لا يقل عن|لا تقل عن|ما لا يقل عن|بما لا يقل عن|على الأقل|حد أدنى|بحد أدنى|حدا أدنى"
    "|mindestens|wenigstens|au moins|almeno|al menos|por lo menos|pelo menos|no mínimo|minstens"
    "|至少|不低于|حداقل",
    "more_than": "more than|over|above|exceeding|exceeded|exceeds|exceed|in excess of|greater than|upwards of"
    "|upward of|surpassing|surpassed|surpass|topping|topped|beyond|north of|just over|well over|a little over"
    "|slightly over|slightly more than|just above|well above|higher than|>"
    "|أكثر من|ما يزيد على|ما يزيد عن|يزيد على|يزيد عن|تزيد على|تزيد عن|بما يزيد عن|بما يزيد على|ما يزيد عن"
    "|أزيد من|يتجاوز|تتجاوز|تجاوز|تجاوزت|ما يتجاوز|متجاوزا|متجاوزة|يفوق|تفوق|ما يفوق|فوق|أعلى من|أكبر من"
    "|mehr als|über|plus de|plus d'|più di|oltre|oltre i|más de|mais de|acima de|meer dan|超过|逾|بیش از",
    "up_to": "up to|as much as|as many as|as high as|at most|no more than|not more than|no greater than"
    "|no higher than|not to exceed|not exceeding|not exceed|does not exceed|maximum of|a maximum of|capped at"
    "|limited to|≤|<="
    "|ما يصل إلى|بما يصل إلى|يصل إلى ما|لا يتجاوز|لا تتجاوز|بما لا يتجاوز|لا يزيد عن|لا يزيد على"
    "|لا تزيد عن|لا تزيد على|بحد أقصى|كحد أقصى|حد أقصى|حدا أقصى|على الأكثر|حتى"
    "|bis zu|höchstens|jusqu'à|au plus|fino a|al massimo|hasta|até|tot|至多|最多|تا",
    "under": "under|less than|below|fewer than|lower than|just under|just below|well under|well below"
    "|slightly under|slightly below|a little under|short of|<|south of"
    "|أقل من|دون|ما دون|أدنى من|بأقل من|ما يقل عن|يقل عن|تقل عن"
    "|weniger als|unter|moins de|meno di|menos de|abaixo de|minder dan|不到|低于|کمتر از",
    "approx": "approximately|approx.|approx|about|around|roughly|nearly|almost|some|circa|ca.|c.|close to"
    "|near"
    "|in the region of|on the order of|in the neighborhood of|an estimated|estimated at|just about|virtually"
    "|~|≈"
    "|حوالي|نحو|بنحو|ما يقرب من|يقرب من|ما يقارب|يقارب|تقارب|قرابة|زهاء|تقريبا|ما يناهز|يناهز|تناهز|حول"
    "|بحوالي"
    "|etwa|rund|ungefähr|environ|près de|quelque|circa|quasi|cerca de|alrededor de|aproximadamente|unos|unas"
    "|ongeveer|约|約|大约|近|حدود|تقریبا",
}
_BEHIND = {
    "at_least": "or more|or greater|or higher|or above|and above|and more|or better|or over|and over|at least"
    "|at a minimum|minimum|plus|على الأقل|فأكثر|أو أكثر|فما فوق|كحد أدنى|بحد أدنى|oder mehr|ou plus|o más"
    "|ou mais"
    "|o più|以上",
    "up_to": "or less|or fewer|or lower|or below|or under|at most|at maximum|maximum|على الأكثر|كحد أقصى"
    "|بحد أقصى"
    "|أو أقل|فأقل|oder weniger|以下",
    "approx": "approximately|or so|or thereabouts|give or take|تقريبا|على وجه التقريب|左右",
}
_FILLERS = (
    "a|an|the|a total of|total|another|an additional|additional|of|our|its|than|by|around|an average of"
    "|مبلغ|نسبة|عدد|بنسبة|على|من"
)


def _alternatives(words: str) -> str:
    """A pattern for any of the words in their flat spelling, the longest first."""
    flat = sorted({folded(word) for word in words.split("|")}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in flat)


_QUALIFIED = "|".join(f"(?P<{name}>{_alternatives(words)})" for name, words in _BEFORE.items())
_ANY_QUALIFIER = _alternatives("|".join(_BEFORE.values()))
BEFORE = re.compile(
    rf"(?:(?<![\w-])|(?<=[\u3000-\u9fff])"
    rf"|(?<=(?<!\w)[وبفل]))(?:{_QUALIFIED})(?:[ \u00a0]+(?:{_alternatives(_FILLERS)}))?"
    r"[ \u00a0]{0,2}$"
)
BEHIND = re.compile(
    r"-(?P<plus>plus)(?!\w)|[ ,\u00a0]{0,2}(?:(?:[^\W\d_]+ )?(?:"
    + "|".join(f"(?P<{name}>{_alternatives(words)})" for name, words in _BEHIND.items())
    + r"))(?!\w)"
)
_FALLING = (
    r"down|downward|decreas\w*|declin\w*|fell|falls?|fallen|falling|drop\w*|reduc\w*|lower(?:ed|ing|s)?"
    r"|shr[aiu]nk\w*|contract(?:ed|ion|ing|s)|slid|slipped|slump\w*|plunged?|tumbled?|cut|cuts|cutting"
    r"|dipped|eroded"
    r"|(?:ال|ب|و|ف|ل)?(?:انخفض|تراجع|هبط|تقلص|انكمش|خفض|تخفيض|انخفاض|هبوط|تقليص|نقص)\w*|[تين]خفض|[تين]نخفض"
    r"|[تين]تراجع|sank|rückgang|gesunken|baisse|calo|diminuzione|caída|queda|redução"
)
_RISING = (
    r"up|increas\w*|rose|rise[sn]?|rising|gr[eo]w\w*|gain\w*|jump\w*|surg\w*|climb\w*|improv\w*|expan\w*"
    r"|rais\w*"
    r"|higher|advanced|soared|added|exceed\w*"
    r"|(?:ال|ب|و|ف|ل)?(?:ارتفع|زاد|نما|صعد|قفز|ارتفاع|زيادة|نمو|تحسن|توسع)\w*|[تين]رتفع|[تين]زيد|[تين]نمو"
)
_TURNS = re.compile(rf"(?<!\w)(?:(?P<fall>{_FALLING})|(?P<rise>{_RISING}))(?!\w)")
# What may stand between the word of a fall and its size: nothing much, or anything up to "by".
_LEADS = re.compile(
    r"(?:[^.;؛%]|\.\d){0,80}(?<!\w)(?:by|بنسبة|بمقدار|بواقع|بنحو|بحوالي|نسبته|نسبتها|قدره|قدرها|بلغت?|um|de"
    r"|del|di)(?!\w)"
    rf"(?: (?:an?|the))?(?: (?:average|total|estimated|additional|further|combined"
    rf"|mean))?(?: of)?(?: (?:{_ANY_QUALIFIER}))*"
    r"(?: an?)?[ \u00a0]*"
    rf"|(?: (?!الي|من|عن|علي|في|مع)[\u0621-\u064a]+){{1,3}}(?: (?:{_ANY_QUALIFIER}))*[ \u00a0]*"
    rf"|(?: (?:of|by|just|only|another|a|an|further|another|in"
    rf"|بنسبة))*(?: (?:{_ANY_QUALIFIER}))*(?: of)?[ \u00a0(]*"
)
_NEGATIVE = re.compile(r"(?<!\w)(?:negative|minus|سالب|ناقص|بالسالب)[ \u00a0]*$")
_FALL_BEHIND = re.compile(
    r"[ -](?:(?!to|from|in|on|for|and|of|increase|rise|growth|higher)[a-z-]+ ){0,2}?"
    r"(?:decrease[ds]?|declin(?:e|es|ed)|drop|reductions?|fall|lower|less|fewer|contraction|shortfall|down"
    r"|cut)(?!\w)"
)


def qualifier_of(before: str, behind: str) -> str:
    """The qualifier that flat words directly before or behind a figure give it; exact without any.

    >>> qualifier_of("this was no more than ", " for a month"), qualifier_of("firms with ", " or more people")
    ('up_to', 'at_least')
    >>> qualifier_of("بلغت ما يقرب من ", ""), qualifier_of("it rose to ", "")
    ('approx', 'exact')
    """
    found = BEFORE.search(before)
    if found:
        return found.lastgroup or "exact"
    found = BEHIND.match(behind)
    if found:
        return "at_least" if found.lastgroup == "plus" else found.lastgroup or "exact"
    return "exact"


def is_fall(before: str, behind: str) -> bool:
    """Whether flat words around a change in percent say that it is a fall.

    >>> is_fall("customers decreased by ", " to 18 million"), is_fall("the rate decreased to ", "")
    (True, False)
    >>> is_fall("", " decline in volume"), is_fall("costs fell while revenue rose by ", "")
    (True, False)
    """
    if _NEGATIVE.search(before):
        return True
    turns = list(_TURNS.finditer(before))
    if turns and turns[-1]["fall"] and _LEADS.fullmatch(before[turns[-1].end() :]):
        return True
    return bool(_FALL_BEHIND.match(behind)) and not (turns and _LEADS.fullmatch(before[turns[-1].end() :]))
