"""The stories of `stories.toml`: which series a page shows and how, read once and checked as a whole."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Show = Literal["series", "compare", "years", "guidance"]
Measure = Literal["value", "yoy", "qoq", "ltm"]
FILE = Path(__file__).with_name("stories.toml")


class StoryError(ValueError):
    """A story that cannot be told; says which and why."""


@dataclass(frozen=True, slots=True)
class Series:
    """One metric of one entity, or a part of it."""

    metric: str
    entity: str
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart with its sentence."""

    show: Show
    title: str
    series: tuple[Series, ...]
    measure: Measure = "value"
    half: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A page that answers a question."""

    id: str
    title: str
    icon: str
    question: str
    panels: tuple[Panel, ...]

    @property
    def series(self) -> set[Series]:
        """Every series of the page."""
        return {series for panel in self.panels for series in panel.series}


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
        panels = tuple(_panel(panel) for panel in table.pop("panel"))
        return Story(**table, panels=panels)
    except (KeyError, TypeError, StoryError) as error:
        raise StoryError(f'story "{table.get("id", "without id")}": {error}') from error


def _panel(table: dict[str, Any]) -> Panel:
    """One panel from its table."""
    series = tuple(Series(**one) for one in table.pop("series"))
    panel = Panel(**table, series=series)
    if panel.show not in get_args(Show):
        raise StoryError(f'show = "{panel.show}" is none of {", ".join(get_args(Show))}')
    if panel.measure not in get_args(Measure):
        raise StoryError(f'measure = "{panel.measure}" is none of {", ".join(get_args(Measure))}')
    if not series or (panel.show != "compare" and len(series) > 1):
        raise StoryError(f'panel "{panel.title}" shows {len(series)} series; only compare takes several')
    return panel
