"""One fact on the screen: what is printed, by whom, when, where, how it fared, and its document."""

from __future__ import annotations

import re

import streamlit as st

from dashboard.axes import Row
from dashboard.badges import EVIDENCE, ROLES, badge
from dashboard.passages import draw_passage_control, locator_words
from dashboard.reasoning import draw_astray, weighed_line
from ingest import format as fmt
from ingest.tongue import tr

# What keeps a figure from turning within a line of the other direction.
ISOLATES = re.compile("[\u2066-\u2069]")


def draw_fact(fact: Row, metric: str, breakdown: str, *, where: str = "", is_replayed: bool = False) -> None:
    """Draws one fact in a frame of its own: what it is about, its document, where it may have gone astray.

    `where` tells apart the places of a page that show one fact. Where a fact may have gone astray is known
    of today only, and left out where a past day is replayed.
    """
    is_own = (fact["metric_id"], fact["breakdown"]) == (metric, breakdown)
    part = fmt.breakdown(fact["breakdown"], "")
    about = "" if is_own else fmt.listed(word for word in (fact["metric_label"], part) if word)
    with st.container(border=True, gap="xsmall"):
        st.markdown("  \n".join(fact_lines(fact, about)))
        if not is_replayed:
            draw_astray([fact["fact_id"]])
        draw_passage_control(fact, where)


def fact_lines(fact: Row, about: str = "") -> list[str]:
    """One fact as lines of Markdown: what is printed, by whom, when, where, and whether it was found.

    `about` stands behind the figure, where the fact is about something else than what stands around it.
    """
    about = f" :small[· {fmt.escaped(about)}]" if about else ""
    meaning = f" :small[{read}]" if (read := _reading(fact)) else ""
    found = tr(EVIDENCE.get(fact["evidence"]) or fact["evidence"])
    lines = [
        f"{badge(ROLES[fact['role']])} **{fmt.escaped(fact['printed'])}**{meaning}{about}",
        f"{fmt.link(fact['source_title'], fact['url'] or '')}",
        f":small[{_standing(fact)}]",
        f":small[{fmt.escaped(locator_words(fact['locator']))} · {found}]",
    ]
    if fact["note"]:
        lines.append(f":small[*{fmt.escaped(fact['note'])}*]")
    if weighed := weighed_line(fact):
        lines.append(weighed)
    return lines


def _reading(fact: Row) -> str:
    """As what a printed figure is read, as Markdown; empty where it says so itself."""
    figure = fmt.figure(fact["value"], fact["value_low"], fact["value_high"], fact["unit"])
    if ISOLATES.sub("", figure) == fact["printed"]:
        return ""
    return tr("read as {figure}", figure=fmt.escaped(figure))


def _standing(fact: Row) -> str:
    """Publisher, tier and date of a fact's source."""
    return tr(
        "{publisher} · {tier} · published {day} ({basis})",
        publisher=fmt.escaped(fact["publisher"]),
        tier=fmt.words(fact["tier"]),
        day=fmt.day(fact["published_on"]),
        basis=fmt.words(fact["published_on_basis"]),
    )
