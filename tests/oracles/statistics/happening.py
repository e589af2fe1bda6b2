"""A history for the statistics: generated cases, and what offices do beside them, drawn from a seed."""

import json
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from exchange.acts.ground import CaseName, Telling, draft
from exchange.feed import operations as feed
from exchange.feed.commands import Draft
from exchange.statistics import counting
from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from oracles.statistics.recount import Entry
from zhenxie.generate.histories import Plan
from zhenxie.generate.lines import lines
from zhenxie.wire.vocabulary import Audience

OFFICE_OF = {DAWUKOU_POLICE: DAWUKOU_PROCURATORATE, HUINONG_POLICE: HUINONG_PROCURATORATE}
EDGES = (
    *("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-03"),
    # The last and the first moment of a quarter in 北京, told by clocks elsewhere.
    *("2026-03-31T15:59:59Z", "2026-03-31T16:00:00Z", "2026-06-30T23:59:59+08:00", "2026-07-01T00:00:00+08:00"),
)
_KINDS = (
    *("correction_notice", "investigation_supervision_notice", "procuratorial_suggestion", "order_to_withdraw"),
    *("order_to_file", "request_reason_not_filing"),
)
_VIOLATIONS = ("late_notice", "no_recording", "wrong_place")


@dataclass
class Happening:
    """A served exchange with a history in its feed, and ways to add to it."""

    exchange: Served
    database: Database
    random: random.Random
    cases: list[tuple[CaseName, str]] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)

    async def generated(self, cases: int) -> None:
        """Report generated cases, as their agencies would."""
        plan = Plan(cases=cases, seed=self.random.randrange(10**6), police=tuple(OFFICE_OF), violations=0.3)
        bodies: dict[str, list[bytes]] = {}
        for line in lines(plan):
            bodies.setdefault(line.sender, []).append(line.body)
        for sender in sorted(bodies, key=lambda code: code not in OFFICE_OF):
            async with self.exchange.client(sender) as client:
                headers = {"Content-Type": "application/x-ndjson"}
                answer = await client.post("/v1/intake", content=b"".join(bodies[sender]), headers=headers)
                assert answer.status_code == 200, answer.text
        found = await self.rows(
            "select case_id, number, handling_agency from cases where not provisional order by number"
        )
        self.cases = [(CaseName(row["case_id"], row["number"]), row["handling_agency"]) for row in found]

    async def rows(self, question: str) -> list[Any]:
        connection = await self.database.connect()
        try:
            return list(await connection.fetch(question))
        finally:
            await connection.close()

    async def entries(self) -> list[Entry]:
        """Return the whole feed, as the recount reads it."""
        rows = await self.rows("select * from entries order by position")
        return [
            Entry(
                row["position"],
                str(row["event_id"]),
                row["type"],
                row["source"],
                None if row["case_id"] is None else str(row["case_id"]),
                None if row["corrects"] is None else str(row["corrects"]),
                json.loads(row["payload"]),
                row["recorded_at"],
            )
            for row in rows
        ]

    async def append(self, drafts: Iterable[Draft]) -> None:
        state = self.exchange.state
        async with state.database.writing() as session:
            means = feed.Means(state.sealer)
            await feed.append(session, list(drafts), now=state.clock.now(), means=means)

    def day(self) -> str:
        """Return a moment: often the edge of a quarter."""
        if self.random.random() < 0.4:
            return self.random.choice(EDGES[:4] + EDGES[5:])
        return (date(2026, 1, 1) + timedelta(days=self.random.randrange(270))).isoformat()

    def said(self, kind: str, source: str, occurred: str, case: CaseName | None, /, **data: Any) -> Draft:
        ref, operator = data.pop("suspect_ref", None), data.pop("operator", None)
        telling = Telling(
            source,
            self.exchange.state.clock.now(),
            (source,),
            case=case,
            suspect_ref=ref,
            occurred=occurred,
            operator=operator,
        )
        return draft(kind, data, telling)

    def instrument(self) -> list[Draft]:
        """Return the life of one instrument, broken off anywhere."""
        rng = self.random
        case, police = rng.choice(self.cases)
        office, chosen = OFFICE_OF[police], case if rng.random() < 0.8 else None
        named = {"instrument_id": str(uuid4()), "kind": rng.choice(_KINDS)}
        start = date(2026, 1, 5) + timedelta(days=rng.randrange(250))
        issued = {
            "addressee": police,
            "violations": rng.sample(_VIOLATIONS, rng.randrange(3)) or None,
            "reply_days": 15,
            "alert_ids": [rng.choice(self.alerts)] if self.alerts and rng.random() < 0.3 else None,
        }
        office = office if rng.random() < 0.8 else CITY_PROCURATORATE
        found = [self.said("instrument.issued", office, start.isoformat(), chosen, **named, **issued)]
        due = (start + timedelta(days=16)).isoformat() if rng.random() < 0.5 else None
        later = [start + timedelta(days=add) for add in sorted(rng.sample(range(1, 120), 8))]
        steps = [
            ("instrument.served", police, {"reply_due": due}),
            ("instrument.overdue", "exchange", {"reply_due": due}),
            ("instrument.replied", police, {"answer": "correction_reply"}),
            (f"instrument.{rng.choice(('adopted', 'partially_adopted', 'rejected'))}", office, {}),
            (f"instrument.{rng.choice(('re_examination_requested', 're_examined', 'reconsidered'))}", police, {}),
            ("instrument.follow_up_planned", office, {"planned_on": self.day()[:7] + "-15"}),
            (f"instrument.{rng.choice(('closed', 'withdrawn_by_issuer', 'followed_up'))}", office, {}),
            ("instrument.followed_up", office, {}),
        ]
        for (kind, source, more), day in zip(steps, later, strict=True):
            if rng.random() < 0.75:
                found.append(self.said(kind, source, day.isoformat(), chosen, **named, **more))
        return found

    def alert(self) -> list[Draft]:
        """Return an alert and what was done with it."""
        rng = self.random
        case, police = rng.choice(self.cases)
        alert = {"alert_id": str(uuid4())}
        self.alerts.append(alert["alert_id"])
        model = {"model": rng.choice(("underage_suspect", "stalled_case")), "model_version": rng.choice(("1", "2"))}
        found = [self.said("alert.raised", SCREENING, self.day(), case, **alert, **model, rule="UA-03")]
        for step in ("started", rng.choice(("confirmed", "dismissed", "snoozed"))):
            if rng.random() < 0.8:
                reason = {"dismissal_reason": rng.choice(("data_error", "split_off"))} if step == "dismissed" else {}
                office = rng.choice((OFFICE_OF[police], CITY_PROCURATORATE))
                found.append(self.said("alert.reviewed", office, self.day(), case, **alert, step=step, **reason))
        return found

    def intervention(self) -> list[Draft]:
        """Return early intervention that is asked for and perhaps declined, and marks that a case is complex or is not."""
        rng = self.random
        case, police = rng.choice(self.cases)
        office, named = OFFICE_OF[police], {"cooperation_id": str(uuid4()), "kind": "early_intervention"}
        found = [
            self.said("cooperation.opened", rng.choice((police, office)), self.day(), case, **named, state="requested")
        ]
        if rng.random() < 0.5:
            act = {"act": rng.choice(("accept", "decline")), "state": "answered"}
            found.append(self.said("cooperation.answered", office, self.day(), case, **named, **act))
        case, police = rng.choice(self.cases)
        office = OFFICE_OF[police]
        track = rng.choice(("complex", "ordinary"))
        moment = f"{self.day()[:7]}-12T08:00:00+08:00"
        found.append(
            self.said(
                "case.triage_overridden", office, moment, case, track=track, reason="law_disputed", operator="0012"
            )
        )
        fact = {"key": rng.choice(("mass_victim", "social_impact")), "value": {"truth": rng.random() < 0.7}}
        found.append(self.said("fact.established", office, self.day(), rng.choice(self.cases)[0], **fact))
        return found

    def decisions(self) -> list[Draft]:
        """Return what the organs decide about a case beside what was generated."""
        rng = self.random
        case, police = rng.choice(self.cases)
        office, ref = OFFICE_OF[police], rng.choice(("S1", "S2"))
        kinds: list[tuple[str, str, dict[str, Any]]] = [
            ("case.filed", police, {"prompted_by": rng.choice(("reason_request", "order_to_file", "own_decision"))}),
            ("case.refiled", police, {"ground": rng.choice(("order_to_file", "new_facts", None))}),
            ("case.withdrawn", police, {"prompted_by": rng.choice(("order_to_withdraw", "own_decision", None))}),
            ("case.returned", office, {"ordinal": 1}),
            (
                "suspect.arrest_refused",
                office,
                {"suspect_ref": ref, "refusal_category": rng.choice(("no_crime", None))},
            ),
            ("suspect.arrest_approved", office, {"suspect_ref": ref}),
            (
                "suspect.arrest_reconsidered",
                CITY_PROCURATORATE,
                {"suspect_ref": ref, "level": "review", "result": "changed"},
            ),
            ("suspect.not_prosecuted", office, {"suspect_ref": ref, "kind": "discretionary"}),
            (
                "suspect.prosecuted",
                office,
                {"suspect_ref": ref, "procedure_suggested": "fast_track", "in_custody": True},
            ),
            ("suspect.judged", "640202-fy", {"suspect_ref": ref, "outcome": "convicted"}),
        ]
        found = []
        for kind, source, data in rng.sample(kinds, 2):
            made = self.said(kind, source, rng.choice((*EDGES, self.day())), case, **data)
            found.append(replace(made, audience=Audience.CASE))
        return found

    async def corrected(self, many: int) -> None:
        """Amend or retract so many entries: another day, or nothing at all; corrections among them."""
        rng = self.random
        every = await self.rows(
            "select event_id, type, source, case_id, case_number, payload from entries where case_id is not null"
        )
        drafts = []
        for row in rng.sample(every, min(many, len(every))):
            case, target = CaseName(row["case_id"], row["case_number"]), str(row["event_id"])
            said = json.loads(row["payload"])
            if rng.random() < 0.3 or row["type"].startswith("message."):
                made = self.said("message.retracted", row["source"], self.day(), case, target_event_id=target)
            else:
                moved = said | {"occurred": self.day()}
                made = self.said(
                    "message.corrected", row["source"], self.day(), case, target_event_id=target, replacement=moved
                )
            drafts.append(replace(made, corrects=UUID(target), audience=Audience.CASE))
        await self.append(drafts)


@asynccontextmanager
async def happening(database: Database, seed: int, *, cases: int = 60, acts: int = 60) -> AsyncIterator[Happening]:
    """Give an exchange in which everything of a seed has happened."""
    async with served(database) as exchange:
        made = Happening(exchange, database, random.Random(seed))
        await made.generated(cases)
        for _ in range(acts):
            drafts = [*made.instrument(), *made.alert(), *made.decisions(), *made.intervention()]
            await made.append(drafts)
        await made.corrected(acts)
        await made.append(made.instrument())
        await made.corrected(acts)
        await counting.catch_up(exchange.state.database)
        yield made
