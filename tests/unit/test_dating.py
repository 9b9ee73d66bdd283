"""Sentences of our own: each figure in brackets with the code it must get behind a bar, and `<` the base of a change."""

import re
from datetime import date

import pytest

from ingest.extract.dating import Dated, date_figures
from ingest.extract.period_mentions import Anchor, mentions_in
from ingest.periods import FiscalCalendar

CALENDAR = FiscalCalendar(12, 31)
ANCHOR = Anchor(date(2025, 10, 30), "published 2025-10-30")
MARKED = re.compile(r"\[([^|\]]*)\|([^<\]]*)(?:<([^\]]*))?\]")

ENGLISH = """
Acme's sales were [$10 million|2025Q3] in Q3 2025.
In the third quarter of 2025, sales reached [$10 million|2025Q3], up [5%|2025Q3<2024Q3] year over year.
Sales of [$10 million|2025Q3] and profit of [$2 million|2025Q3] in Q3 2025 were records.
The loss ratio was [82.3%|2024Q2] in Q2 2024.
Q1 2025 loss ratio was [82.2%|2025Q1], up from [79.9%|2024Q1] in Q1 2024.
The loss ratio rose to [83.2%|2025Q2] in Q2 2025, compared to [82.3%|2024Q2] in Q2 2024.
Members decreased by [6%|2025-06-30<2024-12-31] from December 31, 2024, to [18.0 million|2025-06-30] as of June 30, 2025.
Members reached [9 million|2025-06-30] at June 30, 2025, a [3%|2025-06-30<2024-12-31] increase from the end of 2024.
Members totaled [9 million|2025-06-30] as of June 30, 2025, a [3%|2025-06-30<2024-12-31] increase since the end of 2024.
Its [$65.5 billion|2025Q1] first-quarter 2025 revenue was a record.
Brokers brought in first-quarter 2025 revenue of [$65.5 billion|2025Q1].
The expense ratio fell to [6.1%|2024Q2] (Q2 2024).
Robots saw sales increase [13%|2025Q2<2024Q2] year-over-year in Q2 2025.
The app has [5 million|] users; in 2024 it was free.
For 2025, the plan covers [11|FY2025] states.
Acme had [400|2024-12-31] stores at the end of 2024 and [450|2025-09-30] as of September 30, 2025.
Revenues were [$10|2025Q3], [$9|2024Q3] and [$8|2023Q3] in the third quarters of 2025, 2024 and 2023, respectively.
Sales were [$10|2025Q3] and [$9|2024Q3] for the three months ended September 30, 2025 and 2024, respectively.
In 2025 and 2024, we paid [$4|FY2025] and [$3|FY2024], respectively.
Sales for the nine months ended September 30, 2025 were [$30|2025-9M].
Net income for the year ended December 31, 2024 was [$7 million|FY2024], compared with [$6 million|FY2023] in 2023.
Revenue was [$10 million|2025Q3] in Q3 2025 compared to [$9 million|2024Q3] in Q3 2024, an increase of [11%|2025Q3<2024Q3].
Compared with Q3 2024, revenue rose [5%|2025Q3<2024Q3] in Q3 2025.
In Q3 2025 revenue was [$10|2025Q3] compared with [$9|2024Q3] a year earlier.
In Q3 2025 revenue was [$10|2025Q3], versus [$9|2024Q3] in the same quarter last year.
Discounts of [30%|] apply starting in 2027.
Acme will invest [$5 billion|FY2027] by 2027.
Acme scored [683|] in the 2025 Zenith Digital Study.
In the prior fourth quarter, the ratio was between [90% and 95%|2024Q4].
Rebates reached [$356 billion|FY2024] last year.
Acme announced an investment of up to [$150 million|] in new clinics in January 2025.
Acme projects full year 2025 revenue of at least [$252 billion|FY2025].
Projected Full Year 2025 Operating Income: At least [$4.13 billion|FY2025]
Q2 2025: [5|2025Q2], Q3 2025: [6|2025Q3]
Sales were [$5|2025Q2] in Q2 2025 and [$6|2025Q3] in Q3 2025.
Costs fell [4%|2025Q3<2025Q2] from the second quarter of 2025 to [$9 million|2025Q3] in the third quarter of 2025.
Revenue grew [8%|2025Q3<2024Q3] in Q3 2025 compared to the same period in 2024.
Inventory stood at [$3 million|2025-06-30] on 30 June 2025, while debt was [$1 million|2025-06-30].
Backlog was [$4 million|2025-09-30] at quarter-end September 30, 2025; headcount is [12,000|].
While sales in 2024 were [$8 million|FY2024], those in 2025 were [$9 million|FY2025].
Since launching its app in 2019, Acme has won [5 million|] users.
Sales rose sequentially by [2%|2025Q3<2025Q2] in Q3 2025.
""".strip().split("\n")

