"""Pieces of data that several event types share, and the short closed lists they use."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import (
    AgencyCode,
    ChargeName,
    Coded,
    Count,
    FreeText,
    GrantsTo,
    Person,
    Quantity,
    SuspectRef,
    WireModel,
)
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Relation, Sex

AddressedAgency = Annotated[AgencyCode, GrantsTo(Relation.ADDRESSED)]
"""An agency to which the case, or an act in it, is addressed: it may see the case from then on."""
DetainingAgency = Annotated[AgencyCode, GrantsTo(Relation.DETAINING)]
"""The detention center (看守所) that holds a suspect."""
SupervisingAgency = Annotated[AgencyCode, GrantsTo(Relation.SUPERVISING)]
"""The procuratorate that supervises the case."""

DivisionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""行政区划代码 (GB/T 2260)."""
CategoryCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""案件类别 (GA 240.1), six digits."""
Article = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(-[1-9])?$")]
"""An article of the Criminal Law, such as "266" or "133-1" (第一百三十三条之一)."""
DepartmentCaseNumber = Annotated[
    str, StringConstraints(pattern=r"^[\u4e00-\u9fa5]{2,30}受\[[12][0-9]{3}\][0-9]{8,16}号$")
]
"""部门受案号 of the procuratorate's system; its brackets are ASCII."""
DetaineeNumberText = Annotated[str, StringConstraints(pattern=r"^[0-9]{21}$")]
"""在押人员编号 (GA 300.3-2001)."""
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
"""An id that the exchange gave: a UUID in lower case."""
EventTypeName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
"""A code word such as `injury_grade`."""

Department = Annotated[
    Literal[
        "economic_crime_unit",
        "criminal_investigation",
        "traffic_police",
        "police_station",
        "public_order",
        "narcotics",
        "food_drug_environment",
        "cyber_police",
        "legal_affairs_unit",
        "other",
    ],
    Field(description="办案部门: 经侦, 刑侦, 交警, 派出所, 治安, 禁毒, 食药环侦, 网安, 法制, 其他"),
]
ClosureReason = Annotated[
    Literal[
        "no_criminal_fact",
        "minor_not_crime",
        "limitation_expired",
        "amnesty",
        "no_complaint",
        "death",
        "below_age",
        "mental_incapacity",
        "not_this_person",
        "insufficient_evidence",
        "no_jurisdiction",
        "duplicate_report",
        "other",
    ],
    Field(
        description="没有犯罪事实, 显著轻微, 追诉时效, 特赦, 未告诉, 死亡, 未达刑事责任年龄, 精神病, 非此人所为, 证据不足 …"
    ),
]
BirthDateSource = Annotated[
    Literal[
        "birth_certificate",
        "household_register",
        "identity_card",
        "school_record",
        "vaccination_record",
        "testimony",
        "own_statement",
        "bone_age",
        "other",
    ],
    Field(description="出生证明, 户籍, 身份证, 学籍, 防疫接种记录, 证言, 本人陈述, 骨龄鉴定, 其他"),
]
BirthDateConfidence = Annotated[
    Literal["verified", "stated", "doubtful"], Field(description="已查证, 仅有陈述或登记, 有疑问")
]
CorrectionReason = Annotated[
    Literal[
        "typing_error",
        "wrong_case",
        "wrong_suspect",
        "duplicate",
        "late_document",
        "system_error",
        "decision_changed",
        "supplemented",
        "privacy",
        "other",
    ],
    Field(description="录入错误, 案件错误, 人员错误, 重复, 文书迟到, 系统错误, 决定变更, 补充, 个人信息, 其他"),
]
FilingMode = Annotated[Literal["by_person", "by_fact"], Field(description="以人立案, 以事立案")]


class Charge(WireModel):
    """A charge (罪名), named by article, paragraph and name: there is no open national code (domain 8.5)."""

    cl_article: Article | None = Field(default=None, description="刑法条文")
    paragraph: Annotated[int, Field(ge=1, le=9)] | None = Field(default=None, description="款")
    name: ChargeName | None = Field(default=None, description="罪名")
    police_category_code: Coded[CategoryCode] | None = Field(default=None, description="公安案件类别")
    procuratorate_cause_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{4,16}$")] | None = Field(
        default=None, description="检察机关案由代码"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing-stated", "a charge names its article, its name or a code")
        return self


class Act(WireModel):
    """One act (行为), or a stretch in which it went on; the age is judged by it (法释〔2006〕1号 2, 12)."""

    model_config = ConfigDict(validate_by_name=False)

    from_: Moment = Field(alias="from", description="行为开始")
    to: Moment | None = Field(default=None, description="行为结束; absent: the act was over as it began")
    division_code: Coded[DivisionCode] | None = Field(default=None, description="行为地")
    charge: Charge | None = None
    participants: Count | None = Field(default=None, description="参与人数, the suspect included")


class BoneAge(WireModel):
    """A bone-age opinion (骨龄鉴定), in years; near the line it is treated with caution (高检发研字〔2000〕6号)."""

    low: Quantity = Field(description="years")
    high: Quantity = Field(description="years")


