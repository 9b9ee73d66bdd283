"""Everything that matters is done without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from screen import evidence, open_view, stand

expect.set_options(timeout=30_000)


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Presses Tab until a control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if re.search(name, page.evaluate(FOCUSED)):
            return
    raise AssertionError(f'no control "{name}" within {most} tabs')


FOCUSED = """() => {
    const own = document.activeElement;
    const label = own.getAttribute('aria-label') || own.labels?.[0]?.innerText || own.innerText || '';
    return label.trim();
}"""


def test_a_metric_a_measure_and_a_period_are_chosen_and_explained_by_keys(page: Page, dashboard: str) -> None:
    open_view(page, f"{dashboard}/metric?lang=en")
    tab_to(page, "^Metric$")
    page.keyboard.press("Control+A")
    page.keyboard.type("Medical care ratio")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Medical care ratio")).to_be_visible()
    stand(page)
    tab_to(page, "^Value")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Year on year")).to_be_checked()
    stand(page)
    tab_to(page, "^Explain$")
    page.keyboard.press("Control+A")
    page.keyboard.type("Q4 2024")
    page.keyboard.press("Enter")
    expect(evidence(page)).to_contain_text("Q4 2024: 87.9%")
    tab_to(page, "Where .* stands|Show .* in the document")
    page.keyboard.press("Enter")
    expect(evidence(page)).to_contain_text("not archived")
    expect(page).to_have_url(re.compile("measure=yoy.*explain=2024Q4|explain=2024Q4.*measure=yoy"))


def test_the_day_is_moved_by_keys(page: Page, dashboard: str) -> None:
    open_view(page, f"{dashboard}/metric?metric=total_revenues&lang=en")
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("as believed on").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"as_of=\d{4}-\d\d-\d\d"))
