"""The shipped client against a real exchange: it signs, follows, corrects, and outlives a restart."""

import asyncio
import json
from collections.abc import Callable

from joserfc import jwk

from builders.events import a_detention, a_notification, case_number, event
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING, SECRET, client_of
from fixtures.running import RunningExchange
from zhenxie.client.connection import Asked
from zhenxie.client.credentials import PrivateKey, Secret
from zhenxie.client.exchange import ExchangeClient

ISSUER = "http://exchange.test"


def client(exchange: RunningExchange, agency: str) -> ExchangeClient:
    return ExchangeClient(exchange.url, Secret(client_of(agency).client_id, SECRET))


async def test_a_client_that_signs_follows_what_others_report_and_outlives_a_restart(
    run_exchange: Callable[..., RunningExchange],
):
    exchange = run_exchange()
    key = jwk.ECKey.generate_key("P-256")
    body = {"agency": DAWUKOU_PROCURATORATE, "name": "数字检察平台", "scopes": ["changes:read", "cases:read"]}
    async with client(exchange, SCREENING) as operator:
        asked = json.dumps(body | {"jwks": {"keys": [key.as_dict(private=False)]}}).encode()
        made = await operator.connection.send(
            Asked("POST", "/v1/clients", headers={"Content-Type": "application/json"}, body=asked)
        )
    signing = PrivateKey(made.json()["client_id"], key.as_pem(private=True), audience=f"{ISSUER}/oauth/token")
    seen: list[str] = []

    async def follow() -> None:
        async with ExchangeClient(exchange.url, signing) as platform:
            async for change in platform.follow():
                seen.append(change.type)
                if change.type == "message.retracted":
                    return

    following = asyncio.create_task(follow())
    async with client(exchange, DAWUKOU_POLICE) as police:
        await police.send_notification(a_notification(case_number(), a_detention()))
        exchange.kill()
        restarted = asyncio.create_task(asyncio.to_thread(exchange.start))
        wrong = event("suspect.released", suspect_ref="S1")
        accepted = await police.send_update(case_number(), wrong)
        await restarted
        await police.send_correction(
            case_number(),
            {
                "message_id": "dwk-withdraws",
                "action": "retract",
                "target": {"message_id": wrong["message_id"]},
                "reason_code": "wrong_suspect",
                "document": {"kind": "更正说明", "date": "2026-03-05"},
            },
        )
        await asyncio.wait_for(following, 60)
        known = await police.message(wrong["message_id"])
        outcomes = await police.outcomes()

    assert seen == ["case.notified", "suspect.detained", "suspect.released", "message.retracted"]
    assert known["items"][0]["item"] == accepted["items"][0]
    assert len(outcomes["items"]) == 4
