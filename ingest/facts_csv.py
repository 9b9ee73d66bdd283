"""The rows of a facts CSV file as text, then their numbers, and what is wrong with either before any meaning.

The format: UTF-8, a header row, RFC 4180 quoting, line ends LF or CRLF, numbers without thousands marks or
exponents. No field holds a control character, but for a line break within quotes.

Faults come as a frame with the columns of `ROW_FAULT`: the row (none for the whole file), the rule that it
breaks (`column|rule` where the rule is of one column) and a sentence.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from ingest.errors import did_you_mean

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

WHOLE = r"^[0-9]+$"
DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
GROUPED = r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
DECIMAL_COMMA = r"^-?[0-9]+,[0-9]+$"
LARGEST_WHOLE = 2**31 - 1
CONTROL = r"([\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f])"

ROW_FAULT = {"row": pl.UInt32, "rule": pl.String, "message": pl.String}
RowFault = tuple[int | None, str, str]
WHOLE_FILE = None


def read_text_rows(path: Path, besides: Sequence[str] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All columns as text beside `row` (the header is row 1), and the faults of the file and of its rows.

    The file has the columns of a facts file and those named `besides`. Rows with too many or too few fields
    are left out, control characters are taken out; each is a fault.
    """
    try:
        content = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        fault = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        return _faults_only([(WHOLE_FILE, "text", fault)], besides)
    except OSError as error:
        return _faults_only([(WHOLE_FILE, "text", f"cannot be read: {error.strerror}")], besides)
    return text_rows(content, besides)


