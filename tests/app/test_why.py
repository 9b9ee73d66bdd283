"""The tree behind a figure: the rule, the facts, their documents, and what was believed on other days."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries
from dashboard.passages import filing_address, no_passage_words, passage_html
from dashboard.why import now_sentence
from ingest import reasons
from ingest.passages import NoPassage, passage_of
from ingest.published import query

PAGE = Path(__file__).parents[1] / "acme" / "page.txt"
SALES = ("total_revenues", "acme", "")
DrawPanel = Callable[..., AppTest]
SCRIPT = """
import datetime
import streamlit as st
from dashboard.components import evidence_panel

def page():
    evidence_panel({address!r}, {as_of!r})

st.navigation([st.Page(page, title="Why", default=True), st.Page("views/metric.py", title="Metric")]).run()
"""


@pytest.fixture
def draw_panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DrawPanel:
    """Draw the panel of an address over a warehouse; passages of the given printed figures are open."""

    def draw(
        warehouse: Path, *address: str, as_of: date | None = None, open_keys: tuple[str, ...] = ()
    ) -> AppTest:
        monkeypatch.setenv("KPI_WAREHOUSE", str(warehouse))
        (tmp_path / "views").mkdir(exist_ok=True)
        (tmp_path / "views" / "metric.py").touch()
        script = tmp_path / "app.py"
        script.write_text(SCRIPT.format(address=address, as_of=as_of), "utf-8")
        app = AppTest.from_file(script, default_timeout=60)
        for key in open_keys:
            app.session_state[key] = True
        app.run()
        assert not app.exception, [error.message for error in app.exception]
        return app

    return draw


def text(app: AppTest) -> str:
    """All that a page says, without the marks of Markdown."""
    elements = [*app.subheader, *app.markdown, *app.caption]
    return "\n".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", element.value) for element in elements)


def with_documents(built: Path, folder: Path) -> Path:
    """A warehouse with the build of another one and Acme's page in its archive."""
    (folder / "documents").mkdir(parents=True)
    shutil.copy(PAGE, folder / "documents" / "any name")
    (folder / "kpi.duckdb").symlink_to((built / "kpi.duckdb").resolve())
    return folder


def fact_printing(con: duckdb.DuckDBPyConnection, printed: str) -> dict[str, Any]:
    """The fact that prints a figure."""
    return query(con, "select * from marts.fct_facts where printed = $1", [printed]).row(0, named=True)


def passage_key(fact: dict[str, Any]) -> str:
    """The key of the line that opens a fact's passage in the panel."""
    return f"passage evidence {fact['cell_id']} {fact['fact_id']}"


def test_a_derived_quarter_leads_to_each_period_it_is_worked_out_from(
    draw_panel: DrawPanel, built_acme: Path
) -> None:
    app = draw_panel(built_acme, *SALES, "2024Q4", "actual")
    said = text(app)
    assert "Q4 2024: $107 million" in said
    assert "Derived, not stated: **FY2024" in said
    links = [link.proto for link in app.get("page_link")]
    assert "Explain FY 2024" in [link.label for link in links]
    assert any("explain=FY2024+actual" in link.query_string for link in links)


