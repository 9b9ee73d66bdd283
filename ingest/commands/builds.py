"""`kpi builds` and `kpi rollback`: what was built, what was published when, what differs, and going back."""

from __future__ import annotations

from typing import Any

from ingest import builds, paths, publications
from ingest.publish import rollback
from ingest.terminal import console, print_json, table, tell, verbatim


def run_list(*, as_json: bool) -> int:
    """Print the builds at hand, newest first."""
    published = builds.published_id(paths.published())
    there = builds.all_builds(paths.builds())
    last = {one.build_id: one for one in publications.all_publications()}
    rows: list[dict[str, Any]] = [
        {
            "build_id": build.build_id,
            "built_at": build.built_at,
            "is_published": build.build_id == published,
            "is_newest": build is there[-1],
            "fact_count": build.fact_count,
            "source_count": build.source_count,
            "fault_count": len(build.faults),
            "seconds": round(sum(build.seconds.values()), 1),
            "last_published_at": last[build.build_id].published_at if build.build_id in last else None,
            "last_published_by": last[build.build_id].kind if build.build_id in last else None,
        }
        for build in reversed(there)
    ]
    if as_json:
        print_json(rows)
        return 0
    counts = ("facts", "sources", "faults")
    shown = table("build", "built at", "last published", "newest", *counts, numbers=counts)
    shown.columns[0].no_wrap = True
    for row in rows:
        cells = (
            *(row["build_id"], _minute(row["built_at"]), _last_published(row)),
            *("yes" if row["is_newest"] else "", *(str(row[f"{word[:-1]}_count"]) for word in counts)),
        )
        shown.add_row(*map(verbatim, cells))
    console().print(shown)
    if there and there[-1].build_id != published:
        tell(f"the newest build is not published; `kpi rollback {there[-1].build_id}` publishes it")
    return 0


def _minute(moment: str) -> str:
    """An ISO time to the minute, as it is in UTC."""
    return moment[:16].replace("T", " ")


def _last_published(row: dict[str, Any]) -> str:
    """When and by what a build was last published, and whether it still is."""
    when = (
        f"{_minute(row['last_published_at'])} {row['last_published_by']}" if row["last_published_at"] else ""
    )
    return ", ".join(filter(None, (when, "now" if row["is_published"] else "")))


def run_diff(before: str, after: str, *, as_json: bool) -> int:
    """Print what two builds believe differently of a cell."""
    from ingest.build_diff import chosen_build, differences

    before_id, after_id = chosen_build(before), chosen_build(after)
    rows = differences(before_id, after_id)
    if as_json:
        print_json(rows)
        return 0
    from ingest.format import amount, breakdown, counted

    if rows:
        numbers = ("before", "after", "change by")
        shown = table(
            "change", "cause", "entity", "metric", "breakdown", "period", *numbers, "verdict", numbers=numbers
        )
        for row in rows:
            by = row["relative_change"]
            cells = (
                *(row["change"], row["cause"], row["entity_id"], row["metric_id"]),
                *(breakdown(row["breakdown"], ""), _period(row)),
                *(amount(row["value_before"], row["unit"]), amount(row["value_after"], row["unit"])),
                f"{by:+.2%}" if by else "",
                _verdicts(row),
            )
            shown.add_row(*map(verbatim, cells))
        console().print(shown)
    tell(f"{counted(len(rows), 'cell')} of build {after_id} other than in build {before_id}")
    return 0


def _period(row: dict[str, Any]) -> str:
    """The period of a cell, with its modality where it is no actual figure."""
    return str(row["period_label"]) + ("" if row["modality"] == "actual" else f" {row['modality']}")


def _verdicts(row: dict[str, Any]) -> str:
    """The verdict of a cell, or both where it has changed."""
    both = [verdict for verdict in (row["verdict_before"], row["verdict_after"]) if verdict]
    return " to ".join(dict.fromkeys(both))


def run_rollback(build_id: str | None, *, as_json: bool) -> int:
    """Publish an earlier build again."""
    before = builds.published_id(paths.published())
    chosen = rollback(build_id)
    if as_json:
        newest = builds.newest_build(paths.builds())
        newest_id = newest.build_id if newest else None
        print_json({"build_id": chosen, "build_id_before": before, "newest_build_id": newest_id})
    else:
        tell(f"published build {chosen}; a refresh builds anew only when inputs change")
    return 0
