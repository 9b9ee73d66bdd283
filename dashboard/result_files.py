"""The rows of an answer as files, each written when it is asked for."""

from __future__ import annotations

import io
import json

import polars as pl

from ingest.terminal import plain


def as_json(rows: pl.DataFrame) -> str:
    """The rows as one JSON document, as `kpi sql --format json` prints it."""
    return json.dumps(plain(rows.to_dicts()), ensure_ascii=False, indent=2, allow_nan=False)


def as_parquet(rows: pl.DataFrame) -> bytes:
    """The rows as a Parquet file."""
    written = io.BytesIO()
    rows.write_parquet(written)
    return written.getvalue()
