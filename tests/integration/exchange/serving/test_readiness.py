import re
from datetime import timedelta

from exchange.db import Database
from zhenxie.kit.clock import FixedClock, SystemClock

CHECKS = {"process", "scribe", "migrations", "roles", "clock"}


async def test_a_sound_exchange_is_ready_and_says_what_it_looked_at(client):
    answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": dict.fromkeys(CHECKS, "ok"), "stalls": []}


async def test_an_exchange_behind_its_migrations_is_not_ready(client, exchange_database):
    connection = await exchange_database.connect()
    await connection.execute("update alembic_version set version_num = '20200101_0001'")
    await connection.close()

    answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "20200101_0001" in answer.json()["checks"]["migrations"]


async def test_a_login_that_could_become_the_owner_is_not_ready(client, exchange_database):
    connection = await exchange_database.connect()
    # Roles are the whole server's, other tests' included: so a table of this database changes hands instead.
    await connection.execute("alter table entries owner to exchange_writer")
    await connection.close()

    answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "exchange_writer: owner" in answer.json()["checks"]["roles"]


async def test_a_clock_that_is_wrong_is_not_ready(app, client):
    app.state.clock = FixedClock(SystemClock().now() - timedelta(minutes=5))

    answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["clock"].endswith("s from the database's clock")


async def test_a_process_that_stops_is_not_ready_but_alive(app, client):
    app.state.stopping = True

    ready, alive = await client.get("/readyz"), await client.get("/livez")

    assert (ready.status_code, ready.json()["checks"]["process"]) == (503, "shutting down")
    assert alive.status_code == 200


async def test_a_database_that_is_away_is_not_ready_and_tells_no_address(app, client, exchange_database):
    await app.state.database.close()
    app.state.database = Database(re.sub(r"@127\.0\.0\.1:\d+", "@127.0.0.1:1", exchange_database.url))

    answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "failed: DatabaseUnavailable"
    assert "a-password-for-tests" not in answer.text
