"""What alerts have found, on its way: sent once each, to a file of the warehouse or as JSON to an address.

`alerts-sent.jsonl` holds the ids of all that was sent or refused for good, `alerts-waiting.jsonl` what could
not be sent yet; the next refresh tries again, even one that has nothing to build. `alerts-looked.json` holds
the last look: it is renewed once its events are sent or wait, so that a killed refresh loses none. All this
has a lock of its own, as a slow address must hold up no build. Standard library only.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest import paths
from ingest.errors import WarehouseBusyError
from ingest.json_lines import Line, add_lines, read_lines

if TYPE_CHECKING:
    from ingest.catalog_records import Destination

SENT = "alerts-sent.jsonl"
WAITING = "alerts-waiting.jsonl"
LOOKED = "alerts-looked.json"
LOCK = ".alerts.lock"
TRIES = 3
PAUSE_SECONDS = 0.2
TIMEOUT_SECONDS = 5.0
# What a client is told that may try again, of the statuses that blame the client (RFC 9110; RFC 6585).
MAY_TRY_AGAIN = (408, 429)


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
        """The same for the same thing, whichever build it is found in; `what` names the build of a change."""
        cell = (self.entity_id, self.metric_id or "", self.breakdown, self.period_label)
        named = "\x1f".join((self.alert_id, *cell, self.what))
        return hashlib.sha256(named.encode()).hexdigest()[:16]

    def line(self) -> Line:
        """The event as JSON keeps it."""
        return {"event_id": self.event_id, **asdict(self)}


@dataclass(frozen=True)
class Look:
    """One look at what the alerts find: the day (ISO, UTC) and the build that was published then."""

    day: str
    build_id: str


@dataclass(frozen=True)
class Failure:
    """Why an event was not sent, and whether trying again is in vain."""

    why: str
    is_final: bool = False


def last_look() -> Look | None:
    """The look whose events were all taken care of, if there was any."""
    lines = read_lines(paths.warehouse() / LOOKED)
    return Look(str(lines[0].get("day")), str(lines[0].get("build_id"))) if lines else None


def remember(look: Look) -> None:
    """Note a look whose events were sent or wait; only under `only_sender`."""
    _rewrite(paths.warehouse() / LOOKED, [asdict(look)])


@contextmanager
def only_sender() -> Iterator[None]:
    """Hold the lock of the alerts; raises WarehouseBusyError at once where another process sends."""
    with (paths.warehouse() / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseBusyError("Another process is sending alerts; wait for it to end.") from None
        yield


def is_waiting() -> bool:
    """Whether an event could not be sent yet."""
    return (paths.warehouse() / WAITING).exists()


def receipts() -> dict[str, Line]:
    """What is kept of each event that was sent, or refused for good, by its id."""
    return {str(line.get("event_id")): line for line in read_lines(paths.warehouse() / SENT)}


def send(
    events: Iterable[Event], destinations: Mapping[str, Destination], say: Callable[[str], None]
) -> set[str]:
    """The ids sent now, of these events and those that wait; `destinations` are by alert.

    `say` is told of failures. Call it under `only_sender`. Events of alerts that are gone from the catalog
    wait no longer, nor do those that an address has refused for good.
    """
    waiting = read_lines(paths.warehouse() / WAITING)
    due = {str(line.get("event_id")): line for line in [*waiting, *(event.line() for event in events)]}
    before, now, waiting_still = receipts(), set[str](), list[Line]()
    unreachable: set[str] = set()
    for event_id, line in due.items():
        destination = destinations.get(str(line.get("alert_id")))
        if event_id in before or destination is None:
            continue
        address = destination.webhook or ""
        if address in unreachable:
            waiting_still.append(line)
            continue
        failure = _sent_to(destination, line)
        if failure is None or failure.is_final:
            add_lines(paths.warehouse() / SENT, [_receipt(line, failure)])
        if failure is None:
            now.add(event_id)
        elif failure.is_final:
            say(f"An alert to {_shown(destination)} is dropped, {failure.why}: {line.get('sentence')}")
        else:
            waiting_still.append(line)
            unreachable.add(address)
            say(f"Alerts to {_shown(destination)} wait for the next refresh: {failure.why}.")
    _rewrite(paths.warehouse() / WAITING, waiting_still)
    return now


def _sent_to(destination: Destination, line: Line) -> Failure | None:
    """Why the event could not be sent; nothing where it was."""
    try:
        if destination.file is not None:
            add_lines(paths.warehouse() / destination.file, [_dated(line)])
            return None
    except OSError as error:
        return Failure(error.strerror or str(error))
    return _posted(destination.webhook or "", _dated(line))


def _posted(address: str, line: Line) -> Failure | None:
    """Why the address did not take the event, tried three times unless refused; nothing where it did."""
    import http.client
    import urllib.error
    import urllib.request

    body = json.dumps(line, ensure_ascii=False, allow_nan=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method="POST")
    why = ""
    for attempt in range(TRIES):
        time.sleep(PAUSE_SECONDS * attempt)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
                return None
        except urllib.error.HTTPError as answer:
            answer.close()
            why = str(answer)
            if 400 <= answer.code < 500 and answer.code not in MAY_TRY_AGAIN:
                return Failure(why, is_final=True)
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = str(error) or type(error).__name__
    return Failure(why)


def _dated(line: Line) -> Line:
    """The event with the time at which it is sent."""
    return {**line, "sent_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}


def _receipt(line: Line, refused: Failure | None) -> Line:
    """What is kept of an event once it was sent or refused for good."""
    dated = _dated(line)
    kept = {name: dated.get(name) for name in ("event_id", "alert_id", "sent_at")}
    return kept | ({"refused": refused.why} if refused else {})


def _shown(destination: Destination) -> str:
    """A destination as it may be told: an address often holds a key behind its host."""
    return destination.file or str(urlsplit(destination.webhook or "").hostname)


def _rewrite(path: Path, lines: list[Line]) -> None:
    """Let a file hold just these lines, in one step; without any it goes."""
    if not lines:
        path.unlink(missing_ok=True)
        return
    half_written = path.with_suffix(f".{os.getpid()}")
    half_written.unlink(missing_ok=True)
    add_lines(half_written, lines)
    half_written.replace(path)
