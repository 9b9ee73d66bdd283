"""The languages of the screen: which one the reader chose, its translations, and the direction it runs in.

Translations lie in `locale/<language>.po`, the format of gettext, as translators know it.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st

from ingest import tongue

LANGUAGES = {"en": "English", "ar": "العربية"}
RIGHT_TO_LEFT = {"ar"}
AS_WRITTEN = "en"
KEY = "lang"
LOCALE = Path(__file__).with_name("locale")


_fixed: ContextVar[str | None] = ContextVar("language", default=None)


@contextmanager
def spoken(of: str) -> Iterator[None]:
    """Whatever is said within is said in a language, where no page runs: a file written at a click."""
    before = _fixed.set(of)
    try:
        yield
    finally:
        _fixed.reset(before)


def language() -> str:
    """The language of whoever reads right now."""
    own = _fixed.get() or st.session_state.get(KEY)
    return own if own in LANGUAGES else AS_WRITTEN


@cache
def translations(of: str) -> gettext.NullTranslations:
    """The translations into a language; none for the language that the code is written in."""
    if of == AS_WRITTEN:
        return tongue.AS_WRITTEN
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with (LOCALE / f"{of}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=of))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


tongue.speak(lambda: translations(language()))


def set_direction(of: str) -> None:
    """Tells the browser which language the page is in and which way it runs."""
    direction = "rtl" if of in RIGHT_TO_LEFT else "ltr"
    st.html(
        f"<script>Object.assign(document.documentElement, {{lang: '{of}', dir: '{direction}'}})</script>",
        unsafe_allow_javascript=True,
    )
