"""Changes of the feed as a client reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_PREFIX: Final = "cn.zhenxie."
_SOURCE: Final = "/v1/agencies/"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed; `type` without prefix and version, `payload` the public part of the event."""

    id: str
    type: str
    source: str
    position: int
    epoch: int
    recorded_at: str
    payload: Mapping[str, Any] = field(repr=False)
    case_number: str | None = None
    case_id: str | None = None
    suspect_ref: str | None = None
    corrects: str | None = None
    remaining: int = 0
    """How many entries of the same atomic list follow this one."""

    @property
    def cursor(self) -> str:
        """The cursor that stands behind this entry."""
        return f"{self.epoch}.{self.position}"

    @classmethod
    def of_cloud_event(cls, event: Mapping[str, Any]) -> "Change":
        """Return the change that a CloudEvent spells."""
        return cls(
            id=event["id"],
            type=event["type"].removeprefix(_PREFIX).rpartition(".")[0],
            source=event["source"].removeprefix(_SOURCE),
            position=event["position"],
            epoch=event["epoch"],
            recorded_at=event["recordedtime"],
            payload=event["data"],
            case_number=event.get("subject"),
            case_id=event.get("caseid"),
            suspect_ref=event.get("suspectref"),
            corrects=event.get("corrects"),
            remaining=event.get("remaining", 0),
        )


@dataclass(frozen=True)
class Page:
    """A page of changes; `next` goes on behind it even when it is empty, `head` is where the feed stood."""

    items: list[Change]
    next: str
    head: str


@dataclass(frozen=True)
class Wanted:
    """Which changes are wanted: short event types, one case, one part `i/n` of all cases; nothing stated means all."""

    types: tuple[str, ...] = ()
    case_number: str | None = None
    partition: str | None = None

    @property
    def params(self) -> dict[str, str | None]:
        """The parameters of the question."""
        return {"types": ",".join(self.types) or None, "case_number": self.case_number, "partition": self.partition}
