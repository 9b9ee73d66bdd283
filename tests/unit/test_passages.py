"""The passage of a fact: a bounded slice of its document around the printed figure, or the reason for none."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ingest.archive import find_document
from ingest.passages import (
    LINES_AROUND,
    MOST_BESIDE,
    MOST_OF_A_NEIGHBOUR,
    NoPassage,
    Passage,
    find_passage,
    harmless,
    is_between_signs,
    passage_of,
)

SIGNS = st.sampled_from(
    [*"a1$ .\n\r\té", "\u0301", "\u200d", "ع", "٪", "\u202e", "\u2028", "\U0001f1f8", "👍", "🏽"]
)
TEXTS = st.text(SIGNS, min_size=1, max_size=900)


def fact_in(text: str, printed: str, content: bytes | None = None) -> dict[str, Any]:
    """A fact that states `printed` where it first stands in a text."""
    start = text.index(printed)
    digest = hashlib.sha256(text.encode() if content is None else content).hexdigest()
    return {
        "printed": printed,
        "char_start": start,
        "char_end": start + len(printed),
        "sha256": digest,
        "first_line": None,
        "last_line": None,
    }


@given(TEXTS, st.data())
def test_a_passage_is_a_slice_of_the_figure_s_own_line(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 20)))
    passage = passage_of(text, start, end)
    assert passage is not None
    assert passage.printed == text[start:end]
    whole = passage.before + passage.printed + passage.after
    assert whole == text[start - len(passage.before) : end + len(passage.after)]
    assert "\n" not in passage.before + passage.after
    assert passage.line_no == text.count("\n", 0, start) + 1


@given(TEXTS, st.data())
def test_a_passage_is_bounded_and_never_parts_a_sign(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    passage = passage_of(text, start, start + 1)
    assert passage is not None
    assert max(len(passage.before), len(passage.after)) <= MOST_BESIDE
    neighbours = (*passage.lines_before, *passage.lines_after)
    assert len(neighbours) <= 2 * LINES_AROUND
    assert all(len(line.text) <= MOST_OF_A_NEIGHBOUR for line in neighbours)
    if passage.is_cut_before and passage.before:
        assert is_between_signs(text, start - len(passage.before))
        assert unicodedata.category(passage.before[0]) not in ("Mn", "Mc", "Me")


@given(TEXTS)
def test_nothing_of_a_document_turns_or_breaks_the_line_of_the_screen(text: str) -> None:
    shown = harmless(text)
    assert not {"\u202e", "\n", "\r", "\u2028"} & set(shown)


def test_a_long_line_is_cut_between_words_on_both_sides() -> None:
    text = "word " * 400 + "$5 million" + " word" * 400
    passage = passage_of(text, 2000, 2010)
    assert passage is not None
    assert (passage.is_cut_before, passage.is_cut_after) == (True, True)
    assert passage.before.startswith("word ")
    assert passage.after.endswith(" word")


def test_a_right_to_left_line_says_so_though_its_figure_is_in_digits() -> None:
    arabic, english = "نحو 68 مليون عميل", "Some 68 million customers"
    assert [_directed(text) for text in (arabic, english, f"{arabic}\n68\n{arabic}")] == ["rtl", "ltr", "rtl"]


def _directed(text: str) -> str:
    """The direction of the passage about the last 68 of a text."""
    start = text.index("68", text.find("\n") + 1)
    passage = passage_of(text, start, start + 2)
    assert passage is not None
    return passage.direction


def test_lines_around_are_the_nearest_that_hold_anything_within_the_source() -> None:
    text = "one\ntwo\n\nthree\n\n12\n\nfour\nfive\n"
    start = text.index("12")
    passage = passage_of(text, start, start + 2, first_line=4, last_line=8)
    assert passage is not None
    assert [(line.line_no, line.text) for line in passage.lines_before] == [(4, "three")]
    assert [(line.line_no, line.text) for line in passage.lines_after] == [(8, "four")]


def test_a_document_is_found_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    text = "Sales came to $5 in all."
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "name.bin").write_text(text, "utf-8")
    passage = find_passage(fact_in(text, "$5"), tmp_path)
    assert isinstance(passage, Passage)
    assert (passage.before, passage.printed, passage.after) == ("Sales came to ", "$5", " in all.")


def test_an_edited_document_is_another_one_and_an_added_one_is_found_at_once(tmp_path: Path) -> None:
    text = "Sales came to $5 in all."
    fact, path = fact_in(text, "$5"), tmp_path / "page.txt"
    assert find_passage(fact, tmp_path) == NoPassage("not_archived")
    path.write_text(text, "utf-8")
    assert isinstance(find_passage(fact, tmp_path), Passage)
    path.write_text(text.replace("5", "6"), "utf-8")
    os.utime(path, ns=(1, 1))
    assert find_passage(fact, tmp_path) == NoPassage("not_archived")


def test_what_cannot_be_shown_says_why(tmp_path: Path) -> None:
    content = b"Sales of \xff\xfe came to $5"
    (tmp_path / "page").write_bytes(content)
    fact = fact_in("Sales came to $5", "$5", content)
    assert _reason(fact, tmp_path) == "not_text"
    assert _reason(fact | {"char_start": None}, tmp_path) == "no_span"
    assert _reason(fact | {"sha256": ""}, tmp_path) == "no_bytes"
    (tmp_path / "page").write_bytes(b"$5")
    fact = fact_in("$5", "$5")
    assert _reason(fact | {"char_end": 9}, tmp_path) == "outside"
    assert find_document(tmp_path / "nowhere", fact["sha256"]) is None


def _reason(fact: dict[str, Any], folder: Path) -> str:
    """Why a fact has no passage."""
    found = find_passage(fact, folder)
    assert isinstance(found, NoPassage)
    return found.reason
