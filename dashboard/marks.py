"""The marks of quarters in a chart: what a row looks like, says when pointed at, and leads to when clicked.

A gap breaks the line and leaves a grey mark on the axis; a derived quarter has an open mark, and an implied
one an open triangle; an open contest is a bar between its rivals, with no value in it.
"""

from __future__ import annotations

import math
from datetime import date
from html import escape

import plotly.graph_objects as go

from dashboard.axes import Axis, Row, middle, milliseconds
from dashboard.palette import ALARM, QUIET, faded
from ingest import format as fmt

WIDE_BOUNDS = 0.005
"""Bounds wider than this share of the value are drawn; narrower ones would hide under the mark."""

SYMBOLS = {
    "reported": ("reported", "circle"),
    "difference": ("derived as a difference", "diamond-open"),
    "sum": ("derived as a sum", "square-open"),
    "implied": ("implied by a statement", "triangle-up-open"),
}


def draw_line(
    figure: go.Figure, rows: list[Row], measure: str, colour: str, name: str = "", dash: str = "solid"
) -> None:
    """Draws a broken line through the values, and the marks by derivation on top of it."""
    days, values = _broken(rows, measure)
    figure.add_scatter(
        x=days,
        y=values,
        mode="lines",
        line={"color": colour, "width": 2.5, "dash": dash},
        name=name,
        legendgroup=name or None,
        showlegend=bool(name),
        hoverinfo="skip",
        connectgaps=False,
    )
    for derivation, (words, symbol) in SYMBOLS.items():
        own = [row for row in rows if row["derivation"] == derivation and row[measure] is not None]
        if own:
            edge = {"width": 2.5, "color": colour} if symbol.endswith("open") else {"width": 0}
            figure.add_scatter(
                x=[middle(row) for row in own],
                y=[row[measure] for row in own],
                mode="markers",
                name=words,
                legendgroup=name or words,
                showlegend=not name,
                marker={"size": 10, "symbol": symbol, "color": colour, "line": edge},
                error_y=_bound_bars(own, colour) if measure == "value" else None,
                **clickable(own, colour, measure),
            )


def draw_contests(figure: go.Figure, rows: list[Row]) -> None:
    """Draws bars between the bounds of quarters without one value: open contests, and stated ranges."""
    named: set[str] = set()
    for row in filter(is_spread, rows):
        is_contest = row["gap"] == "contested"
        name, symbol, colour = ("contested", "x", ALARM) if is_contest else ("range", "line-ew-open", QUIET)
        figure.add_scatter(
            x=[middle(row)] * 2,
            y=[row["value_low"], row["value_high"]],
            mode="lines+markers",
            name=name,
            legendgroup=name,
            showlegend=name not in named,
            line={"color": colour, "width": 5},
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
            **clickable([row, row], colour),
        )
        named.add(name)


def draw_gaps(figure: go.Figure, rows: list[Row], measure: str, axis: Axis) -> None:
    """Draws small grey marks on the axis where there is no value, with the reason on hover."""
    own = [row for row in rows if row[measure] is None and not (measure == "value" and is_spread(row))]
    if own:
        figure.add_scatter(
            x=[middle(row) for row in own],
            y=[axis.low + (axis.high - axis.low) * 0.012] * len(own),
            mode="markers",
            name="no value",
            marker={"symbol": "line-ns-open", "size": 9, "color": QUIET, "line": {"width": 2}},
            cliponaxis=False,
            **clickable(own, QUIET, measure),
        )


def draw_breaks(figure: go.Figure, rows: list[Row]) -> None:
    """Draws a dashed line before the first quarter of each new definition."""
    for row in _first_after_breaks(rows):
        figure.add_vline(
            x=milliseconds(row["quarter_start"]),
            line={"color": QUIET, "width": 1.5, "dash": "dash"},
            annotation_text="definition changed",
            annotation_position="top left",
            annotation_font_size=11,
            annotation_hovertext="Figures before this line follow another definition; no growth crosses it",
        )


