"""Free text that a reader types, kept in the page's address while it is short enough for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.address import named_anew, write

MOST_CHARACTERS = 4_000
"""More than this some browsers and chat programs cut from an address."""


def typed(label: str, *, key: str, control: Callable[..., Any] = st.text_area, **looks: Any) -> str:
    """The text typed, kept in the address under `key`; an address that changes counts as typing."""
    take_from_address(key)
    text = str(control(label, key=key, **looks) or "")
    keep_in_address(key, text)
    return text


def take_from_address(key: str, into: str = "") -> bool:
    """Whether the address holds a text new to the session, which then stands under `into` or `key`."""
    named = named_anew(key, into)
    if named is None:
        return False
    st.session_state[into or key] = named
    write(key, named)
    return True


def keep_in_address(key: str, text: str) -> None:
    """Writes a text into the address, or takes it out where it is empty or too long."""
    write(key, text if len(text) <= MOST_CHARACTERS else "")
