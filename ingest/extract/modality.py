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
    r"(?<!\w)(?:guidance|guides? to|guided to|outlook|forecasts?|forecasted|expects?|expecting|expected"
    r"|anticipates?|anticipated|projects|projecting|projected|projections?|targets?(?= (?:of|for))"
    r"|estimates?(?= (?:for|of) (?:20|FY))"
    r"|20\d\dE|توقعات|التوقعات|تتوقع|يتوقع|توقع|المتوقعة?|المستهدفة?|تستهدف|إرشادات)(?!\w)",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"(?<!\w)(?:plans? to|planned|planning|will invest|intends?|commits?|committed to|pledged?|announced an? "
    r"(?:investment|plan)|aims? to|targets"
    r"|تخطط|خطة ل|تعتزم|ستستثمر|تنوي|تعهدت)(?!\w)",
    re.IGNORECASE,
)
_SURVEY = re.compile(
    r"(?<!\w)(?:surveys?|surveyed|respondents?|polls?|polled"
    r"|(?:stud(?:y|ies)|research) (?:shows?|showed|found|finds)"
    r"|satisfaction|satisfied|found it helpful|استطلاع|استبيان|المستطلعين|رضا)(?!\w)",
    re.IGNORECASE,
)
_REPORTED_BEFORE = re.compile(
    r"(?:than|as|was|were|had been|had) (?:originally |previously )?expected|أعلى من المتوقع"
)


def propose(
    text: str, stated: Sequence[Stated], period_ends: Sequence[dt.date | None], today: dt.date | None
) -> None:
    """Give each figure its modality; `period_ends` are of their periods, `today` is the document's now."""
    for one, period_end in zip(stated, period_ends, strict=True):
        one.modality = _modality(text, one, period_end, today)


def looks_ahead(words: str) -> bool:
    """Whether words speak of what is expected or planned, not of what was once expected.

    >>> [looks_ahead(words) for words in ("We expect sales of $5", "more than expected", "تتوقع الشركة")]
    [True, False, True]
    """
    return _expects(words) or bool(_PLAN.search(words))


def _expects(words: str) -> bool:
    """Whether words tell what is expected now."""
    return bool(_GUIDANCE.search(_REPORTED_BEFORE.sub(" ", words)))


def _modality(text: str, one: Stated, period_end: dt.date | None, today: dt.date | None) -> str:
    """The modality of one figure: its own words, its row and its column before all else."""
    own = " ".join(text[start:end] for start, end in _own_words(one))
    if _SURVEY.search(own):
        return "survey"
    is_over = period_end is not None and today is not None and period_end <= today
    above = " ".join(text[start:end] for start, end in _above(one))
    if not is_over and _expects(own):
        return "guidance" if period_end else "plan"
    if period_end and not is_over and _GUIDANCE.search(above):
        return "guidance"
    return "plan" if _PLAN.search(own) and not is_over else "actual"


def _own_words(one: Stated) -> list[Span]:
    """The figure's sentence or cell, its row's label and its column's headers."""
    return [one.sentence, *one.line.row, *one.line.columns]


def _above(one: Stated) -> list[Span]:
    """The line that leads in to the list or table, and the heading above but for the title of it all."""
    headings = one.line.headings[:-1]
    return [*([one.line.lead_in] if one.line.lead_in else []), *headings[:1]]
