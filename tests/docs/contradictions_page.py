"""The page docs/contradictions.md, made of what the published build says of the facts in the catalog.

Run `make contradictions` to write it anew; a test of the docs compares it with the build.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from dashboard import queries, sentences
from ingest import format as fmt
from ingest import reasons
from ingest.published import connect, query

STANDINGS = {
    "open": "open contest",
    "identity": "identity fails",
    "outranked": "outranked",
    "restated": "restated",
    "settled": "among facts that lost",
}
HEAD = """# Contradictions

What the built-in facts say against each other, and what arithmetic says of them: figures as printed, names and
words of ours. `make contradictions` writes this page from the published build, and a test compares the two. The
dashboard's view *Contradictions* shows the same with every source and place; `kpi why METRIC PERIOD` tells one cell.
"""


def page(con: duckdb.DuckDBPyConnection) -> str:
    """The whole page in Markdown, without the day or the build that made it."""
    labels = dict(reasons.labels(con).iter_rows())
    conflicts = queries.contradictions(con).to_dicts()
    failed = queries.failed_identities(con).to_dicts()
    fits = telling_fits(con)
    parts = [
        HEAD,
        f"## Figures that cannot both be right: {len(conflicts)}\n",
        table(
            ("verdict", "about", "printed", "explanation", "apart"),
            (conflict_row(con, row) for row in conflicts),
        ),
        f"## Identities that fail: {len(failed)}\n",
        table(
            ("identity", "about", "arithmetic"),
            (
                (
                    fmt.identity(row["identity_id"], row["identity_label"], labels),
                    about(row),
                    sentences.arithmetic_sentence(row, labels),
                )
                for row in failed
            ),
        ),
        f"## Facts that may have gone astray: {len(fits)}\n",
        "A fact that lost, stands contested or is not what an identity works out is held against all believed\n"
        "figures. Only fits that say more than chance stand here; they are leads, not verdicts.\n",
        table(("fact and the figure it fits", "by"), map(fit_row, fits)),
        "## Identities checked\n",
        table(("identity", "holds", "within rounding", "fails", "periods"), checked_rows(con, labels)),
    ]
    return "\n".join(parts)


def about(row: dict[str, Any]) -> str:
    """What a row is about: metric, breakdown, entity, period."""
    told = (row["metric_label"], fmt.breakdown(row["breakdown"], ""), row["entity_label"])
    return ", ".join(word for word in (*told, fmt.period(row["period_label"])) if word)


def conflict_row(con: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> tuple[str, ...]:
    """A conflict as a row of the table."""
    standing = STANDINGS[row["standing"]]
    pair = f"{printed(con, row['fact_ids_a'])} against {printed(con, row['fact_ids_b'])}"
    return standing, about(row), pair, row["explanation"], fmt.share(row["apart"])


def printed(con: duckdb.DuckDBPyConnection, fact_ids: list[str]) -> str:
    """The figures of some facts as printed, each spelling once."""
    return " or ".join(sorted(set(queries.facts_by_id(con, fact_ids)["printed"])))


def telling_fits(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The fits that say more than chance, those of one figure and one explanation once."""
    ids = query(con, "SELECT DISTINCT fact_id FROM marts.fct_astray ORDER BY 1")["fact_id"].to_list()
    fits = reasons.astray(con, ids).filter("is_telling")
    return fits.unique("explanation", keep="first", maintain_order=True).sort("chance", "fact_id").to_dicts()


def fit_row(row: dict[str, Any]) -> tuple[str, str]:
    """A fit as a row of the table."""
    return row["explanation"], fmt.slips(row["slips"], row["factor"]).removeprefix("by ")


def checked_rows(con: duckdb.DuckDBPyConnection, labels: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Every identity with how often it holds, within rounding or fails, and for which periods it was checked."""
    checks = query(
        con,
        """
        SELECT
            checks.identity_id, identities.label_en,
            count(*) FILTER (holds = 'yes') AS yes, count(*) FILTER (holds = 'within_rounding') AS rounding,
            count(*) FILTER (holds = 'no') AS fails,
            list(DISTINCT period_label ORDER BY period_label) AS periods
        FROM marts.fct_identity_checks AS checks
        LEFT JOIN marts.dim_identities AS identities ON checks.identity_id = identities.identity_id
        GROUP BY ALL ORDER BY fails DESC, checks.identity_id
        """,
    )
    for row in checks.iter_rows(named=True):
        name = fmt.identity(row["identity_id"], row["label_en"], labels)
        periods = ", ".join(map(fmt.period, row["periods"]))
        yield name, *(str(row[column] or "") for column in ("yes", "rounding", "fails")), periods


def table(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table; right-to-left figures are isolated so that they turn nothing around them."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def cell(text: str) -> str:
    """Text of the data as one cell.

    >>> cell("a | b")
    'a \\\\| b'
    """
    isolated = fmt.RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", text)
    return isolated.replace("|", "\\|").replace("*", "\\*").replace("\n", " ")


if __name__ == "__main__":
    with connect() as con:
        Path(sys.argv[1]).write_text(page(con), encoding="utf-8")
