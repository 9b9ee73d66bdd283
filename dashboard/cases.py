"""Cases of contradiction in words: of which kind, what about, which two figures, how far apart, how many."""

from __future__ import annotations

from dashboard import queries
from dashboard.axes import Row
from dashboard.badges import VERDICTS
from dashboard.connection import ask
from ingest import format as fmt
from ingest.tongue import later, tr, tr_count

KINDS = {
    "open": ("red", "error", later("open contest")),
    "undated": ("red", "event_busy", later("undated figure disagrees")),
    "identity": ("red", "calculate", later("identity fails")),
    "outranked": VERDICTS["outranked"],
    "restated": VERDICTS["restated"],
    "settled": ("gray", "inventory_2", later("among facts that lost")),
}
UNSETTLED = ("open", "undated", "identity")


def kind_of(case: Row) -> str:
    """What kind of contradiction a case is: its standing, undated stocks apart."""
    is_undated = case["standing"] == "open" and case.get("comparison") == "undated_stock"
    return "undated" if is_undated else str(case["standing"])


def read_cases(entity: str) -> list[Row]:
    """Conflicts and failed identities of an entity or of all: the unsettled first, of them the material."""
    cases = [
        *ask(queries.contradictions, entity).to_dicts(),
        *ask(queries.failed_identities, entity).to_dicts(),
    ]
    return sorted(cases, key=lambda case: (kind_of(case) not in UNSETTLED, -case["material"]))


def case_name(case: Row) -> str:
    """A case in words: metric, breakdown, entity, period, modality."""
    told = [case["metric_label"], fmt.breakdown(case["breakdown"], ""), case["entity_label"]]
    told.append(fmt.period(case["period_label"]))
    told.append("" if case["modality"] == "actual" else fmt.words(case["modality"]))
    return " · ".join(word for word in told if word)


def sides(case: Row) -> tuple[str, str]:
    """The two figures that disagree: stronger and weaker, or found and expected."""
    pairs = (("value_a", "low_a", "high_a"), ("value_b", "low_b", "high_b"))
    if case["standing"] == "identity":
        pairs = (("found", "found_low", "found_high"), ("expected", "expected_low", "expected_high"))
    first, second = (
        fmt.figure(case[value], case[low], case[high], case["unit"]) for value, low, high in pairs
    )
    return first, second


def counts_sentence(counts: Row) -> str:
    """What is contradicted, said precisely: cells, pairs of figures, undated figures, identities."""
    places = {
        "cells": tr_count(
            "{number} cell is contested", "{number} cells are contested", counts["contested_cells"]
        ),
        "undated": tr_count(
            "{number} undated figure disagrees with a dated one",
            "{number} undated figures disagree with dated ones",
            counts["undated_pairs"],
        ),
        "identities": tr_count(
            "{number} identity fails", "{number} identities fail", counts["failed_identities"]
        ),
        "decided": tr_count(
            "a rule decides {number} disagreement",
            "a rule decides {number} disagreements",
            counts["decided_pairs"],
        ),
    }
    if not counts["open_pairs"]:
        return tr("{cells}; {undated}; {identities}; {decided}.", **places)
    pairs = tr_count("by {number} pair of figures", "by {number} pairs of figures", counts["open_pairs"])
    return tr("{cells}, {pairs}; {undated}; {identities}; {decided}.", pairs=pairs, **places)
