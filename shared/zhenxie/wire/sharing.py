"""What the exchange itself says when an agency is given sight of a case (授权知悉)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from zhenxie.wire.events.jurisdiction import CaseShared, CaseSharedData
from zhenxie.wire.sealing import part
from zhenxie.wire.vocabulary import Relation


def shared_event(
    *,
    event_id: UUID,
    reader: str,
    relation: Relation,
    now: datetime,
    joined_into: UUID | None = None,
) -> dict[str, Any]:
    """Return the public part of a `case.shared`: who may read the whole case from now on, and in which relation.

    `now` is when it was given, kept to the microsecond in UTC; the message id is the event's own. `joined_into` is the
    case with which a provisional one is told from now on.
    """
    event = CaseShared(
        type="case.shared",
        message_id=str(event_id),
        occurred=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        data=CaseSharedData(
            reader=reader,
            relation=relation,
            whole_history=True,
            joined_into=None if joined_into is None else str(joined_into),
        ),
    )
    public, _ = part(event)
    return public