def test_nothing_of_a_document_is_read_until_its_line_is_opened(
    draw_panel: DrawPanel, built_acme: Path, acme_con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse = with_documents(built_acme, tmp_path / "archived")
    fact = fact_printing(acme_con, "$401 million")
    address = (*SALES, "FY2024", "actual")
    closed = draw_panel(warehouse, *address)
    assert not closed.get("html")
    assert "Where \\$401 million stands" in [line.label for line in closed.expander]
    opened = draw_panel(warehouse, *address, open_keys=(passage_key(fact),))
    (passage,) = opened.get("html")
    assert "<mark>$401 million</mark>" in passage.proto.body
    assert "Line 3 · Page about Acme" in text(opened).replace("[", "")


def test_a_document_that_is_not_archived_says_how_to_archive_it(
    draw_panel: DrawPanel, built_acme: Path, acme_con: duckdb.DuckDBPyConnection
) -> None:
    fact = fact_printing(acme_con, "$401 million")
    said = text(draw_panel(built_acme, *SALES, "FY2024", "actual", open_keys=(passage_key(fact),)))
    assert "put the file into `warehouse/documents`" in said
    assert "run `kpi refresh`" in said


def test_a_fact_without_a_span_shows_its_locator(
    draw_panel: DrawPanel, built_acme: Path, acme_con: duckdb.DuckDBPyConnection
) -> None:
    fact = query(
        acme_con, "from marts.fct_facts where char_start is null and period_label = 'FY2024' limit 1"
    )
    key = passage_key(fact.row(0, named=True))
    metric, entity, breakdown = fact.select("metric_id", "entity_id", "breakdown").row(0)
    said = text(draw_panel(built_acme, metric, entity, breakdown, "FY2024", "actual", open_keys=(key,)))
    assert "The fact names its place in words" in said
    assert fact["locator"][0] in said


REPLAYED = ("adjusted_revenues", "cigna-healthcare", "", "2025Q1", "actual")


def test_as_of_a_day_only_what_was_known_then_is_shown_beside_what_is_believed_now(
    draw_panel: DrawPanel, built_warehouse: Path
) -> None:
    app = draw_panel(built_warehouse, *REPLAYED, as_of=date(2025, 6, 1))
    said = text(app)
    assert "as believed on 1 Jun 2025" in said
    assert "Q1 2025: $14.48 billion" in said
    assert "Now: $14.49 billion, since 1 Mar 2026; $11 million more than then." in said
    assert "2026" not in said.split("transcribed")[0].split("more than then")[1]
    assert "What was believed when (2 beliefs)" in [line.label for line in app.expander]
    assert ":material/history: on that day" in said
    before = text(draw_panel(built_warehouse, *REPLAYED, as_of=date(2025, 1, 1)))
    assert "by 1 Jan 2025" in before
    assert "Now: $14.49 billion, since 1 Mar 2026." in before


@pytest.mark.parametrize("build", ["con", "acme_con"])
def test_the_facts_of_a_series_are_those_that_kpi_why_tells_of_each_period(
    request: pytest.FixtureRequest, build: str
) -> None:
    con: duckdb.DuckDBPyConnection = request.getfixturevalue(build)
    series = query(
        con, "select distinct metric_id, entity_id, breakdown from marts.fct_quarters order by all"
    )
    columns = ["cell_id", "fact_id", "role", "step", "verdict", "rule", "printed", "identities_against"]
    for metric, entity, breakdown in series.head(12).iter_rows():
        facts = queries.facts_of_series(con, metric, entity, breakdown)
        quarters = queries.quarters(con, metric, entity, breakdown)["fiscal_quarter"].to_list()
        cells = queries.cells(con, metric, entity, breakdown).select("period_label", "modality").rows()
        for period, modality in {*cells, *((quarter, "actual") for quarter in quarters)}:
            own = facts.filter(of_period=period, of_modality=modality)
            told = reasons.facts_behind(con, entity, metric, period)
            alone = told.filter(of_breakdown=breakdown, of_modality=modality)
            assert sorted(own.select(columns).rows()) == sorted(alone.select(columns).rows())


def test_a_year_to_date_that_nobody_states_opens_into_what_it_is_added_up_of(
    con: duckdb.DuckDBPyConnection, draw_panel: DrawPanel, built_warehouse: Path
) -> None:
    row = query(
        con,
        """
        select years.* from marts.fct_years_to_date as years
        where derivation = 'sum' and period_label not in (
            select period_label from marts.fct_observations as cells
            where cells.metric_id = years.metric_id and cells.entity_id = years.entity_id
                and cells.breakdown = years.breakdown
        )
        order by all limit 1
        """,
    ).row(0, named=True)
    series = [row[name] for name in ("metric_id", "entity_id", "breakdown")]
    own = queries.believed(con, *series, row["period_label"]).row(0, named=True)
    assert [own[name] for name in ("value", "formula", "known_from")] == [
        row[name] for name in ("value", "formula", "known_from")
    ]
    app = draw_panel(built_warehouse, *series, row["period_label"], "actual")
    assert "Derived, not stated" in text(app)
    facts = queries.facts_of_series(con, *series).filter(pl.col("of_period") == row["period_label"])
    assert set(row["operand_ids"].split(";")) == set(facts.filter(pl.col("role") == "operand")["fact_id"])


def test_what_is_believed_now_is_what_the_marts_believe(con: duckdb.DuckDBPyConnection) -> None:
    quarters = queries.quarters(con, "total_revenues", "cigna-group")
    for row in quarters.iter_rows(named=True):
        own = queries.believed(con, "total_revenues", "cigna-group", "", row["fiscal_quarter"]).row(
            0, named=True
        )
        for name in ("value", "value_low", "value_high", "gap", "verdict", "formula", "known_from"):
            assert own[name] == row[name]


def test_on_any_day_the_facts_are_those_known_by_then_and_the_winner_is_that_day_s(
    con: duckdb.DuckDBPyConnection,
) -> None:
    series = ("adjusted_revenues", "cigna-healthcare", "")
    history = query(
        con, "from marts.fct_observation_history where metric_id = $1 and entity_id = $2", series[:2]
    )
    for day in (date(2024, 3, 1), date(2025, 6, 1), date(2026, 2, 28)):
        facts = queries.facts_of_series(con, *series, day)
        assert facts.height
        assert facts["published_on"].max() <= day
        then = history.filter(
            pl.col("known_from") <= day, pl.col("known_to").is_null() | (pl.col("known_to") > day)
        )
        winners = facts.filter(pl.col("role") == "winner").select("cell_id", "fact_id")
        assert set(winners.iter_rows()) <= set(then.select("cell_id", "fact_id").iter_rows())


BELIEF = {
    "value": 5e6,
    "value_low": 4.5e6,
    "value_high": 5.5e6,
    "unit": "usd",
    "gap": None,
    "known_from": date(2025, 5, 1),
}


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (BELIEF, "Now: $5 million, as then."),
        (BELIEF | {"value": 4e6}, "Now: $5 million, since 1 May 2025; $1 million more than then."),
        (BELIEF | {"value": 6e6}, "Now: $5 million, since 1 May 2025; $1 million less than then."),
        (BELIEF | {"value_low": 4e6}, "Now: $5 million, since 1 May 2025, with other bounds."),
        (BELIEF | {"value": None, "gap": "contested"}, "Now: $5 million, since 1 May 2025."),
        (None, "Now: $5 million, since 1 May 2025."),
    ],
)
def test_a_line_tells_what_is_believed_now(then: dict[str, Any] | None, told: str) -> None:
    assert now_sentence(BELIEF, then) == told


