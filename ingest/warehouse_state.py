"""How a warehouse stands beside its tables: inputs, failures, sizes; for `kpi status` and the dashboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from ingest import builds, paths
from ingest.builds import Build, Failure
from ingest.fingerprint import fingerprint_of_inputs


def inputs_changed(newest: Build | None) -> bool:
    """Whether a refresh now would build: an input differs from those of the newest build."""
    return newest is None or newest.fingerprints["input"] != fingerprint_of_inputs().input


def failure_after(build_id: str) -> Failure | None:
    """The newest failed build, if it was made after the given one."""
    failure = builds.newest_failure(paths.failed())
    return failure if failure and failure.build_id > build_id else None


def hours_since(moment: dt.datetime) -> float:
    """The hours from a moment, in UTC without its zone as the tables keep times, until now."""
    return (dt.datetime.now(dt.UTC) - moment.replace(tzinfo=dt.UTC)).total_seconds() / 3600


def moment_of(build_id: str) -> dt.datetime:
    """When a build was begun, in UTC without its zone, by its id.

    >>> moment_of("20261122T164723Z-288e150b")
    datetime.datetime(2026, 11, 22, 16, 47, 23)
    """
    return dt.datetime.strptime(build_id.partition("-")[0], "%Y%m%dT%H%M%SZ")


def bytes_in(folder: Path) -> int:
    """The size of all files in a folder; 0 where there is none."""
    return sum(_sizes(folder))


def _sizes(folder: Path) -> Iterator[int]:
    """The size of each file that is there while it is looked at."""
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                yield path.stat().st_size
        except OSError:
            continue
