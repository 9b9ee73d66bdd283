"""What a candidate says, in words: its figure with its digits, and whether the believed one agrees.

Pure: the queue and the build are read elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ingest.format import amount, bounds
from ingest.tongue import tr

MOST_DIGITS = 8
LONGEST_LABEL = 48


def reads_as(row: Mapping[str, Any]) -> str:
    """The value of a candidate or of a belief with its digits; its ends where it is no single value.

    >>> row = {"value": 69_748_100_000, "value_low": 69_748_050_000, "value_high": 69_748_150_000}
    >>> reads_as(row | {"unit": "usd"}), reads_as(row | {"value": None, "unit": "usd"})
    ('$69.7481 billion', '$69.74805 billion to $69.74815 billion')
    >>> reads_as({"value": 0.5, "value_low": 0, "value_high": 0.5, "unit": "percent"})
    '≤ 0.5%'
    """
    value, (low, high) = row["value"], _ends(row)
    if value is not None and (low == high or (low < value < high and not math.isinf(high - low))):
        return amount(value, row["unit"], most=MOST_DIGITS)
    if value is not None and value == high and low == 0:
        low = -math.inf
    return commits_to({"value_low": low, "value_high": high, "unit": row["unit"]})


def commits_to(row: Mapping[str, Any]) -> str:
    """The bounds of a candidate or of a belief with their digits.

    >>> commits_to({"value_low": 1_234_567, "value_high": math.inf, "unit": "count"})
    '≥ 1.234567 million'
    """
    low, high = _ends(row)
    if math.isinf(high) and not math.isinf(low):
        return tr("≥ {figure}", figure=amount(low, row["unit"], most=MOST_DIGITS))
    if math.isinf(low) and not math.isinf(high):
        return tr("≤ {figure}", figure=amount(high, row["unit"], most=MOST_DIGITS))
    return bounds(low, high, row["unit"])


def agreement(candidate: Mapping[str, Any], believed: Mapping[str, Any]) -> str:
    """Whether a candidate agrees with what is believed of its cell, in a word: whether their bounds meet.

    >>> own = {"value_low": 68.5, "value_high": 69.5, "unit": "usd"}
    >>> agreement(own, {"value_low": 69, "value_high": 69, "unit": "usd"})
    'agrees'
    >>> agreement(own, {"value_low": 69.5, "value_high": 70.5, "unit": "usd"})
    'disagrees'
    """
    if candidate["unit"] != believed["unit"]:
        return tr("another unit")
    return tr("agrees") if bounds_meet(_ends(candidate), _ends(believed)) else tr("disagrees")


def bounds_meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether figures can both be right: they share more than an end, or one is a point within the other.

    The rule of `dbt_project/macros/bounds.sql`.

    >>> bounds_meet((188.5, 189.5), (189.5, 190.5)), bounds_meet((189.5, 189.5), (189.5, 190.5))
    (False, True)
    """
    (low, high), (other_low, other_high) = one, other
    return (
        (low < other_high and other_low < high)
        or (low == high and other_low <= low <= other_high)
        or (other_low == other_high and low <= other_low <= high)
    )


def place(candidate: Mapping[str, Any]) -> str:
    """Where a candidate stands, short: its cell, else its page and line.

    >>> place({"page": 3, "line_no": 12}), place({"cell": "Income!B7", "line_no": 7})
    ('p3 l12', 'Income!B7')
    """
    page = f"p{candidate['page']} " if candidate.get("page") else ""
    return str(candidate.get("cell") or f"{page}l{candidate['line_no']}")


def around(candidate: Mapping[str, Any]) -> str:
    """What stands around a figure, short enough for a table, with a mark where it is cut.

    >>> around({"label": "net sales"}), len(around({"label": "net sales " * 9}))
    ('net sales', 48)
    """
    label = str(candidate["label"])
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _ends(row: Mapping[str, Any]) -> tuple[float, float]:
    """The bounds of a row, an open one infinite."""
    low, high = row["value_low"], row["value_high"]
    return (-math.inf if low is None else low), (math.inf if high is None else high)
