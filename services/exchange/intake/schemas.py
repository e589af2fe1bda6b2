"""Intake's answers on the line: what was accepted or refused, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from exchange.errors import Language, Refusal
from exchange.feed.chain import instant
from exchange.intake.commands import Accepted
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


class Manifest(BaseModel):
    """What a file across a one-way gateway says of itself."""

    sequence: int = Field(ge=1, description="Counts the files of one source, without a gap")
    count: int = Field(ge=0, description="Lines in the file")
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$", description="Of the bytes as they are sent")


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
    if outcome["outcome"] == "refused":
        return said | {"problem": problem_body(outcome, language)}
    return said | {
        "case_number": outcome["case_number"],
        "items": [item_body(item, language) for item in outcome["items"]],
        "observations": [_observation(one, language) for one in outcome["observations"]],
    }
