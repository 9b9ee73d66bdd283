"""Answers to SQL that someone types into the page: one reading statement, so many rows, seconds and bytes.

The connection itself cannot write, nor reach any other file (see `ingest/published.py`). Each question runs
in a process of its own with a bound on its memory (`ad_hoc_worker`): one that builds a giant value or never
looks up takes that process down, and not the page. The checks here are for a kind word.
"""

from __future__ import annotations

import atexit
import io
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import duckdb
import polars as pl

from dashboard.ad_hoc_worker import ENDED, MOST_BYTES, ROWS, STOPPED, TOO_LARGE
from ingest import format as fmt
from ingest import paths
from ingest.published import query
from ingest.tongue import tr

MOST_ROWS = 10_000
MOST_SECONDS = 15.0
SECONDS_TO_LOOK_UP = 3.0
MOST_AT_ONCE = 2
SECONDS_TO_WAIT = 3.0
READING = {"SELECT", "EXPLAIN"}
WORKER = "from dashboard.ad_hoc_worker import main; main()"


class QuestionError(ValueError):
    """A question that has no answer here; the message is for whoever asked."""


class BusyError(QuestionError):
    """A question that was not asked, as enough others run."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows, whether there would be more, and how long it took."""

    rows: pl.DataFrame
    is_cut: bool
    seconds: float


def answer(
    con: duckdb.DuckDBPyConnection, sql: str, most: int = MOST_ROWS, seconds: float = MOST_SECONDS
) -> Answer:
    """The answer of the connection's build to one reading statement; raises QuestionError with a sentence."""
    statement = _reading_statement(sql)
    file = query(con, "select path from duckdb_databases() where database_name = current_database()").item()
    started = time.monotonic()
    asked = {"file": file, "statement": statement, "most": most + 1, "seconds": seconds}
    said, rest = _asked_aside(json.dumps(asked).encode() + b"\n", seconds + SECONDS_TO_LOOK_UP)
    if said["kind"] == STOPPED:
        told = f"{seconds:g}"
        raise QuestionError(
            tr("Stopped after {seconds} seconds; ask for less, or run it with `kpi sql`.", seconds=told)
        )
    if said["kind"] == TOO_LARGE:
        most_told = fmt.amount(MOST_BYTES, "bytes")
        raise QuestionError(
            tr("The answer is larger than {size}; ask for fewer rows or columns.", size=most_told)
        )
    if said["kind"] != ROWS:
        raise QuestionError(_first_lines(said["why"]) or tr("It takes more memory than a question may here."))
    rows = pl.read_ipc(io.BytesIO(rest))
    return Answer(rows.head(most), rows.height > most, time.monotonic() - started)


def get_ready() -> None:
    """Starts a worker for the next question, if none waits: it takes longer than most answers."""
    _waiting.prepare()


def _asked_aside(question: bytes, seconds: float) -> tuple[dict[str, str], bytes]:
    """What a worker says of a question, and the rows behind it; a worker that dies or hangs says why.

    Raises BusyError where none of the few that may run at once gets done soon.
    """
    if not _free.acquire(timeout=SECONDS_TO_WAIT):
        raise BusyError(tr("Other questions are being answered right now; ask again in a few seconds."))
    try:
        return _told_by_worker(question, seconds)
    finally:
        _free.release()


def _told_by_worker(question: bytes, seconds: float) -> tuple[dict[str, str], bytes]:
    """What a worker says of a question, and the rows behind it."""
    with _waiting.take() as worker:
        try:
            told, _ = worker.communicate(question, timeout=seconds)
        except subprocess.TimeoutExpired:
            worker.kill()
            return {"kind": STOPPED}, b""
        finally:
            _waiting.prepare()
    head, _, rest = told.partition(b"\n")
    return (json.loads(head), rest) if head else ({"kind": ENDED, "why": ""}, b"")


class _Waiting:
    """The worker that waits for the next question, started ahead as that takes longer than most answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    def take(self) -> subprocess.Popen[bytes]:
        """The worker that waits, or a new one."""
        with self._lock:
            worker, self._worker = self._worker, None
        return worker if worker and worker.poll() is None else _started()

    def prepare(self) -> None:
        """Starts a worker to wait, if none does."""
        with self._lock:
            if self._worker is None or self._worker.poll() is not None:
                self._worker = _started()

    def close(self) -> None:
        """Ends the worker that waits."""
        with self._lock:
            if self._worker:
                self._worker.kill()
                self._worker.communicate()
            self._worker = None


def _started() -> subprocess.Popen[bytes]:
    """A new worker, getting ready."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=paths.project(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


_waiting = _Waiting()
_free = threading.BoundedSemaphore(MOST_AT_ONCE)
atexit.register(_waiting.close)


def _reading_statement(sql: str) -> str:
    """The one statement of the text, if all it does is read."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QuestionError(_first_lines(str(error))) from error
    if len(statements) != 1:
        raise QuestionError(tr("One statement at a time, please; here are {number}.", number=len(statements)))
    kind = statements[0].type.name
    if kind not in READING:
        words = kind.replace("_", " ")
        raise QuestionError(tr("This page only reads; {kind} statements are refused.", kind=words))
    return str(statements[0].query)


def _first_lines(text: str) -> str:
    """An error of the database without the stack that may follow it."""
    return "\n".join(text.strip().splitlines()[:6])
