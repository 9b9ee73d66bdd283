"""What the alerts of the catalog find in a published build and, for overdue quarters, by the clock.

A `restatement` or a `contest` is what the ledger says that this build changed; a first build changes nothing.
A `bound` looks at the newest quarter that has a value, however it came about. Nothing is sent here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import duckdb

from ingest.alert_events import Event
from ingest.catalog import Catalog
from ingest.catalog_records import Alert, Entity
from ingest.format import amount, breakdown
from ingest.periods import FiscalCalendar, FiscalQuarter, fiscal_quarters
from ingest.published import query

# A filer of 52- or 53-week years ends a quarter some days beside the nominal one.
NEAR_DAYS = dt.timedelta(days=10)
THIS_BUILD = "SELECT build_id FROM raw.builds WHERE is_this_build"
NEWEST_QUARTER = """
    SELECT fiscal_quarter, value FROM marts.fct_quarters
    WHERE metric_id = $metric AND entity_id = $entity AND breakdown = $breakdown AND value IS NOT NULL
    ORDER BY quarter_end DESC LIMIT 1
"""
CHANGED = f"""
    SELECT changes.*, now.facts_digest
    FROM marts.meta_changes AS changes
    JOIN marts.fct_observations AS now
        USING (entity_id, metric_id, breakdown, period_type, period_label, modality)
    WHERE build_id IN ({THIS_BUILD}) AND cause <> 'first_build'
        AND ($metric IS NULL OR metric_id = $metric) AND ($entity IS NULL OR entity_id = $entity)
    ORDER BY entity_id, metric_id, breakdown, period_label, modality
"""
NEWEST_DAY = """
    SELECT max(period_end) AS stated_to FROM marts.fct_facts
    WHERE entity_id = $entity AND modality = 'actual' AND status = 'accepted'
"""


def found_events(con: duckdb.DuckDBPyConnection, catalog: Catalog, today: dt.date) -> list[Event]:
    """Everything that the alerts find in the build of the connection on a day, in the order of the alerts."""
    find = Find(con, catalog, today)
    by_kind: dict[str, Callable[[Alert], Iterator[Event]]] = {
        "bound": find.beyond_bound,
        "restatement": find.restated,
        "overdue": find.overdue,
        "contest": find.contested,
    }
    return [event for alert in catalog.alerts for event in by_kind[alert.kind](alert)]


class Find:
    """What to look in: one build, its catalog, and the day."""

    def __init__(self, con: duckdb.DuckDBPyConnection, catalog: Catalog, today: dt.date) -> None:
        self.con = con
        self.catalog = catalog
        self.today = today
        self.build_id = str(query(con, THIS_BUILD).item())

    def beyond_bound(self, alert: Alert) -> Iterator[Event]:
        """The newest quarter where its value lies beyond the bound."""
        part = alert.breakdown or ""
        cell = {"metric": alert.metric_id, "entity": alert.entity_id, "breakdown": part}
        for row in query(self.con, NEWEST_QUARTER, cell).iter_rows(named=True):
            side, limit = ("below", alert.below) if alert.above is None else ("above", alert.above)
            if limit is None or (row["value"] <= limit if side == "above" else row["value"] >= limit):
                continue
            unit = self.catalog.metric_by_id[alert.metric_id or ""].unit
            about = self._about(alert.entity_id, alert.metric_id, part, row["fiscal_quarter"])
            yield self._event(
                alert,
                (alert.entity_id, alert.metric_id, part, row["fiscal_quarter"]),
                f"{side} {limit:g}",
                f"{about} is {amount(row['value'], unit)}, {side} {amount(limit, unit)}.",
                value=row["value"],
            )

    def restated(self, alert: Alert) -> Iterator[Event]:
        """The cells that this build restates by more than the fraction."""
        for row in self._changed(alert):
            before, after = row["value_before"], row["value_after"]
            if row["change"] != "restated" or before is None or after is None:
                continue
            if abs(after - before) <= (alert.over or 0) * abs(before):
                continue
            unit = self.catalog.metric_by_id[row["metric_id"]].unit
            moved = f"from {amount(before, unit)} to {amount(after, unit)}"
            yield self._event(
                alert,
                _cell(row),
                f"{row['modality']} from {before!r} to {after!r}",
                f"{self._about(*_cell(row))} is restated {moved}.",
                value=after,
                value_before=before,
            )

    def contested(self, alert: Alert) -> Iterator[Event]:
        """The cells that are contested with this build and were not before."""
        for row in self._changed(alert):
            if row["verdict_after"] == "contested" and row["verdict_before"] != "contested":
                yield self._event(
                    alert,
                    _cell(row),
                    f"{row['modality']} contested by {row['facts_digest']}",
                    f"{self._about(*_cell(row))} is contested: its sources disagree and no rule decides.",
                    value_before=row["value_before"],
                )

    def overdue(self, alert: Alert) -> Iterator[Event]:
        """The quarters after the last that anything is stated of, once their reports are due."""
        entity = self.catalog.entity_by_id[alert.entity_id or ""]
        stated_to = query(self.con, NEWEST_DAY, {"entity": entity.entity_id}).item()
        if stated_to is None:
            return
        calendar = FiscalCalendar.from_text(entity.fiscal_year_end)
        for quarter in fiscal_quarters(calendar, stated_to.year, self.today.year + 1):
            due = _due(quarter, entity)
            if quarter.start > stated_to - NEAR_DAYS and due < self.today:
                sentence = f"{entity.label_en}: no source states anything of {quarter.label}, due by {due}."
                yield self._event(alert, (entity.entity_id, None, "", quarter.label), "overdue", sentence)

    def _changed(self, alert: Alert) -> Iterator[dict[str, Any]]:
        """What the ledger says that this build changed, of the alert's metric and entity."""
        named = {"metric": alert.metric_id, "entity": alert.entity_id}
        return query(self.con, CHANGED, named).iter_rows(named=True)

    def _about(self, entity_id: str | None, metric_id: str | None, part: str, period_label: str) -> str:
        """A cell in words."""
        metric = self.catalog.metric_by_id[metric_id or ""].label_en
        entity = self.catalog.entity_by_id[entity_id or ""].label_en
        return ", ".join(word for word in (metric, entity, breakdown(part, ""), period_label) if word)

    def _event(
        self,
        alert: Alert,
        cell: tuple[str | None, str | None, str, str],
        what: str,
        sentence: str,
        *,
        value: float | None = None,
        value_before: float | None = None,
    ) -> Event:
        """An event of this build."""
        entity_id, metric_id, part, period_label = cell
        return Event(
            alert_id=alert.alert_id,
            kind=alert.kind,
            build_id=self.build_id,
            entity_id=entity_id or "",
            metric_id=metric_id,
            breakdown=part,
            period_label=period_label,
            what=what,
            sentence=sentence,
            value=value,
            value_before=value_before,
        )


def _cell(row: dict[str, Any]) -> tuple[str, str, str, str]:
    """The cell of a change."""
    return row["entity_id"], row["metric_id"], row["breakdown"], row["period_label"]


def _due(quarter: FiscalQuarter, entity: Entity) -> dt.date:
    """The day by which the report on a quarter is due; the fourth comes with the year's."""
    lag = entity.report_lag_year_days if quarter.quarter_no == 4 else entity.report_lag_quarter_days
    return quarter.end + dt.timedelta(days=lag or 0)
