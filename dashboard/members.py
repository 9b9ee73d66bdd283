"""The labels of breakdowns in the reader's language, as the build at hand holds them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import duckdb

from dashboard import queries
from dashboard.connection import connection, is_pinned
from dashboard.language import language
from ingest import format as fmt


def names_of_members() -> Mapping[tuple[str, str], str]:
    """The label of each dimension and member, for whoever reads right now; none where no page runs."""
    return _names(connection(), language()) if is_pinned() else {}


@lru_cache(maxsize=8)
def _names(con: duckdb.DuckDBPyConnection, of: str) -> Mapping[tuple[str, str], str]:
    """The labels that one build has in one language."""
    return {(dimension, member): label for dimension, member, label in queries.members(con, of).iter_rows()}


fmt.name_members(names_of_members)
