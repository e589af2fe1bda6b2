"""Events of evidence: breath test, blood sample, forensic opinion (domain 5.3, 5.4)."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    Coded,
    Count,
    DocumentNumberText,
    Event,
    EventData,
    Fen,
    FreeText,
    OperatorId,
    P,
    Person,
    Quantity,
    Reference,
)
from zhenxie.wire.events.parts import BoneAge, Driving, Word
from zhenxie.wire.moments import Day, Moment


class EvidenceBreathTestedData(EventData):
    """What `evidence.breath_tested` says (呼气测试)."""

    alcohol_mg_per_100ml: Quantity | None = Field(default=None, description="呼气酒精含量, mg/100 ml")
    refused: bool | None = Field(default=None, description="拒绝检测")
    device_number: Reference | None = Field(default=None, description="呼气检测仪编号")
    device_calibrated_until: Day | None = Field(default=None, description="检定有效期至")
    signed: bool | None = Field(default=None, description="当事人签字")
    objected: bool | None = Field(default=None, description="当场提出异议")
    officers: list[OperatorId] | None = Field(default=None, description="民警警号")
    driving: Driving | None = Field(default=None, description="驾驶情况")


class EvidenceBreathTested(Event):
    """呼气测试: a driver's breath is tested for alcohol (DUI23 4; GB19522)."""

    chinese = "呼气测试"
    law = "DUI23 4; GB19522"
    emitters = P
    type: Literal["evidence.breath_tested"]
    data: EvidenceBreathTestedData


class EvidenceBloodDrawnData(EventData):
    """What `evidence.blood_drawn` says (提取血样)."""

    place_kind: Coded[Literal["medical_institution", "on_site", "other"]] | None = Field(
        default=None, description="医疗机构, 现场, 其他"
    )
    drawer_qualified: bool | None = Field(default=None, description="提取人员有资质")
    police_count: Count | None = Field(default=None, description="民警人数")
    auxiliary_count: Count | None = Field(default=None, description="辅警人数")
    officers: list[OperatorId] | None = Field(default=None, description="民警警号")
    tube_count: Count | None = Field(default=None, description="血样管数")
    tube_type: Coded[Literal["anticoagulant", "coagulant", "plain", "other"]] | None = Field(
        default=None, description="抗凝管, 促凝管, 普通管, 其他"
    )
    disinfectant_kind: Coded[Literal["alcohol_free", "alcohol_based", "none"]] | None = Field(
        default=None, description="非醇类, 醇类, 未消毒"
    )
    seal_numbers: list[DocumentNumberText] | None = Field(default=None, description="封装编号")
    extractor_signed: bool | None = Field(default=None, description="提取人签字")
    sealer_signed: bool | None = Field(default=None, description="封装人签字")
    suspect_signed: bool | None = Field(default=None, description="当事人签字")
    refusal_noted: bool | None = Field(default=None, description="拒签已注明")
    full_video: bool | None = Field(default=None, description="全程录音录像")
    video_number: Reference | None = Field(default=None, description="录像编号")
    family_notified_at: Moment | None = Field(default=None, description="通知家属时间")
    drawer: Person | None = Field(default=None, description="提取人员")
    driving: Driving | None = Field(default=None, description="驾驶情况")
    record: FreeText | None = Field(default=None, description="提取笔录")


class EvidenceBloodDrawn(Event):
    """提取血样: a blood sample is drawn and sealed (DUI23 8; RTSV20 35–36)."""

    chinese = "提取血样"
    law = "DUI23 8; RTSV20 35–36"
    emitters = P
    type: Literal["evidence.blood_drawn"]
    data: EvidenceBloodDrawnData


class EvidenceBloodSubmittedData(EventData):
    """What `evidence.blood_submitted` says (送检)."""

    laboratory_code: Reference | None = Field(default=None, description="鉴定机构代码")
    seal_numbers: list[DocumentNumberText] | None = Field(default=None, description="封装编号")
    temperature_kept: bool | None = Field(default=None, description="低温保存")
    keeper: OperatorId | None = Field(default=None, description="保管人警号")
    special_reason_recorded: bool | None = Field(default=None, description="有特殊原因记录")
    approved_by: OperatorId | None = Field(default=None, description="批准人警号")
    received_at: Moment | None = Field(default=None, description="鉴定机构接收时间")
    special_reason: FreeText | None = Field(default=None, description="特殊原因")


