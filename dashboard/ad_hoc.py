"""Answers to SQL that someone types into the page: one reading statement, so many rows, so many seconds.

The connection itself cannot write, nor reach any other file (see `ingest/published.py`); the checks here are
for a kind word, and so that no question holds the page.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import duckdb
import polars as pl

from ingest import answers
from ingest.errors import UnusableInputError

MOST_ROWS = 10_000
MOST_SECONDS = 15.0
READING = {"SELECT", "EXPLAIN"}


class QuestionError(ValueError):
    """A question that has no answer here; the message is for whoever asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows, whether there would be more, and how long it took."""

    rows: pl.DataFrame
    is_cut: bool
    seconds: float


def answer(
    con: duckdb.DuckDBPyConnection, sql: str, most: int = MOST_ROWS, seconds: float = MOST_SECONDS
) -> Answer:
    """The answer to one reading statement; raises QuestionError with a sentence."""
    statement = _reading_statement(sql)
    started = time.monotonic()
    try:
        rows = answers.answer(con, statement, seconds=seconds, most=most + 1)
    except duckdb.InterruptException as error:
        raise QuestionError(
            f"Stopped after {seconds:g} seconds; ask for less, or run it with `kpi sql`."
        ) from error
    except (duckdb.Error, UnusableInputError) as error:
        raise QuestionError(_first_lines(str(error))) from error
    return Answer(rows.head(most), rows.height > most, time.monotonic() - started)


def _reading_statement(sql: str) -> str:
    """The one statement of the text, if all it does is read."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QuestionError(_first_lines(str(error))) from error
    if len(statements) != 1:
        raise QuestionError(f"One statement at a time, please; here are {len(statements)}.")
    kind = statements[0].type.name
    if kind not in READING:
        raise QuestionError(f"This page only reads; {kind.replace('_', ' ')} statements are refused.")
    return str(statements[0].query)


def _first_lines(text: str) -> str:
    """An error of the database without the stack that may follow it."""
    return "\n".join(text.strip().splitlines()[:6])
