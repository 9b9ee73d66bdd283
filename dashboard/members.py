"""The labels of breakdowns in the reader's language, as the build at hand holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from dashboard import queries
from dashboard.connection import ask, is_pinned, pinned
from dashboard.language import language
from ingest import format as fmt

Names = Mapping[tuple[str, str], str]
_fixed: ContextVar[Names | None] = ContextVar("names of members", default=None)


@contextmanager
def named(names: Names) -> Iterator[None]:
    """Whatever is said within names members so, where no page runs: a file written at a click."""
    before = _fixed.set(names)
    try:
        yield
    finally:
        _fixed.reset(before)


def names_of_members() -> Names:
    """The label of each dimension and member, for whoever reads right now; none where no page runs."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return _names(pinned().key, language()) if is_pinned() else {}


@lru_cache(maxsize=8)
def _names(key: str, of: str) -> Names:  # noqa: ARG001 - the key is for the cache
    """The labels that one build has in one language."""
    return {(dimension, member): label for dimension, member, label in ask(queries.members, of).iter_rows()}


fmt.name_members(names_of_members)
