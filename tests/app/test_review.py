"""The page Review: candidates with their passages, decided at a click, corrected in a form, and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest import paths, review
from ingest.adding import Added
from ingest.refresh import refresh

RunApp = Callable[..., AppTest]


@pytest.fixture
def warehouse(built_acme: Path, acme: Path, add_note: Callable[..., Added]) -> Path:
    """A copy of the Acme warehouse with a note of two candidates in its queue."""
    copy = acme.parent / "warehouse"
    shutil.copytree(built_acme, copy, symlinks=True)
    add_note()
    return copy


def said(app: AppTest) -> str:
    texts = [
        element.value for element in [*app.subheader, *app.markdown, *app.caption, *app.error, *app.info]
    ]
    return "\n".join(texts).replace("\\", "")


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with a label; the page must not fail."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def change(app: AppTest, name: str, value: str) -> None:
    """Change a field of the correction shown."""
    fields = [*app.selectbox, *app.text_input]
    next(one for one in fields if str(one.key).startswith(f"{name} of ")).set_value(value)


def decided() -> list[tuple[str, str, str]]:
    return [(row["printed"], row["decision"], row["changed"]) for row in review.decided_now()]


def test_an_empty_queue_says_how_candidates_come_and_where_decisions_lie(
    run_app: RunApp, built_acme: Path
) -> None:
    app = run_app(built_acme, "review")
    assert "Nothing waits for a decision." in said(app)
    assert "This record rests on 8 facts" in said(app)
    assert "Decisions are rows in `decisions/` of the catalog" in said(app)
    assert [button.label for button in app.button if button.label in ("Accept", "Reject it")] == []


def test_a_candidate_stands_with_its_passage_its_proposal_and_the_reasons(
    run_app: RunApp, warehouse: Path
) -> None:
    app = run_app(warehouse, "review")
    told = said(app)
    assert "2 candidates wait for a decision." in told
    assert "Metric: **Total revenues**" in told
    assert "Score 0.95, the least of metric 0.95 and entity 0.97 · revenue" in told
    assert "Nothing is believed of this cell yet." in told
    passage = "".join(element.proto.body for element in app.get("html"))
    assert "revenue came to <mark>$104 million</mark>" in passage


def test_accepting_writes_the_decision_and_shows_the_next(run_app: RunApp, warehouse: Path) -> None:
    app = press(run_app(warehouse, "review"), "Accept")
    assert decided() == [("$104 million", "accepted", "")]
    assert "1 candidate waits for a decision." in said(app)
    assert "It seems to be: revenue came to" in said(app)
    accept = next(button for button in app.button if button.label == "Accept")
    assert (accept.disabled, accept.help) == (True, "It has no metric yet; Correct names one.")
    assert "It has no metric yet; Correct names one." in [caption.value for caption in app.caption]


def test_a_decision_is_told_with_its_figure_and_listed_by_labels(run_app: RunApp, warehouse: Path) -> None:
    app = press(run_app(warehouse, "review"), "Accept")
    figure = "**$104 million** · Total revenues, Acme Corporation, Q2 2025"
    assert [toast.value.replace("\\", "") for toast in app.toast] == [
        f"Accepted: {figure}. The next `kpi refresh` takes this up."
    ]
    assert f"{figure} · accepted · by" in said(app)


def test_the_latest_decision_stands_first(run_app: RunApp, warehouse: Path) -> None:
    app = press(run_app(warehouse, "review", candidate=review.waiting_now()[1]["candidate_id"]), "Reject")
    change(app, "reason", "not ours")
    told = said(press(press(app, "Reject it"), "Accept"))
    assert told.index("**$104 million** ·") < told.index("**1.3 million** ·")


def test_a_figure_stands_with_its_digits_and_whether_it_agrees(run_app: RunApp, warehouse: Path) -> None:
    press(run_app(warehouse, "review"), "Accept")
    refresh()
    app = press(run_app(warehouse, "review"), "Undo")
    bounds = "$103.5 million to $104.5 million"
    assert f"Bounds: **{bounds}**" in said(app)
    assert f"Believed of this cell now: $104 million · {bounds} · agrees" in said(app)


def test_arrows_point_where_the_lines_run(run_app: RunApp, warehouse: Path) -> None:
    def arrows(language: str) -> list[str]:
        app = run_app(warehouse, "review", lang=language)
        return [button.proto.icon for button in app.button if "arrow" in button.proto.icon]

    assert arrows("en") == [":material/arrow_back:", ":material/arrow_forward:"]
    assert arrows("ar") == [":material/arrow_forward:", ":material/arrow_back:"]


def test_undo_brings_a_candidate_back(run_app: RunApp, warehouse: Path) -> None:
    app = press(press(run_app(warehouse, "review"), "Accept"), "Undo")
    assert decided() == []
    assert "2 candidates wait for a decision." in said(app)
    assert "1 of 2" in said(app)


def test_a_correction_says_what_was_changed(run_app: RunApp, warehouse: Path) -> None:
    app = press(run_app(warehouse, "review"), "Correct")
    change(app, "period", "Q1 2025")
    press(app, "Accept as corrected")
    assert decided() == [("$104 million", "corrected", "period: 2025Q2 -> 2025Q1")]


def test_a_refused_decision_says_why_and_changes_nothing(run_app: RunApp, warehouse: Path) -> None:
    app = press(run_app(warehouse, "review"), "Correct")
    change(app, "period", "2025Q4")
    press(app, "Accept as corrected")
    assert "an actual of 2025Q4 cannot have been published on 2025-07-30" in said(app)
    assert decided() == []
    assert "1 of 2" in said(app)


def test_a_rejection_needs_a_reason(run_app: RunApp, warehouse: Path) -> None:
    app = press(press(run_app(warehouse, "review"), "Reject"), "Reject it")
    assert "a rejected candidate must say why; write a reason" in said(app)
    change(app, "reason", "not ours")
    press(app, "Reject it")
    assert [(row["decision"], row["reason"]) for row in review.decided_now()] == [("rejected", "not ours")]


def test_the_address_narrows_the_queue_and_leads_to_one(run_app: RunApp, warehouse: Path) -> None:
    app = run_app(warehouse, "review", fit="none")
    assert "1 of 1" in said(app)
    last = review.waiting_now()[-1]["candidate_id"]
    assert "2 of 2" in said(run_app(warehouse, "review", candidate=last))
    assert "None of them is so" in said(run_app(warehouse, "review", fit="none", score="0.9"))


def test_a_catalog_that_cannot_be_written_is_shown_only(
    run_app: RunApp, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    app = run_app(warehouse, "review")
    assert "This dashboard may read the catalog but not write to it" in said(app)
    assert next(button for button in app.button if button.label == "Accept").disabled


def test_a_faulty_decisions_file_is_told_and_not_written_over(run_app: RunApp, warehouse: Path) -> None:
    path = paths.catalog() / "decisions" / "note.csv"
    path.parent.mkdir()
    path.write_text("no,such,columns\n", "utf-8")
    app = run_app(warehouse, "review")
    assert [warning.value.replace("\\", "") for warning in app.warning] == [
        "decisions/note.csv is faulty; mend it first."
    ]
    assert path.read_text("utf-8") == "no,such,columns\n"
