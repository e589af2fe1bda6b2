"""Facts that either body establishes from a document, one at a time."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import Coded, Count, Event, EventData, Fen, FreeText, J, P, Quantity, WireModel
from zhenxie.wire.events.parts import Word
from zhenxie.wire.moments import Moment
from zhenxie.wire.triage import KEYS


class FactValue(WireModel):
    """The value of a fact: exactly one of its forms."""

    truth: bool | None = Field(default=None, description="是 / 否")
    code: Coded[Word] | None = Field(default=None, description="代码")
    quantity: Quantity | None = Field(default=None, description="数量")
    amount: Fen | None = Field(default=None, description="金额 (fen)")
    moment: Moment | None = Field(default=None, description="时间")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if len([name for name in self.model_fields_set if getattr(self, name) is not None]) != 1:
            raise PydanticCustomError("one-value-only", "a fact has exactly one value")
        return self


class FactEstablishedData(EventData):
    """What `fact.established` says (查明事实)."""

    key: Word = Field(
        description="What it is about, such as `injury_grade`, `no_other_participant`, `aggravating.motorway`, "
        "`line_up.persons_count`, `legal_aid_notified`, `cooperation_letter`; for triage (繁简分流) "
        + ", ".join(f"`{key}`" for key in KEYS)
    )
    value: FactValue
    unit: Coded[Word] | None = Field(default=None, description="计量单位")
    page: Count | None = Field(default=None, description="卷宗页码")
    volume: Count | None = Field(default=None, description="卷宗册号")
    note: FreeText | None = Field(default=None, description="说明")


class FactEstablished(Event):
    """查明事实: a fact is established from a document (CPL 52, 55; PSB 69)."""

    chinese = "查明事实"
    law = "CPL 52, 55; PSB 69"
    emitters = P | J
    type: Literal["fact.established"]
    data: FactEstablishedData


FactsEvent = FactEstablished
