"""The day as of which the page shows what was believed; without one, what is believed now."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.address import keep, kept
from ingest import format as fmt
from ingest.tongue import tr

KEY, INPUT = "as_of", "as_of input"


def as_of() -> date | None:
    """The day of the address or the session, if one was chosen."""
    try:
        return date.fromisoformat(kept(KEY))
    except ValueError:
        return None


def draw_as_of() -> date | None:
    """Draws as of which day the page stands where it is not today, with the way back; the day.

    Its place is kept without one, so that nothing on the page moves, nor loses the focus, when one is chosen.
    """
    day = as_of()
    with st.container(horizontal=True, vertical_alignment="center", key="as-of-day"):
        if day:
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


def draw_day(first: date, *, is_replayed: bool) -> None:
    """Draws the choice of a day from the first on which anything was known; says where a page is of today."""
    day = as_of()
    if day and not first <= day <= date.today():
        day = min(max(day, first), date.today())
        keep(KEY, day.isoformat())
    st.session_state[INPUT] = day
    st.date_input(
        tr("As of"),
        min_value=first,
        max_value=date.today(),
        format="YYYY-MM-DD",
        key=INPUT,
        on_change=_take_day,
        help=tr("Replays what would have been believed on a day; empty for now."),
    )
    if day and not is_replayed:
        st.caption(tr("This page tells of today."))


def _take_day() -> None:
    """Takes the day that was typed or picked."""
    day = st.session_state[INPUT]
    keep(KEY, day.isoformat() if day else "")
