"""Hands an act of a route to the scribe, and answers it: 201 when it is new, 200 when it is sent again."""

from typing import Any

import orjson
from fastapi import Request, Response

from exchange.access.callers import Caller
from exchange.acts.commands import Act
from exchange.feed.commands import Command
from zhenxie.kit import tracing
from zhenxie.wire import json


async def submit(request: Request, caller: Caller, *, kind: str, message_id: str, wish: Any) -> Response:
    """Return the answer to one act; it is bound to the call's path and the body as it was received.

    :param kind: the kind of the slice's commands.
    :raises Refusal: the slice refused it, or the database stayed away.
    """
    bound = json.digest([request.method, request.url.path, orjson.loads(await request.body())])
    command = Command(kind, caller, Act(message_id, bound, wish), traceparent=tracing.traceparent(), apart=True)
    said, replay = await request.app.state.scribe.submit(command)
    return Response(
        orjson.dumps(said),
        status_code=200 if replay else 201,
        media_type="application/json",
        headers={"Idempotent-Replay": "true"} if replay else {},
    )
