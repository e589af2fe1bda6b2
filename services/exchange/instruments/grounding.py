"""On what an instrument would stand, from what the exchange knows of its cases, and what the law asks before it; pure."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from exchange.instruments.bench import Bench, Row
from exchange.instruments.errors import PreconditionUnknown, PreconditionUnmet
from zhenxie.law.instruments.catalogue import Consequence, kind_of
from zhenxie.law.instruments.duties import duties
from zhenxie.law.instruments.ground import Earlier, Fact, Ground, Occasion
from zhenxie.law.instruments.preconditions import Checked, Unknown, Unmet, check
from zhenxie.law.instruments.steps import State
from zhenxie.record.deadlines.pictured import review_runs
from zhenxie.record.picture import Picture, Step, Suspect
from zhenxie.wire.alerts import MANUAL
from zhenxie.wire.moments import BEIJING, precision_of, start_of
from zhenxie.wire.vocabulary import CaseStatus, SuspectStatus

Facts = Mapping[str, Any]
_CONTESTED: Final = (State.RECONSIDERING.value, State.REVIEWING.value, State.RE_EXAMINING.value)
_STAGES: Final[Mapping[CaseStatus, Literal["investigation", "prosecution", "trial"]]] = {
    CaseStatus.FILED: "investigation",
    CaseStatus.SUPPLEMENTARY_INVESTIGATION: "investigation",
    CaseStatus.TRANSFERRED_FOR_PROSECUTION: "prosecution",
    CaseStatus.PROSECUTED: "trial",
    CaseStatus.ADJUDICATED: "trial",
}
_OBEYED: Final[Mapping[str, Sequence[str]]] = {
    "order_to_file": ("filed", "refiled"),
    "request_reason_not_filing": ("filed", "refiled"),
    "request_reason_overdue": ("filed", "refiled", "filing_refused"),
    "order_to_withdraw": ("withdrawn",),
    "request_reason_filing": ("withdrawn",),
}
GONE: Final = "withdrawn"
# What these rules find, screening finds by coverage and a person by looking: that the time is over and nothing was decided.
_OVERDUE: Final = frozenset({"M09-1", "M09-2", "E6"})
_PENALIZED: Final = frozenset({"M10-1", "M10-2", "M10-3"})
_OCCASIONS: Final[Mapping[str, Occasion]] = {
    "suspect.arrest_approved": "arrest_approved",
    "suspect.arrest_refused": "arrest_refused",
    "case.returned": "returned",
}
_ORAL: Final = "oral_correction"
_SUPERVISED: Final = ("reason_request", "order_to_file")
_AT_LIBERTY: Final = (SuspectStatus.ON_BAIL, SuspectStatus.RELEASED, SuspectStatus.UNDER_RESIDENTIAL_SURVEILLANCE)
_REQUESTS: Final = {"order_to_file": "request_reason_not_filing", "order_to_withdraw": "request_reason_filing"}


def ground_of(
    day: date, picture: Picture | None, suspect_refs: Sequence[str], alerts: Sequence[Facts], earlier: Sequence[Earlier]
) -> Ground:
    """Return the ground of an instrument; what nobody reported is undetermined, never denied (domain 14.1).

    :param alerts: the rows of the alerts on which it stands.
    """
    rules = tuple(dict.fromkeys(str(one["rule"]) for one in alerts))
    cases = len({one["case_id"] for one in alerts})
    said = {} if picture is None else _of_the_case(picture, suspect_refs)
    found = {str(one["rule"]) for one in alerts if _is_found(one)}
    return Ground(
        day=day,
        similar_cases=cases or None,
        rule=next(iter(rules), None),
        violations=rules,
        # Also after it was decided on, for the decision is written when it is made.
        objection_running=True if any(one.contested for one in earlier) else None,
        earlier=earlier,
        **(said | _as_found(said, picture, day, found)),
    )


def _is_found(alert: Facts) -> bool:
    """Tell whether an alert says how things are: what a person raised does so when the office established it."""
    if alert.get("standing") != "stands" or alert["state"] == "dismissed":
        return False
    return alert.get("model") != MANUAL or alert["state"] in ("established", "closed")


def _as_found(said: Facts, picture: Picture | None, day: date, found: AbstractSet[str]) -> dict[str, Any]:
    """Return what findings say of the decision on filing; a silence alone says nothing (domain 14.1, decision 0019)."""
    facts: dict[str, Any] = {}
    if not found.isdisjoint(_PENALIZED):
        facts["penalized_instead"] = True
    decided = said.get("filed") or said.get("filing_refused")
    if not decided and not found.isdisjoint(_OVERDUE):
        return facts | {"decision_overdue": True, "filed": False, "filing_refused": False}
    if picture is not None and review_runs(picture, day):
        facts["decision_overdue"] = False
    return facts


def _named(suspect: Suspect, refs: Sequence[str]) -> bool:
    return not refs or suspect.ref in refs


def _of_the_case(picture: Picture, suspect_refs: Sequence[str]) -> dict[str, Any]:
    suspects = [one for one in picture.suspects if _named(one, suspect_refs)]
    filed = picture.refiled or picture.filed
    return {
        "filed": True if filed is not None else False if picture.status is CaseStatus.FILING_REFUSED else None,
        "filed_on": _day(filed),
        "withdrawn": True if picture.status is CaseStatus.WITHDRAWN else None,
        "filing_refused": True if picture.status is CaseStatus.FILING_REFUSED else None,
        "supervised_filing": None if filed is None else _supervised(filed),
        "concluded": _said(picture.sent_for_prosecution or picture.withdrawn),
        "arrest_requested": _any(one.arrest_requests for one in picture.suspects),
        "sent_for_prosecution": _said(picture.sent_for_prosecution),
        "stage": _STAGES.get(picture.status),
        "in_custody": _held([one.in_custody for one in suspects], suspects),
        "arrested": _held([one.status is SuspectStatus.ARRESTED for one in suspects], suspects),
        "penalized_instead": _any(filed is None and _is_penalized(one) for one in picture.suspects),
        "referral_withheld": False if any(one.type == "case.referred" for one in picture.steps) else None,
        "decisions": tuple(dict.fromkeys(_occasions(picture, suspects))),
        "not_prosecuted": _any(one.outcome is not None and one.outcome.kind == "not_prosecuted" for one in suspects),
    }


def _is_penalized(suspect: Suspect) -> bool:
    return any(one.type == "suspect.penalized" and one.details.get("same_facts") is True for one in suspect.steps)


def _occasions(picture: Picture, suspects: Sequence[Suspect]) -> Iterator[Occasion]:
    for one in (*picture.steps, *(step for suspect in suspects for step in suspect.steps)):
        if one.type in _OCCASIONS and one.suspect_ref in (None, *(suspect.ref for suspect in suspects)):
            yield _OCCASIONS[one.type]


def _said(step: Step | None) -> Fact:
    return None if step is None else True


def _any(found: Any) -> Fact:
    return True if any(found) else None


def _supervised(filed: Step) -> Fact:
    prompted = filed.details.get("prompted_by")
    if prompted in _SUPERVISED:
        return True
    return False if prompted == "own_decision" else None


def _held(held: Sequence[bool], suspects: Sequence[Suspect]) -> Fact:
    if any(held):
        return True
    return False if suspects and all(one.status in _AT_LIBERTY for one in suspects) else None


def _day(step: Step | None) -> date | None:
    if step is None or step.occurred is None or precision_of(step.occurred) == "month":
        return None
    return start_of(step.occurred).astimezone(BEIJING).date()


def obeyed(kind: str, picture: Picture | None) -> Fact:
    """Return whether what an instrument asked for was done: the case filed, withdrawn or decided on; None where nobody says."""
    if picture is None or kind not in _OBEYED:
        return None
    return True if any(getattr(picture, step) is not None for step in _OBEYED[kind]) else None


def before(rows: Sequence[Facts], picture: Picture | None, *, kind: str | None = None) -> list[Earlier]:
    """Return what was issued before in a case as the law looks at it.

    :param kind: the kind that is drafted now; whoever drafts an order states that the reasons do not hold.
    """
    request = _REQUESTS.get(kind or "")
    return [
        earlier_of(one, picture, reasons_fail=one["kind"] == request, corrected=_is_corrected(one, rows))
        for one in rows
    ]


def _is_corrected(silent: Facts, rows: Sequence[Facts]) -> bool:
    """Tell whether a correction that issued after the last day stands on the silence: on no alert, or on one of that duty."""
    due = silent["reply_due"]
    later = [one for one in rows if due is not None and _went_out(one) and one["issued_on"] > due]
    return any(_answers(one, then) for one in later for then in kind_of(silent["kind"]).if_not if then.must)


def _went_out(row: Facts) -> bool:
    return row["issued_on"] is not None and row["state"] != State.WITHDRAWN_BY_ISSUER.value


def _answers(row: Facts, then: Consequence) -> bool:
    rules = {rule for one in duties() if one.must.law == then.law for rule in one.rules}
    stands_on_it = not row["alert_ids"] or not rules.isdisjoint(row["grounds"]["rules"])
    return stands_on_it and _is_such(row["kind"], then)


def _is_such(kind: str, then: Consequence) -> bool:
    return kind == then.then or (then.any_form and kind == _ORAL)


def follows(bench: Bench, case_id: UUID, kind: str) -> bool:
    """Tell whether a kind may, or must, follow an instrument that was served in a case: that is ground enough (RULE 562, 581)."""
    out = [one for one in bench.known.earlier.get(case_id, ()) if _went_out(one) and one["served_on"] is not None]
    return any(_is_such(kind, then) for one in out for then in kind_of(one["kind"]).if_not)


def is_established(alert: Facts) -> bool:
    """Tell whether an instrument may stand on an alert: the office established it (成案), and if it closed it since."""
    kept = alert["state"] == "established" or (alert["state"] == "closed" and alert.get("confirmed") is True)
    return kept and alert["standing"] != GONE


def earlier_of(row: Facts, picture: Picture | None, *, reasons_fail: bool = False, corrected: bool = False) -> Earlier:
    """Return an instrument that was issued before as the law looks at it.

    :param reasons_fail: the prosecutor who drafts an order states that the reasons that were given do not hold.
    """
    course = row["course"]
    return Earlier(
        kind=row["kind"],
        state=State(row["state"]),
        served_on=row["served_on"],
        due=row["reply_due"],
        answered=course["answered"],
        contested=row["state"] in _CONTESTED or course["reconsidered"] or course["reviewed"] or course["upheld"],
        obeyed=obeyed(row["kind"], picture),
        reasons_hold=False if reasons_fail and course["answered"] else None,
        corrected=corrected,
    )


def statements(fields: Facts, said: Any) -> dict[str, Any]:
    """Return what the prosecutor himself states of the ground, in the fields of the document and beside them."""
    return {
        "purpose": said.purpose,
        "management_gap": said.management_gap,
        "occasion": fields.get("ground") if fields["kind"] == "supplement_outline" else None,
    }


def restated(grounds: Facts, fields: Facts) -> dict[str, Any]:
    """Return the grounds of a draft that says something else now: of an outline, the decision with which it goes."""
    occasion = fields.get("ground") if fields["kind"] == "supplement_outline" else None
    if occasion == grounds["stated"].get("occasion"):
        return dict(grounds)
    # The reason that was given was given for another decision.
    unknown = [one for one in grounds.get("unknown", ()) if one["code"] != "no_occasion"]
    return {**grounds, "stated": {**grounds["stated"], "occasion": occasion}, "unknown": unknown}


def examined(bench: Bench, row: Row, stated: Facts) -> Checked:
    """Return what the law asks before an instrument that does not hold, or of which nobody knows.

    :param stated: what the prosecutor states (:func:`statements`).
    """
    picture = None if row["case_id"] is None else bench.known.pictures.get(row["case_id"])
    alerts = [one for alert_id in row["alert_ids"] if (one := bench.known.alerts.get(alert_id)) is not None]
    others = [one for one in bench.known.earlier.get(row["case_id"], ()) if one["id"] != row["id"]]
    ground = ground_of(bench.today, picture, row["suspect_refs"], alerts, before(others, picture, kind=row["kind"]))
    complained = True if row["case_id"] in bench.known.complained else None
    return check(row["kind"], replace(ground, complained=complained, **stated))


def see_that_it_may(bench: Bench, row: Row, despite: str | None) -> None:
    """See that the law lets an instrument be; keep what is not known, for which a person gave a reason.

    :raises PreconditionUnmet: a condition of the law is not fulfilled.
    :raises PreconditionUnknown: of one nobody knows, and no reason is stated.
    """
    checked = examined(bench, row, row["grounds"]["stated"])
    if checked.unmet:
        raise PreconditionUnmet(unmet=[spelled(one) for one in checked.unmet])
    known_before = {one["code"] for one in row["grounds"].get("unknown", ())}
    fresh = [one for one in checked.unknown if one.code not in known_before]
    if fresh and despite is None:
        raise PreconditionUnknown(unknown=[spelled(one) for one in fresh])
    kept = {one["code"]: one for one in (*row["grounds"].get("unknown", ()), *map(spelled, checked.unknown))}
    row["grounds"] = {**row["grounds"], "unknown": list(kept.values()), "checked_on": bench.today.isoformat()}


def spelled(one: Unmet | Unknown) -> dict[str, Any]:
    """Return a condition as it stands on the line."""
    return {"code": one.code, "text": one.text.as_json(), "law": one.law}
