"""Stands for dbt's `adapter` when sqlfluff renders the models without dbt: every dialect macro becomes a number."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(_macro: str) -> Callable[..., str]:
    """A macro whose text is a constant, which parses wherever an expression may stand."""
    return lambda *_arguments: "1"