ARABIC = """
بلغت إيرادات أكمي [10 مليارات دولار|2025Q3] في الربع الثالث من عام 2025.
في عام 2023، بلغت النفقات [177.4 مليار دولار|FY2023].
استثمرت أكمي [345 مليون دولار|FY2023] في برامج الصحة في عام 2023.
عالجت أكمي [185 مليون|FY2023] مطالبة في عام 2023 بنسبة دقة [99.7%|FY2023].
وصلت المشاركة إلى [9.2 مليون|FY2022] فرد في عام 2022، مع إجراء فحوصات لـ [6.7 مليون|FY2022] عضو.
تخدم أكمي [12.3 مليون|] عميل، مع وصول النسبة إلى [74%|FY2022] في عام 2022.
بلغت التكاليف في عام 2023 [750 مليون دولار|FY2023]، بما في ذلك الأجور.
بلغ عدد الأعضاء [18 مليون|2025-06-30] في 30 يونيو 2025.
بلغ عدد الأعضاء [18 مليون|2025-06-30] حتى ٣٠ حزيران/يونيو ٢٠٢٥.
ارتفعت الأرباح بنسبة [5%|2025Q3<2024Q3] على أساس سنوي إلى [2 مليار ريال|2025Q3] في الربع الثالث من 2025.
بلغت الأرباح [2 مليار|2025Q3] في الربع الثالث من عام 2025 مقارنة بـ [1.8 مليار|2024Q3] في الربع الثالث من عام 2024.
بلغت الأرباح [2 مليار|2025Q3] في الربع الثالث 2025 مقابل [1.8 مليار|2024Q3] في نفس الفترة من العام الماضي.
تدير أكمي [18.1 مليون|2023Q3] عميل اعتبارًا من الربع الثالث من عام 2023.
بلغ صافي الربح للأشهر التسعة المنتهية في 30 سبتمبر 2025 مبلغ [7 ملايين|2025-9M].
إيرادات النصف الأول من عام 2025: [40 مليون|2025H1]
بلغت الأصول [90 مليون|2024-12-31] في نهاية عام 2024.
ستستثمر أكمي [5 مليارات|FY2030] بحلول عام 2030.
تدعم أكمي رؤية 2030 بمبلغ [5 مليارات|].
يطبق الخصم [30%|] ابتداءً من عام 2027.
بلغت المبيعات [3 ملايين|FY2024] لعام 2024 و[4 ملايين|FY2025] لعام 2025.
انخفضت المصروفات من [5 ملايين|] إلى [4 ملايين|FY2024] في السنة المالية 2024.
بلغت الإيرادات في السنة المنتهية في 31 ديسمبر 2024 [12.8 مليار|FY2024].
وصل عدد الفروع إلى [45|2025-09-30] كما في 30 سبتمبر 2025، بزيادة [3%|2025-09-30<2024-12-31] مقارنة بنهاية عام 2024.
""".strip().split("\n")


def dated(marked: str) -> list[tuple[str, str]]:
    """What the figures in brackets get: code and base."""
    text, figures, at = "", [], 0
    for found in MARKED.finditer(marked):
        text += marked[at : found.start()]
        figures.append((len(text), len(text) + len(found[1])))
        text += found[1]
        at = found.end()
    text += marked[at:]
    mentions = mentions_in(text, 0, len(text), calendar=CALENDAR, anchor=ANCHOR)
    results: list[Dated] = date_figures(text, 0, len(text), figures, mentions)
    return [(one.mention.code if one.mention else "", one.base) for one in results]


@pytest.mark.parametrize("marked", ENGLISH + ARABIC)
def test_each_figure_gets_the_period_that_the_sentence_gives_it(marked: str) -> None:
    assert dated(marked) == [(found[2], found[3] or "") for found in MARKED.finditer(marked)]
