"""The archive: documents whole and by their bytes, with the text that spans count into."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ingest.archive import archived_text, document_files, find_document, is_whole, read_about, store
from ingest.evidence import DocumentError, index_documents, read_document
from ingest.passages import NoPassage, Passage, find_passage

PAGE = b"<p>Sales came to <b>$5</b></p>"
TEXT = "Sales came to $5"
SHA256 = hashlib.sha256(PAGE).hexdigest()
ABOUT = {"name": "page.html", "format": "html"}
FACT = {
    "char_start": 14,
    "char_end": 16,
    "printed": "$5",
    "sha256": SHA256,
    "first_line": None,
    "last_line": None,
}


def test_a_document_lies_under_its_hash_with_its_text_and_what_is_known_of_it(tmp_path: Path) -> None:
    store(tmp_path, PAGE, TEXT, ABOUT)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{SHA256}.html",
        f"{SHA256}.json",
        f"{SHA256}.text",
    ]
    about = json.loads((tmp_path / f"{SHA256}.json").read_text("utf-8"))
    assert (about["name"], about["size"], about["sha256"]) == ("page.html", len(PAGE), SHA256)


def test_what_lies_beside_a_document_is_none(tmp_path: Path) -> None:
    store(tmp_path, PAGE, TEXT, ABOUT)
    (tmp_path / ".note.txt.1.partial").write_text("half")
    assert index_documents(tmp_path) == {SHA256: tmp_path / f"{SHA256}.html"}
    assert [path.name for path in document_files(tmp_path)] == [f"{SHA256}.html"]


def test_spans_count_into_the_text_as_archived(tmp_path: Path) -> None:
    store(tmp_path, PAGE, TEXT, ABOUT)
    assert read_document(tmp_path / f"{SHA256}.html", SHA256) == TEXT
    found = find_passage(FACT, tmp_path)
    assert isinstance(found, Passage)
    assert (found.before, found.printed) == ("Sales came to ", "$5")


def test_a_copy_that_somebody_dropped_does_not_hide_the_text(tmp_path: Path) -> None:
    (tmp_path / "0 page.html").write_bytes(PAGE)
    assert archived_text(tmp_path, SHA256) is None
    store(tmp_path, PAGE, TEXT, ABOUT)
    found = find_document(tmp_path, SHA256)
    assert found is not None
    assert read_document(found, SHA256) == TEXT


def test_a_text_that_was_changed_is_no_evidence(tmp_path: Path) -> None:
    store(tmp_path, PAGE, TEXT, ABOUT)
    (tmp_path / f"{SHA256}.text").write_text("Sales came to $7")
    with pytest.raises(DocumentError, match="is not the text that was archived"):
        read_document(tmp_path / f"{SHA256}.html", SHA256)
    found = find_passage(FACT, tmp_path)
    assert isinstance(found, NoPassage)
    assert found.reason == "changed"


def test_plain_text_is_its_own_text(tmp_path: Path) -> None:
    known = store(tmp_path, b"Sales: $5", "Sales: $5", {"name": "a", "format": "text"})
    names = sorted(path.suffix for path in tmp_path.iterdir())
    assert (names, "text_sha256" in known) == ([".json", ".txt"], False)


def test_what_is_known_of_a_document_is_nothing_where_the_file_is_none(tmp_path: Path) -> None:
    assert read_about(tmp_path, SHA256) is None
    (tmp_path / f"{SHA256}.json").write_text("{")
    assert read_about(tmp_path, SHA256) is None


def test_a_copy_elsewhere_is_read_as_the_text_that_was_archived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_WAREHOUSE", str(tmp_path))
    store(tmp_path / "documents", PAGE, TEXT, ABOUT)
    copy = tmp_path / "elsewhere.html"
    copy.write_bytes(PAGE)
    assert read_document(copy, SHA256) == TEXT


def test_a_text_that_is_gone_is_missed(tmp_path: Path) -> None:
    store(tmp_path, PAGE, TEXT, ABOUT)
    assert is_whole(tmp_path, SHA256)
    (tmp_path / f"{SHA256}.text").unlink()
    assert not is_whole(tmp_path, SHA256)
    with pytest.raises(DocumentError, match="is gone; `kpi add` the document again"):
        read_document(tmp_path / f"{SHA256}.html", SHA256)


def test_storing_again_mends_the_bytes_and_keeps_when_it_was_added(tmp_path: Path) -> None:
    store(tmp_path, PAGE, TEXT, ABOUT | {"added_at": "2025-01-01T00:00:00+00:00"})
    (tmp_path / f"{SHA256}.html").write_bytes(b"half")
    known = store(tmp_path, PAGE, TEXT, ABOUT | {"added_at": "2026-01-01T00:00:00+00:00"})
    assert (tmp_path / f"{SHA256}.html").read_bytes() == PAGE
    assert known["added_at"] == "2025-01-01T00:00:00+00:00"
