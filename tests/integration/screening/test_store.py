from fixtures.databases import Database as FreshDatabase
from screening.store import db, queries
from zhenxie.local import migrations


async def test_screening_reads_the_revision_of_its_own_database(screening_database: FreshDatabase) -> None:
    database = db.Database(screening_database.url)

    async with database.transaction() as session:
        revision = await queries.revision_in_force(session)
    await database.close()

    assert (revision,) == migrations.heads("screening")
