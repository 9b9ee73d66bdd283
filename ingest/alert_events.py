"""What alerts have found, on its way: sent once each, to a file of the warehouse or as JSON to an address.

`alerts-sent.jsonl` holds the ids of all that was sent, `alerts-waiting.jsonl` what could not be sent yet; the
next refresh tries again, even one that has nothing to build. Standard library only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest import paths
from ingest.json_lines import Line, add_lines, read_lines

if TYPE_CHECKING:
    from ingest.catalog_records import Destination

SENT = "alerts-sent.jsonl"
WAITING = "alerts-waiting.jsonl"
TRIES = 3
PAUSE_SECONDS = 0.2
TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True)
class Event:
    """One thing that an alert has found: about which cell, in which build, and in a sentence."""

    alert_id: str
    kind: str
    build_id: str
    entity_id: str
    metric_id: str | None
    breakdown: str
    period_label: str
    what: str
    sentence: str
    value: float | None = None
    value_before: float | None = None

    @property
    def event_id(self) -> str:
        """The same for the same thing, whichever build it is found in."""
        cell = (self.entity_id, self.metric_id or "", self.breakdown, self.period_label)
        named = "\x1f".join((self.alert_id, *cell, self.what))
        return hashlib.sha256(named.encode()).hexdigest()[:16]

    def line(self) -> Line:
        """The event as JSON keeps it."""
        return {"event_id": self.event_id, **asdict(self)}


def is_waiting() -> bool:
    """Whether an event could not be sent yet."""
    return (paths.warehouse() / WAITING).exists()


def sent_ids() -> set[str]:
    """The ids of all events that were sent."""
    return {str(line.get("event_id")) for line in read_lines(paths.warehouse() / SENT)}


def send(
    events: Iterable[Event], destinations: Mapping[str, Destination], say: Callable[[str], None]
) -> set[str]:
    """The ids sent now, of these events and those that wait; `destinations` are by alert.

    `say` is told of failures. Call it under the warehouse's lock. Events of alerts that are gone from the
    catalog wait no longer.
    """
    waiting = read_lines(paths.warehouse() / WAITING)
    due = {str(line.get("event_id")): line for line in [*waiting, *(event.line() for event in events)]}
    before, now, failed = sent_ids(), set[str](), list[Line]()
    unreachable: set[str] = set()
    for event_id, line in due.items():
        destination = destinations.get(str(line.get("alert_id")))
        if event_id in before or destination is None:
            continue
        address = destination.webhook or ""
        why = None if address in unreachable else _sent_to(destination, line)
        if address in unreachable or why is not None:
            failed.append(line)
            if why is not None:
                unreachable.add(address)
                say(f"Alerts to {_shown(destination)} wait for the next refresh: {why}.")
            continue
        add_lines(paths.warehouse() / SENT, [_receipt(line)])
        now.add(event_id)
    _keep_waiting(failed)
    return now


def _sent_to(destination: Destination, line: Line) -> str | None:
    """Why the event could not be sent; nothing where it was."""
    try:
        if destination.file is not None:
            add_lines(paths.warehouse() / destination.file, [_dated(line)])
            return None
    except OSError as error:
        return error.strerror or str(error)
    return _posted(destination.webhook or "", _dated(line))


def _posted(address: str, line: Line) -> str | None:
    """Why the address did not take the event, tried three times; nothing where it did."""
    import http.client
    import urllib.request

    body = json.dumps(line, ensure_ascii=False, allow_nan=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method="POST")
    why = ""
    for attempt in range(TRIES):
        time.sleep(PAUSE_SECONDS * attempt)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
                return None
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = str(error) or type(error).__name__
    return why


def _dated(line: Line) -> Line:
    """The event with the time at which it is sent."""
    return {**line, "sent_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}


def _receipt(line: Line) -> Line:
    """What is kept of an event once it was sent."""
    dated = _dated(line)
    return {name: dated.get(name) for name in ("event_id", "alert_id", "sent_at")}


def _shown(destination: Destination) -> str:
    """A destination as it may be told: an address often holds a key behind its host."""
    return destination.file or str(urlsplit(destination.webhook or "").hostname)


def _keep_waiting(lines: list[Line]) -> None:
    """Let just these events wait for the next try."""
    path: Path = paths.warehouse() / WAITING
    if not lines:
        path.unlink(missing_ok=True)
        return
    half_written = path.with_suffix(f".{os.getpid()}")
    half_written.unlink(missing_ok=True)
    add_lines(half_written, lines)
    half_written.replace(path)
