"""Sentences that a chart begins with, made of the rows of queries: nothing here knows a figure by heart."""

from __future__ import annotations

from dashboard.axes import Row
from ingest import format as fmt

FEW = 4
"""With fewer quarters than this, the highest of them says nothing."""

STANDINGS = {
    "open": "open contest",
    "identity": "identity fails",
    "outranked": "outranked",
    "restated": "restated",
    "settled": "among facts that lost",
}
OUTCOMES = {"above": "above the range", "below": "below the range", "within": "within the range"}


def series_sentence(newest: Row) -> str:
    """What the newest quarter of a series is, how it changed, and where it ranks."""
    parts = [
        f"{fmt.figure(newest['value'], newest['value_low'], newest['value_high'], newest['unit'])}"
        f" in {fmt.period(newest['fiscal_quarter'])}"
    ]
    if newest["yoy"] is not None:
        parts.append(f"{fmt.growth(newest['yoy'], newest['growth_basis'], newest['unit'])} on a year before")
    elif newest["yoy_block"]:
        parts.append(f"not comparable with a year before ({fmt.no_growth(newest['yoy_block'])})")
    if rank := _rank(newest):
        parts.append(rank)
    return "; ".join(parts) + "."


def valueless_sentence(quarters: list[Row]) -> str:
    """What to say of a series without a value: the newest open contest, the newest range, or nothing."""
    for row in reversed(quarters):
        if row["value_low"] is not None:
            said = "is contested: rivals range from" if row["gap"] == "contested" else "is stated as a range:"
            bounds = fmt.bounds(row["value_low"], row["value_high"], row["unit"])
            return f"{fmt.period(row['fiscal_quarter'])} {said} {bounds}."
    return "No quarter of this series has a value; what is stated stands below."


def record_sentence(newest: Row) -> str:
    """How a series is made up: what is reported, derived, missing."""
    known = [
        (newest["reported_count"], "reported"),
        (newest["derived_count"], "derived"),
        (newest["implied_count"], "implied"),
        (newest["contested_count"], "contested"),
        (newest["not_disclosed_count"], "not disclosed"),
        (newest["not_derivable_count"], "not derivable"),
    ]
    total = sum(number for number, _ in known)
    told = ", ".join(f"{number} {word}" for number, word in known if number)
    return f"{fmt.counted(total, 'quarter')} since {fmt.period(newest['first_quarter'])}: {told}."


def comparison_sentence(newest: list[Row], measure: str) -> str:
    """The newest quarter of each series, side by side."""
    differs = len({row["metric_id"] for row in newest}) > 1
    told = []
    for row in newest:
        name = row["metric_label"] if differs else row["entity_label"]
        figure = fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"])
        change = fmt.growth(row["yoy"], row["growth_basis"], row["unit"])
        period = fmt.period(row["fiscal_quarter"])
        if measure == "yoy":
            told.append(f"{name} {change} in {period}")
        else:
            growth = f" ({change} on a year before)" if row["yoy"] is not None else ""
            told.append(f"{name} {figure} in {period}{growth}")
    return "; ".join(told) + "." if told else "None of these series has a quarter with a value."


def guidance_sentence(guided: list[Row]) -> str:
    """What came of the newest guidance that can be judged, and what is guided still."""
    told = []
    judged = [row for row in guided if row["outcome"] != "open"]
    if judged:
        row = judged[-1]
        told.append(
            f"{fmt.period(row['period_label'])} was guided to "
            f"{fmt.figure(row['value'], row['value_low'], row['value_high'], row['unit'])} and came in at "
            f"{fmt.amount(row['actual'], row['unit'])}, {OUTCOMES[row['outcome']]}"
        )
    for row in guided:
        if row["outcome"] == "open":
            told.append(
                f"{fmt.period(row['period_label'])} is guided to "
                f"{fmt.figure(row['value'], row['value_low'], row['value_high'], row['unit'])}"
            )
    return "; ".join(told) + "." if told else "No guidance is recorded for this series."


