"""The canvas: nine blocks in their places, a figure for each metric, and the facts behind it over the canvas."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

RunApp = Callable[..., AppTest]


def text(app: AppTest) -> str:
    """All that a page says, without the marks of Markdown."""
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption]
    return "\n".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", element.value) for element in elements)


def lines(app: AppTest) -> list[str]:
    """The lines of the canvas as they are read."""
    labels = [button.label for button in app.button if (button.key or "").startswith("line-")]
    return [re.sub(r"\\(.)|:gray\[:small\[|\]\]|\*\*", r"\1", label) for label in labels]


def test_a_line_has_its_figure_its_period_and_its_verdict(run_app: RunApp, built_warehouse: Path) -> None:
    shown = lines(run_app(built_warehouse, "canvas"))
    assert "84.8% Medical care ratio Q3 2025 :green[:material/done_all:]" in shown
    assert any(line.startswith("contested Employer clients undated, source of Dec 2024") for line in shown)


def test_a_block_shows_few_figures_and_says_how_many_more_there_are(
    run_app: RunApp, built_warehouse: Path
) -> None:
    app = run_app(built_warehouse, "canvas")
    assert app.button(key="more-segments").label == "7 more"
    assert app.button(key="more-activities").label == "5 more"


@pytest.mark.parametrize("how", ["click", "address"])
def test_a_line_opens_its_facts_over_the_canvas(run_app: RunApp, built_acme: Path, how: str) -> None:
    if how == "click":
        app = run_app(built_acme, "canvas")
        app.button(key="line-total_revenues").click().run()
        assert app.query_params["line"] in ("total_revenues", ["total_revenues"])
    else:
        app = run_app(built_acme, "canvas", line="total_revenues")
    assert not app.exception
    said = text(app)
    assert "not believed" in said
    assert "$401 million" in said


def test_another_figure_of_the_metric_can_be_chosen(run_app: RunApp, built_warehouse: Path) -> None:
    app = run_app(built_warehouse, "canvas", line="network_providers")
    choice = app.selectbox(key="cell-network_providers")
    assert choice.label == "10 figures"
    at = next(at for at, name in enumerate(choice.options) if name.startswith("345K · "))
    choice.set_value(at).run()
    assert "FY 2024: 345,000" in text(app)


def test_a_block_opens_as_a_table_of_all_its_metrics(run_app: RunApp, built_warehouse: Path) -> None:
    table = run_app(built_warehouse, "canvas", block="partnerships").dataframe[0].value
    assert table["Figure"].tolist() == ["7", "25%", "$25 billion", "≥ 150", "57%"]
    assert table["Period"].tolist()[-1] == "undated, source of 31 Dec 2013"


def test_an_address_that_opens_nothing_known_shows_the_canvas(run_app: RunApp, built_acme: Path) -> None:
    app = run_app(built_acme, "canvas", line="no_such", block="no_such")
    assert app.title[0].value == "Business model canvas"


def test_a_past_day_shows_only_what_was_known_then(run_app: RunApp, built_warehouse: Path) -> None:
    shown = lines(run_app(built_warehouse, "canvas", as_of="2024-06-30"))
    assert "79.9% Medical care ratio Q1 2024 :gray[:material/radio_button_checked:]" in shown
