"""What was published when, and how: `publications.jsonl`, a line for each time the published link moved.

Written under the warehouse's lock, right after the link has moved. Standard library only, but for the frame.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from ingest import paths
from ingest.json_lines import add_lines, read_lines

if TYPE_CHECKING:
    import polars as pl

FILE = "publications.jsonl"
Kind = Literal["refresh", "rollback"]


@dataclass(frozen=True)
class Publication:
    """One time that a build became the published one; the time is ISO, in UTC."""

    build_id: str
    published_at: str
    kind: str


def remember(build_id: str, kind: Kind) -> None:
    """Note that a build has just become the published one."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    add_lines(paths.warehouse() / FILE, [asdict(Publication(build_id, now, kind))])


def all_publications() -> list[Publication]:
    """Every publishing that is remembered, the earliest first."""
    keys = ("build_id", "published_at", "kind")
    lines = read_lines(paths.warehouse() / FILE)
    return [Publication(*(str(line[key]) for key in keys)) for line in lines if set(keys) <= set(line)]


def publications_frame() -> pl.DataFrame:
    """Rows of `raw.publications`."""
    import polars as pl

    from ingest.catalog_tables import table_schema

    rows = [asdict(one) | {"published_at": _utc(one.published_at)} for one in all_publications()]
    return pl.DataFrame(rows, schema=table_schema("publications"))


def _utc(published_at: str) -> dt.datetime:
    """The time in UTC, without its zone, as the tables keep times."""
    return dt.datetime.fromisoformat(published_at).astimezone(dt.UTC).replace(tzinfo=None)
