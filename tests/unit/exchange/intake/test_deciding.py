import json
from datetime import UTC, date, datetime

import pytest

from builders.events import a_detention, a_notification, event
from exchange.access.callers import Agency, Caller, Directory
from exchange.feed.errors import MessageIdReused
from exchange.intake.deciding import Bench
from exchange.intake.docket import Docket
from exchange.intake.errors import EventTypeNotAllowed, ForeignCaseNumber
from exchange.intake.reading import Reader
from zhenxie.wire.vocabulary import AgencyKind, Relation

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
NUMBER = "A6402020000002026030001"
KINDS = {
    "640202000000": AgencyKind.POLICE,
    "640205000000": AgencyKind.POLICE,
    "640202": AgencyKind.PROCURATORATE,
    "640202-kss": AgencyKind.DETENTION_CENTER,
    "screening": AgencyKind.PLATFORM,
}
POLICE, OTHERS, PROCURATORATE, CENTER, SCREENING = KINDS
DIRECTORY = Directory(
    {code: Agency(code, code, kind, code[:6] if code[0] == "6" else "640000") for code, kind in KINDS.items()}
)


@pytest.fixture
def docket() -> Docket:
    return Docket()


def decide(docket, agency, body, number=NUMBER):
    caller = Caller(agency, KINDS[agency], "client", frozenset())
    reader = Reader(caller, NOW)
    read = reader.notification if "notified" in body else lambda content: reader.update(content, number)
    submission = read(json.dumps(body).encode())
    assert submission.refusal is None, submission.refusal.faults
    return Bench(docket, DIRECTORY, caller, NOW, date(2026, 3, 10)).decide(submission)


def granted(decision):
    return {(one.agency, one.relation, one.ground) for one in decision.memory.grants}


def types(decision):
    return [draft.type for draft in decision.drafts]


def test_an_opened_case_is_seen_by_rule_and_by_whom_its_events_name(docket):
    decision = decide(docket, POLICE, a_notification(NUMBER, a_detention(detention_center=CENTER)))

    assert granted(decision) == {
        (POLICE, Relation.HANDLING, "rule"),
        (PROCURATORATE, Relation.SUPERVISING, "rule"),
        (SCREENING, Relation.OBSERVING, "rule"),
        (CENTER, Relation.DETAINING, "report"),
    }
    assert types(decision) == ["case.notified", "suspect.detained"]


def test_the_same_again_is_a_replay_and_leaves_nothing(docket):
    body = a_notification(NUMBER)
    first, again = decide(docket, POLICE, body), decide(docket, POLICE, body)

    assert again.drafts == []
    assert again.memory.replay
    assert [item.bound for item in again.memory.items] == [item.bound for item in first.memory.items]


def test_other_content_under_the_id_is_refused_and_the_docket_stays(docket):
    body = a_notification(NUMBER)
    decide(docket, POLICE, body)
    before = len(docket.messages)
    changed = body | {"notified": body["notified"] | {"occurred": "2026-03-01"}}
    with pytest.raises(MessageIdReused) as refused:
        decide(docket, POLICE, {**changed, "events": [event("case.filed")]})
    assert [fault.pointer for fault in refused.value.faults] == ["/notified"]
    assert len(docket.messages) == before


def test_a_foreign_number_opens_nothing(docket):
    with pytest.raises(ForeignCaseNumber):
        decide(docket, OTHERS, a_notification(NUMBER))
    assert docket.files == {}


def test_a_provisional_case_is_its_reporters_alone(docket):
    decision = decide(docket, CENTER, event("suspect.released", suspect_ref="S1", detention_center=CENTER))

    assert granted(decision) == {(CENTER, Relation.REPORTING, "report")}
    assert docket.visible(NUMBER, CENTER).provisional
    assert docket.visible(NUMBER, POLICE) is None
    assert [fault.code for fault in decision.memory.items[0].observations] == [
        "provisional-case",
        "provisional-suspect",
    ]


def test_opening_in_the_same_group_promotes_ones_own_and_joins_the_supervisors(docket):
    own = decide(docket, POLICE, a_detention(detention_center=CENTER))
    decide(docket, PROCURATORATE, event("suspect.arrest_approved", suspect_ref="S1"))
    opened = decide(docket, POLICE, a_notification(NUMBER))

    assert opened.memory.promoted == [own.memory.case]
    [(joined, into)] = opened.memory.joined
    assert into is own.memory.case
    assert joined.joined_into == into.case_id
    assert (CENTER, Relation.DETAINING, "report") in granted(opened)
    told = [json.loads(draft.payload)["data"]["reader"] for draft in opened.drafts if draft.type == "case.shared"]
    assert {PROCURATORATE, SCREENING, CENTER, POLICE} >= set(told) >= {PROCURATORATE, SCREENING, CENTER}


def test_what_a_report_says_is_granted_although_a_rule_says_the_same(docket):
    decide(docket, POLICE, a_notification(NUMBER))
    assigned = decide(docket, PROCURATORATE, event("case.procuratorate_assigned", procuratorate=PROCURATORATE))
    assert granted(assigned) == {(PROCURATORATE, Relation.SUPERVISING, "report")}
    assert types(assigned) == ["case.procuratorate_assigned"]


def test_an_agency_that_is_not_registered_is_granted_nothing(docket):
    decision = decide(docket, POLICE, a_notification(NUMBER, a_detention(detention_center="nobody-kss")))
    assert "nobody-kss" not in {agency for agency, _, _ in granted(decision)}


def test_a_relation_that_does_not_allow_the_type_is_refused(docket):
    decide(docket, POLICE, a_notification(NUMBER, event("case.referred", receiving_agency=OTHERS)))
    with pytest.raises(EventTypeNotAllowed) as refused:
        decide(docket, OTHERS, {"events": [event("case.checked_before_filing"), a_detention()]})
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/events/1/type", "not-by-this-relation")
    ]


def test_police_to_whom_a_case_was_sent_handle_it_once_they_receive_it(docket):
    decide(docket, POLICE, a_notification(NUMBER, event("case.transferred_out", receiving_agency=OTHERS)))
    received = decide(docket, OTHERS, {"events": [event("case.received"), a_detention()]})
    assert received.memory.handling == OTHERS
    assert (OTHERS, Relation.HANDLING, "rule") in granted(received)