class EvidenceBloodSubmitted(Event):
    """送检: a blood sample is sent to the laboratory (DUI23 8; RTSV20 36, 81)."""

    chinese = "送检"
    law = "DUI23 8; RTSV20 36, 81"
    emitters = P
    type: Literal["evidence.blood_submitted"]
    data: EvidenceBloodSubmittedData


class EvidenceForensicOpinionIssuedData(EventData):
    """What `evidence.forensic_opinion_issued` says (鉴定意见)."""

    subject: (
        Coded[
            Literal[
                "blood_alcohol",
                "injury",
                "age",
                "mental_state",
                "cause_of_death",
                "value",
                "drugs",
                "trace",
                "dna",
                "electronic",
                "accounting",
                "other",
            ]
        ]
        | None
    ) = Field(
        default=None, description="血液酒精, 伤情, 年龄, 精神状态, 死因, 价格, 毒品, 痕迹, DNA, 电子数据, 会计, 其他"
    )
    blood_alcohol_mg_per_100ml: Quantity | None = Field(default=None, description="血液酒精含量")
    injury_grade: Coded[Literal["serious_1", "serious_2", "light_1", "light_2", "slight", "none", "death"]] | None = (
        Field(default=None, description="重伤一级 … 轻伤二级, 轻微伤, 无, 死亡")
    )
    bone_age: BoneAge | None = Field(default=None, description="骨龄")
    criminal_capacity: Coded[Literal["full", "partial", "none"]] | None = Field(
        default=None, description="刑事责任能力"
    )
    amount: Fen | None = Field(default=None, description="价格认定 (fen)")
    final: bool | None = Field(default=None, description="最终鉴定意见")
    laboratory_code: Reference | None = Field(default=None, description="鉴定机构代码")
    laboratory_qualified: bool | None = Field(default=None, description="机构有资质")
    qualification_valid_until: Day | None = Field(default=None, description="资质有效期至")
    experts_count: Count | None = Field(default=None, description="鉴定人数")
    received_at: Moment | None = Field(default=None, description="机构接收检材时间")
    sampled_at: Moment | None = Field(default=None, description="提取时间")
    analysis_video: bool | None = Field(default=None, description="检验过程录像")
    opinion_received_at: Moment | None = Field(default=None, description="公安机关收到鉴定意见时间")
    opinion: FreeText | None = Field(default=None, description="鉴定意见内容")


class EvidenceForensicOpinionIssued(Event):
    """鉴定意见: an expert agency gives its opinion (CPL 146–148; PSB 248–257; DUI23 8)."""

    chinese = "鉴定意见"
    law = "CPL 146–148; PSB 248–257; DUI23 8"
    emitters = P
    type: Literal["evidence.forensic_opinion_issued"]
    data: EvidenceForensicOpinionIssuedData


class EvidenceForensicOpinionNotifiedData(EventData):
    """What `evidence.forensic_opinion_notified` says (告知鉴定意见)."""

    opinion_number: DocumentNumberText | None = Field(default=None, description="鉴定意见文号")
    subject: Coded[Word] | None = Field(default=None, description="鉴定种类")
    recipient_kind: Coded[Literal["suspect", "victim", "both", "other"]] | None = Field(
        default=None, description="犯罪嫌疑人, 被害人, 双方, 其他"
    )
    in_writing: bool | None = Field(default=None, description="书面告知")
    opinion_received_at: Moment | None = Field(default=None, description="公安机关收到鉴定意见时间")
    reexamination_requested: bool | None = Field(default=None, description="申请重新鉴定")


class EvidenceForensicOpinionNotified(Event):
    """告知鉴定意见: the opinion is made known to those concerned (CPL 148; PSB 252; DUI23 8)."""

    chinese = "告知鉴定意见"
    law = "CPL 148; PSB 252; DUI23 8"
    emitters = P
    type: Literal["evidence.forensic_opinion_notified"]
    data: EvidenceForensicOpinionNotifiedData


EvidenceEvent = (
    EvidenceBreathTested
    | EvidenceBloodDrawn
    | EvidenceBloodSubmitted
    | EvidenceForensicOpinionIssued
    | EvidenceForensicOpinionNotified
)
