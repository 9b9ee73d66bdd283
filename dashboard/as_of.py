"""The day as of which the page shows what was believed; without one, what is believed now."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.address import keep, kept
from ingest import format as fmt
from ingest.tongue import tr

KEY = "as_of"


def as_of() -> date | None:
    """The day of the address or the session, if one was chosen."""
    try:
        return date.fromisoformat(kept(KEY))
    except ValueError:
        return None


def draw_as_of() -> date | None:
    """Draws as of which day the page stands where it is not today, with the way back; the day."""
    day = as_of()
    if day is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center", key="as-of-day"):
        told = tr("as believed on {day}", day=fmt.day(day))
        st.markdown(f":orange-badge[:material/history: {told}]", width="content")
        st.button(
            tr("Back to what is believed now"),
            icon=":material/today:",
            type="tertiary",
            on_click=keep,
            args=(KEY, ""),
        )
    return day
