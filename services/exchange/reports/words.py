"""Chinese words for the codes that the figures are divided by; a code that nobody knows here is shown as it is; pure."""

from collections.abc import Mapping
from typing import Final

from zhenxie.law.instruments.catalogue import UnknownKind, kind_of

_NOT_STATED: Final = "未注明"
CAUSES: Final[Mapping[str, str]] = {
    "own_decision": "自行决定",
    "reason_request": "要求说明理由后",
    "order_to_file": "通知立案后",
    "order_to_withdraw": "通知撤案后",
    "arrest_refused": "不批捕后",
    "returned": "退回后",
}
REFUSALS: Final[Mapping[str, str]] = {
    "no_crime": "无犯罪事实",
    "art16": "法定不追究",
    "insufficient_evidence": "证据不足",
    "no_social_danger": "无社会危险性",
    "minor_optional": "罪行较轻",
    "not_stated": _NOT_STATED,
}
NON_PROSECUTIONS: Final[Mapping[str, str]] = {
    "statutory": "法定不起诉",
    "discretionary": "酌定不起诉",
    "insufficient_evidence": "存疑不起诉",
    "conditional": "附条件不起诉",
    "approved": "核准不起诉",
    "not_stated": _NOT_STATED,
}
COURSE: Final[Mapping[str, str]] = {
    "issued": "制发",
    "replied": "首次回复",
    "adopted": "采纳",
    "adopted_of_earlier_periods": "其中前期制发、本期采纳",
    "overdue": "逾期",
    "taken_back": "制发后撤销",
}
LEAD_COURSE: Final[Mapping[str, str]] = {"warned": "预警", "screened": "进入筛查", "established": "成案"}
DISMISSALS: Final[Mapping[str, str]] = {
    "other_province_took_it": "外省已管辖",
    "split_off": "另案处理",
    "still_investigating": "仍在侦查",
    "data_error": "数据错误",
    "lawful_exception": "合法例外",
    "already_corrected": "已纠正",
    "other": "其他",
    "not_stated": _NOT_STATED,
}
COOPERATION: Final[Mapping[str, str]] = {
    "early_intervention": "提前介入",
    "consultation": "会商",
    "joint_study": "研判",
    "joint_meeting": "联席会议",
    "clue_transfer": "线索移送",
    "class_case_review": "类案分析",
}
"""The kinds of records of cooperation, in the order in which a report shows them."""
STEPS: Final[Mapping[str, str]] = {
    "return": "退回补充侦查",
    "arrest_reconsideration": "不捕复议",
    "arrest_review": "不捕复核",
    "custody_extension": "延长侦查羁押期限",
}


def instrument(code: str) -> str:
    """Return what a kind of instrument is called."""
    try:
        return kind_of(code).name.chinese
    except UnknownKind:
        return _NOT_STATED if code == "not_stated" else code


def after(code: str) -> str:
    """Return after what a case was filed or withdrawn: a cause that the police named, or a kind of instrument."""
    return CAUSES.get(code) or f"{instrument(code)}后"


def lateness(bucket: str) -> str:
    """Return how late an answer is, by the name of its class of age: `1_7`, `over_90`."""
    low, _, high = bucket.partition("_")
    return f"逾期{high}日以上" if low == "over" else f"逾期{low}至{high}日"
