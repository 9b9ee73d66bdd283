"""The build as one run of a page sees it: which file it is, and answers kept for that file.

A connection reads one build whatever is published later, so everything kept is keyed by the file itself:
resolved path, inode and time of modification. A run of a page pins its build first, so that no page shows
half of one build and half of the next. An address may name a kept build (`build=`): the page stays there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import duckdb
import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.language import AS_WRITTEN, language
from ingest import builds, paths
from ingest.published import connect, published_file

P = ParamSpec("P")
PINNED = "build of this run"
BUILD_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


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


def identity(build_id: str = "") -> Identity:
    """The identity of a kept build's file, by default of the published one; raises NothingPublishedError."""
    file = kept_file(build_id) or published_file()
    status = file.stat()
    return Identity(str(file), status.st_ino, status.st_mtime_ns)


def kept_file(build_id: str) -> Path | None:
    """The file of a build that is still kept, if it is; anything but a build's id leads nowhere."""
    file = paths.builds() / build_id / builds.DATABASE
    return file if BUILD_ID.fullmatch(build_id) and file.exists() else None


def pin(build_id: str = "") -> bool:
    """Pins the build that this run reads to its end; whether the session saw another one before."""
    before: Identity | None = st.session_state.get(PINNED)
    now = identity(build_id)
    st.session_state[PINNED] = now
    return before is not None and before != now


def is_pinned() -> bool:
    """Whether a page runs that has pinned its build."""
    return PINNED in st.session_state


def is_outdated(build_id: str = "") -> bool:
    """Whether this session should show another build than it does."""
    return bool(identity(build_id) != st.session_state.get(PINNED))


def pinned() -> Identity:
    """The identity of the pinned build, or of the published one where no page runs."""
    now: Identity | None = st.session_state.get(PINNED)
    return now or identity()


def connection() -> duckdb.DuckDBPyConnection:
    """The connection to the pinned build, one for all sessions; take a cursor for each query."""
    now = pinned()
    return _connection(now.key, now.path)


def ask(
    question: Callable[Concatenate[duckdb.DuckDBPyConnection, P], pl.DataFrame],
    *args: P.args,
    **kwargs: P.kwargs,
) -> pl.DataFrame:
    """The answer of a function of `queries`, read once for each build, labels in the reader's language."""
    now = pinned()
    name = f"{question.__module__}.{question.__name__}"
    return _answer(now.key, now.path, name, language(), args, kwargs, question)


@st.cache_resource(max_entries=4, show_spinner=False, on_release=duckdb.DuckDBPyConnection.close)
def _connection(key: str, path: str) -> duckdb.DuckDBPyConnection:  # noqa: ARG001 - the key is for the cache
    """A connection to one file."""
    return connect(Path(path))


@st.cache_data(max_entries=4000, show_spinner=False)
def _answer(
    key: str,
    path: str,
    name: str,  # noqa: ARG001 - the name is for the cache
    of: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    _question: Callable[..., pl.DataFrame],
) -> pl.DataFrame:
    """One answer of one build in one language."""
    answer = _question(_connection(key, path), *args, **kwargs)
    return answer if of == AS_WRITTEN else queries.with_labels(answer, _labels(key, path, of))


@st.cache_data(max_entries=8, show_spinner=False)
def _labels(key: str, path: str, of: str) -> pl.DataFrame:
    """The labels of one build in one language."""
    return queries.labels_in(_connection(key, path), of)
