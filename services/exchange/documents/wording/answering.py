"""The standard sentences of opinions to other agencies, and of answers to an objection; pure."""

from collections.abc import Iterator

from exchange.documents.paper import Block, paragraph
from exchange.documents.wording.citing import cited, letter, within
from exchange.documents.wording.parts import attached, case_named, ended
from zhenxie.wire.instrument_fields import ProcuratorialOpinion, ReExaminationResult

REMEDIES = {"re_examination": "复查", "reconsideration": "复议", "review": "复核"}
_ARTICLES = {"re_examination": "RULE 554", "reconsideration": "RULE 565", "review": "RULE 565"}
_RESULTS = {"upheld": "维持", "changed": "变更", "revoked": "撤销"}


def procuratorial_opinion(fields: ProcuratorialOpinion) -> Iterator[Block]:
    """Hand a matter to the agency that must deal with it (CPL 177¶3; RULE 373, 557¶3)."""
    asked = f"请在收到本意见书后{within(fields.reply_days)}" if fields.reply_days else "请及时"
    if fields.ground == "after_non_prosecution" and fields.decision is not None:
        yield paragraph(f"{case_named(fields.case)}，本院已以{letter(fields.decision)}决定不起诉。")
        article = cited("CPL 177¶3", "RULE 373")
    else:
        yield paragraph(f"本院在履行职责中发现，{case_named(fields.case)}涉嫌犯罪，应当移送公安机关立案侦查。")
        article = cited("RULE 557¶3")
    yield paragraph(f"经审查查明：{ended(fields.facts)}")
    yield paragraph(f"根据{article}的规定，提出如下检察意见：{ended(fields.opinion)}")
    yield paragraph(f"{asked}将处理结果书面通知本院。")
    yield from attached(fields.attached_evidence)


def re_examination_result(fields: ReExaminationResult) -> Iterator[Block]:
    """Answer an objection of the police: upheld, changed or revoked (RULE 554, 565)."""
    remedy = REMEDIES[fields.remedy]
    asked = {"re_examination": "要求复查", "reconsideration": "要求复议", "review": "提请复核"}[fields.remedy]
    yield paragraph(
        f"你单位对{case_named(fields.case)}中{letter(fields.contested)}不服，以{letter(fields.objection)}向本院{asked}。"
    )
    yield paragraph(f"你单位的意见和理由：{ended(fields.grounds)}")
    yield paragraph(f"本院经{remedy}认为：{ended(fields.finding)}")
    changed = f"变更为：{ended(fields.changed_to)}" if fields.changed_to else ""
    yield paragraph(
        f"根据{cited(_ARTICLES[fields.remedy])}的规定，决定{_RESULTS[fields.result]}{letter(fields.contested)}。{changed}"
    )
    if fields.result != "revoked":
        yield paragraph("请你单位遵照执行，并将执行情况书面通知本院。")
    yield from attached(fields.attached_evidence)
