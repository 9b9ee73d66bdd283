"""A series as an Excel workbook that defends itself: every figure's cell tells and links where it comes from.

Numbers stay numbers and days stay days. What has no value is an empty cell with the reason as its note, never
a zero. Text of the data stays text: nothing becomes a formula, and only addresses of the web become links.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingest import format as fmt
from ingest.reasons import EVIDENCE_WORDS, ROLE_WORDS, VERDICT_WORDS
from ingest.tongue import tr, tr_count

Row = dict[str, Any]

MOST_TEXT = 32_000
MOST_ADDRESS = 2_000
MOST_LINKED_ROWS = 30_000
MOST_FACTS_TOLD = 8
MOST_DECIMALS = 6
FIRST_YEAR = 1900
WIDEST = 60
# What XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WEB = re.compile(r"https?://[^\s<>\\\"]+")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NAMED = ("metric", "entity")
BEHIND = ("winner", "operand", "rival")
"""The roles that a figure rests on, or hangs between."""


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook is about, in words: the series, its build, and the day as of which it stands."""

    metric: str
    entity: str
    breakdown: str
    unit: str
    definition: str
    build_id: str
    built_at: datetime
    policy_version: str
    as_of: date | None = None
    address: str = ""
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a number, a day, a text or nothing, with its number format, note and link."""

    value: float | date | str | None = None
    form: str = ""
    note: str = ""
    url: str = ""


@dataclass(slots=True)
class Book:
    """A workbook being written, with the formats that it has so far."""

    file: xlsxwriter.Workbook
    formats: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def format(self, **properties: Any) -> Format:
        """The format with these properties, one for all cells."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.file.add_format(properties)
        return self.formats[key]


def quarters_workbook(rows: pl.DataFrame, facts: pl.DataFrame, about: About) -> bytes:
    """The bytes of a workbook with the sheets Series, Evidence and About.

    `rows` are periods of one series as `fct_quarters` has them (`fiscal_quarter`, or `period_label`), in the
    order in which they are seen; `facts` stand behind them, with `of_period` and `of_modality`. Where a row
    adds up other periods, its `behind` lists them. The same arguments give the same bytes.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as file:
        file.set_properties({"title": _clean(f"{about.metric}, {about.entity}"), "created": about.built_at})
        book = Book(file)
        series = rows.to_dicts()
        behind = [_facts_of(row, facts) for row in series]
        _write_sheet(book, about, tr("Series"), _series_table(series, behind, about))
        shown = pl.concat(behind) if behind else facts.clear()
        _write_sheet(book, about, tr("Evidence"), [_fact_cells(fact) for fact in shown.to_dicts()])
        _write_sheet(book, about, tr("About"), _about_table(about), is_list=True)
    return content.getvalue()


def number_format(unit: str, values: Sequence[float | None]) -> str:
    """The number format in which every one of some figures is seen in full.

    >>> number_format("usd", [69_748e6, None]), number_format("percent", [84.8, 83.25])
    ('$#,##0', '#,##0.00"%"')
    """
    decimals = max((_decimals(value) for value in values if _is_number(value)), default=0)
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    match unit:
        case "usd" | "usd_per_share":
            return f"${digits}"
        case "percent":
            return f'{digits}"%"'
        case _:
            return digits


def growth_format(basis: str | None, unit: str) -> str:
    """The number format of a change: a share of the base, or points.

    >>> growth_format("relative", "usd"), growth_format("points", "percent")
    ('+0.0%;-0.0%;0.0%', '+0.0" pts";-0.0" pts";0.0" pts"')
    """
    if basis != "points":
        return "+0.0%;-0.0%;0.0%"
    if unit == "percent":
        return '+0.0" pts";-0.0" pts";0.0" pts"'
    return "+#,##0.0##;-#,##0.0##;0"


def web_address(url: str | None) -> str:
    """The address where it is one of the web that a sheet can hold, else nothing.

    >>> web_address("https://example.org/a"), web_address("file:///etc/passwd"), web_address(None)
    ('https://example.org/a', '', '')
    """
    return url if url and WEB.fullmatch(url) and len(url) <= MOST_ADDRESS else ""


def _facts_of(row: Row, facts: pl.DataFrame) -> pl.DataFrame:
    """The facts behind a row: those of its periods, and those that its arithmetic names besides."""
    if row.get("gap") and row["gap"] != "contested":
        return facts.clear()
    periods = row.get("behind") or [_period(row)]
    own = facts.filter(
        pl.col("of_period").is_in(periods), pl.col("of_modality") == row.get("modality", "actual")
    )
    named = facts.filter(pl.col("fact_id").is_in((row.get("operand_ids") or "").split(";")))
    if row.get("behind") or named.is_empty():
        return own
    if not row.get("formula"):
        # A label may be that of another cell too: a year of which a stock is stated, beside its last day.
        own = own.filter(pl.col("cell_id").is_in(named["cell_id"].implode()))
    besides = named.filter(~pl.col("fact_id").is_in(own["fact_id"].implode()))
    besides = besides.unique("fact_id", keep="first", maintain_order=True)
    return pl.concat([own, besides.with_columns(of_period=pl.lit(_period(row)), role=pl.lit("operand"))])


def _period(row: Row) -> str:
    """The label of a row's period."""
    return str(row.get("period_label") or row["fiscal_quarter"])


