"""The page SQL: a linked statement runs, its chart suits, the schema can be searched, files are whole."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import ad_hoc, queries
from dashboard.answer_chart import Choice, answer_figure, suited
from dashboard.result_files import as_json, as_parquet

RunApp = Callable[..., AppTest]
SERIES = "select fiscal_quarter, value from kpi_series('total_revenues', 'acme')"


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption, *app.error, *app.code])


def test_a_linked_statement_is_shown_and_run(run_app: RunApp, built_acme: Path) -> None:
    app = run_app(built_acme, "sql", sql=SERIES)
    assert app.text_area(key="statement").value == SERIES
    assert app.dataframe[0].value["value"].tolist()[3] == 107e6
    assert [app.selectbox(key=key).value for key in ("chart", "x", "y")] == [
        "line",
        "fiscal_quarter",
        "value",
    ]


def test_a_statement_that_is_run_stands_in_the_address(run_app: RunApp, built_acme: Path) -> None:
    app = run_app(built_acme, "sql")
    app.text_area(key="statement").set_value("select 1 as one").run()
    assert "sql" not in app.query_params
    app.button[-1].click().run()
    assert app.query_params["sql"] in ("select 1 as one", ["select 1 as one"])
    assert "1 row in" in said(app)


def test_a_visit_to_another_page_leaves_the_statement_beside_its_answer(
    run_app: RunApp, built_acme: Path
) -> None:
    app = run_app(built_acme, "sql", sql="select 42 as answer")
    app.switch_page("views/health.py").run()
    app.query_params.clear()
    app.switch_page("views/sql.py").run()
    assert app.text_area(key="statement").value == "select 42 as answer"
    assert app.dataframe[0].value["answer"].tolist() == [42]


def test_a_statement_that_fails_is_asked_anew_by_run_alone(
    run_app: RunApp, built_acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answer = ad_hoc.answer

    def counted(con: duckdb.DuckDBPyConnection, sql: str) -> ad_hoc.Answer:
        asked.append(sql)
        return answer(con, sql)

    monkeypatch.setattr(ad_hoc, "answer", counted)
    app = run_app(built_acme, "sql", sql="select no_such_column")
    app.text_input(key="search").set_value("operand").run()
    assert ("no_such_column" in said(app), asked) == (True, ["select no_such_column"])
    next(one for one in app.button if one.label == "Run").click().run()
    assert asked == ["select no_such_column"] * 2


def test_a_statement_that_writes_is_refused_with_a_sentence(run_app: RunApp, built_acme: Path) -> None:
    told = said(run_app(built_acme, "sql", sql="drop table marts.fct_facts"))
    assert "This page only reads; DROP statements are refused." in told


def test_every_table_and_column_of_the_file_is_described(acme_con: duckdb.DuckDBPyConnection) -> None:
    tables, columns = queries.tables(acme_con), queries.columns(acme_con)
    assert tables.filter(pl.col("description") == "").is_empty()
    assert columns.filter(pl.col("description") == "").is_empty()
    assert columns.filter(pl.col("table_name") == "fct_facts")["column_name"][0] == "fact_id"


def test_a_search_leaves_the_columns_that_bear_the_word(run_app: RunApp, built_acme: Path) -> None:
    app = run_app(built_acme, "sql")
    app.text_input(key="search").set_value("OPERAND_CELLS").run()
    assert len([one for one in app.expander if one.label.startswith("`marts.fct_quarter")]) >= 2
    assert not [one for one in app.expander if "dim_rules" in one.label]


def test_every_macro_is_listed_with_what_it_gives(run_app: RunApp, built_acme: Path) -> None:
    told = said(run_app(built_acme, "sql"))
    assert "- `identify(low, high, of_unit, of_metric, of_entity, of_period, of_value)` Which" in told
    bare = [line for line in told.splitlines() if line.startswith("- `") and line.rstrip().endswith("`")]
    assert bare == []


@pytest.mark.parametrize(
    ("columns", "choice"),
    [
        ({"on": [date(2025, 1, 1), date(2025, 2, 1)], "n": [1, 2]}, Choice("line", "on", "n", "")),
        ({"a": [1, 2, 3], "b": [3.0, 2.0, 1.0]}, Choice("scatter", "a", "b", "")),
        ({"who": ["x", "y"], "n": [1, 2], "value": [5.0, 6.0]}, Choice("bar", "who", "value", "")),
        (
            {"quarter": ["2025Q1", "2025Q1", "2025Q2"], "who": ["x", "y", "x"], "n": [1, 2, 3]},
            Choice("line", "quarter", "n", "who"),
        ),
        ({"n": [1]}, None),
        ({"who": ["x", "y"]}, None),
    ],
)
def test_the_chart_suits_the_types_of_the_columns(
    columns: dict[str, list[object]], choice: Choice | None
) -> None:
    assert suited(pl.DataFrame(columns)) == choice


def test_a_text_of_the_rows_is_no_markup_in_the_chart() -> None:
    rows = pl.DataFrame({"who": ["<b>x</b>", "y"], "n": [1, 2]})
    figure = answer_figure(rows, Choice("bar", "who", "n", ""))
    assert list(figure.data[0].x) == ["‹b›x‹/b›", "y"]


def test_a_column_s_name_is_no_markup_in_the_chart() -> None:
    rows = pl.DataFrame({"<a href='x'>who</a>": ["x", "y"], "<i>n</i>": [1, 2]})
    layout = answer_figure(rows, Choice("bar", rows.columns[0], rows.columns[1], "")).layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("‹a href='x'›who‹/a›", "‹i›n‹/i›")


def test_files_hold_the_rows_of_the_answer() -> None:
    rows = pl.DataFrame({"on": [date(2025, 1, 1)], "value": [float("inf")], "list": [[1, 2]]})
    assert json.loads(as_json(rows)) == [{"on": "2025-01-01", "value": None, "list": [1, 2]}]
    assert pl.read_parquet(io.BytesIO(as_parquet(rows))).equals(rows)
