"""What the tests of the screen do again and again: open a view, wait for it, click a mark."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_view(page: Page, address: str) -> None:
    """Opens a view and waits until it stands whole."""
    page.goto(address)
    stand(page)
    # The scripts of controls come after the page's own; until then a place-holder stands for them.
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def stand(page: Page) -> None:
    """Returns when the page stands whole: its footer comes last, and nothing runs any more."""
    expect(page.locator("[data-testid=stMain] [data-testid=stCaptionContainer] code").last).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)


def click_mark(page: Page, chart: Locator, at: int) -> None:
    """Clicks a mark of a chart where it stands; plotly's own layer lies above the marks."""
    mark = chart.locator(".scatterlayer .points path").nth(at)
    mark.wait_for(state="attached")
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def settled(page: Page, script: str) -> object:
    """What a script finds once the page has stopped changing its look: nothing, or what stays."""
    found = page.evaluate(script)
    for _ in range(40):
        if not found:
            break
        page.wait_for_timeout(250)
        found = page.evaluate(script)
    return found


def evidence(page: Page) -> Locator:
    """The panel with the facts behind one figure."""
    return page.locator(".st-key-evidence")
