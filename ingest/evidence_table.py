"""The evidence of all facts as a frame: each fact held against its document where the archive has it.

An archive without a fact's document costs nothing: only facts whose document is at hand are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from ingest.catalog import Catalog
from ingest.evidence import check_facts, index_documents

EVIDENCE_SCHEMA = {"fact_id": pl.String, "evidence": pl.String, "evidence_detail": pl.String}


def index_archives(folders: Sequence[Path]) -> dict[str, Path]:
    """The documents of some folders by the SHA-256 of their bytes."""
    return {sha256: path for folder in reversed(folders) for sha256, path in index_documents(folder).items()}


def evidence_of(
    facts: pl.DataFrame, catalog: Catalog, documents: dict[str, Path], *, read_back_all: bool = False
) -> pl.DataFrame:
    """Columns `fact_id`, `evidence` and `evidence_detail`, one row a fact.

    With `read_back_all`, facts without a document are checked too: whether the printed figure says the value.
    """
    sources = {source.source_id: asdict(source) for source in catalog.sources}
    at_hand = [source_id for source_id, source in sources.items() if source["sha256"] in documents]
    checked = facts if read_back_all else facts.filter(pl.col("source_id").is_in(at_hand))
    found = check_facts(checked.iter_rows(named=True), documents, sources)
    rows = [(evidence.fact_id, evidence.evidence, evidence.detail) for evidence in found]
    unchecked = facts.join(checked, on="fact_id", how="anti").select(
        "fact_id",
        evidence=pl.lit("not archived"),
        evidence_detail=pl.format("no document of {} is at hand", "source_id"),
    )
    return pl.concat([pl.DataFrame(rows, schema=EVIDENCE_SCHEMA, orient="row"), unchecked])
