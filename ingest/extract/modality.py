"""Whether a figure is an actual, guidance, a plan or the answer to a survey: by the words around it.

Guidance is what a company expects to report, a plan what it intends to spend or reach without reporting it, a
survey what people answered. Where nothing says otherwise, a figure is an actual.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ingest.extract.stated import Stated
from ingest.extract.surroundings import Span

_GUIDANCE = re.compile(
    r"(?<!\w)(?:guidance|outlook|forecasts?|forecasted|expects?|expecting|expected|anticipates?|anticipated"
    r"|projects(?= |\b)|projecting|projected|projections?|estimates?(?= (?:for|of) (?:20|FY))|targets?(?= (?:of|for))"
    r"|20\d\dE|توقعات|التوقعات|تتوقع|يتوقع|توقع|المتوقعة?|المستهدفة?|تستهدف|إرشادات)(?!\w)",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"(?<!\w)(?:plans? to|planned|planning|will invest|intends?|commits?|committed to|pledged?|announced an? "
    r"(?:investment|plan)|aims? to|targets|expected annual savings|تخطط|خطة ل|تعتزم|ستستثمر|تنوي|تعهدت)(?!\w)",
    re.IGNORECASE,
)
_SURVEY = re.compile(
    r"(?<!\w)(?:surveys?|surveyed|respondents?|polls?|polled|(?:stud(?:y|ies)|research) (?:shows?|showed|found|finds)"
    r"|satisfaction|satisfied|found it helpful|استطلاع|استبيان|المستطلعين|رضا)(?!\w)",
    re.IGNORECASE,
)
_REPORTED_BEFORE = re.compile(r"(?:than|as|was|were|had been|had) (?:originally |previously )?expected|أعلى من المتوقع")


def propose(
    text: str, stated: Sequence[Stated], period_ends: Sequence[dt.date | None], today: dt.date | None
) -> None:
    """Give each figure its modality; `period_ends` are those of their periods, `today` the document's present."""
    for one, period_end in zip(stated, period_ends, strict=True):
        one.modality = _modality(text, one, period_end, today)


def _modality(text: str, one: Stated, period_end: dt.date | None, today: dt.date | None) -> str:
    """The modality of one figure: its own words, its row and its column before all else."""
    own = " ".join(text[start:end] for start, end in _own_words(one))
    if _SURVEY.search(own):
        return "survey"
    is_over = period_end is not None and today is not None and period_end <= today
    if _GUIDANCE.search(_REPORTED_BEFORE.sub(" ", own)) and not is_over:
        return "guidance" if period_end else "plan"
    return "plan" if _PLAN.search(own) and not is_over else "actual"


def _own_words(one: Stated) -> list[Span]:
    """The figure's sentence or cell, its row's label and its column's headers."""
    return [one.sentence, *one.line.row, *one.line.columns]
