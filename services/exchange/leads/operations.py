"""Decides the acts of a group one after another and stores what they changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.acts import operations as acts
from exchange.acts.commands import Act, Decided
from exchange.acts.operations import Desk, Settled
from exchange.alerts import queries as alerts
from exchange.cases import queries as cases_rows
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.chain import Receipt
from exchange.feed.commands import EXCHANGE, Command
from exchange.feed.seals import Sealer
from exchange.leads import deciding, queries
from exchange.leads.authority import Bench
from exchange.leads.commands import MOST_AT_ONCE, GiveMaterials, HandOverAll, PlaceLead, RaiseLead, WorkOn
from exchange.leads.concluding import follow
from exchange.leads.known import Known, Made, Row
from exchange.staff import queries as staff
from zhenxie.wire.leads import EvidenceReceived, Group, HandOver, Reopen, Ungroup


class Leads(Desk[Known]):
    """The slice's handler for the scribe."""

    def __init__(self, sealer: Sealer) -> None:
        """Take the sealer that keeps what people write."""
        self._sealer = sealer

    async def known(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Known:
        """Load and lock the leads that these acts are about, with a handful of statements."""
        wishes = [command.body.wish for command in commands]
        works = [(one.alert_id, one.work) for one in wishes if isinstance(one, WorkOn)]
        open_of, cases = await _asked(session, commands)
        ids = {alert_id for alert_id, _ in works} | {one for listed, _ in open_of.values() for one in listed}
        answered = {one.request_id for one in wishes if isinstance(one, GiveMaterials)}
        ids |= await queries.leads_of_requests(session, answered)
        ids |= {one.alert_id for one in wishes if isinstance(one, PlaceLead)}
        ids |= {UUID(work.head) for _, work in works if isinstance(work, Group)}
        case_ids = await queries.cases_of(session, ids) | {one for found in cases.values() for one in found}
        known = Known(await acts.ground(session, commands, case_ids), now, open_of=open_of, cases=cases)
        again = [alert_id for alert_id, work in works if isinstance(work, Reopen)]
        if again:
            known.alerts = {row["id"]: dict(row) for row in await alerts.alerts_for_change(session, keys=(), ids=again)}
        # The cases are locked: nobody joins or leaves a group of theirs while this decides.
        ids |= await queries.members_of(session, [one for one, work in works if isinstance(work, Ungroup)])
        known.leads = await queries.leads_for_change(session, ids)
        raised = {one for found in cases.values() for one in found}
        for case_id, row in (await cases_rows.stored_versions(session, raised) if raised else {}).items():
            known.suspects[case_id] = {one["ref"] for one in row.picture["suspects"]}
        asked = answered | {UUID(work.request_id) for _, work in works if isinstance(work, EvidenceReceived)}
        if asked:
            known.requests = await queries.requests_for_change(session, asked)
        offices = {row["procuratorate"] for row in known.leads.values()} | {one.caller.agency for one in commands}
        offices |= {work.procuratorate for _, work in works if isinstance(work, HandOver) and work.procuratorate}
        known.ground.staff = await staff.register(session, offices)
        return known

    def admit(self, known: Known, command: Command) -> None:
        """See that the caller works what an act is about."""
        deciding.admit(_bench(known, command), command.body.wish)

    def decide_one(self, known: Known, command: Command, now: datetime) -> Decided:
        """Decide one act."""
        del now
        drafts, made = deciding.decide(_bench(known, command), command.body.wish)
        return Decided(drafts, _answer(command.body, made, known, command.caller.agency), made)

    async def store(self, session: AsyncSession, settled: Sequence[Settled], now: datetime) -> None:
        """Write what these acts changed, in their order."""
        for one in settled:
            made: Made = one.decided.memory
            if made.raised is not None:
                await self._raise(session, made, one, now)
            for row in made.changed:
                row["changed_position"] = one.receipts[0].position
            await queries.change(session, made.changed)
            if made.request is not None:
                await self._request(session, made.request, one.receipts)
            if made.deeds:
                await queries.add_acts(session, [self._act(deed, one, now) for deed in made.deeds])

    async def _raise(self, session: AsyncSession, made: Made, one: Settled, now: datetime) -> None:
        new = made.raised
        if new is None:
            return
        position = one.receipts[0].position
        new.row |= {"raised_position": position, "changed_position": position}
        await alerts.save(session, [new.row])
        version = {"alert_id": new.row["id"], "position": position, "said": "raised", "at": now, "sealed_note": None}
        await alerts.add_versions(session, [version | {"by": one.command.caller.agency, "body": dict(new.version)}])
        await follow(session, [new.row], now)
        # Who found it works it, until somebody says otherwise.
        mine = await queries.leads_for_change(session, [new.row["id"]])
        row = mine[new.row["id"]] | {"assignee": new.assignee, "source": new.source}
        await queries.change(session, [row])

    async def _request(self, session: AsyncSession, row: Row, receipts: Sequence[Receipt]) -> None:
        new = row["position"] == 0
        # The entry that the one who is asked hears.
        row["changed_position"] = receipts[-1].position
        row["position"] = row["position"] or receipts[-1].position
        kept = {name: value for name, value in row.items() if name not in {"text", "alert_id"}}
        if new:
            kept["sealed_text"] = self._sealer.encrypt(row["text"].encode(), row["id"].bytes)
        await queries.save_request(session, kept, alert_id=row["alert_id"], new=new)

    def _act(self, deed: Any, one: Settled, now: datetime) -> dict[str, Any]:
        text = deed.text
        return {
            "alert_id": deed.alert_id,
            "position": one.receipts[deed.entry].position,
            "act": deed.act,
            "at": now,
            "by": one.command.caller.agency or EXCHANGE,
            "gh": deed.gh,
            "body": dict(deed.body),
            "sealed_text": None if text is None else self._sealer.encrypt(text.encode(), deed.alert_id.bytes),
        }


async def _asked(session: AsyncSession, commands: Sequence[Command]) -> tuple[dict[Any, Any], dict[Any, Any]]:
    open_of: dict[tuple[str, str], tuple[Sequence[UUID], int]] = {}
    cases: dict[tuple[str, str], Sequence[UUID]] = {}
    for command in commands:
        agency = command.caller.agency
        match command.body.wish:
            case HandOverAll(wish=wish):
                key = agency, wish.former_assignee
                open_of[key] = await queries.open_of(session, *key, limit=MOST_AT_ONCE)
            case RaiseLead(lead=lead):
                number = lead.case_number
                cases[agency, number] = await feed.case_ids_of(session, number=number, agency=agency)
    return open_of, cases


def _bench(known: Known, command: Command) -> Bench:
    act: Act = command.body
    return Bench(known, command.caller, act.bound, command.traceparent)


def _answer(act: Act, made: Made, known: Known, agency: str) -> Callable[[Sequence[Receipt], int], Mapping[str, Any]]:
    wish = act.wish

    def answer(receipts: Sequence[Receipt], _epoch: int) -> Mapping[str, Any]:
        if isinstance(wish, HandOverAll):
            _, before = known.open_of.get((agency, wish.wish.former_assignee), ((), 0))
            return {"handed_over": len(made.deeds), "remaining": max(before - len(made.deeds), 0)}
        if isinstance(wish, GiveMaterials):
            late = made.deeds[0].body["late"]
            return {"request_id": str(wish.request_id), "late": late, "position": receipts[0].position}
        alert_id = made.raised.row["id"] if made.raised is not None else made.deeds[0].alert_id
        said = {"alert_id": str(alert_id), "act": made.deeds[-1].act, "position": receipts[0].position}
        return said if made.request is None else said | {"request_id": str(made.request["id"])}

    return answer
