"""State lives in the address: a link shows the same view again, in its language, of its build and day."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect
from screen import evidence, open_view, stand

from dashboard import queries
from ingest import format as fmt
from ingest.published import connect

expect.set_options(timeout=30_000)


def shared_link(page: Page) -> str:
    """The address that the page offers to share."""
    page.get_by_role("button", name=re.compile("Link to this view")).click()
    return page.get_by_test_id("stPopoverBody").locator("code").inner_text().replace("\n", "")


def test_a_link_reproduces_choices_language_build_and_day(
    page: Page, browser: Browser, dashboard: str, built_warehouse: Path
) -> None:
    open_view(page, f"{dashboard}/metric?metric=medical_care_ratio&entity=cigna-healthcare&lang=en")
    page.get_by_test_id("stMain").get_by_text("Year on year", exact=True).first.click()
    page.get_by_role("slider").press("ArrowLeft")
    expect(page.get_by_text("as believed on").first).to_be_visible()
    stand(page)
    link = shared_link(page)
    state = parse_qs(urlsplit(link).query)
    with connect((built_warehouse / "kpi.duckdb").resolve()) as con:
        build = queries.newest_build(con)["build_id"][0]
        days = queries.belief_days(con, "medical_care_ratio", "cigna-healthcare")["known_from"]
    assert state["build"] == [build]
    assert state["as_of"] == [days[-1].isoformat()]
    assert (state["measure"], state["metric"], state["lang"]) == (["yoy"], ["medical_care_ratio"], ["en"])

    context = browser.new_context(locale="ar", viewport={"width": 1440, "height": 1000})
    other = context.new_page()
    open_view(other, link)
    expect(other.get_by_role("heading", level=1, name="Medical care ratio")).to_be_visible()
    expect(other.get_by_text(f"as believed on {fmt.day(days[-1])}").first).to_be_visible()
    expect(other.get_by_text("This link shows build")).to_be_visible()
    expect(other.get_by_role("radio", name="Year on year")).to_be_checked()
    context.close()


def test_a_linked_build_stays_until_the_newest_is_asked_for(
    page: Page, serve: Callable[[Path], str], built_acme: Path, built_warehouse: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "warehouse"
    shutil.copytree(built_acme, warehouse, symlinks=True)
    newer = (built_warehouse / "kpi.duckdb").resolve().parent
    shutil.copytree(newer, warehouse / "builds" / newer.name)
    old = (warehouse / "kpi.duckdb").resolve().parent.name
    (warehouse / "kpi.duckdb").unlink()
    (warehouse / "kpi.duckdb").symlink_to(Path("builds") / newer.name / "kpi.duckdb")
    address = serve(warehouse)
    open_view(page, f"{address}/?build={old}")
    expect(page.get_by_role("heading", level=1, name="Acme Corporation")).to_be_visible()
    page.get_by_role("button", name="Show the newest build").click()
    expect(page.get_by_role("heading", level=1, name="The Cigna Group")).to_be_visible()
    assert "build=" not in page.url
    page.wait_for_load_state("networkidle")
    open_view(page, f"{address}/?build=20000101T000000Z-00000000")
    expect(page.get_by_text("is not kept any more; this is the newest.")).to_be_visible()


def test_the_language_is_chosen_once_and_goes_along(page: Page, dashboard: str) -> None:
    open_view(page, dashboard)
    page.get_by_text("العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1, name="مجموعة سيجنا")).to_be_visible()
    page.get_by_role("link", name="المصادر").click()
    expect(page.get_by_role("heading", level=1, name="المصادر")).to_be_visible()
    expect(page).to_have_url(re.compile("lang=ar"))
    page.get_by_text("English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.get_by_role("heading", level=1, name="Sources")).to_be_visible()


def test_a_browser_of_an_arabic_reader_gets_arabic(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(locale="ar-SA")
    page = context.new_page()
    open_view(page, dashboard)
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    context.close()


def test_the_past_is_replayed_beside_what_is_believed_now(
    page: Page, dashboard: str, built_warehouse: Path
) -> None:
    open_view(page, f"{dashboard}/metric?metric=total_revenues&entity=cigna-group&as_of=2024-03-01")
    expect(page.get_by_text("as believed on 1 Mar 2024").first).to_be_visible()
    chart = page.get_by_test_id("stPlotlyChart").first
    expect(chart).to_contain_text("as believed now")
    with connect((built_warehouse / "kpi.duckdb").resolve()) as con:
        then = con.sql(
            "select value from quarters_as_of(date '2024-03-01') where metric_id = 'total_revenues' "
            "and entity_id = 'cigna-group' and value is not null order by quarter_end desc limit 1"
        ).fetchall()[0][0]
    expect(evidence(page)).to_contain_text(fmt.amount(then, "usd"))
    page.get_by_role("button", name="Back to what is believed now").click()
    expect(chart).not_to_contain_text("as believed now")
    assert "as_of" not in page.url


def test_a_step_back_leaves_a_replayed_day(page: Page, dashboard: str) -> None:
    open_view(page, f"{dashboard}/metric?metric=total_revenues&entity=cigna-group&lang=en")
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("as believed on").first).to_be_visible()
    stand(page)
    # An address may lag behind for a moment; a reader takes longer.
    page.wait_for_timeout(2500)
    for _ in range(4):
        page.go_back()
        page.wait_for_timeout(1500)
        if "as_of" not in page.url:
            break
    assert "as_of" not in page.url
    expect(page.get_by_text("as believed on")).to_have_count(0)


def test_a_period_of_another_series_is_explained_only_beside_it(page: Page, dashboard: str) -> None:
    other = "adjusted_revenues~evernorth~"
    explained = "explain_of=adjusted_revenues~evernorth~~2024Q4~actual"
    address = f"{dashboard}/metric?metric=adjusted_revenues&entity=cigna-healthcare&lang=en"
    open_view(page, f"{address}&with={other}&{explained}")
    expect(evidence(page)).to_contain_text("Evernorth Health Services")
    open_view(page, f"{address}&{explained}")
    expect(evidence(page)).to_contain_text("Cigna Healthcare")
    expect(evidence(page)).not_to_contain_text("Evernorth Health Services")


def test_a_series_without_figures_leaves_its_name_to_no_other(page: Page, dashboard: str) -> None:
    open_view(
        page,
        f"{dashboard}/metric?metric=app_downloads_to_date&entity=cigna-group"
        "&with=total_revenues~cigna-group~&lang=en",
    )
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("1 series has no figure over this span.")
    page.get_by_test_id("stMain").get_by_test_id("stPopover").get_by_role("button").click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("Workbook with sources")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Workbook")).click()
    assert download.value.suggested_filename == "total_revenues_cigna-group_quarter.xlsx"
