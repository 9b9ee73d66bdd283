"""The one formatter of the screen: figures, bounds, growth, dates and the words for what is not a figure.

Nothing here rounds a figure that is then computed with. Whatever comes from the data and is to stand in
Markdown passes `escaped`, so that no title or note of a source can format, link or run anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

SCALES = ((1e12, "trillion", "T"), (1e9, "billion", "B"), (1e6, "million", "M"), (1e3, "thousand", "K"))
BYTE_SCALES = ((1e18, "EB"), (1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB"))
TIME_SCALES = ((86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"))
UNIT_WORDS = {
    "usd": "US dollars",
    "count": "count",
    "percent": "percent",
    "usd_per_share": "US dollars per share",
    "days": "days",
    "seconds": "seconds",
    "bytes": "bytes",
    "score": "points of score",
    "ratio": "ratio",
}
GAP_WORDS = {
    "not_disclosed": "not disclosed",
    "not_derivable": "not derivable",
    "contested": "contested",
}
GAP_REASONS = {
    "not_disclosed": "No source of this record states the quarter, or anything it could be derived from.",
    "not_derivable": "A longer period that holds this quarter is stated, but not what it takes to part it.",
    "contested": "The facts of this quarter, or those it would rest on, disagree and no rule decides.",
}
BLOCK_WORDS = {
    "no_value": "no value",
    "no_base": "no value a year before",
    "base_not_positive": "base not positive",
    "definition_break": "definition changed",
    "other_publisher": "base of another publisher",
    "open_bound": "only a bound is known",
    "implied": "implied by a statement",
}
SLIP_WORDS = {
    "other_metric": "another metric",
    "other_period": "another period",
    "other_basis": "a longer or shorter period around it",
    "other_scope": "another entity or part",
    "scale_slip": "another scale",
    "sign_slip": "the other sign",
    "unit_slip": "another unit",
}
HOLDS_WORDS = {
    "yes": "holds",
    "within_rounding": "holds within rounding",
    "no": "fails",
    "contested": "waits for the contest",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LEFT_OUT = "—"
# A right-to-left figure: its words, and the number before them.
RIGHT_TO_LEFT = re.compile(r"(?:[\d.,%$+]+\s?)?[\u0590-\u08ff]+(?:[\s\d.,]*[\u0590-\u08ff]+)*")


def amount(value: float | None, unit: str, *, short: bool = False, most: int = 4) -> str:
    """A figure in its unit with at most so many significant digits; `short` for axes and narrow cards.

    A zero at the end stands only where the figure was rounded to it.

    >>> amount(69_748_000_000, "usd"), amount(69_748_000_000, "usd", short=True)
    ('$69.75 billion', '$69.75B')
    >>> amount(65_502_000_000, "usd"), amount(65_500_000_000, "usd")
    ('$65.50 billion', '$65.5 billion')
    >>> amount(-0.97, "usd_per_share"), amount(84.8, "percent"), amount(750_000, "count")
    ('-$0.97 per share', '84.8%', '750,000')
    >>> amount(18_100_000, "count"), amount(21_960, "seconds"), amount(5e17, "bytes")
    ('18.1 million', '6.1 hours', '500 PB')
    """
    if value is None or math.isnan(value):
        return LEFT_OUT
    if math.isinf(value):
        return "-∞" if value < 0 else "∞"
    words = _unsigned(abs(value), unit, short, most)
    is_shown = any(digit in words for digit in "123456789")
    return f"-{words}" if value < 0 and is_shown else words


def bounds(low: float | None, high: float | None, unit: str, *, short: bool = False) -> str:
    """What a printed figure commits to: a range, or one end where the other is open.

    >>> bounds(83.2, 84.2, "percent"), bounds(252e9, math.inf, "usd", short=True)
    ('83.2% to 84.2%', '≥ $252B')
    >>> bounds(69_747.5e6, 69_748.5e6, "usd")
    '$69.7475 billion to $69.7485 billion'
    """
    low = -math.inf if low is None else low
    high = math.inf if high is None else high
    if math.isinf(low) and math.isinf(high):
        return "no bounds"
    if math.isinf(high):
        return f"≥ {amount(low, unit, short=short)}"
    if math.isinf(low):
        return f"≤ {amount(high, unit, short=short)}"
    # The ends of a narrow range differ late: they need more digits than a value does.
    most = 8 if amount(low, unit, most=8) != amount(high, unit, most=8) else 14
    return f"{amount(low, unit, short=short, most=most)} to {amount(high, unit, short=short, most=most)}"


def figure(
    value: float | None,
    low: float | None,
    high: float | None,
    unit: str,
    gap: str | None = None,
    *,
    short: bool = False,
) -> str:
    """What is known of a cell in one phrase: the value, else why there is none, else its bounds.

    A value whose upper bound is open is a floor, and says so.

    >>> figure(None, None, None, "usd", "not_disclosed"), figure(None, 90, 95, "percent")
    ('not disclosed', '90% to 95%')
    >>> figure(250, 250, math.inf, "count"), figure(84.8, 84.75, 84.85, "percent")
    ('≥ 250', '84.8%')
    """
    if gap:
        return GAP_WORDS.get(gap, words(gap))
    if value is None and low is None and high is None:
        return LEFT_OUT
    if value is None or (low == value and high == math.inf) or (high == value and low in (0, -math.inf)):
        return _one_sided(value, low, high, unit, short)
    return amount(value, unit, short=short)


def _one_sided(value: float | None, low: float | None, high: float | None, unit: str, short: bool) -> str:
    """A range in words; a figure that is only a ceiling reads `≤`."""
    if value is not None and high == value and value != low:
        return f"≤ {amount(value, unit, short=short)}"
    return bounds(low, high, unit, short=short)


def growth(change: float | None, basis: str, unit: str = "percent", *, short: bool = False) -> str:
    """A change with its sign: a share of the base, or points for ratios; `short` for axes.

    >>> growth(0.0952, "relative"), growth(2.0, "points"), growth(-0.3, "points", "days")
    ('+9.5%', '+2.0 pts', '-0.3 days')
    >>> growth(0.4, "relative", short=True)
    '+40%'
    """
    if change is None or not math.isfinite(change):
        return LEFT_OUT
    if basis == "points":
        if unit == "percent":
            return f"{_signed(change, short)} pts"
        return ("+" if change > 0 else "") + amount(change, unit)
    return f"{_signed(change * 100, short)}%"


def share(apart: float | None) -> str:
    """How far figures lie apart: a share of the smaller one.

    >>> share(0.081202), share(7.0), share(None)
    ('8.1%', '700%', '—')
    """
    return LEFT_OUT if apart is None else f"{digits(100 * apart, 1 if apart < 1 else 0)}%"


def no_growth(block: str | None) -> str:
    """Why there is no change on a year before.

    >>> no_growth("definition_break"), no_growth(None)
    ('definition changed', 'no base')
    """
    return BLOCK_WORDS.get(block, words(block)) if block else "no base"


def day(moment: date | None) -> str:
    """A date in words that no country reads the other way round.

    >>> day(date(2025, 9, 30))
    '30 Sep 2025'
    """
    if moment is None:
        return LEFT_OUT
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def minute(moment: datetime) -> str:
    """A moment of the ledger, UTC.

    >>> minute(datetime(2026, 11, 22, 11, 5, 9))
    '22 Nov 2026, 11:05 UTC'
    """
    return f"{day(moment.date())}, {moment:%H:%M} UTC"


def period(label: str) -> str:
    """A period label as it is read aloud.

    >>> [period(label) for label in ("2025Q3", "2025-9M", "FY2025", "2025-06-30", "undated")]
    ['Q3 2025', '9M 2025', 'FY 2025', '30 Jun 2025', 'undated']
    """
    if part := re.fullmatch(r"(\d{4})-?(Q[1-4]|H[12]|9M)", label):
        return f"{part[2]} {part[1]}"
    if year := re.fullmatch(r"FY(\d{4})", label):
        return f"FY {year[1]}"
    if month := re.fullmatch(r"(\d{4})-(\d\d)", label):
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?", label):
        return " to ".join(day(date.fromisoformat(end)) for end in label.split(".."))
    return label


def breakdown(pairs: str, total: str = "total") -> str:
    """A breakdown in words.

    >>> breakdown("drug=insulin;line=stop_loss"), breakdown("base=2024-12-31"), breakdown("")
    ('drug insulin, line stop loss', 'base 31 Dec 2024', 'total')
    """
    if not pairs:
        return total
    split = (pair.partition("=") for pair in pairs.split(";"))
    return ", ".join(f"{words(dimension)} {words(period(member))}" for dimension, _, member in split)


def slips(names: str, factor: float) -> str:
    """The slips by which a figure fits another, in words.

    >>> slips("other_metric;other_period", 1.0), slips("scale_slip", 1000.0), slips("", 1.0)
    ('by another metric, another period', 'by another scale (times 1,000)', 'as it stands')
    """
    told = [SLIP_WORDS.get(name, words(name)) for name in names.split(";") if name]
    if factor not in (1, -1):
        told[-1:] = [f"{''.join(told[-1:])} (times {digits(factor, 6)})"]
    return f"by {', '.join(told)}" if told else "as it stands"


def chance(expected: float) -> str:
    """How many fits chance alone would give, in few digits.

    >>> chance(0.01677), chance(706.8), chance(0.00004)
    ('0.017', '707', 'less than 0.001')
    """
    if expected < 0.001:
        return "less than 0.001"
    return digits(expected, 0 if expected >= 10 else max(1, 1 - math.floor(math.log10(expected))))


def identity(identity_id: str, label: str | None, labels: Mapping[str, str]) -> str:
    """The name of an identity: its label in the catalog, else what it says of a metric or of quarters.

    >>> identity("quarters_make_9m", None, {}), identity("growth_of_sales", None, {"sales": "Sales"})
    ('Quarters make the nine months', 'Stated growth of Sales')
    """
    if label:
        return label
    kind, _, own = identity_id.partition("_of_" if "_of_" in identity_id else "_make_")
    whole = {"h1": "half-year", "h2": "half-year", "9m": "nine months", "fy": "year"}.get(own)
    if whole:
        return f"{headline(kind)} make the {whole}"
    return f"Stated {kind} of {labels.get(own, words(own))}"


def how(derivation: str | None, formula: str | None) -> str:
    """How a quarter came about: its arithmetic where it has one; what is only implied says so.

    >>> how("difference", "FY2024 − 2024-9M"), how("implied", "2025Q1 / (growth)"), how("reported", None)
    ('FY2024 − 2024-9M', 'implied: 2025Q1 / (growth)', 'reported')
    """
    if derivation == "implied" and formula:
        return f"implied: {formula}"
    return formula or words(derivation or "")


def vintage(taken_on: date) -> str:
    """What it means that a quarter was worked out of figures as they stood on a day.

    >>> vintage(date(2025, 4, 30))
    'worked out of figures as they stood on 30 Apr 2025, when all were last on one basis'
    """
    return f"worked out of figures as they stood on {day(taken_on)}, when all were last on one basis"


def joined(terms: str, labels: Mapping[str, str]) -> str:
    """The arithmetic of an identity with the labels of its metrics and entities, and breakdowns in words.

    >>> joined("sales [line=home] + sales of acme-widgets", {"sales": "Sales", "acme-widgets": "Widgets"})
    'Sales (line home) + Sales of Widgets'
    """

    def told(found: re.Match[str]) -> str:
        return f"({breakdown(found[1])})" if found[1] else labels.get(found[0], found[0])

    return re.sub(r"\[([^\]]+)\]|[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", told, terms)


def words(identifier: str) -> str:
    """An identifier of the catalog as words.

    >>> words("company_release")
    'company release'
    """
    return identifier.replace("_", " ")


def headline(identifier: str) -> str:
    """An identifier as the words that begin a label.

    >>> headline("within_rounding")
    'Within rounding'
    """
    text = words(identifier)
    return text[:1].upper() + text[1:]


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "fact"), counted(0, "quarter"), counted(1200, "fact")
    ('1 fact', '0 quarters', '1,200 facts')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def escaped(text: str) -> str:
    r"""Text of the data as literal Markdown: nothing of it formats, links, or becomes a formula.

    Right-to-left figures are isolated, so that they do not turn the line around them.

    >>> escaped("[$5]")
    '\\[\\$5\\]'
    """
    isolated = RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", " ".join(text.split()))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", isolated)


def link(text: str, url: str) -> str:
    """A Markdown link where the address is one of the web, the text alone where it is not.

    >>> link("page", "https://example.org/a(b)"), link("page", "javascript:alert(1)")
    ('[page](<https://example.org/a(b)>)', 'page')
    """
    if not re.fullmatch(r"https?://[^\s<>\\]+", url):
        return escaped(text)
    return f"[{escaped(text)}](<{url}>)"


def digits(value: float, most: int, least: int = 0) -> str:
    """A number with thousands marks and `least` to `most` decimals, no more of them zeros than `least`.

    >>> digits(1234.50, 2), digits(67.0, 2), digits(0.125, 2), digits(6, 2, 2)
    ('1,234.5', '67', '0.13', '6.00')
    """
    with localcontext(prec=400):
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
        whole, _, decimals = f"{rounded:,f}".partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _unsigned(size: float, unit: str, short: bool, most: int) -> str:
    """A size in its unit."""
    match unit:
        case "usd":
            return f"${_scaled(size, short, most)}"
        case "usd_per_share":
            return f"${digits(size, max(2, most - 4), 2)}" + ("" if short else " per share")
        case "percent":
            return f"{digits(size, max(2, most - 4))}%"
        case "count":
            return _scaled(size, short, most)
        case "bytes":
            return _byte_size(size)
        case "seconds":
            return _time(size)
        case "days":
            return f"{digits(size, 2)} {'d' if short else 'day' if size == 1 else 'days'}"
        case _:
            return digits(size, 3)


def _scaled(size: float, short: bool, most: int) -> str:
    """A size with its scale word; below a million in full, or with K where it must be short."""
    smallest = 1e4 if short else 1e6
    for scale, word, letter in SCALES:
        # A size that would round up to a thousand of a scale belongs to the next one.
        if size >= smallest and size >= scale * (1 - 0.5 * 10.0**-most):
            kept = _significant(size / scale, most)
            return f"{kept}{letter}" if short else f"{kept} {word}"
    return digits(size, max(0, most - 6) if size >= 1000 else 2)


def _significant(size: float, most: int) -> str:
    """At most so many significant digits; a zero at the end only where the size was rounded to it."""
    decimals = max(0, most - 1 - max(0, math.floor(math.log10(size))))
    was_rounded = round(size, decimals) != round(size, 9)
    return digits(size, decimals, decimals if was_rounded and most <= 4 else 0)


def _byte_size(size: float) -> str:
    """Bytes in decimal units."""
    for scale, word in BYTE_SCALES:
        if size >= scale:
            return f"{digits(size / scale, 1)} {word}"
    return f"{digits(size, 0)} bytes"


def _time(seconds: float) -> str:
    """Seconds in the largest unit that they fill."""
    for scale, word in TIME_SCALES:
        if seconds >= scale:
            return f"{digits(seconds / scale, 1)} {word}"
    return f"{digits(seconds, 3)} seconds"


def _signed(number: float, short: bool) -> str:
    """One decimal with a sign; what rounds to nothing has no sign."""
    text = f"{number:+,.1f}"
    text = text.lstrip("+-") if text.strip("+-0.") == "" else text
    return text.removesuffix(".0") if short else text
