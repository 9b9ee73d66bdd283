"""SQL that someone types: it reads the build, so many rows, so many seconds, and nothing else."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from dashboard import ad_hoc


def test_a_question_is_answered(acme_con: duckdb.DuckDBPyConnection) -> None:
    answer = ad_hoc.answer(acme_con, "select count(*) as facts from marts.fct_facts;")
    assert answer.rows.to_dicts() == [{"facts": 8}]
    assert not answer.is_cut


def test_macros_can_be_asked(acme_con: duckdb.DuckDBPyConnection) -> None:
    answer = ad_hoc.answer(acme_con, "select fiscal_quarter, value from kpi_series('total_revenues', 'acme')")
    assert answer.rows.row(3) == ("2024Q4", 107e6)


def test_a_type_of_the_database_s_own_is_text(acme_con: duckdb.DuckDBPyConnection) -> None:
    assert ad_hoc.answer(acme_con, "select interval 3 month as term").rows.item() == "3 months"
    with pytest.raises(ad_hoc.QuestionError, match=r'"ides" .* write CAST\(ides AS VARCHAR\)'):
        ad_hoc.answer(acme_con, "select date 'infinity' as ides")


def test_rows_beyond_the_bound_are_cut_and_said_to_be(acme_con: duckdb.DuckDBPyConnection) -> None:
    answer = ad_hoc.answer(acme_con, "from range(100)", most=10)
    assert (answer.rows.height, answer.is_cut) == (10, True)


def test_a_question_that_takes_too_long_is_stopped(acme_con: duckdb.DuckDBPyConnection) -> None:
    endless = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"
    with pytest.raises(ad_hoc.QuestionError, match=r"Stopped after 0\.2 seconds"):
        ad_hoc.answer(acme_con, endless, seconds=0.2)
    assert ad_hoc.answer(acme_con, "select 1 as one").rows.item() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (x int)",
        "drop table marts.fct_facts",
        "insert into marts.dim_metrics select * from marts.dim_metrics",
        "attach 'other.duckdb'",
        "copy marts.fct_facts to 'facts.csv'",
        "set enable_external_access = true",
        "install httpfs",
        "load httpfs",
        "pragma database_list",
        "use marts",
        "call pragma_version()",
        "export database 'somewhere'",
        "checkpoint",
        "select 1; drop table marts.fct_facts",
        "",
    ],
)
def test_whatever_is_no_reading_is_refused(acme_con: duckdb.DuckDBPyConnection, statement: str) -> None:
    with pytest.raises(ad_hoc.QuestionError):
        ad_hoc.answer(acme_con, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select repeat('x', 100000000) from range(1000)",
        "select range(2000000000)",
        "select list(range) from range(900000000)",
        "select string_agg(range::varchar, ',') from range(900000000)",
    ],
)
def test_a_giant_value_takes_its_own_process_down_and_nothing_else(
    acme_con: duckdb.DuckDBPyConnection, statement: str
) -> None:
    with pytest.raises(ad_hoc.QuestionError, match=r"more memory|Stopped|Out of Memory"):
        ad_hoc.answer(acme_con, statement, seconds=10)
    assert ad_hoc.answer(acme_con, "select 1 as one").rows.item() == 1


def test_no_more_than_two_questions_run_at_once(
    acme_con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ad_hoc, "SECONDS_TO_WAIT", 0.01)
    free = threading.BoundedSemaphore(ad_hoc.MOST_AT_ONCE)
    monkeypatch.setattr(ad_hoc, "_free", free)
    assert [free.acquire(blocking=False) for _ in range(3)] == [True, True, False]
    with pytest.raises(ad_hoc.BusyError, match="ask again in a few seconds"):
        ad_hoc.answer(acme_con, "select 1 as one")
    free.release()
    assert [ad_hoc.answer(acme_con, "select 1 as one").rows.item() for _ in range(2)] == [1, 1]


def test_an_answer_too_large_for_a_page_is_refused(acme_con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ad_hoc.QuestionError, match="larger than 64 MB"):
        ad_hoc.answer(acme_con, "select repeat('x', 100000) as wide from range(1000)")


def test_a_recursion_without_end_is_stopped(acme_con: duckdb.DuckDBPyConnection) -> None:
    endless = "with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t"
    with pytest.raises(ad_hoc.QuestionError, match="Stopped after 0\\.3 seconds"):
        ad_hoc.answer(acme_con, endless, seconds=0.3)


def test_no_file_can_be_read(acme_con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("password\nhunter2\n")
    for statement in (
        f"from '{secret}'",
        f"from read_text('{secret}')",
        f"from read_csv('{secret}')",
        f"from glob('{tmp_path}/*')",
        f"from query('from read_text(''{secret}'')')",
    ):
        with pytest.raises(ad_hoc.QuestionError) as caught:
            ad_hoc.answer(acme_con, statement)
        assert "hunter2" not in str(caught.value)


def test_a_mistake_is_told_in_the_database_s_own_words(acme_con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ad_hoc.QuestionError, match="fct_fact"):
        ad_hoc.answer(acme_con, "select * from marts.fct_fact")
