"""An expunged person is blackened in the office's own texts, in one transaction; what was issued is kept and named."""

from typing import Any

import orjson
import pytest

from builders.events import message_id
from builders.instruments import fields_of
from exchange.access.callers import ON_THE_HOST
from exchange.audit.tables import audit_rows
from exchange.cooperation.tables import cooperation_entries, cooperation_records
from exchange.feed.blackening import BLACK, Blackened, Blackout
from exchange.feed.commands import Command
from exchange.instruments.tables import instrument_versions, instruments
from exchange.intake.expunging import KIND, Expunction, Expunger
from exchange.leads.blackening import blacken
from exchange.leads.tables import evidence_requests, lead_acts
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.databases import Database
from fixtures.offices import NUMBER, Office, at_work

NAME, OTHER = "马晓东", "马晓红"
SAID = f"{NAME}称{OTHER}在场，身份证号640202198001011238。"
BLACKENED = f"{BLACK}称{OTHER}在场，身份证号{BLACK}。"
WISH = Expunction(NUMBER, "S1", "privacy", "个人信息保护法第四十七条")


async def stored(office: Office, *tables: Any) -> list[str]:
    """Return every sealed text of some tables, opened."""
    sealer, found = office.exchange.state.sealer, []
    async with office.exchange.state.database.writing() as session:
        for table in tables:
            column = next(one for one in table.c if one.name.startswith("sealed"))
            own = next(one for one in table.c if one.name in {"alert_id", "instrument_id", "cooperation_id", "id"})
            context = table.c.get("cooperation_id", own)
            for row in await session.execute(table.select()):
                sealed = row._mapping[column]
                if sealed is not None:
                    found.append(sealer.decrypt(bytes(sealed), row._mapping[context].bytes).decode())
    return found


async def written(office: Office) -> tuple[str, str]:
    """Write of the person wherever an office writes; return a draft and an issued instrument."""
    fields = fields_of("correction_notice") | {"case": {"name": f"{NAME}盗窃案", "number": NUMBER}}
    issued = await office.issued(fields=fields, despite=SAID)
    draft = str((await office.draft(fields=fields, despite=SAID))["id"])
    work = {"gh": "10001", "message_id": message_id("work")}
    asked = {"asked_of": DAWUKOU_POLICE, "requested": SAID, "due_on": "2026-03-20"}
    for body in (
        {"act": "comment", "comment": SAID},
        {"act": "request_evidence", **asked},
    ):
        said = work | body | {"message_id": message_id("work")}
        await office.say(DAWUKOU_PROCURATORATE, f"/v1/leads/{office.alert}/work", said)
    shared = {"step": "share", "shared_with": DAWUKOU_POLICE, "shared_text": SAID, "note": SAID}
    await office.say(DAWUKOU_PROCURATORATE, f"/v1/alerts/{office.alert}/review", work | shared)
    opening = {"kind": "early_intervention", "gh": "020187", "case_number": NUMBER, "weight": ["major"]}
    opening |= {"counterpart": DAWUKOU_PROCURATORATE, "stage": "before_arrest_request", "trigger": SAID}
    asked_for = {"message_id": message_id("open")} | opening
    record = (await office.say(DAWUKOU_POLICE, "/v1/cooperation", asked_for))["id"]
    for act, more in (("accept", {}), ("opinion", {"about": ["law"], "text": SAID})):
        said = work | {"message_id": message_id("act"), "act": act, **more}
        await office.say(DAWUKOU_PROCURATORATE, f"/v1/cooperation/{record}/entries", said)
    return draft, issued


async def test_an_expunged_person_is_black_in_every_text_and_stays_in_what_was_issued(settled_database: Database):
    async with at_work(settled_database) as office:
        draft, issued = await written(office)
        ours = (DAWUKOU_PROCURATORATE, f"/v1/instruments/{draft}")
        before, paper = (await office.get(*ours)).json(), await office.get(ours[0], f"/v1/instruments/{issued}")

        gone = await office.exchange.state.scribe.submit(Command(KIND, ON_THE_HOST, WISH))

        texts = await stored(office, lead_acts, evidence_requests, cooperation_records, cooperation_entries)
        texts += await stored(office, instrument_versions)
        alert = (await office.get(ours[0], f"/v1/alerts/{office.alert}")).json()
        shared = (await office.get(DAWUKOU_POLICE, "/v1/alerts")).json()["items"]
        after, bodies = (await office.get(*ours)).json(), await stored(office, instruments)
        kept = await office.get(ours[0], f"/v1/instruments/{issued}")
        async with office.exchange.state.database.writing() as session:
            deed = audit_rows.select().where(audit_rows.c.act == "person.expunged")
            [audited] = (await session.execute(deed)).all()
    assert (gone.kept, gone.blackened_texts) == ([issued], 10)
    assert not [text for text in texts if NAME in text or "640202198001011238" in text]
    assert sum(BLACKENED in text for text in texts) == 7
    assert BLACKENED in str(alert)
    assert [one["shared_text"] for one in shared] == [BLACKENED]
    assert sorted(orjson.loads(one)["case"]["name"] for one in bodies) == sorted([f"{BLACK}盗窃案", f"{NAME}盗窃案"])
    assert after["digests"]["body"] != before["digests"]["body"]
    assert kept.json()["fields"] == paper.json()["fields"]
    assert (audited.particulars["kept"], audited.particulars["blackened_texts"]) == ([issued], 10)


async def test_when_one_slice_fails_nothing_is_blackened(settled_database: Database):
    class Broken(Exception):
        """A slice that fails."""

    async def fails(session: Any, whom: Blackout) -> Blackened:
        del session, whom
        raise Broken

    async with at_work(settled_database) as office:
        said = {"gh": "10001", "message_id": message_id("work"), "act": "comment", "comment": SAID}
        await office.say(DAWUKOU_PROCURATORATE, f"/v1/leads/{office.alert}/work", said)
        state = office.exchange.state
        expunger = Expunger(state.sealer, (blacken, fails))

        with pytest.raises(Broken):
            async with state.database.writing() as session:
                await expunger.decide(session, [Command(KIND, ON_THE_HOST, WISH)], state.clock.now())

        assert await stored(office, lead_acts) == [SAID]
        assert (await state.scribe.submit(Command(KIND, ON_THE_HOST, WISH))).blackened_texts == 1
        assert await stored(office, lead_acts) == [BLACKENED]
