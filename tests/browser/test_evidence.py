"""From a point of a chart to the printed figure, marked where it stands in the archived document."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screen import click_mark, evidence, open_view

expect.set_options(timeout=30_000)
ACME = Path(__file__).parents[1] / "acme"
ARABIC_PAGE = "نظرة على أكمي\nالعملاء: 1.3 مليون في نهاية 2025 <script>ran=1</script>\n"
SOURCE = """
[[source]]
id = "acme-arabic-page"
sha256 = "{sha256}"
title = "صفحة عن أكمي"
publisher = "Nobody in particular"
language = "ar"
tier = "web_page"
published_on = 2026-01-15
published_on_basis = "printed"
"""


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """A dashboard over an Acme whose two pages, English and Arabic, lie in the archive."""
    folder = tmp_path_factory.mktemp("documented")
    catalog, documents = folder / "catalog", folder / "warehouse" / "documents"
    shutil.copytree(ACME, catalog)
    documents.mkdir(parents=True)
    shutil.copy(ACME / "page.txt", documents)
    (documents / "arabic.txt").write_text(ARABIC_PAGE, "utf-8")
    sha256 = hashlib.sha256(ARABIC_PAGE.encode()).hexdigest()
    with (catalog / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(SOURCE.format(sha256=sha256))
    start = ARABIC_PAGE.index("1.3")
    with (catalog / "facts" / "acme.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    fact = dict.fromkeys(columns, "") | {
        "source_id": "acme-arabic-page",
        "line_no": "2",
        "char_start": str(start),
        "char_end": str(start + len("1.3 مليون")),
        "printed": "1.3 مليون",
        "language": "ar",
        "qualifier": "exact",
        "entity_id": "acme",
        "metric_id": "customers",
        "period": "2025-12-31",
        "modality": "actual",
        "value": "1300000",
        "value_low": "1250000",
        "value_high": "1350000",
        "unit": "count",
    }
    with (catalog / "facts" / "arabic.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, columns, lineterminator="\n")
        rows.writeheader()
        rows.writerow(fact)
    environment = os.environ | {"KPI_WAREHOUSE": str(folder / "warehouse"), "KPI_CATALOG": str(catalog)}
    done = subprocess.run(
        [sys.executable, "-c", "from ingest.cli import main; main()", "refresh"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return serve(folder / "warehouse")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("at", "printed", "direction", "line"), [(0, "1.2 million", "ltr", "2"), (1, "1.3 مليون", "rtl", "2")]
)
def test_a_click_on_a_point_leads_to_the_figure_marked_in_its_document(
    page: Page, documented: str, at: int, printed: str, direction: str, line: str, language: str
) -> None:
    open_view(page, f"{documented}/metric?metric=customers&entity=acme&lang={language}")
    click_mark(page, page.get_by_test_id("stPlotlyChart").first, at)
    expect(evidence(page)).to_contain_text(printed)
    evidence(page).locator("summary").filter(has_text=printed).click()
    passage = evidence(page).locator(".passage")
    expect(passage.locator("mark")).to_have_text(printed)
    expect(passage).to_have_attribute("dir", direction)
    expect(
        passage.locator(".passage-line").filter(has=page.locator("mark")).locator(".passage-no")
    ).to_have_text(line)
    # What a document holds is text: nothing of it runs.
    assert page.evaluate("window.ran") is None
    assert passage.locator("script").count() == 0


def test_a_document_that_is_not_archived_says_so_and_how_to_archive_it(page: Page, dashboard: str) -> None:
    open_view(
        page, f"{dashboard}/metric?metric=medical_care_ratio&entity=cigna-healthcare&explain=2025Q3+actual"
    )
    evidence(page).locator("summary").filter(has_text="84.8%").first.click()
    expect(evidence(page)).to_contain_text("The document is not archived here.")
    expect(evidence(page)).to_contain_text("kpi refresh")
