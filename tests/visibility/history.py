"""A random history of a city's agencies, told to the exchange over HTTP and to the oracle at the same time."""

import hashlib
import hmac
import random
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from builders.events import a_notification, a_suspect, case_number, event, message_id
from fixtures.agencies import (
    AGENCIES,
    CITY_POLICE,
    COURT,
    DAWUKOU_POLICE,
    DETENTION_CENTER,
    HUINONG_POLICE,
    PINGLUO_POLICE,
    SCREENING,
    TAX_OFFICE,
)
from fixtures.running import PERSON_KEY
from fixtures.served import Callers
from visibility.oracle import Oracle

POLICE = (DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE, CITY_POLICE)
PROCURATORATES = tuple(code for code, _, kind, *_ in AGENCIES if kind == "procuratorate")
CODES = tuple(code for code, *_ in AGENCIES)


@dataclass
class History:
    """Acts at random; what each message is about is kept for the questions."""

    callers: Callers
    oracle: Oracle
    dice: random.Random
    numbers: list[str] = field(default_factory=list)
    # message id -> (its case in the oracle, what persons it names by key)
    messages: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, set[tuple[str, str, str]]] = field(default_factory=dict)
    shared: dict[int, str] = field(default_factory=dict)
    coverage: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[str, str]] = field(default_factory=list)
    granted: list[tuple[str, str]] = field(default_factory=list)

    def head(self) -> int:
        """Return the last position of the feed."""
        return int(self.callers[SCREENING].get("/v1/changes", params={"limit": 1}).json()["head"].split(".")[1])

    def play(self, acts: int) -> None:
        """Do so many random acts."""
        self.open()
        for _ in range(acts):
            self.play_one()

    def play_one(self) -> None:
        """Do one random act."""
        weighted = [self.open] * 7 + [self.update] * 12 + [self.report_early] * 6 + [self.named_by_others] * 5
        weighted += [self.supervise, self.grant, self.grant, self.withdraw, self.cover, self.be_refused, self.correct]
        self.dice.choice(weighted)()

    def open(self) -> None:
        """The police notify a case, perhaps one that others already reported on."""
        police = self.dice.choice(POLICE)
        fresh = self.dice.random() < 0.5 or not self.numbers
        own = [number for number in self.numbers if number[1:7] == police[:6] or police == CITY_POLICE]
        number = self._new_number(police) if fresh or not own else self.dice.choice(own)
        caller = CITY_POLICE if police != CITY_POLICE and self.dice.random() < 0.1 else police
        unit = number[1:13]
        person = self._person()
        body = a_notification(number, suspects=[a_suspect("S1", number=person)])
        named: dict[str, str] = {}
        if self.dice.random() < 0.3:
            body["events"].append(event("suspect.detained", suspect_ref="S1", detention_center=DETENTION_CENTER))
            named[DETENTION_CENTER] = "detaining"
        answer = self.callers[caller].post("/v1/cases", json=body)
        if answer.status_code == 403:
            # A case of this number was opened by others, and the caller has lost its place in it.
            self._count_refused(caller)
            return
        assert answer.status_code == 201, answer.text
        self._keep(answer, self.oracle.open(caller, number, unit, named))
        self.keys[body["notified"]["message_id"]] = {("person", "S1", _key(person))}

    def _new_number(self, police: str) -> str:
        number = case_number(len(self.numbers) + 1, unit=police)
        self.numbers.append(number)
        return number

    def _person(self) -> str:
        return f"640202{self.dice.randint(1970, 1999)}0101{self.dice.randint(0, 9999):04d}"

    def _report(self, agency: str, number: str, said: dict, named: dict[str, str]) -> None:
        answer = self.callers[agency].post(f"/v1/cases/{number}/updates", json=said)
        if answer.status_code == 403:
            assert answer.json()["errors"][0]["code"] == "not-by-this-relation", answer.text
            self._count_refused(agency)
            return
        assert answer.status_code == 201, answer.text
        self._keep(answer, self.oracle.report(agency, number, named))

    def _keep(self, answer: Any, case: Any) -> None:
        for item in answer.json()["items"]:
            self.messages[item["message_id"]] = case
        self.oracle.happened(case, answer.json()["items"][0]["receipt"]["position"])

    def _count_refused(self, agency: str) -> None:
        self.refused[agency] = self.refused.get(agency, 0) + 1

    def update(self) -> None:
        """Police report on a case of theirs, perhaps naming another agency, perhaps a person."""
        number = self.dice.choice(self.numbers)
        agency = self.dice.choice([number[1:13], CITY_POLICE])
        procuratorate = self.dice.choice(PROCURATORATES)
        kind = self.dice.randrange(5)
        if kind == 0:
            said, named = (
                event("suspect.arrest_requested", suspect_ref="S1", procuratorate=procuratorate),
                procuratorate,
            )
            self._report(agency, number, said, {named: "addressed"})
        elif kind == 1:
            said = event("suspect.delivered_to_detention_center", suspect_ref="S1", detention_center=DETENTION_CENTER)
            self._report(agency, number, said, {DETENTION_CENTER: "detaining"})
        elif kind == 2:
            said = event("case.referred", referring_agency=TAX_OFFICE, receiving_agency=agency)
            self._report(agency, number, said, {TAX_OFFICE: "addressed", agency: "addressed"})
        elif kind == 3:
            person = self._person()
            said = event("suspect.identified", suspect_ref="S2", person={"name": "沙明亮", "identity_number": person})
            self.keys[said["message_id"]] = {("person", "S2", _key(person))}
            self._report(agency, number, said, {})
        else:
            self._report(agency, number, event("case.filed", charges=[{"cl_article": "264"}]), {})

    def report_early(self) -> None:
        """Somebody reports on a number that need not be known, or not to him."""
        fresh = self.dice.random() < 0.4
        number = (
            self._new_number(self.dice.choice(POLICE)) if fresh or not self.numbers else self.dice.choice(self.numbers)
        )
        self._by_somebody(number)

    def named_by_others(self) -> None:
        """A procuratorate, a court, a detention center or a tax office reports on a known number."""
        self._by_somebody(self.dice.choice(self.numbers))

    def _by_somebody(self, number: str) -> None:
        procuratorate, other = self.dice.sample(PROCURATORATES, 2)
        choices = [
            (procuratorate, event("suspect.prosecuted", suspect_ref="S1", court=COURT), {COURT: "addressed"}),
            (procuratorate, event("case.procuratorate_assigned", procuratorate=other), {other: "supervising"}),
            (procuratorate, event("suspect.arrest_approved", suspect_ref="S1"), {}),
            (COURT, event("suspect.judged", suspect_ref="S1", outcome="convicted"), {}),
            (
                DETENTION_CENTER,
                event("suspect.delivered_to_detention_center", suspect_ref="S1", detention_center=DETENTION_CENTER),
                {DETENTION_CENTER: "detaining"},
            ),
            (TAX_OFFICE, event("case.referred", referring_agency=TAX_OFFICE), {TAX_OFFICE: "addressed"}),
        ]
        agency, said, named = self.dice.choice(choices)
        self._report(agency, number, said, named)

    def supervise(self) -> None:
        """A row of supervision begins, or one ends today."""
        rows = [row for row in self.oracle.supervises if row["until"] is None]
        admin = self.callers[SCREENING]
        if rows and self.dice.random() < 0.5:
            row = self.dice.choice(rows)
            answer = admin.delete(f"/v1/agencies/{row['police']}/supervises/{row['id']}")
            row["until"] = self.oracle.today
        else:
            row = {
                "police": self.dice.choice(POLICE),
                "procuratorate": self.dice.choice(PROCURATORATES),
                "since": self.oracle.today - timedelta(days=3),
                "until": None,
                "stage": self.dice.choice([None, None, "prosecution"]),
            }
            said = {"procuratorate": row["procuratorate"], "since": row["since"].isoformat(), "stage": row["stage"]}
            answer = admin.post(f"/v1/agencies/{row['police']}/supervises", json=said)
            row["id"] = answer.json().get("id")
            self.oracle.supervises.append(row)
        assert answer.status_code in (200, 201), answer.text
        self.oracle.apply_rules(self.head())

    def _opened(self) -> list[str]:
        return sorted({case.number for case in self.oracle.cases if case.handling})

    def grant(self) -> None:
        """An administrator gives somebody sight of a case."""
        number, agency = self.dice.choice(self._opened()), self.dice.choice(CODES)
        said = {"case_number": number, "agency": agency, "relation": "observing"}
        answer = self.callers[SCREENING].post("/v1/grants", json=said)
        assert answer.status_code == 201, answer.text
        self.oracle.grant(number, agency, "observing")
        self.granted.append((number, agency))

    def withdraw(self) -> None:
        """An administrator takes it back."""
        if self.granted:
            number, agency = self.dice.choice(self.granted)
            params = {"case_number": number, "agency": agency}
            answer = self.callers[SCREENING].delete("/v1/grants", params=params)
            assert answer.status_code in (204, 404), answer.text
            if answer.status_code == 204:
                self.oracle.withdraw(number, agency, self.head())

    def cover(self) -> None:
        """An agency declares what it reports completely."""
        agency = self.dice.choice([code for code in CODES if code != SCREENING])
        said = event("agency.coverage_declared", types=[{"type": "suspect.detained", "complete_from": "2026-01-01"}])
        answer = self.callers[agency].post("/v1/coverage", json=said)
        assert answer.status_code == 201, answer.text
        self.coverage[said["message_id"]] = agency

    def be_refused(self) -> None:
        """A message that is kept as refused, and a bulk upload of one bad line."""
        agency = self.dice.choice(POLICE)
        said = {"type": "case.teleported", "message_id": message_id("refused"), "occurred": "2026-03-01", "data": {}}
        assert self.callers[agency].post(f"/v1/cases/{case_number()}/updates", json=said).status_code == 422
        upload = self.callers[agency].post("/v1/intake", content=b'{"half":')
        assert upload.status_code == 200, upload.text
        self.refused[agency] = self.refused.get(agency, 0) + 2

    def correct(self) -> None:
        """Police take back that a case was filed, where they said so."""
        number = self.dice.choice(self._opened())
        agency = number[1:13]
        said = {
            "message_id": message_id("correction"),
            "action": "retract",
            "target": {"message_id": message_id("never-sent")},
            "reason_code": "duplicate",
            "document": {"kind": "更正说明", "number": "石公更字1号", "date": "2026-03-02"},
        }
        answer = self.callers[agency].post(f"/v1/cases/{number}/corrections", json=said)
        if answer.status_code == 403:
            self._count_refused(agency)
            return
        assert answer.status_code == 201, answer.text
        self._keep(answer, self.oracle.report(agency, number, {}))


def _key(number: str) -> str:
    return hmac.new(b64decode(PERSON_KEY), number.encode(), hashlib.sha256).hexdigest()
