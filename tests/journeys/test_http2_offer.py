"""Clients that offer HTTP/2 in clear text, as java.net.http does unless it is told otherwise."""

from collections.abc import Callable

import pytest

from builders.events import a_notification
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.running import RunningExchange

OFFER = {
    "Connection": "Upgrade, HTTP2-Settings",
    "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
}


@pytest.mark.parametrize("name", ["Upgrade", "upgrade"])
async def test_a_report_that_comes_with_an_offer_of_http2_is_read_whole(
    run_exchange: Callable[..., RunningExchange], name: str
):
    exchange = run_exchange()
    async with exchange.client(DAWUKOU_POLICE) as police:
        first = await police.post("/v1/cases", json=a_notification(), headers=OFFER | {name: "h2c"})
        next_on_the_connection = await police.get("/v1/outcomes", headers=OFFER | {name: "h2c"})

    assert first.status_code == 201, first.text
    assert next_on_the_connection.status_code == 200
    assert next_on_the_connection.json()["items"]
