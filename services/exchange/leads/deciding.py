"""Decides one act of the office against what is known of its lead: what changes, and the entries that tell of it; pure."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from exchange.alerts.lifecycle import State
from exchange.errors import InvalidBody
from exchange.feed.commands import Draft
from exchange.leads import lifecycle, opening, providing
from exchange.leads.authority import Bench, Outcome
from exchange.leads.commands import GiveMaterials, HandOverAll, PlaceLead, RaiseLead, Wish, WorkOn
from exchange.leads.errors import (
    LeadNotFound,
    NotAskedOfThem,
    NotOfOneGroup,
    OfficeUnfit,
    RequestAnswered,
    RequestNotFound,
)
from exchange.leads.known import Deed, Made, Row
from exchange.leads.projection import lowest
from zhenxie.kit.identifiers import new_id
from zhenxie.law.calendar import legal_day
from zhenxie.wire.leads import (
    Assign,
    Comment,
    EvidenceReceived,
    Group,
    HandOver,
    HandOverList,
    Reopen,
    RequestEvidence,
    SetDue,
    Ungroup,
)
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import AgencyKind


def admit(bench: Bench, wish: Wish) -> None:
    """See that the caller works what an act is about, or stands above who does.

    :raises LeadNotFound: he does not.
    :raises CaseOfAlertNotFound: he supervises no such case.
    :raises EvidenceRequestNotFound: he was asked for no such materials.
    """
    match wish:
        case WorkOn(alert_id=alert_id):
            bench.lead(alert_id)
        case RaiseLead(lead=lead):
            bench.case_of(lead)
        case GiveMaterials(request_id=request_id):
            providing.request_of(bench, request_id)
        case HandOverAll() if bench.caller.kind is not AgencyKind.PROCURATORATE:
            raise LeadNotFound


def decide(bench: Bench, wish: Wish) -> Outcome:
    """Decide one act.

    :raises Refusal: it is not possible, and why.
    """
    match wish:
        case WorkOn(alert_id=alert_id, work=work):
            row = bench.lead(alert_id)
            bench.may(work.act, work.gh)
            lifecycle.require(work.act, State(row["state"]))
            return _ACTS[type(work)](bench, row, work)
        case RaiseLead(lead=lead):
            return opening.raise_by_hand(bench, lead)
        case GiveMaterials():
            return providing.answer(bench, wish)
        case PlaceLead():
            return _placed(bench, wish)
        case HandOverAll(wish=asked):
            return _hand_over_all(bench, asked)


def _hand_over_all(bench: Bench, asked: HandOverList) -> Outcome:
    bench.may("hand_over_list", asked.gh)
    bench.of_the_office(bench.caller.agency, asked.assignee)
    ids, _ = bench.known.open_of.get((bench.caller.agency, asked.former_assignee), ((), 0))
    drafts: list[Draft] = []
    made = Made()
    for row in (bench.known.leads[one] for one in ids if one in bench.known.leads):
        # Until the lead was locked somebody may have taken it, finished it, or handed it on.
        if row["finished"] or (row["assignee"], row["procuratorate"]) != (asked.former_assignee, bench.caller.agency):
            continue
        entries, one = _handed(bench, row, asked.assignee, None, asked.gh)
        one.deeds[0].entry = len(drafts)
        drafts += entries
        made.deeds += one.deeds
        made.changed.append(row)
    return drafts, made


def _assign(bench: Bench, row: Row, work: Assign) -> Outcome:
    bench.of_the_office(row["procuratorate"], work.assignee)
    row["assignee"] = work.assignee
    return bench.plain(row, "alert.assigned", work, {"assignee": work.assignee})


def _hand_over(bench: Bench, row: Row, work: HandOver) -> Outcome:
    ground, office = bench.known.ground, work.procuratorate
    if office is not None:
        line = ground.directory.is_at_or_above
        related = line(office, row["procuratorate"]) or line(row["procuratorate"], office)
        if not related or not ground.supervises(row["case_id"], office):
            raise OfficeUnfit(agency=office)
    if work.assignee is not None:
        bench.of_the_office(office or row["procuratorate"], work.assignee)
    return _handed(bench, row, work.assignee, office, work.gh)


def _handed(bench: Bench, row: Row, assignee: str | None, office: str | None, gh: str | None) -> Outcome:
    said = {"assignee": assignee, "former_assignee": row["assignee"], "procuratorate": office}
    said = {name: value for name, value in said.items() if value is not None}
    readers = bench.readers(row, *([office] if office else []))
    row["assignee"] = assignee
    row["procuratorate"] = office or row["procuratorate"]
    deed = Deed(row["alert_id"], "handed_over", said, gh)
    return [bench.told(row, "alert.handed_over", said, gh, readers)], Made([deed], [row])


def _placed(bench: Bench, wish: PlaceLead) -> Outcome:
    # The exchange's own act, as the grant is that it follows: nobody of an office took it.
    row, ground = bench.known.leads[wish.alert_id], bench.known.ground
    offices = [(code, "") for code in ground.offices(row["case_id"])]
    parents = {agency.code: agency.parent for agency in ground.directory.agencies.values()}
    office = wish.appointed or lowest(offices, parents)
    if office is None or office == row["procuratorate"] or not ground.supervises(row["case_id"], office):
        raise OfficeUnfit(agency=office)
    return _handed(bench, row, None, office, None)


def _set_due(bench: Bench, row: Row, work: SetDue) -> Outcome:
    due = date.fromisoformat(work.due_on)
    if due < bench.day:
        raise InvalidBody(faults=[Fault("/due_on", "too-small", (bench.day.isoformat(),))])
    row["due_on"] = due
    return bench.plain(row, "alert.due_set", work, {"due_on": work.due_on})


def _comment(bench: Bench, row: Row, work: Comment) -> Outcome:
    return bench.plain(row, "alert.commented", work, {}, work.comment)


def _request(bench: Bench, row: Row, work: RequestEvidence) -> Outcome:
    ground = bench.known.ground
    kind = ground.kind_of(work.asked_of)
    if kind in {None, AgencyKind.PLATFORM} or not ground.relations(row["case_id"], work.asked_of):
        raise NotAskedOfThem(agency=work.asked_of)
    due = date.fromisoformat(work.due_on)
    if due < bench.day:
        raise InvalidBody(faults=[Fault("/due_on", "too-small", (bench.day.isoformat(),))])
    request: Row = {
        "id": new_id(bench.now),
        "case_id": row["case_id"],
        "case_number": row["case_number"],
        "asked_by": bench.caller.agency,
        "asked_of": work.asked_of,
        "asked_at": bench.now,
        "due_on": due,
        "text": work.requested,
        "received_on": None,
        "position": 0,
        "changed_position": 0,
        "alert_id": row["alert_id"],
    }
    bench.known.requests[request["id"]] = request
    said = {"request_id": str(request["id"]), "asked_of": work.asked_of, "due_on": work.due_on}
    drafts, made = bench.plain(row, "alert.evidence_requested", work, said, work.requested)
    # Whoever is asked hears what is asked for and until when; the office hears of its lead by the entry before.
    drafts.append(bench.told(row, "materials.requested", said, work.gh, [work.asked_of]))
    made.request = request
    return drafts, made


def _received(bench: Bench, row: Row, work: EvidenceReceived) -> Outcome:
    request = bench.known.requests.get(UUID(work.request_id))
    if request is None or request["alert_id"] != row["alert_id"]:
        raise RequestNotFound
    if request["received_on"] is not None:
        raise RequestAnswered
    day = date.fromisoformat(work.received_on)
    asked = legal_day(request["asked_at"])
    if day < asked:
        raise InvalidBody(faults=[Fault("/received_on", "too-small", (asked.isoformat(),))])
    bench.not_after_today("/received_on", work.received_on)
    request["received_on"] = day
    said = {"request_id": work.request_id, "received_on": work.received_on}
    drafts, made = bench.plain(row, "alert.evidence_received", work, said)
    drafts.append(bench.told(row, "materials.received", said, work.gh, [request["asked_of"]]))
    made.request = request
    return drafts, made


def _group(bench: Bench, row: Row, work: Group) -> Outcome:
    head = bench.known.leads.get(UUID(work.head))
    if head is None or head["alert_id"] == row["alert_id"]:
        raise NotOfOneGroup
    together = head["case_id"] == row["case_id"] and head["procuratorate"] == row["procuratorate"]
    # A group has one head, which is open, and no group inside: a member heads nobody, and who has members joins nobody.
    if (
        head["finished"]
        or not together
        or head["group_head"] not in {None, head["alert_id"]}
        or row["group_head"] == row["alert_id"]
    ):
        raise NotOfOneGroup
    head["group_head"] = row["group_head"] = head["alert_id"]
    row["duplicate_of"] = head["alert_id"] if work.duplicate else None
    drafts, made = bench.plain(row, "alert.grouped", work, {"head": work.head, "duplicate": work.duplicate})
    made.changed.append(head)
    return drafts, made


def _ungroup(bench: Bench, row: Row, work: Ungroup) -> Outcome:
    if row["group_head"] is None:
        raise NotOfOneGroup
    # Without its head a group is none: whoever else went with it goes by itself again, each with an entry of its own.
    heads = row["group_head"] == row["alert_id"]
    others = [one for one in bench.known.leads.values() if heads and one["group_head"] == row["alert_id"]]
    drafts: list[Draft] = []
    made = Made()
    for one in [row, *(one for one in others if one is not row)]:
        one["group_head"] = one["duplicate_of"] = None
        entries, single = bench.plain(one, "alert.ungrouped", work, {})
        single.deeds[0].entry = len(drafts)
        drafts += entries
        made.deeds += single.deeds
        made.changed.append(one)
    return drafts, made


_ACTS: Final[Mapping[type[Any], Callable[[Bench, Row, Any], Outcome]]] = {
    Assign: _assign,
    HandOver: _hand_over,
    SetDue: _set_due,
    Comment: _comment,
    RequestEvidence: _request,
    EvidenceReceived: _received,
    Group: _group,
    Ungroup: _ungroup,
    Reopen: opening.reopen,
}
