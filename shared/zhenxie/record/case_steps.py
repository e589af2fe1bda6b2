"""What each event of a case changes in its picture; the moves follow the law's order (domain 1.3)."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from zhenxie.record import suspect_steps
from zhenxie.record.drafts import CaseDraft
from zhenxie.record.picture import LinkedCase, Step
from zhenxie.wire.vocabulary import CaseStatus, Stage

_S = CaseStatus
# How far a case has come; a step that leads back only counts where the law knows the way back.
FAR: Final = {
    _S.NOTIFIED: 0,
    _S.RECEIVED: 1,
    _S.FILING_REVIEW: 2,
    _S.FILING_REFUSED: 3,
    _S.FILED: 4,
    _S.TRANSFERRED_FOR_PROSECUTION: 5,
    _S.SUPPLEMENTARY_INVESTIGATION: 5,
    _S.NOT_PROSECUTED: 6,
    _S.PROSECUTED: 6,
    _S.ADJUDICATED: 7,
    _S.MERGED: 9,
}
# After these the case may begin anew: at the unit it went to (PSB 175, 184), or refiled (PSB 190).
LEFT: Final = frozenset({_S.TRANSFERRED_OUT, _S.WITHDRAWN})

_KEPT: Final = ("police_category_code", "filing_mode", "handling_unit", "handling_department")
_STATED: Final = frozenset({"amount", "victims", "private_enterprise", "no_other_participant", "driving"})


def charge_key(charge: Mapping[str, Any]) -> object:
    """Return what makes two charges the same: the name, or else article and paragraph, or the police's category."""
    name = charge.get("name")
    return name or (charge.get("cl_article"), charge.get("paragraph"), str(charge.get("police_category_code")))


def _keep(case: CaseDraft, data: Mapping[str, Any]) -> None:
    for name in _KEPT:
        if data.get(name) is not None:
            case.said[name] = data[name]
    if data.get("charges"):
        case.said["charges"] = list(data["charges"])


def _state(case: CaseDraft, data: Mapping[str, Any]) -> None:
    if _STATED.isdisjoint(data):
        return
    for name in _STATED & data.keys():
        case.said.setdefault("stated", {})[name] = data[name]


def _forward(case: CaseDraft, status: CaseStatus, step: Step) -> None:
    if case.status in LEFT or FAR[case.status] < FAR[status]:
        case.move_to(status, step)


def notified(case: CaseDraft, step: Step) -> None:
    """案件通报: the head of a notification, with the suspects that the sender's record shows."""
    _keep(case, step.details)
    if case.status is _S.NOTIFIED and case.since is None:
        case.since = step.occurred
    for said in step.details.get("suspects") or ():
        suspect_steps.notified(case.suspect(said["suspect_ref"]), step, said)


def received(case: CaseDraft, step: Step) -> None:
    """受案, also as a referral by an administrative agency."""
    _keep(case, step.details)
    case.said.setdefault("received", step)
    _number(case, step.details.get("earlier_case_number"))
    _forward(case, _S.RECEIVED, step)


def under_review(case: CaseDraft, step: Step) -> None:
    """立案前调查核实, 立案审查延长: the decision on filing is still open."""
    _forward(case, _S.FILING_REVIEW, step)


def filing_refused(case: CaseDraft, step: Step) -> None:
    """不予立案."""
    case.said["filing_refused"] = step
    _keep(case, step.details)
    _forward(case, _S.FILING_REFUSED, step)


def filed(case: CaseDraft, step: Step) -> None:
    """立案: also after a refusal (PSB 178¶3), or at the unit that the case was transferred to."""
    _keep(case, step.details)
    case.said.setdefault("filed", step)
    for ref in step.details.get("suspect_refs") or ():
        suspect_steps.named_at_filing(case.suspect(ref), step)
    _forward(case, _S.FILED, step)


def withdrawn(case: CaseDraft, step: Step) -> None:
    """撤销案件: closes the case for everybody, but frees only whom it says it frees (PSB 187)."""
    case.said["withdrawn"] = step
    for ref in step.details.get("released_suspect_refs") or ():
        suspect_steps.released(case.suspect(ref), step)
    if step.details.get("measures_lifted"):
        for person in case.suspects.values():
            suspect_steps.end_all(person, step)
    if case.status is not _S.ADJUDICATED:
        case.move_to(_S.WITHDRAWN, step)


def refiled(case: CaseDraft, step: Step) -> None:
    """重新立案 (PSB 190)."""
    _keep(case, step.details)
    case.said["refiled"] = step
    number = step.details.get("earlier_case_number")
    if number is not None:
        _link(case, "refiled", step, number=number)
    if case.status in LEFT or FAR[case.status] <= FAR[_S.FILED]:
        case.move_to(_S.FILED, step)


def sent_for_prosecution(case: CaseDraft, step: Step) -> None:
    """移送审查起诉."""
    case.said["sent_for_prosecution"] = step
    for said in step.details.get("suspects") or ():
        suspect_steps.charged(case.suspect(said["suspect_ref"]), said)
    _to_the_procuratorate(case, step)


def resubmitted(case: CaseDraft, step: Step) -> None:
    """补充侦查完毕重报 (PSB 296): the case lies with the procuratorate again."""
    if step.details.get("outcome") != "withdrawn":
        _to_the_procuratorate(case, step)


def _to_the_procuratorate(case: CaseDraft, step: Step) -> None:
    if case.status is _S.SUPPLEMENTARY_INVESTIGATION:
        case.move_to(_S.TRANSFERRED_FOR_PROSECUTION, step)
    else:
        _forward(case, _S.TRANSFERRED_FOR_PROSECUTION, step)


