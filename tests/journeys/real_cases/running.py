"""Sends the real cases through running processes, and reads back what a prosecutor then reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builders.events import event
from fixtures.agencies import CITY_POLICE, CITY_PROCURATORATE, COURT
from fixtures.running import RunningExchange
from fixtures.screening_process import RunningScreening, wait_until_told
from fixtures.served import Callers
from journeys.real_cases.records import Record
from journeys.real_cases.telling import notification, told
from journeys.real_cases.words import Said
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.vocabulary import AgencyKind, Channel

AGENCIES = {"police": CITY_POLICE, "procuratorate": CITY_PROCURATORATE, "court": COURT}
# What a judgment never tells, or hardly ever dates (README of the data): nobody can promise in its name that it was not done.
NEVER_DATED = {
    "suspect.interrogated",
    "suspect.family_notified",
    "suspect.detention_extended",
    "suspect.arrest_requested",
    "suspect.arrest_request_received",
    "suspect.delivered_to_detention_center",
    "suspect.custody_extension_requested",
    "suspect.custody_extended",
    "suspect.custody_recalculated",
}
# What each may report of a case: everything of which it can promise that it reports it completely.
REPORTED_BY = {
    kind.value: sorted(
        name
        for name, one in EVENT_TYPES.items()
        if kind in one.emitters and one.channel is Channel.UPDATE and name not in NEVER_DATED
    )
    for kind in (AgencyKind.POLICE, AgencyKind.PROCURATORATE)
}


@dataclass
class Reading:
    """What stands of one case at a moment: its alerts, and what the rules answer beside them."""

    alerts: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    def found(self) -> set[tuple[str, str | None]]:
        """Return what an alert accuses: rule and suspect."""
        return {(one["report"]["rule"], one["report"]["suspect_ref"]) for one in self.alerts}

    def in_shadow(self) -> set[tuple[str, str | None]]:
        """Return what a rule in shadow finds: counted, never alerted."""
        return {_named(one) for one in self.answers if one["verdict"] == "found" and one["shadow"]}

    def undetermined(self) -> Sequence[dict[str, Any]]:
        """Return the answers that a missing fact keeps open."""
        return [one for one in self.answers if one["verdict"] == "undetermined"]


def _named(outcome: Mapping[str, Any]) -> tuple[str, str | None]:
    return outcome["rule"], outcome["suspect_ref"]


def send(callers: Callers, record: Record) -> None:
    """Let police, procuratorate and court each report what they did; what is refused fails the run."""
    said = told(record)
    police = [one.event for one in _of(said, "police")]
    body = {"case_number": record.case_number, "notified": notification(record), "events": police}
    _post(callers, "police", "/v1/cases", body, record)
    if any(one.by == "court" for one in said):
        # Where the source names no indictment, nothing shows the case to the court: it is let in by act.
        grant = {"case_number": record.case_number, "agency": COURT, "relation": "addressed"}
        _post(callers, "police", "/v1/grants", grant, record)
    for by in ("procuratorate", "court"):
        events = [one.event for one in _of(said, by)]
        if events:
            _post(callers, by, f"/v1/cases/{record.case_number}/updates", {"events": events}, record)


def promise(callers: Callers, records: Iterable[Record]) -> None:
    """Let police and procuratorate of each case's place promise that they reported everything, up to where its source ends.

    A published judgment is not a feed and promises nothing; the promise is this test's, so that rules that live on
    silence have something to answer. It reaches no further than the source, which tells nothing of what came later.
    """
    through = {record.division: record.told_through for record in records}
    for by, names in REPORTED_BY.items():
        types = [
            {"type": name, "complete_from": "1990-01-01", "complete_through": last, "division_codes": [division]}
            for division, last in through.items()
            for name in names
        ]
        _post(callers, by, "/v1/coverage", event("agency.coverage_declared", occurred="2026-01-01", types=types))


def read_back(callers: Callers, exchange: RunningExchange, screening: RunningScreening) -> dict[str, Reading]:
    """Wait until screening has told everything and return what the city's procuratorate reads, by case number."""
    wait_until_told(screening, exchange)
    readings: dict[str, Reading] = defaultdict(Reading)
    prosecutor = callers[CITY_PROCURATORATE]
    page = prosecutor.get("/v1/alerts", params={"limit": 1000}).raise_for_status().json()
    assert len(page["items"]) < 1000
    for alert in page["items"]:
        readings[alert["report"]["case_number"]].alerts.append(alert)
    for verdict in ("found", "clear", "undetermined"):
        asked = {"verdict": verdict, "limit": 1000}
        page = prosecutor.get("/v1/assessments", params=asked).raise_for_status().json()
        assert page["next"] is None
        for one in page["items"]:
            readings[one["case_number"]].answers.append(one["outcome"])
    return readings


def _of(said: Iterable[Said], by: str) -> list[Said]:
    return [one for one in said if one.by == by]


def _post(callers: Callers, by: str, path: str, body: dict[str, Any], record: Record | None = None) -> None:
    answer = callers[AGENCIES[by]].post(path, json=body)
    assert answer.status_code < 300, f"{record.key if record else ''} {path}: {answer.text}"
