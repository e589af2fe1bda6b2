"""Cases of the economic-crime police."""

from typing import Any, Final

from zhenxie.demo.cases.making import Plot, event, filed

_ECONOMIC: Final[dict[str, Any]] = {"handling_department": "economic_crime_unit"}
STALLED: Final = (
    Plot(
        "立案满二年无任何措施：仅凭日历发现",
        "two years, no measure: found by the calendar alone",
        (filed("2024-04-10", "合同诈骗罪", **_ECONOMIC),),
        expected=("E1",),
        name="stalled",
    ),
    Plot(
        "期限尚未届满：提前提示",
        "not over yet: an early warning",
        (filed("2024-07-10", "合同诈骗罪", **_ECONOMIC),),
    ),
    Plot(
        "期限内已移送审查起诉",
        "sent for prosecution in time",
        (filed("2024-04-10", "职务侵占罪", **_ECONOMIC), event("case.sent_for_prosecution", "2025-01-10")),
    ),
    Plot(
        "期限内已撤案",
        "withdrawn in time",
        (filed("2024-04-10", "挪用资金罪", **_ECONOMIC), event("case.withdrawn", "2025-01-10")),
    ),
    Plot(
        "曾采取强制措施：适用解除后十二个月",
        "a measure was taken: the other clock",
        (filed("2024-04-10", "非法经营罪", **_ECONOMIC), event("suspect.bail_imposed", "2025-06-10", "S1")),
    ),
    Plot(
        "解除取保满十二个月未处理",
        "a year since the lifting",
        (
            filed("2024-01-10", "集资诈骗罪", **_ECONOMIC),
            event("suspect.bail_imposed", "2024-02-10", "S1"),
            event("suspect.measure_lifted", "2025-02-09", "S1", measure="bail"),
        ),
        expected=("E2",),
    ),
    Plot(
        "省级批准继续侦查",
        "the province allows it to go on",
        (
            filed("2024-04-10", "虚开发票罪", **_ECONOMIC),
            {
                **event("case.continuation_approved", "2026-03-10", valid_until="2026-12-31"),
                "document": {"kind": "继续侦查批准书", "number": "宁公经〔2026〕8号", "approved_by_level": "province"},
            },
        ),
    ),
    Plot(
        "县级批准不生效力",
        "a county's approval has no effect",
        (
            filed("2024-04-10", "虚开发票罪", **_ECONOMIC),
            {
                **event("case.continuation_approved", "2026-03-10", valid_until="2026-12-31"),
                "document": {"kind": "继续侦查批准书", "number": "平公经〔2026〕8号", "approved_by_level": "county"},
            },
        ),
        expected=("E1",),
    ),
    Plot(
        "刑侦部门办理的诈骗案件：不适用",
        "criminal investigation police: not theirs",
        (filed("2024-04-10", "诈骗罪", handling_department="criminal_investigation"),),
    ),
    Plot(
        "犯罪嫌疑人在逃：期限照算",
        "at large: the clock runs all the same",
        (
            filed("2024-04-10", "信用卡诈骗罪", **_ECONOMIC, suspect_refs=["S1"]),
            event("suspect.at_large", "2024-05-10", "S1"),
        ),
        expected=("E1",),
    ),
    Plot(
        "应撤未撤并冻结账户",
        "and the account is still frozen",
        (
            filed("2024-04-10", "贷款诈骗罪", **_ECONOMIC),
            event("property.restrained", "2024-05-10", property_ref="P1", kind="freezing", until_day="2025-05-09"),
            event("property.restrained", "2025-05-08", property_ref="P1", kind="freezing", until_day="2026-05-07"),
        ),
        expected=("E1", "E7"),
    ),
    Plot(
        "取保满十二个月未解除",
        "bail beyond twelve months",
        (filed("2025-02-10", "保险诈骗罪", **_ECONOMIC), event("suspect.bail_imposed", "2025-04-15", "S1")),
        expected=("M04",),
    ),
    Plot(
        "取保期限内变更为监视居住",
        "changed to residential surveillance in time",
        (
            filed("2025-02-10", "保险诈骗罪", **_ECONOMIC),
            event("suspect.bail_imposed", "2025-04-15", "S1"),
            event("suspect.residential_surveillance_imposed", "2026-01-15", "S1"),
        ),
    ),
)