def returned(case: CaseDraft, step: Step) -> None:
    """退回补充侦查; a supplement at the stage of trial is none (RULE 420, 422)."""
    if step.stage is Stage.TRIAL:
        return
    case.said["returns"] = case.said.get("returns", 0) + 1
    if case.status not in LEFT and FAR[case.status] < FAR[_S.NOT_PROSECUTED]:
        case.move_to(_S.SUPPLEMENTARY_INVESTIGATION, step)


def proceeding_opened(case: CaseDraft, step: Step) -> None:
    """检察机关受理: also says that the case arrived, when the police have not said that they sent it."""
    case.proceedings.append(step)
    if step.details.get("kind") in ("prosecution", "resubmission"):
        _to_the_procuratorate(case, step)


def merged(case: CaseDraft, step: Step) -> None:
    """并案侦查: the lead case goes on, the others go into it."""
    lead = step.details.get("lead_case_number")
    others = step.details.get("merged_case_numbers") or ()
    if lead not in case.own_numbers and not case.own_numbers.isdisjoint(others):
        _link(case, "merged_into", step, number=lead)
        case.move_to(_S.MERGED, step)
        return
    for number in others:
        _link(case, "merged", step, number=number)


def transferred_out(case: CaseDraft, step: Step) -> None:
    """移送管辖 (PSB 175, 184): the case goes on at another unit, where it may get another number."""
    number = step.details.get("new_case_number")
    _number(case, number)
    _link(case, "transferred", step, number=number, agency=step.details.get("receiving_agency"))
    if case.status in LEFT or FAR[case.status] < FAR[_S.NOT_PROSECUTED]:
        case.move_to(_S.TRANSFERRED_OUT, step)


def jurisdiction_designated(case: CaseDraft, step: Step) -> None:
    """指定管辖: the case goes on, perhaps under another number."""
    _number(case, step.details.get("new_case_number"))


def split_off(case: CaseDraft, step: Step) -> None:
    """另案处理: the other case, where it is named."""
    _link(
        case,
        "split_off",
        step,
        number=step.details.get("target_case_number"),
        agency=step.details.get("target_agency"),
    )


def charges_changed(case: CaseDraft, step: Step) -> None:
    """变更罪名: what nobody bears any longer is no charge of the case; read before the person's own step."""
    before = case.said.get("charges", [])
    own: list[Mapping[str, Any]] = [*(step.details.get("earlier_charges") or ())]
    kept = set()
    for person in case.suspects.values():
        if person.ref == step.suspect_ref:
            own += person.said.get("charges", ())
        else:
            kept |= {charge_key(charge) for charge in person.said.get("charges", ())}
    dropped = {charge_key(charge) for charge in own or before} - kept
    case.said["charges"] = [charge for charge in before if charge_key(charge) not in dropped]


def _number(case: CaseDraft, number: str | None) -> None:
    if number is not None and number not in case.numbers:
        case.numbers.append(number)


Tie = Literal["merged", "merged_into", "split_off", "transferred", "refiled"]


def _link(case: CaseDraft, relation: Tie, step: Step, *, number: str | None, agency: str | None = None) -> None:
    link = LinkedCase(relation=relation, case_number=number, agency=agency, occurred=step.occurred)
    case.linked.append(link)


def fact_established(case: CaseDraft, step: Step) -> None:
    """查明事实: of one key the last statement stands, for the case or for one person."""
    case.facts[step.suspect_ref or "", step.details.get("key") or ""] = step


def evidence(case: CaseDraft, step: Step) -> None:
    """呼气, 血样, 鉴定: kept as reported."""
    case.evidence.append(step)


def of_property(case: CaseDraft, step: Step) -> None:
    """查封扣押冻结, 解除: kept as reported."""
    case.property.append(step)


def triage_overridden(case: CaseDraft, step: Step) -> None:
    """人工调整繁简分流: the last one stands until another lifts it (`track` null)."""
    case.said["triage_override"] = step if step.details.get("track") is not None else None


def draw(case: CaseDraft, step: Step) -> None:
    """Work one step into the picture of the case; a type without a rule of its own only leaves what it states."""
    _state(case, step.details)
    rule = _STEPS.get(step.type)
    if rule is not None:
        rule(case, step)


_STEPS: Final[Mapping[str, Callable[[CaseDraft, Step], None]]] = {
    "case.notified": notified,
    "case.received": received,
    "case.referred": received,
    "case.checked_before_filing": under_review,
    "case.filing_review_extended": under_review,
    "case.filing_refused": filing_refused,
    "case.filed": filed,
    "case.withdrawn": withdrawn,
    "case.refiled": refiled,
    "case.sent_for_prosecution": sent_for_prosecution,
    "case.proceeding_opened": proceeding_opened,
    "case.returned": returned,
    "case.resubmitted": resubmitted,
    "case.merged": merged,
    "case.transferred_out": transferred_out,
    "case.jurisdiction_designated": jurisdiction_designated,
    "suspect.split_off": split_off,
    "suspect.charges_changed": charges_changed,
    "fact.established": fact_established,
    "evidence.breath_tested": evidence,
    "evidence.blood_drawn": evidence,
    "evidence.blood_submitted": evidence,
    "evidence.forensic_opinion_issued": evidence,
    "evidence.forensic_opinion_notified": evidence,
    "property.restrained": of_property,
    "property.released": of_property,
    "case.triage_overridden": triage_overridden,
}
