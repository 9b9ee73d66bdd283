"""The page Identify: figures of a pasted text in their place, what each fits, and chance said to be chance."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

RunApp = Callable[..., AppTest]
TEXT = "Total revenues rose 10% to $69.7 billion in Q3 2025.\nFor 2023: ١٨٠٫٦ مليار دولار"


def said(app: AppTest) -> str:
    """All that the page says, without the marks of Markdown."""
    elements = [*app.subheader, *app.markdown, *app.caption, *app.info]
    return "\n".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", element.value) for element in elements)


def test_a_figure_in_the_address_is_found_with_its_arithmetic(run_app: RunApp, built_warehouse: Path) -> None:
    told = said(run_app(built_warehouse, "identify", figure="180.6 billion"))
    assert "1 believed figure fits, and says more than chance." in told
    assert "**$180.644 billion** · Adjusted revenues · The Cigna Group · FY 2022" in told
    assert "180.55 billion to 180.65 billion meets $180.6435 billion to $180.6445 billion" in told


def test_naming_the_cell_shows_the_slips(run_app: RunApp, built_warehouse: Path) -> None:
    about = {"metric": "total_revenues", "entity": "cigna-group", "period": "FY2023"}
    told = said(run_app(built_warehouse, "identify", figure="180.6 billion", **about))
    assert "may have gone astray] **$180.644 billion**" in told
    assert "It fits by another metric, another period." in told


def test_the_figures_of_a_text_are_marked_in_their_place(run_app: RunApp, built_warehouse: Path) -> None:
    app = run_app(built_warehouse, "identify", figure=TEXT)
    assert app.button_group(key="at").options == ["10%", "$69.7 billion", "١٨٠٫٦ مليار دولار"]
    told = said(app)
    assert "Total revenues rose :blue-background[10%] to :violet-background[→ **$69.7 billion**]" in told
    app = run_app(built_warehouse, "identify", figure=TEXT, at="2")
    assert app.subheader[0].value.endswith("دولار\u2069")
    assert "Adjusted revenues · The Cigna Group · FY 2022" in said(app)


def test_what_chance_could_give_is_folded(run_app: RunApp, built_warehouse: Path) -> None:
    app = run_app(built_warehouse, "identify", figure="5.1%")
    assert "No fit says more than chance." in said(app)
    folds = [one.label for one in app.expander]
    assert any("that it equals, as chance alone could bring about" in label for label in folds)


def test_a_text_without_figures_and_an_empty_field_are_met_kindly(run_app: RunApp, built_acme: Path) -> None:
    assert "No figure was found in this text." in said(run_app(built_acme, "identify", figure="in 2025"))
    app = run_app(built_acme, "identify")
    assert "Nothing pasted yet." in said(app)
    app.button(key="example 180.6 billion").click().run()
    assert app.query_params["figure"] in ("180.6 billion", ["180.6 billion"])
    assert "Build `" in said(app)
