"""Decides what happens to an instrument inside the office: drafted, revised, approved, sent back; pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from exchange.acts.commands import Decided
from exchange.alerts.errors import AlertNotFound
from exchange.cases.errors import CaseNotFound
from exchange.errors import InvalidBody
from exchange.instruments.belonging import others_of, see_its_case, see_its_suspects, see_whom_it_is_for
from exchange.instruments.bench import DRAFTERS, Bench, Kept, Row, course_of
from exchange.instruments.errors import (
    AlertNotEstablished,
    GroundMissing,
    InstrumentChanged,
    NotForTheIssuer,
    SeveralCases,
)
from exchange.instruments.grounding import follows, is_established, restated, see_that_it_may, statements
from zhenxie.kit.identifiers import new_id
from zhenxie.law.instruments.catalogue import Kind, kind_of
from zhenxie.law.instruments.duties import rules_about_custody
from zhenxie.law.instruments.lifecycle import Standing
from zhenxie.law.instruments.steps import Step
from zhenxie.wire import json
from zhenxie.wire.alerts import MANUAL
from zhenxie.wire.instrument_fields import InstrumentFields
from zhenxie.wire.instruments import Approve, InstrumentDraft, Revise, SendBack, days_given
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import AgencyKind

REST_ON_A_CASE: Final = frozenset(
    {
        "supplement_outline",
        "procuratorial_opinion",
        "re_examination_result",
        "filing_reminder",
        "release_or_change_suggestion",
        "additional_prosecution",
        "legality_explanation_request",
    }
)
"""Kinds whose ground is no violation that somebody warned of: the case is ground enough."""
OF_SEVERAL_CASES: Final = "procuratorial_suggestion"
_GONE: Final = "withdrawn"


def draft(bench: Bench, said: InstrumentDraft) -> Decided:
    """Draft an instrument.

    :raises NotForTheIssuer: the caller is no procuratorate.
    :raises AlertNotFound: it sees no such alert; CaseNotFound: or no such case.
    :raises AlertNotEstablished: a lead alone makes no instrument.
    :raises GroundMissing: there is neither alert nor case, or the kind needs an alert.
    :raises SeveralCases: the alerts are of several cases.
    :raises NotAddressedTo: the kind is not addressed to such an agency, or it has nothing to do with one of the cases.
    :raises InvalidBody: it names a suspect, or the number of a case, of whom or of which it does not speak; or an oral
        correction is told only later.
    """
    if bench.caller.kind is not AgencyKind.PROCURATORATE:
        raise NotForTheIssuer
    kind = kind_of(said.kind)
    _told_by_now(bench, said.fields)
    cases = _cases(bench, said)
    bench.person(said.gh, DRAFTERS)
    see_whom_it_is_for(bench, kind, said.addressee, set(cases))
    row = _row(bench, said, cases)
    see_its_case(bench, row, said.fields)
    see_its_suspects(bench, said, set(cases))
    see_that_it_may(bench, row, said.despite)
    version = said.model_dump(mode="json", exclude={"message_id", "gh", "fields", "despite"}, exclude_none=True)
    kept = Kept(row, "drafted", said.gh, version, note=noted(said), body=spelled(said.fields))
    decided, others = bench.told(kept, ("instrument.drafted", _drafted(row))), others_of(bench, row)
    bench.known.on_alerts.append(row)
    return replace(decided, answer=lambda receipts, epoch: {**decided.answer(receipts, epoch), "others": others})


def _told_by_now(bench: Bench, fields: InstrumentFields) -> None:
    """See that what was corrected by word of mouth was not told later than a day ahead, as far as clocks may differ."""
    latest = bench.today + timedelta(days=1)
    told_on: str | None = getattr(fields, "told_on", None)
    if told_on is not None and date.fromisoformat(told_on) > latest:
        raise InvalidBody(faults=[Fault("/fields/told_on", "too-large", (latest.isoformat(),))])


def _cases(bench: Bench, said: InstrumentDraft) -> dict[UUID, str]:
    """Return the cases that an instrument speaks of, each with its number."""
    found: dict[UUID, str] = {}
    for alert_id in dict.fromkeys(map(UUID, said.alert_ids)):
        alert = bench.known.alerts.get(alert_id)
        if alert is None or not bench.known.ground.supervises(alert["case_id"], bench.caller.agency):
            raise AlertNotFound
        if not is_established(alert):
            raise AlertNotEstablished(alert_id=str(alert_id), state=alert["state"], standing=alert["standing"])
        found[alert["case_id"]] = alert["case_number"]
    named = _named(bench, said)
    if named is not None and not set(found) <= {named}:
        raise SeveralCases
    if not found and (named is None or not (said.kind in REST_ON_A_CASE or follows(bench, named, said.kind))):
        raise GroundMissing
    if len(found) > 1 and said.kind != OF_SEVERAL_CASES:
        raise SeveralCases
    return found if named is None else {named: str(said.case_number)}


def _rules(bench: Bench, said: InstrumentDraft) -> list[str]:
    """Return the codes of the violations: the rules of its alerts; what a person found without one has none."""
    found = {str(bench.known.alerts[UUID(one)]["rule"]) for one in said.alert_ids}
    return sorted(found - {MANUAL.upper()})


def _named(bench: Bench, said: InstrumentDraft) -> UUID | None:
    if said.case_number is None:
        return None
    ids = bench.known.cases.get((bench.caller.agency, said.case_number), [])
    mine = [one for one in ids if bench.known.ground.supervises(one, bench.caller.agency)]
    if not mine:
        raise CaseNotFound
    return mine[0]


def _row(bench: Bench, said: InstrumentDraft, cases: Mapping[UUID, str]) -> Row:
    case_id = next(iter(cases)) if len(cases) == 1 else None
    rules = _rules(bench, said)
    # What a person found by hand, without a code, may be about anything.
    standing = Standing(said.kind, about_custody=not rules or not rules_about_custody().isdisjoint(rules))
    return {
        "id": new_id(bench.now),
        "procuratorate": bench.caller.agency,
        "addressee": said.addressee,
        "kind": said.kind,
        "case_id": case_id,
        "case_number": None if case_id is None else cases[case_id],
        "alert_ids": list(dict.fromkeys(map(UUID, said.alert_ids))),
        "suspect_refs": list(said.suspect_refs),
        "state": standing.state.value,
        "course": course_of(standing),
        "drafted_by": said.gh,
        "written_by": [said.gh],
        "reply_days": said.reply_days,
        "digests": {"body": digest_of(spelled(said.fields))},
        "grounds": {
            "cases": {str(one): number for one, number in cases.items()},
            "rules": rules,
            "stated": statements(spelled(said.fields), said),
        },
        "sealed_body": b"",
        "drafted_position": 0,
        "changed_position": 0,
        **dict.fromkeys(_EMPTY),
    }


_EMPTY: Final = (
    *(
        "number",
        "number_key",
        "numbering",
        "approved_by",
        "issued_on",
        "served_on",
        "reply_due",
        "awaited",
        "overdue_on",
    ),
    *("follow_up_on", "upper", "issued_position"),
)


def spelled(fields: InstrumentFields) -> dict[str, Any]:
    """Return what a document says as JSON values."""
    return fields.model_dump(mode="json", exclude_none=True)


def digest_of(fields: Mapping[str, Any]) -> str:
    """Return the digest of what a document says."""
    return "sha256:" + hashlib.sha256(json.canonical(dict(fields))).hexdigest()


def _drafted(row: Row) -> dict[str, Any]:
    return {
        "alert_ids": [str(one) for one in row["alert_ids"]] or None,
        # For the office's line alone: the addressee of several cases may not see every one of them.
        "case_numbers": None if row["case_id"] is not None else sorted(row["grounds"]["cases"].values()),
        "suspect_refs": list(row["suspect_refs"]) or None,
    }


def revise(bench: Bench, row: Row, said: Revise) -> Decided:
    """Write the draft anew; whoever wrote it does not approve it.

    :raises InvalidBody: it would be of another kind, or of another case, or was told only later.
    """
    if said.fields.kind != row["kind"]:
        raise InvalidBody(faults=[Fault("/fields/kind", "not-of-this-step")])
    _told_by_now(bench, said.fields)
    bench.take(row, Step.REVISE, said.gh)
    see_its_case(bench, row, said.fields)
    fields = spelled(said.fields)
    row["written_by"] = list(dict.fromkeys([*row["written_by"], said.gh]))
    row["digests"] = {"body": digest_of(fields)}
    row["grounds"] = restated(row["grounds"], fields)
    row["reply_days"] = days_given(said.fields)
    kept = Kept(row, "revised", said.gh, {"reply_days": row["reply_days"]}, note=noted(said), body=fields)
    return bench.told(kept, ("instrument.drafted", _drafted(row) | {"revised": True}))


def approve(bench: Bench, row: Row, said: Approve) -> Decided:
    """Approve a draft: somebody of the level, who did not write it, and who read it as it stands.

    :raises InstrumentChanged: it says something else than what was read.
    """
    bench.take(row, Step.APPROVE, said.gh)
    if said.digest != row["digests"]["body"]:
        raise InstrumentChanged
    row["approved_by"] = said.gh
    level = _level_of(bench, said.gh, kind_of(row["kind"]))
    kept = Kept(row, "approved", said.gh, {"approved_as": level}, note=noted(said))
    return bench.told(kept, ("instrument.approved", _drafted(row) | {"approved_as": level}))


def _level_of(bench: Bench, gh: str, kind: Kind) -> str:
    person = bench.known.ground.staff.people[bench.caller.agency, gh]
    # As the lowest that suffices and that the person is by name: who is more than asked signs as what he is.
    own = [level for level in ("prosecutor", "approver", "chief") if level in {role.value for role in person.roles}]
    return next((level for level in own if kind.may_be_approved_by(level)), own[-1])


def send_back(bench: Bench, row: Row, said: SendBack) -> Decided:
    """Send a draft back to whoever wrote it; a number that it bears already stays its own."""
    bench.take(row, Step.SEND_BACK, said.gh)
    row["approved_by"] = None
    return bench.told(Kept(row, "sent_back", said.gh, note=noted(said)), ("instrument.sent_back", {}))


def noted(said: Any) -> dict[str, Any] | None:
    """Return what was written with a step, to be sealed; None for nothing."""
    found = {name: value for name in ("text", "witness", "despite") if (value := getattr(said, name, None)) is not None}
    return found or None
