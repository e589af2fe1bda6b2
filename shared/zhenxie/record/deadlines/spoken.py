"""Which events of the wire open and end each period of the table, or that none does: for the rules and the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhenxie.law.wording import Text


@dataclass(frozen=True, slots=True)
class Spoken:
    """What opens and what ends a period: event types, with `:field` where a field of the event says when.

    Without `starts` no case can show it; without `ends` nobody can say that it was kept. `note` says what is missing.
    """

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def end_types(self) -> tuple[str, ...]:
        """The event types among its ends."""
        return tuple(dict.fromkeys(one.partition(":")[0] for one in self.ends))

    @property
    def start_types(self) -> tuple[str, ...]:
        """The event types among its starts."""
        return tuple(dict.fromkeys(one.partition(":")[0] for one in self.starts))


_OTHER_MEASURE: Final = ("suspect.released", "suspect.bail_imposed", "suspect.residential_surveillance_imposed")
_SUMMONS: Final = Spoken(
    ("suspect.summoned:arrived_at", "suspect.summons_ended:arrived_at", "suspect.compelled_to_appear:arrived_at"),
    (
        *("suspect.summons_ended", "suspect.compelled_to_appear:ended_at", "suspect.detained", "suspect.arrested"),
        *("suspect.bail_imposed", "suspect.residential_surveillance_imposed"),
    ),
)
_QUESTIONING: Final = Spoken(
    ("suspect.questioning_continued:from_at",), ("suspect.questioning_continued:ended_at", "suspect.detained")
)
_DETAINED: Final = ("suspect.detained",)
_ARRESTED: Final = ("suspect.arrested",)
_REQUEST: Final = Spoken(
    ("suspect.detained", "suspect.detention_extended"),
    (
        "suspect.arrest_requested",
        "suspect.arrest_request_received",
        "case.proceeding_opened",
        "suspect.arrest_approved",
        "suspect.arrest_refused",
        "suspect.arrest_decision_received",
        "suspect.arrested",
    ),
)
_DECISION: Final = Spoken(
    ("suspect.arrest_request_received", "case.proceeding_opened:received_at"),
    ("suspect.arrest_approved", "suspect.arrest_refused"),
)
_REFUSAL: Final = ("suspect.arrest_decision_received", "suspect.arrest_refused:served_at")
_CUSTODY_ENDS: Final = (
    *("case.sent_for_prosecution", "case.proceeding_opened", *_OTHER_MEASURE, "suspect.measure_lifted"),
    *("suspect.investigation_terminated", "case.withdrawn", "suspect.prosecuted", "suspect.not_prosecuted"),
    "suspect.judged",
)
_CUSTODY: Final = Spoken(
    ("suspect.arrested", "suspect.custody_recalculated:discovered_on", "suspect.custody_extended"), _CUSTODY_ENDS
)
_MEASURE_ENDS: Final = (
    *("suspect.measure_lifted", "suspect.detained", "suspect.arrested", "suspect.bail_imposed"),
    *("suspect.residential_surveillance_imposed", "case.withdrawn", "suspect.investigation_terminated"),
    *("suspect.not_prosecuted", "suspect.judged"),
)
_FILING: Final = Spoken(
    (
        "case.received",
        "case.filed:received_on",
        "case.filing_refused:received_on",
        "case.filing_review_extended:received_on",
    ),
    ("case.filed", "case.filing_refused", "case.transferred_out"),
)
_REFERRAL: Final = Spoken(("case.referred:received_at",), _FILING.ends)
_NO_RECEIPT: Final = Text(
    "期限自收到之日起算，收到日没有对应的报送项目，只能给出不早于的日期",
    "it runs from a receipt that no event states: only a day is known before which it cannot end",
)
_NO_END: Final = Text("没有报送项目能够说明是否办理", "no event says whether it was done")
_NOT_REPORTED: Final = Text("现有报送项目不能反映", "no event on the wire opens it")
_A_FACT: Final = Text(
    "以事实（fact.established，legal_aid_notified）报送，没有报送项目说明何时发现应当通知，不能起算",
    "stated as a fact (fact.established, `legal_aid_notified`), not as an event; none says when the need for it was discovered",
)
_RECONSIDERED: Final = Spoken(
    ("suspect.arrest_reconsideration_requested",), ("suspect.arrest_reconsidered",), _NO_RECEIPT
)
_OBJECTION: Final = ("suspect.arrest_reconsideration_requested",)
_APPLIED: Final = Spoken(("case.filing_refused:served_at",), ("case.filing_reconsidered:applied_at",))
_REVIEW: Final = Spoken(
    ("case.proceeding_opened:received_at",), ("suspect.prosecuted", "suspect.not_prosecuted", "case.returned")
)
_REPLY: Final = Spoken(("instrument.served",), ("instrument.replied",))
_FREEZE: Final = Spoken(("property.restrained:from_day",), ("property.released", "property.restrained"))
_TRIAL: Final = Spoken(("suspect.prosecuted",), ("suspect.judged",), _NO_RECEIPT)
_APPEAL: Final = Spoken(("suspect.not_prosecuted",), (), _NO_END)

SPOKEN: Final[Mapping[str, Spoken]] = {
    "D01.ordinary": _SUMMONS,
    "D01.extended": _SUMMONS,
    "D02.first": _QUESTIONING,
    "D02.second": _QUESTIONING,
    "D02.third": _QUESTIONING,
    "D03.delivery": Spoken(_DETAINED, ("suspect.delivered_to_detention_center",)),
    "D04.interrogation": Spoken(_DETAINED, ("suspect.interrogated:started_at",)),
    "D05.family": Spoken(_DETAINED, ("suspect.family_notified",)),
    "D06.interrogation": Spoken(_ARRESTED, ("suspect.interrogated:started_at",)),
    "D06.family": Spoken(_ARRESTED, ("suspect.family_notified",)),
    "D07.family": Spoken(
        ("suspect.residential_surveillance_imposed",),
        ("suspect.residential_surveillance_imposed:family_notified_at", "suspect.family_notified"),
    ),
    "D08.request": _REQUEST,
    "D08.special": _REQUEST,
    "D08.wandering": _REQUEST,
    "D09.detained": _DECISION,
    "D09.at_liberty": _DECISION,
    "D09.complex": _DECISION,
    "D10.release": Spoken(_REFUSAL, (*_OTHER_MEASURE, "suspect.measure_lifted", "case.withdrawn")),
    "D10.receipt": Spoken(
        ("suspect.released", "suspect.bail_imposed", "suspect.residential_surveillance_imposed"),
        ("suspect.released:receipt_returned_at",),
        Text(
            "变更强制措施的，执行回执没有对应的报送项目",
            "for a change of measure no event says that the receipt came back",
        ),
    ),
    "D11.execution": Spoken(
        ("suspect.arrest_decision_received", "suspect.arrest_approved:served_at"), ("suspect.arrested",)
    ),
    "D11.receipt": Spoken(_ARRESTED, ("suspect.arrested:receipt_returned_at",)),
    "D12.reconsideration": Spoken(_REFUSAL, _OBJECTION),
    "D12.review": Spoken(("suspect.arrest_reconsidered:served_at",), _OBJECTION),
    "D13.reconsideration": _RECONSIDERED,
    "D13.review": _RECONSIDERED,
    "D14.disposal": Spoken(
        _REFUSAL, ("case.withdrawn", "suspect.investigation_terminated", "suspect.arrest_reconsideration_requested")
    ),
    "D15.base": _CUSTODY,
    "D15.first": _CUSTODY,
    "D15.second": _CUSTODY,
    "D15.third": _CUSTODY,
    "D16.request": Spoken(_CUSTODY.starts, ("suspect.custody_extension_requested",)),
    "D17.approval": Spoken(
        ("suspect.custody_recalculated:discovered_on",), ("suspect.custody_recalculated:approved_at",)
    ),
    "D18.reply": Spoken(
        ("suspect.custody_necessity_reviewed",), (*_OTHER_MEASURE, "suspect.measure_lifted"), _NO_RECEIPT
    ),
    "D19.answer": Spoken(note=_NOT_REPORTED),
    "D20.bail": Spoken(("suspect.bail_imposed:from_day",), _MEASURE_ENDS),
    "D21.surveillance": Spoken(("suspect.residential_surveillance_imposed:from_day",), _MEASURE_ENDS),
    "D22.decision": Spoken(
        ("case.proceeding_opened:received_at",),
        (
            "suspect.bail_imposed",
            "suspect.residential_surveillance_imposed",
            "suspect.arrested",
            "suspect.measure_lifted",
        ),
    ),
    "D22.warning": Spoken(("suspect.bail_imposed:from_day",), (), _NO_END),
    "D23.ordinary": _FILING,
    "D23.leads": _FILING,
    "D23.complex": _FILING,
    "D24.ordinary": _FILING,
    "D24.county": _FILING,
    "D24.upper": _FILING,
    "D25.ordinary": _REFERRAL,
    "D25.economic": _REFERRAL,
    "D25.complex": _REFERRAL,
    "D25.county": _REFERRAL,
    "D25.upper": _REFERRAL,
    "D26.notice": Spoken(("case.referred:received_at",), ("case.referred:incomplete_notice_at",)),
    "D26.completion": Spoken(("case.referred:incomplete_notice_at",), ("case.referred:completed_at",)),
    "D27.notice": Spoken(("case.filing_refused",), ("case.filing_refused:served_at",)),
    "D28.application": _APPLIED,
    "D28.decision": Spoken(("case.filing_reconsidered:applied_at",), ("case.filing_reconsidered",), _NO_RECEIPT),
    "D28.extension": Spoken(("case.filing_reconsidered:applied_at",), ("case.filing_reconsidered",), _NO_RECEIPT),
    "D28.review_application": Spoken(("case.filing_reconsidered:served_at",), ("case.filing_reviewed:applied_at",)),
    "D28.review": Spoken(("case.filing_reviewed:applied_at",), ("case.filing_reviewed",), _NO_RECEIPT),
    "D29.application": _APPLIED,
    "D29.decision": Spoken(("case.filing_reconsidered:applied_at",), ("case.filing_reconsidered",), _NO_RECEIPT),
    "D29.supervision": Spoken(("case.filing_reconsidered:served_at",), (), _NO_END),
    "D30.reply": _REPLY,
    "D31.reply": Spoken(
        ("instrument.served",), ("instrument.replied", "case.filed", "case.refiled", "case.filing_refused")
    ),
    "D32.filing": Spoken(("instrument.served",), ("case.filed", "case.refiled", "instrument.replied")),
    "D33.withdrawal": Spoken(
        ("instrument.served",), ("case.withdrawn", "instrument.replied", "instrument.reconsideration_requested")
    ),
    "D33.reconsideration_request": Spoken(("instrument.served",), ("instrument.reconsideration_requested",)),
    "D33.reconsideration": Spoken(("instrument.reconsideration_requested",), ("instrument.reconsidered",)),
    "D33.review_request": Spoken(("instrument.reconsidered",), ("instrument.review_requested",)),
    "D33.review": Spoken(("instrument.review_requested",), ("instrument.reviewed",)),
    "D34.telling": Spoken(note=_NOT_REPORTED),
    "D35.reminder": Spoken(("case.filed",), ("case.sent_for_prosecution", "case.withdrawn")),
    "D36.reply": _REPLY,
    "D37.answer": Spoken(("instrument.re_examination_requested",), ("instrument.re_examined",)),
    "D38.reply": _REPLY,
    "D39.base": _REVIEW,
    "D39.extension": _REVIEW,
    "D39.fast_track": _REVIEW,
    "D39.fast_track_long": _REVIEW,
    "D40.supplement": Spoken(
        ("case.return_received",), ("case.resubmitted", "case.sent_for_prosecution", "case.proceeding_opened")
    ),
    "D40.times": Spoken(("case.returned",)),
    "D41.withdrawal": Spoken(("case.withdrawn",), ("case.withdrawn:notified_at",)),
    "D41.termination": Spoken(("suspect.investigation_terminated",), ("suspect.investigation_terminated:notified_at",)),
    "D42.release": Spoken(("property.released:irrelevance_established_on",), ("property.released",)),
    "D43.money": _FREEZE,
    "D43.money_grave": _FREEZE,
    "D43.securities": _FREEZE,
    "D43.equity": _FREEZE,
    "D44.reconsideration_request": _APPEAL,
    "D44.reconsideration": Spoken(note=_NOT_REPORTED),
    "D44.review_request": Spoken(note=_NOT_REPORTED),
    "D44.review": Spoken(note=_NOT_REPORTED),
    "D45.victim": _APPEAL,
    "D45.suspect": _APPEAL,
    "D46.shortest": Spoken(("suspect.not_prosecuted",), ("suspect.prosecuted", "suspect.not_prosecuted")),
    "D46.longest": Spoken(("suspect.not_prosecuted",), ("suspect.prosecuted", "suspect.not_prosecuted")),
    "D47.notice": Spoken(note=_A_FACT),
    "D47.assignment": Spoken(note=_NOT_REPORTED),
    "D48.meeting": Spoken(note=_NOT_REPORTED),
    "D49.ordinary": Spoken(note=_NOT_REPORTED),
    "D49.remote": Spoken(note=_NOT_REPORTED),
    "D50.telling": Spoken(("case.proceeding_opened:received_at",), ("suspect.interrogated:started_at",)),
    "D51.fast_track": _TRIAL,
    "D51.fast_track_long": _TRIAL,
    "D51.simplified": _TRIAL,
    "D51.simplified_long": _TRIAL,
    "D51.ordinary": _TRIAL,
    "D51.longest": _TRIAL,
    "D51.extension": _TRIAL,
    "D52.warning": Spoken(_CUSTODY.starts, (), _NO_END),
    "D53.decision": Spoken(note=_NOT_REPORTED),
}
"""By the key of each period of the table."""
