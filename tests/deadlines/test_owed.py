"""Who owes the report of what would end a deadline, and what the explanation says of it."""

from datetime import date
from typing import Any

from builders.casefiles import said
from zhenxie.record.deadlines.judging import Judged
from zhenxie.record.deadlines.reckoning import deadlines_of

INSTRUMENT = "01920000-0000-7000-8000-0000000000a1"
ON = date(2026, 6, 1)


def found(period: str, *events: dict[str, Any], on: date = ON, **more: Any) -> Judged:
    """Return the one deadline of a period that events open."""
    told = [said(one, position) for position, one in enumerate(events, 1)]
    [one] = [one for one in deadlines_of(told, on, **more) if one.opened.period.key == period]
    return one


def test_the_addressee_of_an_instrument_owes_its_answer() -> None:
    served = {
        "type": "instrument.served",
        "occurred": "2026-03-02",
        "source": "640202",
        "instrument_id": INSTRUMENT,
        "kind": "request_reason_filing",
    }
    issued = {**served, "type": "instrument.issued", "occurred": "2026-03-01", "addressee": "640221000000"}

    assert found("D30.reply", issued, served).opened.owed_by == "640221000000"
    assert found("D30.reply", issued, {**served, "served_to": "640202000000"}).opened.owed_by == "640202000000"
    assert found("D30.reply", served).opened.owed_by is None
    assert "（应由" not in found("D30.reply", served).why.chinese


def test_the_issuer_of_an_instrument_owes_the_answer_to_an_objection() -> None:
    asked = {
        "type": "instrument.re_examination_requested",
        "occurred": "2026-03-03",
        "recorded": "2026-03-03T09:00:00+08:00",
        "instrument_id": INSTRUMENT,
        "kind": "correction_notice",
    }
    issued = {
        "type": "instrument.issued",
        "occurred": "2026-03-01",
        "source": "640202",
        "instrument_id": INSTRUMENT,
        "kind": "correction_notice",
        "addressee": "640202000000",
    }

    assert found("D37.answer", issued, asked).opened.owed_by == "640202"


