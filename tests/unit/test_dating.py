"""Sentences of our own: each figure in brackets with the code it must get behind a bar, and `<` the base of a change."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.periods.dating import Dated, date_figures
from ingest.extract.periods.period_mentions import Anchor, mentions_in
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
Members shrank by [8%|2025-06-30<2024-12-31] from December 31, 2024, to [21.4 million|2025-06-30] as of June 30, 2025.
Members reached [9 million|2025-06-30] at June 30, 2025, a [3%|2025-06-30<2024-12-31] increase from the end of 2024.
Members totaled [9 million|2025-06-30] as of June 30, 2025, a [7%|2025-06-30<2024-12-31] increase since the end of 2024.
Its [$65.5 billion|2025Q1] first-quarter 2025 revenue was a record.
Brokers brought in first-quarter 2025 revenue of [$13.2 billion|2025Q1].
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
Acme announced a program of up to [$90 million|] in new clinics in January 2025.
Acme projects full year 2025 revenue of at least [$252 billion|FY2025].
Projected Full Year 2025 Operating Income: At least [$2.07 billion|FY2025]
Q2 2025: [5|2025Q2], Q3 2025: [6|2025Q3]
Sales were [$5|2025Q2] in Q2 2025 and [$6|2025Q3] in Q3 2025.
Costs fell [4%|2025Q3<2025Q2] from the second quarter of 2025 to [$9 million|2025Q3] in the third quarter of 2025.
Revenue grew [8%|2025Q3<2024Q3] in Q3 2025 compared to the same period in 2024.
Inventory stood at [$3 million|2025-06-30] on 30 June 2025, while debt was [$1 million|2025-06-30].
Backlog was [$4 million|2025-09-30] at quarter-end September 30, 2025; headcount is [12,000|].
While sales in 2024 were [$8 million|FY2024], those in 2025 were [$9 million|FY2025].
Since launching its app in 2019, Acme has won [5 million|] users.
Sales rose sequentially by [2%|2025Q3<2025Q2] in Q3 2025.
Revenue increased 8% year over year to [$54 million|2025Q3] from [$50 million|2024Q3] in the third quarter of 2025.
Total revenues for third quarter 2025 were [$69.7 billion|2025Q3], reflecting growth of [9%|2025Q3].
Shareholders' net income for third quarter 2025 was [$1.9 billion|2025Q3], or [$6.98|2025Q3] per share, compared with [$739 million|2024Q3], or [$2.63|2024Q3] per share, for third quarter 2024.
Adjusted income from operations for the third quarter 2025 was [$2.1 billion|2025Q3], or [$7.83|2025Q3] per share.
The debt-to-capitalization ratio was [43.6%|2025-09-30] at September 30, 2025 compared to [43.8%|2024-12-31] at December 31, 2024.
Year to date through September 30, 2025, Acme repurchased [5.9 million|2025-9M] shares for approximately [$1.8 billion|2025-9M].
Total customers at September 30, 2025 were [182.5 million|2025-09-30], an increase of [1%|2025-09-30<2024-12-31] from December 31, 2024.
The medical care ratio of [84.8%|2025Q3] for third quarter 2025 increased compared to [82.8%|2024Q3] for third quarter 2024.
Revenues grew [15%|2025Q3<2024Q3] relative to third quarter 2024, to [$60.4 billion|2025Q3] in third quarter 2025.
For full year 2025, Acme expects adjusted income of at least [$29.60|FY2025] per share.
On July 30, 2025, the board declared a dividend of [$1.51|2025-07-30] per share.
Acme opened [12|FY2024] stores in 2024 and plans [15|FY2025] in 2025.
We ended the third quarter of 2025 with [$4 billion|2025Q3] in cash.
Cash was [$4 billion|2025-09-30] as of September 30, 2025, down from [$5 billion|2024-12-31] at year-end 2024.
In the year-ago quarter, sales were [$9 million|2024Q3].
Gross margin was [41.2%|] versus [40.1%|2024Q3] in the year-ago quarter.
Gross margin for Q3 2025 was [41.2%|2025Q3] versus [40.1%|2024Q3] in the prior-year quarter and [40.9%|2025Q2] in the previous quarter.
Net sales increased [$2.1 billion|FY2024<FY2023], or [5%|FY2024<FY2023], during 2024 compared to 2023.
Operating income was [$114 billion|FY2023] in fiscal 2023, [$119 billion|FY2022] in fiscal 2022 and [$108 billion|FY2021] in fiscal 2021.
As of December 31, 2024 and 2023, the company had [$10 million|2024-12-31] and [$9 million|2023-12-31] of deposits, respectively.
Interest expense was [$10 million|2025Q3] and [$30 million|2025-9M] for the three and nine months ended September 30, 2025, respectively.
Interest expense was [$10 million|2025Q3] and [$9 million|2024Q3] for the three months ended September 30, 2025 and 2024, respectively, and [$30 million|2025-9M] and [$27 million|2024-9M] for the nine months ended September 30, 2025 and 2024, respectively.
Acme had approximately [72,000|] employees.
As of 2024, Acme runs [12|FY2024] plants.
Between 2020 and 2024 Acme invested [$2 billion|2020-01-01..2024-12-31] in roads.
The company, founded in 1985, has [300|] shops.
Sales rose from [$5 million|FY2023] in 2023 to [$6 million|FY2024] in 2024.
Q3 2025 sales were [$5 million|2025Q3], while costs were [$4 million|2025Q3] and the tax rate was [21%|2025Q3].
Customers: [5 million|2024-12-31] (December 31, 2024); [6 million|2025-12-31] (December 31, 2025)
Premiums (2024): [$5 million|FY2024]
Revenue [$5 million|2025Q3] (Q3 2025) vs [$4 million|2024Q3] (Q3 2024)
Capital spending will be about [$1 billion|FY2026] in 2026, up from [$900 million|FY2025] this year.
The deal will close in the first half of 2026 and add [5,000|] staff.
In 2024 alone, the fund paid [$3 million|FY2024] to [1,200|FY2024] families.
Loans grew [4%|2025Q3<2025Q2] from the prior quarter to [$12 billion|2025Q3] in the third quarter of 2025.
In fiscal 2024, net sales were [$391 billion|FY2024], up [2%|FY2024<FY2023] compared to fiscal 2023.
Cash flow from operations of [$2.9 billion|2025-9M] for the first nine months of 2025 fell from [$5.0 billion|2024-9M] in the same period of 2024.
For the quarter ended June 30, 2025, the company reported revenue of [$5 million|2025Q2] and EPS of [$0.31|2025Q2].
Revenue for the first half of 2025 was [€3.1 billion|2025H1] (H1 2024: [€2.9 billion|2024H1]).
Net debt: [€4.1 billion|2025-06-30] at 30 June 2025 (31 December 2024: [€4.4 billion|2024-12-31])
We had [5,400|2024-12-31] employees at December 31, 2024, of whom [60%|2024-12-31] worked abroad.
Our workforce grew to [5,400|2024-12-31] people by December 31, 2024.
By year-end 2026, we expect to run [400|2026-12-31] stores.
The plan, adopted in 2019, covers [12 million|] workers.
Effective January 1, 2026, the copay will be [$25|].
Sales in January 2025 were [$3 million|2025-01] and in February 2025 [$4 million|2025-02].
2024 revenue: [$5 million|FY2024]; 2023 revenue: [$4 million|FY2023]
FY24 EBITDA margin of [21.3%|FY2024] vs. [20.1%|FY2023] in FY23
Same-store sales rose [3.1%|2025Q2<2024Q2] in the second quarter of 2025 compared with the second quarter of 2024.
EPS was [$1.20|2025Q3] in Q3 2025, up from [$1.10|2025Q2] in Q2 2025 and [$1.00|2024Q3] in Q3 2024.
Since the start of 2025, the network has added [20|] clinics.
Customers totaled [5 million|2025-09-30] on September 30, 2025, [2%|2025-09-30<2024-09-30] more than on September 30, 2024.
The backlog at the end of the second quarter of 2025 was [$9 million|2025-06-30], compared with [$8 million|2025-03-31] at the end of the first quarter.
During the three months ended March 31, 2025, we repurchased [1.2 million|2025Q1] shares at an average price of [$312|2025Q1].
Acme now expects 2025 revenue between [$5.0 billion and $5.2 billion|FY2025], up from its July 2025 outlook of [$4.9 billion|FY2025].
About [15%|FY2024] of 2024 sales came from Asia.
Medicare enrollment, [1.1 million|2025-03-31] at March 31, 2025, had been [1.3 million|2024-03-31] a year earlier.
In 2024, [40%|FY2024] of orders and [35%|FY2024] of returns were online.
The tax rate was [21.1%|2025Q3] and [19.8%|2024Q3] for the third quarters of 2025 and 2024, respectively.
Acme serves [3 million|] people today, and expects [4 million|FY2027] by 2027.
Revenue for the twelve months ended June 30, 2025 reached [$8 million|2024-07-01..2025-06-30].
Sales declined [6%|FY2023] in 2023, [2%|FY2024] in 2024 and rose [1%|FY2025] in 2025.
Under the 2022 Care Act, employers pay [$50|] per worker.
In the 2024 Zenith Patient Survey, [72%|] of patients were content.
Acme will open [20|FY2026] clinics in 2026.
The facility matures in 2029 and bears interest at [5.2%|].
The [$500 million|] notes due 2031 were issued at par.
The dividend will rise to [$1.60|] beginning in the first quarter of 2026.
The copay drops to [$35|] starting January 1, 2026.
Acme's Vision 2030 plan calls for [300|] clinics.
Total assets were [$150 billion|2025-06-30] as of June 30, 2025; total debt was [$30 billion|].
As of June 30, 2025: total assets [$150 billion|2025-06-30]; total debt [$30 billion|2025-06-30].
Net income fell to [$1 million|2025Q1] in the first quarter from [$2 million|2024Q1] in the same period last year.
Membership of [3 million|2024-12-31] at year's end 2024.
The program saved clients [$2.1 billion|FY2024] in 2024, up from [$1.8 billion|FY2023] the year before.
Our guidance for 2026 is [$10.00|FY2026] to be compared with [$9.50|FY2025] expected for 2025.
Sales were flat at [$9 million|2025Q3] in the third quarter of both 2025 and 2024.
Of the [$10 million|FY2024] spent in 2024, [40%|FY2024] went to roads.
Prices rose [3%|2024-07] in July 2024 and [2%|2024-08] in August.
Volume for the week ended October 4, 2025 was [7,000|2025-09-28..2025-10-04] tons.
""".strip().split("\n")

