"""Sealing, publishing and taking back builds.

Readers open the link `kpi.duckdb`. It changes in one step from one whole build to another, and a build never
changes once it is sealed; whoever has an older one open keeps reading it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ingest import builds, paths, publications
from ingest.archive import sync
from ingest.errors import BuildFailedError, UnusableInputError
from ingest.lock import only_writer

KEPT_BUILDS = 10
KEPT_FAILURES = 3
BUILDING = ".building-"


def seal(building: Path, build: builds.Build) -> Path:
    """The finished build's folder: checkpointed, on disk, read-only, under its own name."""
    import duckdb

    database = building / builds.DATABASE
    with duckdb.connect(database) as con:
        con.execute("CHECKPOINT")
    if Path(f"{database}.wal").exists():
        raise BuildFailedError("Nothing was published, as a write-ahead log is left after the checkpoint.")
    for leaving in ("target", "logs"):
        shutil.rmtree(building / leaving, ignore_errors=True)
    build.write(building)
    database.chmod(0o444)
    for path in (database, building / builds.RECORD, building):
        sync(path)
    finished = paths.builds() / build.build_id
    building.rename(finished)
    sync(paths.builds())
    return finished


def publish(build_id: str, kind: publications.Kind = "refresh") -> None:
    """Point the published link at a build, in one step, and remember when and how; only under the lock."""
    link = paths.published()
    new_link = link.with_name(f".{link.name}.{os.getpid()}")
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(Path(paths.builds().name) / build_id / builds.DATABASE)
    new_link.replace(link)
    sync(link.parent)
    publications.remember(build_id, kind)
    (paths.builds() / build_id / builds.WAS_PUBLISHED).touch()


def rollback(build_id: str | None = None) -> str:
    """Publish an earlier build again, by default the one before the published; its id."""
    with only_writer(paths.warehouse()):
        there = [build.build_id for build in builds.all_builds(paths.builds())]
        chosen = build_id or build_before(builds.published_id(paths.published()), there)
        if chosen not in there:
            raise UnusableInputError(f'There is no build "{chosen}"; `kpi builds` lists {len(there)}.')
        publish(chosen, "rollback")
    return chosen


def prune() -> None:
    """Remove all but the last builds and failures; the published build always stays."""
    published = builds.published_id(paths.published())
    there = [build.build_id for build in builds.all_builds(paths.builds())]
    for build_id in there[:-KEPT_BUILDS]:
        if build_id != published:
            shutil.rmtree(paths.builds() / build_id, ignore_errors=True)
    if paths.failed().is_dir():
        for folder in sorted(paths.failed().iterdir())[:-KEPT_FAILURES]:
            shutil.rmtree(folder, ignore_errors=True)


def clear_unfinished() -> None:
    """Remove what a killed refresh left; only under the lock, as it would hit a running one."""
    for path in paths.builds().glob(f"{BUILDING}*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in [*paths.warehouse().glob(".kpi.duckdb.*"), *paths.lake().rglob("*.partial")]:
        path.unlink(missing_ok=True)


def keep_failure(building: Path, build_id: str, why: str) -> None:
    """Keep the dbt log, the results and the reason of a build that failed."""
    kept = paths.failed() / build_id
    kept.mkdir(parents=True, exist_ok=True)
    (kept / builds.WHY).write_text(f"{why}\n", "utf-8")
    for path in (building / "logs" / "dbt.log", building / "target" / "run_results.json"):
        if path.exists():
            shutil.copy(path, kept / path.name)


def build_before(published: str | None, there: list[str]) -> str:
    """The build made before the published one."""
    earlier = [build_id for build_id in there if published is None or build_id < published]
    if not earlier:
        raise UnusableInputError("There is no earlier build to go back to; `kpi builds` lists what is there.")
    return earlier[-1]