class SuspectDetails(WireModel):
    """Who a suspect is, as far as it is known; the person stands sealed, what the law asks for stands open."""

    person: Person | None = None
    sex: Coded[Sex] | None = Field(default=None, description="性别")
    birth_date: Day | None = Field(default=None, description="出生日期; the identity number alone never proves it")
    birth_date_source: Coded[BirthDateSource] | None = Field(default=None, description="出生日期依据")
    birth_date_confidence: Coded[BirthDateConfidence] | None = Field(default=None, description="出生日期可信程度")
    bone_age: BoneAge | None = Field(default=None, description="骨龄")
    guardian: Person | None = Field(default=None, description="法定代理人")
    division_code: Coded[DivisionCode] | None = Field(default=None, description="户籍地区划")
    charges: list[Charge] | None = Field(default=None, description="涉嫌罪名")
    acts: list[Act] | None = Field(default=None, description="行为时间")
    at_large: bool | None = Field(default=None, description="在逃")
    remarks: FreeText | None = None


class NotifiedSuspect(SuspectDetails):
    """A suspect as a case notification names him."""

    suspect_ref: SuspectRef = Field(description="The sender's own reference, unique within the case")
    identified_at: Moment | None = Field(default=None, description="确定为犯罪嫌疑人的时间")


class AggravatingCircumstances(WireModel):
    """The fifteen aggravating circumstances (从重情形, DUI23 10): each stated true, stated false, or not stated."""

    accident_at_fault: bool | None = Field(default=None, description="1 造成交通事故且负全部或主要责任")
    fled_after_accident: bool | None = Field(default=None, description="2 造成交通事故后逃逸")
    car_without_licence: bool | None = Field(default=None, description="3 未取得驾驶证驾驶汽车")
    grave_overload_or_speeding: bool | None = Field(default=None, description="4 严重超员、超载、超速")
    after_controlled_drugs: bool | None = Field(default=None, description="5 服用精神药品、麻醉药品后驾驶")
    passengers_in_service: bool | None = Field(default=None, description="6 客运活动中载有乘客")
    school_bus: bool | None = Field(default=None, description="7 校车业务中载有师生")
    motorway: bool | None = Field(default=None, description="8 高速公路上驾驶")
    heavy_truck: bool | None = Field(default=None, description="9 驾驶重型载货汽车")
    hazardous_goods: bool | None = Field(default=None, description="10 运输危险化学品、危险货物")
    evaded_check: bool | None = Field(default=None, description="11 逃避、阻碍公安机关依法检查")
    obstructed_proceedings: bool | None = Field(default=None, description="12 打击报复、收买证人, 毁灭、伪造证据等")
    punished_within_two_years: bool | None = Field(default=None, description="13 二年内曾因饮酒后驾驶被查获或受处罚")
    convicted_within_five_years: bool | None = Field(
        default=None, description="14 五年内曾因危险驾驶被判决有罪或相对不起诉"
    )
    other: bool | None = Field(default=None, description="15 其他需要从重处理的情形")


class MinorCircumstances(WireModel):
    """The circumstances that may make it obviously minor (显著轻微情形, DUI23 12), each stated or not."""

    under_150: bool | None = Field(default=None, description="1 血液酒精含量不满150毫克/100毫升")
    emergency: bool | None = Field(default=None, description="2 急救伤病人员等紧急情况")
    short_move_or_parking: bool | None = Field(default=None, description="3 居民小区、停车场等场所短距离驾驶")
    short_handover: bool | None = Field(default=None, description="4 交由他人驾驶, 或由他人交回而短距离驾驶")
    other: bool | None = Field(default=None, description="5 其他情节显著轻微的情形")


class Driving(WireModel):
    """How somebody drove when he was stopped (domain 5.4; CL 133-1)."""

    stopped_at: Moment | None = Field(default=None, description="查获时间")
    place_kind: Coded[Literal["road", "compound", "car_park", "motorway", "other"]] | None = Field(
        default=None, description="道路, 小区, 停车场, 高速公路, 其他"
    )
    vehicle_kind: Coded[Literal["car", "motorcycle", "heavy_truck", "school_bus", "commercial", "other"]] | None = (
        Field(default=None, description="汽车, 摩托车, 重型载货汽车, 校车, 营运车辆, 其他")
    )
    licence_status: Literal["valid", "none", "revoked", "suspended", "wrong_class", "expired"] | None = Field(
        default=None, description="驾驶证状态: 有效, 无证, 吊销, 暂扣, 准驾不符, 过期"
    )
    accident_fault: Literal["full", "main", "equal", "minor", "none"] | None = Field(
        default=None, description="事故责任: 全部, 主要, 同等, 次要, 无; absent: not stated"
    )
    accident: bool | None = Field(default=None, description="是否发生事故")
    fled: bool | None = Field(default=None, description="抽取血样前脱逃或者逃逸")
    substituted: bool | None = Field(default=None, description="顶替 (顶包)")
    drank_again: bool | None = Field(default=None, description="再次饮酒逃避检测")
    aggravating: AggravatingCircumstances | None = None
    minor: MinorCircumstances | None = None
