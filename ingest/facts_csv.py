"""The rows of a facts CSV file as text, and what is wrong with the file or its numbers before any meaning.

The format: UTF-8, a header row, RFC 4180 quoting, numbers without thousands marks or exponents.
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from ingest.errors import Fault, did_you_mean

WHOLE_NUMBERS = ("line_no", "char_start", "char_end")
FIGURES = ("value", "value_low", "value_high")
COLUMNS = (
    "source_id",
    *WHOLE_NUMBERS,
    "locator",
    "printed",
    "language",
    "scale",
    "number_style",
    "direction",
    "qualifier",
    "entity_id",
    "metric_id",
    "breakdown",
    "period",
    "modality",
    *FIGURES,
    "unit",
    "section",
    "note",
)
OPTIONAL = ("method",)

WHOLE = r"^[0-9]*$"
DECIMAL = r"^(-?[0-9]+(\.[0-9]+)?)?$"
GROUPED = r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
DECIMAL_COMMA = r"^-?[0-9]+,[0-9]+$"


def read_text_rows(path: Path) -> tuple[pl.DataFrame | None, list[Fault]]:
    """All columns as text beside `row` (the header is row 1), or nothing and what is wrong with the file."""
    try:
        header = _header(path)
        faults = _header_faults(path.name, header)
        if faults:
            return None, faults
        rows = pl.read_csv(
            path,
            infer_schema=False,
            empty_string_is_null=False,
            row_index_name="row",
            row_index_offset=2,
            raise_if_empty=False,
        )
    except UnicodeDecodeError as error:
        return None, [Fault(path.name, "", f"byte {error.start} is not UTF-8; save the file as UTF-8")]
    except pl.exceptions.PolarsError as error:
        return None, _shape_faults(path, str(error).splitlines()[0])
    except OSError as error:
        return None, [Fault(path.name, "", f"cannot be read: {error.strerror}")]
    blank = pl.all_horizontal(pl.col(COLUMNS) == "")
    method = [] if "method" in rows.columns else [pl.lit("").alias("method")]
    return rows.filter(~blank).with_columns(pl.col("row").cast(pl.UInt32), *method), []


def number_faults(text: pl.DataFrame) -> pl.DataFrame:
    """Columns `row` and `message` for every number column whose text is no number, with what to write."""
    found = []
    for column in (*WHOLE_NUMBERS, *FIGURES):
        wrong = text.filter(~_is_number(column))
        found.append(wrong.select("row", _number_message(column).alias("message")))
    return pl.concat(found)


def _is_number(column: str) -> pl.Expr:
    """Whether the text is a number that the column takes, or empty; bounds may be infinite."""
    if column in WHOLE_NUMBERS:
        return pl.col(column).str.contains(WHOLE)
    open_end = {"value_low": "-inf", "value_high": "inf"}.get(column)
    return pl.col(column).str.contains(DECIMAL) | (pl.col(column) == pl.lit(open_end)).fill_null(False)


def _number_message(column: str) -> pl.Expr:
    """What is wrong with the text of a number column and, where it can be seen, what to write."""
    if column in WHOLE_NUMBERS:
        return pl.format(f'{column} "{{}}" is no whole number', column)
    text = pl.col(column)
    remedy = (
        pl.when(text.str.contains(GROUPED))
        .then(pl.format("write {}", text.str.replace_all(",", "")))
        .when(text.str.contains(DECIMAL_COMMA))
        .then(pl.format("write {}", text.str.replace(",", ".")))
        .otherwise(pl.lit("write digits with a decimal point, no marks and no exponent"))
    )
    return pl.format(f'{column} "{{}}" is no number; {{}}', text, remedy)


def _header(path: Path) -> list[str]:
    """The column names of the file; the whole file must be UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines), [])
        for _ in lines:
            pass
    return header


def _header_faults(name: str, header: list[str]) -> list[Fault]:
    """Columns that are missing, unknown or there twice."""
    if not header:
        return [Fault(name, "", f"the file is empty; its first row must be: {','.join(COLUMNS)}")]
    known = (*COLUMNS, *OPTIONAL)
    messages = [
        *(f'column "{column}" is missing' for column in COLUMNS if column not in header),
        *(
            f'unknown column "{column}"; {did_you_mean(column, known)}'
            for column in header
            if column not in known
        ),
        *(f'column "{column}" stands twice' for column in {c for c in header if header.count(c) > 1}),
    ]
    return [Fault(name, "row 1", message) for message in messages]


def _shape_faults(path: Path, otherwise: str) -> list[Fault]:
    """Which rows have too many or too few fields; `otherwise` where the rows look right."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    faults = [
        Fault(
            path.name, f"row {at}", f"{len(row)} fields instead of {len(rows[0])}; quote a field with a comma"
        )
        for at, row in enumerate(rows, 1)
        if row and len(row) != len(rows[0])
    ]
    return faults or [Fault(path.name, "", f"the rows cannot be read as CSV: {otherwise}")]
