"""`kpi check` for a person: what is wrong, and the totals where the eye ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.commands import check

ACME = Path(__file__).parents[1] / "acme"


@pytest.mark.usefixtures("acme")
def test_the_totals_stand_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([ACME], as_json=False) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "facts      8 of 3 sources, in sound files",
        "evidence   2 verified, 6 not archived, 0 failed",
        "faults     none",
    ]


def test_faults_are_told_and_counted(
    write_facts: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write_facts("wrong.csv", {"printed": "130", "entity_id": "zz"})
    assert check.run([], as_json=False) == 1
    said = capsys.readouterr()
    assert 'wrong.csv row 2: entity_id "zz" is unknown; define it in entities.toml' in said.err
    assert said.out.splitlines()[-3:] == [
        "facts      8 of 3 sources, in sound files",
        "evidence   0 verified, 8 not archived, 0 failed",
        "faults     2",
    ]


def test_a_faulty_catalog_has_no_facts_to_count(acme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (acme / "policy.toml").unlink()
    assert check.run([], as_json=False) == 1
    assert capsys.readouterr().out.splitlines()[-3::2] == [
        "facts      0 of 0 sources, in sound files",
        "faults     1",
    ]
