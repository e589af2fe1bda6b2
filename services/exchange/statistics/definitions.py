"""The metrics of the statistics (domain 11): each with its names, its formula in words, and the formula itself; pure.

No targets, no ranks: since October 2024 figures explain the work and measure nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from exchange.statistics import formulas, instrument_formulas
from exchange.statistics.counted import Counted, Figures

Formula = Callable[[Counted], Figures]
Groups = Callable[[Counted], list[dict[str, Any]]]

Unit = Literal["persons", "cases", "documents", "leads", "classes"]
LABELS: Final[dict[Unit, str]] = {"persons": "人", "cases": "件", "documents": "份", "leads": "条", "classes": "组"}


@dataclass(frozen=True)
class Metric:
    """One metric: `unit` is what the numerator counts, `of` what the denominator does; `for_police`: they read it too."""

    code: str
    chinese: str
    unit: Unit
    zh: str
    en: str
    formula: Formula
    of: Unit | None = None
    groups: Groups | None = None
    for_police: bool = False
    informational: bool = False


METRICS: Final[tuple[Metric, ...]] = (
    Metric(
        "supervised_filing",
        "监督立案件数",
        "cases",
        "期内立案或重新立案、且系在要求说明不立案理由后（自行立案）或通知立案书后的案件数：公安机关注明的起因，或者该日以前就该案制发的上述文书（已撤销的除外）；按决定日，每案计一次，按最后一次分列",
        "Cases filed or filed again in the period after a request for the reasons of not filing, or an order to file: as the"
        " police state, or as issued on the case by then and not taken back; each case once, by the last part",
        formulas.supervised_filings,
    ),
    Metric(
        "supervised_withdrawal",
        "监督撤案件数",
        "cases",
        "期内撤销、且撤案系在检察监督之后的案件数：公安机关注明的撤案起因属所配置者，或撤案之日以前就该案制发过所配置种类的监督文书"
        "（已撤销的除外），按最后一次监督的种类分列，每案计一次",
        "Cases withdrawn in the period after supervision: the cause named by the police is a configured one, or an"
        " instrument of a configured kind (not taken back) was issued on the case no later than that day; by the last"
        " kind, each case once",
        formulas.supervised_withdrawals,
    ),
    Metric(
        "supervision_established",
        "立案监督成案率",
        "cases",
        "（监督立案件数＋监督撤案件数）÷ 期内首次进入筛查的线索数",
        "(supervised filings + supervised withdrawals) ÷ leads first taken into screening in the period",
        formulas.established,
        of="leads",
    ),
    Metric(
        "supervised_filing_transferred",
        "监督立案后移送起诉率",
        "cases",
        "期内监督立案的案件中，截至所知位置，立案后已移送审查起诉的件数 ÷ 期内监督立案件数",
        "Of the cases filed under supervision in the period, those sent for prosecution on or after filing, as far as"
        " known ÷ supervised filings",
        formulas.transferred_later,
        of="cases",
    ),
    Metric(
        "supervised_filing_convicted",
        "监督立案后有罪判决率",
        "cases",
        "期内监督立案的案件中，截至所知位置，至少一人被判有罪的件数 ÷ 期内监督立案件数",
        "Of the cases filed under supervision in the period, those in which at least one person was found guilty, as far"
        " as known ÷ supervised filings",
        formulas.convicted_later,
        of="cases",
    ),
    Metric(
        "instruments_issued",
        "监督文书制发数",
        "documents",
        "期内制发的监督文书份数，按制发日，分种类（侦查活动监督通知书、纠正违法通知书、检察建议书等）",
        "Instruments issued in the period, by the day of issue and by kind",
        instrument_formulas.instruments_issued,
        for_police=True,
    ),
    Metric(
        "instruments_course",
        "监督文书办理情况",
        "documents",
        "制发、首次回复、采纳（含部分采纳）、逾期各按其自身日期计数；迟延采纳计入采纳的季度，并注明制发的季度",
        "Issued, first replied, adopted (wholly or in part) and overdue, each by its own day; a late adoption counts in the"
        " quarter of adoption, with the quarter of issue",
        instrument_formulas.instruments_course,
        groups=instrument_formulas.late_adoptions,
        for_police=True,
    ),
    Metric(
        "adoption_of_due",
        "采纳率（以回复期限届满为分母）",
        "documents",
        "回复期限在期内届满的文书（已撤销的除外）中，截至期末检察机关认定采纳或部分采纳的份数 ÷ 回复期限在期内届满的份数",
        "Of the instruments whose reply period ended in the period (without those taken back), those found adopted, wholly"
        " or in part, by its last day ÷ those whose reply period ended in the period",
        instrument_formulas.adopted_of_due,
        of="documents",
        for_police=True,
    ),
    Metric(
        "adoption_of_replied",
        "采纳率（以已回复为分母）",
        "documents",
        "期内首次回复的文书（已撤销的除外）中，截至期末检察机关认定采纳或部分采纳的份数 ÷ 期内首次回复的份数",
        "Of the instruments first replied to in the period (without those taken back), those found adopted, wholly or in"
        " part, by its last day ÷ those first replied to in the period",
        instrument_formulas.adopted_of_replied,
        of="documents",
        for_police=True,
    ),
    Metric(
        "replied_in_time",
        "按期回复率",
        "documents",
        "回复期限在期内届满的文书（已撤销的除外）中，届满日当日或以前首次回复的份数 ÷ 回复期限在期内届满的份数；"
        "期限以送达记载为准，未记载的按送达日加制发时载明的日数，遇节假日顺延",
        "Of the instruments whose reply period ended in the period (without those taken back), those first replied to on or"
        " before the due day ÷ all of them; due as stated at service, else the day of service and the days stated at issue, a holiday moved (CPL 105)",
        instrument_formulas.replied_in_time,
        of="documents",
        for_police=True,
    ),
    Metric(
        "overdue_open",
        "超期提醒",
        "documents",
        "期末当日已过回复期限、仍待回复（未回复、未认定采纳情况、无复议复查且未办结或撤销）的文书份数，按逾期日数分段",
        "Instruments past their due day on the last day that still await a reply (no finding, no objection); by days late",
        instrument_formulas.overdue_open,
        for_police=True,
    ),
    Metric(
        "arrest_approved",
        "批捕率",
        "persons",
        "期内批准逮捕人数 ÷（期内批准逮捕人数＋不批准逮捕人数）；同一人同类决定计一次",
        "Persons whose arrest was approved in the period ÷ (approved + refused); a person counts once for each kind of"
        " decision",
        formulas.approved,
        of="persons",
    ),
    Metric(
        "arrest_refused",
        "不捕率",
        "persons",
        "期内不批准逮捕人数 ÷（期内批准逮捕人数＋不批准逮捕人数）；同一人同类决定计一次",
        "Persons whose arrest was refused in the period ÷ (approved + refused); a person counts once for each kind of"
        " decision",
        formulas.refused,
        of="persons",
    ),
    Metric(
        "arrest_refusal_categories",
        "不捕分类占比",
        "persons",
        "期内各类不批准逮捕人数 ÷ 期内不批准逮捕人数",
        "Persons whose arrest was refused in the period, by category ÷ all who were refused",
        formulas.refusals_by_category,
        groups=formulas.refusal_shares,
    ),
    Metric(
        "reconsideration_changed",
        "复议复核改变率",
        "documents",
        "期内不捕复议、复核决定中变更的份数 ÷ 期内作出的不捕复议、复核决定（变更＋维持）份数",
        "Decisions on objections to refusals of arrest that changed the refusal ÷ all that changed or upheld it, by the day"
        " of decision",
        formulas.reconsidered,
        of="documents",
    ),
    Metric(
        "returned",
        "退查率",
        "cases",
        "期内退回补充侦查（审判阶段的补充侦查除外）至少一次的件数 ÷ 期内受理审查起诉的件数；各按其决定日，分子可含前期受理的案件",
        "Cases returned at least once in the period (not at the trial stage) ÷ cases received for prosecution in the period;"
        " each by its own day, so that cases received earlier may stand in the numerator",
        formulas.returned,
        of="cases",
    ),
    Metric(
        "average_returns",
        "平均退查次数",
        "documents",
        "期内退回补充侦查次数 ÷ 期内受理审查起诉的件数",
        "Returns in the period ÷ cases received for prosecution in the period",
        formulas.average_returns,
        of="cases",
    ),
    Metric(
        "not_prosecuted",
        "不诉率",
        "persons",
        "期内不起诉人数 ÷（期内提起公诉人数＋不起诉人数）；不起诉分种类",
        "Persons not prosecuted in the period ÷ (prosecuted + not prosecuted); by kind",
        formulas.not_prosecuted,
        of="persons",
    ),
    Metric(
        "custody_before_prosecution",
        "诉前羁押率",
        "persons",
        "期内提起公诉时在押的人数 ÷ 期内提起公诉人数；未注明是否在押的另列",
        "Persons in custody when prosecuted in the period ÷ persons prosecuted; of whom it is not stated is shown",
        formulas.custody_before_prosecution,
        of="persons",
    ),
    Metric(
        "case_to_matters",
        "案-件比",
        "documents",
        "件 ÷ 案：案为期内受理逮捕、起诉的案件（去重），件为案加所配置的诉讼环节次数；仅供参考",
        "Matters ÷ cases: cases received for arrest or prosecution in the period, each once; matters are these and the"
        " configured steps; informational only",
        formulas.case_to_matters,
        of="cases",
        informational=True,
    ),
    Metric(
        "early_intervention",
        "提前介入率",
        "cases",
        "期内标记为重大、疑难、复杂的案件中，截至期末已启动提前介入（被拒绝的除外）的件数 ÷ 期内标记的件数；标记为：人工列为繁案（期末仍有效）、"
        "所配置的事实、退查、因证据等不捕，或者启动提前介入本身；人工改列其他轨道的除外",
        "Of the cases marked as major or complex in the period, those with early intervention opened by its last day and not"
        " declined ÷ all of them; marked by a person while that stands, a configured fact, a return, a refusal for want of"
        " proof, or the intervention itself; not where a person set another track",
        formulas.intervened_early,
        of="cases",
    ),
    Metric(
        "fast_track",
        "速裁适用率",
        "persons",
        "期内建议适用速裁程序提起公诉的人数 ÷ 期内提起公诉人数",
        "Persons prosecuted with the fast track suggested in the period ÷ persons prosecuted",
        formulas.fast_track,
        of="persons",
    ),
    Metric(
        "model_conversion",
        "模型线索转化",
        "leads",
        "期内成案线索 ÷ 期内首次进入筛查的线索，按模型与版本分列预警、筛查、成案及排除原因；各按其自身日期",
        "Leads established ÷ leads first taken into screening in the period, by model and version with warnings and reasons"
        " of dismissal; each by its own day",
        formulas.conversion,
        of="leads",
        groups=formulas.conversion_by_model,
    ),
    Metric(
        "follow_up_done",
        "回头看完成率",
        "documents",
        "计划日（办结时未定的，为办结后三个月）在期内且已届至的回头看（文书已撤销的除外）中，计划后已开展的次数 ÷ 应开展的次数",
        "Look-backs planned for a day of the period that is over (three months after closing where none was named; not of"
        " instruments taken back) and held since they were planned ÷ all of them",
        instrument_formulas.followed_up,
        of="documents",
    ),
    Metric(
        "relapse",
        "同类违法反复",
        "documents",
        "期内制发的文书中，制发日前所配置的月数内同一单位因同一违法情形已被制发文书的份数（已撤销的、依据同一线索的均除外）",
        "Instruments issued in the period to a unit that within the configured months before had one with the same violation"
        " code (neither taken back, nor resting on one alert)",
        instrument_formulas.relapses,
        for_police=True,
    ),
    Metric(
        "class_cases",
        "类案",
        "classes",
        "期内确认的线索与不依据线索的文书（已撤销的除外）按违法情形代码×单位归组，达到所配置数量或者占比高于上季度的组，与类案线索同一口径",
        "Confirmed alerts and instruments that rest on none (not taken back) by code and unit, where there are as many as"
        " configured or their share rises against the quarter before; grouped as in /v1/class-cases",
        instrument_formulas.class_cases,
        groups=instrument_formulas.classes,
        for_police=True,
    ),
)
"""All metrics, in the order of domain 11."""
