"""Corrections of facts: what counts instead, what is kept, and the sentence where one is spent."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingest import builds, paths
from ingest.catalog import read_catalog
from ingest.commands import check, why
from ingest.corrections import correction_faults, resolved_corrections
from ingest.errors import Fault, UnusableInputError
from ingest.fingerprint import fingerprint_of_inputs
from ingest.gather import Gathered, gather_facts, read_all_facts
from ingest.refresh import refresh

WriteFacts = Callable[..., Path]
Correct = Callable[..., None]


def facts_of(catalog: Path) -> pl.DataFrame:
    """All facts of a catalog."""
    return pl.concat([file.facts for file in read_all_facts(catalog, read_catalog(catalog))])


def fact_id(catalog: Path, printed: str) -> str:
    """The id of the fact that prints this."""
    return str(facts_of(catalog).filter(pl.col("printed") == printed)["fact_id"].item())


def value_of(catalog: Path, printed: str) -> float:
    """The value of the fact that prints this."""
    return float(facts_of(catalog).filter(pl.col("printed") == printed)["value"].item())


@pytest.fixture
def correct(acme: Path) -> Correct:
    """Correct the fact of the Acme catalog that prints a figure; by default reject it."""

    def add(printed: str, changes: str = "", expect: str = "", correction_id: str = "c") -> None:
        rows = [
            "[[correction]]",
            f'id = "{correction_id}"',
            f'fact = "{fact_id(acme, printed)}"',
            f'action = "{"amend" if changes else "reject"}"',
            f"set = {{ {changes} }}" if changes else "",
            f"expect = {{ {expect or f'printed = {json.dumps(printed)}, value = {value_of(acme, printed)}'} }}",
            'reason = "It is off."',
            'provider = "Ann"',
            "since = 2026-01-31\n",
        ]
        path = acme / "corrections.toml"
        path.write_text("\n".join([path.read_text("utf-8"), *rows]), "utf-8")

    return add


def resolved(catalog: Path) -> dict[str, Any]:
    """The one row of raw.corrections of a catalog."""
    return resolved_corrections(read_catalog(catalog), facts_of(catalog)).row(0, named=True)


def faults_of(catalog: Path) -> list[str]:
    """What is wrong with the corrections of a catalog."""
    return list(map(str, correction_faults(read_catalog(catalog), facts_of(catalog))))


def asked(sql: str) -> list[tuple[Any, ...]]:
    """Rows of the published file."""
    with duckdb.connect(paths.published().resolve(), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_an_amendment_gives_a_period_by_its_code_and_keeps_the_rest(acme: Path, correct: Correct) -> None:
    correct("$401 million", 'period = "FY2023", value = 399e6, value_low = 398_500_000')
    row = resolved(acme)
    assert (row["period_label"], row["period_start"], row["period_end"]) == (
        "FY2023",
        dt.date(2023, 1, 1),
        dt.date(2023, 12, 31),
    )
    assert (row["value"], row["value_low"], row["value_high"]) == (399e6, 398.5e6, 401.5e6)
    assert (row["entity_id"], row["metric_id"], row["status"]) == ("acme", "total_revenues", "accepted")


def test_a_fact_given_to_another_entity_is_labelled_in_its_calendar(acme: Path, correct: Correct) -> None:
    text = (acme / "entities.toml").read_text("utf-8")
    begin, gadgets = text.split('id = "acme-gadgets"')
    gadgets = gadgets.replace('fiscal_year_end = "12-31"', 'fiscal_year_end = "09-30"')
    (acme / "entities.toml").write_text(f'{begin}id = "acme-gadgets"{gadgets}', "utf-8")
    correct("95", 'entity = "acme-gadgets"')
    assert resolved(acme)["period_label"] == "2024Q3"


def test_a_rejected_fact_is_kept_with_its_status(acme: Path, correct: Correct) -> None:
    correct("31.5")
    assert (resolved(acme)["status"], resolved(acme)["value"]) == ("rejected", 31.5)


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ('printed = "402", value = 4e8', 'printed was expected to be "402", but is "400"'),
        ("value = 4", "value was expected to be 4, but is 400000000"),
        (
            "value_low = 3e8, value_high = 400_500_000",
            "value_low was expected to be 300000000, but is 399500000",
        ),
        ("value_low = 399_500_000, value_high = 4", "value_high was expected to be 4, but is 400500000"),
        ('period = "FY2023", value = 4e8', "period was expected to be FY2023, but is FY2024"),
    ],
)
def test_a_correction_whose_fact_states_something_else_is_spent(
    acme: Path, correct: Correct, expect: str, told: str
) -> None:
    correct("400", "value = 399_800_000", expect)
    assert faults_of(acme) == [
        f'corrections.toml correction "c": {told}; '
        "drop the correction if its source has been mended, else expect what the fact states now"
    ]


def test_a_period_is_expected_in_any_spelling(acme: Path, correct: Correct) -> None:
    correct("400", "value = 399_800_000", 'period = "2024-01-01..2024-12-31", value = 400000000')
    assert faults_of(acme) == []


def test_a_correction_of_a_fact_that_is_gone_is_spent(acme: Path, correct: Correct) -> None:
    correct("400")
    gone = fact_id(acme, "400")
    facts = acme / "facts" / "acme.csv"
    facts.write_text(facts.read_text("utf-8").replace("table 2,400,", "table 2,400.0,"), "utf-8")
    assert faults_of(acme) == [
        f'corrections.toml correction "c": there is no fact "{gone}" any more, which was to print "400"; '
        "drop the correction"
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ('metric = "margn"', 'as amended, metric_id "margn" is unknown; did you mean "margin"?'),
        ('entity = "acmee"', 'as amended, entity_id "acmee" is unknown; did you mean "acme"?'),
        ('metric = "margin"', 'as amended, unit "usd" is not that of the metric; write percent'),
        ('period = "2023Q9"', 'set, period "2023Q9" is no period'),
        ("value = 500", "as amended, value"),
    ],
)
def test_what_counts_must_be_a_sound_fact(acme: Path, correct: Correct, changes: str, fault: str) -> None:
    correct("400", changes)
    (told,) = faults_of(acme)
    assert told.startswith(f'corrections.toml correction "c": {fault}')


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("reject", "drop", 'action "drop" is unknown; it must be one of: reject, amend'),
        ("reject", "amend", "it amends nothing; write set = { ... } with what counts instead"),
        ("expect", 'set = { unit = "usd" }\nexpect', "a rejected fact counts as nothing; drop set"),
        (
            'printed = "400", value = 400000000.0',
            "",
            "expect names no value; write value = what the fact states",
        ),
        (", value = 400000000.0", "", "expect names no value; write value = what the fact states now"),
        ("value = 400000000.0", "value_low = 4", "expect names no value; write value = what the fact states"),
        (
            "value = 400000000.0",
            "value_high = 4",
            "expect names no value; write value = what the fact states",
        ),
        ("since = 2026-01-31", "", "since is missing; write since = a date such as 2025-05-02"),
        (
            'expect = { printed = "400", value = 400000000.0 }',
            "",
            "expect is missing; write expect = { ... } with printed, value",
        ),
        ('fact = "', 'fact = "x', "fact is"),
        ("400000000.0", '"400"', 'expect: value is "400"; it must be a number'),
    ],
)
def test_a_correction_that_says_nothing_is_a_fault_of_the_catalog(
    acme: Path, correct: Correct, old: str, new: str, fault: str
) -> None:
    correct("400")
    path = acme / "corrections.toml"
    head, _, correction = path.read_text("utf-8").partition("[[correction]]")
    path.write_text(f"{head}[[correction]]{correction.replace(old, new, 1)}", "utf-8")
    with pytest.raises(UnusableInputError) as raised:
        read_catalog(acme)
    (told,) = map(str, raised.value.faults)
    assert told.replace(", expect:", ": expect:").startswith(f'corrections.toml correction "c": {fault}')


def test_a_fact_has_one_correction(acme: Path, correct: Correct) -> None:
    correct("400")
    correct("400", correction_id="d")
    with pytest.raises(UnusableInputError) as raised:
        read_catalog(acme)
    assert str(raised.value.faults[0]).endswith("it stands 2 times; keep one")


def test_check_tells_of_spent_corrections(
    acme: Path, correct: Correct, capsys: pytest.CaptureFixture[str]
) -> None:
    correct("400", expect="value = 402e6")
    assert check.run([acme], as_json=True) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["file"], fault["place"]) == ("corrections.toml", 'correction "c"')


def faulty(catalog: Path) -> None:
    """Let one row of the facts file be faulty, which is not that of the corrected fact."""
    path = catalog / "facts" / "acme.csv"
    path.write_text(path.read_text("utf-8").replace("2024Q1", "2024Q9"), "utf-8")


def gathered(catalog: Path) -> Gathered:
    """The facts of a catalog through an empty lake."""
    return gather_facts(catalog, read_catalog(catalog), paths.lake(), [])


WAITS = (
    'corrections.toml correction "c": there is no fact "{}" at hand while acme.csv is faulty; mend that first'
)


def test_a_correction_waits_for_a_faulty_file_that_may_hold_its_fact(acme: Path, correct: Correct) -> None:
    correct("400")
    waits = WAITS.format(fact_id(acme, "400"))
    faulty(acme)
    found = gathered(acme)
    assert [str(fault).split("; expected")[0] for fault in found.faults] == [
        'acme.csv row 2: period "2024Q9" is no period',
        "acme.csv: nothing of it is loaded until this is mended",
        waits,
    ]
    assert resolved_corrections(read_catalog(acme), found.facts, found.faults).height == 0
    of_files = found.faults[:2]
    assert list(map(str, correction_faults(read_catalog(acme), found.facts, of_files))) == [waits]


def test_a_correction_of_a_faulty_files_earlier_state_still_counts(acme: Path, correct: Correct) -> None:
    correct("400")
    before = gathered(acme).lake_files
    faulty(acme)
    found = gather_facts(acme, read_catalog(acme), paths.lake(), before)
    assert [fault.file for fault in found.faults] == ["acme.csv", "acme.csv"]
    assert resolved_corrections(read_catalog(acme), found.facts, found.faults)["status"].item() == "rejected"


def test_a_correction_of_a_faulty_files_row_holds_nobody_up(
    acme: Path, correct: Correct, write_facts: WriteFacts
) -> None:
    write_facts("more.csv", {"period": "2023Q4"})
    correct("120")
    waits = WAITS.format(fact_id(acme, "120")).replace("acme.csv", "more.csv")
    write_facts("more.csv", {"period": "2023Q4"}, {"period": "2023Q9"})
    build = refresh().build
    assert (build.fact_count, builds.published_id(paths.published())) == (8, build.build_id)
    assert str(Fault(**build.faults[-1])) == waits


def test_check_tells_of_a_correction_that_waits(
    acme: Path, correct: Correct, capsys: pytest.CaptureFixture[str]
) -> None:
    correct("400")
    faulty(acme)
    assert check.run([acme], as_json=True) == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [fault["file"] for fault in faults] == ["acme.csv", "corrections.toml"]
    assert faults[1]["message"].endswith("at hand while acme.csv is faulty; mend that first")


def test_a_spent_correction_is_told_beside_the_faults_of_files(
    acme: Path, correct: Correct, write_facts: WriteFacts
) -> None:
    correct("400", expect="value = 402e6")
    write_facts("more.csv", {"period": "2023Q9"})
    found = gathered(acme)
    with pytest.raises(UnusableInputError) as raised:
        resolved_corrections(read_catalog(acme), found.facts, found.faults)
    assert [fault.file for fault in raised.value.faults] == ["more.csv", "more.csv", "corrections.toml"]


def test_corrections_are_policy_to_the_fingerprint(acme: Path, correct: Correct) -> None:
    before = fingerprint_of_inputs()
    correct("400")
    after = fingerprint_of_inputs()
    assert (after.policy != before.policy, after.facts, after.code) == (True, before.facts, before.code)
    (acme / "alerts.toml").write_text("# nothing to be told of\n", "utf-8")
    assert fingerprint_of_inputs() == after


def test_a_spent_correction_publishes_nothing(built_acme: Path, correct: Correct) -> None:
    shutil.copytree(built_acme, paths.warehouse(), symlinks=True)
    before = builds.published_id(paths.published())
    correct("400", expect="value = 402e6")
    with pytest.raises(UnusableInputError, match="nothing was changed"):
        refresh()
    assert builds.published_id(paths.published()) == before
    assert [path.name for path in paths.builds().iterdir()] == [before]


def test_corrections_count_are_told_and_leave_what_was_stated(built_acme: Path, correct: Correct) -> None:
    shutil.copytree(built_acme, paths.warehouse(), symlinks=True)
    correct("400", "value = 399_800_000", correction_id="year")
    correct("$401 million", 'period = "FY2021"', correction_id="page")
    correct("31.5", correction_id="margin")
    assert refresh().built
    counted = "SELECT printed, period_label, value, status, correction_id FROM marts.fct_facts WHERE correction_id IS NOT NULL ORDER BY 1"
    assert asked(counted) == [
        ("$401 million", "FY2021", 401e6, "accepted", "page"),
        ("31.5", "2024Q4", 31.5, "rejected", "margin"),
        ("400", "FY2024", 399.8e6, "accepted", "year"),
    ]
    stated = "SELECT printed, period_label, value FROM raw.facts WHERE printed IN ('400', '$401 million') ORDER BY 1"
    assert asked(stated) == [("$401 million", "FY2024", 401e6), ("400", "FY2024", 400e6)]
    told = "SELECT correction_id, action, provider, period_label_stated, period_label_counted, value_stated, value_counted FROM marts.dim_corrections"
    assert asked(told) == [
        ("margin", "reject", "Ann", "2024Q4", None, 31.5, None),
        ("page", "amend", "Ann", "FY2024", "FY2021", 401e6, 401e6),
        ("year", "amend", "Ann", "FY2024", "FY2024", 400e6, 399.8e6),
    ]
    believed = "SELECT period_label, value, verdict FROM marts.fct_observations WHERE metric_id = 'total_revenues' AND period_label LIKE 'FY%' ORDER BY 1"
    assert asked(believed) == [("FY2021", 401e6, "single"), ("FY2024", 399.8e6, "single")]
    assert asked("SELECT count(*) FROM marts.fct_observations WHERE entity_id = 'acme-widgets'") == [(0,)]
    # It holds for every day: the replay of a day before it was made shows the corrected fact, too.
    assert asked("SELECT value FROM kpi_as_of(DATE '2025-03-01') WHERE period_label = 'FY2024'") == [
        (399.8e6,)
    ]
    # Its year has quarters, though no fact as stated reaches so far.
    assert asked("SELECT count(*) FROM raw.fiscal_quarters WHERE fiscal_year = 2021") == [(12,)]
    # The ledger: a fact that stays in its cell is weighed otherwise, one that leaves it is another fact.
    ledger = "SELECT entity_id, period_label, change, cause FROM marts.meta_changes WHERE cause <> 'first_build' ORDER BY 1, 2"
    assert asked(ledger) == [
        ("acme", "FY2021", "new", "facts"),
        ("acme", "FY2024", "resolved_differently", "facts"),
        ("acme-widgets", "2024Q4", "resolved_differently", "facts"),
    ]


def test_an_amended_value_of_a_cell_is_a_change_of_policy(built_acme: Path, correct: Correct) -> None:
    shutil.copytree(built_acme, paths.warehouse(), symlinks=True)
    correct("400", "value = 399_800_000")
    refresh()
    ledger = "SELECT period_label, change, cause, value_before, value_after FROM marts.meta_changes WHERE cause <> 'first_build'"
    assert asked(ledger) == [("FY2024", "resolved_differently", "policy", 400e6, 399.8e6)]


@pytest.mark.usefixtures("acme")
def test_why_tells_of_a_fact_that_does_not_count(
    correct: Correct, capsys: pytest.CaptureFixture[str]
) -> None:
    correct("$401 million")
    refresh()
    assert why.run("total_revenues", "FY2024", "acme", None, as_json=False) == 0
    said = capsys.readouterr().out
    assert "does not count: $401 million, by Ann: It is off. (correction c)" in said


@pytest.mark.usefixtures("acme")
def test_a_refused_refresh_leaves_its_reason_for_the_status(correct: Correct) -> None:
    refresh()
    correct("400", expect="value = 4")
    with pytest.raises(UnusableInputError):
        refresh()
    failure = builds.newest_failure(paths.failed())
    assert failure is not None
    assert "value was expected to be 4, but is 400000000" in failure.why
