import json

from exchange.serving.limits import Limits
from fixtures import agencies
from zhenxie.wire.examples import NOTIFICATION


async def test_a_client_over_its_limit_is_told_when_to_come_back(app, client, token):
    app.state.limits = Limits(1)
    headers = {"Authorization": f"Bearer {token}"}

    answers = [await client.get("/v1/code-tables", headers=headers) for _ in range(3)]

    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert answers[2].status_code == 429
    assert answers[2].json()["type"] == "/problems/too-many-requests"
    assert int(answers[2].headers["retry-after"]) >= 1
    assert answers[2].headers["ratelimit"].startswith('"client";r=0')


async def test_metrics_tell_what_happened_and_nobodys_name(app, client, token):
    headers = {"Authorization": f"Bearer {token}"}
    case = json.loads(json.dumps(NOTIFICATION).replace("640202550000", agencies.DAWUKOU_POLICE))
    assert (await client.post("/v1/cases", json=case, headers=headers)).status_code == 201
    assert (await client.post("/v1/cases", json=case, headers=headers)).status_code == 200
    first = (await client.get("/v1/changes", headers=headers)).json()
    await client.get("/v1/changes", params={"after": first["next"]}, headers=headers)
    await app.state.watch.look()

    text = (await client.get("/metrics")).text

    assert 'exchange_intake_messages_total{kind="intake",outcome="accepted"} 1.0' in text
    assert 'exchange_intake_messages_total{kind="intake",outcome="replayed"} 1.0' in text
    assert 'exchange_requests_total{method="POST",route="/v1/cases",status="201"} 1.0' in text
    assert 'exchange_reader_lag_positions{client="client-640202000000",question=""} 0.0' in text
    for name in (
        "exchange_feed_epoch",
        "exchange_scribe_queued",
        "exchange_waiting_polls",
        "exchange_pool_connections",
    ):
        assert name in text
    for secret in ("陈志远", "640202198001011238", NOTIFICATION["case_number"]):
        assert secret not in text


async def test_a_problem_speaks_the_readers_language_and_keeps_its_code(client):
    chinese = await client.get("/v1/cases")
    english = await client.get("/v1/cases", headers={"Accept-Language": "en-GB"})

    assert chinese.json()["type"] == english.json()["type"] == "/problems/unauthenticated"
    assert chinese.json()["title"] != english.json()["title"]
    assert chinese.headers["content-language"] == "zh-CN"
