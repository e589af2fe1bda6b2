"""Sheets of evidence standards (证据标准) on the line: what a charge, or a pair that must be told apart, asks for."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import AgencyCode, ChargeName, OperatorId, Reference, WireModel
from zhenxie.wire.events.parts import Identifier
from zhenxie.wire.moments import Day

# Whatever numbers somebody (identity, telephone, account) or a case has eleven digits or more; an article has none.
_NUMBERS_SOMEBODY: Final = re.compile(r"\d(?:[ -]?\d){10}", re.ASCII)


def _about_charges(text: str) -> str:
    if _NUMBERS_SOMEBODY.search(unicodedata.normalize("NFKC", text)):
        raise PydanticCustomError(
            "number-in-standard", "a sheet is about charges: it holds no number of a person or case"
        )
    return text


Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0B-\x1F\x7F]+$"),
    AfterValidator(_about_charges),
    Field(description="论罪名，不涉具体人员和案件：不得含身份证号、电话、案件编号或姓名"),
]
"""Words of a sheet, read by everybody: about a charge. A number of somebody is refused; a name, whoever writes must leave out."""


class ElementOfCrime(WireModel):
    """One element (构成要件), and the evidence that is asked for it."""

    element: Words = Field(description="构成要件", examples=["人民警察正在依法执行职务"])
    evidence: Annotated[list[Words], Field(min_length=1, max_length=50)] = Field(
        description="应当收集的证据", examples=[["警察身份与执行职务的证明", "执法记录仪录音录像"]]
    )


class EvidenceStandard(WireModel):
    """A sheet as organs agreed on it; put again it is the next version, and the earlier ones are kept."""

    message_id: Reference
    gh: OperatorId = Field(description="经办人工号")
    since: Day = Field(description="自何日起适用")
    agreed_by: Annotated[list[AgencyCode], Field(min_length=1, max_length=20)] = Field(description="商定的机关")
    elements: Annotated[list[ElementOfCrime], Field(min_length=1, max_length=50)] = Field(description="构成要件与证据")
    distinctions: Annotated[list[Words], Field(max_length=50)] = Field(
        default_factory=list, description="此罪与彼罪的界限"
    )
    study_id: Identifier | None = Field(default=None, description="据以形成的研判记录")


class EvidenceStandardTaken(WireModel):
    """What the exchange answers to a sheet."""

    charges: list[ChargeName]
    procuratorate: AgencyCode
    version: int = Field(description="第几版")
    since: Day
    position: int = Field(description="Its place in the feed")
