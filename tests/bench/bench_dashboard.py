"""Prints how soon each view of the dashboard shows its figures, and how soon it answers: `make bench`.

Each first look is at a server of its own that has just begun to answer, by a browser that has seen nothing
before; it ends when the view's own figures, rows or first chart stand on the screen, not its heading alone:
of Overview and stories the key figures, below which charts follow. The peer is the least that Streamlit can
show with one Plotly chart of the same size.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from real_parts import CHROMIUM, PROJECT, QUIET_FLAGS, Server

from dashboard.stories import read_stories

TIMES = int(os.environ.get("BENCH_TIMES", "5"))
CHART = "[data-testid=stPlotlyChart] .points path, [data-testid=stPlotlyChart] .bars path"
TABLE = "[data-testid=stDataFrame] canvas"
FIRST_LOOKS = {
    "": "[data-testid=stMetricValue]",
    "metric": CHART,
    "canvas": ".st-key-blocks p",
    **{story.id: "[data-testid=stMetricValue]" for story in read_stories().stories},
    "contradictions": TABLE,
    "sources": TABLE,
    "identify?figure=180.6+billion": "[data-testid=stMain] [data-testid=stMarkdown] strong",
    "review": "[data-testid=stMain] [data-testid=stMarkdown]",
    "sql": "[data-testid=stTextArea] textarea",
    "health": "[data-testid=stMain] [data-testid=stMarkdown]",
}
PEER = """import streamlit as st, plotly.graph_objects as go
st.set_page_config(layout="wide")
st.title("Peer")
st.plotly_chart(go.Figure(go.Scatter(x=list(range(16)), y=list(range(16)), mode="lines+markers")))
"""
CHANGES = {
    "Metric: another measure": ("metric", ("Year on year", "Value")),
    "Metric: another span": ("metric", ("Fiscal years", "Quarters")),
}
# What the chart shows: where its marks stand.
DRAWN = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart] .points path')]
    .map(mark => mark.getAttribute('transform') || mark.getAttribute('d')).join()"""


def seconds_to(page: Page, address: str, shown: str) -> float:
    """The seconds from asking for an address to seeing something in it."""
    begin = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(shown).first.wait_for(state="visible", timeout=60_000)
    return time.perf_counter() - begin


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has seen nothing before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def first_look(browser: Browser, warehouse: Path, view: str, shown: str) -> float:
    """The median of first looks at a view, each at a server of its own."""
    taken = []
    for _ in range(TIMES):
        with Server(warehouse) as server, fresh_page(browser) as page:
            taken.append(seconds_to(page, f"{server}/{view}", shown))
    return statistics.median(taken)


def peer_look(browser: Browser) -> float:
    """The median of first looks at the least page with one chart."""
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / "peer.py"
        app.write_text(PEER, "utf-8")
        taken = []
        for _ in range(TIMES):
            with Server(app=app) as server, fresh_page(browser) as page:
                taken.append(seconds_to(page, server, CHART))
    return statistics.median(taken)


def answer(page: Page, label: str) -> float:
    """The seconds from a click on a choice to the chart that differs."""
    before = page.evaluate(DRAWN)
    begin = time.perf_counter()
    page.get_by_test_id("stMain").get_by_text(label, exact=True).first.click()
    page.wait_for_function(f"before => ({DRAWN})() !== before", arg=before, polling=10)
    return time.perf_counter() - begin


def answers(browser: Browser, server: str) -> Iterator[tuple[str, float]]:
    """How soon the page answers to a choice, as medians; the first of each is to warm up."""
    for name, (view, labels) in CHANGES.items():
        with fresh_page(browser) as page:
            seconds_to(page, f"{server}/{view}", CHART)
            page.wait_for_timeout(1500)
            taken = []
            for label in labels * (TIMES + 1):
                taken.append(answer(page, label))
                page.wait_for_timeout(400)
            yield name, statistics.median(taken[len(labels) :])


def main() -> None:
    """Builds the built-in warehouse and prints the table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        warehouse = Path(folder)
        subprocess.run(
            [str(Path(sys.executable).parent / "kpi"), "refresh"],
            env=os.environ | {"KPI_WAREHOUSE": folder},
            check=True,
            capture_output=True,
        )
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET_FLAGS)
        peer = peer_look(browser)
        print("| view | seconds to its figures | the least page with one chart |\n| --- | --- | --- |")
        for view, shown in FIRST_LOOKS.items():
            print(
                f"| {view or 'overview'} | {first_look(browser, warehouse, view, shown):.2f} | {peer:.2f} |"
            )
        print("\n| after a choice | seconds |\n| --- | --- |")
        with Server(warehouse) as server:
            for name, taken in answers(browser, server):
                print(f"| {name} | {taken:.2f} |")
        browser.close()


if __name__ == "__main__":
    os.chdir(PROJECT)
    main()
