"""When a server that refuses is away for a while, and when the statement is at fault."""

import asyncpg
import pytest

from zhenxie.kit.db import is_away

PASSING = (
    asyncpg.ConnectionFailureError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.QueryCanceledError,
    asyncpg.PostgresIOError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
)
AT_FAULT = (
    asyncpg.UniqueViolationError,
    asyncpg.UndefinedColumnError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidTextRepresentationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.NoActiveSQLTransactionError,
    asyncpg.ObjectInUseError,
    asyncpg.ProgramLimitExceededError,
)


@pytest.mark.parametrize("kind", PASSING, ids=lambda kind: kind.__name__)
def test_what_passes_is_tried_again(kind: type[asyncpg.PostgresError]) -> None:
    assert is_away(kind("not now"))


@pytest.mark.parametrize("kind", AT_FAULT, ids=lambda kind: kind.__name__)
def test_a_statement_that_is_at_fault_is_not(kind: type[asyncpg.PostgresError]) -> None:
    assert not is_away(kind("never"))


def test_what_bears_no_state_says_nothing() -> None:
    assert not is_away(ValueError("57P03"))
    assert not is_away(None)
