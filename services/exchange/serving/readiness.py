"""What must hold before requests are sent to this process."""

from collections.abc import Sequence
from typing import Any

from exchange.serving import queries
from zhenxie.kit.clock import DemoClock
from zhenxie.kit.database_stalls import CLOCK_TOLERANCE, ahead
from zhenxie.kit.web import Check


def checks(state: Any) -> Sequence[Check]:
    """Return the checks of `/readyz`; `state` is that of the running app.

    The first to fail is `process` while the process stops, so that a proxy sends nothing more.
    """

    async def process() -> str | None:
        return "shutting down" if state.stopping else None

    async def scribe() -> str | None:
        return None if state.scribe.running else "not running"

    async def revision() -> str | None:
        async with state.database.reading("") as session:
            found = await queries.revision(session)
        if not state.expected_revisions:
            return "the migrations of this version were not found beside the code"
        expected = " ".join(state.expected_revisions)
        return None if found == expected else f"database at {found}, code at {expected}: run `migrate`"

    async def roles() -> str | None:
        async with state.database.reading("") as session:
            unruly = await queries.unruly_roles(session)
        return "; ".join(f"{power.role}: {power.why}" for power in unruly) or None

    async def clock() -> str | None:
        if isinstance(state.clock, DemoClock):
            # A clock that is turned by hand agrees with none.
            return None
        asked = state.clock.now()
        async with state.database.reading("") as session:
            theirs = await queries.moment(session)
        apart = abs(ahead(asked=asked, theirs=theirs, answered=state.clock.now()))
        return None if apart < CLOCK_TOLERANCE else f"{apart.total_seconds():.0f} s from the database's clock"

    return (
        Check("process", process),
        Check("scribe", scribe),
        Check("migrations", revision),
        Check("roles", roles),
        Check("clock", clock),
    )
