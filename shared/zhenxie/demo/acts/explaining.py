"""Act one, second scene: what is not alerted, why not, and who owes the fact; and what the calendar found."""

from zhenxie.demo.cases.everything import CASES, named_case
from zhenxie.demo.cast import AGENCIES, CITY_PROCURATORATE
from zhenxie.demo.settling import alerts, named
from zhenxie.demo.stage import Stage
from zhenxie.wire.events import EVENT_TYPES

title = ("不知道的，不指控", "Nobody is accused on what is not known")

_SILENT = (
    ("sixteenth_birthday", "UA-01", "suspect.charges_changed"),
    ("adult_accomplice", "UA-01", "fact.established"),
    ("injury_not_appraised", "UA-01", "evidence.forensic_opinion_issued"),
)


async def play(stage: Stage) -> None:
    """Show what keeps three cases from being judged, and two findings that speak for themselves."""
    async with stage.client(CITY_PROCURATORATE) as office:
        page = await office.assessments.page(limit=1000)
    found = await alerts(stage)
    names = {one.code: one.name for one in AGENCIES}
    for name, rule, event_type in _SILENT:
        case = named_case(name)
        missing = [
            gap
            for one in page["items"]
            if one["case_number"] == case.number and one["outcome"]["rule"] == rule
            for gap in one["outcome"]["missing"]
        ]
        stage.console.print(f"  [bold]{case.chinese}[/] [dim]· {case.english}[/]", highlight=False)
        for gap in missing:
            stage.console.print(
                f"    [yellow]无法判断 undetermined[/]：{gap['chinese']}；应由{names[gap['owed_by']]}"
                f"以“{EVENT_TYPES[gap['event_type']].chinese}”提供"
                f" [dim]· {gap['english']}[/]",
                highlight=False,
            )
        owed = any(gap["event_type"] == event_type and gap["owed_by"] == case.police for gap in missing)
        stage.check(
            "说明了缺什么、由谁提供，且未预警 · what is missing, who owes it; no alert",
            owed and (case.number, rule) not in named(found),
        )
    stalled = named_case("stalled")
    stage.check(
        f"挂案 {stalled.number} 仅凭日历发现：立案后两年间没有任何报送 · a stalled case, by the calendar alone",
        (stalled.number, "E1") in stage.props.get("by_calendar", set()),
    )
    [tube] = [one for one in found if one["case_number"] == named_case("wrong_tube").number]
    stage.console.print(f"  {tube['case_number']} {tube['rule']} {tube['finding']['chinese']}", highlight=False)
    stage.check("血样使用促凝管被发现 · a blood sample in the wrong tube", "促凝管" in tube["finding"]["chinese"])
    silent = sum(not case.expected for case in CASES.values())
    stage.say(f"{len(CASES)} 件案件中 {silent} 件没有任何预警", f"{silent} of {len(CASES)} cases have no alert at all")
