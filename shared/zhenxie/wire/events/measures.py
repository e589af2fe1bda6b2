"""Events of the measures without custody: bail, residential surveillance, and their end."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import C, Coded, Event, EventData, Fen, J, P, Person, UnitCode
from zhenxie.wire.events.parts import Charge
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Measure


class SuspectBailImposedData(EventData):
    """What `suspect.bail_imposed` says (取保候审)."""

    mode: Coded[Literal["guarantor", "deposit"]] | None = Field(default=None, description="保证人, 保证金")
    guarantor_given: bool | None = Field(
        default=None, description="已提出保证人; both are an anomaly (PSB 84), and recorded all the same"
    )
    deposit: Fen | None = Field(default=None, description="保证金 (fen)")
    guarantor: Person | None = Field(default=None, description="保证人")
    executing_unit_code: UnitCode | None = Field(default=None, description="执行派出所")
    from_day: Day | None = Field(default=None, description="起始日")
    until_day: Day | None = Field(default=None, description="届满日")
    replaces: Coded[Measure] | None = Field(default=None, description="变更前的强制措施")
    continues_earlier: bool | None = Field(default=None, description="沿用前一阶段的取保候审")
    charges: list[Charge] | None = Field(default=None, description="罪名")


class SuspectBailImposed(Event):
    """取保候审: a suspect is released on bail (CPL 67–73, 79; PSB 81–91)."""

    chinese = "取保候审"
    law = "CPL 67–73, 79; PSB 81–91"
    emitters = P | J | C
    about_a_suspect = True
    type: Literal["suspect.bail_imposed"]
    data: SuspectBailImposedData


class SuspectResidentialSurveillanceImposedData(EventData):
    """What `suspect.residential_surveillance_imposed` says (监视居住)."""

    designated: bool | None = Field(default=None, description="指定居所监视居住")
    executing_unit_code: UnitCode | None = Field(default=None, description="执行单位")
    from_day: Day | None = Field(default=None, description="起始日")
    until_day: Day | None = Field(default=None, description="届满日")
    family_notified_at: Moment | None = Field(default=None, description="通知家属时间")
    not_notified_reason: Coded[Literal["cannot_notify"]] | None = Field(default=None, description="无法通知")
    replaces: Coded[Measure] | None = Field(default=None, description="变更前的强制措施")
    charges: list[Charge] | None = Field(default=None, description="罪名")


class SuspectResidentialSurveillanceImposed(Event):
    """监视居住: a suspect is put under residential surveillance (CPL 74–79; PSB 109–123)."""

    chinese = "监视居住"
    law = "CPL 74–79; PSB 109–123"
    emitters = P | J | C
    about_a_suspect = True
    type: Literal["suspect.residential_surveillance_imposed"]
    data: SuspectResidentialSurveillanceImposedData


class SuspectMeasureLiftedData(EventData):
    """What `suspect.measure_lifted` says (解除强制措施)."""

    measure: Coded[Measure] | None = Field(default=None, description="被解除的强制措施")
    reason: Coded[Literal["expired", "no_liability", "replaced", "case_closed", "other"]] | None = Field(
        default=None, description="期限届满, 不应追究, 变更, 结案, 其他"
    )
    notified_at: Moment | None = Field(default=None, description="通知时间")
    deposit_returned_at: Moment | None = Field(default=None, description="退还保证金时间")


class SuspectMeasureLifted(Event):
    """解除强制措施: bail or residential surveillance is lifted (CPL 79, 99; PSB 108, 123)."""

    chinese = "解除强制措施"
    law = "CPL 79, 99; PSB 108, 123"
    emitters = P | J | C
    about_a_suspect = True
    type: Literal["suspect.measure_lifted"]
    data: SuspectMeasureLiftedData


MeasuresEvent = SuspectBailImposed | SuspectResidentialSurveillanceImposed | SuspectMeasureLifted
