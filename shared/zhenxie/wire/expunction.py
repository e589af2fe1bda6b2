"""What the exchange itself says when sealed parts of a message were deleted (清除)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from zhenxie.wire.events.messages import MessageExpunged
from zhenxie.wire.json import canonical
from zhenxie.wire.sealing import part


def expunged_event(
    *, event_id: UUID, target: tuple[UUID, int], ordinals: Sequence[int], reason_code: str, now: datetime
) -> dict[str, Any]:
    """Return the public part of a `message.expunged`: which sealed parts of which event and position are gone.

    :raises pydantic.ValidationError: the reason is not one that the wire language knows.
    """
    event = MessageExpunged.model_validate_json(
        canonical(
            {
                "type": "message.expunged",
                "message_id": str(event_id),
                "occurred": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "data": {
                    "target_event_id": str(target[0]),
                    "target_position": target[1],
                    "ordinals": list(ordinals),
                    "reason_code": reason_code,
                },
            }
        )
    )
    public, _ = part(event)
    return public
