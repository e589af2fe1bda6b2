"""Look-backs are planned from what the feed tells of instruments, for the office alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from builders.events import event
from exchange.acts.ground import CaseName, Telling, draft
from exchange.db import AsyncSession
from exchange.feed.commands import Command, Concluded, Decision
from exchange.feed.scribe import Ground, Scribe
from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
)
from fixtures.inprocess import caller
from fixtures.towns import NUMBER, Town

FIRST, SECOND = (f"0195{number:04d}-7d2a-7b31-9c55-2f6a8e4d1c03" for number in (1, 2))
READERS = (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE, DAWUKOU_POLICE)


class Instruments:
    """Tells of instruments as the slice that keeps them does."""

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        del session
        return [Decision(drafts=[self._draft(one.body, now)]) for one in commands]

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[None]:
        del session, now
        return [None for _ in concluded]

    def _draft(self, body: tuple[str, str, UUID, dict[str, Any]], now: datetime) -> Any:
        kind, day, case, said = body
        telling = Telling(DAWUKOU_PROCURATORATE, now, READERS, case=CaseName(case, NUMBER), occurred=day)
        return draft(kind, said, telling)


@asynccontextmanager
async def telling(town: Town) -> AsyncIterator[Any]:
    state = town.exchange.state
    ground = replace(Ground(state.database, town.clock, state.sealer, 8), clock_tolerance=None)
    scribe, case = Scribe(ground, {"instruments": Instruments()}), UUID(await town.case_id(NUMBER))
    scribe.start()

    async def tell(kind: str, day: str, instrument: str, /, **said: Any) -> None:
        body = (f"instrument.{kind}", day, case, {"instrument_id": instrument, **said})
        await scribe.submit(Command("instruments", caller(DAWUKOU_PROCURATORATE), body))

    try:
        yield tell
    finally:
        await scribe.close()


async def listed(town: Town, **asked: Any) -> list[tuple[str, str, str]]:
    answer = await town.get(DAWUKOU_PROCURATORATE, "/v1/follow-ups", **asked)
    assert answer.status_code == 200, answer.text
    return [(one["ground"], one["due_on"], one["state"]) for one in answer.json()["items"]]


async def test_one_is_planned_when_an_instrument_closes_and_proposed_on_relapse(town: Town) -> None:
    wording = {"addressee": DAWUKOU_POLICE, "violations": ["late_family_notice"], "kind": "correction_notice"}
    async with telling(town) as tell:
        await tell("issued", "2026-03-02", FIRST, **wording)
        assert await listed(town) == []
        await tell("closed", "2026-05-14", FIRST)
        assert await listed(town) == [("closed", "2026-08-14", "planned")]
        await tell("issued", "2026-08-01", SECOND, **wording)

        relapse, closing = ("relapse", "2026-08-01", "overdue"), ("closed", "2026-08-14", "planned")
        assert await listed(town) == [relapse, closing]
        assert await listed(town, due_before="2026-08-14") == [relapse]
        assert await listed(town, due_before="2026-08-15") == [relapse, closing]
        assert await listed(town, state="planned") == [closing]
        page = await town.get(DAWUKOU_PROCURATORATE, "/v1/follow-ups", limit=1)
        assert await listed(town, after=page.json()["next"]) == [closing]
        [item] = page.json()["items"]
        assert (item["case_number"], item["relapses"][0]["instrument_id"]) == (NUMBER, SECOND)
        known = {"If-None-Match": page.headers["etag"]}
        assert (await town.get(DAWUKOU_PROCURATORATE, "/v1/follow-ups", known, limit=1)).status_code == 304

        await tell("followed_up", "2026-08-14", FIRST, finding="partial")
        assert await listed(town) == []
        assert [one[0] for one in await listed(town, state="done")] == ["relapse", "closed"]
    groups = await town.get(DAWUKOU_PROCURATORATE, "/v1/class-cases", quarter="2026Q3", threshold=1)
    [group] = groups.json()["items"]
    assert (group["violation_code"], group["instrument_ids"]) == ("late_family_notice", [SECOND])
    assert len((await town.get(CITY_PROCURATORATE, "/v1/follow-ups", state="done")).json()["items"]) == 2
    assert (await town.get(HUINONG_PROCURATORATE, "/v1/follow-ups", state="done")).json()["items"] == []
    police = await town.get(DAWUKOU_POLICE, "/v1/follow-ups")
    assert (police.status_code, police.json()["type"]) == (403, "/problems/look-backs-are-the-offices")


async def test_a_violation_stays_with_the_unit_that_handled_the_case_then(town: Town) -> None:
    await town.establish(NUMBER, "ab")
    for agency, moved in (
        (DAWUKOU_POLICE, event("case.transferred_out", occurred="2026-08-14", receiving_agency=HUINONG_POLICE)),
        (HUINONG_POLICE, event("case.filed", occurred="2026-08-14")),
    ):
        taken = await town.post(agency, f"/v1/cases/{NUMBER}/updates", moved)
        assert taken.status_code == 201, taken.text

    groups = await town.get(CITY_PROCURATORATE, "/v1/class-cases", quarter="2026Q3", threshold=1)

    assert (await town.get(CITY_PROCURATORATE, f"/v1/cases/{NUMBER}")).json()["handling_agency"] == HUINONG_POLICE
    assert [one["unit"] for one in groups.json()["items"]] == [DAWUKOU_POLICE]
