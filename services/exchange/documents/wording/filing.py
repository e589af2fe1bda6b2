"""The standard sentences of supervision over filing (立案监督): asking for reasons, ordering, reminding; pure.

Their periods are those of the law: seven days to explain (RULE 560), fifteen to file, at once to withdraw (RULE 563).
"""

from collections.abc import Iterator

from exchange.documents.paper import Block, heading, paragraph
from exchange.documents.wording.citing import cited, letter, on, within
from exchange.documents.wording.parts import attached, case_named, ended, listed
from zhenxie.wire.instrument_fields import (
    FilingReminder,
    OrderToFile,
    OrderToWithdraw,
    RequestReasonFiling,
    RequestReasonNotFiling,
    RequestReasonOverdue,
)

_SEVEN = within(7)


def request_reason_not_filing(fields: RequestReasonNotFiling) -> Iterator[Block]:
    """Ask why a case was not filed (CPL 113; RULE 559¶1, 560)."""
    yield from _source(fields)
    yield paragraph(ended(fields.facts))
    yield paragraph(f"本院经审查认为，{ended(fields.grounds)}")
    yield paragraph(
        f"根据{cited('CPL 113', 'RULE 559', 'RULE 560')}的规定，请你单位在收到本通知书后{_SEVEN}，书面说明不立案的情况、"
        "依据和理由，连同有关证据材料（复印件）回复本院。"
    )
    yield from attached(fields.attached_evidence)


def request_reason_filing(fields: RequestReasonFiling) -> Iterator[Block]:
    """Ask why a case was filed (RULE 559¶2, 560)."""
    yield from _source(fields)
    yield paragraph(ended(fields.facts))
    yield paragraph(f"本院经审查认为，{ended(fields.grounds)}")
    yield paragraph(
        f"根据{cited('RULE 559¶2', 'RULE 560')}的规定，请你单位在收到本通知书后{_SEVEN}，书面说明立案的情况、依据和理由，"
        "连同有关证据材料（复印件）回复本院。"
    )
    yield from attached(fields.attached_evidence)


def request_reason_overdue(fields: RequestReasonOverdue) -> Iterator[Block]:
    """Ask why no decision was made in time (RULE 562)."""
    yield from _source(fields)
    taken = f"你单位于{on(fields.received_on)}受案，至今未作出是否立案的决定。" if fields.received_on else ""
    yield paragraph(f"{taken}{ended(fields.facts)}")
    yield paragraph(f"本院经审查认为，{ended(fields.grounds)}")
    yield paragraph(
        f"根据{cited('RULE 562')}的规定，请你单位在收到本通知书后{_SEVEN}，书面说明逾期不作出是否立案决定的理由，或者作出是否"
        "立案的决定并将决定书副本送达本院。逾期不说明理由也不作出决定的，本院将依法提出纠正意见。"
    )
    yield from attached(fields.attached_evidence)


def order_to_file(fields: OrderToFile) -> Iterator[Block]:
    """Order that a case be filed (CPL 113; RULE 561, 563)."""
    yield from _answered(fields, "不立案")
    yield paragraph(
        f"根据{cited('CPL 113', 'RULE 561', 'RULE 563')}的规定，现通知你单位立案。请你单位在收到本通知书后{within(15)}"
        "立案，并将立案决定书副本及时送达本院。"
    )
    yield from attached(fields.attached_evidence)


def order_to_withdraw(fields: OrderToWithdraw) -> Iterator[Block]:
    """Order that a case be withdrawn (RULE 561, 563, 565)."""
    yield from _answered(fields, "立案")
    yield paragraph(
        f"根据{cited('RULE 561', 'RULE 563')}的规定，现通知你单位撤销案件。请你单位在收到本通知书后立即撤销案件，并将撤销案件"
        "决定书副本及时送达本院。"
    )
    yield paragraph(
        f"你单位认为本通知有错误的，可以在收到本通知书后{within(5)}要求本院复议；不接受复议决定的，可以在收到复议决定书后"
        f"{within(5)}提请上一级人民检察院复核。既不提出复议、复核也不撤销案件的，本院将依照{cited('RULE 564')}的规定提出纠正意见。"
    )
    yield from attached(fields.attached_evidence)


def filing_reminder(fields: FilingReminder) -> Iterator[Block]:
    """Remind of a supervised case that is not concluded three months after its filing (RULE 564¶3)."""
    yield paragraph(
        f"本院以{letter(fields.order)}通知你单位立案的{case_named(fields.case)}，你单位已于{on(fields.filed_on)}立案，"
        "立案后三个月以内未侦查终结。"
    )
    period = f"在收到本函后{within(fields.reply_days)}" if fields.reply_days else "及时"
    yield paragraph(
        f"根据{cited('RULE 564¶3')}的规定，现向你单位催办。请你单位抓紧侦查，并{period}向本院反馈侦查进展情况。"
    )
    if fields.questions:
        yield heading("请一并反馈下列事项：", 3)
        yield from listed(fields.questions)
    yield from attached(fields.attached_evidence)


def _source(fields: RequestReasonNotFiling | RequestReasonFiling | RequestReasonOverdue) -> Iterator[Block]:
    by = f"，控告人（申诉人、被害人）为{fields.complainant}" if fields.complainant else ""
    yield paragraph(f"{case_named(fields.case)}，线索来源为{fields.source}{by}。")


def _answered(fields: OrderToFile | OrderToWithdraw, act: str) -> Iterator[Block]:
    asked = f"本院以{letter(fields.request)}要求你单位说明{case_named(fields.case)}的{act}理由"
    if fields.answer is None:
        yield paragraph(f"{asked}，你单位未在规定期限内说明理由。")
    else:
        yield paragraph(f"{asked}，你单位{letter(fields.answer)}收悉。")
    if fields.stated_reasons:
        yield paragraph(f"你单位说明的理由是：{ended(fields.stated_reasons)}")
    yield paragraph(f"经审查查明：{ended(fields.finding)}")
    yield paragraph(f"本院认为，你单位的{act}理由不能成立：{ended(fields.why_reasons_fail)}")
