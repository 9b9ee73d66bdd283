"""A real browser on the real server over a real build.

Without Chromium these tests fail and say so: a screen that nobody looked at is not tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from real_parts import CHROMIUM, QUIET_FLAGS, Server

Serve = Callable[[Path], str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests."""
    if not CHROMIUM.exists():
        pytest.fail(f"There is no browser at {CHROMIUM}; install Debian's package `chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serve the dashboard over a warehouse; the address comes back when it answers."""
    with ExitStack() as servers:
        yield lambda warehouse: servers.enter_context(Server(warehouse))


@pytest.fixture(scope="session")
def dashboard(serve: Serve, built_warehouse: Path) -> str:
    """The address of the dashboard over a build of the project's own catalog."""
    return serve(built_warehouse)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in a context of its own; whatever it complains about fails the test."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text} at {message.location['url']}")
            if message.type == "error" and not _is_asked_one_level_up(message.location["url"])
            else None
        ),
    )
    page.on(
        "response",
        lambda response: (
            complaints.append(f"status {response.status}: {response.url}")
            if response.status >= 400 and not _is_asked_one_level_up(response.url)
            else None
        ),
    )
    page.on("requestfailed", lambda request: complaints.append(f"request failed: {request.url}"))
    page.set_default_timeout(30_000)
    yield page
    # Whatever is still under way is broken off by closing, and is no complaint.
    found = list(complaints)
    context.close()
    if found:
        pytest.fail("the page complained:\n" + "\n".join(found))


def _is_asked_one_level_up(address: str) -> bool:
    """Whether Streamlit asks for its own health below a page's address; it then finds it one level up."""
    return "/_stcore/" in address
