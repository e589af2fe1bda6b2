"""Official documents as the office would make them: fields of every kind of instrument, and papers around them."""

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from exchange.documents.paper import Paper, paragraph
from exchange.documents.wording import bodies
from zhenxie.wire.instrument_fields import InstrumentFields

ISSUER = "宁夏回族自治区石嘴山市大武口区人民检察院"
POLICE = "石嘴山市公安局大武口区分局"
CASE = {"name": "马某某涉嫌故意伤害案", "number": "A6402020000002026010001"}
VIOLATION = {
    "date": "2026-01-05",
    "act": "拘留后未在二十四小时以内讯问",
    "rule": "《中华人民共和国刑事诉讼法》第八十六条",
    "evidence": "讯问笔录、提讯登记表",
}
_REASONS = {
    "case": CASE,
    "source": "被害人控告",
    "complainant": "哈某某",
    "facts": "2026年1月3日，马某某将哈某某打伤，经鉴定为轻伤二级",
    "grounds": "有犯罪事实需要追究刑事责任",
    "attached_evidence": ["控告书", "鉴定意见"],
}
_ORDER = {
    "case": CASE,
    "request": {"title": "要求说明不立案理由通知书", "number": "石大检立监〔2026〕3号", "date": "2026-02-01"},
    "answer": {"title": "不立案理由说明书", "number": "石公大刑〔2026〕7号", "date": "2026-02-06"},
    "stated_reasons": "情节显著轻微",
    "finding": "被害人所受损伤已达轻伤二级",
    "why_reasons_fail": "轻伤二级已达刑事立案标准",
}
FIELDS: dict[str, dict[str, Any]] = {
    "oral_correction": {
        "case": CASE,
        "told_to": "刑侦大队办案民警",
        "told_on": "2026-03-01",
        "violations": [VIOLATION],
        "opinion": "今后应当在拘留后二十四小时以内讯问",
        "outcome": "当场表示接受",
    },
    "investigation_supervision_notice": {
        "case": CASE,
        "handling_unit": "刑侦大队",
        "officers": "警号640217、640218",
        "suspects": "马某某",
        "violations": [
            VIOLATION,
            {"act": "扣押清单未交持有人", "rule": "《公安机关办理刑事案件程序规定》第二百三十条"},
        ],
        "opinion": "对上述情形予以补正；不能补正的，作出书面说明",
        "reply_days": 7,
    },
    "request_reason_not_filing": _REASONS,
    "request_reason_filing": _REASONS,
    "request_reason_overdue": {**_REASONS, "received_on": "2025-12-20"},
    "order_to_file": _ORDER,
    "order_to_withdraw": {**_ORDER, "answer": None},
    "filing_reminder": {
        "case": CASE,
        "order": {"title": "通知立案书", "number": "石大检通立〔2026〕1号", "date": "2026-02-10"},
        "filed_on": "2026-02-20",
        "questions": ["犯罪嫌疑人到案情况", "鉴定意见是否告知"],
    },
    "correction_notice": {
        "case": CASE,
        "violating": "刑侦大队民警",
        "violations": [VIOLATION, {**VIOLATION, "date": "2026-02-12", "act": "超期羁押三日"}],
        "circumstances": "上述情形持续三日，尚未造成严重后果",
        "opinion": "立即纠正，并对办案人员进行教育",
        "reply_days": 15,
    },
    "procuratorial_suggestion": {
        "trigger": "本院在办理醉酒型危险驾驶案件中，发现血液样本送检普遍超期",
        "problems": ["十二件案件血样送检超过三日", "封装未经当事人签字"],
        "causes": "办案区未配备专用冷藏柜",
        "measures": ["建立血样送检台账", "每月自查一次"],
        "legal_basis": ["《公安机关办理刑事案件程序规定》第一百八十二条的规定"],
        "objection_days": 7,
    },
    "procuratorial_opinion": {
        "case": CASE,
        "ground": "after_non_prosecution",
        "decision": {"title": "不起诉决定书", "number": "石大检刑不诉〔2026〕2号", "date": "2026-02-28"},
        "facts": "马某某殴打他人，情节轻微",
        "opinion": "依照《治安管理处罚法》给予行政处罚",
        "reply_days": 30,
    },
    "release_or_change_suggestion": {
        "case": CASE,
        "suspect": "马某某",
        "detained_on": "2026-01-04",
        "suggestion": "change_measure",
        "reasons": "已与被害人达成和解，认罪认罚，可能判处缓刑",
    },
    "supplement_outline": {
        "case": CASE,
        "ground": "returned",
        "suspects": "马某某",
        "reasons": "现有证据不能证明伤情成因",
        "lacking": [{"matter": "伤情成因", "evidence": "法医补充说明", "purpose": "证明因果关系"}],
        "remarks": "注意保护证人",
    },
    "request_arrest": {
        "case": CASE,
        "suspect": "田某某",
        "facts": "同案犯供述及监控录像证明其参与",
        "reasons": "可能毁灭证据",
        "reply_days": 7,
    },
    "additional_prosecution": {
        "case": CASE,
        "transfer": {"title": "起诉意见书", "number": "石公大诉〔2026〕9号", "date": "2026-02-20"},
        "suspects": "田某某",
        "crimes": "寻衅滋事罪",
        "facts": "监控录像、证人证言",
    },
    "legality_explanation_request": {
        "case": CASE,
        "items": ["2026年1月5日对马某某的讯问笔录"],
        "reasons": "笔录与同步录音录像不一致",
        "reply_days": 5,
    },
    "re_examination_result": {
        "case": CASE,
        "remedy": "re_examination",
        "contested": {"title": "纠正违法通知书", "number": "石大检纠违〔2026〕12号", "date": "2026-03-01"},
        "objection": {"title": "申请复查意见", "number": "石公大〔2026〕21号"},
        "grounds": "讯问笔录时间系笔误",
        "finding": "提讯登记表印证讯问确已超时",
        "result": "upheld",
    },
}
"""Valid fields of each kind of instrument (domain 7.1), as they come as JSON."""

_adapter: TypeAdapter[InstrumentFields] = TypeAdapter(InstrumentFields)


def fields_of(kind: str, **more: Any) -> InstrumentFields:
    """Return fields of a kind, validated as strictly as a call's body."""
    said = {one: value for one, value in {**FIELDS[kind], **more}.items() if value is not None}
    return _adapter.validate_python({"kind": kind, **said})


def a_paper(*blocks: Any, **more: Any) -> Paper:
    """Return a numbered original of a correction notice with these blocks; text stands for a paragraph."""
    body = tuple(paragraph(one) if isinstance(one, str) else one for one in blocks) or (paragraph("特此通知。"),)
    usual: dict[str, Any] = {
        "issuer": ISSUER,
        "title": "纠正违法通知书",
        "number": "石大检纠违〔2026〕12号",
        "addressee": POLICE,
        "body": body,
        "issued_on": date(2026, 3, 1),
        "attachments": (),
        "contact": None,
        "counterpart": "original",
        "kind": "correction_notice",
    }
    return Paper(**{**usual, **more})


def an_instrument(kind: str, **more: Any) -> Paper:
    """Return the original of an instrument of a kind."""
    fields = fields_of(kind)
    usual = {"title": bodies.title(fields), "kind": kind, "contact": "张某　0952-1234567"}
    return a_paper(*bodies.body(fields), **{**usual, **more})
