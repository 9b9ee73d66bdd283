"""The words of the project in the reader's language: English as written, others by a table of translations.

Whoever serves readers of several languages names with `speak` how the translations of the present reader are
found; until then, and on the command line, every text stands as it is written in the code. Texts are whole
phrases with named places, so that a translation may order them anew:

- `tr("{figure} in {period}", figure=..., period=...)`: a phrase
- `tr_count("{number} fact", "{number} facts", 3)`: a phrase with a number, by the language's own plurals
- `later("agreed")`: a phrase in a constant, to be translated by `tr` where it is used

`tests/app/test_language.py` holds the tables complete: these three names are what it looks for.
"""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

AS_WRITTEN = NullTranslations()
_of_the_reader: Callable[[], NullTranslations] = lambda: AS_WRITTEN  # noqa: E731 - replaced by `speak`


def speak(of_the_reader: Callable[[], NullTranslations]) -> None:
    """Takes a function that gives the translations of whoever reads right now."""
    global _of_the_reader
    _of_the_reader = of_the_reader


def tr(text: str, /, **values: object) -> str:
    """A phrase in the reader's language, its named places filled.

    >>> tr("{figure} in {period}", figure="$5", period="Q3 2025")
    '$5 in Q3 2025'
    """
    said = _of_the_reader().gettext(text) if text else ""
    return said.format(**values) if values else said


def tr_count(one: str, many: str, number: int, /, **values: object) -> str:
    """A phrase about so many things in the reader's language; `{number}` has its thousands marked.

    >>> tr_count("{number} fact", "{number} facts", 1200)
    '1,200 facts'
    """
    return _of_the_reader().ngettext(one, many, number).format(number=f"{number:,}", **values)


def later(text: str) -> str:
    """The text itself: marks a constant whose text `tr` translates where it is used."""
    return text