def _series_table(rows: list[Row], behind: list[pl.DataFrame], about: About) -> list[dict[str, Cell]]:
    """The sheet of the series, one mapping from heading to cell a row."""
    unit = about.unit
    forms = {
        name: number_format(unit, [row.get(name) for row in rows])
        for name in ("value", "value_low", "value_high", "ltm")
    }
    table = []
    for row, facts in zip(rows, behind, strict=True):
        note, growth = _note(row, facts, about), growth_format(row.get("growth_basis"), unit)
        no_growth, adds_up = fmt.no_growth(row.get("yoy_block")), bool(row.get("behind"))
        cells = {
            tr("Period"): Cell(_period(row)),
            tr("First day"): Cell(row.get("year_start") or (None if adds_up else row.get("quarter_start"))),
            tr("Last day"): Cell(row.get("quarter_end")),
            tr("Value"): Cell(_number(row["value"]), forms["value"], note, _address_of(facts)),
            tr("At least"): _bound(row, "value_low", forms, tr("no lower bound"), note),
            tr("At most"): _bound(row, "value_high", forms, tr("no upper bound"), note),
            tr("Unit"): Cell(fmt.unit_words(unit)),
            tr("How"): Cell(fmt.how(row.get("derivation"), row.get("formula"))),
            tr("Verdict"): Cell(_word(VERDICT_WORDS, row.get("verdict"))),
            tr("No value because"): Cell(fmt.gap_words(row.get("gap") or "")),
            tr("Known since"): Cell(row.get("known_from")),
            tr("Year on year"): _change(row, "yoy", growth, no_growth),
            tr("Quarter on quarter"): _change(row, "qoq", growth, tr("no value in the quarter before")),
            tr("Last four quarters"): _change(row, "ltm", forms["ltm"], tr("not all four are known")),
            tr("Sources"): Cell("; ".join(facts["source_title"].unique(maintain_order=True))),
        }
        table.append(cells)
    return _without_empty_columns(table)