def test_the_police_that_filed_owe_what_the_police_must_do() -> None:
    detained = {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S1"}
    notified = {"type": "case.notified", "occurred": "2026-03-01", "source": "640200000000"}
    received = {"type": "case.received", "occurred": "2026-03-01", "source": "640221000000"}
    filed = {"type": "case.filed", "occurred": "2026-03-01", "source": "640202000000"}

    assert found("D03.delivery", detained).opened.owed_by is None
    assert found("D03.delivery", notified, detained).opened.owed_by == "640200000000"
    assert found("D03.delivery", received, notified, detained).opened.owed_by == "640221000000"
    assert found("D03.delivery", filed, received, notified, detained).opened.owed_by == "640202000000"


def test_the_procuratorate_that_speaks_owes_what_it_must_do_else_the_one_to_which_the_case_was_sent() -> None:
    asked = {
        "type": "suspect.arrest_reconsideration_requested",
        "occurred": "2026-03-12",
        "suspect": "S1",
        "level": "reconsideration",
    }
    requested = {
        "type": "suspect.arrest_requested",
        "occurred": "2026-03-02",
        "suspect": "S1",
        "procuratorate": "640221",
    }
    refused = {"type": "suspect.arrest_refused", "occurred": "2026-03-09", "suspect": "S1", "source": "640202"}

    assert found("D13.reconsideration", asked).opened.owed_by is None
    assert found("D13.reconsideration", requested, asked).opened.owed_by == "640221"
    assert found("D13.reconsideration", requested, refused, asked).opened.owed_by == "640202"


def test_who_decided_a_measure_owes_its_end() -> None:
    bailed = {
        "type": "suspect.bail_imposed",
        "occurred": "2025-01-12",
        "suspect": "S1",
        "source": "640202",
        "stage": "prosecution",
    }

    assert found("D20.bail", bailed).opened.owed_by == "640202"


def test_whoever_a_person_on_bail_went_to_owes_the_new_decision() -> None:
    bailed = {"type": "suspect.bail_imposed", "occurred": "2025-01-12", "suspect": "S1"}
    sent = {"type": "case.sent_for_prosecution", "occurred": "2025-03-01", "procuratorate": "640202"}
    taken = {"type": "case.proceeding_opened", "occurred": "2025-03-03", "source": "640221", "kind": "prosecution"}
    prosecuted = {
        "type": "suspect.prosecuted",
        "occurred": "2025-04-01",
        "suspect": "S1",
        "source": "640221",
        "stage": "prosecution",
    }
    split = {"type": "suspect.split_off", "occurred": "2025-05-01", "suspect": "S1"}

    assert found("D20.bail", bailed, sent).opened.owed_by == "640202"
    assert found("D20.bail", bailed, sent, taken).opened.owed_by == "640221"
    assert found("D20.bail", bailed, sent, prosecuted).opened.owed_by is None
    assert "人民法院" in found("D20.bail", bailed, sent, prosecuted).why.chinese
    assert found("D20.bail", bailed, {**prosecuted, "court": "640202C"}).opened.owed_by == "640202C"
    assert "另案的办案机关" in found("D20.bail", bailed, split).why.chinese
    assert "人民检察院" in found("D20.bail", bailed, sent).why.chinese


def test_what_is_missing_is_named_down_to_the_field() -> None:
    withdrawn = {"type": "case.withdrawn", "occurred": "2026-03-03"}

    one = found("D41.withdrawal", withdrawn)

    assert "“撤销案件”（告知时间）" in one.why.chinese
    assert "case.withdrawn:notified_at" in one.why.english


def test_amber_begins_where_the_table_says_or_where_one_asks() -> None:
    taken = {"type": "suspect.bail_imposed", "occurred": "2025-03-03", "suspect": "S1"}

    assert found("D20.bail", taken, on=date(2026, 2, 15)).state.value == "running"
    assert found("D20.bail", taken, on=date(2026, 2, 16)).state.value == "amber"
    assert found("D20.bail", taken, on=date(2026, 2, 16), amber_days=14).state.value == "running"
    assert found("D20.bail", taken, on=date(2026, 2, 17), amber_days=14).state.value == "amber"
    assert found("D20.bail", taken, on=date(2026, 3, 2), amber_days=0).state.value == "running"
    assert found("D20.bail", taken, on=date(2026, 3, 3), amber_days=0).state.value == "amber"


def test_a_fact_that_was_said_twice_opens_one_deadline_of_the_entry_that_said_it_first() -> None:
    detained = {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S1", "id": "first"}

    one = found("D03.delivery", detained, {**detained, "id": "again"})

    assert one.opened.root.position == 1


def test_what_was_corrected_says_where_it_stands_now() -> None:
    detained = {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S1", "id": "d"}
    now = {
        "type": "suspect.detained",
        "message_id": "m-d2",
        "occurred": "2026-03-05",
        "suspect_ref": "S1",
        "data": {},
    }
    corrected = {"type": "message.corrected", "occurred": "2026-03-06", "corrects": "d", "replacement": now}

    one = found("D08.request", detained, corrected, on=date(2026, 3, 8))

    assert one.opened.expiry is not None
    assert one.opened.expiry.first == date(2026, 3, 8)
    assert (one.opened.root.position, one.opened.root.said_at) == (1, 2)


def test_each_extension_has_a_last_day_to_ask_for_it_and_the_third_is_the_last() -> None:
    arrested = {"type": "suspect.arrested", "occurred": "2025-01-10", "suspect": "S1"}
    granted = [
        {
            "type": "suspect.custody_extended",
            "occurred": f"2025-0{month}-01",
            "suspect": "S1",
            "source": "640200",
            "tier": tier,
        }
        for tier, month in ((1, 3), (2, 4), (3, 6))
    ]
    told = [said(one, position) for position, one in enumerate([arrested, *granted], 1)]

    asked = [one for one in deadlines_of(told, ON) if one.opened.period.key == "D16.request"]

    assert [one.opened.expiry.first.isoformat() for one in asked if one.opened.expiry] == [
        "2025-03-03",
        "2025-04-03",
        "2025-06-03",
    ]
    assert [one.opened.root.position for one in asked] == [1, 2, 3]