def text_rows(content: str, besides: Sequence[str] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What `read_text_rows` gives, of what a file holds."""
    rows, broken_off = _csv_rows(content.removeprefix("\ufeff"))
    header, *records = rows or [[]]
    wrong = _header_faults(header, besides) if rows or not broken_off else broken_off
    return _faults_only(wrong, besides) if wrong else _text_of(header, records, broken_off)


def read_numbers(text: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with their number columns as numbers, and the faults of texts that are none.

    A cell that is empty or faulty holds nothing.
    """
    wrong = [
        text.filter((pl.col(column) != "") & ~_is_number(column)).select(
            "row", rule=pl.lit(f"{column}|number"), message=_number_message(column)
        )
        for column in (*WHOLE_NUMBERS, *FIGURES)
    ]
    numbers = text.with_columns(
        pl.when(_is_number(column))
        .then(column)
        .cast(pl.Int32 if column in WHOLE_NUMBERS else pl.Float64)
        .alias(column)
        for column in (*WHOLE_NUMBERS, *FIGURES)
    )
    return numbers, pl.concat(wrong)


def _csv_rows(content: str) -> tuple[list[list[str]], list[RowFault]]:
    """The fields of each row as far as the text is CSV, and the fault of the row where it is none."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(content, newline="\n"), strict=True))
    except csv.Error as error:
        return rows, [(len(rows) + 1, "csv", _csv_message(str(error)))]
    return rows, []


def _text_of(
    header: list[str], records: list[list[str]], broken_off: list[RowFault]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that have the header's shape as text, blank ones left out, and the faults of the others."""
    filled = [(row, fields) for row, fields in enumerate(records, 2) if any(fields)]
    text = pl.DataFrame(
        [(row, *fields) for row, fields in filled if len(fields) == len(header)],
        schema={"row": pl.UInt32, **dict.fromkeys(header, pl.String)},
        orient="row",
    )
    misshapen = [
        (row, "fields", _shape_message(len(fields), len(header)))
        for row, fields in filled
        if len(fields) != len(header)
    ]
    cleaned = text.with_columns(pl.col(header).str.replace_all(CONTROL, ""))
    with_method = cleaned if "method" in header else cleaned.with_columns(method=pl.lit(""))
    return with_method, fault_frame([*misshapen, *broken_off, *_control_faults(text)])


def _csv_message(error: str) -> str:
    """What an error of the CSV reader means, and what to do."""
    limit = csv.field_size_limit()
    meanings = {
        "field larger than": f"a field has more than {limit} characters; is its closing quote missing?",
        "unexpected end of data": "a field is opened with a quote that is never closed; close it",
        "new-line character": "a line ends in CR alone; save the file with line ends LF or CRLF",
        "expected after": "a field goes on after its closing quote; write a quote within a field twice",
    }
    known = (meaning for part, meaning in meanings.items() if part in error)
    return next(known, f"it cannot be read as CSV: {error}")


def _shape_message(found: int, wanted: int) -> str:
    """What is wrong with a row of another number of fields than the header has."""
    too_many, too_few = "quote a field with a comma", "write a comma for each empty field, too"
    return f"{found} fields instead of {wanted}; {too_many if found > wanted else too_few}"


def _control_faults(text: pl.DataFrame) -> Iterator[RowFault]:
    """The faults of cells that hold a control character, the first of each cell by its code point."""
    return (
        (row, f"{column}|control", f"{column} holds the control character U+{ord(mark):04X}; remove it")
        for column in text.columns[1:]
        for row, mark in text.select("row", pl.col(column).str.extract(CONTROL)).drop_nulls().iter_rows()
    )


def _is_number(column: str) -> pl.Expr:
    """Whether the text is a number that the column takes; bounds may be infinite."""
    text = pl.col(column)
    if column in WHOLE_NUMBERS:
        return text.str.contains(WHOLE) & text.cast(pl.Int32, strict=False).is_not_null()
    open_end = {"value_low": "-inf", "value_high": "inf"}.get(column)
    is_finite = text.cast(pl.Float64, strict=False).is_finite().fill_null(False)
    return (text.str.contains(DECIMAL) & is_finite) | (text == pl.lit(open_end)).fill_null(False)


def _number_message(column: str) -> pl.Expr:
    """What is wrong with the text of a number column and, where it can be seen, what to write."""
    text = pl.col(column)
    if column in WHOLE_NUMBERS:
        too_large = pl.format(f'{column} "{{}}" is too large; the largest is {LARGEST_WHOLE}', text)
        none = pl.format(f'{column} "{{}}" is no whole number', text)
        return pl.when(text.str.contains(WHOLE)).then(too_large).otherwise(none)
    remedy = (
        pl.when(text.str.contains(GROUPED))
        .then(pl.format("write {}", text.str.replace_all(",", "")))
        .when(text.str.contains(DECIMAL_COMMA))
        .then(pl.format("write {}", text.str.replace(",", ".")))
        .when(text.str.contains(DECIMAL))
        .then(pl.lit("it is too large"))
        .otherwise(pl.lit("write digits with a decimal point, no marks and no exponent"))
    )
    return pl.format(f'{column} "{{}}" is no number; {{}}', text, remedy)


def _header_faults(header: list[str], besides: Sequence[str]) -> list[RowFault]:
    """Columns that are missing, unknown or there twice."""
    needed = (*COLUMNS, *besides)
    if not header:
        wanted = f"the file is empty; its first row must be: {','.join(needed)}"
        return [(WHOLE_FILE, "header", wanted)]
    known = (*needed, *OPTIONAL)
    messages = [
        *(f'column "{column}" is missing' for column in needed if column not in header),
        *(
            f'unknown column "{column}"; {did_you_mean(column, known)}'
            for column in header
            if column not in known
        ),
        *(f'column "{column}" stands twice' for column in dict.fromkeys(header) if header.count(column) > 1),
    ]
    return [(1, "header", message) for message in messages]


def _faults_only(faults: list[RowFault], besides: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """No rows, and the faults of a file that yields none."""
    columns = dict.fromkeys((*COLUMNS, *OPTIONAL, *besides), pl.String)
    return pl.DataFrame(schema={"row": pl.UInt32, **columns}), fault_frame(faults)


def fault_frame(faults: list[RowFault]) -> pl.DataFrame:
    """Faults as a frame with the columns of `ROW_FAULT`."""
    return pl.DataFrame(faults, schema=ROW_FAULT, orient="row")
