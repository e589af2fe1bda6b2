"""Intake's answers on the line: what was accepted or refused, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from exchange.errors import Language, Refusal
from exchange.feed.chain import instant
from exchange.intake.commands import Accepted
from exchange.intake.errors import ManifestMismatch
from zhenxie.wire.cases import AcceptedItem, Observation
from zhenxie.wire.problems import Fault
from zhenxie.wire.wording import wording


class Outcome(BaseModel):
    """What became of one message (or one line of a bulk upload)."""

    model_config = ConfigDict(extra="allow")

    outcome: Literal["accepted", "replayed", "refused"]
    message_id: str | None = None
    source_system: str | None = None
    at: str | None = Field(default=None, description="When it was decided, UTC")
    digest: str | None = Field(default=None, description="SHA-256 of the content as received, hexadecimal")
    item: AcceptedItem | None = None
    problem: dict[str, Any] | None = Field(default=None, description="The problem (RFC 9457) of a refusal")


class OutcomePage(BaseModel):
    """A page of outcomes, oldest first."""

    items: list[Outcome]
    next: str = Field(description="Give it as `after` next time", examples=["4711"])


class MessageOutcomes(BaseModel):
    """What became of one message each time it was decided, the latest first."""

    message_id: str
    items: list[Outcome]


class LinePage(BaseModel):
    """A page of the outcomes of a bulk upload."""

    items: list[dict[str, Any]]
    next: int = Field(description="The last line of this page: give it as `after` next time")
    ended: bool = Field(description="Whether the upload has ended, so that no more will come")
    summary: dict[str, Any] | None = Field(default=None, description="Counts, faults of the whole, lines to send again")


class Manifest(BaseModel):
    """What an upload says of itself; a file across a one-way gateway has a manifest."""

    id: UUID | None = None
    sequence: int | None = None
    count: int | None = None
    digest: str | None = None


class OutcomesAsked(BaseModel):
    """What is asked of the outcomes of messages."""

    after: str = Field(
        default="0", pattern=r"^[0-9]{1,18}$", description="`next` of the last page; 0 begins", examples=["0"]
    )
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many")


class LinesAsked(BaseModel):
    """What is asked of the outcomes of a bulk upload."""

    after: int = Field(default=0, ge=0, le=2**31 - 1, description="The last line already read; 0 begins")
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many")


def accepted_body(given: Accepted, language: Language) -> dict[str, Any]:
    """Return the answer to an accepted submission; the same again for each replay of it."""
    return {
        "case_number": given.case_number,
        "items": [item_body(item, language) for item in given.items],
        "observations": [_observation(one, language) for one in given.observations],
    }


def item_body(item: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return one accepted event with its observations in words."""
    return {**item, "observations": [_observation(one, language) for one in item["observations"]]}


def _observation(kept: Mapping[str, Any], language: Language) -> dict[str, Any]:
    said = Observation(
        code=kept["code"], pointer=kept["pointer"], message=wording(kept["code"], tuple(kept["facts"]), language)
    )
    return said.model_dump()


def problem_body(kept: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return the problem of a refusal that was kept, in words."""
    faults = [Fault(one["pointer"], one["code"], tuple(one["facts"])) for one in kept["faults"]]
    return Refusal.named(kept["problem"])(faults=faults, **kept["members"]).body(language=language)


def outcome_body(row: Any, language: Language) -> dict[str, Any]:
    """Return a row of `message_outcomes` as it is read by its sender."""
    said: dict[str, Any] = {
        "outcome": row.outcome,
        "message_id": row.message_id,
        "source_system": row.source_system or None,
        "at": instant(row.at),
        "digest": bytes(row.digest).hex(),
    }
    if row.outcome == "refused":
        return said | {"problem": problem_body(row.answer, language)}
    return said | {"item": item_body(row.answer, language)}


def line_body(outcome: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return the outcome of one line of a bulk upload as it is read by its sender."""
    said = {"line": outcome["line"], "message_id": outcome["message_id"], "outcome": outcome["outcome"]}
    if outcome["outcome"] in {"refused", "failed"}:
        return said | {"problem": problem_body(outcome, language)}
    return said | {
        "case_number": outcome["case_number"],
        "items": [item_body(item, language) for item in outcome["items"]],
        "observations": [_observation(one, language) for one in outcome["observations"]],
    }


def summary_body(kept: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return the summary of a bulk upload; a manifest that does not fit is a problem of the whole."""
    faults = [Fault(one["pointer"], one["code"], tuple(one["facts"])) for one in kept["faults"]]
    said = {name: kept[name] for name in ("lines", "accepted", "replayed", "refused", "failed", "bytes", "digest")}
    said["observations"] = [_observation(one, language) for one in kept["observations"]]
    if faults:
        said["problem"] = ManifestMismatch(faults=faults).body(language=language)
    return said
