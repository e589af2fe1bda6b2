"""The shape of a refusal on the line (RFC 9457), and the words for what is wrong with one field."""

import re
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.identifiers import contains_identity_number


class FieldProblem(BaseModel):
    """One fault in a body: where (RFC 6901 pointer), a stable code, and a sentence in the reader's language."""

    model_config = ConfigDict(frozen=True)

    pointer: str = Field(description="RFC 6901 pointer into the body as received", examples=["/events/0/occurred"])
    code: str = Field(description="Stable, never translated", examples=["not-a-moment"])
    message: str = Field(description="In Chinese or English by Accept-Language", examples=["不是时间"])


class Problem(BaseModel):
    """A refusal as `application/problem+json` (RFC 9457); further members may follow by type."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/problems/message-id-reused"])
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldProblem] = Field(default_factory=list)


@dataclass(frozen=True)
class Fault:
    """A fault before it is put in words: pointer, code, and the facts its sentence may name (never personal data)."""

    pointer: str
    code: str
    facts: tuple[str, ...] = ()


class MalformedJson(ValueError):
    """The bytes are not the JSON that the exchange accepts.

    Carries one :class:`Fault`; `fault.pointer` is where it was seen, as far as that is known.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


_STEP = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@/-]{0,127}", re.ASCII)


def safe_pointer(*steps: object) -> str:
    """Return a pointer whose unusual steps are hidden: an unknown key may be anybody's name or number."""
    return "".join(f"/{step if is_plain(str(step)) else '?'}" for step in steps)


def is_plain(step: str) -> bool:
    """Return whether a key of a body may be repeated in an error: a plain word, and no identity number."""
    return _STEP.fullmatch(step) is not None and not contains_identity_number(step)


def is_reference(text: str) -> bool:
    """Return whether `text` has the form of a reference and names nobody."""
    return _REFERENCE.fullmatch(text) is not None and not contains_identity_number(text)
