"""The published build as one run of a page sees it: which file it is, and answers kept for that file.

A connection reads one build whatever is published later, so everything kept is keyed by the file itself:
resolved path, inode and time of modification. A run of a page pins its build first, so that no page shows
half of one build and half of the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import duckdb
import polars as pl
import streamlit as st

from ingest.published import connect, published_file

P = ParamSpec("P")
PINNED = "build of this run"


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a file this file and no other."""

    path: str
    inode: int
    modified: int

    @property
    def key(self) -> str:
        """The identity as one word, for caches."""
        return f"{self.path}|{self.inode}|{self.modified}"


def identity() -> Identity:
    """The identity of the published file; raises NothingPublishedError."""
    file = published_file()
    status = file.stat()
    return Identity(str(file), status.st_ino, status.st_mtime_ns)


def pin() -> bool:
    """Pins the build that this run reads to its end; whether the session saw another one before."""
    before: Identity | None = st.session_state.get(PINNED)
    now = identity()
    st.session_state[PINNED] = now
    return before is not None and before != now


def is_outdated() -> bool:
    """Whether another build is published than the one that this session shows."""
    return bool(identity() != st.session_state.get(PINNED))


def connection() -> duckdb.DuckDBPyConnection:
    """The connection to the pinned build, one for all sessions; take a cursor for each query."""
    now: Identity = st.session_state.get(PINNED) or identity()
    return _connection(now.key, now.path)


def ask(
    question: Callable[Concatenate[duckdb.DuckDBPyConnection, P], pl.DataFrame],
    *args: P.args,
    **kwargs: P.kwargs,
) -> pl.DataFrame:
    """The answer of a function of `queries`, read once for each build."""
    now: Identity = st.session_state.get(PINNED) or identity()
    return _answer(now.key, now.path, question.__name__, args, kwargs, question)


@st.cache_resource(max_entries=3, show_spinner=False)
def _connection(key: str, path: str) -> duckdb.DuckDBPyConnection:  # noqa: ARG001 - the key is for the cache
    """A connection to one file."""
    return connect(Path(path))


@st.cache_data(max_entries=2000, show_spinner=False)
def _answer(
    key: str,
    path: str,
    name: str,  # noqa: ARG001 - the name is for the cache
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    _question: Callable[..., pl.DataFrame],
) -> pl.DataFrame:
    """One answer of one build."""
    return _question(_connection(key, path), *args, **kwargs)
