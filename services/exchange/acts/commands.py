"""What a call of the office hands to the scribe: an act by its name, and what became of it; plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exchange.feed.chain import Receipt
from exchange.feed.commands import Draft


@dataclass(frozen=True)
class Act:
    """One act of a caller: the sender's own `message_id`, the digest to which it is bound, and what is wished.

    `bound` is SHA-256 of the act's name, of what it is about and of the body as it was received, so that neither a body
    that is spelled again nor a field of a later release breaks a message that is sent again.
    """

    message_id: str
    bound: bytes
    wish: Any


@dataclass
class Decided:
    """What became of one act: the entries that tell of it, what is stored beside them, and how it is answered.

    `answer` is called once the entries have their places, with their receipts in order and the feed's epoch; what it
    returns is kept, and answered again to whoever sends the same message again.
    """

    drafts: Sequence[Draft]
    answer: Callable[[Sequence[Receipt], int], Mapping[str, Any]]
    memory: Any = None
