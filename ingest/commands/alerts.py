"""`kpi alerts`, and what a refresh does about alerts: each event is sent once, and none fails a refresh."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ingest import paths
from ingest.alert_events import Event, is_waiting, send, sent_ids
from ingest.errors import KpiError
from ingest.lock import only_writer
from ingest.terminal import print_json, say, tell

if TYPE_CHECKING:
    from ingest.catalog import Catalog
    from ingest.catalog_records import Destination


def run(*, dry_run: bool, as_json: bool) -> int:
    """Print what the alerts find in the published build today, and send what was not sent before."""
    catalog, events = _found()
    before = sent_ids()
    now: set[str] = set()
    if not dry_run:
        with only_writer(paths.warehouse()):
            now = send(events, _destinations(catalog), say)
    states = {event.event_id: _state(event, before, now, dry_run=dry_run) for event in events}
    if as_json:
        print_json([{**event.line(), "state": states[event.event_id]} for event in events])
        return 0
    for event in events:
        tell(f"{states[event.event_id]:11}  {event.alert_id}: {event.sentence}")
    if not events:
        tell("no alert finds anything")
    return 0


def after_refresh(*, published: bool) -> int:
    """The number of events sent after a refresh; where nothing was published, only of those that waited.

    Whatever goes wrong is said, and fails nothing: what was published is published.
    """
    if not published and not is_waiting():
        return 0
    try:
        catalog, events = _found() if published else (_catalog(), [])
        with only_writer(paths.warehouse()):
            return len(send(events, _destinations(catalog), say))
    except KpiError as error:
        say(f"No alert was sent: {error.sentence} `kpi alerts` tries again.")
    except OSError as error:
        say(f"No alert was sent: {error}. `kpi alerts` tries again.")
    return 0


def _found() -> tuple[Catalog, list[Event]]:
    """The catalog of today, and what its alerts find in the published build."""
    from ingest.published import connect, published_file

    catalog, file = _catalog(), published_file()
    if not catalog.alerts:
        return catalog, []
    from ingest.alerts import found_events

    with connect(file) as con:
        return catalog, found_events(con, catalog, dt.datetime.now(dt.UTC).date())


def _catalog() -> Catalog:
    """The catalog of today; a refresh with nothing to do and nothing waiting does not read it."""
    from ingest.catalog import read_catalog

    return read_catalog(paths.catalog())


def _destinations(catalog: Catalog) -> dict[str, Destination]:
    """Where the events of each alert go."""
    return {alert.alert_id: alert.destination for alert in catalog.alerts}


def _state(event: Event, before: set[str], now: set[str], *, dry_run: bool) -> str:
    """Whether an event is sent now, was sent before, or is not sent."""
    if event.event_id in before:
        return "sent before"
    if event.event_id in now:
        return "sent"
    return "not sent" if dry_run else "waiting"
