"""`kpi refresh`: build and publish what the inputs say, or say that nothing changed."""

from __future__ import annotations

import signal
import sys
from dataclasses import asdict
from types import FrameType

from ingest import paths
from ingest.builds import published_id
from ingest.commands import alerts
from ingest.errors import Fault
from ingest.refresh import Outcome, refresh
from ingest.terminal import print_json, progress, say, say_faults


def run(*, full: bool, as_json: bool) -> int:
    """Refresh; 0, or 2 where a facts file is faulty, even if the rest was published."""
    signal.signal(signal.SIGTERM, _end)
    with progress() as tell:
        outcome = refresh(full=full, tell=tell)
    if as_json:
        print_json({"built": outcome.built, **asdict(outcome.build)})
    ends_with = _report(outcome, quiet=as_json)
    sent = alerts.after_refresh(published=outcome.published)
    if sent and not as_json:
        print(f"sent {sent} {'alert' if sent == 1 else 'alerts'}; `kpi alerts` shows what was found")
    return ends_with


def _report(outcome: Outcome, *, quiet: bool) -> int:
    """Say what stands now and what is wrong with the inputs."""
    build = outcome.build
    if not quiet:
        done = "built and published" if outcome.built else "nothing changed since"
        counts = f"{build.fact_count} facts of {build.source_count} sources"
        print(f"{done} build {build.build_id}: {counts}")
        current = published_id(paths.published())
        if current != build.build_id:
            say(f"Published is build {current}; `kpi rollback {build.build_id}` publishes the newest again.")
    faults = [Fault(**fault) for fault in build.faults]
    if faults:
        say("Some facts files are faulty; the rest is published:")
        say_faults(faults)
    return 2 if faults else 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End as on an interrupt, so that dbt and the private folder end, too."""
    sys.exit(128 + signal.SIGTERM)