def contradictions_sentence(cases: list[Row]) -> str:
    """How many contradictions there are of each standing."""
    number = {one: sum(case["standing"] == one for case in cases) for one in STANDINGS}
    decided = number["outranked"] + number["restated"]
    told = [
        f"{fmt.counted(number['open'], 'open contest')}",
        f"{fmt.counted(number['identity'], 'failing identity', 'failing identities')}",
        f"{fmt.counted(decided, 'disagreement')} decided by a rule",
    ]
    if number["settled"]:
        told.append(f"{fmt.counted(number['settled'], 'disagreement')} among facts that lost")
    return f"{', '.join(told)}; what is open first, then the widest apart."


def would_decide(case: Row, tier_a: str, tier_b: str) -> str:
    """What would decide an open contest or a failed identity, or reopen what is decided."""
    tier = fmt.words(tier_a)
    match case["standing"], case.get("comparison"):
        case "identity", _:
            return "A better source of the total or of a part, or a part that is missing from the list."
        case "open", "undated_stock":
            return "The day for which the undated figure stands, or a dated figure of a better tier."
        case "open", "two_languages":
            return f"The page itself, once both languages agree, or a source above {tier}."
        case "open", "same_slot":
            return f"The days that each of the two periods covers, or a source above {tier}."
        case "open", _:
            return f"A source above {tier}, or a later statement of the same publisher."
        case "outranked", _:
            return (
                f"Decided by authority: {tier} above {fmt.words(tier_b)}. "
                f"A fact of {tier} or above that bears the other figure out would reopen it."
            )
        case "restated", _:
            return "Decided by time: the publisher has published the figure again since."
        case _:
            return "Nothing hangs on it: neither figure is believed of its cell."


def astray_sentence(fit: Row) -> str:
    """A fit as the mart explains it, with the slips that it takes."""
    return f"{fit['explanation']} It takes {fmt.slips(fit['slips'], fit['factor']).removeprefix('by ')}."


def arithmetic_sentence(row: Row, named: dict[str, str]) -> str:
    """What an identity expects and what is found, with bounds, and whether it holds."""
    unit = row["unit"]
    expected = _with_bounds(row["expected"], row["expected_low"], row["expected_high"], unit)
    found = _with_bounds(row["found"], row["found_low"], row["found_high"], unit)
    whose = f"{row['metric_label']} of {row['entity_label']}"
    return (
        f"{fmt.joined(row['operands'], named)} makes {expected}; found for {whose}: {found}. "
        f"It {fmt.HOLDS_WORDS[row['holds']]}."
    )


def overview_sentence(headline: Row, build: Row) -> str:
    """What leads the record, and how much the record holds."""
    change = (
        f", {fmt.growth(headline['yoy'], headline['growth_basis'], headline['unit'])} on a year before"
        if headline["yoy"] is not None
        else ""
    )
    return (
        f"{headline['metric_label']} of {headline['entity_label']} came to "
        f"{fmt.amount(headline['value'], headline['unit'])} "
        f"in {fmt.period(headline['fiscal_quarter'])}{change}. "
        f"The record holds {fmt.counted(build['fact_count'], 'fact')} of "
        f"{fmt.counted(build['source_count'], 'source')}; "
        f"{fmt.counted(build['contested_count'], 'open contest')}."
    )


def _with_bounds(value: float | None, low: float, high: float, unit: str) -> str:
    """A figure with its bounds, or these alone."""
    told = fmt.bounds(low, high, unit)
    return told if value is None else f"{fmt.amount(value, unit, most=6)} ({told})"


def _rank(newest: Row) -> str:
    """Where the newest quarter stands among those known, if at an end."""
    places = {1: "", 2: "second-"}
    if newest["valued_count"] < FEW:
        return ""
    for rank, word in ((newest["rank_from_top"], "highest"), (newest["rank_from_bottom"], "lowest")):
        if rank in places:
            return (
                f"the {places[rank]}{word} of {newest['valued_count']} known quarters"
                f" since {fmt.period(newest['first_quarter'])}"
            )
    return ""
