"""Decisions about candidates: files of the catalog, `decisions/<source_id>.csv`, a row for each decided one.

A row is one of a facts file, with the candidate it decides, the decision, what was changed of the proposal,
why, by whom and when. An accepted or corrected row is a fact like any other, and every rule of facts holds
for it. A rejected row needs only its place, its print and a reason: where it would be a fact it stands in
`raw.facts` as rejected, else only here, so that it is not proposed again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ingest.archive import write_whole
from ingest.catalog import Catalog
from ingest.errors import Fault, UnusableInputError
from ingest.facts import FACT_SCHEMA, FactsFile, facts_file, stated_facts
from ingest.facts_csv import COLUMNS, FIGURES, OPTIONAL, ROW_FAULT, WHOLE_FILE, read_text_rows, text_rows

FOLDER = "decisions"
OWN_COLUMNS = ("candidate_id", "decision", "changed", "reason", "decided_by", "decided_on")
FILE_COLUMNS = (*COLUMNS, *OPTIONAL, *OWN_COLUMNS)
STATUS = {"accepted": "accepted", "corrected": "accepted", "rejected": "rejected"}
"""The status of a decided fact, by the decision."""
Row = dict[str, str]

UNREAD = "it could not be read back as a row of a decisions file"

# What must be right of a rejected row too: its shape, its place, its print, and the decision itself.
RULES_OF_PLACES = (
    *("fields", "csv", "header", "text", "decision"),
    *("known_source", "located", "line_in_the_sources_part"),
    *("span_whole_or_absent", "span_as_long_as_printed"),
)
COLUMNS_OF_PLACES = ("line_no", "char_start", "char_end", "printed", *OWN_COLUMNS)

# For each rule of a decision: what breaks it, and the sentence.
RULES: tuple[tuple[pl.Expr, pl.Expr], ...] = (
    (
        ~pl.col("candidate_id").str.contains("^[0-9a-f]{16}$"),
        pl.format('candidate_id "{}" is none; it has 16 hex digits', "candidate_id"),
    ),
    (
        pl.col("candidate_id").is_duplicated() & ~pl.col("candidate_id").is_first_distinct(),
        pl.format("candidate {} is decided by an earlier row; keep one", "candidate_id"),
    ),
    (
        ~pl.col("decision").is_in(list(STATUS)),
        pl.format('decision "{}" is unknown; it must be one of: {}', "decision", pl.lit(", ".join(STATUS))),
    ),
    (
        (pl.col("decision") == "corrected") & (pl.col("changed") == ""),
        pl.lit('a corrected candidate must say what was changed, such as "period: 2025Q2 -> 2025Q3"'),
    ),
    (
        (pl.col("decision") == "rejected") & (pl.col("reason") == ""),
        pl.lit("a rejected candidate must say why; write a reason"),
    ),
    (pl.col("decided_by") == "", pl.lit("decided_by is empty; write who decided")),
    (
        pl.col("decided_on").str.to_date("%Y-%m-%d", strict=False).is_null(),
        pl.format('decided_on "{}" is no day; write it as 2025-02-28', "decided_on"),
    ),
    (
        pl.col("method") != "extracted",
        pl.format('method is "{}"; what was proposed by extraction is "extracted"', "method"),
    ),
)


def decisions_file(catalog_folder: Path, source_id: str) -> Path:
    """The file of the decisions about one source's candidates."""
    return catalog_folder / FOLDER / f"{source_id}.csv"


def read_decisions_file(path: Path, catalog: Catalog) -> FactsFile:
    """The accepted and rejected facts of one decisions file; with any fault none, and all faults."""
    text, misshapen = read_text_rows(path, OWN_COLUMNS)
    stated, faults = decided_facts(text, catalog, misshapen)
    elsewhere = stated.filter(pl.col("source_id") != path.stem).select(
        "row",
        rule=pl.lit("decision"),
        message=pl.format('source_id is "{}"; its decisions stand in {}.csv', "source_id", "source_id"),
    )
    return facts_file(f"{FOLDER}/{path.name}", stated, pl.concat([faults, elsewhere]))


