"""Both histories of migrations: one head, the same tables as the code, up, down and up again."""

from collections.abc import Callable

import pytest

from fixtures.databases import Database, apart
from zhenxie.local import migrations

SERVICES = ("exchange", "screening")

STRUCTURE = """
select 'column', table_name::text, column_name::text, data_type::text || is_nullable
  from information_schema.columns where table_schema = 'public'
union all
select 'index', tablename::text, indexname::text, indexdef from pg_indexes where schemaname = 'public'
union all
select 'policy', tablename::text, policyname::text, coalesce(qual, '') || coalesce(with_check, '')
  from pg_policies where schemaname = 'public'
union all
select 'grant', table_name::text, grantee::text, privilege_type::text
  from information_schema.role_table_grants where table_schema = 'public' and grantee <> 'postgres'
order by 1, 2, 3, 4
"""


async def structure(database: Database) -> list[tuple]:
    connection = await database.connect()
    try:
        return [tuple(row) for row in await connection.fetch(STRUCTURE)]
    finally:
        await connection.close()


@pytest.mark.parametrize("service", SERVICES)
def test_a_history_has_one_head(service: str) -> None:
    assert len(migrations.heads(service)) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_a_fresh_database_is_at_the_head(service: str, make_database: Callable[..., Database]) -> None:
    database = make_database("head", service=service)

    found: list[str | None] = []
    apart(lambda: found.append(migrations.current(database.migration_url)))

    assert tuple(found) == migrations.heads(service)


@pytest.mark.parametrize("service", SERVICES)
def test_tables_and_migrations_say_the_same(service: str, make_database: Callable[..., Database]) -> None:
    database = make_database("check", service=service)

    apart(lambda: migrations.check(service, database.migration_url))


@pytest.mark.parametrize("service", SERVICES)
async def test_up_down_and_up_again_gives_the_same_database(
    service: str, make_database: Callable[..., Database]
) -> None:
    database = make_database("updown", service=service)
    before = await structure(database)

    apart(lambda: migrations.downgrade(service, database.migration_url, "base"))
    emptied = await structure(database)
    apart(lambda: migrations.upgrade(service, database.migration_url))

    assert {row[1] for row in emptied} == {"alembic_version"}
    assert await structure(database) == before


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrations_can_be_read_as_sql(service: str) -> None:
    written = migrations.sql(service)

    assert migrations.heads(service)[0] in written
