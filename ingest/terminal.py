"""Results to stdout, everything else to stderr: text for a person, one JSON document for a program."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from ingest.errors import Fault

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

SHOWN_FAULTS = 20
UNLIMITED = 10_000


# What steers a terminal instead of standing on it; line ends and tabs may stay.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    """Text in which characters that would steer the terminal are written out.

    >>> print(visible("\x1b[31mred [x]"))
    \\x1b[31mred [x]
    """
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def verbatim(text: str) -> Text:
    """Text for a table or tree that shows exactly this: no markup, no emoji codes, no control characters."""
    from rich.text import Text

    return Text(visible(text))


def tell(text: str) -> None:
    """Print a result for a person, exactly as it stands."""
    print(visible(text))


def say(sentence: str) -> None:
    """Tell a person something that is no result."""
    print(visible(sentence), file=sys.stderr)


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

    width = None if sys.stdout.isatty() else UNLIMITED
    return Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)


def table(*headings: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table with headings; columns of numbers stand to the right and are never broken."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        is_number = heading in numbers
        side: Literal["left", "right"] = "right" if is_number else "left"
        made.add_column(verbatim(heading), justify=side, no_wrap=is_number, overflow="fold")
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
