"""A chart of the rows that a typed question gave: which columns suit, and the figure of those chosen."""

from __future__ import annotations

import re
from typing import NamedTuple

import plotly.graph_objects as go
import polars as pl

from dashboard.axes import empty_figure
from dashboard.palette import DASHES, ENTITY_COLOURS
from ingest.tongue import later, tr

KINDS = {"line": later("Line"), "bar": later("Bars"), "scatter": later("Points")}
MOST_POINTS = 2_000
MOST_SERIES = 8
PERIOD = re.compile(r"(FY)?\d{4}(-?(Q[1-4]|H[12]|9M)|-\d\d)?")
# What people most likely want to see of a table of the contract.
VALUES = ("value", "yoy", "found", "difference")


class Choice(NamedTuple):
    """What is drawn: the kind of chart, the columns across and up, and the one that parts the series."""

    kind: str
    x: str
    y: str
    parted_by: str


def numbers_of(rows: pl.DataFrame) -> list[str]:
    """The columns that can stand up the side: numbers."""
    return [name for name, kind in rows.schema.items() if kind.is_numeric()]


def across_of(rows: pl.DataFrame) -> list[str]:
    """The columns that can stand across: days, texts and numbers."""
    return [
        name
        for name, kind in rows.schema.items()
        if kind.is_temporal() or kind.is_numeric() or kind in (pl.String, pl.Boolean, pl.Categorical)
    ]


def parting_of(rows: pl.DataFrame) -> list[str]:
    """The columns that can part rows into series: texts with a few different values."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    return [name for name in texts if 2 <= rows[name].n_unique() <= MOST_SERIES]


def suited(rows: pl.DataFrame) -> Choice | None:
    """What suits the rows by the types of their columns; nothing where no column holds numbers.

    >>> suited(pl.DataFrame({"quarter": ["2025Q1", "2025Q2"], "value": [1.0, 2.0]}))
    Choice(kind='line', x='quarter', y='value', parted_by='')
    >>> suited(pl.DataFrame({"metric": ["a", "b"], "n": [1, 2]}))
    Choice(kind='bar', x='metric', y='n', parted_by='')
    >>> suited(pl.DataFrame({"a": ["x"]}))
    """
    numbers = numbers_of(rows)
    if not numbers or rows.height < 2:
        return None
    x = _across(rows, numbers)
    if x is None:
        return None
    rest = [name for name in numbers if name != x]
    y = next((name for name in VALUES if name in rest), rest[0])
    kind = "line" if _is_time(rows, x) else "scatter" if x in numbers else "bar"
    parted_by = next((name for name in parting_of(rows) if name != x), "") if _repeats(rows, x) else ""
    return Choice(kind, x, y, parted_by)


def _across(rows: pl.DataFrame, numbers: list[str]) -> str | None:
    """The column that best stands across: a time, else a text, else the first of two numbers."""
    columns = across_of(rows)
    times = [name for name in columns if _is_time(rows, name)]
    texts = [name for name in columns if name not in numbers]
    spare = numbers[:1] if len(numbers) > 1 else []
    return next(iter([*times, *texts, *spare]), None)


def _is_time(rows: pl.DataFrame, name: str) -> bool:
    """Whether a column holds days, or labels of periods."""
    kind = rows.schema[name]
    if kind.is_temporal():
        return True
    labels = rows[name].drop_nulls().head(20).to_list() if kind == pl.String else []
    return bool(labels) and all(PERIOD.fullmatch(label) for label in labels)


def _repeats(rows: pl.DataFrame, name: str) -> bool:
    """Whether values of a column stand in more than one row."""
    return rows[name].n_unique() < rows.height


def answer_figure(rows: pl.DataFrame, choice: Choice) -> go.Figure:
    """The chart of the first rows: one series, or one for each value of the parting column."""
    shown = rows.head(MOST_POINTS)
    if _is_time(shown, choice.x):
        shown = shown.sort(choice.x, nulls_last=True, maintain_order=True)
    figure = empty_figure()
    for place, (name, own) in enumerate(_series(shown, choice.parted_by)):
        figure.add_trace(_trace(own, choice, name, place))
    figure.update_layout(showlegend=bool(choice.parted_by))
    scale = "category" if rows.schema[choice.x] == pl.String else None
    figure.update_xaxes(title=_literal(choice.x), automargin=True, fixedrange=True, type=scale)
    return figure.update_yaxes(title=_literal(choice.y), automargin=True, fixedrange=True)


def _series(rows: pl.DataFrame, parted_by: str) -> list[tuple[str, pl.DataFrame]]:
    """The rows of each series with its name."""
    if not parted_by:
        return [("", rows)]
    parts = rows.partition_by(parted_by, maintain_order=True, as_dict=True)
    return [("" if key[0] is None else str(key[0]), own) for key, own in parts.items()]


def _trace(rows: pl.DataFrame, choice: Choice, name: str, place: int) -> go.Bar | go.Scatter:
    """One series; lines differ in dash and colour, points in shape."""
    across = [_literal(value) for value in rows[choice.x].to_list()]
    up = [None if value is None else float(value) for value in rows[choice.y].to_list()]
    colour = ENTITY_COLOURS[place % len(ENTITY_COLOURS)]
    if choice.kind == "bar":
        return go.Bar(x=across, y=up, name=_literal(name), marker={"color": colour})
    return go.Scatter(
        x=across,
        y=up,
        name=_literal(name),
        mode="lines+markers" if choice.kind == "line" else "markers",
        line={"color": colour, "dash": DASHES[place % len(DASHES)]},
        marker={"color": colour, "symbol": place, "size": 7},
    )


def _literal(value: object) -> object:
    """A value as plotly shows it; no markup of its own passes from a text."""
    return value.replace("<", "‹").replace(">", "›") if isinstance(value, str) else value


def alternative_text(rows: pl.DataFrame, choice: Choice) -> str:
    """What the chart shows, for whoever does not see it: the columns, how many rows, lowest and highest."""
    known = rows.head(MOST_POINTS)[choice.y].drop_nulls()
    return tr(
        "{y} by {x} in {number} rows, from {low} to {high}; the table below holds them all",
        y=choice.y,
        x=choice.x,
        number=min(rows.height, MOST_POINTS),
        low=known.min(),
        high=known.max(),
    )
