"""A person of alerts is expunged: nothing in screening names him or knows his key, and the alerts stand as they did."""

from collections.abc import Callable
from typing import Any

from exchange.access.callers import ON_THE_HOST
from exchange.feed.commands import Command
from exchange.intake import expunging
from exchange.intake.expunging import Expunction
from fixtures import retold, searching, storms, tales
from fixtures.agencies import DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from fixtures.screening import screening
from screening.app import Work
from screening.store import queries
from zhenxie.kit.clock import FixedClock

NAME, NUMBER, PHONE = "沙拜尔古丽", "640202199107163321", "13995428899"
PERSON_WORDS = (NAME, NUMBER, PHONE)
TIES = "select key, case_id from ties where kind = 'same_person'"
PERSON = {"name": NAME, "identity_kind": "111", "identity_number": NUMBER, "phone": PHONE}


def of_a_person(said: tales.Said) -> tales.Said:
    """Return a notification in which the planted person is the suspect, in every place that takes a text."""
    agency, path, body = said
    if path == "/v1/cases":
        body["notified"]["data"] |= {"case_name": f"{NAME}案", "brief_facts": f"{NAME}，{NUMBER}，电话{PHONE}"}
        for one in body["notified"]["data"]["suspects"]:
            one |= {"person": PERSON, "guardian": PERSON, "remarks": f"{NAME}（{NUMBER}）"}
        for one in body["events"]:
            one["ext"] = {"BZ": f"{NAME}称{PHONE}"}
    return agency, path, body


async def everything_said(exchange: Served) -> list[str]:
    """Return whatever the office and screening read of alerts and outcomes: lists, each alone, the feed."""
    texts = []
    for agency in (DAWUKOU_PROCURATORATE, SCREENING):
        async with exchange.client(agency) as client:
            page = await client.get("/v1/alerts", params={"limit": 1000})
            paths = [f"/v1/alerts/{one['id']}" for one in page.json()["items"]]
            verdicts = [f"/v1/assessments?limit=1000&verdict={one}" for one in ("found", "clear", "undetermined")]
            asked = (*paths, *verdicts, "/v1/changes?limit=1000", "/v1/models")
            texts += [page.text, *[(await client.get(path)).text for path in asked]]
    return texts


async def keys_of(exchange: Served) -> set[str]:
    async with exchange.client(SCREENING) as client:
        answers = [
            (await client.get(f"/v1/cases/{number}/persons", params={"view": "keys"})).json()
            for number in (tales.DRUNK, tales.AGAIN)
        ]
    return {one["person_key"] for said in answers for one in said["persons"] if one["person_key"]}


async def expunged(exchange: Served, number: str) -> None:
    wish = Expunction(number, "S1", "other", "个人信息保护法第四十七条")
    await exchange.state.scribe.submit(Command(expunging.KIND, ON_THE_HOST, wish))


async def restarted(work: Work) -> None:
    async with work.database.working() as session:
        await queries.wipe(session, heard_too=True)
    await work.once()


async def test_nothing_of_screening_names_a_person_and_his_key_goes_when_he_is_expunged(
    settled_database: Database, make_database: Callable[..., Database]
) -> None:
    clock, own = FixedClock(tales.BEGUN), make_database("own", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        for day, said in tales.days():
            await tales.spoken(exchange, clock, day, [of_a_person(one) for one in said])
            await work.once()
        before: Any = await retold.held(exchange)
        assert await retold.standings(exchange) == tales.STANDINGS
        for text in await everything_said(exchange):
            assert searching.places_in(text.encode(), PERSON_WORDS) == []
        assert await searching.columns_that_say(own, *PERSON_WORDS) == set()
        # The search finds what it is for: the key by which screening knows him in every case.
        [key] = await keys_of(exchange)
        assert await searching.columns_that_say(own, key) == {("ties", "key")}

        await expunged(exchange, tales.DRUNK)
        await work.once()
        others = (tales.AGAIN, tales.CHILD, tales.BACKDATED, tales.STALLED, tales.BAILED, tales.RETURNED)
        # He is still a suspect of the other cases, which nobody asked to forget.
        left = await storms.stored(own, TIES)
        assert {one["key"] for one in left} == {key}
        assert {str(one["case_id"]) for one in left} == {await case_id(exchange, number) for number in others}
        for number in others:
            await expunged(exchange, number)
        await work.once()

        assert await searching.columns_that_say(own, key, *PERSON_WORDS) == set()
        assert await searching.columns_that_say(settled_database, key, *PERSON_WORDS) == set()
        for text in await everything_said(exchange):
            assert searching.places_in(text.encode(), (key, *PERSON_WORDS)) == []
        assert await retold.held(exchange) == before
        # Who hears it all again hears nothing of him, and tells the same.
        head = await retold.head(exchange)
        await restarted(work)
        assert await searching.columns_that_say(own, key, *PERSON_WORDS) == set()
        assert (await retold.held(exchange), await retold.head(exchange)) == (before, head)
    assert (await storms.verified(settled_database)).sound


async def case_id(exchange: Served, number: str) -> str:
    async with exchange.client(SCREENING) as client:
        return str((await client.get(f"/v1/cases/{number}")).json()["case_id"])
