"""Answers to requests for materials (调取材料): by whoever was asked, in time or late; pure."""

from datetime import date
from typing import Final
from uuid import UUID

from exchange.leads.authority import Bench, Outcome
from exchange.leads.commands import GiveMaterials
from exchange.leads.errors import EvidenceRequestNotFound, RequestAnswered
from exchange.leads.known import Deed, Made, Row
from zhenxie.wire.staff import Role

_ANSWERS: Final = frozenset(Role) - {Role.AUDITOR}
"""Who answers for an agency that keeps a register: whoever works there on cases."""


def request_of(bench: Bench, request_id: UUID) -> Row:
    """Return a request that was made of the caller's agency; what it sees of the case by now does not matter.

    :raises EvidenceRequestNotFound: there is none.
    """
    request = bench.known.requests.get(request_id)
    if request is None or request["asked_of"] != bench.caller.agency:
        raise EvidenceRequestNotFound
    return request


def answer(bench: Bench, wish: GiveMaterials) -> Outcome:
    """Let who was asked answer: the office that works the lead, and those above it, hear it and read the words.

    :raises RequestAnswered: it was answered, or the office noted that it has what it asked for.
    """
    request, said = request_of(bench, wish.request_id), wish.answer
    staff = bench.known.ground.staff
    if staff.keeps(bench.caller.agency):
        staff.acting(bench.caller.agency, said.gh, _ANSWERS, day=bench.day)
    if request["received_on"] is not None:
        raise RequestAnswered
    row = bench.known.leads[request["alert_id"]]
    due: date = request["due_on"]
    request["received_on"] = bench.day
    told = {
        "request_id": str(request["id"]),
        "asked_by": request["asked_by"],
        "late": bench.day > due,
        "documents": [one.model_dump() for one in said.documents] or None,
    }
    told = {name: value for name, value in told.items() if value is not None}
    entry = bench.told(row, "materials.answered", told, said.gh, {*bench.readers(row), bench.caller.agency})
    deed = Deed(row["alert_id"], "evidence_answered", told, said.gh, text=said.text)
    return [entry], Made([deed], [row], request=request)
