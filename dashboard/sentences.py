"""Sentences that a chart begins with, made of the rows of queries: nothing here knows a figure by heart."""

from __future__ import annotations

from dashboard.axes import Row
from ingest import format as fmt

FEW = 4
"""With fewer quarters than this, the highest of them says nothing."""

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