ARABIC = """
بلغت إيرادات أكمي [10 مليارات دولار|2025Q3] في الربع الثالث من عام 2025.
في عام 2023، بلغت النفقات [177.4 مليار دولار|FY2023].
استثمرت أكمي [345 مليون دولار|FY2023] في برامج الصحة في عام 2023.
عالجت أكمي [210 مليون|FY2023] مطالبة في عام 2023 بنسبة دقة [98.4%|FY2023].
وصلت المشاركة إلى [4.6 مليون|FY2022] فرد في عام 2022، مع إجراء كشوفات لـ [3.1 مليون|FY2022] عضو.
تخدم أكمي [12.3 مليون|] عميل، مع وصول النسبة إلى [74%|FY2022] في عام 2022.
بلغت التكاليف في عام 2023 [750 مليون دولار|FY2023]، بما في ذلك الأجور.
بلغ عدد الأعضاء [18 مليون|2025-06-30] في 30 يونيو 2025.
بلغ عدد الأعضاء [18 مليون|2025-06-30] حتى ٣٠ حزيران/يونيو ٢٠٢٥.
ارتفعت الأرباح بنسبة [5%|2025Q3<2024Q3] على أساس سنوي إلى [2 مليار ريال|2025Q3] في الربع الثالث من 2025.
بلغت الأرباح [2 مليار|2025Q3] في الربع الثالث من عام 2025 مقارنة بـ [1.8 مليار|2024Q3] في الربع الثالث من عام 2024.
بلغت الأرباح [2 مليار|2025Q3] في الربع الثالث 2025 مقابل [1.8 مليار|2024Q3] في نفس الفترة من العام الماضي.
تدير أكمي [5.3 مليون|2023Q3] عميل اعتبارًا من الربع الثالث من عام 2023.
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
ارتفع صافي الربح بنسبة [12%|2025Q3<2024Q3] ليصل إلى [3 مليارات ريال|2025Q3] خلال الربع الثالث من عام 2025 مقارنة مع [2.7 مليار ريال|2024Q3] في الربع المماثل من العام السابق.
بلغت الإيرادات [5 مليارات|2025-9M] خلال التسعة أشهر الأولى من عام 2025 بارتفاع [8%|2025-9M<2024-9M] عن الفترة المماثلة من العام الماضي.
سجلت الشركة في الربع الثاني من 2025 أرباحا قدرها [200 مليون|2025Q2] درهم مقابل [180 مليون|2024Q2] درهم في الفترة ذاتها من عام 2024.
خلال عامي 2024 و2023 بلغت الأرباح [5 ملايين|FY2024] و[4 ملايين|FY2023] على التوالي.
بلغت نسبة الامتثال [95%|2024-12-31] بنهاية عام 2024 مقارنة بـ[93%|2023-12-31] بنهاية عام 2023.
تأسست أكمي عام 1985 ولديها [300|] فرع.
نمت الودائع [6%|2025-09-30<2024-12-31] منذ نهاية عام 2024 لتبلغ [90 مليار ريال|2025-09-30] كما في 30 سبتمبر 2025.
بلغ عدد الموظفين [5,400|2024-12-31] موظف بحلول 31 ديسمبر 2024.
خلال الأشهر الستة المنتهية في 30 يونيو 2025 حققت أكمي [9 ملايين|2025H1] دينار.
تراجعت الخسائر إلى [3 ملايين|2024Q4] في الربع الرابع من عام 2024 من [5 ملايين|2024Q3] في الربع الثالث من عام 2024.
في النصف الأول من عام 2025 بلغت الإيرادات [7 ملايين|2025H1]، وبلغت التكاليف [4 ملايين|2025H1].
تتوقع أكمي إيرادات بقيمة [8 مليارات|FY2026] في عام 2026.
إجمالي الأصول كما في 31 ديسمبر 2024: [90 مليون|2024-12-31]
وصل عدد المستخدمين إلى [5 ملايين|2025-09] في شهر سبتمبر 2025.
بموجب القانون رقم 12 لسنة 2019 تدفع الشركات [50 دولارا|] عن كل عامل.
تستهدف أكمي [300|FY2030] فرع بحلول عام 2030، ولديها اليوم [120|] فرعا.
أصدرت أكمي سندات بقيمة [500 مليون|] تستحق في 2031.
ستفتتح أكمي [20|FY2026] فرعا في عام 2026.
بلغ عدد العملاء [3 ملايين|2025-06-30] في نهاية يونيو 2025 مقابل [2.8 مليون|2024-06-30] قبل عام.
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


PIECES = "[5|]|[6%|]|[$7|]|Q3 2025|in 2024|from|to|compared with|a year earlier|year over year|, respectively|and|, or|;|:|في عام 2023|مقارنة بـ|\u200f|up"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES.replace("|]", "]").split("|")), max_size=14))
def test_any_sentence_dates_each_figure_once(pieces: list[str]) -> None:
    sentence = " ".join(pieces).replace("]", "|]")
    assert len(dated(sentence)) == len(MARKED.findall(sentence))


def test_a_period_in_parentheses_dates_no_figure_outside_them() -> None:
    text = "Sales were $5 (H1 2024: $4), while costs were $3."
    named = mentions_in(text, 0, len(text), calendar=FiscalCalendar(12, 31))
    dated = date_figures(text, 0, len(text), [(11, 13), (24, 26), (46, 48)], named)
    assert [one.mention and one.mention.code for one in dated] == [None, "2024H1", None]
