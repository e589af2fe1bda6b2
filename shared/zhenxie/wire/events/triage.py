"""What a person decides of the track of a case (繁简分流), against the automatic answer or back to it."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import Coded, Event, EventData, FreeText, J
from zhenxie.wire.moments import precision_of
from zhenxie.wire.vocabulary import Track


class CaseTriageOverriddenData(EventData):
    """What `case.triage_overridden` says (人工调整繁简分流)."""

    track: Track | None = Field(description="繁案, 未检, 速裁, 简易, 普通; null: lifts the override, 恢复自动分流")
    reason: Coded[
        Literal[
            "facts_or_evidence_complicated",
            "law_disputed",
            "social_impact",
            "party_request",
            "court_view",
            "fit_for_fast_track",
            "wrong_or_missing_facts",
            "ground_gone",
            "other",
        ]
    ] = Field(
        description="事实证据复杂, 法律适用有争议, 社会影响, 当事人请求, 法院意见, 符合速裁条件, 事实有误或者未报送, 原因消失, 其他"
    )
    note: FreeText | None = Field(default=None, description="说明")


class CaseTriageOverridden(Event):
    """人工调整繁简分流: a prosecutor sets the track of a case, or lifts what was set (CPL 214, 222; RULE 256, 273)."""

    chinese = "人工调整繁简分流"
    law = "CPL 214, 222; RULE 256, 273"
    emitters = J
    type: Literal["case.triage_overridden"]
    data: CaseTriageOverriddenData

    @model_validator(mode="after")
    def _is_the_act_of_a_person(self) -> Self:
        # The last one stands, so two of one day must not leave open which came last.
        if self.occurred is None or precision_of(self.occurred) != "instant":
            raise PydanticCustomError("instant-required", "to the moment")
        if self.operator is None:
            raise PydanticCustomError("operator-required", "who decided it")
        return self


TriageEvent = CaseTriageOverridden
