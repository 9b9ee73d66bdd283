"""One typed question, answered in a process of its own: bounded in memory, and gone afterwards.

Reads one line of JSON (file, statement, most rows, seconds), writes one line of JSON and, behind it, the rows
as an Arrow file. A process that runs out of memory dies without a word; whoever asked then says so.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow  # noqa: F401 - what rows pass through, loaded while the worker waits

from ingest import answers
from ingest.errors import UnusableInputError
from ingest.published import connect

MOST_MEMORY = 2 * 2**30
MOST_BYTES = 64 * 10**6
ROWS, STOPPED, ENDED, TOO_LARGE = "rows", "stopped", "ended", "too large"


def main() -> None:
    """Answers the question on standard input."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line = sys.stdin.readline()
    if line:
        sys.stdout.buffer.write(told(**json.loads(line)))
        sys.stdout.flush()
        # Nothing is left to do: the threads of the database need not be waited for.
        os._exit(0)


def told(file: str, statement: str, most: int, seconds: float) -> bytes:
    """The answer as it goes to whoever asked."""
    try:
        with connect(Path(file)) as con:
            rows = answers.answer(con, statement, seconds=seconds, most=most)
    except duckdb.InterruptException:
        return _line(STOPPED)
    except duckdb.OutOfMemoryException:
        return _line(ENDED)
    except (duckdb.Error, UnusableInputError) as error:
        return _line(ENDED, str(error))
    if rows.estimated_size() > MOST_BYTES:
        return _line(TOO_LARGE)
    return _line(ROWS) + _ipc(rows)


def _line(kind: str, why: str = "") -> bytes:
    """One line that says how it went."""
    return json.dumps({"kind": kind, "why": why}).encode() + b"\n"


def _ipc(rows: pl.DataFrame) -> bytes:
    """The rows as an Arrow file."""
    written = io.BytesIO()
    rows.write_ipc(written)
    return written.getvalue()
