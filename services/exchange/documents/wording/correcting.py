"""The standard sentences of correcting what investigators did wrong: by word, by notice, by suggestion; pure."""

from collections.abc import Iterator

from exchange.documents.paper import Block, paragraph
from exchange.documents.wording.citing import cited, on, within
from exchange.documents.wording.parts import Chapters, attached, case_named, ended, listed, rule_named, violations
from zhenxie.wire.instrument_fields import (
    CorrectionNotice,
    InvestigationSupervisionNotice,
    OralCorrection,
    ProcuratorialSuggestion,
)


def oral_correction(fields: OralCorrection) -> Iterator[Block]:
    """Record what was corrected by word of mouth (RULE 552)."""
    yield paragraph(
        f"{on(fields.told_on)}，本院就{case_named(fields.case)}办理过程中的下列情形，根据{cited('RULE 552')}的规定，向"
        f"{fields.told_to}提出口头纠正意见，现予记录。"
    )
    yield from violations(fields.violations)
    yield paragraph(f"口头纠正意见：{ended(fields.opinion)}")
    if fields.outcome:
        yield paragraph(f"纠正情况：{ended(fields.outcome)}")
    yield from attached(fields.attached_evidence)


def investigation_supervision_notice(fields: InvestigationSupervisionNotice) -> Iterator[Block]:
    """Tell of a violation or a defect of evidence, and ask for an answer."""
    chapters = Chapters()
    of = f"（犯罪嫌疑人：{fields.suspects}）" if fields.suspects else ""
    by = f"，办案人员为{fields.officers}" if fields.officers else ""
    yield paragraph(
        f"本院在审查{case_named(fields.case)}{of}过程中，发现侦查活动存在下列情形。该案由{fields.handling_unit}办理{by}。"
    )
    yield chapters.begin("存在的情形")
    yield from violations(fields.violations)
    yield chapters.begin("监督意见")
    yield paragraph(ended(fields.opinion))
    yield paragraph(
        f"根据{cited('RULE 551', 'PPO18 21')}的规定，请你单位予以纠正、补正或者作出合理解释，并在收到本通知书后"
        f"{within(fields.reply_days)}将办理情况书面回复本院。"
    )
    yield from attached(fields.attached_evidence)


def correction_notice(fields: CorrectionNotice) -> Iterator[Block]:
    """Notify a grave violation, and ask that it be corrected within the period that the notice sets (RULE 552, 553)."""
    chapters = Chapters()
    yield paragraph(f"本院在办理{case_named(fields.case)}过程中，发现{fields.violating}有下列违法情况。")
    yield chapters.begin("发现的违法情况")
    yield from violations(fields.violations)
    if fields.circumstances:
        yield paragraph(ended(fields.circumstances))
    yield chapters.begin("认定违法的理由和法律依据")
    rules = list(dict.fromkeys(rule_named(one.rule) for one in fields.violations))
    yield paragraph(f"上述行为违反了{'；'.join(rules)}的规定。")
    yield chapters.begin("纠正意见")
    yield paragraph(ended(fields.opinion))
    yield paragraph(
        f"根据{cited('RULE 552', 'RULE 553')}的规定，特通知你单位予以纠正，并在收到本通知书后{within(fields.reply_days)}将纠正"
        f"情况书面回复本院。对本通知书不接受的，可以依照{cited('RULE 554')}的规定书面要求复查。"
    )
    yield from attached(fields.attached_evidence)


def procuratorial_suggestion(fields: ProcuratorialSuggestion) -> Iterator[Block]:
    """Suggest how a general violation or a gap of management be met (RULE 552; SUGG19 19; PPO18 21)."""
    chapters = Chapters()
    yield paragraph(ended(fields.trigger))
    yield chapters.begin("存在的问题")
    yield from listed(fields.problems)
    if fields.causes:
        yield chapters.begin("原因分析")
        yield paragraph(ended(fields.causes))
    yield chapters.begin("检察建议")
    yield from listed(fields.measures)
    yield chapters.begin("法律依据和回复要求")
    yield paragraph(
        f"根据{'、'.join(rule_named(one) for one in fields.legal_basis)}，以及{cited('PPO18 21')}的规定，提出上述建议。"
    )
    objected = within(fields.objection_days) if fields.objection_days else "上述期限内"
    replied = within(fields.reply_days) if fields.reply_days else "二个月以内"
    yield paragraph(
        f"请你单位在收到本检察建议书之日起{replied}作出相应处理，并根据{cited('SUGG19 19')}的规定，将采纳和落实情况书面回复本院。"
        f"对本检察建议有异议的，可以在收到之日起{objected}书面提出，并说明理由和依据，本院将依照"
        f"{cited('SUGG19 23')}的规定立即复核。"
    )
    yield from attached(fields.attached_evidence)
