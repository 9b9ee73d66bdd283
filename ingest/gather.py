"""All facts of the catalog, through the lake: what each file says now, or what it last said soundly.

A faulty file adds nothing of its present state. Where the newest build had loaded an earlier, sound state of
it, that state's lake files stand in, and the faults say so; the other files are not held up. The facts of an
earlier state are known from their sources' publication as the catalog of today dates it. The faults name the
corrections, too, whose facts are not at hand meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest import lake
from ingest.catalog import Catalog
from ingest.corrections import passed_over
from ingest.errors import Fault, UnusableInputError
from ingest.facts import FactsFile, misfits, read_facts_file
from ingest.lake import LakeFile


@dataclass(frozen=True)
class Gathered:
    """The facts that a build rests on, the lake files that hold them, and what was wrong on the way."""

    facts: pl.DataFrame
    lake_files: tuple[LakeFile, ...]
    faults: tuple[Fault, ...]


def read_all_facts(folder: Path, catalog: Catalog) -> list[FactsFile]:
    """Every facts file of a catalog folder, a fact that an earlier file has already stated being a fault."""
    files: list[FactsFile] = []
    stated = pl.DataFrame(schema={"fact_id": pl.String, "file": pl.String})
    for path in sorted((folder / "facts").glob("*.csv")):
        file = _without_restated(read_facts_file(path, catalog), stated)
        ids = file.facts.select("fact_id", file=pl.lit(file.name))
        stated = pl.concat([stated, ids])
        files.append(file)
    return files


def gather_facts(
    folder: Path, catalog: Catalog, lake_folder: Path, loaded_before: Sequence[LakeFile]
) -> Gathered:
    """The facts of all files, stored in the lake; `loaded_before` are the newest build's lake files."""
    before: dict[str, list[LakeFile]] = {}
    for earlier in loaded_before:
        before.setdefault(earlier.catalog_file, []).append(earlier)
    frames: list[pl.DataFrame] = []
    lake_files: list[LakeFile] = []
    faults: list[Fault] = []
    for file in read_all_facts(folder, catalog):
        if file.faults:
            facts, files, meanwhile = _earlier_state(file.name, before, catalog, lake_folder)
            faults.extend([*file.faults, Fault(file.name, "", meanwhile)])
        else:
            facts, files = file.facts, lake.store(file.facts, file.name, lake_folder)
        frames.append(facts)
        lake_files.extend(files)
    facts = pl.concat(frames) if frames else lake.load([], lake_folder)
    faults.extend(passed_over(catalog, facts, faults))
    return Gathered(_each_once(facts), tuple(lake_files), tuple(faults))


def _without_restated(file: FactsFile, stated: pl.DataFrame) -> FactsFile:
    """The file, or only its faults where it repeats facts of an earlier file."""
    again = file.facts.join(stated, on="fact_id", how="inner")
    if again.is_empty():
        return file
    faults = [
        Fault(file.name, row["locator"], f'"{row["printed"]}" is already stated by {row["file"]}; keep one')
        for row in again.iter_rows(named=True)
    ]
    return FactsFile(file.name, file.facts.clear(), tuple(faults))


def _earlier_state(
    name: str, before: Mapping[str, list[LakeFile]], catalog: Catalog, lake_folder: Path
) -> tuple[pl.DataFrame, list[LakeFile], str]:
    """The facts and lake files of a faulty file's last sound state, and a sentence that says what is used."""
    nothing = lake.load([], lake_folder), list[LakeFile]()
    if name not in before:
        return *nothing, "nothing of it is loaded until this is mended"
    try:
        facts = lake.load(before[name], lake_folder)
    except FileNotFoundError:
        return *nothing, "nothing of it is loaded, as its earlier state is gone from the lake"
    misfit = misfits(facts, catalog)
    if misfit:
        raise UnusableInputError(
            f"{name} is faulty, and its earlier state no longer fits the catalog; nothing was changed.",
            [Fault(name, "as last loaded", message) for message in misfit],
        )
    dated = _dated_today(facts, catalog)
    files = before[name] if dated.equals(facts) else lake.store(dated, name, lake_folder)
    return dated, files, f"meanwhile the {facts.height} facts of its last sound state are used"


def _dated_today(facts: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """The facts, each known from the day on which its source was published by the catalog of today."""
    published = {source.source_id: source.published_on for source in catalog.sources}
    known_from = pl.col("source_id").replace_strict(published, return_dtype=pl.Date)
    return facts.with_columns(known_from=known_from)


def _each_once(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts; raises UnusableInputError where two files' states together state one fact twice."""
    twice = facts.filter(pl.col("fact_id").is_duplicated())
    if twice.height:
        raise UnusableInputError(
            "Facts moved from a file that is faulty now to another; nothing was changed.",
            [
                Fault(source_id, "", f'"{printed}" would be loaded twice; mend the faulty file first')
                for source_id, printed in twice.select("source_id", "printed").unique().iter_rows()
            ],
        )
    return facts
