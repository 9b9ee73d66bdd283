"""The evidence of all facts as a frame: each fact held against its document where the archive has it.

An archive without a fact's document costs nothing: only facts whose document is at hand are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from ingest.catalog import Catalog
from ingest.errors import Fault
from ingest.evidence import check_facts, index_documents
from ingest.lake import LakeFile

EVIDENCE_SCHEMA = {"fact_id": pl.String, "evidence": pl.String, "evidence_detail": pl.String}


def index_archives(folders: Sequence[Path]) -> dict[str, Path]:
    """The documents of some folders by the SHA-256 of their bytes."""
    return {sha256: path for folder in reversed(folders) for sha256, path in index_documents(folder).items()}


def evidence_of(facts: pl.DataFrame, catalog: Catalog, documents: dict[str, Path]) -> pl.DataFrame:
    """Columns `fact_id`, `evidence` and `evidence_detail`, one row a fact."""
    sources = {source.source_id: asdict(source) for source in catalog.sources}
    at_hand = [source_id for source_id, source in sources.items() if source["sha256"] in documents]
    checked = facts.filter(pl.col("source_id").is_in(at_hand))
    found = check_facts(checked.iter_rows(named=True), documents, sources)
    rows = [(evidence.fact_id, evidence.evidence, evidence.detail) for evidence in found]
    unchecked = facts.join(checked, on="fact_id", how="anti").select(
        "fact_id",
        evidence=pl.lit("not archived"),
        evidence_detail=pl.format("no document of {} is at hand", "source_id"),
    )
    return pl.concat([pl.DataFrame(rows, schema=EVIDENCE_SCHEMA, orient="row"), unchecked])


def evidence_faults(
    facts: pl.DataFrame, evidence: pl.DataFrame, lake_files: Sequence[LakeFile]
) -> list[Fault]:
    """A fault for each fact that its archived document contradicts, by the catalog file that states it."""
    stated_by = {(file.source_id, file.catalog_file) for file in lake_files}
    failed = facts.join(evidence.filter(pl.col("evidence") == "failed"), on="fact_id", maintain_order="left")
    return [
        Fault(
            " or ".join(sorted(file for stated, file in stated_by if stated == source_id)),
            f"{source_id}, {locator}",
            f"{detail}; the fact is loaded, its evidence marked as failed",
        )
        for source_id, locator, detail in failed.select("source_id", "locator", "evidence_detail").iter_rows()
    ]
