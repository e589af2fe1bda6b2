"""The title and the body of an instrument from its fields; pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from exchange.documents.paper import Block
from exchange.documents.wording import answering, correcting, filing, prosecuting
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.wire.instrument_fields import (
    InstrumentFields,
    OralCorrection,
    ReExaminationResult,
    ReleaseOrChangeSuggestion,
    SupplementOutline,
)

_BODIES: Final[Mapping[str, Callable[[Any], Iterable[Block]]]] = {
    "oral_correction": correcting.oral_correction,
    "investigation_supervision_notice": correcting.investigation_supervision_notice,
    "request_reason_not_filing": filing.request_reason_not_filing,
    "request_reason_filing": filing.request_reason_filing,
    "request_reason_overdue": filing.request_reason_overdue,
    "order_to_file": filing.order_to_file,
    "order_to_withdraw": filing.order_to_withdraw,
    "filing_reminder": filing.filing_reminder,
    "correction_notice": correcting.correction_notice,
    "procuratorial_suggestion": correcting.procuratorial_suggestion,
    "procuratorial_opinion": answering.procuratorial_opinion,
    "release_or_change_suggestion": prosecuting.release_or_change_suggestion,
    "supplement_outline": prosecuting.supplement_outline,
    "request_arrest": prosecuting.request_arrest,
    "additional_prosecution": prosecuting.additional_prosecution,
    "legality_explanation_request": prosecuting.legality_explanation_request,
    "re_examination_result": answering.re_examination_result,
}


def title(fields: InstrumentFields) -> str:
    """Return the name of the document (文书名称), which in some kinds depends on what it says; else that of the catalogue."""
    name = kind_of(fields.kind).name.chinese
    match fields:
        case OralCorrection():
            return f"{name}记录"
        case ReleaseOrChangeSuggestion(suggestion=suggestion):
            return "释放犯罪嫌疑人建议书" if suggestion == "release" else "变更强制措施建议书"
        case SupplementOutline(ground=ground):
            return "继续侦查提纲" if ground == "arrest_approved" else "补充侦查提纲"
        case ReExaminationResult(remedy=remedy):
            return f"{answering.REMEDIES[remedy]}决定书"
    return name


def body(fields: InstrumentFields) -> tuple[Block, ...]:
    """Return the body: the fields within the standard sentences of their kind, articles and periods included."""
    return tuple(_BODIES[fields.kind](fields))
