"""The dashboard: pages over the published build, which it picks up by itself when another is published."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import duckdb
import streamlit as st

from dashboard import queries
from dashboard.axes import Row
from dashboard.components import build_footer
from dashboard.connection import ask, is_outdated, pin
from dashboard.stories import Story, read_stories
from dashboard.views import story as story_view
from ingest import format as fmt
from ingest.errors import NothingPublishedError

LOOK_FOR_A_BUILD_EVERY = "2s"
HERE = Path(__file__).resolve().parent
VIEWS = HERE / "views"
ICON = HERE / "icon.svg"


@st.fragment(run_every=LOOK_FOR_A_BUILD_EVERY)
def watch() -> None:
    """Runs the page again as soon as another build is published."""
    try:
        outdated = is_outdated()
    except (NothingPublishedError, OSError):
        return
    if outdated:
        st.rerun()


def nothing_published() -> None:
    """What stands here before the first build."""
    st.title("Nothing is published yet")
    st.markdown(
        "This page shows what a refresh publishes. Run this in the project's folder, and it fills by itself:"
    )
    st.code("kpi refresh", language="bash")


def unreadable(error: duckdb.Error) -> None:
    """What stands here where a build was made by another version of the project."""
    st.error("The published build does not answer as this dashboard expects; build it anew:")
    st.code("kpi refresh --full", language="bash")
    st.caption(fmt.escaped(str(error).splitlines()[0]))


def run_page(is_new: bool) -> None:
    """The chosen page over the pinned build, and its footer."""
    build = ask(queries.newest_build).row(0, named=True)
    if is_new:
        announce(build)
    page = st.navigation({title: own for title, own in pages().items() if own})
    if build["cell_count"]:
        page.run()
    else:
        st.title("This build holds no figures yet", anchor=False)
    build_footer(build)


def announce(build: Row) -> None:
    """A short word that the page has moved on to another build."""
    changed = ask(queries.changes_of_build, build["build_id"])["cell_count"].sum()
    st.toast(
        f"New build {fmt.escaped(build['build_id'])}: {fmt.counted(int(changed), 'cell')} changed",
        icon=":material/published_with_changes:",
        duration="long",
    )


def told(stories: tuple[Story, ...]) -> list[Story]:
    """The stories of which this build holds any series."""
    held = {tuple(series) for series in ask(queries.series_held).iter_rows()}
    return [
        story
        for story in stories
        if any((one.metric, one.entity, one.breakdown) in held for one in story.series)
    ]


def pages() -> dict[str, list[st.Page]]:
    """The pages by section; the stories are data."""
    return {
        "": [
            st.Page(VIEWS / "overview.py", title="Overview", icon=":material/dashboard:", default=True),
            st.Page(VIEWS / "metric.py", title="Metric", icon=":material/show_chart:", url_path="metric"),
        ],
        "Stories": [
            st.Page(
                partial(story_view.draw, story),
                title=story.title,
                icon=f":material/{story.icon}:",
                url_path=story.id,
            )
            for story in told(read_stories().stories)
        ],
        "Evidence": [
            st.Page(
                VIEWS / "contradictions.py",
                title="Contradictions",
                icon=":material/balance:",
                url_path="contradictions",
            ),
            st.Page(VIEWS / "canvas.py", title="Canvas", icon=":material/grid_view:", url_path="canvas"),
            st.Page(
                VIEWS / "sources.py", title="Sources", icon=":material/library_books:", url_path="sources"
            ),
            st.Page(VIEWS / "sql.py", title="SQL", icon=":material/terminal:", url_path="sql"),
        ],
    }


def main() -> None:
    """One run of the page."""
    st.set_page_config(page_title="KPI warehouse", page_icon=str(ICON), layout="wide")
    st.logo(str(ICON), size="large")
    st.html(HERE / "look.css")
    try:
        is_new = pin()
    except NothingPublishedError:
        nothing_published()
        watch()
        return
    try:
        run_page(is_new)
    except duckdb.Error as error:
        unreadable(error)
    watch()


main()
