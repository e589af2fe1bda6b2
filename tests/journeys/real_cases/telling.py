"""Each real case as bodies of the API: one small function for each event type of the file.

The file is older and looser than the wire. What the wire has a field for is said in it; every other word of an event
travels in `ext`, which the exchange keeps and never interprets; a date that the source does not state stays unknown.
"""

from collections.abc import Callable, Iterator
from typing import Any

from builders.events import event
from journeys.real_cases import of_cases, of_suspects
from journeys.real_cases.records import Record
from journeys.real_cases.words import Said, Telling, stated


def notification(record: Record) -> dict[str, Any]:
    """Return the head of the case notification: charges, the place's unit, the suspects and when they acted."""
    suspects = [
        {
            "suspect_ref": record.refs[one["label"]],
            "person": {"name": one["label"]},
            **stated({"sex": one["sex"], "birth_date": one["birth_date"]}),
            **_acts(record),
        }
        for one in record.said["suspects"]
    ]
    first = next((one["at"] for one in record.events if one["at"]), None)
    charges = [{"name": name} for name in record.said["charges"]]
    return event("case.notified", occurred=first, charges=charges, handling_unit=record.unit, suspects=suspects)


def _acts(record: Record) -> dict[str, Any]:
    # An act without a beginning cannot be told: a range that is open to the past says nothing about an age.
    offence = record.said["offence"]
    if offence["from"] is None:
        return {}
    return {"acts": [stated(offence)]}


def told(record: Record) -> list[Said]:
    """Return everything that the file says of a case, in the words of the wire."""
    found: list[Said] = []
    for place, source in enumerate(record.events):
        if source["type"] in CONTEXT:
            continue
        telling = Telling(record, place)
        said = list(MAPPED[source["type"]](telling))
        if telling.words and said:
            said[0].event["ext"] = telling.words
        found += said
    return found


MAPPED: dict[str, Callable[[Telling], Iterator[Said]]] = {
    "case.received": of_cases.received,
    "case.filed": of_cases.filed,
    "case.filing_refused": of_cases.filing_refused,
    "case.withdrawn": of_cases.withdrawn,
    "case.sent_for_prosecution": of_cases.sent_for_prosecution,
    "case.returned": of_cases.returned,
    "case.resubmitted": of_cases.resubmitted,
    "suspect.summoned": of_suspects.summoned,
    "suspect.detained": of_suspects.detained,
    "suspect.detention_extended": of_suspects.detention_extended,
    "suspect.arrest_approved": of_suspects.arrest_approved,
    "suspect.arrest_refused": of_suspects.arrest_refused,
    "suspect.arrested": of_suspects.arrested,
    "suspect.bail_imposed": of_suspects.bail_imposed,
    "suspect.released": of_suspects.released,
    "suspect.penalized": of_suspects.penalized,
    "suspect.investigation_terminated": of_suspects.terminated,
    "suspect.prosecuted": of_suspects.prosecuted,
    "suspect.not_prosecuted": of_suspects.not_prosecuted,
    "evidence.breath_tested": of_cases.breath_tested,
    "evidence.blood_drawn": of_cases.blood_drawn,
    "evidence.forensic_opinion_issued": of_cases.opinion_issued,
}
CONTEXT = {
    "supervision.clue_received": "what a procuratorate learnt: context of the source, not an event of the wire",
    "supervision.withdrawal_notified": "what a procuratorate did: an instrument, which it registers in its own system",
}
# Beside its events a case states these; none is an event, and what follows from them stands in the events.
FACTS = {
    "breath_alcohol_mg_per_100ml": "told by evidence.breath_tested",
    "blood_alcohol_mg_per_100ml": "told by evidence.forensic_opinion_issued",
    "second_blood_alcohol_mg_per_100ml": "told by the second evidence.forensic_opinion_issued",
    "suspect_is_organisation": "the wire has no word for it; no birth date is stated of him",
    "minor_at_offence": "a conclusion of the judgment: an age is told by a birth date, and none is stated",
    "birth_month": "a birth date is a day on the wire",
    "age_at_offence": "a conclusion of the source: an age is told by a birth date, and none is stated",
}
