"""The colours of the charts: one an entity, all of them legible on the light and on the dark page.

Each colour has at least 3:1 against both backgrounds (WCAG 2.2, 1.4.11), so no chart depends on knowing the
theme. Colour never tells anything alone: lines differ in dash, points in shape.
"""

from __future__ import annotations

ENTITY_COLOURS = (
    "#2A78C8",
    "#C8641E",
    "#149184",
    "#9A5BC4",
    "#9C7A10",
    "#C2548F",
    "#3E93B8",
    "#6E8B2F",
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
QUIET = "#7C8594"
ALARM = "#CF4A55"
EVENT = "#66707F"
PAGE_LIGHT, PAGE_DARK = "#FFFFFF", "#12171E"


def entity_colour(position: int) -> str:
    """The colour of an entity by its place in the catalog, so that it never changes with the chart.

    >>> entity_colour(1), entity_colour(9)
    ('#2A78C8', '#2A78C8')
    """
    return ENTITY_COLOURS[(position - 1) % len(ENTITY_COLOURS)]


def faded(colour: str, opacity: float) -> str:
    """A colour with an opacity, for bands.

    >>> faded("#2A78C8", 0.2)
    'rgba(42,120,200,0.2)'
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