def clickable(rows: list[Row], colour: str, measure: str = "value") -> Row:
    """Trace options: what each mark says when pointed at, and where it leads when clicked."""
    return {
        "customdata": [address(row) for row in rows],
        "hovertext": [hover(row, measure) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "selected": {"marker": {"color": colour}},
        "unselected": {"marker": {"opacity": 1}},
    }


def address(row: Row, modality: str = "actual") -> list[str]:
    """What it takes to find the facts behind a mark: metric, entity, breakdown, period, modality."""
    label = row.get("fiscal_quarter") or row["period_label"]
    return [row["metric_id"], row["entity_id"], row["breakdown"], label, modality]


def hover(row: Row, measure: str = "value") -> str:
    """What a mark says when pointed at."""
    title = f"<b>{fmt.period(row['fiscal_quarter'])}</b> · {escape(row['metric_label'])}"
    lines = [
        f"{title}, {escape(row['entity_label'])}",
        _figure_line(row, measure),
        *_growth_lines(row, measure),
    ]
    if row["formula"]:
        lines.append(f"{fmt.words(row['derivation'])}: {escape(row['formula'])}")
    elif row["derivation"]:
        lines.append(fmt.words(row["derivation"]))
    return "<br>".join(lines)


def is_spread(row: Row) -> bool:
    """Whether a quarter has bounds but no one value."""
    return row["value"] is None and is_number(row["value_low"]) and is_number(row["value_high"])


def has_wide_bounds(row: Row) -> bool:
    """Whether a value's bounds are wide enough to be drawn."""
    if row["value"] is None or not (is_number(row["value_low"]) and is_number(row["value_high"])):
        return False
    return bool(row["value_high"] - row["value_low"] > WIDE_BOUNDS * abs(row["value"]))


def is_number(value: float | None) -> bool:
    """Whether a value is there and finite."""
    return value is not None and math.isfinite(value)


def extent(rows: list[Row], measure: str) -> list[float | None]:
    """The numbers an axis has to hold: values, and where they are drawn their bounds."""
    numbers = [row[measure] for row in rows]
    if measure == "value":
        drawn = [row for row in rows if row["value"] is None or has_wide_bounds(row)]
        numbers += [row[end] for row in drawn for end in ("value_low", "value_high")]
    return numbers


def _figure_line(row: Row, measure: str) -> str:
    """The quarter's figure, or why there is none."""
    if row["gap"] == "contested":
        return f"contested: rivals from {fmt.bounds(row['value_low'], row['value_high'], row['unit'])}"
    if measure == "ltm":
        return f"{fmt.amount(row['ltm'], row['unit'])} over four quarters"
    return fmt.figure(row["value"], row["value_low"], row["value_high"], row["unit"], row["gap"])


def _growth_lines(row: Row, measure: str) -> list[str]:
    """The changes that belong to the measure, or why there is none."""
    lines = []
    if measure == "qoq":
        words = fmt.growth(row["qoq"], row["growth_basis"], row["unit"])
        lines.append(
            f"{words} on the quarter before" if row["qoq"] is not None else "no comparable quarter before"
        )
    elif row["yoy"] is not None:
        lines.append(f"{fmt.growth(row['yoy'], row['growth_basis'], row['unit'])} on a year before")
    elif measure == "yoy" and row["value"] is not None:
        lines.append(f"not comparable with a year before: {fmt.no_growth(row['yoy_block'])}")
    return lines


def _broken(rows: list[Row], measure: str) -> tuple[list[date], list[float | None]]:
    """Days and values of a line, broken at gaps and at changes of definition."""
    breaks = {row["quarter_end"] for row in _first_after_breaks(rows)}
    days: list[date] = []
    values: list[float | None] = []
    for row in rows:
        if row["quarter_end"] in breaks:
            days.append(row["quarter_start"])
            values.append(None)
        days.append(middle(row))
        values.append(row[measure])
    return days, values


def _first_after_breaks(rows: list[Row]) -> list[Row]:
    """The first quarter of each run of quarters whose base a year before follows another definition."""
    found: list[Row] = []
    last = date.min
    for row in rows:
        if row["yoy_block"] == "definition_break":
            # A break blocks four quarters at most: what is blocked later stands behind the next break.
            if (row["quarter_end"] - last).days > 400:
                found.append(row)
            last = row["quarter_end"]
    return found


def _bound_bars(rows: list[Row], colour: str) -> Row | None:
    """Bars from the values to their bounds, where these are wide enough to see."""
    if not any(map(has_wide_bounds, rows)):
        return None
    above = [row["value_high"] - row["value"] if has_wide_bounds(row) else 0 for row in rows]
    below = [row["value"] - row["value_low"] if has_wide_bounds(row) else 0 for row in rows]
    return {
        "type": "data",
        "symmetric": False,
        "array": above,
        "arrayminus": below,
        "color": faded(colour, 0.55),
        "thickness": 2,
        "width": 4,
    }
