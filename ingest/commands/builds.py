"""`kpi builds` and `kpi rollback`: what was built, what is published, and going back."""

from __future__ import annotations

from typing import Any

from ingest import builds, paths
from ingest.publish import rollback
from ingest.terminal import console, print_json, table


def run_list(*, as_json: bool) -> int:
    """Print the builds at hand, newest first."""
    published = builds.published_id(paths.published())
    rows: list[dict[str, Any]] = [
        {
            "build_id": build.build_id,
            "built_at": build.built_at,
            "is_published": build.build_id == published,
            "fact_count": build.fact_count,
            "source_count": build.source_count,
            "fault_count": len(build.faults),
            "seconds": round(sum(build.seconds.values()), 1),
        }
        for build in reversed(builds.all_builds(paths.builds()))
    ]
    if as_json:
        print_json(rows)
        return 0
    headings = ("build", "built at", "published", "facts", "sources", "faults", "seconds")
    shown = table(*headings, numbers=headings[3:])
    for row in rows:
        shown.add_row(
            *("yes" if cell is True else "" if cell is False else str(cell) for cell in row.values())
        )
    console().print(shown)
    return 0


def run_rollback(build_id: str | None) -> int:
    """Publish an earlier build again."""
    print(f"published build {rollback(build_id)}; a refresh builds anew only when inputs change")
    return 0
