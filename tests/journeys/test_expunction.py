"""A person is expunged by the operator: gone for every reader, and everything else stands as it stood."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

from builders.events import a_detention, a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.running import PERSON_KEY, SEALING_KEYS, RunningExchange

PURPOSE = {"X-Purpose": "%E5%AE%A1%E6%9F%A5%E9%80%AE%E6%8D%95"}


async def test_an_expunged_person_is_gone_and_the_rest_stands(run_exchange: Callable[..., RunningExchange]):
    exchange = run_exchange()
    number = case_number()
    async with exchange.client(DAWUKOU_POLICE) as police, exchange.client(DAWUKOU_PROCURATORATE) as procuratorate:
        await police.post("/v1/cases", json=a_notification(number, a_detention(), brief_facts="马晓东夜入商店行窃。"))
        before = (await procuratorate.get(f"/v1/cases/{number}")).json()

        expunged = operator(
            exchange, "expunge", number, "S1", "--reason", "privacy", "--purpose", "个人信息保护法第四十七条"
        )

        persons = (await procuratorate.get(f"/v1/cases/{number}/persons", headers=PURPOSE)).json()
        after = (await procuratorate.get(f"/v1/cases/{number}")).json()
        page = (await procuratorate.get("/v1/changes", params={"types": "message.expunged"})).json()
    assert expunged["sealed_parts"] == 2
    assert persons["persons"] == persons["narratives"] == []
    assert after["picture"] == before["picture"]
    assert [one["data"]["data"]["target_position"] for one in page["items"]] == [1]
    assert operator(exchange, "verify")["sound"]
    assert operator(exchange, "rebuild") == {"cases": 1, "differing": []}


def operator(exchange: RunningExchange, *words: str) -> dict:
    """Return what a command of the operator printed."""
    environment = os.environ | {
        "EXCHANGE_DATABASE_URL": exchange.database.url,
        "EXCHANGE_SEALING_KEYS": SEALING_KEYS,
        "EXCHANGE_PERSON_KEY": PERSON_KEY,
    }
    done = subprocess.run(
        [sys.executable, "-m", "exchange", *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


async def test_a_platforms_row_goes_on_after_an_expunction_without_the_person(
    run_exchange: Callable[..., RunningExchange],
):
    exchange = run_exchange()
    number = case_number()

    def row(version: int, **columns: object) -> bytes:
        said = {
            "ASJBH": number,
            "AJMC": "马晓东盗窃案",
            "LARQ": "20260302",
            "XYR": [{"RYBH": "S1", "XM": "马晓东", "GMSFHM": "640202198001011238"}],
        } | columns
        line = {"profile": "police_pinyin", "source_key": "K56", "source_version": version, "row": said}
        return json.dumps({"snapshot": line}, ensure_ascii=False).encode()

    async with exchange.client(DAWUKOU_POLICE) as police, exchange.client(DAWUKOU_PROCURATORATE) as procuratorate:
        first = outcome(await police.post("/v1/intake", content=row(1)))
        operator(exchange, "expunge", number, "S1", "--reason", "privacy", "--purpose", "个人信息保护法第四十七条")
        again = outcome(await police.post("/v1/intake", content=row(1)))
        newer = outcome(await police.post("/v1/intake", content=row(2, LARQ="20260303")))
        persons = (await procuratorate.get(f"/v1/cases/{number}/persons", headers=PURPOSE)).json()
        picture = (await procuratorate.get(f"/v1/cases/{number}")).json()["picture"]

    assert first["outcome"] == "accepted"
    assert again["outcome"] == "replayed"
    assert [one["type"] for one in newer["items"]] == ["message.corrected"]
    assert persons["persons"] == []
    assert "马晓东" not in json.dumps(persons, ensure_ascii=False)
    assert picture["filed"]["occurred"] == "2026-03-03"
    assert [step["type"] for step in picture["steps"]].count("case.filed") == 1


def outcome(answer) -> dict:
    """Return the outcome of the one line of an upload."""
    return json.loads(answer.text.splitlines()[0])
