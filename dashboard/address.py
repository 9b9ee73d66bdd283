"""The address of a page holds its state: choices, language, build, and the day as of which it is shown.

An address that changes (a link, a step back) counts as a choice. One that merely lags behind what was written
into it does not: a browser may ask for a run before it has taken over the address that the run before wrote.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.language import AS_WRITTEN, KEY, LANGUAGES
from ingest.tongue import tr

BUILD = "build"
SEPARATOR = ","
PAGE, ARRIVED = "page of the address", "page is new"
LAG = 2.0
"""So many seconds an address may lag behind."""


def named_anew(key: str, state: str = "") -> str | None:
    """The value that the address names under a key and the session did not write there, if there is one.

    `state` is where the session keeps the value, if not under the key; what it lost is named anew.
    """
    named = st.query_params.get(key)
    if named is None or (state or key) not in st.session_state:
        return named
    written: dict[str, float] = st.session_state.get(_writings(key), {})
    is_last = named == next(reversed(written), None)
    is_lagging = time.monotonic() - written.get(named, -LAG) < LAG
    return None if is_last or is_lagging else named


def is_dropped(key: str) -> bool:
    """Whether the address names nothing under a key where the session wrote something: a step back did that.

    On the way to another page, which begins with an empty address, nothing is dropped.
    """
    written: dict[str, float] = st.session_state.get(_writings(key), {})
    last = next(reversed(written), "")
    is_lagging = time.monotonic() - written.get(last, -LAG) < LAG
    return bool(last) and key not in st.query_params and not is_lagging and not st.session_state.get(ARRIVED)


def arrive() -> None:
    """Notes whether this run is the first of a page, whose address knows nothing yet. Call it first."""
    page = urlsplit(st.context.url or "").path
    st.session_state[ARRIVED] = not st.context.url or page != st.session_state.get(PAGE)
    st.session_state[PAGE] = page


def write(key: str, value: str) -> None:
    """Writes a value into the address, or takes the key out of it where it is empty."""
    now = time.monotonic()
    written: dict[str, float] = st.session_state.get(_writings(key), {})
    if next(reversed(written), None) != value:
        # What stood there before was true until now.
        recent = {own: at for own, at in written.items() if now - at < LAG and own != value}
        before = dict.fromkeys(list(written)[-1:], now)
        st.session_state[_writings(key)] = recent | before | {value: now}
    if value and st.query_params.get(key) != value:
        st.query_params[key] = value
    elif not value and key in st.query_params:
        del st.query_params[key]


def kept(key: str) -> str:
    """The session's value under a key, in step with the address; empty where there is none.

    On the way to another page, which begins with an empty address, the value goes along.
    """
    value = "" if is_dropped(key) else named_anew(key)
    keep(key, str(st.session_state.get(key) or "") if value is None else value)
    return str(st.session_state[key])


def keep(key: str, value: str) -> None:
    """Keeps a value in the session and the address; an empty one leaves it."""
    st.session_state[key] = value
    write(key, value)


def keep_many(key: str, options: Sequence[str]) -> None:
    """Sets the list of a control to that of an address that changed, as far as its options go.

    Call it before the control is drawn, and `write_many` with what was chosen afterwards.
    """
    named = "" if is_dropped(key) else named_anew(key)
    own = st.session_state.get(key) or [] if named is None else named.split(SEPARATOR)
    st.session_state[key] = [one for one in own if one in options]


def write_many(key: str, values: Sequence[str]) -> None:
    """Writes a list into the address."""
    write(key, SEPARATOR.join(values))


def choose_language() -> None:
    """Settles the reader's language: that of the address, else of the session, else of the browser."""
    named = named_anew(KEY)
    if named in LANGUAGES:
        st.session_state[KEY] = named
    if st.session_state.get(KEY) not in LANGUAGES or is_dropped(KEY):
        st.session_state[KEY] = _of_the_browser()


def draw_language() -> None:
    """Draws the choice of the reader's language."""
    chosen = st.segmented_control(
        "Language / اللغة",
        list(LANGUAGES),
        format_func=lambda own: LANGUAGES[own],
        key=KEY,
        required=True,
        label_visibility="collapsed",
    )
    write(KEY, "" if chosen == AS_WRITTEN == _of_the_browser() else str(chosen))


def draw_link(build_id: str) -> None:
    """Draws the address that shows this view again, whatever is published later."""
    with st.popover(tr("Link to this view"), icon=":material/link:", type="tertiary"):
        st.caption(tr("Opens what you see now: this build, this day, these choices."))
        st.code(link(build_id), language=None, wrap_lines=True)


def link(build_id: str = "") -> str:
    """The page's address with all its state; the build named, unless it is left to the newest."""
    state = {**st.query_params.to_dict(), KEY: st.session_state[KEY]}
    return f"{st.context.url}?{urlencode(state | ({BUILD: build_id} if build_id else {}))}"


def _writings(key: str) -> str:
    """Where the session notes what it lately wrote into the address, newest last."""
    return f"{key} as written"


def _of_the_browser() -> str:
    """The browser's language where it is one of ours."""
    own = (st.context.locale or "").partition("-")[0]
    return own if own in LANGUAGES else AS_WRITTEN
