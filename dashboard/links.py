"""Ways from one page to a cell on the Metric page, as links that carry what the address holds."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.address import BUILD
from dashboard.as_of import KEY as AS_OF
from dashboard.axes import Row
from dashboard.language import KEY
from ingest.tongue import tr

CARRIED = (KEY, BUILD, AS_OF)


def cell_choices(row: Row) -> dict[str, str]:
    """What the address of the Metric page says to explain the cell of a row."""
    return {
        "metric": row["metric_id"],
        "entity": row["entity_id"],
        "breakdown": row["breakdown"],
        "explain": f"{row['period_label']} {row['modality']}",
    }


def cell_url(row: Row) -> str:
    """The address of a cell relative to another page, for tables; language, build and day go along."""
    carried = {key: st.query_params[key] for key in CARRIED if key in st.query_params}
    return f"metric?{urlencode(cell_choices(row) | carried)}"


def draw_cell_link(row: Row, label: str = "") -> None:
    """Draws the way to the cell of a row."""
    st.page_link(
        "views/metric.py",
        label=label or tr("Open the metric"),
        icon=":material/show_chart:",
        query_params=cell_choices(row),
    )
