"""What supervision instruments say (正文各栏), as a prosecutor of these tests writes them."""

from typing import Any

UNIT = "石嘴山市公安局大武口区分局"


def violation(act: str, rule: str, day: str | None = None) -> dict[str, Any]:
    """Return one violation: what was done, against which rule, on which day."""
    said = {"act": act, "rule": rule, "evidence": "案卷材料、案件信息交换记录"}
    return said if day is None else {**said, "date": day}


def a_notice(case: str, number: str, opinion: str, *violations: dict[str, Any], days: int = 15) -> dict[str, Any]:
    """Return what a notice of supervision of investigation (侦查活动监督通知书) says."""
    return {
        "case": {"name": case, "number": number},
        "handling_unit": UNIT,
        "violations": list(violations),
        "opinion": opinion,
        "reply_days": days,
    }


def a_correction(case: str, number: str, opinion: str, *violations: dict[str, Any], days: int = 15) -> dict[str, Any]:
    """Return what a correction notice (纠正违法通知书) says."""
    return {
        "case": {"name": case, "number": number},
        "violating": UNIT,
        "violations": list(violations),
        "opinion": opinion,
        "reply_days": days,
    }


def a_request(number: str) -> dict[str, Any]:
    """Return what a request for the reasons of a filing (要求说明立案理由通知书) says."""
    return {
        "case": {"name": "马晓东合同诈骗案", "number": number},
        "source": "犯罪嫌疑人控告",
        "facts": "双方因买卖合同发生纠纷，法院已受理民事案件。",
        "grounds": "属于合同履行纠纷，不应当作为刑事案件立案。",
    }


def an_order(number: str) -> dict[str, Any]:
    """Return what an order to withdraw a case (通知撤销案件书) says."""
    return {
        "case": {"name": "马晓东合同诈骗案", "number": number},
        "request": {"title": "要求说明立案理由通知书"},
        "answer": {"title": "立案理由说明书"},
        "stated_reasons": "嫌疑人收款后转移财产。",
        "finding": "双方存在真实交易，货款争议已由法院受理。",
        "why_reasons_fail": "现有证据不能证明非法占有目的。",
    }


def a_suggestion(problem: str, *measures: str) -> dict[str, Any]:
    """Return what a procuratorial suggestion (检察建议书) on a class of cases says."""
    return {
        "trigger": "办理侦查监督案件中发现",
        "problems": [problem],
        "measures": list(measures),
        "legal_basis": ["《公安机关办理刑事案件程序规定》第三百二十一条"],
    }
