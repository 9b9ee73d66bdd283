"""What two builds at hand believe differently, cell by cell.

Change and cause are judged as the ledger judges them between the published build and the next; the words are
defined in `int_changes_found.sql`, and a test holds the two together. Only cells are compared: what a quarter
is follows from them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from ingest import builds, paths, publications
from ingest.errors import UnusableInputError, did_you_mean
from ingest.publish import KEPT_BUILDS, build_before

# `bounds_meet` is the macro of that name in `dbt_project/macros/bounds.sql`.
DIFFERENCES = """
    WITH
    sources_before AS (
        SELECT cell_id, unnest(string_split(source_ids, ';')) AS source_id
        FROM before.marts.fct_observations
    ),
    bereft AS (
        SELECT DISTINCT cell_id FROM sources_before
        WHERE source_id NOT IN (SELECT source_id FROM after.marts.dim_sources)
    ),
    facts AS (
        SELECT fact_id, known_from, publisher
        FROM after.marts.fct_facts JOIN after.marts.dim_sources USING (source_id)
        WHERE status = 'accepted'
    ),
    inputs AS (
        SELECT
            one.policy_fingerprint <> other.policy_fingerprint AS policy_differs,
            one.code_fingerprint <> other.code_fingerprint AS code_differs
        FROM before.raw.builds AS one, after.raw.builds AS other
        WHERE one.is_this_build AND other.is_this_build
    ),
    compared AS (
        SELECT
            coalesce(theirs.cell_id, ours.cell_id) AS cell_id,
            ours.cell_id IS NULL AS is_new,
            ours.facts_digest IS DISTINCT FROM theirs.facts_digest AS has_other_facts,
            facts_after.known_from > facts_before.known_from
                AND facts_after.publisher = facts_before.publisher
                AND NOT bounds_meet(ours.value_low, ours.value_high, theirs.value_low, theirs.value_high)
                AS is_restated,
            ours.value AS value_before,
            theirs.value AS value_after,
            ours.verdict AS verdict_before,
            theirs.verdict AS verdict_after,
            ours.fact_id AS fact_id_before,
            theirs.fact_id AS fact_id_after
        FROM before.marts.fct_observations AS ours
        FULL JOIN after.marts.fct_observations AS theirs ON ours.cell_id = theirs.cell_id
        LEFT JOIN facts AS facts_before ON ours.fact_id = facts_before.fact_id
        LEFT JOIN facts AS facts_after ON theirs.fact_id = facts_after.fact_id
        WHERE
            ours.cell_id IS NULL OR theirs.cell_id IS NULL
            OR (ours.value, ours.value_low, ours.value_high, ours.verdict, ours.rule)
            IS DISTINCT FROM
            (theirs.value, theirs.value_low, theirs.value_high, theirs.verdict, theirs.rule)
    ),
    keys AS (
        FROM after.marts.fct_observations
        UNION ALL BY NAME
        FROM before.marts.fct_observations ANTI JOIN after.marts.fct_observations USING (cell_id)
    )
    SELECT
        CASE
            WHEN is_new THEN 'new'
            WHEN cell_id IN (FROM bereft) THEN 'source_gone'
            WHEN is_restated THEN 'restated'
            ELSE 'resolved_differently'
        END AS change,
        CASE
            WHEN has_other_facts THEN 'facts'
            WHEN policy_differs THEN 'policy'
            WHEN code_differs THEN 'code'
            ELSE 'facts'
        END AS cause,
        keys.entity_id, keys.metric_id, keys.breakdown, keys.period_type, keys.period_start, keys.period_end,
        keys.period_label, keys.modality, keys.unit,
        value_before, value_after,
        (value_after - value_before) / nullif(abs(value_before), 0) AS relative_change,
        verdict_before, verdict_after, fact_id_before, fact_id_after
    FROM compared JOIN keys USING (cell_id), inputs
    ORDER BY
        abs(relative_change) DESC NULLS LAST,
        keys.entity_id, keys.metric_id, keys.breakdown, keys.modality, keys.period_end, keys.period_label
"""
BOUNDS_MEET = """
    CREATE MACRO bounds_meet(low_a, high_a, low_b, high_b) AS
        (low_a < high_b AND low_b < high_a)
        OR (low_a = high_a AND low_a BETWEEN low_b AND high_b)
        OR (low_b = high_b AND low_b BETWEEN low_a AND high_a)
"""


def differences(before: str, after: str) -> list[dict[str, Any]]:
    """The cells of which two builds believe something else, the largest relative change first.

    Each has change, cause, the cell's key, unit, value, verdict and winner before and after, relative_change.
    """
    if before == after:
        return []
    with duckdb.connect() as con:
        con.execute(BOUNDS_MEET)
        con.execute(_attached(before, "before"))
        con.execute(_attached(after, "after"))
        try:
            found = con.execute(DIFFERENCES)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise UnusableInputError(
                "These builds cannot be compared: one was made by another version of this program, without"
                f" what is compared ({str(error).splitlines()[0]})."
            ) from error
        columns = [name for name, *_ in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def chosen_build(name: str) -> str:
    """The id of a build at hand by `published`, `newest`, `previous` or the beginning of its id."""
    there = [build.build_id for build in builds.all_builds(paths.builds())]
    published = builds.published_id(paths.published())
    if not there:
        raise UnusableInputError("There is no build yet; run `kpi refresh` first.")
    if name == "newest":
        return there[-1]
    if name == "previous":
        return build_before(published, there)
    if name == "published" and published:
        return published
    return _by_its_beginning(name, there)


def _by_its_beginning(name: str, there: list[str]) -> str:
    """The one build whose id begins with a text; raises UnusableInputError where there is none or several."""
    found = [build_id for build_id in there if name and build_id.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnusableInputError(f'"{name}" may be any of {", ".join(found)}; write more of it.')
    if name and any(one.build_id.startswith(name) for one in publications.all_publications()):
        raise UnusableInputError(
            f'The build "{name}" was published once, but is no longer kept: the last {KEPT_BUILDS} are, and'
            " the published one. marts.meta_changes has what each build changed."
        )
    remedy = did_you_mean(
        name, [*there, "published", "newest", "previous"], f"`kpi builds` lists {len(there)}"
    )
    raise UnusableInputError(f'There is no build "{name}"; {remedy}.')


def _attached(build_id: str, name: str) -> str:
    """The statement that attaches a build's file under a name."""
    file: Path = paths.builds() / build_id / builds.DATABASE
    return "ATTACH '{}' AS {} (READ_ONLY)".format(str(file).replace("'", "''"), name)