def test_a_document_cannot_run_script_or_turn_the_page_around() -> None:
    line = '<script>alert("1")</script> \u202e $5 & <img onerror=x>'
    start = line.index("$5")
    passage = passage_of(line, start, start + 2)
    assert passage is not None
    drawn = passage_html(passage, 'en" onload="x')
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "\u202e" not in drawn
    assert 'lang="en&quot; onload=&quot;x"' in drawn.split(">")[0]
    assert "<mark>$5</mark> &amp; &lt;img" in drawn


def test_a_right_to_left_passage_says_so_on_its_own() -> None:
    line = "نحو 68 مليون عميل"
    start = line.index("68")
    passage = passage_of(line, start, start + 2)
    assert passage is not None
    assert passage_html(passage, "ar").startswith('<div class="passage" dir="rtl" lang="ar">')


def test_a_document_that_has_left_the_archive_is_missed() -> None:
    place = {"evidence": "verified", "sha256": "ab"}
    assert "not there any more" in no_passage_words(NoPassage("not_archived"), place)
    assert "is not archived here" in no_passage_words(
        NoPassage("not_archived"), place | {"evidence": "not archived"}
    )


def test_a_locator_of_a_filing_leads_to_its_page() -> None:
    locator = "accession 0001739940-25-000012, concept us-gaap:Revenues, context c-4"
    assert filing_address(locator, "1739940").endswith(
        "/1739940/000173994025000012/0001739940-25-000012-index.htm"
    )
    assert [filing_address(locator, None), filing_address("table 9", "1739940")] == ["", ""]