def _without_empty_columns(table: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    """The table without headings that no row fills."""
    held = [name for name in (table[0] if table else ()) if any(row[name] != Cell() for row in table)]
    filled = [name for name in held if any(row[name].value not in (None, "") for row in table)]
    kept = {*filled, tr("Value"), tr("At least"), tr("At most")}
    return [{name: row[name] for name in held if name in kept} for row in table]


def _bound(row: Row, name: str, forms: dict[str, str], without: str, note: str) -> Cell:
    """One end of the bounds; an open end is empty and says so."""
    value = row.get(name)
    if value is not None and math.isinf(value):
        return Cell(None, note=without)
    return Cell(_number(value), forms[name], note if _is_number(value) else "")


def _change(row: Row, name: str, form: str, without: str) -> Cell:
    """A figure that a quarter has beside its value; where it is missing, the reason."""
    if name not in row:
        return Cell()
    value = _number(row[name])
    return Cell(value, form) if value is not None else Cell(None, note=without)


def _note(row: Row, facts: pl.DataFrame, about: About) -> str:
    """All that stands behind a figure, in lines: what is printed where, how it came about, of which build."""
    lines = []
    if row.get("gap"):
        lines.append(fmt.gap_reason(row["gap"]))
    if row.get("formula"):
        named = {fact[f"{kind}_id"]: fact[f"{kind}_label"] for fact in facts.to_dicts() for kind in NAMED}
        formula = fmt.how(row["derivation"], fmt.joined(row["formula"], named))
        lines.append(tr("Worked out: {formula}", formula=formula))
    if row.get("vintage_on"):
        lines.append(fmt.vintage(row["vintage_on"]))
    told = facts.filter(pl.col("role").is_in(BEHIND))
    lines += [_fact_note(fact) for fact in told.head(MOST_FACTS_TOLD).to_dicts()]
    if more := facts.height - min(told.height, MOST_FACTS_TOLD):
        lines.append(
            tr_count(
                "and {number} fact more on the next sheet", "and {number} facts more on the next sheet", more
            )
        )
    rules = facts.filter(pl.col("role") == "winner")["rule_description"].unique(maintain_order=True)
    lines += [tr(rule) for rule in rules]
    lines.append(tr("Build {build}, as believed on {day}", build=about.build_id, day=_day_of(about)))
    return "\n".join(lines)


def _fact_note(fact: Row) -> str:
    """One fact in lines: its period and figure as printed, its source, and its place."""
    return "\n".join(
        (
            tr(
                "{period}: {printed} ({role})",
                period=fmt.period(fact["period_label"]),
                printed=fact["printed"],
                role=_word(ROLE_WORDS, fact["role"]),
            ),
            tr(
                "{title}, {publisher}, published {day} ({basis})",
                title=fact["source_title"],
                publisher=fact["publisher"],
                day=fmt.day(fact["published_on"]),
                basis=fmt.words(fact["published_on_basis"]),
            ),
            fact["locator"],
        )
    )


def _address_of(facts: pl.DataFrame) -> str:
    """The address of the source that a figure rests on first; nothing where there is none."""
    told = facts.filter(pl.col("role").is_in(BEHIND))["url"].to_list()
    return next((address for url in told if (address := web_address(url))), "")


def _fact_cells(fact: Row) -> dict[str, Cell]:
    """One row of the sheet of facts, from heading to cell."""
    form = number_format(fact["unit"], [fact["value"], fact["value_low"], fact["value_high"]])
    part = fmt.breakdown(fact["breakdown"], "")
    return {
        tr("Behind"): Cell(fact["of_period"]),
        tr("Role"): Cell(_word(ROLE_WORDS, fact["role"])),
        tr("Printed"): Cell(fact["printed"]),
        tr("Value"): Cell(_number(fact["value"]), form),
        tr("At least"): Cell(_number(fact["value_low"]), form),
        tr("At most"): Cell(_number(fact["value_high"]), form),
        tr("Unit"): Cell(fmt.unit_words(fact["unit"])),
        tr("Metric"): Cell(fmt.listed(word for word in (fact["metric_label"], part) if word)),
        tr("Period"): Cell(fact["period_label"]),
        tr("Source"): Cell(fact["source_title"], url=web_address(fact["url"])),
        tr("Publisher"): Cell(fact["publisher"]),
        tr("Tier"): Cell(fmt.words(fact["tier"])),
        tr("Published on"): Cell(fact["published_on"]),
        tr("Day known as"): Cell(fmt.words(fact["published_on_basis"])),
        tr("Place"): Cell(fact["locator"]),
        tr("Evidence"): Cell(_word(EVIDENCE_WORDS, fact["evidence"])),
        tr("Address"): Cell(fact["url"], url=web_address(fact["url"])),
        tr("Note"): Cell(fact["note"]),
    }


def _about_table(about: About) -> list[dict[str, Cell]]:
    """The sheet that says what the workbook is about: names and words beside each other."""
    told: list[tuple[str, float | date | str | None, str]] = [
        (tr("Metric"), about.metric, ""),
        (tr("Entity"), about.entity, ""),
        (tr("Breakdown"), about.breakdown or tr("total"), ""),
        (tr("Unit"), fmt.unit_words(about.unit), ""),
        (tr("Definition"), about.definition, ""),
        (tr("As believed on"), about.as_of or about.built_at.date(), ""),
        (tr("Build"), about.build_id, ""),
        (tr("Built"), fmt.minute(about.built_at), ""),
        (tr("Policy"), about.policy_version, ""),
        (tr("This view"), about.address, web_address(about.address)),
        (tr("Empty cells"), tr("A period without a value says why in the note of its cell."), ""),
    ]
    return [{"": Cell(name), " ": Cell(value, url=url)} for name, value, url in told if value]


def _day_of(about: About) -> str:
    """The day as of which a workbook stands, in words."""
    return fmt.day(about.as_of or about.built_at.date())


def _write_sheet(
    book: Book, about: About, name: str, table: list[dict[str, Cell]], *, is_list: bool = False
) -> None:
    """Writes one sheet: a frozen, filtered header over the rows, or, for a list, names beside their words."""
    sheet = book.file.add_worksheet(name)
    if about.right_to_left:
        sheet.right_to_left()
    headings = list(table[0]) if table else [tr("Nothing is stated.")]
    first = 0 if is_list else 1
    if not is_list:
        sheet.write_row(0, 0, headings, book.format(bold=True, bottom=1, text_wrap=True, valign="top"))
        sheet.freeze_panes(1, 1)
        if table:
            sheet.autofilter(0, 0, len(table), len(headings) - 1)
    for at, row in enumerate(table, first):
        for column, heading in enumerate(headings):
            _write_cell(book, sheet, (at, column), row[heading], is_bold=is_list and column == 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _width(heading, [row[heading] for row in table]))


def _write_cell(
    book: Book, sheet: Worksheet, place: tuple[int, int], cell: Cell, *, is_bold: bool = False
) -> None:
    """Writes one cell; a linked number is first a link and then, in the same cell, a number."""
    looks: Row = {"valign": "top"} | ({"bold": True} if is_bold else {})
    url = cell.url if cell.value is not None and place[0] < MOST_LINKED_ROWS else ""
    if url:
        looks |= {"font_color": "#0b5cad", "underline": 1}
        sheet.write_url(*place, url, None, tip=tr("Open the source"))
    _writer(book, sheet, cell, looks)(*place)
    if cell.note:
        _write_note(sheet, place, cell.note)


def _writer(book: Book, sheet: Worksheet, cell: Cell, looks: Row) -> Callable[[int, int], object]:
    """What writes the value of a cell by its kind."""
    value = cell.value
    match value:
        case None | "":
            return lambda row, column: sheet.write_blank(row, column, None, book.format(**looks))
        case date() if value.year >= FIRST_YEAR:
            own = book.format(**looks, num_format="yyyy-mm-dd", align="left")
            return lambda row, column: sheet.write_datetime(row, column, value, own)
        case float() | int():
            own = book.format(**looks, num_format=cell.form or "General")
            return lambda row, column: sheet.write_number(row, column, value, own)
        case _:
            text = _clean(str(value))
            is_risky = text.startswith(FORMULA_SIGNS)
            looks = looks | {"text_wrap": len(text) > WIDEST} | ({"quote_prefix": True} if is_risky else {})
            return lambda row, column: sheet.write_string(row, column, text, book.format(**looks))


def _write_note(sheet: Worksheet, place: tuple[int, int], note: str) -> None:
    """Attaches a note, in a frame that its lines fit into."""
    lines = _clean(note).split("\n")
    height = sum(1 + len(line) // WIDEST for line in lines)
    sheet.write_comment(
        *place, "\n".join(lines), {"width": 420, "height": min(600, 24 + 17 * height), "font_size": 9}
    )


def _clean(text: str) -> str:
    """Text that a sheet can hold: nothing that XML forbids, and no more than a cell takes."""
    return UNWRITABLE.sub(" ", text)[:MOST_TEXT]


def _width(heading: str, cells: list[Cell]) -> float:
    """How wide a column is, in characters."""
    widest = max((_length(cell) for cell in cells), default=0)
    return min(WIDEST, max(10, widest + 2, min(len(heading), 14) + 3))


def _length(cell: Cell) -> int:
    """How many characters a cell shows."""
    match cell.value:
        case None:
            return 0
        case float() | int():
            return len(f"{cell.value:,.0f}") + 4
        case date():
            return 10
        case _:
            return len(str(cell.value))


def _word(words: Mapping[str, str], name: str | None) -> str:
    """The word for a name of the contract in the reader's language; the name itself where there is none."""
    return tr(words.get(name or "", name or ""))


def _number(value: float | None) -> float | None:
    """A number that a cell can hold, else nothing."""
    return value if _is_number(value) else None


def _is_number(value: float | None) -> bool:
    """Whether it is a finite number."""
    return value is not None and math.isfinite(value)


def _decimals(value: float | None) -> int:
    """How many decimals a number has, beyond binary dust.

    >>> _decimals(84.80), _decimals(69_747.5e6), _decimals(0.1 + 0.2)
    (1, 0, 1)
    """
    return len(f"{value or 0:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])
