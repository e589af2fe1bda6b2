"""The standard sentences around arrest, custody and transfer for prosecution; pure."""

from collections.abc import Iterator

from exchange.documents.paper import Block, paragraph
from exchange.documents.wording.citing import cited, letter, on, within
from exchange.documents.wording.parts import Chapters, attached, case_named, ended, lacking, listed
from zhenxie.wire.instrument_fields import (
    AdditionalProsecution,
    LegalityExplanationRequest,
    ReleaseOrChangeSuggestion,
    RequestArrest,
    SupplementOutline,
)

_CALLED = {"release": "予以释放", "change_measure": "变更强制措施"}
_BEFORE = {
    "arrest_refused": ("你单位提请批准逮捕的", "本院决定不批准逮捕", "补充侦查"),
    "arrest_approved": ("你单位提请批准逮捕的", "本院决定批准逮捕", "继续侦查"),
    "returned": ("你单位移送起诉的", "本院决定退回补充侦查", "补充侦查"),
}


def release_or_change_suggestion(fields: ReleaseOrChangeSuggestion) -> Iterator[Block]:
    """Suggest release or another measure, to be answered within ten days (CPL 95; RULE 581)."""
    since = f"，于{on(fields.detained_on)}被羁押" if fields.detained_on else ""
    yield paragraph(f"{case_named(fields.case)}犯罪嫌疑人{fields.suspect}{since}。本院依法对其羁押必要性进行了审查。")
    yield paragraph(f"经审查认为，对犯罪嫌疑人{fields.suspect}没有继续羁押的必要：{ended(fields.reasons)}")
    yield paragraph(
        f"根据{cited('CPL 95', 'RULE 581')}的规定，建议你单位对犯罪嫌疑人{fields.suspect}{_CALLED[fields.suggestion]}，并在收到"
        f"本建议书后{within(10)}将处理情况通知本院；未采纳本建议的，请说明理由和依据。"
    )
    yield from attached(fields.attached_evidence)


def supplement_outline(fields: SupplementOutline) -> Iterator[Block]:
    """Say what a case still lacks (RULE 257, 342, 346)."""
    sent, decided, act = _BEFORE[fields.ground]
    of = f"（犯罪嫌疑人：{fields.suspects}）" if fields.suspects else ""
    article = cited("RULE 342") if fields.ground == "returned" else cited("RULE 257")
    chapters = Chapters()
    yield paragraph(
        f"{sent}{case_named(fields.case)}{of}，{decided}。根据{article}的规定，为有效指控犯罪，请你单位{act}。"
    )
    yield chapters.begin(f"{act}的理由")
    yield paragraph(ended(fields.reasons))
    yield chapters.begin(f"{act}的事项")
    yield from lacking(fields.lacking)
    yield chapters.begin("工作要求")
    if fields.remarks:
        yield paragraph(ended(fields.remarks))
    if fields.ground == "returned":
        yield paragraph(
            f"根据{cited('CPL 175', 'RULE 346')}的规定，请在一个月以内补充侦查完毕，并将补充侦查的情况书面说明。"
        )
    else:
        yield paragraph(f"请依法及时收集、固定上述证据，并将{act}的情况告知本院。")
    yield from attached(fields.attached_evidence)


def request_arrest(fields: RequestArrest) -> Iterator[Block]:
    """Suggest that the arrest of a suspect be requested (RULE 288)."""
    yield paragraph(
        f"本院在审查{case_named(fields.case)}过程中，发现应当逮捕而你单位未提请批准逮捕的犯罪嫌疑人{fields.suspect}。"
    )
    yield paragraph(f"涉嫌犯罪的事实和证据：{ended(fields.facts)}")
    yield paragraph(f"应当逮捕的理由：{ended(fields.reasons)}")
    period = f"在收到本建议书后{within(fields.reply_days)}" if fields.reply_days else "及时"
    yield paragraph(
        f"根据{cited('RULE 288')}的规定，建议你单位{period}提请批准逮捕犯罪嫌疑人{fields.suspect}；不提请批准逮捕的，请书面说明"
        "理由。不提请批准逮捕的理由不能成立的，本院可以直接作出逮捕决定。"
    )
    yield from attached(fields.attached_evidence)


def additional_prosecution(fields: AdditionalProsecution) -> Iterator[Block]:
    """Ask for the transfer of a suspect or a crime that was left out (RULE 356)."""
    left_out = [
        f"{label}：{ended(value)}"
        for label, value in (("遗漏的同案犯罪嫌疑人", fields.suspects), ("遗漏的罪行", fields.crimes))
        if value
    ]
    yield paragraph(
        f"你单位以{letter(fields.transfer)}移送起诉的{case_named(fields.case)}，本院经审查，发现有依法应当移送起诉而未移送的情形。"
    )
    for one in left_out:
        yield paragraph(one)
    yield paragraph(f"事实和证据：{ended(fields.facts)}")
    period = f"在收到本通知书后{within(fields.reply_days)}" if fields.reply_days else ""
    yield paragraph(
        f"根据{cited('RULE 356')}的规定，请你单位{period}补充移送起诉；需要补充侦查的，请及时补充侦查。犯罪事实清楚，证据确实、充分的，"
        "本院可以直接提起公诉。"
    )
    yield from attached(fields.attached_evidence)


def legality_explanation_request(fields: LegalityExplanationRequest) -> Iterator[Block]:
    """Ask how evidence was taken (CPL 175¶1; RULE 264)."""
    yield paragraph(f"本院在审查{case_named(fields.case)}过程中，认为下列证据可能存在以非法方法收集的情形：")
    yield from listed(fields.items)
    yield paragraph(f"线索和材料：{ended(fields.reasons)}")
    yield paragraph(
        f"根据{cited('CPL 175¶1', 'RULE 264')}的规定，请你单位在收到本通知书后{within(fields.reply_days)}，对上述证据收集的合法性"
        "作出书面说明，并提供相关证明材料。不能说明或者不能排除以非法方法收集证据情形的，本院将依法予以排除。"
    )
    yield from attached(fields.attached_evidence)
