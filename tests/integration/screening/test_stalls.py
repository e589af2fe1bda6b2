"""Each stall of screening, caused beside a real exchange on real databases: it is told, scraped and logged, and ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders.events import a_detention, a_notification, case_number, event
from fixtures import stalling
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database, eventually
from fixtures.running import RunningExchange
from fixtures.screening_process import RunningScreening
from fixtures.stalling import Watched
from fixtures.storms import execute, stored

DRAWN = {"full_video": False, "tube_type": "coagulant", "disinfectant_kind": "alcohol_free"}


class Beside:
    """An exchange, screening beside it, and what the operator of screening sees."""

    def __init__(self, exchange: RunningExchange, screening: RunningScreening, own: Database) -> None:
        self.exchange, self.screening, self.own = exchange, screening, own
        self.operator = Watched("screening", screening.url, screening.log)
        self._number = 0

    async def a_drive(self) -> None:
        """Let the police report a drive whose blood sample stood in the wrong tube."""
        self._number += 1
        filed = event("case.filed", occurred="2026-03-09", charges=[{"cl_article": "133-1", "name": "危险驾驶罪"}])
        drawn = event("evidence.blood_drawn", occurred="2026-03-08T23:00:00+08:00", **DRAWN)
        await self.says(a_notification(case_number(self._number), filed, drawn))

    async def a_theft(self) -> None:
        """Let the police report a case in which nothing is to be found."""
        self._number += 1
        await self.says(a_notification(case_number(self._number), a_detention()))

    async def says(self, body: dict[str, Any]) -> None:
        async with self.exchange.client(DAWUKOU_POLICE) as police:
            answer = await police.post("/v1/cases", json=body)
            assert answer.status_code == 201, answer.text

    async def is_settled(self) -> bool:
        """Tell whether all that was reported is worked in, and told."""
        question = "select (select count(*) from case_states), (select count(*) from outbox)"
        [row] = await stored(self.own, question)
        return tuple(row) == (self._number, 0)


@pytest.fixture
async def beside(
    run_exchange: Callable[..., RunningExchange], screening_database: Database, tmp_path: Path
) -> AsyncIterator[Beside]:
    exchange = run_exchange()
    screening = RunningScreening(screening_database, exchange.url, tmp_path / "screening.log", STALL_SECONDS="1")
    await asyncio.to_thread(screening.start().alive)
    yield Beside(exchange, screening, screening_database)
    await asyncio.to_thread(screening.stop)


async def test_an_exchange_out_of_reach_is_told_until_it_is_heard_again(beside: Beside):
    await beside.a_theft()
    await eventually(beside.is_settled, seconds=120)
    await asyncio.to_thread(beside.exchange.stop)

    told, (status, _) = await beside.operator.begins("subscriber"), await beside.operator.health()
    await asyncio.to_thread(beside.exchange.start)
    await beside.operator.ends("subscriber")

    assert told["facts"].startswith("ExchangeUnavailable")
    # Nobody's requests are sent here: there is nothing to be taken out of.
    assert status == 200


async def test_alerts_that_cannot_be_told_are_told_of(beside: Beside, settled_database: Database):
    await beside.a_theft()
    await eventually(beside.is_settled, seconds=120)
    holder = await settled_database.connect()
    transaction = holder.transaction()
    await transaction.start()
    # Alerts are refused by nobody, and accepted by nobody either; reports of cases go on.
    await holder.execute("lock table alerts in access exclusive mode")
    await beside.a_drive()

    told, figures = await beside.operator.begins("outbox"), await beside.operator.figures()
    await transaction.rollback()
    await holder.close()
    await beside.operator.ends("outbox")
    await eventually(beside.is_settled, seconds=120)

    assert "posts are not told" in told["facts"]
    assert figures["screening_outbox_unsent"] >= 1
    assert figures["screening_outbox_oldest_seconds"] >= 1


async def test_a_post_that_the_exchange_refuses_is_told_until_it_is_gone(beside: Beside):
    await execute(
        beside.own,
        "insert into outbox (case_id, kind, fingerprint, occurrence, body, written_at)"
        " values (gen_random_uuid(), 'remedy', 'of-no-alert', 1, '{}', now())",
    )
    # The exchange wakes screening with whatever happens next.
    await beside.a_theft()

    told, figures = await beside.operator.begins("parked"), await beside.operator.figures()
    await execute(beside.own, "delete from outbox")
    await beside.operator.ends("parked")

    assert told["facts"] == "1 posts"
    assert figures["screening_outbox_parked"] == 1


async def test_work_that_waits_for_a_lock_is_told_with_what_is_overdue(beside: Beside):
    await beside.a_theft()
    await eventually(beside.is_settled, seconds=120)
    holder = await beside.own.connect()
    transaction = holder.transaction()
    await transaction.start()
    await holder.execute("select * from progress for update")
    await execute(
        beside.own,
        "insert into agenda (case_id, rule, day, case_hash)"
        " select case_id, 'T-01', current_date - 1, case_hash from heard where case_id is not null limit 1",
    )
    await beside.a_theft()

    names = ("agenda", "agenda_overdue", "lock_wait")
    told = {name: await beside.operator.begins(name) for name in names}
    figures = await beside.operator.figures()
    await transaction.rollback()
    await holder.close()
    for name in names:
        await beside.operator.ends(name)

    assert told["agenda"]["facts"].startswith("worked in up to ")
    assert told["agenda_overdue"]["seconds"] > timedelta(hours=12).total_seconds()
    assert figures["screening_agenda_overdue_seconds"] > timedelta(hours=12).total_seconds()
    assert figures["screening_worked_in_position"] < figures["screening_heard_position"]


async def test_a_model_that_was_published_otherwise_is_told(beside: Beside, settled_database: Database):
    async def are_published() -> bool:
        [row] = await stored(settled_database, "select count(*) > 5 from model_versions")
        return row[0]

    await eventually(are_published, seconds=120)
    await asyncio.to_thread(beside.screening.stop)
    await execute(
        settled_database, "update model_versions set digest = digest || '\\x00' where model = 'drunk_driving_procedure'"
    )
    await asyncio.to_thread(beside.screening.start().alive)

    told = await beside.operator.begins("refused_models")
    await asyncio.to_thread(beside.screening.stop)
    await execute(settled_database, "delete from model_versions where model = 'drunk_driving_procedure'")
    await asyncio.to_thread(beside.screening.start().alive)
    await eventually(are_published, seconds=120)

    assert told["facts"] == "drunk_driving_procedure"
    assert await beside.operator.stalls("refused_models") == []


async def test_a_database_that_is_away_is_told(beside: Beside):
    await stalling.close_to_everybody(beside.own)

    await beside.operator.begins("database")
    status, health = await beside.operator.health()
    figures = await beside.operator.figures()
    await stalling.open_again(beside.own)
    await beside.operator.ends("database")

    assert (status, health["status"]) == (503, "not_ready")
    assert figures["screening_figures_age_seconds"] > 0
