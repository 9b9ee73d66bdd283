"""Parts that several views share: choices kept in the address, tables, downloads, the footer.

Marks of judgement lie in `badges`, a fact's card in `fact_cards`, the panel in `why`; all are named here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import named_anew, write
from dashboard.axes import Row
from dashboard.badges import DERIVATIONS, EVIDENCE, GLYPHS, ROLES, VERDICTS, badge, glyph, mark
from dashboard.fact_cards import draw_fact, fact_lines
from dashboard.why import draw_explain_link, evidence_panel
from ingest import format as fmt
from ingest.answers import as_csv
from ingest.tongue import tr, tr_count

__all__ = [
    "DERIVATIONS",
    "EVIDENCE",
    "GLYPHS",
    "ROLES",
    "VERDICTS",
    "badge",
    "build_footer",
    "chosen",
    "clicked",
    "download_button",
    "draw_explain_link",
    "draw_fact",
    "evidence_panel",
    "fact_lines",
    "glyph",
    "mark",
    "show_table",
]


def chosen(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    words: Callable[[str], str],
    default: str | None = None,
    control: Callable[..., Any] = st.selectbox,
    **looks: Any,
) -> str:
    """The option chosen, kept in the page's address under `key`, so that a link leads to the same view.

    An address that names an option that is gone says so, and leads to the default.
    """
    state, named = st.session_state, named_anew(key)
    if named in options:
        state[key] = named
    elif named:
        gone = tr("This build holds no “{name}” under {label}.", name=fmt.escaped(named[:80]), label=label)
        st.toast(gone, icon=":material/link_off:", duration="long")
    if state.get(key) not in options:
        state[key] = default if default in options else options[0]
    value = str(control(label, options, format_func=words, key=key, **looks) or state[key] or options[0])
    write(key, value)
    return value


def clicked(event: Any) -> list[str] | None:
    """The address behind the mark selected last in a chart, if one is."""
    points = event["selection"]["points"] if event else []
    for point in reversed(points):
        if point.get("customdata"):
            return [str(part) for part in point["customdata"]][:5]
    return None


def build_footer(build: Row) -> None:
    """Draws which build this is and what it holds."""
    told = tr(
        "Build {build} · built {minute} · {facts} · {sources} · {cells} · policy {policy}",
        build=f"`{build['build_id']}`",
        minute=fmt.minute(build["built_at"]),
        facts=tr_count("{number} fact", "{number} facts", build["fact_count"]),
        sources=tr_count("{number} source", "{number} sources", build["source_count"]),
        cells=tr_count("{number} cell", "{number} cells", build["cell_count"]),
        policy=fmt.escaped(build["policy_version"]),
    )
    st.caption(told)


def show_table(rows: pl.DataFrame, *, alt: str, key: str | None = None, **looks: Any) -> Any:
    """Draws a table without an index, as wide as the page; its first column stands where a line begins."""
    rows = rows.select(reversed(rows.columns)) if fmt.is_right_to_left() else rows
    return st.dataframe(rows, hide_index=True, key=key, alt=alt, **looks)


def download_button(label: str, rows: pl.DataFrame, file_name: str) -> None:
    """Draws a button that downloads rows as CSV.

    The file is written at the click. One that lay ready would be looked for by the browser as soon as the
    button shows, and be gone (404) where the page has moved on by then.
    """
    st.download_button(
        label,
        partial(as_csv, rows),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
