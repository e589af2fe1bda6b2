"""A reproduction (线索重现): the question whether an alert follows again from what was known, and the answer."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.alerts import BilingualText, Evaluated
from zhenxie.wire.events.alerts import Fingerprint
from zhenxie.wire.events.base import Reference, WireModel
from zhenxie.wire.events.parts import Identifier, Word


class ReproductionAsked(WireModel):
    """The question; sent again with the same `message_id` it is the same question."""

    message_id: Reference


class Difference(WireModel):
    """One field of the alert that comes out otherwise; a field that one side lacks is null there."""

    field: Annotated[str, StringConstraints(max_length=64)] = Field(examples=["violated_from"])
    exchange: Any = Field(default=None, description="线索所载: as the exchange has it")
    again: Any = Field(default=None, description="重现所得: as it comes out now")


class Cause(BilingualText):
    """Why it comes out otherwise."""

    code: Word = Field(
        examples=["parameters_changed"],
        description="`model_gone`, `model_version_changed`, `parameters_changed`, `expunged`, `feed_differs`, `software_differs`",
    )


class ReproductionAnswer(WireModel):
    """What came out: the same bytes, or every field that differs and why."""

    identical: bool = Field(description="逐字节一致")
    evaluated: Evaluated = Field(description="Which answer of the rule was looked for")
    model_version: Reference | None = Field(default=None, description="重现所用的模型版本")
    parameters_hash: Fingerprint | None = Field(default=None, description="重现所用的参数")
    differences: Annotated[list[Difference], Field(max_length=100)] = Field(default_factory=list)
    causes: Annotated[list[Cause], Field(max_length=20)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.identical and (self.differences or self.causes):
            raise PydanticCustomError("not-of-the-same", "what is identical differs in nothing")
        if not self.identical and not (self.differences and self.causes):
            raise PydanticCustomError("says-no-difference", "what differs says in what, and why")
        return self


class ReproductionTaken(WireModel):
    """Where the answer is found, or that an answer was taken."""

    id: Identifier = Field(description="The exchange's id of the question")
    alert_id: Identifier
    address: str = Field(examples=["/v1/alerts/019ca6e8-ca80-7a5d-ad3c-4ecd55465cbc/reproductions"])
    position: int | None = Field(default=None, description="Its place in the feed; null when nothing was new")