def decided_facts(
    text: pl.DataFrame, catalog: Catalog, misshapen: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decided rows as facts, beside `row`, and all row faults.

    Rejected rows that are no facts are left out of the facts, and their faults are none.
    """
    status = pl.col("decision").replace_strict(STATUS, default="accepted")
    stated, found = stated_facts(text.with_columns(status=status), catalog, misshapen)
    rejected = text.filter(pl.col("decision") == "rejected").select("row")
    is_of_place = pl.col("rule").is_in(RULES_OF_PLACES) | pl.col("rule").str.split("|").list.first().is_in(
        COLUMNS_OF_PLACES
    )
    excused = found.filter(~is_of_place).join(rejected, on="row", how="semi")
    kept = found.join(excused, on=["row", "rule"], how="anti", maintain_order="left")
    faults = pl.concat([kept, *_rule_faults(text)]).sort("row", maintain_order=True)
    return stated.join(excused, on="row", how="anti", maintain_order="left"), faults


def faults_by_row(rows: Iterable[Row], catalog: Catalog) -> tuple[dict[int, list[str]], pl.DataFrame]:
    """What is wrong with decided rows, by position from 0 (-1 for all), and those that are facts."""
    text, misshapen = text_rows(csv_text(held := list(rows)), OWN_COLUMNS)
    stated, faults = decided_facts(text, catalog, misshapen)
    unread = set(range(len(held))) - set((text["row"].cast(pl.Int64) - 2).to_list())
    sentences = {at: [UNREAD] for at in unread}
    for row, message in faults.select("row", "message").iter_rows():
        sentences.setdefault(-1 if row is WHOLE_FILE else row - 2, []).append(message)
    position = pl.col("row").cast(pl.Int64) - 2
    return sentences, stated.select(*FACT_SCHEMA, position=position)


def read_decided(path: Path) -> list[Row]:
    """The rows of a decisions file as text; none where there is no file.

    Raises UnusableInputError where a row could not be written back as it is.
    """
    if not path.exists():
        return []
    text, misshapen = read_text_rows(path, OWN_COLUMNS)
    if misshapen.height:
        faults = [
            Fault(f"{FOLDER}/{path.name}", f"row {row}" if row else "", message)
            for row, message in misshapen.select("row", "message").iter_rows()
        ]
        raise UnusableInputError(f"{FOLDER}/{path.name} is faulty; mend it first.", faults)
    return text.select(FILE_COLUMNS).to_dicts()


def write_decided(path: Path, rows: Iterable[Row]) -> None:
    """Write a decisions file whole, sorted by place; without rows it goes."""
    ordered = sorted(rows, key=_order)
    if ordered:
        write_whole(path, csv_text(ordered).encode("utf-8"))
    else:
        path.unlink(missing_ok=True)


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as a decisions file holds them; one with a carriage return has all its fields in quotes."""
    held = io.StringIO()
    sparing = csv.DictWriter(held, FILE_COLUMNS, lineterminator="\n")
    quoting = csv.DictWriter(held, FILE_COLUMNS, lineterminator="\n", quoting=csv.QUOTE_ALL)
    sparing.writeheader()
    for row in rows:
        (quoting if any("\r" in own for own in row.values()) else sparing).writerow(row)
    return held.getvalue()


def proposed_row(candidate: Mapping[str, Any]) -> Row:
    """A candidate as a row of a decisions file, without a decision yet."""
    held = {name: _text(candidate.get(name)) for name in FILE_COLUMNS}
    return (
        held
        | {name: figure_text(candidate[name]) for name in FIGURES}
        | {
            "section": "",
            "method": "extracted",
        }
    )


def figure_text(value: float | None) -> str:
    """A number as facts files write it: digits without an exponent.

    >>> figure_text(69.75e9), figure_text(0.00001), figure_text(float("inf")), figure_text(None)
    ('69750000000', '0.00001', 'inf', '')
    """
    if value is None:
        return ""
    if value in (float("inf"), float("-inf")):
        return str(value)
    text = f"{Decimal(repr(float(value))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _order(row: Row) -> tuple[int, str, str]:
    """Where a row stands among those of its file: by place, which a row edited by hand may have lost."""
    start = row["char_start"]
    return (int(start) if start.isdecimal() else 0), start, row["candidate_id"]


def _rule_faults(text: pl.DataFrame) -> list[pl.DataFrame]:
    """The faults of rows that break a rule of decisions."""
    return [
        text.filter(broken).select("row", rule=pl.lit("decision"), message=message).cast(pl.Schema(ROW_FAULT))
        for broken, message in RULES
    ]


def _text(own: Any) -> str:
    """What a row of text holds of a value."""
    return "" if own is None else str(own)
