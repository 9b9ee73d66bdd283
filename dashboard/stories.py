"""The stories of `stories.toml`: which series a page shows and how, read once and checked as a whole."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from dashboard.language import language

Show = Literal["series", "compare", "mix", "years", "guidance", "peers", "facts"]
Measure = Literal["value", "yoy", "qoq", "ltm"]
SEVERAL: tuple[Show, ...] = ("compare", "mix", "facts")
"""What shows several series; anything else shows one."""
FILE = Path(__file__).with_name("stories.toml")


class StoryError(ValueError):
    """A story that cannot be told; says which and why."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the file, in each language in which it is written there."""

    en: str
    ar: str = ""

    def __str__(self) -> str:
        """The text in the reader's language, else in English."""
        return {"ar": self.ar}.get(language(), "") or self.en


@dataclass(frozen=True, slots=True)
class Series:
    """One metric of one entity, or a part of it."""

    metric: str
    entity: str
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart or table with its sentence."""

    show: Show
    heading: Phrase
    series: tuple[Series, ...]
    measure: Measure = "value"
    half: bool = False

    @property
    def title(self) -> str:
        """The heading in the reader's language."""
        return str(self.heading)


@dataclass(frozen=True, slots=True)
class Story:
    """A page that answers a question."""

    id: str
    icon: str
    heading: Phrase
    asked: Phrase
    figures: tuple[Series, ...]
    panels: tuple[Panel, ...]

    @property
    def title(self) -> str:
        """The heading in the reader's language."""
        return str(self.heading)

    @property
    def question(self) -> str:
        """The question in the reader's language."""
        return str(self.asked)

    @property
    def series(self) -> set[Series]:
        """Every series of the page."""
        return {*self.figures, *(series for panel in self.panels for series in panel.series)}


@dataclass(frozen=True, slots=True)
class Stories:
    """All that the file tells."""

    headlines: tuple[str, ...]
    stories: tuple[Story, ...]


@cache
def read_stories(file: Path = FILE) -> Stories:
    """The stories of a file; raises StoryError where one cannot be told."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return Stories(
        headlines=tuple(tables.get("overview", {}).get("headlines", ())),
        stories=tuple(_story(table) for table in tables.get("story", ())),
    )


def _story(table: dict[str, Any]) -> Story:
    """One story from its table."""
    try:
        return Story(
            heading=_phrase(table, "title"),
            asked=_phrase(table, "question"),
            figures=_series(table.pop("figures", ())),
            panels=tuple(_panel(panel) for panel in table.pop("panel")),
            **table,
        )
    except (KeyError, TypeError, StoryError) as error:
        raise StoryError(f'story "{table.get("id", "without id")}": {error}') from error


def _panel(table: dict[str, Any]) -> Panel:
    """One panel from its table."""
    panel = Panel(heading=_phrase(table, "title"), series=_series(table.pop("series")), **table)
    if panel.show not in get_args(Show):
        raise StoryError(f'show = "{panel.show}" is none of {", ".join(get_args(Show))}')
    if panel.measure not in get_args(Measure):
        raise StoryError(f'measure = "{panel.measure}" is none of {", ".join(get_args(Measure))}')
    if not panel.series or (panel.show not in SEVERAL and len(panel.series) > 1):
        raise StoryError(
            f'panel "{panel.heading.en}" shows {len(panel.series)} series; '
            f"only {', '.join(SEVERAL)} take several"
        )
    return panel


def _phrase(table: dict[str, Any], key: str) -> Phrase:
    """A text of a table, taken out of it with its translations."""
    return Phrase(en=table.pop(key), ar=table.pop(f"{key}_ar", ""))


def _series(tables: list[dict[str, str]] | tuple[()]) -> tuple[Series, ...]:
    """Series from their tables."""
    return tuple(Series(**one) for one in tables)
