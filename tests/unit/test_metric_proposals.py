"""Which metric, entity and breakdown a figure is proposed for, from documents of our own and the whole extraction."""

from __future__ import annotations

from typing import Any

import pytest

from ingest import paths
from ingest.catalog import Catalog, read_catalog
from ingest.extract.extraction import extract


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(paths.project() / "ingest" / "catalog")


def found(text: str, catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Candidates by print."""
    return {one["printed"]: one for one in extract(text.encode(), "page.md", catalog).candidates}


def test_the_words_next_to_a_figure_name_its_metric(catalog: Catalog) -> None:
    page = found("Total revenues were $12.5 billion and the medical care ratio was 83.1%.\n", catalog)
    assert page["$12.5 billion"]["metric_id"] == "total_revenues"
    assert page["83.1%"]["metric_id"] == "medical_care_ratio"


def test_the_longer_name_wins(catalog: Catalog) -> None:
    page = found("Adjusted revenues reached $12.5 billion.\n", catalog)
    assert page["$12.5 billion"]["metric_id"] == "adjusted_revenues"


def test_the_unit_decides(catalog: Catalog) -> None:
    page = found("Pharmacy customers rose 4% to 120.5 million.\n", catalog)
    assert page["4%"]["metric_id"] == "pharmacy_customers_growth"
    assert page["120.5 million"]["metric_id"] == "pharmacy_customers"


def test_a_level_behind_up_from_is_of_the_metric_before_it(catalog: Catalog) -> None:
    page = found("The medical care ratio was 83.1%, up from 81.0% in Q1 2024.\n", catalog)
    assert page["81.0%"]["metric_id"] == "medical_care_ratio"


def test_a_figure_that_fits_no_metric_is_a_candidate_with_its_words(catalog: Catalog) -> None:
    page = found("The lobby has a fountain of 312 coloured tiles.\n", catalog)
    assert page["312"]["metric_id"] == ""
    assert "coloured tiles" in page["312"]["label"]


def test_rows_name_metrics_and_columns_name_periods(catalog: Catalog) -> None:
    page = found(
        "| In millions | Q1 2025 | Q1 2024 |\n|---|---|---|\n"
        "| Total revenues | 1,200 | 1,100 |\n| Net income | 130 | 120 |\n",
        catalog,
    )
    told = {print_: (one["metric_id"], one["period"], one["value"]) for print_, one in page.items()}
    assert told["1,100"] == ("total_revenues", "2024Q1", 1.1e9)
    assert told["130"] == ("shareholders_net_income", "2025Q1", 1.3e8)


def test_columns_name_metrics_and_rows_members(catalog: Catalog) -> None:
    page = found(
        "| Channel | Customer interactions |\n|---|---|\n| Phone | 2,400 |\n| Email | 1,300 |\n", catalog
    )
    assert page["2,400"]["metric_id"] == "customer_interactions"
    assert page["1,300"]["breakdown"] == "channel=email"


def test_parts_that_add_up_to_a_figure_are_of_its_metric_and_period(catalog: Catalog) -> None:
    page = found(
        "Total revenues were $15.7 billion in 2023.\n\n"
        "- Dental care: $4.3 billion\n- Vision care: $3.9 billion\n- Other services: $7.5 billion\n",
        catalog,
    )
    assert page["$7.5 billion"]["metric_id"] == "total_revenues"
    assert page["$7.5 billion"]["period"] == "FY2023"
    assert page["$7.5 billion"]["period_from"].startswith("whole: adds up")
    assert page["$4.3 billion"]["breakdown"] == "line=dental"


def test_figures_that_do_not_add_up_stay_undated(catalog: Catalog) -> None:
    page = found(
        "Total revenues were $15.7 billion in 2023.\n\n- Dental care: $4.3 billion\n- Vision care: $3.9 billion\n",
        catalog,
    )
    assert page["$3.9 billion"]["period"] == "undated"


def test_an_entity_is_the_one_named_nearest_before(catalog: Catalog) -> None:
    page = found(
        "Cigna reports.\n\nRevenues of Evernorth were $60 million and those of Accredo $7 million.\n", catalog
    )
    assert page["$60 million"]["entity_id"] == "evernorth"
    assert page["$7 million"]["entity_id"] == "accredo"


def test_guidance_is_of_a_period_that_is_not_over(catalog: Catalog) -> None:
    page = found(
        "In 2025 revenues were $10 billion; 2025 was strong, and 2025 ended well.\n\n"
        "The outlook for 2026 is adjusted revenues of at least $12 billion.\n",
        catalog,
    )
    assert page["$12 billion"]["modality"] == "guidance"
    assert page["$12 billion"]["qualifier"] == "at_least"
    assert page["$10 billion"]["modality"] == "actual"


def test_arabic_names_are_found_through_their_endings(catalog: Catalog) -> None:
    page = found("وبلغت إيرادات الشركة الإجمالية 12.5 مليار دولار في عام 2023.\n", catalog)
    assert page["12.5 مليار دولار"]["metric_id"] == "total_revenues"
    assert page["12.5 مليار دولار"]["period"] == "FY2023"
