"""What each finished build says of itself: `builds/<id>/build.json`, and which of them is the newest.

Standard library only: a refresh with nothing to do reads no more than this.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RECORD = "build.json"
DATABASE = "kpi.duckdb"
# The reason of a failed build, beside its log.
WHY = "why.txt"
# Set once the build has been published: a build that was finished but never published still waits for it.
WAS_PUBLISHED = "published"


@dataclass(frozen=True)
class Build:
    """One finished build: identity, inputs, counts, seconds by step, faults of inputs, lake files, tests."""

    build_id: str
    built_at: str
    fingerprints: dict[str, str]
    policy_version: str
    fact_count: int
    source_count: int
    seconds: dict[str, float]
    faults: list[dict[str, str]]
    lake_files: list[dict[str, Any]]
    # How many of dbt's tests ended how; empty for a build of before this was kept.
    tests: dict[str, int] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the record into the build's folder."""
        (folder / RECORD).write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", "utf-8")


@dataclass(frozen=True)
class Failure:
    """One failed build: identity, why it failed, and the folder with its log and results."""

    build_id: str
    why: str
    folder: str


def all_builds(folder: Path) -> list[Build]:
    """The finished builds of a warehouse, oldest first; folders without a readable record do not count."""
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [build for name in names if (build := _read(folder / name)) is not None]


def newest_build(folder: Path) -> Build | None:
    """The build that was made last, published or not."""
    builds = all_builds(folder)
    return builds[-1] if builds else None


def was_published(folder: Path, build_id: str) -> bool:
    """Whether the build has ever been the published one."""
    return (folder / build_id / WAS_PUBLISHED).exists()


def all_failures(folder: Path) -> list[Failure]:
    """The failed builds that are still kept, oldest first."""
    kept = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return [Failure(one.name, _why(one / WHY), str(one)) for one in kept]


def newest_failure(folder: Path) -> Failure | None:
    """The failed build that was made last, of those still kept."""
    failures = all_failures(folder)
    return failures[-1] if failures else None


def published_id(link: Path) -> str | None:
    """The id of the build that the published link points at, if it leads anywhere."""
    return link.resolve().parent.name if link.is_symlink() and link.exists() else None


def _why(file: Path) -> str:
    """The reason that was kept of a failed build, if there is one."""
    try:
        return file.read_text("utf-8").strip()
    except OSError:
        return ""


def _read(folder: Path) -> Build | None:
    """The record of a build's folder, if it is one."""
    try:
        return Build(**json.loads((folder / RECORD).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
