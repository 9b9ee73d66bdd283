"""Reviewing candidates: decisions are files of the catalog, hold to the rules of facts, and can be taken back."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import duckdb
import pytest
from typer.testing import CliRunner

from ingest import paths
from ingest.adding import Added
from ingest.catalog import read_catalog
from ingest.cli import main
from ingest.commands.review_session import review
from ingest.decisions import read_decided, write_decided
from ingest.errors import UnusableInputError
from ingest.gather import candidate_facts, read_all_facts
from ingest.refresh import refresh
from ingest.review import Decision, decide, decided_now, reopen, waiting_now

AddNote = Callable[..., Added]
Kpi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def note(add_note: AddNote) -> dict[str, str]:
    """The ids of the candidates of an added note, by their prints."""
    add_note()
    return {one["printed"]: one["candidate_id"] for one in waiting_now()}


@pytest.fixture
def kpi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kpi:
    """Run a command; its exit code and what it said."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kpi", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def decided_rows(acme: Path) -> list[dict[str, str]]:
    with (acme / "decisions" / "note.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decided_facts(acme: Path) -> list[tuple[str, str, str]]:
    """Print, status and method of the facts of the decisions files, which must be sound."""
    files = [one for one in read_all_facts(acme, read_catalog(acme)) if one.name.startswith("decisions/")]
    assert [one.faults for one in files] == [()] * len(files)
    return [row for one in files for row in one.facts.select("printed", "status", "method").iter_rows()]


def refusal(decision: Decision) -> str:
    """Why a decision is refused."""
    decided = decide([decision], "Ann")
    assert decided.rows == ()
    return "; ".join(decided.refused[decision.candidate_id])


def test_an_accepted_candidate_is_a_fact(note: dict[str, str], acme: Path) -> None:
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    (row,) = decided_rows(acme)
    assert (row["decision"], row["changed"], row["decided_by"]) == ("accepted", "", "Ann")
    assert (row["value"], row["value_low"], row["value_high"]) == ("104000000", "103500000", "104500000")
    assert decided_facts(acme) == [("$104 million", "accepted", "extracted")]
    assert [one["printed"] for one in waiting_now()] == ["1.3 million"]


def test_a_correction_says_what_was_proposed(note: dict[str, str], acme: Path) -> None:
    changes = {"period": "q1 2025", "modality": "plan"}
    decide([Decision(note["$104 million"], "accepted", changes, "The table  says so.")], "Ann")
    (row,) = decided_rows(acme)
    assert (row["decision"], row["reason"]) == ("corrected", "The table says so.")
    assert row["changed"] == "period: 2025Q2 -> 2025Q1; modality: actual -> plan"


def test_another_metric_brings_its_unit_and_the_figure_is_read_anew(note: dict[str, str], acme: Path) -> None:
    decide([Decision(note["1.3 million"], "accepted", {"metric": "total_revenues", "period": "FY2024"})], "A")
    (row,) = decided_rows(acme)
    assert (row["metric_id"], row["unit"], row["value"]) == ("total_revenues", "usd", "1300000")


@pytest.mark.parametrize(
    ("printed", "changes", "sentence"),
    [
        ("1.3 million", {}, "It has no metric yet: correct it with --set metric=..."),
        (
            "$104 million",
            {"metric": "nothing"},
            'metric_id "nothing" is unknown; define it in a file of metrics/',
        ),
        (
            "$104 million",
            {"value": "5"},
            "value is what the print says; set how it is read instead: scale, qua",
        ),
        (
            "$104 million",
            {"printed": "$5"},
            "printed is not for changing; a figure at another place is another",
        ),
        ("$104 million", {"perod": "x"}, 'There is no "perod" to set; did you mean "period"?'),
        ("$104 million", {"unit": "percent"}, '"$104 million": "$" is no word for percent; expected'),
        (
            "$104 million",
            {"period": "2025Q4"},
            "an actual of 2025Q4 cannot have been published on 2025-07-30;",
        ),
        ("$104 million", {"period": "soon"}, 'period "soon"'),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused_with_the_sentence(
    note: dict[str, str], acme: Path, printed: str, changes: dict[str, str], sentence: str
) -> None:
    assert sentence in refusal(Decision(note[printed], "accepted", changes))
    assert not (acme / "decisions" / "note.csv").exists()
    assert len(waiting_now()) == 2


def test_a_rejected_candidate_needs_no_metric_and_is_proposed_no_more(
    note: dict[str, str], acme: Path
) -> None:
    decide([Decision(own, "rejected", reason="no figure of ours") for own in note.values()], "Ann")
    assert waiting_now() == []
    assert decided_facts(acme) == [("$104 million", "rejected", "extracted")]
    assert refusal(Decision(note["1.3 million"], "accepted")).startswith("No candidate")


def test_a_rejection_needs_a_reason(note: dict[str, str]) -> None:
    assert "a rejected candidate must say why" in refusal(Decision(note["1.3 million"], "rejected"))


def test_taking_a_decision_back_restores_the_files_as_they_were(note: dict[str, str], acme: Path) -> None:
    before = waiting_now()
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    first = (acme / "decisions" / "note.csv").read_bytes()
    decide([Decision(note["1.3 million"], "rejected", reason="no")], "Ann")
    reopen([note["1.3 million"]])
    assert (acme / "decisions" / "note.csv").read_bytes() == first
    reopen([note["$104 million"]])
    assert (waiting_now(), decided_now()) == (before, [])


def test_two_people_at_once_lose_no_decision(note: dict[str, str], acme: Path) -> None:
    own = [Decision(one, "rejected", reason="no") for one in note.values()]
    people = [Thread(target=decide, args=([one], "Ann")) for one in own]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert {row["candidate_id"] for row in decided_rows(acme)} == set(note.values())


def test_a_fact_that_is_stated_elsewhere_is_not_accepted_again(
    note: dict[str, str], write_facts: Callable[..., Path]
) -> None:
    waiting = next(one for one in waiting_now() if one["printed"] == "$104 million")
    place = {"locator": waiting["locator"], "printed": "$104 million", "scale": "", "period": "2025Q2"}
    value = {"value": "104000000", "value_low": "103500000", "value_high": "104500000"}
    write_facts("note.csv", {"source_id": "note"} | place | value)
    assert refusal(Decision(note["$104 million"], "accepted")) == (
        "the same fact is already stated by note.csv"
    )


def test_a_fact_whose_locator_names_a_page_is_stated_once_at_its_place(
    note: dict[str, str], acme: Path, write_facts: Callable[..., Path]
) -> None:
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    path = acme / "decisions" / "note.csv"
    path.write_text(path.read_text("utf-8").replace('"line 2,', '"page 1, line 2,'), "utf-8")
    assert decided_facts(acme) == [("$104 million", "accepted", "extracted")]
    span = {"line_no": "2", "char_start": "59", "char_end": "71", "locator": ""}
    value = {"value": "104000000", "value_low": "103500000", "value_high": "104500000", "scale": ""}
    write_facts(
        "note.csv", {"source_id": "note", "printed": "$104 million", "period": "2025Q2"} | span | value
    )
    (file,) = [one for one in read_all_facts(acme, read_catalog(acme)) if one.name == "decisions/note.csv"]
    assert [fault.message for fault in file.faults] == [
        '"$104 million" is already stated by note.csv; keep one'
    ]


def test_a_place_is_decided_once_however_it_is_cut(note: dict[str, str]) -> None:
    decide([Decision(own, "rejected", reason="no") for own in note.values()], "Ann")
    (path,) = paths.queue().iterdir()
    held = json.loads(path.read_text("utf-8"))
    money, customers = held["candidates"]
    money |= {"candidate_id": "a" * 16, "printed": "104 million", "char_start": money["char_start"] + 1}
    customers |= {"candidate_id": "b" * 16, "char_start": customers["char_end"], "char_end": 100}
    path.write_text(json.dumps(held), "utf-8")
    assert [one["candidate_id"] for one in waiting_now()] == ["b" * 16]


def test_a_figure_that_a_facts_file_cuts_otherwise_is_not_proposed(
    add_note: AddNote, write_facts: Callable[..., Path]
) -> None:
    add_note()
    span = {"line_no": "2", "char_start": "60", "char_end": "71", "locator": "", "scale": ""}
    value = {"value": "104000000", "value_low": "103500000", "value_high": "104500000"}
    write_facts("note.csv", {"source_id": "note", "printed": "104 million"} | span | value)
    assert [one["printed"] for one in waiting_now()] == ["1.3 million"]


def test_what_people_type_cannot_break_the_file(note: dict[str, str], acme: Path) -> None:
    own = Decision(note["$104 million"], "accepted", {"note": "a\rb"}, "one\r\ntwo \udcff\u202e")
    assert decide([own], "An\rn\x1b").refused == {}
    (row,) = decided_rows(acme)
    assert (row["note"], row["reason"], row["decided_by"]) == ("a b", "one two", "An n")
    assert decided_facts(acme) == [("$104 million", "accepted", "extracted")]


def test_a_reason_that_is_too_long_for_the_file_is_refused(note: dict[str, str], acme: Path) -> None:
    outcome = decide([Decision(one, "rejected", reason="no " * 50_000) for one in note.values()], "Ann")
    assert set(outcome.refused) == set(note.values())
    assert not (acme / "decisions" / "note.csv").exists()


def test_a_row_with_a_carriage_return_is_read_back_as_it_is(note: dict[str, str], acme: Path) -> None:
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    path = acme / "decisions" / "note.csv"
    (row,) = read_decided(path)
    write_decided(path, [row | {"printed": "$104\rmillion"}])
    assert read_decided(path) == [row | {"printed": "$104\rmillion"}]


def test_where_one_decisions_file_is_faulty_none_is_written(
    add_note: AddNote, add_page: Callable[[str, str], Added], acme: Path
) -> None:
    add_note()
    add_page("Sales of $5 million", "1")
    faulty = acme / "decisions" / "page.csv"
    faulty.parent.mkdir()
    faulty.write_text("no,such,columns\n", "utf-8")
    made = [Decision(one["candidate_id"], "rejected", reason="no") for one in waiting_now()]
    with pytest.raises(UnusableInputError, match="is faulty; mend it first"):
        decide(made, "Ann")
    assert [path.name for path in faulty.parent.iterdir()] == ["page.csv"]


def test_a_row_that_was_edited_by_hand_does_not_hinder_the_next_decision(
    note: dict[str, str], acme: Path
) -> None:
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    path = acme / "decisions" / "note.csv"
    path.write_text(path.read_text("utf-8").replace(",59,71,", ",x,71,"), "utf-8")
    decide([Decision(note["1.3 million"], "rejected", reason="no")], "Ann")
    assert sorted(row["char_start"] for row in decided_rows(acme)) == ["82", "x"]


def test_decisions_that_cannot_be_written_are_refused_with_a_sentence(
    note: dict[str, str], acme: Path
) -> None:
    (acme / "decisions").write_text("", "utf-8")
    with pytest.raises(UnusableInputError, match=r"Decisions cannot be written: .*decisions: File exists"):
        decide([Decision(note["$104 million"], "accepted")], "Ann")


def test_a_faulty_row_is_told_by_its_file_and_row(note: dict[str, str], acme: Path) -> None:
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    path = acme / "decisions" / "note.csv"
    path.write_text(path.read_text("utf-8").replace(",accepted,", ",acepted,"), "utf-8")
    (file,) = [one for one in read_all_facts(acme, read_catalog(acme)) if one.name == "decisions/note.csv"]
    assert [str(fault) for fault in file.faults] == [
        'decisions/note.csv row 2: decision "acepted" is unknown; '
        "it must be one of: accepted, corrected, rejected"
    ]


def test_only_candidates_that_could_be_facts_are_facts_in_waiting(note: dict[str, str], acme: Path) -> None:
    catalog = read_catalog(acme)
    facts = read_all_facts(acme, catalog)[0].facts
    found = candidate_facts(acme, paths.queue(), catalog, facts)
    assert found.select("printed", "status", "source_id").rows() == [("$104 million", "candidate", "note")]
    assert len(note) == 2


def test_a_refresh_shows_candidates_and_rejected_ones_and_believes_the_accepted_alone(
    note: dict[str, str], kpi: Kpi
) -> None:
    def statuses() -> dict[str, int]:
        with duckdb.connect(paths.published().resolve(), read_only=True) as con:
            rows = con.execute("SELECT status, count(*) FROM marts.fct_facts GROUP BY 1").fetchall()
            (count,) = (
                con.execute("SELECT fact_count FROM marts.dim_sources WHERE source_id = 'note'").fetchone()
                or ()
            )
            believed = con.execute(
                "SELECT count(*) FROM marts.fct_observations WHERE period_label = '2025Q2'"
            ).fetchone()
        return dict(rows) | {"of the note": count, "believed": believed[0] if believed else 0}

    assert refresh().build.fact_count == 8
    assert statuses() == {"accepted": 8, "candidate": 1, "of the note": 0, "believed": 0}
    assert "2 candidates waiting; `kpi review` decides" in kpi("status")[1]
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    assert refresh().build.fact_count == 9
    assert statuses() == {"accepted": 9, "of the note": 1, "believed": 1}
    reopen([note["$104 million"]])
    decide([Decision(note["$104 million"], "rejected", reason="a slip")], "Ann")
    assert refresh().build.fact_count == 8
    assert statuses() == {"accepted": 8, "rejected": 1, "of the note": 0, "believed": 0}
    assert not refresh().built


def test_the_command_lists_decides_and_reopens(note: dict[str, str], kpi: Kpi) -> None:
    own = note["$104 million"]
    listed = json.loads(kpi("review", "--json")[1])
    assert [(one["printed"], one["source_id"]) for one in listed] == [
        ("$104 million", "note"),
        ("1.3 million", "note"),
    ]
    assert "2 candidates waiting" in kpi("review")[1]
    assert kpi("review", "--source", "acme-page")[1] == "0 candidates waiting for a decision\n"
    code, out, _ = kpi("review", "--correct", own[:6], "--set", "period=Q1 2025", "--by", "Ann")
    assert (code, out) == (
        0,
        "corrected  $104 million  total_revenues, acme, 2025Q1  (note, line 2, characters 59-71)\n"
        "1 corrected. The next `kpi refresh` takes this up.\n",
    )
    assert kpi("review", "--reopen", own)[1].startswith("1 candidate reopened.")
    assert kpi("review", "--accept", own, "--json")[0] == 0
    assert [row["decision"] for row in decided_now()] == ["accepted"]


def test_the_command_accepts_all_of_a_score(note: dict[str, str], kpi: Kpi) -> None:
    code, out, err = kpi("review", "--accept-all")
    assert (code, err) == (2, "1 candidate would be accepted; say --yes to do so.\n")
    assert ("$104 million" in out, "1.3 million" in out) == (True, False)
    assert kpi("review", "--accept-all", "--min-score", "0.96", "--yes")[1] == "Nothing to decide.\n"
    assert "1 accepted." in kpi("review", "--accept-all", "--yes")[1]
    assert [one["candidate_id"] for one in waiting_now()] == [note["1.3 million"]]


def test_one_whose_entity_is_unsure_is_not_accepted_with_all(note: dict[str, str], kpi: Kpi) -> None:
    (path,) = paths.queue().iterdir()
    path.write_text(path.read_text("utf-8").replace('"entity_score": 0.97', '"entity_score": 0.5'), "utf-8")
    assert kpi("review", "--accept-all", "--yes")[1] == "Nothing to decide.\n"
    assert len(waiting_now()) == len(note)


def test_the_list_begins_as_that_of_extract_and_names_each_by_a_short_id(
    note: dict[str, str], kpi: Kpi
) -> None:
    own = note["$104 million"][:6]
    headings, _, first, *_ = kpi("review", "--list")[1].strip().splitlines()
    assert " ".join(headings.split()) == (
        "Place Printed Reads as Period Metric Score Entity Around Breakdown Modality Source Candidate"
    )
    assert " ".join(first.split()) == (
        f"l2 $104 million $104 million 2025Q2 total_revenues 0.95 acme revenue came to actual note {own}"
    )
    assert kpi("review", "--accept", own)[0] == 0


def test_accepting_what_is_decided_says_so_and_how_it_is_taken_back(note: dict[str, str], kpi: Kpi) -> None:
    own = note["$104 million"]
    decide([Decision(own, "accepted")], "Ann", dt.date(2025, 8, 1))
    assert kpi("review", "--accept", own[:6])[2] == (
        "$104 million  total_revenues, acme, 2025Q2  (note, line 2, characters 59-71) was accepted on "
        f"2025-08-01; `kpi review --reopen {own}` lets it wait again.\n"
    )


def test_what_a_document_says_does_not_steer_the_terminal(note: dict[str, str], kpi: Kpi) -> None:
    (path,) = paths.queue().iterdir()
    path.write_text(path.read_text("utf-8").replace("revenue came to", "\\u001b[2J\\u202erevenue"), "utf-8")
    told = kpi("review", "--list")[1]
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(note) == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--source", "not"], 'There is no source "not"; did you mean "note"?'),
        (["--reject", "abcd"], "Say why with --reason."),
        (
            ["--set", "period=2025Q3"],
            "--set says what a correction changes; name the candidate with --correct.",
        ),
        (["--correct", "abcd"], "Say what is changed with --set, such as --set period=2025Q3."),
        (["--accept", "zzzz"], 'No candidate "zzzz" waits here; `kpi review --list` names those that do.'),
    ],
)
def test_options_that_say_too_little_are_refused(
    note: dict[str, str], kpi: Kpi, options: list[str], sentence: str
) -> None:
    assert kpi("review", *options) == (2, "", f"{sentence}\n")
    assert len(waiting_now()) == len(note)


def at_the_terminal(keys: str) -> str:
    """What a review at the terminal says to some keys."""
    with CliRunner().isolation(input=keys) as (*_, said):
        review(waiting_now(), "Ann")
        sys.stdout.flush()
        sys.stderr.flush()
        return str(said.getvalue().decode())


def test_at_the_terminal_a_key_decides_and_u_takes_back(note: dict[str, str]) -> None:
    told = at_the_terminal("auaccustomers\n\n\n2024-12-31\n\n\n\n\n")
    assert "In the second quarter of 2025 revenue came to $104 million." in told
    assert "none; it seems to be revenue came to" in told
    assert "2 candidates decided, 0 of these still waiting." in told
    assert {row["candidate_id"]: row["decision"] for row in decided_now()} == {
        note["$104 million"]: "accepted",
        note["1.3 million"]: "corrected",
    }


def test_at_the_terminal_a_figure_stands_with_its_bounds_beside_the_believed_one(
    note: dict[str, str],
) -> None:
    decide([Decision(note["$104 million"], "accepted")], "Ann")
    refresh()
    reopen([note["$104 million"]])
    told = at_the_terminal("q")
    assert "bounds     $103.5 million to $104.5 million" in told
    assert "believed   $104 million, $103.5 million to $104.5 million: agrees" in told


def test_at_the_terminal_a_rejection_asks_why_and_a_refusal_stays(note: dict[str, str]) -> None:
    told = at_the_terminal("rnot ours\naq")
    assert "It has no metric yet" in told
    assert [(row["candidate_id"], row["reason"]) for row in decided_now()] == [
        (note["$104 million"], "not ours")
    ]


def test_a_refused_decision_ends_with_2(note: dict[str, str], kpi: Kpi) -> None:
    own = note["1.3 million"]
    code, _, err = kpi("review", "--accept", own)
    assert (code, err.startswith(f"{own} stays in the queue: It has no metric yet")) == (2, True)
