"""Results to stdout, everything else to stderr: text for a person, one JSON document for a program."""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ingest.errors import Fault

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

SHOWN_FAULTS = 20
UNLIMITED = 10_000


def say(sentence: str) -> None:
    """Tell a person something that is no result."""
    print(sentence, file=sys.stderr)


def say_faults(faults: Sequence[Fault]) -> None:
    """Tell the faults of inputs, the first of them where they are many."""
    for fault in faults[:SHOWN_FAULTS]:
        say(f"  {fault}")
    if len(faults) > SHOWN_FAULTS:
        say(f"  ... and {len(faults) - SHOWN_FAULTS} more; `kpi check --json` gives them all")


def print_json(document: Any) -> None:
    """Print one JSON document: dates ISO, numbers as numbers, null for an open bound."""
    print(json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """A value of JSON's own kinds.

    >>> plain({"on": dt.date(2025, 5, 2), "high": math.inf, "sum": Decimal("12")})
    {'on': '2025-05-02', 'high': None, 'sum': 12}
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, str | int) else str(value)


def console() -> Console:
    """A console on stdout; as wide as need be where no person watches, so that nothing is cut."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else UNLIMITED, highlight=False, soft_wrap=False)


def table(*headings: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table with headings; columns of numbers stand to the right and are never broken."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        is_number = heading in numbers
        made.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    return made


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A way to tell the step at hand: one changing line for a person at stderr, nothing otherwise."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda step: status.update(step)
