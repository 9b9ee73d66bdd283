"""Figures as a person reads them; programs get the numbers themselves."""

from __future__ import annotations

import math

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
BYTE_SCALES = ((1e15, "petabytes"), (1e12, "terabytes"), (1e9, "gigabytes"), (1e6, "megabytes"))
UNIT_WORDS = {"percent": "%", "days": " days", "seconds": " seconds", "bytes": " bytes", "score": " points"}


def readable(value: float | None, unit: str) -> str:
    """A value with its scale and unit; empty where there is none.

    >>> readable(69_748_000_000, "usd"), readable(-48_800_000, "usd"), readable(6.06, "usd_per_share")
    ('$69.748 billion', '-$48.8 million', '$6.06')
    >>> readable(182_600_000, "count"), readable(6500, "count"), readable(84.8, "percent")
    ('182.6 million', '6,500', '84.8%')
    >>> readable(3.2, "days"), readable(5e14, "bytes"), readable(1_500_000_000, "eur"), readable(None, "usd")
    ('3.2 days', '500 terabytes', '1.5 billion EUR', '')
    """
    if value is None or math.isnan(value):
        return ""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    sign, size = ("-" if value < 0 else ""), abs(value)
    if unit in ("usd", "usd_per_share"):
        return f"{sign}${_scaled(size, SCALES, cents=unit == 'usd_per_share')}"
    if unit == "bytes" and size >= BYTE_SCALES[-1][0]:
        return sign + _scaled(size, BYTE_SCALES)
    if unit in UNIT_WORDS:
        return f"{sign}{_digits(size)}{UNIT_WORDS[unit]}"
    word = "" if unit in ("count", "ratio") else f" {unit.upper()}"
    return f"{sign}{_scaled(size, SCALES)}{word}"


def readable_bounds(value: float | None, low: float, high: float, unit: str) -> str:
    """What a value commits to: a margin where it is even, else its two ends.

    >>> readable_bounds(69_748e6, 69_747.5e6, 69_748.5e6, "usd"), readable_bounds(250, 250, math.inf, "count")
    ('± $500,000', 'at least 250')
    >>> readable_bounds(None, 83.2, 84.2, "percent"), readable_bounds(4000, 0, 4000, "usd")
    ('83.2% to 84.2%', '$0 to $4,000')
    """
    if math.isinf(high):
        return f"at least {readable(low, unit)}"
    if math.isinf(low):
        return f"at most {readable(high, unit)}"
    if value is not None and math.isclose(value - low, high - value, rel_tol=1e-6, abs_tol=1e-9):
        return "" if high == low else f"± {readable((high - low) / 2, unit)}"
    return f"{readable(low, unit)} to {readable(high, unit)}"


def readable_growth(change: float | None, basis: str) -> str:
    """A change with its sign: percent of the base, or points of a ratio.

    >>> readable_growth(0.095048, "relative"), readable_growth(-0.9, "points")
    ('+9.5%', '-0.9 points')
    """
    if change is None:
        return ""
    return f"{change:+.1%}" if basis == "relative" else f"{change:+.3g} points"


def _scaled(size: float, scales: tuple[tuple[float, str], ...], *, cents: bool = False) -> str:
    """A size in the largest scale that it reaches."""
    for scale, word in scales:
        if size >= scale:
            return f"{_digits(size / scale)} {word}"
    return f"{size:.2f}" if cents else _digits(size)


def _digits(size: float) -> str:
    """Up to six significant digits, with marks between thousands and no needless zeros.

    >>> _digits(1234567.0), _digits(84.8), _digits(0.5), _digits(69.7475)
    ('1,234,570', '84.8', '0.5', '69.7475')
    """
    rounded = float(f"{size:.6g}")
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.10g}"
