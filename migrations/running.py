"""How both services run their migrations: one at a time, with short locks, in one transaction each."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

# Any number will do, as long as nobody else uses it for an advisory lock: "zhenxie" on a telephone.
_LOCK = 9436943
# A migration that waits for a lock makes everybody behind it wait too: better to fail.
_SHORT = ("set lock_timeout = '5s'", "set statement_timeout = '15min'")


def run(service: str, metadata: MetaData) -> None:
    """Run what alembic was asked for, on the database or as SQL text."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True, as_sql=True)
        with context.begin_transaction():
            for setting in _SHORT:
                context.execute(setting)
            context.run_migrations()
    else:
        asyncio.run(_online(_url(service), metadata))


def _url(service: str) -> str:
    given = context.config.attributes.get("url")
    if given:
        return str(given)
    prefix = service.upper()
    for name in (f"{prefix}_MIGRATION_DATABASE_URL", f"{prefix}_DATABASE_URL"):
        if os.environ.get(name):
            return os.environ[name]
    message = f"Give the database's address in {prefix}_MIGRATION_DATABASE_URL."
    raise RuntimeError(message)


async def _online(url: str, metadata: MetaData) -> None:
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            # Two jobs that start together (two containers, say) must not both create the tables.
            await connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
            for setting in _SHORT:
                await connection.execute(text(setting))
            await connection.commit()
            await connection.run_sync(_migrate, metadata)
            # The services compare it with the revisions they know before they call themselves ready.
            await connection.execute(text("grant select on alembic_version to public"))
            await connection.commit()
    finally:
        # Ending the connection ends its advisory lock.
        await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
