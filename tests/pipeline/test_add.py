"""Adding a document: its source is recorded or known, its figures wait, and nothing is invented or done twice."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ingest import paths
from ingest.adding import Added
from ingest.archive import archived_text, document_bytes
from ingest.catalog import read_catalog
from ingest.cli import main
from ingest.errors import UnusableInputError
from ingest.evidence_table import evidence_of, index_archives
from ingest.facts import FACT_SCHEMA
from ingest.gather import candidate_facts
from ingest.new_sources import Given
from ingest.review import Decision, catalog_now, decide, waiting_now
from ingest.review_queue import read_queued

AddNote = Callable[..., Added]
PAGE = (Path(__file__).parents[1] / "acme" / "page.txt").read_text("utf-8")
BY = Given(publisher="Acme", tier="press", published_on="2025-07-30", published_on_basis="printed")


def test_a_new_document_becomes_a_source_and_its_figures_wait(add_note: AddNote, acme: Path) -> None:
    added = add_note()
    assert (added.figures, added.queued, added.without_metric, added.is_new) == (2, 2, 1, True)
    source = read_catalog(acme).source_by_id["note"]
    assert (source.title, source.sha256, source.language) == ("Acme in 2025", added.sha256, "en")
    assert (acme / "sources" / "note.toml").exists()
    assert [one["printed"] for one in waiting_now()] == ["$104 million", "1.3 million"]
    about = json.loads((paths.documents() / f"{added.sha256}.json").read_text("utf-8"))
    assert (about["source_ids"], about["published_on"], about["name"]) == (["note"], "2025-07-30", "note.txt")


def test_a_document_that_is_no_text_is_kept_with_its_text(
    acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<script>var a = 5</script><p>In 2024 Acme had total <b>revenues</b> of&nbsp;$401 million.</p>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    said = ["--publisher", "Acme", "--tier", "press", "--published-on", "2025-07-30"]
    monkeypatch.setattr(
        sys, "argv", ["kpi", "add", str(tmp_path / "page.html"), *said, "--published-on-basis", "filed"]
    )
    with pytest.raises(SystemExit):
        main()
    (own,) = waiting_now()
    text = archived_text(paths.documents(), own["sha256"]) or ""
    assert (own["printed"], text[own["char_start"] : own["char_end"]]) == ("$401 million", "$401 million")
    catalog = read_catalog(acme)
    facts = candidate_facts(acme, paths.queue(), catalog, pl.DataFrame(schema=FACT_SCHEMA))
    evidence = evidence_of(facts, catalog, index_archives([paths.documents()]))
    assert evidence["evidence"].to_list() == ["verified"]


def test_adding_again_changes_nothing(add_note: AddNote, acme: Path) -> None:
    add_note()
    before = {path: path.stat().st_mtime_ns for path in [*paths.warehouse().rglob("*"), *acme.rglob("*")]}
    again = add_note(Given())
    after = {path: path.stat().st_mtime_ns for path in [*paths.warehouse().rglob("*"), *acme.rglob("*")]}
    assert (again.is_new, again.queued, before == after) == (False, 2, True)


def test_what_is_missing_is_named_at_once_and_nothing_is_kept(add_note: AddNote, acme: Path) -> None:
    with pytest.raises(UnusableInputError) as refused:
        add_note(Given(tier="press"))
    assert refused.value.sentence == (
        "note.txt is not in the catalog yet; say of it --publisher, --published-on, --published-on-basis. "
        "The document names 2025-07-30."
    )
    assert not (acme / "sources").exists()
    assert not paths.documents().exists()


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"tier": "pres"}, '--tier: "pres" is unknown; did you mean "press"?'),
        ({"published_on": "30.7.2025"}, '--published-on: "30.7.2025" is no day; write it as 2025-02-28'),
        (
            {"published_on": "2999-01-01"},
            "--published-on: 2999-01-01 is yet to come; write the day on which it ",
        ),
        ({"language": "klingon"}, '--language: "klingon" is no code of a language; write en, ar or the like'),
        ({"source_id": "a" * 81}, "--source-id: it has more than 80 characters; write a shorter one"),
        (
            {"source_id": "../x"},
            'its record: id is "../x"; it must be small letters, digits and single hyphens',
        ),
        ({"source_id": "acme-page"}, '--source-id: "acme-page" is another document: Page about Acme'),
    ],
)
def test_a_faulty_record_is_refused(add_note: AddNote, given: dict[str, str], fault: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        add_note(Given(**(vars(BY) | given)))
    (told,) = refused.value.faults
    assert str(told).startswith(fault)


def test_a_known_document_needs_no_metadata_and_only_its_part_counts(add_note: AddNote) -> None:
    added = add_note(Given(), text=PAGE)  # its one candidate, 7, stands below the lines of the source
    assert (added.source_ids, added.source_file, added.is_new) == (("acme-page",), "", True)
    assert (added.figures, added.queued, added.outside) == (1, 0, 1)


def test_an_id_is_made_of_the_name_and_is_free(add_note: AddNote) -> None:
    first, second = (
        add_note(name="Q2 Note.txt"),
        add_note(text="Acme again\n$104 million, 1.3 million\n", name="q2-note.txt"),
    )
    assert (first.source_ids, second.source_ids) == (("q2-note",), ("q2-note-2",))


def test_a_figure_that_a_facts_file_states_is_not_queued(
    add_note: AddNote, write_facts: Callable[..., Path]
) -> None:
    start = 59
    span = {"line_no": "2", "char_start": str(start), "char_end": str(start + 12), "locator": ""}
    money = {"printed": "$104 million", "value": "104000000", "value_low": "103500000"}
    write_facts("note.csv", {"source_id": "note", "scale": "", "value_high": "104500000"} | span | money)
    added = add_note()
    assert (added.already_stated, added.queued) == (1, 1)
    assert [one["printed"] for one in waiting_now()] == ["1.3 million"]


def test_open_bounds_survive_the_queue_and_what_says_too_little_is_passed_over(add_note: AddNote) -> None:
    add_note()
    (path,) = paths.queue().iterdir()
    held = json.loads(path.read_text("utf-8"))
    held["candidates"][0]["value_high"] = None
    path.write_text(json.dumps(held), "utf-8")
    (queued,) = read_queued(paths.queue())
    assert queued.candidates[0]["value_high"] == float("inf")
    del held["candidates"][0]["char_start"]
    path.write_text(json.dumps(held), "utf-8")
    assert list(read_queued(paths.queue())) == []


def test_what_waits_is_told_with_the_next_step(
    acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("Acme\n\nAcme's total revenues were $104 million in 2024.\n", "utf-8")
    said = ["--publisher", "Acme", "--tier", "press", "--published-on", "2025-07-30"]
    monkeypatch.setattr(
        sys, "argv", ["kpi", "add", str(tmp_path / "note.txt"), *said, "--published-on-basis", "filed"]
    )
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr()
    assert "1 wait for a decision" in told.out
    assert told.err.endswith(
        "`kpi review` decides about what waits; so does the page Review of the dashboard.\n"
    )
    assert (acme / "sources" / "note.toml").exists()


def test_one_faulty_file_does_not_stop_the_others(
    acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("Acme\n\nAcme's total revenues were $104 million in 2024.\n", "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    said = ["--publisher", "Acme", "--tier", "press", "--published-on", "2025-07-30"]
    files = [str(tmp_path / "broken.pdf"), str(tmp_path / "note.txt")]
    monkeypatch.setattr(sys, "argv", ["kpi", "add", *files, *said, "--published-on-basis", "filed", "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert (ended.value.code, [one["name"] for one in document["added"]]) == (2, ["note.txt"])
    assert [one["name"] for one in document["faulty"]] == ["broken.pdf"]
    assert "broken.pdf was not added" in told.err
    assert [one["printed"] for one in waiting_now()] == ["$104 million"]
    assert (acme / "sources" / "note.toml").exists()


@pytest.mark.parametrize(
    ("name", "shown", "source_id"),
    [
        ("a" * 250 + ".txt", "a" * 250 + ".txt", "a" * 80),
        (os.fsdecode(b"bad\xff.txt"), "bad .txt", "bad"),
        ("\u202etxt\x1b[2J 1.txt", "txt [2J 1.txt", "txt-2j-1"),
    ],
)
def test_no_name_of_a_file_breaks_or_steers_anything(
    add_note: AddNote, acme: Path, name: str, shown: str, source_id: str
) -> None:
    added = add_note(name=name)
    assert (added.name, added.source_ids) == (shown, (source_id,))
    assert (acme / "sources" / f"{source_id}.toml").exists()


@pytest.mark.parametrize(
    ("name", "why"), [("a folder", "is no file"), ("gone.txt", "cannot be read: No such")]
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "a folder").mkdir()
    with pytest.raises(UnusableInputError, match=why):
        document_bytes(tmp_path / name, 10)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"1" * 2_000_001)
    with pytest.raises(UnusableInputError, match="has more than the 2 MB that are read"):
        document_bytes(tmp_path / "large.txt", 2_000_000)


def test_two_documents_of_one_name_at_once_do_not_share_a_record(add_note: AddNote, acme: Path) -> None:
    before = catalog_now()
    add_note()
    with pytest.raises(UnusableInputError, match='or another as "note", meanwhile; add it again'):
        add_note(text="Acme again\n$104 million, 1.3 million\n", catalog=before)
    assert read_catalog(acme).source_by_id["note"].title == "Acme in 2025"


def test_what_was_lost_is_taken_in_again(add_note: AddNote) -> None:
    added = add_note()
    for path in (paths.queue() / f"{added.sha256}.json", paths.documents() / f"{added.sha256}.txt"):
        path.unlink()
        assert add_note(Given()).queued == 2
        assert path.exists()


def test_a_newer_extractor_reads_a_document_anew(add_page: Callable[[str, str], Added]) -> None:
    add_page("Sales of $5 million", "1")
    assert add_page("not looked at: $5 million", "1").notes == ()
    assert waiting_now()[0]["char_start"] == 9
    assert add_page("Acme: sales of $5 million", "2").is_new is False
    (own,) = waiting_now()
    assert (own["char_start"], archived_text(paths.documents(), own["sha256"])) == (
        15,
        "Acme: sales of $5 million",
    )


def test_a_text_that_decided_figures_stand_in_is_never_replaced(
    add_page: Callable[[str, str], Added],
) -> None:
    sha256 = add_page("Sales of $5 million", "1").sha256
    decide([Decision(waiting_now()[0]["candidate_id"], "accepted")], "Ann")
    again = add_page("Acme: sales of $5 million", "2")
    assert (again.already_decided, again.notes) == (
        1,
        (
            "It is left as it was: figures of it stand in another text than it is read as by now, "
            'such as "$5 million" at 9..19.',
        ),
    )
    assert archived_text(paths.documents(), sha256) == "Sales of $5 million"
